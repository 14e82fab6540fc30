"""Archives from outside: opened for reading only after their members have been looked at."""

from __future__ import annotations

import struct
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING

from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST_MEMBERS = 2000
# text and spreadsheets shrink to a fifth or a twentieth; only padding made for the purpose shrinks to less
MOST_RATIO = 200
# the alternate names of the whole world have about one gigabyte
MOST_TEXT_BYTES = 4 << 30
_SMALL_BYTES = 1 << 20
_PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_BLOCK = 1 << 16
_LOCAL_HEADER = struct.Struct("<4s22xHH")
# what the zip module of Python raises at bytes that are no archive, or a damaged one
BROKEN = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error, EOFError, OSError),
    *(NotImplementedError, RuntimeError, ValueError, OverflowError, IndexError),
)
_TABLES = (".csv", ".tsv", ".tab", ".txt")
# beside their data the archives of GeoNames hold these
_NO_TABLES = ("readme.txt", "iso-languagecodes.txt")


def members(archive: zipfile.ZipFile, file: str, *, most_bytes: int) -> list[zipfile.ZipInfo]:
    """Return the members of an archive, after a look at what it declares.

    Raises
    ------
    InputError
        If it has too many members, one with a name that leads out of its folder, one twice, an encrypted one or one
        packed in an uncommon way, or if it declares to grow beyond all measure.
    """
    found = archive.infolist()
    if len(found) > MOST_MEMBERS:
        raise InputError(f"{file}: has {len(found):,} members, more than {MOST_MEMBERS:,}; it is no archive of tables")
    seen: set[str] = set()
    for member in found:
        name = member.filename
        parts = PurePosixPath(name.replace("\\", "/")).parts
        if name.startswith(("/", "\\")) or ".." in parts or "\0" in name or (parts and ":" in parts[0]):
            raise InputError(f"{file}: member {name!r} leads out of the archive; do not trust this file")
        if name in seen:
            raise InputError(f"{file}: member {name!r} is there twice; do not trust this file")
        seen.add(name)
        if member.flag_bits & _ENCRYPTED:
            raise InputError(f"{file}: is encrypted; save it without a password")
        if member.compress_type not in _PLAIN_METHODS:
            raise InputError(f"{file}: member {name!r} is packed by an uncommon method; pack it anew as a plain zip")
        if member.file_size > max(_SMALL_BYTES, MOST_RATIO * max(member.compress_size, 1)):
            raise _bomb(file, f"member {name!r} would grow more than {MOST_RATIO} times")
    total = sum(member.file_size for member in found)
    if total > most_bytes:
        raise _bomb(file, f"its members would grow to {total >> 20:,} MB, more than {most_bytes >> 20:,} MB")
    return found


def _bomb(file: str, what: str) -> InputError:
    return InputError(f"{file}: looks like a zip bomb: {what}; fetch the file anew from its source")


def measured(data: IO[bytes], member: zipfile.ZipInfo, file: str) -> Iterator[bytes]:
    """Yield the content of a member block by block, going by its bytes and not by what it declares of its size.

    Parameters
    ----------
    data
        The archive.
    member
        One of those that `members` has let pass.
    file
        The archive's name, for messages.

    Raises
    ------
    InputError
        If the member is damaged, or larger than declared.
    """
    data.seek(member.header_offset)
    mark, name_length, extra_length = _LOCAL_HEADER.unpack(data.read(_LOCAL_HEADER.size))
    if mark != b"PK\x03\x04":
        raise InputError(f"{file}: member {member.filename!r} is damaged; fetch the file anew")
    data.seek(name_length + extra_length, 1)
    left, size = member.compress_size, 0
    unpacker = None if member.compress_type == zipfile.ZIP_STORED else zlib.decompressobj(-15)
    while left > 0 and (packed := data.read(min(left, _BLOCK))):
        left -= len(packed)
        while packed:
            block = unpacker.decompress(packed, _BLOCK * 16) if unpacker else packed
            packed = unpacker.unconsumed_tail if unpacker else b""
            size += len(block)
            if size > member.file_size:
                raise _bomb(file, f"member {member.filename!r} is larger than the archive says")
            if block:
                yield block
    if left or size != member.file_size:
        raise InputError(f"{file}: member {member.filename!r} ends early; fetch the file anew")


def is_zip(head: bytes) -> bool:
    """Whether a file that begins so is an archive."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


@contextmanager
def open_bytes(path: Path, member: str | None = None) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """Open a file, or the table within an archive, for reading as it streams; nothing is unpacked to disk.

    Parameters
    ----------
    path
        Any file; an archive must hold one table, or the one named.
    member
        The name of the member to read.

    Yields
    ------
    streams
        The content, and the file itself, whose position tells how far reading has come.

    Raises
    ------
    InputError
        If it cannot be read, is empty, or is an archive that is refused.
    """
    try:
        with path.open("rb") as raw:
            head = raw.read(4)
            raw.seek(0)
            if not head:
                raise InputError(f"{path.name}: is empty; fetch it anew")
            if not is_zip(head):
                yield raw, raw
                return
            with zipfile.ZipFile(raw) as archive:
                chosen = table_of(archive, path.name, member)
                with archive.open(chosen) as stream:
                    yield stream, raw
    except InputError:
        raise
    except BROKEN as error:
        raise InputError(f"{path.name}: cannot be read ({_one_line(error)}); fetch it anew") from error


def table_of(archive: zipfile.ZipFile, file: str, member: str | None = None) -> zipfile.ZipInfo:
    """Return the one table in an archive, or the member named.

    Raises
    ------
    InputError
        If there is none, or several, or the archive is refused.
    """
    found = members(archive, file, most_bytes=MOST_TEXT_BYTES)
    tables = [
        one
        for one in found
        if (name := PurePosixPath(one.filename).name.lower()).endswith(_TABLES)
        and name not in _NO_TABLES
        and not one.filename.startswith("__MACOSX/")
    ]
    if member is not None:
        tables = [one for one in tables if one.filename == member]
    if len(tables) != 1:
        names = ", ".join(one.filename for one in tables or found[:10]) or "nothing"
        raise InputError(f"{file}: should hold one table, and holds {names}; unpack it and give the table")
    return tables[0]


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
