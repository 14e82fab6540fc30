"""Why a candidate was chosen, in words: the evidence in which it most outdoes its rivals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.distance import compass, inverse
from geo.resolve.pairs import Pairs, heard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.reading.mentions import FoundMention
    from geo.reading.relations import FoundRelation
    from geo.resolve.candidates import Candidates, Floats
    from geo.resolve.evidence import Term

_LEAST_TOLD = 0.35
_MOST_REASONS = 3


def explain(
    candidates: Candidates,
    number: int,
    best: int,
    named: int,
    beliefs: Sequence[Floats],
    single: Sequence[Term],
    double: Pairs,
    mentions: Sequence[FoundMention],
    relations: Sequence[FoundRelation],
) -> str:
    """Return the reason for a decision.

    Parameters
    ----------
    candidates, number, best
        The candidates, the mention's number among them, and which of its candidates leads.
    named
        How many places the name may mean, those included that were hopeless from the start.
    beliefs, single, double
        The beliefs and the evidence they came from.
    mentions, relations
        What the words are taken from.
    """
    own = candidates.of(number)
    chosen = own.start + best
    name = candidates.name_why[chosen]
    if named == 1:
        return f"the only place so named ({name})"
    rivals = beliefs[number][:-1].copy()
    rivals[best] = 0.0
    rivals = rivals / rivals.sum() if rivals.sum() > 0 else np.full(len(rivals), 1 / max(len(rivals) - 1, 1))
    rivals[best] = 0.0
    reasons: list[tuple[float, str]] = []
    for term in single:
        gain = float(term.values[chosen] - term.values[own] @ rivals)
        if term.words[chosen]:
            reasons.append((gain, term.words[chosen]))
    for one in double.stated:
        if number in (one.subject, one.anchor):
            other = one.anchor if one.subject == number else one.subject
            worth = heard(one.values if one.subject == number else one.values.T, beliefs[other])
            surface = mentions[candidates.mentions[other]].surface
            words = _stated(candidates, number, best, other, beliefs, relations[one.relation], surface)
            reasons.append((float(worth[best] - worth @ rivals), words))
    neighbours: dict[str, float] = {}
    own_surface = mentions[candidates.mentions[number]].surface
    for other, index in enumerate(candidates.mentions):
        if (surface := mentions[index].surface) != own_surface:
            worth = double.field[own, candidates.of(other)] @ beliefs[other][:-1]
            neighbours[surface] = neighbours.get(surface, 0.0) + float(worth[best] - worth @ rivals)
    close = sorted(neighbours, key=lambda surface: -neighbours[surface])
    if close:
        reasons.append((sum(neighbours.values()), "close to " + " and ".join(close[:2])))
    told = [words for gain, words in sorted(reasons, key=lambda reason: -reason[0]) if gain >= _LEAST_TOLD]
    among = f"of {named} so named"
    return f"{among}: {'; '.join(told[:_MOST_REASONS])}" if told else f"{among}: nothing tells them well apart ({name})"


def _stated(
    candidates: Candidates,
    number: int,
    best: int,
    other: int,
    beliefs: Sequence[Floats],
    relation: FoundRelation,
    surface: str,
) -> str:
    here = candidates.of(number).start + best
    there = candidates.of(other).start + int(np.argmax(beliefs[other][:-1]))
    subject, anchor = (here, there) if candidates.mentions[number] == relation.subject else (there, here)
    km, bearing, _ = inverse(
        float(candidates.lat[anchor]),
        float(candidates.lon[anchor]),
        float(candidates.lat[subject]),
        float(candidates.lon[subject]),
    )
    said = "" if relation.distance_km is None else f"{relation.distance_km:g} km "
    way = "" if relation.bearing_deg is None else compass(relation.bearing_deg)
    phrase = f"{said}{way}".strip() or relation.rel.value
    role = "of" if candidates.mentions[number] == relation.subject else "as anchor, from"
    return f"stated {phrase} {role} {surface}: measured {km:.1f} km, bearing {bearing:.0f}°"
