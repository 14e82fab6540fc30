"""Each source's record: what became of claimed takings by the assessed line."""

import datetime as dt
import json
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
from claim_rows import claim, claims, control, day

from geo.cli import cli
from geo.control import ControlSeries, Outcome, outcomes_of, record_of
from geo.control.differences import PRECEDENCE
from geo.control.standing import as_series, standing_of
from geo.errors import InputError
from geo.gazetteer.outlines import Outlines
from geo.model import Holder

OUTLINES = Outlines.open()
UKRAINE = OUTLINES.countries["UA"]
HELD = shapely.box(37.0, 47.4, 38.0, 48.6)
GAIN = HELD.union(shapely.box(36.8, 47.4, 37.0, 48.6))
# the gain comes on day 20
SERIES = [control(0, RU=HELD), control(10, RU=HELD), control(20, RU=GAIN), control(100, RU=GAIN)]
IN_GAIN, IN_HELD, OUTSIDE = 36.9, 37.5, 36.5


def outcomes(*rows, series=SERIES, **how):
    return outcomes_of(claims(*rows), series, outlines=OUTLINES, **how)


def outcome(row, **how):
    return outcomes(row, **how).iloc[0]


@pytest.mark.parametrize(
    ("row", "expected", "days"),
    [
        (claim(15, IN_GAIN), "confirmed", 5),
        (claim(20, IN_GAIN), "confirmed", 0),
        (claim(21, IN_GAIN), "already", None),
        (claim(15, IN_HELD), "already", None),
        (claim(0, IN_HELD), "already", None),
        (claim(15, OUTSIDE), "not_confirmed", None),
        (claim(45, OUTSIDE), "unknown", None),
        (claim(21, OUTSIDE), "not_confirmed", None),
        (claim(99, IN_HELD, event="liberated", actor="UA"), "unknown", None),
        (claim(100, IN_HELD, event="liberated", actor="UA"), "open", None),
        (claim(15, IN_GAIN, actor="UA", event="withdrew"), "confirmed", 5),
        (claim(10, IN_GAIN, actor="RU", event="withdrew"), "already", None),
        (claim(-1, IN_GAIN), "unknown", None),
        (claim(110, IN_GAIN), "unknown", None),
        (claim(15, None, None), "unknown", None),
        (claim(15, IN_GAIN, uncertainty_m=None), "unknown", None),
        (claim(15, 36.19, lat=51.73), "unknown", None),
    ],
)
def test_what_became_of_a_claim(row, expected, days):
    found = outcome(row)
    assert found.outcome == expected
    assert found.days == days or (days is None and np.isnan(found.days))
    assert found.confirmed_on == (day(20) if days is not None else None)


def test_the_days_that_count_may_be_others():
    assert outcome(claim(15, IN_GAIN), within_days=5).outcome == "confirmed"
    assert outcome(claim(15, IN_GAIN), within_days=4).outcome == "not_confirmed"
    assert outcome(claim(98, OUTSIDE), series=[*SERIES, control(99, RU=GAIN)], within_days=2).outcome == "unknown"
    for wrong in (-1, 1.5, True, 10**9):
        with pytest.raises(InputError, match=r"within .+ days; give a whole number from 0 to"):
            outcomes(claim(), within_days=wrong)


def test_contradicted_is_the_other_sides_throughout():
    grey = shapely.box(36.4, 47.4, 36.6, 48.6)
    assert outcome(claim(15, OUTSIDE)).contradicted
    series = [control(0, RU=HELD), control(50, RU=HELD, contested=grey), control(90, RU=HELD)]
    found = outcome(claim(7, OUTSIDE), series=series)
    assert (found.outcome, found.contradicted) == ("not_confirmed", False)


def test_a_place_that_the_line_never_left_behind_is_unknown():
    near = claim(15, 36.81, uncertainty_m=3000.0)
    assert outcome(near).outcome == "unknown"
    assert outcome(near, by_point=True).outcome == "confirmed"
    beyond = claim(15, 36.79, uncertainty_m=3000.0)
    assert outcome(beyond).outcome == "unknown"
    assert outcome(beyond, by_point=True).outcome == "not_confirmed"


