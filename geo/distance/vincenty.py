"""Many geodesics at once: Vincenty's series in numpy, by chunks on threads, and Karney's method where it would not do.

Four rounds of Vincenty's inverse (1975) settle all but near antipodes; the last step of the longitude tells which pairs
they settle. Those they do not, and neighbours so close that their bearing would be lost in rounding, go to
`pyproj.Geod`. What is kept lies within 0.1 mm and 1e-8 degrees of it.
"""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from geo.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

A_KM, FLATTENING = 6378.137, 1 / 298.257223563
_B_KM = A_KM * (1 - FLATTENING)
_SECOND_E2 = (A_KM**2 - _B_KM**2) / _B_KM**2

_ROUNDS = 4
# radians of longitude: what a smaller last step leaves to go is smaller by far
_SETTLED = 1e-9
# radians on the sphere: closer than 64 m, or within 900 km of the antipodes, pairs go to Geod
_NEAREST, _FARTHEST = 1e-5, 3.0
# pairs that a processor's cache holds with all that is computed of them; below the fewest, Geod is as quick
_CHUNK, _FEWEST = 16_384, 256
_WORKERS = min(4, os.cpu_count() or 1)


@lru_cache(maxsize=1)
def geod() -> Any:
    """Return the WGS 84 ellipsoid as a `pyproj.Geod`; made once, at first use."""
    from pyproj import Geod

    return Geod(ellps="WGS84")


def inverse_of_many(lat1: Floats, lon1: Floats, lat2: Floats, lon2: Floats) -> tuple[Floats, Floats, Floats]:
    """Return km, bearing_deg and back_bearing_deg of pairs, as `geo.distance.inverse` does.

    Parameters
    ----------
    lat1, lon1, lat2, lon2
        Degrees, WGS 84; flat arrays of one length.

    Raises
    ------
    InputError
        If a latitude or longitude is out of range.
    """
    import numpy as np

    pairs = (lat1, lon1, lat2, lon2)
    found = tuple(np.empty(len(lat1)) for _ in range(3))

    def chunk(start: int) -> None:
        part = slice(start, start + _CHUNK)
        _of_chunk(tuple(values[part] for values in pairs), tuple(values[part] for values in found))

    starts = range(0, len(lat1), _CHUNK)
    if len(starts) < 2 or _WORKERS < 2:
        for start in starts:
            chunk(start)
    else:
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(_WORKERS) as pool:
            for _ in pool.map(chunk, starts):
                pass
    return found[0], found[1], found[2]


def check_range(values: Floats, limit: int, what: str) -> None:
    """Refuse degrees beyond a limit on either side, or NaN."""
    import numpy as np

    if values.size and not (values.min() >= -limit and values.max() <= limit):
        raise out_of_range(what, float(values[~(np.abs(values) <= limit)][0]), limit)


def out_of_range(what: str, value: float, limit: int) -> InputError:
    """Return the error of a latitude or longitude out of range."""
    try:
        shown = f"{value:g}"
    except OverflowError:  # an integer that no float holds
        shown = "inf" if value > 0 else "-inf"
    return InputError(f"{what} {shown} is out of range; degrees from -{limit} to {limit} count")


def _of_chunk(pairs: tuple[Floats, ...], found: tuple[Floats, ...]) -> None:
    """Check pairs and write what is found of them."""
    import numpy as np

    for values, limit, what in zip(pairs, (90, 180, 90, 180), ("latitude", "longitude") * 2, strict=True):
        check_range(values, limit, what)
    if len(pairs[0]) < _FEWEST:
        _by_karney(pairs, found, slice(None))
    else:
        unsettled = np.flatnonzero(~_by_vincenty(pairs, found))
        if len(unsettled):
            _by_karney(pairs, found, unsettled)
    for bearing in found[1:]:
        bearing += 360.0 * (bearing < 0)
        bearing[bearing >= 360.0] = 0.0  # a hair west of north, rounded


def _by_karney(pairs: tuple[Floats, ...], found: tuple[Floats, ...], rows: Any) -> None:
    import numpy as np

    lat1, lon1, lat2, lon2 = (np.ascontiguousarray(values[rows]) for values in pairs)
    forth, back, metres = geod().inv(lon1, lat1, lon2, lat2)
    coincident = metres == 0
    forth[coincident] = back[coincident] = np.nan
    found[0][rows], found[1][rows], found[2][rows] = metres / 1000, forth, back


def _by_vincenty(pairs: tuple[Floats, ...], found: tuple[Floats, ...]) -> npt.NDArray[np.bool_]:
    """Write kilometres and bearings from -180 to 180; return which of them are right."""
    import numpy as np

    lat1, lon1, lat2, lon2 = pairs
    tan1, tan2 = ((1 - FLATTENING) * np.tan(np.radians(lat)) for lat in (lat1, lat2))
    cos1, cos2 = (1 / np.sqrt(1 + tan * tan) for tan in (tan1, tan2))
    sin1, sin2 = tan1 * cos1, tan2 * cos2
    sines, cosines, cos1_sin2, sin1_cos2 = sin1 * sin2, cos1 * cos2, cos1 * sin2, sin1 * cos2
    degrees = lon2 - lon1
    degrees -= 360.0 * np.rint(degrees / 360.0)
    apart = turn = np.radians(degrees)
    step: Any = 0.0
    for _ in range(_ROUNDS):
        sin_turn, cos_turn = np.sin(turn), np.cos(turn)
        across, along = cos2 * sin_turn, cos1_sin2 - sin1_cos2 * cos_turn
        sin_arc = np.sqrt(across * across + along * along)
        cos_arc = sines + cosines * cos_turn
        arc = np.arctan2(sin_arc, cos_arc)
        # the azimuth at the equator; the floors stand in for 0 / 0 of coincident points and along the equator
        sin_az = cosines * sin_turn / np.maximum(sin_arc, 1e-150)
        cos2_az = 1 - sin_az * sin_az
        middle = cos_arc - 2 * sines / np.maximum(cos2_az, 1e-14)
        twice = 2 * middle * middle - 1
        c = FLATTENING / 16 * cos2_az * (4 + FLATTENING * (4 - 3 * cos2_az))
        bent = apart + (1 - c) * FLATTENING * sin_az * (arc + c * sin_arc * (middle + c * cos_arc * twice))
        step, turn = bent - turn, bent
    arc += sin_az * step
    sin_turn, cos_turn = np.sin(turn), np.cos(turn)
    u2 = cos2_az * _SECOND_E2
    a = 1 + u2 / 16384 * (4096 + u2 * (-768 + u2 * (320 - 175 * u2)))
    b = u2 / 1024 * (256 + u2 * (-128 + u2 * (74 - 47 * u2)))
    third = b / 6 * middle * (4 * sin_arc * sin_arc - 3) * (4 * middle * middle - 3)
    found[0][:] = _B_KM * a * (arc - b * sin_arc * (middle + b / 4 * (cos_arc * twice - third)))
    found[1][:] = np.degrees(np.arctan2(cos2 * sin_turn, cos1_sin2 - sin1_cos2 * cos_turn))
    found[2][:] = np.degrees(np.arctan2(-cos1 * sin_turn, sin1_cos2 - cos1_sin2 * cos_turn))
    return np.asarray((np.abs(step) < _SETTLED) & (arc > _NEAREST) & (arc < _FARTHEST))
