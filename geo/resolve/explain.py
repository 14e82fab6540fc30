"""Why a candidate was chosen, in words: the evidence in which it most outdoes its rivals."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from geo.distance import compass, inverse
from geo.resolve.pairs import Pairs, heard
from geo.resolve.reasons import listed, parted, said, stated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.reading.found_mention import FoundMention
    from geo.reading.relations import FoundRelation
    from geo.resolve.candidates import Candidates, Floats
    from geo.resolve.evidence import Terms

_LEAST_TOLD = 0.35
_MOST_REASONS = 3


@dataclass(frozen=True)
class Weighed:
    """A stretch of a report with its evidence weighed: what a decision and its reason are taken from.

    `named` counts for each of the candidates' mentions how many places its name may mean, hopeless ones included;
    `columns` is what was measured of the candidates, as `geo.resolve.weights.FEATURES` names it.
    """

    mentions: Sequence[FoundMention]
    relations: Sequence[FoundRelation]
    candidates: Candidates
    named: Sequence[int]
    columns: Floats
    single: Terms
    double: Pairs
    beliefs: Sequence[Floats]

    @cached_property
    def belief(self) -> Floats:
        """What is believed of each candidate, shape (candidates,)."""
        return np.concatenate([belief[:-1] for belief in self.beliefs]) if self.beliefs else np.empty(0)

    @cached_property
    def surfaces(self) -> tuple[list[str], npt.NDArray[np.intp]]:
        """How the candidates' mentions are written, each way once, and which of them each candidate is of."""
        number: dict[str, int] = {}
        of_mention = [number.setdefault(self.surface(at), len(number)) for at in range(len(self.candidates.mentions))]
        return list(number), np.array(of_mention, dtype=np.intp)[self.candidates.owner]

    def surface(self, number: int) -> str:
        """Return how the k-th of the candidates' mentions is written."""
        return self.mentions[self.candidates.mentions[number]].surface


def explain(weighed: Weighed, number: int, best: int) -> str:
    """Return the reason for a decision.

    Parameters
    ----------
    weighed
        The evidence.
    number, best
        The mention, by its number among the candidates' mentions, and which of its candidates leads.
    """
    candidates, beliefs = weighed.candidates, weighed.beliefs
    own = candidates.of(number)
    chosen = own.start + best
    name = candidates.name_why[chosen]
    if weighed.named[number] == 1:
        return said("whole", "only", name=name)
    rivals = beliefs[number][:-1].copy()
    rivals[best] = 0.0
    rivals = rivals / rivals.sum() if rivals.sum() > 0 else np.full(len(rivals), 1 / max(len(rivals) - 1, 1))
    rivals[best] = 0.0
    gains = weighed.single.values[chosen] - rivals @ weighed.single.values[own]
    reasons = [
        (gain, words)
        for gain, word in zip(gains.tolist(), weighed.single.words, strict=True)
        if gain >= _LEAST_TOLD and (words := word(chosen))
    ]
    for one in weighed.double.stated:
        if number == one.subject or (number == one.anchor and not one.retold):
            other = one.anchor if one.subject == number else one.subject
            if len(beliefs[other]) == 1:
                continue  # no place bears its name
            worth = heard(one.odds if one.subject == number else one.odds.T, beliefs[other])
            if (gain := float(worth[best] - worth @ rivals)) >= _LEAST_TOLD:
                reasons.append((gain, _stated(weighed, number, best, other, weighed.relations[one.relation])))
    share = -rivals
    share[best] += 1.0
    surfaces, owner = weighed.surfaces
    worth_of = np.bincount(owner, share @ weighed.double.field[own] * weighed.belief, minlength=len(surfaces))
    itself = surfaces.index(weighed.surface(number))
    close = [surfaces[at] for at in np.argsort(-worth_of, kind="stable")[:3].tolist() if at != itself]
    gain = float(worth_of.sum() - worth_of[itself])
    if close and gain >= _LEAST_TOLD:
        reasons.append((gain, said("part", "close_to", listed=listed(close[:2]))))
    told = [words for _, words in sorted(reasons, key=lambda reason: -reason[0])]
    if not told:
        return said("whole", "alike", n=weighed.named[number], name=name)
    return said("whole", "among", n=weighed.named[number], parts=parted(told[:_MOST_REASONS]))


def _stated(weighed: Weighed, number: int, best: int, other: int, relation: FoundRelation) -> str:
    candidates = weighed.candidates
    here = candidates.of(number).start + best
    there = candidates.of(other).start + int(np.argmax(weighed.beliefs[other][:-1]))
    subject, anchor = (here, there) if candidates.mentions[number] == relation.subject else (there, here)
    km, bearing, _ = inverse(
        float(candidates.lat[anchor]),
        float(candidates.lon[anchor]),
        float(candidates.lat[subject]),
        float(candidates.lon[subject]),
    )
    far = "" if relation.distance_km is None else f"{relation.distance_km:g}"
    way = "" if relation.bearing_deg is None else compass(relation.bearing_deg)
    role = "of" if candidates.mentions[number] == relation.subject else "from"
    phrase = {role: stated(far, way, relation.rel.value)}
    measured = {"km": f"{km:.1f}", "deg": f"{bearing:.0f}"}
    return said("part", f"stated_{role}", other=weighed.surface(other), **phrase, **measured)
