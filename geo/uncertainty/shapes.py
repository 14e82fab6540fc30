"""The shape that a location's words leave open, as a polygon in EPSG:4326.

It is laid out by distance and bearing from the anchor and its vertices are carried there along geodesics, so no length
is ever measured in degrees. Over the 180th meridian it is cut in two (RFC 7946).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, cast

from geo.distance import destination
from geo.uncertainty.basis import Basis, Rule
from geo.uncertainty.rules import polar, radius_m
from geo.uncertainty.table import table

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from shapely import MultiPolygon, Polygon
    from shapely.geometry.base import BaseGeometry

    Floats = npt.NDArray[np.float64]

# what has no width of its own is drawn so wide: a polygon needs an area
_LEAST_M = 1.0
_THINNEST_KM = 1e-6
_GRID_M = 0.001
_ARC_STEP_DEG = 1.5


def shape_of(basis: Basis) -> Polygon | MultiPolygon:
    """Return the shape of a location, EPSG:4326.

    A piece of a ring for a distance at a heading, a rectangle for two offsets, a ring for a distance, a wedge for a
    direction, a disc for a place: each grown by the anchor's extent. What the `news` policy has learned is a disc; that
    of a direction is cut to a wedge.
    """
    return _carried(basis.anchor_lat, basis.anchor_lon, _flat(basis))


def _flat(basis: Basis) -> Polygon:
    """Lay the shape out in the azimuthal equidistant plane about the anchor: x east, y north, metres."""
    import shapely

    if basis.learned is not None:
        return _learned(basis)
    half = basis.half_width_km
    if basis.rule is Rule.HEADING:
        bare: BaseGeometry = _ring_piece(
            basis.distance_km[0] - half, basis.distance_km[0] + half, basis.bearing_deg[0], basis.half_angle_deg
        )
    elif basis.rule is Rule.DISTANCE:
        bare = _ring(basis.distance_km[0] - half, basis.distance_km[0] + half)
    elif basis.rule is Rule.DIRECTION:
        bare = _ring_piece(0.0, basis.reach_km, basis.bearing_deg[0], basis.half_angle_deg)
    elif basis.rule is Rule.ORTHOGONAL:
        bearing, km = polar(basis)
        x, y = _at(bearing, 1000 * km)
        bare = shapely.box(x - 1000 * half, y - 1000 * half, x + 1000 * half, y + 1000 * half)
    else:
        bare = _ring(0.0, basis.reach_km)
    return _grown(bare, basis.extent_m)


def _learned(basis: Basis) -> Polygon:
    import shapely

    bearing, km = polar(basis)
    disc = shapely.transform(_ring(0.0, radius_m(basis) / 1000), lambda xy: xy + _at(bearing, 1000 * km))
    if basis.rule is not Rule.DIRECTION:
        return cast("Polygon", disc)
    wedge = _ring_piece(0.0, 2 * (km + radius_m(basis) / 1000), bearing, table().wedge_half_angle_deg)
    cut = disc.intersection(_grown(wedge, basis.extent_m))
    # vertices of the two that all but coincide would cross each other on the ground
    return cast("Polygon", shapely.set_precision(cut, _GRID_M))


def _grown(bare: BaseGeometry, extent_m: float) -> Polygon:
    """Return a shape with a margin; what has no area of its own gets the least."""
    least = _LEAST_M if bare.area < _LEAST_M else 0.0
    margin = max(extent_m, least)
    return cast("Polygon", bare.buffer(margin, quad_segs=round(90 / _ARC_STEP_DEG / 2)) if margin >= 0.01 else bare)


def _ring(inner_km: float, outer_km: float) -> BaseGeometry:
    import shapely

    if outer_km < _THINNEST_KM:
        return shapely.Point(0.0, 0.0)
    outline = _arc(outer_km, 0.0, 360.0)
    if outer_km - inner_km < _THINNEST_KM:
        return shapely.LinearRing(outline)
    return shapely.Polygon(outline, [_arc(inner_km, 0.0, 360.0)] if inner_km > 0 else None)


def _ring_piece(inner_km: float, outer_km: float, bearing_deg: float, half_angle_deg: float) -> BaseGeometry:
    import numpy as np
    import shapely

    if outer_km < _THINNEST_KM:
        return shapely.Point(0.0, 0.0)
    low, high = bearing_deg - half_angle_deg, bearing_deg + half_angle_deg
    far = _arc(outer_km, low, high)
    if outer_km - inner_km < _THINNEST_KM:
        return shapely.LineString(far)
    near = _arc(inner_km, high, low) if inner_km > 0 else np.zeros((1, 2))
    return shapely.Polygon(np.concatenate([far, near]))


def _arc(radius_km: float, start_deg: float, end_deg: float) -> Floats:
    import numpy as np

    angles = np.radians(np.linspace(start_deg, end_deg, math.ceil(abs(end_deg - start_deg) / _ARC_STEP_DEG) + 1))
    arc: Floats = 1000 * radius_km * np.column_stack([np.sin(angles), np.cos(angles)])
    return arc


def _at(bearing_deg: float, metres: float) -> tuple[float, float]:
    return metres * math.sin(math.radians(bearing_deg)), metres * math.cos(math.radians(bearing_deg))


def _carried(lat: float, lon: float, flat: Polygon) -> Polygon | MultiPolygon:
    import numpy as np
    import shapely

    def carry(xy: Floats) -> Floats:
        bearing, km = np.degrees(np.arctan2(xy[:, 0], xy[:, 1])), np.hypot(xy[:, 0], xy[:, 1]) / 1000
        lats, lons = destination(np.float64(lat), np.float64(lon), bearing, km)
        # near its anchor, beyond 180 degrees if need be
        return np.column_stack([lon + (lons - lon + 180.0) % 360.0 - 180.0, lats])

    carried: Polygon = shapely.transform(flat, carry)
    west, _, east, _ = carried.bounds
    if west >= -180.0 and east <= 180.0:
        return carried
    world = shapely.box(-180.0, -90.0, 180.0, 90.0)
    turn = np.array([360.0 if west < -180.0 else -360.0, 0.0])
    beyond = shapely.transform(carried.difference(world), lambda xy: xy + turn)
    here = carried.intersection(world)
    return cast("Polygon | MultiPolygon", here.union(beyond) if here.area else beyond)
