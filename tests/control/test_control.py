import datetime as dt
import sys
from pathlib import Path

import numpy as np
import pytest
import shapely

sys.path.insert(0, str(Path(__file__).parent))
from control_files import EAST, SHARED, Square

from geo.control import Control, read_control
from geo.control.assessed import length_km
from geo.distance import destination, inverse
from geo.errors import InputError, NoDateError
from geo.model import Holder
from geo.schema import CONTROL, FRONT_LINE, check

DAY = dt.date(2024, 12, 16)


def control(area, holder=Holder.RU, date=DAY):
    return Control(date, "test", {holder: shapely.multipolygons(np.atleast_1d(shapely.get_parts(area)))})


def test_frame_has_geodesic_areas():
    frame = check(control(EAST).frame(), CONTROL)
    assert frame.loc[0, ["date", "holder", "basis", "source"]].tolist() == [DAY, "RU", "assessed", "test"]
    assert frame.area_km2[0] == pytest.approx(16583, rel=1e-3)


def test_frame_subtracts_holes():
    holed = EAST.difference(shapely.box(36.4, 47.5, 36.6, 48.5))
    assert control(holed).frame().area_km2[0] == pytest.approx(0.9 * 16583, rel=1e-3)


def test_empty_control_makes_empty_frames():
    nothing = Control(DAY, "test", {})
    assert len(check(nothing.frame(), CONTROL)) == 0
    assert len(check(nothing.front_frame(Square()), FRONT_LINE)) == 0
    assert nothing.front_distance_km([48.0], [36.0], Square()).tolist() == [np.inf]
    assert nothing.inside([48.0], [36.5]).tolist() == [False]


def test_undated_control_makes_no_frames():
    undated = control(EAST, date=None)
    with pytest.raises(NoDateError, match="test: does not say which day it shows; give the date"):
        undated.frame()
    with pytest.raises(NoDateError, match="does not say which day"):
        undated.front_frame(Square())
    assert undated.for_report(DAY).frame().date[0] == DAY


# -- the front line ---------------------------------------------------------------------------------------------------


def test_border_is_no_front():
    line = control(EAST).front_line(Square())
    assert len(line.geoms) == 1
    np.testing.assert_allclose(shapely.get_coordinates(line)[:, 0], 36.0)
    assert length_km(line) == pytest.approx(222.4, abs=6)
    assert line.bounds[1] < 47.03
    assert line.bounds[3] > 48.97


def test_front_frame_has_its_geodesic_length():
    frame = check(control(EAST).front_frame(Square()), FRONT_LINE)
    assert frame.length_km[0] == pytest.approx(length_km(frame.geometry[0]))


@pytest.mark.parametrize("off", [-0.05, 0.05])
def test_border_drawn_some_kilometres_off_is_no_front(off):
    line = control(shapely.box(36.0, 47.0, 37.0 + off, 49.0)).front_line(Square())
    assert line.bounds[2] < 36.01


def test_a_shallow_salient_at_the_border_keeps_its_front():
    salient = shapely.box(35.6, 48.94, 35.9, 49.01)
    line = control(salient).front_line(Square())
    assert len(line.geoms) == 1
    assert line.bounds == pytest.approx((35.6, 48.94, 35.9, 48.98), abs=0.012)
    assert length_km(line) == pytest.approx(22 + 2 * 5, abs=4)


def test_land_outside_the_country_has_no_front():
    assert control(shapely.box(38.0, 47.5, 39.0, 48.5)).front_line(Square()).is_empty


def test_pockets_count_and_specks_do_not():
    pocket, speck = shapely.box(36.3, 47.9, 36.5, 48.1), shapely.box(36.7, 48.0, 36.705, 48.005)
    held = EAST.difference(pocket).difference(speck)
    pieces = control(held).front_line(Square()).geoms
    assert len(pieces) == 2
    closed = next(piece for piece in pieces if piece.is_closed)
    assert closed.equals(pocket.exterior)


def test_only_what_russia_holds_makes_a_front():
    assert control(EAST, Holder.UA).front_line(Square()).is_empty


