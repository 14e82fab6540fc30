"""Which of several namesakes comes first, whether anything decides, and the reason in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.distance import inverse
from geo.locating import DOMINANT_POPULATION, DOMINANT_TIMES

if TYPE_CHECKING:
    from geo.model import Candidate, Place

# namesakes are as good as each other if their scores differ by no more
ALIKE = 0.06
# a misspelling that was guessed scores no more than this
GUESS = 0.5

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Ranked:
    """Candidates best first; `rivals` are those that the first could as well be, empty if something decides."""

    candidates: tuple[Candidate, ...]
    rivals: tuple[Place, ...] = ()

    @property
    def is_guess(self) -> bool:
        """Whether the best is but a likely misspelling."""
        return bool(self.candidates) and self.candidates[0].score <= GUESS


def inside(place: Place, box: Box) -> bool:
    """Whether a place lies in a box of south, west, north, east, degrees WGS 84."""
    south, west, north, east = box
    return place.lat is not None and place.lon is not None and south <= place.lat <= north and west <= place.lon <= east


def ranked(
    found: list[Candidate], *, near: tuple[float, float] | None = None, box: Box | None = None, where: str = ""
) -> Ranked:
    """Rank the candidates for a name.

    Parameters
    ----------
    found
        Candidates with a position, as the gazetteer ranks them.
    near
        Latitude and longitude, degrees: of namesakes the nearest comes first.
    box
        South, west, north, east, degrees: of namesakes those inside come first.
    where
        The areas that the query names, for the reason given.
    """
    best = max((candidate.score for candidate in found), default=0.0)
    alike = [candidate for candidate in found if candidate.score >= best - ALIKE]
    rest = [candidate for candidate in found if candidate.score < best - ALIKE]
    if len(alike) == 1 and where:
        alike = [replace(alike[0], why=f"{alike[0].why}; in {where}")]
    if len(alike) < 2:
        return Ranked((*alike, *rest))
    alike, why, rivals = _decided(alike, near, box)
    note = f"of {len(alike)} so named{f' in {where}' if where else ''}, {why}"
    alike = [replace(alike[0], why=f"{alike[0].why}; {note}"), *alike[1:]]
    return Ranked((*alike, *rest), tuple(candidate.place for candidate in rivals))


def _decided(
    alike: list[Candidate], near: tuple[float, float] | None, box: Box | None
) -> tuple[list[Candidate], str, list[Candidate]]:
    if near is not None:
        return _by_distance(alike, near)
    if box is not None and 0 < sum(inside(one.place, box) for one in alike) < len(alike):
        there = [one for one in alike if inside(one.place, box)]
        elsewhere = [one for one in alike if not inside(one.place, box)]
        if len(there) == 1:
            return [*there, *elsewhere], "the only one in the viewbox", []
        there, why, rivals = _decided(there, None, None)
        return [*there, *elsewhere], why, rivals
    sizes = sorted(((one.place.population or 0) for one in alike), reverse=True)
    largest = max(alike, key=lambda one: one.place.population or 0)
    if sizes[0] >= max(DOMINANT_POPULATION, DOMINANT_TIMES * sizes[1]):
        return _first(largest, alike), "by far the largest", []
    alike = sorted(alike, key=lambda one: not one.place.often_reported)
    if sum(one.place.often_reported for one in alike) == 1:
        return alike, "the one front-line reports name", []
    return alike, "nothing tells which is meant", alike[1:]


def _by_distance(alike: list[Candidate], near: tuple[float, float]) -> tuple[list[Candidate], str, list[Candidate]]:
    away = {one.place.place_id: inverse(*near, one.place.lat or 0.0, one.place.lon or 0.0)[0] for one in alike}
    # an area has no one position to be near to
    alike = sorted(alike, key=lambda one: (not one.place.kind.is_settlement, away[one.place.place_id]))
    first = alike[0].place
    # two whose positions are not known well enough to tell which is the nearer
    rivals = [
        one
        for one in alike[1:]
        if one.place.kind.is_settlement
        and away[one.place.place_id] - away[first.place_id] < (one.place.uncertainty_m + first.uncertainty_m) / 1000
    ]
    if rivals:
        return alike, "positions are too rough to tell which is the nearest", rivals
    return alike, f"the nearest, {away[first.place_id]:.1f} km away", []


def _first(chosen: Candidate, alike: list[Candidate]) -> list[Candidate]:
    return [chosen, *(one for one in alike if one is not chosen)]
