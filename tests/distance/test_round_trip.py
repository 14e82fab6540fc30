"""What `phrase` writes, `parse` reads back: the same anchor, distance and bearing, in three languages."""

import math
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.distance import (
    LANGUAGES,
    UNITS_KM,
    destination,
    inverse,
    parse,
    phrase,
    phrase_between,
    phrase_edge,
    phrase_to_line,
)
from geo.distance.rounding import told
from geo.gazetteer import Gazetteer
from geo.locating import candidates, choose
from geo.model import Kind, Rel

PHRASES = 200


@pytest.fixture(scope="module")
def settlements(gazetteer):
    """Settlements of Ukraine and Russia with a position of their own."""
    return [
        place
        for place in gazetteer
        if place.kind.is_settlement and place.admin.country in ("UA", "RU") and place.uncertainty_m <= 5_500
    ]


def nearest_point(bearing, points):
    return math.floor(bearing / (360 / points) + 0.5) % points * 360 / points


def read_back(text, anchor, gazetteer):
    """Return what a phrase says, and whether its anchor is among the places so named in its oblast.

    Where it has a position of its own, it must be the one that is chosen near there.
    """
    found = parse(text)
    assert found is not None, text
    region = anchor.admin.oblast or None
    borne = {one.place.place_id for one in candidates(found.anchor, gazetteer, region=region)}
    listed = gazetteer.get(anchor.place_id)
    if listed.uncertainty_m > 5_500:
        return found, anchor.place_id in borne
    chosen = choose(found.anchor, gazetteer, region=region, near=listed).place
    return found, anchor.place_id in borne and chosen.place_id == anchor.place_id


def said_so(lang, seed, anchors, gazetteer):
    """Write phrases about points around anchors, read them, and return those that came back otherwise."""
    rng = random.Random(seed)
    wrong = []
    for anchor in rng.sample(anchors, PHRASES):
        km, bearing = rng.uniform(0.3, 60), rng.uniform(0, 360)
        at = destination(anchor.lat, anchor.lon, bearing, km)
        text = phrase(at, anchor, lang=lang)
        found, same = read_back(text, anchor, gazetteer)
        as_said = found.distance_km == pytest.approx(round(km, 1)) and found.bearing_deg == nearest_point(bearing, 8)
        if not (same and as_said and found.rel is Rel.DISTANCE and not found.hedge):
            wrong.append(text)
    return wrong


@pytest.mark.parametrize(("lang", "seed"), [("en", 1), ("uk", 2), ("ru", 3)])
def test_phrases_about_places_of_the_gazetteer_are_read_back(lang, seed, settlements, gazetteer):
    """Of Russian names the gazetteer has those of larger places; the others keep their Ukrainian one after a noun."""
    anchors = [place for place in settlements if lang in place.names]
    assert len(anchors) > 2_000
    assert said_so(lang, seed, anchors, gazetteer) == []


@pytest.mark.shared
@pytest.mark.parametrize(("lang", "seed"), [("en", 4), ("uk", 5), ("ru", 6)])
def test_phrases_about_all_settlements_of_ukraine_are_read_back(lang, seed, true_places, gazetteer):
    assert len(true_places) > 29_000
    assert said_so(lang, seed, true_places, gazetteer) == []


@pytest.fixture(scope="module")
def true_places(gazetteer, shared):
    """The settlements of COD-AB with the positions that it gives."""
    calamine = pytest.importorskip("python_calamine")
    book = calamine.CalamineWorkbook.from_path(str(shared / "gazetteer" / "cod-ab-ukr-2026-02.xlsx"))
    rows = book.get_sheet_by_name("Admin 4").to_python(skip_empty_area=True)[1:]
    listed = [(gazetteer.get(row[4]), row[8], row[9]) for row in rows if isinstance(row[8], float)]
    return [replace(place, lat=lat, lon=lon, uncertainty_m=1000.0) for place, lat, lon in listed if place]


# -- for any numbers --------------------------------------------------------------------------------------------------

GAZETTEER = Gazetteer.embedded()
ANCHORS = [
    replace(place, uncertainty_m=1000.0) for place in GAZETTEER if place.kind.is_settlement and abs(place.lat) < 75
]

