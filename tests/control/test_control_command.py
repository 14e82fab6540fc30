"""`geo control import` and `sources`: what they print, how they end."""

import json
import sys
from pathlib import Path

import pytest
import shapely

sys.path.insert(0, str(Path(__file__).parent))
from control_files import EAST, collection, feature, write


@pytest.fixture
def control(geo, tmp_path):
    """Run `geo control import` into a store of the test's own."""

    def run(*arguments, source="one"):
        return geo("control", "import", *arguments, "--source", source, "--store", tmp_path / "kept" / "control.db")

    return run


@pytest.fixture
def days(tmp_path):
    folder = tmp_path / "days"
    folder.mkdir()
    for day in (15, 16, 17):
        write(folder / f"line_202412{day}.geojson", collection(feature(EAST)))
    return folder


def test_a_file_and_what_is_said_of_it(control, days):
    code, out, err = control(days / "line_20241215.geojson")
    assert (code, out) == (0, "")
    lines = err.splitlines()
    assert lines[0].endswith("line_20241215.geojson: one, 2024-12-15: 1 new")
    assert "km² on 2024-12-15; mending and joining changed it by 0.00 km² at most" in lines[1]
    assert lines[2] == "  0 polygons mended, heights dropped in 0 rows, 0 slivers narrower than 50 m kept"
    assert control(days / "line_20241215.geojson")[2].splitlines()[0].endswith("1 already there")


def test_a_folder_is_its_files(control, days):
    code, _, err = control(days)
    assert code == 0
    heads = [line.rpartition(": ")[2] for line in err.splitlines() if not line.startswith(" ")]
    assert heads == ["1 new", "1 equal to the day before", "1 equal to the day before"]
    assert control(days, "--quiet") == (0, "", "")


def test_a_bad_file_is_named_and_the_rest_comes_in(control, geo, days, tmp_path):
    write(days / "broken_20241214.geojson", "{")
    write(days / "empty_20241218.kml", "")
    code, out, err = control(days, tmp_path / "none.geojson", "--quiet")
    assert (code, out) == (1, "")
    lines = err.splitlines()
    assert len(lines) == 4
    assert "broken_20241214.geojson, line 1: broken JSON" in lines[0]
    assert "empty_20241218.kml: is empty" in lines[1]
    assert "none.geojson: no such file" in lines[2]
    assert lines[3] == "3 of 6 files could not be brought in"
    code, out, _ = geo("control", "sources", "--store", tmp_path / "kept" / "control.db", "--json")
    assert json.loads(out)["days"] == 3


def test_two_files_of_one_day_do_not_supersede_each_other(control, geo, tmp_path):
    folder = tmp_path / "layers"
    folder.mkdir()
    write(folder / "a_20241216.geojson", collection(feature(EAST)))
    write(folder / "b_20241216.geojson", collection(feature(EAST.buffer(0.1))))
    write(folder / "c_20241216.geojson", collection(feature(EAST)))
    code, _, err = control(folder, "--quiet")
    assert code == 1
    lines = err.splitlines()
    assert "b_20241216.geojson: shows 2024-12-16 otherwise than" in lines[0]
    assert lines[0].endswith("a_20241216.geojson; give one of them a --source of its own")
    assert lines[1] == "1 of 3 files could not be brought in"
    assert control(folder / "b_20241216.geojson")[2].splitlines()[0].endswith("1 corrected")


def test_all_that_may_be_said_of_a_file(control, tmp_path):
    far = shapely.box(3_900_000, 5_900_000, 4_100_000, 6_100_000)
    document = collection(
        feature(far, who="Occupied", on="2024-12-16"), feature(far.buffer(9), who="x", on="2024-12-16")
    )
    path = write(tmp_path / "line.geojson", document)
    options = (
        "--holder-column",
        "who",
        "--date-column",
        "on",
        "--map",
        "occ*=RU",
        "--map",
        "*=-",
        "--crs",
        "EPSG:3857",
    )
    code, _, err = control(path, *options)
    assert code == 0
    assert err.splitlines()[-1] == f"  1 left out: {path}, feature 2: left out as asked"
    code, out, _ = control(path, *options, "--json")
    said = json.loads(out)
    assert (said["days"], said["outcomes"], said["source"]) == (["2024-12-16"], {"already there": 1}, "one")
    code, _, err = control(path, "--holder", "RU", "--date", "2024-12-16")
    assert (code, err.count("\n")) == (1, 2)


def test_a_table_of_places(control, geo, tmp_path):
    rows = "geonameid,date,status\n1,20241216,RU\n2,20241216,UA\n3,20241216,UA\n"
    places = write(tmp_path / "places.csv", "geonameid,lat,lon\n1,48,37\n2,48,38\n")
    code, _, err = control(write(tmp_path / "control.csv", rows), "--places", places, source="viina")
    assert code == 0
    assert err.splitlines()[1:] == [
        "  2 places; 0 cells without a holder",
        "  1 places without a known position, left out: GN3",
    ]
    code, out, _ = geo("control", "sources", "--store", tmp_path / "kept" / "control.db")
    assert out.startswith("viina  places  2024-12-16 to 2024-12-16  1 days, 1 that differ")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--date", "tomorrow"], "--date is 'tomorrow'; write it as 2024-12-16"),
        (["--map", "x"], "--map is 'x'; write it as VALUE=RU"),
        (["--holder", "x"], "'x' is no holder"),
        (["--date", "2024-12-16"], "--date is for one file, and 3 are given; bring them in one by one"),
    ],
)
def test_bad_options_are_one_line(control, days, options, message):
    code, out, err = control(days, *options)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert message in err


def test_an_empty_folder_is_refused(control, tmp_path):
    (tmp_path / "empty").mkdir()
    code, _, err = control(tmp_path / "empty")
    assert (code, err.count("\n")) == (1, 1)
    assert "holds no file ending in .geojson, .json" in err


def test_sources_of_no_store(geo, tmp_path):
    code, out, err = geo("control", "sources", "--store", tmp_path / "none.db")
    assert (code, out) == (1, "")
    assert "none.db: no such file; bring control in with 'geo control import'" in err


def test_the_store_of_the_user_is_the_usual_one(geo, days, tmp_path, monkeypatch):
    monkeypatch.setenv("GEO_DATA", str(tmp_path / "data"))
    assert geo("control", "import", days, "--source", "mine", "--quiet")[0] == 0
    assert "mine  areas  2024-12-15 to 2024-12-17  3 days, 1 that differ" in geo("control", "sources")[1]


def test_a_store_is_read_beside_a_report(control, geo, days, tmp_path):
    control(days)
    report = write(tmp_path / "report.txt", "Russian forces claimed Yelyzavetivka, 10 kilometers south of Kurakhove.")
    kept = tmp_path / "kept" / "control.db"
    code, out, _ = geo("read", report, "--date", "2024-12-18", "--control", kept)
    assert code == 0
    assert "Yelyzavetivka" in out
    code, _, err = geo("read", report, "--date", "2024-12-18", "--control", f"{kept}#two")
    assert code == 1
    assert "has no source 'two'; there are: one" in err
