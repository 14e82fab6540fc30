import csv
import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.distance import destination, inverse
from geo.errors import InputError
from geo.uncertainty import Policy, Rule, point_radius, recompute
from geo.uncertainty.rose import ROSE, heading_deg

FULL = {"extent_km": 3, "distance_precision_km": 1, "coordinate_precision_deg": 0.001}


def asked(row):
    """Return the arguments of `point_radius` for a row of the Calculator's results."""
    split = [part.split(";") for part in (row["distance_km"], row["heading"])]
    km, heading = (tuple(map(float, split[0])), tuple(split[1])) if len(split[0]) > 1 else (None, None)
    if km is None:
        km, heading = float(row["distance_km"]) if row["distance_km"] else None, row["heading"] or None
    numbers = ("extent_km", "distance_precision_km", "coordinate_precision_deg")
    return {"distance_km": km, "heading": heading} | {key: float(row[key] or 0) for key in numbers}


def farthest_m(location):
    parts = shapely.get_parts(location.shape)
    at = np.concatenate([np.asarray(part.exterior.coords) for part in parts])
    return 1000 * inverse(np.full(len(at), location.lat), location.lon, at[:, 1], at[:, 0])[0].max()


def test_the_calculators_results(shared):
    with (shared / "reference/point_radius_dev.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 120
    for row in rows:
        arguments = asked(row)
        place = point_radius(float(row["lat"]), float(row["lon"]), **arguments)
        assert abs(place.radius_m - float(row["result_uncertainty_m"])) < 1, row
        metres = 1000 * math.hypot(*np.atleast_1d(arguments["distance_km"] or 0.0))
        off, _, _ = inverse(place.lat, place.lon, float(row["result_lat"]), float(row["result_lon"]))
        assert 1000 * off <= 1 + 1.2e-7 * metres**2, row
        # a flat step would be out of the shape by as much
        assert place.radius_m <= place.strict_radius_m + 1e-6
        assert farthest_m(place) <= place.strict_radius_m + 1.01


@pytest.mark.parametrize(
    ("arguments", "rule", "radius_m"),
    [
        ({"distance_km": 10, "heading": "S"}, Rule.HEADING, 9557 + 133.8),
        ({"distance_km": (5, 3), "heading": ("N", "E")}, Rule.ORTHOGONAL, 3000 + 707.1 + 133.8),
        ({"distance_km": 10}, Rule.DISTANCE, 13_500 + 133.8),
        ({}, Rule.FEATURE, 3000 + 133.8),
    ],
)
def test_the_four_kinds_of_description(arguments, rule, radius_m):
    place = point_radius(48.0, 37.3, **arguments, **FULL)
    assert (place.basis.rule, place.basis.policy) == (rule, Policy.CALCULATOR)
    assert place.radius_m == pytest.approx(radius_m, abs=1)
    assert place.shape.is_valid


def test_two_offsets_add_up():
    place = point_radius(48.0, 37.3, distance_km=(3, 5), heading=("W", "south"))
    assert (place.lat, place.lon) == pytest.approx(
        destination(48.0, 37.3, 180 + math.degrees(math.atan(3 / 5)), 34**0.5)
    )


def test_all_errors_count():
    bare = point_radius(48.0, 37.3, distance_km=10)
    place = point_radius(48.0, 37.3, distance_km=10, measurement_error_m=30, map_error_m=7.8, datum_error_m=3500)
    assert place.radius_m - bare.radius_m == pytest.approx(3537.8)
    assert place.strict_radius_m - bare.strict_radius_m == pytest.approx(3537.8)


@pytest.mark.parametrize(
    ("heading", "degrees", "half_angle"),
    [
        ("N", 0, 45), ("south", 180, 45), ("south-west", 225, 22.5), ("North East", 45, 22.5), ("wnw", 292.5, 11.25),
        ("NbE", 11.25, 5.625), ("south-east by east", 123.75, 5.625), (0, 0, 1), (360, 0, 1), ("200.5", 200.5, 1),
    ],
)  # fmt: skip
def test_headings(heading, degrees, half_angle):
    assert heading_deg(heading) == (degrees, half_angle)


def test_the_rose_has_32_points():
    assert len(set(ROSE)) == 32
    assert [heading_deg(point)[0] for point in ROSE] == [11.25 * index for index in range(32)]
    # four, four, eight and sixteen of them reach 45, 22.5, 11.25 and 5.625 degrees to a side
    reach = [heading_deg(point)[1] for point in ROSE]
    assert [reach.count(half) for half in (45, 22.5, 11.25, 5.625)] == [4, 4, 8, 16]


@given(
    st.floats(-75, 75), st.floats(-180, 180), st.floats(0, 100), st.sampled_from(ROSE) | st.floats(0, 360),
    st.floats(0, 10), st.floats(0, 20),
)  # fmt: skip
def test_the_strict_circle_covers_the_shape(lat, lon, km, heading, extent_km, precision_km):
    place = point_radius(
        lat, lon, distance_km=km, heading=heading, extent_km=extent_km, distance_precision_km=precision_km
    )
    assert place.shape.is_valid
    assert farthest_m(place) <= place.strict_radius_m + 1.01
    assert place.radius_m <= place.strict_radius_m + 1e-6
    assert -180 <= place.shape.bounds[0] <= place.shape.bounds[2] <= 180
    assert recompute(place.basis) == place


@given(st.floats(-45, 45), st.floats(9.5, 10.5), st.floats(0, 360), st.floats(0, 2.99))
def test_the_shape_holds_what_the_words_allow(off, km, towards, start_km):
    start = destination(48.0, 37.0, towards, start_km)
    truth = destination(*start, 180 + off, km)
    place = point_radius(48.0, 37.0, distance_km=10, heading="S", extent_km=3.1, distance_precision_km=1)
    assert place.shape.contains(shapely.Point(truth[1], truth[0]))


def test_over_the_180th_meridian_the_shape_is_cut_in_two():
    place = point_radius(10.0, 179.92, distance_km=10, heading="E", distance_precision_km=1)
    assert place.lon == pytest.approx(-179.99, abs=0.01)
    assert place.shape.geom_type == "MultiPolygon"
    assert place.shape.bounds[0] == pytest.approx(-180)
    assert place.shape.bounds[2] == pytest.approx(180)
    here = point_radius(10.0, 37.0, distance_km=10, heading="E", distance_precision_km=1)
    assert place.shape.area == pytest.approx(here.shape.area)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"lat": 91}, "latitude 91 is out of range"),
        ({"lat": "48N"}, "a latitude is '48N', which is no number"),
        ({"lat": math.nan}, "latitude nan is out of range"),
        ({"lon": math.inf}, "longitude inf is out of range"),
        ({"distance_km": -5, "heading": "N"}, "a distance of -5 km; from 0 to 2000 km count"),
        ({"distance_km": math.nan}, "a distance of nan km"),
        ({"distance_km": 1e9, "heading": 3}, r"a distance of 1e\+09 km"),
        ({"distance_km": "10", "heading": "N"}, "a distance is '10', which is no number"),
        ({"extent_km": -1}, "an extent of -1 km"),
        ({"distance_km": 10, "distance_precision_km": math.inf}, "distance precision of inf km"),
        ({"coordinate_precision_deg": -0.1}, "coordinate precision of -0.1 degrees"),
        ({"measurement_error_m": -1}, "measurement error of -0.001 km"),
        ({"distance_km": 10, "heading": "NNN"}, "a heading is 'NNN'; give a point of the compass"),
        ({"distance_km": 10, "heading": 361}, "a heading is '361'"),
        ({"distance_km": 10, "heading": math.nan}, "a heading is 'nan'"),
        ({"distance_km": (5, 3), "heading": ("N", "S")}, "two offsets need headings at right angles"),
        ({"distance_km": (5, 3), "heading": ("NE", "SE")}, "two offsets need headings at right angles"),
        ({"distance_km": (5, 3), "heading": "N"}, "distances and headings do not match"),
        ({"distance_km": (5, 3)}, "distances and headings do not match"),
        ({"heading": "N"}, "distances and headings do not match"),
        ({"lat": 89.99, "distance_km": 10}, "reaches a pole"),
        ({"lat": -90}, "reaches a pole"),
    ],
)
def test_what_is_impossible_is_refused(arguments, message):
    with pytest.raises(InputError, match=message):
        point_radius(**({"lat": 48.0, "lon": 37.0} | arguments))
