"""`read_control`: assessed control from a GeoJSON or GeoParquet file or a store, as hostile as it may be.

The format follows from the file's ending alone; nothing is guessed, and nothing but the named local file is opened.
"""

from __future__ import annotations

import datetime as dt
import re
import weakref
from bisect import bisect_right
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from geo.control.assessed import Control
from geo.control.mending import areas_of
from geo.errors import InputError
from geo.model import Holder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.control.rows import Rows

MAX_BYTES = 200_000_000
MAX_TABLE_BYTES = 4_000_000_000

_ENDINGS = (".geojson", ".json", ".parquet")
# what a store is known by, whatever its ending; a GeoPackage begins so too
_SQLITE, _GEOPACKAGE = b"SQLite format 3\0", ".gpkg"
# between a store's file and the name of one of its sources
_SOURCE_MARK = "#"
_FILE_DAY = re.compile(r"(?<!\d)(20\d\d)(-?)(\d\d)\2(\d\d)(?!\d)")


class DatedControl(Protocol):
    """The control of some days, wherever it is kept. `days` ascend; `name` is for messages."""

    @property
    def name(self) -> str:
        """What to call the data in a message."""

    @property
    def days(self) -> Sequence[dt.date]:
        """The days of the data; none if it does not say."""

    def control(self, day: dt.date | None) -> Control:
        """Return the control of one of the days; of None if there are none."""


def read_control(path: str | Path, *, date: dt.date | None = None, source: str | None = None) -> Control:
    """Read the assessed control of a day from a file.

    A file with a `date` column or property is a series: its last day not after `date` counts, or its last day if `date`
    is None. Else the day in the file's name is that of the data. A `holder` column or property says who holds an area;
    without one it is held by Russia.

    Parameters
    ----------
    path
        A file ending in .geojson, .json or .parquet (GeoParquet), of at most 200 MB, polygons in WGS 84; or a store
        that `geo control import` has written. Of a store with several sources one is named as FILE#SOURCE.
    date
        The day of the report beside which the control is shown. If the data is later, or more than 7 days older,
        `Control.note` says so.
    source
        What to call the data; by default the file's name without its ending, or the name of the source in the store.

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
    dated = _opened(path, source)
    control = dated.control(_last_day(dated, date))
    return control if date is None else control.for_report(date)


class ControlSeries:
    """The control of many days, from one file that is read once.

    Parameters
    ----------
    path
        As for `read_control`.
    source
        What to call the data; by default the file's name without its ending, or the name of the source in the store.
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
        self._begin(_opened(path, source), reach_back_days)

    @classmethod
    def of(cls, dated: DatedControl, *, reach_back_days: int = 0) -> ControlSeries:
        """Return the series of what is kept elsewhere than in a file.

        Parameters
        ----------
        dated
            Its days, and the control of each.
        reach_back_days
            As for the class.
        """
        series = cls.__new__(cls)
        series._begin(dated, reach_back_days)
        return series

    def _begin(self, dated: DatedControl, reach_back_days: int) -> None:
        self._dated = dated
        self._reach_back = dt.timedelta(days=reach_back_days)
        self._latest: Control | None = None

    @property
    def days(self) -> Sequence[dt.date]:
        """The days of the data, ascending; none if it does not say which day it shows."""
        return self._dated.days

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
        days = self._dated.days
        ahead = bool(days) and date < days[0] <= date + self._reach_back
        own = days[0] if ahead else _last_day(self._dated, date)
        if self._latest is None or self._latest.date != (own or self._latest.date):
            self._latest = self._dated.control(own)
        return self._latest


def _last_day(dated: DatedControl, date: dt.date | None) -> dt.date | None:
    days = dated.days
    if not days or date is None:
        return days[-1] if days else None
    if date < days[0]:
        raise InputError(f"{dated.name}: begins on {days[0]}, after {date}; give data that reaches back to that day")
    return days[bisect_right(days, date) - 1]


def _opened(path: str | Path, source: str | None) -> DatedControl:
    file, _, wanted = str(path).rpartition(_SOURCE_MARK)
    if file and not Path(path).exists() and is_store(Path(file)):
        return _stored(Path(file), wanted, source)
    if is_store(Path(path)):
        return _stored(Path(path), None, source)
    return _FileOfControl(_checked_file(path), source)


