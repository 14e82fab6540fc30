"""The hand-kept tables: places near the front with their names and positions, and areas. Checked row by row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.gazetteer.extent import extent_m
from geo.gazetteer.sources.csvrows import Row, read_rows
from geo.model import SETTLEMENT_KINDS, Admin, Kind, Place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FRONTLINE_COLUMNS = (
    *("place_id", "name_en", "name_uk", "name_ru", "aliases", "kind", "country", "oblast", "raion"),
    *("lat", "lon", "population", "source"),
)
AREA_COLUMNS = ("area_id", "kind", "name_en", "name_uk", "name_ru", "aliases", "country", "lat", "lon")
AREA_KINDS = frozenset(Kind) - SETTLEMENT_KINDS
# roughly how far such an area reaches from its middle, where nothing better is known
AREA_REACH_M = {
    Kind.COUNTRY: 400_000.0,
    Kind.REGION: 100_000.0,
    Kind.DISTRICT: 30_000.0,
    Kind.WATER: 30_000.0,
    Kind.FACILITY: 2000.0,
}
_SETTLEMENT_ID = re.compile(r"UA\d{10}|RU[^\s].*|GN\d+|[A-Z]{2}:.+")
_AREA_ID = re.compile(r"[A-Z][A-Z0-9]*:.+")
_COUNTRY = re.compile(r"[A-Z]{2}")
# the list holds what reports name most; a metropolis elsewhere is in it only to be told from a namesake at the front
_THEATRE = frozenset({"UA", "RU"})


def _once(places: Iterator[tuple[Row, Place]], column: str) -> list[Place]:
    seen: dict[str, Place] = {}
    for row, place in places:
        if place.place_id in seen:
            raise row.fault(f"{column} {place.place_id} is there twice", "keep one of the two rows")
        seen[place.place_id] = place
    return list(seen.values())


def read_frontline(path: Path) -> list[Place]:
    """Read the hand-kept settlements.

    Parameters
    ----------
    path
        A CSV file with the columns of `FRONTLINE_COLUMNS`; aliases separated by `|`, degrees WGS 84.

    Returns
    -------
    places
        In the file's order; the hromada is empty.

    Raises
    ------
    InputError
        At the first bad row: file, line, what is wrong and how to mend it.
    """
    return _once(((row, _settlement(row)) for row in read_rows(path, FRONTLINE_COLUMNS)), "place_id")


def _settlement(row: Row) -> Place:
    kind, population = row.kind(SETTLEMENT_KINDS), row.people()
    names = row.names()
    return Place(
        place_id=row.matching("place_id", _SETTLEMENT_ID, "UA1416013005 or RU:Kursk/Sudzha"),
        name=names["en"],
        kind=kind,
        lat=row.degrees("lat", 90),
        lon=row.degrees("lon", 180),
        uncertainty_m=extent_m(kind, population),
        admin=Admin(row.matching("country", _COUNTRY, "UA"), row.needed("oblast"), row.text("raion")),
        names=names,
        aliases=row.aliases(),
        population=population,
        source=row.needed("source"),
        often_reported=row.text("country") in _THEATRE,
    )


def read_areas(path: Path) -> list[Place]:
    """Read the hand-kept areas: regions, districts, countries, waters, facilities.

    Parameters
    ----------
    path
        A CSV file with the columns of `AREA_COLUMNS`; aliases separated by `|`, degrees WGS 84 or both empty.

    Returns
    -------
    places
        In the file's order.

    Raises
    ------
    InputError
        At the first bad row: file, line, what is wrong and how to mend it.
    """
    return _once(((row, _area(row)) for row in read_rows(path, AREA_COLUMNS)), "area_id")


def _area(row: Row) -> Place:
    kind, names = row.kind(AREA_KINDS), row.names()
    country = row.text("country") and row.matching("country", _COUNTRY, "UA")
    placed = bool(row.text("lat") or row.text("lon"))
    return Place(
        place_id=row.matching("area_id", _AREA_ID, "ADM1:UA14"),
        name=names["en"],
        kind=kind,
        lat=row.degrees("lat", 90) if placed else None,
        lon=row.degrees("lon", 180) if placed else None,
        uncertainty_m=AREA_REACH_M[kind],
        admin=Admin(country),
        names=names,
        aliases=row.aliases(),
        source="hand-kept",
    )
