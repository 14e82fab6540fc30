"""The page as its readers use it: search, filter, link, language, light and dark, keys alone; what fails is said."""

import re

import pytest
from map_frames import frame, seed_day, with_text
from map_pages import card, click_marks
from playwright.sync_api import expect
from shapely.geometry import Point, box
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


def typed(page, text):
    """Type into the search box and return what it offers."""
    field = page.locator("#geo-search")
    field.press_sequentially(text)
    return field, page.locator("#geo-found li").all_inner_texts()


def shown(page, layer="claims"):
    return page.evaluate(
        "(layer) => geo.data[layer].filter((row) => row.marks.some((mark) => mark._map)).map((row) => row.name)", layer
    )


def listed(page, number=1):
    names = page.locator(f"#geo-lists details:nth-of-type({number}) tbody th").all_inner_texts()
    return [name.strip() for name in names]


# -- search -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Kurakhove", "kurakhovo", "Курахове", "КУРАХОВО", "Kurach", "Курах"])
def test_a_place_is_found_in_three_scripts(opened, seed, name, record):
    page = opened(seed)
    _, offered = typed(page, name)
    assert any(one.startswith("Kurakhove") and "Donetsk oblast" in one for one in offered), offered
    record.assert_quiet()


def test_keys_alone_choose_a_place_and_open_its_card(opened, seed):
    page = opened(seed)
    field, offered = typed(page, "Одеса")
    assert offered[0].startswith("Odesa")
    assert field.get_attribute("aria-expanded") == "true"
    field.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == "geo-found-0"
    field.press("Enter")
    said = card(page)
    assert said.startswith("Odesa")
    assert "city, Odesa oblast" in said
    assert "Одеса" in said
    assert page.evaluate("geo.map.getBounds().contains([46.48, 30.73])")
    expect(page.locator("#geo-found")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator(".geo-card")).to_have_count(0)


def test_what_no_place_is_called_is_said(opened, seed):
    page = opened(seed)
    _, offered = typed(page, "Qwertyuiop")
    assert offered == ["No place of that name here"]


@pytest.fixture(scope="module")
def many():
    return {"places": True, "gazetteer": Gazetteer.embedded()}


def test_all_settlements_can_be_searched_and_seen(opened, seed, many, record):
    page = opened(seed, options=many, fragment="#on=settlements&view=11/48.2/37.2")
    assert page.evaluate("geo.data.atlas.n") == 30_000
    assert page.locator(".geo-settlements-pane canvas").count() <= 1
    assert page.locator(".geo-label-town").count() > 10
    _, offered = typed(page, "Новоолексіївка")
    assert len(offered) == 10
    assert all("Novooleksi" in one for one in offered)
    record.assert_quiet()


