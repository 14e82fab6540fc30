"""How the tests read a text: every stage before places are decided, and results as short lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.reading.claims import ClaimFinder
from geo.reading.mentions import MentionFinder
from geo.reading.relations import FoundRelation, RelationFinder
from geo.reading.sentences import Spans, sentences
from geo.reading.sources import Sources
from geo.reading.strikes import FoundStrike, StrikeFinder

if TYPE_CHECKING:
    from geo.reading.found_claim import FoundClaim
    from geo.reading.found_mention import FoundMention


@dataclass
class Found:
    mentions: list[FoundMention]
    relations: list[FoundRelation]
    claims: list[FoundClaim]
    strikes: list[FoundStrike]

    def places(self, *kinds):
        kinds = kinds or ("settlement",)
        return [found.surface for found in self.mentions if found.kind in kinds and found.role != "sector"]

    def claim_lines(self):
        return [
            " | ".join(
                (
                    self.mentions[claim.mention].surface,
                    claim.event,
                    claim.actor or "?",
                    claim.status,
                    claim.source.label,
                )
            )
            for claim in self.claims
        ]

    def relation_lines(self):
        return [
            " | ".join(
                (
                    "-" if relation.distance_km is None else f"{round(relation.distance_km, 1):g}",
                    "-" if relation.bearing_deg is None else f"{relation.bearing_deg:g}",
                    self.mentions[relation.anchor].surface,
                    "-" if relation.subject is None else self.mentions[relation.subject].surface,
                )
            )
            for relation in self.relations
        ]


def found_in(text, gazetteer, date=None):
    spans = Spans(sentences(text))
    mentions = MentionFinder(text, spans, gazetteer).find()
    relations = RelationFinder(text, spans, mentions).find()
    sources = Sources(text, spans)
    return Found(
        mentions,
        relations,
        ClaimFinder(text, spans, mentions, relations, sources, date=date).find(),
        StrikeFinder(text, spans, mentions, sources).find(),
    )
