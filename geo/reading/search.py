"""Names in a text: every whole-word occurrence of a gazetteer name, then the leftmost longest of them.

The search is exact: overlapping hits are found first, those that are no whole words dropped next, and only then the
longest chosen, so that a name inside a longer one that fails the word rule is still found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.names import fold_text

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer


def name_spans(text: str, gazetteer: Gazetteer) -> list[tuple[int, int]]:
    """Return the (start, end) of the gazetteer names in a text, leftmost longest, not overlapping.

    A name counts where it stands as whole words and begins with a capital; a possessive 's may follow it.

    Parameters
    ----------
    text
        The text.
    gazetteer
        Whose names.
    """
    folded = fold_text(text)
    data = folded.encode()
    hits = gazetteer.automaton.find_overlapping(data)
    if len(data) != len(folded):
        character = _characters(data)
        hits = [(character[start], character[end], number) for start, end, number in hits]
    whole = [(start, -end) for start, end, _ in hits if _stands_alone(text, folded, start, end)]
    spans = []
    free_from = 0
    for start, negative_end in sorted(whole):
        if start >= free_from:
            spans.append((start, -negative_end))
            free_from = -negative_end
    return spans


def _characters(data: bytes) -> list[int]:
    """Return how many characters begin before each byte of UTF-8, and before its end."""
    import numpy as np

    begins = np.frombuffer(data, dtype=np.uint8) & 0b1100_0000 != 0b1000_0000
    return [0, *np.cumsum(begins).tolist()]


def _stands_alone(text: str, folded: str, start: int, end: int) -> bool:
    if not text[start].isupper() or not _begins(folded, start) or not _ends(folded, end):
        return False
    # each longer word of the name must be a name too: "Nova" of "nova kakhovka", not "Nova poltava has risen"
    space = folded.find(" ", start, end)
    while space != -1:
        if text[space + 1 : space + 2].islower() and _word_length(folded, space + 1, end) > 3:
            return False
        space = folded.find(" ", space + 1, end)
    return True


def _word_length(folded: str, start: int, end: int) -> int:
    space = folded.find(" ", start, end)
    return (end if space == -1 else space) - start


def _begins(folded: str, start: int) -> bool:
    if start == 0:
        return True
    before = folded[start - 1]
    if before == "'":
        return start < 2 or not folded[start - 2].isalnum()
    return not before.isalnum() and before != "_"


def _ends(folded: str, end: int) -> bool:
    if end == len(folded):
        return True
    after = folded[end]
    if after == "'":
        following = folded[end + 1 : end + 3]
        return not following[:1].isalnum() or (following[0] == "s" and not following[1:].isalnum())
    return not after.isalnum() and after != "_"
