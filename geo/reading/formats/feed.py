"""RSS and Atom feeds saved to a file: a report an entry. Nothing is fetched."""

from __future__ import annotations

import calendar
import datetime as dt
import io
import re
from typing import TYPE_CHECKING, Any

from geo.errors import InputError
from geo.reading.formats.page import html_text
from geo.reading.formats.raw import MEGABYTE, Raw, decode, read_bytes
from geo.reading.kyiv import kyiv

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST_BYTES = 50 * MEGABYTE
_DECLARATION = re.compile(rb"""^\s{0,64}<\?xml[^>]{0,200}?encoding\s{0,8}=\s{0,8}["']([\w.-]{1,40})["'][^>]{0,200}>""")
_DECLARED = re.compile(r"^\s{0,64}<\?xml[^>]{0,400}>")
_ENTITY = re.compile(r"<!(?:ENTITY|DOCTYPE[^>\[]{0,1000}\[)", re.IGNORECASE)
# encodings of feeds; to look others up by a name out of a file would run any codec there is
_ENCODINGS = frozenset({"windows-1251", "cp1251", "koi8-r", "koi8-u", "iso-8859-5", "iso-8859-1", "windows-1252"})


def read_feed(path: Path) -> Iterator[Raw]:
    """Yield the entries of a feed that have words, in the file's order.

    Raises
    ------
    InputError
        If it is no feed, or declares entities.
    """
    import feedparser  # type: ignore[import-untyped]

    text = _text(read_bytes(path, MOST_BYTES, instead="give a part of it"), str(path))
    if _ENTITY.search(text):
        raise InputError(f"{path}: declares entities, as no feed does; do not trust this file")
    # a stream, for it would take text for the address of a feed
    parsed: Any = feedparser.parse(
        io.BytesIO(_DECLARED.sub("", text, count=1).encode("utf-8", "replace")),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    if not parsed.get("version") and not parsed.entries:
        raise InputError(f"{path}: is no RSS or Atom feed; give a page as .html, a text as .txt")
    source = html_text(parsed.feed.get("title") or "")
    for number, entry in enumerate(parsed.entries, 1):
        if raw := _entry(entry, number, source, path):
            yield raw


def _text(data: bytes, where: str) -> str:
    declared = _DECLARATION.match(data[:1000])
    encoding = declared.group(1).decode("ascii").lower() if declared else ""
    if encoding not in _ENCODINGS:
        return decode(data, where)
    return data.decode(encoding, "replace")


def _entry(entry: Any, number: int, source: str, path: Path) -> Raw | None:
    contents = [html_text(part.get("value") or "") for part in entry.get("content") or ()]
    body = max((*contents, html_text(entry.get("summary") or "")), key=len)
    title = " ".join(html_text(entry.get("title") or "").split())
    text = body if not title or body.startswith(title) else f"{title}\n\n{body}".strip()
    if not text:
        return None
    link = entry.get("link") or ""
    return Raw(
        text=text,
        report_id=entry.get("id") or link or f"{path.stem}-{number}",
        where=f"{path}, entry {number}",
        published=_day(entry.get("published_parsed") or entry.get("updated_parsed")),
        source=source,
        url=link if link.startswith(("https://", "http://")) else "",
        title=title,
    )


def _day(at: Any) -> dt.date | None:
    try:
        return dt.datetime.fromtimestamp(calendar.timegm(at), tz=kyiv()).date() if at else None
    except (ValueError, OverflowError, OSError, TypeError):
        return None
