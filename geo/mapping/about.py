"""What a map file says of itself, in a block of data at its beginning: for the index, for embedding, for the record.

The block is read back from files that anyone may have written: by size, by type, and never as script or markup.
"""

from __future__ import annotations

import datetime as dt
import html
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geo.errors import InputError
from geo.mapping.alt_text import alt_text
from geo.mapping.language import words
from geo.mapping.wording import counted, date_words, source_words
from geo.model import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from geo.day_layers import DayLayers
    from geo.mapping.thumbnail import Thumbnail

_ID = "geo-about"
_BEGIN, _END = f'<script type="application/json" id="{_ID}">', "</script>"
# the block stands before the page's style and scripts; a file that has it farther down is none of ours
_READ_BYTES = 128_000
_LONGEST_TITLE, _LONGEST_ALT, _LONGEST_LINE, _MOST_LINES = 300, 1500, 300, 60
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


@dataclass(frozen=True)
class About:
    """What a map file says of itself: plain text, as yet unescaped.

    `date` is the day shown, of a series the last, and `date_from` the first; `policy` and `withheld` are the
    publication policy's label and what it held back, in words; `lang` is the language of them and of the map.
    """

    title: str
    date: dt.date
    date_from: dt.date
    alt: str
    sources: tuple[str, ...] = ()
    policy: str = ""
    withheld: tuple[str, ...] = ()
    thumbnail: Thumbnail | None = field(default=None, compare=False)
    lang: str = "en"

    @property
    def when(self) -> str:
        """The day or days in words."""
        last = date_words(self.date, self.lang)
        if self.date == self.date_from:
            return last
        said = words(self.lang, "site_words")
        return str(said["span"]).format(first=date_words(self.date_from, self.lang), last=last)


def about_block(days: Sequence[DayLayers], *, title: str = "", lang: str = "en") -> str:
    """Return the markup that a map file says of itself: a description, and the block of data.

    Parameters
    ----------
    days
        The layers shown, of a day or of the days of a series in order.
    title
        The map's title; by default that of the last day.
    lang
        The language of the description: `en`, `uk` or `ru`.
    """
    from geo import __version__
    from geo.mapping.thumbnail import thumbnail
    from geo.publication.withheld import published, together

    last = days[-1]
    record = together(map(published, days))
    alt = described(days, lang=lang)
    data = {
        "generator": f"geo {__version__}",
        "title": one_line(title or last.title, _LONGEST_TITLE),
        "date": last.date.isoformat(),
        "date_from": days[0].date.isoformat(),
        "lang": lang,
        "alt": alt,
        "sources": [one_line(source_words(source, lang), _LONGEST_LINE) for source in last.sources[:_MOST_LINES]],
        "publication": record.as_json() | {"said": record.withheld.grouped().lines(lang), "told": record.for_page(lang)}
        if record
        else None,
        "thumbnail": thumbnail(last).as_json(),
    }
    return (
        f'<meta name="generator" content="geo {html.escape(__version__)}">\n'
        f'<meta name="description" content="{html.escape(alt)}">\n{_BEGIN}{safe_json(data)}{_END}\n'
    )


def described(days: Sequence[DayLayers], *, lang: str = "en") -> str:
    """Return what a map shows in words for those who cannot see it: of a day, or of a series by its last day."""
    last = alt_text(days[-1], lang)
    if len(days) == 1:
        return one_line(last, _LONGEST_ALT)
    count = counted(words(lang, "site_words")["days"], len(days), lang)
    return one_line(
        f"{count}, {date_words(days[0].date, lang)} \u2013 {date_words(days[-1].date, lang)}. {last}", _LONGEST_ALT
    )


def safe_json(value: object) -> str:
    r"""Return a value as JSON that may stand inside a script element.

    Examples
    --------
    >>> safe_json({"a": "</script>"})
    '{"a":"\\u003c/script\\u003e"}'
    """
    import orjson

    return orjson.dumps(value).decode().translate(_ESCAPES)


def with_about(page: str, block: str) -> str:
    """Return a page with the block in its head, before the title."""
    head, title, rest = page.partition("<title>")
    if not title:
        raise ValueError("a page without a title is none that make_map made")
    return f"{head}{block}{title}{rest}"


def read_about(path: Path) -> About | None:
    """Return what a map file says of itself; None if it is no map of ours.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            beginning = file.read(_READ_BYTES)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); name a map that geo made") from error
    return about_of(beginning.decode("utf-8", "replace"))


def about_of(page: str) -> About | None:
    """Return what the beginning of a map file says of it; None if there is no such block, or a damaged one."""
    import orjson

    _, begin, rest = page.partition(_BEGIN)
    text, end, _ = rest.partition(_END)
    if not begin or not end:
        return None
    try:
        data = orjson.loads(text.encode())
    except (orjson.JSONDecodeError, UnicodeEncodeError):
        return None
    return _about(data) if isinstance(data, dict) else None


def _about(data: Mapping[str, Any]) -> About | None:
    from geo.mapping.thumbnail import Thumbnail

    try:
        date = dt.date.fromisoformat(data["date"])
        date_from = dt.date.fromisoformat(data.get("date_from") or data["date"])
    except (KeyError, TypeError, ValueError):
        return None
    publication = data.get("publication")
    publication = publication if isinstance(publication, dict) else {}
    policy = publication.get("policy")
    lang = data.get("lang")
    return About(
        title=one_line(data.get("title"), _LONGEST_TITLE),
        date=date,
        date_from=min(date_from, date),
        alt=one_line(data.get("alt"), _LONGEST_ALT),
        sources=_lines(data.get("sources")),
        policy=one_line(policy.get("name"), _LONGEST_LINE) if isinstance(policy, dict) else "",
        withheld=_lines(publication.get("said")),
        thumbnail=Thumbnail.from_json(data.get("thumbnail")),
        lang=lang if lang in LANGUAGES else "en",
    )


def _lines(value: object) -> tuple[str, ...]:
    return tuple(one_line(line, _LONGEST_LINE) for line in value[:_MOST_LINES]) if isinstance(value, list) else ()


def one_line(value: object, longest: int) -> str:
    """Return text as one line of printable signs, shortened; what turns the direction of writing is left out."""
    if not isinstance(value, str):
        return ""
    # a slice first: the text may be of any length
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in value[: 4 * longest]).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "\u2026"
