"""Layers of a date: what they are made of, and what is refused."""

import datetime as dt

import pytest
import shapely

import geo
from geo.control import Control
from geo.errors import InputError
from geo.model import Holder


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


def test_claimed_ground_is_that_of_the_claims(gazetteer):
    day = geo.layers([reading(gazetteer, "Russian forces captured Kurakhove. They attacked Pokrovsk.")])
    (ground,) = day.claimed.itertuples()
    assert (ground.name, ground.holder, ground.sentence) == ("Kurakhove", "RU", "Russian forces captured Kurakhove.")
    assert geo.layers([], date="2024-12-16").claimed is None


def test_changes_are_those_since_the_control_of_an_earlier_day(gazetteer):
    square = shapely.box(37.0, 47.5, 37.2, 47.7)
    before, after = (
        Control(dt.date(2024, 12, day), "test", {Holder.RU: shapely.MultiPolygon([area])})
        for day, area in ((9, square), (16, square.union(shapely.box(37.2, 47.5, 37.3, 47.7))))
    )
    day = geo.layers([reading(gazetteer, "Quiet.")], control=after, before=before)
    assert {*zip(day.changes.holder_from, day.changes.holder_to, day.changes.date_from, strict=True)} == {
        ("UA", "RU", dt.date(2024, 12, 9))
    }
    assert day.changes.area_km2.sum() == pytest.approx(167, rel=0.02)
    assert geo.layers([reading(gazetteer, "Quiet.")], control=after).changes is None
    with pytest.raises(InputError, match=r"^test: changes since an earlier day need the control of 2024-12-16 too"):
        geo.layers([reading(gazetteer, "Quiet.")], before=before)
