"""The page in a browser: it draws, answers keys and clicks, asks no host for anything, and runs no text of a report."""

import itertools
import re

import folium
import pytest
from map_frames import empty_day, frame, seed_day, with_text
from map_pages import LAYERS, boxes, card, click_marks
from playwright.sync_api import expect
from shapely.geometry import Point
from test_map_page import HOSTILE

from geo.mapping import make_map, save_map

pytestmark = pytest.mark.browser

CORPUS = "\n".join(HOSTILE)
DESK, PHONE = (1280, 800), (390, 844)


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_opens_from_a_file_without_a_word_to_any_host(opened, seed, size, record):
    page = opened(seed)
    assert page.title() == f"{seed.title}, 16 December 2024"
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.evaluate("window.innerWidth") == size[0]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    record.assert_quiet()


def test_an_empty_day_opens(opened, record):
    page = opened(empty_day())
    expect(page.get_by_text("The reports claim nothing.")).to_be_visible()
    record.assert_quiet()


def test_as_many_marks_as_rows(opened, seed):
    page = opened(seed)
    marks = lambda name: page.locator(name).count()  # noqa: E731
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
    page = opened(seed_day(control=None, front_line=None))
    assert page.locator(".geo-control, .geo-front").count() == 0
    expect(page.locator(".geo-at-claim .geo-claimed .geo-body").first).not_to_have_css("stroke-dasharray", "none")
    page = opened(seed)
    expect(page.locator("path.geo-control.geo-claimed").first).to_have_css("fill", re.compile("geo-hatch-RU"))


@pytest.mark.parametrize("layer", LAYERS)
def test_layers_switch(opened, seed, layer):
    page = opened(seed)
    shown = f"Object.values(geo.groups.{layer}._layers).every((layer) => layer._map)"
    box = page.locator(f"#geo-layer-{layer}")
    assert page.evaluate(shown)
    box.press("Space")
    assert not page.evaluate(shown)
    box.press("Space")
    assert page.evaluate(shown)


def test_enter_opens_a_mark_and_escape_gives_the_focus_back(opened, seed):
    page = opened(seed)
    mark = page.locator('.geo-at-claim[aria-label^="Yelyzavetivka"]')
    assert mark.get_attribute("aria-label") == "Yelyzavetivka: Captured by Russian forces, claimed, by: Russian MoD"
    assert mark.get_attribute("title") == mark.get_attribute("aria-label")
    mark.press("Enter")
    text = card(page)
    for words in (
        "Captured by Russian forces, claimed",
        "by: Russian MoD",
        "high (93\u00a0%)",
        "within about 1.2 km",
        seed.claims.sentence[0],
        seed.claims.source[0],
    ):
        assert words in text
    assert page.locator(".geo-card a").first.get_attribute("rel") == "noopener noreferrer"
    expect(page.locator(".geo-card")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".geo-card")).to_have_count(0)
    expect(mark).to_be_focused()


def test_click_opens_every_kind_of_mark(opened, seed, record):
    page = opened(seed)
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
        click_marks(page, layer, first=True)
        assert words.lower() in card(page).lower(), layer
    record.assert_quiet()


def test_a_row_moves_the_map_to_its_place(opened, seed):
    page = opened(seed)
    page.get_by_role("button", name="Grozny", exact=True).press("Enter")
    assert "Grozny" in card(page)
    assert page.evaluate("geo.groups.strikes._map.getBounds().contains([43.32, 45.69])")


def test_a_row_of_a_hidden_layer_shows_it(opened, seed):
    page = opened(seed)
    page.locator("#geo-layer-claims").click()
    page.get_by_role("button", name="Pushkine", exact=True).click()
    assert "Pushkine" in card(page)
    expect(page.locator("#geo-layer-claims")).to_be_checked()


