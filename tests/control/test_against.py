"""Reports against the assessed line: a taking fits, is ahead, behind, or cannot be judged."""

import datetime as dt
import json
import sys
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent))
from claim_rows import claim, claims, control, day

from geo.cli import cli
from geo.control import ControlSeries, claims_against
from geo.distance import to_line
from geo.errors import CRSError, InputError, SchemaError
from geo.gazetteer.outlines import Outlines
from geo.ledger import Ledger

OUTLINES = Outlines.open()
# the line is its western edge, at 37 E: a degree is some 75 km here
HELD = shapely.box(37.0, 47.4, 38.0, 48.6)
GREY = shapely.box(36.95, 47.4, 37.0, 48.6)
KM = 1 / 74.6


def against(*rows, series=None, **how):
    return claims_against(claims(*rows), series or [control(0, RU=HELD), control(60, RU=HELD)], OUTLINES, **how)


def one(*rows, **how):
    return against(*rows, **how).iloc[0]


@pytest.mark.parametrize(
    ("km", "verdict", "flagged"),
    [
        (-6.6, "ahead", True),
        (-6.4, "ahead", False),
        (-0.6, "ahead", False),
        (0.6, "behind", False),
        (6.6, "behind", True),
    ],
)
def test_a_place_on_the_wrong_side_or_long_held(km, verdict, flagged):
    row = one(claim(60, 37 + km * KM))
    assert (row.verdict, row.flagged) == (verdict, flagged)
    assert row.line_km == pytest.approx(abs(km), abs=0.02)
    assert row.holder == ("RU" if km > 0 else "UA")
    assert (row.control_date, row.control_source) == (day(60), "test")


def test_the_distance_is_that_to_the_line():
    row = one(claim(60, 36.5, 48.2))
    line = control(60, RU=HELD).front_line(OUTLINES)
    assert row.line_km == to_line(48.2, 36.5, line)[0]
    assert row.why == f"{row.line_km:.1f} km beyond the line, on ground assessed as held by UA"


def test_ground_newly_taken_fits():
    gain = HELD.union(shapely.box(36.8, 47.4, 37.0, 48.6))
    series = [control(0, RU=HELD), control(50, RU=gain), control(60, RU=gain)]
    row = one(claim(60, 36.9), series=series)
    assert (row.verdict, row.flagged, row.held_days, row.held_longer) == ("fits", False, 10, False)
    row = one(claim(82, 36.9), series=[*series, control(82, RU=gain)])
    assert (row.verdict, row.flagged, row.held_days) == ("behind", True, 32)
    assert row.why.startswith("assessed as held by RU for 32 days, 7.")


def test_ground_taken_lost_and_taken_again_is_newly_taken():
    gain = HELD.union(shapely.box(36.8, 47.4, 37.0, 48.6))
    series = [control(0, RU=gain), control(50, RU=HELD), control(60, RU=gain)]
    assert one(claim(62, 36.9), series=series).held_days == 10 - 10
    assert one(claim(62, 36.9), series=series).verdict == "fits"


def test_where_the_data_does_not_reach_back_distance_decides():
    series = [control(0, RU=HELD)]
    near, far = against(claim(3, 37.05), claim(3, 37.2), series=series).itertuples()
    assert (near.verdict, near.flagged) == ("fits", False)
    assert (far.verdict, far.flagged, far.held_longer) == ("behind", True, True)
    assert "for at least 0 days" in far.why


def test_who_withdrew_gives_the_place_to_the_other_side():
    withdrew, liberated = against(
        claim(60, 36.8, event="withdrew", actor="RU"), claim(60, 37.2, event="liberated", actor="UA")
    ).itertuples()
    assert (withdrew.claimant, withdrew.verdict) == ("UA", "behind")
    assert (liberated.claimant, liberated.verdict, liberated.flagged) == ("UA", "ahead", True)


def test_contested_ground_fits():
    row = one(claim(60, 36.97), series=[control(60, RU=HELD, contested=GREY)])
    assert (row.verdict, row.holder, row.why) == ("fits", "contested", "on ground assessed as contested")


