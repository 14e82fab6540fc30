"""On whose ground positions lie on every day of a series, and whether that holds for all of their uncertainty.

Days mostly share their edges, so that few positions change hands: who held a position on the first day is looked up,
and from then on only the faces that changed are asked which positions lie in them.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.control.differences import PRECEDENCE, draws_ukraine
from geo.control.edges import changed, edges_of, faces_of, inside_points
from geo.control.metric import from_plane, to_plane
from geo.control.reader import ControlSeries
from geo.errors import InputError
from geo.model import Holder

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from geo.control.assessed import Control

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]
    Geometries = npt.NDArray[np.object_]

CODES = {holder: code for code, holder in enumerate(PRECEDENCE)}
# a circle of uncertainty is looked at in so many points: it comes to lie over a line within 2 % of its radius
_AROUND = 16
# ids of the gazetteer begin with the country, where they are official ones
_HOME, _NEIGHBOUR = "UA", "RU"
# so often the faces that changed are checked against the areas themselves
_CHECK_EVERY = 64
# positions, with their circles and days, that are in memory together
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Standing:
    """Who is assessed to hold positions, on each day of a series.

    `codes` are (positions, days), numbers in `PRECEDENCE`; `sure` says where they hold for the whole circle of
    uncertainty about the position, as far as it lies in Ukraine or in an assessed area.
    """

    days: Sequence[dt.date]
    codes: npt.NDArray[np.int8]
    sure: Flags

    def at(self, date: dt.date) -> int:
        """Return the number of the last day not after a date, -1 if there is none."""
        return bisect_right(self.days, date) - 1


def as_series(series: ControlSeries | Iterable[Control]) -> ControlSeries:
    """Return a series that says which days it shows.

    Raises
    ------
    InputError
        If it does not, or shows a day twice.
    """
    if not isinstance(series, ControlSeries):
        series = ControlSeries.of(_Listed(series))
    if not series.days:
        raise InputError("the control data does not say which days it shows; give a file that does, or a series")
    return series


class _Listed:
    """Control that is at hand, one state a day."""

    def __init__(self, controls: Iterable[Control]) -> None:
        self._by_day: dict[dt.date, Control] = {}
        for control in controls:
            if control.date is None:
                raise InputError(f"{control.source}: does not say which day it shows; give the date")
            if control.date in self._by_day:
                raise InputError(f"a series shows {control.date} twice; leave one of the two out")
            self._by_day[control.date] = control
        self.days = sorted(self._by_day)

    @property
    def name(self) -> str:
        return next((control.source for control in self._by_day.values()), "control")

    def control(self, day: dt.date | None) -> Control:
        assert day is not None
        return self._by_day[day]


def standing_of(
    place_ids: Sequence[str | None],
    spots: Floats,
    series: ControlSeries,
    country: BaseGeometry,
    *,
    until: dt.date | None = None,
) -> tuple[list[int], Standing]:
    """Return who is assessed to hold places on each day, each place once however often it is given.

    Ground in Ukraine that no area covers is Ukraine's, or unknown where the data draws what Ukraine holds. Abroad it is
    Russia's if Ukraine's side is drawn there on another day, else unknown.

    Parameters
    ----------
    place_ids
        Ids in the gazetteer, which may tell the country; without that the outline does.
    spots
        Longitude and latitude in degrees, WGS 84, and uncertainty in metres, (n, 3); NaN where they are not known.
    series
        The assessed control, of days that it tells.
    country
        Ukraine, valid polygons in EPSG:4326.
    until
        The last day to look at.

    Returns
    -------
    numbers, standing
        The number of each place in the standing, -1 where its position or uncertainty is not known.
    """
    import numpy as np

    different: dict[tuple[str | None, float, float, float], int] = {}
    numbers = [-1] * len(spots)
    for row in np.flatnonzero(~np.isnan(spots).any(axis=1)).tolist():
        lon, lat, radius_m = spots[row].tolist()
        numbers[row] = different.setdefault((place_ids[row], lon, lat, radius_m), len(different))
    where = np.array([spot[1:] for spot in different], dtype=float).reshape(-1, 3)
    home = _at_home([spot[0] for spot in different], where[:, :2], country)
    days = [day for day in series.days if until is None or day <= until]
    return numbers, _standing(days, [series.on(day) for day in days], where, home, country)


def _at_home(place_ids: Sequence[str | None], lonlat: Floats, country: BaseGeometry) -> Flags:
    """Return which places are in Ukraine."""
    import numpy as np
    import shapely

    shapely.prepare(country)
    inside = np.array(shapely.contains_xy(country, lonlat[:, 0], lonlat[:, 1]), dtype=bool)
    for number, place_id in enumerate(place_ids):
        if place_id and place_id.startswith((_HOME, _NEIGHBOUR)):
            inside[number] = place_id.startswith(_HOME)
    return inside


def _standing(
    days: Sequence[dt.date], controls: Sequence[Control], where: Floats, home: Flags, country: BaseGeometry
) -> Standing:
    import numpy as np
    import shapely

    codes = np.empty((len(where), len(days)), dtype=np.int8)
    sure = np.empty(codes.shape, dtype=bool)
    if not codes.size:
        return Standing(days, codes, sure)
    rest = [CODES[Holder.UNKNOWN if draws_ukraine(one, country) else Holder.UA] for one in controls]
    moves = {
        holder: _Moves(np.array([one.polygons.get(holder) for one in controls], dtype=object))
        for holder in reversed(PRECEDENCE)
        if any(holder in one.polygons for one in controls)
    }
    shapely.prepare(country)
    for begin in range(0, len(where), _AT_ONCE):
        rows = slice(begin, begin + _AT_ONCE)
        lonlat = where[rows, :2]
        around = _circles(lonlat, where[rows, 2])
        off_home = np.concatenate([~home[rows], ~shapely.contains_xy(country, *around.T)])
        held = _codes(np.concatenate([lonlat, around]), off_home, rest, moves)
        own, circles = held[: len(lonlat)], held[len(lonlat) :].reshape(-1, _AROUND, len(days))
        came = (own == CODES[Holder.UA]).any(axis=1)[:, None]
        own = np.where(own < 0, np.where(came, CODES[Holder.RU], CODES[Holder.UNKNOWN]), own)
        codes[rows] = own
        sure[rows] = ((circles < 0) | (circles == own[:, None])).all(axis=1)
    return Standing(days, codes, sure)


def _codes(
    points: Floats, off_home: Flags, rest: Sequence[int], moves: Mapping[Holder, _Moves]
) -> npt.NDArray[np.int8]:
    """Return who held which point on which day; -1 abroad, where no area covers it."""
    import numpy as np

    codes = np.tile(np.array(rest, dtype=np.int8), (len(points), 1))
    codes[off_home] = -1
    for holder, moved in moves.items():
        codes[moved.inside(points)] = CODES[holder]
    return codes


def _circles(lonlat: Floats, radius_m: Floats) -> Floats:
    """Return points around positions, _AROUND for each in turn, in degrees."""
    import numpy as np

    angle = np.arange(_AROUND) * 2 * np.pi / _AROUND
    offsets = np.column_stack([np.cos(angle), np.sin(angle)])
    circles = to_plane(lonlat)[:, None, :] + radius_m[:, None, None] * offsets
    return from_plane(circles.reshape(-1, 2))


class _Moves:
    """The areas of a holder day by day, and the ground that came to them or left them on each."""

    def __init__(self, areas: Geometries) -> None:
        import numpy as np
        import shapely

        edge, step = changed(edges := edges_of(areas), len(areas))
        faces, of_step = faces_of(edges.ends[edge], step)
        x, y = inside_points(faces).T
        was, held = (shapely.contains_xy(areas[steps], x, y) for steps in (of_step - 1, of_step))
        moved = np.asarray(was != held, dtype=bool)
        self._areas, self._faces, self._steps = areas, faces[moved], of_step[moved]

    def inside(self, points: Floats) -> Flags:
        """Return which points lie in the area of which day, (points, days)."""
        import numpy as np
        import shapely

        areas = self._areas
        face, point = shapely.STRtree(np.asarray(shapely.points(points), dtype=object)).query(
            self._faces, predicate="contains"
        )
        inside = np.zeros((len(points), len(areas)), dtype=bool)
        inside[point, self._steps[face]] = True
        inside[:, 0] = _contains(areas[0], points)
        np.logical_xor.accumulate(inside, axis=1, out=inside)
        astray = np.zeros(len(points), dtype=bool)
        for day in {*range(0, len(areas), _CHECK_EVERY), len(areas) - 1}:
            astray |= _contains(areas[day], points) != inside[:, day]
        if astray.any():
            # on the very edge of a face, which hardly ever is
            for day, area in enumerate(areas):
                inside[astray, day] = _contains(area, points[astray])
        return inside


def _contains(area: BaseGeometry | None, points: Floats) -> Flags:
    import numpy as np
    import shapely

    if area is None:
        return np.zeros(len(points), dtype=bool)
    shapely.prepare(area)
    return np.asarray(shapely.contains_xy(area, points[:, 0], points[:, 1]))
