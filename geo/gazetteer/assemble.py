"""All sources to one list of places: hand-kept facts first, then the register, then GeoNames."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.gazetteer.extent import extent_m
from geo.gazetteer.join import distance_km, join
from geo.gazetteer.placement import Approximate, approximate
from geo.gazetteer.sources.geonames import City, Country, far, near, spellings, ukrainian_and_russian
from geo.gazetteer.sources.regions import first_level_name, oblasts
from geo.model import Admin, FormerName, Place
from geo.names import common, fold, romanise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.gazetteer.sources.katottg import Settlement
    from geo.gazetteer.sources.renamed import Renaming

JOINED_SOURCE = "name: KATOTTG; position, population: GeoNames (CC BY 4.0)"
REGISTER_SOURCE = "name: KATOTTG"
GEONAMES_SOURCE = "GeoNames (CC BY 4.0)"
_FAR_ALIASES = 4
# GeoNames points are often rounded, or lie at a village's edge
_GEONAMES_SLACK_M = 500.0
_SAME_KM = 5.0
_GEONAMES_ID = re.compile(r"GeoNames (\d+)")


@dataclass(frozen=True, slots=True)
class Assembly:
    """The places, and how many came which way."""

    places: tuple[Place, ...]
    register: int
    hand_kept: int
    joined: int
    approximate: int
    abroad: int
    areas: int
    renamed: int = 0


def assemble(
    register: Sequence[Settlement],
    cities: Sequence[City],
    countries: Sequence[Country],
    frontline: Sequence[Place],
    areas: Sequence[Place],
    renamed: Sequence[Renaming] = (),
) -> Assembly:
    """Merge the sources.

    Parameters
    ----------
    register
        The settlements of Ukraine.
    cities, countries
        GeoNames.
    frontline, areas
        The hand-kept tables; what they say wins.
    renamed
        What places were called before.

    Returns
    -------
    assembly
        Ids are unique.
    """
    by_hand = {place.place_id: place for place in frontline}
    known = {
        code: (place.lat, place.lon)
        for code, place in by_hand.items()
        if place.lat is not None and place.lon is not None
    }
    joined = join(register, cities, known)
    positions = {code: (city.lat, city.lon) for code, city in joined.items()} | known
    rough = approximate((one.place_id for one in register if one.place_id not in positions), positions)
    past = former_names(renamed)
    home = [
        with_former(_ukrainian(one, by_hand.get(one.place_id), joined.get(one.place_id), rough), past.get(one.place_id))
        for one in register
    ]
    listed = {one.place_id for one in register}
    others = [place for place in frontline if place.place_id not in listed]
    others = [with_former(place, past.get(place.place_id)) for place in others]
    abroad = _abroad(near(cities), others)
    kept = {place.place_id for place in others}
    world = [_foreign(city, limit=_FAR_ALIASES) for city in far(cities, countries) if city.place_id not in kept]
    return Assembly(
        places=(*home, *abroad, *world, *areas),
        register=len(home),
        hand_kept=len(frontline),
        joined=len(joined),
        approximate=len(rough),
        abroad=len(abroad) + len(world),
        areas=len(areas),
        renamed=len(renamed),
    )


def former_names(renamed: Iterable[Renaming]) -> dict[str, list[Renaming]]:
    """Return the renamings of each place, the latest last."""
    of_place: defaultdict[str, list[Renaming]] = defaultdict(list)
    for one in renamed:
        of_place[one.place_id].append(one)
    return {place_id: sorted(found, key=lambda one: one.until_text) for place_id, found in of_place.items()}


def with_former(place: Place, renamed: Sequence[Renaming] | None) -> Place:
    """Return a place with its former names, which then are names of today no longer.

    Where the register or a hand-kept list still has a former name, the name of the latest act takes its place.
    """
    if not renamed:
        return place
    former = tuple(
        FormerName(name, one.since_text, one.until_text, one.source)
        for one in reversed(renamed)
        for name in one.spellings
    )
    past = {fold(one.name) for one in former}
    names = {lang: name for lang, name in place.names.items() if fold(name) not in past}
    today = names.setdefault("uk", renamed[-1].name_today_uk)
    names.setdefault("en", romanise(today, "uk"))
    return replace(
        place,
        name=names["en"],
        names=names,
        aliases=tuple(name for name in place.aliases if fold(name) not in past),
        former=former,
    )


def _ukrainian(one: Settlement, hand: Place | None, city: City | None, rough: Mapping[str, Approximate]) -> Place:
    population = hand.population if hand and hand.population is not None else city.population or None if city else None
    kind = hand.kind if hand else one.kind(population)
    names = {"en": one.name_en, "uk": one.name} | (dict(hand.names) if hand else {})
    official = (one.name_en, one.name)
    aliases = [*(hand.aliases if hand else ()), *official]
    if city:
        aliases += spellings(city, [*names.values(), *official])
    place = Place(
        place_id=one.place_id,
        name=names["en"],
        kind=kind,
        lat=None,
        lon=None,
        uncertainty_m=extent_m(kind, population),
        admin=_units(one, hand),
        names=names,
        aliases=_distinct(aliases, names.values()),
        population=population,
        source=REGISTER_SOURCE,
        often_reported=hand is not None and hand.often_reported,
    )
    if hand:
        return replace(place, lat=hand.lat, lon=hand.lon, source=hand.source)
    if city:
        radius_m = place.uncertainty_m + _GEONAMES_SLACK_M
        return replace(place, lat=city.lat, lon=city.lon, uncertainty_m=radius_m, source=JOINED_SOURCE)
    if guess := rough.get(one.place_id):
        return replace(
            place,
            lat=guess.lat,
            lon=guess.lon,
            uncertainty_m=guess.uncertainty_m,
            source=f"{REGISTER_SOURCE}; {guess.source}",
        )
    return place


def _units(one: Settlement, hand: Place | None) -> Admin:
    oblast = next(oblast.name for oblast in oblasts() if oblast.code == one.oblast_code)
    raion, hromada = romanise(one.raion, "uk"), romanise(one.hromada, "uk")
    if hand is None:
        return Admin("UA", oblast, raion, hromada)
    return Admin(hand.admin.country, hand.admin.oblast or oblast, hand.admin.raion or raion, hromada)


def _distinct(names: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    seen = set(known)
    kept = []
    for name in names:
        if name and name not in seen:
            seen.add(name)
            kept.append(name)
    return tuple(kept)


def _abroad(cities: Sequence[City], hand_kept: Sequence[Place]) -> list[Place]:
    """Return the hand-kept places abroad, each with what GeoNames adds to it, and the other places of GeoNames."""
    entry_of: dict[str, City] = {}
    for city in cities:
        same = _same(city, hand_kept)
        if same and (same.place_id not in entry_of or city.population > entry_of[same.place_id].population):
            entry_of[same.place_id] = city
    merged = [_merged(place, entry_of.get(place.place_id)) for place in hand_kept]
    return merged + [_foreign(city) for city in cities if _same(city, hand_kept) is None]


def _merged(place: Place, city: City | None) -> Place:
    if city is None:
        return place
    population = place.population if place.population is not None else city.population or None
    extra = spellings(city, [*place.names.values(), *place.aliases])
    return replace(
        place,
        population=population,
        uncertainty_m=extent_m(place.kind, population),
        aliases=_distinct([*place.aliases, *extra], place.names.values()),
    )


def _same(city: City, places: Sequence[Place]) -> Place | None:
    at = (city.lat, city.lon)
    # a tenth of a degree is farther than the reach in both directions up to 60 degrees north
    around = [
        place
        for place in places
        if place.lat is not None
        and place.lon is not None
        and abs(place.lat - city.lat) < 0.1
        and abs(place.lon - city.lon) < 0.1
        and distance_km((place.lat, place.lon), at) <= _SAME_KM
    ]
    keys = {key for name in (city.name, *city.alternates) for key in (fold(name), common(name))}
    for place in around:
        if str(city.geonameid) in _GEONAMES_ID.findall(place.source):
            return place
        spelt = (place.name, *place.names.values(), *place.aliases)
        if not keys.isdisjoint({key for name in spelt for key in (fold(name), common(name))} - {""}):
            return place
    return None


def _foreign(city: City, *, limit: int | None = None) -> Place:
    ukrainian, russian = ukrainian_and_russian(city)
    english = city.name.replace("’", "").replace("'", "")  # noqa: RUF001
    names = {lang: name for lang, name in (("en", english), ("uk", ukrainian), ("ru", russian)) if name}
    population = city.population or None
    return Place(
        place_id=city.place_id,
        name=english,
        kind=city.kind,
        lat=city.lat,
        lon=city.lon,
        uncertainty_m=extent_m(city.kind, population) + _GEONAMES_SLACK_M,
        admin=Admin(city.country, first_level_name(city.country, city.admin1)),
        names=names,
        aliases=_distinct(spellings(city, names.values())[:limit], names.values()),
        population=population,
        source=GEONAMES_SOURCE,
    )
