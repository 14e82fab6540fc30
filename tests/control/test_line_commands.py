"""`geo control line | changes | areas`."""

import json
import sys
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent))
from control_files import collection, feature, write

from geo.cli import cli
from geo.errors import InputError

HELD = shapely.box(37.3, 47.7, 38.5, 48.2)
GAIN = shapely.box(37.2, 47.8, 37.3, 47.9)


@pytest.fixture
def series(tmp_path):
    """A file of three days: the second as the first, the third with a gain."""
    path = tmp_path / "series.parquet"
    shapes = [HELD, HELD, HELD.union(GAIN)]
    days = ["2024-12-01", "2024-12-02", "2024-12-16"]
    gpd.GeoDataFrame({"date": days}, geometry=shapes, crs="EPSG:4326").to_parquet(path)
    return path


def run(*arguments):
    return CliRunner().invoke(cli, ["control", *map(str, arguments)], catch_exceptions=False)


def refused(error, match, *arguments):
    with pytest.raises(error, match=match):
        run(*arguments)


def test_line_is_printed_piece_by_piece(series):
    found = run("line", "--date", "2024-12-16", "--control", series)
    assert found.exit_code == 0
    (line,) = found.stdout.splitlines()
    assert line.split()[:3] == ["1", line.split()[1], "km"]
    assert 200 < float(line.split()[1]) < 400
    assert "series, 2024-12-16: " in found.stderr
    assert "in 1 pieces; " in found.stderr
    assert found.stderr.rstrip().endswith("simplified to 50 m")


def test_line_as_json_has_its_positions(series):
    found = run("line", "--date", "2024-12-16", "--control", series, "--tolerance", "0", "--json", "--quiet")
    row = json.loads(found.stdout)
    assert (row["piece"], row["date"], row["source"], row["tolerance_m"]) == (1, "2024-12-16", "series", 0)
    assert row["geometry"]["type"] == "LineString"
    assert found.stderr == ""


def test_another_day_than_asked_for_is_said(series):
    found = run("areas", "--date", "2024-12-10", "--control", series)
    assert "series: nothing of 2024-12-10; as of 2024-12-02" in found.stderr
    assert found.stdout.split()[0] == "RU"
    assert found.stdout.rstrip().endswith("assessed  series  2024-12-02")


def test_areas_as_json(series):
    row = json.loads(run("areas", "--date", "2024-12-01", "--control", series, "--json").stdout)
    assert (row["holder"], row["basis"], row["date"]) == ("RU", "assessed", "2024-12-01")
    assert row["area_km2"] == pytest.approx(4984, abs=30)


def test_changes_in_words_and_tables(series):
    lines = run("changes", "--from", "2024-12-01", "--to", "2024-12-16", "--control", series).stdout.splitlines()
    assert lines[0].startswith(
        "Between 1 and 16 December 2024 Russian forces gained 83 km², mostly south of Kurakhove;"
    )
    assert lines[2].split() == ["sector", "RU", "gained", "RU", "lost", "UA", "gained", "UA", "lost"]
    assert lines[3].split() == ["Kurakhove", "83.2", "0.0", "0.0", "83.2", "km²"]
    assert lines[6].split() == ["Donetsk", "83.2", "0.0", "0.0", "83.2", "km²"]


def test_changes_as_json(series):
    arguments = ("changes", "--from", "2024-12-02", "--to", "2024-12-16", "--control", series, "--noise", "0", "--json")
    document = json.loads(run(*arguments).stdout)
    assert document["sides"][0]["gained_km2"] == pytest.approx(83.3, abs=0.1)
    assert document["noise"] == {"width_m": 0.0, "area_km2": 0.0}


def test_what_cannot_be_told_is_refused(series, tmp_path, monkeypatch):
    span = ("changes", "--control", series, "--from")
    refused(InputError, "give the earlier date first", *span, "2024-12-16", "--to", "2024-12-16")
    refused(InputError, "begins on 2024-12-01, after 2024-11-30", *span, "2024-11-30", "--to", "2024-12-16")
    refused(InputError, "'soon' is no date", "line", "--date", "soon", "--control", series)
    refused(InputError, "a tolerance of -1 m", "line", "--date", "2024-12-16", "--control", series, "--tolerance", "-1")
    undated = write(tmp_path / "a.geojson", collection(feature(HELD)))
    refused(InputError, "a: does not say which day it shows", "areas", "--date", "2024-12-16", "--control", undated)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    refused(
        InputError, "no control has been brought in; do so with 'geo control import'", "areas", "--date", "2024-12-16"
    )
    assert run("line", "--control", series).exit_code == 2


def test_areas_of_claimed_places_beyond_what_is_assessed(series, tmp_path):
    import datetime as dt

    import geo

    text = "The Russian Ministry of Defense claimed the capture of Komar."
    report = geo.report_from_text(text, report_id="r", date=dt.date(2024, 12, 15))
    with geo.Ledger.open(tmp_path / "geo.db") as ledger:
        ledger.add(geo.read(report, geo.Gazetteer.embedded()))
    asked = ("areas", "--date", "2024-12-16", "--control", series, "--json")
    assessed = [json.loads(line) for line in run(*asked).stdout.splitlines()]
    both = [json.loads(line) for line in run(*asked, "--claims", "--ledger", tmp_path / "geo.db").stdout.splitlines()]
    assert both[: len(assessed)] == assessed
    (claimed,) = both[len(assessed) :]
    assert (claimed["holder"], claimed["basis"]) == ("RU", "claimed")
    assert 1 < claimed["area_km2"] < 200


def test_areas_of_the_built_in_table():
    found = [json.loads(line) for line in run("areas", "--date", "2023-06-01", "--known", "--json").stdout.splitlines()]
    assert {(one["holder"], one["basis"]) for one in found} == {("RU", "inferred"), ("UA", "inferred")}
    assert sum(one["area_km2"] for one in found) > 500_000
