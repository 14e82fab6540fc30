"""A policy applied to a reading: the same is held back as of layers, and offsets stay."""

import datetime as dt

import pytest

import geo
from geo.contract import as_json
from geo.publication import HeldError, Policy, apply, apply_to_reading, default_policy, no_policy, published

TEXT = (
    "The Russian Defence Ministry said that its troops had captured Yelyzavetivka, 10 km south of Kurakhove.\n"
    "Ukrainian forces advanced near Pokrovsk. Fighting went on near Mykhailivka in Donetsk region.\n"
    "Elements of the 33rd Motorized Rifle Regiment are said to be in Uspenivka. A drone struck Kharkiv."
)


@pytest.fixture(scope="module")
def reading(gazetteer):
    report = geo.report_from_text(TEXT, report_id="r", date="2024-12-16", source="A paper", title="A day")
    return geo.read(report, gazetteer)


def shown(reading, **rules):
    return apply_to_reading(Policy("test", **rules), reading)


def surfaces(reading):
    return [mention.surface for mention in reading.all_mentions]


def test_none_gives_the_reading_itself(reading):
    assert apply_to_reading(no_policy(), reading) is reading


def test_nothing_held_back_is_the_same_object_of_the_contract(reading):
    assert as_json(shown(reading)) == as_json(reading)


def test_a_report_that_is_not_due(reading):
    with pytest.raises(HeldError, match="may be published from"):
        apply_to_reading(Policy("p", delay_hours=48), reading, now=dt.datetime(2024, 12, 18, tzinfo=dt.UTC))


def test_events_and_what_hangs_on_them(reading):
    after = shown(reading, events=("captured",))
    assert "Yelyzavetivka" not in surfaces(after)
    assert not after.all_relations
    assert "captured" not in {claim.event for claim in after.all_claims}
    assert "Yelyzavetivka" not in after.report.text + after.report.body
    assert len(after.report.text) == len(TEXT)


def test_records_point_at_what_they_pointed_at(reading):
    after = shown(reading, events=("captured",))
    before = {(claim.event, claim.place_id): reading.all_mentions[claim.mention].start for claim in reading.all_claims}
    assert after.all_claims
    for claim in after.all_claims:
        assert after.all_mentions[claim.mention].start == before[claim.event, claim.place_id]
        assert claim.sentence == after.report.text[claim.start : claim.end]
    assert len(after.roles) == len(after.all_mentions)


def test_units(reading):
    after = shown(reading, units=True)
    assert "Uspenivka" not in surfaces(after)
    assert "33" not in after.report.text
    assert "Motorized" not in after.report.body
    rows = {(row["layer"], row["reason"]) for row in published(after).withheld.rows()}
    assert ("texts", "unit") in rows


def test_facilities_that_are_named(gazetteer):
    text = "Smoke rose over the Zaporizhzhia Nuclear Power Plant. Fighting went on near Kurakhove."
    reading = geo.read(geo.report_from_text(text, report_id="r", date="2024-12-16", source="A paper"), gazetteer)
    named = [mention.surface for mention in reading.all_mentions if mention.kind == "facility"]
    assert named
    after = shown(reading, facilities=("zaporizhzhia nuclear",))
    assert not set(named) & set(surfaces(after))
    assert "Kurakhove" in surfaces(after)


def test_names_that_no_gazetteer_has_are_no_undecided_places(gazetteer):
    text = "Fighting went on near Hlukhobarivka and Mykhailivka."
    reading = geo.read(geo.report_from_text(text, report_id="r", date="2024-12-16", source="A paper"), gazetteer)
    after = shown(reading, undecided=True)
    assert surfaces(after) == surfaces(reading)
    assert not [mention for mention in after.all_mentions if mention.undecided]


def test_positions_are_blurred(reading):
    after = shown(reading, precision_m=5000.0)
    for old, new in zip(reading.all_mentions, after.all_mentions, strict=True):
        if old.lat is not None and old.kind == "settlement":
            assert (old.lat, old.lon) != (new.lat, new.lon)
            assert new.uncertainty_m > old.uncertainty_m
    assert all(relation.measured_km % 5 == 0 for relation in after.all_relations if relation.measured_km)


@pytest.mark.parametrize(
    "policy",
    [
        default_policy(),
        Policy("p", events=("captured", "struck")),
        Policy("p", positions_of=("UA",)),
        Policy("p", least_place_confidence=0.9),
        Policy("p", sources=("A paper",)),
        Policy("p", undecided=True, units=True),
    ],
    ids=lambda policy: policy.digest,
)
def test_layers_of_what_is_shown_are_what_is_shown_of_the_layers(reading, policy):
    first, last = geo.layers([apply_to_reading(policy, reading)]), apply(policy, geo.layers([reading]))
    for name in ("claims", "places", "undecided", "strikes"):
        columns = [column for column in ("place_id", "event", "category", "target") if column in getattr(first, name)]
        assert (
            getattr(first, name)[columns].astype(str).values.tolist()
            == getattr(last, name)[columns].astype(str).values.tolist()
        )
