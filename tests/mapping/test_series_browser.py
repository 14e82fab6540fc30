"""A series in a browser: the slider, the keys, play, the divider, and that what is drawn of a day is that day's."""

import dataclasses
import datetime as dt
import json

import pytest
from map_frames import empty_day, seed_day, with_text
from map_pages import card
from playwright.sync_api import expect
from test_map_page import HOSTILE
from test_series import MARCH, Held
from test_series_encoding import read

from geo.control import ControlSeries
from geo.mapping import save_map
from geo.mapping.series import series_of

pytestmark = pytest.mark.browser

SHAPE = "(layer) => JSON.stringify(geo.data[layer].map((row) => row.geometry))"


@pytest.fixture(scope="module")
def five_days(tmp_path_factory):
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
def opened(drawn, five_days):
    return lambda fragment="": drawn(five_days[0], fragment)


def shows(page, date):
    """Wait until the page shows a day."""
    expect(page.locator("html")).to_have_attribute("data-geo-day", date.isoformat())


def slide(page, index):
    page.locator("#geo-day").fill(str(index))
    shows(page, MARCH[index])


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


@pytest.mark.parametrize("size", [(1280, 800), (360, 640)])
def test_opens_with_the_last_day_and_asks_nobody(opened, size, record):
    page = opened()
    assert page.evaluate("document.documentElement.dataset.geoDay") == "2025-03-05"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert "A quiet day" in page.title()
    assert page.locator("#geo-day").get_attribute("aria-valuetext") == "5 March 2025"
    record.assert_quiet()


def test_each_day_is_drawn_as_it_was_given(opened, five_days, record):
    page = opened()
    series = five_days[1]
    areas, gained, lost = (read(series._block, name) for name in ("RU", "gained", "lost"))
    for index in (3, 0, 4, 2, 1):
        slide(page, index)
        assert json.loads(page.evaluate(SHAPE, "control")) == [["A", flat(areas[index])]]
        changed = [["A", flat(one[index])] for one in (gained, lost) if one[index]]
        assert json.loads(page.evaluate(SHAPE, "changes")) == changed
        assert page.locator("path.geo-control").count() == 1
        assert page.locator("#geo-date").text_content() == f"{index + 1} March 2025"
    record.assert_quiet()


def test_claims_and_lists_are_those_of_the_day(opened):
    page = opened()
    marks, lists = page.locator(".geo-at-claim"), page.locator("#geo-lists")
    assert marks.count() == 1
    slide(page, 1)
    assert marks.count() == len(seed_day().claims)
    assert "Veselyi Hai" in lists.inner_text()
    assert page.title() == f"{seed_day().title}, 2 March 2025"
    lists.locator(".geo-goes button").first.click()
    assert "Yelyzavetivka" in card(page)
    slide(page, 2)
    assert marks.count() == 0
    expect(page.locator(".leaflet-popup")).to_have_count(0)
    assert "claim nothing" not in lists.inner_text()
    slide(page, 1)
    assert marks.count() == len(seed_day().claims)


def test_the_sums_say_what_changed(opened):
    page = opened()
    sums = page.locator(".geo-time-sums")
    assert "since 4 March 2025" in sums.inner_text()
    slide(page, 3)
    assert "\u2212" in sums.inner_text()
    slide(page, 0)
    assert "since" not in sums.inner_text()


def test_keys_alone_move_the_day_and_play(opened):
    page = opened()
    slider = page.locator("#geo-day")
    slider.press("ArrowLeft")
    shows(page, MARCH[3])
    slider.press("Home")
    shows(page, MARCH[0])
    assert slider.get_attribute("aria-valuetext") == "1 March 2025"
    before, play, after = page.locator(".geo-time button").all()[:3]
    after.press("Enter")
    shows(page, MARCH[1])
    before.press("Space")
    shows(page, MARCH[0])
    assert play.get_attribute("aria-label") == "Play"
    play.press("Enter")
    assert play.get_attribute("aria-label") == "Pause"
    expect(page.locator("html")).to_have_attribute("data-geo-day", "2025-03-05", timeout=10_000)
    expect(play).to_have_attribute("title", "Play")


