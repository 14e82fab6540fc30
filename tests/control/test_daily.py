"""What each day of a series gained and lost."""

import datetime as dt
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
from control_files import EAST, collection, feature, write

from geo.control import Control, ControlSeries, gain_and_loss, series_changes
from geo.control.assessed import area_km2
from geo.control.daily import daily_areas
from geo.control.edges import changed, edges_of, faces_of
from geo.control.metric import to_plane
from geo.errors import InputError
from geo.model import Holder

COLUMNS = ["date", "area_km2", "gained_km2", "lost_km2"]
WEST = shapely.box(35.0, 47.0, 36.0, 49.0)
HOLED = EAST.difference(shapely.box(36.2, 47.5, 36.4, 47.7))


def day(number):
    return dt.date(2024, 12, 1) + dt.timedelta(days=number)


def controls(*areas, holder=Holder.RU):
    return [
        Control(day(number), "test", {holder: shapely.MultiPolygon(list(shapely.get_parts(area)))})
        for number, area in enumerate(areas)
    ]


def km2(area):
    return shapely.transform(area, to_plane).area / 1e6


def series(tmp_path, days, areas, holder=None):
    path = tmp_path / "a.parquet"
    columns = {"date": days} | ({} if holder is None else {"holder": holder})
    gpd.GeoDataFrame(columns, geometry=areas, crs="EPSG:4326").to_parquet(path)
    return ControlSeries(path)


def test_areas_gains_and_losses_of_each_day():
    both = shapely.union_all([EAST, WEST])
    frame = series_changes(controls(EAST, both, both, WEST))
    assert frame.columns.tolist() == COLUMNS
    assert frame.date.tolist() == [day(0), day(1), day(2), day(3)]
    assert frame.area_km2.tolist() == pytest.approx([km2(EAST), km2(both), km2(both), km2(WEST)])
    assert frame.gained_km2.tolist() == pytest.approx([0, km2(WEST), 0, 0], rel=1e-3)
    assert frame.lost_km2.tolist() == pytest.approx([0, 0, 0, km2(EAST)], rel=1e-3)


def test_a_hole_that_closes_is_a_gain_and_one_that_opens_a_loss():
    frame = series_changes(controls(HOLED, EAST, HOLED))
    hole = km2(EAST) - km2(HOLED)
    assert frame.gained_km2.tolist() == pytest.approx([0, hole, 0])
    assert frame.lost_km2.tolist() == pytest.approx([0, 0, hole])


def test_days_without_the_holder_have_no_area():
    assert series_changes(controls(EAST, holder=Holder.UA)).area_km2.tolist() == [0]
    days = [*controls(EAST), *(Control(day(1), "test", {}),), Control(day(2), "test", controls(EAST)[0].polygons)]
    frame = series_changes(days)
    assert frame.area_km2.tolist() == pytest.approx([km2(EAST), 0, km2(EAST)])
    assert frame.gained_km2.tolist() == pytest.approx([0, 0, km2(EAST)])
    assert frame.lost_km2.tolist() == pytest.approx([0, km2(EAST), 0])
    assert series_changes(controls(EAST, WEST, holder=Holder.UA), holder=Holder.UA).gained_km2[1] > 10_000


def test_one_day_and_none():
    assert series_changes(controls(EAST)).gained_km2.tolist() == [0]
    empty = series_changes([])
    assert empty.columns.tolist() == COLUMNS
    assert len(empty) == 0


def test_days_are_ordered_whatever_order_they_come_in():
    one, other = controls(EAST, HOLED)
    assert series_changes([other, one]).lost_km2.tolist() == series_changes([one, other]).lost_km2.tolist()


def test_undated_and_repeated_days_are_refused(tmp_path):
    with pytest.raises(InputError, match="test: does not say which day it shows; give the date"):
        series_changes([Control(None, "test", {})])
    with pytest.raises(InputError, match="a series shows 2024-12-01 twice; leave one of the two out"):
        series_changes([*controls(EAST), *controls(WEST)])
    path = write(tmp_path / "a.geojson", collection(feature(EAST)))
    with pytest.raises(InputError, match="does not say which days it shows"):
        series_changes(ControlSeries(path))


def test_a_file_is_read_as_each_of_its_days(tmp_path):
    bow = shapely.Polygon([(36, 47), (37, 47), (37, 48), (37.5, 48), (37, 48), (37, 49), (36, 49)])
    days = ["2024-12-01", "2024-12-02", "2024-12-02", "2024-12-03", "2024-12-04", "2024-12-05"]
    areas = [EAST, WEST, EAST, bow, HOLED, shapely.force_3d(EAST, 5.0)]
    read = series(tmp_path, days, areas)
    found, shapes = daily_areas(read, Holder.RU)
    assert found == list(read.days) == [day(number) for number in range(5)]
    for one, shape in zip(found, shapes, strict=True):
        assert shape.equals(read.on(one).polygons[Holder.RU])
        assert shape.is_valid
        assert not shape.has_z
    pairs = [read.on(one) for one in found]
    frame = series_changes(read)
    for number in range(1, 5):
        pair = gain_and_loss(pairs[number - 1], pairs[number])
        assert (frame.gained_km2[number], frame.lost_km2[number]) == pytest.approx(pair, abs=1e-9)


