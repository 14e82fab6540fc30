import math
import re
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.distance import (
    LANGUAGES,
    POINTS_8,
    POINTS_16,
    bearing_of,
    compass,
    destination,
    fragments,
    inverse,
    parse,
    phrase,
    quantity_km,
)
from geo.errors import InputError
from geo.model import Kind, Place, Rel

QUANTITY, DIRECTION = fragments("en")["quantity"], fragments("en")["direction"]
KURAKHOVE = Place("UA1416011001", "Kurakhove", Kind.TOWN, 47.9833, 37.2833, 2500.0)

latitudes = st.floats(-89, 89)
longitudes = st.floats(-180, 180)


def apart_deg(one: float, other: float) -> float:
    return abs((one - other + 180) % 360 - 180)


# -- inverse and destination ----------------------------------------------------------------------------------------


@given(latitudes, longitudes, st.floats(0, 360, exclude_max=True), st.floats(0.01, 5000))
def test_inverse_undoes_destination(lat, lon, bearing, km):
    there = destination(lat, lon, bearing, km)
    back_km, back_bearing, _ = inverse(lat, lon, *there)
    assert back_km == pytest.approx(km, abs=1e-6)
    across_m = math.radians(apart_deg(back_bearing, bearing)) * km * 1000
    assert across_m < 0.01


@given(latitudes, longitudes, latitudes, longitudes)
def test_inverse_is_symmetric(lat1, lon1, lat2, lon2):
    forth, back = inverse(lat1, lon1, lat2, lon2), inverse(lat2, lon2, lat1, lon1)
    assert forth[0] == pytest.approx(back[0], abs=1e-6)
    if 0.001 < forth[0] < 19_000:
        assert apart_deg(forth[1], back[2]) < 1e-3


def test_inverse_agrees_with_geopy():
    from geopy.distance import geodesic

    rng = np.random.default_rng(7)
    lat1, lat2 = rng.uniform(-89, 89, (2, 200))
    lon1, lon2 = rng.uniform(-180, 180, (2, 200))
    km, _, _ = inverse(lat1, lon1, lat2, lon2)
    peer = [geodesic((a, b), (c, d)).km for a, b, c, d in zip(lat1, lon1, lat2, lon2, strict=True)]
    np.testing.assert_allclose(km, peer, atol=1e-6)


def test_inverse_broadcasts_and_keeps_shape():
    km, bearing, back = inverse(48.0, 37.0, np.array([[47.0, 49.0]]), 37.0)
    assert km.shape == bearing.shape == back.shape == (1, 2)
    np.testing.assert_allclose(bearing, [[180, 0]], atol=1e-9)
    np.testing.assert_allclose(back, [[0, 180]], atol=1e-9)


def test_inverse_of_numbers_equals_inverse_of_arrays():
    numbers = inverse(48.1, 37.2, 47.9, 36.8)
    arrays = inverse(np.array([48.1]), 37.2, 47.9, 36.8)
    assert all(isinstance(number, float) for number in numbers)
    assert numbers == tuple(array[0] for array in arrays)


@pytest.mark.parametrize("wrap", [float, lambda value: np.array([value])])
def test_coincident_positions_have_no_bearing(wrap):
    km, bearing, back = inverse(wrap(48.0), wrap(37.0), wrap(48.0), wrap(37.0))
    assert km == 0
    assert np.isnan(bearing)
    assert np.isnan(back)


@pytest.mark.parametrize(
    ("one", "two", "km"),
    [
        ((90, 0), (-90, 0), 20003.931),
        ((90, 0), (90, 90), 0.0),
        ((0, 179.5), (0, -179.5), 111.319),
        ((48, 180), (48, -180), 0.0),
    ],
)
def test_poles_and_antimeridian(one, two, km):
    assert inverse(*one, *two)[0] == pytest.approx(km, abs=1e-3)


def test_destination_crosses_the_antimeridian():
    lat, lon = destination(0.0, 179.9, 90.0, 50.0)
    assert lat == pytest.approx(0, abs=1e-9)
    assert -180 <= lon < -179


