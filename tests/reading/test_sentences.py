from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.reading.sentences import Spans, sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Gen. Syrskii spoke. He left.", ["Gen. Syrskii spoke.", "He left."]),
        ("At 5 p.m. Kyiv time it rained. Then not.", ["At 5 p.m. Kyiv time it rained.", "Then not."]),
        ("“It fell.” He left.", ["“It fell.”", "He left."]),
        ("10.5 km south. 3 km north.", ["10.5 km south.", "3 km north."]),
        ("A heading\nThe text", ["A heading", "The text"]),
        ("", []),
        (" \n\n ", []),
        ("....", ["...."]),
    ],
)
def test_sentences(text, expected):
    assert [text[start:end] for start, end in sentences(text)] == expected


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("uk", "У м. Торецьк тихо. На 5 км південніше бій.", ["У м. Торецьк тихо.", "На 5 км південніше бій."]),
        ("uk", "По смт. Велика Білозерка били. Ні, не так!", ["По смт. Велика Білозерка били.", "Ні, не так!"]),
        ("uk", "Покровський район. У Покровську двоє.", ["Покровський район.", "У Покровську двоє."]),
        ("ru", "В г. Суджа тихо. В н.п. Гуево бой.", ["В г. Суджа тихо.", "В н.п. Гуево бой."]),
        ("ru", "«Взяли». Ёлкино наше. 13 тыс. Жителей нет.", ["«Взяли».", "Ёлкино наше.", "13 тыс. Жителей нет."]),
    ],
)
def test_abbreviations_of_each_language_end_no_sentence(lang, text, expected):
    assert [text[start:end] for start, end in sentences(text, lang)] == expected


@given(st.text(max_size=400))
def test_sentences_are_in_order_apart_and_lose_only_space(text):
    spans = sentences(text)
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert all(start < end for start, end in spans)
    covered = "".join(text[start:end] for start, end in spans)
    assert "".join(covered.split()) == "".join(text.split())


def test_what_is_too_long_for_a_sentence_is_cut_at_a_space():
    spans = sentences("word " * 2_000)
    assert len(spans) > 1
    assert max(end - start for start, end in spans) <= 1_500
    assert all(("word " * 2_000)[start:end].startswith("word") for start, end in spans)


def test_spans_tell_where_an_offset_lies():
    spans = Spans([(0, 4), (5, 9)])
    assert [spans.index(offset) for offset in (0, 3, 4, 5, 100)] == [0, 0, 0, 1, 1]
    assert spans.at(6) == (5, 9)
    assert Spans([]).at(3) == (0, 0)
