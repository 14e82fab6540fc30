"""Forms of a typed relation beyond distance and bearing, in three languages."""

import time

import pytest

from geo.distance import parse
from geo.distance.positions import position
from geo.errors import InputError
from geo.model import Rel


@pytest.mark.parametrize(
    ("text", "ends", "halfway"),
    [
        ("between Lyman and Torske", ("Lyman", "Torske"), False),
        ("in between the village of Lyman and the town of Torske.", ("Lyman", "Torske"), False),
        ("halfway between Velyka Novosilka and Vuhledar", ("Velyka Novosilka", "Vuhledar"), True),
        ("roughly midway between A and B", ("A", "B"), True),
        ("half-way from Pokrovsk to Dnipro", ("Pokrovsk", "Dnipro"), True),
        ("між Кураховим та Покровськом", ("Кураховим", "Покровськом"), False),
        ("між селами Тихе і Мирне", ("Тихе", "Мирне"), False),
        ("на півдорозі між Лиманом і Торським", ("Лиманом", "Торським"), True),
        ("на пів шляху від Великої Новосілки до Вугледара", ("Великої Новосілки", "Вугледара"), True),
        ("между Курахово и Покровском", ("Курахово", "Покровском"), False),
        ("на полпути из Курахово в Покровск", ("Курахово", "Покровск"), True),
        ("примерно посередине между городами Лиман и Торск", ("Лиман", "Торск"), True),
    ],
)
def test_between(text, ends, halfway):
    found = parse(text)
    assert (found.rel, found.ends, found.halfway) == (Rel.BETWEEN, ends, halfway)
    assert all(end in found.anchor for end in ends)
    assert (found.distance_km, found.bearing_deg) == (None, None)


@pytest.mark.parametrize(
    ("text", "line", "ends", "anchor"),
    [
        ("along the road from Pokrovsk to Dnipro", "road", ("Pokrovsk", "Dnipro"), "Pokrovsk to Dnipro"),
        ("along the Pokrovsk–Kostiantynivka highway", "road", ("Pokrovsk", "Kostiantynivka"), None),
        ("on the Ivano-Frankivsk — Kolomyia road", "road", ("Ivano-Frankivsk", "Kolomyia"), None),
        ("along the Oskil river", "river", (), "Oskil"),
        ("on the western bank of the Oskil", "river", (), "Oskil"),
        ("уздовж траси Покровськ — Костянтинівка", "road", ("Покровськ", "Костянтинівка"), None),
        ("на дорозі між Лиманом та Торським", "road", ("Лиманом", "Торським"), None),
        ("вздовж річки Оскіл", "river", (), "Оскіл"),
        ("вдоль трассы Покровск–Константиновка", "road", ("Покровск", "Константиновка"), None),
        ("на левом берегу реки Оскол", "river", (), "Оскол"),
        ("along the border", "border", (), "border"),
    ],
)
def test_along(text, line, ends, anchor):
    found = parse(text)
    assert (found.rel, found.line, found.ends) == (Rel.ALONG, line, ends)
    assert anchor is None or found.anchor == anchor


@pytest.mark.parametrize(
    ("text", "km", "bearing", "line", "side"),
    [
        ("3 km from the front line", 3, None, "front line", ""),
        ("2.4 km behind the front line", 2.4, None, "front line", "behind"),
        ("2 km ahead of the line of contact", 2, None, "front line", "ahead"),
        ("1 km from the front, on the Ukrainian-held side", 1, None, "front line", "UA"),
        ("about 5 km north of the Russian border", 5, 0, "border", ""),
        ("ten miles from the border with Belarus", 16.09344, None, "border", ""),
        ("east of the front line", None, 90, "front line", ""),
        ("2,4 км за лінією фронту", 2.4, None, "front line", "behind"),
        ("за 3 км від лінії бойового зіткнення", 3, None, "front line", ""),
        ("за 10 км на північ від державного кордону", 10, 0, "border", ""),
        ("за 3 км від кордону з Росією", 3, None, "border", ""),
        ("в 3 км от линии соприкосновения", 3, None, "front line", ""),
        ("в пяти километрах от ЛБС", 5, None, "front line", ""),
        ("2 км южнее границы", 2, 180, "border", ""),
    ],
)
def test_from_a_line(text, km, bearing, line, side):
    found = parse(text)
    assert found.distance_km == (None if km is None else pytest.approx(km))
    assert (found.bearing_deg, found.line, found.side) == (bearing, line, side)


@pytest.mark.parametrize(
    ("text", "bearing", "anchor"),
    [
        ("on the western edge of Toretsk", 270, "Toretsk"),
        ("Toretsk's north-eastern outskirts", 45, "Toretsk"),
        ("on the outskirts of the city of Toretsk", None, "Toretsk"),
        ("in the southern part of Toretsk", 180, "Toretsk"),
        ("in the north of Toretsk", 0, "Toretsk"),
        ("на західній околиці Торецька", 270, "Торецька"),
        ("у північній частині Торецька", 0, "Торецька"),
        ("на північному сході Торецька", 45, "Торецька"),
        ("на западной окраине Торецка", 270, "Торецка"),
        ("на юго-востоке Торецка", 135, "Торецка"),
        ("в восточной части Торецка", 90, "Торецка"),
    ],
)
def test_edges(text, bearing, anchor):
    found = parse(text)
    assert (found.rel, found.bearing_deg, found.anchor) == (Rel.OUTSKIRTS, bearing, anchor)