@pytest.mark.parametrize(
    ("position", "message"),
    [
        ((90.1, 0), r"^latitude 90.1 is out of range; degrees from -90 to 90 count$"),
        ((math.nan, 0), r"^latitude nan is out of range"),
        ((0, 180.1), r"^longitude 180.1 is out of range; degrees from -180 to 180 count$"),
        ((0, math.inf), r"^longitude inf is out of range"),
        (("here", 0), r"^a latitude is not a number$"),
    ],
)
def test_impossible_positions_are_refused(position, message):
    lat, lon = position
    with pytest.raises(InputError, match=message):
        inverse(lat, lon, 48.0, 37.0)
    with pytest.raises(InputError, match=message):
        inverse(np.array([48.0]), 37.0, [lat], [lon])
    with pytest.raises(InputError, match=message):
        destination(lat, lon, 0.0, 1.0)


@pytest.mark.parametrize(
    ("bearing", "km", "message"),
    [(math.nan, 1, "bearing is not a finite"), (0, -1, "distance is negative"), (0, math.inf, "distance is negative")],
)
def test_impossible_steps_are_refused(bearing, km, message):
    with pytest.raises(InputError, match=message):
        destination(48.0, 37.0, bearing, km)


# -- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("points", [8, 16])
def test_compass_and_bearing_of_round_trip(points):
    for index, name in enumerate(POINTS_8 if points == 8 else POINTS_16):
        assert bearing_of(name) == index * 360 / points
        assert compass(index * 360 / points, points=points) == name


@given(st.floats(-1e6, 1e6))
def test_compass_is_the_nearest_point(bearing):
    named = bearing_of(compass(bearing))
    assert named is not None
    assert apart_deg(named, bearing) <= 22.5 + 1e-6


@pytest.mark.parametrize(
    ("word", "bearing"),
    [
        ("south", 180), ("South-West", 225), ("southwest", 225), ("south western", 225), ("southwestern", 225),
        ("SSW", 202.5), ("north-northeast", 22.5), ("north\u2011east", 45), ("eastward", 90), ("northerly", 0),
        ("due west", 270), ("N", 0), ("", None), ("sideways", None), ("north-south", None), ("ern", None),
        ("north" * 100, None),
    ],
)  # fmt: skip
def test_bearing_of(word, bearing):
    assert bearing_of(word) == bearing


def test_compass_refuses_nonsense():
    with pytest.raises(InputError, match="a compass has 8 or 16 points here, not 12"):
        compass(0, points=12)
    with pytest.raises(InputError, match="not a finite number of degrees"):
        compass(math.nan)


@pytest.mark.parametrize(
    ("text", "km", "approx"),
    [
        ("10 km", 10, False), ("10km", 10, False), ("7.5 kilometres", 7.5, False), ("2,5 km", 2.5, False),
        ("1,500 metres", 1.5, False), ("800 m", 0.8, False), ("5 miles", 8.04672, False), ("1 mi", 1.609344, False),
        ("seven kilometers", 7, False), ("Twenty kilometres", 20, False), ("a kilometre", 1, False),
        ("half a kilometer", 0.5, False), ("fourteen km", 14, False), ("ten-kilometre", 10, False),
        ("about 7 km (4.3 miles)", 7, True), ("some ten kilometres", 10, True), ("~3 km", 3, True),
        ("just over 4 km", 4, True), ("more than 10 km", 10, True), ("up to 2 km", 2, True),
        ("three to four kilometers", 3.5, True), ("3-4 km", 3.5, True), ("5\u20137 km", 6, True),
        ("two or three km", 2.5, True), ("twenty-five km", 25, False), ("a hundred miles", 160.9344, False),
        ("two and a half km", 2.5, False), ("1 500 m", 1.5, False),
    ],
)  # fmt: skip
def test_quantities(text, km, approx):
    assert re.fullmatch(QUANTITY, text, re.IGNORECASE)
    assert quantity_km(text) == (pytest.approx(km), approx)


