"""Names spelt nearly alike: through the index that an installed gazetteer carries, else by one made when it pays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.gazetteer.fuzzy import COLUMNS, CUTOFF, FuzzyIndex, build

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.gazetteer.store import Store

# to look at every name takes about a twentieth of making the index
_SCANS = 20
# the same names are misspelt the same way again, in a report and in the next
_REMEMBERED = 4096
SECTION = "fuzzy."


class Similar:
    """What is like a name, among the folded names of a gazetteer.

    Parameters
    ----------
    keys
        The names in the file, sorted.
    own
        Those that only the user's layer has.
    store
        The file, which may carry the index.
    """

    def __init__(self, keys: Sequence[str], own: Sequence[str], store: Store) -> None:
        self._keys = keys
        self._own = own
        self._scans = 0
        self._found: dict[tuple[str, float, int], list[tuple[str, float]]] = {}
        self._all: Sequence[str] | None = None
        stored = SECTION + COLUMNS[0] in store
        self._index = FuzzyIndex(keys, {name: store.column(SECTION + name) for name in COLUMNS}) if stored else None

    def find(self, name: str, *, cutoff: float, limit: int) -> list[tuple[str, float]]:
        """Return the folded names most like one, with their similarity from 0 to 1, the most alike first."""
        known = self._found.get((name, cutoff, limit))
        if known is None:
            known = self._of_file(name, cutoff, limit)
            if self._own:
                known = sorted([*known, *_scan(name, self._own, cutoff, limit)], key=lambda one: (-one[1], one[0]))
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            known = self._found[name, cutoff, limit] = known[:limit]
        return known

    def _of_file(self, name: str, cutoff: float, limit: int) -> list[tuple[str, float]]:
        if self._index is None and cutoff >= CUTOFF:
            self._scans += 1
            if self._scans > _SCANS:
                self._index = FuzzyIndex(self._keys, build(self._keys))
        if self._index is not None and cutoff >= CUTOFF:
            return self._index.find(name, cutoff=cutoff, limit=limit)
        if self._all is None:
            self._all = self._keys if isinstance(self._keys, tuple) else tuple(self._keys)
        return _scan(name, self._all, cutoff, limit)


def _scan(name: str, keys: Sequence[str], cutoff: float, limit: int) -> list[tuple[str, float]]:
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    found = process.extract(name, keys, scorer=OSA.normalized_similarity, limit=limit, score_cutoff=cutoff)
    return [(key, float(alike)) for key, alike, _ in found]
