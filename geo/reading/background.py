"""What is no news: history, intentions and conditions among the claims of a report."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from geo.reading.documents import months

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.reading.claim_words import ClaimWords, Trigger
    from geo.reading.found_mention import FoundMention

# what is dated longer before the report's day is background
_FRESH_DAYS = 10
_UNREAL_REACH = 60
_LAST_SENTENCE = 250
_FIGURE = re.compile(r"\d")


class Background:
    """Tells news from what was, might be or is wanted, in the sentences of one text.

    Parameters
    ----------
    text, low
        The text, and the same in small letters.
    words
        The words of its language.
    date
        The day it reports on, if known.
    places
        Where the names of the text begin, in order.
    """

    def __init__(
        self, text: str, low: str, words: ClaimWords, date: dt.date | None, places: Sequence[int] = ()
    ) -> None:
        self._text = text
        self._low = low
        self._words = words
        self._date = date
        self._places = places
        self._past: tuple[int, list[tuple[int, int]]] = (-1, [])

    def is_unreal(self, trigger: Trigger, mention: FoundMention, start: int, end: int) -> bool:
        """Whether words of intention or condition govern the trigger: "could", "in order to", "would allow"."""
        words, text = self._words, self._low
        order = words.order
        if trigger.word_class in ("denial", "negated", "negated_before"):
            return False
        for match in words.unreal.finditer(text, max(start, trigger.start - _UNREAL_REACH), trigger.end):
            gap = text[match.end() : trigger.start]
            if match.start() < trigger.start and not self._cut(gap) and not (order and order.unreal_cut.search(gap)):
                return True
        place = mention.start
        if trigger.end < place:
            later = words.unreal.search(text, trigger.end, place)
            if later is not None and not self._cut(text[trigger.end : later.start()]):
                return True
        return words.unreal_after.match(self._text, mention.end, end) is not None

    def is_history(self, trigger: Trigger, mention: FoundMention, start: int, end: int) -> bool:
        """Whether words of the past stand in the part of the sentence that the trigger and its place share."""
        first = min(trigger.start, mention.start)
        last = max(trigger.end, mention.end)
        if self._past[0] != start:
            past = [match.span() for match in self._words.history.finditer(self._low, start, end)]
            past += self._old_dates(start, end)
            self._past = (start, past or self._carried(start, end))
        return any(
            self._reaches(begin, stop, first, last, start)
            and not self._is_retold(begin, trigger.start)
            and not self._of_another(begin, stop, first, last, start, closed=trigger.start > mention.start)
            for begin, stop in self._past[1]
        )

    def _carried(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return where a sentence says "then", if the one before it told of the past."""
        order = self._words.order
        then = order.then.match(self._low, start, end) if order is not None else None
        if then is None:
            return []
        before = self._low.rfind("\n", 0, start) + 1
        told = self._words.history.search(self._low, max(before, start - _LAST_SENTENCE), start)
        return [then.span()] if told else []

    def _is_retold(self, begin: int, before: int) -> bool:
        """Whether words of the past date only what somebody said: "the ministry reported earlier that"."""
        order = self._words.order
        return order is not None and order.said_before.match(self._low, begin, before) is not None

    def _of_another(self, begin: int, stop: int, first: int, last: int, start: int, *, closed: bool) -> bool:
        """Whether words of the past are said of another place: "X has long been the rear, in Y they dug in".

        A list of places may go on after a comma; a claim that its verb closes does not.
        """
        if self._words.order is None:
            return False
        if stop <= first:
            comma = self._low.find(",", stop, first)
            opens = self._low.rfind(",", start, begin) + 1 or start
            return comma >= 0 and self._named_between(opens, begin)
        comma = self._low.find(",", last, begin)
        return closed and comma >= 0 and self._named_between(comma, begin)

    def _named_between(self, start: int, end: int) -> bool:
        at = bisect_left(self._places, start)
        return at < len(self._places) and self._places[at] < end

    def _reaches(self, begin: int, stop: int, first: int, last: int, start: int) -> bool:
        """Whether words of the past at (begin, stop) belong to the clause of a claim at (first, last)."""
        relative = self._words.relative
        if first < begin and stop < last:
            # "X, through which they came last winter, was cleared"
            opened = relative.search(self._low, first, begin)
            return not (opened and "," in self._low[first : opened.start()] and "," in self._low[stop:last])
        before = stop <= first
        gap = self._low[stop:first] if before else self._low[last:begin]
        if self._cut(gap) or relative.search(gap):
            return False
        # "troops, which took A last year, are pressing on": the comma ends what the past belongs to
        return not (before and "," in gap and relative.search(self._low, start, begin))

    def _old_dates(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return where a sentence names days long before the report's."""
        if self._date is None:
            return []
        found: list[tuple[int, int]] = []
        if _FIGURE.search(self._low, start, end) is None:
            return found
        for match in self._words.dated.finditer(self._text, start, end):
            name, day, year = match.group(1, 2, 3) if match.group(1) else match.group(5, 4, 6)
            try:
                named = dt.date(int(year or self._date.year), months()[name.lower()], int(day))
                if not year and named > self._date:
                    named -= dt.timedelta(days=365)
            except (KeyError, ValueError, OverflowError):
                continue
            if (self._date - named).days > _FRESH_DAYS:
                found.append(match.span())
        return found

    def _cut(self, gap: str) -> bool:
        return ";" in gap or self._words.boundary.pattern.search(gap) is not None
