"""Distances in the page: its geodesics are ours, a spot has a name, the ruler measures by pointer and by keys."""

import random

import pytest
from map_frames import seed_day
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from geo.distance import compass, inverse
from geo.mapping import make_map, save_map

pytestmark = pytest.mark.browser

CLICK = """
const [lat, lon] = arguments, map = Object.values(window).find((value) => value instanceof L.Map);
const point = map.latLngToContainerPoint([lat, lon]), box = map.getContainer().getBoundingClientRect();
const at = {clientX: box.left + point.x, clientY: box.top + point.y, bubbles: true, cancelable: true, view: window};
const node = document.elementFromPoint(at.clientX, at.clientY);
for (const kind of ["pointerdown", "mousedown", "pointerup", "mouseup", "click"])
  node.dispatchEvent(new (kind.startsWith("p") ? PointerEvent : MouseEvent)(kind, at));
"""
VIEW = "Object.values(window).find((value) => value instanceof L.Map).setView(...arguments, {animate: false})"


@pytest.fixture
def page(browser, tmp_path):
    browser.open(save_map(make_map(seed_day()), tmp_path / "day.html"))
    browser.until("document.documentElement.dataset.geoDrawn === 'yes'")
    return browser


def test_the_geodesics_of_the_page_are_those_of_the_library(page):
    chance = random.Random(20241216)
    pairs = [[[chance.uniform(44, 53), chance.uniform(22, 41)] for _ in range(2)] for _ in range(300)]
    pairs += [[[chance.uniform(-89, 89), chance.uniform(-180, 180)] for _ in range(2)] for _ in range(200)]
    found = page.js("return arguments[0].map(([from, to]) => geo.inverse(from, to))", pairs)
    for (one, two), said in zip(pairs, found, strict=True):
        km, bearing, _ = inverse(*one, *two)
        if said is None:  # Vincenty's series does not settle near the antipodes: said, not guessed
            assert km > 19_900
            continue
        assert said["km"] == pytest.approx(km, abs=1e-5)
        assert abs((said["bearing"] - bearing + 180) % 360 - 180) < 1e-4


def test_one_and_the_same_point_has_no_bearing(page):
    assert page.js("return geo.inverse([48, 37], [48, 37])") == {"km": 0, "bearing": None}


def test_a_spot_of_the_map_says_where_it_is(page):
    page.js(VIEW, [49.2, 33.4], 9)
    page.js(CLICK, 49.2, 33.4)
    said = page.card()
    assert "km" in said.splitlines()[0]
    north, _, east = said.splitlines()[-1].partition(" N, ")
    assert (float(north), float(east.removesuffix(" E"))) == pytest.approx((49.2, 33.4), abs=0.01)
    name = said.splitlines()[0].partition(" of ")[2]
    assert name


def test_an_area_says_its_own_words_and_where_it_was_clicked(page):
    page.click_marks("control", first=True)
    assert "This spot:" in page.card()


def test_the_ruler_measures_between_two_clicks(page):
    page.js(VIEW, [48.0, 36.0], 9)
    page.driver.find_element(By.CSS_SELECTOR, ".geo-ruler-bar button").click()
    one, two = (48.0, 35.8), (48.1, 36.3)
    page.js(CLICK, *one)
    page.js(CLICK, *two)
    km, bearing, _ = inverse(*one, *two)
    said = page.driver.find_element(By.CSS_SELECTOR, ".geo-measured").text
    number, unit, point, degrees = said.split()
    assert unit == "km"
    assert float(number) == pytest.approx(km, abs=1.0)
    assert point == compass(bearing)
    assert abs(int(degrees.strip("()\u00b0")) - bearing) < 3
    assert page.js("return document.querySelectorAll('.leaflet-popup').length") == 0
    page.driver.find_element(By.CSS_SELECTOR, ".geo-ruler-bar button").send_keys(Keys.ESCAPE)
    assert page.js("return document.querySelectorAll('.geo-ruler').length") == 0


def test_the_ruler_works_without_a_pointer(page):
    page.js(VIEW, [48.0, 36.0], 9)
    button = page.driver.find_element(By.CSS_SELECTOR, ".geo-ruler-bar button")
    button.send_keys(Keys.SPACE)
    assert button.get_attribute("aria-pressed") == "true"
    container = page.driver.find_element(By.CSS_SELECTOR, ".folium-map")
    container.send_keys(Keys.ENTER)
    page.js(VIEW, [48.0, 36.5], 9)
    container.send_keys(Keys.ENTER)
    assert page.driver.find_element(By.CSS_SELECTOR, ".geo-measured").text.startswith("37 km east")


def test_enter_on_the_map_says_where_its_middle_is(page):
    page.js(VIEW, [49.2, 33.4], 9)
    page.driver.find_element(By.CSS_SELECTOR, ".folium-map").send_keys(Keys.ENTER)
    assert page.card().splitlines()[-1] == "49.2000 N, 33.4000 E"
