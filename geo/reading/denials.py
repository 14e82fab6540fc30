"""Denials: that a side has taken a place, and that what was said of one is so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo.model import Event, Status
from geo.reading.actors import TAKING
from geo.reading.found_claim import FoundClaim
from geo.reading.sources import UNATTRIBUTED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.model import Actor
    from geo.reading.actors import Actors
    from geo.reading.claim_words import ClaimWords, Trigger
    from geo.reading.found_mention import FoundMention
    from geo.reading.sources import Source, Sources

_NEGATED = ("negated", "negated_before")


class Denials:
    """The denials of one text.

    Parameters
    ----------
    low
        The text in small letters.
    mentions, words, sources, actors
        What was found in it, the words that decide, its speakers and sides.
    """

    def __init__(
        self, low: str, mentions: Sequence[FoundMention], words: ClaimWords, sources: Sources, actors: Actors
    ) -> None:
        self._low = low
        self._mentions = mentions
        self._words = words
        self._sources = sources
        self._actors = actors

    def by(self, index: int, trigger: Trigger, start: int, end: int) -> FoundClaim | None:
        """Return the denial that words of denial or negation make at a mention, if they make one."""
        source = self._sources.at(trigger.start)
        subject = self._actors.side_before(trigger.start, start)
        side = source.side
        if trigger.word_class in _NEGATED:
            # "has not taken X" denies only in the mouth of the side that would have lost it
            order = self._words.order
            if order is not None and order.rebuttal.search(self._low, start, end):
                side = side or self._actors.author
            elif side is None or source is UNATTRIBUTED or subject is side:
                return None
        else:
            side = side or self._actors.author or subject
        return FoundClaim(index, Event.DENIED, side, source, Status.DENIED, start, end)

    def of_what_was_said(
        self, start: int, end: int, here: Sequence[FoundClaim], before: Sequence[FoundClaim], *, alone: bool
    ) -> list[FoundClaim]:
        """Return the denials of "disputed that": of what was said to be taken, here or in the last sentence.

        Parameters
        ----------
        start, end
            The sentence.
        here, before
            Its claims, and those of the sentence before it.
        alone
            Whether it names no place.
        """
        order = self._words.order
        match = self._words.denial_of_that.search(self._low, start, end) if here or before else None
        if match and order is None:
            here = [claim for claim in here if self._mentions[claim.mention].end <= match.start()]
        taken = [claim for claim in here if claim.event in TAKING] or [
            claim for claim in before if claim.event in TAKING
        ]
        match = match if taken else None
        if not match and taken and order is not None and alone:
            match = order.denial.search(self._low, start, end)
        if not match:
            return []
        source = self._sources.at(match.start())
        denied = FoundClaim(0, Event.DENIED, None, source, Status.DENIED, start, end)
        return [replace(denied, mention=claim.mention, actor=_denier(claim, source)) for claim in taken]


def _denier(claim: FoundClaim, source: Source) -> Actor | None:
    """Return who denies a claim: the side of the source, unless it is the claim's own or none."""
    return claim.actor.other if claim.actor and (source.side is None or source is claim.source) else source.side
