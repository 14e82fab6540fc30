from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.names import romanise


@pytest.mark.parametrize(
    ("name", "lang", "latin"),
    [
        ("Єлизаветівка", "uk", "Yelyzavetivka"),
        ("Згурівка", "uk", "Zghurivka"),
        ("Розгірче", "uk", "Rozghirche"),
        ("Щастя", "uk", "Shchastia"),
        ("Слов’янськ", "uk", "Sloviansk"),
        ("Південне", "uk", "Pivdenne"),
        ("Юр’ївка", "uk", "Yurivka"),
        ("КУРАХОВЕ", "uk", "KURAKHOVE"),
        ("Веселий Гай", "uk", "Veselyi Hai"),
        ("Елизаветовка", "ru", "Yelizavetovka"),
        ("Весёлый Гай", "ru", "Vesyolyy Gay"),
        ("Объездное", "ru", "Obyezdnoye"),
        ("Kyiv 1", "uk", "Kyiv 1"),
        ("", "uk", ""),
    ],
)
def test_romanise(name, lang, latin):
    assert romanise(name, lang) == latin


def test_unknown_language():
    with pytest.raises(ValueError, match="cannot romanise 'pl'; known are 'uk' and 'ru'"):
        romanise("Łódź", "pl")


@given(st.text(alphabet="абвгґдеєжзиіїйклмнопрстуфхцчшщьюя’ -"), st.sampled_from(["uk", "ru"]))
def test_nothing_cyrillic_of_the_alphabet_is_left(name, lang):
    foreign = {"ru": "ґєії", "uk": "ыэъё"}[lang]
    latin = romanise("".join(letter for letter in name if letter not in foreign), lang)
    assert not any("а" <= letter <= "я" or letter in "єії" for letter in latin.lower())