def test_the_opening_view_holds_the_claims(opened, seed):
    page = opened(seed)
    inside = page.evaluate(
        "const view = geo.groups.claims._map.getBounds();"
        "geo.data.claims.map((row) => view.contains(geo.point(row.geometry)))"
    )
    assert all(inside)


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_no_control_covers_another(opened, seed, size):
    page = opened(seed)
    found = boxes(page, "#geo-legend, .leaflet-control")
    assert len(found) >= 3
    for one, other in itertools.combinations(found, 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    assert page.evaluate("document.getElementById('geo-legend').open") is (size == DESK)


def test_labels_do_not_overlap(opened, seed):
    page = opened(seed)
    found = boxes(page, ".geo-label")
    assert found
    for one, other in itertools.combinations(found, 2):
        assert one[2] <= other[0] + 2 or other[2] <= one[0] + 2 or one[3] <= other[1] + 2 or other[3] <= one[1] + 2


@pytest.mark.parametrize("text", [*HOSTILE, CORPUS])
def test_hostile_text_is_shown_and_not_run(opened, seed, text, record):
    page = opened(with_text(seed, text))
    page.evaluate("() => { window.alert = () => { document.title = '49'; }; }")
    for layer in LAYERS:
        click_marks(page, layer)
    shown = card(page)
    page.wait_for_timeout(50)  # an image that fails to load says so a moment later
    assert text.encode("utf-8", "replace").decode().strip()[:8].replace("\x00", "")[:4] in shown
    assert page.title() != "49"
    assert page.locator("img, iframe, object, embed").count() == 0
    assert page.evaluate("document.scripts.length") == 6
    assert page.evaluate("[...document.links].filter((link) => !/^(https?:|file:.*#)/.test(link.href)).length") == 0
    record.assert_quiet()


def test_the_policy_stops_a_script_that_slips_in(opened, seed, record):
    page = opened(seed)
    page.evaluate(
        "const script = document.createElement('script'); script.text = 'document.title = 49';"
        "document.body.append(script)"
    )
    assert page.title() != "49"
    assert any("Content Security Policy" in message for message in record.complaints)


def test_guests_work_offline(drawn, seed, tmp_path, record):
    day_map = make_map(seed)
    folium.Marker([48.5, 36.5], popup="a guest's words", icon=folium.Icon(color="green")).add_to(day_map)
    folium.Marker([48.4, 36.5], tooltip="tip").add_to(day_map)
    folium.GeoJson(Point(36.4, 48.3).__geo_interface__, name="mine").add_to(day_map)
    folium.LayerControl().add_to(day_map)
    page = drawn(save_map(day_map, tmp_path / "day.html"))
    assert page.locator("img.leaflet-marker-icon").count() == 3
    page.locator("img.leaflet-marker-icon").first.dispatch_event("click")
    expect(page.locator(".leaflet-popup-content")).to_contain_text("a guest's words")
    record.assert_quiet()


def test_tiles_are_the_only_thing_asked_for(drawn, seed, tmp_path, record):
    page = drawn(save_map(make_map(seed, tiles="https://tiles.invalid/{z}/{x}/{y}.png"), tmp_path / "day.html"))
    assert record.abroad
    assert all(url.startswith("https://tiles.invalid/") for url in record.abroad)
    assert not any("Content Security Policy" in message for message in record.complaints)
    assert page.locator(".leaflet-control-attribution").inner_text() == "Tiles: tiles.invalid"


def test_works_in_a_notebooks_frame(page, record, seed, tmp_path):
    notebook = tmp_path / "notebook.html"
    notebook.write_text(f'<body style="width: 960px">{make_map(seed)._repr_html_()}', encoding="utf-8")
    page.goto(notebook.as_uri())
    expect(page.frame_locator("iframe").locator("html")).to_have_attribute("data-geo-drawn", "yes")
    record.assert_quiet()


def test_holds_two_thousand_claims(opened, seed, record):
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
    page = opened(seed_day(claims=frame("claims", rows)))
    assert page.locator(".geo-at-claim").count() == 2000
    rows = page.locator("#geo-lists details:nth-of-type(1) tbody tr")
    assert rows.count() == 151
    page.get_by_role("button", name="Show the other 1850", exact=True).click()
    assert rows.count() == 2000
    record.assert_quiet()
