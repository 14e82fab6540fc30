"""The honest size of a location told from an anchor: a shape that holds it, and the radius that covers the shape.

The shape is laid out by distance and bearing from the anchor and its vertices are carried there along geodesics, so
no length is ever measured in degrees. Positions are WGS 84 degrees (EPSG:4326), radii metres.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.distance import destination, inverse
from geo.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from shapely import Polygon

# a named compass point covers this much to either side: reporters use eight points
HALF_ANGLE_DEG = 22.5
# how far "north of X" and "near X" may reach, where the text gives no distance
DIRECTION_REACH_KM = 10.0
NEAR_REACH_KM = 5.0
# a stated distance is taken to be rounded to the coarsest of these that divides it; half of it either way is open
ROUNDING_UNITS_KM = (5.0, 1.0, 0.5, 0.1)
MAX_DISTANCE_KM = 2000.0

# an extent below this is a point: a buffer so thin is no valid shape
_LEAST_EXTENT_M = 0.01
_ARC_STEP_DEG = 1.5


@dataclass(frozen=True, slots=True)
class Location:
    """A located point: `lat`, `lon` in degrees; `shape`, a polygon in EPSG:4326 that holds where it may be.

    `radius_m` is the smallest radius in metres about the point that covers the shape.
    """

    lat: float
    lon: float
    radius_m: float
    shape: Polygon


def rounding_unit_km(distance_km: float) -> float:
    """Return the unit, in kilometres, that a stated distance seems to be rounded to.

    Examples
    --------
    >>> rounding_unit_km(10), rounding_unit_km(7), rounding_unit_km(2.5), rounding_unit_km(11.1)
    (5.0, 1.0, 0.5, 0.1)
    """
    for unit in ROUNDING_UNITS_KM:
        if math.isclose(distance_km / unit, round(distance_km / unit), abs_tol=1e-6):
            return unit
    return ROUNDING_UNITS_KM[-1]


def located(
    anchor_lat: float,
    anchor_lon: float,
    anchor_extent_m: float,
    distance_km: float | None = None,
    bearing_deg: float | None = None,
) -> Location:
    """Locate what a text tells from an anchor, and say how sure that is.

    A distance and a bearing make a piece of a ring, a distance alone a ring about the anchor, a bearing alone a wedge
    of 10 km, and neither a disc of 5 km; each grown by the anchor's extent, as the distance may be told from its edge.

    Parameters
    ----------
    anchor_lat, anchor_lon
        The anchor, degrees, WGS 84.
    anchor_extent_m
        From its centre to its farthest edge, metres.
    distance_km
        As stated, kilometres; None if not stated.
    bearing_deg
        As stated, degrees clockwise from true north, from the anchor; None if not stated.

    Raises
    ------
    InputError
        If a number is out of range, or the shape would reach over a pole or the 180th meridian.

    Examples
    --------
    >>> place = located(48.0, 37.0, 0.0, distance_km=10, bearing_deg=180)
    >>> round(place.lat, 3), round(place.lon, 3), round(place.radius_m)
    (47.91, 37.0, 5028)
    """
    _check(anchor_extent_m, distance_km, bearing_deg)
    if distance_km is None:
        inner, outer = 0.0, DIRECTION_REACH_KM if bearing_deg is not None else NEAR_REACH_KM
        # the point from which the tip and the far corners of a wedge are equally far
        out_km = DIRECTION_REACH_KM / (2 * math.cos(math.radians(HALF_ANGLE_DEG)))
    else:
        half = rounding_unit_km(distance_km) / 2
        inner, outer, out_km = max(distance_km - half, 0.0), distance_km + half, distance_km
    lat, lon = anchor_lat, anchor_lon
    if bearing_deg is not None:
        lat, lon = destination(anchor_lat, anchor_lon, bearing_deg, out_km)
    shape = _carried(anchor_lat, anchor_lon, _flat(inner * 1000, outer * 1000, bearing_deg, anchor_extent_m))
    return Location(lat, lon, _covering_radius_m(lat, lon, shape), shape)


def _check(extent_m: float, distance_km: float | None, bearing_deg: float | None) -> None:
    if not 0 <= extent_m <= MAX_DISTANCE_KM * 1000:
        raise InputError(f"an anchor's extent of {extent_m:g} m; from 0 to {MAX_DISTANCE_KM:g} km count")
    if distance_km is not None and not 0 <= distance_km <= MAX_DISTANCE_KM:
        raise InputError(f"a distance of {distance_km:g} km; from 0 to {MAX_DISTANCE_KM:g} km count")
    if bearing_deg is not None and not math.isfinite(bearing_deg):
        raise InputError("a bearing is not a finite number of degrees")


def _flat(inner_m: float, outer_m: float, bearing_deg: float | None, extent_m: float) -> Polygon:
    """Lay the shape out in the azimuthal equidistant plane about the anchor: x east, y north, metres."""
    import numpy as np
    import shapely

    if bearing_deg is None:
        shape = shapely.Polygon(_arc(outer_m, 0.0, 360.0))
        if inner_m > 0:
            shape = shapely.Polygon(shape.exterior, [_arc(inner_m, 0.0, 360.0)])
    else:
        low, high = bearing_deg - HALF_ANGLE_DEG, bearing_deg + HALF_ANGLE_DEG
        near = _arc(inner_m, high, low) if inner_m > 0 else np.zeros((1, 2))
        shape = shapely.Polygon(np.concatenate([_arc(outer_m, low, high), near]))
    if extent_m < _LEAST_EXTENT_M:
        return shape
    return shape.buffer(extent_m, quad_segs=round(90 / _ARC_STEP_DEG / 2))


def _arc(radius_m: float, start_deg: float, end_deg: float) -> npt.NDArray[np.float64]:
    import numpy as np

    angles = np.radians(np.linspace(start_deg, end_deg, math.ceil(abs(end_deg - start_deg) / _ARC_STEP_DEG) + 1))
    return radius_m * np.column_stack([np.sin(angles), np.cos(angles)])


def _carried(lat: float, lon: float, flat: Polygon) -> Polygon:
    import numpy as np
    import shapely

    def carry(xy: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        bearing, km = np.degrees(np.arctan2(xy[:, 0], xy[:, 1])), np.hypot(xy[:, 0], xy[:, 1]) / 1000
        lats, lons = destination(np.float64(lat), np.float64(lon), bearing, km)
        if np.abs(lons - lon).max() > 180 or _reaches_pole(lat, lon, float(km.max())):
            raise InputError("a location across a pole or the 180th meridian cannot be drawn as a polygon")
        return np.column_stack([lons, lats])

    return shapely.transform(flat, carry)


def _reaches_pole(lat: float, lon: float, reach_km: float) -> bool:
    km, _, _ = inverse(lat, lon, math.copysign(90.0, lat), lon)
    return km <= reach_km


def _covering_radius_m(lat: float, lon: float, shape: Polygon) -> float:
    import numpy as np

    vertices = np.asarray(shape.exterior.coords)
    km, _, _ = inverse(np.float64(lat), np.float64(lon), vertices[:, 1], vertices[:, 0])
    return float(km.max() * 1000)
