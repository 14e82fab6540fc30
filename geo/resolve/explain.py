"""Why a candidate was chosen, in words: the evidence in which it most outdoes its rivals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from geo.distance import compass, inverse
from geo.gazetteer import Gazetteer
from geo.reading.mentions import FoundMention
from geo.reading.relations import FoundRelation
from geo.resolve.candidates import Candidates, Floats
from geo.resolve.evidence import Term
from geo.resolve.pairs import Pair

_LEAST_TOLD = 0.35
_MOST_REASONS = 3


def explain(
    candidates: Candidates,
    number: int,
    best: int,
    beliefs: Sequence[Floats],
    single: Sequence[Term],
    double: Sequence[Pair],
    mentions: Sequence[FoundMention],
    relations: Sequence[FoundRelation],
    gazetteer: Gazetteer,
) -> str:
    """Return the reason for a decision.

    Parameters
    ----------
    candidates, number, best
        The candidates, the mention's number among them, and which of its candidates leads.
    beliefs, single, double
        The beliefs and the evidence they came from.
    mentions, relations, gazetteer
        What the words are taken from.
    """
    own = candidates.of(number)
    chosen = own.start + best
    name = candidates.name_why[chosen]
    if own.stop - own.start == 1:
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
    neighbours: dict[str, float] = {}
    for pair in double:
        if number not in (pair.first, pair.second):
            continue
        other = pair.second if pair.first == number else pair.first
        values = pair.values if pair.first == number else pair.values.T
        worth = values @ beliefs[other][:-1]
        gain = float(worth[best] - worth @ rivals)
        surface = mentions[candidates.mentions[other]].surface
        if pair.relation is not None:
            reasons.append((gain, _stated(candidates, number, best, other, beliefs, relations[pair.relation], surface)))
        elif surface != mentions[candidates.mentions[number]].surface:
            neighbours[surface] = neighbours.get(surface, 0.0) + gain
    close = sorted(neighbours, key=lambda surface: -neighbours[surface])
    if close:
        reasons.append((sum(neighbours.values()), "close to " + " and ".join(close[:2])))
    told = [words for gain, words in sorted(reasons, key=lambda reason: -reason[0]) if gain >= _LEAST_TOLD]
    among = f"of {own.stop - own.start} candidates"
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
        float(candidates.lat[anchor]), float(candidates.lon[anchor]), float(candidates.lat[subject]), float(candidates.lon[subject])
    )
    said = "" if relation.distance_km is None else f"{relation.distance_km:g} km "
    way = "" if relation.bearing_deg is None else compass(relation.bearing_deg)
    phrase = f"{said}{way}".strip() or relation.rel.value
    role = "of" if candidates.mentions[number] == relation.subject else "as anchor, from"
    return f"stated {phrase} {role} {surface}: measured {km:.1f} km, bearing {bearing:.0f}°"