@pytest.mark.parametrize(
    ("lang", "text", "km", "approx"),
    [
        ("uk", "за сім кілометрів", 7, False), ("uk", "у двох кілометрах", 2, False), ("uk", "за 2,5 км", 2.5, False),
        ("uk", "за пів кілометра", 0.5, False), ("uk", "за півкілометра", 0.5, False), ("uk", "за кілометр", 1, False),
        ("uk", "за півтора кілометра", 1.5, False), ("uk", "за два з половиною кілометри", 2.5, False),
        ("uk", "приблизно за 3 км", 3, True), ("uk", "менш як за 3 км", 3, True), ("uk", "до 3 км", 3, True),
        ("uk", "лише за 3 км", 3, False), ("uk", "на відстані близько 3 км", 3, True), ("uk", "за 3–4 км", 3.5, True),
        ("uk", "кілометрів за п'ять", 5, True), ("uk", "за п’ять-шість кілометрів", 5.5, True),
        ("uk", "від 3 до 5 км", 4, True), ("uk", "за сорок два кілометри", 42, False), ("uk", "за 500 м", 0.5, False),
        ("uk", "за дев'яносто дев'ять кілометрів", 99, False), ("uk", "за двісті метрів", 0.2, False),
        ("uk", "за 5-ти км", 5, False), ("uk", "за 10 км (6 миль)", 10, False), ("uk", "за 3 милі", 4.828032, False),
        ("ru", "в семи километрах", 7, False), ("ru", "10 километрами", 10, False), ("ru", "в километре", 1, False),
        ("ru", "двумя километрами", 2, False), ("ru", "в полукилометре", 0.5, False), ("ru", "в 3-х км", 3, False),
        ("ru", "в полутора километрах", 1.5, False), ("ru", "не далее чем в трёх километрах", 3, True),
        ("ru", "в двух с половиной километрах", 2.5, False), ("ru", "на удалении 5 км", 5, False),
        ("ru", "километрах в пяти-шести", 5.5, True), ("ru", "в каких-то 5 км", 5, True),
        ("ru", "всего в 5 км", 5, False),
        ("ru", "в восьмидесяти шести километрах", 86, False), ("ru", "примерно в 87 км", 87, True),
        ("ru", "в 10 км (6 милях)", 10, False), ("ru", "в 1 500 метрах", 1.5, False), ("ru", "свыше ста км", 100, True),
    ],
)  # fmt: skip
def test_quantities_in_ukrainian_and_russian(lang, text, km, approx):
    assert re.fullmatch(fragments(lang)["quantity"], text, re.IGNORECASE)
    assert quantity_km(text, lang) == (pytest.approx(km), approx)
    assert quantity_km(text) == (pytest.approx(km), approx)


@pytest.mark.parametrize("lang", ["uk", "ru"])
def test_number_words_of_every_case_are_read(lang):
    """The forms a noun takes after each numeral, as pymorphy3 inflects it."""
    analyser = pytest.importorskip("pymorphy3").MorphAnalyzer(lang=lang)
    words = {
        "uk": "один два три чотири п'ять шість сім вісім дев'ять десять одинадцять дванадцять тринадцять чотирнадцять "
        "п'ятнадцять шістнадцять сімнадцять вісімнадцять дев'ятнадцять двадцять тридцять сорок п'ятдесят шістдесят "
        "сімдесят вісімдесят дев'яносто сто",
        "ru": "один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать "
        "пятнадцать шестнадцать семнадцать восемнадцать девятнадцать двадцать тридцать сорок пятьдесят шестьдесят "
        "семьдесят восемьдесят девяносто сто",
    }[lang].split()
    values = [*range(1, 20), *range(20, 101, 10)]
    for word, value in zip(words, values, strict=True):
        readings = analyser.parse(word)
        reading = next((one for one in readings if "NUMR" in one.tag), readings[0])
        for case in ("gent", "datv", "ablt", "loct"):
            form = reading.inflect({case})
            if form is not None:
                assert quantity_km(f"{form.word} км", lang) == (value, False), (word, case)


