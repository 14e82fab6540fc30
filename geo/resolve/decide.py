"""The joint decision: every mention's candidates weighed together, then confidence, alternatives and the reason.

A report is a small pairwise model: evidence for each candidate by itself, and of each two mentions for each other. The
beliefs are found by mean-field iteration (Koller & Friedman 2009, Probabilistic Graphical Models, 11.5), damped so that
they settle. One more outcome stands beside the candidates, "none of them", so that poor evidence abstains.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geo.gazetteer import Gazetteer
from geo.model import Alternative, Kind
from geo.names import fold
from geo.reading.mentions import FoundMention
from geo.reading.relations import FoundRelation
from geo.reading.sentences import Spans
from geo.resolve.areas import DIRECT, SAME_PARAGRAPH, AreaHint, area_hints
from geo.resolve.candidates import Candidates, Floats, gather
from geo.resolve.evidence import Fighting, FrontEvidence, Term, terms
from geo.resolve.explain import explain
from geo.resolve.pairs import Pair, pairs

THRESHOLD = 0.55
# "none of them" stands this far below a candidate that has the written name and nothing against it
NONE_OF_THEM = -4.0
TEMPERATURE = 1.25
_ROUNDS, _DAMPING = 24, 0.5
_MOST_ALTERNATIVES, _FEWEST_UNDECIDED = 6, 2
_LEAST_SHOWN = 0.01
_MISSPELT_AT_MOST = 3
# a region named narrows the choice, so a looser likeness will do
_MISSPELT_IN_REGION, _SPELLINGS_IN_REGION = 0.72, 200
_AREA_CONFIDENCE = 0.97

__all__ = ["Fighting", "FrontEvidence", "Resolved", "resolve"]


@dataclass(frozen=True)
class Resolved:
    """What a mention was decided to mean: a gazetteer row or None, its confidence, the ranked others, and why."""

    row: int | None
    confidence: float
    alternatives: tuple[Alternative, ...]
    why: str


def resolve(
    text: str,
    mentions: Sequence[FoundMention],
    relations: Sequence[FoundRelation],
    sentences: Spans,
    gazetteer: Gazetteer,
    *,
    front: FrontEvidence | None = None,
    fighting: Fighting | None = None,
    threshold: float = THRESHOLD,
    lang: str = "en",
) -> list[Resolved]:
    """Decide jointly which place each mention of a report means.

    Parameters
    ----------
    text
        The report's body.
    mentions, relations, sentences
        What was found in it.
    gazetteer
        Whose rows the mentions' candidates are.
    front
        The front line of the day, if one is known.
    fighting
        What the report's claims say of its mentions.
    threshold
        Below this confidence the decision abstains.
    lang
        The language of the text.

    Returns
    -------
    resolved
        One for each mention, in order.
    """
    hints = area_hints(text, mentions, sentences, gazetteer, lang)
    candidates = gather(mentions, _misspelt(mentions, hints, gazetteer), gazetteer)
    single = terms(candidates, hints, gazetteer, front, fighting or Fighting())
    double = pairs(text, candidates, mentions, relations, sentences)
    alone = _against_none(candidates, single)
    beliefs = _settle(candidates, alone, double)
    decided = {
        index: _decision(candidates, number, beliefs, single, double, mentions, relations, gazetteer, threshold)
        for number, index in enumerate(candidates.mentions)
    }
    return [decided[index] if index in decided else _area(mention, gazetteer) for index, mention in enumerate(mentions)]


def _misspelt(
    mentions: Sequence[FoundMention], hints: dict[int, list[AreaHint]], gazetteer: Gazetteer
) -> dict[int, list[tuple[int, float, str]]]:
    """Return likely misspellings for mentions with no namesake in the region named."""
    found: dict[int, list[tuple[int, float, str]]] = {}
    for index, hint in ((index, hint) for index, all_of in hints.items() for hint in all_of if hint.kind == "region"):
        mention = mentions[index]
        if hint.weight < SAME_PARAGRAPH or any(hint.holds(gazetteer, row) for row, _, _ in mention.rows):
            continue
        have = {row for row, _, _ in mention.rows}
        near = [
            candidate
            for candidate in gazetteer.misspelt(mention.surface, cutoff=_MISSPELT_IN_REGION, limit=_SPELLINGS_IN_REGION)
            if candidate[0] not in have and hint.holds(gazetteer, candidate[0])
        ]
        found[index] = sorted(near, key=lambda candidate: -candidate[1])[:_MISSPELT_AT_MOST]
    return found


def _against_none(candidates: Candidates, single: Sequence[Term]) -> Floats:
    """Return each candidate's own evidence, on the scale on which "none of them" is NONE_OF_THEM.

    That the only place of a name is far from the front, or small, does not make it a wrong one: of such evidence only
    the differences within a mention count. A poor name, or another region than the one named, counts in full.
    """
    total = np.zeros(len(candidates))
    for term in single:
        values = term.values.copy()
        if term.name not in ("name", "area"):
            for number in range(len(candidates.mentions)):
                own = candidates.of(number)
                if own.start < own.stop:
                    values[own] -= values[own].max()
        total += values
    return total


def _settle(candidates: Candidates, single: Floats, double: Sequence[Pair]) -> list[Floats]:
    """Return the belief over each mention's candidates; the last entry of each is that it is none of them."""
    count = len(candidates.mentions)
    slices = [candidates.of(number) for number in range(count)]
    beliefs = [_softmax(np.append(single[own], NONE_OF_THEM)) for own in slices]
    for _ in range(_ROUNDS):
        messages = np.zeros(len(candidates))
        for pair in double:
            messages[slices[pair.first]] += _heard(pair, pair.values, beliefs[pair.second])
            messages[slices[pair.second]] += _heard(pair, pair.values.T, beliefs[pair.first])
        beliefs = [
            _DAMPING * old + (1 - _DAMPING) * _softmax(np.append(single[own] + messages[own], NONE_OF_THEM))
            for old, own in zip(beliefs, slices, strict=True)
        ]
    return beliefs


