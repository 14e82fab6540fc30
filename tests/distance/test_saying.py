"""What is said of a place or point: words, rounding, and the anchor that a reader would know."""

import math
import re
from dataclasses import replace

import pytest

from geo.distance import destination, parse, phrase, phrase_between, phrase_edge, phrase_to_line
from geo.distance.anchors import known_anchor
from geo.distance.rounding import told
from geo.errors import InputError
from geo.model import Kind, Place, Rel

KURAKHOVE = Place(
    "UA1416011001", "Kurakhove", Kind.TOWN, 47.9833, 37.2833, 2500.0, names={"uk": "Курахове", "ru": "Курахово"}
)
POKROVSK = Place("b", "Pokrovsk", Kind.TOWN, 48.28, 37.18, 2500.0, names={"uk": "Покровськ", "ru": "Покровск"})
KULCHYNY = Place("c", "Kulchyny", Kind.VILLAGE, 49.7, 27.0, 1000.0, names={"uk": "Кульчини"})
SOUTH_11 = destination(47.9833, 37.2833, 180.0, 11.12)


def test_the_same_in_three_languages():
    point = {"uncertainty_m": 1000}
    assert phrase(SOUTH_11, KURAKHOVE, **point) == "11 km south of Kurakhove"
    assert phrase(SOUTH_11, KURAKHOVE, lang="uk", **point) == "11 км на південь від Курахового"
    assert phrase(SOUTH_11, KURAKHOVE, lang="ru", **point) == "11 км южнее Курахово"


@pytest.mark.parametrize(
    ("uncertainty_m", "said"),
    [
        (0, "11.1 km south of Kurakhove"),
        (249, "11.1 km south of Kurakhove"),
        (250, "11.0 km south of Kurakhove"),
        (500, "11 km south of Kurakhove"),
        (2_499, "11 km south of Kurakhove"),
        (3_000, "about 10 km south of Kurakhove"),
        (7_000, "about 10 km south of Kurakhove"),
        (8_000, "about 10 km from Kurakhove"),
        (11_200, "near Kurakhove"),
        (400_000, "near Kurakhove"),
    ],
)
def test_rounding_follows_the_uncertainty(uncertainty_m, said):
    assert phrase(SOUTH_11, KURAKHOVE, uncertainty_m=uncertainty_m) == said


def test_the_uncertainty_is_that_of_the_place_that_is_told_of():
    village = Place("v", "V", Kind.VILLAGE, *SOUTH_11, 1500.0)
    assert phrase(village, KURAKHOVE) == "11 km south of Kurakhove"
    assert phrase(replace(village, uncertainty_m=23_000.0), KURAKHOVE) == "near Kurakhove"
    assert phrase(village, KURAKHOVE, uncertainty_m=0) == "11.1 km south of Kurakhove"


def test_an_anchor_that_is_not_where_it_stands_blurs_too_but_a_city_is_only_large():
    misplaced = replace(KURAKHOVE, uncertainty_m=5_000.0)
    assert phrase(SOUTH_11, misplaced) == "about 10 km south of Kurakhove"
    assert phrase(SOUTH_11, replace(misplaced, kind=Kind.CITY)) == "11.1 km south of Kurakhove"


@pytest.mark.parametrize(
    ("lang", "points", "said"),
    [
        ("en", 8, "20.0 km south-west of Kurakhove"),
        ("en", 16, "20.0 km west-south-west of Kurakhove"),
        ("uk", 16, "20,0 км на захід-південний захід від Курахового"),
        ("ru", 16, "20,0 км западно-юго-западнее Курахово"),
    ],
)
def test_eight_points_or_sixteen(lang, points, said):
    assert phrase(destination(47.9833, 37.2833, 246.0, 20.0), KURAKHOVE, lang=lang, points=points) == said


def test_a_finer_point_than_is_known_is_not_told():
    at = destination(47.9833, 37.2833, 246.0, 20.0)
    assert phrase(at, KURAKHOVE, points=16, uncertainty_m=3_800) == "about 20 km west-south-west of Kurakhove"
    assert phrase(at, KURAKHOVE, points=16, uncertainty_m=4_000) == "about 20 km south-west of Kurakhove"


