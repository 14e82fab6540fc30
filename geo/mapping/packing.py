"""Data inside the page: packed with gzip, written in base64, unpacked by the reader's own browser.

A block is text of an alphabet without markup, so that no text of a report can end it or begin another element. The same
values give the same bytes.
"""

from __future__ import annotations

import gzip
from base64 import b64encode
from typing import TYPE_CHECKING

import numpy as np
import orjson

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy.typing as npt

LEVEL = 9
_PLANES = 3


def packed(value: object) -> str:
    """Return a value as JSON, packed.

    Examples
    --------
    >>> packed({"a": "</script>"})[:8]
    'H4sIAAAA'
    """
    return packed_bytes(orjson.dumps(value))


def packed_bytes(data: bytes) -> str:
    """Return bytes, packed."""
    # the time of packing stays out
    return b64encode(gzip.compress(data, LEVEL, mtime=0)).decode("ascii")


def with_header(header: dict[str, object], columns: Iterable[bytes]) -> str:
    """Return columns of bytes after a header, packed: the length of its JSON (little-endian u32), that, the columns."""
    said = orjson.dumps(header)
    return packed_bytes(len(said).to_bytes(4, "little") + said + b"".join(columns))


def planes(steps: npt.NDArray[np.int64]) -> Iterator[bytes]:
    """Yield whole numbers, shape (n, 2), as columns: of each axis the low, middle and high bytes.

    Numbers are less than 2**23 either way; their lowest bit is the sign.
    """
    folded = (steps << 1) ^ (steps >> 63)
    for axis in (0, 1):
        for plane in range(_PLANES):
            yield (folded[:, axis] >> 8 * plane & 255).astype(np.uint8).tobytes()
