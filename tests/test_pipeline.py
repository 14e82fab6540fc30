"""A report through all stages, on reports of our own and, where it lies beside the checkout, on the seed report."""

import datetime as dt
from pathlib import Path

import pytest

import geo
from geo.model import Actor, Event, Status

SHARED = Path(__file__).parents[2] / "shared"
DAY = dt.date(2024, 12, 16)


def reading_of(text, gazetteer, **kwargs):
    return geo.read(geo.report_from_text(text, report_id="r", date=DAY), gazetteer, **kwargs)


def claims_of(reading):
    return {
        (reading.all_mentions[claim.mention].surface, claim.event.value, claim.actor.value)
        for claim in reading.all_claims
    }


@pytest.fixture(scope="module")
def gazetteer():
    return geo.Gazetteer.open()


# -- the seed report ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=["with control", "without control"])
def seed(request, gazetteer):
    path = SHARED / "reports" / "seed-day-1026.txt"
    if not path.exists():
        pytest.skip("needs ../shared, the material beside the checkout")
    report = geo.read_report(path, date="2024-12-16")
    control = None
    if request.param == "with control":
        control = geo.read_control(SHARED / "control" / "daily" / "deepstatemap_data_20241216.geojson", date=DAY)
    return geo.read(report, gazetteer, control=control), control is not None


def found(reading, surface):
    return next(mention for mention in reading.all_mentions if mention.surface == surface)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("surface", "place_id", "lat", "lon"),
    [
        ("Yelyzavetivka", "UA1416013005", 47.887, 37.300),
        ("Veselyi Hai", "UA1416011007", 47.900, 37.258),
        ("Pushkino", "UA1416021040", 48.135, 37.140),
        ("Kurakhove", "UA1416011001", 47.986, 37.285),
        ("Plekhovo", "RU:Kursk/Plekhovo", 51.10, 35.33),
        ("Martynovka", "RU:Kursk/Martynovka", 51.24, 35.37),
    ],
)
def test_seed_places(seed, surface, place_id, lat, lon):
    mention = found(seed[0], surface)
    assert mention.place_id == place_id
    assert (mention.lat, mention.lon) == pytest.approx((lat, lon), abs=0.01)
    assert mention.confidence > 0.7


@pytest.mark.shared
def test_seed_shevchenko_is_told_by_the_line_alone(seed):
    reading, with_control = seed
    mention = found(reading, "Shevchenko")
    if with_control:
        assert mention.place_id == "UA1416021003"
    else:
        candidates = [other.place_id for other in mention.alternatives]
        assert mention.place_id == "UA1416021003" or {"UA1416021003", "UA1404001022"} <= set(candidates[:2])


@pytest.mark.shared
def test_seed_vorozhba_is_undecided_and_shows_both(seed):
    mention = found(seed[0], "Vorozhba")
    assert mention.place_id is None
    assert mention.undecided
    assert [other.place_id for other in mention.alternatives[:2]] == ["RU:Kursk/Vorobzha", "UA5908007001"]
    assert "misspelt" in mention.alternatives[0].note


@pytest.mark.shared
def test_seed_relation_is_measured_and_agrees(seed):
    reading, _ = seed
    (relation,) = reading.all_relations
    assert reading.all_mentions[relation.subject].place_id == "UA1416013005"
    assert reading.all_mentions[relation.anchor].place_id == "UA1416011001"
    assert (relation.distance_km, relation.bearing_deg) == (10.0, 180.0)
    assert relation.measured_km == pytest.approx(11.1, abs=0.05)
    assert relation.measured_bearing_deg == pytest.approx(174, abs=1)
    assert relation.agrees is True
    assert "10 km south of Kurakhove" in found(reading, "Yelyzavetivka").why


@pytest.mark.shared
def test_seed_claims(seed):
    reading, _ = seed
    captured = {c for c in reading.all_claims if c.event is Event.CAPTURED and c.actor is Actor.RU}
    assert {reading.all_mentions[c.mention].surface for c in captured} == {
        "Yelyzavetivka",
        "Shevchenko",
        "Veselyi Hai",
        "Pushkino",
    }
    assert {(c.by, c.status) for c in captured} == {("Russian MoD", Status.CLAIMED)}
    retaken = {c for c in reading.all_claims if c.actor is Actor.UA and c.event in (Event.CAPTURED, Event.LIBERATED)}
    assert {reading.all_mentions[c.mention].surface for c in retaken} == {"Plekhovo", "Vorozhba", "Martynovka"}
    assert {c.by for c in retaken} == {"Ukraine's military intelligence"}
    assert "Kurakhove" not in {reading.all_mentions[c.mention].surface for c in reading.all_claims}


@pytest.mark.shared
def test_seed_strikes(seed):
    tally, soldiers, railcars, campus = seed[0].all_strikes
    assert (tally.category, tally.launched, tally.shot_down, tally.lost, tally.actor) == (
        "air-attack",
        49,
        27,
        19,
        "RU",
    )
    assert (soldiers.category, soldiers.count, soldiers.actor, soldiers.killed) == ("casualties", 30, None, None)
    assert (soldiers.hedge, soldiers.victims) == ("count: at least", "count: North Korean troops")
    assert soldiers.by == "Ukraine's military intelligence"
    assert seed[0].all_mentions[soldiers.mention].surface == "Plekhovo"
    assert (railcars.count, seed[0].all_mentions[railcars.mention].place_id) == (40, "ADM1:UA23")
    assert "SBU" in railcars.by
    assert "National Guard" in campus.target
    assert seed[0].all_mentions[campus.mention].place_id == "RU:Chechnya"


