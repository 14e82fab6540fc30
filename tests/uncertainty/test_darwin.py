import pytest
import shapely

from geo.uncertainty import Policy, Wording, darwin_core, located, point_radius

TERMS = {
    *("decimalLatitude", "decimalLongitude", "geodeticDatum", "coordinateUncertaintyInMeters", "coordinatePrecision"),
    *("footprintWKT", "footprintSRS", "georeferenceProtocol", "georeferenceRemarks"),
}


def test_all_terms_are_given():
    place = point_radius(
        48.0,
        37.3,
        distance_km=10,
        heading="S",
        extent_km=3,
        distance_precision_km=1,
        coordinate_precision_deg=0.001,
        phrase="10 km S of Kurakhove",
    )
    terms = darwin_core(place)
    assert terms.keys() == TERMS
    assert (terms["geodeticDatum"], terms["footprintSRS"]) == ("EPSG:4326", "EPSG:4326")
    assert (terms["decimalLatitude"], terms["decimalLongitude"]) == pytest.approx((place.lat, place.lon))
    assert place.radius_m <= terms["coordinateUncertaintyInMeters"] < place.radius_m + 1
    assert terms["coordinatePrecision"] == 0.001
    assert shapely.from_wkt(terms["footprintWKT"]).equals_exact(place.shape, 1e-6)
    assert "Georeferencing Calculator" in terms["georeferenceProtocol"]
    assert '"10 km S of Kurakhove"; rule: distance at a heading' in terms["georeferenceRemarks"]
    assert f"strict radius {place.strict_radius_m:.0f} m" in terms["georeferenceRemarks"]


def test_an_uncertainty_of_nought_is_not_valid():
    terms = darwin_core(point_radius(48.0, 37.3))
    assert terms["coordinateUncertaintyInMeters"] is None
    assert terms["coordinatePrecision"] is None
    assert shapely.from_wkt(terms["footprintWKT"]).is_valid


@pytest.mark.parametrize("policy", Policy)
@pytest.mark.parametrize("km", [None, 10])
@pytest.mark.parametrize("bearing", [None, 180])
def test_each_policy_says_what_its_radius_holds(policy, km, bearing):
    terms = darwin_core(located(48.0, 37.0, 1000.0, km, bearing, policy=policy, wording=Wording("as told")))
    assert terms["coordinateUncertaintyInMeters"] >= 1000
    assert ("90 %" in terms["georeferenceProtocol"]) == (policy is Policy.NEWS)
    assert terms["georeferenceRemarks"].startswith('"as told"; rule: ')
