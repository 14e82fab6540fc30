"""The ledger's one schema, for SQLite and PostgreSQL alike. Made by the migrations; a test holds the two together.

`claim_history` has a row a version of a claim; `claims` is a view of those in force. Both are layers of points,
EPSG:4326: the SQLite file is a GeoPackage, the PostgreSQL database has PostGIS.
"""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

from geo.errors import InputError
from geo.ledger.entry import COLUMNS, Entry, as_text
from geo.ledger.points import Point, from_ewkb, from_gpkg, to_ewkb, to_gpkg
from geo.model import Actor, Event, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy.engine import Dialect, RowMapping

SQLITE = "sqlite"


@contextmanager
def _as_written() -> Iterator[None]:
    """Raise what a row cannot be read for, which another hand has written, as one line."""
    try:
        yield
    except (ValueError, TypeError) as error:
        raise InputError(
            f"claim_history: a row was changed by another hand ({error}); find it with 'geo claims check', restore a "
            "backup"
        ) from error


class _Named(UserDefinedType[Any]):
    """A type that is known to the database by a name of its own."""

    cache_ok = True

    def __init__(self, name: str) -> None:
        self.name = name

    def get_col_spec(self, **_: Any) -> str:
        return self.name


class Instant(TypeDecorator[dt.datetime]):
    """An aware instant, UTC: in SQLite as GeoPackage writes it, `2024-12-16T08:00:00.000Z`, which sorts as text."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the type that the database knows."""
        named: TypeEngine[Any] = _Named("DATETIME") if dialect.name == SQLITE else sa.DateTime(timezone=True)
        return dialect.type_descriptor(named)

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:
        """Return what is stored."""
        return as_text(value) if value is not None and dialect.name == SQLITE else value

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        """Return what was stored."""
        with _as_written():
            instant = value if value is None or isinstance(value, dt.datetime) else dt.datetime.fromisoformat(value)
        return None if instant is None else instant.astimezone(dt.UTC)


class Day(TypeDecorator[dt.date]):
    """A day: in SQLite as `2024-12-16`."""

    impl = sa.Date
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the type that the database knows."""
        named: TypeEngine[Any] = _Named("DATE") if dialect.name == SQLITE else sa.Date()
        return dialect.type_descriptor(named)

    def process_bind_param(self, value: dt.date | None, dialect: Dialect) -> Any:
        """Return what is stored."""
        return value.isoformat() if value is not None and dialect.name == SQLITE else value

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.date | None:  # noqa: ARG002
        """Return what was stored."""
        with _as_written():
            return value if value is None or isinstance(value, dt.date) else dt.date.fromisoformat(value)


class PointColumn(TypeDecorator[Point]):
    """A point as (longitude, latitude), EPSG:4326."""

    impl = _Named("POINT")
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the type that the database knows."""
        return dialect.type_descriptor(_Named("POINT" if dialect.name == SQLITE else "geometry(Point,4326)"))

    def process_bind_param(self, value: Point | None, dialect: Dialect) -> Any:
        """Return what is stored."""
        if value is None:
            return None
        return to_gpkg(value) if dialect.name == SQLITE else to_ewkb(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Point | None:
        """Return what was stored."""
        if value is None:
            return None
        with _as_written():
            return from_gpkg(value) if dialect.name == SQLITE else from_ewkb(value)


metadata = sa.MetaData()

claim_history = sa.Table(
    "claim_history",
    metadata,
    sa.Column("fid", sa.Integer, primary_key=True),
    sa.Column("claim_id", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("report_id", sa.Text, nullable=False),
    sa.Column("date", Day, nullable=False),
    sa.Column("place_id", sa.Text),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("surface", sa.Text, nullable=False),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("sentence", sa.Text, nullable=False),
    sa.Column("confidence", sa.Double, nullable=False),
    sa.Column("uncertainty_m", sa.Double),
    sa.Column("event_from", sa.Text),
    sa.Column("event_to", sa.Text),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("recorded_at", Instant, nullable=False),
    sa.Column("superseded_at", Instant),
    sa.Column("retracted_at", Instant),
    sa.Column("reason", sa.Text),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("geom", PointColumn),
    sa.UniqueConstraint("claim_id", "version", name="claim_history_version"),
)
sa.Index("claim_history_report", claim_history.c.report_id)
sa.Index("claim_history_date", claim_history.c.date)
sa.Index("claim_history_place", claim_history.c.place_id)
sa.Index(
    "claim_history_latest",
    claim_history.c.claim_id,
    unique=True,
    sqlite_where=claim_history.c.superseded_at.is_(None),
    postgresql_where=claim_history.c.superseded_at.is_(None),
)

_AS_IS = tuple(name for name in COLUMNS if name not in ("lat", "lon"))


def as_row(entry: Entry) -> dict[str, Any]:
    """Return a version as a row of `claim_history`."""
    row = {name: getattr(entry, name) for name in _AS_IS}
    for name in ("event", "actor", "status"):
        row[name] = row[name].value
    at = None if entry.lat is None or entry.lon is None else (entry.lon, entry.lat)
    return row | {"digest": entry.digest, "geom": at}


def as_entry(row: RowMapping | Mapping[str, Any]) -> Entry:
    """Return the version that a row of `claim_history` holds.

    Raises
    ------
    InputError
        If the row holds none, as only one changed by another hand does.
    """
    values = {name: row[name] for name in _AS_IS}
    lon, lat = row["geom"] or (None, None)
    with _as_written():
        values |= {"event": Event(values["event"]), "actor": Actor(values["actor"]), "status": Status(values["status"])}
        return Entry(**values, lat=lat, lon=lon)
