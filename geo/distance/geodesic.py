"""Geodesic distance and bearing on the WGS 84 ellipsoid; degrees in, kilometres and degrees from true north out."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any, overload

from geo.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

POINTS_8 = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")
POINTS_16 = (
    *("north", "north-north-east", "north-east", "east-north-east"),
    *("east", "east-south-east", "south-east", "south-south-east"),
    *("south", "south-south-west", "south-west", "west-south-west"),
    *("west", "west-north-west", "north-west", "north-north-west"),
)


@lru_cache(maxsize=1)
def geod() -> Any:
    """Return the WGS 84 ellipsoid as a `pyproj.Geod`; made once, at first use."""
    from pyproj import Geod

    return Geod(ellps="WGS84")


@overload
def inverse(lat1: float, lon1: float, lat2: float, lon2: float) -> tuple[float, float, float]: ...
@overload
def inverse(
    lat1: npt.ArrayLike, lon1: npt.ArrayLike, lat2: npt.ArrayLike, lon2: npt.ArrayLike
) -> tuple[Floats, Floats, Floats]: ...
def inverse(lat1: Any, lon1: Any, lat2: Any, lon2: Any) -> tuple[Any, Any, Any]:
    """Return the geodesic between two positions, or of many pairs at once.

    Parameters
    ----------
    lat1, lon1, lat2, lon2
        Degrees, WGS 84; numbers or arrays that broadcast.

    Returns
    -------
    km, bearing_deg, back_bearing_deg
        The distance, the bearing at the first position towards the second, and at the second towards the first, from 0
        to below 360. Bearings of coincident positions are NaN. Floats if all four are numbers, else arrays.

    Raises
    ------
    InputError
        If a latitude or longitude is no number or out of range.

    Examples
    --------
    >>> km, bearing, back = inverse(48.0, 37.0, 47.0, 37.0)
    >>> round(km, 3), bearing, back
    (111.181, 180.0, 0.0)
    """
    import numpy as np

    if all(isinstance(value, float | int) for value in (lat1, lon1, lat2, lon2)):
        _check_scalar(lat1, lon1)
        _check_scalar(lat2, lon2)
        forth, back, metres = geod().inv(lon1, lat1, lon2, lat2)
        if metres == 0:
            return 0.0, math.nan, math.nan
        return metres / 1000, forth % 360.0, back % 360.0
    at1, at2 = _checked(lat1, lon1), _checked(lat2, lon2)
    one_lat, one_lon, two_lat, two_lon = np.broadcast_arrays(*at1, *at2)
    shape = one_lat.shape
    forth, back, metres = geod().inv(*(np.array(a, dtype=float).ravel() for a in (one_lon, one_lat, two_lon, two_lat)))
    apart = metres > 0
    forth, back = np.where(apart, forth % 360.0, np.nan), np.where(apart, back % 360.0, np.nan)
    return (metres / 1000).reshape(shape), forth.reshape(shape), back.reshape(shape)


@overload
def destination(lat: float, lon: float, bearing_deg: float, distance_km: float) -> tuple[float, float]: ...
@overload
def destination(
    lat: npt.ArrayLike, lon: npt.ArrayLike, bearing_deg: npt.ArrayLike, distance_km: npt.ArrayLike
) -> tuple[Floats, Floats]: ...
def destination(lat: Any, lon: Any, bearing_deg: Any, distance_km: Any) -> tuple[Any, Any]:
    """Return where a geodesic of a length and initial bearing ends.

    Parameters
    ----------
    lat, lon
        The start, degrees, WGS 84; numbers or arrays that broadcast with the others.
    bearing_deg
        Degrees clockwise from true north.
    distance_km
        Kilometres, not negative.

    Returns
    -------
    lat, lon
        Degrees, WGS 84, longitude from -180 to 180. Floats if all arguments are numbers, else arrays.

    Raises
    ------
    InputError
        If a position is out of range, a bearing is not finite, or a distance is negative or not finite.

    Examples
    --------
    >>> lat, lon = destination(48.0, 37.0, 180, 10)
    >>> round(lat, 4), round(lon, 4)
    (47.9101, 37.0)
    """
    import numpy as np

    numbers = all(isinstance(value, float | int) for value in (lat, lon, bearing_deg, distance_km))
    start = _checked(lat, lon)
    bearing, km = _numbers(bearing_deg, "bearing"), _numbers(distance_km, "distance")
    if not np.isfinite(bearing).all():
        raise InputError("a bearing is not a finite number of degrees")
    if not (np.isfinite(km) & (km >= 0)).all():
        raise InputError("a distance is negative or not a finite number of kilometres")
    arrays = np.broadcast_arrays(start[1], start[0], bearing, km * 1000)
    shape = arrays[0].shape
    lons, lats, _ = geod().fwd(*(np.array(a, dtype=float).ravel() for a in arrays))
    if numbers:
        return float(lats[0]), float(lons[0])
    return lats.reshape(shape), lons.reshape(shape)


def compass(bearing_deg: float, points: int = 8) -> str:
    """Return the compass point nearest to a bearing, in English words.

    Parameters
    ----------
    bearing_deg
        Degrees clockwise from true north; any finite number.
    points
        8 or 16.

    Raises
    ------
    InputError
        If the bearing is not finite, or `points` is neither 8 nor 16.

    Examples
    --------
    >>> compass(225), compass(-157.5, points=16)
    ('south-west', 'south-south-west')
    """
    if points not in (8, 16):
        raise InputError(f"a compass has 8 or 16 points here, not {points}")
    if not math.isfinite(bearing_deg):
        raise InputError("a bearing is not a finite number of degrees")
    names = POINTS_8 if points == 8 else POINTS_16
    return names[math.floor(bearing_deg % 360.0 / (360 / points) + 0.5) % points]


def _numbers(value: Any, what: str) -> Floats:
    import numpy as np

    try:
        return np.atleast_1d(np.asarray(value, dtype=float))
    except (TypeError, ValueError) as error:
        raise InputError(f"a {what} is not a number") from error


def _checked(lat: Any, lon: Any) -> tuple[Floats, Floats]:
    import numpy as np

    lats, lons = _numbers(lat, "latitude"), _numbers(lon, "longitude")
    for values, limit, what in ((lats, 90, "latitude"), (lons, 180, "longitude")):
        wrong = ~(np.abs(values) <= limit)
        if wrong.any():
            raise _out_of_range(what, float(values[wrong][0]), limit)
    return lats, lons


def _check_scalar(lat: float, lon: float) -> None:
    for value, limit, what in ((lat, 90, "latitude"), (lon, 180, "longitude")):
        if not abs(value) <= limit:
            raise _out_of_range(what, value, limit)


def _out_of_range(what: str, value: float, limit: int) -> InputError:
    return InputError(f"{what} {value:g} is out of range; degrees from -{limit} to {limit} count")
