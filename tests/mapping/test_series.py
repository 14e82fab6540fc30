"""A series: which days it has, what is drawn of each, and that it is drawn as the control has it."""

import dataclasses
import datetime as dt

import numpy as np
import pytest
import shapely
from map_frames import empty_day, seed_day
from shapely.geometry import MultiPolygon, box
from test_series_encoding import read

from geo.control import Control, ControlSeries, series_changes
from geo.control.assessed import area_km2, length_km
from geo.errors import InputError
from geo.gazetteer.outlines import Outlines
from geo.mapping.series import series_of
from geo.mapping.series_shapes import NAMES, drawn_days
from geo.model import Holder

SPAN = "deepstate-2024-07-08-to-2026-08-22.parquet"
MARCH = [dt.date(2025, 3, day) for day in range(1, 6)]


class Held:
    """Control that grows by a strip a day, and on the fourth day loses a corner."""

    name = "made up"

    def __init__(self, days=MARCH):
        self.days = list(days)

    def control(self, day):
        step = self.days.index(day)
        area = shapely.difference(box(37.5, 47.6, 38.2 + step * 0.013, 48.3), box(37.6, 48.0, 37.7, 48.05))
        if step >= 3:
            area = shapely.difference(area, box(37.4, 47.5, 37.58, 47.66))
        return Control(day, "made up", {Holder.RU: MultiPolygon([area])})


@pytest.fixture
def control():
    return ControlSeries.of(Held())


@pytest.fixture(scope="module")
def outlines():
    return Outlines.open()


def on(date, **changes):
    return dataclasses.replace(empty_day(), date=date, **changes)


def polygons(shape):
    """Return a shape as the page draws it, in degrees."""
    return MultiPolygon([(np.array(part[0]) * 1e-5, [np.array(hole) * 1e-5 for hole in part[1:]]) for part in shape])


@pytest.mark.parametrize(
    ("reported", "first", "last", "expected"),
    [
        ([], MARCH[0], MARCH[4], MARCH),
        ([], MARCH[1], None, MARCH[1:]),
        ([], None, MARCH[2], MARCH[:3]),
        ([], dt.date(2025, 1, 1), dt.date(2026, 1, 1), MARCH),
        ([MARCH[3], MARCH[1]], None, None, [MARCH[1], MARCH[3]]),
        ([MARCH[3]], MARCH[2], None, MARCH[2:]),
        ([dt.date(2025, 3, 9)], MARCH[3], None, [*MARCH[3:], dt.date(2025, 3, 9)]),
    ],
)
def test_days_are_those_of_reports_and_of_the_control_asked_for(control, reported, first, last, expected):
    series = series_of([on(date) for date in reported], control=control, first=first, last=last)
    assert [day.date for day in series.days] == expected
    assert list(series.as_of) == [min(date, MARCH[-1]) for date in expected]
    assert series.source == "made up"
    assert series.days[-1].control is not None
    assert all(day.control is None for day in series.days[:-1])


def test_reports_alone_make_a_series():
    series = series_of([on(MARCH[2]), on(MARCH[0])])
    assert [day.date for day in series.days] == [MARCH[0], MARCH[2]]
    assert series.as_of == (None, None)
    assert series.source == ""


@pytest.mark.parametrize(
    ("days", "span", "says"),
    [
        ([], {}, "a series without a day"),
        ([on(MARCH[0]), on(MARCH[0])], {}, "layers of 2025-03-01 are given twice"),
        ([on(MARCH[0])], {"first": MARCH[1]}, "a report of 2025-03-01 is outside 2025-03-02 to the end"),
        ([], {"first": MARCH[1], "last": MARCH[0]}, "give the earlier date first"),
        ([], {"first": dt.date(2026, 1, 1)}, "no control from 2026-01-01 to the end: the data has 2025-03-01"),
        ([on(dt.date(2025, 2, 1))], {}, "begins on 2025-03-01, after 2025-02-01"),
    ],
)
def test_faults_are_named(control, days, span, says):
    with pytest.raises(InputError, match=says):
        series_of(days, control=control, **span)


