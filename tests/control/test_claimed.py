"""The ground about claimed places, beyond what is assessed."""

import sys
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
from claim_rows import claim, claims, control, day

from geo.control import claimed_ground
from geo.control.claimed import REACH_M, ground_of
from geo.control.metric import to_plane
from geo.distance import inverse
from geo.errors import CRSError, SchemaError
from geo.gazetteer.outlines import Outlines
from geo.schema import CLAIMED, check

# places that the committed gazetteer knows to a kilometre or two
KURAKHOVE, YELYZAVETIVKA, PLEKHOVO = "UA1416011001", "UA1416013005", "RU:Kursk/Plekhovo"
EVERYWHERE = shapely.box(20.0, 40.0, 50.0, 60.0)


def at(gazetteer, place_id, **changes):
    """Return a claim of a place of the gazetteer."""
    place = gazetteer.get(place_id)
    return claim(lon=place.lon, lat=place.lat, place_id=place_id, name=place.name, **changes)


def test_a_claim_has_the_land_nearest_to_its_place(gazetteer):
    ground = check(claimed_ground(claims(at(gazetteer, KURAKHOVE)), gazetteer), CLAIMED)
    (row,) = ground.itertuples()
    place = gazetteer.get(KURAKHOVE)
    assert (row.holder, row.place_id, row.claim_id, row.by, row.date) == ("RU", KURAKHOVE, "c", "Russian MoD", day(0))
    assert row.geometry.contains(shapely.Point(place.lon, place.lat))
    assert 1 < row.area_km2 < np.pi * (REACH_M / 1000) ** 2
    for other, km in gazetteer.nearest(place.lat, place.lon, 20)[1:]:
        if other.uncertainty_m <= 5000 and km > 0.1:
            assert not row.geometry.contains(shapely.Point(other.lon, other.lat))


@given(st.floats(47.0, 50.0), st.floats(33.0, 38.0), st.integers(0, 2**32 - 1))
def test_all_of_the_ground_is_near_and_nearest(gazetteer, lat, lon, seed):
    place = gazetteer.nearest(lat, lon, 1)[0][0]
    ground = ground_of(place.lat, place.lon, gazetteer)
    chance = np.random.default_rng(seed)
    west, south, east, north = ground.bounds
    spots = np.column_stack([chance.uniform(west, east, 40), chance.uniform(south, north, 40)])
    spots = spots[shapely.contains_xy(ground, *spots.T)]
    assert ground.is_valid
    for spot_lon, spot_lat in spots.tolist():
        own_km = inverse(spot_lat, spot_lon, place.lat, place.lon)[0]
        assert own_km <= REACH_M / 1000 * 1.005
        nearest = [
            km for other, km in gazetteer.nearest(spot_lat, spot_lon, 40) if other.uncertainty_m <= 5000 and km < own_km
        ]
        # the plane is true to 0.3 %, and the circle is drawn with corners
        assert all(km > own_km * 0.99 - 0.01 for km in nearest)


def test_what_the_claimant_is_assessed_to_hold_is_left_out(gazetteer):
    told = claims(at(gazetteer, YELYZAVETIVKA))
    place = gazetteer.get(YELYZAVETIVKA)
    whole = claimed_ground(told, gazetteer).area_km2[0]
    east = control(0, RU=shapely.box(place.lon, 40.0, 50.0, 60.0))
    (half,) = claimed_ground(told, gazetteer, assessed=east).itertuples()
    assert half.geometry.bounds[2] == pytest.approx(place.lon, abs=1e-9)
    assert 0.1 * whole < half.area_km2 < 0.9 * whole
    assert claimed_ground(told, gazetteer, assessed=control(0, RU=EVERYWHERE)).empty


