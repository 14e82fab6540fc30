"""Who held which places on which days: holders of points, where a source has no areas; kept as changes.

A place keeps its holder until its next change, so a day like the one before adds nothing but its date.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.model import Holder

if TYPE_CHECKING:
    import datetime as dt
    import sqlite3
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

    Codes = npt.NDArray[np.int8]

# no holder: the source does not tell of the place on that day
NOT_TOLD = 0
HOLDER_CODES = {Holder.RU: 1, Holder.UA: 2, Holder.CONTESTED: 3, Holder.UNKNOWN: 4}
_HOLDERS = {code: holder for holder, code in HOLDER_CODES.items()}
_UNCHANGED = -1


@dataclass(frozen=True, slots=True)
class PlaceHolders:
    """Who held which places on some days.

    `lat` and `lon` are degrees, WGS 84; `holders` has a row a place and a column a day, with the codes of
    `HOLDER_CODES`, or `NOT_TOLD`.
    """

    place_ids: Sequence[str]
    names: Sequence[str]
    lat: npt.NDArray[np.float64]
    lon: npt.NDArray[np.float64]
    days: Sequence[dt.date]
    holders: Codes

    def on(self, day: dt.date) -> dict[str, Holder]:
        """Return the holder of each place that is told of on one of the days, by the id of the place."""
        column = self.holders[:, list(self.days).index(day)].tolist()
        return {one: _HOLDERS[code] for one, code in zip(self.place_ids, column, strict=True) if code != NOT_TOLD}


def keep_places(connection: sqlite3.Connection, source_id: int, told: PlaceHolders, now: str) -> tuple[int, int]:
    """Write what a table tells, within the transaction that is open.

    Parameters
    ----------
    connection
        The store.
    source_id
        Whose table it is.
    told
        What it tells. A place that it does not list is not told of on its days.
    now
        The time of recording.

    Returns
    -------
    changes, corrected
        How many changes were written, and how many holders of a place on a day turned out otherwise than kept.
    """
    import numpy as np

    kept_days, kept = _kept(connection, source_id)
    ids = sorted({*told.place_ids, *(place_id for place_id, _ in kept)})
    row = {place_id: index for index, place_id in enumerate(ids)}
    days = sorted({*kept_days, *(day.isoformat() for day in told.days)})
    column = {day: index for index, day in enumerate(days)}
    holders = _filled(kept, row, column)
    at_days = [column[day.isoformat()] for day in told.days]
    before = holders[:, at_days].copy()
    holders[:, at_days] = NOT_TOLD
    holders[np.ix_([row[one] for one in told.place_ids], at_days)] = told.holders
    known = np.array([day.isoformat() in kept_days for day in told.days], dtype=bool)
    corrected = int((before[:, known] != holders[:, at_days][:, known]).sum())
    _put_places(connection, source_id, told)
    return _write(connection, source_id, holders, (ids, days), kept, now), corrected


def kept_places(connection: sqlite3.Connection, source_id: int, day: dt.date) -> PlaceHolders:
    """Return who held the places of a source on one of its days."""
    import numpy as np

    rows = connection.execute(
        "SELECT place_id, name, lat, lon, holder FROM control_place JOIN ("
        " SELECT place_id, holder, max(day) FROM control_place_change"
        " WHERE source_id = ? AND day <= ? AND superseded_at IS NULL GROUP BY place_id"
        ") USING (place_id) WHERE source_id = ? AND holder IS NOT NULL ORDER BY place_id",
        (source_id, day.isoformat(), source_id),
    ).fetchall()
    ids, names, lat, lon, held = zip(*rows, strict=True) if rows else ((), (), (), (), ())
    codes = np.array([[HOLDER_CODES[Holder(one)]] for one in held], dtype=np.int8).reshape(-1, 1)
    return PlaceHolders(ids, names, np.array(lat, dtype=float), np.array(lon, dtype=float), (day,), codes)


def _kept(connection: sqlite3.Connection, source_id: int) -> tuple[set[str], dict[tuple[str, str], tuple[int, int]]]:
    """Return the days of a source, and its changes: number and code, by place and day."""
    days = connection.execute(
        "SELECT day FROM control_day WHERE source_id = ? AND superseded_at IS NULL", (source_id,)
    ).fetchall()
    changes = connection.execute(
        "SELECT place_id, day, change_id, holder FROM control_place_change"
        " WHERE source_id = ? AND superseded_at IS NULL",
        (source_id,),
    )
    codes: dict[Any, int] = {None: NOT_TOLD, **{holder.value: code for holder, code in HOLDER_CODES.items()}}
    return {day for (day,) in days}, {(place, day): (number, codes[held]) for place, day, number, held in changes}


def _filled(kept: dict[tuple[str, str], tuple[int, int]], row: dict[str, int], column: dict[str, int]) -> Codes:
    """Return the code of each place on each day, as changes tell it."""
    import numpy as np

    holders = np.full((len(row), len(column)), _UNCHANGED, dtype=np.int8)
    holders[:, 0] = NOT_TOLD
    for (place_id, day), (_, code) in kept.items():
        holders[row[place_id], column[day]] = code
    # each cell looks back to the last change before it
    last = np.where(holders != _UNCHANGED, np.arange(len(column), dtype=np.int32), 0)
    np.maximum.accumulate(last, axis=1, out=last)
    return np.take_along_axis(holders, last, axis=1)


def _put_places(connection: sqlite3.Connection, source_id: int, told: PlaceHolders) -> None:
    connection.executemany(
        "INSERT INTO control_place VALUES (?, ?, ?, ?, ?) ON CONFLICT (source_id, place_id)"
        " DO UPDATE SET name = excluded.name, lat = excluded.lat, lon = excluded.lon",
        (
            (source_id, *place)
            for place in zip(told.place_ids, told.names, told.lat.tolist(), told.lon.tolist(), strict=True)
        ),
    )


def _write(
    connection: sqlite3.Connection,
    source_id: int,
    holders: Codes,
    axes: tuple[list[str], list[str]],
    kept: dict[tuple[str, str], tuple[int, int]],
    now: str,
) -> int:
    """Write the changes that are not kept yet, end those that hold no longer, and return how many were written."""
    import numpy as np

    ids, days = axes
    before = np.zeros_like(holders)
    before[:, 1:] = holders[:, :-1]
    changes = {
        (ids[place], days[day]): int(holders[place, day]) for place, day in np.argwhere(holders != before).tolist()
    }
    ended = [number for key, (number, code) in kept.items() if changes.get(key) != code]
    new = [(key, code) for key, code in changes.items() if key not in kept or kept[key][1] != code]
    connection.executemany(
        "UPDATE control_place_change SET superseded_at = ? WHERE change_id = ?", ((now, number) for number in ended)
    )
    connection.executemany(
        "INSERT INTO control_place_change (source_id, place_id, day, holder, recorded_at) VALUES (?, ?, ?, ?, ?)",
        (
            (source_id, place, day, _HOLDERS[code].value if code != NOT_TOLD else None, now)
            for (place, day), code in new
        ),
    )
    return len(new)
