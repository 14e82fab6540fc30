"""One writer at a time in a gazetteer's folder; readers need no lock, for files there are only ever replaced whole."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from geo.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_FILE_NAME = ".lock"
_PATIENCE_SECONDS = 1800.0


@contextmanager
def locked(
    folder: Path, *, seconds: float = _PATIENCE_SECONDS, waiting: Callable[[str], object] | None = None
) -> Iterator[None]:
    """Hold a folder for writing; made if need be. The lock goes with the process, however that ends.

    Parameters
    ----------
    folder
        The gazetteer's folder.
    seconds
        How long to wait for another writer.
    waiting
        Called with one line if there is one.

    Raises
    ------
    OutputError
        If the folder cannot be made, or another writer holds it all that time.
    """
    from filelock import FileLock, Timeout

    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / _FILE_NAME)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            if waiting:
                waiting(f"{folder}: another process writes there; waiting for it")
            lock.acquire(timeout=seconds)
    except Timeout as error:
        raise OutputError(f"{folder}: another process has been writing there for {seconds:g} s; try again") from error
    except OSError as error:
        raise OutputError(f"{folder}: cannot be written to ({error.strerror or error}); name another folder") from error
    try:
        yield
    finally:
        lock.release()
