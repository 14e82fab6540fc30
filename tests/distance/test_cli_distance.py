"""`geo distance` and `geo locate`: languages, units, points, and what is told from the front line."""

import json

import pytest


@pytest.fixture
def control(tmp_path):
    """Assessed control with a front line along 37.5 degrees east."""
    ring = [[37.5, 47.6], [39.0, 47.6], [39.0, 49.2], [37.5, 49.2], [37.5, 47.6]]
    held = {
        "type": "Feature",
        "properties": {"holder": "RU"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    path = tmp_path / "2024-12-16.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [held]}), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ((), "11.1 km, bearing 174° (south): Yelyzavetivka is 11 km south of Kurakhove"),
        (("--lang", "uk"), "11.1 km, bearing 174° (south): 11 км на південь від Курахового"),
        (("--lang", "ru", "--units", "miles"), "6.9 miles, bearing 174° (south): 7 миль южнее Курахово"),
        (("--units", "miles", "--points", "16"), "6.9 miles, bearing 174° (south): Yelyzavetivka is 7 miles south of"),
    ],
)
def test_distance_in_a_language(geo, options, line):
    code, out, _ = geo("distance", "Kurakhove", "Yelyzavetivka", *options)
    assert code == 0
    assert out.splitlines()[0].startswith(line)


def test_distance_as_json(geo):
    said = json.loads(geo("distance", "Kurakhove", "Yelyzavetivka", "--json", "--lang", "uk")[1])
    assert said["distance_km"] == pytest.approx(11.089, abs=0.01)
    assert said["phrase"] == "11 км на південь від Курахового"


@pytest.mark.parametrize("options", [("--units", "leagues"), ("--points", "12"), ("--lang", "de")])
def test_unknown_options_are_wrong_usage(geo, options):
    assert geo("distance", "Kurakhove", "Yelyzavetivka", *options)[0] == 2
    assert geo("locate", "Kurakhove", *options)[0] == 2


def test_locate_says_where_that_is_in_words(geo):
    code, out, _ = geo("locate", "48.05, 37.25", "--lang", "uk")
    assert code == 0
    assert out.startswith("48.0500 37.2500  within 0.7 km: ")
    assert " км на " in out
    said = json.loads(geo("locate", "48.0500, 37.2500", "--lang", "en", "--json")[1])
    assert " of " in said["said"]
    assert "said" not in json.loads(geo("locate", "48.05, 37.25", "--json")[1])
    assert geo("locate", "48.05, 37.25")[1] == "48.0500 37.2500  within 0.7 km\n"


@pytest.mark.parametrize(
    "phrase",
    [
        *("halfway between Kurakhove and Pokrovsk", "на півдорозі від Курахового до Покровська"),
        "на полпути между Курахово и Покровском",
    ],
)
def test_locate_halfway(geo, phrase):
    assert geo("locate", phrase)[1].startswith("48.13")


def test_locate_from_the_front_line(geo, control):
    code, out, _ = geo("locate", "3 km west of the front line", "--control", control, "--near", "Kurakhove")
    assert code == 0
    lat, lon = map(float, out.split()[:2])
    assert lat == pytest.approx(47.986, abs=0.01)
    assert lon == pytest.approx(37.46, abs=0.01)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("3 km from the front line",), "told from the front line, which is no place; give it with --control FILE"),
        (("3 km from the border",), "told from the border, which is no place; give it with line= from Python"),
        (("95, 20",), "latitude 95 is out of range; degrees from -90 to 90 count"),
        (("between Kurakhove and Kurakhove",), "are 0 km apart"),
        (("99999 km south of Kurakhove",), "a distance of 99999 km; from 0 to 2000 km count"),
        (("x" * 501,), "a place description of 501 characters; at most 500 are read"),
        (("between Kurakhove and Narniaville",), "no place is called 'Narniaville'"),
    ],
)
def test_one_line_of_fault(geo, arguments, message):
    code, out, err = geo("locate", *arguments)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert message in err


def test_the_front_line_needs_a_place_near_it(geo, control):
    code, _, err = geo("locate", "3 km from the front line", "--control", control)
    assert code == 1
    assert "the front line is long; say with --near PLACE which part of it is meant" in err
