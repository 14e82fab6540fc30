import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.distance import destination, inverse
from geo.errors import InputError
from geo.model import Admin, Kind, Place
from geo.uncertainty import (
    Hedge,
    Location,
    Policy,
    Rule,
    Size,
    Told,
    Wording,
    anchor_extent_m,
    located,
    located_from,
    place_size,
    recompute,
    told_radius_m,
)
from geo.uncertainty.table import size_of_extent, table

VILLAGE = Place("X1", "Ozerne", Kind.VILLAGE, 48.0, 37.0, 1000.0, Admin("UA"))
TOWN = Place("X2", "Orikhiv", Kind.CITY, 48.0, 37.0, 2500.0, Admin("UA"), population=14_000)
MISPLACED = Place("X3", "Dibrova", Kind.VILLAGE, 48.0, 37.0, 15_000.0, Admin("UA"))


def vertex_km(location, lat, lon):
    at = np.concatenate([np.asarray(part.exterior.coords) for part in shapely.get_parts(location.shape)])
    return inverse(np.full(len(at), lat), lon, at[:, 1], at[:, 0])[0]


def test_distance_and_bearing_make_a_piece_of_a_ring():
    place = located(48.0, 37.0, 0.0, 7, 90)
    assert (place.lat, place.lon) == pytest.approx(destination(48.0, 37.0, 90, 7))
    km = vertex_km(place, 48.0, 37.0)
    assert (km.min(), km.max()) == (pytest.approx(6.5), pytest.approx(7.5))
    corner = (7.5 * math.cos(math.pi / 8), 7.5 * math.sin(math.pi / 8))
    assert place.radius_m == pytest.approx(1000 * math.dist((7, 0), corner), rel=1e-6)


def test_distance_alone_makes_a_ring_about_the_anchor():
    place = located(48.0, 37.0, 1000.0, 10)
    assert (place.lat, place.lon) == (48.0, 37.0)
    assert not place.shape.contains(shapely.Point(37.0, 48.0))
    assert len(place.shape.interiors) == 1
    assert place.radius_m == pytest.approx(12_500)


def test_a_wide_anchor_closes_the_ring():
    assert not located(48.0, 37.0, 9000.0, 10).shape.interiors


@pytest.mark.parametrize("place", [VILLAGE, TOWN])
def test_a_direction_is_where_posts_were_found(place):
    learned = table().learned[Told.DIRECTION, place_size(place)]
    at = located_from(place, bearing_deg=0)
    km, bearing, _ = inverse(48.0, 37.0, at.lat, at.lon)
    assert (km, bearing) == (pytest.approx(learned.out_km), pytest.approx(0, abs=1e-6))
    assert at.radius_m == 1000 * learned.radius_km
    assert at.shape.contains(shapely.Point(at.lon, at.lat))
    assert at.basis.rule is Rule.DIRECTION


def test_a_strict_direction_is_a_cone():
    place = located(48.0, 37.0, 0.0, None, 0, policy=Policy.STRICT)
    reach = table().direction_reach_km
    assert place.radius_m == pytest.approx(1000 * reach / math.sqrt(2))
    assert vertex_km(place, 48.0, 37.0).max() == pytest.approx(reach)
    finer = located(48.0, 37.0, 0.0, None, 45, policy=Policy.STRICT)
    assert finer.radius_m == pytest.approx(541.2 * reach, rel=1e-4)


def test_in_a_place_is_nearer_than_near_it():
    inside, near = located_from(VILLAGE, told=Told.IN), located_from(VILLAGE)
    assert (inside.basis.rule, near.basis.rule) == (Rule.FEATURE, Rule.NEAR)
    assert VILLAGE.uncertainty_m < inside.radius_m < near.radius_m
    strict = [located_from(VILLAGE, told=told, policy=Policy.STRICT).radius_m for told in (Told.IN, Told.NEAR)]
    assert strict == [1000, 6000]


@pytest.mark.parametrize("told", Told)
def test_no_place_is_surer_than_its_own_position(told):
    assert told_radius_m(told, Size.VILLAGE, 15_000) > 15_000
    assert told_radius_m(told, Size.VILLAGE, 1000) == 1000 * table().learned[told, Size.VILLAGE].about_km
    assert located_from(MISPLACED, bearing_deg=0 if told is Told.DIRECTION else None, told=told).radius_m > 15_000


def test_a_hedge_widens():
    plain, about = located_from(TOWN, 10, 180), located_from(TOWN, 10, 180, wording=Wording("", Hedge.ABOUT))
    assert about.radius_m > plain.radius_m
    assert about.basis.half_width_km == 2.5
    assert located_from(TOWN, 10, 180, wording=Wording(hedge=Hedge.MORE)).lat < plain.lat


