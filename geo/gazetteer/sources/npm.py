"""Members of npm packages: fetched by npm itself, or from a folder or archive already at hand."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from geo.errors import InputError

_LARGEST_MEMBER_BYTES = 64_000_000
_SECONDS = 600


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
        return _from_folder(at, name) if at.is_dir() else _from_archive(at, name)
    with tempfile.TemporaryDirectory() as folder:
        return _from_archive(_fetch(package, version, Path(folder)), name)


def _fetch(package: str, version: str, folder: Path) -> Path:
    wanted = f"{package}@{version}"
    npm = shutil.which("npm")
    if npm is None:
        raise InputError(f"npm is not installed, and {wanted} is needed; install npm, or pass the package's path")
    try:
        # the arguments are constants of this package, and no shell is involved
        subprocess.run(  # noqa: S603
            [npm, "pack", wanted, "--loglevel=error"],
            cwd=folder,
            check=True,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
        )
    except subprocess.CalledProcessError as error:
        raise InputError(
            f"npm pack {wanted} failed ({_reason(error.stderr)}); try again, or pass the package's path"
        ) from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InputError(
            f"npm pack {wanted} did not end well ({type(error).__name__}); pass the package's path"
        ) from error
    archives = sorted(folder.glob("*.tgz"))
    if not archives:
        raise InputError(f"npm pack {wanted} wrote no archive; try again, or pass the package's path")
    return archives[0]


def _reason(said: str) -> str:
    lines = (line.removeprefix("npm ").removeprefix("error ").strip() for line in said.splitlines())
    return next((line for line in lines if line and not line.startswith("code ")), "no reason given")


def _from_folder(folder: Path, name: str) -> bytes:
    for path in (folder / name, folder / "package" / name):
        if path.is_file():
            if path.stat().st_size > _LARGEST_MEMBER_BYTES:
                raise InputError(f"{path.name}: larger than {_LARGEST_MEMBER_BYTES} bytes; it is not the file expected")
            return path.read_bytes()
    raise InputError(f"{folder.name}: holds no {name}; give the unpacked npm package")


def _from_archive(archive: Path, name: str) -> bytes:
    try:
        with tarfile.open(archive, "r:gz") as tar:
            for entry in tar:
                if entry.name == f"package/{name}" and entry.isfile():
                    if entry.size > _LARGEST_MEMBER_BYTES:
                        raise InputError(f"{archive.name}: its {name} is larger than {_LARGEST_MEMBER_BYTES} bytes")
                    data = tar.extractfile(entry)
                    return data.read() if data else b""
    except (OSError, tarfile.TarError, EOFError) as error:
        raise InputError(f"{archive.name}: not a readable npm archive ({error}); fetch it anew") from error
    raise InputError(f"{archive.name}: holds no {name}; it is not the npm package expected")
