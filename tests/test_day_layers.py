"""Layers of a date: what they are made of, and what is refused."""

import datetime as dt

import pytest

import geo
from geo.errors import InputError


@pytest.fixture(scope="module")
def gazetteer():
    return geo.Gazetteer.open()


def reading(gazetteer, text, date="2024-12-16", report_id="r"):
    return geo.read(geo.report_from_text(text, report_id=report_id, date=date, source="A paper"), gazetteer)


def test_readings_of_one_date_only(gazetteer):
    two = [
        reading(gazetteer, "Fighting near Kurakhove."),
        reading(gazetteer, "Fighting near Lyman.", date="2024-12-17"),
    ]
    with pytest.raises(
        InputError, match=r"^a report of 2024-12-17 among layers of 2024-12-16: give the reports of one"
    ):
        geo.layers(two)


def test_nothing_at_all_needs_a_date():
    with pytest.raises(InputError, match="no readings and no date"):
        geo.layers([])
    assert geo.layers([], date="2024-12-16").date == dt.date(2024, 12, 16)


def test_a_wrong_date_is_said(gazetteer):
    with pytest.raises(InputError, match=r"'16\.12\.2024' is no date; write it as YYYY-MM-DD"):
        geo.layers([reading(gazetteer, "Fighting near Kurakhove.")], date="16.12.2024")


def test_a_place_named_by_two_reports_is_one_row(gazetteer):
    day = geo.layers(
        [
            reading(gazetteer, "Shops in Kurakhove are shut.", report_id="a"),
            reading(gazetteer, "Russian forces captured Kurakhove.", report_id="b"),
        ]
    )
    (row,) = day.places.itertuples()
    assert (row.place_id, row.mentions, row.role, row.report_id) == ("UA1416011001", 2, "claim", "b")
    assert day.sources == ("A paper",)


def test_claims_at_undecided_places_are_kept_without_a_point(gazetteer):
    day = geo.layers([reading(gazetteer, "Russian forces captured Hannivka.")])
    (claim,) = day.claims.itertuples()
    assert claim.place_id is None or claim.place_id != claim.place_id
    assert claim.geometry is None
    assert len(day.undecided) >= 2
    assert len(day.places) == 0


def test_a_region_is_an_outline_and_no_point(gazetteer):
    day = geo.layers([reading(gazetteer, "Two people were hurt in Donetsk region.")])
    (region,) = day.regions.itertuples()
    assert region.place_id == "ADM1:UA14"
    assert region.geometry.geom_type == "MultiPolygon"
    assert len(day.places) == 0


def test_a_reader_meets_the_name_that_the_report_uses(gazetteer):
    text = "The Russian Defence Ministry said its troops had captured Pushkine and Kurakhove in Donetsk region."
    day = geo.layers([reading(gazetteer, text)])
    assert set(day.claims["name"]) == {"Chumatske (Pushkine)", "Kurakhove"}
    assert "Chumatske (Pushkine)" in set(day.places["name"])
