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
        state = _State()
        decided: dict[tuple[int, bool], Trigger] = {}
        unused: Trigger | None = None
        for offset, order, mark in sorted(marks, key=lambda entry: entry[:2]):
            if isinstance(mark, bool):
                state.reset(offset, keep=mark)
            elif isinstance(mark, int):
                if state.current is not None:
                    decided[mark, order == _BACK] = state.current
                state.taken.append((mark, state.current))
            else:
                self._meet(mark, state, decided)
                unused = unused or (mark if EVENT_OF.get(mark.word_class) is Event.STRUCK else None)
        first = next((spot for spot in spots if not spot.back), None)
        if not decided and unused is not None and first is not None and self._is_fronted(first):
            decided[first.index, False] = unused
        return [(index, trigger) for (index, _), trigger in decided.items()]

    def _is_fronted(self, spot: Spot) -> bool:
        """Whether a place is set before its sentence: "In X, a drone killed two"."""
        before = self._words.fronted.fullmatch(self._text, self._start, spot.start)
        return before is not None and self._text.startswith(",", spot.end)

    def _goes_on(self, boundary: re.Match[str]) -> bool:
        """Whether after a semicolon more places follow for the same verb: "near A; north of B; and ..."."""
        return boundary.group() == ";" and self._words.goes_on.match(self._text, boundary.end()) is not None

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