def test_the_page_writes_and_hears_names_as_the_library_does(opened, seed, many):
    page = opened(seed, options=many)
    rows = page.evaluate(
        "const all = geo.data.atlas, uk = all.lines('uk');"
        "uk.map((name, i) => [name, all.name(i, 'en'), all.sounds(geo.fold(name)), all.lat[i], all.lon[i]])"
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


def choose(page, field, text):
    page.locator(f"#geo-filter-{field}").select_option(label=text)


def test_a_filtered_claim_is_neither_on_the_map_nor_in_the_list(opened, seed, record):
    page = opened(seed)
    every = listed(page)
    choose(page, "event", "retaken")
    assert listed(page) == ["Plekhovo", "Martynovka"] == shown(page)
    assert listed(page, 2) == []
    assert page.locator(".geo-passing").inner_text() == "2 of 10 shown"
    assert "Yelyzavetivka" not in page.locator(".geo-label-claim").all_inner_texts()
    choose(page, "actor", "Russian forces")
    assert listed(page) == [] == shown(page)
    assert "None passes the filter." in page.locator("#geo-lists").inner_text()
    page.locator(".geo-filter button").click()
    assert listed(page) == every
    record.assert_quiet()


def test_sources_can_be_told_apart(opened, seed):
    claims = seed.claims.assign(source=["one", "two", "one", "two", "one", "two", "one"])
    page = opened(seed_day(claims=claims))
    choose(page, "source", "two")
    assert len(listed(page)) == 3
    assert shown(page, "strikes") == []


def test_a_link_brings_back_view_layers_and_filter(opened, seed):
    page = opened(seed, fragment="")
    page.locator("#geo-layer-undecided").click()
    page.locator("#geo-layer-control").click()
    choose(page, "event", "captured")
    page.evaluate("geo.map.setView([48.1, 37.2], 9, {animate: false})")
    page.wait_for_function("() => location.hash.includes('view=9/48.1')")
    link = page.evaluate("geo.state.link()")
    assert "event=captured" in link
    page = opened(seed, fragment=link[link.index("#") :])
    on = page.locator(".geo-key input:checked").evaluate_all("(boxes) => boxes.map((box) => box.id)")
    assert on == ["geo-layer-front", "geo-layer-claims", "geo-layer-undecided"]
    assert len(shown(page)) == 4
    assert page.evaluate("const {lat, lng} = geo.map.getCenter(); [geo.map.getZoom(), lat, lng]") == [
        9,
        pytest.approx(48.1, abs=1e-3),
        pytest.approx(37.2, abs=1e-3),
    ]


def test_the_line_the_changes_and_the_claims_are_on_at_first(opened):
    page = opened(seed_day(changes=frame("changes", CHANGES)), fragment="")
    on = page.evaluate("Object.keys(geo.groups).filter((key) => geo.map.hasLayer(geo.groups[key]))")
    assert sorted(on) == ["changes", "claims", "control", "front"]
    click_marks(page, "changes", first=True)
    said = card(page)
    assert "Changed: Ukrainian forces to Russian forces" in said
    assert "13 km²" in said or "12 km²" in said


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
def test_a_link_of_nonsense_does_no_harm(opened, seed, fragment, record):
    page = opened(seed, fragment=fragment)
    assert len(listed(page)) == len(seed.claims)
    record.assert_quiet()


def test_skipping_the_map_keeps_the_link(opened, seed):
    page = opened(seed, fragment="#view=8/48/37")
    page.locator("#geo-skip").press("Enter")
    expect(page.locator("#geo-lists")).to_be_focused()
    assert page.evaluate("location.hash").startswith("#view=8/48")


def test_the_link_can_be_copied(opened, seed):
    page = opened(seed)
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator(".geo-copied")).to_have_text(re.compile("^(Link copied|Copy this link:)$"))


# -- languages and units ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("uk", ["16 грудня 2024", "Лінія фронту", "Захоплено російськими силами, заявлено", "Що сказано"]),
        ("ru", ["16 декабря 2024", "Линия фронта", "Захвачено российскими силами, заявлено", "Что сказано"]),
    ],
)
def test_a_page_in_another_language(opened, seed, lang, words, record):
    day = seed_day(places=seed.places.assign(place_id=["UA1416013005", *seed.places.place_id[1:]]))
    page = opened(day, options={"lang": lang, "gazetteer": Gazetteer.embedded()})
    text = page.locator("body").inner_text()
    for said in words:
        assert said in text
    assert page.evaluate("document.documentElement.lang") == lang
    english = {"Claims", "Strikes", "Front line", "Layers and legend", "Place", "Filter", "Sources", "captured"}
    assert not {word for word in english if re.search(rf"\b{word}\b", text)}
    click_marks(page, "places", first=True)
    assert card(page).startswith("Єлизаветівка" if lang == "uk" else "Елизаветовка")
    record.assert_quiet()


def test_distances_in_miles(opened, seed):
    page = opened(seed, options={"units": "miles"})
    assert "mi" in page.locator(".leaflet-control-scale").inner_text()
    click_marks(page, "front", first=True)
    assert "59 mi" in card(page)
    assert page.evaluate("[geo.distance(100), geo.distance(1200), geo.kilometres(16.09344)]") == [
        "328 ft",
        "0.7 mi",
        "10 mi",
    ]


# -- light, dark, keys --------------------------------------------------------------------------------------------


def test_light_and_dark(opened, seed):
    page = opened(seed)
    paper = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    light = page.evaluate(paper)
    page.get_by_role("button", name="Light or dark").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate(paper) != light
    page.wait_for_function("() => location.hash.includes('theme=dark')")


def test_a_dark_device_gets_a_dark_page(opened, seed):
    page = opened(seed)
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


@pytest.mark.browser_context_args(reduced_motion="reduce")
def test_calm_devices_get_no_motion(opened, seed):
    page = opened(seed)
    assert page.evaluate("[geo.map.options.zoomAnimation, geo.map.options.inertia]") == [False, False]


