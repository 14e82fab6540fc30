"""A series in a browser: the slider, the keys, play, the divider, and that what is drawn of a day is that day's."""

import dataclasses
import datetime as dt
import json

import pytest
from map_frames import empty_day, seed_day, with_text
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from test_map_browser import assert_quiet
from test_map_page import HOSTILE
from test_series import MARCH, Held
from test_series_encoding import read

from geo.control import ControlSeries
from geo.mapping import save_map
from geo.mapping.series import series_of

pytestmark = pytest.mark.browser

DRAWN = "document.documentElement.dataset.geoDrawn === 'yes'"
DAY = "document.documentElement.dataset.geoDay === arguments[0]"
SHAPE = "JSON.stringify(geo.data[arguments[0]].map((row) => row.geometry))"


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """A page of five days of control, with reports on the second and the last."""
    control = ControlSeries.of(Held())
    reported = [seed_day(date=MARCH[1], control=None, front_line=None), _quiet_day(MARCH[4])]
    series = series_of(reported, control=control, first=MARCH[0])
    path = tmp_path_factory.mktemp("series") / "series.html"
    return save_map(series.to_map(), path), series


def _quiet_day(date):
    claims = seed_day().claims.iloc[:1]
    return dataclasses.replace(empty_day(), date=date, claims=claims, title="A quiet day", sources=("a source",))


@pytest.fixture
def opened(browser, page):
    def open_page(address="", **size):
        browser.open(page[0], **size)
        if address:
            browser.driver.get(page[0].resolve().as_uri() + address)
            browser.driver.refresh()
        browser.until(DRAWN)
        return browser

    return open_page


def slide(browser, index, date):
    browser.js(
        "const slider = document.getElementById('geo-day'); slider.value = arguments[0];"
        "slider.dispatchEvent(new Event('input'))",
        index,
    )
    browser.until(DAY, date.isoformat())


def flat(shape):
    """Return the polygons of a day as the page has them: each ring as differences."""
    rings = []
    for part in shape:
        rings.append([])
        for ring in part:
            last = (0, 0)
            steps = []
            for point in ring:
                steps += [point[0] - last[0], point[1] - last[1]]
                last = point
            rings[-1].append(steps)
    return rings


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (360, 640)])
def test_opens_with_the_last_day_and_asks_nobody(opened, width, height):
    browser = opened(width=width, height=height)
    assert browser.js("return document.documentElement.dataset.geoDay") == "2025-03-05"
    assert browser.js("return document.documentElement.scrollWidth <= window.innerWidth")
    assert "A quiet day" in browser.js("return document.title")
    slider = browser.driver.find_element(By.ID, "geo-day")
    assert slider.get_attribute("aria-valuetext") == "5 March 2025"
    assert_quiet(browser)


def test_each_day_is_drawn_as_it_was_given(opened, page):
    browser = opened()
    series = page[1]
    areas, gained, lost = (read(series._block, name) for name in ("RU", "gained", "lost"))
    for index in (3, 0, 4, 2, 1):
        slide(browser, index, MARCH[index])
        assert json.loads(browser.js(f"return {SHAPE}", "control")) == [["A", flat(areas[index])]]
        changed = [["A", flat(one[index])] for one in (gained, lost) if one[index]]
        assert json.loads(browser.js(f"return {SHAPE}", "changes")) == changed
        assert browser.js("return document.querySelectorAll('path.geo-control').length") == 1
        assert browser.js("return document.getElementById('geo-date').textContent") == f"{index + 1} March 2025"
    assert_quiet(browser)


