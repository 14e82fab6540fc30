from __future__ import annotations

import pytest
from reading_texts import found_in

PERSONS = [
    "Oleksii Shevchenko, a soldier, wept.",
    "Colonel Pokrovskyi said so.",
    "Nadiia Selydova ran a shop. Selydova said it was quiet.",
    "Roman Konstantinov spoke.",
]


@pytest.mark.parametrize("text", PERSONS)
def test_persons_are_no_places(text, gazetteer):
    assert found_in(text, gazetteer).places() == []


@pytest.mark.parametrize(
    "text",
    [
        "The 24th Kharkiv Brigade held on.",
        "He read the Kyiv Post.",
        "The newspaper Donetsk appeared.",
        "Shakhtar Donetsk won nothing; the Minsk Agreements failed.",
        "Dnipro-1 was disbanded.",
        "Progress was slow. Hope faded.",
        "",
        "the village of",
    ],
)
def test_units_papers_and_ordinary_words_are_no_places(text, gazetteer):
    assert found_in(text, gazetteer).places() == []


@pytest.mark.parametrize(
    ("text", "kind", "surface"),
    [
        ("Fighting in Donetsk region went on.", "region", "Donetsk region"),
        ("The Kramatorsk district was shelled.", "district", "Kramatorsk district"),
        ("The Dnipro River froze.", "water", "Dnipro River"),
        ("The Kursk Nuclear Power Plant runs.", "facility", "Kursk Nuclear Power Plant"),
        ("Shevchenko Street was empty.", "facility", "Shevchenko Street"),
        ("Belgorod Governor Vyacheslav Gladkov spoke.", "region", "Belgorod"),
        ("Troops left Poland for Ukraine.", "country", "Poland"),
        ("A strike in Myrne, Zaporizhzia Oblast.", "region", "Zaporizhzia Oblast"),
        ("A strike in Andriivka, Dnipropetrivsk region.", "region", "Dnipropetrivsk region"),
    ],
)
def test_the_words_around_a_name_give_its_kind(text, kind, surface, gazetteer):
    found = {(mention.kind, mention.surface) for mention in found_in(text, gazetteer).mentions}
    assert (kind, surface) in found


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Moscow said it would reply.", "metonym"),
        ("A drone fell in Moscow.", "place"),
        ("In the Kupiansk direction it was quiet.", "sector"),
        ("Moscow Mayor Sergei Sobyanin spoke.", "metonym"),
        ("Shells fell near Kupiansk.", "place"),
    ],
)
def test_a_town_may_stand_for_a_government_or_a_sector(text, role, gazetteer):
    assert found_in(text, gazetteer).mentions[0].role == role


def test_a_name_no_gazetteer_has_is_found_in_a_list_of_settlements(gazetteer):
    text = "They struck the villages of Kurakhove, Qwertyivka and Pokrovsk. Qwertyivka spoke."
    assert found_in(text, gazetteer).places() == ["Kurakhove", "Qwertyivka", "Pokrovsk"]


def test_offsets_are_those_of_the_text(gazetteer):
    text = "“Слава!” — 😀 Shells fell near Kurakhove’s edge, İzmail and Kostiantynivka."
    for mention in found_in(text, gazetteer).mentions:
        assert text[mention.start : mention.end] == mention.surface


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("A soldier was attacked in central Rodyns'ke.", "Rodyns'ke"),
        ("Novodonets’ke, Donetsk: a hit on a house.", "Novodonets’ke"),
        ("A gun was destroyed near Robotyne by Signum battalion drones.", "Robotyne"),
        ("Soldiers stood in Robotyne post office.", "Robotyne"),
        ("The Dobropillia police station was damaged.", "Dobropillia"),
        ("A vessel was hit south of Stanislav, at night.", "Stanislav"),
        ("Russian strikes on Orly", "Orly"),
    ],
)
def test_a_settlement_is_seen_beside_words_of_other_things(text, surface, gazetteer):
    assert surface in found_in(text, gazetteer).places()


@pytest.mark.parametrize(
    ("text", "region"),
    [("in Zaporizhzia Oblast", "ADM1:UA23"), ("in Kharkiw Region", "ADM1:UA63"), ("in Atlantis Oblast", None)],
)
def test_a_misspelt_region_is_the_region_it_is_like(text, region, gazetteer):
    rows = [mention.rows for mention in found_in(f"Shelling near Myrne {text}.", gazetteer).mentions][-1]
    assert (gazetteer.place_id(rows[0][0]) if rows else None) == region
