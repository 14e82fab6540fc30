from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.names import fold
from geo.names.spelling import sounds, words_of


@pytest.mark.parametrize(
    ("word", "heard"),
    [
        ("kharkiv", "Xarkiv"),
        ("харків", "Xarkiv"),
        ("shchastia", "Wasta"),
        ("schtschastja", "Wasta"),
        ("zghurivka", "zgurivka"),
        ("mykolayivka", "mykolaivka"),
        ("vesyoloye", "vesoloe"),
        ("krasnyy", "krasny"),
        ("novooleksandrivka", "novooleksandrivka"),
        ("юріївка", "urivka"),
        ("26", "26"),
        ("", ""),
    ],
)
def test_sounds(word, heard):
    assert sounds(word) == heard


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Ivano-Frankivsk", ["ivano", "frankivsk"]),
        ("Zaitseve (Horlivka)", ["zaitseve"]),
        ("(Horlivka)", ["(horlivka)"]),
        ("Шахта №26", ["шахта", "26"]),
        ("Čuhujiv", ["chuhujiv"]),
        ("Żytomierz", ["zhytomierz"]),
        ("", []),
    ],
)
def test_words_of(name, words):
    assert words_of(name) == words


@given(st.text(max_size=20))
def test_sounds_leave_no_glide(word):
    assert "j" not in sounds(fold(word))
