from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.reading.word_index import WordIndex, first_letters


@pytest.mark.parametrize(
    ("pattern", "letters"),
    [
        ("captured", {"capt"}),
        ("(?:в|у)вірвався", {"ввір", "увір"}),
        ("б['’]ють", {"б'ют", "б’ют"}),
        ("(?<!поле )бою", {"бою"}),
        ("пал[аои]?", {"пал", "пала", "пало", "пали"}),
        ("colou?r", {"colo"}),
        ("ab{2,3}c", {"ab"}),
        ("ab*c", {"ab", "ac"}),
        ("(?:the )?enemy", {"the ", "enem"}),
        (r"\w+ly taken", {""}),
        ("a?", {""}),
    ],
)
def test_first_letters_are_those_that_a_match_can_begin_with(pattern, letters):
    assert first_letters(pattern) == letters


PATTERNS = [
    "attack(?:ed|s)?",
    "(?:has |have )?taken",
    r"\w+ly held",
    "re(?:pelled|treat\\w{0,3})",
    "at(?= once)",
    "a?b",
]
WORDS = ["attack", "attacked", "has", "taken", "repelled", "retreats", "bravely", "held", "at", "once", "b", "ab", ";"]


@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))
def test_the_index_finds_what_its_patterns_find_one_by_one(text):
    index = WordIndex([(pattern, [pattern]) for pattern in PATTERNS])
    expected = {
        (word.start(), match.end(), pattern)
        for word in re.finditer(r"(?<!\w)\w", text)
        for pattern in PATTERNS
        if (match := re.compile(rf"(?:{pattern})(?!\w)").match(text, word.start()))
    }
    assert set(index.find(text, 0, len(text))) == expected
