"""Sizes and kinds of a still picture, and what is refused as one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

ENDINGS = ("png", "svg", "pdf")
LEAST_SIDE, MOST_SIDE, MOST_PIXELS, LONGEST_SHAPE = 360, 10_000, 50_000_000, 3.0
_SCREEN_DPI, _PAPER_DPI = 96.0, 192.0


@dataclass(frozen=True, slots=True)
class Size:
    """The size of a picture: pixels, and pixels an inch for its size on paper (A4 is A4 in a PDF)."""

    width: int
    height: int
    dpi: float = _SCREEN_DPI


RATIOS = {
    "16:9": Size(1600, 900),
    "4:3": Size(1600, 1200),
    "1:1": Size(1200, 1200),
    "A4": Size(2245, 1587, _PAPER_DPI),
}


def size_of(text: str) -> Size:
    """Return the size that a text names: `1600x900`, or one of `RATIOS`.

    Raises
    ------
    InputError
        If it names none, or one that is too small, too large or too long.

    Examples
    --------
    >>> size_of("1200x800"), size_of("1:1")
    (Size(width=1200, height=800, dpi=96.0), Size(width=1200, height=1200, dpi=96.0))
    """
    if text in RATIOS:
        return RATIOS[text]
    found = re.fullmatch(r"([0-9]{1,6})[xX\u00d7]([0-9]{1,6})", text.strip())
    if found is None:
        raise InputError(f"size: {text[:40]!r} is neither WIDTHxHEIGHT in pixels nor one of {', '.join(RATIOS)}")
    return checked_size(Size(int(found[1]), int(found[2])))


def checked_size(size: Size) -> Size:
    """Return a size unchanged.

    Raises
    ------
    InputError
        If it is too small to be read, too large to be made or too long to be laid out.
    """
    width, height = size.width, size.height
    named = f"size: {width}x{height}"
    if min(width, height) < LEAST_SIDE:
        raise InputError(f"{named} is too small to be read: each side has at least {LEAST_SIDE} pixels")
    if max(width, height) > MOST_SIDE or width * height > MOST_PIXELS:
        raise InputError(
            f"{named} is too large: at most {MOST_SIDE} pixels a side and {MOST_PIXELS // 1_000_000} million in all"
        )
    if max(width, height) > LONGEST_SHAPE * min(width, height):
        raise InputError(f"{named} is too long: one side is at most {LONGEST_SHAPE:g} times the other")
    return size


def checked_ending(path: Path) -> str:
    """Return what a file is by its ending: `png`, `svg` or `pdf`.

    Raises
    ------
    InputError
        If it is none of those.
    """
    ending = path.suffix.lower().removeprefix(".")
    if ending not in ENDINGS:
        raise InputError(f"{path}: a picture ends in {', '.join(f'.{one}' for one in ENDINGS)}")
    return ending
