"""Packages of the registries: fetched by the registry's own client, or found in an unpacked folder."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LARGEST_MEMBER_BYTES = 64_000_000
_SECONDS = 600
# how the clients begin a line of complaint
_COMPLAINS = re.compile(r"^(?:npm )?error(?:$|[: ] *)", re.IGNORECASE)


def fetch(client: str, command: Sequence[str], folder: Path, pattern: str) -> Path:
    """Let a client put a package into a folder, and return its archive.

    Parameters
    ----------
    client
        What the client and its command are called in messages: "npm pack".
    command
        The command, a constant of this package; its last word is the package.
    folder
        An empty folder.
    pattern
        What the archive's name matches.

    Raises
    ------
    InputError
        If the client fails or leaves no archive.
    """
    what = f"{client} {command[-1]}"
    try:
        # the arguments are constants of this package, and no shell is involved
        subprocess.run(  # noqa: S603
            command, cwd=folder, check=True, capture_output=True, text=True, timeout=_SECONDS
        )
    except subprocess.CalledProcessError as error:
        raise InputError(f"{what} failed ({_reason(error.stderr)}); try again, or pass the package's path") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InputError(f"{what} did not end well ({type(error).__name__}); pass the package's path") from error
    archives = sorted(folder.glob(pattern))
    if not archives:
        raise InputError(f"{what} wrote no archive; try again, or pass the package's path")
    return archives[0]


def from_folder(folder: Path, names: Sequence[str], kind: str) -> bytes:
    """Return the first of some files that an unpacked package holds.

    Parameters
    ----------
    folder
        The folder.
    names
        What the file may be called in it.
    kind
        What package is expected, for messages: "npm package".

    Raises
    ------
    InputError
        If it holds none of them, or too large a one.
    """
    for path in (folder / name for name in names):
        if path.is_file():
            checked_size(path.stat().st_size, folder.name, path.name)
            return path.read_bytes()
    raise InputError(f"{folder.name}: holds no {names[0]}; give the unpacked {kind}")


def checked_size(size: int, package: str, name: str) -> None:
    """Refuse a file that is too large.

    Raises
    ------
    InputError
        If it has more bytes than `LARGEST_MEMBER_BYTES`.
    """
    if size > LARGEST_MEMBER_BYTES:
        raise InputError(
            f"{package}: its {name} is larger than {LARGEST_MEMBER_BYTES} bytes; it is not the one expected"
        )


def _reason(said: str) -> str:
    lines = (_COMPLAINS.sub("", line.strip()) for line in said.splitlines())
    return next((line for line in lines if line and not line.startswith("code ")), "no reason given")
