"""Which words of a text may be names: those that the gazetteer has, and runs of capitalised words that it has not.

What each of them is the words around it tell: see `geo.reading.mentions`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.names import fold
from geo.reading.beside import CAPITAL
from geo.reading.inflected import has_cyrillic, inflected_spans, is_relative
from geo.reading.search import name_spans

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.gazetteer import Gazetteer
    from geo.reading.sentence_language import SentenceLanguage
    from geo.reading.sentences import Spans

_CAPITALISED = re.compile(r"[^\W\d_a-zа-яєіїґё][\w'’ʼ]*(?:[ \t-][^\W\d_a-zа-яєіїґё][\w'’ʼ]*)*")
_NEXT = re.compile(r"[ -](?=\S)")
_TOKEN = re.compile(r"[\w'’ʼ]+")
_SHORTEST_GUESS = 5
_CAPITAL_BEFORE = re.compile(rf"(?<!\w)({CAPITAL}[\w'’-]+) $")
_LONGEST_WORD = 60
# a name of two words is seldom another's by chance: this much alike is enough
_LIKE_BOTH = 0.65


class NameRuns:
    """Finds what may be a name in one text.

    Parameters
    ----------
    text, sentences
        The text and its sentences.
    gazetteer
        Whose names are looked for.
    here
        The language of the sentence at hand; it is turned to each sentence as it is read.
    """

    def __init__(self, text: str, sentences: Spans, gazetteer: Gazetteer, here: SentenceLanguage) -> None:
        self._text = text
        self._sentences = sentences
        self._gazetteer = gazetteer
        self._here = here

    def find(self) -> list[tuple[int, int, bool]]:
        """Return (start, end, whether the gazetteer has it) of all that may be a name, in the order of the text."""
        return self._side_by_side(sorted(self._with_unknown(self._joined(self._known()))))

    def _known(self) -> list[tuple[int, int]]:
        """Return the known names: as the gazetteer spells them in Latin letters, in whichever case in Cyrillic."""
        if not self._here.mixed:
            return name_spans(self._text, self._gazetteer)
        spans: list[tuple[int, int]] = []
        for start, end in self._sentences.spans:
            self._here.turn_to(start)
            if self._here.names.declined is not None:
                spans += inflected_spans(self._text, self._here.names.declined, self._here.context, start, end)
        if re.search("[A-Za-z]{3}", self._text):
            latin = name_spans(self._text, self._gazetteer)
            spans += [(start, end) for start, end in latin if not has_cyrillic(self._text[start:end])]
        return sorted(spans)

    def _joined(self, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """Lengthen a name by a neighbouring capitalised word where both together are a name in another spelling."""
        joined: list[tuple[int, int]] = []
        for start, end in spans:
            if joined and start < joined[-1][1]:
                continue
            self._here.turn_to(start)
            if not has_cyrillic(self._text[start:end]):
                joined.append(self._lengthened(start, end))
                continue
            first = self._first_word_before(start, end)
            if joined and first < joined[-1][1]:
                joined.pop()
            joined.append((first, end))
        return joined

    def _first_word_before(self, start: int, end: int) -> int:
        """Return where a name begins: before it, if the adjective there makes one name with it in another spelling."""
        before = _CAPITAL_BEFORE.search(self._text, max(0, start - _LONGEST_WORD), start)
        if before is None or not is_relative(before[1]):
            return start
        both = self._here.names.of_kind(self._text[before.start(1) : end], "settlement")
        return before.start(1) if any(score >= _LIKE_BOTH for _, score, _ in both) else start

    def _is_second_word(self, start: int, end: int) -> bool:
        """Whether a name is the sort of word that ends a name of two words."""
        self._here.turn_to(start)
        return fold(self._text[start:end]) in self._here.context.second_words

    def _lengthened(self, start: int, end: int) -> tuple[int, int]:
        following = _NEXT.match(self._text, end)
        if following and (word := _CAPITALISED.match(self._text, following.end(), following.end() + _LONGEST_WORD)):
            token = _TOKEN.match(word.group())
            stop = following.end() + (token.end() if token else 0)
            longer = self._text[start:stop]
            if token and self._makes_one_name(longer, token.group()):
                return start, stop
        return start, end

    def _makes_one_name(self, longer: str, second: str) -> bool:
        """Whether two capitalised words are one name: surely, if the second is none or a settlement has them both."""
        rows = self._here.names.exact(longer)
        if not rows or not self._gazetteer.has_name(second):
            return bool(rows)
        return any(score >= _LIKE_BOTH and self._gazetteer.kind(row).is_settlement for row, score, _ in rows)

    def _with_unknown(self, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int, bool]]:
        """Return the known names, and the runs of capitalised words that are none."""
        found = [(start, end, self._is_known(start, end)) for start, end in spans]
        edges = [0, *(edge for span in spans for edge in span), len(self._text)]
        for gap_start, gap_end in zip(edges[::2], edges[1::2], strict=True):
            for run in _CAPITALISED.finditer(self._text, gap_start, gap_end):
                self._here.turn_to(run.start())
                for start, end in self._named_part(*run.span()):
                    found.append((start, end, self._here.names.has_soft_signs(self._text[start:end])))
        return found

    def _is_known(self, start: int, end: int) -> bool:
        """Whether the gazetteer has a name that was found; one of two words may have been found by its first."""
        self._here.turn_to(start)
        surface = self._text[start:end]
        return self._here.names.declined is None or " " not in surface or bool(self._here.names.bearing(surface))

    def _side_by_side(self, found: Sequence[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
        """Make one of two names side by side: "Siryi Hai", of which no gazetteer has more than the half."""
        merged: list[tuple[int, int, bool]] = []
        for start, end, known in found:
            if merged and self._text[merged[-1][1] : start] == " " and self._is_second_word(start, end):
                merged[-1] = (merged[-1][0], end, merged[-1][2] and known)
            else:
                merged.append((start, end, known))
        return merged

    def _named_part(self, start: int, end: int) -> list[tuple[int, int]]:
        """Cut from a run of capitalised words the ordinary ones at its ends."""
        is_function_word = self._here.context.is_function_word
        names = [word.span() for word in _TOKEN.finditer(self._text, start, end) if not is_function_word(word.group())]
        if not names or names[-1][1] - names[0][0] < _SHORTEST_GUESS:
            return []
        stop = names[-1][1]
        if self._text[stop - 2 : stop] in ("'s", "’s"):
            stop -= 2
        return [(names[0][0], stop)]
