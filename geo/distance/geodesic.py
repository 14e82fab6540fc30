"""Geodesic distance and bearing on the WGS 84 ellipsoid; degrees in, kilometres and degrees from true north out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, overload

from geo.distance.vincenty import check_range, geod, inverse_of_many, out_of_range
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

# 25 times round the Earth; what is farther is a mistake of units
MOST_KM = 1_000_000.0


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
        to below 360. Bearings of coincident positions are NaN. Floats if all four are numbers, else arrays. Of some
        hundred pairs and more they lie within 0.1 mm and 1e-8 degrees of the exact ones; of fewer they are exact.

    Raises
    ------
    InputError
        If a latitude or longitude is no number or out of range, or shapes do not go together.

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
        return metres / 1000, forth % 360.0 % 360.0, back % 360.0 % 360.0  # twice: the first may round up to 360
    arrays = broadcast(
        *(numbers(lat1, "latitude"), numbers(lon1, "longitude"), numbers(lat2, "latitude"), numbers(lon2, "longitude"))
    )
    km, forth, back = inverse_of_many(*(np.ascontiguousarray(values).reshape(-1) for values in arrays))
    shape = arrays[0].shape
    return km.reshape(shape), forth.reshape(shape), back.reshape(shape)


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
        If a position is out of range, a bearing is not finite, a distance is negative, not finite or beyond a million
        kilometres, or shapes do not go together.

    Examples
    --------
    >>> lat, lon = destination(48.0, 37.0, 180, 10)
    >>> round(lat, 4), round(lon, 4)
    (47.9101, 37.0)
    """
    import numpy as np

    single = all(isinstance(value, float | int) for value in (lat, lon, bearing_deg, distance_km))
    lats, lons = numbers(lat, "latitude"), numbers(lon, "longitude")
    check_range(lats, 90, "latitude")
    check_range(lons, 180, "longitude")
    bearing, km = numbers(bearing_deg, "bearing"), numbers(distance_km, "distance")
    if not np.isfinite(bearing).all():
        raise InputError("a bearing is not a finite number of degrees")
    if not (np.isfinite(km) & (km >= 0)).all():
        raise InputError("a distance is negative or not a finite number of kilometres")
    if (km > MOST_KM).any():
        raise InputError(f"a distance of {km.max():g} km is no way on the Earth; up to {MOST_KM:,.0f} km count")
    arrays = broadcast(lons, lats, bearing, km * 1000)
    shape = arrays[0].shape
    lons, lats, _ = geod().fwd(*(np.array(a, dtype=float).ravel() for a in arrays))
    if single:
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


def numbers(value: Any, what: str) -> Floats:
    """Return numbers as an array of one dimension at least; text is refused even if it reads as a number.

    Raises
    ------
    InputError
        If they are no numbers.
    """
    import numpy as np

    given = np.asarray(value)
    if given.dtype.kind in "iufO" and not (given.dtype.kind == "O" and any(isinstance(v, str) for v in given.flat)):
        try:
            return np.atleast_1d(given.astype(np.float64, copy=False))
        except (TypeError, ValueError, OverflowError) as error:
            raise InputError(f"a {what} is not a number") from error
    raise InputError(f"a {what} is not a number")


def broadcast(*arrays: Floats) -> tuple[Floats, ...]:
    """Return arrays of one shape.

    Raises
    ------
    InputError
        If their shapes do not go together.
    """
    import numpy as np

    try:
        return tuple(np.broadcast_arrays(*arrays))
    except ValueError as error:
        shapes = ", ".join("x".join(map(str, array.shape)) for array in arrays)
        raise InputError(f"arrays of {shapes} values; give as many of each, or one") from error


def _check_scalar(lat: float, lon: float) -> None:
    for value, limit, what in ((lat, 90, "latitude"), (lon, 180, "longitude")):
        if not abs(value) <= limit:
            raise out_of_range(what, value, limit)
