"""The front line piece by piece: order, direction, simplification, lengths."""

import datetime as dt
import sys
from pathlib import Path

import numpy as np
import pytest
import shapely

sys.path.insert(0, str(Path(__file__).parent))
from control_files import EAST, Square

from geo.control import Control, ControlSeries
from geo.control.assessed import length_km
from geo.control.front import TOLERANCE_M, simplified
from geo.control.metric import to_plane
from geo.errors import InputError, NoDateError
from geo.gazetteer.outlines import Outlines
from geo.model import Holder
from geo.schema import FRONT_LINE, check

DAY = dt.date(2024, 12, 16)


def control(area, date=DAY):
    return Control(date, "test", {Holder.RU: shapely.MultiPolygon(list(shapely.get_parts(area)))})


def test_pieces_run_and_follow_each_other_southwards():
    pockets = [shapely.box(36.3, south, 36.5, south + 0.2) for south in (47.3, 48.5)]
    salients = [shapely.box(34.95, 47.6, 35.3, 47.9), shapely.box(34.95, 48.2, 35.3, 48.4)]
    held = shapely.union_all([EAST.difference(shapely.union_all(pockets)), *salients])
    pieces = control(held).front_line(Square()).geoms
    assert len(pieces) == 5
    starts = [piece.coords[0][1] for piece in pieces]
    assert starts == sorted(starts, reverse=True)
    for piece in pieces:
        assert piece.coords[0][1] >= piece.coords[-1][1]
        assert piece.coords[0][1] == max(y for _, y in piece.coords) or not piece.is_closed
    assert sum(piece.is_closed for piece in pieces) == 2


def test_a_long_narrow_gap_between_polygons_is_no_front():
    gap = shapely.box(36.3, 47.5, 36.302, 48.5)
    assert len(control(EAST.difference(gap)).front_line(Square()).geoms) == 1


def wavy(size_deg, count=400):
    y = np.linspace(49.0, 47.0, count)
    return shapely.LineString(np.column_stack([36 + size_deg * np.sin(np.arange(count) * 2.1), y]))


@pytest.mark.parametrize("tolerance", [0, 20, 50, 500])
def test_simplified_within_its_tolerance(tolerance):
    line = shapely.MultiLineString([wavy(0.002), wavy(0.0001, 50)])
    kept = simplified(line, tolerance)
    assert len(kept.geoms) == 2
    flat, flatter = shapely.transform(line, to_plane), shapely.transform(kept, to_plane)
    for one, other in zip(flat.geoms, flatter.geoms, strict=True):
        assert shapely.distance(shapely.points(one.coords), other).max() <= tolerance + 1e-6
        assert (one.coords[0], one.coords[-1]) == (other.coords[0], other.coords[-1])
    vertices = set(map(tuple, shapely.get_coordinates(line).tolist()))
    assert set(map(tuple, shapely.get_coordinates(kept).tolist())) <= vertices


def test_simplified_lines_do_not_come_to_cross():
    # two lines 30 m apart, one bent around the other's end
    outer = [(36.0, 48.0), (36.01, 48.0003), (36.02, 48.0), (36.02, 47.99)]
    inner = [(36.0, 47.9997), (36.01, 48.0000), (36.0195, 47.9997)]
    kept = simplified(shapely.MultiLineString([outer, inner]), 200)
    assert not kept.geoms[0].intersects(kept.geoms[1])
    assert simplified(shapely.MultiLineString(), 50).is_empty


def test_a_closed_piece_stays_closed():
    ring = shapely.box(36.3, 48.0, 36.302, 48.002).exterior
    assert simplified(shapely.MultiLineString([ring]), 5_000).geoms[0].is_closed


@pytest.mark.parametrize("tolerance", [-1, float("nan"), float("inf")])
def test_a_tolerance_that_is_none_is_refused(tolerance):
    with pytest.raises(InputError, match=r"a tolerance of .+ m; give 0 or more"):
        simplified(shapely.MultiLineString([wavy(0.1)]), tolerance)


def test_frame_has_lengths_before_and_after():
    held = shapely.Polygon([*wavy(0.002).coords, (37, 47), (37, 49)])
    frame = check(control(held).front_pieces(Square()), FRONT_LINE)
    row = frame.iloc[0]
    assert (row.date, row.source, row.piece, row.tolerance_m) == (DAY, "test", 1, TOLERANCE_M)
    assert row.length_km == pytest.approx(length_km(row.geometry))
    assert row.length_km < row.drawn_km == pytest.approx(length_km(control(held).front_line(Square())))
    exact = control(held).front_pieces(Square(), tolerance_m=0)
    assert exact.length_km[0] == pytest.approx(exact.drawn_km[0])


def test_no_front_has_no_pieces():
    assert len(check(Control(DAY, "test", {}).front_pieces(Square()), FRONT_LINE)) == 0
    with pytest.raises(NoDateError, match="does not say which day"):
        control(EAST, None).front_pieces(Square())


def test_real_front_runs_from_the_border_to_the_river_mouth(shared):
    read = ControlSeries(next((shared / "control").glob("*.parquet")))
    outlines = Outlines.open()
    frame = read.on(DAY).front_pieces(outlines)
    assert frame.length_km.sum() == pytest.approx(1100, abs=15)
    main = frame.loc[frame.length_km.idxmax()]
    assert main.length_km == pytest.approx(1059, abs=10)
    (east, north), (west, south) = main.geometry.coords[0], main.geometry.coords[-1]
    border = outlines.countries["UA"].boundary
    assert shapely.distance(border, shapely.Point(east, north)) < 0.1
    assert outlines.oblast_at(north - 0.05, east - 0.1) == "UA63"
    # the estuary of the Dnipro begins below Kherson
    assert (south, west) == pytest.approx((46.63, 32.72), abs=0.1)
    middles = shapely.line_interpolate_point(main.geometry, np.linspace(0.05, 0.95, 50), normalized=True)
    assert all(shapely.contains_xy(outlines.countries["UA"], point.x, point.y) for point in middles)
