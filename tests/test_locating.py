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


# -- phrases of other forms -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "phrase",
    [
        *("halfway between Kurakhove and Pokrovsk", "midway between the town of Kurakhove and Pokrovsk"),
        *("на півдорозі від Курахового до Покровська", "на полпути из Курахово в Покровск"),
    ],
)
def test_halfway_is_the_middle(phrase, gazetteer):
    halfway = locate(phrase, gazetteer)
    ends = [choose(name, gazetteer).place for name in ("Kurakhove", "Pokrovsk")]
    km = [geo.distance.inverse(end.lat, end.lon, halfway.lat, halfway.lon)[0] for end in ends]
    assert km[0] == pytest.approx(km[1], abs=0.01)
    between = locate("between Kurakhove and Pokrovsk", gazetteer)
    assert (between.lat, between.lon) == (pytest.approx(halfway.lat), pytest.approx(halfway.lon))
    assert halfway.radius_m < between.radius_m
    assert between.radius_m / 1000 > km[0]


def test_between_takes_the_namesake_nearest_to_the_other(gazetteer):
    location = locate("between Yelyzavetivka and Kurakhove", gazetteer)
    assert (location.lat, location.lon) == (pytest.approx(47.936, abs=0.01), pytest.approx(37.29, abs=0.01))


@pytest.mark.parametrize(
    ("phrase", "bearing"),
    [
        ("on the western edge of Toretsk", 270),
        ("на північно-східній околиці Торецька", 45),
        ("на южной окраине Торецка", 180),
    ],
)
def test_an_edge_lies_as_far_out_as_the_place_reaches(phrase, bearing, gazetteer):
    toretsk = choose("Toretsk", gazetteer).place
    location = locate(phrase, gazetteer)
    km, way, _ = geo.distance.inverse(toretsk.lat, toretsk.lon, location.lat, location.lon)
    assert km * 1000 == pytest.approx(toretsk.uncertainty_m, rel=0.01)
    assert way == pytest.approx(bearing, abs=0.1)
    around = locate("on the outskirts of Toretsk", gazetteer)
    assert (around.lat, around.radius_m > toretsk.uncertainty_m) == (toretsk.lat, True)


@pytest.mark.parametrize("phrase", ["in Kurakhove", "у Кураховому", "в Курахово", "at the town of Kurakhove"])
def test_in_a_place_is_the_place(phrase, gazetteer):
    location, named = locate(phrase, gazetteer), locate("Kurakhove", gazetteer)
    assert (location.lat, location.lon, location.radius_m) == (named.lat, named.lon, named.radius_m)


def test_how_a_distance_is_worded_counts(gazetteer):
    plain = locate("10 km south of Kurakhove", gazetteer)
    assert locate("about 10 km south of Kurakhove", gazetteer).radius_m > plain.radius_m
    nearer = locate("up to 10 km south of Kurakhove", gazetteer)
    assert plain.lat < nearer.lat
    middle = locate("8 to 12 km south of Kurakhove", gazetteer)
    assert middle.lat == pytest.approx(plain.lat, abs=0.001)


@pytest.mark.parametrize("typed", ["48.05, 37.2", "N48.05 E37.2", "48,05; 37,2"])
def test_a_position_is_as_exact_as_its_digits(typed, gazetteer):
    location = locate(typed, gazetteer)
    assert (location.lat, location.lon) == (pytest.approx(48.05), pytest.approx(37.2))
    assert location.radius_m == pytest.approx(3760, rel=0.01)


def test_along_a_river_is_the_water_and_not_the_village(gazetteer):
    assert locate("along the Oskil river", gazetteer).radius_m > 10_000


def test_from_a_line(gazetteer):
    from shapely import LineString

    line = LineString([(37.5, 47.0), (37.5, 49.0)])
    kurakhove = choose("Kurakhove", gazetteer).place
    location = locate("3 km west of the front line", gazetteer, near=kurakhove, line=line)
    km, _, _, lon = geo.distance.to_line(location.lat, location.lon, line)
    assert (km, lon) == (pytest.approx(3.0, abs=0.01), pytest.approx(37.5))
    assert location.lon < 37.5
    either_side = locate("3 km behind the front line", gazetteer, near=kurakhove, line=line)
    assert either_side.radius_m > 3_000


@pytest.mark.parametrize(
    ("phrase", "message"),
    [
        ("3 km from the front line", "is told from the front line, which is no place; give it with --control FILE"),
        ("за 3 км від лінії фронту", "is told from the front line"),
        ("в 3 км от границы", "is told from the border, which is no place; give it with line= from Python"),
        ("between Kurakhove and Курахове", "are 0 km apart; two places up to 2,000 km apart"),
        ("between Kurakhove and Wellington", "km apart; two places up to 2,000 km apart"),
        ("0,5 km south of Kurakhove" + "!" * 500, "at most 500 are read"),
        ("91, 0", "latitude 91 is out of range"),
        ("-5 km south of Kurakhove", "a distance is not negative; name the opposite direction"),
        ("за -5 км на південь від Курахового", "a distance is not negative"),
        ("999999 km from Kurakhove", "a distance of 999999 km; from 0 to 2000 km count"),
    ],
)
def test_what_cannot_be_located_says_why(phrase, message, gazetteer):
    with pytest.raises(InputError, match=message):
        locate(phrase, gazetteer)


def test_a_line_needs_a_place_and_a_distance(gazetteer):
    from shapely import LineString

    line = LineString([(37.5, 47.0), (37.5, 49.0)])
    with pytest.raises(InputError, match="the front line is long; say with --near PLACE"):
        locate("3 km from the front line", gazetteer, line=line)
    with pytest.raises(InputError, match="does not say how far from the front line"):
        locate("near the front line", gazetteer, line=line, near=choose("Kurakhove", gazetteer).place)
