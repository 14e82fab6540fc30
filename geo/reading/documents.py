"""Documents to `Report`s: text, Markdown, pages, PDF, Word, feeds, Telegram exports and .jsonl files of many reports.

A report's `text` is what offsets count in; its `body` is the same text with what is not the report's own words
(site furniture, link addresses) blanked out, character for character.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import GeoError, InputError, NoDateError
from geo.model import Report
from geo.reading.datelines import (
    date_in_name,
    date_in_text,
    day_reported,
    months,
    parse_date,
    year_in_name,
    yearless_dateline,
)
from geo.reading.formats.raw import Raw, decode, read_bytes
from geo.reading.language import language_of
from geo.reading.lexicon import load_lexicon
from geo.reading.sentences import sentences

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator

__all__ = [
    "REPORT_SUFFIXES",
    "date_in_name",
    "date_in_text",
    "holds_many",
    "language_of",
    "months",
    "parse_date",
    "read_report",
    "read_reports",
    "report_from_text",
]

_TEXT_SUFFIXES = frozenset({".txt", ".text", ".md", ".markdown", ""})
_PAGE_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
_PDF, _DOCX, _JSONL, _TELEGRAM = ".pdf", ".docx", ".jsonl", ".json"
_FEED_SUFFIXES = frozenset({".rss", ".atom", ".rdf", ".xml"})
_MANY_SUFFIXES = _FEED_SUFFIXES | {_JSONL, _TELEGRAM}
REPORT_SUFFIXES = _TEXT_SUFFIXES - {""} | _PAGE_SUFFIXES | {_PDF, _DOCX} | _MANY_SUFFIXES
_KINDS = ".txt, .md, .html or .jsonl files, .pdf, .docx, feeds (.rss, .atom, .xml), exports of Telegram (.json)"
_MARKDOWN_LINK = re.compile(r"(?<=\])\([^()\n]{0,2000}\)|<https?://[^\s<>]{0,2000}>|https?://[^\s<>()]{1,2000}")
_FOLDER_YEAR = re.compile(r"(20[12]\d)(?:-(?:0[1-9]|1[0-2]))?")
_LINE_LENGTH, _TITLE_LENGTH = 90, 160
# three lines or more without an empty one between
_BLOCK = re.compile(r"^[^\n]++(?:\n[^\n]++){2,}+", re.MULTILINE)
_NARROWEST, _WIDEST, _RAGGED = 50, 130, 0.7
_ITEM = re.compile(r"\s*(?:[•●▪■*+>#|–—-]|\d{1,2}[.)]|\w{1,2}\))\s")
_ENDS = (".", "!", "?", "…", ":", ";", ".»", ".”", '."')


def holds_many(path: Path) -> bool:
    """Whether a file of this name holds many reports."""
    return path.suffix.lower() in _MANY_SUFFIXES


def read_report(
    path: str | Path,
    *,
    date: dt.date | str | None = None,
    lang: str | None = None,
    source: str = "",
    url: str = "",
) -> Report:
    """Read one report from a file.

    Parameters
    ----------
    path
        A .txt, .md or .html file in UTF-8, 10 MB at most, or a .pdf or .docx file, 50 MB at most.
    date
        The day it reports on; by default an ISO date in the file's name, else the date of a page, else a dateline in
        the text.
    lang
        `en`, `uk` or `ru`; told by the text if not given.
    source, url
        Where the report comes from, for the marks of the map.

    Returns
    -------
    report
        The report; for a page, its text is the article without menus and advertisements.

    Raises
    ------
    NoDateError
        If no date is given or found.
    InputError
        If the file is missing, empty, damaged, too large, not UTF-8 or of an unknown kind, or holds many reports.
    """
    path = Path(path)
    if holds_many(path):
        raise InputError(f"{path}: holds many reports; read them with read_reports")
    raw = _one(path)
    return _report(
        raw, str(path), date=date or date_in_name(path.name), lang=lang, source=source, url=url, year=_year(path)
    )


def read_reports(
    path: str | Path,
    *,
    date: dt.date | str | None = None,
    lang: str | None = None,
    bad: Callable[[GeoError], object] | None = None,
) -> Iterator[Report]:
    """Read every report of a file.

    Parameters
    ----------
    path
        A .jsonl file, an object a line (`id`, `date`, `text`, optional `lang`, `source`, `url`), read as it streams;
        a feed (.rss, .atom, .rdf, .xml), a report an entry; a channel exported by Telegram Desktop (.json), a report a
        message; or a file of one report.
    date, lang
        For reports that give none.
    bad
        Called with the error of what is no report, which is then left out; without it the error is raised.

    Raises
    ------
    InputError
        Without `bad`, for what is no report; the message names the line, entry or message. With or without, if the
        file cannot be read.
    """
    path = Path(path)
    if not holds_many(path):
        yield read_report(path, date=date, lang=lang)
        return
    year = _year(path)
    for raw in _many(path, bad):
        try:
            yield _report(raw, str(path), date=None if raw.published else raw.date or date, lang=lang, year=year)
        except GeoError as error:
            if bad is None:
                raise
            bad(error)


def report_from_text(
    text: str,
    *,
    report_id: str,
    where: str = "the text",
    date: dt.date | str | None = None,
    lang: str | None = None,
    source: str = "",
    url: str = "",
    title: str = "",
    file: str = "",
) -> Report:
    """Make a report of a text at hand.

    Parameters
    ----------
    text
        The report's words.
    report_id
        How to name it.
    where
        What to call it in error messages.
    date, lang, source, url
        As in `read_report`.
    title
        Its headline; by default its first line, if that is short.
    file
        The path it came from.

    Raises
    ------
    NoDateError
        If no date is given and the text has no dateline.
    InputError
        If the text is empty.
    """
    raw = Raw(text=text, report_id=report_id, where=where, source=source, url=url, title=title)
    return _report(raw, file, date=date, lang=lang)


def _one(path: Path) -> Raw:
    suffix = path.suffix.lower()
    if suffix in _TEXT_SUFFIXES:
        return Raw(text=decode(read_bytes(path), str(path)), report_id=path.stem, where=str(path))
    if suffix in _PAGE_SUFFIXES:
        from geo.reading.formats.page import read_page

        return read_page(path)
    if suffix == _PDF:
        from geo.reading.formats.pdf import read_pdf

        return read_pdf(path)
    if suffix == _DOCX:
        from geo.reading.formats.docx import read_docx

        return read_docx(path)
    raise InputError(f"{path}: reports are {_KINDS}, not {path.suffix!r}")


def _many(path: Path, bad: Callable[[GeoError], object] | None) -> Iterator[Raw]:
    suffix = path.suffix.lower()
    if suffix == _JSONL:
        from geo.reading.formats.jsonl import read_jsonl

        return read_jsonl(path, bad)
    if suffix == _TELEGRAM:
        from geo.reading.formats.telegram import read_telegram

        return read_telegram(path)
    from geo.reading.formats.feed import read_feed

    return read_feed(path)


def _report(
    raw: Raw,
    file: str,
    *,
    date: dt.date | str | None,
    lang: str | None = None,
    source: str = "",
    url: str = "",
    year: int | None = None,
) -> Report:
    if not raw.text.strip():
        raise InputError(f"{raw.where}: is empty; a report needs text")
    body, spoken = _body(raw.text), raw.lang or lang or language_of(raw.text)
    return Report(
        report_id=raw.report_id,
        date=_day(raw, date, year),
        text=raw.text,
        body=body,
        lang=spoken,
        source=source or raw.source,
        url=url or raw.url,
        title=raw.title or _heading(body, spoken),
        file=file,
    )


def _day(raw: Raw, date: dt.date | str | None, year: int | None) -> dt.date:
    if isinstance(date, str):
        date = parse_date(date, raw.where)
    if date is not None:
        return date
    if raw.published is not None:
        return day_reported(raw.text, raw.published, year)
    if (day := date_in_text(raw.text, year=year)) is not None:
        return day
    mend = "say which day it reports on with --date YYYY-MM-DD"
    if yearless := yearless_dateline(raw.text):
        raise NoDateError(f"{raw.where}: its dateline, {yearless!r}, gives no year; {mend}")
    raise NoDateError(f"{raw.where}: no date is given, in the file's name or in a dateline of the text; {mend}")


def _year(path: Path) -> int | None:
    """Return the year that a file's name gives, or its folder's."""
    folder = _FOLDER_YEAR.fullmatch(path.parent.name)
    return year_in_name(path.stem) or (int(folder[1]) if folder else None)


def _heading(body: str, lang: str) -> str:
    """Return the first line, of a long one the first sentence; nothing where that is long too."""
    line = body.lstrip().split("\n", 1)[0].strip().lstrip("# ")
    if len(line) > _LINE_LENGTH:
        start, end = sentences(line, lang)[0]
        line = line[start:end]
    return line if len(line) <= _TITLE_LENGTH else ""


def _body(text: str) -> str:
    cut = _unwrapped(text[: _furniture_start(text)])
    return _MARKDOWN_LINK.sub(lambda found: " " * len(found.group()), cut)


def _unwrapped(text: str) -> str:
    """Return text with spaces for the line breaks of paragraphs that were broken at a width: no sentence ends there.

    Such a paragraph has lines of nearly one length, few of which end as a sentence does, and none of which begins an
    item of a list.
    """
    return _BLOCK.sub(lambda block: _unwrapped_block(block[0]), text)


def _unwrapped_block(block: str) -> str:
    *lines, last = block.split("\n")
    width = max(map(len, lines))
    if not _NARROWEST <= width <= _WIDEST or len(last) > width or any(map(_ITEM.match, (*lines, last))):
        return block
    ended = sum(line.rstrip().endswith(_ENDS) for line in lines)
    if min(map(len, lines)) < _RAGGED * width or ended * 2 > len(lines):
        return block
    return block.replace("\n", " ")


def _furniture_start(text: str) -> int:
    """Return where the article ends and lists of other articles, buttons and menus begin."""
    found = _furniture_heading().search(text)
    return found.start() if found else len(text)


@lru_cache(maxsize=1)
def _furniture_heading() -> re.Pattern[str]:
    headings = "|".join(re.escape(heading) for heading in load_lexicon("pages")["furniture"]["headings"])
    return re.compile(rf"^[ \t#*•>»–-]{{0,8}}(?:{headings})[ \t:.…»*]{{0,8}}$", re.IGNORECASE | re.MULTILINE)
