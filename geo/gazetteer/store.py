"""The gazetteer's file: one memory-mapped block of columns and a sorted name index; nothing is parsed at opening.

Layout: eight magic bytes, the header's length (little-endian u64), a JSON header, then the sections it lists; header
and sections each end at a multiple of eight bytes. Numbers are little-endian. The same places give the same bytes.
"""

from __future__ import annotations

import json
import mmap
import sys
import zlib
from array import array
from bisect import bisect_left
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from geo.atomic import write_atomically
from geo.errors import GazetteerError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

MAGIC = b"GEOGAZ01"
_ITEM_BYTES = {"B": 1, "H": 2, "I": 4, "i": 4, "f": 4, "Q": 8, "d": 8}


def _padded(size: int) -> int:
    return -(-size // 8) * 8


def key_hash(key: str) -> int:
    """Return the 64-bit hash under which the name index keeps a key."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "little")


class Strings:
    """A read-only column of strings: one UTF-8 blob and the offsets into it."""

    def __init__(self, blob: memoryview, ends: memoryview) -> None:
        self._blob = blob
        self._ends = ends

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, row: int) -> str:
        start = self._ends[row - 1] if row else 0
        return str(self._blob[start : self._ends[row]], "utf-8")


class Store:
    """An open gazetteer file.

    Parameters
    ----------
    path
        The file to map.

    Raises
    ------
    GazetteerError
        If the file is missing, cut short or of another format.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise GazetteerError(
                f"{path}: no gazetteer can be opened here ({error}); build it with 'geo gazetteer build'"
            ) from error
        self._view = memoryview(self._map)
        self.header = self._read_header()

    def _read_header(self) -> dict[str, Any]:
        view = self._view
        fault = f"{self.path}: not a gazetteer of this version, or damaged; build it anew with 'geo gazetteer build'"
        if len(view) < 16 or view[:8] != MAGIC:
            raise GazetteerError(fault)
        length = int.from_bytes(view[8:16], "little")
        try:
            header: dict[str, Any] = json.loads(bytes(view[16 : 16 + length]))
            self._base = _padded(16 + length)
            end = self._base + max(start + size for start, size, _ in header["sections"].values())
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise GazetteerError(fault) from error
        if end > len(view):
            raise GazetteerError(f"{self.path}: cut short ({len(view)} of {end} bytes); fetch or build it anew")
        return header

    def raw(self, name: str) -> memoryview:
        """Return a section as bytes, without copying."""
        start, size, _ = self.header["sections"][name]
        return self._view[self._base + start : self._base + start + size]

    def packed(self, name: str) -> bytes:
        """Return a compressed section, unpacked.

        Raises
        ------
        GazetteerError
            If it is damaged.
        """
        try:
            return zlib.decompress(self.raw(name))
        except zlib.error as error:
            raise GazetteerError(f"{self.path}: damaged ({error}); fetch or build it anew") from error

    def column(self, name: str) -> memoryview:
        """Return a numeric section as a typed view, without copying (`numpy.frombuffer` takes it too)."""
        kind = self.header["sections"][name][2]
        return self.raw(name).cast(kind)

    def strings(self, name: str) -> Strings:
        """Return a column of strings."""
        return Strings(self.raw(name), self.column(name + ".ends"))

    def __contains__(self, name: str) -> bool:
        return name in self.header["sections"]


class KeyIndex:
    """Keys to rows: sorted 64-bit hashes, and for each the rows that bear it with a mark on how."""

    def __init__(self, store: Store, name: str) -> None:
        self._hashes = store.column(name + ".hashes")
        self._ends = store.column(name + ".ends")
        self._rows = store.column(name + ".rows")
        self._marks = store.column(name + ".marks")

    def __len__(self) -> int:
        return len(self._hashes)

    def find(self, key: str) -> list[tuple[int, int]]:
        """Return (row, mark) for each row that bears the key; empty if none does."""
        wanted = key_hash(key)
        at = bisect_left(self._hashes, wanted)
        if at == len(self._hashes) or self._hashes[at] != wanted:
            return []
        start, end = self._ends[at - 1] if at else 0, self._ends[at]
        return list(zip(self._rows[start:end], self._marks[start:end], strict=True))

    def __contains__(self, key: str) -> bool:
        wanted = key_hash(key)
        at = bisect_left(self._hashes, wanted)
        return at < len(self._hashes) and self._hashes[at] == wanted


class Writer:
    """Gathers sections and writes them as one file, atomically."""

    def __init__(self) -> None:
        self._sections: dict[str, tuple[bytes, str]] = {}

    def raw(self, name: str, data: bytes) -> None:
        """Add a section of bytes."""
        self._sections[name] = (data, "B")

    def packed(self, name: str, data: bytes) -> None:
        """Add a section of bytes, compressed: for what is read whole and not at opening."""
        self.raw(name, zlib.compress(data, 9))

    def column(self, name: str, kind: str, values: Iterable[float]) -> None:
        """Add a numeric section; `kind` is an `array` type code (f, d, H, I, i, Q, B)."""
        numbers = array(kind, values)
        if numbers.itemsize != _ITEM_BYTES[kind]:
            raise GazetteerError(f"this machine stores {kind!r} in {numbers.itemsize} bytes, not {_ITEM_BYTES[kind]}")
        if sys.byteorder == "big":
            numbers.byteswap()
        self._sections[name] = (numbers.tobytes(), kind)

    def strings(self, name: str, values: Sequence[str]) -> None:
        """Add a column of strings."""
        encoded = [value.encode() for value in values]
        ends, total = [], 0
        for value in encoded:
            total += len(value)
            ends.append(total)
        self.raw(name, b"".join(encoded))
        self.column(name + ".ends", "I", ends)

    def index(self, name: str, keys: Mapping[str, Sequence[tuple[int, int]]]) -> None:
        """Add a key index; the postings of a key keep their order."""
        hashed = sorted((key_hash(key), postings) for key, postings in keys.items())
        if len({number for number, _ in hashed}) < len(hashed):
            raise GazetteerError(f"two keys of {name} share a hash; change the hash in geo.gazetteer.store")
        ends, total = [], 0
        for _, postings in hashed:
            total += len(postings)
            ends.append(total)
        self.column(name + ".hashes", "Q", [number for number, _ in hashed])
        self.column(name + ".ends", "I", ends)
        self.column(name + ".rows", "I", [row for _, postings in hashed for row, _ in postings])
        self.column(name + ".marks", "B", [mark for _, postings in hashed for _, mark in postings])

    def write(self, path: Path, facts: Mapping[str, object]) -> None:
        """Write the file beside its place and swap it in.

        Parameters
        ----------
        path
            Where the file goes; its folder must exist.
        facts
            What the header says beside the sections (format notes, counts, sources).

        Raises
        ------
        OutputError
            If it cannot be written; an older file then stays as it was.
        """
        table: dict[str, tuple[int, int, str]] = {}
        position = 0
        for name, (data, kind) in self._sections.items():
            table[name] = (position, len(data), kind)
            position = _padded(position + len(data))
        header = json.dumps({**facts, "sections": table}, ensure_ascii=False, separators=(",", ":")).encode()
        base = _padded(16 + len(header))
        write_atomically(path, self._pieces(header, base, table))

    def _pieces(self, header: bytes, base: int, table: Mapping[str, tuple[int, int, str]]) -> Iterator[bytes]:
        yield (MAGIC + len(header).to_bytes(8, "little") + header).ljust(base, b"\0")
        for name, (data, _) in self._sections.items():
            yield data.ljust(_padded(table[name][1]), b"\0")
