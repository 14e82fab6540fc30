"""Files written whole or not at all: a temporary file in the same folder takes the place of the old one."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterable

_READABLE_BY_ALL = 0o644
_SUFFIX = ".tmp"


def write_atomically(path: Path, pieces: bytes | Iterable[bytes], *, durable: bool = False) -> None:
    """Write a file so that no reader ever meets half of it; an older file stays as it was if the writing fails.

    Parameters
    ----------
    path
        Where the file goes; its folder must exist.
    pieces
        Its content, at once or in pieces.
    durable
        Whether to wait until it is on the disk, so that it outlives a power cut too.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    temporary: str | None = None
    try:
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=f".{path.name}.", suffix=_SUFFIX, delete=False
        ) as file:
            temporary = file.name
            for piece in (pieces,) if isinstance(pieces, bytes) else pieces:
                file.write(piece)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        Path(temporary).chmod(_READABLE_BY_ALL)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary is not None:
            with suppress(OSError):
                Path(temporary).unlink()
        raise OutputError(f"{path}: cannot be written ({error.strerror or error}); name another place") from error
