"""PDF files: the words of the pages, lines joined to paragraphs, without what every page repeats."""

from __future__ import annotations

import logging
import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from geo.errors import InputError
from geo.reading.formats.raw import MAX_BYTES, MEGABYTE, Raw, one_line, read_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from pypdf import PageObject

# maps make a file large; its words do not
MOST_BYTES = 50 * MEGABYTE
MOST_PAGES = 500
# a page of words has some thousands of operations, a drawn map some ten thousands
_MOST_PAGE_BYTES = 8 * MEGABYTE
_MOST_OPERATIONS = 3_000_000
_REPEATED_ON, _EDGE_LINES = 3, 2
_FULL_LINE = 0.75
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"(?:\W|\d|page|стор|стр|of|из|з){1,24}", re.IGNORECASE)
_ITEM = re.compile(r"\s*(?:[•●▪■*–—-]|\d{1,2}[.)])\s")
_HYPHEN = re.compile(r"(?<=[^\W\d])[-\u2010]$")
_log = logging.getLogger(__name__)


def read_pdf(path: Path) -> Raw:
    """Return the words of a PDF file.

    Raises
    ------
    InputError
        If pypdf is not installed, or if the file is no PDF, damaged, locked, a scan without text, or too large.
    """
    data = read_bytes(path, MOST_BYTES, instead="save its text as a .txt file")
    pages = _pages(data, str(path))
    text = joined(_without_repeated([page.splitlines() for page in pages]))
    if not text.strip():
        raise InputError(f"{path}: has no text, only pictures of it; make one, for example with: ocrmypdf")
    if len(text) > MAX_BYTES:
        raise InputError(f"{path}: has over {MAX_BYTES / MEGABYTE:.0f} million characters; give a part of it")
    return Raw(text=text, report_id=path.stem, where=str(path))


def _pages(data: bytes, where: str) -> list[str]:
    import io
    import zlib

    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError as error:
        raise InputError(f"{where}: PDF files need pypdf: pip install 'geo-frontline[pdf]'") from error

    # what pypdf lets through where the objects of a damaged or hostile file are not what they should be
    broken = (*(PyPdfError, zlib.error, OSError, ValueError, LookupError, TypeError, AttributeError), *_ENDLESS)
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError(f"{where}: is locked with a password; save it without one")
        if len(reader.pages) > MOST_PAGES:
            raise InputError(f"{where}: has {len(reader.pages):,} pages, more than {MOST_PAGES}; give a part of it")
        budget = _Budget()
        pages = []
        for number, page in enumerate(reader.pages, 1):
            pages.append(_page_text(page, budget, f"{where}, page {number}"))
            if budget.spent > _MOST_OPERATIONS:
                raise InputError(f"{where}, page {number}: is drawn beyond all measure; save its text as a .txt file")
    except InputError:
        raise
    except broken as error:
        raise InputError(f"{where}: is a damaged PDF ({one_line(error)}); save it anew, or its text as .txt") from error
    return pages


_ENDLESS = (RecursionError, MemoryError, AssertionError, NotImplementedError, OverflowError, ArithmeticError)


class _Budget:
    """Counts what pages draw, and stops one that draws without end: forms may hold forms, twice each."""

    def __init__(self) -> None:
        self.spent = 0

    def __call__(self, *_: Any) -> None:
        self.spent += 1
        if self.spent > _MOST_OPERATIONS:
            raise ValueError("too many operations")


def _page_text(page: PageObject, budget: _Budget, where: str) -> str:
    contents = page.get_contents()
    if contents is None:
        return ""
    if len(contents.get_data()) > _MOST_PAGE_BYTES:
        _log.warning("%s: is a drawing; its words are not read", where)
        return ""
    return page.extract_text(visitor_operand_before=budget)


def _without_repeated(pages: list[list[str]]) -> list[str]:
    """Return the lines of all pages but running heads, feet and page numbers."""
    kept = [[line.strip() for line in page if line.strip()] for page in pages]

    def shape(line: str) -> str:
        return _DIGITS.sub("0", line)

    edges = Counter(shape(line) for page in kept for line in {*page[:_EDGE_LINES], *page[-_EDGE_LINES:]})
    often = {line for line, count in edges.items() if count >= max(_REPEATED_ON, len(pages) / 2)}
    lines: list[str] = []
    for page in kept:
        for number, line in enumerate(page):
            edge = number < _EDGE_LINES or number >= len(page) - _EDGE_LINES
            if not (edge and (shape(line) in often or _PAGE_NUMBER.fullmatch(line))):
                lines.append(line)
    return lines or [line for page in kept for line in page]


def joined(lines: list[str]) -> str:
    """Return lines as paragraphs: one that fills the page's width goes on in the next, a short one ends."""
    if not lines:
        return ""
    width = sorted(map(len, lines))[len(lines) * 4 // 5]
    pieces = [lines[0]]
    for line, following in pairwise(lines):
        if _HYPHEN.search(line) and following[0].isalpha():
            # "Dnipro-" "petrovsk" is one word, "Ivano-" "Frankivsk" keeps its hyphen
            pieces[-1] = _HYPHEN.sub("", pieces[-1]) if following[0].islower() else pieces[-1]
            pieces.append(following)
        elif line.endswith("\xad"):
            pieces[-1] = pieces[-1][:-1]
            pieces.append(following)
        elif _ITEM.match(following) or not (len(line) >= _FULL_LINE * width or following[0].islower()):
            pieces.append("\n" + following)
        else:
            pieces.append(" " + following)
    return "".join(pieces)
