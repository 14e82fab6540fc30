"""Names and phrases as a person types them."""

import math

import pytest

import geo
from geo.errors import AmbiguousPlaceError, InputError, UnknownPlaceError
from geo.locating import candidates, choose, choose_pair, locate


@pytest.fixture(scope="module")
def gazetteer():
    return geo.Gazetteer.open()


def test_a_unique_name(gazetteer):
    choice = choose("Kurakhove", gazetteer)
    assert (choice.place.place_id, choice.place.lat) == ("UA1416011001", pytest.approx(47.986, abs=0.01))


def test_a_namesake_by_far_the_largest(gazetteer):
    choice = choose("Pokrovsk", gazetteer)
    assert choice.place.place_id == "UA1416021001"
    assert "largest" in choice.why or choice.namesakes == 1


def test_several_namesakes_are_listed(gazetteer):
    with pytest.raises(
        AmbiguousPlaceError, match=r"places are called 'Mykhailivka': .* say which with --in REGION or --near"
    ):
        choose("Mykhailivka", gazetteer)


def test_a_region_or_a_neighbour_tells_namesakes_apart(gazetteer):
    kurakhove = choose("Kurakhove", gazetteer).place
    assert choose("Yelyzavetivka", gazetteer, near=kurakhove).place.place_id == "UA1416013005"
    in_donetsk = candidates("Yelyzavetivka", gazetteer, region="Donetsk")
    assert {candidate.place.admin.oblast for candidate in in_donetsk} == {"Donetsk"}


def test_a_region_without_one_says_where_there_are_some(gazetteer):
    with pytest.raises(
        UnknownPlaceError, match=r"no place called 'Kurakhove' is in 'Odesa'; there are some in: .*Donetsk"
    ):
        candidates("Kurakhove", gazetteer, region="Odesa")


def test_a_name_typed_wrongly(gazetteer):
    found = candidates("Kuralhove", gazetteer)
    assert found[0].place.name == "Kurakhove"
    assert found[0].score < 0.6
    assert "misspelt" in found[0].why
    with pytest.raises(UnknownPlaceError, match=r"no place is called 'Kurrakkhhove'; did you mean .*Kurakhove"):
        candidates("Kurrakkhhove", gazetteer)


def test_nothing_like_it(gazetteer):
    with pytest.raises(UnknownPlaceError, match=r"^no place is called 'Qqqqqqqqqqqq'$"):
        candidates("Qqqqqqqqqqqq", gazetteer)


def test_a_pair_takes_the_namesake_nearest_to_the_other(gazetteer):
    first, second = choose_pair("Yelyzavetivka", "Kurakhove", gazetteer)
    assert (first.place.place_id, second.place.place_id) == ("UA1416013005", "UA1416011001")
    assert "nearest to Kurakhove" in first.why
    first, second = choose_pair("Kurakhove", "Yelyzavetivka", gazetteer)
    assert second.place.place_id == "UA1416013005"


def test_a_phrase_is_a_point_with_a_radius(gazetteer):
    location = locate("10 km south of Kurakhove", gazetteer)
    km, bearing, _ = geo.distance.inverse(47.98585, 37.28487, location.lat, location.lon)
    assert km == pytest.approx(10, abs=0.3)
    assert math.isclose(bearing, 180, abs_tol=2)
    assert location.radius_m > 3000
    assert location.shape.contains(
        locate("Yelyzavetivka", gazetteer, near=choose("Kurakhove", gazetteer).place).shape.centroid
    )


def test_an_empty_phrase(gazetteer):
    with pytest.raises(InputError, match="nothing to locate"):
        locate("  ", gazetteer)


def test_a_russian_village_goes_by_its_own_name(gazetteer):
    assert choose("Martynovka", gazetteer).place.place_id == "RU:Kursk/Martynovka"
    with pytest.raises(AmbiguousPlaceError):
        choose("Vyshnivka", gazetteer)  # what Ukraine's press calls Vishnyovka in Kursk oblast