def test_ground_that_nobody_draws_is_ukraines_in_ukraine(gazetteer):
    place = gazetteer.get(YELYZAVETIVKA)
    told = claims(at(gazetteer, YELYZAVETIVKA, event="liberated", actor="UA"))
    east = control(0, RU=shapely.box(place.lon, 40.0, 50.0, 60.0))
    (row,) = claimed_ground(told, gazetteer, assessed=east).itertuples()
    assert row.holder == "UA"
    assert row.geometry.bounds[0] == pytest.approx(place.lon, abs=1e-9)
    # where Ukraine's side is drawn, only what is drawn as Ukraine's is
    drawn = control(0, UA=shapely.box(32.0, 47.5, place.lon - 0.005, 50.0))
    (row,) = claimed_ground(told, gazetteer, assessed=drawn).itertuples()
    assert row.geometry.bounds[0] == pytest.approx(place.lon - 0.005, abs=1e-9)


def test_ground_in_russia_stays_in_russia(gazetteer):
    told = claims(at(gazetteer, PLEKHOVO, actor="UA"))
    (row,) = claimed_ground(told, gazetteer, assessed=control(0, RU=shapely.box(38.0, 47.0, 39.0, 48.0))).itertuples()
    outlines = Outlines.open()
    assert row.geometry.difference(outlines.countries["RU"]).area < 1e-9
    # where a source draws what Ukraine holds in Russia, all else there is Russia's
    place = gazetteer.get(PLEKHOVO)
    drawn = control(0, UA=shapely.union(shapely.box(32, 47.5, 36, 49), shapely.box(34.0, 50.0, place.lon, 52.0)))
    (row,) = claimed_ground(claims(at(gazetteer, PLEKHOVO)), gazetteer, assessed=drawn).itertuples()
    assert row.geometry.bounds[2] == pytest.approx(place.lon, abs=1e-9)
    assert len(claimed_ground(claims(at(gazetteer, PLEKHOVO)), gazetteer, assessed=control(0, RU=EVERYWHERE))) == 0


def test_only_takings_of_places_count(gazetteer):
    events = ["captured", "liberated", "withdrew", "advanced", "entered", "attacked", "contested", "struck"]
    told = claims(*(at(gazetteer, KURAKHOVE, event=event, claim_id=event) for event in events))
    ground = claimed_ground(told, gazetteer)
    assert list(zip(ground.claim_id, ground.holder, strict=True)) == [
        ("captured", "RU"),
        ("liberated", "RU"),
        ("withdrew", "UA"),
    ]
    assert claimed_ground(claims(at(gazetteer, KURAKHOVE, status="denied")), gazetteer).empty


def test_a_place_that_is_undecided_or_known_by_its_hromada_has_no_ground(gazetteer):
    vague = next(place for place in gazetteer if place.kind.is_settlement and place.uncertainty_m > 5000)
    rows = [claim(lon=None, place_id=None), at(gazetteer, vague.place_id), claim(place_id="UA0000000000")]
    ground = check(claimed_ground(claims(*rows), gazetteer), CLAIMED)
    assert ground.empty


def test_every_claim_of_a_place_has_a_row(gazetteer):
    told = claims(at(gazetteer, KURAKHOVE, claim_id="a", by="one"), at(gazetteer, KURAKHOVE, claim_id="b", by="two"))
    ground = claimed_ground(told, gazetteer)
    assert ground.by.tolist() == ["one", "two"]
    assert ground.geometry[0].equals(ground.geometry[1])


def test_a_lone_place_has_a_circle(gazetteer):
    ground = ground_of(30.0, -40.0, gazetteer)
    centre = to_plane(np.array([[-40.0, 30.0]]))[0]
    far = np.hypot(*(to_plane(shapely.get_coordinates(ground)) - centre).T)
    assert far.max() == pytest.approx(REACH_M, rel=1e-3)


def test_bad_frames_are_refused(gazetteer):
    with pytest.raises(CRSError):
        claimed_ground(claims(at(gazetteer, KURAKHOVE)).to_crs("EPSG:3857"), gazetteer)
    with pytest.raises(SchemaError, match="'by' is missing"):
        claimed_ground(claims(at(gazetteer, KURAKHOVE)).drop(columns="by"), gazetteer)