anchors = st.sampled_from(ANCHORS)
languages = st.sampled_from(LANGUAGES)
bearings = st.floats(0, 360, exclude_max=True)
kilometres = st.floats(-3, 4.2).map(lambda power: 10**power)
metres = st.one_of(st.just(0.0), st.floats(0, 5.5).map(lambda power: 10**power))


def bears(text_name, anchor):
    return anchor.place_id in {one.place.place_id for one in GAZETTEER.lookup(text_name)}


@given(anchors, languages, bearings, kilometres, metres, st.sampled_from([8, 16]), st.sampled_from(list(UNITS_KM)))
def test_parse_undoes_phrase(anchor, lang, bearing, km, uncertainty_m, points, units):
    at = destination(anchor.lat, anchor.lon, bearing, km)
    text = phrase(at, anchor, lang=lang, points=points, units=units, uncertainty_m=uncertainty_m)
    found = parse(text)
    assert found is not None, text
    assert bears(found.anchor, anchor), text
    km, bearing, _ = inverse(anchor.lat, anchor.lon, *at)
    unit = UNITS_KM[units]
    said = told(km / unit, uncertainty_m / 1000 / unit, points)
    if found.rel is Rel.NEAR:
        assert uncertainty_m / 1000 >= min(km, 3.0) or not said.number
    elif found.distance_km == 0:
        assert km < 0.05
    else:
        assert found.distance_km == pytest.approx(said.number * unit, abs=1e-5)
        assert found.bearing_deg == (nearest_point(bearing, said.points) if said.points else None)
        assert (found.hedge, found.unit) == ("about" if said.about else "", "km" if units == "km" else "mi")


@given(anchors, anchors, languages, st.booleans())
def test_parse_undoes_what_is_said_to_lie_between(first, second, lang, halfway):
    if first == second:
        return
    found = parse(phrase_between(first, second, halfway=halfway, lang=lang))
    assert (found.rel, found.halfway) == (Rel.BETWEEN, halfway)
    assert bears(found.ends[0], first)
    assert bears(found.ends[1], second)


@given(anchors, languages, st.one_of(st.none(), bearings))
def test_parse_undoes_what_is_said_of_edges(anchor, lang, bearing):
    found = parse(phrase_edge(anchor, bearing, lang=lang))
    assert (found.rel, found.distance_km) == (Rel.OUTSKIRTS, None)
    assert found.bearing_deg == (None if bearing is None else nearest_point(bearing, 8))
    assert bears(found.anchor, anchor)


@given(anchors, languages)
def test_parse_undoes_what_is_said_to_be_at_a_place(anchor, lang):
    found = parse(phrase(anchor, anchor, lang=lang))
    assert (found.distance_km, found.bearing_deg) == (0, None)
    assert bears(found.anchor, anchor)


@given(
    kilometres,
    st.sampled_from(["front line", "border"]),
    st.sampled_from(["", "behind", "ahead", "RU", "UA"]),
    languages,
    st.sampled_from(list(UNITS_KM)),
)
def test_parse_undoes_what_is_told_from_a_line(km, line, side, lang, units):
    found = parse(phrase_to_line(km, line, side, lang=lang, units=units))
    said = told(km / UNITS_KM[units], 0.0)
    assert (found.line, found.side, found.rel) == (line, side, Rel.DISTANCE)
    assert found.distance_km == pytest.approx(said.number * UNITS_KM[units], abs=1e-5)


def test_ambiguous_names_are_read_back_in_their_oblast(gazetteer):
    named = [one.place for one in gazetteer.lookup("Mykhailivka") if one.place.admin.country == "UA"]
    assert len(named) > 20
    for place in named:
        if place.kind is Kind.REGION:
            continue
        for lang in LANGUAGES:
            at = destination(place.lat, place.lon, 90.0, 7.0)
            found, same = read_back(phrase(at, replace(place, uncertainty_m=1000.0), lang=lang), place, gazetteer)
            assert (found.distance_km, found.bearing_deg, same) == (7.0, 90.0, True)
