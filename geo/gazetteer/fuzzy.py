"""Misspelt names: every key within a similarity of a name, found among a million without looking at each.

A key that may suffer `d` edits is cut into `d + 2` blocks. Whatever the edits, there are two blocks `i < j` that none
of them touches, with just `i` edits before the first and `j - i - 1` between the two (count edits less blocks from the
left: the sum falls to -1 and to -2 somewhere). So each pair of blocks of each key is hashed, and a name looks for its
own letters at the few places where such a pair may have moved to. A swap of neighbours over the border of two
blocks counts as the left one's; then the right one is looked for with its first letter from before it.

A hash is a sum of letters times weights, modulo 2**64, so all probes of a name are one product of a matrix, made once
for each length, and its letters. Its first bits choose a slot, the next stand in the entry beside the
parities of the key's letters (an edit changes two at most) and the key's row; what passes is measured by rapidfuzz.
Long names would need too many blocks and are few: of the long keys all parities are looked at.
"""

from __future__ import annotations

from functools import cache, cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

from geo.errors import GazetteerError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy as np
    import numpy.typing as npt

    Words = npt.NDArray[np.uint64]

COLUMNS = ("slots", "entries", "long_rows", "long_lengths", "long_parities")
CUTOFF = 0.82
"""The lowest similarity that the index covers; below it, every key is compared."""

_LONGEST = 33
# an entry: 16 bits of the hash, the parities of letters, the row
_ROW_BITS, _PARITY_BITS, _PRINT_BITS = 26, 22, 16
_LONG_PARITY_BITS = 64
_SLOT_LOAD, _MOST_SLOT_BITS = 4, 22
_SLACK = 1e-6
_WORD = (1 << 64) - 1


def edits(length: int) -> int:
    """Return how many edits leave two names alike enough, the longer of which has so many letters."""
    return int(length * (1 - CUTOFF) + _SLACK)


def _longest_like(length: int) -> int:
    """Return how many letters a longer name may have to be alike enough."""
    return int(length / CUTOFF + _SLACK)


def _mixed(number: int) -> int:
    """Return 64 bits that look random (splitmix64): the same on every machine."""
    number = number * 0x9E3779B97F4A7C15 & _WORD
    number = (number ^ number >> 30) * 0xBF58476D1CE4E5B9 & _WORD
    number = (number ^ number >> 27) * 0x94D049BB133111EB & _WORD
    return number ^ number >> 31


_WEIGHTS = tuple(_mixed(place + 1) | 1 for place in range(_LONGEST))


class _Pair(NamedTuple):
    """Two blocks of keys of one length: their bounds, and what their hash begins with."""

    first: int
    second: int
    bounds: tuple[int, int, int, int]
    seed: int


