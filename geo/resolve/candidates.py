"""The candidates of a report's mentions, side by side in arrays, so that evidence is weighed for all at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from geo.names import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.gazetteer import Gazetteer
    from geo.reading.found_mention import FoundMention

Floats = npt.NDArray[np.float64]
MAX_CANDIDATES = 200
EARTH_KM = 6371.0088
METROPOLIS = 150_000
_codes: WeakKeyDictionary[Gazetteer, dict[int, str]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Candidates:
    """All candidates of all settlement mentions: `rows[owner == k]` are those of `mentions[k]`.

    Arrays are aligned; `lat`, `lon` are degrees (WGS 84), `uncertainty_km` kilometres, `name_score` from 0 to 1,
    `regions` codes as `region_code` gives them.
    """

    mentions: tuple[int, ...]
    owner: npt.NDArray[np.intp]
    rows: npt.NDArray[np.intp]
    name_score: Floats
    name_why: tuple[str, ...]
    lat: Floats
    lon: Floats
    uncertainty_km: Floats
    population: Floats
    regions: npt.NDArray[np.object_]

    @cached_property
    def obscurity(self) -> Floats:
        """From 1 for a village to nearly 0 for a metropolis: how far a place is named only for what is near it."""
        return np.asarray(1 / (1 + self.population / METROPOLIS), dtype=np.float64)

    @cached_property
    def unit(self) -> Floats:
        """Positions as vectors of length one from the Earth's middle, shape (n, 3)."""
        return unit_vectors(self.lat, self.lon)

    @cached_property
    def slices(self) -> list[slice]:
        """Which of the candidates are each mention's, by the number of the mention."""
        edges = np.searchsorted(self.owner, np.arange(len(self.mentions) + 1)).tolist()
        return [slice(first, last) for first, last in pairwise(edges)]

    def of(self, number: int) -> slice:
        """Return the slice of the candidates of the k-th mention."""
        return self.slices[number]

    @cached_property
    def _firsts(self) -> npt.NDArray[np.intp]:
        """The first candidate of each mention that has any."""
        return np.flatnonzero(np.diff(self.owner, prepend=-1))

    @cached_property
    def _rivals(self) -> npt.NDArray[np.intp]:
        """For each candidate the number of its mention among those that have any."""
        return np.repeat(np.arange(len(self._firsts)), np.diff(self._firsts, append=len(self)))

    def ranked(self, values: Floats) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """Return the candidates mention by mention, each mention's by falling values, and the rank of each in its own.

        Of equals the first stays the first.
        """
        order = np.lexsort((-values, self._rivals))
        return order, np.arange(len(self)) - self._firsts[self._rivals]

    def foremost(self, values: Floats) -> npt.NDArray[np.intp]:
        """Return for each candidate that of its mention's with the highest value; of equals the first."""
        order, _ = self.ranked(values)
        return np.asarray(order[self._firsts][self._rivals], dtype=np.intp)

    def keep(self, chosen: npt.NDArray[np.intp]) -> Candidates:
        """Return some of the candidates, given by their positions in order."""
        return Candidates(
            mentions=self.mentions,
            owner=self.owner[chosen],
            rows=self.rows[chosen],
            name_score=self.name_score[chosen],
            name_why=tuple(self.name_why[at] for at in chosen.tolist()),
            lat=self.lat[chosen],
            lon=self.lon[chosen],
            uncertainty_km=self.uncertainty_km[chosen],
            population=self.population[chosen],
            regions=self.regions[chosen],
        )

    def __len__(self) -> int:
        return len(self.rows)


