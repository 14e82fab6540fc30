"""Where the places of a table lie: their GeoNames ids in the gazetteer, a dump of GeoNames or a table of one's own."""

from __future__ import annotations

import csv
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo.gazetteer import Gazetteer

_IDS = re.compile(r"GeoNames (\d+)|^GN(\d+)")
_ID, _NAME = ("geonameid", "geonames_id"), ("name", "asciiname", "name_en")
_LAT, _LON = ("lat", "latitude"), ("lon", "lng", "long", "longitude")


@dataclass(frozen=True, slots=True)
class Position:
    """A place's name and position: degrees, WGS 84."""

    name: str
    lat: float
    lon: float


def positions_in_gazetteer(gazetteer: Gazetteer) -> dict[int, Position]:
    """Return the positions of the places that GeoNames knows, by its ids.

    Parameters
    ----------
    gazetteer
        The places; those of GeoNames name their id themselves or in their source.
    """
    found = {}
    for place in gazetteer:
        if place.lat is None or place.lon is None:
            continue
        for numbers in _IDS.findall(f"{place.place_id}") + _IDS.findall(place.source):
            found[int(numbers[0] or numbers[1])] = Position(place.name, place.lat, place.lon)
    return found


def positions_in_file(file: Path) -> dict[int, Position]:
    """Return the positions in a dump of GeoNames (.txt, .zip), or in a table (.csv) with geonameid, lat and lon.

    Raises
    ------
    InputError
        If it is neither, or a position cannot be read.
    """
    if file.suffix.lower() != ".csv":
        from geo.gazetteer.sources.geonames_dump import read

        return {
            record.geonameid: Position(record.name, record.lat, record.lon)
            for record in read(file)
            if record.geonameid is not None and record.lat is not None and record.lon is not None
        }
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            rows = csv.DictReader(opened, strict=True)
            columns = [_column(rows.fieldnames or [], names, file) for names in (_ID, _LAT, _LON)]
            name = next((one for one in rows.fieldnames or [] if one.strip().lower() in _NAME), None)
            return dict(_position(row, columns, name, f"{file}, line {rows.line_num}") for row in rows)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{file}: cannot be read as a table in UTF-8 ({' '.join(str(error).split())})") from error


def _column(there: Sequence[str], names: tuple[str, ...], file: Path) -> str:
    for one in there:
        if one.strip().lower() in names:
            return one
    raise InputError(f"{file}, line 1: has no column {names[0]}; there are: {', '.join(there)[:160] or 'none'}")


def _position(row: dict[str, str], columns: list[str], name: str | None, where: str) -> tuple[int, Position]:
    number, lat, lon = (row[column] or "" for column in columns)
    try:
        geonameid, north, east = int(number), float(lat), float(lon)
    except ValueError:
        geonameid, north, east = 0, math.nan, math.nan
    if not (abs(north) <= 90 and abs(east) <= 180):
        raise InputError(f"{where}: {number[:20]!r}, {lat[:20]!r}, {lon[:20]!r} are no id and degrees; mend the line")
    return geonameid, Position((row[name] or "").strip() if name else "", north, east)
