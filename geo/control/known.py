"""The built-in table of who held which places from which day on, and the coarse line that follows from it.

The table, `data/control/holders.csv`, has dated facts, each with its source; see the `SOURCES.md` beside it.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import InputError
from geo.model import Basis, Holder

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.gazetteer import Gazetteer
    from geo.gazetteer.sources.csvrows import Row

HOLDERS = "holders.csv"
COLUMNS = ("place_id", "since", "holder", "source", "note")
# from this day on the table has places on both sides of all of the line
FIRST_DAY = dt.date(2022, 2, 24)
SOURCE = "built-in table"
_SIDES = (Holder.RU, Holder.UA)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Known:
    """Who held a place from a day on, as a source tells it."""

    since: dt.date
    holder: Holder
    source: str


def holders_path() -> Path:
    """Return the table's file: inside the installed package, or in the checkout."""
    package = Path(__file__).parents[1]
    inside = package / "data" / "control" / HOLDERS
    return inside if inside.exists() else package.parent / "data" / "control" / HOLDERS


def known_holders(date: dt.date) -> dict[str, Known]:
    """Return who held each place of the built-in table on a date, by its id.

    Of each place the last row counts that is not after the date; places with later rows only are left out.

    Parameters
    ----------
    date
        The date.

    Raises
    ------
    InputError
        If the table is damaged.

    Examples
    --------
    >>> import datetime
    >>> known_holders(datetime.date(2023, 6, 1))["UA1402001001"].holder  # Bakhmut
    <Holder.RU: 'RU'>
    """
    found: dict[str, Known] = {}
    for place_id, told in _built_in().items():
        before = [known for known in told if known.since <= date]
        if before:
            found[place_id] = before[-1]
    return found


def known_areas(date: dt.date, gazetteer: Gazetteer) -> gpd.GeoDataFrame:
    """Return who held which area on a date, by the built-in table alone: each place has the land nearest to it.

    Parameters
    ----------
    date
        The date, from 24 February 2022 on; before, the table does not tell of both sides.
    gazetteer
        Where the places lie. If it lacks one of them, as one of other countries would, all are where the embedded
        gazetteer has them.

    Returns
    -------
    frame
        The layer `control` of `geo.schema`, basis `inferred`: EPSG:4326, a row a holder, geodesic km².

    Raises
    ------
    InputError
        If the date is before that day, or the table is damaged.
    """
    from geo.control.by_place import areas
    from geo.gazetteer import Gazetteer

    if date < FIRST_DAY:
        raise InputError(f"{date}: the built-in table makes a line from {FIRST_DAY} on; give assessed control")
    held = known_holders(date)
    if any(gazetteer.row(place_id) is None for place_id in held):
        gazetteer = Gazetteer.embedded()
    return areas(
        {place_id: (known.holder, Basis.INFERRED) for place_id, known in held.items()},
        gazetteer,
        date=date,
        source=SOURCE,
    )


def read_holders(path: Path) -> dict[str, tuple[Known, ...]]:
    """Read a table of dated holders: of each place what is known of it, by day.

    Parameters
    ----------
    path
        A CSV file with the columns of `COLUMNS`: place id, day (YYYY-MM-DD), RU or UA, source, note.

    Raises
    ------
    InputError
        At the first bad row: file, line, what is wrong and how to mend it.
    """
    from geo.gazetteer import Gazetteer
    from geo.gazetteer.sources.csvrows import read_rows

    embedded = Gazetteer.embedded()
    found: dict[str, dict[dt.date, Known]] = {}
    for row in read_rows(path, COLUMNS):
        place_id, known = row.needed("place_id"), _known(row)
        if embedded.row(place_id) is None:
            raise row.fault(f"{place_id!r:.40} is no place of the embedded gazetteer", "use an id that is")
        days = found.setdefault(place_id, {})
        if known.since in days:
            raise row.fault(f"{place_id} has another row of {known.since}", "leave one of the two")
        days[known.since] = known
    return {place_id: tuple(days[day] for day in sorted(days)) for place_id, days in found.items()}


@lru_cache(maxsize=1)
def _built_in() -> dict[str, tuple[Known, ...]]:
    return read_holders(holders_path())


def _known(row: Row) -> Known:
    day, side = row.matching("since", _DAY, "2024-12-16"), row.needed("holder")
    try:
        since = dt.date.fromisoformat(day)
    except ValueError as error:
        raise row.fault(f"since is {day}, which is no day", "write it like 2024-12-16") from error
    if side not in _SIDES:
        raise row.fault(f"holder is {side!r:.40}", f"use one of {', '.join(_SIDES)}")
    return Known(since, Holder(side), row.needed("source"))
