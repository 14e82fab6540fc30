"""Claims: what a report says happened at each place it names, who did it, and on whose word.

Each sentence is read from left to right. Words that say something happened (`trigger`s) take the places after them, or
those just before ("were repelled"); words of denial, doubt, intention and history take claims away. Nothing here knows
where a place lies: what depends on it (whose land is struck) is left open, as an actor of None.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from geo.model import Actor, Event, Rel, Status
from geo.reading.lexicon import load_lexicon
from geo.reading.mentions import FoundMention
from geo.reading.relations import FoundRelation
from geo.reading.sentences import Spans
from geo.reading.sources import Source, Sources

_TAKING = frozenset({Event.CAPTURED, Event.LIBERATED})
_ASSAULT = frozenset({Event.ATTACKED, Event.ADVANCED})
_OF_BOTH_SIDES = frozenset({Event.CONTESTED})
_CONFIDENCE = {Status.CONFIRMED: 0.9, Status.CLAIMED: 0.8, Status.DENIED: 0.8}


@dataclass(frozen=True, slots=True)
class FoundClaim:
    """A claim before its place is decided; `actor` is None where only the place can tell."""

    mention: int
    event: Event
    actor: Actor | None
    source: Source
    status: Status
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class _Trigger:
    start: int
    end: int
    word_class: str


@dataclass(slots=True)
class _State:
    """What has been read of a clause: the trigger in force and the places it took."""

    current: _Trigger | None = None
    taken: list[tuple[int, _Trigger | None]] = field(default_factory=list)

    def reset(self) -> None:
        self.current = None
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
    """

    def __init__(
        self,
        text: str,
        sentences: Spans,
        mentions: Sequence[FoundMention],
        relations: Sequence[FoundRelation],
        sources: Sources,
        lang: str = "en",
    ) -> None:
        self._text = text
        self._sentences = sentences
        self._mentions = mentions
        self._sources = sources
        self._words = _load(lang)
        # the anchor of a relation is not where the thing happened, unless the relation has no subject of its own
        self._anchors = {
            relation.anchor
            for relation in relations
            if (relation.subject is not None or relation.rel in (Rel.DISTANCE, Rel.BETWEEN))
            and mentions[relation.anchor].start >= relation.start
        } | {relation.second for relation in relations if relation.second is not None}
        self._last_side: Actor | None = None

    def find(self) -> list[FoundClaim]:
        """Return the claims in the order of the text, no two alike."""
        claims: list[FoundClaim] = []
        before: list[FoundClaim] = []
        for index, (start, end) in enumerate(self._sentences.spans):
            if index and "\n\n" in self._text[self._sentences.spans[index - 1][1] : start]:
                self._last_side = None
            here = self._in_sentence(start, end)
            here += self._denied_before(start, end, before)
            claims += here
            before = here
        return list({(claim.mention, claim.event, claim.actor): claim for claim in reversed(claims)}.values())[::-1]

    # -- one sentence -------------------------------------------------------------------------------------------

    def _in_sentence(self, start: int, end: int) -> list[FoundClaim]:
        marks: list[tuple[int, int, _Trigger | int | None]] = [
            (trigger.start, 1, trigger) for trigger in self._triggers(start, end)
        ]
        marks += [(self._mentions[index].start, 2, index) for index in self._places(start, end)]
        marks += [(offset, 2, index) for offset, index in self._pointing_back(start, end)]
        marks += [(match.start(), 0, None) for match in self._words.boundary.finditer(self._text, start, end)]
        state = _State()
        decided: dict[tuple[int, bool], _Trigger] = {}
        for _, _, mark in sorted(marks, key=lambda entry: entry[:2]):
            if mark is None:
                state.reset()
            elif isinstance(mark, int):
                if state.current is not None:
                    decided[mark, False] = state.current
                state.taken.append((mark, state.current))
            else:
                self._meet(mark, state, decided)
        claims = [claim for (index, _), trigger in decided.items() if (claim := self._claim(index, trigger, start, end))]
        side = self._side_before(end, start)
        self._last_side = side if side is not None else self._last_side
        return claims

    def _places(self, start: int, end: int) -> list[int]:
        """Return the mentions of a sentence at which something may have happened."""
        return [
            index
            for index, mention in enumerate(self._mentions)
            if start <= mention.start < end
            and mention.kind == "settlement"
            and mention.role == "place"
            and index not in self._anchors
            and not self._words.way_before.search(self._text, max(start, mention.start - 40), mention.start)
            and not self._words.way_after.match(self._text, mention.end)
        ]

    def _pointing_back(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return (offset, mention) for "the village", "seized it": the place named last before."""
        found = []
        for match in self._words.back.finditer(self._text, start, end):
            earlier = [
                index
                for index, mention in enumerate(self._mentions)
                if mention.end <= match.start()
                and mention.kind == "settlement"
                and mention.role == "place"
                and index not in self._anchors
            ]
            if earlier and self._sentences.index(match.start()) - self._sentences.index(self._mentions[earlier[-1]].start) <= 1:
                found.append((match.start(match.lastgroup or 0), earlier[-1]))
        return found

    def _meet(self, trigger: _Trigger, state: _State, decided: dict[tuple[int, bool], _Trigger]) -> None:
        """Take in a trigger: apply it to the places before it, or put it in force for those after it."""
        name = trigger.word_class
        if name == "captured_apposed":
            decided.update({(index, True): trigger for index, _ in state.taken})
            return
        if name.endswith("_before"):
            meant = _EVENT_OF[name]
            for index, earlier in state.taken:
                ends_attack = meant is Event.REPELLED and earlier is not None and _EVENT_OF.get(earlier.word_class) in _ASSAULT
                if earlier is None or ends_attack:
                    decided[index, False] = trigger
            state.current = trigger
            state.taken = []
            return
        current = state.current
        fresh = current is not None and not any(earlier is current for _, earlier in state.taken)
        if current is not None and fresh and not self._stronger(trigger, current):
            return
        state.current = trigger
        if not fresh:
            state.taken = [(index, earlier) for index, earlier in state.taken if earlier is None or name == "attacked"]

    def _stronger(self, new: _Trigger, current: _Trigger) -> bool:
        """Whether a trigger replaces one that has taken no place yet: "repelled attacks", "tried to seize" do not."""
        if current.word_class in ("none", "denial"):
            return new.word_class not in ("captured", "claimed_place", "entered", "advanced", "attacked")
        if current.word_class.startswith("repelled") or current.word_class == "attacked":
            return new.word_class not in ("attacked", "captured", "advanced", "entered", "claimed_place")
        return not (current.word_class == "contested" and new.word_class == "attacked")

    def _triggers(self, start: int, end: int) -> list[_Trigger]:
        """Return the triggers of a sentence, the longest where several overlap."""
        found = [
            _Trigger(match.start(), match.end(), name)
            for name, pattern in self._words.triggers
            for match in pattern.finditer(self._text, start, end)
        ]
        found.sort(key=lambda trigger: (trigger.start, -trigger.end))
        chosen: list[_Trigger] = []
        for trigger in found:
            if not chosen or trigger.start >= chosen[-1].end:
                chosen.append(trigger)
        inside = [(mention.start, mention.end) for mention in self._mentions if start <= mention.start < end]
        return [
            trigger for trigger in chosen if not any(first <= trigger.start < last for first, last in inside)
        ]

    # -- from a place and its trigger to a claim ----------------------------------------------------------------

    def _claim(self, index: int, trigger: _Trigger, start: int, end: int) -> FoundClaim | None:
        name = trigger.word_class
        if name == "none" or self._is_history(trigger, index, start, end):
            return None
        came_from = self._words.origin.search(self._text, trigger.end, self._mentions[index].start)
        if came_from and came_from.end() == self._mentions[index].start and name in ("attacked", "advanced"):
            return None
        if name == "claimed_place" and not self._follows_closely(trigger, index):
            return None
        unreal = self._words.unreal.search(self._text, max(start, trigger.start - 40), trigger.start)
        if unreal and name not in ("attacked", "denial") and not self._cut_by_boundary(unreal.end(), trigger.start):
            return None
        source = self._sources.at(trigger.start)
        if name == "denial":
            side = source.side or self._side_before(trigger.start, start)
            return FoundClaim(index, Event.DENIED, side, source, Status.DENIED, start, end, _CONFIDENCE[Status.DENIED])
        event = _EVENT_OF[name]
        actor = self._actor(event, name, trigger, source, start, end)
        status = Status.CONFIRMED if source.confirmed or self._admitted(event, actor, source) else Status.CLAIMED
        return FoundClaim(index, event, actor, source, status, start, end, _CONFIDENCE[status])

    def _follows_closely(self, trigger: _Trigger, index: int) -> bool:
        """Whether "claimed X" names a place at once, and not a statement about one."""
        between = self._text[trigger.end : self._mentions[index].start]
        listed = re.sub(r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?\s*(?:,|and)\s*", "", between)  # noqa: RUF001
        return re.fullmatch(r"\s*(?:the\s+)?(?:(?:villages?|towns?|settlements?|hamlets?)\s+(?:of\s+)?)?", listed) is not None

    def _admitted(self, event: Event, actor: Actor | None, source: Source) -> bool:
        """Whether the losing side itself says so."""
        if source.side is None or actor is None:
            return False
        return source.side is actor if event is Event.WITHDREW else event in _TAKING and source.side is actor.other

    def _actor(
        self, event: Event, name: str, trigger: _Trigger, source: Source, start: int, end: int
    ) -> Actor | None:
        if event in _OF_BOTH_SIDES:
            return None
        by_whom = self._words.by_whom.match(self._text, trigger.end)
        if by_whom and (side := self._side_in(by_whom.start(1), min(end, by_whom.start(1) + 60))):
            return side.other if event is Event.REPELLED and name == "repelled" else side
        subject = self._side_before(trigger.start, start)
        if event is Event.REPELLED:
            return self._defender(name, subject, source)
        if event is Event.WITHDREW and subject is None and self._words.own.search(self._text, max(start, trigger.start - 30), trigger.start):
            return source.side
        if name.endswith("_before") or self._is_noun(trigger):
            owner = self._side_in(max(start, trigger.start - 30), trigger.start) if self._is_noun(trigger) else None
            return owner or (source.side if event in _TAKING else None)
        if name == "captured_apposed":
            return self._side_in(trigger.start, trigger.end) or source.side
        if subject is not None:
            return subject.other if self._suffers(trigger) else subject
        if self._pronoun_subject(start) and self._last_side is not None:
            return self._last_side
        if event in _TAKING | {Event.ADVANCED} or (source.side is Actor.RU and event is Event.STRUCK):
            return source.side
        return None

    def _defender(self, name: str, subject: Actor | None, source: Source) -> Actor | None:
        """Return who held: the subject of "repelled", the other side of "the enemy was driven off"."""
        if name == "repelled" and subject is not None:
            return subject
        if name == "repelled_before" and subject is not None:
            return subject.other
        return source.side

    def _suffers(self, trigger: _Trigger) -> bool:
        """Whether the subject is the one it happens to: "were killed"."""
        return self._words.passive.search(self._text, max(0, trigger.start - 12), trigger.start) is not None

    def _is_noun(self, trigger: _Trigger) -> bool:
        """Whether the trigger is a noun ("the capture of"), which has no subject of its own."""
        return self._words.noun.fullmatch(self._text[trigger.start : trigger.end].strip()) is not None

    def _pronoun_subject(self, start: int) -> bool:
        return self._words.pronoun.match(self._text, start) is not None

    def _side_before(self, offset: int, start: int) -> Actor | None:
        """Return the side last named as a subject before an offset, within the sentence and its clause."""
        found = [
            (match.end(), side)
            for side, pattern in self._words.sides
            for match in pattern.finditer(self._text, start, offset)
            if not self._words.not_subject_after.match(self._text, match.end())
        ]
        if found:
            return max(found, key=lambda entry: entry[0])[1]
        return None

    def _side_in(self, start: int, end: int) -> Actor | None:
        return next((side for side, pattern in self._words.sides if pattern.search(self._text, start, end)), None)

    # -- what is no claim ---------------------------------------------------------------------------------------

    def _is_history(self, trigger: _Trigger, index: int, start: int, end: int) -> bool:
        """Whether words of the past stand in the part of the sentence that the trigger and its place share."""
        first = min(trigger.start, self._mentions[index].start)
        last = max(trigger.end, self._mentions[index].end)
        for match in self._words.history.finditer(self._text, start, end):
            gap = self._text[match.end() : first] if match.end() <= first else self._text[last : match.start()]
            if not self._cut(gap):
                return True
        return False

    def _cut_by_boundary(self, start: int, end: int) -> bool:
        return self._cut(self._text[start:end])

    def _cut(self, gap: str) -> bool:
        return ";" in gap or self._words.boundary.search(gap) is not None

    def _denied_before(self, start: int, end: int, before: Sequence[FoundClaim]) -> list[FoundClaim]:
        """Return the denials of "disputed that": of what was said to be taken just before."""
        match = self._words.denial_of_that.search(self._text, start, end)
        if not match:
            return []
        source = self._sources.at(match.start())
        return [
            FoundClaim(
                claim.mention,
                Event.DENIED,
                source.side or (claim.actor.other if claim.actor else None),
                source,
                Status.DENIED,
                start,
                end,
                _CONFIDENCE[Status.DENIED],
            )
            for claim in before
            if claim.event in _TAKING
        ]


_EVENT_OF = {
    "captured": Event.CAPTURED,
    "captured_before": Event.CAPTURED,
    "captured_apposed": Event.CAPTURED,
    "claimed_place": Event.CAPTURED,
    "advanced": Event.ADVANCED,
    "entered": Event.ADVANCED,  # a side that entered a place has advanced in it, not taken it
    "attacked": Event.ATTACKED,
    "repelled": Event.REPELLED,
    "repelled_before": Event.REPELLED,
    "struck": Event.STRUCK,
    "struck_before": Event.STRUCK,
    "withdrew": Event.WITHDREW,
    "contested": Event.CONTESTED,
    "contested_before": Event.CONTESTED,
    "surrounded_after": Event.CONTESTED,
    "denial": Event.DENIED,
}


@dataclass(frozen=True, slots=True)
class _Words:
    triggers: Sequence[tuple[str, re.Pattern[str]]]
    boundary: re.Pattern[str]
    history: re.Pattern[str]
    unreal: re.Pattern[str]
    denial_of_that: re.Pattern[str]
    sides: Sequence[tuple[Actor, re.Pattern[str]]]
    not_subject_after: re.Pattern[str]
    by_whom: re.Pattern[str]
    noun: re.Pattern[str]
    pronoun: re.Pattern[str]
    passive: re.Pattern[str]
    own: re.Pattern[str]
    origin: re.Pattern[str]
    way_before: re.Pattern[str]
    way_after: re.Pattern[str]
    back: re.Pattern[str]


@lru_cache(maxsize=8)
def _load(lang: str) -> _Words:
    lexicon = load_lexicon(lang)
    words, sides = lexicon["claims"], lexicon["sides"]
    speech = "|".join(lexicon["sources"]["speech"])

    def any_of(patterns: Sequence[str]) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)

    # a denial reaches from its verb to the loss that it denies
    denial = rf"(?:{'|'.join(words['denial'])})(?:\s+(?:that|the|losing|having lost|reports of))?\b(?=[^.;]{{0,80}}\b(?:{'|'.join(words['lost'])})\b)"
    triggers = [(name, any_of(words[name])) for name in _EVENT_OF if name != "denial"]
    return _Words(
        triggers=[("none", any_of(words["unconfirmed"])), ("denial", any_of([denial])), *triggers],
        boundary=re.compile(rf";|(?<!\w)(?:,\s*)?(?:{'|'.join(words['boundary'])})(?!\w)", re.IGNORECASE),
        history=any_of(words["history"]),
        unreal=any_of(words["unreal"]),
        denial_of_that=any_of(words["denial_of_that"]),
        sides=[(side, any_of(sides[side])) for side in Actor],
        not_subject_after=re.compile(rf"['’]s\b|\s+(?:\w+\s+)?(?:{speech})\b(?!\s+(?:control|the\s+(?:capture|seizure)))", re.IGNORECASE),  # noqa: RUF001
        by_whom=re.compile(r"\s+by\s+(?=(\S))"),
        noun=re.compile(words["nouns"], re.IGNORECASE),
        pronoun=re.compile(words["pronouns"], re.IGNORECASE),
        passive=re.compile(words["passive"] + r"\s+$", re.IGNORECASE),
        own=re.compile(words["own"], re.IGNORECASE),
        origin=re.compile(words["origin"] + r"\s+$", re.IGNORECASE),
        way_before=re.compile(words["way_before"] + r"\s+$", re.IGNORECASE),
        way_after=re.compile(words["way_after"], re.IGNORECASE),
        back=re.compile(words["back"]),
    )
