"""A bundle's folder: written whole or not at all, and checked against its manifest."""

from __future__ import annotations

import re
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from geo.bundle.contents import FORMAT, MANIFEST
from geo.errors import InputError, OutputError
from geo.gazetteer.sources.record import sha256_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_READABLE_BY_ALL = 0o755
_LARGEST_MANIFEST = 1_000_000
_MOST_FILES = 1000
# a file of the folder itself, and no name with a meaning to some system
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def write_bundle(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write a bundle to a folder, whole or not at all.

    Parameters
    ----------
    folder
        Where it goes. An empty folder and an earlier bundle are replaced; anything else is left.
    files
        What `bundle_files` returns.

    Returns
    -------
    folder
        Where it went.

    Raises
    ------
    OutputError
        If it cannot be written, or something else than a bundle is in the way.
    """
    _require_replaceable(folder)
    made: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.", suffix=".tmp"))
        for name, content in files.items():
            (made / name).write_bytes(content)
        made.chmod(_READABLE_BY_ALL)
        _replace(folder, made)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be written ({error.strerror or error}); name another folder") from error
    finally:
        if made is not None:
            shutil.rmtree(made, ignore_errors=True)
    return folder


def _require_replaceable(folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise OutputError(f"{folder}: is no folder; name another with -o")
    try:
        held = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
    except OSError as error:
        raise OutputError(f"{folder}: cannot be looked at ({error.strerror}); name another with -o") from error
    if not held:
        return
    try:
        listed = {entry["name"] for entry in _manifest(folder)["files"]}
    except InputError as error:
        raise OutputError(f"{folder}: holds other files than a bundle; name another folder with -o") from error
    if strange := sorted(set(held) - listed - {MANIFEST}):
        raise OutputError(f"{folder}: {strange[0]!r} is not of the bundle there; move it away, or name another folder")


def _replace(folder: Path, made: Path) -> None:
    """Put the new folder in the place of the old one; if that fails, the old one stands again."""
    old = made.with_name(f"{made.name}.old")
    if folder.exists():
        folder.rename(old)
    try:
        made.rename(folder)
    except OSError:
        with suppress(OSError):
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def check_bundle(folder: Path) -> list[str]:
    """Check the files of a bundle against its manifest.

    Parameters
    ----------
    folder
        The bundle.

    Returns
    -------
    faults
        One line for each file that is missing, changed or not of the bundle; none if all is as it was made.

    Raises
    ------
    InputError
        If there is no manifest, or it is none that `geo` wrote.
    """
    entries = _manifest(folder)["files"]
    faults = []
    for entry in entries:
        path = folder / entry["name"]
        if path.is_symlink() or not path.is_file():
            faults.append(f"{entry['name']}: is missing")
        elif path.stat().st_size != entry["bytes"] or sha256_of(path) != entry["sha256"]:
            faults.append(f"{entry['name']}: has been changed")
    known = {MANIFEST, *(entry["name"] for entry in entries)}
    faults += [f"{name}: is not of the bundle" for name in sorted({path.name for path in folder.iterdir()} - known)]
    return faults


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    try:
        if path.is_symlink():
            raise InputError(f"{path}: is a link, and no manifest")
        with path.open("rb") as file:
            raw = file.read(_LARGEST_MANIFEST + 1)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); name the folder of a bundle") from error
    try:
        manifest = orjson.loads(raw) if len(raw) <= _LARGEST_MANIFEST else None
    except orjson.JSONDecodeError as error:
        raise InputError(f"{path}: is no JSON ({error})") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise InputError(f"{path}: is no manifest of a bundle")
    entries = manifest.get("files")
    if not isinstance(entries, list) or len(entries) > _MOST_FILES or not all(map(_is_entry, entries)):
        raise InputError(f"{path}: is damaged: it lists no files as a manifest does")
    return manifest


def _is_entry(entry: object) -> bool:
    return (
        isinstance(entry, dict)
        and isinstance(name := entry.get("name"), str)
        and _NAME.fullmatch(name) is not None
        and name != MANIFEST
        and isinstance(entry.get("bytes"), int)
        and isinstance(digest := entry.get("sha256"), str)
        and _SHA256.fullmatch(digest) is not None
    )
