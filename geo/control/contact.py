"""Where the sides are in contact: the front line of the day, and Ukraine's border with Russia where no front is."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

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
_NEIGHBOUR = "RU"


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

    def front_distance_km(self, lat: Floats, lon: Floats) -> Floats:
        """Return distances to the front line in km, or to the open border with a handicap, if that is nearer.

        Parameters
        ----------
        lat, lon
            Degrees, WGS 84.
        """
        import numpy as np
        import shapely

        front = self._control.front_distance_km(lat, lon, self._outlines)
        known = ~np.isnan(lat)
        points = shapely.points(to_plane(np.column_stack([lon[known], lat[known]])))
        border = np.full(len(lat), np.nan)
        border[known] = shapely.distance(points, self._border) / 1000
        border = np.where(self._abroad(lat, lon), border * ABROAD_SHARE, border) + BORDER_HANDICAP_KM
        behind = self._control.inside(lat, lon, holder=Holder.RU)
        return np.asarray(np.fmin(front, np.where(behind, np.inf, border)))

    def held(self, lat: Floats, lon: Floats, actor: Actor) -> Flags:
        """Return whether each position is on a side's side of the line, or outside Ukraine, where no line is known."""
        import numpy as np

        inside = self._control.inside(lat, lon, holder=Holder.RU)
        return np.asarray((inside if actor is Actor.RU else ~inside) | self._abroad(lat, lon))

    def _abroad(self, lat: Floats, lon: Floats) -> Flags:
        import shapely

        return ~shapely.contains_xy(self._outlines.countries["UA"], lon, lat)

    @cached_property
    def _border(self) -> BaseGeometry:
        import shapely

        ukraine, russia = self._outlines.countries["UA"], self._outlines.countries[_NEIGHBOUR]
        line = shapely.transform(shapely.intersection(ukraine.boundary, russia.boundary), to_plane)
        shapely.prepare(line)
        return line