@pytest.mark.parametrize(
    "text", ["", "km", "10", "10 nautical miles", "several km", "10 kmh", "am", "за кілька км", "в км", "x" * 1000]
)
def test_no_quantities(text):
    with pytest.raises(InputError, match="no distance"):
        quantity_km(text)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["quantity", "direction", "comparative", "adjective"])
def test_fragments_capture_nothing(lang, name):
    assert re.compile(fragments(lang)[name]).groups == 0


def test_words_of_an_unknown_language_are_refused():
    with pytest.raises(InputError, match="no words of measure in 'de'; there are some in en, uk, ru"):
        fragments("de")


@pytest.mark.parametrize(
    ("word", "bearing"),
    [
        ("північ", 0), ("півночі", 0), ("південний схід", 135), ("північно-західніше", 315), ("Пд-Сх", 135),
        ("східній", 90), ("південно-західні", 225), ("північ-північний схід", 22.5), ("заходу", 270),
        ("юго-западнее", 225), ("северо-востоку", 45), ("югу", 180), ("СЗ", 315), ("восточная", 90), ("севернее", 0),
        ("северо-северо-запад", 337.5), ("заходи", None), ("східноукраїнський", None), ("северянин", None),
    ],
)  # fmt: skip
def test_bearing_of_ukrainian_and_russian_words(word, bearing):
    assert bearing_of(word) == bearing


@pytest.mark.parametrize("text", ["1. e of it", "10 km se of it", "S"])
def test_abbreviations_of_directions_are_capitals(text):
    found = re.search(rf"\b{DIRECTION}", text, re.IGNORECASE)
    assert (found is not None) == (text == "S")


# -- parse and phrase -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "km", "bearing", "approx", "anchor", "rel"),
    [
        ("10 km south of Kurakhove", 10, 180, False, "Kurakhove", Rel.DISTANCE),
        ("10 kilometers south of X.", 10, 180, False, "X", Rel.DISTANCE),
        ("about 7 km (4.3 miles) north-west of Velyka Novosilka", 7, 315, True, "Velyka Novosilka", Rel.DISTANCE),
        ("5 miles east of X", 8.04672, 90, False, "X", Rel.DISTANCE),
        ("three to four kilometers to the southwest of the city of Pokrovsk", 3.5, 225, True, "Pokrovsk", Rel.DISTANCE),
        ("2 km SSW of Часів Яр", 2, 202.5, False, "Часів Яр", Rel.DISTANCE),
        ("12 km from Lyman", 12, None, False, "Lyman", Rel.DISTANCE),
        ("12 km away from Lyman", 12, None, False, "Lyman", Rel.DISTANCE),
        ("north of X", None, 0, False, "X", Rel.DIRECTION),
        ("just west of the village of X", None, 270, True, "X", Rel.DIRECTION),
        ("  to the north east of X ", None, 45, False, "X", Rel.DIRECTION),
        ("near X", None, None, False, "X", Rel.NEAR),
        ("in the vicinity of X", None, None, False, "X", Rel.NEAR),
        ("the southern outskirts of Toretsk", None, 180, False, "Toretsk", Rel.OUTSKIRTS),
        ("on the outskirts of Toretsk", None, None, False, "Toretsk", Rel.OUTSKIRTS),
        ("за сім кілометрів на південний схід від Селидового", 7, 135, False, "Селидового", Rel.DISTANCE),
        ("приблизно за 5 км східніше міста Торецьк", 5, 90, True, "Торецьк", Rel.DISTANCE),
        ("4 км від Торецька", 4, None, False, "Торецька", Rel.DISTANCE),
        ("північніше Вовчанська", None, 0, False, "Вовчанська", Rel.DIRECTION),
        ("трохи на захід від с. Тихе", None, 270, True, "Тихе", Rel.DIRECTION),
        ("на східній околиці Торецька", None, 90, False, "Торецька", Rel.OUTSKIRTS),
        ("неподалік від Торецька", None, None, False, "Торецька", Rel.NEAR),
        ("в 10 км к югу от Курахово", 10, 180, False, "Курахово", Rel.DISTANCE),
        ("10 километрами южнее г. Курахово", 10, 180, False, "Курахово", Rel.DISTANCE),
        ("в трёх километрах от Курахово", 3, None, False, "Курахово", Rel.DISTANCE),
        ("северо-западнее Курахово", None, 315, False, "Курахово", Rel.DIRECTION),
        ("северные окраины Курахово", None, 0, False, "Курахово", Rel.OUTSKIRTS),
        ("под Белгородом", None, None, False, "Белгородом", Rel.NEAR),
    ],
)
def test_parse(text, km, bearing, approx, anchor, rel):
    found = parse(text)
    assert found is not None
    assert found.distance_km == (None if km is None else pytest.approx(km))
    assert (found.bearing_deg, found.approx, found.anchor, found.rel) == (bearing, approx, anchor, rel)