def gather(
    mentions: Sequence[FoundMention],
    extra: Mapping[int, Sequence[tuple[int, float, str]]],
    gazetteer: Gazetteer,
) -> Candidates:
    """Return the candidates of the settlement mentions.

    Parameters
    ----------
    mentions
        All mentions of a report.
    extra
        Further rows for some of them, by mention index (likely misspellings in the region named).
    gazetteer
        Whose rows they are.
    """
    chosen: list[int] = []
    owner: list[int] = []
    found: list[tuple[int, float, str]] = []
    for index, mention in enumerate(mentions):
        if mention.kind != "settlement":
            continue
        ranked = mention.rows
        if len(ranked) > MAX_CANDIDATES:
            ranked = tuple(sorted(ranked, key=lambda found: -found[1])[:MAX_CANDIDATES])
        rows = [*ranked, *extra.get(index, [])]
        owner += [len(chosen)] * len(rows)
        found += rows
        chosen.append(index)
    all_rows = np.array([row for row, _, _ in found], dtype=np.intp)
    return Candidates(
        mentions=tuple(chosen),
        owner=np.array(owner, dtype=np.intp),
        rows=all_rows,
        name_score=np.array([score for _, score, _ in found], dtype=np.float64),
        name_why=tuple(why for _, _, why in found),
        lat=gazetteer.latlon[all_rows, 0] if found else np.empty(0),
        lon=gazetteer.latlon[all_rows, 1] if found else np.empty(0),
        uncertainty_km=gazetteer.uncertainties_m[all_rows].astype(np.float64) / 1000 if found else np.empty(0),
        population=np.maximum(gazetteer.populations[all_rows], 0).astype(np.float64) if found else np.empty(0),
        regions=np.array(_region_codes(gazetteer, [row for row, _, _ in found]), dtype=object),
    )


def region_code(gazetteer: Gazetteer, row: int) -> str:
    """Return the code of the region a place lies in: ISO country, then what its id or the region's name says."""
    return _region_codes(gazetteer, [row])[0]


def _region_codes(gazetteer: Gazetteer, rows: Sequence[int]) -> list[str]:
    known = _codes.setdefault(gazetteer, {})
    return [known.get(row) or known.setdefault(row, _code_of_place(gazetteer, row)) for row in rows]


def _code_of_place(gazetteer: Gazetteer, row: int) -> str:
    place_id = gazetteer.place_id(row)
    if place_id.startswith("UA") and place_id[2:4].isdigit():
        return place_id[:4]
    admin = gazetteer.place(row).admin
    return f"{admin.country or place_id[:2]}:{fold(admin.oblast)}"


def unit_vectors(lat: Floats, lon: Floats) -> Floats:
    """Return positions in degrees as vectors of length one from the Earth's middle, shape (n, 3)."""
    phi, lam = np.radians(lat), np.radians(lon)
    return np.column_stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])


def chord_km(one: Floats, other: Floats) -> Floats:
    """Return straight distances in km between unit vectors, shape (n, m); to 100 km true to the arc within 0.01 %."""
    return np.asarray(EARTH_KM * np.sqrt(np.maximum(2 - 2 * (one @ other.T), 0.0)))


def distances_km(lat: Floats, lon: Floats, to_lat: Floats, to_lon: Floats) -> Floats:
    """Return great-circle distances in km, shape (n, m), within 0.6 % of the ellipsoid's: for weighing only."""
    p, q = np.radians(lat)[:, None], np.radians(to_lat)[None, :]
    half = (
        np.sin((q - p) / 2) ** 2 + np.cos(p) * np.cos(q) * np.sin(np.radians(to_lon[None, :] - lon[:, None]) / 2) ** 2
    )
    km: Floats = 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
    return km


def bearings_deg(lat: Floats, lon: Floats, to_lat: Floats, to_lon: Floats) -> Floats:
    """Return initial bearings in degrees from each first position to each second, shape (n, m), on the sphere."""
    p, q = np.radians(lat)[:, None], np.radians(to_lat)[None, :]
    turn = np.radians(to_lon[None, :] - lon[:, None])
    east = np.sin(turn) * np.cos(q)
    north = np.cos(p) * np.sin(q) - np.sin(p) * np.cos(q) * np.cos(turn)
    bearing: Floats = np.degrees(np.arctan2(east, north)) % 360
    return bearing
