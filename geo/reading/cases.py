"""Which side does what a claim says, in languages with cases, which tell who acts wherever the word stands.

"The enemy" in the nominative acts, in the instrumental is the agent of a passive, in the genitive owns the attack.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.model import Actor, Event
from geo.reading.actors import TAKING, Actors

if TYPE_CHECKING:
    from geo.reading.claim_words import CaseWords, ClaimWords, Trigger
    from geo.reading.sentences import Spans
    from geo.reading.sources import Source

_OWNER_REACH = 28
_AFTER_REACH = 90
_BESIDE = 80
_MOUTH_CHARACTERS = 20_000
# heads of regions and towns tell of what they suffer
_CIVIL_AUTHORITY = "official"
# what a side gets hold of, a place or some of it
_GAINS = TAKING | {Event.ADVANCED}
# what troops without a side of their own do for the side of the sentence before
_MOVES = _GAINS | {Event.ATTACKED}
# "the enemy had to withdraw" says so of a dative
_DATIVE_ENDS = "ум"
_ATTACKERS = frozenset({"repelled_before", "failed_attack"})


@dataclass(frozen=True, slots=True)
class _Named:
    """A side named in a sentence, in which case: subject, agent or other."""

    start: int
    end: int
    side: Actor
    case: str
    done_to: bool = False
    relative: bool = False


class CaseActors(Actors):
    """Tells who acts in the sentences of a text in a language with cases."""

    def __init__(self, text: str, low: str, sentences: Spans, words: ClaimWords, issuer_side: Actor | None) -> None:
        assert words.cases is not None
        self._cases: CaseWords = words.cases
        known = issuer_side or self._by_vocabulary(low)
        self._nobodys = known is None  # "the enemy" is then that of whoever is cited
        author = known or self._cases.default
        super().__init__(text, low, sentences, words, author)
        self.author = author
        self._named_in: tuple[int, list[_Named]] = (-1, [])

    def _by_vocabulary(self, low: str) -> Actor | None:
        """Return whose words an unsigned text uses of the other side, if it uses one side's only."""
        said = {
            side: len({match.group() for match in pattern.finditer(low, 0, _MOUTH_CHARACTERS)})
            for side, pattern in self._cases.mouths
        }
        most = max(said.values(), default=0)
        of = [side for side, count in said.items() if count == most]
        return of[0] if most and len(of) == 1 else None

    def actor(self, event: Event, trigger: Trigger, source: Source, start: int, end: int) -> Actor | None:
        """Return who acts, or None where only the place can tell; see `Actors.actor`."""
        first, last = self._clause(trigger, start, end)
        named = self._named(start)
        if self._nobodys and source.side is not None and source.side is not self.author:
            named = [replace(entry, side=entry.side.other) if entry.relative else entry for entry in named]
        here = [entry for entry in named if first <= entry.start < last]
        if event is Event.CONTESTED:
            return self._contender(trigger, source, here)
        noun = self._is_noun(trigger)
        passive = not noun and self._cases.passive_end.match(self._low, trigger.start, trigger.end) is not None
        # "our guns covered A, B was hit by the enemy": an active verb has an agent only beside it
        agents = (entry for entry in here if entry.case == "agent")
        agent = next((entry.side for entry in agents if passive or noun or self._beside(trigger, entry)), None)
        owner = self._owner(trigger, here)
        if event is Event.STRUCK and self._cases.undergone.match(self._low, trigger.start):
            hit = next((entry for entry in here if entry.case == "subject" and self._beside(trigger, entry)), None)
            subject = hit.side.other if hit else None
        else:
            subject = None if passive else self._subject(event, trigger, here, named)
        mouth = source.side or self.author
        if event is Event.REPELLED:
            return self._holder(trigger, agent, owner, subject, here) or mouth
        if agent is not None:
            return agent
        lost = self._words.forfeited.search(self._low, trigger.start, trigger.end) is not None
        if lost and event in _GAINS:
            loser = owner or subject or (None if passive else mouth)
            return loser.other if loser else None
        if not noun and mouth is not None and self._is_ours(trigger, here):
            return mouth
        inside = self._inside(trigger, here)
        if trigger.word_class == "ousted":
            return inside.other if inside else (subject or mouth)
        if trigger.word_class == "suffered":
            sufferer = inside or owner or subject
            return sufferer.other if sufferer else mouth
        if noun and owner is not None:
            return owner
        if subject is not None:
            return subject
        if event in _MOVES and (going_on := self._going_on(trigger, start, end)) is not None:
            return going_on
        return self._unsaid(event, trigger, source, here, owner or (inside if event in _GAINS else None))

    def _contender(self, trigger: Trigger, source: Source, here: list[_Named]) -> Actor | None:
        """Return who attacks where there is fighting: a Russian source tells of its own side's, on any land."""
        if source.side is not Actor.RU:
            return None
        # "fighting for the station, the enemy clings to every house": who acts past a comma does something else
        fight = (entry.side for entry in here if entry.case == "subject" and self._beside(trigger, entry))
        return next(fight, Actor.RU)

    def _unsaid(
        self, event: Event, trigger: Trigger, source: Source, here: list[_Named], owner: Actor | None
    ) -> Actor | None:
        """Return who acts where no side is named for it."""
        mouth = source.side or self.author
        if event is Event.STRUCK:
            return self._striker(trigger, source, here)
        if event is Event.WITHDREW:
            return owner or (Actor.UA if source.side is Actor.UA else None)
        if event in TAKING or event is Event.ADVANCED:
            if self._cases.red.search(self._low, trigger.start, trigger.end):
                return Actor.RU
            if mouth is not None and self._words.regained.search(self._low, trigger.start, trigger.end):
                return mouth
            if event in TAKING and mouth is not None and self._cases.theirs.search(
                self._low, trigger.start, trigger.end
            ):  # fmt: skip
                return mouth.other if mouth is Actor.UA or source.side is None else mouth
            # a Ukrainian text that names nobody may mean either side: the place tells
            return mouth if mouth is Actor.RU else owner
        return owner

    def _is_ours(self, trigger: Trigger, here: list[_Named]) -> bool:
        """Whether "we" do it, unsaid: "we are hitting X", "they had to leave X" where nobody is told that had to."""
        if self._cases.we.match(self._low, trigger.start) is None:
            return False
        near = (entry for entry in here if entry.end <= trigger.start and self._beside(trigger, entry))
        return not any(entry.case == "subject" or self._low[entry.end - 1] in _DATIVE_ENDS for entry in near)

    def _going_on(self, trigger: Trigger, start: int, end: int) -> Actor | None:
        """Return whose troops of no side are, those of the sentence right before: "a column broke through"."""
        if self._cases.unnamed.search(self._low, self._clause(trigger, start, end)[0], trigger.start) is None:
            return None
        before, stop = self._sentences.at(max(0, start - 2))
        if before == start or "\n" in self._low[stop:start]:
            return None
        return self.side_before(stop, before)

    def _striker(self, trigger: Trigger, source: Source, here: list[_Named]) -> Actor | None:
        by_weapon = next(
            (
                entry.side
                for entry in here
                if entry.case == "other"
                and self._words.order is not None
                and self._words.order.from_afar.match(self._low, _next_word(self._low, entry.end))
            ),
            None,
        )
        if by_weapon is not None:
            return by_weapon
        if self._cases.fire.search(self._low, trigger.start, trigger.end):
            whose = self._owner(trigger, here) or self._inside(trigger, here)
            if whose is not None:
                return whose
        by_arms = self._by_arms(trigger)
        if by_arms is not None:
            return by_arms
        if source.own_strikes:
            return source.side
        target = next(
            (
                entry.side
                for entry in here
                if entry.start >= trigger.end
                and (entry.case == "other" or entry.done_to)
                and self._beside(trigger, entry)
            ),
            None,
        )
        if target is not None:
            return target.other
        if self._cases.ours.search(self._low, trigger.start, trigger.end) and not self._of_civilians(trigger, source):
            return source.side or self.author
        return None

    def _by_arms(self, trigger: Trigger) -> Actor | None:
        """Return whose arms only a strike is made with, if its clause names some."""
        clause = self._clause(trigger, *self._sentences.at(trigger.start))
        return next((side for side, arms in self._cases.weapons if arms.search(self._low, *clause)), None)

    def _of_civilians(self, trigger: Trigger, source: Source) -> bool:
        """Whether a strike is told by a civil authority, or hits homes: nobody tells so of its own side's."""
        # "bombs struck X": the army strikes something in a place, not the place
        if source.kind == _CIVIL_AUTHORITY or self._text[trigger.end + 1 : trigger.end + 2].isupper():
            return True
        clause = self._clause(trigger, *self._sentences.at(trigger.start))
        return self._cases.civil.search(self._low, *clause) is not None

    def _holder(
        self, trigger: Trigger, agent: Actor | None, owner: Actor | None, subject: Actor | None, here: list[_Named]
    ) -> Actor | None:
        """Return who held: whoever did it, else the other side of those whose attack it was."""
        attackers = trigger.word_class in _ATTACKERS
        if agent is not None:
            return agent.other if attackers else agent
        if subject is not None:
            return subject.other if attackers else subject
        near = (entry.side for entry in here if entry.case == "other" and self._beside(trigger, entry))
        whose = owner or next(near, None)
        return whose.other if whose else None

    def _owner(self, trigger: Trigger, here: list[_Named]) -> Actor | None:
        """Return whose attack, loss or advance it is: the genitive right after the word, the adjective right before."""
        for entry in here:
            if entry.case != "other":
                continue
            after = self._low[trigger.end : entry.start] if entry.start >= trigger.end else None
            before = self._low[entry.end : trigger.start] if entry.end <= trigger.start else None
            if after is not None and len(after) <= _OWNER_REACH and not after.strip():
                return entry.side
            if before is not None and len(before) <= _OWNER_REACH and before.count(" ") <= 1 + (before[:1] == " "):
                return entry.side
        return None

    def _beside(self, trigger: Trigger, entry: _Named) -> bool:
        """Whether a side is named near the words, in the same member of the sentence."""
        left, right = min(trigger.end, entry.end), max(trigger.start, entry.start)
        return right - left <= _BESIDE and not any(sign in self._low[left:right] for sign in ",:(")

    def _inside(self, trigger: Trigger, here: list[_Named]) -> Actor | None:
        return next((entry.side for entry in here if trigger.start <= entry.start < trigger.end), None)

    def _subject(self, event: Event, trigger: Trigger, here: list[_Named], named: list[_Named]) -> Actor | None:
        """Return the side that acts: the last nominative before the words, else one right after them."""
        before = [entry for entry in here if entry.case == "subject" and entry.start < trigger.start]
        acting = [entry for entry in before if not entry.done_to]
        if acting:
            # "the invaders tried to land, both times they were driven off": whoever did that is not named
            driven = self._cases.done_to_them.search(self._low, acting[-1].end, trigger.start)
            done_to = event is Event.REPELLED and driven and "," in self._low[acting[-1].end : driven.start()]
            return acting[-1].side.other if done_to else acting[-1].side
        acts = [entry for entry in here if entry.case == "subject" and not entry.done_to]
        inside = [entry for entry in acts if trigger.start <= entry.start < trigger.end]
        if inside:
            return inside[0].side
        for entry in acts:
            if trigger.end <= entry.start <= trigger.end + _AFTER_REACH:
                if "," in self._low[trigger.end : entry.start]:
                    break
                return entry.side
        if before:
            return before[-1].side.other
        earlier = [entry for entry in named if entry.case == "subject" and entry.start < trigger.start]
        order = self._words.order
        for entry in reversed(named) if order and not acts else ():
            # "the enemy's infantry, which pressed on X", in whichever case it is named
            clause = order.related.pattern.search(self._low, entry.end, trigger.start) if order else None
            if clause is not None and clause.start() <= entry.end + len(", "):
                return entry.side
        if not earlier:
            return None
        # "our troops repelled two attacks; bombs hit X": a strike of a new clause has a subject of its own, left unsaid
        # "they tried to, but were stopped there": who holds is not the other side's attacker of the clause before
        if event is Event.REPELLED and self.author is earlier[-1].side.other:
            return None
        own = event is Event.STRUCK and earlier[-1].side is self.author
        if own and order and order.clause.pattern.search(self._low, earlier[-1].end, trigger.start):
            return None
        return earlier[-1].side

    def _clause(self, trigger: Trigger, start: int, end: int) -> tuple[int, int]:
        """Return the clause of a trigger: between the conjunctions around it."""
        order = self._words.order
        assert order is not None
        first, last = start, end
        for pattern in (order.clause, order.related):
            for match in pattern.finditer(self._low, start, end):
                if match.end() <= trigger.start:
                    first = max(first, match.end())
                elif match.start() >= trigger.end:
                    last = min(last, match.start())
                    break
        return first, last

    def side_before(self, offset: int, start: int) -> Actor | None:
        """Return the side last named as a subject before an offset, within the sentence from `start`."""
        acting = [entry for entry in self._named(start) if entry.case == "subject" and entry.start < offset]
        return acting[-1].side if acting else None

    def _named(self, start: int) -> list[_Named]:
        """Return the sides named in a sentence, in order; of several that overlap, the longest."""
        if self._named_in[0] != start:
            self._named_in = (start, self._find_named(start, self._sentences.at(start)[1]))
        return self._named_in[1]

    def _find_named(self, start: int, stop: int) -> list[_Named]:
        author = self.author
        whose = {
            "RU": Actor.RU,
            "UA": Actor.UA,
            "enemy": author.other if author else Actor.RU,
            "own": author or Actor.UA,
        }
        found = [
            _Named(at, end, whose[name], case, relative=name in ("enemy", "own"))
            for at, end, kind in self._cases.named.find(self._low, start, stop)
            for case, name in [kind.split()]
        ]
        found.sort(key=lambda entry: (entry.start, -entry.end, not entry.relative))
        chosen: list[_Named] = []
        for entry in found:
            if chosen and entry.start < chosen[-1].end:
                continue
            if entry.case == "subject":
                if self._words.not_subject_after.match(self._text, entry.end):
                    continue
                if self._is_object(start, entry.start):
                    entry = replace(entry, done_to=True)
            chosen.append(entry)
        return chosen


def _next_word(low: str, at: int) -> int:
    return at + 1 if low[at : at + 1] == " " else at