def test_a_place_that_may_lie_on_either_side():
    near, far = against(claim(60, 36.99, uncertainty_m=4000.0), claim(60, 36.95, uncertainty_m=4000.0)).itertuples()
    assert (near.verdict, near.holder, near.flagged) == ("fits", None, False)
    assert near.why == "0.7 km from the line, and known only to 4.0 km"
    assert (far.verdict, far.flagged) == ("unknown", False)


def test_uncertainty_is_taken_off_before_a_place_is_flagged():
    sure, vague = against(claim(60, 36.9), claim(60, 36.9, uncertainty_m=2000.0)).itertuples()
    assert sure.line_km == vague.line_km == pytest.approx(7.5, abs=0.1)
    assert (sure.flagged, vague.flagged) == (True, False)
    assert sure.verdict == vague.verdict == "ahead"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (claim(60, None, None, uncertainty_m=None), "the place is not decided, or has no position"),
        (claim(60, uncertainty_m=None), "how well the place is known is not said"),
        (claim(-1), "no assessed control of 2024-11-30, or the 7 days before"),
        (claim(68), "no assessed control of 2025-02-07, or the 7 days before"),
        (claim(60, 36.19, 51.73), "who holds the place is not assessed"),
    ],
)
def test_what_cannot_be_judged(row, why):
    found = one(row)
    assert (found.verdict, found.flagged, found.why) == ("unknown", False, why)


def test_control_without_a_line():
    assert one(claim(0), series=[control(0, RU=shapely.Polygon())]).why == (
        "the assessed control of the day has no front line"
    )


def test_only_takings_count():
    rows = [claim(60, event=event) for event in ("attacked", "advanced", "repelled", "captured", "denied")]
    assert against(*rows, claim(60, status="denied")).event.tolist() == ["advanced", "captured"]
    none = against(claim(60, event="struck"))
    assert len(none) == 0
    assert {"verdict", "flagged", "line_km"} <= set(none.columns)


def test_the_frame_keeps_its_columns_and_crs():
    found = against(claim(60), claim(60, None, None))
    assert found.crs == "EPSG:4326"
    assert found.index.tolist() == [0, 1]
    assert set(claim()) < set(found.columns)


def test_the_threshold_may_be_another():
    assert one(claim(60, 36.97), flag_km=1).flagged
    assert not one(claim(60, 36.5), flag_km=50).flagged
    for wrong in (-1, float("nan"), float("inf")):
        with pytest.raises(InputError, match=r"a place is flagged from .+ km; give a number from 0"):
            against(claim(60), flag_km=wrong)


def test_what_is_no_frame_of_claims_is_refused():
    with pytest.raises(CRSError, match="claims is in no CRS"):
        claims_against(claims(claim()).set_crs(None, allow_override=True), [control(0, RU=HELD)], OUTLINES)
    with pytest.raises(SchemaError, match="'event' is missing"):
        claims_against(claims(claim()).drop(columns="event"), [control(0, RU=HELD)], OUTLINES)


def test_control_of_no_day_is_refused(tmp_path):
    path = tmp_path / "a.geojson"
    gpd.GeoDataFrame(geometry=[HELD], crs="EPSG:4326").to_file(path)
    with pytest.raises(InputError, match="does not say which days it shows"):
        claims_against(claims(claim()), ControlSeries(path), OUTLINES)
    with pytest.raises(InputError, match="a series shows 2024-12-01 twice"):
        against(claim(), series=[control(0, RU=HELD), control(0, RU=HELD)])


# -- the command --------------------------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "series.parquet"
    days = ["2024-12-01", "2024-12-16"]
    # some 20 km east of Kurakhove
    held = shapely.box(37.55, 47.2, 38.5, 48.6)
    gpd.GeoDataFrame({"date": days}, geometry=[held, held], crs="EPSG:4326").to_parquet(path)
    return path


def run(*arguments):
    return CliRunner().invoke(cli, ["control", "check", *map(str, arguments)], catch_exceptions=False)