@pytest.mark.parametrize(
    ("text", "anchor"),
    [
        ("at Toretsk", "Toretsk"), ("in the town of Toretsk", "Toretsk"), ("у Торецьку", "Торецьку"),
        ("в місті Торецьк", "Торецьк"), ("в городе Торецк", "Торецк"), ("во Львове", "Львове"),
    ],
)  # fmt: skip
def test_in_a_place(text, anchor):
    found = parse(text)
    assert (found.distance_km, found.bearing_deg, found.anchor) == (0, None, anchor)


@pytest.mark.parametrize(
    ("text", "hedge"),
    [
        ("7 km south of X", ""), ("about 7 km south of X", "about"), ("up to 7 km south of X", "up to"),
        ("less than 7 km south of X", "up to"), ("no more than 7 km south of X", "up to"),
        ("more than 7 km south of X", "more than"), ("at least 7 km south of X", "more than"),
        ("within 7 km of X", "within"), ("6 to 8 km south of X", "to"), ("some 7 km south of X", "about"),
        ("близько 7 км на південь від Х", "about"), ("до 7 км на південь від Х", "up to"),
        ("менш ніж за 7 км від Х", "up to"), ("не менше 7 км від Х", "more than"), ("понад 7 км від Х", "more than"),
        ("у радіусі 7 км від Х", "within"), ("за 6–8 км від Х", "to"), ("кілометрів за сім від Х", "about"),
        ("около 7 км южнее Х", "about"), ("до 7 км южнее Х", "up to"), ("не более 7 км от Х", "up to"),
        ("не менее 7 км от Х", "more than"), ("более 7 км от Х", "more than"), ("в радиусе 7 км от Х", "within"),
    ],
)  # fmt: skip
def test_hedges_are_kept(text, hedge):
    found = parse(text)
    assert (found.distance_km, found.hedge, found.approx) == (7, hedge, hedge != "")
    assert found.range_km == ((6, 8) if hedge == "to" else None)


@pytest.mark.parametrize(
    ("text", "km", "also_km", "unit"),
    [
        ("about 7 km (4.3 miles) north-west of X", 7, 6.920179, "km"),
        ("10 miles (16 km) south of X", 16.09344, 16, "mi"),
        ("за 10 км (6 миль) від Х", 10, 9.656064, "km"),
        ("800 m east of X", 0.8, None, "m"),
    ],
)
def test_a_conversion_in_brackets_is_one_relation(text, km, also_km, unit):
    found = parse(text)
    assert found.distance_km == pytest.approx(km)
    assert (found.also_km, found.unit, found.anchor[0]) == (also_km, unit, text[-1])


@pytest.mark.parametrize(
    "text",
    [
        *("between", "between X", "between X and", "between 1 and 2", "halfway", "along the road", "the front line"),
        *("між Х", "між Х та", "между Х", "на півдорозі", "на околиці", "in", "at 12", "behind the front line"),
        *("The Valley", "Inside", "Втора", "Уманське", "Between Rivers"),
    ],
)
def test_what_is_no_relation(text):
    assert parse(text) is None


@pytest.mark.parametrize("unit", ["between X and ", "along the A-", "and ", "between between ", "між Х та ", "X's "])
def test_hostile_text_is_read_quickly(unit):
    parse("between A and B")
    parse("між А та Б")
    started = time.process_time()
    for start in ("", "between ", "між ", "along the ", "3 km from "):
        parse((start + unit * 500)[:500])
    assert time.process_time() - started < 5


# -- positions --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "lat", "lon", "metres"),
    [
        ("48.05, 37.2", 48.05, 37.2, 3762), ("48.0500 37.2000", 48.05, 37.2, 7), ("48,05; 37,2", 48.05, 37.2, 3762),
        ("N48.05 E37.2", 48.05, 37.2, 3762), ("37.2E, 48.05N", 48.05, 37.2, 3762), ("-48 -37", -48, -37, 66971),
        ("48°03'00\" N, 37°12'00\" E", 48.05, 37.2, 19), ("48°03′N 37°12′W", 48.05, -37.2, 1115),
        ("48°03’00’’S 37°12’00’’E", -48.05, 37.2, 19), ("90, 180", 90, 180, 55660), ("0 0", 0, 0, 78715),
    ],
)  # fmt: skip
def test_positions(text, lat, lon, metres):
    found = position(text)
    assert (found.lat, found.lon) == (pytest.approx(lat), pytest.approx(lon))
    assert found.uncertainty_m == pytest.approx(metres, rel=0.05)


@pytest.mark.parametrize(
    "text", ["", "48.05", "Kurakhove", "10 km", "2024-12-16", "1, 2, 3", "N48 N", "4" * 100, "x, y"]
)
def test_no_positions(text):
    assert position(text) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("95, 20", "latitude 95 is out of range; degrees from -90 to 90 count"),
        ("20, 181", "longitude 181 is out of range"),
        ("48 S 37 S", "names no latitude and longitude; write for example 48.05 N, 37.2 E"),
        ("48.05 N, 37.2", "names no latitude and longitude"),
        ("48°75' N 37°00' E", "75 minutes of a degree"),
        ("-48 N, 37 E", "has both a sign and a letter"),
    ],
)
def test_impossible_positions(text, message):
    with pytest.raises(InputError, match=message):
        position(text)


def test_a_name_with_a_joining_word_is_one_name():
    assert parse("між населеним пунктом Сакко І Ванцетті та Кураховим").ends == ("Сакко І Ванцетті", "Кураховим")
