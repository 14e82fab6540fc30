"""Rows by pattern, region, kind and box, and rows within a geometry."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import InputError
from geo.model import SETTLEMENT_KINDS, Kind
from geo.names import fold

if TYPE_CHECKING:
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from geo.gazetteer.rows import Rows

Box = tuple[float, float, float, float]
_SETTLEMENT = "settlement"
_ALL = "*"


def search(rows: Rows, pattern: str, region: str | None, kind: Kind | str | None, bbox: Box | None) -> list[int]:
    """Return the rows that answer to everything asked for, the most populous first."""
    kinds = _kinds(kind)
    chosen = set(rows) if pattern == _ALL else _named(rows, pattern)
    if bbox is not None:
        chosen &= _in_box(rows, bbox)
    if kinds is not None:
        chosen = {row for row in chosen if rows.kind(row) in kinds}
    if region is not None:
        chosen = _in_region(rows, chosen, region)
    return sorted(chosen, key=lambda row: (-rows.population(row), rows.place_id(row)))


def _named(rows: Rows, pattern: str) -> set[int]:
    """Return the rows with a name that begins with a text, or matches a pattern of * and ?."""
    folded = fold(pattern)
    head = re.split(r"[*?]", folded, maxsplit=1)[0]
    keys = rows.keys
    start = bisect_left(keys, head)
    end = bisect_left(keys, head + "\U0010ffff", lo=start)
    found = (keys[at] for at in range(start, end))
    if len(head) < len(folded):
        expression = re.compile(re.escape(folded).replace(r"\*", ".*").replace(r"\?", "."))
        found = (key for key in found if expression.fullmatch(key))
    return {row for key in found for row, _ in rows.bearers(key)}


def _kinds(kind: Kind | str | None) -> frozenset[Kind] | None:
    if kind is None:
        return None
    if kind == _SETTLEMENT:
        return SETTLEMENT_KINDS
    try:
        return frozenset({Kind(kind)})
    except ValueError:
        known = ", ".join([_SETTLEMENT, *Kind])
        raise InputError(f"kind is {kind!r}; use one of {known}") from None


def _in_box(rows: Rows, bbox: Box) -> set[int]:
    try:
        west, south, east, north = (float(edge) for edge in bbox)
    except (TypeError, ValueError):
        raise InputError(f"bbox is {bbox!r}; give west, south, east, north in degrees") from None
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise InputError(f"bbox is {bbox!r}; give west, south, east, north in degrees, west and south first")
    lat, lon = rows.latlon.T
    inside = (lat >= south) & (lat <= north) & (lon >= west) & (lon <= east)
    return set(np.flatnonzero(inside).tolist()) - rows.hidden


def _in_region(rows: Rows, chosen: set[int], region: str) -> set[int]:
    """Return the rows whose unit, or the unit whose name in another language is given, begins with the name."""
    wanted = {fold(region)} | _english_names(rows, region)
    if not all(wanted):
        raise InputError(f"region is {region!r}; give the name of an oblast, a raion or a hromada")
    inside = {}

    def within(row: int) -> bool:
        admin = rows.place(row).admin
        if admin not in inside:
            units = [fold(unit) for unit in (admin.oblast, admin.raion, admin.hromada) if unit]
            inside[admin] = any(unit.startswith(name) for unit in units for name in wanted)
        return inside[admin]

    return {row for row in chosen if within(row)}


def _english_names(rows: Rows, region: str) -> set[str]:
    areas = (rows.place(row) for row, _ in rows.bearers(fold(region)) if not rows.kind(row).is_settlement)
    return {fold(area.name) for area in areas}


def within(rows: Rows, geometry: BaseGeometry) -> list[int]:
    """Return the rows of the settlements whose point lies in a geometry, EPSG:4326."""
    import shapely

    if geometry.is_empty or shapely.get_dimensions(geometry) != 2:
        raise InputError(f"the geometry is {geometry.geom_type}; give an area that is not empty")
    west, south, east, north = geometry.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise InputError("the geometry lies outside the range of degrees; give it in EPSG:4326, longitude first")
    settlements = rows.settlements
    at: npt.NDArray[np.float64] = rows.latlon[settlements]
    shapely.prepare(geometry)
    inside = shapely.intersects_xy(geometry, at[:, 1], at[:, 0])
    return [int(row) for row in settlements[inside]]
