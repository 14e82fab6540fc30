"""Answers of a network service kept on disk, and the time of its last request, for all processes of a user.

One SQLite file: its transactions are what makes both safe with several processes, and whole after a kill.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME = "nominatim.sqlite"
_SECONDS_A_DAY = 86_400.0
_PATIENCE_SECONDS = 60.0
_TABLES = """
CREATE TABLE IF NOT EXISTS answers (url TEXT PRIMARY KEY, at REAL NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS requests (host TEXT PRIMARY KEY, at REAL NOT NULL);
"""

# when this process last asked a host, whichever folders its caches are in
_asked: dict[str, float] = {}
_asking = threading.Lock()


class AnswerCache:
    """The kept answers of a service.

    Parameters
    ----------
    folder
        Where the file lies; made if need be.
    max_age_days
        Older answers are forgotten.

    Raises
    ------
    OSError, sqlite3.Error
        If the file cannot be made or used; also by each method.
    """

    def __init__(self, folder: Path, *, max_age_days: float) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / FILE_NAME
        self._max_age_seconds = max_age_days * _SECONDS_A_DAY
        with closing(self._open()) as base:
            base.executescript(_TABLES)

    def _open(self) -> sqlite3.Connection:
        # a connection a use: threads and forks share none, and writes commit at once
        return sqlite3.connect(self.path, timeout=_PATIENCE_SECONDS, isolation_level=None)

    def get(self, url: str) -> Any:
        """Return the kept answer to a request, or None."""
        with closing(self._open()) as base:
            row = base.execute("SELECT at, body FROM answers WHERE url = ?", (url,)).fetchone()
        # an answer from the future was kept under a wrong clock
        if row is None or not 0 <= time.time() - row[0] <= self._max_age_seconds:
            return None
        try:
            return json.loads(row[1])
        except ValueError:
            return None

    def put(self, url: str, body: Any) -> None:
        """Keep the answer to a request; what is too old goes."""
        now = time.time()
        with closing(self._open()) as base:
            base.execute("BEGIN IMMEDIATE")
            base.execute("DELETE FROM answers WHERE at < ?", (now - self._max_age_seconds,))
            base.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", (url, now, json.dumps(body)))
            base.execute("COMMIT")

    def wait_for_turn(self, host: str, delay_seconds: float) -> None:
        """Wait until nobody has asked a host for so long, and take the turn."""
        while (seconds := self._take_turn(host, delay_seconds)) > 0:
            time.sleep(seconds)

    def _take_turn(self, host: str, delay_seconds: float) -> float:
        """Take the turn and return 0, or return the seconds after which to try again."""
        with _asking, closing(self._open()) as base:
            since_here = time.monotonic() - _asked.get(host, float("-inf"))
            if since_here < delay_seconds:
                return delay_seconds - since_here
            base.execute("BEGIN IMMEDIATE")
            row = base.execute("SELECT at FROM requests WHERE host = ?", (host,)).fetchone()
            since = time.time() - row[0] if row else float("inf")
            # far in the future: the clock was set back since
            if -delay_seconds < since < delay_seconds:
                base.execute("ROLLBACK")
                return min(delay_seconds - since, delay_seconds)
            self._note(base, host)
            base.execute("COMMIT")
        return 0.0

    def note_request(self, host: str) -> None:
        """Note that a request has just ended: the next keeps its distance from that, however long it took."""
        with _asking, closing(self._open()) as base:
            self._note(base, host)

    @staticmethod
    def _note(base: sqlite3.Connection, host: str) -> None:
        _asked[host] = time.monotonic()
        base.execute("INSERT OR REPLACE INTO requests VALUES (?, ?)", (host, time.time()))
