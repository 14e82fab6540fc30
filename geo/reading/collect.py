"""The reports that a command line names: files, folders, patterns, .jsonl files, standard input."""

from __future__ import annotations

import glob
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from geo.errors import GeoError, InputError
from geo.reading.documents import MAX_BYTES, REPORT_SUFFIXES, decode, read_report, read_reports, report_from_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo.model import Report

STDIN = "-"


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
        Files, folders, patterns, .jsonl files, or - for standard input.
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
        if path.suffix.lower() == ".jsonl":
            yield from _many(path, date, lang, bad)
        elif bad is None or len(paths) == 1:
            yield read_report(path, date=date, lang=lang)
        else:
            try:
                yield read_report(path, date=date, lang=lang)
            except GeoError as error:
                bad(error)


def _many(path: Path, date: str | None, lang: str | None, bad: Callable[[GeoError], object] | None) -> Iterator[Report]:
    found = False
    for report in read_reports(path, date=date, lang=lang, bad=bad):
        found = True
        yield report
    if not found and bad is None:
        raise InputError(f"{path}: holds no report; write one JSON object a line")


def _paths(name: str) -> list[Path]:
    path = Path(name)
    if path.is_dir():
        found = sorted(child for child in path.iterdir() if child.is_file() and child.suffix.lower() in REPORT_SUFFIXES)
        if not found:
            raise InputError(f"{name}: no reports in this folder; they end in {', '.join(sorted(REPORT_SUFFIXES))}")
        return found
    if path.exists() or not glob.has_magic(name):
        return [path]
    found = sorted(Path(match) for match in glob.glob(name, recursive=True) if Path(match).is_file())  # noqa: PTH207 - a pattern may be absolute
    if not found:
        raise InputError(f"{name}: no file matches this pattern")
    return found
