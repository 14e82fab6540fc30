"""The areas of one day as bytes: as what differs from the areas of another day, or whole; exact to the last bit.

Two days of a front differ in a few places, and each ring between them is the same run of points. So areas are kept as
runs of points taken from the base, and the points that the base lacks as they are, 64-bit floats; no grid, no rounding.
"""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.errors import InputError
from geo.model import Holder

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import numpy.typing as npt
    from shapely import MultiPolygon

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int32]

_CODES = {Holder.RU: 1, Holder.UA: 2, Holder.CONTESTED: 3, Holder.UNKNOWN: 4}
_HOLDERS = {code: holder for holder, code in _CODES.items()}
_INT, _FLOAT = "<i4", "<f8"
# holders, polygons, rings, runs, points that the base lacks
_HEAD = 5
_MOST_BYTES = 1 << 28
_MOST_POINTS = _MOST_BYTES // 16
_DIGEST_BYTES = 16


@dataclass(frozen=True, slots=True)
class Flat:
    """Areas as arrays: a code per holder, its polygons, their rings, their points, the closing ones left out."""

    holders: Ints
    polygons: Ints
    rings: Ints
    sizes: Ints
    points: Floats

    def digest(self) -> bytes:
        """Return what tells these areas from all others."""
        import numpy as np

        found = hashlib.blake2b(digest_size=_DIGEST_BYTES)
        for counts in (self.holders, self.polygons, self.rings, self.sizes):
            found.update(len(counts).to_bytes(4, "little") + counts.astype(_INT).tobytes())
        found.update(np.ascontiguousarray(self.points, dtype=_FLOAT).tobytes())
        return found.digest()


def flat(polygons: Mapping[Holder, MultiPolygon]) -> Flat:
    """Return the areas of the holders, MultiPolygons in EPSG:4326 without Z, as arrays."""
    import numpy as np
    import shapely

    held = [holder for holder in Holder if holder in polygons and not polygons[holder].is_empty]
    areas = np.array([polygons[holder] for holder in held], dtype=object)
    _, points, (of_rings, of_polygons, of_areas) = shapely.to_ragged_array(areas, include_z=False)
    closing = np.zeros(len(points), dtype=bool)
    closing[of_rings[1:] - 1] = True
    # two zeros that differ in sign would be two points of one place
    points = points[~closing] + 0.0
    counts = [np.diff(offsets).astype(np.int32) for offsets in (of_areas, of_polygons, of_rings)]
    return Flat(
        np.array([_CODES[holder] for holder in held], dtype=np.int32), counts[0], counts[1], counts[2] - 1, points
    )


def polygons_of(areas: Flat) -> dict[Holder, MultiPolygon]:
    """Return what `flat` was given."""
    import numpy as np
    import shapely

    ends = np.cumsum(areas.sizes)
    starts = ends - areas.sizes
    closed = np.insert(areas.points, ends, areas.points[starts], axis=0)
    offsets = tuple(
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        for counts in (areas.sizes + 1, areas.rings, areas.polygons)
    )
    made = shapely.from_ragged_array(shapely.GeometryType.MULTIPOLYGON, closed, offsets)
    return {_HOLDERS[int(code)]: area for code, area in zip(areas.holders, made, strict=True)}


def pack(areas: Flat, base: Flat | None = None) -> bytes:
    """Return areas as bytes, which `unpack` with the same base reads."""
    import numpy as np

    at = _found_in(base.points, areas.points) if base is not None else np.full(len(areas.points), -1)
    # a run goes on while each point follows the one before in the base, or while each is lacking there
    follows = np.where(at[:-1] < 0, -1, at[:-1] + 1)
    begins = np.flatnonzero(np.concatenate([[True], at[1:] != follows]))
    lengths = np.diff(np.append(begins, len(at)))
    lacking = areas.points[at < 0]
    head = [len(areas.holders), len(areas.rings), len(areas.sizes), len(begins), len(lacking)]
    counts = (head, areas.holders, areas.polygons, areas.rings, areas.sizes, at[begins], lengths)
    whole_numbers = np.concatenate(counts).astype(_INT).tobytes()
    # the first bytes of all numbers, then the second ones: what is alike stands together
    numbers = np.ascontiguousarray(lacking, dtype=_FLOAT).view(np.uint8).reshape(-1, 8).T.tobytes()
    return zlib.compress(whole_numbers + numbers, 9)


def unpack(data: bytes, base: Flat | None = None) -> Flat:
    """Return the areas that `pack` made bytes of.

    Raises
    ------
    InputError
        If the bytes are damaged.
    """
    import numpy as np

    try:
        opened = zlib.decompressobj()
        content = opened.decompress(data, _MOST_BYTES)
        if not opened.eof:
            raise ValueError("is too long")
        head = np.frombuffer(content, _INT, _HEAD).astype(np.int64)
        if head.min() < 0:
            raise ValueError("counts less than nothing")
        holders, polygons, rings, runs, lacking = (int(count) for count in head)
        sizes = (_HEAD, holders, holders, polygons, rings, runs, runs)
        whole_numbers = np.frombuffer(content, _INT, sum(sizes)).astype(np.int32)
        parts = np.split(whole_numbers, np.cumsum(sizes)[:-1])
        planes = np.frombuffer(content, np.uint8, lacking * 16, offset=4 * sum(sizes)).reshape(8, -1)
        own = np.ascontiguousarray(planes.T).view(_FLOAT).reshape(-1, 2).astype(np.float64)
        taken = np.empty((0, 2)) if base is None else base.points
        return Flat(parts[1], parts[2], parts[3], parts[4], _joined(parts[5], parts[6], own, taken))
    except (zlib.error, ValueError, IndexError) as error:
        raise InputError(f"areas that were kept are damaged ({error})") from error


def _found_in(base: Floats, points: Floats) -> npt.NDArray[np.intp]:
    """Return where each point stands in the base, -1 where it does not."""
    import numpy as np

    known, wanted = _as_numbers(base), _as_numbers(points)
    if not len(known):
        return np.full(len(wanted), -1)
    order = np.argsort(known, kind="stable")
    at = np.minimum(np.searchsorted(known, wanted, sorter=order), len(known) - 1)
    found = order[at]
    return np.where(known[found] == wanted, found, -1)


def _as_numbers(points: Floats) -> npt.NDArray[np.complex128]:
    import numpy as np

    return np.ascontiguousarray(points).view(np.complex128).ravel()


def _joined(starts: Ints, lengths: Ints, own: Floats, base: Floats) -> Floats:
    """Return the points of runs: those that start at -1 take the next of their own, the others stand in the base."""
    import numpy as np

    ends = np.cumsum(lengths, dtype=np.int64)
    if len(lengths) and (lengths.min() < 1 or ends[-1] > _MOST_POINTS):
        raise ValueError("runs have no length")
    within = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - lengths, lengths)
    at = np.repeat(starts.astype(np.int64), lengths)
    lacking = at < 0
    at += within
    if lacking.sum() != len(own) or (at[~lacking] >= len(base)).any():
        raise ValueError("runs do not fit")
    points = np.empty((len(at), 2))
    points[lacking] = own
    points[~lacking] = base[at[~lacking]]
    return points
