"""What each day of a series gained and lost, on a plane of equal areas, from the edges that changed; and since when.

Vertices are projected, and joined by straight lines there. In Ukraine such areas are within 0.02 % of those on the
ellipsoid; a straight edge of 10 km in degrees leaves that line by up to 2 m, and no more where it is shorter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.control.differences import PRECEDENCE
from geo.control.edges import Edges, changed, edges_of, faces_of, inside_points
from geo.control.mending import check_degrees
from geo.control.metric import to_plane
from geo.control.reader import ControlSeries, _FileOfControl
from geo.errors import InputError
from geo.model import Holder

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from geo.control.assessed import Control

    Floats = npt.NDArray[np.float64]
    Geometries = npt.NDArray[np.object_]

# gains less losses are the difference of two days to this; where they are not, the two days are laid over each other
EXACT_KM2 = 1e-6

_M2_IN_KM2 = 1e6
_POLYGONS = (3, 6)


def series_changes(series: ControlSeries | Iterable[Control], *, holder: Holder = Holder.RU) -> pd.DataFrame:
    """Return the area of a holder on each day of a series, and what was gained and lost since the day before.

    Parameters
    ----------
    series
        The control of many days, as read from a file or store, or one by one; days without data are left out.
    holder
        Whose area.

    Returns
    -------
    frame
        Columns `date`, `area_km2`, `gained_km2`, `lost_km2`, a row for each day of the data, in order of time. Gains
        and losses are those since the row before, be it a day or more ago; 0 in the first row. Equal-area km², within
        0.02 % of the area on the ellipsoid; nothing is taken for noise.

    Raises
    ------
    InputError
        If the data does not say which days it shows, shows one twice, or its polygons are at fault.

    See Also
    --------
    gain_and_loss : The same for one more day.
    geo.control.changes : The changed polygons between two days, with the noise told apart.
    """
    import numpy as np
    import pandas as pd

    days, areas = daily_areas(series, holder)
    area, gained, lost = _measured(areas)
    columns: dict[str, Sequence[dt.date] | Floats] = {"date": days, "area_km2": area}
    for name, since in (("gained_km2", gained), ("lost_km2", lost)):
        columns[name] = np.concatenate([[0.0], since])[: len(days)]
    return pd.DataFrame(columns)


def gain_and_loss(before: Control, after: Control, *, holder: Holder = Holder.RU) -> tuple[float, float]:
    """Return what a holder gained and lost from one state of control to another, in equal-area km².

    Parameters
    ----------
    before, after
        The control of two days.
    holder
        Whose gain and loss.

    See Also
    --------
    series_changes : The same for a whole series.
    """
    import numpy as np

    areas = np.array([before.polygons.get(holder), after.polygons.get(holder)], dtype=object)
    _, gained, lost = _measured(areas)
    return float(gained[0]), float(lost[0])


def daily_areas(series: ControlSeries | Iterable[Control], holder: Holder) -> tuple[list[dt.date], Geometries]:
    """Return the days of a series, ascending, and the area of a holder on each: valid, in EPSG:4326, or None.

    Parameters
    ----------
    series
        The control of many days.
    holder
        Whose areas.

    Raises
    ------
    InputError
        If the data does not say which days it shows, shows one twice, or its polygons are at fault.
    """
    import numpy as np

    if not isinstance(series, ControlSeries):
        return _one_by_one(series, holder)
    days = list(series.days)
    if not days:
        raise InputError("the control data does not say which days it shows; a series has a column 'date'")
    areas, missing = _from_file(series, days, holder)
    for index in np.flatnonzero(missing):
        areas[index] = series.on(days[index]).polygons.get(holder)
    return days, areas


def unbroken_since(
    series: ControlSeries, control: Control, holders: Sequence[Holder], lat: Floats, lon: Floats
) -> list[dt.date]:
    """Return for each of some positions the first day from which a series shows its holder without a break.

    Parameters
    ----------
    series
        Assessed areas.
    control
        The day of the series at which the holders hold, dated.
    holders
        Who holds each position then.
    lat, lon
        The positions, degrees (WGS 84).
    """
    import numpy as np
    import shapely

    assert control.date is not None
    days = [day for day in series.days if day <= control.date]
    if not days:
        return [control.date] * len(holders)
    nobody = len(PRECEDENCE)
    held = np.full((len(days), len(holders)), nobody, dtype=np.int8)
    for holder in reversed(PRECEDENCE):
        if holder in control.polygons:
            areas = daily_areas(series, holder)[1][: len(days)]
            held[shapely.contains_xy(areas[:, None], lon[None, :], lat[None, :])] = PRECEDENCE.index(holder)
    # whatever stands for the rest, the last day tells which it is
    broken = held != held[-1]
    # the day after the last that differs; the first of all where none does
    after = len(days) - np.argmax(broken[::-1], axis=0)
    return [
        days[at if any_broken else 0]
        for at, any_broken in zip(after.tolist(), broken.any(axis=0).tolist(), strict=True)
    ]


def _one_by_one(controls: Iterable[Control], holder: Holder) -> tuple[list[dt.date], Geometries]:
    import numpy as np

    found: dict[dt.date, Control] = {}
    for control in controls:
        if control.date is None:
            raise InputError(f"{control.source}: does not say which day it shows; give the date")
        if control.date in found:
            raise InputError(f"a series shows {control.date} twice; leave one of the two out")
        found[control.date] = control
    days = sorted(found)
    areas = np.full(len(days), None, dtype=object)
    for index, day in enumerate(days):
        areas[index] = found[day].polygons.get(holder)
    return days, areas


def _from_file(series: ControlSeries, days: list[dt.date], holder: Holder) -> tuple[Geometries, npt.NDArray[np.bool_]]:
    """Return the areas of those days whose area is one row of a file, fit as it is; and which days are to be read."""
    import numpy as np
    import shapely

    areas, missing = np.full(len(days), None, dtype=object), np.ones(len(days), dtype=bool)
    dated = series._dated
    if not isinstance(dated, _FileOfControl) or dated._rows.crs is not None:
        return areas, missing
    rows = dated._rows
    single = [index for index, day in enumerate(days) if len(dated._chosen[day]) == 1]
    alone = [(index, dated._chosen[days[index]][0]) for index in single]
    alone = [
        (index, row)
        for index, row in alone
        if rows.holders[row] in ((None, holder) if holder is Holder.RU else (holder,))
    ]
    built = rows.build([row for _, row in alone])
    fit = np.isin(shapely.get_type_id(built), _POLYGONS) & ~shapely.has_z(built) & ~shapely.is_empty(built)
    fit[fit] = shapely.is_valid(built[fit])
    if fit.any():
        from pathlib import Path

        check_degrees(built[fit], Path(dated.name))
    at = np.array([index for index, _ in alone], dtype=np.intp)[fit]
    areas[at], missing[at] = built[fit], False
    return areas, missing


def _measured(areas: Geometries) -> tuple[Floats, Floats, Floats]:
    """Return the area of each, and gains and losses from each to the next, in km²."""
    import numpy as np
    import shapely

    plane = shapely.transform(areas, to_plane)
    edges = edges_of(plane)
    area = _areas(edges, len(areas))
    edge, step = changed(edges, len(areas))
    faces, of_step = faces_of(edges.ends[edge], step)
    km2 = shapely.area(faces) / _M2_IN_KM2
    x, y = inside_points(faces).T
    was, held = (shapely.contains_xy(plane[steps], x, y) for steps in (of_step - 1, of_step))
    gained, lost = (
        np.asarray(np.bincount(of_step[own], km2[own], len(areas))[1:], dtype=float)
        for own in (held & ~was, was & ~held)
    )
    astray = np.flatnonzero(np.abs(np.diff(area) - (gained - lost)) > EXACT_KM2)
    for index in astray:
        one, other = plane[index], plane[index + 1]
        gained[index] = shapely.area(shapely.difference(other, one)) / _M2_IN_KM2
        lost[index] = shapely.area(shapely.difference(one, other)) / _M2_IN_KM2
    return area, gained, lost


def _areas(edges: Edges, areas: int) -> Floats:
    """Return the areas that edges enclose, in km²."""
    import numpy as np

    x0, y0, x1, y1 = edges.ends.T
    km2 = (x0 * y1 - x1 * y0) / (2 * _M2_IN_KM2)
    return np.asarray(np.bincount(edges.area, km2[edges.edge], areas), dtype=float)
