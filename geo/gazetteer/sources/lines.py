"""Text from outside, line by line: decoded strictly, with the line of the first fault."""

from __future__ import annotations

import codecs
from typing import IO, TYPE_CHECKING

from geo.errors import InputError
from geo.gazetteer.sources.zipped import open_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo.gazetteer.sources.record import Progress

LONGEST_LINE = 1 << 20
_BLOCK = 1 << 20
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_ALLOWED = frozenset({"utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8-u", "koi8-r", "cp866"})


def lines(
    path: Path, *, encoding: str | None = None, member: str | None = None, progress: Progress | None = None
) -> Iterator[tuple[int, str]]:
    """Yield the lines of a text file, or of the one text in an archive, numbered from 1 and without their ends.

    Only line feeds end lines. A byte order mark tells UTF-16 and is taken away; without one, and without an encoding
    asked for, the text must be UTF-8.

    Parameters
    ----------
    path
        The file.
    encoding
        An encoding to take instead: utf-8, utf-16, cp1251, koi8-u, koi8-r or cp866.
    member
        Which text of an archive.
    progress
        Called with the bytes of the file read so far.

    Raises
    ------
    InputError
        If the file cannot be read, is empty, or a line is in another encoding, holds a NUL or is over a megabyte.
    """
    name = path.name
    with open_bytes(path, member) as (stream, raw):
        number = 0
        for found in _blocks(stream, raw, name, encoding, progress):
            for line in found:
                number += 1
                yield number, line


def _blocks(
    stream: IO[bytes], raw: IO[bytes], name: str, encoding: str | None, progress: Progress | None
) -> Iterator[list[str]]:
    block = stream.read(_BLOCK)
    if not block:
        raise InputError(f"{name}: is empty; fetch it anew")
    asked = _codec(encoding, name)
    chosen = next((codec for bom, codec in _BOMS if block.startswith(bom)), None) or asked or "utf-8"
    decoder = codecs.getincrementaldecoder(chosen)("strict")
    number, rest = 0, ""
    while True:
        try:
            text = rest + decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode(chosen, "ignore").count("\n")
            raise _wrong_encoding(name, number + before + 1, chosen, error) from error
        found = text.split("\n")
        rest = found.pop()
        if "\0" in text:
            line = number + 1 + text[: text.index("\0")].count("\n")
            raise InputError(f"{name}, line {line}: holds a NUL; it is no text, or UTF-16 without a byte order mark")
        if len(rest) > LONGEST_LINE or (found and len(max(found, key=len)) > LONGEST_LINE):
            line = number + next((at for at, one in enumerate([*found, rest], 1) if len(one) > LONGEST_LINE), 1)
            raise InputError(f"{name}, line {line}: is over a megabyte; it is no table of places")
        number += len(found)
        if progress:
            progress(raw.tell())
        if not block:
            if rest:
                yield [rest.removesuffix("\r")]
            return
        if "\r" in text:
            found = [line.removesuffix("\r") for line in found]
        yield found
        block = stream.read(_BLOCK)


def _codec(encoding: str | None, name: str) -> str | None:
    if encoding is None:
        return None
    try:
        known = codecs.lookup(encoding).name
    except (LookupError, ValueError):
        known = ""
    if known not in _ALLOWED:
        raise InputError(f"{name}: encoding {encoding!r} is not among {', '.join(sorted(_ALLOWED))}; name one of them")
    return known


def _wrong_encoding(name: str, line: int, codec: str, error: UnicodeDecodeError) -> InputError:
    byte = error.object[error.start : error.start + 1].hex()
    mend = "name its encoding (encoding=), or convert it to UTF-8" if codec.startswith("utf-8") else "name another one"
    return InputError(f"{name}, line {line}: is not {codec.upper()} (byte 0x{byte}); {mend}")
