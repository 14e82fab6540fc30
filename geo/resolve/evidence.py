"""The evidence for a candidate by itself: its name, the region named, the front, its kind and size.

Each kind of evidence is a term in log-odds, so that terms add up; `Term` keeps them apart to explain a decision. The
weights are judgements in round numbers, not fitted to any file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from geo.model import Kind
from geo.resolve.candidates import Candidates, Floats, chord_km, unit_vectors

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from geo.gazetteer import Gazetteer
    from geo.model import Actor
    from geo.resolve.areas import AreaHint

NAME_WEIGHT = 4.0
FRONT_WEIGHT, FRONT_SCALE_KM = 0.9, 8.0
# ground is fought for where the line is: what is said to be taken or attacked lies nearer still
FOUGHT_WEIGHT, FOUGHT_SCALE_KM = 1.8, 5.0
# and a place that a side is said to have taken lies on its side of the assessed line, or little beyond
TAKEN_WEIGHT, TAKEN_SCALE_KM = 1.8, 2.0
PRIOR_WEIGHT, PRIOR_SCALE_KM = 0.45, 15.0
SIZE_WEIGHT, SIZE_SCALE = 0.2, 500.0
OFTEN_REPORTED = 1.0
# a village that the report calls a town or city, or a city that it calls a village
MISCALLED = -0.8
_MISFITS = {"large": (Kind.VILLAGE, Kind.HAMLET), "small": (Kind.CITY,)}
_CALLED = {"large": "the report calls it a town", "small": "the report calls it a village"}
FOREIGN, RUSSIAN = -3.5, -0.4
_THEATRE = ("UA", "RU", "BY", "MD")


class FrontEvidence(Protocol):
    """Something that knows how far a position is from the front line."""

    def front_distance_km(self, lat: Floats, lon: Floats) -> Floats:
        """Return distances in km from WGS 84 positions in degrees; infinite where there is no front."""
        ...

    def held(self, lat: Floats, lon: Floats, actor: Actor) -> npt.NDArray[np.bool_]:
        """Return whether each position lies where a side is assessed to be."""
        ...


@dataclass(frozen=True)
class Fighting:
    """What the claims say of mentions, by index: which are fought for, and which a side is said to have taken."""

    fought: Collection[int] = ()
    taken: Mapping[int, Actor] = field(default_factory=dict)

    def within(self, stretch: range) -> Fighting:
        """Return what concerns a stretch of the mentions, with indices that count from its first."""
        return Fighting(
            frozenset(index - stretch.start for index in self.fought if index in stretch),
            {index - stretch.start: actor for index, actor in self.taken.items() if index in stretch},
        )


@dataclass(frozen=True)
class Term:
    """One kind of evidence for all candidates: values in log-odds and, per candidate, the words for it."""

    name: str
    values: Floats
    words: Sequence[str]

    def keep(self, chosen: npt.NDArray[np.intp]) -> Term:
        """Return the evidence for some of the candidates, given by their positions."""
        return Term(self.name, self.values[chosen], [self.words[at] for at in chosen])


def terms(
    candidates: Candidates,
    hints: dict[int, list[AreaHint]],
    gazetteer: Gazetteer,
    front: FrontEvidence | None,
    fighting: Fighting,
    sizes: Mapping[int, str],
) -> list[Term]:
    """Return the evidence for each candidate by itself.

    Parameters
    ----------
    candidates
        The candidates.
    hints
        The areas named around each mention.
    gazetteer
        Where the candidates come from.
    front
        The front line of the day, if known; without one, a coarse prior: closeness to the places that front-line
        reports name most.
    fighting
        What the report's claims say of its mentions.
    sizes
        The mentions that the report calls `large` (a town) or `small` (a village).
    """
    return [
        Term("name", NAME_WEIGHT * np.log(candidates.name_score), candidates.name_why),
        _areas(candidates, hints, gazetteer),
        _front(candidates, front, fighting) if front is not None else _prior(candidates, gazetteer),
        _often(candidates, gazetteer),
        _size(candidates),
        _called(candidates, gazetteer, sizes),
        _country(candidates, gazetteer),
    ]


def _areas(candidates: Candidates, hints: dict[int, list[AreaHint]], gazetteer: Gazetteer) -> Term:
    values = np.zeros(len(candidates))
    words = [""] * len(candidates)
    for number, index in enumerate(candidates.mentions):
        own = candidates.of(number)
        for hint in hints.get(index, []):
            inside = np.array([hint.holds(gazetteer, int(row)) for row in candidates.rows[own]], dtype=bool)
            if hint.kind == "district" and not inside.any():
                continue  # a district under a name the gazetteer does not use says nothing
            values[own] += np.where(inside, 0.0, -hint.weight)
            for at in np.flatnonzero(inside):
                words[own.start + int(at)] = f"the report names {hint.label}"
    return Term("area", values, words)


def _front(candidates: Candidates, front: FrontEvidence, fighting: Fighting) -> Term:
    if not len(candidates):
        return Term("front", np.zeros(0), [])
    km = np.asarray(front.front_distance_km(candidates.lat, candidates.lon), dtype=np.float64)
    km = np.where(np.isfinite(km), km, 2000.0)
    # a place known only to its hromada lies somewhere around its stand-in, on average a third of the radius away
    nearest = np.hypot(km, candidates.uncertainty_km / 3)
    in_fight = np.isin(np.asarray(candidates.mentions, dtype=np.intp)[candidates.owner], list(fighting.fought))
    weight = np.where(in_fight, FOUGHT_WEIGHT, FRONT_WEIGHT)
    scale_km = np.where(in_fight, FOUGHT_SCALE_KM, FRONT_SCALE_KM)
    values = -weight * candidates.obscurity * np.log1p((nearest / scale_km) ** 2)
    words = [f"{distance:.0f} km from the front line" for distance in km]
    for number, index in enumerate(candidates.mentions):
        if (actor := fighting.taken.get(index)) is not None:
            own = candidates.of(number)
            beyond = np.where(front.held(candidates.lat[own], candidates.lon[own], actor), 0.0, nearest[own])
            values[own] -= TAKEN_WEIGHT * candidates.obscurity[own] * np.log1p((beyond / TAKEN_SCALE_KM) ** 2)
            for at in np.flatnonzero(beyond == 0):
                words[own.start + int(at)] += ", on the side said to have taken it"
    return Term("front", values, words)


def _prior(candidates: Candidates, gazetteer: Gazetteer) -> Term:
    known = gazetteer.latlon[gazetteer.often_reported_rows]
    if not len(known) or not len(candidates):
        return Term("front", np.zeros(len(candidates)), [""] * len(candidates))
    km = chord_km(candidates.unit, unit_vectors(known[:, 0], known[:, 1])).min(axis=1)
    values = candidates.obscurity * -PRIOR_WEIGHT * np.log1p((np.nan_to_num(km, nan=2000.0) / PRIOR_SCALE_KM) ** 2)
    return Term("front", values, ["among the places that front-line reports name most"] * len(candidates))


def _often(candidates: Candidates, gazetteer: Gazetteer) -> Term:
    often = np.isin(candidates.rows, gazetteer.often_reported_rows)
    return Term("often", np.where(often, OFTEN_REPORTED, 0.0), ["front-line reports name it often"] * len(candidates))


def _size(candidates: Candidates) -> Term:
    values: Floats = SIZE_WEIGHT * np.log1p(candidates.population / SIZE_SCALE)
    return Term("size", values, ["the largest so named"] * len(candidates))


def _called(candidates: Candidates, gazetteer: Gazetteer, sizes: Mapping[int, str]) -> Term:
    """Weigh what the report calls a place against its kind; only clear misfits count, for a town is called either."""
    values = np.zeros(len(candidates))
    words = [""] * len(candidates)
    for number, index in enumerate(candidates.mentions):
        if (size := sizes.get(index)) is None:
            continue
        own = candidates.of(number)
        misfits = _MISFITS[size]
        fits = np.array([gazetteer.kind(int(row)) not in misfits for row in candidates.rows[own]], dtype=bool)
        values[own] = np.where(fits, 0.0, MISCALLED)
        for at in np.flatnonzero(fits):
            words[own.start + int(at)] = _CALLED[size]
    return Term("called", values, words)


def _country(candidates: Candidates, gazetteer: Gazetteer) -> Term:
    countries = [gazetteer.place(int(row)).admin.country for row in candidates.rows]
    away = np.array([0.0 if c == "UA" else RUSSIAN if c in _THEATRE else FOREIGN for c in countries], dtype=np.float64)
    # a world city is named wherever it lies, a small place abroad hardly ever
    values = away * (0.3 + 0.7 * candidates.obscurity)
    return Term("country", np.asarray(values, dtype=np.float64), ["in Ukraine" if c == "UA" else "" for c in countries])
