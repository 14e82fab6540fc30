"""Which side does what a claim says: the subject of its verb, the agent of a passive, or the side whose word it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.model import Actor, Event

if TYPE_CHECKING:
    from geo.reading.claim_words import ClaimWords, Trigger
    from geo.reading.sentences import Spans
    from geo.reading.sources import Source

TAKING = frozenset({Event.CAPTURED, Event.LIBERATED})
_OF_BOTH_SIDES = frozenset({Event.CONTESTED})
_AGENT_REACH = 60
_OWNER_REACH = 30


class Actors:
    """Tells who acts in the sentences of one text.

    Parameters
    ----------
    text, low
        The text, and the same in small letters.
    sentences
        Its sentences.
    words
        The words of its language.
    issuer_side
        Whose document it is, if a side's: "our aviation" is then theirs.
    """

    def __init__(self, text: str, low: str, sentences: Spans, words: ClaimWords, issuer_side: Actor | None) -> None:
        self._text = text
        self._low = low
        self._sentences = sentences
        self._sentence: tuple[int, list[tuple[int, int, Actor, bool]]] = (-1, [])
        self._words = words
        self._issuer_side = issuer_side
        self._last_side: Actor | None = None
        self._passed: list[tuple[int, int]] = []
        # whose side the author of an unsigned text is on, where its words tell
        self.author: Actor | None = None

    def pass_by(self, start: int, end: int) -> None:
        """Note that a sentence was read: the side named last in it is what a pronoun after it means."""
        self._passed.append((start, end))

    def forget(self) -> None:
        """Forget the sentences that were read."""
        self._passed.clear()
        self._last_side = None

    def last_side(self) -> Actor | None:
        """Return the side named last in the sentences read before; few ask, so it is looked for only then."""
        while self._passed:
            start, end = self._passed.pop()
            if side := self.side_before(end, start):
                self._last_side = side
                self._passed.clear()
        return self._last_side

    def actor(self, event: Event, trigger: Trigger, source: Source, start: int, end: int) -> Actor | None:
        """Return who acts, or None where only the place can tell.

        Parameters
        ----------
        event
            What is said to have happened.
        trigger
            The words that say so.
        source
            Whose word it is.
        start, end
            The sentence.
        """
        if event in _OF_BOTH_SIDES:
            return None
        text, words, name = self._text, self._words, trigger.word_class
        by_whom = words.by_whom.match(text, trigger.end)
        agent = self.side_in(by_whom.start(1), min(end, by_whom.start(1) + _AGENT_REACH)) if by_whom else None
        subject = self.side_before(trigger.start, start)
        passive = words.passive.search(text, max(0, trigger.start - 12), trigger.start)
        suffers = passive is not None and words.progressive.match(text, trigger.start) is None
        own = words.own.search(text, max(start, trigger.start - _OWNER_REACH), trigger.start)
        if event is Event.REPELLED:
            if own and agent is None and name == "repelled" and not suffers and source.side is not None:
                return source.side  # "said that its units repelled"
            aimed_at = subject is not None and self._is_aimed_at(trigger.start)
            return self._defender(name, agent, subject, source, suffers=suffers, aimed_at=aimed_at)
        if agent is not None:
            return agent
        if name == "captured_apposed":
            return self.side_in(trigger.start, trigger.end) or source.side
        if name == "suffered":
            sufferer = self.side_in(trigger.start, trigger.end) or subject
            return sufferer.other if sufferer else (source.side if source.own_strikes else None)
        if self._is_noun(trigger) or name in ("captured_before", "struck_before"):
            return self._of_noun_or_passive(event, trigger, source, start)
        own = own or words.oneself.search(text, max(start, trigger.start - _OWNER_REACH), trigger.start)
        if subject is None and own and source.side is not None and not suffers:
            return source.side
        within = self.side_in(trigger.start, trigger.end)
        arms = words.own_arms.pattern
        if within is None and self._issuer_side and arms.search(self._low, trigger.start, trigger.end):
            within = self._issuer_side
        if within is not None:
            return within.other if name == "ousted" else within
        if name == "captured" and words.forfeited.search(self._low, trigger.start, trigger.end):
            suffers = not suffers  # "Ukraine has lost X"
        if subject is not None:
            return subject.other if suffers else subject
        if words.pronoun.match(text, start) and (last := self.last_side()) is not None:
            return last.other if suffers else last
        if event in TAKING | {Event.ADVANCED} or (source.own_strikes and event is Event.STRUCK):
            return source.side
        return None

    def _defender(
        self, name: str, agent: Actor | None, subject: Actor | None, source: Source, *, suffers: bool, aimed_at: bool
    ) -> Actor | None:
        """Return who held: the subject of "repelled", the other side of "the enemy was driven off"."""
        attacker_first = name in ("repelled_before", "vain_before", "failed_attack") or suffers
        if agent is not None:
            return agent.other if name == "repelled" and not suffers else agent
        if subject is not None:
            # "attempts to storm our positions were unsuccessful"
            return subject.other if attacker_first and not aimed_at else subject
        return source.side

    def _of_noun_or_passive(self, event: Event, trigger: Trigger, source: Source, start: int) -> Actor | None:
        """Return who acts in "the capture of", "Ukraine's loss of", "was taken": they name no subject of their own."""
        words = self._words
        if words.fall.match(self._low, trigger.start, trigger.end):
            return None
        lost = words.forfeited.search(self._low, trigger.start, trigger.end) is not None
        reach = max(start, trigger.start - _OWNER_REACH)
        owner = self.side_in(trigger.start, trigger.end) or self._adjective_in(trigger)
        if owner is not None:
            return owner
        if self._is_noun(trigger) and (owner := self.side_in(reach, trigger.start)):
            return owner.other if lost else owner
        if event not in TAKING or source.side is None:
            return None
        if lost:
            return source.side.other if self._is_noun(trigger) else None
        regained = words.regained.search(self._low, trigger.start, trigger.end) is not None
        # "it was occupied", says a side of its own land: whose doing that is, the place tells
        return source.side if regained or source.side is Actor.RU or self._is_noun(trigger) else None

    def _is_noun(self, trigger: Trigger) -> bool:
        return self._words.noun.fullmatch(self._text[trigger.start : trigger.end].strip()) is not None

    def _adjective_in(self, trigger: Trigger) -> Actor | None:
        adjectives = self._words.adjectives
        return next(
            (side for side, pattern in adjectives if pattern.search(self._low, trigger.start, trigger.end)), None
        )

    def side_before(self, offset: int, start: int) -> Actor | None:
        """Return the side last named as a subject before an offset, within the sentence from `start`.

        A side that something is done to ("pushed Ukrainian troops out") counts only where no other is named.
        """
        if self._sentence[0] != start:
            self._sentence = (start, self._sides_from(start))
        named = [entry for entry in self._sentence[1] if entry[0] < offset]
        if named and self._words.named_last.search(self._text, max(entry[1] for entry in named), offset):
            return max(named, key=lambda entry: entry[1])[2]  # "hit Russian vehicles as they advanced"
        subjects = [(end, side) for _, end, side, done_to in named if not done_to]
        found = subjects or [(end, side) for _, end, side, _ in named]
        return max(found, key=lambda entry: entry[0])[1] if found else None

    def _is_aimed_at(self, offset: int) -> bool:
        """Whether all sides that `side_before` last found before an offset are those that something is done to."""
        return all(done_to for begin, _, _, done_to in self._sentence[1] if begin < offset)

    def _sides_from(self, start: int) -> list[tuple[int, int, Actor, bool]]:
        """Return (start, end, side, whether something is done to it) for each side named in a sentence."""
        words, stop = self._words, self._sentences.at(start)[1]
        enemy = self._issuer_side.other if self._issuer_side else Actor.RU
        kinds = [*words.sides, (enemy, words.enemy)]
        found = [
            (match.start(), match.end(), side, self._is_object(start, match.start()))
            for side, pattern in kinds
            for match in pattern.finditer(self._low, start, stop)
            if not words.not_subject_after.match(self._text, match.end())
        ]
        if self._issuer_side is not None:
            own = [match.span() for match in words.own_arms.finditer(self._low, start, stop)]
            # "our units" are the issuer's
            found = [entry for entry in found if not any(begin <= entry[0] < end for begin, end in own)]
            found += [(begin, end, self._issuer_side, False) for begin, end in own]
        return found

    def _is_object(self, start: int, side: int) -> bool:
        return self._words.object_before.search(self._text, max(start, side - 24), side) is not None

    def side_in(self, start: int, end: int) -> Actor | None:
        """Return the side named first between two offsets."""
        found = [
            (match.start(), side)
            for side, pattern in self._words.sides
            if (match := pattern.pattern.search(self._low, start, end))
        ]
        if match := self._words.enemy.pattern.search(self._low, start, end):
            found.append((match.start(), self._issuer_side.other if self._issuer_side else Actor.RU))
        return min(found)[1] if found else None


def admitted(event: Event, actor: Actor | None, source: Source) -> bool:
    """Whether the losing side itself says so."""
    if source.side is None or actor is None:
        return False
    if event is Event.WITHDREW:
        return source.side is actor
    return event in TAKING | {Event.ADVANCED} and source.side is actor.other
