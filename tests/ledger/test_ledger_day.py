"""The layers of a date told by the ledger: the same claims as the readings have, and nothing that was taken back."""

import json
from dataclasses import replace

import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from ledger_readings import DAY, mention, reading
from sqlalchemy import make_url

import geo
from geo.control import read_control
from geo.errors import InputError
from geo.publication import Policy, apply, published
from geo.reading.documents import report_from_text
from geo.schema import LAYERS, check

EN = (
    "The Russian Defence Ministry said that its troops had captured Yelyzavetivka, 10 km south of Kurakhove.\n"
    "Russian forces took Pushkine, 20 km west of Donetsk. Ukrainian forces repelled attacks near Lyman."
)
UK = "Росіяни захопили Єлизаветівку біля Курахового. Сили оборони відбили атаки поблизу Лиману."
OF_A_CLAIM = ["place_id", "name", "kind", "country", "oblast", "raion", "role", "uncertainty_m", "source", "geometry"]


def read(text, gazetteer, *, report_id="r", **said):
    return geo.read(report_from_text(text, date=DAY, report_id=report_id, **said), gazetteer)


def by_id(claims):
    return claims.sort_values("claim_id").reset_index(drop=True)


@pytest.mark.parametrize("text", [EN, UK, "Fighting went on near Mykhailivka."])
def test_the_claims_are_those_of_the_reading(file_ledger, gazetteer, text):
    found = read(text, gazetteer)
    file_ledger.add(found)
    told, of_reading = geo.layers_of_ledger(file_ledger, DAY, gazetteer), geo.layers([found])
    assert len(told.claims) > 0
    assert_geodataframe_equal(by_id(told.claims), by_id(of_reading.claims))
    assert_geodataframe_equal(told.claimed, of_reading.claimed)


def test_the_places_are_those_that_claims_are_of(file_ledger, gazetteer):
    found = read(EN, gazetteer)
    file_ledger.add(found)
    told = geo.layers_of_ledger(file_ledger, "2024-12-16", gazetteer).places.set_index("place_id", drop=False)
    places = geo.layers([found]).places.set_index("place_id", drop=False)
    of_reading = places[places["role"] == "claim"].loc[told.index]
    assert len(told) == 3
    assert_geodataframe_equal(told[OF_A_CLAIM], of_reading[OF_A_CLAIM])
    assert told["confidence"].tolist() == pytest.approx(of_reading["confidence"].tolist(), abs=1e-4)
    assert told["name"].tolist() == ["Yelyzavetivka", "Chumatske (Pushkine)", "Lyman"]


def test_what_a_ledger_does_not_keep_has_no_rows(file_ledger, gazetteer):
    file_ledger.add(read(EN, gazetteer))
    day = geo.layers_of_ledger(file_ledger, DAY, gazetteer)
    for name in ("undecided", "relations", "regions", "strikes"):
        assert len(check(getattr(day, name), LAYERS[name])) == 0
    assert (day.control, day.front_line, day.changes) == (None, None, None)
    assert day.date == DAY


def test_title_and_sources_are_those_of_the_reports(file_ledger, gazetteer):
    file_ledger.add(read(EN, gazetteer, report_id="a", title="A day", source="ISW"))
    day = geo.layers_of_ledger(file_ledger, DAY, gazetteer)
    assert (day.title, day.sources) == ("A day", ("ISW",))
    assert geo.layers_of_ledger(file_ledger, DAY, gazetteer, title="Another").title == "Another"
    file_ledger.add(read(UK, gazetteer, report_id="b", title="Доба"))
    day = geo.layers_of_ledger(file_ledger, DAY, gazetteer)
    assert (day.title, day.sources) == ("", ("ISW", "Доба"))


def test_control_stands_beside_the_claims(file_ledger, gazetteer, tmp_path):
    path = tmp_path / "line-2024-12-01.geojson"
    area = shapely.geometry.mapping(shapely.box(37.0, 47.0, 38.5, 48.5))
    features = [{"type": "Feature", "properties": {}, "geometry": area}]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    file_ledger.add(read(EN, gazetteer, source="ISW"))
    day = geo.layers_of_ledger(file_ledger, DAY, gazetteer, control=read_control(path))
    assert day.control["holder"].tolist() == ["RU"]
    assert len(day.front_line) == 1
    assert day.sources == (
        "ISW",
        "Assessed control: line-2024-12-01 (control as of 2024-12-01, 15 days before the report)",
    )
    # Yelyzavetivka lies within what is assessed as taken
    assert "Yelyzavetivka" not in day.claimed["name"].tolist()


