"""A map in a host page: the frame takes the height the map asks for, and nothing else passes between the two."""

import re

import pytest
from map_frames import seed_day

from geo.mapping import make_map, save_map
from geo.mapping.embed import embed_code
from geo.mapping.index import write_index
from geo.publication import Policy, apply

pytestmark = pytest.mark.browser

HOST = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Host</title>
<style>
body { margin: 0; font: 20px serif; color: rgb(1, 2, 3) }
h1 { color: rgb(200, 0, 0) } .geo-head { color: rgb(0, 0, 200) }
</style>
<script>
window.heard = [];
window.addEventListener("message", function (event) { window.heard.push([event.data, event.origin]); });
</script></head>
<body><h1>A host</h1><p class="geo-head">Its own words</p>
%s
</body></html>
"""
LOOK = (
    "return ['body', 'h1', 'p'].map((name) => document.querySelector(name))"
    ".map((node) => getComputedStyle(node)).map((style) => [style.color, style.font, style.margin, style.display])"
)


@pytest.fixture
def hosted(browser, tmp_path):
    """Open a host page with a map in it, and wait until the map has told its height."""

    def host(change=lambda code: code, *, width=1000, wait=True):
        day = seed_day()
        path = save_map(make_map(day), tmp_path / "day.html", days=[day])
        page = tmp_path / "host.html"
        page.write_text(HOST % change(embed_code(path)), encoding="utf-8")
        browser.open(page, width=width, height=900)
        if wait:
            browser.driver.switch_to.frame(0)
            browser.until("document.documentElement.dataset.geoDrawn === 'yes'")
            browser.driver.switch_to.default_content()
            rest(browser)
        return browser

    return host


def rest(browser):
    """Wait until no height has been told for a while, and the frame has the last one."""
    browser.js("return new Promise((done) => setTimeout(done, 400))")
    browser.until("document.querySelector('iframe').offsetHeight === window.heard.at(-1)?.[0].height")


def height(browser):
    return browser.js("return document.querySelector('iframe').offsetHeight")


@pytest.mark.parametrize("width", [1000, 390])
def test_the_frame_takes_the_height_of_the_map_and_keeps_it(hosted, width):
    browser = hosted(width=width)
    browser.until(
        "window.heard.length && document.querySelector('iframe').offsetHeight === window.heard.at(-1)[0].height"
    )
    asked = height(browser)
    assert 400 < asked < 1000
    # the height asked for does not follow from the height given: it comes to rest
    browser.js("document.querySelector('iframe').style.height = '1500px'")
    browser.js("return new Promise((done) => setTimeout(done, 400))")
    assert browser.js("return window.heard.at(-1)[0].height") == asked
    assert browser.js("return window.heard.length") < 10


def test_another_width_gives_another_height(hosted):
    browser = hosted()
    browser.js("document.querySelector('iframe').parentNode.style.width = '420px'")
    browser.js("document.body.style.width = '420px'")
    before = height(browser)
    browser.until("document.querySelector('iframe').offsetHeight !== arguments[0]", before)


def test_no_other_message_passes(hosted):
    browser = hosted()
    browser.driver.switch_to.frame(0)
    browser.js("document.querySelector('#geo-lists button').click()")
    browser.driver.switch_to.default_content()
    for data, origin in browser.js("return window.heard"):
        assert set(data) == {"geo", "height"}
        assert data["geo"] == "height"
        assert isinstance(data["height"], int)
        assert origin == "null"


def test_the_map_works_in_its_sandbox_without_a_word_to_any_host(hosted):
    browser = hosted()
    browser.driver.switch_to.frame(0)
    assert browser.js("return document.querySelectorAll('.leaflet-marker-pane > *').length") > 0
    browser.driver.switch_to.default_content()
    requests = browser.requests()
    assert [url for url in requests if not url.startswith(("file:", "data:", "blob:", "about:"))] == []
    assert browser.complaints() == []


def test_no_style_leaks_into_the_page(hosted, browser, tmp_path):
    bare = tmp_path / "bare.html"
    bare.write_text(HOST % "", encoding="utf-8")
    before = browser.open(bare, width=1000, height=900).js(LOOK)
    hosted()
    assert browser.js(LOOK) == before
    assert browser.js("return document.styleSheets.length") == 1
    assert browser.js("return Object.keys(window).filter((name) => /^(L|geo|frame|fallback|told)$/.test(name))") == []


def test_a_message_of_another_window_changes_nothing(hosted):
    browser = hosted()
    before = height(browser)
    browser.js("window.postMessage({geo: 'height', height: 1234}, '*')")
    browser.js(
        "const other = document.createElement('iframe'); other.sandbox = 'allow-scripts'; other.hidden = true;"
        "other.srcdoc = '<script>parent.postMessage({geo: \"height\", height: 1234}, \"*\")</' + 'script>';"
        "document.body.appendChild(other)"
    )
    browser.until("window.heard.filter(([data]) => data.height === 1234).length === 2")
    assert height(browser) == before


@pytest.mark.parametrize(
    "sent",
    [
        "{geo: 'height', height: 1e9}", "{geo: 'height', height: -5}", "{geo: 'height', height: 'a'}",
        "{geo: 'height', height: NaN}", "{geo: 'other', height: 900}", "null", "'height'",
    ],
)  # fmt: skip
def test_a_height_out_of_reason_is_kept_within_it(hosted, sent):
    browser = hosted()
    before = height(browser)
    browser.driver.switch_to.frame(0)
    browser.js(f"parent.postMessage({sent}, '*')")
    browser.driver.switch_to.default_content()
    browser.js("return new Promise((done) => setTimeout(done, 100))")
    assert height(browser) in (before, 240, 1600)


def test_a_map_that_does_not_answer_is_replaced_by_its_picture(hosted, tmp_path):
    def silent(code):
        return re.sub(r'src="day\.html"', 'src="gone.html"', code).replace("10000", "100")

    (tmp_path / "gone.html").write_text("gone")
    browser = hosted(silent, wait=False)
    browser.until("!document.querySelector('p[id$=picture]').hidden && !document.querySelector('iframe').offsetHeight")


def test_a_map_far_down_the_page_is_loaded_when_it_is_reached(hosted):
    def far_down(code):
        return f'<div style="height: 20000px"></div>{code}'.replace("10000", "100")

    browser = hosted(far_down, wait=False)
    browser.js("return new Promise((done) => setTimeout(done, 600))")
    browser.js("document.querySelector('iframe').scrollIntoView()")
    browser.until(
        "document.querySelector('iframe').offsetHeight > 300 && document.querySelector('p[id$=picture]').hidden"
    )


def test_the_page_says_what_was_held_back(browser, tmp_path):
    day = apply(Policy("desk", undecided=True), seed_day())
    browser.open(save_map(make_map(day), tmp_path / "day.html", days=[day]))
    browser.until("document.documentElement.dataset.geoDrawn === 'yes'")
    said = browser.js("return document.getElementById('geo-withheld').textContent")
    assert said.endswith("policy “desk”: 2 marks on which no decision was made")
    assert browser.complaints() == []


def test_the_index_page_opens_without_a_complaint(browser, tmp_path):
    day = seed_day()
    save_map(make_map(day), tmp_path / "day.html", days=[day])
    browser.open(write_index(tmp_path))
    assert browser.js("return document.querySelectorAll('svg polygon').length") > 0
    assert browser.js("return getComputedStyle(document.querySelector('ol')).display") == "grid"
    assert browser.js("return document.documentElement.scrollWidth <= window.innerWidth")
    assert browser.complaints() == []
    assert len(browser.requests()) == 1
