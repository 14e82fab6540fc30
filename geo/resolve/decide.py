"""The joint decision: every mention's candidates weighed together, then confidence, alternatives and the reason.

A report is a small pairwise model: evidence for each candidate by itself, and of each two mentions for each other. The
beliefs are found by mean-field iteration (Koller & Friedman 2009, Probabilistic Graphical Models, 11.5), damped so that
they settle. One more outcome stands beside the candidates, "none of them", so that poor evidence abstains.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from geo.model import Alternative, Kind, Place
from geo.names import fold
from geo.reading.context import load_context
from geo.resolve.areas import LISTED, WHOLE, AreaHint, area_hints, names_of_regions
from geo.resolve.candidates import Candidates, Floats, gather
from geo.resolve.evidence import Fighting, FrontEvidence, Terms, measure
from geo.resolve.explain import Weighed, explain
from geo.resolve.memory import Words, words_around
from geo.resolve.pairs import Pairs, heard, pairs
from geo.resolve.prior import freshness, prior_line
from geo.resolve.reasons import said
from geo.resolve.weights import KINDS, Weights, load_weights

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from geo.gazetteer import Gazetteer
    from geo.gazetteer.lookup import Found
    from geo.reading.context import Context
    from geo.reading.found_mention import FoundMention
    from geo.reading.relations import FoundRelation
    from geo.reading.sentences import Spans
    from geo.resolve.memory import Recollection

# a place is named if it is likelier right than wrong: a wrong one costs what a right one is worth, an undecided nothing
THRESHOLD = 0.4
# "none of them" stands this far below a candidate that has the written name and nothing against it
NONE_OF_THEM = -4.0
# times the logarithm of how well the name fits: what a poor name loses against it
NAME_IN_FULL = 4.0
# of other evidence, the share that counts against it
IN_FULL = {"bound": 1.0, "area": 0.5}
TEMPERATURE = 1.0
# so many mentions are decided together; a longer text goes stretch by stretch, so that its cost stays in proportion
STRETCH = 100
# of the candidates of a mention, so many are weighed against other mentions, and none that far behind the best
MOST_WEIGHED, HOPELESS = 60, 9.0
# but so many always are, for a reason is told against rivals
FEWEST_WEIGHED = 3
# candidates of a stretch: their square is what the pairwise evidence takes
MOST_TOGETHER = 2000
_AROUND = 24
_ROUNDS, _DAMPING = 24, 0.5
# beliefs that move less than this are settled
_SETTLED = 1e-5
# a place of so many people is named in reports of other regions
_NAMED_ANYWHERE = 10_000
_MOST_ALTERNATIVES, _FEWEST_UNDECIDED = 6, 2
_LEAST_SHOWN = 0.03
_MISSPELT_AT_MOST = 3
# a region named narrows the choice, so a looser likeness will do
_MISSPELT_IN_REGION, _SPELLINGS_IN_REGION = 0.72, 200
MISSPELT_AT_MOST = 0.5
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
    date: dt.date | None = None,
    recollection: Recollection | None = None,
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
        The assessed front line of the day, if one is known; else the coarse one of its date.
    fighting
        What the report's claims say of its mentions.
    date
        The report's day, which chooses the coarse line; by default the latest.
    recollection
        What reports before say, if it is one of a sequence; what is decided here is added to it.
    threshold
        Below this confidence the decision abstains.
    lang
        The language of the text.

    Returns
    -------
    resolved
        One for each mention, in order.
    """
    day = date or dt.date.max
    weights = load_weights(
        assessed=front is not None,
        coarse=freshness(day),
        memory=recollection.fullness if recollection is not None else 0.0,
    )
    coarse = prior_line(day)
    setting = _Setting(text, sentences, gazetteer, front, coarse, weights, recollection, threshold, lang)
    resolved: list[Resolved] = []
    told: defaultdict[int, list[FoundRelation]] = defaultdict(list)
    for relation in relations:
        told[relation.anchor // STRETCH].append(relation)
    for start in range(0, len(mentions), STRETCH):
        stretch = range(start, min(start + STRETCH, len(mentions)))
        within = (fighting or Fighting()).within(stretch)
        resolved += _resolve_stretch(
            setting, mentions[stretch.start : stretch.stop], _moved(told[start // STRETCH], stretch), within
        )
    return resolved


@dataclass(frozen=True)
class _Setting:
    """What is the same for every stretch of a report."""

    text: str
    sentences: Spans
    gazetteer: Gazetteer
    front: FrontEvidence | None
    coarse: FrontEvidence
    weights: Weights
    recollection: Recollection | None
    threshold: float
    lang: str


def _moved(relations: Sequence[FoundRelation], stretch: range) -> list[FoundRelation]:
    """Return the relations between mentions of a stretch, with indices that count from its first."""

    def index(at: int | None) -> int | None:
        return None if at is None else at - stretch.start

    return [
        replace(
            relation,
            anchor=relation.anchor - stretch.start,
            subject=index(relation.subject),
            second=index(relation.second),
        )
        for relation in relations
        if all(end is None or end in stretch for end in (relation.anchor, relation.subject, relation.second))
    ]


def _resolve_stretch(
    setting: _Setting, mentions: Sequence[FoundMention], relations: Sequence[FoundRelation], fighting: Fighting
) -> list[Resolved]:
    text, sentences, gazetteer = setting.text, setting.sentences, setting.gazetteer
    hints = area_hints(text, mentions, sentences, gazetteer, setting.lang)
    every = gather(mentions, _misspelt(mentions, hints, gazetteer), gazetteer)
    context = load_context(setting.lang)
    sizes = _sizes(text, mentions, context)
    evidence = measure(every, hints, gazetteer, setting.front, setting.coarse, fighting, sizes)
    alone = _against_none(every, evidence.terms(setting.weights), evidence.far)
    chosen = _worth_keeping(every, alone)
    candidates = every.keep(chosen)
    evidence = evidence.keep(chosen, candidates)
    words = {} if setting.recollection is None else words_around(text, mentions, sentences, setting.recollection.source)
    if setting.recollection is not None:
        around = [words[index] for index in candidates.mentions]
        names = [fold(mentions[index].surface) for index in candidates.mentions]
        setting.recollection.measure(evidence.columns, candidates, names, around)
    single = evidence.terms(setting.weights)
    double = pairs(text, candidates, mentions, relations, sentences, context, names_of_regions(hints))
    weighed = Weighed(
        mentions=mentions,
        relations=relations,
        candidates=candidates,
        named=np.bincount(every.owner, minlength=len(every.mentions)).tolist(),
        columns=evidence.columns,
        single=single,
        double=double,
        beliefs=_settle(candidates, _against_none(candidates, single, evidence.far), double),
    )
    decided = {index: _decision(weighed, number, setting) for number, index in enumerate(candidates.mentions)}
    if setting.recollection is not None:
        setting.recollection.keep(_traces(weighed, words))
    return [decided[index] if index in decided else _area(mention, gazetteer) for index, mention in enumerate(mentions)]


def _traces(weighed: Weighed, words: Mapping[int, Words]) -> Iterator[tuple[str, Floats, float, Words]]:
    """Yield the likeliest place of each mention that stands for one: its name, position, confidence, words around."""
    candidates = weighed.candidates
    for number, (index, belief) in enumerate(zip(candidates.mentions, weighed.beliefs, strict=True)):
        mention, own = weighed.mentions[index], candidates.of(number)
        if own.start == own.stop or mention.role != "place":
            continue
        best = int(np.argmax(belief[:-1]))
        unit = candidates.unit[own.start + best]
        if np.isfinite(unit).all():
            yield fold(mention.surface), unit, float(belief[best]), words[index]


def _sizes(text: str, mentions: Sequence[FoundMention], context: Context) -> dict[int, str]:
    """Return the mentions that the words around them call a town or a village."""
    found = {}
    for index, mention in enumerate(mentions):
        before, after = text[max(0, mention.start - _AROUND) : mention.start], text[mention.end : mention.end + _AROUND]
        if mention.kind == "settlement" and (size := context.said_size(before, after)):
            found[index] = size
    return found


def _worth_keeping(candidates: Candidates, alone: Floats) -> npt.NDArray[np.intp]:
    """Return the candidates that other mentions could still bring to the fore."""
    most = min(MOST_WEIGHED, max(MOST_TOGETHER // max(len(candidates.mentions), 1), 1))
    order, rank = candidates.ranked(alone)
    hopeful = alone[order] >= alone[candidates.foremost(alone)] - HOPELESS
    return np.sort(order[(rank < most) & (hopeful | (rank < FEWEST_WEIGHED))])


def _misspelt(
    mentions: Sequence[FoundMention], hints: dict[int, list[AreaHint]], gazetteer: Gazetteer
) -> dict[int, list[Found]]:
    """Return likely misspellings for mentions with no namesake in the region named."""
    found: dict[int, list[Found]] = {}
    for index, hint in ((index, hint) for index, all_of in hints.items() for hint in all_of if hint.kind == "region"):
        mention = mentions[index]
        if hint.binding in (WHOLE, LISTED) or any(hint.holds(gazetteer, row) for row, _, _ in mention.rows):
            continue
        if any(score == 1.0 and gazetteer.populations[row] >= _NAMED_ANYWHERE for row, score, _ in mention.rows):
            continue
        have = {row for row, _, _ in mention.rows}
        near = [
            candidate
            for candidate in gazetteer.misspelt(mention.surface, cutoff=_MISSPELT_IN_REGION, limit=_SPELLINGS_IN_REGION)
            if candidate[0] not in have and hint.holds(gazetteer, candidate[0])
        ]
        found[index] = sorted(near, key=lambda candidate: -candidate[1])[:_MISSPELT_AT_MOST]
    return found


def _against_none(candidates: Candidates, single: Terms, far: Floats) -> Floats:
    """Return each candidate's own evidence, on the scale on which "none of them" is NONE_OF_THEM.

    That the only place of a name is far from the front, or small, does not make it a wrong one: of such evidence only
    the differences within a mention count. A poor name, or another region than that it is bound to, counts in full, and
    half that another is named nearby.
    """
    share = np.array([IN_FULL.get(kind, 0.0) for kind in KINDS])
    in_full, relative = (single.values @ np.column_stack([share, 1 - share])).T
    score = NAME_IN_FULL * np.log(candidates.name_score)
    return np.asarray(in_full + relative + (score - relative - far)[candidates.foremost(relative)])


def _settle(candidates: Candidates, single: Floats, double: Pairs) -> list[Floats]:
    """Return the belief over each mention's candidates; the last entry of each is that it is none of them."""
    slices = [candidates.of(number) for number in range(len(candidates.mentions))]
    if not slices:
        return []
    # all beliefs in one row, each mention's candidates and after them "none of them"
    first = np.array([own.start + number for number, own in enumerate(slices)])
    sizes = np.array([own.stop - own.start + 1 for own in slices])
    last = first + sizes - 1
    number = np.repeat(np.arange(len(slices)), sizes)
    at = np.arange(len(candidates)) + candidates.owner
    scores = np.full(len(number), NONE_OF_THEM)

    def softmax(of_candidates: Floats) -> Floats:
        scores[at] = of_candidates
        scaled = np.exp((scores - np.maximum.reduceat(scores, first)[number]) / TEMPERATURE)
        return np.asarray(scaled / np.add.reduceat(scaled, first)[number], dtype=np.float64)

    ends = [(one.odds, one.subject, one.anchor) for one in double.stated]
    ends += [(one.odds.T, one.anchor, one.subject) for one in double.stated if not one.retold]
    belief = softmax(single)
    for _ in range(_ROUNDS):
        told = single + double.field @ belief[at]
        for odds, one, other in ends:
            told[slices[one]] += heard(odds, belief[first[other] : last[other] + 1])
        new = softmax(told)
        moved = float(np.abs(new - belief).max())
        belief = _DAMPING * belief + (1 - _DAMPING) * new
        if moved < _SETTLED:
            break
    return [belief[begin : end + 1] for begin, end in zip(first, last, strict=True)]


def _decision(weighed: Weighed, number: int, setting: _Setting) -> Resolved:
    candidates, belief = weighed.candidates, weighed.beliefs[number]
    own = candidates.of(number)
    if own.start == own.stop:
        return Resolved(None, 0.0, (), said("whole", "no_place"))
    order = np.argsort(-belief[:-1], kind="stable")[:_MOST_ALTERNATIVES].tolist()
    best, beliefs = order[0], belief.tolist()
    # a spelling that had to be corrected, or a place known only roughly, is never sure
    certainty = beliefs[best] * min(1.0, 0.4 + 0.6 * float(candidates.name_score[own.start + best]) / 0.9)
    corrects = _corrects_a_namesake(candidates, own, best)
    undecided = certainty < setting.threshold or corrects
    why = explain(weighed, number, best)
    alternatives = tuple(
        _alternative(
            setting.gazetteer.place(int(candidates.rows[own.start + at])),
            beliefs[at],
            candidates.name_why[own.start + at],
        )
        for rank, at in enumerate(order)
        if (undecided and rank < _FEWEST_UNDECIDED) or (beliefs[at] >= _LEAST_SHOWN and (at != best or undecided))
    )
    if undecided:
        doubt = said("whole", "undecided_misspelt" if corrects else "undecided", whole=why)
        return Resolved(None, certainty, alternatives, doubt)
    return Resolved(int(candidates.rows[own.start + best]), certainty, alternatives, why)


def _corrects_a_namesake(candidates: Candidates, own: slice, best: int) -> bool:
    """Whether a likely misspelling leads although some place bears the name as written: not for a machine to say."""
    scores = candidates.name_score[own]
    return bool(scores[best] <= MISSPELT_AT_MOST < scores.max())


def _alternative(place: Place, confidence: float, note: str) -> Alternative:
    where = ", ".join(part for part in (place.admin.raion, place.admin.oblast) if part)
    noted = said("note", "where", where=where, name=note) if where else note
    return Alternative(place.place_id, place.name, round(confidence, 4), place.lat, place.lon, noted)


def _area(mention: FoundMention, gazetteer: Gazetteer) -> Resolved:
    """Decide an area: Ukraine's before Russia's before others, then by name."""
    if not mention.rows:
        return Resolved(None, 0.0, (), said("whole", "no_area", kind=mention.kind))
    places = [(gazetteer.place(row), row, score, why) for row, score, why in mention.rows]
    places.sort(
        key=lambda found: (-found[2], found[0].admin.country != "UA", found[0].kind is Kind.DISTRICT, found[0].place_id)
    )
    place, row, score, why = places[0]
    same = sum(fold(other.name) == fold(place.name) for other, *_ in places)
    return Resolved(row, _AREA_CONFIDENCE * score / same, (), why)
