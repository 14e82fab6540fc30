"""What every kind of file gives, and what all share: limits, bytes to text, errors in one line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.errors import InputError

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

MEGABYTE = 1_000_000
# a report of words; what holds pictures or many reports may have more
MAX_BYTES = 10 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Raw:
    """A report as its file has it. `date` is the day it says it reports on, `published` the day it appeared in Kyiv."""

    text: str
    report_id: str
    where: str
    date: dt.date | str | None = None
    published: dt.date | None = None
    lang: str = ""
    source: str = ""
    url: str = ""
    title: str = ""


def read_bytes(path: Path, most_bytes: int = MAX_BYTES, *, instead: str = "give a part of it") -> bytes:
    """Return what is in a file, once its size is known.

    Raises
    ------
    InputError
        If it is missing, empty or too large; `instead` says what to do then.
    """
    try:
        size = path.stat().st_size
        if size > most_bytes:
            raise too_large(str(path), size, most_bytes, instead)
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    if not data.strip():
        raise InputError(f"{path}: is empty; a report needs text")
    return data


def too_large(where: str, size: int, most_bytes: int, instead: str) -> InputError:
    """Return the error that says so."""
    most = f"a report may have {most_bytes / MEGABYTE:.0f} MB at most"
    return InputError(f"{where}: is {size / MEGABYTE:.0f} MB; {most}; {instead}")


def decode(data: bytes, where: str) -> str:
    """Return the text of some bytes in UTF-8.

    Raises
    ------
    InputError
        If they are empty, binary or in another encoding; the message names the line.
    """
    if not data.strip():
        raise InputError(f"{where}: is empty; a report needs text")
    if b"\0" in data[:65536]:
        raise InputError(f"{where}: is a binary file; a report is text in UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{where}, line {line}: is not UTF-8 (byte 0x{data[error.start]:02x}); save it as UTF-8, "
            "for example with: iconv -f WINDOWS-1251 -t UTF-8"
        ) from error


def one_line(error: Exception) -> str:
    """Return what another library says of a fault, in one short line."""
    return " ".join(str(error).split())[:200] or type(error).__name__