def test_sizes_are_those_of_the_control_and_its_changes(control, outlines):
    controls = [control.on(day) for day in MARCH]
    drawn = list(drawn_days(controls, None, outlines))
    table = series_changes(controls)
    assert drawn[0].gained_km2 is None
    for day, one, (_, row) in zip(drawn, controls, table.iterrows(), strict=True):
        assert day.areas_km2["RU"] == pytest.approx(area_km2(one.polygons[Holder.RU]), rel=2e-4)
        assert day.front_km == pytest.approx(length_km(one.front_line(outlines)), abs=1e-9)
        if day is not drawn[0]:
            assert day.gained_km2 == pytest.approx(row["gained_km2"], abs=1e-5)
            assert day.lost_km2 == pytest.approx(row["lost_km2"], abs=1e-5)
    assert drawn[3].lost_km2 > 10


def test_the_first_day_is_told_against_the_day_before_it(control, outlines):
    whole = list(drawn_days([control.on(day) for day in MARCH], None, outlines))
    part = list(drawn_days([control.on(day) for day in MARCH[2:]], control.on(MARCH[1]), outlines))
    assert [day.gained_km2 for day in part] == [day.gained_km2 for day in whole[2:]]
    series = series_of([], control=control, first=MARCH[2])
    assert series._before == MARCH[1]
    assert series_of([], control=control, first=MARCH[0])._before is None


def test_days_without_control_and_beside_the_same_control(control, outlines):
    one = control.on(MARCH[0])
    drawn = list(drawn_days([None, one, one, None, None], None, outlines))
    assert [day.gained_km2 for day in drawn] == [None, None, 0.0, None, None]
    assert [bool(day.shapes) for day in drawn] == [False, True, True, False, False]


def test_areas_without_a_side_of_russia_are_drawn(outlines):
    area = MultiPolygon([box(35.0, 51.1, 35.3, 51.3)])
    (day,) = drawn_days([Control(MARCH[0], "made up", {Holder.UA: area})], None, outlines)
    assert set(day.areas_km2) == {"UA"}
    assert day.shapes["front"] == []
    assert polygons(day.shapes["UA"]).equals_exact(area, 1e-9)


def test_what_is_smaller_than_the_rounding_is_left_out_and_the_rest_kept(outlines):
    speck = box(37.0, 48.0, 37.000001, 48.000001)
    control = Control(MARCH[0], "made up", {Holder.RU: MultiPolygon([box(37.5, 48.0, 38.0, 48.4), speck])})
    (day,) = drawn_days([control], None, outlines)
    assert len(day.shapes["RU"]) == 1


def test_the_block_holds_every_day_of_a_long_series_as_the_data_has_it(shared, outlines):
    control = ControlSeries(shared / "control" / SPAN)
    days = list(control.days)[:40]
    controls = [control.on(day) for day in days]
    series = series_of([], control=control, first=days[0], last=days[-1], outlines=outlines)
    drawn = {name: read(series._block, name) for name in ("RU", "front")}
    for one, area, front in zip(controls, drawn["RU"], drawn["front"], strict=True):
        rings = [ring for part in area for ring in part]
        for ring, own in zip(rings, shapely.get_rings(shapely.get_parts(one.polygons[Holder.RU])), strict=True):
            points = np.rint(shapely.get_coordinates(own)[:-1] / 1e-5).astype(int).tolist()
            assert ring == [point for point, last in zip(points, [None, *points], strict=False) if point != last]
        kept = shapely.get_coordinates(one.front_line(outlines))
        line = np.concatenate([np.array(part[0]) for part in front]) * 1e-5
        assert np.abs(line - kept).max() < 0.51e-5
    edges = sum(shapely.get_num_coordinates(one.polygons[Holder.RU]) for one in controls)
    assert len(series._block["points"]) / 2 < 0.05 * edges


def test_a_series_is_one_page_the_same_each_time(control):
    series = series_of([on(MARCH[1], title="Two villages"), seed_day(date=MARCH[2])], control=control, first=MARCH[0])
    pages = [series.to_map().get_root().render() for _ in range(2)]
    assert pages[0] == pages[1]
    assert 'id="geo-series"' in pages[0]


def test_names_are_those_that_the_page_knows():
    assert NAMES == ("RU", "UA", "contested", "unknown", "front", "gained", "lost")
