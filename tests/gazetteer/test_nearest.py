import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geo.errors import InputError
from geo.gazetteer import Gazetteer

LAT, LON = st.floats(44, 53), st.floats(22, 41)


def brute_force(gazetteer, lat, lon, k):
    rows = [
        row
        for row in range(len(gazetteer))
        if gazetteer.kind(row).is_settlement and not np.isnan(gazetteer.latlon[row, 0])
    ]
    at = gazetteer.latlon[rows]
    _, _, metres = Geod(ellps="WGS84").inv(np.full(len(at), lon), np.full(len(at), lat), at[:, 1], at[:, 0])
    return np.sort(metres)[:k] / 1000


@given(lat=LAT, lon=LON, k=st.integers(1, 5))
def test_the_nearest_are_those_of_all_by_the_geodesic(gazetteer, lat, lon, k):
    km = [distance for _, distance in gazetteer.nearest(lat, lon, k)]
    assert km == pytest.approx(brute_force(gazetteer, lat, lon, k), abs=1e-6)


def test_many_at_once_are_as_each_alone(gazetteer):
    chance = np.random.default_rng(7)
    # far away too: another hemisphere, the antimeridian, the pole
    lats = np.concatenate([chance.uniform(44, 53, 300), chance.uniform(-90, 90, 60), [90.0, -90.0, 0.0]])
    lons = np.concatenate([chance.uniform(22, 41, 300), chance.uniform(-180, 180, 60), [0.0, 180.0, -180.0]])
    rows, km = gazetteer.nearest(lats, lons, k=3)
    assert rows.shape == km.shape == (363, 3)
    for at, (lat, lon) in enumerate(zip(lats, lons, strict=True)):
        alone = gazetteer.nearest(float(lat), float(lon), 3)
        assert [distance for _, distance in alone] == pytest.approx(km[at], abs=1e-5)


def test_a_bent_chord_is_the_geodesic(gazetteer):
    chance = np.random.default_rng(8)
    lats, lons = chance.uniform(44, 53, 2000), chance.uniform(22, 41, 2000)
    rows, km = gazetteer.nearest(lats, lons)
    at = gazetteer.latlon[rows[:, 0]]
    _, _, metres = Geod(ellps="WGS84").inv(lons, lats, at[:, 1], at[:, 0])
    assert km[:, 0] == pytest.approx(metres / 1000, abs=1e-5)


@pytest.mark.parametrize(
    ("lat", "lon", "k", "says"),
    [
        (90.1, 37.0, 1, r"lat is 90.1; give degrees between -90 and 90"),
        (48.0, 181.0, 1, r"lon is 181.0"),
        (float("nan"), 37.0, 1, r"lat is nan"),
        (np.array([48.0, 99.0]), np.array([37.0, 37.0]), 1, r"lat is 99.0"),
        (np.array([48.0, 49.0]), np.array([37.0]), 1, r"give two arrays of one length"),
        (48.0, 37.0, 0, r"k is 0"),
    ],
)
def test_what_is_no_position(gazetteer, lat, lon, k, says):
    with pytest.raises(InputError, match=says):
        gazetteer.nearest(lat, lon, k)


def test_one_can_ask_for_more_than_there_are():
    gazetteer = Gazetteer.embedded()
    rows, km = gazetteer.nearest(np.array([48.0]), np.array([37.0]), k=10**6)
    assert rows.shape[1] == len(gazetteer.nearest(48.0, 37.0, 10**6)) < len(gazetteer)
    assert (np.diff(km[0]) >= 0).all()
