"""Text to sentences and paragraphs, with their offsets."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.reading.lexicon import load_lexicon

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# a full stop or the like, closing quotes, white space, then what can begin a sentence; or a line break
_BREAK = re.compile(r"(?<![.!?…])[.!?…]++[\"”»’')\]]{0,3}(?=\s+[\"“«‘'(\[]?[A-ZА-ЯЄІЇҐЁ0-9])|\n+", re.UNICODE)
_LONGEST = 1_500
_LAST_WORD = re.compile(r"([\w.]+)\.$")


def sentences(text: str, lang: str = "en") -> list[tuple[int, int]]:
    """Return the (start, end) of each sentence, in order; white space at the ends left out.

    Parameters
    ----------
    text
        The text.
    lang
        Whose abbreviations do not end a sentence.
    """
    spans = []
    start = 0
    for found in _BREAK.finditer(text):
        if "\n" not in found.group() and _is_abbreviation(text, start, found.start() + 1, lang):
            continue
        spans.append((start, found.end()))
        start = found.end()
    spans.append((start, len(text)))
    spans = [piece for span in spans for piece in _pieces(text, *span)]
    return [trimmed for span in spans if (trimmed := _trim(text, *span))[0] < trimmed[1]]


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut what is far too long for a sentence, at white space: the time to read a text must not grow faster than it."""
    while end - start > _LONGEST:
        cut = text.rfind(" ", start + _LONGEST // 2, start + _LONGEST) + 1 or start + _LONGEST
        yield start, cut
        start = cut
    yield start, end


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    lead = len(piece) - len(piece.lstrip())
    return start + lead, start + lead + len(piece.strip())


def _is_abbreviation(text: str, start: int, stop: int, lang: str) -> bool:
    word = _LAST_WORD.search(text, max(start, stop - 16), stop)
    if not word:
        return False
    last = word.group(1).lower()
    return last in _abbreviations(lang) or (len(last) == 1 and last.isalpha())


@lru_cache(maxsize=8)
def _abbreviations(lang: str) -> frozenset[str]:
    return frozenset(load_lexicon(lang)["sentences"]["abbreviations"])


class Spans:
    """Sentences or paragraphs, to be asked which one an offset lies in."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self.spans = spans
        self._starts = [start for start, _ in spans]

    def index(self, offset: int) -> int:
        """Return the number of the span that holds an offset, or the one before it."""
        return bisect_right(self._starts, offset, 1) - 1

    def at(self, offset: int) -> tuple[int, int]:
        """Return the span that holds an offset, or the one before it; (0, 0) where there is none."""
        return self.spans[self.index(offset)] if self.spans else (0, 0)
