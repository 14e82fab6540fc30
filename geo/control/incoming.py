"""`bring_in`: a file of assessed control, of whatever author, into a store; and what was done to it on the way."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo.control.assessed import Control
from geo.control.formats import ENDINGS, TABLE_ENDINGS, rows_of
from geo.control.holders import HolderRule
from geo.control.mending import Tally, areas_of
from geo.control.reader import as_day, checked_file, day_in_name, rows_by_day
from geo.control.records import Added
from geo.control.rows import DATE_COLUMN, HOLDER_COLUMN, Asked
from geo.errors import InputError, NoDateError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from geo.control.formats.positions import Position
    from geo.control.rows import Rows, Watch
    from geo.control.store import ControlStore


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is brought in, and how: `date` is the day of a file that does not say its own."""

    source: str
    date: dt.date | None = None
    rule: HolderRule = field(default_factory=HolderRule)
    asked: Asked = field(default_factory=lambda: Asked(any_crs=True))


@dataclass(slots=True)
class Brought:
    """What came of a file.

    `days` ascend, `outcomes` says of how many days what; `km2` has the area of all holders on each day, before and
    after mending; `tally` what was mended, dropped and left out. Of a table of places, `places` counts those brought
    in, `unknown` lists the ids without a position, and `silent` counts cells without a holder.
    """

    file: str
    source: str
    days: list[dt.date] = field(default_factory=list)
    outcomes: Counter[Added] = field(default_factory=Counter)
    km2: list[tuple[float, float]] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    places: int = 0
    unknown: list[int] = field(default_factory=list)
    silent: int = 0


def bring_in(
    store: ControlStore,
    path: str | Path,
    wanted: Wanted,
    *,
    taken: dict[dt.date, str] | None = None,
    positions: Callable[[], Mapping[int, Position]] = dict,
    watch: Watch = lambda steps, _: steps,
) -> Brought:
    """Bring a file into a store: all of it, or nothing.

    Parameters
    ----------
    store
        Where it goes.
    path
        GeoJSON, Esri JSON, UAControlMap, GeoParquet, GeoPackage, KML or KMZ; or a control table of VIINA, CSV or zip.
    wanted
        The source, and what the file does not say.
    taken
        The days that other files of the same source have brought in just before, and which did; those of this one are
        added. Such a day is not superseded.
    positions
        Returns names and positions by GeoNames id, for a table of places.
    watch
        Is given the days one by one and their number, or the blocks of a table, and passes them on: for showing
        progress.

    Returns
    -------
    brought
        What came of it.

    Raises
    ------
    InputError
        If the file is malformed, hostile, without areas, does not say who holds them, or shows a day otherwise than
        another that was brought in with it.
    CRSError
        If it does not tell its reference system, or its coordinates are not in it.
    NoDateError
        If neither it nor the caller says which day it shows.
    OutputError
        If the store cannot be written.
    """
    file = checked_file(path, (*ENDINGS, *TABLE_ENDINGS), streamed=TABLE_ENDINGS)
    if file.suffix.lower() in TABLE_ENDINGS:
        return _table(store, file, wanted, positions, watch)
    brought = Brought(str(file), wanted.source)
    rows = rows_of(file, wanted.asked)
    _check_columns(rows, wanted.asked, file)
    brought.tally.left_out += rows.left_out
    by_day = _by_day(rows, wanted, file)
    with store.transaction():
        for day in watch(iter(sorted(by_day)), len(by_day)):
            tally = Tally()
            areas = areas_of(rows, by_day[day], file, lambda _, chosen: wanted.rule.holders(rows, chosen, file), tally)
            outcome = store.add(wanted.source, day, Control(day, wanted.source, areas), file=file.name)
            if outcome is Added.CORRECTED and taken and day in taken:
                raise InputError(
                    f"{file}: shows {day} otherwise than {taken[day]}; give one of them a --source of its own"
                )
            brought.outcomes[outcome] += 1
            brought.days.append(day)
            brought.km2.append((tally.before_km2, tally.after_km2))
            brought.tally.add(tally)
    if taken is not None:
        taken |= dict.fromkeys(brought.days, str(file))
    return brought


def _check_columns(rows: Rows, asked: Asked, file: Path) -> None:
    """Refuse a file without a column that the user names."""
    for name, option, usual in (
        (asked.holder, "--holder-column", HOLDER_COLUMN),
        (asked.date, "--date-column", DATE_COLUMN),
    ):
        if name != usual and name not in rows.columns:
            there = ", ".join(rows.columns)[:160] or "none"
            raise InputError(f"{file}: has no column {name!r}; give {option} one of: {there}")


def _by_day(rows: Rows, wanted: Wanted, file: Path) -> dict[dt.date, list[int]]:
    everything = list(range(len(rows.days)))
    told = any(day is not None for day in rows.days)
    if wanted.date is not None:
        days = {as_day(day, where) for day, where in zip(rows.days, rows.where, strict=True) if day is not None}
        if days - {wanted.date}:
            raise InputError(f"{file}: tells its own days ({min(days)} and {len(days) - 1} more); drop --date")
        return {wanted.date: everything}
    if told:
        return rows_by_day(rows)
    day = day_in_name(file.stem)
    if day is None:
        raise NoDateError(f"{file}: does not say which day it shows; give it with --date")
    return {day: everything}


def _table(
    store: ControlStore,
    file: Path,
    wanted: Wanted,
    positions: Callable[[], Mapping[int, Position]],
    watch: Watch,
) -> Brought:
    from geo.control.formats.viina import STATUS, placed, read_table

    column = STATUS if wanted.asked.holder == HOLDER_COLUMN else wanted.asked.holder
    table = read_table(file, wanted.rule, column, watch=watch)
    places, unknown = placed(table, positions())
    if not places.place_ids:
        raise InputError(
            f"{file}: none of its {len(unknown):,} places has a known position; give a dump of GeoNames with --places"
        )
    outcome = store.add_places(wanted.source, places, file=file.name)
    brought = Brought(str(file), wanted.source, list(table.days), Counter({outcome: len(table.days)}))
    brought.places, brought.unknown, brought.silent = len(places.place_ids), unknown, table.silent
    return brought
