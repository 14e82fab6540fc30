"""Web pages: the article without menus and advertisements; and the words of a piece of HTML."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from geo.errors import InputError
from geo.reading.formats.raw import Raw, decode, read_bytes

if TYPE_CHECKING:
    from pathlib import Path

_LINES = frozenset({"p", "div", "br", "li", "tr", "ul", "ol", "table", "blockquote", "section", "article", "hr"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "figcaption", "pre", "dt", "dd"})
_UNREAD = frozenset({"script", "style", "noscript", "template", "iframe", "svg"})
_SPACES = re.compile(r"[^\S\n]+")
_LINE_ENDS = re.compile(r" ?\n[ \n]*")


def read_page(path: Path) -> Raw:
    """Return the article of a page in UTF-8.

    Raises
    ------
    InputError
        If it cannot be read, or no article is found in it.
    """
    import trafilatura  # takes half a second to import: only pages pay for it

    html = decode(read_bytes(path), str(path))
    page: Any = trafilatura.bare_extraction(html, include_comments=False, include_tables=True, with_metadata=True)
    if page is None or not page.text:
        raise InputError(f"{path}: no article text was found in this page; save its text as a .txt file")
    return Raw(
        text=page.text,
        report_id=path.stem,
        where=str(path),
        published=_day(page.date),
        source=page.sitename or "",
        url=page.url or "",
        title=page.title or "",
    )


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None


def html_text(html: str) -> str:
    """Return the words of a piece of HTML, a line for each block."""
    from lxml import etree  # type: ignore[import-untyped]
    from lxml import html as parser

    if "<" not in html and "&" not in html:
        return html.strip()
    try:
        root = parser.document_fromstring(f"<div>{html}</div>")
    except (etree.LxmlError, ValueError):
        return ""
    pieces: list[str] = []
    unread = 0
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        named = isinstance(node.tag, str)
        if event == "start" and named:
            pieces.append("\n" if node.tag in _LINES | _HEADINGS else "")
            unread += node.tag in _UNREAD
            pieces.append("" if unread else (node.text or ""))
        else:
            if event == "end" and named:
                unread -= node.tag in _UNREAD
                pieces.append("\n" if node.tag in _LINES | _HEADINGS else "")
            pieces.append("" if unread else (node.tail or ""))
    # a line break of the source is a space there
    flat = "".join("\n" if piece == "\n" else piece.replace("\n", " ") for piece in pieces)
    return _LINE_ENDS.sub("\n", _SPACES.sub(" ", flat)).strip()
