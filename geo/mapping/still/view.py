"""What part of the ground a picture shows, and where a position stands in it.

The plane is the Lambert azimuthal equal-area projection about the middle of the view, on WGS 84: areas are true to each
other everywhere, scale and north at the middle. Picture coordinates are pixels, x to the right, y down.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    Floats = npt.NDArray[np.float64]

# no closer than the interactive map opens: its zoom 11 at the middle latitude, a pixel of a picture of 1600 x 900
_CLOSEST_M = 55.0
_EDGE_STEPS = 24
# ground farther off than this cannot be in a view that is not wider: it is cut off before it is projected
_REACH_DEG = 60.0
_WIDEST_REACH_DEG = 170.0
_PADDING = 0.1


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle of the picture, pixels."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Return its width."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Return its height."""
        return self.bottom - self.top

    def holds(self, x: float, y: float) -> bool:
        """Say whether a point is in it."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom


class View:
    """The ground that a frame shows.

    Parameters
    ----------
    bounds
        `[[south, west], [north, east]]`, degrees WGS 84, all of which is shown; the frame's shape decides what more.
    frame
        Where in the picture, pixels.
    scale
        How large a pixel is drawn, 1 for a picture of 1600 x 900.
    """

    def __init__(self, bounds: Sequence[Sequence[float]], frame: Frame, scale: float) -> None:
        import pyproj

        (south, west), (north, east) = bounds
        self.frame = frame
        edge = _edge(south, west, north, east)
        lat, lon = (south + north) / 2, (west + east) / 2
        for _ in range(2):  # the second time about the middle of what the first time showed
            plane = pyproj.Proj(proj="laea", lat_0=lat, lon_0=lon, ellps="WGS84")
            x, y = plane(*edge)
            middle_x, middle_y = (float(x.min() + x.max()) / 2, float(y.min() + y.max()) / 2)
            lon, lat = plane(middle_x, middle_y, inverse=True)
        self.lat, self.lon = float(lat), float(lon)
        self._plane = pyproj.Proj(proj="laea", lat_0=self.lat, lon_0=self.lon, ellps="WGS84")
        x, y = self._plane(*edge)
        across, up = float(np.abs(x).max()) * 2, float(np.abs(y).max()) * 2
        room = 1 - 2 * _PADDING
        self.metres = max(across / (frame.width * room), up / (frame.height * room), _CLOSEST_M / scale)
        self._middle = ((frame.left + frame.right) / 2, (frame.top + frame.bottom) / 2)
        reach = min(max(_REACH_DEG, (east - west) / 2 + _REACH_DEG / 2), _WIDEST_REACH_DEG)
        self._reach = (self.lon - reach, -90.0, self.lon + reach, 90.0)

    def at(self, lon: Any, lat: Any) -> tuple[Floats, Floats]:
        """Return where positions (degrees WGS 84) stand in the picture."""
        x, y = self._plane(np.asarray(lon, dtype=float), np.asarray(lat, dtype=float))
        return self._middle[0] + x / self.metres, self._middle[1] - y / self.metres

    def shape(self, geometry: BaseGeometry) -> BaseGeometry:
        """Return a line or area (EPSG:4326) in the picture, cut a little outside the frame; empty if none is in it."""
        near = shapely.clip_by_rect(geometry, *self._reach)
        placed = shapely.transform(near, lambda places: np.column_stack(self.at(*places.T)))
        frame, more = self.frame, (self.frame.width + self.frame.height) / 40
        return shapely.clip_by_rect(
            placed, frame.left - more, frame.top - more, frame.right + more, frame.bottom + more
        )

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """The ground in the frame: west, south, east, north, degrees WGS 84."""
        across = self.frame.width / 2 * self.metres
        up = self.frame.height / 2 * self.metres
        steps = np.linspace(-1, 1, _EDGE_STEPS)
        ones = np.ones(_EDGE_STEPS)
        x = np.concatenate([steps, steps, ones, -ones]) * across
        y = np.concatenate([ones, -ones, steps, steps]) * up
        lon, lat = self._plane(x, y, inverse=True)
        known = np.isfinite(lon) & np.isfinite(lat)
        if not known.all():  # a corner beyond the globe: all of it may be in view
            return -180.0, -90.0, 180.0, 90.0
        return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())


def _edge(south: float, west: float, north: float, east: float) -> tuple[Floats, Floats]:
    """Return longitudes and latitudes along the edge of a rectangle."""
    across, up = np.linspace(west, east, _EDGE_STEPS), np.linspace(south, north, _EDGE_STEPS)
    ones = np.ones(_EDGE_STEPS)
    return np.concatenate([across, across, ones * west, ones * east]), np.concatenate(
        [ones * south, ones * north, up, up]
    )
