"""How a text ties what it tells to each name: in the place, near it, in some direction or some way from it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from geo.model import Mention, Rel
from geo.reading.lexicon import load_lexicon
from geo.reading.relation_words import RelationWords, relation_words
from geo.uncertainty import Told, place_size, told_radius_m

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.gazetteer import Gazetteer
    from geo.reading.found_mention import FoundMention
    from geo.reading.relations import FoundRelation

# far enough for the longest words that say near
_REACH = 40
_LISTED = re.compile(r"\s*[,/]\s*")


class Tie(NamedTuple):
    """How a text ties what it tells to a settlement, and how far away it says that is, kilometres."""

    told: Told
    away_km: float = 0.0


def told_of(
    body: str, mentions: Sequence[FoundMention], relations: Sequence[FoundRelation], lang: str
) -> dict[int, Tie]:
    """Return how a text ties what it tells to its settlements, by the index of the mention.

    What is told of a place north of a town that is named itself is told of that place, not of the town.

    Parameters
    ----------
    body
        The text as read.
    mentions, relations
        As found in it.
    lang
        Whose words decide.
    """
    words = relation_words(lang if "relations" in load_lexicon(lang) else "en")
    told: dict[int, Tie] = {}
    for index, mention in enumerate(mentions):
        if mention.kind == "settlement":
            told[index] = Tie(Told.NEAR if _near(body, mentions, index, words, told) else Told.IN)
    for relation in relations:
        if relation.subject is not None:
            told[relation.anchor] = Tie(Told.IN)
        elif relation.rel is Rel.DIRECTION:
            told[relation.anchor] = Tie(Told.DIRECTION)
        elif relation.distance_km is not None:
            told[relation.anchor] = Tie(Told.IN, relation.distance_km)
    return told


def _near(
    body: str, mentions: Sequence[FoundMention], index: int, words: RelationWords, told: Mapping[int, Tie]
) -> bool:
    """Whether the words before a name say near it, or near the one that it stands in a list with."""
    start, last = mentions[index].start, mentions[index - 1].end if index else 0
    before = body[max(last, start - _REACH, 0) : start]
    listed = told.get(index - 1) == Tie(Told.NEAR)
    if listed and (_LISTED.fullmatch(before) or words.between_joint.fullmatch(before)):
        return True
    return bool(words.weak_near.search(before) or words.near.search(before))


def widened(decided: Sequence[Mention], told: Sequence[Tie | None], gazetteer: Gazetteer) -> tuple[Mention, ...]:
    """Return mentions with the radius that holds what is told of each about 9 times in 10.

    Parameters
    ----------
    decided
        Mentions with the uncertainty of their places' own positions.
    told
        How the text ties what it tells to each; None for what is no settlement.
    gazetteer
        Where the places are from. A place that is not of it keeps the radius it has.
    """
    return tuple(
        mention if how is None else _widened(mention, how, gazetteer)
        for mention, how in zip(decided, told, strict=True)
    )


def _widened(mention: Mention, tie: Tie, gazetteer: Gazetteer) -> Mention:
    place = gazetteer.get(mention.place_id) if mention.place_id else None
    size = place_size(place) if place is not None else None
    if size is None or mention.uncertainty_m is None:
        return mention
    radius_m = told_radius_m(tie.told, size, mention.uncertainty_m) + 1000 * tie.away_km
    return replace(mention, uncertainty_m=float(round(radius_m)))
