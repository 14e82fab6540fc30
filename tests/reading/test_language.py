from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.reading.language import language_of, split_by_language


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


def test_a_text_in_one_language_is_one_part():
    text = "Ворог атакує поблизу Торецька.\nНаші захисники тримають оборону, бої тривають."
    assert split_by_language(text, "uk") == {"uk": text}


@given(
    st.lists(
        st.sampled_from(
            (
                "Russian forces attacked near the village again.",
                "Ворог знову атакує поблизу міста, бої тривають.",
                "Противник вновь атаковал позиции возле посёлка, бои продолжаются.",
                "",
                "@user https://t.me/x/1",
                "Kurakhove",
            )
        ),
        max_size=12,
    ),
    st.sampled_from(("en", "uk", "ru")),
)
def test_parts_by_language_keep_every_letter_at_its_place_once(lines, lang):
    text = "\n".join(lines)
    parts = split_by_language(text, lang)
    assert lang in parts
    for at, letter in enumerate(text):
        kept = {part[at] for part in parts.values()}
        assert letter in kept
        assert sum(part[at] == letter for part in parts.values()) == (len(parts) if letter in " \n" else 1)
    assert {len(part) for part in parts.values()} == {len(text)}


def test_a_line_too_short_to_tell_goes_with_the_rest():
    assert list(split_by_language("Бої тривають поблизу міста.\nKurakhove\nПокровськ, Торецьк.", "uk")) == ["uk"]