@cache
def _pairs(length: int) -> tuple[_Pair, ...]:
    blocks = edits(length) + 2
    # rounded down: the later blocks, where so many names end alike, are the longer ones
    bound = [block * length // blocks for block in range(blocks + 1)]
    return tuple(
        _Pair(i, j, (bound[i], bound[i + 1], bound[j], bound[j + 1]), _mixed(1 << 20 | length << 10 | i << 5 | j))
        for i, j in combinations(range(blocks), 2)
    )


# -- building ---------------------------------------------------------------------------------------------------------


def build(keys: Sequence[str]) -> dict[str, npt.NDArray[Any]]:
    """Return the columns of the index of some keys, by the names in `COLUMNS`.

    Parameters
    ----------
    keys
        Folded names, sorted, each once.

    Raises
    ------
    GazetteerError
        If there are more than 67 million.
    """
    import numpy as np

    if len(keys) >> _ROW_BITS:
        raise GazetteerError(f"{len(keys)} names are more than the index of misspellings can number; leave some out")
    lengths = np.fromiter(map(len, keys), dtype=np.int64, count=len(keys))
    codes = np.frombuffer("".join(keys).encode("utf-32-le", "surrogatepass"), dtype="<u4")
    begins = np.cumsum(lengths) - lengths
    parities = np.zeros(len(keys), dtype=np.uint64)
    hashed = [np.zeros(0, dtype=np.uint64)]
    owners = [np.zeros(0, dtype=np.uint32)]
    for length in np.flatnonzero(np.bincount(lengths[lengths <= _LONGEST])).tolist():
        rows = np.flatnonzero(lengths == length).astype(np.uint32)
        letters = codes[begins[rows] + np.arange(length)[:, None]].astype(np.uint64)
        parities[rows] = _parities(letters, _PARITY_BITS)
        for pair in _pairs(length):
            hashed.append(_hashes(letters, pair))
            owners.append(rows)
    slots, entries = _table(np.concatenate(hashed), np.concatenate(owners), parities)
    return {"slots": slots, "entries": entries, **_long(codes, begins, lengths)}


def _hashes(letters: Words, pair: _Pair) -> Words:
    import numpy as np

    start, end, start_2, end_2 = pair.bounds
    total = np.full(letters.shape[1], pair.seed, dtype=np.uint64)
    for place, at in enumerate([*range(start, end), *range(start_2, end_2)]):
        total += letters[at] * np.uint64(_WEIGHTS[place])
    return total


def _parities(letters: Words, bits: int) -> Words:
    """Return, for each column of letters, one bit for each class of letters: whether their number is odd."""
    import numpy as np

    one, classes = np.uint64(1), np.uint64(bits)
    parities = np.zeros(letters.shape[1], dtype=np.uint64)
    for row in letters:
        parities ^= one << row % classes
    return parities


def _ones(words: Words) -> npt.NDArray[np.uint8]:
    import numpy as np

    ones: npt.NDArray[np.uint8]
    if hasattr(np, "bitwise_count"):
        ones = np.bitwise_count(words)
    else:  # numpy before 2.0
        ones = np.unpackbits(words.view(np.uint8).reshape(-1, 8), axis=1).sum(axis=1, dtype=np.uint8)
    return ones


def _table(hashed: Words, rows: npt.NDArray[np.uint32], parities: Words) -> tuple[npt.NDArray[np.uint32], Words]:
    import numpy as np

    slot_bits = min(_MOST_SLOT_BITS, max(1, len(hashed) // _SLOT_LOAD).bit_length())
    kept = 64 - slot_bits - _PRINT_BITS
    ordered = hashed >> np.uint64(kept) << np.uint64(_ROW_BITS) | rows
    ordered.sort()
    counts = np.bincount((ordered >> np.uint64(_ROW_BITS + _PRINT_BITS)).astype(np.intp), minlength=1 << slot_bits)
    slots = np.zeros((1 << slot_bits) + 1, dtype=np.uint32)
    slots[1:] = np.cumsum(counts)
    row = ordered & np.uint64((1 << _ROW_BITS) - 1)
    prints = ordered >> np.uint64(_ROW_BITS) << np.uint64(_ROW_BITS + _PARITY_BITS)
    return slots, prints | parities[row.astype(np.intp)] << np.uint64(_ROW_BITS) | row


def _long(
    codes: npt.NDArray[np.uint32], begins: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]
) -> dict[str, npt.NDArray[Any]]:
    import numpy as np

    # also those that can be looked up by their blocks, but not for a name that is longer than any such
    rows = np.flatnonzero(lengths > _LONGEST - edits(_LONGEST + 1))
    rows = rows[np.argsort(lengths[rows], kind="stable")]
    parities = np.zeros(len(rows), dtype=np.uint64)
    for length in np.unique(lengths[rows]).tolist():
        chosen = np.flatnonzero(lengths[rows] == length)
        letters = codes[begins[rows[chosen]] + np.arange(length)[:, None]].astype(np.uint64)
        parities[chosen] = _parities(letters, _LONG_PARITY_BITS)
    return {
        "long_rows": rows.astype(np.uint32),
        "long_lengths": lengths[rows].astype(np.uint32),
        "long_parities": parities,
    }


# -- finding ----------------------------------------------------------------------------------------------------------


class _Plan(NamedTuple):
    """The probes of names of one length: weights of letters, what hashes begin with, parities that may differ."""

    weights: Words
    seeds: Words
    odd: npt.NDArray[np.uint8]


@cache
def _plan(length: int) -> _Plan:
    import numpy as np

    weights: list[list[int]] = []
    seeds: list[int] = []
    odd: list[int] = []
    for other in range(length - edits(length), min(_LONGEST, _longest_like(length)) + 1):
        allowed = edits(max(length, other))
        for pair, places in dict.fromkeys(_probes(tuple(range(length)), other, allowed)):
            row = [0] * length
            for weight, place in zip(_WEIGHTS, places, strict=False):
                row[place] = weight
            weights.append(row)
            seeds.append(pair.seed)
            odd.append(2 * allowed)
    return _Plan(
        np.array(weights, dtype=np.uint64).reshape(len(seeds), length),
        np.array(seeds, dtype=np.uint64),
        np.array(odd, dtype=np.uint8),
    )


def _probes(letters: tuple[int, ...], length: int, allowed: int) -> Iterator[tuple[_Pair, tuple[int, ...]]]:
    """Yield where in a name, given as the places of its letters, the blocks of keys of a length may be found."""
    if allowed > edits(length):
        # only a longer name may have more edits than the key has blocks for; one of them then adds a letter
        for at in range(len(letters)):
            yield from _probes(letters[:at] + letters[at + 1 :], length, allowed - 1)
        return
    for pair in _pairs(length):
        before, between, after = pair.first, pair.second - pair.first - 1, allowed - pair.second + 1
        if after < 0:
            continue
        for first, moved in _blocks(letters, pair.bounds[:2], 0, before):
            for second, moved_2 in _blocks(letters, pair.bounds[2:], moved, between):
                if abs(len(letters) - length - moved_2) <= after:
                    yield pair, first + second


def _blocks(
    letters: tuple[int, ...], bounds: tuple[int, ...], moved: int, before: int
) -> Iterator[tuple[tuple[int, ...], int]]:
    """Yield the letters that may be a block and how far they have moved, `before` edits after what `moved` so far."""
    for shift in range(moved - before, moved + before + 1):
        start, end = bounds[0] + shift, bounds[1] + shift
        if start < 0 or end > len(letters):
            continue
        yield letters[start:end], shift
        if 0 < start < end and abs(shift - moved) < before:
            yield (letters[start - 1], *letters[start + 1 : end]), shift


class FuzzyIndex:
    """The keys of a gazetteer, to be found by names spelt nearly so.

    Parameters
    ----------
    keys
        The sorted keys: anything with a length that gives the key of a row.
    columns
        What `build` made of them, as arrays or as views of a mapped file; nothing is copied.
    """

    def __init__(self, keys: Sequence[str], columns: Mapping[str, Any]) -> None:
        import numpy as np

        self._keys = keys
        self._slots, self._entries, self._long_rows, self._long_lengths, self._long_parities = (
            np.asarray(columns[name]) for name in COLUMNS
        )
        self._shift = 65 - (len(self._slots) - 1).bit_length()

    def find(self, name: str, *, cutoff: float = CUTOFF, limit: int | None = None) -> list[tuple[str, float]]:
        """Return the keys most like a name with their similarity, the most alike first, then in order.

        Exactly what rapidfuzz finds among all keys: one less the restricted Damerau-Levenshtein distance (a swap of
        neighbours counts once) over the length of the longer name.

        Parameters
        ----------
        name
            A folded name.
        cutoff
            The least similarity, from 0 to 1. Below `CUTOFF` every key is compared, which takes far longer.
        limit
            At most so many; all by default.
        """
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        choices = self._all if cutoff < CUTOFF else list(map(self._keys.__getitem__, self._likely(name)))
        if not choices:
            return []
        found = process.extract(name, choices, scorer=OSA.normalized_similarity, limit=limit, score_cutoff=cutoff)
        return [(key, alike) for key, alike, _ in found]

    @cached_property
    def _all(self) -> Sequence[str]:
        keys = self._keys
        return keys if isinstance(keys, tuple | list) else [keys[row] for row in range(len(keys))]

    def _likely(self, name: str) -> list[int]:
        """Return the rows, in order, of all keys that may be like a name, and of few that are not."""
        import numpy as np

        letters = np.frombuffer(name.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
        rows = self._probed(letters) if len(name) <= _LONGEST else []
        if _longest_like(len(name)) > _LONGEST:
            rows += self._compared(letters)
        return sorted(set(rows)) if len(rows) > 1 else rows

    def _probed(self, letters: Words) -> list[int]:
        import numpy as np

        plan = _plan(len(letters))
        hashed = plan.weights @ letters + plan.seeds
        slot = (hashed >> np.uint64(self._shift)).astype(np.intp)
        begins = self._slots[slot].astype(np.intp)
        counts = self._slots[slot + 1] - begins
        ends = np.cumsum(counts)
        probe = np.repeat(np.arange(len(counts)), counts)
        entries = self._entries[np.arange(len(probe)) + (begins - (ends - counts))[probe]]
        prints = hashed << np.uint64(64 - self._shift)
        same = np.flatnonzero((prints[probe] ^ entries) >> np.uint64(64 - _PRINT_BITS) == 0)
        entries = entries[same]
        odd = entries >> np.uint64(_ROW_BITS) & np.uint64((1 << _PARITY_BITS) - 1)
        near = _ones(odd ^ _parities(letters[:, None], _PARITY_BITS)) <= plan.odd[probe[same]]
        rows: list[int] = (entries[near] & np.uint64((1 << _ROW_BITS) - 1)).tolist()
        return rows

    def _compared(self, letters: Words) -> list[int]:
        import numpy as np

        size = len(letters)
        shortest = size - edits(size) if size > _LONGEST else _LONGEST + 1
        begin, end = np.searchsorted(self._long_lengths, (shortest, _longest_like(size) + 1)).tolist()
        longer = np.maximum(self._long_lengths[begin:end], size)
        odd = self._long_parities[begin:end] ^ _parities(letters[:, None], _LONG_PARITY_BITS)
        near = _ones(odd) <= 2 * (longer * (1 - CUTOFF) + _SLACK).astype(np.intp)
        rows: list[int] = self._long_rows[begin:end][near].tolist()
        return rows
