"""`ControlStore`: assessed control of many days and sources in one SQLite file, each area kept once.

A day is a line that points to its areas; a day equal to another points to the same ones. Nothing is ever deleted: a day
that is brought in again with other areas supersedes the old line, which stays with the time of its end.
"""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from geo.control.assessed import Control
from geo.control.database import Database
from geo.control.kept import KeptShapes
from geo.control.places import PlaceHolders, keep_places, kept_places
from geo.control.records import Added, Interval, Recorded, SourceSummary
from geo.control.shapes import flat, polygons_of
from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.control.reader import ControlSeries

_LONGEST_NAME = 80
_AREAS, _PLACES = "areas", "places"


class ControlStore:
    """Assessed control by source and day, in tables named `control_...` of an SQLite file.

    Use it as a context manager, or `close` it, so that the file is left as one.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._path = database.path
        self._shapes = KeptShapes(database)

    @classmethod
    def open(cls, path: str | Path, *, read_only: bool = False) -> ControlStore:
        """Open a store; unless only to be read, it is made if it is not there.

        Parameters
        ----------
        path
            Any SQLite file: other tables in it are left alone.
        read_only
            Whether nothing will be added.

        Raises
        ------
        InputError
            If there is no such file to read, it is no database, or holds no control or one of another version.
        OutputError
            If it cannot be made.
        """
        return cls(Database.open(Path(path), read_only=read_only))

    def __enter__(self) -> ControlStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; the last to do so leaves it whole, without a log beside it."""
        self._database.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Let what is added meanwhile be there altogether or not at all. Transactions do not nest, they join.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        try:
            with self._database.transaction():
                yield
        except BaseException:
            self._shapes.forget()
            raise

    # -- bringing in --------------------------------------------------------------------------------------------------

    def add(self, source: str, day: dt.date, control: Control, *, file: str = "") -> Added:
        """Add the areas of a day, once: a day that is there already is superseded if they differ, else nothing is done.

        Parameters
        ----------
        source
            Whose assessment it is.
        day
            The day it shows.
        control
            The areas by holder, valid, in EPSG:4326; they are kept to the last bit.
        file
            What they were read from, for the history.

        Returns
        -------
        added
            What it came to.

        Raises
        ------
        InputError
            If there are no areas, the name is unfit, or the source holds places.
        OutputError
            If it cannot be written.
        """
        if all(area.is_empty for area in control.polygons.values()):
            raise InputError(f"{source}, {day}: no areas to keep; control must be areas")
        areas = flat(control.polygons)
        with self.transaction():
            source_id = self._source_for(source, _AREAS)
            shape_id = self._shapes.put(source_id, areas, self._before(source_id, day))
            return self._put_day(source_id, day, shape_id, file)

    def add_places(self, source: str, holders: PlaceHolders, *, file: str = "") -> Added:
        """Add who held which places on some days: see `geo.control.places`.

        Parameters
        ----------
        source
            Whose assessment it is.
        holders
            The places, the days and the holder of each.
        file
            What they were read from, for the history.

        Returns
        -------
        added
            What it came to.

        Raises
        ------
        InputError
            If the name is unfit, or the source holds areas.
        OutputError
            If it cannot be written.
        """
        with self.transaction():
            source_id = self._source_for(source, _PLACES)
            new, corrected = keep_places(self._database.connection, source_id, holders, _now())
            fresh = [self._put_day(source_id, day, None, file) for day in holders.days]
        if corrected:
            return Added.CORRECTED
        return Added.NEW if new or Added.NEW in fresh else Added.UNCHANGED

    def _put_day(self, source_id: int, day: dt.date, shape_id: int | None, file: str) -> Added:
        held = self._database.rows(
            "SELECT record_id, shape_id FROM control_day WHERE source_id = ? AND day = ? AND superseded_at IS NULL",
            (source_id, day.isoformat()),
        )
        if held and held[0][1] == shape_id:
            return Added.UNCHANGED
        now = _now()
        if held:
            self._database.connection.execute(
                "UPDATE control_day SET superseded_at = ? WHERE record_id = ?", (now, held[0][0])
            )
        self._database.connection.execute(
            "INSERT INTO control_day (source_id, day, shape_id, file, recorded_at) VALUES (?, ?, ?, ?, ?)",
            (source_id, day.isoformat(), shape_id, file, now),
        )
        if held:
            return Added.CORRECTED
        same = shape_id is not None and self._before(source_id, day) == shape_id
        return Added.SAME if same else Added.NEW

    def _before(self, source_id: int, day: dt.date) -> int | None:
        """Return the number of the areas of the last day before one."""
        found = self._database.rows(
            "SELECT shape_id FROM control_day WHERE source_id = ? AND day < ? AND superseded_at IS NULL"
            " ORDER BY day DESC LIMIT 1",
            (source_id, day.isoformat()),
        )
        return found[0][0] if found else None

    def _source_for(self, name: str, kind: str) -> int:
        if not name.strip() or len(name) > _LONGEST_NAME or not name.isprintable() or "#" in name:
            raise InputError(f"{name[:40]!r} names no source; give a short name without #, such as deepstate")
        found = self._database.rows("SELECT source_id, kind FROM control_source WHERE name = ?", (name,))
        if not found:
            added = self._database.connection.execute(
                "INSERT INTO control_source (name, kind, created_at) VALUES (?, ?, ?)", (name, kind, _now())
            )
            return int(added.lastrowid or 0)
        if found[0][1] != kind:
            raise InputError(f"{self._path}: source {name} holds {found[0][1]}, not {kind}; give these another name")
        return int(found[0][0])

    # -- reading ------------------------------------------------------------------------------------------------------

    def sources(self) -> list[SourceSummary]:
        """Return what is held of each source, by name."""
        rows = self._database.rows(
            "SELECT s.source_id, s.name, s.kind, min(d.day), max(d.day), count(d.day),"
            " (SELECT count(*) FROM control_day o WHERE o.source_id = s.source_id AND o.superseded_at IS NOT NULL)"
            " FROM control_source s LEFT JOIN control_day d ON d.source_id = s.source_id AND d.superseded_at IS NULL"
            " GROUP BY s.source_id ORDER BY s.name"
        )
        return [
            SourceSummary(name, kind, _day(first), _day(last), days, self._distinct(source_id), corrected, size)
            for source_id, name, kind, first, last, days, corrected in rows
            for size in self._database.rows(
                "SELECT cast((SELECT total(length(data)) FROM control_shape WHERE source_id = ?1)"
                " + (SELECT total(length(place_id) + length(day) + length(recorded_at)) FROM control_place_change"
                " WHERE source_id = ?1) AS INTEGER)",
                (source_id,),
            )[0]
        ]

    def _distinct(self, source_id: int) -> int:
        return int(
            self._database.rows(
                "SELECT (SELECT count(*) FROM control_interval WHERE source_id = ?1)"
                " + (SELECT count(DISTINCT day) FROM control_place_change"
                " WHERE source_id = ?1 AND superseded_at IS NULL)",
                (source_id,),
            )[0][0]
        )

    def days(self, source: str) -> list[dt.date]:
        """Return the days of a source, ascending.

        Raises
        ------
        InputError
            If there is no such source.
        """
        rows = self._database.rows(
            "SELECT day FROM control_day WHERE source_id = ? AND superseded_at IS NULL ORDER BY day",
            (self._source_id(source),),
        )
        return [dt.date.fromisoformat(day) for (day,) in rows]

    def intervals(self, source: str) -> list[Interval]:
        """Return the intervals in which the areas of a source stayed the same, in order of time.

        Raises
        ------
        InputError
            If there is no such source.
        """
        rows = self._database.rows(
            "SELECT first_day, last_day, days, shape_id FROM control_interval WHERE source_id = ? ORDER BY first_day",
            (self._source_id(source),),
        )
        return [
            Interval(dt.date.fromisoformat(first), dt.date.fromisoformat(last), days, shape_id)
            for first, last, days, shape_id in rows
        ]

    def history(self, source: str, day: dt.date) -> list[Recorded]:
        """Return what was ever brought in of a day, the oldest first.

        Raises
        ------
        InputError
            If there is no such source.
        """
        rows = self._database.rows(
            "SELECT file, recorded_at, superseded_at FROM control_day WHERE source_id = ? AND day = ?"
            " ORDER BY record_id",
            (self._source_id(source), day.isoformat()),
        )
        return [Recorded(day, *row) for row in rows]

    def control(self, source: str, day: dt.date, *, recorded_at: str | None = None) -> Control:
        """Return the areas of one of the days of a source.

        Parameters
        ----------
        source
            Whose assessment.
        day
            A day that `days` lists.
        recorded_at
            As it was brought in then, as `history` tells; by default as it holds now.

        Raises
        ------
        InputError
            If there is no such source or day, or what was kept is damaged.
        """
        which = "superseded_at IS NULL" if recorded_at is None else "recorded_at = ?"
        rows = self._database.rows(
            f"SELECT shape_id FROM control_day WHERE source_id = ? AND day = ? AND {which} ORDER BY record_id DESC",  # noqa: S608
            (self._source_id(source), day.isoformat(), *([] if recorded_at is None else [recorded_at])),
        )
        if not rows or rows[0][0] is None:
            raise InputError(f"{self._path}: source {source} has no areas of {day}")
        return Control(day, source, polygons_of(self._shapes.get(rows[0][0])))

    def places(self, source: str, day: dt.date) -> PlaceHolders:
        """Return who held the places of a source on a day: of its last day not after it.

        Raises
        ------
        InputError
            If there is no such source, it holds areas, or begins later.
        """
        source_id = self._source_id(source, _PLACES)
        past = [one for one in self.days(source) if one <= day]
        if not past:
            raise InputError(f"{self._path}: source {source} begins after {day}")
        return kept_places(self._database.connection, source_id, past[-1])

    def series(self, source: str | None = None, *, reach_back_days: int = 0) -> ControlSeries:
        """Return the areas of a source day by day.

        Parameters
        ----------
        source
            Whose; may be left out where there is one.
        reach_back_days
            As for `ControlSeries`.

        Raises
        ------
        InputError
            If there is no such source, or it holds places, or several are there and none is named.
        """
        from geo.control.reader import ControlSeries

        return ControlSeries.of(self.dated(source), reach_back_days=reach_back_days)

    def dated(self, source: str | None = None, *, called: str | None = None) -> _StoredDays:
        """Return the days of a source, and the areas of each, as `ControlSeries.of` takes them."""
        names = [
            name
            for (name,) in self._database.rows(
                "SELECT name FROM control_source WHERE kind = ? ORDER BY name", (_AREAS,)
            )
        ]
        if source is None and len(names) != 1:
            listed = ", ".join(names) or "none"
            raise InputError(
                f"{self._path}: which source of areas? name it as {self._path}#SOURCE; there are: {listed}"
            )
        chosen = names[0] if source is None else source
        self._source_id(chosen, _AREAS)
        return _StoredDays(self, chosen, called or chosen)

    # -- within -------------------------------------------------------------------------------------------------------

    def _source_id(self, name: str, kind: str | None = None) -> int:
        found = self._database.rows("SELECT source_id, kind FROM control_source WHERE name = ?", (name,))
        if not found:
            listed = (
                ", ".join(one for (one,) in self._database.rows("SELECT name FROM control_source ORDER BY name"))
                or "none"
            )
            raise InputError(f"{self._path}: has no source {name!r}; there are: {listed}")
        if kind is not None and found[0][1] != kind:
            raise InputError(f"{self._path}: source {name} holds {found[0][1]}, not {kind}")
        return int(found[0][0])


class _StoredDays:
    """The days of one source of a store."""

    def __init__(self, store: ControlStore, source: str, called: str) -> None:
        self._store = store
        self._source = source
        self._called = called
        self.days = store.days(source)

    @property
    def name(self) -> str:
        return f"{self._store._path}#{self._source}"

    def control(self, day: dt.date | None) -> Control:
        if day is None:
            raise InputError(f"{self.name}: holds no day")
        return Control(day, self._called, self._store.control(self._source, day).polygons)


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")


def _day(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)
