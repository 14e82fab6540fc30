"""The version of a ledger's schema: told, made, brought up to date, or refused."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from geo.errors import InputError
from geo.ledger.engine import patiently, write

if TYPE_CHECKING:
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory
    from sqlalchemy import Connection, Engine

    from geo.ledger.address import Address

# the newest of migrations/versions: known here, so that a ledger in use is opened without loading Alembic
HEAD = "0001"
VERSION_TABLE = "geo_ledger_version"

_FOLDER = Path(__file__).parent / "migrations"
_ADVISORY_LOCK = 0x67656F


def bring_up_to_date(engine: Engine, address: Address, *, create: bool) -> None:
    """Make the tables of a new ledger, migrate those of an older one, and leave those of this version.

    Parameters
    ----------
    engine
        The database.
    address
        What it is called.
    create
        Whether an empty database is to become a ledger.

    Raises
    ------
    InputError
        If the database is of a newer version, holds something else, or is empty and is not to become a ledger.
    """

    def migrate(connection: Connection) -> None:
        if engine.dialect.name != "sqlite":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ADVISORY_LOCK)))
        if _judged(connection, address, create=create) != HEAD:
            _upgrade(connection)

    with engine.connect() as connection:
        version = _judged(connection, address, create=create)
    if engine.dialect.name == "sqlite":
        _write_ahead(engine)
    if version != HEAD:
        write(engine, address, migrate)
        if engine.dialect.name == "sqlite":
            _pragma(engine, "wal_checkpoint(TRUNCATE)")  # the file's head says by now that it is a GeoPackage


def _judged(connection: Connection, address: Address, *, create: bool) -> str | None:
    """Return the version that is there, None for an empty database."""
    inspector = sa.inspect(connection)
    if not inspector.has_table(VERSION_TABLE):
        tables = set(inspector.get_table_names()) | set(inspector.get_view_names())
        if connection.dialect.name == "sqlite" and tables:
            raise InputError(f"{address.label}: is a database of something else ({min(tables)}); name another file")
        if {"claims", "claim_history"} & tables:
            raise InputError(
                f"{address.label}: has a table claims of something else; give the ledger a database of its own, or a "
                "schema with ?options=-csearch_path%3DNAME"
            )
        if not create:
            raise InputError(f"{address.label}: holds no ledger; add reports first, with 'geo claims add'")
        return None
    version = connection.execute(sa.text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608
    if version is not None and version not in known_versions():
        raise InputError(
            f"{address.label}: was made by a newer geo (version {str(version)[:20]} of the ledger, this geo knows "
            f"{HEAD}); update geo"
        )
    return None if version is None else str(version)


def known_versions() -> tuple[str, ...]:
    """Return the versions that this package can bring up to date, oldest first."""
    return tuple(sorted(path.name[1:5] for path in (_FOLDER / "versions").glob("v[0-9][0-9][0-9][0-9]_*.py")))


def _write_ahead(engine: Engine) -> None:
    """Let readers and a writer of a file be at work at once; the file remembers it."""
    if _pragma(engine, "journal_mode") != "wal":
        try:
            patiently(lambda: _pragma(engine, "journal_mode = WAL"))
        except sqlite3.OperationalError as error:
            if "READONLY" not in error.sqlite_errorname:  # such a file can be read all the same
                raise


def _pragma(engine: Engine, text: str) -> object:
    """Return what SQLite answers to a pragma, outside of any transaction."""
    with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        cursor.execute(f"PRAGMA {text}")
        answer = cursor.fetchone()
        return answer[0] if answer else None


def scripts() -> ScriptDirectory:
    """Return the migrations as Alembic knows them."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    return ScriptDirectory.from_config(config)


def _upgrade(connection: Connection) -> None:
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext

    script = scripts()
    if connection.dialect.name == "sqlite":
        # as Alembic would make it, but of a type that a GeoPackage knows
        connection.exec_driver_sql(
            f"CREATE TABLE IF NOT EXISTS {VERSION_TABLE} (version_num TEXT(32) NOT NULL PRIMARY KEY)"
        )

    def steps(revision: str, _: MigrationContext) -> list[object]:
        # a private method, but the one that Alembic's own documentation of `fn` calls
        return list(script._upgrade_revs("head", revision))

    with EnvironmentContext(Config(), script, fn=steps) as environment:
        environment.configure(connection=connection, version_table=VERSION_TABLE, transactional_ddl=True)
        environment.run_migrations()
