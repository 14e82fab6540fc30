"""The settlements nearest to a position, or to many: straight distances in space, from which the geodesic follows."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from geo.errors import GazetteerError, InputError

if TYPE_CHECKING:
    from pathlib import Path

    from scipy.spatial import cKDTree

    from geo.gazetteer.rows import Rows

Floats = npt.NDArray[np.float64]

_A_KM, _E2 = 6378.137, 0.0066943799901413165
_MEAN_KM = 6371.0088
# up to here the chord, bent with the mean radius, is the geodesic within a centimetre; farther ones are computed
_BENT_KM = 50.0
# and among places so far away the order of chords is not quite that of geodesics: so many more are looked at
_SPARE = 8
_WORKERS = 2


class Nearest:
    """An index of the settlements of a gazetteer by position.

    Parameters
    ----------
    rows
        The gazetteer's rows.
    path
        Its file, for the message.

    Raises
    ------
    GazetteerError
        If it holds no settlement with a position.
    """

    def __init__(self, rows: Rows, path: Path) -> None:
        self._rows = rows.settlements
        if not len(self._rows):
            raise GazetteerError(f"{path}: holds no settlement with a position; install one that does")
        self._latlon = rows.latlon[self._rows]

    @cached_property
    def _points(self) -> Floats:
        return _in_space(self._latlon[:, 0], self._latlon[:, 1])

    @cached_property
    def _tree(self) -> cKDTree:
        from scipy.spatial import cKDTree

        return cKDTree(self._points)

    def of_one(self, lat: float, lon: float, k: int) -> list[tuple[int, float]]:
        """Return (row, km) of the k nearest to a position in degrees; without scipy, whose import takes longer."""
        at = np.array([lat], dtype=np.float64), np.array([lon], dtype=np.float64)
        _check(*at, k)
        chord2 = ((self._points - _in_space(*at)) ** 2).sum(axis=1)
        near = np.argpartition(chord2, min(k + _SPARE, len(chord2) - 1))[: k + _SPARE]
        order, km = self._measured(*at, near[None, :], k)
        return list(zip(self._rows[order[0]].tolist(), km[0].tolist(), strict=True))

    def of_many(self, lat: Floats, lon: Floats, k: int) -> tuple[npt.NDArray[np.intp], Floats]:
        """Return rows and km of the k nearest to each position, both of shape (n, k)."""
        lats, lons = np.atleast_1d(np.asarray(lat, np.float64)), np.atleast_1d(np.asarray(lon, np.float64))
        if lats.shape != lons.shape or lats.ndim != 1:
            raise InputError(f"lat has shape {lats.shape}, lon {lons.shape}; give two arrays of one length")
        _check(lats, lons, k)
        points = _in_space(lats, lons)
        chord, near = self._query(points, k)
        km = 2 * _MEAN_KM * np.arcsin(np.minimum(chord / (2 * _MEAN_KM), 1.0))
        far = np.flatnonzero(chord[:, -1] > _BENT_KM)
        if len(far):
            _, around = self._query(points[far], k + _SPARE)
            near[far], km[far] = self._measured(lats[far], lons[far], around, k)
        return self._rows[near], km

    def _query(self, points: Floats, k: int) -> tuple[Floats, npt.NDArray[np.intp]]:
        chord, near = self._tree.query(points, k=min(k, len(self._rows)), workers=_WORKERS)
        return chord.reshape(len(points), -1), near.reshape(len(points), -1)

    def _measured(
        self, lat: Floats, lon: Floats, near: npt.NDArray[np.intp], k: int
    ) -> tuple[npt.NDArray[np.intp], Floats]:
        """Return the k nearest of some for each position, by the geodesic, and their distances in km."""
        from pyproj import Geod

        to = self._latlon[near]
        lats, lons = np.broadcast_to(lat[:, None], near.shape), np.broadcast_to(lon[:, None], near.shape)
        _, _, metres = Geod(ellps="WGS84").inv(lons, lats, to[..., 1], to[..., 0])
        order = np.argsort(metres, axis=1, kind="stable")[:, :k]
        return np.take_along_axis(near, order, 1), np.take_along_axis(np.asarray(metres), order, 1) / 1000


def _check(lat: Floats, lon: Floats, k: int) -> None:
    if k < 1:
        raise InputError(f"k is {k}; ask for one place at least")
    for name, values, most in (("lat", lat, 90.0), ("lon", lon, 180.0)):
        bad = ~(np.abs(values) <= most)
        if bad.any():
            raise InputError(f"{name} is {values[bad][0]}; give degrees between -{most:g} and {most:g}")


def _in_space(lat: Floats, lon: Floats) -> Floats:
    """Return positions on the WGS 84 ellipsoid as points in space, km from the Earth's middle, shape (n, 3)."""
    phi, lam = np.radians(lat), np.radians(lon)
    sine = np.sin(phi)
    normal = _A_KM / np.sqrt(1 - _E2 * sine**2)
    flat = normal * np.cos(phi)
    return np.column_stack([flat * np.cos(lam), flat * np.sin(lam), normal * (1 - _E2) * sine])
