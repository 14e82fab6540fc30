"""Which words tell of which place, in a language that says first what happened and then where.

A sentence is read from left to right. Words that say something happened take the places after them, or those just
before ("were repelled"), up to where a clause ends.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo.model import Event
from geo.reading.claim_words import EVENT_OF, Trigger
from geo.reading.spots import is_within

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from geo.reading.claim_words import ClaimWords
    from geo.reading.spots import Spot

_ASSAULT = frozenset({Event.ATTACKED, Event.ADVANCED})
_SHORT_JOINT = 3
# what stands at one offset is read in this order
_BOUNDARY, _WORDS, _PLACE, _BACK = range(4)
# a mention, and whether other words stand for it there
_Key = tuple[int, bool]


@dataclass(slots=True)
class _State:
    """What has been read of a clause: the trigger in force and the places it took."""

    current: Trigger | None = None
    taken: list[tuple[_Key, Trigger | None]] = field(default_factory=list)
    inherited: bool = False
    left: list[tuple[_Key, Trigger | None]] = field(default_factory=list)
    left_at: int = -1
    opened: int = 0  # where the clause begins
    fronted: Trigger | None = None  # what the clause tells of the places set before its verb
    assault: bool = False  # whether it tells of an attack

    def reset(self, at: int, *, keep: bool) -> None:
        self.opened, self.fronted, self.assault = at, None, False
        self.left, self.left_at = self.taken, at
        self.current = self.current if keep else None
        self.inherited = keep
        self.taken = []


class FixedOrder:
    """Gives the places of one sentence the words that tell of them.

    Parameters
    ----------
    text, low
        The text, and the same in small letters.
    start, end
        The sentence.
    words
        The words of its language.
    """

    def __init__(self, text: str, low: str, start: int, end: int, words: ClaimWords) -> None:
        self._text = text
        self._low = low
        self._start = start
        self._end = end
        self._words = words

    def triggers(self, names: Sequence[tuple[int, int]]) -> list[Trigger]:
        """Return the words that say something happened, in order; of several that overlap, the longest.

        Parameters
        ----------
        names
            The (start, end) of the names of the text: words inside one are none.
        """
        found = [Trigger(*entry) for entry in self._words.triggers.find(self._low, self._start, self._end)]
        found.sort(key=lambda trigger: (trigger.start, -trigger.end))
        chosen: list[Trigger] = []
        for trigger in found:
            if not chosen or trigger.start >= chosen[-1].end:
                chosen.append(trigger)
        return [trigger for trigger in chosen if not is_within(trigger.start, names)]

    def told(self, spots: Sequence[Spot], triggers: Sequence[Trigger]) -> list[tuple[int, Trigger]]:
        """Return the places of which something is told, by their mentions, and the words that tell it.

        Parameters
        ----------
        spots, triggers
            The places and the words.
        """
        marks: list[tuple[int, int, Trigger | int | bool]] = [
            (spot.start, _BACK if spot.back else _PLACE, spot.index) for spot in spots
        ]
        marks += [(trigger.start, _WORDS, trigger) for trigger in triggers]
        boundaries = self._words.boundary.finditer(self._low, self._start, self._end)
        marks += [(match.start(), _BOUNDARY, self._goes_on(match)) for match in boundaries]
        state = _State(opened=self._start)
        at = {(spot.index, spot.back): spot for spot in spots}
        decided: dict[_Key, Trigger] = {}
        unused: Trigger | None = None
        for offset, order, mark in sorted(marks, key=lambda entry: entry[:2]):
            if isinstance(mark, bool):
                self._close(state, at, decided)
                state.reset(offset, keep=mark)
            elif isinstance(mark, int):
                key = (mark, order == _BACK)
                if state.current is not None:
                    decided[key] = state.current
                state.taken.append((key, state.current))
            else:
                self._meet(mark, state, decided, at)
                self._note(mark, state)
                unused = unused or (mark if EVENT_OF.get(mark.word_class) is Event.STRUCK else None)
        self._close(state, at, decided)
        first = next((spot for spot in spots if not spot.back), None)
        if not decided and unused is not None and first is not None and self._is_fronted(first):
            decided[first.index, False] = unused
        return [(index, trigger) for (index, _), trigger in decided.items()]

    def _note(self, trigger: Trigger, state: _State) -> None:
        """Keep what a clause says of the places before its verb: what came of an attack rather than what was hit."""
        before = state.fronted
        state.assault = state.assault or EVENT_OF.get(trigger.word_class) in _ASSAULT
        if trigger.word_class.endswith(("_before", "_said_of")):
            return
        if before is None or (
            EVENT_OF.get(trigger.word_class) not in (Event.STRUCK, None) and self._stronger(trigger, before)
        ):
            state.fronted = trigger

    def _close(self, state: _State, at: dict[_Key, Spot], decided: dict[_Key, Trigger]) -> None:
        """At the end of a clause whose verb took no place, give it those set before: "near A and B troops advanced"."""
        told = state.fronted
        if told is None or told.word_class not in self._words.fronted_events or any(one for _, one in state.taken):
            return
        if not state.taken and self._words.there.match(self._low, state.opened):
            self._tell_there(told, state, decided)
            return
        places = [at[key] for key, _ in state.taken if not key[1]]
        if not places or places[-1].end > told.start or any((spot.index, False) in decided for spot in places):
            return
        opened = self._words.opening.match(self._text, state.opened, places[0].start)
        first = opened.end() if opened else state.opened
        if self._words.fronted.fullmatch(self._text, first, places[0].start) is None:
            return
        if told.word_class == "repelled" and not (state.assault or self._names_side(places[-1].end)):
            return  # "near A, police stopped a lorry"
        if self._words.speech.search(self._low, places[-1].end, told.start) is None:
            decided.update({(spot.index, False): told for spot in places})

    @staticmethod
    def _tell_there(told: Trigger, state: _State, decided: dict[_Key, Trigger]) -> None:
        """Give what goes on "where" to the place before, of which nothing else is told: "to A, where fights go on"."""
        key, _ = state.left[-1] if state.left else (None, None)
        if key is not None and (key not in decided or decided[key].word_class == "none"):
            decided[key] = told

    def _names_side(self, start: int) -> bool:
        sides = [self._words.enemy, *(side for _, side in self._words.sides)]
        return any(side.search(self._low, start, self._end) for side in sides)

    def _is_fronted(self, spot: Spot) -> bool:
        """Whether a place is set before its sentence: "In X, a drone killed two"."""
        before = self._words.fronted.fullmatch(self._text, self._start, spot.start)
        return before is not None and self._text.startswith(",", spot.end)

    def _goes_on(self, boundary: re.Match[str]) -> bool:
        """Whether after a semicolon more places follow for the same verb: "near A; north of B; and ..."."""
        return boundary.group() == ";" and self._words.goes_on.match(self._text, boundary.end()) is not None

    def _meet(self, trigger: Trigger, state: _State, decided: dict[_Key, Trigger], at: dict[_Key, Spot]) -> None:
        """Take in a trigger: apply it to the places before it, or put it in force for those after it."""
        name = trigger.word_class
        if name == "captured_apposed":
            decided.update({(index, True): trigger for (index, _), _ in state.taken})
            return
        if name.endswith("_said_of"):
            for key in self._subjects(trigger, state, at):
                decided.setdefault(key, trigger)
            return
        if name == "vain_before" and not self._ends_attack(state):
            return
        if name.endswith("_before"):
            meant = EVENT_OF[name]
            if meant is Event.CONTESTED and state.assault and self._is_aside(state.current, trigger):
                return  # "there were 16 clashes, three of which are going on"
            closing = self._text[trigger.end : trigger.end + 1] in ("", ".", ",", ";")
            if (
                closing
                and meant is Event.REPELLED
                and not state.taken
                and self._text[state.left_at : trigger.start].count(" ") <= _SHORT_JOINT
            ):
                state.taken = state.left  # "attacked near X, but was unsuccessful"
            for key, earlier in state.taken:
                ends_attack = (
                    meant is Event.REPELLED and earlier is not None and EVENT_OF.get(earlier.word_class) in _ASSAULT
                )
                if earlier is None or ends_attack:
                    decided[key] = trigger
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
            state.taken = [(key, earlier) for key, earlier in state.taken if earlier is None or name == "attacked"]

    def _is_aside(self, told: Trigger | None, trigger: Trigger) -> bool:
        between = (told.end, trigger.start) if told is not None else None
        return between is not None and self._words.relative.search(self._low, *between) is not None

    @staticmethod
    def _ends_attack(state: _State) -> bool:
        """Whether a clause, or the one before it, has told of an attack that may then come to nothing."""
        told = [state.current, *(earlier for _, earlier in (*state.taken, *state.left))]
        return state.assault or any(one is not None and EVENT_OF.get(one.word_class) in _ASSAULT for one in told)

    def _subjects(self, trigger: Trigger, state: _State, at: dict[_Key, Spot]) -> list[_Key]:
        """Return the places that stand just before a verb as its subject: "A, B and C (near D) are gone"."""
        found: list[_Key] = []
        until = trigger.start
        for key, _ in reversed(state.taken):
            spot = at[key]
            if spot.back and not self._low[spot.start : until].replace(" ", "").isalpha():
                continue
            if not spot.back and self._words.joins.fullmatch(self._low, spot.end, until) is None:
                break
            found.append(key)
            until = spot.start
        return [] if self._words.not_said_of.search(self._low, self._start, until) else found

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