def test_two_days_beside_each_other(opened):
    page = opened()
    toggle, handle = page.locator(".geo-time button[aria-pressed]"), page.locator(".geo-swipe-handle")
    cut = "getComputedStyle(document.querySelector('.leaflet-overlay-pane')).clipPath"
    toggle.press("Enter")
    assert handle.get_attribute("aria-label") == "Divider between 1 March 2025 and 5 March 2025"
    first = page.evaluate(cut)
    assert first.startswith("polygon")
    handle.press("ArrowLeft")
    assert page.evaluate(cut) != first
    assert handle.get_attribute("aria-valuenow") == "48"
    assert page.locator(".leaflet-geo-then-pane path.geo-control").count() == 1
    page.locator("#geo-day-other").press("ArrowRight")
    assert handle.get_attribute("aria-label") == "Divider between 2 March 2025 and 5 March 2025"
    toggle.press("Enter")
    assert page.evaluate(cut) == "none"
    assert page.locator(".leaflet-geo-then-pane path").count() == 0


def test_a_spot_left_of_the_divider_is_told_by_the_other_day(opened):
    page = opened()
    page.locator(".geo-time button[aria-pressed]").press("Enter")
    told = (
        "(x) => { const at = geo.map.containerPointToLatLng([x, 200]);"
        "return geo.series.at([at.lat, at.lng])?.control[0].date ?? null; }"
    )
    assert page.evaluate(told, 10) == "1 March 2025"
    assert page.evaluate(told, 900) is None


def test_the_link_remembers_the_day(opened):
    page = opened("#day=2025-03-03")
    shows(page, MARCH[2])
    slide(page, 1)
    page.wait_for_function("() => location.hash.includes('day=2025-03-02')")
    page.evaluate("location.hash = '#day=2025-03-04'")
    shows(page, MARCH[3])
    page.evaluate("location.hash = '#day=1999-01-01'")
    shows(page, MARCH[4])


def test_a_filter_stays_from_day_to_day(opened):
    page = opened()
    slide(page, 1)
    page.locator("#geo-filter-actor").select_option(index=2)
    ukrainian = (seed_day().claims["actor"] == "UA").sum()
    marks = page.locator(".geo-at-claim")
    assert marks.count() == ukrainian
    slide(page, 4)
    assert marks.count() == 0
    slide(page, 1)
    assert marks.count() == ukrainian


def test_hostile_text_of_any_day_stays_text(drawn, tmp_path, record):
    text = "\n".join(HOSTILE)
    days = [with_text(seed_day(date=date, control=None, front_line=None), text) for date in MARCH[:2]]
    page = drawn(save_map(series_of(days).to_map(), tmp_path / "hostile.html"))
    slide(page, 0)
    assert "javascript:" in page.locator("#geo-lists").text_content()
    assert page.evaluate("[...document.querySelectorAll('a')].every((a) => !a.href.startsWith('javascript'))")
    record.assert_quiet()


@pytest.mark.parametrize(("lang", "says"), [("uk", "5 березня 2025"), ("ru", "5 марта 2025")])
def test_the_bar_speaks_the_language_of_the_page(drawn, tmp_path, lang, says, record):
    series = series_of([], control=ControlSeries.of(Held()), first=dt.date(2025, 3, 1))
    page = drawn(save_map(series.to_map(lang=lang), tmp_path / "lang.html"))
    assert page.locator("#geo-day").get_attribute("aria-valuetext") == says
    assert "{" not in page.locator(".geo-time").inner_text()
    record.assert_quiet()


def test_left_of_the_divider_no_claim_is_named(opened):
    page = opened()
    slide(page, 1)
    named, handle = page.locator(".geo-label-claim"), page.locator(".geo-swipe-handle")
    assert named.count() > 0
    page.locator(".geo-time button[aria-pressed]").press("Enter")
    handle.press("End")
    assert named.count() == 0
    handle.press("Home")
    assert named.count() > 0


def test_the_list_of_days_says_what_changed_and_goes_to_a_day(opened):
    page = opened()
    days = page.locator(".geo-days")
    days.locator("summary").press("Enter")
    expect(days.locator("tbody tr")).to_have_count(5)
    current = days.locator("[aria-current=date]")
    assert current.inner_text() == "5 March 2025"
    rows = days.locator("tbody tr").all_inner_texts()
    assert "not known" in rows[4]
    assert "\u2212" in rows[1]
    days.locator("button").nth(3).press("Enter")
    shows(page, MARCH[1])
    assert current.inner_text() == "2 March 2025"
    assert days.evaluate("(days) => days.open")
    assert page.locator(":focus").inner_text() == "2 March 2025"
