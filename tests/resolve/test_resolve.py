"""The joint decision: which evidence moves it, and when it abstains."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import geo
from geo.model import Actor
from geo.resolve.candidates import bearings_deg, distances_km


@pytest.fixture(scope="module")
def gazetteer():
    return geo.Gazetteer.open()


def read(text, gazetteer):
    return geo.read(geo.report_from_text(text, report_id="r", date=dt.date(2024, 12, 16)), gazetteer)


def meant(text, surface, gazetteer):
    return next(mention for mention in read(text, gazetteer).all_mentions if mention.surface == surface)


def oblast(mention, gazetteer):
    return gazetteer.get(mention.place_id).admin.oblast if mention.place_id else None


def test_a_stated_distance_decides(gazetteer):
    text = "Shelling hit Yelyzavetivka, about 10 km south of Kurakhove."
    assert meant(text, "Yelyzavetivka", gazetteer).place_id == "UA1416013005"
    # the nearest of its namesakes to Kramatorsk is another one
    other = meant("Shelling hit Novoselivka, 12 km north-east of Lyman.", "Novoselivka", gazetteer)
    assert other.place_id is None or oblast(other, gazetteer) == "Donetsk"


def test_a_region_named_decides(gazetteer):
    assert (
        oblast(meant("Two people died in Bilozerka in Kherson region.", "Bilozerka", gazetteer), gazetteer) == "Kherson"
    )
    assert oblast(meant("A drone fell on Martynovka in Kursk region.", "Martynovka", gazetteer), gazetteer) == "Kursk"


def test_the_places_of_a_list_lie_together(gazetteer):
    mention = meant("Attacks were repelled near Robotyne, Verbove and Novoprokopivka.", "Verbove", gazetteer)
    assert oblast(mention, gazetteer) == "Zaporizhzhia"


def test_one_of_very_many_namesakes_is_undecided(gazetteer):
    mention = meant("Fighting went on near Hannivka.", "Hannivka", gazetteer)
    assert mention.place_id is None
    assert len(mention.alternatives) >= 2
    assert mention.why.startswith("undecided: ")


def test_a_city_is_named_wherever_it_lies(gazetteer):
    text = "Russian forces attacked near Kurakhove. A missile struck Lviv."
    assert meant(text, "Lviv", gazetteer).confidence > 0.8


def test_a_correction_lowers_the_confidence_and_is_named(gazetteer):
    right = meant(
        "Russian forces captured the village of Yelyzavetivka, 10 km south of Kurakhove.", "Yelyzavetivka", gazetteer
    )
    wrong = meant("Russian forces captured the village of Stepnohisrk.", "Stepnohisrk", gazetteer)
    assert wrong.confidence < right.confidence
    assert "misspelt" in (wrong.why + "".join(other.note for other in wrong.alternatives))


def test_confidences_are_shares(gazetteer):
    for mention in read("Fighting near Mykhailivka, Vesele and Shevchenko.", gazetteer).all_mentions:
        assert 0 <= mention.confidence <= 1
        assert sum(other.confidence for other in mention.alternatives) <= 1.001


class FlatFront:
    """A front along a meridian: everything east of it is held by Russian forces."""

    def __init__(self, lon):
        self.lon = lon

    def front_distance_km(self, lat, lon):
        return np.abs(np.asarray(lon) - self.lon) * 74.0

    def held(self, lat, lon, actor):
        east = np.asarray(lon) > self.lon
        return east if actor is Actor.RU else ~east


@pytest.mark.parametrize(("lon", "place_id"), [(33.0, "UA3508011009"), (36.5, "UA2308015004"), (38.5, "UA4402005008")])
def test_the_line_moves_the_decision(gazetteer, lon, place_id):
    from geo.reading.mentions import MentionFinder
    from geo.reading.sentences import Spans, sentences
    from geo.resolve import Fighting, resolve

    text = "Fighting went on near Hannivka."
    spans = Spans(sentences(text))
    mentions = MentionFinder(text, spans, gazetteer).find()
    at = next(index for index, mention in enumerate(mentions) if mention.surface == "Hannivka")
    fighting = Fighting(frozenset({at}))
    resolved = resolve(text, mentions, [], spans, gazetteer, front=FlatFront(lon), fighting=fighting)[at]
    ranked = [resolved.row] if resolved.row is not None else [gazetteer.row(o.place_id) for o in resolved.alternatives]
    assert gazetteer.place_id(ranked[0]) == place_id


@given(st.floats(44, 53), st.floats(22, 41), st.floats(44, 53), st.floats(22, 41))
def test_distances_for_weighing_are_close_to_the_geodesic(lat1, lon1, lat2, lon2):
    km, bearing, _ = geo.distance.inverse(lat1, lon1, lat2, lon2)
    one, other = (np.array([lat1]), np.array([lon1])), (np.array([lat2]), np.array([lon2]))
    assert distances_km(*one, *other)[0, 0] == pytest.approx(km, rel=0.006, abs=0.001)
    if km > 1:
        turned = (bearings_deg(*one, *other)[0, 0] - bearing + 180) % 360 - 180
        assert abs(turned) < 0.4


def test_a_village_is_not_the_city_of_its_name(gazetteer):
    def belief(text):
        mention = meant(text, "Kostiantynivka", gazetteer)
        shares = {other.place_id: other.confidence for other in mention.alternatives}
        return (shares | {mention.place_id: mention.confidence}).get("UA1412007001", 0.0)

    city = belief("Shells hit the city of Kostiantynivka in Donetsk region.")
    assert city > 0.55
    assert belief("Shells hit the village of Kostiantynivka in Donetsk region.") < city


@pytest.mark.parametrize(
    ("text", "surface", "expected"),
    [
        ("В Белгородском районе обстреляли сёла Дубовое и Октябрьский.", "Дубовое", "Belgorod"),
        ("У Бериславському районі під вогнем була Михайлівка.", "Михайлівка", "Kherson"),
        ("Shelling in Beryslav district hit Mykhailivka.", "Mykhailivka", "Kherson"),
        ("A strike near Novoselivka, north Donetsk", "Novoselivka", "Donetsk"),
    ],
)
def test_an_area_named_decides(gazetteer, text, surface, expected):
    lang = "en" if text.isascii() else "ru" if "ё" in text else "uk"
    report = geo.report_from_text(text, report_id="r", date=dt.date(2024, 12, 16), lang=lang)
    found = next(mention for mention in geo.read(report, gazetteer).all_mentions if mention.surface == surface)
    assert oblast(found, gazetteer) == expected


def test_another_sector_leaves_the_region_before_it_behind(gazetteer):
    before = "The village lies in Donetsk region, the staff said. "
    away = meant(f"{before}In the Huliaipole direction there was one clash near Malynivka.", "Malynivka", gazetteer)
    stays = meant(f"{before}There was one clash near Malynivka.", "Malynivka", gazetteer)
    assert "names Donetsk region" in stays.why
    assert "names Donetsk region" not in away.why


def test_the_closing_area_of_a_list_binds_its_last_place_more_than_the_others(gazetteer):
    text = (
        "Manpower was hit near Uspenivka, Rivnopillia and Danylivka in the Dnipropetrovsk region, west of Huliaipole."
    )
    assert meant(text, "Rivnopillia", gazetteer).place_id == "UA2310007023"


def test_what_joins_another_area_lies_not_in_it(gazetteer):
    text = "Losses were inflicted near Vovchanski Khutory and, in the Sumy region, Varachyne."
    assert meant(text, "Vovchanski Khutory", gazetteer).place_id == "UA6314001019"


def test_a_district_heads_its_paragraph(gazetteer):
    text = (
        "Оперативна інформація щодо Харківської області за добу.\n"
        "Чугуївський район. Під обстрілом був Вовчанськ. У селищі влучив дрон. По Малинівці випустили ракету.\n"
        "Харківський район. Обстріляно Липці."
    )
    found = meant(text, "Малинівці", gazetteer)
    assert (found.place_id, "names Чугуївський район" in found.why) == ("UA6314005001", True)


def test_a_village_of_a_russian_district_is_no_namesake_in_ukraine(gazetteer):
    text = "Сутки в Курской области.\nРыльский район. В деревне Рыжевка сгорел сарай, раненого увезли в Курск."
    assert meant(text, "Рыжевка", gazetteer).place_id is None
    assert meant(text, "Курск", gazetteer).place_id == "RU:Kursk/Kursk"


def test_a_sentence_that_names_its_own_region_leaves_the_one_before_behind(gazetteer):
    text = "In the Sumy region it hit Varachyne. In the Kharkiv region losses were inflicted near Vilcha and Hrafske."
    assert oblast(meant(text, "Hrafske", gazetteer), gazetteer) == "Kharkiv"


def test_an_area_in_brackets_binds_the_list_before_it(gazetteer):
    text = "Hit were Borova (Kharkiv region), Oleksandrivka and Novoselivka (Donetsk region)."
    assert oblast(meant(text, "Novoselivka", gazetteer), gazetteer) == "Donetsk"


def test_a_place_told_from_its_namesake_is_the_one_meant_throughout(gazetteer):
    text = (
        "This Petrivka is a village 8 km north of Huliaipole, not the one in Donetsk region. Shells hit Petrivka again."
    )
    report = geo.report_from_text(text, report_id="r", date=dt.date(2025, 11, 27), lang="en")
    said = [one.place_id for one in geo.read(report, gazetteer).all_mentions if one.surface == "Petrivka"]
    assert said == ["UA2310007024"] * 2


def test_a_hyphenated_name_in_another_spelling_is_one(gazetteer):
    assert meant("Strikes hit Rai-Aleksandrovka in the Donetsk region.", "Rai-Aleksandrovka", gazetteer).place_id


def test_who_strikes_crimea_is_ukraine(gazetteer):
    report = geo.report_from_text("An oil depot was hit in Saky.", report_id="r", date=dt.date(2025, 11, 27), lang="en")
    assert [claim.actor for claim in geo.read(report, gazetteer).all_claims] == ["UA"]
