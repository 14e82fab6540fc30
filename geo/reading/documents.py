"""Documents to `Report`s: plain text, Markdown, HTML pages and .jsonl files of many reports.

A report's `text` is what offsets count in; its `body` is the same text with what is not the report's own words
(site furniture, link addresses) blanked out, character for character.
"""

# ruff: noqa: RUF001 - the signs and letters that people type
from __future__ import annotations

import datetime as dt
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import GeoError, InputError, NoDateError
from geo.model import Report
from geo.reading.lexicon import load_lexicon

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAX_BYTES = 10_000_000
MAX_LINE_BYTES = 10_000_000
_TEXT_SUFFIXES = frozenset({".txt", ".text", ".md", ".markdown", ""})
_PAGE_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
REPORT_SUFFIXES = _TEXT_SUFFIXES - {""} | _PAGE_SUFFIXES | {".jsonl"}
_MARKDOWN_LINK = re.compile(r"(?<=\])\([^()\n]{0,2000}\)|<https?://[^\s<>]{0,2000}>|https?://[^\s<>()]{1,2000}")
_ISO = re.compile(r"(?<!\d)(20\d\d)-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?!\d)")
_TITLE_LENGTH = 160
_DATELINE_CHARACTERS = 1500


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
        A .txt, .md or .html file in UTF-8, 10 MB at most.
    date
        The day it reports on; by default an ISO date in the file's name, else a dateline in the text.
    lang
        `en`, `uk` or `ru`; told by the letters if not given.
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
        If the file is missing, empty, binary, too large, not UTF-8 or of an unknown kind.
    """
    path = Path(path)
    if path.suffix.lower() not in _TEXT_SUFFIXES | _PAGE_SUFFIXES:
        raise InputError(f"{path}: reports are .txt, .md, .html or .jsonl files, not {path.suffix!r}")
    text = _read_text(path)
    page: dict[str, Any] = {}
    if path.suffix.lower() in _PAGE_SUFFIXES:
        page = _article(text, path)
        text = page["text"]
    return report_from_text(
        text,
        report_id=path.stem,
        where=str(path),
        date=date or date_in_name(path.name) or page.get("date"),
        lang=lang,
        source=source or page.get("sitename") or "",
        url=url or page.get("url") or "",
        title=page.get("title") or "",
        file=str(path),
    )


def read_reports(
    path: str | Path,
    *,
    date: dt.date | str | None = None,
    lang: str | None = None,
    bad: Callable[[GeoError], object] | None = None,
) -> Iterator[Report]:
    """Read every report of a .jsonl file, a line at a time: `id`, `date`, `text`, optional `lang`, `source`, `url`.

    Parameters
    ----------
    path
        The file, UTF-8, one JSON object a line.
    date, lang
        For reports that give none.
    bad
        Called with the error of a line that is no report, which is then left out; without it the error is raised.

    Raises
    ------
    InputError
        Without `bad`, for a line that is no such object; the message names the line.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            for number, line in enumerate(iter(lambda: file.readline(MAX_LINE_BYTES + 1), b""), 1):
                if not line.strip():
                    continue
                try:
                    yield _report_of_line(line, f"{path}, line {number}", str(path), date, lang)
                except GeoError as error:
                    if bad is None:
                        raise
                    bad(error)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error


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
    if not text.strip():
        raise InputError(f"{where}: is empty; a report needs text")
    if isinstance(date, str):
        date = parse_date(date, where)
    day = date or date_in_text(text)
    if day is None:
        raise NoDateError(
            f"{where}: no date is given, in the file's name or in a dateline of the text; "
            "say which day it reports on with --date YYYY-MM-DD"
        )
    return Report(
        report_id=report_id,
        date=day,
        text=text,
        body=_body(text),
        lang=lang or language_of(text),
        source=source,
        url=url,
        title=title or _first_line(text),
        file=file,
    )


def parse_date(text: str, where: str = "the date") -> dt.date:
    """Parse an ISO date.

    Raises
    ------
    InputError
        If it is none.
    """
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"{where}: {text!r} is no date; write it as YYYY-MM-DD") from error


def date_in_name(name: str) -> dt.date | None:
    """Return the ISO date in a file's name, or None."""
    for year, month, day in _ISO.findall(name):
        try:
            return dt.date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None


def date_in_text(text: str) -> dt.date | None:
    """Return the date of the text's dateline: the first full date near its beginning, or None."""
    head = text[:_DATELINE_CHARACTERS]
    found: list[tuple[int, dt.date]] = []
    for pattern, order in _date_patterns():
        for match in pattern.finditer(head):
            parts = dict(zip(order, match.groups(), strict=True))
            try:
                # a long s matches an s, and is in no month's name
                month = months()[parts["month"].lower()]
                found.append((match.start(), dt.date(int(parts["year"]), month, int(parts["day"]))))
            except (KeyError, ValueError):
                continue
    iso = ((match.start(), date_in_name(match.group())) for match in _ISO.finditer(head))
    found += [(start, day) for start, day in iso if day is not None]
    return min(found)[1] if found else None


