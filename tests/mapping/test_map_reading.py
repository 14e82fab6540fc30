"""The page as its readers use it: search, filter, link, language, light and dark, keys alone; what fails is said."""

import re

import pytest
from map_frames import frame, seed_day, with_text
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from shapely.geometry import Point, box
from test_map_browser import assert_quiet, opened  # noqa: F401 - a fixture
from test_map_page import HOSTILE

from geo.gazetteer import Gazetteer
from geo.mapping import make_map, save_map
from geo.mapping.searchable import likeness_key
from geo.names import fold

pytestmark = pytest.mark.browser

CHANGES = [
    {
        "holder_from": "UA",
        "holder_to": "RU",
        "area_km2": 12.5,
        "sector": "Pokrovsk",
        "oblast": "Donetsk",
        "source": "a test polygon",
        "geometry": box(37.1, 47.9, 37.2, 48.0),
    }
]


def typed(browser, text):
    """Type into the search box and return what it offers."""
    field = browser.driver.find_element(By.ID, "geo-search")
    field.clear()
    field.send_keys(text)
    return field, browser.js("return [...document.querySelectorAll('#geo-found li')].map((node) => node.innerText)")


def shown(browser, layer="claims"):
    return browser.js(
        "return geo.data[arguments[0]].filter((row) => row.marks.some((mark) => mark._map)).map((row) => row.name)",
        layer,
    )


def listed(browser, number=1):
    rows = f"#geo-lists details:nth-of-type({number}) tbody th"
    return browser.js("return [...document.querySelectorAll(arguments[0])].map((node) => node.innerText.trim())", rows)


# -- search -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Kurakhove", "kurakhovo", "Курахове", "КУРАХОВО", "Kurach", "Курах"])
def test_a_place_is_found_in_three_scripts(opened, seed, name):  # noqa: F811
    browser = opened(seed)
    _, offered = typed(browser, name)
    assert any(one.startswith("Kurakhove") and "Donetsk oblast" in one for one in offered), offered
    assert_quiet(browser)


def test_keys_alone_choose_a_place_and_open_its_card(opened, seed):  # noqa: F811
    browser = opened(seed)
    field, offered = typed(browser, "Одеса")
    assert offered[0].startswith("Odesa")
    assert field.get_attribute("aria-expanded") == "true"
    field.send_keys(Keys.ARROW_DOWN)
    assert field.get_attribute("aria-activedescendant") == "geo-found-0"
    field.send_keys(Keys.ENTER)
    card = browser.card()
    assert card.startswith("Odesa")
    assert "city, Odesa oblast" in card
    assert "Одеса" in card
    assert browser.js("return geo.map.getBounds().contains([46.48, 30.73])")
    assert browser.js("return document.getElementById('geo-found').hidden")
    browser.driver.switch_to.active_element.send_keys(Keys.ESCAPE)
    browser.until("!document.querySelector('.geo-card')")


def test_what_no_place_is_called_is_said(opened, seed):  # noqa: F811
    browser = opened(seed)
    _, offered = typed(browser, "Qwertyuiop")
    assert offered == ["No place of that name here"]


@pytest.fixture(scope="module")
def many():
    return {"places": True, "gazetteer": Gazetteer.embedded()}


def test_all_settlements_can_be_searched_and_seen(opened, seed, many):  # noqa: F811
    browser = opened(seed, options=many, fragment="#on=settlements&view=11/48.2/37.2")
    assert browser.js("return geo.data.atlas.n") == 30_000
    assert browser.js("return document.querySelectorAll('.geo-settlements-pane canvas').length") <= 1
    assert browser.js("return document.querySelectorAll('.geo-label-town').length") > 10
    _, offered = typed(browser, "Новоолексіївка")
    assert len(offered) == 10
    assert all("Novooleksi" in one for one in offered)
    assert_quiet(browser)


def test_the_page_writes_and_hears_names_as_the_library_does(opened, seed, many):  # noqa: F811
    browser = opened(seed, options=many)
    rows = browser.js(
        "const all = geo.data.atlas, uk = all.lines('uk');"
        "return uk.map((name, i) => [name, all.name(i, 'en'), all.sounds(geo.fold(name)), all.lat[i], all.lon[i]])"
    )
    assert len(rows) == 30_000
    assert not [(name, key) for name, _, key, *_ in rows if likeness_key(name) != key][:5]
    places = {}
    for place in many["gazetteer"]:
        if place.kind.is_settlement and place.lat is not None:
            places.setdefault(fold(place.name), []).append((place.lat, place.lon))
    sample = rows[::37]
    for _, english, _, lat, lon in sample:
        assert min(max(abs(lat - at[0]), abs(lon - at[1])) for at in places[fold(english)]) < 3e-4, english


