"""Positions no finer than a policy allows: moved to the middle of a square, their radius grown by as much."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shapely import Point
    from shapely.geometry.base import BaseGeometry

_DEGREE_M = 111_320.0
_FARTHEST_LAT = 89.0
# half a square's diagonal: the farthest a position is moved, in sides of the square
MOVED = math.sqrt(0.5)
_ROUND_DEG = 45


def moved(lat: float, lon: float, precision_m: float) -> tuple[float, float]:
    """Return the middle of the square that a position lies in.

    Squares are of one grid for all outputs, so that the same position moves to the same spot, whatever is near it.

    Parameters
    ----------
    lat, lon
        Degrees, WGS 84.
    precision_m
        The side of a square, metres; 0 for no change.

    Examples
    --------
    >>> lat, lon = moved(48.0123, 37.2456, 5000)
    >>> round(lat, 4), round(lon, 4)
    (47.9923, 37.2154)
    """
    if precision_m <= 0:
        return lat, lon
    step = precision_m / _DEGREE_M
    row = (math.floor(lat / step) + 0.5) * step
    row = max(-_FARTHEST_LAT, min(_FARTHEST_LAT, row))
    # the column's width is that of its row: fixed, or two positions of a square would have two middles
    width = step / math.cos(math.radians(row))
    column = (math.floor(lon / width) + 0.5) * width
    return row, max(-180.0, min(180.0, column))


def grown(uncertainty_m: float, precision_m: float) -> float:
    """Return the radius of a moved position, metres: it holds what the radius held before."""
    return uncertainty_m + precision_m * MOVED


def moved_point(point: Point, precision_m: float) -> Point:
    """Return a point moved, EPSG:4326."""
    import shapely

    lat, lon = moved(point.y, point.x, precision_m)
    return shapely.Point(lon, lat)


def moved_line(line: BaseGeometry, precision_m: float) -> BaseGeometry | None:
    """Return a line with its vertices moved, EPSG:4326; None if none is left of it."""
    import shapely

    ends = [moved(lat, lon, precision_m) for lon, lat in shapely.get_coordinates(line)]
    kept = [end for at, end in enumerate(ends) if at == 0 or end != ends[at - 1]]
    return shapely.LineString([(lon, lat) for lat, lon in kept]) if len(kept) > 1 else None


def disc(point: Point, radius_m: float) -> BaseGeometry:
    """Return a disc about a point, EPSG:4326, its radius along geodesics."""
    import numpy as np
    import shapely

    from geo.distance import destination

    lat, lon = destination(point.y, point.x, np.arange(0.0, 360.0, 10.0), radius_m / 1000)
    return shapely.Polygon(np.column_stack([lon, lat]))


def moved_area(area: BaseGeometry, precision_m: float) -> BaseGeometry:
    """Return an area that tells no more than the squares: one hardly larger than a square becomes a disc."""
    west, south, east, north = area.bounds
    height = (north - south) * _DEGREE_M
    width = (east - west) * _DEGREE_M * math.cos(math.radians((north + south) / 2))
    if max(width, height) >= 2 * precision_m:
        return area
    return disc(moved_point(area.centroid, precision_m), grown(max(width, height) / 2, precision_m))


def rounded_km(km: float, precision_m: float) -> float:
    """Return a distance in whole squares, kilometres."""
    side = precision_m / 1000
    return round(round(km / side) * side, 3)


def rounded_bearing(bearing_deg: float) -> float:
    """Return a bearing as one of eight directions, degrees."""
    return round(bearing_deg / _ROUND_DEG) * _ROUND_DEG % 360.0
