"""The reports that a command line names: files, folders, patterns, files of many reports, standard input."""

from __future__ import annotations

import glob
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from geo.errors import GeoError, InputError
from geo.reading.documents import REPORT_SUFFIXES, holds_many, read_report, read_reports, report_from_text
from geo.reading.formats.raw import MAX_BYTES, decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo.model import Report

STDIN = "-"
_SNIFFED = 4096
# a folder may hold other files of these kinds: those are taken whose beginning says what they are
_MARKS = {
    ".json": ((b'"messages"', b'"type"'), (b'"chats"', b'"list"')),
    ".xml": ((b"<rss",), (b"<feed",), (b"<rdf:RDF",)),
}


def collect(
    names: tuple[str, ...],
    *,
    date: str | None = None,
    lang: str | None = None,
    stdin: BinaryIO | None = None,
    bad: Callable[[GeoError], object] | None = None,
) -> Iterator[Report]:
    """Yield the reports that some names stand for, in order.

    Parameters
    ----------
    names
        Files, folders, patterns, files of many reports, or - for standard input.
    date, lang
        As for `read_report`.
    stdin
        What - reads.
    bad
        Called with the error of a report that cannot be read, which is then left out; without it the error is raised.

    Raises
    ------
    InputError
        If a name stands for nothing, or, without `bad`, if a report cannot be read.
    """
    for name in names:
        try:
            yield from _named(name, date, lang, stdin, bad)
        except GeoError as error:
            if bad is None:
                raise
            bad(error)


def _named(
    name: str, date: str | None, lang: str | None, stdin: BinaryIO | None, bad: Callable[[GeoError], object] | None
) -> Iterator[Report]:
    if name == STDIN:
        data = stdin.read(MAX_BYTES + 1) if stdin is not None else b""
        if len(data) > MAX_BYTES:
            raise InputError(f"standard input: is over {MAX_BYTES / 1e6:.0f} MB; a report may have that at most")
        yield report_from_text(
            decode(data, "standard input"), report_id="stdin", where="standard input", date=date, lang=lang, file=STDIN
        )
        return
    paths = _paths(name)
    for path in paths:
        try:
            if holds_many(path):
                yield from _many(path, date, lang, bad)
            else:
                yield read_report(path, date=date, lang=lang)
        except GeoError as error:
            if bad is None or len(paths) == 1:
                raise
            bad(error)


def _many(path: Path, date: str | None, lang: str | None, bad: Callable[[GeoError], object] | None) -> Iterator[Report]:
    found = False
    for report in read_reports(path, date=date, lang=lang, bad=bad):
        found = True
        yield report
    if not found and bad is None:
        raise InputError(f"{path}: holds no report with words")


def _paths(name: str) -> list[Path]:
    path = Path(name)
    if path.is_dir():
        found = sorted(child for child in path.iterdir() if child.is_file() and _is_report(child))
        if not found:
            raise InputError(f"{name}: no reports in this folder; they end in {', '.join(sorted(REPORT_SUFFIXES))}")
        return found
    if path.exists() or not glob.has_magic(name):
        return [path]
    found = sorted(Path(match) for match in glob.glob(name, recursive=True) if Path(match).is_file())  # noqa: PTH207 - a pattern may be absolute
    if not found:
        raise InputError(f"{name}: no file matches this pattern")
    return found


def _is_report(path: Path) -> bool:
    suffix = path.suffix.lower()
    if suffix not in _MARKS:
        return suffix in REPORT_SUFFIXES
    try:
        with path.open("rb") as file:
            head = file.read(_SNIFFED)
    except OSError:
        return True  # to be complained of when it is read
    return any(all(mark in head for mark in marks) for marks in _MARKS[suffix])
