"""`read_control`: assessed control from a GeoJSON or GeoParquet file, as hostile as it may be.

The format follows from the file's ending alone; nothing is guessed, and nothing but the named local file is opened.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.control.assessed import Control
from geo.control.metric import to_plane
from geo.errors import CRSError, InputError
from geo.model import Holder

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt
    from shapely import MultiPolygon

    from geo.control.rows import Rows

MAX_BYTES = 200_000_000
# repairing an invalid area may change its size by this share
MAX_REPAIR_CHANGE = 0.01

_ENDINGS = (".geojson", ".json", ".parquet")
_FILE_DAY = re.compile(r"(?<!\d)(20\d\d)(-?)(\d\d)\2(\d\d)(?!\d)")
# longitudes and latitudes of Ukraine and its neighbours, to notice a swap of the two
_LONGITUDES, _LATITUDES = (20.0, 45.0), (43.0, 57.0)


def read_control(path: str | Path, *, date: dt.date | None = None, source: str | None = None) -> Control:
    """Read the assessed control of a day from a file.

    A file with a `date` column or property is a series: its last day not after `date` counts, or its last day if `date`
    is None. Else the day in the file's name is that of the data. A `holder` column or property says who holds an area;
    without one it is held by Russia.

    Parameters
    ----------
    path
        A file ending in .geojson, .json or .parquet (GeoParquet), of at most 200 MB, polygons in WGS 84.
    date
        The day of the report beside which the control is shown. If the data is later, or more than 7 days older,
        `Control.note` says so.
    source
        What to call the data; by default the file's name without its ending.

    Returns
    -------
    control
        Valid polygons, joined by holder, without Z.

    Raises
    ------
    InputError
        If there is no such file, or it is empty, too large, malformed, without polygons, of a date that cannot be
        read, wholly after `date`, or so broken that repair would change its area by more than 1 %.
    CRSError
        If it names no CRS where one is needed, or another than WGS 84, or its coordinates look projected.
    """
    file = _checked_file(path)
    rows = _rows_of(file)
    own, chosen = _choose_day(rows, date, file)
    polygons = _by_holder(rows, chosen, file)
    control = Control(own, source or file.stem, polygons)
    return control if date is None else control.for_report(date)


class ControlSeries:
    """The control of many days, from one file that is read once.

    Parameters
    ----------
    path
        As for `read_control`.
    source
        What to call the data; by default the file's name without its ending.
    reach_back_days
        A report so many days before the first day, and no more, is shown beside that day: a front moves slowly.

    Raises
    ------
    InputError
        As `read_control` raises it for the file itself.
    CRSError
        The same.
    """

    def __init__(self, path: str | Path, *, source: str | None = None, reach_back_days: int = 0) -> None:
        self._file = _checked_file(path)
        self._rows = _rows_of(self._file)
        self._source = source or self._file.stem
        self._reach_back = dt.timedelta(days=reach_back_days)
        self._chosen: dict[dt.date, list[int]] = {}
        if any(day is not None for day in self._rows.days):
            for index, (day, where) in enumerate(zip(self._rows.days, self._rows.where, strict=True)):
                self._chosen.setdefault(as_day(day, where), []).append(index)
        self._days = sorted(self._chosen)
        self._latest: Control | None = None

    def on(self, date: dt.date) -> Control:
        """Return the control beside which a report of a date is shown; the same object while the day is the same.

        Parameters
        ----------
        date
            The report's day.

        Raises
        ------
        InputError
            If the data begins too long after it, or its polygons are at fault.
        """
        own, chosen = self._choose(date)
        if self._latest is None or self._latest.date != own:
            self._latest = Control(own, self._source, _by_holder(self._rows, chosen, self._file))
        return self._latest

    def _choose(self, date: dt.date) -> tuple[dt.date | None, list[int]]:
        if not self._days:
            return _choose_day(self._rows, date, self._file)
        at = bisect_right(self._days, date)
        if not at and date + self._reach_back < self._days[0]:
            return _choose_day(self._rows, date, self._file)  # which says what is wrong
        own = self._days[max(at - 1, 0)]
        return own, self._chosen[own]


def _rows_of(file: Path) -> Rows:
    if file.suffix.lower() == ".parquet":
        from geo.control.geoparquet import rows_of_parquet as rows_of
    else:
        from geo.control.geojson import rows_of_geojson as rows_of
    return rows_of(file)


def _checked_file(path: str | Path) -> Path:
    if "://" in str(path):
        raise InputError(f"{path}: is an address, not a file; download it and name the file")
    file = Path(path)
    if not file.exists():
        raise InputError(f"{file}: no such file; check the path")
    if not file.is_file():
        raise InputError(f"{file}: is not a file; name one ending in {', '.join(_ENDINGS)}")
    if file.suffix.lower() not in _ENDINGS:
        raise InputError(f"{file}: control is read from {', '.join(_ENDINGS)}; convert it to one of these")
    size = file.stat().st_size
    if size == 0:
        raise InputError(f"{file}: is empty; download it again")
    if size > MAX_BYTES:
        raise InputError(
            f"{file}: has {size / 1e6:.0f} MB, at most {MAX_BYTES / 1e6:.0f} are read; cut out the days needed"
        )
    return file


def day_in_name(name: str) -> dt.date | None:
    """Return the one day that a file name holds, as 2024-12-16 or 20241216; None if there is none or several."""
    days = set()
    for year, _, month, day in _FILE_DAY.findall(name):
        try:
            days.add(dt.date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return days.pop() if len(days) == 1 else None


def as_day(value: Any, where: str) -> dt.date:
    """Return the day that a value of a date column means.

    Raises
    ------
    InputError
        If it means none.
    """
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, str):
        try:
            return dt.datetime.fromisoformat(value.strip()).date()
        except ValueError:
            pass
    raise InputError(f"{where}: {str(value)[:40]!r} is no date; write it as 2024-12-16")


def _choose_day(rows: Rows, date: dt.date | None, file: Path) -> tuple[dt.date | None, list[int]]:
    if all(day is None for day in rows.days):
        return day_in_name(file.stem), list(range(len(rows.days)))
    days = [as_day(day, where) for day, where in zip(rows.days, rows.where, strict=True)]
    past = [day for day in days if date is None or day <= date]
    if not past:
        raise InputError(f"{file}: begins on {min(days)}, after {date}; give data that reaches back to that day")
    last = max(past)
    return last, [index for index, day in enumerate(days) if day == last]


def _by_holder(rows: Rows, chosen: list[int], file: Path) -> dict[Holder, MultiPolygon]:
    import numpy as np
    import shapely

    geometries = rows.build(chosen)
    holders = [_holder(rows.holders[index], rows.where[index]) for index in chosen]
    parts, of_row = _polygons(geometries, [rows.where[index] for index in chosen])
    if not len(parts):
        raise InputError(f"{file}: holds no polygons for that day; control must be areas")
    check_degrees(parts, file)
    parts = _repaired(parts, file)
    row_holders = np.array([holder.value for holder in holders], dtype=object)[of_row]
    found: dict[Holder, MultiPolygon] = {}
    for holder in Holder:
        own = parts[row_holders == holder.value]
        if len(own):
            found[holder] = _polygonal(shapely.union_all(own))
    return found


def _holder(value: Any, where: str) -> Holder:
    if value is None:
        return Holder.RU
    try:
        return Holder(value)
    except ValueError:
        allowed = ", ".join(Holder)
        raise InputError(f"{where}: holder {str(value)[:40]!r} is not known; write one of {allowed}") from None


def _polygons(
    geometries: npt.NDArray[np.object_], where: Sequence[str]
) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.intp]]:
    """Take the polygons out of each row's geometry, in two dimensions, with the index of their row."""
    import numpy as np
    import shapely

    kinds = shapely.get_type_id(geometries)
    for index in np.flatnonzero((kinds >= 0) & (kinds != 3) & (kinds < 6)):
        kind = geometries[index].geom_type
        raise InputError(f"{where[int(index)]}: is a {kind}; control must be polygons: leave other features out")
    parts, of_row = geometries, np.arange(len(geometries))
    while (shapely.get_type_id(parts) > 3).any():
        parts, within = shapely.get_parts(parts, return_index=True)
        of_row = of_row[within]
    keep = (shapely.get_type_id(parts) == 3) & ~shapely.is_empty(parts)
    return shapely.force_2d(parts[keep]), of_row[keep]


