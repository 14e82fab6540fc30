"""The evidence for a candidate by itself: its name, the region named, the front, its kind and size, reports before.

Each kind of evidence is a term in log-odds, so that terms add up; `Terms` keeps them apart to explain a decision. What
is measured of a candidate are the columns of `geo.resolve.weights.FEATURES`; weights.toml says what each is worth.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from geo.model import Actor, Kind
from geo.resolve.areas import BEFORE, BESIDE, DIRECT, LISTED, PARAGRAPH, SENTENCE, WHOLE
from geo.resolve.candidates import METROPOLIS, Candidates, Floats
from geo.resolve.districts import region_of_district
from geo.resolve.reasons import said
from geo.resolve.weights import COLUMN, FEATURES, KINDS, Weights

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from geo.gazetteer import Gazetteer
    from geo.resolve.areas import AreaHint

# scores of `Gazetteer.rows_for`: below the first a spelling beside places that bear the name as written, below the
# second a likely misspelling
SPELT_OTHERWISE, MISSPELT = 0.75, 0.5
FRONT_SCALE_KM, THEATRE_SCALE_KM, FOUGHT_SCALE_KM, BEHIND_SCALE_KM = 8.0, 50.0, 3.0, 10.0
SIZE_SCALE, BLUR_SCALE_KM = 500.0, 2.0
# a place that a side is said to have taken lies on its side of the assessed line, or little beyond
TAKEN_WEIGHT, TAKEN_SCALE_KM = 1.8, 2.0
# how closely the words bind a place to a region, against the same sentence
_LOOSELY = {SENTENCE: 1.0, BEFORE: 1.5, PARAGRAPH: 0.6, WHOLE: 0.6, LISTED: 1.6}
# Russia's districts hold their villages as reports have them, while Ukraine's were redrawn in 2020
_KNOWN_DISTRICT = 2.0
FARTHEST_KM, ABROAD_KM = 600.0, 300.0
FAR_WEIGHT, FAR_SCALE_KM, FAR_MOST, TOWN = 1.2, 20.0, 3.0, 2000.0
# where there is no position or no front
_FAR_KM = 2000.0
_MISFITS = {"large": (Kind.VILLAGE, Kind.HAMLET), "small": (Kind.CITY,)}
# whose row of the reasons is named for the kind, and says all
_SAID = frozenset({"size", "often", "before", "dense", "told"})
_FRONT = list(KINDS).index("front")
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
            frozenset(index - stretch.start for index in stretch if index in self.fought),
            {index - stretch.start: self.taken[index] for index in stretch if index in self.taken},
        )


@dataclass(frozen=True)
class Terms:
    """The evidence for all candidates by kind: values in log-odds, and what gives the words for a candidate's.

    `values` has the shape (candidates, kinds), `words` one for each kind, both in the order of `KINDS`.
    """

    values: Floats
    words: Sequence[Callable[[int], str]]


@dataclass(frozen=True)
class Evidence:
    """All evidence for candidates by themselves.

    `columns` holds what is measured, shape (candidates, features); `given` what the claims add to the front, in
    log-odds; `far` what a village far from any fighting loses against being none of them; `words` the words for areas
    and sizes by candidate.
    """

    columns: Floats
    given: Floats
    front_km: Floats
    far: Floats
    on_side: npt.NDArray[np.bool_]
    words: Mapping[str, Mapping[int, str]]
    place: Candidates
    assessed: bool

    def keep(self, chosen: npt.NDArray[np.intp], kept: Candidates) -> Evidence:
        """Return the evidence for some of the candidates, `kept`, given by their positions in order."""
        now = {was: at for at, was in enumerate(chosen.tolist())}
        words = {
            kind: {now[was]: word for was, word in told.items() if was in now} for kind, told in self.words.items()
        }
        return Evidence(
            self.columns[chosen],
            self.given[chosen],
            self.front_km[chosen],
            self.far[chosen],
            self.on_side[chosen],
            words,
            kept,
            self.assessed,
        )

    def terms(self, weights: Weights) -> Terms:
        """Return the evidence by kind, weighed."""
        values = self.columns @ weights.by_kind
        values[:, _FRONT] += self.given
        return Terms(values, [self._word(kind) for kind in KINDS])

    def _word(self, kind: str) -> Callable[[int], str]:
        if kind == "name":
            return lambda at: self.place.name_why[at]
        if kind == "front":
            return self._front_word
        if kind in self.words:
            return lambda at: self.words[kind].get(at, "")
        return lambda at: said("part", kind) if kind in _SAID and self.columns[at, COLUMN[KINDS[kind][0]]] else ""

    def _front_word(self, at: int) -> str:
        if not np.isfinite(self.front_km[at]):
            return ""
        line = "coarse" if not self.assessed else "on_side" if self.on_side[at] else "assessed"
        return said("part", line, km=f"{self.front_km[at]:.0f}")


def measure(
    candidates: Candidates,
    hints: dict[int, list[AreaHint]],
    gazetteer: Gazetteer,
    front: FrontEvidence | None,
    coarse: FrontEvidence,
    fighting: Fighting,
    sizes: Mapping[int, str],
) -> Evidence:
    """Measure the evidence for each candidate by itself, all but what reports before it say.

    Parameters
    ----------
    candidates
        The candidates.
    hints
        The areas named around each mention.
    gazetteer
        Where the candidates come from.
    front, coarse
        The assessed front line of the day, if known, and the coarse one, which runs past the places most fought for.
    fighting
        What the report's claims say of its mentions.
    sizes
        The mentions that the report calls `large` (a town) or `small` (a village).
    """
    columns = np.zeros((len(candidates), len(FEATURES)))
    words: dict[str, dict[int, str]] = {"bound": {}, "area": {}, "called": {}}
    _names(columns, candidates)
    _areas(columns, candidates, hints, gazetteer, words)
    _sizes(columns, candidates)
    _called(columns, candidates, gazetteer, sizes, words["called"])
    countries = np.array([region[:2] for region in candidates.regions], dtype=object)
    columns[:, COLUMN["russia"]] = countries == "RU"
    columns[:, COLUMN["abroad"]] = [country not in _THEATRE for country in countries]
    # a world city is named wherever it lies, a small place abroad hardly ever
    columns[:, COLUMN["abroad"]] *= 0.3 + 0.7 * candidates.obscurity
    columns[:, COLUMN["often"]] = np.isin(candidates.rows, gazetteer.often_reported_rows, kind="table")
    given, km, on_side = _front(columns, candidates, front, coarse, fighting)
    return Evidence(columns, given, km, _far(columns, candidates), on_side, words, candidates, front is not None)


def _names(columns: Floats, candidates: Candidates) -> None:
    score = candidates.name_score
    # what a likely misspelling loses is judged, for nobody posts two spellings of a place to learn it from
    columns[:, COLUMN["name"]] = np.where(score > MISSPELT, np.log(score), 0.0)
    # where no place bears the name as written, another spelling is all there can be
    borne = score[candidates.foremost(score)] >= SPELT_OTHERWISE
    columns[:, COLUMN["otherwise"]] = (score < SPELT_OTHERWISE) & (score > MISSPELT) & borne
    columns[:, COLUMN["misspelt"]] = np.where(score <= MISSPELT, -np.log(score), 0.0)


def _areas(
    columns: Floats,
    candidates: Candidates,
    hints: dict[int, list[AreaHint]],
    gazetteer: Gazetteer,
    words: dict[str, dict[int, str]],
) -> None:
    for number, index in enumerate(candidates.mentions):
        own = candidates.of(number)
        for hint in hints.get(index, []):
            inside = hint.inside(candidates, own, gazetteer)
            # a district under a name the gazetteer does not use says nothing, nor does a town after another one
            russian = hint.kind == "district" and _is_russian(hint.key, gazetteer)
            if ((hint.kind == "district" and not russian) or hint.binding == BESIDE) and not inside.any():
                continue
            column = {DIRECT: "direct", BESIDE: "beside"}.get(hint.binding, "elsewhere")
            kind = "area" if column == "elsewhere" else "bound"
            outside = np.where(inside, 0.0, -_LOOSELY.get(hint.binding, 1.0) * (_KNOWN_DISTRICT if russian else 1.0))
            # a city is named wherever it lies, unless the words bind it
            columns[own, COLUMN[column]] += outside * (candidates.obscurity[own] if column == "elsewhere" else 1.0)
            named = said("part", "bound", area=hint.label)
            words[kind].update({own.start + int(at): named for at in np.flatnonzero(inside)})


def _is_russian(district: str, gazetteer: Gazetteer) -> bool:
    """Whether a district is one of Russia that the gazetteer knows: its villages are then told apart by districts."""
    region = region_of_district(gazetteer, district)
    return region is not None and region.startswith("RU")


def _sizes(columns: Floats, candidates: Candidates) -> None:
    columns[:, COLUMN["people"]] = np.log1p(candidates.population / SIZE_SCALE)
    columns[:, COLUMN["metropolis"]] = np.log1p(candidates.population / METROPOLIS)


def _called(
    columns: Floats, candidates: Candidates, gazetteer: Gazetteer, sizes: Mapping[int, str], words: dict[int, str]
) -> None:
    """Measure what the report calls a place against its kind; only clear misfits count, for a town is called either."""
    for number, index in enumerate(candidates.mentions):
        if (size := sizes.get(index)) is None:
            continue
        own = candidates.of(number)
        misfits = _MISFITS[size]
        fits = np.array([gazetteer.kind(int(row)) not in misfits for row in candidates.rows[own]], dtype=bool)
        columns[own, COLUMN["miscalled"]] = ~fits
        words.update({own.start + int(at): said("part", size) for at in np.flatnonzero(fits)})


def _far(columns: Floats, candidates: Candidates) -> Floats:
    """Return how likely a candidate makes it that the place meant is not listed, in log-odds.

    Of real posts whose best candidate was a village up to 15 km from the line one in seventy meant a place that is not
    listed, from 40 km on every fourth.
    """
    km = np.expm1(columns[:, COLUMN["km"]])
    small = 1 / (1 + candidates.population / TOWN)
    return np.asarray(small * np.minimum(FAR_WEIGHT * np.log1p((km / FAR_SCALE_KM) ** 2), FAR_MOST))


def _front(
    columns: Floats, candidates: Candidates, front: FrontEvidence | None, coarse: FrontEvidence, fighting: Fighting
) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    count = len(candidates)
    given, on_side = np.zeros(count), np.zeros(count, dtype=bool)
    if not count:
        return given, given, on_side
    known_km = np.asarray((front or coarse).front_distance_km(candidates.lat, candidates.lon), dtype=np.float64)
    # a place known only to its hromada lies somewhere around its stand-in, on average a third of the radius away
    km = np.hypot(np.where(np.isfinite(known_km), known_km, _FAR_KM), candidates.uncertainty_km / 3)
    # beyond these one distance says as much as another
    foreign = columns[:, COLUMN["abroad"]] > 0
    km = np.minimum(km, np.where(foreign, ABROAD_KM, FARTHEST_KM))
    if front is not None:
        coarse_km = np.nan_to_num(coarse.front_distance_km(candidates.lat, candidates.lon), nan=_FAR_KM)
        coarse_km = np.minimum(coarse_km, np.where(foreign, ABROAD_KM, FARTHEST_KM))
        columns[:, COLUMN["coarse"]] = np.log1p((coarse_km / FRONT_SCALE_KM) ** 2)
    in_fight = np.array([index in fighting.fought for index in candidates.mentions], dtype=bool)[candidates.owner]
    columns[:, COLUMN["km"]] = np.log1p(km)
    columns[:, COLUMN["front"]] = np.log1p((km / FRONT_SCALE_KM) ** 2)
    columns[:, COLUMN["theatre"]] = np.log1p((km / THEATRE_SCALE_KM) ** 2)
    columns[:, COLUMN["fought"]] = in_fight * np.log1p(km / FOUGHT_SCALE_KM)
    columns[:, COLUMN["town_far"]] = ~foreign * columns[:, COLUMN["people"]] * np.log1p(km / FRONT_SCALE_KM)
    columns[:, COLUMN["blur"]] = np.log1p(candidates.uncertainty_km / BLUR_SCALE_KM)
    if front is not None:
        abroad = columns[:, COLUMN["russia"]] > 0
        behind = front.held(candidates.lat, candidates.lon, Actor.RU) & ~abroad
        columns[:, COLUMN["behind"]] = behind * np.log1p(km / BEHIND_SCALE_KM)
    for number, index in enumerate(candidates.mentions):
        own = candidates.of(number)
        if own.start == own.stop:
            continue
        if front is not None and (actor := fighting.taken.get(index)) is not None:
            on_side[own] = front.held(candidates.lat[own], candidates.lon[own], actor)
            beyond = np.where(on_side[own], 0.0, km[own])
            given[own] -= TAKEN_WEIGHT * candidates.obscurity[own] * np.log1p((beyond / TAKEN_SCALE_KM) ** 2)
    return given, known_km, on_side
