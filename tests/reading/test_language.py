from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.reading.language import language_of, stretches


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Shells fell", "en"),
        ("Ворог обстріляв її", "uk"),
        ("Войска были обстреляны", "ru"),
        ("", "en"),
        ("123 — …", "en"),
        # no letter tells these, small words do
        ("Ворог наступав біля Покровська та Торецька", "uk"),
        ("Противник штурмовал позиции возле Покровска и Торецка", "ru"),
        ("Станом на 16 грудня", "uk"),
        ("За сутки от обстрелов пострадали города Никополь и Марганец", "ru"),
        # addresses, and names of weapons, count for nothing
        ("Дрон FPV ударив по селу https://t.me/channel/very/long/address/indeed #HIMARS @channel_of_the_staff", "uk"),
        ("The Ukrainian side wrote «Слава Україні» under the map of the front", "en"),
        ("Вони сказали російською: «Мы вернёмся», і пішли від міста далі на південь", "uk"),
    ],
)
def test_language_is_told_by_letters_and_small_words(text, lang):
    assert language_of(text) == lang


def test_parts_of_a_text_have_their_own_language():
    text = (
        "Штаб\nВорог атакував біля Курахового протягом доби.\n\n"
        "The enemy attacked near Kurakhove all day.\n5\nВраг атаковал вблизи Курахово весь день.\n"
    )
    parts = stretches(text)
    assert [lang for _, _, lang in parts] == ["uk", "en", "ru"]
    assert text[slice(*parts[1][:2])] == "The enemy attacked near Kurakhove all day.\n5\n"


@given(st.text(alphabet="aя ї\nы.", max_size=300))
def test_parts_cover_any_text(text):
    parts = stretches(text)
    assert "".join(text[start:end] for start, end, _ in parts) == text
    assert all(one[2] != other[2] for one, other in pairwise(parts))