REPORT = "16 December 2024\n\nThe Russian Ministry of Defense claimed that Russian forces captured Kurakhove.\n"


def test_a_report_is_checked(file, tmp_path):
    report = tmp_path / "report.txt"
    report.write_text(REPORT)
    found = run(report, "--date", "2024-12-16", "--control", file)
    assert found.stdout.startswith("* ahead    2024-12-16  Kurakhove                captured by RU    19.8 km")
    assert found.stdout.rstrip().endswith("beyond the line, on ground assessed as held by UA; Russian MoD")
    assert found.stderr.rstrip() == "1 claims of takings: 1 ahead; 1 flagged"
    row = json.loads(run(report, "--control", file, "--date", "2024-12-16", "--threshold", "99", "--json").stdout)
    assert (row["verdict"], row["flagged"], row["date"], row["control_date"]) == (
        "ahead", False, "2024-12-16", "2024-12-16",
    )  # fmt: skip
    assert row["held_days"] is None
    assert 37 < row["lon"] < 37.5


def test_a_ledger_is_checked(file, tmp_path, monkeypatch):
    monkeypatch.setenv("GEO_LEDGER", str(tmp_path / "claims.gpkg"))
    report = tmp_path / "report.txt"
    report.write_text(REPORT)
    added = CliRunner().invoke(cli, ["claims", "add", str(report), "--date", "2024-12-16"], catch_exceptions=False)
    assert added.exit_code == 0
    assert len(run("--ledger", tmp_path / "claims.gpkg", "--control", file).stdout.splitlines()) == 1
    assert "Kurakhove" in run("--control", file, "--ledger").stdout
    assert (
        run("--control", file, "--from", "2024-12-17", "--ledger").stderr.rstrip() == "0 claims of takings; 0 flagged"
    )
    assert "Kurakhove" in run("--control", file, "--ledger", "--to", "2024-12-16").stdout
    with Ledger.open(tmp_path / "claims.gpkg") as ledger:
        entries = list(ledger.entries())
    assert claims_against(entries, ControlSeries(file)).verdict.tolist() == ["ahead"]


def test_a_bad_report_is_named_and_the_rest_checked(file, tmp_path):
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text(REPORT)
    bad.write_text("Russian forces captured Kurakhove.")
    found = run(bad, good, "--control", file)
    assert found.exit_code == 1
    assert "bad.txt: no date is given" in found.stderr
    assert "1 reports could not be read" in found.stderr
    assert "Kurakhove" in found.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "name either reports or, with --ledger, a ledger"),
        (("a.txt", "--from", "2024-12-01"), "--from and --to choose claims of a ledger"),
        (("--ledger", "--date", "2024-12-01"), "--date and --lang are of reports"),
        (("--ledger", "none.gpkg"), "there is no ledger"),
    ],
)
def test_what_does_not_go_together_is_refused(file, arguments, message):
    with pytest.raises(InputError, match=message):
        run("--control", file, *arguments)


def test_the_shared_series(shared):
    series = ControlSeries(shared / "control" / "deepstate-2024-07-08-to-2026-08-22.parquet")
    on = dt.date(2024, 12, 16)
    rows = [
        # Kurakhove, Makiivka (long held), Pavlohrad
        claim(lon=37.28, lat=47.98, date=on, uncertainty_m=1000.0),
        claim(lon=37.97, lat=48.05, date=on, uncertainty_m=1000.0),
        claim(lon=35.87, lat=48.53, date=on, uncertainty_m=1000.0),
    ]
    found = claims_against(claims(*rows), series)
    assert found.verdict.tolist()[1:] == ["behind", "ahead"]
    assert found.flagged.tolist() == [False, True, True]
    assert (found.held_days[1], found.held_longer[1]) == (161, True)
    control = series.on(on)
    assert found.line_km.to_numpy() == pytest.approx(
        control.front_distance_km(found.geometry.y, found.geometry.x, OUTLINES), rel=0.005
    )
