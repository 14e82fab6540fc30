"""`geo map` of many days: which reports make a series, what is left out, and what is refused."""

import datetime as dt
import json

import pytest
from shapely.geometry import box, mapping

from geo.mapping.about import read_about

TEXT = "The Russian Defence Ministry said that its troops had captured Yelyzavetivka, 10 km south of Kurakhove.\n"
SLIDER = 'id="geo-series"'


@pytest.fixture
def geo(geo, monkeypatch, tmp_path):
    """Run the command in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return geo


@pytest.fixture
def reports(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    for day in (14, 16, 18):
        (folder / f"2024-12-{day}.txt").write_text(TEXT, encoding="utf-8")
    return folder


@pytest.fixture
def control(tmp_path):
    features = [
        {
            "type": "Feature",
            "properties": {"date": f"2024-12-{day}"},
            "geometry": mapping(box(37.4, 47.6, 38.0 + day / 100, 48.3)),
        }
        for day in range(13, 18)
    ]
    path = tmp_path / "line.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def page(path):
    return path.read_text(encoding="utf-8")


def test_reports_of_several_days_make_a_series(geo, reports, tmp_path):
    code, out, err = geo("map", reports)
    made = tmp_path / "maps" / "2024-12-14-to-2024-12-18.html"
    assert (code, out) == (0, "")
    assert f"wrote maps/{made.name} (" in err
    assert SLIDER in page(made)
    about = read_about(made)
    assert (about.date_from.isoformat(), about.date.isoformat()) == ("2024-12-14", "2024-12-18")


def test_reports_of_one_day_do_not(geo, reports, tmp_path):
    code, out, _ = geo("map", reports / "2024-12-16.txt", "-o", "one.html")
    assert code == 0
    assert "captured by RU" in out
    assert SLIDER not in page(tmp_path / "one.html")
    code, _, _ = geo("map", reports, "--date", "2024-12-16", "-o", "one.html")
    assert code == 0
    assert SLIDER not in page(tmp_path / "one.html")


def test_control_alone_makes_a_series_from_one_day_to_another(geo, control, tmp_path):
    code, _, err = geo("map", "--control", control, "--from", "2024-12-14", "--to", "2024-12-16", "-o", "m.html")
    assert code == 0, err
    assert read_about(tmp_path / "m.html").when == "14 December 2024 to 16 December 2024"
    code, _, err = geo("-q", "map", "--control", control, "--from", "2024-12-15")
    assert (code, err) == (0, "")
    assert (tmp_path / "maps" / "2024-12-15-to-2024-12-17.html").exists()


def test_reports_of_other_days_are_left_out_and_counted(geo, reports, control, tmp_path):
    code, _, err = geo("map", reports, "--control", control, "--from", "2024-12-15", "--to", "2024-12-16")
    assert code == 0
    assert "left out 2 of 3 reports, of other days" in err
    assert SLIDER in page(tmp_path / "maps" / "2024-12-15-to-2024-12-16.html")


@pytest.fixture
def embargo(tmp_path):
    path = tmp_path / "policy.toml"
    path.write_text('name = "slow"\nembargo_until = 2999-01-01T00:00:00+02:00\n', encoding="utf-8")
    return path


def test_days_that_are_held_are_left_out_and_said(geo, reports):
    tomorrow = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)
    (reports / f"{tomorrow}.txt").write_text(TEXT, encoding="utf-8")
    code, _, err = geo("map", reports, "-o", "m.html")
    assert code == 0
    assert f"left out 1 of 4 reports: a report of {tomorrow} may be published from" in err


def test_nothing_is_made_where_all_is_held(geo, reports, control, embargo, tmp_path):
    for arguments in ([reports], ["--control", control, "--from", "2024-12-14"]):
        code, out, err = geo("map", *arguments, "--policy", embargo)
        assert (code, out) == (1, "")
        assert "may be published from 2999-01-01" in err
    assert not (tmp_path / "maps").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ([], 2, "give reports, or --control with --from and --to"),
        (["--control", "line.geojson"], 2, "give reports, or --control with --from and --to"),
        (["--from", "2024-12-01"], 1, "a series without a day"),
        (["--from", "2024-12-16", "--to", "2024-12-14", "--control", "line.geojson"], 1, "the earlier date first"),
        (["--from", "yesterday", "--control", "line.geojson"], 1, "yesterday"),
        (["--from", "2025-12-01", "--control", "line.geojson"], 1, "no control from 2025-12-01"),
        (["reports", "--control", "none.geojson"], 1, "no such file"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_a_line(geo, reports, control, arguments, code, says, tmp_path):
    ended, out, err = geo("map", *arguments)
    assert (ended, out) == (code, "")
    assert says in err
    assert not (tmp_path / "maps").exists()