# -- filter and link ----------------------------------------------------------------------------------------------


def choose(browser, field, text):
    from selenium.webdriver.support.ui import Select

    Select(browser.driver.find_element(By.ID, f"geo-filter-{field}")).select_by_visible_text(text)


def test_a_filtered_claim_is_neither_on_the_map_nor_in_the_list(opened, seed):  # noqa: F811
    browser = opened(seed)
    every = listed(browser)
    choose(browser, "event", "retaken")
    assert listed(browser) == ["Plekhovo", "Martynovka"] == shown(browser)
    assert listed(browser, 2) == []
    assert browser.js("return document.querySelector('.geo-passing').innerText") == "2 of 10 shown"
    assert "Yelyzavetivka" not in browser.js(
        "return [...document.querySelectorAll('.geo-label-claim')].map((node) => node.innerText)"
    )
    choose(browser, "actor", "Russian forces")
    assert listed(browser) == [] == shown(browser)
    assert "None passes the filter." in browser.js("return document.getElementById('geo-lists').innerText")
    browser.driver.find_element(By.CSS_SELECTOR, ".geo-filter button").click()
    assert listed(browser) == every
    assert_quiet(browser)


def test_sources_can_be_told_apart(opened, seed):  # noqa: F811
    claims = seed.claims.assign(source=["one", "two", "one", "two", "one", "two", "one"])
    browser = opened(seed_day(claims=claims))
    choose(browser, "source", "two")
    assert len(listed(browser)) == 3
    assert shown(browser, "strikes") == []


def test_a_link_brings_back_view_layers_and_filter(opened, seed):  # noqa: F811
    browser = opened(seed, fragment="")
    browser.driver.find_element(By.ID, "geo-layer-undecided").click()
    browser.driver.find_element(By.ID, "geo-layer-control").click()
    choose(browser, "event", "captured")
    browser.js("geo.map.setView([48.1, 37.2], 9, {animate: false})")
    browser.until("location.hash.includes('view=9/48.1')")
    link = browser.js("return geo.state.link()")
    assert "event=captured" in link
    browser = opened(seed, fragment=link[link.index("#") :])
    layers = "return [...document.querySelectorAll('.geo-key input')].filter((one) => one.checked).map((one) => one.id)"
    assert browser.js(layers) == ["geo-layer-front", "geo-layer-claims", "geo-layer-undecided"]
    assert len(shown(browser)) == 4
    assert browser.js("const {lat, lng} = geo.map.getCenter(); return [geo.map.getZoom(), lat, lng]") == [
        9,
        pytest.approx(48.1, abs=1e-3),
        pytest.approx(37.2, abs=1e-3),
    ]


def test_the_line_the_changes_and_the_claims_are_on_at_first(opened, seed):  # noqa: F811
    browser = opened(seed, fragment="", options={"changes": frame("changes", CHANGES)})
    on = browser.js("return Object.keys(geo.groups).filter((key) => geo.map.hasLayer(geo.groups[key]))")
    assert sorted(on) == ["changes", "claims", "control", "front"]
    browser.click_marks("changes", first=True)
    card = browser.card()
    assert "Changed: Ukrainian forces to Russian forces" in card
    assert "13 km²" in card or "12 km²" in card


@pytest.mark.parametrize(
    "fragment",
    [
        "#view=99/48/37",
        "#view=9/999/37&on=nothing.of.this&event=no&actor=no&source=99&theme=neon",
        "#on=__proto__.constructor&event=constructor",
        "#view=javascript:alert(1)&source=-1",
        "#" + "on=" + "x" * 5000,
        "#%E0%A4%A",
        "#geo-lists",
    ],
)
def test_a_link_of_nonsense_does_no_harm(opened, seed, fragment):  # noqa: F811
    browser = opened(seed, fragment=fragment)
    assert len(listed(browser)) == len(seed.claims)
    assert_quiet(browser)


def test_skipping_the_map_keeps_the_link(opened, seed):  # noqa: F811
    browser = opened(seed, fragment="#view=8/48/37")
    browser.js("document.getElementById('geo-skip').click()")
    assert browser.js("return document.activeElement.id") == "geo-lists"
    assert browser.js("return location.hash").startswith("#view=8/48")


