"""The evidence of two mentions for each other: stated relations, closeness, and one name meaning one place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from geo.model import Rel
from geo.names import fold
from geo.resolve.candidates import Candidates, Floats, bearings_deg, chord_km, distances_km

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from geo.reading.context import Context
    from geo.reading.found_mention import FoundMention
    from geo.reading.relations import FoundRelation
    from geo.reading.sentences import Spans

STATED_BONUS, STATED_FLOOR = 3.0, -3.0
CLOSE_SCALE_KM, CLOSE_NEUTRAL, CLOSE_CAP = 20.0, 3.0, 6.0
LISTED, SENTENCE, NEXT_SENTENCE, PARAGRAPH, REPORT, SECTOR = 1.0, 0.5, 0.25, 0.15, 0.02, 1.5
CLOSENESS_TOTAL = 1.2
SAME_NAME = 3.0
_BEARING_SIGMA_DEG = 25.0
_BREAK = re.compile("\n")


@dataclass(frozen=True)
class Stated:
    """What a stated relation says of two mentions, by number: `odds[i, j]` of their candidates, subject first.

    If `retold`, it is said of another mention of the subject's name, and says nothing more of the anchor.
    """

    subject: int
    anchor: int
    odds: Floats
    relation: int
    retold: bool = False


@dataclass(frozen=True)
class Pairs:
    """What a report's settlement mentions say of each other.

    `field[i, j]` is what candidate j, if it is the one meant, adds to candidate i, in log-odds: closeness, and a name's
    other mentions. Stated relations stand apart, for they are weighed otherwise.
    """

    field: Floats
    stated: Sequence[Stated]


def pairs(
    text: str,
    candidates: Candidates,
    mentions: Sequence[FoundMention],
    relations: Sequence[FoundRelation],
    sentences: Spans,
    context: Context,
    regions: Collection[tuple[int, int]] = (),
) -> Pairs:
    """Return the pairwise evidence of a report's settlement mentions.

    Parameters
    ----------
    text, mentions, relations, sentences
        The report's body and what was found in it.
    candidates
        The candidates of its settlement mentions.
    context
        The words of its language, which tell a list.
    regions
        Pairs of mentions of which one names the other's region, and so says nothing of being near it.
    """
    number = {index: position for position, index in enumerate(candidates.mentions)}
    stated = _stated(candidates, relations, number)
    stated += _stated_of_namesakes(candidates, mentions, relations, number)
    tied = {(one.subject, one.anchor) for one in stated}
    tied |= {(number[one], number[other]) for one, other in regions if one in number and other in number}
    weight = _nearness(text, candidates, mentions, sentences, tied, context)
    alike = _same_name(candidates, mentions, relations, sentences, number)
    field = _closeness(candidates, weight)
    for first, second in alike:
        one, other = candidates.of(first), candidates.of(second)
        same = SAME_NAME * (candidates.rows[one, None] == candidates.rows[other])
        field[one, other] += same
        field[other, one] += same.T
    return Pairs(field, stated)


# -- stated relations ---------------------------------------------------------------------------------------------


def _stated(candidates: Candidates, relations: Sequence[FoundRelation], number: dict[int, int]) -> list[Stated]:
    found = []
    for position, relation in enumerate(relations):
        for subject, anchor in _ends(relation):
            if subject in number and anchor in number and subject != anchor:
                odds = np.exp(_fit(candidates, number[subject], number[anchor], relation))
                found.append(Stated(number[subject], number[anchor], odds, position))
    return found


def _stated_of_namesakes(
    candidates: Candidates,
    mentions: Sequence[FoundMention],
    relations: Sequence[FoundRelation],
    number: dict[int, int],
) -> list[Stated]:
    """Return what "X, 13 km north of A" says of the other mentions of X, of which nothing is stated."""
    measured = {one.subject: at for at, one in enumerate(relations) if one.distance_km and one.bearing_deg is not None}
    told = {relation.subject for relation in relations}
    named = {fold(mentions[index].surface): position for index, position in measured.items() if index is not None}
    found = []
    for index in number:
        position = named.get(fold(mentions[index].surface))
        if position is None or index in told or (anchor := relations[position].anchor) not in number or index == anchor:
            continue
        fit = _fit(candidates, number[index], number[anchor], relations[position])
        found.append(Stated(number[index], number[anchor], np.exp(fit), position, retold=True))
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


def heard(odds: Floats, belief: Floats) -> Floats:
    """Return what each candidate hears from the other end of a stated relation, of which one has a belief, in log-odds.

    That most namesakes of the anchor do not fit "10 km south of it" says nothing; that one does, much. So a stated
    relation is summed over in probability (as belief propagation does), closeness in log-odds (as the mean field does).
    """
    return np.asarray(np.log(odds @ belief[:-1] + belief[-1]))


# -- closeness ----------------------------------------------------------------------------------------------------


def _nearness(
    text: str,
    candidates: Candidates,
    mentions: Sequence[FoundMention],
    sentences: Spans,
    tied: Collection[tuple[int, int]],
    context: Context,
) -> Floats:
    """Return the weight with which each two mentions are expected to lie close, shape (mentions, mentions)."""
    own = [mentions[index] for index in candidates.mentions]
    sectors = _sectors(text, own, sentences)
    weight = _nearness_in_text(text, own, sentences, context)
    # each mention is moved by all others together at most CLOSENESS_TOTAL times the closeness term
    total = np.maximum(weight.sum(axis=1), 1e-9)
    share = weight / np.maximum(np.minimum(total[:, None], total[None, :]), 1.0)
    # but the sector it is named under counts in full, however many others are
    for position, sector in sectors.items():
        share[position, sector] = share[sector, position] = SECTOR
    for subject, anchor in tied:
        share[subject, anchor] = share[anchor, subject] = 0.0
    return np.asarray(CLOSENESS_TOTAL * share)


def _sectors(text: str, own: Sequence[FoundMention], sentences: Spans) -> dict[int, int]:
    """Return under which sector each mention is named, by position: the last before it in its sentence, else the next.

    "In the Lyman direction near Torske and Nadiia", "near Synkivka on the Kupiansk axis".
    """
    of_sentence: dict[int, list[int]] = {}
    for position, mention in enumerate(own):
        of_sentence.setdefault(sentences.index(mention.start), []).append(position)
    found: dict[int, int] = {}
    for positions in of_sentence.values():
        named = [position for position in positions if own[position].role == "sector"]
        if not named:
            continue
        for position in positions:
            if own[position].role == "sector":
                continue
            before = [sector for sector in named if sector < position]
            sector = before[-1] if before else named[0]
            first, last = min(sector, position), max(sector, position)
            if ";" not in text[own[first].end : own[last].start]:
                found[position] = sector
    return found


def _closeness(candidates: Candidates, weight: Floats) -> Floats:
    """Return the closeness of each two candidates in log-odds: above nought for neighbours, below for the far apart."""
    km = chord_km(candidates.unit, candidates.unit)
    # where there is no position it is not near: `fmin` takes the cap for it
    far = np.fmin(np.log1p((km / CLOSE_SCALE_KM) ** 2), CLOSE_CAP)
    named_for_it = candidates.obscurity[:, None] * candidates.obscurity
    owner = candidates.owner
    return np.asarray(weight[owner][:, owner] * (CLOSE_NEUTRAL - far) * named_for_it)


def _nearness_in_text(text: str, own: Sequence[FoundMention], sentences: Spans, context: Context) -> Floats:
    """Return how near to each other each two mentions are named, shape (mentions, mentions); nought of one name."""
    count = len(own)
    here = np.array([sentences.index(mention.start) for mention in own], dtype=np.intp)
    number: dict[str, int] = {}
    name = np.array([number.setdefault(fold(mention.surface), len(number)) for mention in own], dtype=np.intp)
    breaks = np.array([match.start() for match in _BREAK.finditer(text, own[0].start, own[-1].end)] if own else [])
    line_at_start = np.searchsorted(breaks, [mention.start for mention in own])
    line_at_end = np.searchsorted(breaks, [mention.end for mention in own])
    apart = here[None, :] - here[:, None]
    weight = np.where(apart == 1, NEXT_SENTENCE, PARAGRAPH)
    weight[line_at_start[None, :] != line_at_end[:, None]] = REPORT
    weight[apart == 0] = SENTENCE
    for first in range(count - 1):
        if apart[first, first + 1] == 0 and context.is_list_joint(text[own[first].end : own[first + 1].start]):
            weight[first, first + 1] = LISTED
    elsewhere = np.array([mention.role == "metonym" for mention in own], dtype=bool)
    weight[(name[:, None] == name) | elsewhere[:, None] | elsewhere] = 0.0
    weight = np.triu(weight, 1)
    return np.asarray(weight + weight.T)


# -- the same name ------------------------------------------------------------------------------------------------


def _same_name(
    candidates: Candidates,
    mentions: Sequence[FoundMention],
    relations: Sequence[FoundRelation],
    sentences: Spans,
    number: dict[int, int],
) -> list[tuple[int, int]]:
    """Return the mentions that bear one name and are not told apart, each with the next that does."""
    located = {number[relation.subject] for relation in relations if relation.subject in number}
    by_name: dict[str, list[int]] = {}
    for position, index in enumerate(candidates.mentions):
        by_name.setdefault(fold(mentions[index].surface), []).append(position)
    alike: list[tuple[int, int]] = []
    for positions in by_name.values():
        for first, second in pairwise(positions):
            sectors = {_sector(mentions, candidates.mentions[position], sentences) for position in (first, second)}
            # told apart by where they are said to lie, or by the sector of the front that each is named in
            if not (first in located and second in located) and len(sectors - {None}) < 2:
                alike.append((first, second))
    return alike


def _sector(mentions: Sequence[FoundMention], index: int, sentences: Spans) -> str | None:
    """Return the sector under whose name a mention stands in its sentence."""
    sentence = sentences.index(mentions[index].start)
    for earlier in reversed(mentions[:index]):
        if sentences.index(earlier.start) != sentence:
            return None
        if earlier.role == "sector":
            return fold(earlier.surface)
    return None