@pytest.mark.shared
def test_seed_layers(seed):
    reading, _ = seed
    day = geo.layers([reading])
    assert "Lire aussi" not in {m.surface for m in reading.all_mentions}
    assert all(m.end <= reading.report.text.index("Lire aussi") for m in reading.all_mentions)
    assert {"ADM1:UA14", "RU:Kursk", "ADM1:UA23", "RU:Chechnya", "ADM0:NO", "ADM0:BE", "WATER:black-sea"} <= set(
        day.regions["place_id"]
    )
    drawn = set(day.places["name"])
    assert drawn.isdisjoint({"Moscow", "Kyiv", "Grozny", "Norway", "Belgium", "Donetsk"})
    assert "Vorozhba" not in drawn
    assert day.undecided["surface"].eq("Vorozhba").any()


# -- what holds of any report -------------------------------------------------------------------------------------


def test_reading_twice_adds_no_claim(gazetteer):
    text = "The Russian Defence Ministry said its troops had captured Kurakhove."
    first, second = reading_of(text, gazetteer), reading_of(text, gazetteer)
    assert [claim.claim_id for claim in first.all_claims] == [claim.claim_id for claim in second.all_claims]
    assert len(first.all_claims) == 1


def test_liberated_in_a_ministrys_mouth_is_captured(gazetteer):
    reading = reading_of(
        "Briefing of the Russian Ministry of Defence\n\nUnits of the Yug Group of Forces liberated Kurakhove.",
        gazetteer,
    )
    assert claims_of(reading) == {("Kurakhove", "captured", "RU")}


def test_a_side_that_regains_its_own_land_liberates_it(gazetteer):
    reading = reading_of("The Ukrainian General Staff said Ukrainian troops had recaptured Robotyne.", gazetteer)
    assert claims_of(reading) == {("Robotyne", "liberated", "UA")}
    reading = reading_of(
        "Russian forces recaptured Sudzha in Kursk region, the Russian Defence Ministry said.", gazetteer
    )
    assert claims_of(reading) == {("Sudzha", "liberated", "RU")}


@pytest.mark.parametrize(
    "text",
    [
        "Ukraine's General Staff denied that Kurakhove had been captured.",
        "In the summer of 2022 Russian forces captured Lyman.",
        "Russian forces tried to seize Kurakhove.",
        "Kyiv has not confirmed the loss of Kurakhove.",
        "Russian troops could capture Kurakhove within weeks.",
    ],
)
def test_no_capture_of_what_is_denied_past_attempted_or_possible(gazetteer, text):
    events = {claim.event for claim in reading_of(text, gazetteer).all_claims}
    assert Event.CAPTURED not in events
    assert Event.LIBERATED not in events


def test_an_unnamed_point_is_located_from_its_anchor(gazetteer):
    reading = reading_of("Two people were hurt 10 km south of Kurakhove.", gazetteer)
    (relation,) = reading.all_relations
    assert relation.subject is None
    assert (relation.lat, relation.lon) == pytest.approx((47.896, 37.285), abs=0.01)
    assert relation.uncertainty_m > 1000


def test_a_contradicted_distance_does_not_agree(gazetteer):
    reading = reading_of("Vuhledar lies 5 km north of Kurakhove.", gazetteer)
    assert [relation.agrees for relation in reading.all_relations] == [False]


def test_nothing_to_find(gazetteer):
    reading = reading_of("Nothing happened today.", gazetteer)
    assert reading.all_mentions == reading.all_claims == reading.all_relations == reading.all_strikes == ()
    assert len(reading.mentions) == len(reading.claims) == len(reading.relations) == len(reading.strikes) == 0
    day = geo.layers([reading])
    assert len(day.places) == 0


def test_frames_are_in_wgs84_and_say_where_they_come_from(gazetteer):
    reading = reading_of("Russian forces captured Kurakhove, the Russian Defence Ministry said.", gazetteer)
    assert reading.claims.crs == "EPSG:4326"
    (row,) = reading.claims.itertuples()
    assert row.sentence == "Russian forces captured Kurakhove, the Russian Defence Ministry said."
    assert row.report_id == "r"
    assert (row.geometry.x, row.geometry.y) == pytest.approx((37.285, 47.986), abs=0.01)


def test_what_the_losing_side_admits_is_confirmed(gazetteer):
    text = "The villages of Novenke and Basivka have been occupied, Sumy governor Oleh Hryhorov concedes."
    claims = reading_of(text, gazetteer).all_claims
    assert [(claim.event, claim.actor, claim.status) for claim in claims] == [("captured", "RU", "confirmed")] * 2
    said = reading_of(text.replace("Sumy governor Oleh Hryhorov concedes", "the Russian ministry said"), gazetteer)
    assert {claim.status for claim in said.all_claims} == {"claimed"}
    assert min(claim.confidence for claim in claims) > max(claim.confidence for claim in said.all_claims)


def test_nobody_fights_for_ground_abroad(gazetteer):
    text = "Ukrainian forces repelled attacks near Kucherivka. Ministers in Brussels repelled attacks on Budapest."
    reading = reading_of(text, gazetteer)
    assert {reading.all_mentions[claim.mention].surface for claim in reading.all_claims} == {"Kucherivka"}


def test_what_is_taken_is_the_place_and_what_is_struck_may_be_about_it(gazetteer):
    reading = reading_of("Russian forces captured Veselyi Hai. A drone hit a warehouse in Kurakhove.", gazetteer)
    taken, struck = sorted(reading.all_claims, key=lambda claim: claim.start)
    own = gazetteer.get(taken.place_id).uncertainty_m
    assert taken.uncertainty_m == own <= reading.all_mentions[taken.mention].uncertainty_m
    assert struck.uncertainty_m == reading.all_mentions[struck.mention].uncertainty_m
