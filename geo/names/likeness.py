"""How alike two spellings with one skeleton are: what a change of each vowel costs between the two languages.

Ukrainian i stands for Russian o, e or i, and о for ё or an unstressed а; и stands for и, and not for о. So Rih and
Rog are near, Myrne and Morne are not. The costs are chosen by that order, not fitted.
"""

from __future__ import annotations

import re
from functools import lru_cache

_BARE = str.maketrans({"X": "g", "W": "S"} | dict.fromkeys("aeiouy"))
_CONSONANT = re.compile(r"[^aeiouy]")
_CHANGE = {
    frozenset(pair): cost
    for pair, cost in (
        *(("iy", 0.05), ("ei", 0.15), ("io", 0.15), ("eo", 0.2), ("ey", 0.3), ("ao", 0.35)),
        *(("ae", 0.5), ("ou", 0.7), ("iu", 0.8), ("uy", 0.8), ("oy", 0.8)),
        *(("ai", 0.9), ("ay", 0.9), ("eu", 0.9), ("au", 1.0)),
    )
}
_GAP = {"o": 0.5, "e": 0.5, "i": 0.5, "y": 0.6, "a": 0.8, "u": 1.0}
_GAP_BESIDE_A_VOWEL = 0.25
_ENDING = {frozenset("ei"): 0.3, frozenset("ae"): 0.35, frozenset("ai"): 0.4}
_OTHER_ENDING = 0.4
_MOST_FOR_A_BEGINNING = 0.35
_G_FOR_KH = 0.35
_UNLIKE = 2.0


def likeness(one: str, other: str) -> float:
    """Return how alike two common forms are, from 0 to 1; above 0.6 they are likely one name.

    Parameters
    ----------
    one, other
        Forms that `geo.names.common` made.

    Returns
    -------
    likeness
        1 for the same; 0 where they have not the same consonants.
    """
    if one == other:
        return 1.0
    if one.translate(_BARE) != other.translate(_BARE):
        return 0.0
    vowels, others = _CONSONANT.split(one), _CONSONANT.split(other)
    cost = sum(map(_change, vowels[1:-1], others[1:-1])) + min(_change(vowels[0], others[0]), _MOST_FOR_A_BEGINNING)
    if vowels[-1] != others[-1]:
        cost += _ENDING.get(frozenset((vowels[-1], others[-1])), _OTHER_ENDING)
    if "X" in one or "X" in other:
        cost += _G_FOR_KH * abs(one.count("X") - other.count("X"))
    return max(0.0, 1.0 - cost / _UNLIKE)


@lru_cache(maxsize=4096)
def _change(one: str, other: str) -> float:
    """Return what it costs to change one group of vowels into another: an alignment, letter by letter."""
    if one == other:
        return 0.0
    gap = dict.fromkeys(_GAP, _GAP_BESIDE_A_VOWEL) if one and other else _GAP
    costs = [0.0]
    for new in other:
        costs.append(costs[-1] + gap[new])
    for old in one:
        row = [costs[0] + gap[old]]
        for at, new in enumerate(other):
            same = 0.0 if old == new else _CHANGE[frozenset((old, new))]
            row.append(min(costs[at] + same, costs[at + 1] + gap[old], row[at] + gap[new]))
        costs = row
    return costs[-1]