MARKS_SHOWN = """
Object.entries(geo.data).filter(([, rows]) => Array.isArray(rows) && rows[0]?.marks)
  .flatMap(([, rows]) => rows.flatMap((row) => row.marks.map((mark) => mark.getElement())))
"""


def test_keys_alone_open_every_popup(opened):
    """Every mark, line and area is in the order of the Tab key, has a name, and opens with Enter."""
    page = opened(seed_day(changes=frame("changes", CHANGES)))
    all_marks = page.evaluate_handle(MARKS_SHOWN)
    marks = [handle.as_element() for handle in all_marks.get_properties().values()]
    assert len(marks) > 20
    reached = set()
    for _ in range(300):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("(marks) => marks.indexOf(document.activeElement)", all_marks))
    assert reached >= set(range(len(marks)))
    for mark in marks:
        assert mark.get_attribute("tabindex") == "0"
        assert mark.get_attribute("role") == "button"
        assert mark.get_attribute("aria-label")
        page.evaluate("(mark) => { geo.map.closePopup(); mark.focus({preventScroll: true}); }", mark)
        page.keyboard.press("Enter")
        assert card(page), mark.get_attribute("aria-label")


# -- what fails is said -------------------------------------------------------------------------------------------


def failing(page, tmp_path, change, *, lang="en"):
    path = save_map(make_map(seed_day(), lang=lang), tmp_path / "day.html")
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    page.goto(path.as_uri())
    expect(page.locator("html")).to_have_attribute("data-geo-drawn", "no")
    return page.locator(".geo-fault").inner_text()


def test_a_damaged_file_says_so(page, tmp_path):
    said = failing(page, tmp_path, lambda text: text.replace('id="geo-data">H4sI', 'id="geo-data">H4sIAAAA'))
    assert said.startswith("The data inside this page is damaged")


def test_an_old_browser_is_told(page, tmp_path):
    page.add_init_script("delete window.DecompressionStream")
    said = failing(page, tmp_path, str, lang="uk")
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


def test_two_hundred_payloads_are_text_and_nothing_more(opened, seed, record):
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
    changes = frame("changes", [CHANGES[0] | {"sector": PAYLOADS[0], "oblast": PAYLOADS[1], "source": PAYLOADS[2]}])
    grounds = [row | {"event": "captured", "holder": "RU", "geometry": row["geometry"].buffer(0.01)} for row in rows]
    changed = {
        "claims": frame("claims", rows),
        "claimed": frame("claimed", grounds),
        "changes": changes,
        "sources": tuple(PAYLOADS),
    }
    page = opened(seed_day(**(vars(day) | changed)), options={"cut_off": PAYLOADS[3]})
    page.evaluate(
        "window.alert = window.hurt = null; document.querySelector('#geo-lists tbody tr:last-child button').click()"
    )
    seen = page.evaluate(
        """
        geo.data.claims.map((row) => {
          row.marks[0].fire("click", {latlng: row.marks[0].getLatLng()});
          return document.querySelector(".leaflet-popup-pane > :last-child .geo-card").textContent;
        });
        """
    )
    for payload, text in zip(PAYLOADS, seen, strict=True):
        assert text.count(payload) >= 3
    for layer in ("places", "relations", "regions", "strikes", "undecided", "control", "claimed", "front", "changes"):
        click_marks(page, layer)
    assert PAYLOADS[0] in page.locator(".geo-short li").first.text_content()
    assert set(PAYLOADS) <= set(page.locator("#geo-lists tbody th").all_text_contents())
    assert page.evaluate("[window.hurt, document.title.startsWith('49'), typeof geo, typeof L]") == [
        None,
        False,
        "object",
        "object",
    ]
    assert page.locator("img, iframe, object, embed, math").count() == 0
    assert page.evaluate("document.scripts.length") == 6
    assert page.evaluate("[...document.links].filter((link) => !/^(https?:|file:.*#)/.test(link.href)).length") == 0
    record.assert_quiet()


def test_text_that_is_sought_is_text(opened, seed):
    day = seed_day(places=seed.places.assign(name=["<img src=x onerror=alert(1)>"] * len(seed.places)))
    page = opened(day)
    _, offered = typed(page, "<img")
    assert offered[0].startswith("<img src=x")
    assert page.locator("img").count() == 0
