"""A policy applied to layers: what is held back and why, what is blotted out, and how positions are blurred."""

import dataclasses
import datetime as dt
from collections import Counter

import pytest
from day_frames import S1, SOURCE, URL, empty_day, frame, seed_day
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point

from geo.distance import inverse
from geo.errors import InputError
from geo.model import LANGUAGES
from geo.publication import HeldError, Policy, Publication, Withheld, apply, default_policy, no_policy, published
from geo.publication.blurring import MOVED, moved
from geo.publication.days import UNNAMED, UNQUOTED
from geo.publication.withheld import Reason
from geo.schema import LAYERS, check

NAMES = ("claims", "strikes", "places", "relations", "undecided", "regions", "control", "front_line")
UNIT = "Troops of the 33rd Motorized Rifle Regiment are said to hold positions there."


def counts(day):
    return {(row["layer"], row["reason"]): row["count"] for row in published(day).withheld.rows()}


def applied(day=None, **rules):
    shown = apply(Policy("test", **rules), day or seed_day())
    for name in NAMES:
        check(getattr(shown, name), LAYERS[name])
    return shown


def texts(day):
    """Return every text of the layers."""
    found = [day.title, *day.sources]
    for name in NAMES:
        layer = getattr(day, name)
        if layer is not None:
            found += [value for column in layer.columns for value in layer[column].tolist() if isinstance(value, str)]
    return found


def test_a_policy_of_nothing_changes_nothing_but_says_so():
    day = seed_day()
    shown = applied(day)
    for name in NAMES:
        assert getattr(shown, name) is getattr(day, name)
    assert published(shown).sentence().endswith("nothing was held back")
    assert published(day) is None


def test_none_gives_the_layers_themselves():
    day = seed_day()
    assert apply(no_policy(), day) is day


def test_the_default_shows_the_seed_day_whole():
    shown = apply(default_policy(), seed_day())
    assert counts(shown) == {}


def test_a_day_that_is_not_over_is_held():
    now = dt.datetime(2024, 12, 16, 20, tzinfo=dt.UTC)
    with pytest.raises(HeldError, match=r"from 2024-12-17 00:00 Kyiv time under the policy 'default'.*--policy none"):
        apply(default_policy(), seed_day(), now=now)
    assert apply(default_policy(), seed_day(), now=now + dt.timedelta(hours=2))


def test_control_of_a_later_day_waits_for_its_own_time():
    day = seed_day()
    late = {name: getattr(day, name).assign(date=dt.date(2024, 12, 18)) for name in ("control", "front_line")}
    now = dt.datetime(2024, 12, 18, 12, tzinfo=dt.UTC)
    shown = apply(default_policy(), dataclasses.replace(day, **late), now=now)
    assert len(shown.control) == len(shown.front_line) == 0
    assert counts(shown) == {("control", "time"): 2, ("front_line", "time"): 1}
    assert len(apply(default_policy(), dataclasses.replace(day, **late), now=now + dt.timedelta(days=1)).control) == 2


def test_the_layers_given_stay_as_they_are():
    day = seed_day()
    before = {name: getattr(day, name).copy() for name in NAMES}
    applied(day, precision_m=5000.0, units=True, events=("captured",))
    for name, layer in before.items():
        assert_geodataframe_equal(getattr(day, name), layer)


def test_events_take_with_them_what_tells_the_same():
    shown = applied(events=("captured",))
    assert "captured" not in set(shown.claims["event"])
    assert counts(shown)["claims", "event"] == 4
    assert counts(shown)["places", "event"] == 4
    # the place that distances start from is told of by itself, but not in the words that tell of the claim
    assert set(shown.places["name"]) == {"Kurakhove", "Plekhovo", "Martynovka"}
    assert shown.places.set_index("name")["sentence"]["Kurakhove"] == UNQUOTED
    assert len(shown.relations) == 0
    assert S1 not in texts(shown)
    assert "Yelyzavetivka" not in texts(shown)


@pytest.mark.parametrize(
    "title",
    [
        "Yelyzavetivka is claimed", "Росіяни заявили про Єлизаветівку", "Россия заявила о взятии Елизаветовки",
        S1, f"{S1[:60]}…", f"A day: {S1} And more.",
    ],
)  # fmt: skip
def test_a_title_that_tells_what_is_held_does_not_stand(title):
    shown = applied(seed_day(title=title, sources=(title, "Another")), events=("captured",))
    assert shown.title in ("", "[place] is claimed")
    assert shown.sources in ((UNNAMED, "Another"), ("[place] is claimed", "Another"))
    assert not [text for text in texts(shown) if "лизавет" in text or "Yelyzavetivka" in text]


