"""A copy of a ledger, taken while others go on writing."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing, suppress
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from geo.errors import InputError, OutputError
from geo.ledger.engine import reading, streamed, told
from geo.ledger.tables import SQLITE, metadata

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from geo.ledger.address import Address
    from geo.ledger.ledger import Ledger

_ROWS = 1000
_MEND = "name another place"


def backup(ledger: Ledger, engine: Engine, address: Address, path: Path) -> Path:
    """Copy a ledger to a SQLite file, and return its path."""
    _look_at(path, address)
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
            copy = Path(folder, "copy.db")
            if engine.dialect.name == SQLITE:
                _copy_file(engine, address, copy)
            else:
                _copy_rows(ledger, engine, address, copy)
            with closing(sqlite3.connect(copy)) as made:
                # one plain file, which a folder that may not be written to can hold too
                made.execute("PRAGMA journal_mode = DELETE")
            _sync(copy)
            copy.replace(path)
    except (OSError, sqlite3.Error) as error:
        why = getattr(error, "strerror", None) or error
        raise OutputError(f"{path}: the backup cannot be written ({why}); {_MEND}") from error
    return path


def _look_at(path: Path, address: Address) -> None:
    if path.is_dir():
        raise InputError(f"{path}: is a folder; name a file in it")
    if address.path is not None:
        with suppress(OSError):
            if path.samefile(address.path):
                raise InputError(f"{path}: is the ledger itself; {_MEND}")
    # what another ledger has not yet taken into its file would be taken into this one
    if any(Path(f"{path}{ending}").exists() for ending in ("-wal", "-journal")):
        raise InputError(f"{path}: is a ledger in use; {_MEND}")


def _copy_file(engine: Engine, address: Address, copy: Path) -> None:
    with told(address), closing(engine.raw_connection()) as source, closing(sqlite3.connect(copy)) as target:
        raw = source.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.backup(target)


def _copy_rows(ledger: Ledger, engine: Engine, address: Address, copy: Path) -> None:
    with type(ledger).open(copy) as target, reading(engine, address) as source:
        for table in metadata.sorted_tables:
            rows = streamed(source, sa.select(table).order_by(*table.primary_key))
            while batch := [dict(row) for row in islice(rows, _ROWS)]:
                target.write(partial(_insert, sa.insert(table), batch))


def _insert(statement: sa.Insert, rows: list[dict[str, Any]], connection: Connection) -> None:
    connection.execute(statement, rows)


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