@pytest.mark.parametrize(
    ("lang", "miles", "said"),
    [
        ("en", 1, "1 mile south"), ("en", 7, "7 miles south"),
        ("uk", 1, "1 миля на"), ("uk", 3, "3 милі на"), ("uk", 7, "7 миль на"), ("uk", 12, "12 миль на"),
        ("ru", 21, "21 миля южнее"), ("ru", 4, "4 мили южнее"), ("ru", 11, "11 миль южнее"),
    ],
)  # fmt: skip
def test_miles_and_their_plurals(lang, miles, said):
    at = destination(47.9833, 37.2833, 180.0, miles * 1.609344)
    assert phrase(at, KURAKHOVE, lang=lang, units="miles", uncertainty_m=900).startswith(said)
    assert re.match(r"\d+[.,]\d мил[іи] |\d+\.\d miles ", phrase(at, KURAKHOVE, lang=lang, units="miles"))


def test_a_name_without_a_known_case_stands_after_a_noun():
    at = destination(49.7, 27.0, 90.0, 5.0)
    assert phrase(at, KULCHYNY, lang="uk") == "5,0 км на схід від населеного пункту Кульчини"
    assert phrase(at, KULCHYNY, lang="ru") == "5,0 км восточнее населённого пункта Кульчини"
    assert parse(phrase(at, KULCHYNY, lang="uk")).anchor == "Кульчини"
    area = Place("ADM1:UA14", "Donetsk", Kind.REGION, 48.0, 37.5, 0.0)
    assert phrase(at, area, lang="uk").endswith("від регіону Donetsk")


@pytest.mark.parametrize(("lang", "said"), [("en", "at Kurakhove"), ("uk", "у Кураховому"), ("ru", "в Курахово")])
def test_what_is_in_a_place(lang, said):
    assert phrase((47.9833, 37.2833), KURAKHOVE, lang=lang) == said
    assert phrase(KURAKHOVE, KURAKHOVE, lang=lang) == said


def test_what_stands_in_a_place_only_for_want_of_a_position_is_near_it():
    assert phrase((47.9833, 37.2833), KURAKHOVE, uncertainty_m=20_000) == "near Kurakhove"
    assert phrase((47.9833, 37.2833), KURAKHOVE, uncertainty_m=20_000, lang="uk") == "поблизу Курахового"


@pytest.mark.parametrize(("name", "said"), [("Одеса", "в Одесі"), ("Львів", "у Львові")])
def test_the_ukrainian_preposition_before_a_vowel(name, said):
    place = Place("", name, Kind.CITY, 48.0, 37.0, 0.0, names={"uk": name})
    assert phrase(place, place, lang="uk") == said


def test_the_russian_preposition_before_two_consonants():
    place = Place("", "Lviv", Kind.CITY, 48.0, 37.0, 0.0, names={"ru": "Львов"})
    assert phrase(place, place, lang="ru") == "во Львове"


def test_between_halfway_and_edges():
    assert phrase_between(KURAKHOVE, POKROVSK) == "between Kurakhove and Pokrovsk"
    assert phrase_between(KURAKHOVE, POKROVSK, lang="uk") == "між Кураховим та Покровськом"
    assert phrase_between(KURAKHOVE, POKROVSK, lang="ru") == "между Курахово и Покровском"
    halfway = [phrase_between(KURAKHOVE, POKROVSK, halfway=True, lang=lang) for lang in ("en", "uk", "ru")]
    assert halfway == [
        "halfway between Kurakhove and Pokrovsk",
        "на півдорозі від Курахового до Покровська",
        "на полпути между Курахово и Покровском",
    ]
    assert phrase_edge(POKROVSK, 268.0) == "on the western edge of Pokrovsk"
    assert phrase_edge(POKROVSK, 268.0, lang="uk") == "на західній околиці Покровська"
    assert phrase_edge(POKROVSK, -44.0, lang="ru") == "на северо-западной окраине Покровска"


@pytest.mark.parametrize(
    ("lang", "line", "side", "said"),
    [
        ("en", "front line", "behind", "2.4 km behind the front line"),
        ("en", "front line", "ahead", "2.4 km ahead of the front line"),
        ("en", "front line", "UA", "2.4 km from the front line, on the Ukrainian side"),
        ("en", "border", "", "2.4 km from the border"),
        ("uk", "front line", "behind", "2,4 км за лінією фронту"),
        ("uk", "border", "", "2,4 км від кордону"),
        ("ru", "front line", "ahead", "2,4 км перед линией фронта"),
        ("ru", "border", "RU", "2,4 км от границы, на российской стороне"),
    ],
)
def test_told_from_a_line(lang, line, side, said):
    assert phrase_to_line(2.4, line, side, lang=lang) == said


