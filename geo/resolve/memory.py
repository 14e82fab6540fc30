"""What reports of the days before meant: evidence for a report that is one of a sequence.

A name said for a week of one place is said of it today; a unit stays in its sector for weeks; where fighting was dense
it still is. So of each report read its decided places are kept, with the day, the names and the words around them. A
report sees only what earlier reports, of its own day or before, have left.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.names import fold
from geo.resolve.candidates import EARTH_KM
from geo.resolve.weights import COLUMN

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Mapping, Sequence

    import numpy.typing as npt

    from geo.reading.found_mention import FoundMention
    from geo.reading.sentences import Spans
    from geo.resolve.candidates import Candidates, Floats

# after so many days the traces of a name, of a word, of fighting are half as strong
NAME_HALF_DAYS, WORD_HALF_DAYS, DENSE_HALF_DAYS = 30.0, 90.0, 20.0
# within this it is the same place
SAME_KM = 3.0
DENSE_KM, WORD_KM = 8.0, 20.0
# what one trace of full strength is set against
NAME_GROUND, DENSE_GROUND, WORD_GROUND, WORD_SHARE = 0.1, 0.1, 0.1, 0.05
# with so many traces of late, those before weigh in full
FULL = 40.0
# decisions less sure leave no trace
LEAST_SURE = 0.4
# of all traces, those of a name and those of a word so many, the latest, are looked at
MOST_TRACES, MOST_OF_A_NAME, MOST_OF_A_WORD = 1000, 100, 40
_MOST_WORDS = 16
_WORD = re.compile(r"\w[\w'’-]{0,40}")  # noqa: RUF001
_ORDINAL = re.compile(r"\d{1,4}")
_OF_NEXT_WORD = 3
_SHORTEST_WORD = 3
_LONGEST_SENTENCE = 1000
_GROWTH = 4096


@dataclass(frozen=True)
class Recollection:
    """A memory as of a day: what a report may know of the reports before it.

    Parameters
    ----------
    memory
        The memory.
    day
        The report's day.
    source
        Who wrote it; empty if unknown.
    """

    memory: Memory
    day: dt.date
    source: str = ""

    def measure(self, columns: Floats, candidates: Candidates, names: Sequence[str], words: Sequence[Words]) -> None:
        """Write into the columns of evidence what reports before say of each candidate.

        Parameters
        ----------
        columns
            As of `geo.resolve.evidence.Evidence`.
        candidates
            The candidates.
        names, words
            Of each of the candidates' mentions: its folded name, and the words around it.
        """
        for number in range(len(candidates.mentions)):
            own = candidates.of(number)
            if own.stop - own.start > 1:
                self.memory.measure(
                    columns[own], np.nan_to_num(candidates.unit[own]), names[number], words[number], self._day
                )

    @property
    def fullness(self) -> float:
        """How much is known of the days before, from 0 for nothing to 1."""
        return min(1.0, self.memory.strength(self._day) / FULL)

    def keep(self, traces: Iterator[tuple[str, Floats, float, Words]]) -> None:
        """Keep what the report was decided to mean: name, position as a unit vector, confidence and words of each."""
        seen = set()
        for name, unit, sure, words in traces:
            if sure >= LEAST_SURE and (name, spot := unit.tobytes()) not in seen:
                seen.add((name, spot))
                self.memory.add(self._day, name, unit, sure, words)

    @property
    def _day(self) -> int:
        return self.day.toordinal()


Words = tuple[str, ...]


class Memory:
    """The traces of the reports read so far, in the order in which they were read."""

    def __init__(self) -> None:
        self._count = 0
        self._days = np.zeros(_GROWTH)
        self._units = np.zeros((_GROWTH, 3))
        self._sure = np.zeros(_GROWTH)
        self._of_name: defaultdict[str, list[int]] = defaultdict(list)
        self._of_word: defaultdict[str, list[int]] = defaultdict(list)

    def __len__(self) -> int:
        return self._count

    def on(self, day: dt.date, source: str = "") -> Recollection:
        """Return what a report of a day may know.

        Parameters
        ----------
        day
            The report's day.
        source
            Who wrote it, if known.
        """
        return Recollection(self, day, source)

    def add(self, day: int, name: str, unit: Floats, sure: float, words: Words) -> None:
        """Keep one decided place."""
        at = self._count
        if at == len(self._days):
            self._days = np.concatenate([self._days, np.zeros(at)])
            self._units = np.concatenate([self._units, np.zeros((at, 3))])
            self._sure = np.concatenate([self._sure, np.zeros(at)])
        self._days[at], self._units[at], self._sure[at] = day, unit, sure
        self._count += 1
        self._of_name[name].append(at)
        for word in words:
            self._of_word[word].append(at)

    def strength(self, day: int) -> float:
        """Return how many traces there are up to a day, those of long ago counting for less."""
        return float(self._strength(self._traces(self._lately, day), day, DENSE_HALF_DAYS).sum())

    @property
    def _lately(self) -> range:
        return range(max(0, self._count - MOST_TRACES), self._count)

    def measure(self, columns: Floats, units: Floats, name: str, words: Words, day: int) -> None:
        """Write into the columns what the traces up to a day say of positions, given as unit vectors.

        A vector of noughts, for a place without a position, is far from all traces.
        """
        if not self._count:
            return
        named = self._traces(self._of_name.get(name, ())[-MOST_OF_A_NAME:], day)
        if len(named):
            strength = self._strength(named, day, NAME_HALF_DAYS)
            alike = np.exp(-self._square_km(units, named) / SAME_KM**2) @ strength
            columns[:, COLUMN["same_name"]] = np.log1p(alike / NAME_GROUND)
        lately = self._traces(self._lately, day)
        near = _kernel(self._square_km(units, lately), DENSE_KM) @ self._strength(lately, day, DENSE_HALF_DAYS)
        columns[:, COLUMN["dense"]] = np.log1p(near / DENSE_GROUND)
        columns[:, COLUMN["told"]] = self._told(units, words, day)

    def _told(self, units: Floats, words: Words, day: int) -> Floats:
        total = np.zeros(len(units))
        of_words = [self._traces(self._of_word.get(word, ())[-MOST_OF_A_WORD:], day) for word in words]
        of_words = [traces for traces in of_words if len(traces)]
        if not of_words:
            return total
        every = np.concatenate(of_words)
        strength = self._strength(every, day, WORD_HALF_DAYS)
        starts = np.cumsum([0, *(len(traces) for traces in of_words[:-1])])
        around = np.add.reduceat(_kernel(self._square_km(units, every), WORD_KM) * strength, starts, axis=1)
        ground = WORD_SHARE * np.add.reduceat(strength, starts) + WORD_GROUND
        return np.asarray(np.log1p(around / ground).sum(axis=1))

    def _traces(self, at: Collection[int], day: int) -> npt.NDArray[np.intp]:
        traces = np.fromiter(at, dtype=np.intp, count=len(at))
        return traces[self._days[traces] <= day]

    def _strength(self, traces: npt.NDArray[np.intp], day: int, half_days: float) -> Floats:
        return np.asarray(self._sure[traces] * np.exp2((self._days[traces] - day) / half_days))

    def _square_km(self, units: Floats, traces: npt.NDArray[np.intp]) -> Floats:
        return np.asarray(np.maximum(2 - 2 * (units @ self._units[traces].T), 0.0) * EARTH_KM**2)


def _kernel(square_km: Floats, scale_km: float) -> Floats:
    root = np.sqrt(1 + square_km / scale_km**2)
    return np.asarray(1 / (root * root * root))


def words_around(
    text: str, mentions: Sequence[FoundMention], sentences: Spans, source: str = ""
) -> Mapping[int, Words]:
    """Return, for each settlement mention, the words of its sentence that may belong to a unit or a sector.

    Those are numbers with the beginning of the next word ("79th Air", "79 ОДШБр") and capitalised words, that begin no
    sentence and are no mention; and the source.

    Parameters
    ----------
    text, mentions, sentences
        The report's body and what was found in it.
    source
        Who wrote it, if known.
    """
    starts = [mention.start for mention in mentions]
    of_sentence: dict[int, Words] = {}
    found: dict[int, Words] = {}
    for index, mention in enumerate(mentions):
        if mention.kind != "settlement":
            continue
        sentence = sentences.index(mention.start)
        if sentence not in of_sentence:
            start, end = sentences.at(mention.start)
            end = min(end, start + _LONGEST_SENTENCE)
            inside = mentions[bisect_left(starts, start) : bisect_left(starts, end)]
            taken = [(other.start, other.end) for other in inside]
            told = dict.fromkeys(_telling(text, start, end, taken))
            of_sentence[sentence] = tuple([*told][:_MOST_WORDS]) + ((f"\0{source}",) if source else ())
        found[index] = of_sentence[sentence]
    return found


def _telling(text: str, start: int, end: int, taken: Sequence[tuple[int, int]]) -> Iterator[str]:
    words = [
        word
        for word in _WORD.finditer(text, start, end)
        if not any(first <= word.start() < last for first, last in taken)
    ]
    for at, word in enumerate(words):
        written = word.group()
        if number := _ORDINAL.match(written):
            following = words[at + 1].group() if at + 1 < len(words) else ""
            yield number.group() + fold(following)[:_OF_NEXT_WORD]
        elif at and written[0].isupper() and len(written) >= _SHORTEST_WORD:
            yield fold(written)
