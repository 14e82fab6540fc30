"""The day's story on the page: in short, where a mark lies from town and line, and ground that is claimed."""

import pytest
from map_frames import YELYZAVETIVKA, frame, seed_day
from map_pages import card
from shapely.geometry import Point, box

pytestmark = pytest.mark.browser

SOURCE = "a test polygon"


def claim(name, at, **more):
    return {
        "claim_id": f"c-{name}",
        "place_id": f"p-{name}",
        "name": name,
        "event": "captured",
        "actor": "RU",
        "by": "Russian MoD",
        "status": "claimed",
        "sentence": f"{name} was taken.",
        "confidence": 0.9,
        "uncertainty_m": 1000.0,
        "source": "A report",
        "geometry": at,
        **more,
    }


def changed(km2, side, **more):
    other = "UA" if side == "RU" else "RU"
    row = {"holder_from": other, "holder_to": side, "area_km2": km2, "source": SOURCE}
    return row | {"geometry": box(37.1, 47.9, 37.2, 48.0)} | more


def grounds():
    """Return claimed ground of both sides."""
    east, west = box(37.0, 47.8, 37.2, 47.9), box(36.5, 48.0, 36.6, 48.1)
    return frame(
        "claimed",
        [
            claim("Yelyzavetivka", east, holder="RU", area_km2=13.25),
            claim("Dachne", west, holder="UA", actor="UA", by="General Staff", event="liberated", area_km2=8.0),
        ],
    )


def in_short(page):
    return page.locator(".geo-short li").all_inner_texts()


# -- in short -----------------------------------------------------------------------------------------------------


def test_takings_and_changes_are_told_first(opened):
    rows = [changed(12.0, "RU"), changed(0.5, "RU"), changed(3.2, "UA"), changed(9.0, "RU", is_noise=True)]
    page = opened(seed_day(changes=frame("changes", rows)))
    assert in_short(page) == [
        "Captured by Russian forces, claimed: Yelyzavetivka, Shevchenko, Pushkine, Veselyi Hai",
        "Retaken by Ukrainian forces, claimed: Plekhovo",
        "Retaken by Ukrainian forces, confirmed: Martynovka",
        "Since 16 December 2024, as assessed: 13 km² to Russian forces, 3.2 km² to Ukrainian forces",
    ]  # fmt: skip
    assert page.locator("#geo-lists > *").first.get_attribute("class") == "geo-short"


def test_a_filter_tells_it_anew(opened):
    page = opened(seed_day())
    page.locator("#geo-filter-actor").select_option("Ukrainian forces")
    assert [line.split(":")[0] for line in in_short(page)] == [
        "Retaken by Ukrainian forces, claimed",
        "Retaken by Ukrainian forces, confirmed",
    ]


def test_without_takings_what_is_claimed_most_often_is_told(opened):
    attacks = [claim(f"Place {i}", Point(37 + i / 100, 48), event="attacked") for i in range(11)]
    others = [claim("Here", Point(37, 48), event=event) for event in ("entered", "advanced", "struck")]
    denied = claim("There", Point(37, 48), status="denied")
    page = opened(seed_day(claims=frame("claims", [denied, *others, *attacks])))
    told = in_short(page)
    assert len(told) == 2
    assert told[0] == f"Attacked by Russian forces, claimed: {', '.join(f'Place {i}' for i in range(8))} and 3 more"


def test_a_day_of_nothing_tells_nothing(opened, empty):
    page = opened(empty)
    assert not page.locator(".geo-short").is_visible()


# -- where a mark lies --------------------------------------------------------------------------------------------


def where(page, name):
    page.evaluate(
        "(name) => { const row = geo.data.claims.find((one) => one.name === name);"
        " row.marks[0].fire('click', {latlng: row.marks[0].getLatLng()}) }",
        name,
    )
    card(page)
    told = page.locator(".leaflet-popup-pane > :last-child .geo-where")
    return told.inner_text() if told.count() else None


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (Point(37.6, 48.1), "behind the front line, on ground assessed as held by Russian forces"),
        (Point(37.0, 48.1), "from the front line, outside the ground assessed as held by Russian forces"),
        (Point(36.5, 50.7), None),
        (Point(37.95, 51.3), None),
    ],
    ids=["behind", "outside", "far", "abroad"],
)
def test_a_card_says_where_its_mark_lies(opened, at, told):
    page = opened(seed_day(claims=frame("claims", [claim("Here", at)])))
    said = where(page, "Here")
    if told is None:
        assert said is None or "front line" not in said
    else:
        assert said.endswith(told)
        assert " of " in said.partition(";")[0]


def test_the_distance_is_that_to_the_line(opened):
    page = opened(seed_day(claims=frame("claims", [claim("Here", YELYZAVETIVKA)])))
    km = page.evaluate(
        "geo.toLine([47.887, 37.3], geo.data.front.flatMap((row) => geo.lines(row.geometry)))",
    )
    assert f"{km:.1f} km from the front line" in where(page, "Here")


def test_ground_across_the_border_is_said_of_nobody(opened):
    page = opened(seed_day(claims=frame("claims", [claim("Here", Point(39.0, 47.4))])))
    assert where(page, "Here").endswith("km from the front line")


def test_a_place_that_is_hardly_known_is_not_measured_from(opened):
    page = opened(seed_day(claims=frame("claims", [claim("Here", Point(37.6, 48.1), uncertainty_m=9000.0)])))
    assert where(page, "Here") is None


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("uk", "на землі, яку за оцінкою тримають російські сили"),
        ("ru", "на земле, которую по оценке держат российские силы"),
    ],
)
def test_the_card_speaks_the_language_of_the_page(opened, lang, told):
    page = opened(seed_day(claims=frame("claims", [claim("Here", Point(37.6, 48.1))])), options={"lang": lang})
    assert where(page, "Here").endswith(told)


# -- claimed ground -----------------------------------------------------------------------------------------------


def test_claimed_ground_is_a_hatch_that_the_legend_switches(opened):
    page = opened(seed_day(claimed=grounds()), fragment="")
    assert page.evaluate("geo.data.claimed.map((row) => Boolean(row.marks[0]._map))") == [False, False]
    page.locator("#geo-layer-claimed").check()
    shapes = page.locator("path.geo-claimed[aria-label^='Ground about']")
    fills = shapes.evaluate_all("(nodes) => nodes.map((node) => getComputedStyle(node).fill)")
    assert fills == ['url("#geo-hatch-RU")', 'url("#geo-hatch-UA")']
    page.wait_for_function("() => location.hash.includes('claimed')")


def test_claimed_ground_says_whose_word_it_is(opened):
    page = opened(seed_day(claimed=grounds()))
    page.locator("path[aria-label^='Ground about Yelyzavetivka']").focus()
    page.keyboard.press("Enter")
    told = card(page)
    for part in (
        "Ground about Yelyzavetivka",
        "by: Russian MoD",
        "13 km²",
        "Yelyzavetivka was taken.",
        "A claim, not control",
    ):
        assert part in told


def test_claimed_ground_passes_the_filter_with_its_claim(opened):
    page = opened(seed_day(claimed=grounds()))
    page.locator("#geo-filter-actor").select_option("Ukrainian forces")
    assert page.evaluate("geo.data.claimed.map((row) => Boolean(row.marks[0]._map))") == [False, True]