def language_of(text: str) -> str:
    """Tell English, Ukrainian and Russian apart by their letters."""
    sample = text[:20_000].lower()
    cyrillic = len(re.findall("[а-яєіїґё]", sample))
    if cyrillic * 2 <= len(re.findall("[a-z]", sample)):
        return "en"
    return "uk" if len(re.findall("[єіїґ]", sample)) > len(re.findall("[ыэъё]", sample)) else "ru"


def _read_text(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise InputError(f"{path}: is {size / 1e6:.0f} MB; a report may have {MAX_BYTES / 1e6:.0f} MB at most")
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    return decode(data, str(path))


def decode(data: bytes, where: str) -> str:
    """Return the text of some bytes in UTF-8.

    Raises
    ------
    InputError
        If they are empty, binary or in another encoding; the message names the line.
    """
    if not data.strip():
        raise InputError(f"{where}: is empty; a report needs text")
    if b"\0" in data[:65536]:
        raise InputError(f"{where}: is a binary file; a report is text in UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{where}, line {line}: is not UTF-8 (byte 0x{data[error.start]:02x}); save it as UTF-8, "
            "for example with: iconv -f WINDOWS-1251 -t UTF-8"
        ) from error


def _article(html: str, path: Path) -> dict[str, Any]:
    import trafilatura  # takes half a second to import: only pages pay for it

    page: Any = trafilatura.bare_extraction(html, include_comments=False, include_tables=True, with_metadata=True)
    if page is None or not page.text:
        raise InputError(f"{path}: no article text was found in this page; save its text as a .txt file")
    return {
        "text": page.text,
        "title": page.title,
        "date": parse_date(page.date, str(path)) if page.date else None,
        "sitename": page.sitename,
        "url": page.url,
    }


def _report_of_line(line: bytes, where: str, file: str, date: dt.date | str | None, lang: str | None) -> Report:
    if len(line) > MAX_LINE_BYTES:
        raise InputError(f"{where}: is longer than {MAX_LINE_BYTES / 1e6:.0f} MB; split the report")
    try:
        row = json.loads(decode(line, where))
    except ValueError as error:
        raise error if isinstance(error, InputError) else InputError(f"{where}: is no JSON object ({error})") from error
    if not isinstance(row, dict):
        raise InputError(f"{where}: is no JSON object; write {{'id': ..., 'date': ..., 'text': ...}}")
    for field in ("id", "text"):
        if not isinstance(row.get(field), str) or not row[field]:
            raise InputError(f"{where}: has no {field!r}; every report needs 'id', 'date' and 'text'")
    texts = {}
    for field in ("date", "lang", "source", "url"):
        value = row.get(field) or ""
        if not isinstance(value, str):
            raise InputError(f"{where}: {field!r} is {value!r}; it must be text")
        texts[field] = value
    return report_from_text(
        row["text"],
        report_id=row["id"],
        where=where,
        date=texts["date"] or date,
        lang=texts["lang"] or lang,
        source=texts["source"],
        url=texts["url"],
        file=file,
    )


def _first_line(text: str) -> str:
    line = text.lstrip().split("\n", 1)[0].strip().lstrip("# ")
    return line if len(line) <= _TITLE_LENGTH else ""


def _body(text: str) -> str:
    cut = text[: _furniture_start(text)]
    return _MARKDOWN_LINK.sub(lambda found: " " * len(found.group()), cut)


def _furniture_start(text: str) -> int:
    """Return where the article ends and lists of other articles, buttons and menus begin."""
    found = _furniture_heading().search(text)
    return found.start() if found else len(text)


@lru_cache(maxsize=1)
def _furniture_heading() -> re.Pattern[str]:
    headings = "|".join(re.escape(heading) for heading in load_lexicon("pages")["furniture"]["headings"])
    return re.compile(rf"^[ \t#*•>»–-]{{0,8}}(?:{headings})[ \t:.…»*]{{0,8}}$", re.IGNORECASE | re.MULTILINE)


@lru_cache(maxsize=1)
def months() -> dict[str, int]:
    """Return the names of months, in every language known, with their numbers."""
    return {name: number for number, names in enumerate(load_lexicon("pages")["dates"]["months"], 1) for name in names}


@lru_cache(maxsize=1)
def _date_patterns() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    month = "|".join(sorted(map(re.escape, months()), key=len, reverse=True))
    day, year = r"(\d{1,2})(?:st|nd|rd|th)?", r"(20\d\d)"
    return (
        (re.compile(rf"\b{day}\s+({month})\.?,?\s+{year}\b", re.IGNORECASE), ("day", "month", "year")),
        (re.compile(rf"\b({month})\.?\s+{day},?\s+{year}\b", re.IGNORECASE), ("month", "day", "year")),
    )
