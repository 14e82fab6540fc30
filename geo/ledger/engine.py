"""Connections to a ledger's database: how they are set up, transactions, and the errors of both kinds in one line."""

from __future__ import annotations

import random
import sqlite3
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from geo.errors import InputError, OutputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Engine, RowMapping, Select

    from geo.errors import GeoError
    from geo.ledger.address import Address

_PATIENCE_MS = 60_000
_CONNECT_SECONDS = 10
_ROWS = 1000
_PAUSE_SECONDS = (0.01, 0.1)
_MAGIC = b"SQLite format 3\0"
_WRITING = "geo_writing"
# what another try may cure: SQLite's locks, PostgreSQL's serialisation failures and deadlocks
_PASSING = frozenset({"SQLITE_BUSY", "SQLITE_BUSY_RECOVERY", "SQLITE_BUSY_SNAPSHOT", "SQLITE_LOCKED", "40001", "40P01"})
_DAMAGE = "is damaged; put a backup in its place (see 'geo claims backup')"
_SQLITE_SAYS = {
    "SQLITE_NOTADB": "is no SQLite database, or is damaged at its beginning; name another file, or restore a backup",
    "SQLITE_CORRUPT": _DAMAGE,
    "SQLITE_READONLY": "may not be written to; change the rights of the file and its folder, or name another",
    "SQLITE_CANTOPEN": "cannot be opened; see to the rights of the file and its folder, or name another",
    "SQLITE_BUSY": f"another process has been writing to it for {_PATIENCE_MS // 1000} s; try again",
    "SQLITE_FULL": "the disk is full; nothing was entered: make room and try again",
    "SQLITE_IOERR": "the disk cannot be read or written; nothing was entered: see to it and try again",
}
_POSTGRES_SAYS = {
    "28": "refuses the user or the password; see to the URL, PGPASSWORD or ~/.pgpass",
    "3D": "there is no such database; make it with createdb",
    "58P01": "has no PostGIS; install it on the server (Debian: postgresql-postgis)",
    "0A000": "has no PostGIS; install it on the server (Debian: postgresql-postgis)",
    "42501": "the user lacks a right there; let the owner of the database grant it",
    "53": "the server has no room or connections left; nothing was entered: try again",
}
_REFUSALS = {"password": _POSTGRES_SAYS["28"], "does not exist": _POSTGRES_SAYS["3D"]}
T = TypeVar("T")


def file_engine(path: Path, address: Address) -> Engine:
    """Return the engine of a SQLite file; nothing is opened yet.

    Raises
    ------
    InputError
        If there is a folder or something else in the file's place.
    """
    _look_at(path, address.label)
    engine = sa.create_engine(sa.URL.create("sqlite", database=str(path.absolute())), hide_parameters=True)

    @sa.event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # transactions begin where it is said below
        connection.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # a writer takes its turn at once: one that began as a reader could find its snapshot out of date
        writing = connection.get_execution_options().get(_WRITING)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _look_at(path: Path, label: str) -> None:
    if path.is_dir():
        raise InputError(f"{label}: is a folder; name a file in it, such as {path / 'geo.db'}")
    if not path.parent.is_dir():
        raise InputError(f"{label}: there is no folder {path.parent}; make it, or name another file")
    try:
        with path.open("rb") as file:
            head = file.read(len(_MAGIC))
    except FileNotFoundError:
        return
    except OSError as error:
        raise InputError(f"{label}: cannot be read ({error.strerror or error}); name another file") from error
    if head and head != _MAGIC:
        raise InputError(f"{label}: {_SQLITE_SAYS['SQLITE_NOTADB']}")


def server_engine(address: Address) -> Engine:
    """Return the engine of a PostgreSQL database; nothing is connected yet.

    Raises
    ------
    InputError
        If the driver is not installed.
    """
    try:
        import psycopg  # noqa: F401 - asked for here, where its absence can be told
    except ImportError as error:
        raise InputError(
            f"{address.label}: PostgreSQL needs psycopg; install it with: pip install 'geo-frontline[postgis]'"
        ) from error
    assert address.url is not None
    options = {} if "connect_timeout" in address.url.query else {"connect_timeout": _CONNECT_SECONDS}
    return sa.create_engine(address.url, hide_parameters=True, pool_pre_ping=True, connect_args=options)


@contextmanager
def told(address: Address) -> Iterator[None]:
    """Raise what a database complains of as an error of `geo`, in one line."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        raise _as_error(error, address) from error


def _as_error(error: DBAPIError | sqlite3.Error, address: Address) -> GeoError:
    code, said = _code(error), address.hide(str(error.orig if isinstance(error, DBAPIError) else error))[:300]
    mend = _meaning(code)
    if mend is None and not code and isinstance(error, OperationalError):
        # a server that lets nobody in says why in words only
        mend = next((meaning for word, meaning in _REFUSALS.items() if word in said), None)
        mend = mend or f"{said}; see to the URL, and that the server is up"
    if mend is None:
        mend = f"{said}; nothing was entered"
    # what is in the way of one who writes is the output's fault; all else is that of the address or what lies there
    kind = OutputError if code.startswith(("SQLITE_FULL", "SQLITE_IOERR", "53")) else InputError
    return kind(f"{address.label}: {mend}")


def _meaning(code: str) -> str | None:
    for table in (_SQLITE_SAYS, _POSTGRES_SAYS):
        for begin, meaning in table.items():
            if code.startswith(begin):
                return meaning
    return None


def _code(error: DBAPIError | sqlite3.Error) -> str:
    """Return SQLite's name of an error, or PostgreSQL's five signs; empty where neither is known."""
    orig: Any = error.orig if isinstance(error, DBAPIError) else error
    return getattr(orig, "sqlite_errorname", None) or getattr(orig, "sqlstate", None) or ""


@contextmanager
def reading(engine: Engine, address: Address) -> Iterator[Connection]:
    """Hold a connection on which everything read is of one moment."""
    with told(address), engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


def streamed(connection: Connection, query: Select[Any]) -> Iterator[RowMapping]:
    """Yield the rows of a query without holding all of them."""
    with connection.execute(query.execution_options(yield_per=_ROWS)) as result:
        yield from result.mappings()


def write(engine: Engine, address: Address, work: Callable[[Connection], T]) -> T:
    """Return what some work in a transaction returns, all of it done and durable, or none.

    It is done again, from the beginning, if other writers were in its way.

    Raises
    ------
    InputError
        If the database refuses.
    OutputError
        If it has no room.
    """

    def once() -> T:
        with engine.connect() as connection:
            connection = connection.execution_options(**{_WRITING: True})
            with connection.begin():
                return work(connection)

    with told(address):
        try:
            return patiently(once)
        except IntegrityError as error:
            raise _doubled(error, address) from error


def patiently(once: Callable[[], T]) -> T:
    """Return what some work returns, tried again while other writers are in its way."""
    until = time.monotonic() + _PATIENCE_MS / 1000
    while True:
        try:
            return once()
        except (DBAPIError, sqlite3.Error) as error:
            if _code(error) not in _PASSING or time.monotonic() > until:
                raise
        time.sleep(random.uniform(*_PAUSE_SECONDS))  # noqa: S311 - so that two do not meet again


def _doubled(error: IntegrityError, address: Address) -> InputError:
    what = address.hide(str(error.orig))[:200]
    return InputError(
        f"{address.label}: an id of a claim is taken already, by another report or version ({what}); "
        "nothing was entered: give each report an id of its own"
    )