def test_a_sentence_that_names_a_hidden_place_in_another_case_is_not_quoted():
    day = seed_day()
    about_another = [
        "Бої біля Плехового, далеко від Єлизаветівки." if row == S1 else row for row in day.places["sentence"]
    ]
    places = day.places.assign(sentence=about_another, report_id="r2")
    shown = applied(dataclasses.replace(day, places=places), events=("captured",))
    assert shown.places.set_index("name")["sentence"]["Kurakhove"] == UNQUOTED


@pytest.mark.parametrize("title", ["A day of fighting", "Бої біля Покровська", "Сводка за день", ""])
def test_another_title_stands(title):
    assert applied(seed_day(title=title), events=("captured",)).title == title


def test_a_place_of_which_something_else_is_told_stays_without_the_words():
    shown = applied(events=("liberated",))
    plekhovo = shown.claims[shown.claims["name"] == "Plekhovo"]
    assert plekhovo["event"].tolist() == ["struck"]
    assert plekhovo["sentence"].tolist() == [UNQUOTED]
    assert "Martynovka" not in set(shown.places["name"])
    # the names left undecided stand in the same sentence
    assert len(shown.undecided) == 0


def test_own_positions_of_a_side():
    shown = applied(positions_of=("RU",))
    assert set(shown.claims["actor"]) == {"UA"}
    assert counts(shown)["claims", "side"] == 4
    # a strike does not say where the side stands
    assert "struck" in set(applied(positions_of=("UA",)).claims["event"])


def test_strikes_go_by_category_and_with_the_event_struck():
    assert set(applied(events=("air-attack",)).strikes["category"]) == {"strike"}
    shown = applied(events=("struck",))
    assert set(shown.strikes["category"]) == {"air-attack"}
    assert "struck" not in set(shown.claims["event"])


def test_facilities_by_the_beginning_of_a_word():
    assert counts(applied(facilities=("RAILCAR",)))["strikes", "facility"] == 1
    assert len(applied(facilities=("ailcars",)).strikes) == len(seed_day().strikes)


@pytest.mark.parametrize("named", [SOURCE, SOURCE.upper(), "example.org", "example.org/Day-1026"])
def test_a_source_is_held_by_name_or_host(named):
    shown = applied(sources=(named,))
    assert len(shown.claims) == len(shown.places) == len(shown.strikes) == len(shown.undecided) == 0
    assert URL not in texts(shown)
    if "example" not in named:
        assert SOURCE not in texts(shown)


def test_what_is_told_on_the_word_of_a_source_is_held():
    shown = applied(sources=("SBU",))
    assert "SBU" not in set(shown.strikes["by"])
    assert len(shown.claims) == len(seed_day().claims)


def grounds():
    """Return the seed day with ground that is claimed, and ground that changed hands."""
    day = seed_day()
    first = day.claims.iloc[0]
    row = {name: first[name] for name in LAYERS["claimed"].columns if name in first}
    claimed = frame("claimed", [row | {"holder": "RU", "geometry": first.geometry.buffer(0.02)}])
    moved_on = {"date_from": dt.date(2024, 12, 9), "date_to": day.date, "holder_from": "UA", "holder_to": "RU"}
    changed = frame("changes", [moved_on | {"source": "a map", "geometry": Point(37, 48).buffer(0.1)}])
    return dataclasses.replace(day, claimed=claimed, changes=changed)


def test_claimed_ground_goes_with_its_claim():
    day = grounds()
    assert len(applied(day).claimed) == 1
    shown = applied(day, least_claim_confidence=0.99)
    assert len(shown.claimed) == 0
    assert counts(shown)["claimed", "confidence"] == 1
    check(shown.claimed, LAYERS["claimed"])


def test_claimed_ground_is_blurred_with_its_place():
    exact, blurred = grounds().claimed.geometry[0], applied(grounds(), precision_m=5000.0).claimed.geometry[0]
    assert not blurred.equals_exact(exact, 1e-6)


def test_what_changed_is_held_with_the_control_it_comes_from():
    day = grounds()
    assert len(applied(day).changes) == 1
    assert len(applied(day, sources=("A map",)).changes) == 0


