"""GeoNames positions to settlements of the register: by name within the oblast, and only where that is sure.

Names repeat within an oblast, GeoNames lists quarters of cities as places, and some of its names are old. So a name
alone settles nothing but the well-known cities: the rest must also lie where the settlement's hromada or raion is known
to lie, from hand-kept positions and from joins already made; each round makes more of them known.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from geo.gazetteer.extent import extent_m
from geo.gazetteer.sources.regions import oblasts
from geo.model import Kind
from geo.names import bones, common, fold, likeness

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.gazetteer.sources.geonames import City
    from geo.gazetteer.sources.katottg import Settlement

Position = tuple[float, float]

_EARTH_KM = 6371.0
_ROUNDS = 6
_SAME_NAME = 0.8
# a village of the register has at most so many people; what GeoNames counts above is a quarter of a city
_LARGEST_VILLAGE = 11_000
_CERTAIN_CITY = 10_000
# how far a settlement may lie from the middle of its unit's known places, and how much farther the next namesake must
_HROMADA_KM, _RAION_KM, _OBLAST_KM = 25.0, 55.0, 170.0
_CLEARLY = 2.0
# an alternate name is weaker evidence, so what only the raion vouches for must lie in its middle
_ALTERNATE_SHARE = 1.3
# two entries of GeoNames so near are one place entered twice
_SAME_KM = 5.0
_INSIDE_POPULATION = 50_000


@dataclass(frozen=True, slots=True)
class _Pair:
    """A place of GeoNames that may be a settlement: `tier` 0 by its name, 1 by an alternate, 2 by its skeleton."""

    city: City
    settlement: Settlement
    tier: int


def join(settlements: Sequence[Settlement], cities: Iterable[City], known: Mapping[str, Position]) -> dict[str, City]:
    """Return the GeoNames place of each settlement that surely has one.

    Parameters
    ----------
    settlements
        The register.
    cities
        Places of GeoNames; those outside Ukraine are passed over.
    known
        Positions held already (degrees WGS 84), by P-code.

    Returns
    -------
    joined
        By P-code.
    """
    ukrainian = [city for city in cities if city.country == "UA"]
    pairs = _pairs(settlements, ukrainian)
    joined = _certain(pairs)
    inside = _inside([*joined.values(), *(city for city in ukrainian if city.population < _INSIDE_POPULATION)])
    placed: dict[str, Position] = {**{code: (city.lat, city.lon) for code, city in joined.items()}, **known}
    # the first round looks at names with one bearer only; they then say where the units lie
    tentative = {pair.settlement.place_id: pair.city for pair in _lone(pairs)}
    units = _units({**{code: (city.lat, city.lon) for code, city in tentative.items()}, **placed})
    for _ in range(_ROUNDS):
        found = _round(pairs, joined, units, inside)
        if not found:
            break
        joined.update(found)
        placed.update({code: (city.lat, city.lon) for code, city in found.items() if code not in known})
        units = _units(placed)
    return joined


def _pairs(settlements: Sequence[Settlement], cities: Sequence[City]) -> list[_Pair]:
    oblast_of = {oblast.geonames: oblast.code for oblast in oblasts()}
    by_name: defaultdict[tuple[str, str], list[Settlement]] = defaultdict(list)
    by_bones: defaultdict[tuple[str, str], list[Settlement]] = defaultdict(list)
    for settlement in settlements:
        for key in {fold(settlement.name), fold(settlement.name_en)}:
            by_name[settlement.oblast_code, key].append(settlement)
        by_bones[settlement.oblast_code, bones(common(settlement.name_en))].append(settlement)
    pairs = []
    for city in cities:
        code = oblast_of.get(city.admin1, "")
        tiers: dict[str, _Pair] = {}
        for tier, keys in enumerate(([city.name], city.alternates)):
            for name in keys:
                for settlement in by_name.get((code, fold(name)), ()):
                    tiers.setdefault(settlement.place_id, _Pair(city, settlement, tier))
        if not tiers:
            form = common(city.name)
            for settlement in by_bones.get((code, bones(form)), ()):
                if likeness(form, common(settlement.name_en)) >= _SAME_NAME:
                    tiers.setdefault(settlement.place_id, _Pair(city, settlement, 2))
        pairs += [
            pair
            for pair in tiers.values()
            if not (pair.settlement.category == "C" and city.population > _LARGEST_VILLAGE)
        ]
    return pairs


def _certain(pairs: Sequence[_Pair]) -> dict[str, City]:
    """Return the cities whose size leaves no doubt: the only city of a name, and the largest place of that name."""
    cities_of: defaultdict[int, list[_Pair]] = defaultdict(list)
    for pair in pairs:
        if pair.settlement.category in "MK" and pair.city.population >= _CERTAIN_CITY:
            cities_of[pair.city.geonameid].append(pair)
    best: dict[str, City] = {}
    for chosen in cities_of.values():
        if len(chosen) == 1 and chosen[0].tier < 2:
            code, city = chosen[0].settlement.place_id, chosen[0].city
            if code not in best or city.population > best[code].population:
                best[code] = city
    return best


def _lone(pairs: Iterable[_Pair]) -> list[_Pair]:
    of_city: defaultdict[int, list[_Pair]] = defaultdict(list)
    of_settlement: defaultdict[str, list[_Pair]] = defaultdict(list)
    for pair in pairs:
        of_city[pair.city.geonameid].append(pair)
        of_settlement[pair.settlement.place_id].append(pair)
    lone = (found[0] for found in of_city.values() if len(found) == 1)
    return [pair for pair in lone if pair.tier < 2 and len(of_settlement[pair.settlement.place_id]) == 1]


_Units = dict[str, tuple[npt.NDArray[np.float64], tuple[str, ...]]]


def _units(placed: Mapping[str, Position]) -> _Units:
    """Return the known places of each hromada, raion and oblast, by the beginning of their P-codes."""
    members: defaultdict[str, list[str]] = defaultdict(list)
    for code in sorted(placed):
        for length in (4, 6, 9):
            members[code[:length]].append(code)
    return {unit: (np.array([placed[code] for code in codes]), tuple(codes)) for unit, codes in members.items()}


def _round(
    pairs: Sequence[_Pair], joined: Mapping[str, City], units: _Units, inside: frozenset[int]
) -> dict[str, City]:
    taken = {city.geonameid for city in joined.values()}
    open_pairs = [p for p in pairs if p.city.geonameid not in taken and p.settlement.place_id not in joined]
    costs = {(p.city.geonameid, p.settlement.place_id): (_cost(p, units, inside), p) for p in open_pairs}
    of_city: defaultdict[int, list[tuple[float, str]]] = defaultdict(list)
    of_settlement: defaultdict[str, list[tuple[float, int]]] = defaultdict(list)
    for (geonameid, code), (cost, _) in costs.items():
        of_city[geonameid].append((cost, code))
        of_settlement[code].append((cost, geonameid))
    found = {}
    for geonameid, options in of_city.items():
        cost, code = min(options)
        city = costs[geonameid, code][1].city
        best, *rivals = sorted(of_settlement[code])
        others = [best, *(rival for rival in rivals if not _same_place(city, costs[rival[1], code][1].city))]
        if cost <= 1.0 and best[1] == geonameid and _stands_out(cost, sorted(options)) and _stands_out(cost, others):
            found[code] = city
    return found


def _same_place(one: City, other: City) -> bool:
    return distance_km((one.lat, one.lon), (other.lat, other.lon)) <= _SAME_KM


def _inside(cities: Sequence[City]) -> frozenset[int]:
    """Return the entries that lie within the extent of a larger city, and so may be quarters of it."""
    large = [city for city in cities if city.population >= _INSIDE_POPULATION]
    return frozenset(
        city.geonameid
        for city in cities
        for other in large
        if city.population < other.population
        and distance_km((city.lat, city.lon), (other.lat, other.lon)) * 1000 <= extent_m(Kind.CITY, other.population)
    )


def _stands_out(cost: float, ranked: Sequence[tuple[float, object]]) -> bool:
    return len(ranked) == 1 or ranked[1][0] >= max(_CLEARLY * cost, 0.5)


def _cost(pair: _Pair, units: _Units, inside: frozenset[int]) -> float:
    """Return how far a pair is from where the settlement's unit lies, as a share of what is allowed there."""
    code = pair.settlement.place_id
    for length, reach in ((9, _HROMADA_KM), (6, _RAION_KM), (4, _OBLAST_KM)):
        unit = units.get(code[:length])
        if unit is None or (length < 9 and pair.city.geonameid in inside):
            continue
        at, codes = unit
        others = at[[other != code for other in codes]]
        if len(others):
            share = distance_km(np.median(others, axis=0), (pair.city.lat, pair.city.lon)) / reach
            return share * _ALTERNATE_SHARE if pair.tier and length < 9 else share
    return float("inf")


def distance_km(one: Sequence[float] | npt.NDArray[np.float64], other: Sequence[float]) -> float:
    """Return the great-circle distance in km between two positions in degrees, to half a percent."""
    lat1, lat2 = math.radians(one[0]), math.radians(other[0])
    turn = math.radians(other[1] - one[1])
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(turn / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(min(half, 1.0)))