def test_a_claim_repeated_counts_once():
    rows = [claim(number, IN_GAIN) for number in (15, 10, 70, 100)]
    assert outcomes(*rows).outcome.tolist() == ["repeated", "confirmed", "repeated", "already"]
    others = [claim(10, IN_GAIN), claim(11, IN_GAIN, by="DeepState"), claim(11, 36.91), claim(11, None, None)]
    assert "repeated" not in outcomes(*others, claim(12, None, None, place_id=None)).outcome.tolist()


def test_places_abroad_are_known_where_ukraine_was():
    kursk = shapely.box(35.0, 51.1, 35.5, 51.4)
    series = [control(0, RU=HELD, UA=kursk), control(20, RU=HELD), control(90, RU=HELD)]
    retaken = claim(15, 35.2, 51.2, event="liberated")
    assert outcome(retaken, series=[control(15, RU=HELD, UA=kursk), *series[1:]]).days == 5
    assert outcome(claim(15, 36.19, 51.73, event="liberated"), series=series).outcome == "unknown"


def test_ground_left_out_is_unknown_where_ukraine_is_drawn():
    west = UKRAINE.difference(shapely.box(36.8, 40, 45, 55))
    series = [control(0, RU=HELD, UA=west), control(80, RU=HELD, UA=west)]
    assert outcome(claim(5, IN_GAIN), series=series).outcome == "unknown"
    assert outcome(claim(5, OUTSIDE), series=series).contradicted


# -- the record ---------------------------------------------------------------------------------------------------


def test_a_record_adds_up():
    rows = [claim(15, IN_GAIN), claim(16, IN_GAIN), claim(17, 36.85), claim(10, OUTSIDE), claim(15, IN_HELD)]
    other = [claim(100, OUTSIDE, by="DeepState"), claim(15, None, None, by="DeepState", event="advanced")]
    found = record_of(claims(*rows, *other), SERIES, outlines=OUTLINES)
    first = found.iloc[0]
    assert first[["by", "event", "actor"]].tolist() == ["Russian MoD", "captured", "RU"]
    counts = ["claims", "already", "confirmed", "not_confirmed", "contradicted", "open", "unknown", "repeated"]
    assert first[counts].tolist() == [4, 1, 2, 1, 1, 0, 0, 1]
    assert first[["days_q1", "days_median", "days_q3", "within_days"]].tolist() == [3.5, 4, 4.5, 60]
    assert found[counts].sum().tolist() == [6, 1, 2, 1, 1, 1, 1, 1]
    assert np.isnan(found.days_median.iloc[1])
    assert record_of(claims(*rows, *other), SERIES, outlines=OUTLINES, by=["source"]).claims.tolist() == [6]


def test_a_record_of_nothing():
    found = record_of(claims(claim(event="struck")), SERIES, outlines=OUTLINES)
    assert len(found) == 0
    assert found.columns[0] == "by"


def test_a_record_by_anything_else_is_refused():
    for by in (["report_id"], []):
        with pytest.raises(InputError, match="a record is by some of by, event, actor, source"):
            record_of(claims(claim()), SERIES, outlines=OUTLINES, by=by)


def test_control_of_no_day_is_refused():
    with pytest.raises(InputError, match="does not say which days it shows"):
        record_of(claims(claim()), [], outlines=OUTLINES)


# -- who stood where ----------------------------------------------------------------------------------------------


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["RU", "UA", "contested", "unknown"]),
            st.tuples(st.integers(360, 366), st.integers(475, 480), st.integers(1, 5), st.integers(1, 5)),
            min_size=1,
        ),
        min_size=1,
        max_size=6,
    )
)
def test_standing_is_that_of_every_point_on_every_day(days):
    """Each day is asked by itself, in the order in which holders take precedence."""
    controls = [
        control(
            number,
            **{name: shapely.box(x / 10, y / 10, (x + w) / 10, (y + h) / 10) for name, (x, y, w, h) in areas.items()},
        )
        for number, areas in enumerate(days)
    ]
    rng = np.random.default_rng(1)
    spots = np.column_stack([rng.uniform(35.9, 37.2, 60), rng.uniform(47.4, 48.6, 60), np.zeros(60)])
    numbers, found = standing_of([None] * 60, spots, as_series(controls), UKRAINE)
    assert sorted(numbers) == list(range(60))
    for number, one in enumerate(controls):
        expected = np.full(60, PRECEDENCE.index(Holder.UNKNOWN if "UA" in days[number] else Holder.UA))
        for holder in reversed(PRECEDENCE):
            expected[one.inside(spots[:, 1], spots[:, 0], holder=holder)] = PRECEDENCE.index(holder)
        assert found.codes[numbers, number].tolist() == expected.tolist()
    assert found.sure.all()