def test_holders_of_a_file_are_told_apart(tmp_path):
    read = series(tmp_path, ["2024-12-01", "2024-12-01", "2024-12-02"], [EAST, WEST, WEST], ["RU", "UA", "UA"])
    assert series_changes(read).area_km2.tolist() == pytest.approx([km2(EAST), 0])
    assert series_changes(read, holder=Holder.UA).area_km2.tolist() == pytest.approx([km2(WEST), km2(WEST)])


def test_a_file_with_a_bad_day_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"no degrees|swapped"):
        series_changes(series(tmp_path, ["2024-12-01"], [shapely.transform(EAST, lambda xy: xy[:, ::-1])]))


@given(st.lists(st.sets(st.tuples(st.integers(0, 4), st.integers(0, 4))), min_size=2, max_size=6))
def test_any_series_is_what_overlay_gives(days):
    squares = [[shapely.box(36 + x / 20, 48 + y / 20, 36.05 + x / 20, 48.05 + y / 20) for x, y in one] for one in days]
    shapes = [shapely.union_all(one) for one in squares]
    found = series_changes(controls(*shapes))
    flat = [shapely.transform(shape, to_plane) for shape in shapes]
    for number in range(1, len(flat)):
        gained, lost = flat[number].difference(flat[number - 1]), flat[number - 1].difference(flat[number])
        assert found.gained_km2[number] == pytest.approx(gained.area / 1e6, abs=1e-6)
        assert found.lost_km2[number] == pytest.approx(lost.area / 1e6, abs=1e-6)


# -- edges --------------------------------------------------------------------------------------------------------


def test_edges_run_with_their_area_to_the_left():
    for shape in (EAST, shapely.reverse(EAST), shapely.normalize(HOLED), shapely.reverse(HOLED)):
        x0, y0, x1, y1 = edges_of(np.array([shape])).ends.T
        assert (x0 * y1 - x1 * y0).sum() / 2 == pytest.approx(shape.area)


def test_edges_of_equal_areas_are_the_same_whatever_way_they_are_written():
    edges = edges_of(np.array([HOLED, shapely.reverse(HOLED), None, shapely.normalize(HOLED), shapely.Polygon()]))
    assert len(edges.ends) == 8
    edge, step = changed(edges, 5)
    assert np.bincount(step, minlength=5).tolist() == [0, 0, 8, 8, 8]
    assert sorted(edge[step == 2]) == list(range(8))


def test_neighbours_share_no_edge():
    assert len(edges_of(np.array([WEST, EAST])).ends) == 8


def test_no_lines_have_no_faces():
    faces, group = faces_of(np.empty((0, 4)), np.empty(0, dtype=np.intp))
    assert (len(faces), len(group)) == (0, 0)


def test_edges_whose_numbers_are_the_same_by_chance_stay_apart(monkeypatch):
    from geo.control import edges

    want = edges_of(np.array([EAST, HOLED, WEST]))
    monkeypatch.setattr(edges, "_mixed", lambda points: np.zeros(len(points), dtype=np.uint64))
    found = edges_of(np.array([EAST, HOLED, WEST]))
    assert sorted(map(tuple, found.ends)) == sorted(map(tuple, want.ends))
    assert len(changed(found, 3)[0]) == len(changed(want, 3)[0])


def test_days_whose_sums_do_not_agree_are_laid_over_each_other(monkeypatch):
    from geo.control import daily

    want = series_changes(controls(EAST, HOLED, WEST))
    monkeypatch.setattr(daily, "faces_of", lambda *_: (np.empty(0, dtype=object), np.empty(0, dtype=np.intp)))
    found = series_changes(controls(EAST, HOLED, WEST))
    assert found.lost_km2.tolist() == pytest.approx(want.lost_km2.tolist())
    assert found.gained_km2.tolist() == pytest.approx(want.gained_km2.tolist())


# -- real data ----------------------------------------------------------------------------------------------------


def test_real_series_is_what_overlay_gives(shared):
    read = ControlSeries(next((shared / "control").glob("*.parquet")))
    frame = series_changes(read)
    assert len(frame) == 769
    assert frame.area_km2.iloc[[0, -1]].tolist() == pytest.approx([109361, 116995], rel=1e-3)
    np.testing.assert_allclose(frame.area_km2.diff()[1:], (frame.gained_km2 - frame.lost_km2)[1:], atol=1e-6)
    some = list(range(0, 769, 64))
    days, areas = daily_areas(read, Holder.RU)
    for number in some:
        assert frame.area_km2[number] == pytest.approx(area_km2(areas[number]), rel=2e-4)
    for number in some[1:]:
        flat, flatter = shapely.transform(areas[number - 1], to_plane), shapely.transform(areas[number], to_plane)
        overlay = flatter.difference(flat).area / 1e6, flat.difference(flatter).area / 1e6
        assert (frame.gained_km2[number], frame.lost_km2[number]) == pytest.approx(overlay, abs=1e-6)
        assert frame.date[number] == days[number]