def _heard(pair: Pair, values: Floats, belief: Floats) -> Floats:
    """Return what each candidate hears from another mention: on average, or, for a stated relation, at best.

    That most namesakes of the anchor do not fit "10 km south of it" says nothing; that one does, much. So a stated
    relation is summed over in probability (as belief propagation does), closeness in log-odds (as the mean field does).
    """
    if pair.relation is None:
        return np.asarray(values @ belief[:-1])
    return np.asarray(np.log(np.exp(values) @ belief[:-1] + belief[-1]))


def _softmax(scores: Floats) -> Floats:
    scaled = np.exp((scores - scores.max()) / TEMPERATURE)
    return np.asarray(scaled / scaled.sum(), dtype=np.float64)


def _decision(
    candidates: Candidates,
    number: int,
    beliefs: Sequence[Floats],
    single: Sequence[Term],
    double: Sequence[Pair],
    mentions: Sequence[FoundMention],
    relations: Sequence[FoundRelation],
    gazetteer: Gazetteer,
    threshold: float,
) -> Resolved:
    own = candidates.of(number)
    belief = beliefs[number]
    if own.start == own.stop:
        return Resolved(None, 0.0, (), "no place of the gazetteer bears this name")
    order = np.argsort(-belief[:-1], kind="stable")
    best = int(order[0])
    # a spelling that had to be corrected, or a place known only roughly, is never sure
    certainty = float(belief[best]) * min(1.0, 0.4 + 0.6 * float(candidates.name_score[own.start + best]) / 0.9)
    why = explain(candidates, number, best, beliefs, single, double, mentions, relations, gazetteer)
    alternatives = tuple(
        _alternative(gazetteer, int(candidates.rows[own.start + at]), float(belief[at]), candidates.name_why[own.start + at])
        for rank, at in enumerate(order[:_MOST_ALTERNATIVES])
        if (certainty < threshold and rank < _FEWEST_UNDECIDED)
        or (belief[at] >= _LEAST_SHOWN and (at != best or certainty < threshold))
    )
    if certainty < threshold:
        return Resolved(None, certainty, alternatives, f"undecided: {why}")
    return Resolved(int(candidates.rows[own.start + best]), certainty, alternatives, why)


def _alternative(gazetteer: Gazetteer, row: int, confidence: float, note: str) -> Alternative:
    place = gazetteer.place(row)
    where = ", ".join(part for part in (place.admin.raion, place.admin.oblast) if part)
    return Alternative(place.place_id, place.name, round(confidence, 4), place.lat, place.lon, f"{where}; {note}" if where else note)


def _area(mention: FoundMention, gazetteer: Gazetteer) -> Resolved:
    """Decide an area: Ukraine's before Russia's before others, then by name."""
    if not mention.rows:
        return Resolved(None, 0.0, (), f"a {mention.kind} that the gazetteer does not hold")
    places = [(gazetteer.place(row), row, score, why) for row, score, why in mention.rows]
    places.sort(key=lambda found: (-found[2], found[0].admin.country != "UA", found[0].kind is Kind.DISTRICT, found[0].place_id))
    place, row, score, why = places[0]
    same = sum(fold(other.name) == fold(place.name) for other, *_ in places)
    return Resolved(row, _AREA_CONFIDENCE * score / same, (), why)
