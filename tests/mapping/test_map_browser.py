"""The page in a browser: it draws, answers keys and clicks, asks no host for anything, and runs no text of a report."""

import time

import folium
import pytest
from map_frames import empty_day, frame, seed_day, with_text
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from shapely.geometry import Point
from test_map_page import HOSTILE

from geo.mapping import make_map, save_map

pytestmark = pytest.mark.browser

LAYERS = ["control", "front", "claims", "places", "relations", "regions", "strikes", "undecided"]
CORPUS = "\n".join(HOSTILE)


def local(urls):
    return [url for url in urls if url.startswith(("file:", "data:", "about:", "blob:"))]


EVERYTHING = f"#on={'.'.join(LAYERS)}.changes"


@pytest.fixture
def opened(browser, tmp_path):
    def open_day(day, *, fragment=EVERYTHING, options=None, **size):
        page = save_map(make_map(day, **(options or {})), tmp_path / "day.html")
        browser.open(page, fragment=fragment, **size)
        browser.until("document.documentElement.dataset.geoDrawn === 'yes'")
        return browser

    return open_day


def assert_quiet(browser):
    requests = browser.requests()
    assert requests
    assert local(requests) == requests
    assert browser.complaints() == []


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_opens_from_a_file_without_a_word_to_any_host(opened, seed, width, height):
    browser = opened(seed, width=width, height=height)
    assert browser.js("return document.title") == f"{seed.title}, 16 December 2024"
    assert browser.js("return document.documentElement.lang") == "en"
    assert browser.js("return document.documentElement.scrollWidth <= window.innerWidth")
    assert_quiet(browser)


def test_an_empty_day_opens(opened):
    browser = opened(empty_day())
    assert "The reports claim nothing." in browser.js("return document.body.innerText")
    assert_quiet(browser)


def test_as_many_marks_as_rows(opened, seed):
    browser = opened(seed)
    marks = lambda name: browser.js("return document.querySelectorAll(arguments[0]).length", name)  # noqa: E731
    located = seed.strikes.geometry.geom_type.eq("Point").sum()
    assert marks(".leaflet-marker-pane .geo-at-claim") == len(seed.claims)
    assert marks(".leaflet-marker-pane .geo-at-place") == len(seed.places)
    assert marks(".leaflet-marker-pane .geo-at-undecided") == len(seed.undecided)
    assert marks(".leaflet-marker-pane .geo-at-strike") == located
    assert marks(".leaflet-overlay-pane path.geo-relation") == 1
    assert marks(".leaflet-overlay-pane path.geo-stated") == 1
    assert marks(".leaflet-overlay-pane path.geo-control") == len(seed.control)
    assert marks(".leaflet-overlay-pane path.geo-uncertain") == (seed.places["uncertainty_m"] > 3000).sum()
    assert marks("#geo-lists details:nth-of-type(1) tbody tr") == len(seed.claims)
    assert marks("#geo-lists details:nth-of-type(2) tbody tr") == len(seed.strikes)
    assert marks("#geo-lists details:nth-of-type(3) tbody tr") == len(seed.undecided)


def test_a_claim_is_never_a_fill(opened, seed):
    browser = opened(seed_day(control=None, front_line=None))
    assert browser.js("return document.querySelectorAll('.geo-control, .geo-front').length") == 0
    hollow = browser.js(
        "return getComputedStyle(document.querySelector('.geo-at-claim .geo-claimed .geo-body')).strokeDasharray"
    )
    assert hollow != "none"
    browser = opened(seed)
    fill = browser.js("return getComputedStyle(document.querySelector('path.geo-control.geo-claimed')).fill")
    assert "geo-hatch-RU" in fill


@pytest.mark.parametrize("layer", LAYERS)
def test_layers_switch(opened, seed, layer):
    browser = opened(seed)
    shown = f"Object.values(geo.groups.{layer}._layers).every((layer) => layer._map)"
    box = browser.driver.find_element(By.ID, f"geo-layer-{layer}")
    assert browser.js(f"return {shown}")
    box.send_keys(Keys.SPACE)
    assert not browser.js(f"return {shown}")
    box.send_keys(Keys.SPACE)
    assert browser.js(f"return {shown}")


