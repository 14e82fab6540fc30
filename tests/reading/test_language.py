from __future__ import annotations

import pytest

from geo.reading.language import language_of


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
