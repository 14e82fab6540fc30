"""Claims: what a report says happened at each place it names, who did it, and on whose word.

Words that say something happened (`Trigger`s) take the places they tell of, as the language orders them
(`geo.reading.fixed_order`, `geo.reading.word_order`); words of denial, doubt, intention and history take claims away.
Nothing here knows where a place lies: what depends on it (whose land is struck) is left open, as an actor of None.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.model import Actor, Event, Rel, Status
from geo.reading.actors import Actors, admitted
from geo.reading.background import Background
from geo.reading.beside import CAPITAL
from geo.reading.cases import CaseActors
from geo.reading.claim_words import EVENT_OF, claim_words, lowered
from geo.reading.denials import Denials
from geo.reading.documents import date_in_text
from geo.reading.fixed_order import FixedOrder
from geo.reading.found_claim import FoundClaim
from geo.reading.spots import Spot
from geo.reading.word_order import FreeOrder

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from geo.reading.claim_words import OrderWords, Trigger
    from geo.reading.found_mention import FoundMention
    from geo.reading.relations import FoundRelation
    from geo.reading.sentences import Spans
    from geo.reading.sources import Source, Sources

_ASSAULT = frozenset({Event.ATTACKED, Event.ADVANCED})
# an advance a stated short way from a place is still one there
_STILL_THERE_KM = 5.0
# "KYIV, April 20 (Agency) -": where a report was written, not what it is about
_DATELINE = re.compile(r"[^\W\d_a-zа-яєіїґё]{3,40}[^\n.,(–—]{0,40}[,(][^\n.–—]{2,60}\s[–—-]{1,2}\s")
_NAMES_BETWEEN = re.compile(rf"{CAPITAL}[\w'’-]+(?: {CAPITAL}[\w'’-]+)?\s*(?:,|and|и|та|й)\s*")
_LOOK_AROUND = 60
_HEADING_LETTERS = 6


class ClaimFinder:
    """Finds the claims of one text.

    Parameters
    ----------
    text, sentences, mentions, relations
        The text and what was found in it.
    sources
        Its speakers.
    lang
        Whose words decide.
    date
        The day the text reports on, so that what it dates long before is told from news.
    """

    def __init__(
        self,
        text: str,
        sentences: Spans,
        mentions: Sequence[FoundMention],
        relations: Sequence[FoundRelation],
        sources: Sources,
        lang: str = "en",
        date: dt.date | None = None,
    ) -> None:
        self._text = text
        self._low = lowered(text)
        self._sentences = sentences
        self._mentions = mentions
        self._sources = sources
        self._words = claim_words(lang)
        self._starts = starts = [mention.start for mention in mentions]
        self._names = [(mention.start, mention.end) for mention in mentions]
        self._background = Background(text, self._low, self._words, date or date_in_text(text), starts)
        issuer_side = sources.issuer.side if sources.issuer else None
        kind = CaseActors if self._words.cases is not None else Actors
        self._actors = kind(text, self._low, sentences, self._words, issuer_side)
        self._denials = Denials(self._low, mentions, self._words, sources, self._actors)
        # the anchor of a relation is not where the thing happened, unless the relation has no subject of its own
        self._anchors = {
            relation.anchor
            for relation in relations
            if mentions[relation.anchor].start >= relation.start
            and (
                relation.subject is not None
                or relation.rel is Rel.BETWEEN
                or (relation.rel is Rel.DISTANCE and (relation.distance_km or 0) > _STILL_THERE_KM)
            )
        } | {relation.second for relation in relations if relation.second is not None}
        self._last_places: list[int] = []
        self._heading: Trigger | None = None
        self._headed: int | None = None  # the place that a line of its own named
        self._last_who: tuple[Trigger, Source, Actor | None] | None = None

    def find(self) -> list[FoundClaim]:
        """Return the claims in the order of the text, no two alike."""
        claims: list[FoundClaim] = []
        before: list[FoundClaim] = []
        for index, (start, end) in enumerate(self._sentences.spans):
            if index and "\n\n" in self._text[self._sentences.spans[index - 1][1] : start]:
                self._actors.forget()
                self._heading = None
            places = self._places(start, end)
            here = self._in_sentence(start, end, places)
            here += self._denials.of_what_was_said(start, end, here, before, alone=not places)
            if not here and before and self._all_repelled(start, end):
                here = [
                    replace(claim, event=Event.REPELLED, actor=self._holder(claim))
                    for claim in before
                    if claim.event in _ASSAULT
                ]
                claims[-len(before) :] = [claim for claim in before if claim.event not in _ASSAULT]
            claims += here
            before = here
            self._last_places = places or self._last_places[-1:]
        return list({(claim.mention, claim.event, claim.actor): claim for claim in reversed(claims)}.values())[::-1]

    def _all_repelled(self, start: int, end: int) -> bool:
        order = self._words.order
        if order is not None and order.unfinished.search(self._low, start, end):
            return False
        return self._words.all_repelled.match(self._text, start) is not None

    @staticmethod
    def _holder(attack: FoundClaim) -> Actor | None:
        return attack.actor.other if attack.actor else attack.source.side

    # -- one sentence -------------------------------------------------------------------------------------------

    def _in_sentence(self, start: int, end: int, places: Sequence[int]) -> list[FoundClaim]:
        spots = [Spot(self._starts[index], self._mentions[index].end, index) for index in places]
        spots += [Spot(at, at + 1, index, back=True) for at, index in self._pointing_back(start, end, places)]
        order = self._words.order
        told = self._told(spots, start, end) if order is None else self._told_in_free_order(order, spots, start, end)
        claims = [claim for index, trigger in told if (claim := self._claim(index, trigger, start, end))]
        self._actors.pass_by(start, end)
        return claims

    def _told(self, spots: Sequence[Spot], start: int, end: int) -> list[tuple[int, Trigger]]:
        if not spots:
            return []
        reader = FixedOrder(self._text, self._low, start, end, self._words)
        return reader.told(spots, reader.triggers(self._names))

    def _told_in_free_order(
        self, order: OrderWords, spots: list[Spot], start: int, end: int
    ) -> list[tuple[int, Trigger]]:
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        self._headed = self._place_of_heading(start, end, first, last)
        if not spots and self._headed is not None:
            spots = [Spot(start, start, self._headed, back=True)]
        announces = self._text[end - 1] == ":"
        if not spots and not announces:
            return []
        reader = FreeOrder(self._low, start, end, order)
        triggers = reader.triggers(self._words.triggers, self._names[first:last])
        told = reader.told(sorted(spots, key=lambda spot: spot.start), triggers, None if triggers else self._heading)
        if announces:
            self._heading = reader.weightiest(triggers)
        elif triggers:
            self._heading = None
        if self._text[end - 1] == "?":
            return []
        # "X was taken, a flag is in the centre of the village" says one thing of it
        taken = {spot.index for spot, trigger in told.items() if not spot.back and _event(trigger) is Event.CAPTURED}
        return [
            (spot.index, trigger)
            for spot, trigger in told.items()
            if not (spot.back and spot.index in taken and _event(trigger) in _ASSAULT)
        ]

    def _place_of_heading(self, start: int, end: int, first: int, last: int) -> int | None:
        """Return the place that a heading names for what comes after it, up to where other names are met."""
        if all(self._is_side(index, start) for index in range(first, last)):
            return self._headed
        mention = self._mentions[first]
        opens = not self._text[max(0, start - 2) : start].strip(" ") or "\n" in self._text[max(0, start - 2) : start]
        if last - first > 1 or mention.kind != "settlement" or mention.role != "place" or not opens:
            return None
        around = self._text[start : mention.start] + " " + self._text[mention.end : end]
        extra = sum(map(str.isalpha, around))
        alone = extra == 0 or (self._text[end : end + 1] in ("\n", "") and extra <= _HEADING_LETTERS)
        return first if alone and "," not in around else None

    def _places(self, start: int, end: int) -> list[int]:
        """Return the mentions of a sentence at which something may have happened."""
        dateline = _DATELINE.match(self._text, start, end)
        first, last = bisect_left(self._starts, dateline.end() if dateline else start), bisect_left(self._starts, end)
        return [
            index
            for index in range(first, last)
            if (mention := self._mentions[index]).kind == "settlement"
            and mention.role == "place"
            and index not in self._anchors
            and not self._is_side(index, start)
            and not self._words.way_before.search(self._text, max(start, mention.start - 40), mention.start)
            and not self._words.office_before.search(self._text, max(start, mention.start - 40), mention.start)
            and not self._words.way_after.match(self._text, mention.end, mention.end + _LOOK_AROUND)
            and not self._words.office_after.match(self._text, mention.end, mention.end + _LOOK_AROUND)
        ]

    def _is_side(self, index: int, start: int) -> bool:
        """Whether a place only tells from which side an attack came: "from the side of A and B"."""
        place = self._starts[index]
        if place < start:
            return False
        if self._words.from_side.search(self._low, max(start, place - _LOOK_AROUND), place):
            return True
        return index > 0 and self._is_listed_with_last(index) and self._is_side(index - 1, start)

    def _is_listed_with_last(self, index: int) -> bool:
        return self._words.listed.fullmatch(self._low, self._mentions[index - 1].end, self._starts[index]) is not None

    def _pointing_back(self, start: int, end: int, places: Sequence[int]) -> list[tuple[int, int]]:
        """Return (offset, mention) for "the village", "seized it": the place named last before."""
        found: list[tuple[int, int]] = []
        if not places and not self._last_places:
            return found
        at = [self._starts[index] for index in places]
        for match in self._words.back.finditer(self._text, start, end):
            earlier = bisect_left(at, match.start())
            named = places[earlier - 1 : earlier] or self._last_places[-1:]
            if named and self._sentences.index(start) - self._sentences.index(self._starts[named[0]]) <= 1:
                found.append((match.start(match.lastgroup or 0), named[0]))
        return found

    # -- from a place and its trigger to a claim ----------------------------------------------------------------

    def _claim(self, index: int, trigger: Trigger, start: int, end: int) -> FoundClaim | None:
        name = trigger.word_class
        if (
            name in ("none", "no_event")
            or self._background.is_history(trigger, self._mentions[index], start, end)
            or self._background.is_unreal(trigger, self._mentions[index], start, end)
        ):
            return None
        if self._came_from(trigger, index) or self._went_to(trigger, index):
            return None
        if name == "claimed_place" and not self._follows_closely(trigger, index):
            return None
        event = EVENT_OF[name]
        if event is Event.DENIED:
            return self._denials.by(index, trigger, start, end)
        if event is Event.ATTACKED and self._is_volley(trigger):
            event = Event.STRUCK
        if event is Event.REPELLED and self._is_gain(trigger):
            event = Event.ADVANCED
        source, actor = self._who(event, trigger)
        if self._is_hearsay(trigger, start) and (source.side is None or actor not in (None, source.side)):
            return None
        place = self._starts[index]
        held = self._words.held_by_russia.search(self._text, max(start, place - _LOOK_AROUND), place)
        if actor is None and event is Event.STRUCK and held:
            actor = Actor.UA
        status = Status.CONFIRMED if source.confirmed or admitted(event, actor, source) else Status.CLAIMED
        return FoundClaim(index, event, actor, source, status, start, end)

    def _is_volley(self, trigger: Trigger) -> bool:
        """Whether an attack that a civil authority tells of is one from afar: of ground attacks the army tells."""
        order = self._words.order
        if order is None or order.volley.match(self._low, trigger.start, trigger.end) is None:
            return False
        return self._sources.at(trigger.start).kind == "official"

    def _is_gain(self, trigger: Trigger) -> bool:
        """Whether a side that was driven back made room: a mapper tells so of the line, an army of an attack."""
        order = self._words.order
        if order is None or order.pushed_back.match(self._low, trigger.start, trigger.end) is None:
            return False
        return self._sources.at(trigger.start).kind == "mapper"

    def _is_hearsay(self, trigger: Trigger, start: int) -> bool:
        """Whether words before the trigger leave it to somebody else: "allegedly took"."""
        order, near = self._words.order, max(start, trigger.start - _LOOK_AROUND)
        return order is not None and order.hearsay.search(self._low, near, trigger.start) is not None

    def _who(self, event: Event, trigger: Trigger) -> tuple[Source, Actor | None]:
        """Return whose word a trigger is and who acts: the same for all the places of a list."""
        if self._last_who is None or self._last_who[0] is not trigger:
            source = self._sources.at(trigger.start)
            # the words may stand in the line before, that announces a list
            actor = self._actors.actor(event, trigger, source, *self._sentences.at(trigger.start))
            self._last_who = (trigger, source, actor)
        return self._last_who[1:]

    def _came_from(self, trigger: Trigger, index: int) -> bool:
        """Whether a place is where a movement or the fire came from, not where it went."""
        order, name, place = self._words.order, trigger.word_class, self._starts[index]
        if order and index and self._starts[index - 1] > trigger.end and self._is_listed_with_last(index):
            return self._came_from(trigger, index - 1)  # "from A and B"
        moves = ("attacked", "advanced") + (
            ("struck_before", "captured_before") if order is None else ("struck", "entered")
        )
        if name not in moves or (order is not None and order.ousting.search(self._low, trigger.start, place)):
            return False
        first = trigger.end if trigger.end < place else 0
        origin = self._words.origin.search(self._text, max(first, place - _LOOK_AROUND), place)
        return origin is not None and origin.end() == place

    def _went_to(self, trigger: Trigger, index: int) -> bool:
        """Whether a place is only where those go who leave another: "they withdrew from X to Y"."""
        order, place = self._words.order, self._starts[index]
        if order is None or trigger.word_class != "withdrew" or place < trigger.start:
            return False
        return order.destination.search(self._low, max(trigger.start, place - _LOOK_AROUND), place) is not None

    def _follows_closely(self, trigger: Trigger, index: int) -> bool:
        """Whether "claimed X" names a place at once, and not a statement about one."""
        between = self._text[trigger.end : self._starts[index]]
        if len(between) > 240:
            return False
        listed = _NAMES_BETWEEN.sub("", between)
        return self._words.list_before.fullmatch(listed) is not None


def _event(trigger: Trigger) -> Event | None:
    return EVENT_OF.get(trigger.word_class)