def test_front_is_kept_for_its_outlines():
    one, square = control(EAST), Square()
    assert one.front_line(square) is one.front_line(square)
    assert one.for_report(DAY).front_line(square) is one.front_line(square)


def test_outlines_may_give_many_lines():
    class Parts:
        def not_front(self):
            coordinates = shapely.get_coordinates(Square().not_front())
            return [shapely.LineString(coordinates[:3]), shapely.LineString(coordinates[2:])]

    assert control(EAST).front_line(Parts()).equals(control(EAST).front_line(Square()))


# -- points -----------------------------------------------------------------------------------------------------------


def test_front_distance_is_geodesic_within_one_percent():
    rng = np.random.default_rng(3)
    lat, lon = rng.uniform(47.0, 49.0, 200), rng.uniform(35.0, 37.0, 200)
    one = control(EAST)
    km = one.front_distance_km(lat, lon, Square())
    line = shapely.get_coordinates(shapely.segmentize(one.front_line(Square()), 0.002))
    true = [
        inverse(np.full(len(line), a), np.full(len(line), o), line[:, 1], line[:, 0])[0].min()
        for a, o in zip(lat, lon, strict=True)
    ]
    np.testing.assert_allclose(km, true, rtol=0.01, atol=0.02)


def test_front_distance_is_unsigned():
    west, east = destination(48.0, 36.0, 270.0, 12.0), destination(48.0, 36.0, 90.0, 12.0)
    km = control(EAST).front_distance_km([west[0], east[0]], [west[1], east[1]], Square())
    np.testing.assert_allclose(km, 12.0, rtol=0.003)


def test_points_without_position_are_nowhere():
    one = control(EAST)
    assert np.isnan(one.front_distance_km([np.nan, 48.0], [36.0, np.nan], Square())).all()
    assert one.inside([48.0, 48.0, np.nan], [36.5, 35.5, 36.5]).tolist() == [True, False, False]


def test_lengths_must_agree():
    with pytest.raises(InputError, match="2 latitudes and 1 longitudes; give as many of one as of the other"):
        control(EAST).inside([48.0, 48.0], [36.5])


# -- real data --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def outlines():
    from geo.errors import GazetteerError

    try:
        from geo.gazetteer.outlines import Outlines

        return Outlines.open()
    except (ImportError, GazetteerError) as missing:
        pytest.skip(f"no outlines yet: {missing}")


@pytest.fixture(scope="module")
def day():
    return read_control(SHARED / "daily" / "deepstatemap_data_20241216.geojson", date=DAY)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the shared material is not beside the checkout")
class TestRealFront:
    def test_length(self, day, outlines):
        assert 1000 < length_km(day.front_line(outlines)) < 1200

    @pytest.mark.parametrize(
        ("name", "lat", "lon"),
        [("Vovchansk", 50.29, 36.94), ("Kherson", 46.63, 32.6), ("Pokrovsk", 48.28, 37.18), ("Robotyne", 47.45, 35.84)],
    )
    def test_passes(self, day, outlines, name, lat, lon):
        assert day.front_distance_km([lat], [lon], outlines)[0] < 12

    @pytest.mark.parametrize(
        ("name", "lat", "lon"),
        [
            ("Sevastopol", 44.6, 33.5), ("Kerch", 45.35, 36.5), ("Berdiansk", 46.75, 36.8), ("Mariupol", 47.09, 37.5),
            ("Armiansk", 46.1, 33.7), ("Henichesk", 46.17, 34.8), ("Milove", 49.37, 40.13), ("Chertkovo", 49.8, 39.9),
            ("Kinburn", 46.5, 31.6),
        ],
    )  # fmt: skip
    def test_keeps_off_coast_and_border(self, day, outlines, name, lat, lon):
        assert day.front_distance_km([lat], [lon], outlines)[0] > 40

    def test_sides(self, day):
        cities = {
            "Donetsk": (48.0, 37.8),
            "Simferopol": (44.95, 34.1),
            "Kyiv": (50.45, 30.5),
            "Kurakhove": (47.98, 37.2),
        }
        lat, lon = np.array(list(cities.values())).T
        assert day.inside(lat, lon).tolist() == [True, True, False, False]