def test_claims_and_lists_are_those_of_the_day(opened, page):
    browser = opened()
    marks = "return document.querySelectorAll('.geo-at-claim').length"
    assert browser.js(marks) == 1
    slide(browser, 1, MARCH[1])
    assert browser.js(marks) == len(seed_day().claims)
    assert "Veselyi Hai" in browser.js("return document.getElementById('geo-lists').innerText")
    assert browser.js("return document.title") == f"{seed_day().title}, 2 March 2025"
    browser.js("document.querySelector('#geo-lists .geo-goes button').click()")
    assert "Yelyzavetivka" in browser.card()
    slide(browser, 2, MARCH[2])
    assert browser.js(marks) == 0
    assert browser.until("document.querySelectorAll('.leaflet-popup').length === 0")
    assert "claim nothing" not in browser.js("return document.getElementById('geo-lists').innerText")
    slide(browser, 1, MARCH[1])
    assert browser.js(marks) == len(seed_day().claims)


def test_the_sums_say_what_changed(opened):
    browser = opened()
    sums = "return document.querySelector('.geo-time-sums').innerText"
    assert "since 4 March 2025" in browser.js(sums)
    slide(browser, 3, MARCH[3])
    assert "\u2212" in browser.js(sums)
    slide(browser, 0, MARCH[0])
    assert "since" not in browser.js(sums)


def test_keys_alone_move_the_day_and_play(opened):
    browser = opened()
    slider = browser.driver.find_element(By.ID, "geo-day")
    slider.send_keys(Keys.ARROW_LEFT)
    browser.until(DAY, "2025-03-04")
    slider.send_keys(Keys.HOME)
    browser.until(DAY, "2025-03-01")
    assert slider.get_attribute("aria-valuetext") == "1 March 2025"
    before, play, after = browser.driver.find_elements(By.CSS_SELECTOR, ".geo-time button")[:3]
    after.send_keys(Keys.ENTER)
    browser.until(DAY, "2025-03-02")
    before.send_keys(Keys.SPACE)
    browser.until(DAY, "2025-03-01")
    assert play.get_attribute("aria-label") == "Play"
    play.send_keys(Keys.ENTER)
    assert play.get_attribute("aria-label") == "Pause"
    browser.until(DAY, "2025-03-05", seconds=10)
    assert browser.until("document.querySelectorAll('.geo-time button')[1].title === 'Play'")


def test_two_days_beside_each_other(opened):
    browser = opened()
    toggle = browser.driver.find_element(By.CSS_SELECTOR, ".geo-time button[aria-pressed]")
    toggle.send_keys(Keys.ENTER)
    handle = browser.driver.find_element(By.CSS_SELECTOR, ".geo-swipe-handle")
    assert handle.get_attribute("aria-label") == "Divider between 1 March 2025 and 5 March 2025"
    cut = "return getComputedStyle(document.querySelector('.leaflet-overlay-pane')).clipPath"
    first = browser.js(cut)
    assert first.startswith("polygon")
    handle.send_keys(Keys.ARROW_LEFT)
    assert browser.js(cut) != first
    assert handle.get_attribute("aria-valuenow") == "48"
    assert browser.js("return document.querySelectorAll('.leaflet-geo-then-pane path.geo-control').length") == 1
    other = browser.driver.find_element(By.ID, "geo-day-other")
    other.send_keys(Keys.ARROW_RIGHT)
    assert handle.get_attribute("aria-label") == "Divider between 2 March 2025 and 5 March 2025"
    toggle.send_keys(Keys.ENTER)
    assert browser.js(cut) == "none"
    assert browser.js("return document.querySelectorAll('.leaflet-geo-then-pane path').length") == 0


def test_a_spot_left_of_the_divider_is_told_by_the_other_day(opened):
    browser = opened()
    browser.driver.find_element(By.CSS_SELECTOR, ".geo-time button[aria-pressed]").send_keys(Keys.ENTER)
    at = "const at = geo.map.containerPointToLatLng([arguments[0], 200]); const day = geo.series.at([at.lat, at.lng]);"
    assert browser.js(at + "return day && day.control[0].date", 10) == "1 March 2025"
    assert browser.js(at + "return day", 900) is None