@pytest.mark.parametrize("note", ["", " (control as of 2024-12-01, 15 days before the report)"])
def test_control_that_is_held_back_is_not_named(note):
    day = dataclasses.replace(seed_day(), sources=(SOURCE, f"Assessed control: a map{note}"))
    assert applied(day, sources=("A map",)).sources == (SOURCE,)
    assert applied(day).sources == day.sources


def test_least_confidence_of_a_place_takes_its_claims():
    day = seed_day()
    weak = day.places.assign(confidence=[0.5, *day.places["confidence"].tolist()[1:]])
    shown = applied(dataclasses.replace(day, places=weak), least_place_confidence=0.6)
    assert "Yelyzavetivka" not in {*shown.places["name"], *shown.claims["name"]}
    assert len(shown.relations) == 0
    assert counts(shown) == {
        ("claims", "confidence"): 1,
        ("places", "confidence"): 1,
        ("relations", "confidence"): 2,
    }
    # what is doubtful is no secret: the sentence stays, where it tells of another place
    assert S1 in texts(shown)


def test_least_confidence_of_a_claim():
    shown = applied(least_claim_confidence=0.99)
    assert len(shown.claims) == 0
    assert len(shown.places) == len(seed_day().places)


def test_undecided_places():
    shown = applied(undecided=True)
    assert len(shown.undecided) == 0
    assert counts(shown) == {("undecided", "undecided"): 2}


def test_a_mark_that_only_tells_where_a_unit_is_goes_and_its_name_is_blotted_out_elsewhere():
    day = seed_day()
    row = {
        **day.places.iloc[4].to_dict(),
        "place_id": "UA9",
        "name": "Uspenivka",
        "role": "mentioned",
        "sentence": UNIT,
    }
    places = frame("places", [*day.places.to_dict("records"), row])
    claims = day.claims.assign(sentence=[UNIT, *day.claims["sentence"].tolist()[1:]])
    strikes = day.strikes.assign(target=["", "railcars", "the command post of the 8th Guards Army"])
    shown = applied(dataclasses.replace(day, places=places, claims=claims, strikes=strikes), units=True)
    assert "Uspenivka" not in set(shown.places["name"])
    assert shown.claims["sentence"][0] == "Troops of the [unit] are said to hold positions there."
    assert counts(shown) == {("places", "unit"): 1, ("strikes", "unit"): 1, ("texts", "unit"): 2}
    assert not any("33rd" in text or "8th Guards" in text for text in texts(shown))


def test_an_empty_day():
    shown = apply(Policy("p", units=True, precision_m=1000.0, events=("captured",)), empty_day())
    assert counts(shown) == {}
    assert shown.control is None


def test_the_record_in_words():
    said = published(applied(events=("captured",), undecided=True)).sentence()
    assert said.startswith("Publication policy test (")
    assert "4 claims of a kind of event that is never shown" in said
    assert "2 candidates on which no decision was made" in said


@pytest.mark.parametrize(
    ("lang", "number", "line"),
    [
        ("en", 1, "1 claim below the least confidence"),
        ("en", 2, "2 claims below the least confidence"),
        ("uk", 1, "1 заява (замала достовірність)"),
        ("uk", 3, "3 заяви (замала достовірність)"),
        ("uk", 12, "12 заяв (замала достовірність)"),
        ("ru", 21, "21 заявление (слишком малая достоверность)"),
        ("ru", 5, "5 заявлений (слишком малая достоверность)"),
    ],
)
def test_what_was_held_back_in_three_languages(lang, number, line):
    assert Withheld(Counter({("claims", Reason.CONFIDENCE): number})).lines(lang) == [line]


def test_every_layer_and_reason_has_words_in_every_language():
    every = Withheld(Counter({(layer, reason): 1 for layer in (*NAMES, "texts") for reason in Reason}))
    for lang in LANGUAGES:
        assert len(set(every.lines(lang))) == len(every.counts)
        assert Publication(Policy("p"), every).for_page(lang)
    with pytest.raises(InputError, match="what was held back is told in en, uk, ru, not in 'pl'"):
        every.lines("pl")