def test_a_claim_taken_back_is_gone_with_its_place(file_ledger, gazetteer):
    file_ledger.add(read(EN, gazetteer))
    before = geo.layers_of_ledger(file_ledger, DAY, gazetteer)
    row = before.claims[before.claims["name"] == "Yelyzavetivka"].iloc[0]
    file_ledger.retract(row["claim_id"], "the footage is of another village")
    after = geo.layers_of_ledger(file_ledger, DAY, gazetteer)
    assert row["claim_id"] not in after.claims["claim_id"].tolist()
    assert row["place_id"] not in after.places["place_id"].tolist()
    assert len(after.claims) == len(before.claims) - 1


def test_a_place_with_several_claims_is_one_place(file_ledger, gazetteer):
    file_ledger.add([read(EN, gazetteer, report_id="a"), read(EN, gazetteer, report_id="b")])
    day = geo.layers_of_ledger(file_ledger, DAY, gazetteer)
    assert len(day.claims) == 6
    assert day.places["mentions"].tolist() == [2, 2, 2]
    assert set(day.places["report_id"]) == {"a"}


def test_a_place_of_no_gazetteer_is_told_as_it_is_kept_and_held_back_as_any(file_ledger, gazetteer):
    file_ledger.add(reading("Nowhere", confidence=0.4))
    day = geo.layers_of_ledger(file_ledger, DAY, gazetteer)
    (row,) = day.places.to_dict("records")
    assert (row["name"], row["kind"], row["oblast"], row["uncertainty_m"]) == ("Nowhere", "", "", 2500.0)
    assert (row["confidence"], row["geometry"]) == (0.5, shapely.Point(37.28, 47.98))
    shown = apply(Policy("sure", least_place_confidence=0.6), day)
    assert (len(shown.places), len(shown.claims)) == (0, 0)
    assert published(shown).withheld.total == 2
    assert len(apply(Policy("bold", least_place_confidence=0.4), day).claims) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"place_id": "ADM1:UA14"},
        {"place_id": None, "lat": None, "lon": None},
        {"uncertainty_m": None},
        {"lat": None, "lon": None},
    ],
)
def test_what_is_no_settlement_with_a_position_is_no_place(file_ledger, gazetteer, changes):
    made = reading("Donbas")
    at = mention("Donbas", 0, **changes)
    claim = replace(made.all_claims[0], place_id=at.place_id, uncertainty_m=at.uncertainty_m)
    file_ledger.add(replace(made, all_mentions=(at,), all_claims=(claim,)))
    day = geo.layers_of_ledger(file_ledger, DAY, gazetteer)
    assert (len(day.claims), len(day.places)) == (1, 0)


@pytest.mark.parametrize(
    ("date", "fault"),
    [
        ("2024-12-15", r"holds no claims of 2024-12-15 in force; the nearest days with some: 2024-12-16$"),
        ("yesterday", r"^'yesterday' is no date; write it YYYY-MM-DD$"),
    ],
)
def test_a_date_that_cannot_be_told(file_ledger, gazetteer, date, fault):
    file_ledger.add(read(EN, gazetteer))
    with pytest.raises(InputError, match=fault):
        geo.layers_of_ledger(file_ledger, date, gazetteer)


@pytest.mark.postgis
def test_a_bundle_tells_no_secret_of_where_the_ledger_is(geo, database, tmp_path):
    report = tmp_path / "2024-12-16.txt"
    report.write_text(EN, encoding="utf-8")
    assert geo("claims", "add", report, "--ledger", database)[0] == 0
    folder = tmp_path / "bundle"
    assert geo("bundle", DAY, "--ledger", database, "-o", folder)[0] == 0
    manifest = (folder / "manifest.json").read_text()
    (told,) = [one for one in json.loads(manifest)["inputs"] if one["is"] == "ledger"]
    url = make_url(database)
    assert told["name"] == url.database
    assert "search_path" not in manifest
    assert "://" not in manifest