def test_enter_opens_a_mark_and_escape_gives_the_focus_back(opened, seed):
    browser = opened(seed)
    mark = browser.driver.find_element(By.CSS_SELECTOR, '.geo-at-claim[aria-label^="Yelyzavetivka"]')
    assert mark.get_attribute("aria-label") == "Yelyzavetivka: Captured by Russian forces, claimed, by: Russian MoD"
    assert mark.get_attribute("title") == mark.get_attribute("aria-label")
    browser.js("arguments[0].focus()", mark)
    browser.driver.switch_to.active_element.send_keys(Keys.ENTER)
    text = browser.card()
    for words in (
        "Captured by Russian forces, claimed",
        "by: Russian MoD",
        "high (93\u00a0%)",
        "within about 1.2 km",
        seed.claims.sentence[0],
        seed.claims.source[0],
    ):
        assert words in text
    link = browser.driver.find_element(By.CSS_SELECTOR, ".geo-card a")
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert browser.js("return document.activeElement.className") == "geo-card"
    browser.driver.switch_to.active_element.send_keys(Keys.ESCAPE)
    browser.until("!document.querySelector('.geo-card')")
    assert browser.js("return document.activeElement === arguments[0]", mark)


def test_click_opens_every_kind_of_mark(opened, seed):
    browser = opened(seed)
    expected = {
        "claims": "Captured by",
        "places": "named",
        "undecided": "undecided between 2 places",
        "strikes": "Strike by",
        "control": "Held by",
        "front": "Front line",
        "relations": "11.0 km south of Kurakhove (report: 10 km)",
        "regions": "Zaporizhzhia region",
    }
    for layer, words in expected.items():
        browser.click_marks(layer, first=True)
        assert words.lower() in browser.card().lower(), layer
    assert_quiet(browser)


def test_a_row_moves_the_map_to_its_place(opened, seed):
    browser = opened(seed)
    button = browser.driver.find_element(By.XPATH, "//button[text()='Grozny']")
    browser.js("arguments[0].focus()", button)
    button.send_keys(Keys.ENTER)
    assert "Grozny" in browser.card()
    assert browser.js("return geo.groups.strikes._map.getBounds().contains([43.32, 45.69])")


def test_a_row_of_a_hidden_layer_shows_it(opened, seed):
    browser = opened(seed)
    browser.driver.find_element(By.ID, "geo-layer-claims").click()
    browser.driver.find_element(By.XPATH, "//button[text()='Pushkine']").click()
    assert "Pushkine" in browser.card()
    assert browser.js("return document.getElementById('geo-layer-claims').checked")


def test_the_opening_view_holds_the_claims(opened, seed):
    browser = opened(seed)
    inside = browser.js(
        "const view = geo.groups.claims._map.getBounds();"
        "return geo.data.claims.map((row) => view.contains(geo.point(row.geometry)))"
    )
    assert all(inside)


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_no_control_covers_another(opened, seed, width, height):
    browser = opened(seed, width=width, height=height)
    boxes = browser.boxes("#geo-legend, .leaflet-control")
    assert len(boxes) >= 3
    for at, one in enumerate(boxes):
        for other in boxes[at + 1 :]:
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    assert browser.js("return document.getElementById('geo-legend').open") is (width > 760)


def test_labels_do_not_overlap(opened, seed):
    browser = opened(seed)
    boxes = browser.boxes(".geo-label")
    assert boxes
    for at, one in enumerate(boxes):
        for other in boxes[at + 1 :]:
            assert one[2] <= other[0] + 2 or other[2] <= one[0] + 2 or one[3] <= other[1] + 2 or other[3] <= one[1] + 2


