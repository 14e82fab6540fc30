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
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload
from zlib import crc32

from geo.atomic import write_atomically
from geo.errors import GazetteerError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    import numpy.typing as npt

MAGIC = b"GEOGAZ03"
_PACKED = "z"
_SLOT_LOAD = 8
_ANCHOR_ROWS = 64
# a posting is a row above a mark; where a key has several, the place where their number stands, they following it
_MARK_BITS, _SEVERAL = 2, 1 << 31
_MARK = (1 << _MARK_BITS) - 1
_ITEM_BYTES = {"B": 1, "H": 2, "I": 4, "i": 4, "f": 4, "Q": 8, "d": 8}


def _padded(size: int) -> int:
    return -(-size // 8) * 8


def key_hash(key: str) -> int:
    """Return the 64-bit hash under which the name index keeps a key.

    The checksums of its bytes forwards and backwards: twice as quick as any hash of that size in the standard library,
    as rarely the same for two names (never for two of one length up to eight bytes), and not proof against malice.
    """
    data = key.encode()
    return crc32(data) << 32 | crc32(data[::-1])


class Strings(Sequence[str]):
    """A read-only column of strings: one UTF-8 blob and the offsets into it."""

    def __init__(self, blob: memoryview, ends: memoryview) -> None:
        self._blob = blob
        self._ends = ends

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, row: int) -> str: ...
    @overload
    def __getitem__(self, row: slice) -> list[str]: ...
    def __getitem__(self, row: int | slice) -> str | list[str]:
        if isinstance(row, slice):
            return [self[one] for one in range(*row.indices(len(self)))]
        start = self._ends[row - 1] if row else 0
        return str(self._blob[start : self._ends[row]], "utf-8")

    def find(self, value: str) -> int | None:
        """Return the row of a value, or None. The column must be sorted, each value once, none empty."""
        ends, wanted = self._ends, value.encode()
        first = (bisect_right(self._anchors, wanted) - 1) * _ANCHOR_ROWS
        if first < 0:
            return None
        last = min(first + _ANCHOR_ROWS, len(ends))
        start = ends[first - 1] if first else 0
        # the bytes of a value may also lie across two others
        block = bytes(self._blob[start : ends[last - 1]])
        at = block.find(wanted)
        while at >= 0:
            row = bisect_right(ends, start + at, first, last)
            if ends[row] == start + at + len(wanted) and (ends[row - 1] if row else 0) == start + at:
                return row
            at = block.find(wanted, at + 1)
        return None

    @cached_property
    def _anchors(self) -> list[bytes]:
        rows = range(0, len(self), _ANCHOR_ROWS)
        return [bytes(self._blob[self._ends[row - 1] if row else 0 : self._ends[row]]) for row in rows]


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
            reason = error.strerror if isinstance(error, OSError) else error
            raise GazetteerError(
                f"{path}: no gazetteer is here ({reason}); make one with 'geo gazetteer install', or name no folder"
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
        """Return a section that is read whole, unpacked if it is compressed.

        Raises
        ------
        GazetteerError
            If it is damaged.
        """
        if self.header["sections"][name][2] != _PACKED:
            return bytes(self.raw(name))
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
    """Keys to rows: sorted 64-bit hashes, and for each the rows that bear it with a mark on how.

    A table of slots says where the hashes with the same first bits begin, so that a search looks at a few of them only.
    The posting of a key that has only one stands beside its hash, those of others together.
    """

    def __init__(self, store: Store, name: str) -> None:
        self._slots = store.column(name + ".slots")
        self._shift = 65 - (len(self._slots) - 1).bit_length()
        self._hashes = store.column(name + ".hashes")
        self._postings = store.column(name + ".postings")
        self._several = store.column(name + ".several")

    def __len__(self) -> int:
        return len(self._hashes)

    def find(self, key: str) -> list[tuple[int, int]]:
        """Return (row, mark) for each row that bears the key; empty if none does."""
        # as in key_hash and __contains__, written out: a call costs a fifth of the whole
        data = key.encode()
        wanted = crc32(data) << 32 | crc32(data[::-1])
        slot = wanted >> self._shift
        last = self._slots[slot + 1]
        at = bisect_left(self._hashes, wanted, self._slots[slot], last)
        if at == last or self._hashes[at] != wanted:
            return []
        found = self._postings[at]
        if found < _SEVERAL:
            return [(found >> _MARK_BITS, found & _MARK)]
        start = (found ^ _SEVERAL) + 1
        return [(one >> _MARK_BITS, one & _MARK) for one in self._several[start : start + self._several[start - 1]]]

    def __contains__(self, key: str) -> bool:
        wanted = key_hash(key)
        slot = wanted >> self._shift
        last = self._slots[slot + 1]
        at = bisect_left(self._hashes, wanted, self._slots[slot], last)
        return at < last and self._hashes[at] == wanted


class Writer:
    """Gathers sections and writes them as one file, atomically.

    Parameters
    ----------
    compress
        Whether sections that are read whole are compressed: a smaller file, a slower first use.
    """

    def __init__(self, *, compress: bool = True) -> None:
        self._sections: dict[str, tuple[bytes, str]] = {}
        self.compress = compress

    def raw(self, name: str, data: bytes) -> None:
        """Add a section of bytes."""
        self._sections[name] = (data, "B")

    def packed(self, name: str, data: bytes) -> None:
        """Add a section of bytes that is read whole and not at opening; compressed if the file is to be small."""
        self._sections[name] = (zlib.compress(data, 9), _PACKED) if self.compress else (data, "B")

    def array(self, name: str, values: npt.NDArray[Any]) -> None:
        """Add a numeric section from a numpy array of one of the known item types."""
        # numpy has several letters for one size
        kind = {"u2": "H", "u4": "I", "u8": "Q", "i4": "i", "f4": "f", "f8": "d"}[values.dtype.str[1:]]
        self._sections[name] = (values.astype(values.dtype.newbyteorder("<")).tobytes(), kind)

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
        numbers = [number for number, _ in hashed]
        bits = max(1, len(numbers) // _SLOT_LOAD).bit_length()
        self.column(name + ".slots", "I", (bisect_left(numbers, slot << 64 - bits) for slot in range((1 << bits) + 1)))
        self.column(name + ".hashes", "Q", numbers)
        single: list[int] = []
        several: list[int] = []
        for _, postings in hashed:
            packed = [row << _MARK_BITS | mark for row, mark in postings]
            if max(packed, default=0) >= _SEVERAL or any(mark > _MARK for _, mark in postings):
                raise GazetteerError(f"a row or mark of {name} is too large for the file; leave some places out")
            if len(packed) == 1:
                single += packed
            else:
                single.append(_SEVERAL | len(several))
                several += [len(packed), *packed]
        self.column(name + ".postings", "I", single)
        self.column(name + ".several", "I", several)

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