def test_applied_twice_is_applied_once():
    once = applied(precision_m=5000.0, events=("captured",), units=True)
    twice = apply(Policy("test", precision_m=5000.0, events=("captured",), units=True), once)
    assert twice.places.geometry.equals(once.places.geometry)
    assert twice.claims.drop(columns=["uncertainty_m", "geometry"]).equals(
        once.claims.drop(columns=["uncertainty_m", "geometry"])
    )


policies = st.builds(
    Policy,
    name=st.just("any"),
    precision_m=st.sampled_from([0.0, 500.0, 20_000.0]),
    least_place_confidence=st.floats(0, 1),
    least_claim_confidence=st.floats(0, 1),
    units=st.booleans(),
    positions_of=st.sampled_from([(), ("RU",), ("UA",), ("RU", "UA")]),
    events=st.lists(st.sampled_from(["captured", "liberated", "struck", "air-attack"]), unique=True).map(tuple),
    facilities=st.sampled_from([(), ("railcar",), ("campus", "tank")]),
    sources=st.sampled_from([(), (SOURCE,), ("example.org",), ("SBU",)]),
    undecided=st.booleans(),
)


@given(policies)
def test_under_any_policy_nothing_is_lost_uncounted_and_no_held_sentence_is_left(policy):
    day = seed_day(title=S1)
    shown = apply(policy, day)
    told = counts(shown)
    for name in NAMES:
        check(getattr(shown, name), LAYERS[name])
        held = sum(count for (layer, _), count in told.items() if layer == name)
        assert len(getattr(day, name)) - len(getattr(shown, name)) == held
    secret = {"event", "side", "facility"} & {why for layer, why in told if layer in ("claims", "strikes")}
    if secret:
        kept = {(row.event, row.actor, row.name) for row in shown.claims.itertuples()}
        gone = day.claims[[(row.event, row.actor, row.name) not in kept for row in day.claims.itertuples()]]
        weak = gone["confidence"] < policy.least_claim_confidence
        certain = gone[(~weak) & gone["event"].isin(policy.events)]
        left = texts(shown)
        assert not [text for text in left for sentence in certain["sentence"] if sentence in text]


# -- blurring -----------------------------------------------------------------------------------------------------


def test_positions_are_blurred_and_their_radius_holds_the_old_one():
    before, after = seed_day(), applied(precision_m=5000.0)
    for old, new in zip(before.places.itertuples(), after.places.itertuples(), strict=True):
        km, _, _ = inverse(old.geometry.y, old.geometry.x, new.geometry.y, new.geometry.x)
        assert 0 < km * 1000 + old.uncertainty_m <= new.uncertainty_m * 1.01
    assert after.places["uncertainty_m"].min() > 3000
    assert set(after.strikes.geometry.dropna().geom_type) == {"Polygon"}


def test_no_exact_position_or_measure_is_left():
    before, after = seed_day(), applied(precision_m=5000.0)
    exact = {(point.x, point.y) for point in before.places.geometry} | {
        (point.x, point.y) for point in before.undecided.geometry
    }
    corners = set()
    for name in ("claims", "places", "undecided", "relations", "strikes"):
        for shape in getattr(after, name).geometry.dropna():
            corners |= set(shape.exterior.coords if shape.geom_type == "Polygon" else shape.coords)
    assert not exact & corners
    assert set(after.relations["label"]) == {"10 kilometers south of Kurakhove"}
    assert after.relations["measured_km"].tolist() == [10.0, 10.0]
    assert after.relations["measured_bearing_deg"].tolist() == [180.0, 180.0]


def test_a_line_within_a_square_has_nothing_left_of_it():
    shown = applied(precision_m=100_000.0)
    assert shown.relations.geometry[0] is None


@given(st.floats(-85, 85), st.floats(-179, 179), st.sampled_from([100.0, 1000.0, 5000.0, 25_000.0]))
def test_a_position_moves_no_farther_than_half_a_diagonal(lat, lon, precision_m):
    there = moved(lat, lon, precision_m)
    km, _, _ = inverse(lat, lon, *there)
    assert km * 1000 <= precision_m * MOVED * 1.08
    assert moved(*there, precision_m) == pytest.approx(there, abs=1e-9)


def test_two_positions_of_a_square_move_to_one_spot():
    assert moved(48.0001, 37.2001, 5000) == moved(48.0002, 37.2003, 5000)
    assert moved(48.0, 37.2, 0) == (48.0, 37.2)
    assert Point(moved(48.0, 37.2, 5000)).distance(Point(48.0, 37.2)) > 0
