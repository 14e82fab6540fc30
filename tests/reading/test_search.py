"""The search against the plainest search there is: every name at every place."""

from __future__ import annotations

import pytest
from daachorse import MATCH_KIND_STANDARD, DoubleArrayAhoCorasick
from hypothesis import given
from hypothesis import strategies as st

from geo.names import fold_text
from geo.reading.search import name_spans


class FewNames:
    """Stands for a gazetteer that has just some names."""

    def __init__(self, names):
        self.names = [fold_text(name) for name in names]
        self.automaton = DoubleArrayAhoCorasick([name.encode() for name in self.names], MATCH_KIND_STANDARD)


def plain_spans(text, names):
    """The rule in words: whole words, a capital first, leftmost, then longest."""
    folded = fold_text(text)
    hits = []
    for start in range(len(text)):
        for name in names:
            end = start + len(name)
            if folded[start:end] == name and whole(text, folded, start, end):
                hits.append((start, end))
    spans = []
    for start, end in sorted(hits, key=lambda hit: (hit[0], -hit[1])):
        if not spans or start >= spans[-1][1]:
            spans.append((start, end))
    return spans


def whole(text, folded, start, end):
    if not text[start].isupper():
        return False
    before, two = folded[start - 1 : start], folded[max(0, start - 2) : max(0, start - 1)]
    if before.isalnum() or before == "_" or (before == "'" and two.isalnum()):
        return False
    after, later = folded[end : end + 1], folded[end + 1 : end + 3]
    if after == "'":
        if later[:1].isalnum() and not (later[0] == "s" and not later[1:].isalnum()):
            return False
    elif after.isalnum() or after == "_":
        return False
    position = start
    for word in folded[start:end].split(" "):
        if position > start and text[position : position + 1].islower() and len(word) > 3:
            return False
        position += len(word) + 1
    return True


NAMES = ["ab", "abc", "ab cd", "cd", "b", "abca", "кіт", "кіт ab", "b'c", "abcd efgh", "efgh"]
PIECES = [
    "Ab",
    "abc",
    "Abc",
    "AB",
    "Cd",
    "cd",
    "B",
    "b",
    " ",
    "-",
    "'",
    "’",
    "s",
    "_",
    "Кіт",
    "кіт",
    "😀",
    ".",
    "Abcd",
    "Efgh",
    "efgh",
    "İ",
]


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_same_as_the_plain_search(text):
    gazetteer = FewNames(NAMES)
    assert name_spans(text, gazetteer) == plain_spans(text, gazetteer.names)


@given(st.text(max_size=60))
def test_any_text(text):
    gazetteer = FewNames(NAMES)
    assert name_spans(text, gazetteer) == plain_spans(text, gazetteer.names)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Nova Kakhovka", ["Nova Kakhovka"]),
        ("Nova Kakhovkas", ["Nova"]),  # the longer name is no whole word: the shorter still stands
        ("in Novaya", []),
        ("nova", []),
        ("NOVA KAKHOVKA", ["NOVA KAKHOVKA"]),
        ("Nova-Kakhovka's edge", ["Nova-Kakhovka"]),
        ("Nova’s", ["Nova"]),
        ("O'Nova", []),
        ("'Nova'", ["Nova"]),
        ("Nova_1", []),
        ("", []),
        ("😀 Nova", ["Nova"]),
    ],
)
def test_whole_words_with_a_capital(text, found):
    gazetteer = FewNames(["Nova", "Nova Kakhovka"])
    assert [text[start:end] for start, end in name_spans(text, gazetteer)] == found