def test_of_what_may_be_on_either_side_no_side_is_told():
    assert phrase_to_line(2.4, side="RU", uncertainty_m=3_000) == "near the front line"
    assert phrase_to_line(0.0, lang="uk") == "поблизу лінії фронту"
    assert parse("near the front line").line == "front line"


# -- the anchor a reader would know -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "name"),
    [
        ((47.93, 37.285), "Kurakhove"),  # villages lie nearer
        ((48.5, 37.7), "Kostiantynivka"),
        ((50.0, 36.9), "Kharkiv"),
        ((50.44, 30.53), "Kyiv"),
        ((0.0, -160.0), None),  # the ocean: whatever it is, it is one
        ((90.0, 0.0), None),
        ((-89.99, 180.0), None),
    ],
)
def test_known_anchor(at, name, gazetteer):
    anchor = known_anchor(*at, gazetteer)
    assert name is None or anchor.name == name
    assert parse(phrase(at, gazetteer=gazetteer)) is not None


def test_a_place_is_no_anchor_of_itself(gazetteer):
    kurakhove, yelyzavetivka = gazetteer.get("UA1416011001"), gazetteer.get("UA1416013005")
    assert phrase(yelyzavetivka, gazetteer=gazetteer) == "11 km south of Kurakhove"
    assert phrase(yelyzavetivka) == "11 km south of Kurakhove"
    assert "of Kurakhove" not in phrase(kurakhove, gazetteer=gazetteer)


def test_places_that_only_stand_somewhere_are_no_anchors(gazetteer):
    placed = next(p for p in gazetteer if p.kind is Kind.VILLAGE and p.uncertainty_m > 20_000)
    assert known_anchor(placed.lat, placed.lon, gazetteer).uncertainty_m <= 10_500


# -- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (lambda: phrase((91, 0), KURAKHOVE), r"^latitude 91 is out of range"),
        (lambda: phrase((math.nan, 0), KURAKHOVE), r"^latitude nan is out of range"),
        (lambda: phrase((math.nan, 0)), r"^latitude nan is out of range"),
        (lambda: phrase("here", KURAKHOVE), r"^a place is wanted, or a latitude and a longitude"),
        (lambda: phrase((48.0,), KURAKHOVE), r"^a place is wanted, or a latitude and a longitude"),
        (lambda: phrase((48, 37), KURAKHOVE, points=12), r"^a compass has 8 or 16 points here, not 12"),
        (lambda: phrase((48, 37), KURAKHOVE, units="leagues"), r"^no distances in 'leagues'; in km, miles there are"),
        (lambda: phrase((48, 37), KURAKHOVE, uncertainty_m=-1), r"^an uncertainty of -1 m; a finite number from 0"),
        (lambda: phrase((48, 37), KURAKHOVE, uncertainty_m=math.nan), r"^an uncertainty of nan m"),
        (lambda: phrase((48, 37), KURAKHOVE, uncertainty_m=math.inf), r"^an uncertainty of inf m"),
        (lambda: phrase_to_line(-1), r"^a distance of -1 km; from 0 to 20,100 km count"),
        (lambda: phrase_to_line(math.nan), r"^a distance of nan km"),
        (lambda: phrase_to_line(1e9), r"^a distance of 1e\+09 km"),
        (lambda: phrase_to_line(1, "river"), r"^no line 'river'; there are front line, border"),
        (lambda: phrase_to_line(1, side="left"), r"^no side 'left'; there are behind, ahead, RU, UA"),
        (lambda: phrase_between(KURAKHOVE, KURAKHOVE), r"^Kurakhove twice; two places are wanted"),
        (lambda: phrase_edge(KURAKHOVE, math.inf), r"^a bearing is not a finite number"),
    ],
)
def test_nonsense_is_refused(said, message):
    with pytest.raises(InputError, match=message):
        said()


@pytest.mark.parametrize(
    ("at", "anchor_at"),
    [((90, 0), (48.0, 37.0)), ((-90, 12), (90.0, 0.0)), ((0, 179.9), (0.0, -179.9)), ((0, 180), (0.0, 0.0))],
)
def test_poles_antipodes_and_the_antimeridian(at, anchor_at):
    found = parse(phrase(at, Place("", "X", Kind.TOWN, *anchor_at, 0.0)))
    assert found.rel is Rel.DISTANCE
    assert 0 < found.distance_km < 20_100
    assert found.bearing_deg is not None


def test_told_is_monotonous_in_its_step():
    steps = [told(100.0, uncertainty / 10).step for uncertainty in range(1000)]
    assert steps == sorted(steps)