def test_the_strict_radius_is_wider_than_the_news_one():
    for bearing in (0, 22.5, 45, 100):
        place = located_from(TOWN, 10, bearing)
        assert place.strict_radius_m >= (place.radius_m if bearing % 90 == 0 else 0)
    assert located_from(TOWN, 10, 0).strict_radius_m > 1.4 * located_from(TOWN, 10, 0).radius_m


@given(
    st.floats(-75, 75), st.floats(-180, 180), st.floats(0, 20_000), st.none() | st.floats(0, 200),
    st.none() | st.floats(-720, 720) | st.sampled_from([0, 45, 180]), st.sampled_from(Policy),
    st.builds(
        Wording, st.just("so"), st.sampled_from(Hedge), st.none() | st.floats(0, 200), st.none() | st.floats(0, 99)
    ),
    st.none() | st.sampled_from(Told), st.none() | st.sampled_from(Size),
)  # fmt: skip
def test_every_location_is_covered_and_can_be_recomputed(lat, lon, extent, km, bearing, policy, wording, told, size):
    place = located(lat, lon, extent, km, bearing, policy=policy, wording=wording, told=told, size=size)
    assert place.shape.is_valid
    widest = place.strict_radius_m if policy is Policy.CALCULATOR else place.radius_m
    assert vertex_km(place, place.lat, place.lon).max() * 1000 <= widest + 1.01
    again = recompute(place.basis)
    assert isinstance(again, Location)
    assert (again.lat, again.lon, again.radius_m, again.strict_radius_m) == (
        *(place.lat, place.lon),
        *(place.radius_m, place.strict_radius_m),
    )


def test_what_was_told_is_kept():
    basis = located_from(TOWN, 10, 180, wording=Wording("some 10 km south of Orikhiv", Hedge.ABOUT)).basis
    assert (basis.wording.phrase, basis.stated_km, basis.policy) == ("some 10 km south of Orikhiv", 10, Policy.NEWS)
    assert basis.half_width_source == "about 10 km"
    assert "eight points" in basis.half_angle_source


@given(st.floats(0, 22), st.booleans(), st.floats(0, 0.99), st.floats(0, 360), st.floats(0, 3000), st.floats(0, 360))
def test_shape_holds_what_the_text_allows(off, left, share, towards, start_m, bearing):
    bearing = 45 * round(bearing / 45)
    start = destination(48.0, 37.0, towards, start_m / 1000)
    truth = destination(*start, bearing + (-off if left else off), 9.5 + share)
    place = located(48.0, 37.0, 3100.0, 10, bearing)
    assert place.shape.contains(shapely.Point(truth[1], truth[0]))


def test_the_extent_rule():
    from geo.gazetteer.extent import extent_m

    assert set(table().extent_m.values()) == {
        extent_m(Kind.VILLAGE, None), extent_m(Kind.TOWN, None), extent_m(Kind.CITY, 60_000), extent_m(Kind.CITY, 10**6)
    }  # fmt: skip
    assert anchor_extent_m(Kind.CITY, 60_000) == 5000
    assert anchor_extent_m(Kind.CITY, None, area_km2=math.pi) == pytest.approx(1400)
    with pytest.raises(InputError, match="an area of nan"):
        anchor_extent_m(Kind.CITY, None, area_km2=math.nan)


@pytest.mark.parametrize(
    ("radius_m", "size"), [(0, "village"), (700, "village"), (3000, "town"), (6000, "city"), (90_000, "metropolis")]
)
def test_a_size_judged_by_extent(radius_m, size):
    assert size_of_extent(radius_m) == Size(size)


def test_an_area_has_no_size():
    assert place_size(Place("A", "Donetsk oblast", Kind.REGION, 48.0, 37.8, 100_000.0)) is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((91, 37, 0, 10, 0), "latitude 91 is out of range"),
        ((math.nan, 37, 0), "latitude nan is out of range"),
        ((48, 200, 0), "longitude 200 is out of range"),
        ((48, 37, -1, 10, 0), "an anchor's extent of -1 m"),
        ((48, 37, math.nan), "an anchor's extent of nan m"),
        ((48, 37, 0, -5, 0), "a distance of -5 km"),
        ((48, 37, 0, 5000, 0), "a distance of 5000 km; from 0 to 2000 km count"),
        ((48, 37, 0, 5, math.inf), "not a finite number of degrees"),
        ((89.99, 0, 0, 10), "reaches a pole"),
    ],
)
def test_impossible_locations_are_refused(arguments, message):
    with pytest.raises(InputError, match=message):
        located(*arguments)


def test_an_impossible_range_is_refused():
    with pytest.raises(InputError, match="a distance of nan km"):
        located(48.0, 37.0, 0.0, 5, wording=Wording(hedge=Hedge.RANGE, to_km=math.nan))


def test_a_place_without_a_position_is_refused():
    with pytest.raises(InputError, match=r"Crimea \(A\) has no position"):
        located_from(Place("A", "Crimea", Kind.REGION, None, None, 0.0))