def _stored(file: Path, wanted: str | None, called: str | None) -> DatedControl:
    from geo.control.store import ControlStore

    store = ControlStore.open(file, read_only=True)
    dated = store.dated(wanted, called=called)
    weakref.finalize(dated, store.close)
    return dated


class _FileOfControl:
    """The days of a GeoJSON or GeoParquet file."""

    def __init__(self, file: Path, source: str | None) -> None:
        self._file = file
        self._source = source or file.stem
        self._rows = _rows_of(file)
        self._chosen: dict[dt.date, list[int]] = {}
        if any(day is not None for day in self._rows.days):
            self._chosen = rows_by_day(self._rows)
        self.days = sorted(self._chosen)

    @property
    def name(self) -> str:
        return str(self._file)

    def control(self, day: dt.date | None) -> Control:
        chosen = list(range(len(self._rows.days))) if day is None else self._chosen[day]
        own = day_in_name(self._file.stem) if day is None else day
        return Control(own, self._source, areas_of(self._rows, chosen, self._file, _holders))


def rows_by_day(rows: Rows) -> dict[dt.date, list[int]]:
    """Return the rows of each day of a series.

    Raises
    ------
    InputError
        If a row says no day.
    """
    chosen: dict[dt.date, list[int]] = {}
    for index, (day, where) in enumerate(zip(rows.days, rows.where, strict=True)):
        chosen.setdefault(as_day(day, where), []).append(index)
    return chosen


def _rows_of(file: Path) -> Rows:
    if file.suffix.lower() == ".parquet":
        from geo.control.geoparquet import rows_of_parquet as rows_of
    else:
        from geo.control.geojson import rows_of_geojson as rows_of
    return rows_of(file)


def is_store(file: Path) -> bool:
    """Whether a file is a database, and by its ending no GeoPackage."""
    try:
        with file.open("rb") as opened:
            return opened.read(len(_SQLITE)) == _SQLITE and file.suffix.lower() != _GEOPACKAGE
    except OSError:
        return False


def _checked_file(path: str | Path) -> Path:
    return checked_file(path, _ENDINGS, "; or bring it in with 'geo control import'")


def checked_file(
    path: str | Path, endings: Sequence[str], otherwise: str = "", *, streamed: Sequence[str] = ()
) -> Path:
    """Return the path of a file that may be read: local, with one of the endings, not empty, of at most 200 MB.

    Parameters
    ----------
    path
        The file.
    endings
        Those allowed.
    otherwise
        How the message goes on if the ending is at fault.
    streamed
        Endings of tables, which are read piece by piece and may have up to 4 GB.

    Raises
    ------
    InputError
        If it may not.
    """
    if "://" in str(path):
        raise InputError(f"{path}: is an address, not a file; download it and name the file")
    file = Path(path)
    if not file.exists():
        raise InputError(f"{file}: no such file; check the path")
    if not file.is_file():
        raise InputError(f"{file}: is not a file; name one ending in {', '.join(endings)}")
    if file.suffix.lower() not in endings:
        raise InputError(f"{file}: control is read from {', '.join(endings)}; convert it to one of these{otherwise}")
    try:
        with file.open("rb"):
            size = file.stat().st_size
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror or error}); check its permissions") from error
    if size == 0:
        raise InputError(f"{file}: is empty; download it again")
    most = MAX_TABLE_BYTES if file.suffix.lower() in streamed else MAX_BYTES
    if size > most:
        raise InputError(f"{file}: has {size / 1e6:.0f} MB, at most {most / 1e6:.0f} are read; cut out the days needed")
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


def _holders(rows: Rows, chosen: list[int]) -> list[Holder]:
    return [_holder(rows.holders[index], rows.where[index]) for index in chosen]


def _holder(value: Any, where: str) -> Holder:
    if value is None:
        return Holder.RU
    try:
        return Holder(value)
    except ValueError:
        allowed = ", ".join(Holder)
        raise InputError(f"{where}: holder {str(value)[:40]!r} is not known; write one of {allowed}") from None