def test_the_link_can_be_copied(opened, seed):  # noqa: F811
    browser = opened(seed)
    browser.driver.find_element(By.CSS_SELECTOR, '[aria-label="Copy link"]').click()
    said = browser.until("document.querySelector('.geo-copied').innerText")
    assert said in ("Link copied", "Copy this link:")


# -- languages and units ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("uk", ["16 грудня 2024", "Лінія фронту", "Захоплено російськими силами, заявлено", "Що сказано"]),
        ("ru", ["16 декабря 2024", "Линия фронта", "Захвачено российскими силами, заявлено", "Что сказано"]),
    ],
)
def test_a_page_in_another_language(opened, seed, lang, words):  # noqa: F811
    day = seed_day(places=seed.places.assign(place_id=["UA1416013005", *seed.places.place_id[1:]]))
    browser = opened(day, options={"lang": lang, "gazetteer": Gazetteer.embedded()})
    text = browser.js("return document.body.innerText")
    for said in words:
        assert said in text
    assert browser.js("return document.documentElement.lang") == lang
    english = {"Claims", "Strikes", "Front line", "Layers and legend", "Place", "Filter", "Sources", "captured"}
    assert not {word for word in english if re.search(rf"\b{word}\b", text)}
    browser.click_marks("places", first=True)
    assert browser.card().startswith("Єлизаветівка" if lang == "uk" else "Елизаветовка")
    assert_quiet(browser)


def test_distances_in_miles(opened, seed):  # noqa: F811
    browser = opened(seed, options={"units": "miles"})
    assert "mi" in browser.js("return document.querySelector('.leaflet-control-scale').innerText")
    browser.click_marks("front", first=True)
    assert "59 mi" in browser.card()
    assert browser.js("return [geo.distance(100), geo.distance(1200), geo.kilometres(16.09344)]") == [
        "328 ft",
        "0.7 mi",
        "10 mi",
    ]


# -- light, dark, keys --------------------------------------------------------------------------------------------


def test_light_and_dark(opened, seed):  # noqa: F811
    browser = opened(seed)
    paper = "return getComputedStyle(document.body).backgroundColor"
    assert browser.js("return document.documentElement.dataset.theme") == "light"
    light = browser.js(paper)
    browser.driver.find_element(By.CSS_SELECTOR, '[aria-label="Light or dark"]').click()
    assert browser.js("return document.documentElement.dataset.theme") == "dark"
    assert browser.js(paper) != light
    browser.until("location.hash.includes('theme=dark')")


def test_a_dark_device_gets_a_dark_page(opened, seed):  # noqa: F811
    browser = opened(seed)
    media = lambda value: browser.driver.execute_cdp_cmd(  # noqa: E731
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": value}]}
    )
    try:
        media("dark")
        assert browser.until("document.documentElement.dataset.theme === 'dark'")
    finally:
        media("")


def test_calm_devices_get_no_motion(opened, seed, browser):  # noqa: F811
    feature = {"name": "prefers-reduced-motion", "value": "reduce"}
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
    try:
        page = opened(seed)
        assert page.js("return [geo.map.options.zoomAnimation, geo.map.options.inertia]") == [False, False]
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_keys_alone_open_every_popup(opened, seed):  # noqa: F811
    """Every mark, line and area is in the order of the Tab key, has a name, and opens with Enter."""
    browser = opened(seed, options={"changes": frame("changes", CHANGES)})
    marks = browser.js(
        "return Object.entries(geo.data).filter(([, rows]) => Array.isArray(rows) && rows[0]?.marks)"
        ".flatMap(([layer, rows]) => rows.flatMap((row) => row.marks.map((mark) => mark.getElement())))"
    )
    assert len(marks) > 20
    for mark in marks:
        assert mark.get_attribute("tabindex") == "0"
        assert mark.get_attribute("role") == "button"
        assert mark.get_attribute("aria-label")
        browser.js("geo.map.closePopup(); arguments[0].focus({preventScroll: true})", mark)
        browser.driver.switch_to.active_element.send_keys(Keys.ENTER)
        assert browser.card(), mark.get_attribute("aria-label")


# -- what fails is said -------------------------------------------------------------------------------------------


def failing(browser, tmp_path, change, *, lang="en"):
    page = save_map(make_map(seed_day(), lang=lang), tmp_path / "day.html")
    text = page.read_text(encoding="utf-8")
    page.write_text(change(text), encoding="utf-8")
    browser.open(page)
    browser.until("document.documentElement.dataset.geoDrawn === 'no'")
    return browser.js("return document.querySelector('.geo-fault').innerText")