@pytest.mark.parametrize("text", [*HOSTILE, CORPUS])
def test_hostile_text_is_shown_and_not_run(opened, seed, text):
    browser = opened(with_text(seed, text))
    browser.js("window.alert = () => { document.title = '49'; }")
    for layer in LAYERS:
        browser.click_marks(layer)
    shown = browser.card()
    time.sleep(0.05)  # an image that fails to load says so a moment later
    assert text.encode("utf-8", "replace").decode().strip()[:8].replace("\x00", "")[:4] in shown
    assert browser.js("return document.title") != "49"
    assert browser.js("return document.querySelectorAll('img, iframe, object, embed').length") == 0
    assert browser.js("return document.scripts.length") == 6
    assert browser.js("return [...document.links].filter((link) => !/^(https?:|file:.*#)/.test(link.href)).length") == 0
    assert_quiet(browser)


def test_the_policy_stops_a_script_that_slips_in(opened, seed):
    browser = opened(seed)
    browser.js(
        "const script = document.createElement('script'); script.text = 'document.title = 49';"
        "document.body.append(script)"
    )
    assert browser.js("return document.title") != "49"
    assert any("Content Security Policy" in message for message in browser.complaints())


def test_guests_work_offline(browser, seed, tmp_path):
    day_map = make_map(seed)
    folium.Marker([48.5, 36.5], popup="a guest's words", icon=folium.Icon(color="green")).add_to(day_map)
    folium.Marker([48.4, 36.5], tooltip="tip").add_to(day_map)
    folium.GeoJson(Point(36.4, 48.3).__geo_interface__, name="mine").add_to(day_map)
    folium.LayerControl().add_to(day_map)
    browser.open(save_map(day_map, tmp_path / "day.html"))
    browser.until("document.documentElement.dataset.geoDrawn === 'yes'")
    assert browser.js("return document.querySelectorAll('img.leaflet-marker-icon').length") == 3
    browser.js("document.querySelector('img.leaflet-marker-icon').click()")
    assert "a guest's words" in browser.until("document.querySelector('.leaflet-popup-content')?.innerText")
    assert_quiet(browser)


def test_tiles_are_the_only_thing_asked_for(browser, seed, tmp_path):
    day_map = make_map(seed, tiles="https://tiles.invalid/{z}/{x}/{y}.png")
    browser.open(save_map(day_map, tmp_path / "day.html"))
    browser.until("document.documentElement.dataset.geoDrawn === 'yes'")
    abroad = [url for url in browser.requests() if not local([url])]
    assert abroad
    assert all(url.startswith("https://tiles.invalid/") for url in abroad)
    assert not any("Content Security Policy" in message for message in browser.complaints())
    assert (
        browser.js("return document.querySelector('.leaflet-control-attribution').innerText") == "Tiles: tiles.invalid"
    )


def test_works_in_a_notebooks_frame(browser, seed, tmp_path):
    page = tmp_path / "notebook.html"
    page.write_text(f'<body style="width: 960px">{make_map(seed)._repr_html_()}', encoding="utf-8")
    browser.open(page)
    browser.until("document.querySelector('iframe').contentDocument?.documentElement.dataset.geoDrawn === 'yes'")
    assert_quiet(browser)


def test_holds_two_thousand_claims(opened, seed):
    rows = [
        {
            "name": f"Village {i}",
            "claim_id": str(i),
            "event": "attacked",
            "actor": "RU" if i % 2 else "UA",
            "by": "a source",
            "status": "claimed",
            "sentence": f"Sentence {i}.",
            "geometry": Point(34 + (i % 50) * 0.1, 47 + (i // 50) * 0.1),
        }
        for i in range(2000)
    ]
    browser = opened(seed_day(claims=frame("claims", rows)))
    assert browser.js("return document.querySelectorAll('.geo-at-claim').length") == 2000
    rows = "return document.querySelectorAll('#geo-lists details:nth-of-type(1) tbody tr').length"
    assert browser.js(rows) == 151
    browser.driver.find_element(By.XPATH, "//button[text()='Show the other 1850']").click()
    assert browser.js(rows) == 2000
    assert_quiet(browser)
