"""Casualties with the strike that they are of, or as records of their own: each with its place, each number once."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from geo.reading.background import Background
from geo.reading.casualties import BOTH, CasualtyFinder, Told
from geo.reading.claim_words import Trigger, claim_words, lowered
from geo.reading.found_mention import FoundMention
from geo.reading.found_strike import FoundStrike
from geo.reading.sources import UNATTRIBUTED

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from geo.model import Actor
    from geo.reading.sentences import Spans
    from geo.reading.sources import Sources

PLACE_KINDS = ("settlement", "region", "facility", "district")
# how many sentences of a paragraph the name of a place holds for what follows it
_PLACE_HOLDS = 3
_CLAUSE_END = re.compile(r"[,;]")
_PARTING = re.compile(r"[,;]|\s(?:and|та|і|й|и|а)\s")


@dataclass(frozen=True, slots=True)
class _Open:
    """The last record, as long as the next sentence may go on with it."""

    at: int
    end: int


class CasualtyRecords:
    """Puts the casualties of one text with its strikes.

    Parameters
    ----------
    text, sentences, mentions, sources
        The text and what was found in it.
    lang
        Whose words decide.
    date
        The day it reports on, if known: what is dated long before is history.
    by
        Says on whose word a sentence is, by its start, its end and an offset in it.
    """

    def __init__(
        self,
        text: str,
        sentences: Spans,
        mentions: Sequence[FoundMention],
        sources: Sources,
        *,
        lang: str,
        date: dt.date | None,
        by: Callable[[int, int, int], str],
    ) -> None:
        self._text = text
        self._sentences = sentences
        self._mentions = mentions
        self._starts = [mention.start for mention in mentions]
        self._sources = sources
        self._lang = lang
        self._date = date
        self._by = by
        self._finder = CasualtyFinder(text, lang)
        self._open: _Open | None = None

    def losses(self, start: int, end: int) -> FoundStrike | None:
        """Return the losses of a side that a sentence tells, as a record."""
        lost = self._finder.losses(start, end)
        if lost is None or self._is_background(lost.start, lost.end, start, end):
            return None
        side = lost.side or self._finder.enemy_of(self._sources.at(lost.start).side)
        record = self._record("losses", side, start, end, lost.start)
        return replace(record, count=lost.count, hedge=f"count: {lost.hedge}" if lost.hedge else "")

    def add(self, found: list[FoundStrike], strikes: Sequence[FoundStrike], start: int, end: int) -> None:
        """Add the strikes of a sentence to those found, with its casualties, which may be of the last one.

        Parameters
        ----------
        found
            What was found before; changed.
        strikes
            The strikes of the sentence.
        start, end
            The sentence.
        """
        before = self._open
        goes_on = before is not None and "\n" not in self._text[before.end : start] and not strikes
        self._open = before if goes_on else None
        found += strikes
        if strikes:
            self._open = _Open(len(found) - 1, end)
        told = [
            one
            for one in self._finder.find(start, end)
            if not self._is_background(one.start, one.end, start, end, toll=one.toll)
        ]
        if not told:
            if goes_on:
                self._open = None
            return
        actor = self._finder.attacker(start, end) or self._attacker_before(start)
        for one, mention in zip(told, self._places(told, start, end), strict=True):
            self._put(found, one, mention, actor, (start, end))

    def _put(
        self, found: list[FoundStrike], one: Told, mention: int | None, actor: Actor | None, span: tuple[int, int]
    ) -> None:
        """Put a number with the record that is open, or begin another with it."""
        start, end = span
        if self._open is not None and one.kind != BOTH:
            last = found[self._open.at]
            known = getattr(last, one.kind)
            if self._is_same_place(last.mention, mention):
                if known is None or (one.toll and one.count > known):
                    by = self._by(start, end, one.start) if last.by == UNATTRIBUTED.label else last.by
                    found[self._open.at] = _with(replace(last, by=by), one, end, mention)
                    self._open = _Open(self._open.at, end)
                    return
                if one.count <= known and (mention is None or one.count == 0):
                    self._open = _Open(self._open.at, end)
                    return  # tells more of those counted already
        record = self._record("casualties", actor, start, end, one.start)
        place = mention if mention is not None else self._place_before(start)
        found.append(_with(replace(record, mention=place), one, end, place))
        self._open = _Open(len(found) - 1, end)

    def _record(self, category: str, actor: Actor | None, start: int, end: int, offset: int) -> FoundStrike:
        return FoundStrike(
            category=category,
            actor=actor,
            by=self._by(start, end, offset),
            target="",
            weapon="",
            count=None,
            launched=None,
            shot_down=None,
            lost=None,
            mention=None,
            start=start,
            end=end,
        )

    # -- where ----------------------------------------------------------------------------------------------------

    def _is_same_place(self, before: int | None, here: int | None) -> bool:
        if before is None or here is None:
            return True
        one, other = self._mentions[before], self._mentions[here]
        if {row for row, *_ in one.rows} & {row for row, *_ in other.rows}:
            return True  # the same name, in whatever case
        return one.surface == other.surface or ("region" in (one.kind, other.kind) and one.kind != other.kind)

    def _places(self, told: Sequence[Told], start: int, end: int) -> list[int | None]:
        """Return the place of each number: named in its part of the sentence, else in the part before."""
        cuts = [start]
        for one, following in pairwise(told):
            partings = [match.end() for match in _PARTING.finditer(self._text, one.end, max(one.end, following.start))]
            cuts.append(partings[-1] if partings else following.start)
        cuts.append(end)
        places: list[int | None] = []
        for one, first, last in zip(told, cuts[:-1], cuts[1:], strict=True):
            # "two residents of the region: one in A and one in B"
            detail = self._text.find(":", one.end, last)
            here = self._named(first, detail, one.end) if detail > 0 else None
            here = self._named(first, last, one.end) if here is None else here
            places.append(here if here is not None else places[-1] if places else None)
        if places and places[0] is None:
            # "two were killed and five wounded in X"
            named = next((place for place in places if place is not None), None)
            places = [named if place is None else place for place in places]
        return places

    def _named(self, start: int, end: int, offset: int) -> int | None:
        """Return the place named in a stretch: a settlement before an area; after an offset, then before it."""
        inside = [
            index
            for index in range(bisect_left(self._starts, start), bisect_left(self._starts, end))
            if self._mentions[index].kind in PLACE_KINDS and self._mentions[index].role == "place"
        ]
        inside = [index for index in inside if self._mentions[index].kind == "settlement"] or inside
        before = [index for index in inside if self._starts[index] < offset]
        after = inside[len(before) :]
        # "in A two were wounded; B was shelled too"
        if before and (not after or _CLAUSE_END.search(self._text, offset, self._starts[after[0]])):
            return before[-1]
        return after[0] if after else None

    def _attacker_before(self, start: int) -> Actor | None:
        """Return whose attack the sentence before tells of, in the same paragraph."""
        index = self._sentences.index(start) - 1
        if index < 0 or "\n" in self._text[self._sentences.spans[index][1] : start]:
            return None
        return self._finder.attacker(*self._sentences.spans[index])

    def _place_before(self, start: int) -> int | None:
        """Return the last place named in the sentences of the paragraph just before."""
        index = self._sentences.index(start)
        for earlier in range(index - 1, max(-1, index - 1 - _PLACE_HOLDS), -1):
            first, last = self._sentences.spans[earlier]
            if "\n" in self._text[last:start]:
                return None
            place = self._named(first, last, last)
            if place is not None:
                return place
        return None

    # -- what is no news ------------------------------------------------------------------------------------------

    @cached_property
    def _background(self) -> Background:
        words = claim_words(self._lang)
        return Background(self._text, lowered(self._text), words, self._date, self._starts)

    def _is_background(self, first: int, last: int, start: int, end: int, *, toll: bool = False) -> bool:
        """Whether what stands between two offsets of a sentence is history, or only feared or planned.

        A toll is of now, of whatever day the strike was.
        """
        trigger, there = Trigger(first, last, "killed"), FoundMention(first, last, "", "settlement", ())
        background = self._background
        if background.is_unreal(trigger, there, start, end):
            return True
        return not toll and background.is_history(trigger, there, start, end)


def _with(record: FoundStrike, one: Told, end: int, mention: int | None) -> FoundStrike:
    """Return a record with a number more, up to the end of the sentence that tells it."""
    hedges = [part for part in record.hedge.split("; ") if part and not part.startswith(f"{one.kind}: ")]
    victims = [record.victims] if record.victims else []
    fields = ("count", "killed", "wounded", "missing")
    numbers = {name: getattr(record, name) for name in fields} | {one.kind: one.count}
    return replace(
        record,
        count=numbers["count"],
        killed=numbers["killed"],
        wounded=numbers["wounded"],
        missing=numbers["missing"],
        hedge="; ".join([*hedges, f"{one.kind}: {one.hedge}"] if one.hedge else hedges),
        victims="; ".join([*victims, f"{one.kind}: {one.victims}"] if one.victims else victims),
        mention=mention if record.mention is None else record.mention,
        end=max(end, record.end),
    )