def test_a_damaged_file_says_so(browser, tmp_path):
    said = failing(browser, tmp_path, lambda text: text.replace('id="geo-data">H4sI', 'id="geo-data">H4sIAAAA'))
    assert said.startswith("The data inside this page is damaged")


def test_an_old_browser_is_told(browser, tmp_path):
    old = browser.driver.execute_cdp_cmd(
        "Page.addScriptToEvaluateOnNewDocument", {"source": "delete window.DecompressionStream"}
    )
    try:
        said = failing(browser, tmp_path, str, lang="uk")
    finally:
        browser.driver.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", old)
    assert said.startswith("Цей браузер не може розпакувати")


# -- hostile text -------------------------------------------------------------------------------------------------

MARKS = [
    "<script>{}</script>",
    "</script><script>{}</script>",
    "<img src=x onerror={}>",
    "<svg onload={}>",
    "<svg><script>{}</script></svg>",
    "<iframe srcdoc='<script>{}</script>'>",
    "<a href='javascript:{}'>click</a>",
    "javascript:{}",
    "JaVaScRiPt&colon;{}",
    "data:text/html,<script>{}</script>",
    "${{{}}}",
    "`${{{}}}`",
    "{{{{ {} }}}}",
    "{{% {} %}}",
    "'-{}-'",
    '"-{}-"',
    "--><script>{}</script><!--",
    "<style>@import 'javascript:{}'</style>",
    "<math><mtext><style><img src=x onerror={}></style></mtext></math>",
    "\u202e<b onclick={}>\u202c",
]
CALLS = [
    "document.title=49",
    "alert(1)",
    "window.hurt=1",
    "top.location='x'",
    "fetch('//x')",
    "import('//x')",
    "eval('1')",
    "parent.hurt=1",
    "geo=null",
    "L=null",
]
PAYLOADS = [mark.format(call) for mark in MARKS for call in CALLS]


def test_two_hundred_payloads_are_text_and_nothing_more(opened, seed):  # noqa: F811
    assert len(set(PAYLOADS)) == 200
    rows = [
        {
            "name": payload,
            "claim_id": str(i),
            "event": "attacked",
            "actor": "RU",
            "by": payload,
            "status": "claimed",
            "sentence": payload,
            "source": payload,
            "url": payload,
            "geometry": Point(36 + (i % 20) * 0.1, 47 + (i // 20) * 0.1),
        }
        for i, payload in enumerate(PAYLOADS)
    ]
    day = with_text(seed, "\n".join([*PAYLOADS, *HOSTILE]))
    changed = {"claims": frame("claims", rows), "sources": tuple(PAYLOADS)}
    changes = frame("changes", [CHANGES[0] | {"sector": PAYLOADS[0], "oblast": PAYLOADS[1], "source": PAYLOADS[2]}])
    browser = opened(seed_day(**(vars(day) | changed)), options={"changes": changes, "cut_off": PAYLOADS[3]})
    browser.js(
        "window.alert = window.hurt = null; document.querySelector('#geo-lists tbody tr:last-child button').click()"
    )
    seen = browser.js(
        """
        return geo.data.claims.map((row) => {
          row.marks[0].fire("click", {latlng: row.marks[0].getLatLng()});
          return document.querySelector(".leaflet-popup-pane > :last-child .geo-card").textContent;
        });
        """
    )
    for payload, text in zip(PAYLOADS, seen, strict=True):
        assert text.count(payload) >= 3
    for layer in ("places", "relations", "regions", "strikes", "undecided", "control", "front", "changes"):
        browser.click_marks(layer)
    names = browser.js("return [...document.querySelectorAll('#geo-lists tbody th')].map((node) => node.textContent)")
    assert set(PAYLOADS) <= set(names)
    assert browser.js("return [window.hurt, document.title.startsWith('49'), typeof geo, typeof L]") == [
        None,
        False,
        "object",
        "object",
    ]
    assert browser.js("return document.querySelectorAll('img, iframe, object, embed, math').length") == 0
    assert browser.js("return document.scripts.length") == 6
    assert browser.js("return [...document.links].filter((link) => !/^(https?:|file:.*#)/.test(link.href)).length") == 0
    assert_quiet(browser)


def test_text_that_is_sought_is_text(opened, seed):  # noqa: F811
    day = seed_day(places=seed.places.assign(name=["<img src=x onerror=alert(1)>"] * len(seed.places)))
    browser = opened(day)
    _, offered = typed(browser, "<img")
    assert offered[0].startswith("<img src=x")
    assert browser.js("return document.querySelectorAll('img').length") == 0
