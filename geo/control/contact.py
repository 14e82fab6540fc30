"""Where the sides are in contact: the front line of the day, and Ukraine's border with Russia where no front is."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from geo.control.metric import to_plane
from geo.model import Actor, Holder

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from geo.control.assessed import Control
    from geo.gazetteer.outlines import Outlines

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

# fighting across the border is rarer than at the front: a border place counts as so much farther away
BORDER_HANDICAP_KM = 8.0
# no line is known beyond the border, and a foray may reach deep: of the way to the border only a share counts there
ABROAD_SHARE = 1 / 3
# evidence needs no finer line than this
_TOLERANCE_M = 200.0
_NEIGHBOUR = "RU"
_MOST_KEPT = 200_000
# stands for a degree that is not known
_NOWHERE = 999.0

_borders: WeakKeyDictionary[Outlines, _Border] = WeakKeyDictionary()
_latest: list[ContactLine] = []


class ContactLine:
    """How near a position is to fighting, as evidence for which place a name means; no layer of the map.

    Assessed control covers Ukraine only: of places in Russia it says nothing, so for them the border counts.

    Parameters
    ----------
    control
        The assessed control of the day.
    outlines
        Where the border and the coast lie.
    """

    def __init__(self, control: Control, outlines: Outlines) -> None:
        self._control = control
        self._outlines = outlines

    @classmethod
    def of(cls, control: Control, outlines: Outlines) -> ContactLine:
        """Return the line of a control, made once for reports of one day that follow each other.

        Parameters
        ----------
        control, outlines
            As for the class.
        """
        for kept in _latest:
            if kept._control is control and kept._outlines is outlines:
                return kept
        _latest[:] = [cls(control, outlines)]
        return _latest[0]

    def front_distance_km(self, lat: Floats, lon: Floats) -> Floats:
        """Return distances to the front line in km, or to the open border with a handicap, if that is nearer.

        Parameters
        ----------
        lat, lon
            Degrees, WGS 84; NaN where there is no position.

        Returns
        -------
        km
            True to 0.2 km, which is enough for evidence; infinite if there is no front, NaN without a position.
        """
        import numpy as np
        import shapely

        known = ~(np.isnan(lat) | np.isnan(lon))
        front = np.full(len(lat), np.nan)
        if self._line.is_empty:
            front[known] = np.inf
        else:
            points = shapely.points(to_plane(np.column_stack([lon[known], lat[known]])))
            front[known] = shapely.distance(self._line, points) / 1000
        border, abroad = self._border.stands(lat, lon)
        border = np.where(abroad, border * ABROAD_SHARE, border) + BORDER_HANDICAP_KM
        behind = self._control.inside(lat, lon, holder=Holder.RU)
        return np.asarray(np.fmin(front, np.where(behind, np.inf, border)))

    def held(self, lat: Floats, lon: Floats, actor: Actor) -> Flags:
        """Return whether each position is on a side's side of the line, or outside Ukraine, where no line is known."""
        import numpy as np

        inside = self._control.inside(lat, lon, holder=Holder.RU)
        return np.asarray((inside if actor is Actor.RU else ~inside) | self._border.stands(lat, lon)[1])

    @cached_property
    def _line(self) -> BaseGeometry:
        import shapely

        line = shapely.transform(self._control.front_line(self._outlines), to_plane)
        line = shapely.simplify(line, _TOLERANCE_M)
        shapely.prepare(line)
        return line

    @property
    def _border(self) -> _Border:
        border = _borders.get(self._outlines)
        if border is None:
            border = _borders[self._outlines] = _Border(self._outlines)
        return border


class _Border:
    """How far from Ukraine's border with Russia positions are, and whether beyond Ukraine: the same on any day."""

    def __init__(self, outlines: Outlines) -> None:
        import shapely

        self._ukraine = outlines.countries["UA"]
        shared = shapely.intersection(self._ukraine.boundary, outlines.countries[_NEIGHBOUR].boundary)
        self._line = shapely.transform(shared, to_plane)
        shapely.prepare(self._line)
        shapely.prepare(self._ukraine)
        self._kept: dict[tuple[float, float], tuple[float, bool]] = {}

    def stands(self, lat: Floats, lon: Floats) -> tuple[Floats, Flags]:
        """Return the distances from the border in km, NaN without a position, and which positions are abroad."""
        import numpy as np

        spots = list(zip(*(np.nan_to_num(axis, nan=_NOWHERE).tolist() for axis in (lat, lon)), strict=True))
        new = [spot for spot in dict.fromkeys(spots) if spot not in self._kept]
        if new:
            self._measure(new)
        stands = [self._kept[spot] for spot in spots]
        return np.array([km for km, _ in stands], dtype=float), np.array([abroad for _, abroad in stands], dtype=bool)

    def _measure(self, spots: list[tuple[float, float]]) -> None:
        import numpy as np
        import shapely

        if len(self._kept) > _MOST_KEPT:
            self._kept.clear()
        lat, lon = np.array(spots).T
        known = (lat != _NOWHERE) & (lon != _NOWHERE)
        km = np.full(len(spots), np.nan)
        points = shapely.points(to_plane(np.column_stack([lon[known], lat[known]])))
        km[known] = shapely.distance(self._line, points) / 1000
        abroad = ~shapely.contains_xy(self._ukraine, lon, lat)
        self._kept.update(zip(spots, zip(km.tolist(), abroad.tolist(), strict=True), strict=True))
