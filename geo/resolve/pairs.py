"""The evidence of two mentions for each other: stated relations, closeness, and the same name meaning the same place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geo.model import Rel
from geo.names import fold
from geo.reading.mentions import FoundMention
from geo.reading.relations import FoundRelation
from geo.reading.sentences import Spans
from geo.resolve.candidates import Candidates, Floats, bearings_deg, distances_km

STATED_BONUS, STATED_FLOOR = 3.0, -9.0
CLOSE_SCALE_KM, CLOSE_NEUTRAL, CLOSE_CAP = 20.0, 3.0, 6.0
LISTED, SENTENCE, NEXT_SENTENCE, PARAGRAPH, REPORT, SECTOR = 1.0, 0.5, 0.25, 0.15, 0.02, 1.2
CLOSENESS_TOTAL = 1.6
SAME_NAME = 3.0
_BEARING_SIGMA_DEG = 25.0
_JOINT = re.compile(r"\s*(?:,|,?\s*(?:and|or)\b)\s*(?:the\s+)?")


@dataclass(frozen=True)
class Pair:
    """What two mentions (by number among the candidates' mentions) say of each other: `values[i, j]` in log-odds."""

    first: int
    second: int
    values: Floats
    relation: int | None = None


def pairs(
    text: str,
    candidates: Candidates,
    mentions: Sequence[FoundMention],
    relations: Sequence[FoundRelation],
    sentences: Spans,
) -> list[Pair]:
    """Return the pairwise evidence of a report's settlement mentions.

    Parameters
    ----------
    text, mentions, relations, sentences
        The report's body and what was found in it.
    candidates
        The candidates of its settlement mentions.
    """
    number = {index: position for position, index in enumerate(candidates.mentions)}
    found = _stated(candidates, relations, number)
    tied = {frozenset((pair.first, pair.second)) for pair in found}
    found += _closeness(text, candidates, mentions, sentences, tied)
    found += _same_name(candidates, mentions, relations, sentences, number)
    return found


# -- stated relations ---------------------------------------------------------------------------------------------


def _stated(candidates: Candidates, relations: Sequence[FoundRelation], number: dict[int, int]) -> list[Pair]:
    found = []
    for position, relation in enumerate(relations):
        for subject, anchor in _ends(relation):
            if subject in number and anchor in number and subject != anchor:
                values = _fit(candidates, number[subject], number[anchor], relation)
                found.append(Pair(number[subject], number[anchor], values, position))
    return found


def _ends(relation: FoundRelation) -> list[tuple[int, int]]:
    if relation.subject is None:
        return []
    anchors = [relation.anchor] + ([relation.second] if relation.second is not None else [])
    return [(relation.subject, anchor) for anchor in anchors]


def _fit(candidates: Candidates, subject: int, anchor: int, relation: FoundRelation) -> Floats:
    """Return how well each pair of candidates fits a stated relation."""
    s, a = candidates.of(subject), candidates.of(anchor)
    km = distances_km(candidates.lat[a], candidates.lon[a], candidates.lat[s], candidates.lon[s]).T
    slack = candidates.uncertainty_km[s][:, None] + candidates.uncertainty_km[a][None, :]
    if relation.distance_km is not None:
        sigma = np.maximum(1.5, 0.15 * relation.distance_km) + slack / 2
        misfit = ((km - relation.distance_km) / sigma) ** 2 / 2
    else:
        scale = {Rel.NEAR: 6.0, Rel.OUTSKIRTS: 4.0, Rel.BETWEEN: 25.0}.get(relation.rel, 15.0)
        misfit = np.log1p((km / (scale + slack / 2)) ** 2)
    if relation.bearing_deg is not None:
        bearing = bearings_deg(candidates.lat[a], candidates.lon[a], candidates.lat[s], candidates.lon[s]).T
        turned = np.abs((bearing - relation.bearing_deg + 180) % 360 - 180)
        sigma_deg = _BEARING_SIGMA_DEG + np.degrees(np.arctan2(slack / 2, np.maximum(km, 0.5)))
        misfit = misfit + (turned / sigma_deg) ** 2 / 2
    fit: Floats = np.maximum(STATED_BONUS - misfit, STATED_FLOOR)
    return np.nan_to_num(fit, nan=STATED_FLOOR)


# -- closeness ----------------------------------------------------------------------------------------------------


def _closeness(
    text: str,
    candidates: Candidates,
    mentions: Sequence[FoundMention],
    sentences: Spans,
    tied: set[frozenset[int]],
) -> list[Pair]:
    count = len(candidates.mentions)
    weight = np.zeros((count, count))
    for first in range(count):
        for second in range(first + 1, count):
            one, other = (mentions[candidates.mentions[number]] for number in (first, second))
            if "metonym" in (one.role, other.role) or fold(one.surface) == fold(other.surface):
                continue
            weight[first, second] = weight[second, first] = _nearness_in_text(text, one, other, sentences)
    total = np.maximum(weight.sum(axis=1), 1e-9)
    found = []
    for first in range(count):
        for second in range(first + 1, count):
            if weight[first, second] == 0 or frozenset((first, second)) in tied:
                continue
            # each mention is moved by all others together at most CLOSENESS_TOTAL times the closeness term
            share = weight[first, second] / max(min(total[first], total[second]), 1.0)
            a, b = candidates.of(first), candidates.of(second)
            km = distances_km(candidates.lat[a], candidates.lon[a], candidates.lat[b], candidates.lon[b])
            far = np.minimum(np.log1p((np.nan_to_num(km, nan=2000.0) / CLOSE_SCALE_KM) ** 2), CLOSE_CAP)
            named_for_it = candidates.obscurity[a][:, None] * candidates.obscurity[b][None, :]
            found.append(Pair(first, second, CLOSENESS_TOTAL * share * (CLOSE_NEUTRAL - far) * named_for_it))
    return found


def _nearness_in_text(text: str, one: FoundMention, other: FoundMention, sentences: Spans) -> float:
    here, there = sentences.index(one.start), sentences.index(other.start)
    between = text[one.end : other.start]
    if here == there:
        if one.role == "sector" and ";" not in between:
            return SECTOR
        return LISTED if len(between) < 12 and _JOINT.fullmatch(between) else SENTENCE
    if "\n" in between:
        return REPORT
    return NEXT_SENTENCE if there == here + 1 else PARAGRAPH


# -- the same name ------------------------------------------------------------------------------------------------


def _same_name(
    candidates: Candidates,
    mentions: Sequence[FoundMention],
    relations: Sequence[FoundRelation],
    sentences: Spans,
    number: dict[int, int],
) -> list[Pair]:
    located = {number[relation.subject] for relation in relations if relation.subject in number}
    by_name: dict[str, list[int]] = {}
    for position, index in enumerate(candidates.mentions):
        by_name.setdefault(fold(mentions[index].surface), []).append(position)
    found = []
    for positions in by_name.values():
        for first, second in zip(positions, positions[1:], strict=False):
            if first in located and second in located:
                continue  # two places told apart by where they are said to lie
            sectors = {_sector(mentions, candidates.mentions[position], sentences) for position in (first, second)}
            if len(sectors - {None}) > 1:
                continue  # one in each sector of the front
            a, b = candidates.of(first), candidates.of(second)
            same = candidates.rows[a][:, None] == candidates.rows[b][None, :]
            found.append(Pair(first, second, SAME_NAME * same.astype(np.float64)))
    return found


def _sector(mentions: Sequence[FoundMention], index: int, sentences: Spans) -> str | None:
    """Return the sector under whose name a mention stands in its sentence."""
    sentence = sentences.index(mentions[index].start)
    for earlier in reversed(mentions[:index]):
        if sentences.index(earlier.start) != sentence:
            return None
        if earlier.role == "sector":
            return fold(earlier.surface)
    return None
