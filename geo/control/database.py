"""The SQLite file of a control store: opened, made ready, written in transactions; its faults told in one line."""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from geo.control.schema import SCHEMA, TABLES, VERSION
from geo.errors import InputError, OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

# another process may be writing
_WAIT_SECONDS = 60.0


class Database:
    """A connection to an SQLite file with the tables of a control store."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.connection = connection
        self.path = path

    @classmethod
    def open(cls, path: Path, *, read_only: bool) -> Database:
        """Open a file; unless only to be read, it and its tables are made if they are not there.

        Raises
        ------
        InputError
            If there is no such file to read, it is no database, or holds no control or one of another version.
        OutputError
            If it cannot be made.
        """
        if read_only and not path.is_file():
            raise InputError(f"{path}: no such file; bring control in with 'geo control import'")
        mode = "rwc"
        if read_only:
            # SQLite wants to write beside a file even to read it, unless it is told that nobody writes it
            settled = not os.access(path.parent, os.W_OK) and not path.with_name(f"{path.name}-wal").exists()
            mode = "ro&immutable=1" if settled else "ro"
        try:
            connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=_WAIT_SECONDS, isolation_level=None
            )
        except sqlite3.Error as error:
            raise OutputError(f"{path}: cannot be opened ({error}); name another place") from error
        database = cls(connection, path)
        try:
            database._prepare(read_only=read_only)
        except BaseException:
            connection.close()
            raise
        return database

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """Return what a query finds.

        Raises
        ------
        InputError
            If the file is damaged.
        """
        try:
            return self.connection.execute(query, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise InputError(f"{self.path}: cannot be read ({error})") from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Let what is written meanwhile be there altogether or not at all; within another, it is part of that.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        if self.connection.in_transaction:
            yield
            return
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self.connection.execute("ROLLBACK")
                raise
            self.connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise OutputError(f"{self.path}: cannot be written ({error})") from error

    def _prepare(self, *, read_only: bool) -> None:
        tables = {name for (name,) in self.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not tables >= TABLES:
            if read_only:
                raise InputError(f"{self.path}: holds no assessed control; bring it in with 'geo control import'")
            try:
                self.connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.Error as error:
                raise OutputError(f"{self.path}: cannot be written ({error})") from error
            with self.transaction():
                for statement in SCHEMA:
                    self.connection.execute(statement)
        found = self.rows("SELECT value FROM control_meta WHERE key = 'version'")
        if not found or found[0][0] != VERSION:
            raise InputError(f"{self.path}: its control is of another version; import it anew into another file")
