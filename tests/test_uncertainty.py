import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.distance import destination, inverse
from geo.errors import InputError
from geo.uncertainty import DIRECTION_REACH_KM, NEAR_REACH_KM, located, rounding_unit_km


def vertex_km(location, lat, lon):
    vertices = np.asarray(location.shape.exterior.coords)
    return inverse(np.full(len(vertices), lat), np.full(len(vertices), lon), vertices[:, 1], vertices[:, 0])[0]


@pytest.mark.parametrize(
    ("km", "unit"), [(10, 5), (15, 5), (100, 5), (7, 1), (12, 1), (3.5, 0.5), (4.3, 0.1), (8.04672, 0.1), (0, 5)]
)
def test_rounding_units(km, unit):
    assert rounding_unit_km(km) == unit


def test_distance_and_bearing_make_a_piece_of_a_ring():
    place = located(48.0, 37.0, 0.0, 7, 90)
    assert (place.lat, place.lon) == pytest.approx(destination(48.0, 37.0, 90, 7))
    km = vertex_km(place, 48.0, 37.0)
    assert (km.min(), km.max()) == (pytest.approx(6.5), pytest.approx(7.5))
    corner = (7.5 * math.cos(math.pi / 8), 7.5 * math.sin(math.pi / 8))
    assert place.radius_m == pytest.approx(1000 * math.dist((7, 0), corner), rel=1e-3)


def test_distance_alone_makes_a_ring_about_the_anchor():
    place = located(48.0, 37.0, 1000.0, 10)
    assert (place.lat, place.lon) == (48.0, 37.0)
    assert not place.shape.contains(shapely.Point(37.0, 48.0))
    assert len(place.shape.interiors) == 1
    assert place.radius_m == pytest.approx(13_500, rel=1e-3)


def test_a_wide_anchor_closes_the_ring():
    assert not located(48.0, 37.0, 9000.0, 10).shape.interiors


def test_bearing_alone_makes_a_wedge():
    place = located(48.0, 37.0, 0.0, None, 0)
    assert place.radius_m == pytest.approx(541 * DIRECTION_REACH_KM, rel=1e-3)
    assert vertex_km(place, 48.0, 37.0).max() == pytest.approx(DIRECTION_REACH_KM)
    assert place.lat > 48.0


def test_near_makes_a_disc():
    place = located(48.0, 37.0, 2000.0)
    assert place.radius_m == pytest.approx(1000 * NEAR_REACH_KM + 2000, rel=1e-3)
    assert place.shape.contains(shapely.Point(37.0, 48.0))


@given(
    st.floats(-80, 80), st.floats(-170, 170), st.floats(0, 20_000),
    st.none() | st.floats(0, 200), st.none() | st.floats(-720, 720),
)  # fmt: skip
def test_shape_is_valid_and_covered_by_the_radius(lat, lon, extent_m, km, bearing):
    place = located(lat, lon, extent_m, km, bearing)
    assert place.shape.is_valid
    assert place.shape.geom_type == "Polygon"
    assert vertex_km(place, place.lat, place.lon).max() * 1000 <= place.radius_m + 1e-3
    assert place.radius_m > 0


@given(st.floats(0, 22), st.booleans(), st.floats(0, 0.99), st.floats(0, 360), st.floats(0, 3000), st.floats(0, 360))
def test_shape_holds_what_the_text_allows(off, left, share, towards, start_m, bearing):
    start = destination(48.0, 37.0, towards, start_m / 1000)
    truth = destination(*start, bearing + (-off if left else off), 9.5 + share)
    place = located(48.0, 37.0, 3100.0, 10, bearing)
    assert place.shape.contains(shapely.Point(truth[1], truth[0]))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((91, 37, 0, 10, 0), "latitude 91 is out of range"),
        ((48, 37, -1, 10, 0), "an anchor's extent of -1 m"),
        ((48, 37, math.nan), "an anchor's extent of nan m"),
        ((48, 37, 0, -5, 0), "a distance of -5 km"),
        ((48, 37, 0, 5000, 0), "a distance of 5000 km; from 0 to 2000 km count"),
        ((48, 37, 0, 5, math.inf), "not a finite number of degrees"),
        ((0, 179.99, 0, 10, 90), "across a pole or the 180th meridian"),
        ((89.99, 0, 0, 10), "across a pole or the 180th meridian"),
    ],
)
def test_impossible_locations_are_refused(arguments, message):
    with pytest.raises(InputError, match=message):
        located(*arguments)
