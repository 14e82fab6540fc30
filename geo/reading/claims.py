"""Claims: what a report says happened at each place it names, who did it, and on whose word.

Each sentence is read from left to right. Words that say something happened (`Trigger`s) take the places after them, or
those just before ("were repelled"); words of denial, doubt, intention and history take claims away. Nothing here knows
where a place lies: what depends on it (whose land is struck) is left open, as an actor of None.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from geo.model import Actor, Event, Rel, Status
from geo.reading.actors import Actors, admitted
from geo.reading.background import Background
from geo.reading.cases import CaseActors
from geo.reading.claim_words import EVENT_OF, Trigger, claim_words, lowered
from geo.reading.denials import Denials
from geo.reading.documents import date_in_text
from geo.reading.found_claim import FoundClaim
from geo.reading.word_order import FreeOrder, Spot

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from geo.reading.claim_words import OrderWords
    from geo.reading.mentions import FoundMention
    from geo.reading.relations import FoundRelation
    from geo.reading.sentences import Spans
    from geo.reading.sources import Source, Sources

_ASSAULT = frozenset({Event.ATTACKED, Event.ADVANCED})
# an advance a stated short way from a place is still one there
_STILL_THERE_KM = 5.0
# "KYIV, April 20 (Agency) -": where a report was written, not what it is about
_DATELINE = re.compile(r"[^\W\d_a-zа-яєіїґё]{3,40}[^\n.,(–—]{0,40}[,(][^\n.–—]{2,60}\s[–—-]{1,2}\s")
_SHORT_JOINT = 3
_LOOK_AROUND = 60
_HEADING_LETTERS = 6


@dataclass(slots=True)
class _State:
    """What has been read of a clause: the trigger in force and the places it took."""

    current: Trigger | None = None
    taken: list[tuple[int, Trigger | None]] = field(default_factory=list)
    inherited: bool = False
    left: list[tuple[int, Trigger | None]] = field(default_factory=list)
    left_at: int = -1

    def reset(self, at: int, *, keep: bool) -> None:
        self.left, self.left_at = self.taken, at
        self.current = self.current if keep else None
        self.inherited = keep
        self.taken = []


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

    def _in_free_order(self, order: OrderWords, start: int, end: int, places: Sequence[int]) -> list[FoundClaim]:
        """Return the claims of a sentence in a language that puts words on either side of their places."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        names = [(mention.start, mention.end) for mention in self._mentions[first:last]]
        spots = [Spot(self._starts[index], self._mentions[index].end, index) for index in places]
        spots += [Spot(at, at + 1, index, back=True) for at, index in self._pointing_back(start, end, places)]
        self._headed = self._place_of_heading(start, end, first, last)
        if not spots and self._headed is not None:
            spots = [Spot(start, start, self._headed, back=True)]
        reader = FreeOrder(self._low, start, end, order)
        triggers = reader.triggers(self._words.triggers, names) if spots or self._text[end - 1] == ":" else []
        told = reader.told(sorted(spots, key=lambda spot: spot.start), triggers, None if triggers else self._heading)
        if self._text[end - 1] == ":":
            self._heading = reader.weightiest(triggers)
        elif triggers:
            self._heading = None
        if self._text[end - 1] == "?":
            told = {}
        # "X was taken, a flag is in the centre of the village" says one thing of it
        taken = {spot.index for spot, trigger in told.items() if not spot.back and _event(trigger) is Event.CAPTURED}
        claims = [
            self._claim(spot.index, trigger, start, end)
            for spot, trigger in told.items()
            if not (spot.back and spot.index in taken and _event(trigger) in _ASSAULT)
        ]
        self._remember(start, end)
        return [claim for claim in claims if claim is not None]

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

    def _in_sentence(self, start: int, end: int, places: Sequence[int]) -> list[FoundClaim]:
        if self._words.order is not None:
            return self._in_free_order(self._words.order, start, end, places)
        if not places and not self._last_places:
            self._remember(start, end)
            return []
        marks: list[tuple[int, int, Trigger | int | bool]] = [(self._starts[index], 2, index) for index in places]
        back = self._pointing_back(start, end, places)
        marks += [(offset, 3, index) for offset, index in back]
        if not marks:
            self._remember(start, end)
            return []
        marks += [(trigger.start, 1, trigger) for trigger in self._triggers(start, end)]
        marks += [
            (match.start(), 0, self._goes_on(match)) for match in self._words.boundary.finditer(self._low, start, end)
        ]
        state = _State()
        decided: dict[tuple[int, bool], Trigger] = {}
        unused: Trigger | None = None
        for offset, order, mark in sorted(marks, key=lambda entry: entry[:2]):
            if isinstance(mark, bool):
                state.reset(offset, keep=mark)
            elif isinstance(mark, int):
                if state.current is not None:
                    decided[mark, order == 3] = state.current
                state.taken.append((mark, state.current))
            else:
                self._meet(mark, state, decided)
                unused = unused or (mark if EVENT_OF.get(mark.word_class) is Event.STRUCK else None)
        if not decided and unused is not None and places and self._is_fronted(places[0], start):
            decided[places[0], False] = unused
        claims = [
            claim for (index, _), trigger in decided.items() if (claim := self._claim(index, trigger, start, end))
        ]
        self._remember(start, end)
        return claims

    def _is_fronted(self, index: int, start: int) -> bool:
        """Whether a place is set before its sentence: "In X, a drone killed two"."""
        mention = self._mentions[index]
        before = self._words.fronted.fullmatch(self._text, start, mention.start)
        return before is not None and self._text.startswith(",", mention.end)

    def _remember(self, start: int, end: int) -> None:
        self._actors.pass_by(start, end)

    def _goes_on(self, boundary: re.Match[str]) -> bool:
        """Whether after a semicolon more places follow for the same verb: "near A; north of B; and ..."."""
        return boundary.group() == ";" and self._words.goes_on.match(self._text, boundary.end()) is not None

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
        found = []
        at = [self._starts[index] for index in places]
        for match in self._words.back.finditer(self._text, start, end):
            earlier = bisect_left(at, match.start())
            named = places[earlier - 1 : earlier] or self._last_places[-1:]
            if named and self._sentences.index(start) - self._sentences.index(self._starts[named[0]]) <= 1:
                found.append((match.start(match.lastgroup or 0), named[0]))
        return found

    def _meet(self, trigger: Trigger, state: _State, decided: dict[tuple[int, bool], Trigger]) -> None:
        """Take in a trigger: apply it to the places before it, or put it in force for those after it."""
        name = trigger.word_class
        if name == "captured_apposed":
            decided.update({(index, True): trigger for index, _ in state.taken})
            return
        if name.endswith("_before"):
            meant = EVENT_OF[name]
            closing = self._text[trigger.end : trigger.end + 1] in ("", ".", ",", ";")
            if (
                closing
                and meant is Event.REPELLED
                and not state.taken
                and self._text[state.left_at : trigger.start].count(" ") <= _SHORT_JOINT
            ):
                state.taken = state.left  # "attacked near X, but was unsuccessful"
            for index, earlier in state.taken:
                ends_attack = (
                    meant is Event.REPELLED and earlier is not None and EVENT_OF.get(earlier.word_class) in _ASSAULT
                )
                if earlier is None or ends_attack:
                    decided[index, False] = trigger
            state.current = trigger
            state.taken = []
            return
        current = state.current
        fresh = (
            current is not None and not state.inherited and not any(earlier is current for _, earlier in state.taken)
        )
        if current is not None and fresh and not self._stronger(trigger, current):
            return
        state.current, state.inherited = trigger, False
        if not fresh:
            state.taken = [(index, earlier) for index, earlier in state.taken if earlier is None or name == "attacked"]

    def _stronger(self, new: Trigger, current: Trigger) -> bool:
        """Whether a trigger replaces one that has taken no place yet: "repelled attacks", "did not advance" do not."""
        held, name = current.word_class, new.word_class
        if held in ("none", "denial", "negated", "negated_before"):
            return False
        if held in ("repelled", "repelled_before", "failed_attack"):
            return name not in (
                "attacked",
                "failed_attack",
                "captured",
                "advanced",
                "entered",
                "claimed_place",
                "contested",
            )
        if held == "attacked":
            return name not in ("attacked", "claimed_place") and self._text[current.end : new.start].strip() != "to"
        return not (held == "contested" and name == "attacked")

    def _triggers(self, start: int, end: int) -> list[Trigger]:
        """Return the triggers of a sentence, the longest where several overlap; words inside a name are none."""
        found = [Trigger(*entry) for entry in self._words.triggers.find(self._low, start, end)]
        found.sort(key=lambda trigger: (trigger.start, -trigger.end))
        chosen: list[Trigger] = []
        for trigger in found:
            if not chosen or trigger.start >= chosen[-1].end:
                chosen.append(trigger)
        return [trigger for trigger in chosen if not self._inside_a_name(trigger.start)]

    def _inside_a_name(self, offset: int) -> bool:
        at = bisect_left(self._starts, offset + 1) - 1
        return at >= 0 and offset < self._mentions[at].end

    # -- from a place and its trigger to a claim ----------------------------------------------------------------

    def _claim(self, index: int, trigger: Trigger, start: int, end: int) -> FoundClaim | None:
        name = trigger.word_class
        if (
            name in ("none", "no_event")
            or self._background.is_history(trigger, self._mentions[index], start, end)
            or self._background.is_unreal(trigger, self._mentions[index], start, end)
        ):
            return None
        if self._came_from(trigger, index):
            return None
        if name == "claimed_place" and not self._follows_closely(trigger, index):
            return None
        event = EVENT_OF[name]
        if event is Event.DENIED:
            return self._denials.by(index, trigger, start, end)
        if event is Event.ATTACKED and self._is_volley(trigger):
            event = Event.STRUCK
        source, actor = self._who(event, trigger)
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

    def _follows_closely(self, trigger: Trigger, index: int) -> bool:
        """Whether "claimed X" names a place at once, and not a statement about one."""
        between = self._text[trigger.end : self._starts[index]]
        if len(between) > 240:
            return False
        listed = re.sub(r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?\s*(?:,|and)\s*", "", between)
        return self._words.list_before.fullmatch(listed) is not None


def _event(trigger: Trigger) -> Event | None:
    return EVENT_OF.get(trigger.word_class)
