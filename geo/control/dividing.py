"""Ground on which two assessments differ, divided among sectors and oblasts, and the settlements on it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from geo.control.metric import from_plane, to_plane
from geo.control.sectors import sectors_at
from geo.schema import WGS84

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import geopandas as gpd
    from shapely import MultiPolygon
    from shapely.geometry.base import BaseGeometry

    from geo.control.differences import Difference
    from geo.gazetteer import Gazetteer
    from geo.gazetteer.outlines import Outlines
    from geo.model import Holder

# the same on the plane as in degrees: so far apart are the points of a boundary before it is laid on the plane
STEP_DEG = 0.1
# of ground that is cut, smaller pieces come of rounding
SMALLEST_M2 = 1.0
_M2_IN_KM2 = 1e6


def divided(
    ground: BaseGeometry, zones: Mapping[str, BaseGeometry], within_m: float
) -> Iterator[tuple[str, BaseGeometry]]:
    """Yield what of a piece of ground lies in each zone; what is off them all is of the nearest, if near, or of ""."""
    import shapely

    left = ground
    for name, zone in zones.items():
        if shapely.contains_properly(zone, left):
            yield name, left
            return
        if shapely.intersects(zone, left):
            within = polygons_of(shapely.intersection(left, zone))
            if within.area >= SMALLEST_M2:
                yield name, within
                left = polygons_of(shapely.difference(left, zone))
                if left.area < SMALLEST_M2:
                    return
    for part in shapely.get_parts(left).tolist():
        nearest = min(zones, key=lambda name: shapely.distance(zones[name], part))
        corners = shapely.points(shapely.get_coordinates(part))
        yield nearest if shapely.distance(zones[nearest], corners).max() <= within_m else "", part


@lru_cache(maxsize=2)
def oblasts_on_plane(outlines: Outlines) -> dict[str, BaseGeometry]:
    """Return Ukraine's oblasts on the plane, by name."""
    import shapely

    from geo.gazetteer.sources.regions import oblasts

    names = {oblast.code: oblast.name for oblast in oblasts()}
    found: dict[str, BaseGeometry] = {
        names.get(code, code): shapely.transform(shapely.segmentize(shape, STEP_DEG), to_plane)
        for code, shape in outlines.oblasts.items()
    }
    for shape in found.values():
        shapely.prepare(shape)
    return found


def polygons_of(geometry: BaseGeometry) -> MultiPolygon:
    """Return the polygons of a geometry, without its lines and points, as one multipolygon."""
    import shapely

    parts = shapely.get_parts(shapely.get_parts(geometry))
    areas = (shapely.get_type_id(parts) == shapely.GeometryType.POLYGON) & ~shapely.is_empty(parts)
    return shapely.MultiPolygon(list(parts[areas]))


def ground_row(
    before: Holder, after: Holder, sector: str, oblast: str, parts: list[BaseGeometry], *, is_noise: bool
) -> dict[str, Any]:
    """Return polygons on the plane as a row of ground, its shape in EPSG:4326: who had it, who has it, km², where."""
    import shapely

    flat = [polygon for part in parts for polygon in shapely.get_parts(part).tolist()]
    shape = shapely.transform(shapely.MultiPolygon(flat), from_plane)
    return {
        "holder_from": before.value,
        "holder_to": after.value,
        "area_km2": sum(polygon.area for polygon in flat) / _M2_IN_KM2,
        "sector": sector,
        "oblast": oblast,
        "is_noise": is_noise,
        "geometry": shape if shape.is_valid else shapely.make_valid(shape, method="structure"),
    }


def settlements_moved(
    moves: Mapping[int, tuple[Holder, Holder]], gazetteer: Gazetteer, found: list[Difference]
) -> gpd.GeoDataFrame:
    """Return the settlements of the rows that changed hands, the most populous first, as points in EPSG:4326."""
    import geopandas as gpd
    import numpy as np
    import shapely

    moved = [row for row in moves if gazetteer.kind(row).is_settlement and _counts(gazetteer, row)]
    moved.sort(key=lambda row: (-int(gazetteer.populations[row]), gazetteer.place(row).name, row))
    lat, lon = gazetteer.latlon.T
    at = shapely.points(to_plane(np.column_stack([lon[moved], lat[moved]])))
    noise = shapely.union_all([one.ground for one in found if one.is_noise])
    places = [gazetteer.place(row) for row in moved]
    return gpd.GeoDataFrame(
        {
            "place_id": [place.place_id for place in places],
            "name": [place.name for place in places],
            "kind": [place.kind.value for place in places],
            "sector": sectors_at(lat[moved], lon[moved]),
            "oblast": [place.admin.oblast for place in places],
            "holder_from": [moves[row][0].value for row in moved],
            "holder_to": [moves[row][1].value for row in moved],
            "is_noise": np.asarray(shapely.intersects(noise, at), dtype=bool),
        },
        geometry=gpd.points_from_xy(lon[moved], lat[moved]),
        crs=WGS84,
    )


def _counts(gazetteer: Gazetteer, row: int) -> bool:
    """Whether a row is what the gazetteer gives for its id: one that the user has corrected is not."""
    return gazetteer.row(gazetteer.place_id(row)) == row
