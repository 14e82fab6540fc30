"""The file that corrections are kept in: one for a user, written whole or not at all, by one process at a time."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.atomic import write_atomically
from geo.corrections.apply import Corrections
from geo.corrections.record import COLUMNS, Correction, date, flag, whole_number
from geo.errors import InputError
from geo.gazetteer.home import home
from geo.gazetteer.lock import locked
from geo.gazetteer.sources.csvrows import Row, read_rows
from geo.model import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

FILE_NAME = "corrections.csv"


def remembered(folder: Path | None = None) -> Corrections:
    """Return what was corrected: in the user's data folder by default.

    Raises
    ------
    InputError
        At a bad row of the file: line, what is wrong and how to mend it.
    """
    path = (folder or home().parent) / FILE_NAME
    try:
        stat = path.stat()
    except OSError:
        return Corrections()
    return _remembered(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=4)
def _remembered(path: Path, changed_ns: int, size: int) -> Corrections:  # noqa: ARG001 - a changed file is read anew
    return Corrections(_read(path))


def history(folder: Path | None = None) -> list[Correction]:
    """Return all corrections ever made, those undone too, in order.

    Raises
    ------
    InputError
        At a bad row of the file.
    """
    path = (folder or home().parent) / FILE_NAME
    return _read(path) if path.exists() else []


def remember(new: Sequence[Correction], folder: Path | None = None) -> list[Correction]:
    """Add corrections to the file, and return them with their numbers.

    Raises
    ------
    InputError
        If the file has a bad row.
    OutputError
        If it cannot be written; the old one stays.
    """
    numbered: list[Correction] = []

    def edit(rows: list[Correction]) -> None:
        first = max((one.number for one in rows), default=0) + 1
        numbered[:] = [replace(one, number=first + at, made=_now()) for at, one in enumerate(new)]
        rows += numbered

    _change(folder, edit)
    return numbered


def undo(number: int, folder: Path | None = None) -> Correction:
    """Mark a correction as undone, and return it.

    Raises
    ------
    InputError
        If there is none of this number, if it was undone already, or if the file has a bad row.
    OutputError
        If it cannot be written.
    """
    undone: list[Correction] = []

    def edit(rows: list[Correction]) -> None:
        at = next((at for at, one in enumerate(rows) if one.number == number), None)
        if at is None:
            raise InputError(f"there is no correction {number}; see them with: geo correct --list")
        if not rows[at].holds:
            raise InputError(f"correction {number} was undone already, at {rows[at].undone}")
        rows[at] = replace(rows[at], undone=_now())
        undone.append(rows[at])

    _change(folder, edit)
    return undone[0]


def _change(folder: Path | None, edit: Callable[[list[Correction]], None]) -> None:
    folder = folder or home().parent
    with locked(folder):
        rows = history(folder)
        edit(rows)
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([_cell(getattr(one, column)) for column in COLUMNS] for one in rows)
        write_atomically(folder / FILE_NAME, buffer.getvalue().encode(), durable=True)


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return "" if value is None else str(value)


def _read(path: Path) -> list[Correction]:
    return [_of_row(row) for row in read_rows(path, COLUMNS)]


def _of_row(row: Row) -> Correction:
    placed = bool(row.text("lat"))
    kind = row.kind(frozenset(Kind)).value if row.text("kind") else ""
    return Correction(
        report_id=row.needed("report_id"),
        report_date=date(row, "report_date"),
        source=row.text("source"),
        surface=row.needed("surface"),
        start=whole_number(row, "start"),
        place_id=row.text("place_id"),
        name=row.text("name"),
        kind=kind,
        lat=row.degrees("lat", 90) if placed else None,
        lon=row.degrees("lon", 180) if placed else None,
        uncertainty_m=row.metres("uncertainty_m"),
        region=row.text("region"),
        why=row.text("why"),
        always=flag(row, "always"),
        number=whole_number(row, "number") or 0,
        made=row.text("made"),
        undone=row.text("undone"),
    )


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
