"""Geodesics of many pairs at once beside those of pyproj and geopy, at all places where a series may fail."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.distance import destination, geod, inverse
from geo.distance.vincenty import _CHUNK, _FEWEST
from geo.errors import InputError

COUNT = 20_000  # more than a chunk, so that threads share it
RNG = np.random.default_rng(20241216)
UNIFORM = RNG.uniform


def wrapped(lon):
    return (lon + 180) % 360 - 180


def world():
    return UNIFORM(-90, 90, COUNT), UNIFORM(-180, 180, COUNT)


def beside(lat, lon, degrees):
    """Return positions up to so many degrees from others."""
    return (
        np.clip(lat + degrees * UNIFORM(-1, 1, COUNT), -90, 90),
        wrapped(lon + degrees * UNIFORM(-1, 1, COUNT)),
    )


def ukraine():
    return UNIFORM(44, 53, COUNT), UNIFORM(22, 41, COUNT)


def near_antipodes():
    lat, lon = world()
    return lat, lon, *beside(-lat, wrapped(lon + 180), 10 ** UNIFORM(-12, 1.2, COUNT))


def near_coincident():
    lat, lon = world()
    return lat, lon, *beside(lat, lon, 10 ** UNIFORM(-14, 0, COUNT))


def near_poles():
    one, two = 90 - 10 ** UNIFORM(-14, 1, (2, COUNT))
    return one, UNIFORM(-180, 180, COUNT), two * np.sign(UNIFORM(-1, 1, COUNT)), UNIFORM(-180, 180, COUNT)


def along_the_equator():
    one, two = UNIFORM(-1, 1, (2, COUNT)) * 10 ** UNIFORM(-18, -3, (2, COUNT))
    return one, UNIFORM(-180, 180, COUNT), two, UNIFORM(-180, 180, COUNT)


def round_values():
    lat = [-90, -89.9999999, -60, -1e-9, 0, 1e-300, 30, 48, 89.9999999, 90]
    lon = [-180, -179.9999, -90, -1e-9, 0, 1e-200, 37, 90, 143, 179.9999, 180]
    return tuple(grid.ravel() for grid in np.meshgrid(lat, lon, lat, lon))


def apart_deg(one, other):
    """Return the angles between bearings; of two NaN it is 0."""
    return np.where(np.isnan(one) & np.isnan(other), 0.0, np.abs(wrapped(one - other)))


@pytest.mark.parametrize(
    "pairs",
    [
        pytest.param((*ukraine(), *ukraine()), id="Ukraine"),
        pytest.param((*world(), *world()), id="world"),
        pytest.param(near_antipodes(), id="near antipodes"),
        pytest.param(near_coincident(), id="near coincident"),
        pytest.param(near_poles(), id="near poles"),
        pytest.param(along_the_equator(), id="equator"),
        pytest.param(round_values(), id="round values"),
    ],
)
def test_many_agree_with_pyproj_everywhere(pairs):
    assert len(pairs[0]) >= 10_000 > _FEWEST
    lat1, lon1, lat2, lon2 = pairs
    forth, back, metres = geod().inv(lon1, lat1, lon2, lat2)
    forth[metres == 0] = back[metres == 0] = np.nan
    km, bearing, back_bearing = inverse(*pairs)
    np.testing.assert_allclose(km * 1000, metres, rtol=0, atol=1e-3)
    for ours, theirs in ((bearing, forth), (back_bearing, back)):
        assert apart_deg(ours, theirs).max() <= 1e-6
        assert np.all((ours >= 0) & (ours < 360) | np.isnan(ours))


def test_many_agree_with_geopy():
    from geopy.distance import geodesic

    pairs = [values[:500] for values in (*ukraine(), *world())]
    km, _, _ = inverse(*pairs)
    peer = [geodesic((a, b), (c, d)).km for a, b, c, d in zip(*pairs, strict=True)]
    np.testing.assert_allclose(km, peer, rtol=0, atol=1e-6)


@pytest.mark.parametrize("count", [1, _FEWEST - 1, _FEWEST, _CHUNK, _CHUNK + 1, 2 * _CHUNK + _FEWEST])
def test_no_pair_is_left_out_between_chunks(count):
    lat, lon = UNIFORM(44, 53, count), UNIFORM(22, 41, count)
    km, bearing, back = inverse(lat, lon, 50.45, 30.52)
    assert km.shape == bearing.shape == back.shape == (count,)
    for row in {0, count // 2, count - 1}:
        one = inverse(float(lat[row]), float(lon[row]), 50.45, 30.52)
        assert (km[row], bearing[row], back[row]) == pytest.approx(one, rel=0, abs=1e-7)


@pytest.mark.parametrize("place", [0, _CHUNK + 5])
@pytest.mark.parametrize(
    ("argument", "bad", "message"),
    [
        (0, math.nan, "latitude nan"),
        (1, 180.5, "longitude 180.5"),
        (2, -91, "latitude -91"),
        (3, math.inf, "longitude inf"),
    ],
)
def test_one_bad_position_among_many_is_refused(place, argument, bad, message):
    pairs = [values.copy() for values in (*ukraine(), *ukraine())]
    pairs[argument][place] = bad
    with pytest.raises(InputError, match=f"^{message} is out of range"):
        inverse(*pairs)


def test_given_arrays_are_left_as_they_were():
    pairs = (*ukraine(), *ukraine())
    before = [values.copy() for values in pairs]
    inverse(*pairs)
    assert all(np.array_equal(one, other) for one, other in zip(pairs, before, strict=True))


@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 1), (2, 1, 4)])
def test_shapes_are_kept(shape):
    found = inverse(np.full(shape, 48.0), 37.0, 47.0, 37.0)
    assert all(values.shape == shape for values in found)
    assert all(values.shape == shape for values in destination(np.full(shape, 48.0), 37.0, 180.0, 10.0))


def test_series_lists_and_strided_arrays_are_read():
    strided = np.arange(44.0, 50.0, 0.5)[::2]
    expected = inverse(strided.copy(), 37.0, 47.0, 37.0)
    for given_as in (strided, list(strided), pd.Series(strided), pd.Series(strided, dtype="Float64")):
        for ours, theirs in zip(inverse(given_as, 37, 47, 37), expected, strict=True):
            np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((["48.0"], 37.0, 47.0, 37.0), "^a latitude is not a number$"),
        (("48.0", 37.0, 47.0, 37.0), "^a latitude is not a number$"),
        ((np.array([48.0, "x"], dtype=object), 37.0, 47.0, 37.0), "^a latitude is not a number$"),
        ((48.0, pd.Series([37.0, None], dtype="Float64"), 47.0, 37.0), "^(a longitude is not|longitude nan)"),
        ((48.0, 37.0, np.datetime64("2024-12-16"), 37.0), "^a latitude is not a number$"),
        ((48.0, 37.0, 47.0, 1 + 2j), "^a longitude is not a number$"),
        ((10**400, 37.0, 47.0, 37.0), "^latitude inf is out of range"),
        (([10**400], 37.0, 47.0, 37.0), "^a latitude is not a number$"),
        (([48.0, 49.0], [37.0] * 3, 47.0, 37.0), "^arrays of 2, 3, 1, 1 values; give as many of each, or one$"),
    ],
)
def test_what_is_no_position_is_refused(arguments, message):
    with pytest.raises(InputError, match=message):
        inverse(*arguments)


@pytest.mark.parametrize("wrap", [float, lambda value: np.full(_FEWEST, value)])
def test_a_bearing_a_hair_west_of_north_is_below_360(wrap):
    """The difference of longitudes is so small that 360 less the bearing is 360 again."""
    _, bearing, _ = inverse(wrap(0.0), wrap(1e-300), wrap(10.0), wrap(0.0))
    assert np.all(bearing == 0.0)


@given(st.floats(-90, 90), st.floats(-180, 180), st.floats(-90, 90), st.floats(-180, 180))
def test_one_pair_is_what_pyproj_says(lat1, lon1, lat2, lon2):
    forth, back, metres = geod().inv(lon1, lat1, lon2, lat2)
    km, bearing, back_bearing = inverse(lat1, lon1, lat2, lon2)
    assert km == metres / 1000
    if metres:
        assert apart_deg(bearing, forth) < 1e-12
        assert apart_deg(back_bearing, back) < 1e-12
        assert 0 <= bearing < 360
        assert 0 <= back_bearing < 360


# -- destination ------------------------------------------------------------------------------------------------------


def test_destination_agrees_with_geopy():
    from geopy.distance import geodesic

    lat, lon = ukraine()
    bearing, km = UNIFORM(0, 360, COUNT), UNIFORM(0, 2000, COUNT)
    there = np.column_stack(destination(lat, lon, bearing, km))
    for row in range(0, COUNT, 100):
        peer = geodesic(kilometers=km[row]).destination((lat[row], lon[row]), bearing[row])
        assert tuple(there[row]) == pytest.approx((peer.latitude, peer.longitude), rel=0, abs=1e-9)


def test_destination_from_a_pole_goes_along_the_meridian_named():
    assert destination(90.0, 0.0, 180.0, 10.0) == pytest.approx((89.910469, 0.0), abs=1e-6)
    assert destination(-90.0, 0.0, 0.0, 10.0) == pytest.approx((-89.910469, 0.0), abs=1e-6)


def test_destination_goes_round_the_earth():
    lat, lon = destination(0.0, 10.0, 90.0, 2 * math.pi * 6378.137)
    assert (lat, lon) == pytest.approx((0.0, 10.0), abs=1e-9)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((48.0, 37.0, 0.0, 1.1e6), r"^a distance of 1.1e\+06 km is no way on the Earth; up to 1,000,000 km count$"),
        ((48.0, 37.0, 0.0, 10**400), "^a distance is not a number$"),
        ((48.0, 37.0, [0.0, 90.0], [1.0] * 3), "^arrays of 1, 1, 2, 3 values"),
        ((48.0, 37.0, "north", 1.0), "^a bearing is not a number$"),
        ((48.0, 37.0, [0.0], ["10"]), "^a distance is not a number$"),
    ],
)
def test_impossible_ways_are_refused(arguments, message):
    with pytest.raises(InputError, match=message):
        destination(*arguments)
