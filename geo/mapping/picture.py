"""`save_picture`: the layers of a date to a still picture, PNG, SVG or PDF, without a browser."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

from geo.atomic import write_atomically
from geo.errors import InputError
from geo.mapping.alt_text import alt_text
from geo.mapping.still.canvas import settings
from geo.mapping.still.sheet import Sheet, Wishes
from geo.mapping.still.sizes import ENDINGS, RATIOS, Size, checked_ending, checked_size, size_of
from geo.mapping.still.words import Words, plain
from geo.schema import LAYERS, require_wgs84

if TYPE_CHECKING:
    from geo.day_layers import DayLayers
    from geo.gazetteer import Gazetteer
    from geo.mapping.placing import Box, Label, Placed
    from geo.mapping.still.view import Frame

__all__ = ["RATIOS", "Picture", "Size", "make_picture", "save_picture", "size_of"]

_LONGEST_TITLE = 220


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a file's content, its text for those who cannot see it, and how its names were placed."""

    content: bytes
    alt: str
    labels: tuple[Placed, ...]
    left_out: tuple[Label, ...]
    marks: tuple[Box, ...]
    frame: Frame


class PictureChoice(TypedDict, total=False):
    """The keywords of `make_picture` that `save_picture` takes too."""

    size: Size | str
    lang: str
    title: str
    dark: bool
    cut_off: str
    gazetteer: Gazetteer | None


def make_picture(
    day: DayLayers,
    *,
    ending: str = "png",
    size: Size | str = "16:9",
    lang: str = "en",
    title: str = "",
    dark: bool = False,
    cut_off: str = "",
    gazetteer: Gazetteer | None = None,
) -> Picture:
    """Return a still picture of a date's layers.

    Parameters
    ----------
    day
        The layers.
    ending
        What kind of file: `png`, `svg` or `pdf`.
    size
        Its size, `WIDTHxHEIGHT` in pixels, or `16:9`, `4:3`, `1:1`, `A4`.
    lang
        The language of its words and, as far as known, of the names: `en`, `uk` or `ru`.
    title
        Its title; by default that of the layers.
    dark
        Whether it is light on dark.
    cut_off
        Until when reports were read, as it is to be shown: "18:00 UTC".
    gazetteer
        Where towns and names are looked up; by default the one that `Gazetteer.open` opens.

    Raises
    ------
    InputError
        If ending, size or language is none of those.
    CRSError
        If a layer is not in EPSG:4326.
    """
    if ending not in ENDINGS:
        raise InputError(f"a picture ends in {', '.join(f'.{one}' for one in ENDINGS)}, not in {ending[:20]!r}")
    measured = size_of(size) if isinstance(size, str) else checked_size(size)
    words = Words(lang, gazetteer)
    for name in LAYERS:
        frame = getattr(day, name, None)
        if frame is not None:
            require_wgs84(frame, name=name)
    shown = plain(title or day.title, _LONGEST_TITLE) or words("untitled")
    with settings():
        size_px = (measured.width, measured.height, measured.dpi)
        sheet = Sheet(day, words, size_px, Wishes(shown, dark, cut_off))
        alt = alt_text(day, lang, bounds=sheet.view.bounds, gazetteer=words.gazetteer)
        content = sheet.canvas.written(ending, f"{shown}, {words.date(day.date)}", alt)
    return Picture(content, alt, tuple(sheet.placed), tuple(sheet.left_out), tuple(sheet.marks), sheet.view.frame)


def save_picture(day: DayLayers, path: str | Path, **chosen: Unpack[PictureChoice]) -> Picture:
    """Write a still picture of a date's layers, whole or not at all.

    Parameters
    ----------
    day
        The layers.
    path
        Where it goes; its ending, .png, .svg or .pdf, says what it is.
    **chosen
        `size`, `lang`, `title`, `dark`, `cut_off`, `gazetteer`, each by keyword, as for `make_picture`.

    Raises
    ------
    InputError
        As `make_picture`.
    OutputError
        If it cannot be written; an older file then stays as it was.
    """
    target = Path(path)
    picture = make_picture(day, ending=checked_ending(target), **chosen)
    write_atomically(target, picture.content)
    return picture
