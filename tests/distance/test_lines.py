"""Distances to lines beside the shortest of many geodesics to points put close together on the line."""

import math

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, MultiLineString

from geo.distance import destination, geod, inverse, to_line
from geo.errors import CRSError, InputError

MERIDIAN = LineString([(38.0, 47.0), (38.0, 49.0)])
RNG = np.random.default_rng(20241216)


def shortest_km(lat, lon, line, step_deg):
    """Return the least distance from each position to points of a line so many degrees apart."""
    points = shapely.get_coordinates(shapely.segmentize(line, step_deg))
    shortest = []
    for a, o in zip(lat, lon, strict=True):
        metres = geod().inv(np.full(len(points), o), np.full(len(points), a), points[:, 0], points[:, 1])[2]
        shortest.append(metres.min() / 1000)
    return np.array(shortest)


def jagged(count=400, step_deg=0.02):
    """Return a line that turns back upon itself at random, in two parts."""
    vertices = np.array([35.0, 47.0]) + RNG.normal([0.002, 0.004], step_deg, (count, 2)).cumsum(axis=0)
    return MultiLineString([vertices[: count // 2], vertices[count // 2 :]])


def check(lat, lon, line, step_deg, share=1e-4):
    km, bearing, near_lat, near_lon = to_line(lat, lon, line)
    brute_km = shortest_km(lat, lon, line, step_deg)
    assert np.all(km <= brute_km + np.maximum(1e-3, share * brute_km))
    # the brute force is too long by up to its step, never too short
    assert np.all(km >= brute_km - 112 * step_deg)
    # what is returned hangs together: the point is on the line, and so far away in that direction
    assert shapely.distance(line, shapely.points(near_lon, near_lat)).max() < 1e-9
    again_km, again_bearing, _ = inverse(lat, lon, near_lat, near_lon)
    np.testing.assert_array_equal(km, again_km)
    np.testing.assert_array_equal(bearing, again_bearing)


@pytest.mark.parametrize(("spread_deg", "step_deg"), [(0.001, 0.0001), (0.05, 0.0005), (1.0, 0.001), (8.0, 0.001)])
def test_no_point_of_a_jagged_line_is_nearer(spread_deg, step_deg):
    line = jagged(count=200)
    vertices = shapely.get_coordinates(line)[RNG.integers(0, 200, 40)]
    lon, lat = (vertices + RNG.normal(0, spread_deg, vertices.shape)).T
    check(lat, lon, line, step_deg)


def test_no_point_of_the_front_is_nearer(shared):
    import geo
    from geo.gazetteer.outlines import Outlines

    control = geo.read_control(shared / "control" / "daily" / "deepstatemap_data_20241216.geojson")
    front = control.front_line(Outlines.open())
    lat, lon = RNG.uniform(44, 53, 60), RNG.uniform(22, 41, 60)
    check(lat, lon, front, 0.001)
    vertices = shapely.get_coordinates(front)[::25]
    lon, lat = (vertices + RNG.normal(0, 0.05, vertices.shape)).T
    check(lat, lon, front, 0.0005)


def test_long_sides_are_straight_in_longitude_and_latitude():
    """A geodesic from end to end would pass 24 km north of the middle of this side."""
    side = LineString([(24.0, 48.5), (38.0, 48.5)])
    km, bearing, lat, lon = to_line(48.0, 31.0, side)
    assert (lat, lon) == (48.5, pytest.approx(31.0, abs=1e-6))
    assert (km, bearing) == (pytest.approx(inverse(48.0, 31.0, 48.5, 31.0)[0], abs=1e-6), pytest.approx(0, abs=1e-3))
    check(RNG.uniform(40, 60, 40), RNG.uniform(20, 42, 40), side, 0.001)


def test_far_away_the_point_is_nearest_to_a_ten_thousandth():
    """A ring of one geodesic radius is the hardest line: every bulge of it counts."""
    for km in (300.0, 1000.0, 2400.0):
        bearing = np.linspace(0, 360, 721)
        lat, lon = destination(20.0, 10.0, bearing, km * (1 + 3e-5 * np.sin(7 * np.radians(bearing))))
        check(np.array([20.0]), np.array([10.0]), LineString(np.column_stack([lon, lat])), 0.01)


@pytest.mark.parametrize("lat", [90.0, -90.0])
def test_from_a_pole(lat):
    km, bearing, near_lat, near_lon = to_line(lat, 0.0, MERIDIAN)
    assert (near_lat, near_lon) == ((49.0, 38.0) if lat > 0 else (47.0, 38.0))
    assert km == pytest.approx(inverse(lat, 0.0, near_lat, near_lon)[0])
    assert bearing == pytest.approx(142.0 if lat > 0 else 38.0)


def test_round_a_pole_a_line_is_bent():
    parallel = LineString([(0.0, 89.99), (170.0, 89.99)])
    check(np.array([89.99, 89.985, 90.0]), np.array([85.1, 33.3, 0.0]), parallel, 0.01)


def test_a_line_cut_at_the_antimeridian_is_near_from_both_sides():
    cut = MultiLineString([[(179.0, 0.0), (180.0, 0.0)], [(-180.0, 0.0), (-179.0, 0.0)]])
    lat, lon = np.array([1.0, 1.0, 0.5]), np.array([179.9, -179.9, 180.0])
    km, bearing, _, near_lon = to_line(lat, lon, cut)
    np.testing.assert_allclose(km, [110.574, 110.574, 55.287], atol=1e-3)
    np.testing.assert_allclose(bearing, 180.0, atol=1e-6)
    np.testing.assert_allclose(np.abs(near_lon), [179.9, 179.9, 180.0], atol=1e-6)
    assert to_line(0.0, 179.9, LineString([(-180, -1), (-180, 1)]))[:2] == pytest.approx((11.132, 90.0), abs=1e-3)


def test_a_line_of_one_point_is_a_point():
    km, bearing, lat, lon = to_line(48.0, 37.0, LineString([(37.0, 47.0), (37.0, 47.0)]))
    assert (km, bearing, lat, lon) == (pytest.approx(111.181, abs=1e-3), 180.0, 47.0, 37.0)


def test_on_the_line_there_is_no_bearing():
    km, bearing, lat, lon = to_line(48.0, 38.0, LineString([(38.0, 48.0), (39.0, 48.0)]))
    assert (km, lat, lon) == (0.0, 48.0, 38.0)
    assert math.isnan(bearing)


def test_many_are_as_one_by_one_and_keep_their_shape():
    line = jagged()
    lat, lon = RNG.uniform(46, 50, (3, 5)), RNG.uniform(33, 38, (3, 5))
    found = to_line(lat, lon, line)
    assert all(values.shape == (3, 5) for values in found)
    for row in np.ndindex(3, 5):
        one = to_line(float(lat[row]), float(lon[row]), line)
        assert all(isinstance(value, float) for value in one)
        assert one == pytest.approx(tuple(values[row] for values in found), rel=0, abs=1e-9)
    assert all(values.shape == (0,) for values in to_line([], [], line))
    assert all(values.shape == (2,) for values in to_line([48.0, 49.0], 37.0, line))


def test_many_points_equally_near_are_all_looked_at():
    """The middle of a circle is as near to all of it; one vertex a metre nearer is found."""
    bearing = np.linspace(0, 360, 5000)
    lat, lon = destination(48.0, 37.0, bearing, np.where(np.arange(5000) == 3210, 0.999, 1.0))
    km, towards, _, _ = to_line(48.0, 37.0, LineString(np.column_stack([lon, lat])))
    assert (km, towards) == (pytest.approx(0.999, abs=1e-6), pytest.approx(bearing[3210], abs=0.01))


@given(st.floats(-89, 89), st.floats(-179, 179), st.floats(0, 360), st.floats(0.001, 50))
def test_an_end_is_never_farther_than_it_is(lat, lon, bearing, km):
    end = destination(lat, lon, bearing, km)
    beyond = destination(lat, lon, bearing, km + 5)
    if abs(end[1] - beyond[1]) < 180:
        found_km, _, _, _ = to_line(lat, lon, LineString([end[::-1], beyond[::-1]]))
        assert found_km <= km + 1e-4


@pytest.mark.parametrize(
    "line",
    [
        gpd.GeoSeries([MERIDIAN], crs=4326),
        gpd.GeoDataFrame({"name": ["front"]}, geometry=[MERIDIAN], crs="OGC:CRS84"),
        gpd.GeoSeries([MERIDIAN, None, LineString()], crs=4326),
        MultiLineString([[(38.0, 48.0), (38.0, 47.0)], [(38.0, 49.0), (38.0, 48.0)]]),
        LineString([(38.0, 47.0, 100.0), (38.0, 49.0, 300.0)]),
        shapely.LinearRing([(38.0, 47.0), (38.0, 49.0), (39.0, 48.0)]),
    ],
)
def test_lines_are_taken_as_they_come(line):
    assert to_line(48.0, 37.0, line) == pytest.approx(to_line(48.0, 37.0, MERIDIAN), rel=1e-6)


@pytest.mark.parametrize(
    ("line", "error", "message"),
    [
        (gpd.GeoSeries([MERIDIAN]), CRSError, "^the line is in no CRS; expected EPSG:4326"),
        (gpd.GeoSeries([MERIDIAN], crs=32637), CRSError, "^the line is in EPSG:32637; expected EPSG:4326"),
        (LineString(), InputError, "^the line is empty: there is nothing to measure to$"),
        (gpd.GeoSeries([], crs=4326), InputError, "^the line is empty"),
        (None, InputError, "^the line is empty"),
        (
            LineString([(179, 0), (-179, 0)]),
            InputError,
            "more than 180 degrees of longitude at once; cut it at the anti",
        ),
        (shapely.Point(38, 48), InputError, "^a line is wanted, not a Point"),
        (shapely.box(38, 48, 39, 49), InputError, "^a line is wanted, not a Polygon; of an area give the boundary$"),
        ("38 48, 39 49", InputError, "^a line is wanted, not str"),
        (gpd.GeoDataFrame({"name": ["front"]}), InputError, "^a line is wanted, not GeoDataFrame"),
        (
            LineString([(600_000, 5_300_000), (601_000, 5_300_000)]),
            InputError,
            r"^latitude of the line 5.3e\+06 is out of",
        ),
        (LineString([(38, 48), (200, 48)]), InputError, "^longitude of the line 200 is out of range"),
    ],
)
def test_what_is_no_line_in_degrees_is_refused(line, error, message):
    with pytest.raises(error, match=message):
        to_line(48.0, 37.0, line)


@pytest.mark.parametrize(
    ("lat", "lon", "message"),
    [
        (math.nan, 37.0, "^latitude nan is out of range"),
        ([48.0, 91.0], 37.0, "^latitude 91 is out of range"),
        (48.0, [math.inf], "^longitude inf is out of range"),
        ("48", 37.0, "^a latitude is not a number$"),
        ([48.0, 49.0], [37.0] * 3, "^arrays of 2, 3 values"),
    ],
)
def test_impossible_positions_are_refused(lat, lon, message):
    with pytest.raises(InputError, match=message):
        to_line(lat, lon, MERIDIAN)