def test_the_link_remembers_the_day(opened):
    browser = opened("#day=2025-03-03")
    browser.until(DAY, "2025-03-03")
    slide(browser, 1, MARCH[1])
    assert browser.until("location.hash.includes('day=2025-03-02')")
    browser.js("location.hash = '#day=2025-03-04'")
    browser.until(DAY, "2025-03-04")
    browser.js("location.hash = '#day=1999-01-01'")
    browser.until(DAY, "2025-03-05")


def test_a_filter_stays_from_day_to_day(opened):
    browser = opened()
    slide(browser, 1, MARCH[1])
    browser.js(
        "const select = document.getElementById('geo-filter-actor'); select.selectedIndex = 2;"
        "select.dispatchEvent(new Event('change'))"
    )
    ukrainian = (seed_day().claims["actor"] == "UA").sum()
    assert browser.js("return document.querySelectorAll('.geo-at-claim').length") == ukrainian
    slide(browser, 4, MARCH[4])
    assert browser.js("return document.querySelectorAll('.geo-at-claim').length") == 0
    slide(browser, 1, MARCH[1])
    assert browser.js("return document.querySelectorAll('.geo-at-claim').length") == ukrainian


def test_hostile_text_of_any_day_stays_text(browser, tmp_path):
    text = "\n".join(HOSTILE)
    days = [with_text(seed_day(date=date, control=None, front_line=None), text) for date in MARCH[:2]]
    browser.open(save_map(series_of(days).to_map(), tmp_path / "hostile.html"))
    browser.until(DRAWN)
    slide(browser, 0, MARCH[0])
    assert "javascript:" in browser.js("return document.getElementById('geo-lists').textContent")
    assert browser.js("return [...document.querySelectorAll('a')].every((a) => !a.href.startsWith('javascript'))")
    assert_quiet(browser)


@pytest.mark.parametrize(("lang", "says"), [("uk", "5 березня 2025"), ("ru", "5 марта 2025")])
def test_the_bar_speaks_the_language_of_the_page(browser, tmp_path, lang, says):
    series = series_of([], control=ControlSeries.of(Held()), first=dt.date(2025, 3, 1))
    browser.open(save_map(series.to_map(lang=lang), tmp_path / "lang.html"))
    browser.until(DRAWN)
    assert browser.driver.find_element(By.ID, "geo-day").get_attribute("aria-valuetext") == says
    assert "{" not in browser.js("return document.querySelector('.geo-time').innerText")
    assert_quiet(browser)


def test_left_of_the_divider_no_claim_is_named(opened):
    browser = opened()
    slide(browser, 1, MARCH[1])
    named = "return document.querySelectorAll('.geo-label-claim').length"
    assert browser.js(named) > 0
    browser.driver.find_element(By.CSS_SELECTOR, ".geo-time button[aria-pressed]").send_keys(Keys.ENTER)
    browser.driver.find_element(By.CSS_SELECTOR, ".geo-swipe-handle").send_keys(Keys.END)
    assert browser.js(named) == 0
    browser.driver.find_element(By.CSS_SELECTOR, ".geo-swipe-handle").send_keys(Keys.HOME)
    assert browser.js(named) > 0


def test_the_list_of_days_says_what_changed_and_goes_to_a_day(opened):
    browser = opened()
    browser.js("document.querySelector('.geo-days').open = true")
    browser.until("document.querySelectorAll('.geo-days tbody tr').length === 5")
    current = "return document.querySelector('.geo-days [aria-current=date]').innerText"
    assert browser.js(current) == "5 March 2025"
    rows = browser.js("return [...document.querySelectorAll('.geo-days tbody tr')].map((row) => row.innerText)")
    assert "not known" in rows[4]
    assert "\u2212" in rows[1]
    browser.driver.find_elements(By.CSS_SELECTOR, ".geo-days button")[3].send_keys(Keys.ENTER)
    browser.until(DAY, "2025-03-02")
    assert browser.js(current) == "2 March 2025"
    assert browser.js("return document.querySelector('.geo-days').open")
    assert browser.js("return document.activeElement.innerText") == "2 March 2025"
