"""Metres for Ukraine: one local plane, in which lengths within the country are true to 0.3 % and areas exactly.

A Lambert azimuthal equal-area projection about 48.5 N 35 E, so that one plane serves distances and areas alike.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

_PLANE = "+proj=laea +lat_0=48.5 +lon_0=35 +ellps=WGS84 +units=m"


@lru_cache(maxsize=1)
def _plane() -> Any:
    from pyproj import Proj

    return Proj(_PLANE)


def to_plane(lonlat: Floats) -> Floats:
    """Return positions (n, 2) of longitude, latitude in degrees as x, y in metres."""
    import numpy as np

    return np.column_stack(_plane()(lonlat[:, 0], lonlat[:, 1]))


def from_plane(xy: Floats) -> Floats:
    """Return x, y in metres (n, 2) as longitude, latitude in degrees."""
    import numpy as np

    return np.column_stack(_plane()(xy[:, 0], xy[:, 1], inverse=True))