@pytest.mark.parametrize(
    "text",
    [
        *("", "Kurakhove", "South Korea", "10 km", "10 km south of", "10 km south of 123", "north-south of X", "of"),
        *("Курахове", "Північне", "Южное", "Східниця", "Подгорное", "за 5 км", "на схід від", "около 5 км", "Заходи"),
    ],
)
def test_parse_finds_none(text):
    assert parse(text) is None


def test_parse_refuses_long_text():
    with pytest.raises(InputError, match="a place description of 501 characters; at most 500 are read"):
        parse("x" * 501)


@given(st.text(max_size=500))
def test_parse_survives_any_text(text):
    parse(text)


@pytest.mark.parametrize(
    "unit",
    [
        *("about ", "some some ", "10 ", "north ", "1-", "a ", "south-", " ", "three to ", "(1 km "),
        *("за ", "за приблизно ", "двадцять ", "п'ять до ", "північно-", "км за ", "на схід від села "),
    ],
)
def test_parse_is_quick_on_hostile_text(unit):
    parse("за 5 км на схід від Торецька")
    text = ("10 км " + unit * 500)[:500]
    started = time.process_time()
    parse(text)
    for lang in LANGUAGES:
        re.findall(rf"{fragments(lang)['quantity']}\s{fragments(lang)['direction']}", text, re.IGNORECASE)
    assert time.process_time() - started < 5


@given(st.floats(0, 359.9), st.floats(0.1, 400))
def test_parse_reads_what_phrase_writes(bearing, km):
    point = destination(47.9833, 37.2833, bearing, km)
    found = parse(phrase(point, KURAKHOVE))
    assert found is not None
    assert found.anchor == "Kurakhove"
    assert found.distance_km == pytest.approx(km, abs=0.0501 if km < 99.95 else 0.501)
    assert found.bearing_deg is not None
    assert apart_deg(found.bearing_deg, bearing) <= 22.501


@pytest.mark.parametrize(
    ("km", "written"),
    [
        (0.049, "at Kurakhove"),
        (0.06, "0.1 km"),
        (11.12, "11.1 km"),
        (99.94, "99.9 km"),
        (99.96, "100 km"),
        (250.4, "250 km"),
    ],
)
def test_phrase_rounds_as_people_do(km, written):
    assert phrase(destination(47.9833, 37.2833, 180.0, km), KURAKHOVE).startswith(written)


def test_phrase_between_places_takes_the_english_name():
    anchor = Place("x", "Kurachowe", Kind.TOWN, 48.0, 37.0, 0, names={"en": "Kurakhove"})
    subject = Place("y", "Y", Kind.VILLAGE, 48.0, 37.2, 0)
    assert phrase(subject, anchor) == "14.9 km east of Kurakhove"


def test_phrase_needs_positions_and_a_language():
    area = Place("ADM1:UA14", "Donetsk Oblast", Kind.REGION, None, None, 0)
    with pytest.raises(InputError, match=r"Donetsk Oblast \(ADM1:UA14\) has no position to measure from"):
        phrase((48.0, 37.0), area)
    with pytest.raises(InputError, match="no phrases are written in 'de'; there are some in en, uk, ru"):
        phrase((48.0, 37.0), KURAKHOVE, lang="de")
