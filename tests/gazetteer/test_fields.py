import pytest

from geo.gazetteer.fields import has_own_position, parse, render
from geo.model import Kind, Place

REGISTER = "name: KATOTTG; placed at its hromada: no position of its own"


@pytest.mark.parametrize(
    ("source", "fields"),
    [
        ("GeoNames (CC BY 4.0)", dict.fromkeys(("names", "position", "population"), "GeoNames (CC BY 4.0)")),
        (
            "name: KATOTTG; position, population: GeoNames (CC BY 4.0)",
            {"names": "KATOTTG", "position": "GeoNames (CC BY 4.0)", "population": "GeoNames (CC BY 4.0)"},
        ),
        (REGISTER, {"names": "KATOTTG", "position": "placed at its hromada: no position of its own"}),
        (
            "position: OCHA COD-AB 2026-02 (CC BY-IGO); names: hand-kept; kept to be told from Niu-York",
            {"position": "OCHA COD-AB 2026-02 (CC BY-IGO)", "names": "hand-kept", "": "kept to be told from Niu-York"},
        ),
        (
            "the user's own; seen on foot; twice",
            dict.fromkeys(("names", "position", "population"), "the user's own") | {"": "seen on foot; twice"},
        ),
    ],
)
def test_each_field_has_its_source(source, fields):
    assert dict(parse(source)) == fields
    assert dict(parse(render(fields))) == fields


def test_every_source_of_the_gazetteer_can_be_read_and_written_again(gazetteer):
    for source in {place.source for place in gazetteer}:
        assert parse(render(parse(source))) == parse(source)


@pytest.mark.parametrize(
    ("lat", "source", "own"),
    [(48.0, "GeoNames", True), (48.0, REGISTER, False), (None, "hand-kept", False)],
)
def test_whether_a_place_has_a_position_of_its_own(lat, source, own):
    place = Place("UA1416011001", "Kurakhove", Kind.CITY, lat, lat, 2500.0, source=source)
    assert has_own_position(place) is own