def test_standing_is_sure_where_the_whole_circle_is():
    spots = np.array([[37.02, 48.0, metres] for metres in (0.0, 1300.0, 1600.0, 200_000.0)])
    _, found = standing_of([None] * 4, spots, as_series([control(0, RU=HELD)]), UKRAINE)
    assert found.sure[:, 0].tolist() == [True, True, False, False]


def test_the_shared_series_is_followed_day_by_day(shared, gazetteer):
    series = ControlSeries(shared / "control" / "deepstate-2024-07-08-to-2026-08-22.parquet")
    lat, lon = gazetteer.latlon.T
    near = np.flatnonzero((lon > 35) & (lon < 39) & (lat > 47) & (lat < 50.5))[::7]
    spots = np.column_stack([lon[near], lat[near], np.full(len(near), 1000.0)])
    numbers, found = standing_of([None] * len(near), spots, series, UKRAINE)
    russian = PRECEDENCE.index(Holder.RU)
    for index in range(0, len(found.days), 37):
        inside = series.on(found.days[index]).inside(spots[:, 1], spots[:, 0])
        assert ((found.codes[numbers, index] == russian) == inside).all()


def test_the_shared_series_confirms_kurakhove(shared):
    series = ControlSeries(shared / "control" / "deepstate-2024-07-08-to-2026-08-22.parquet")
    kurakhove = claim(lon=37.28, lat=47.98, date=dt.date(2024, 11, 25), uncertainty_m=1000.0)
    early = {**kurakhove, "date": dt.date(2024, 9, 1), "by": "somebody"}
    found = outcomes_of(claims(kurakhove, early), series)
    assert found.outcome.tolist() == [Outcome.CONFIRMED, Outcome.NOT_CONFIRMED]
    assert 0 < found.days[0] <= 60


# -- the command --------------------------------------------------------------------------------------------------


def test_the_record_of_a_ledger(tmp_path):
    path, ledger, report = tmp_path / "series.parquet", tmp_path / "claims.gpkg", tmp_path / "report.txt"
    held = shapely.box(37.55, 47.2, 38.5, 48.6)
    areas = [held, held, held.union(shapely.box(37.0, 47.2, 37.6, 48.6))]
    days = ["2024-12-01", "2024-12-16", "2024-12-24"]
    gpd.GeoDataFrame({"date": days}, geometry=areas, crs="EPSG:4326").to_parquet(path)
    report.write_text("The Russian Ministry of Defense claimed that Russian forces captured Kurakhove.\n")

    def run(*arguments):
        return CliRunner().invoke(cli, [*map(str, arguments)], catch_exceptions=False)

    run("claims", "add", report, "--date", "2024-12-16", "--ledger", ledger)
    found = run("control", "record", "--control", path, "--ledger", ledger, "--by-point")
    head, line = found.stdout.splitlines()
    assert head.split()[:4] == ["by", "event", "actor", "claims"]
    assert line.split() == ["Russian", "MoD", "captured", "RU", *"10100000", "8", "(8", "to", "8)"]
    assert found.stderr.rstrip() == (
        "1 claims of takings: 0 assessed so already, 1 confirmed within 60 days, 0 not confirmed within 60 days"
    )
    row = json.loads(run("control", "record", "--control", path, "--ledger", ledger, "--within", "7", "--json").stdout)
    assert (row["open"], row["not_confirmed"], row["within_days"], row["days_median"]) == (0, 1, 7, None)
    none = run("control", "record", "--control", path, "--ledger", ledger, "--to", "2024-12-15")
    assert (none.stdout, none.stderr.rstrip()) == ("", "no claims of takings")