def check_degrees(parts: npt.NDArray[np.object_], file: Path) -> None:
    """Refuse coordinates that are no longitudes and latitudes, or are the two in the wrong order.

    Raises
    ------
    CRSError
        If they look projected.
    InputError
        If they look swapped, or are not finite.
    """
    import numpy as np
    import shapely

    if not np.isfinite(shapely.get_coordinates(parts)).all():
        raise InputError(f"{file}: holds coordinates that are not finite numbers; export it again")
    west, south, east, north = shapely.total_bounds(parts)
    if west < -180 or east > 180 or south < -90 or north > 90:
        far = max(abs(value) for value in (west, south, east, north))
        raise CRSError(
            f"{file}: coordinates up to {far:.7g} are no degrees, it looks projected; convert it to EPSG:4326"
        )

    def within(low: float, high: float, bounds: tuple[float, float]) -> bool:
        return bounds[0] <= low and high <= bounds[1]

    swapped = within(west, east, _LATITUDES) and within(south, north, _LONGITUDES)
    if swapped and not within(west, east, _LONGITUDES):
        raise InputError(f"{file}: latitude and longitude look swapped; write [longitude, latitude]")


def _repaired(parts: npt.NDArray[np.object_], file: Path) -> npt.NDArray[np.object_]:
    """Make invalid polygons valid. One may become several, so each result stays one geometry, a polygon or several."""
    import numpy as np
    import shapely

    broken = ~shapely.is_valid(parts)
    if not broken.any():
        return parts
    before = shapely.area(shapely.transform(parts[broken], to_plane))
    mended = np.array([_polygonal(made) for made in shapely.make_valid(parts[broken])], dtype=object)
    after = shapely.area(shapely.transform(mended, to_plane))
    total = shapely.area(shapely.transform(parts[~broken], to_plane)).sum() + before.sum()
    change = float(np.abs(after - before).sum())
    if change > MAX_REPAIR_CHANGE * total:
        share = 100 * change / total if total else 100.0
        reason = shapely.is_valid_reason(parts[broken])[0]
        raise InputError(
            f"{file}: invalid polygons ({reason}); repair would change the area by {share:.1f} %, mend it first"
        )
    result = parts.copy()
    result[broken] = mended
    return result


def _polygonal(geometry: Any) -> MultiPolygon:
    import shapely

    parts = shapely.get_parts(shapely.get_parts(geometry))
    return shapely.MultiPolygon(list(parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]))
