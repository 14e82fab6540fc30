"""Distances in the page: its geodesics are ours, a spot has a name, the ruler measures by pointer and by keys."""

import random

import pytest
from map_pages import card, click_marks
from playwright.sync_api import expect

from geo.distance import compass, inverse

pytestmark = pytest.mark.browser


@pytest.fixture
def map_page(opened, seed):
    return opened(seed, fragment="")


def look_at(page, lat, lon):
    page.evaluate("(at) => { geo.map.setView(at, 9, {animate: false}); }", [lat, lon])


def click(page, lat, lon):
    at = page.evaluate("(at) => geo.map.latLngToContainerPoint(at)", [lat, lon])
    page.locator(".folium-map").click(position=at)


def test_the_geodesics_of_the_page_are_those_of_the_library(map_page):
    chance = random.Random(20241216)
    pairs = [[[chance.uniform(44, 53), chance.uniform(22, 41)] for _ in range(2)] for _ in range(300)]
    pairs += [[[chance.uniform(-89, 89), chance.uniform(-180, 180)] for _ in range(2)] for _ in range(200)]
    found = map_page.evaluate("(pairs) => pairs.map(([from, to]) => geo.inverse(from, to))", pairs)
    for (one, two), said in zip(pairs, found, strict=True):
        km, bearing, _ = inverse(*one, *two)
        if said is None:  # Vincenty's series does not settle near the antipodes: said, not guessed
            assert km > 19_900
            continue
        assert said["km"] == pytest.approx(km, abs=1e-5)
        assert abs((said["bearing"] - bearing + 180) % 360 - 180) < 1e-4


def test_one_and_the_same_point_has_no_bearing(map_page):
    assert map_page.evaluate("geo.inverse([48, 37], [48, 37])") == {"km": 0, "bearing": None}


def test_a_spot_of_the_map_says_where_it_is(map_page):
    look_at(map_page, 49.2, 33.4)
    click(map_page, 49.2, 33.4)
    said = card(map_page)
    assert "km" in said.splitlines()[0]
    north, _, east = said.splitlines()[-1].partition(" N, ")
    assert (float(north), float(east.removesuffix(" E"))) == pytest.approx((49.2, 33.4), abs=0.01)
    name = said.splitlines()[0].partition(" of ")[2]
    assert name


def test_an_area_says_its_own_words_and_where_it_was_clicked(map_page):
    click_marks(map_page, "control", first=True)
    assert "This spot:" in card(map_page)


def test_the_ruler_measures_between_two_clicks(map_page):
    look_at(map_page, 48.0, 36.0)
    map_page.locator(".geo-ruler-bar button").click()
    one, two = (48.0, 35.8), (48.1, 36.3)
    click(map_page, *one)
    click(map_page, *two)
    km, bearing, _ = inverse(*one, *two)
    number, unit, point, degrees = map_page.locator(".geo-measured").inner_text().split()
    assert unit == "km"
    assert float(number) == pytest.approx(km, abs=1.0)
    assert point == compass(bearing)
    assert abs(int(degrees.strip("()\u00b0")) - bearing) < 3
    assert map_page.locator(".leaflet-popup").count() == 0
    map_page.locator(".geo-ruler-bar button").press("Escape")
    assert map_page.locator(".geo-ruler").count() == 0


def test_the_ruler_works_without_a_pointer(map_page):
    look_at(map_page, 48.0, 36.0)
    button = map_page.locator(".geo-ruler-bar button")
    button.press("Space")
    expect(button).to_have_attribute("aria-pressed", "true")
    container = map_page.locator(".folium-map")
    container.press("Enter")
    look_at(map_page, 48.0, 36.5)
    container.press("Enter")
    assert map_page.locator(".geo-measured").inner_text().startswith("37 km east")


def test_enter_on_the_map_says_where_its_middle_is(map_page):
    look_at(map_page, 49.2, 33.4)
    map_page.locator(".folium-map").press("Enter")
    assert card(map_page).splitlines()[-1] == "49.2000 N, 33.4000 E"
