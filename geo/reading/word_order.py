"""Which words tell of which place, in languages that put them on either side of it.

English says what happened and then where; Ukrainian and Russian as often name the places first ("near A and B, five
attacks were repelled") and say nothing at the next ("at A - artillery, at B - aviation"). What holds a claim together
there is the member of the sentence between two commas, so this module cuts a sentence into members and gives each place
the words of its own member, else those in force from the member before, else those that come after.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from geo.reading.claim_words import Trigger
from geo.reading.spots import Spot, is_within

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence

    from geo.reading.claim_words import OrderWords
    from geo.reading.word_index import WordIndex

# of several words in one member the one of the highest rank says what happened; the first of equals
_RANK = {
    "none": 9, "negated": 8, "denial": 8, "repelled": 7, "repelled_before": 7, "failed_attack": 7, "captured": 6,
    "ousted": 6, "withdrew": 6, "advanced": 6, "entered": 6, "struck": 5, "suffered": 5, "contested": 3, "attacked": 2,
    "no_event": 0,
}  # fmt: skip
_HELD = frozenset({"repelled", "repelled_before", "failed_attack"})
_ATTACK = frozenset({"attacked", "contested", "advanced"})
_ENDS_WHAT_FOLLOWS = frozenset({"none", "repelled"})
_TAKING = frozenset({"captured", "ousted", "advanced", "entered", "withdrew"})
# what "not" before it makes a denial in the mouth of the side that would have lost; before other words nothing happened
_DENIABLE = frozenset({"captured", "ousted", "entered", "withdrew"})
_MOST_LISTED = 60
_NEGATION_REACH = 30
_SUBJECT_WORDS = 4


@dataclass(slots=True)
class _Member:
    """A member of a sentence: what stands between two commas or conjunctions."""

    start: int
    clause: int
    after_comma: bool
    related: bool = False
    items: list[Spot | Trigger] = field(default_factory=list)

    def spots(self) -> list[tuple[int, Spot]]:
        return [(at, item) for at, item in enumerate(self.items) if isinstance(item, Spot)]

    def run(self, at: int, *, before: bool) -> Trigger | None:
        """Return the words next to the place at a position, on one side of it: the weightiest of them."""
        chosen: Trigger | None = None
        items = reversed(self.items[:at]) if before else iter(self.items[at + 1 :])
        for item in items:
            if isinstance(item, Spot):
                if chosen is not None:
                    break
                continue
            if before and chosen is None and item.word_class == "no_event":
                return item  # "the wounded were taken to X"
            # read from the place away, the first of equals in the order of the text is the last met before it
            if chosen is None or _rank(item) > _rank(chosen) or (before and _rank(item) == _rank(chosen)):
                chosen = item
        return chosen

    def whole(self) -> Trigger | None:
        """Return the weightiest words of the member."""
        triggers = [item for item in self.items if not isinstance(item, Spot)]
        return max(triggers, key=_rank) if triggers else None


def _rank(trigger: Trigger) -> int:
    return _RANK.get(trigger.word_class, 1)


class FreeOrder:
    """Gives the places of one sentence the words that tell of them.

    Parameters
    ----------
    low
        The text in small letters.
    start, end
        The sentence.
    words
        What parts the members of a sentence in this language.
    """

    def __init__(self, low: str, start: int, end: int, words: OrderWords) -> None:
        self._low = low
        self._start = start
        self._end = end
        self._words = words
        self._afar: dict[tuple[int, int], bool] = {}
        self._opens_line = low.rfind("\n", 0, start) == start - 1 or not low[:start].strip()

    def triggers(self, index: WordIndex, names: Sequence[tuple[int, int]]) -> list[Trigger]:
        """Return the words that say something happened, in order; of several that overlap, the longest.

        Parameters
        ----------
        index
            The words of every class.
        names
            The (start, end) of the names in the sentence: words inside one are none.
        """
        found = [Trigger(*entry) for entry in index.find(self._low, self._start, self._end)]
        found.sort(key=lambda trigger: (trigger.start, -trigger.end, trigger.word_class != "no_event", -_rank(trigger)))
        chosen: list[Trigger] = []
        for trigger in found:
            if (not chosen or trigger.start >= chosen[-1].end) and not is_within(trigger.start, names):
                chosen.append(trigger)
        return [self._turned(self._retaken(trigger, names)) for trigger in chosen]

    @staticmethod
    def weightiest(triggers: Sequence[Trigger]) -> Trigger | None:
        """Return the words of the highest rank, if any say that something happened."""
        return max(triggers, key=_rank) if triggers else None

    def _retaken(self, trigger: Trigger, names: Sequence[tuple[int, int]]) -> Trigger:
        """Return "beat off" as a taking where a place, not an attack, is its object: "won X back"."""
        if trigger.word_class != "repelled":
            return trigger
        if self._words.retaking.fullmatch(self._low, trigger.start, trigger.end) and self._is_object_before(
            trigger, names
        ):
            return replace(trigger, word_class="captured")
        after = bisect_right(names, (trigger.end, -1))
        if after < len(names) and self._words.retaking.fullmatch(self._low, trigger.start, names[after][0]):
            return replace(trigger, word_class="captured")
        return trigger

    def _is_object_before(self, trigger: Trigger, names: Sequence[tuple[int, int]]) -> bool:
        """Whether all that is before "beat off" and after it is a bare name and who did it: "X our troops won back"."""
        at = bisect_right(names, (trigger.start, -1)) - 1
        if at < 0 or names[at][0] < self._start or names[at][1] > trigger.start:
            return False
        opens = self._low[self._start : names[at][0]].rstrip(" «")
        closes = self._low[trigger.end : self._end].lstrip()
        subject = self._low[names[at][1] : trigger.start]
        return (
            (not opens or opens[-1] in ",;:—–-")
            and (not closes or closes[0] in ",.;:!")
            and not any(sign in subject for sign in ",:;—")
            and subject.count(" ") <= _SUBJECT_WORDS
        )

    def _turned(self, trigger: Trigger) -> Trigger:
        """Return a trigger as the words around it turn it: "not", or the arms of an attack from afar."""
        name, low = trigger.word_class, self._low
        if name in ("none", "no_event", "repelled_before", "failed_attack"):
            return trigger
        before = max(self._start, trigger.start - _NEGATION_REACH)
        if self._words.negation.search(low[before : trigger.start]):
            return replace(trigger, word_class="negated" if name in _DENIABLE else "none")
        if name == "attacked" and self._words.volley.match(low, trigger.start, trigger.end):
            first, last = self._clause(trigger)
            if (first, last) not in self._afar:
                self._afar[first, last] = self._words.from_afar.search(low, first, last) is not None
            if self._afar[first, last]:
                return replace(trigger, word_class="struck")
        return trigger

    def _clause(self, trigger: Trigger) -> tuple[int, int]:
        first, last = self._start, self._end
        for match in self._words.clause.finditer(self._low, self._start, self._end):
            if match.end() <= trigger.start:
                first = match.end()
            elif match.start() >= trigger.end:
                return first, match.start()
        return first, last

    def told(
        self, spots: Sequence[Spot], triggers: Sequence[Trigger], heading: Trigger | None = None
    ) -> dict[Spot, Trigger]:
        """Return the words that tell of each place, with denials and doubts; a place nothing is told of is left out.

        Parameters
        ----------
        spots, triggers
            The places and the words, each in the order of the text.
        heading
            Words of the line before that announce a list: they hold until others come.
        """
        if not spots:
            return {}
        decided = self._attached(spots, triggers, heading)
        low, words = self._low, self._words
        denial = words.denial.search(low, self._start, self._end)
        if denial is not None and words.denial_of_that.search(low, self._start, self._end) is None:
            self._deny(spots, decided, Trigger(denial.start(), denial.end(), "denial"))
            return decided
        doubt = next((trigger for trigger in triggers if trigger.word_class == "none"), None)
        if doubt is None:
            return decided
        # "we do not confirm rumours that X is lost: our troops hold it" denies; a bare doubt says nothing
        held = words.holding.search(low, self._start, self._end) is not None
        for spot, trigger in decided.items():
            if trigger.word_class in _TAKING and not self._parted(trigger, doubt):
                decided[spot] = replace(doubt, word_class="denial" if held else "none")
        return decided

    def _deny(self, spots: Sequence[Spot], decided: dict[Spot, Trigger], denial: Trigger) -> None:
        """Let a denial take what it denies: every taking in its clause, or a place whose loss other words name."""
        first, last = self._clause(denial)
        lost = self._words.lost.search(self._low, first, last) is not None
        rumoured = self._words.rumoured.search(self._low, first, last) is not None
        for spot in spots:
            trigger = decided.get(spot)
            name = trigger.word_class if trigger is not None else "none"
            if trigger is not None and name in _TAKING | {"negated"}:
                denied = not self._parted(trigger, denial)
            elif trigger is not None and name == "struck":
                beside = rumoured or (lost and self._comes_after(denial, spot, trigger))
                denied = beside and first <= spot.start < last
            else:
                denied = lost and first <= spot.start < last and name in ("none", "contested", "no_event")
            if denied:
                decided[spot] = denial

    def _comes_after(self, denial: Trigger, spot: Spot, trigger: Trigger) -> bool:
        """Whether words go on after what is denied of a place: "the enemy is not in X, they dropped a flag there"."""
        low = self._low
        return (
            denial.end <= trigger.start
            and "," in low[denial.end : trigger.start]
            and ("," not in low[spot.end : denial.start])
        )

    def _parted(self, one: Trigger, other: Trigger) -> bool:
        """Whether a conjunction stands between two words."""
        left, right = min(one.end, other.end), max(one.start, other.start)
        return left < right and self._words.clause.pattern.search(self._low, left, right) is not None

    def _attached(
        self, spots: Sequence[Spot], triggers: Sequence[Trigger], heading: Trigger | None
    ) -> dict[Spot, Trigger]:
        """Return the words that tell of each place, before denials."""
        members = self._members(spots, triggers)
        decided: dict[Spot, Trigger] = {}
        fronted = self._fronted(members)
        force, loose = heading, None  # what the member before said; what no place has taken yet
        aside: Trigger | None = None  # what was in force before a relative clause
        waiting: list[Spot] = []
        clause = 0
        telling = {member.clause for member in members if member.whole() is not None}
        for member in members:
            if member.clause != clause:
                aside = force if member.related else None
                # "strikes on A and B of one region; C and D of another": a semicolon parts the lists of one verb
                listing = self._low[member.start - 1 : member.start] == ";" and member.clause not in telling
                force = force if listing else None
                loose, waiting = (loose, waiting) if member.related else (None, [])
                clause = member.clause
            elif aside is not None and member.after_comma:
                force, aside = force or aside, None
            if self._low[member.start - 1 : member.start] == ":":
                loose = None
                # "near X all is better: Y was freed", and a line that X heads, tell of Y; "at X: Y was shelled" of both
                heads = self._told_of(waiting, member.start) or self._heads_line(waiting, clause)
                waiting = [] if member.spots() and heads else waiting
            listed = member.spots()
            for at, spot in listed:
                own = self._own(member, at)
                if own is not None and loose is not None and own.word_class == "attacked" and own is not loose:
                    own = loose
                if own is None:
                    own = fronted.get(id(member)) or force
                if own is None:
                    waiting.append(spot)
                else:
                    decided[spot] = own
            whole = member.whole()
            if whole is None:
                continue
            for spot in waiting:
                decided[spot] = decided.get(listed[0][1], whole) if listed else whole
            waiting = []
            if listed:
                loose, force = None, decided.get(listed[-1][1], whole)
                if not self._has_head(member) and member.items[-1] is force:
                    self._closes(force, decided, member, listed=True)
            else:
                self._closes(whole, decided, member)
                loose = whole if whole.word_class in _ENDS_WHAT_FOLLOWS else None
                force = whole
        return decided

    def _told_of(self, waiting: Sequence[Spot], colon: int) -> bool:
        """Whether the words before a colon say something of the places that wait there, unlike a heading."""
        return bool(waiting) and self._low[waiting[-1].end : colon - 1].strip().count(" ") > 0

    def _heads_line(self, waiting: Sequence[Spot], clause: int) -> bool:
        """Whether one name before a colon opens its line, as a heading: "Lyman: we took A and entered B"."""
        return clause == 0 and len(waiting) == 1 and waiting[0].start == self._start and self._opens_line

    def _own(self, member: _Member, at: int) -> Trigger | None:
        """Return the words of a place's own member: before it, unless those after it settle what came of them."""
        before, after = member.run(at, before=True), member.run(at, before=False)
        if before is None or after is None:
            return before or after
        settles = (
            after.word_class == "negated"
            or (after.word_class in _HELD and self._words.volley.match(self._low, before.start, before.end) is not None)
            or (after.word_class == "none" and before.word_class not in _TAKING)
            or (after.word_class in _HELD and before.word_class in _ATTACK)
        )
        return after if settles else before

    def _closes(self, whole: Trigger, decided: dict[Spot, Trigger], member: _Member, *, listed: bool = False) -> None:
        """Turn attacks told just before into repelled ones: "attacked near A and B, all attacks were repelled".

        What closes their list itself ("attacks near A and B were repelled, one goes on") tells of them all.
        """
        if whole.word_class not in _HELD:
            return
        if not listed and self._words.unfinished.search(self._low, self._start, self._end):
            return
        # "they got into A, but were destroyed"
        over = {"attacked", "failed_attack"} | ({"entered"} if whole.word_class == "repelled_before" else set())
        for spot, trigger in decided.items():
            if trigger.word_class in over and spot.start < member.start:
                decided[spot] = whole

    def _fronted(self, members: Sequence[_Member]) -> dict[int, Trigger]:
        """Return the words of members that have none but open a list which such words end: "near B, C and D fights"."""
        found: dict[int, Trigger] = {}
        for number, member in enumerate(members):
            listed = member.spots()
            if not listed or not isinstance(member.items[0], Spot):
                continue
            closing = member.run(0, before=False)
            if closing is None or (member.after_comma and self._has_head(member)):
                continue
            group: list[_Member] = []
            for earlier in reversed(members[max(0, number - _MOST_LISTED) : number]):
                if earlier.clause != member.clause or earlier.whole() is not None or not earlier.spots():
                    break
                group.append(earlier)
                if self._has_head(earlier):
                    break
            if group and self._has_head(group[-1]):
                found.update({id(earlier): closing for earlier in group})
        return found

    def _has_head(self, member: _Member) -> bool:
        """Whether words of its own lead to a member's first place: "in the areas of B"."""
        first = member.spots()[0][1]
        return any(letter.isalpha() for letter in self._low[member.start : first.start])

    # -- members ------------------------------------------------------------------------------------------------

    def _members(self, spots: Sequence[Spot], triggers: Sequence[Trigger]) -> list[_Member]:
        items: list[Spot | Trigger] = sorted([*spots, *triggers], key=lambda item: item.start)
        inside = [(item.start, item.end) for item in items]  # names and words are not cut
        members = [_Member(self._start, 0, after_comma=True)]
        clause, begun = 0, self._start
        for match, kind in self._cuts():
            if is_within(match.start(), inside) or self._only_dates(match, begun, triggers):
                continue
            begun = match.end() if kind in ("clause", "related") else begun
            clause += kind in ("clause", "related")
            members.append(_Member(match.end(), clause, kind != "joint", kind == "related"))
        starts = [member.start for member in members]
        for item in items:
            members[max(0, bisect_right(starts, item.start) - 1)].items.append(item)
        return members

    def _only_dates(self, match: re.Match[str], begun: int, triggers: Sequence[Trigger]) -> bool:
        """Whether "now" begins no clause of its own: nothing was told yet in the one that it stands in."""
        if self._words.turning.fullmatch(match.group()) is None:
            return False
        return not any(begun <= trigger.start < match.start() for trigger in triggers)

    def _cuts(self) -> Iterator[tuple[re.Match[str], str]]:
        words = self._words
        found = [
            (match, kind)
            for kind, pattern in (
                ("clause", words.clause), ("related", words.related), ("comma", words.comma), ("joint", words.joint)
            )
            for match in pattern.finditer(self._low, self._start, self._end)
        ]  # fmt: skip
        found.sort(key=lambda entry: (entry[0].start(), -entry[0].end()))
        last = self._start
        for match, kind in found:
            if match.start() >= last:
                yield match, kind
                last = match.end()
