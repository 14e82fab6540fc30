from __future__ import annotations

import itertools
import re
import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading_texts import found_in

from geo.reading.found_mention import FoundMention
from geo.reading.relations import RelationFinder
from geo.reading.sentences import Spans, sentences


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Yelyzavetivka, 10 kilometers south of Kurakhove, fell.", "10 | 180 | Kurakhove | Yelyzavetivka"),
        ("Shevchenko, about 8 km (5 miles) south-west of Pokrovsk", "8 | 225 | Pokrovsk | Shevchenko"),
        ("Lyman, which lies 30km from Kramatorsk", "30 | - | Kramatorsk | Lyman"),
        ("They took Rozdolne (northeast of Velyka Novosilka).", "- | 45 | Velyka Novosilka | Rozdolne"),
        ("They attacked north of Chasiv Yar near Hryhorivka.", "- | 0 | Chasiv Yar | Hryhorivka"),
        ("They advanced in Druzhba, on Toretsk's eastern edge", "- | 90 | Toretsk | Druzhba"),
        ("They are 3 km from the southern outskirts of the city of Pokrovsk.", "3 | - | Pokrovsk | -"),
        ("They moved from Sudzha towards Korenevo, to its north-west.", "- | 315 | Sudzha | Korenevo"),
        ("Halfway between Kupiansk and Kurylivka a field burned.", "- | - | Kupiansk | -"),
        ("They advanced up to 700 meters south of Kupiansk.", "- | 180 | Kupiansk | -"),
        ("Petropavlivka is a village on the Oskil, 7 km east of Kupiansk.", "7 | 90 | Kupiansk | Petropavlivka"),
        ("Hit were Kherson and Bilozerka, some 12 km west of the city.", "12 | 270 | Kherson | Bilozerka"),
        ("Yelyzavetivka, halfway between Vuhledar and Kurakhove", "- | - | Vuhledar | Yelyzavetivka"),
        ("It lies three to four kilometers north of Basivka.", "3.5 | 0 | Basivka | -"),
        ("Myrnohrad, 6 miles east of Pokrovsk", "9.7 | 90 | Pokrovsk | Myrnohrad"),
        ("They advanced west of Zelene Pole.", "- | 270 | Zelene Pole | -"),
    ],
)
def test_stated_relation(text, line, gazetteer):
    assert found_in(text, gazetteer).relation_lines() == [line]


@pytest.mark.parametrize(
    "text",
    [
        "Attacks close to Pokrovsk and Lyman were repelled.",
        "They attacked near Pokrovsk, Lyman and Siversk.",
        "In the north of Kharkiv it rained.",
        "Pokrovsk and Lyman",
        "10 km south of",
        "",
    ],
)
def test_where_an_attack_is_is_no_relation(text, gazetteer):
    assert found_in(text, gazetteer).relation_lines() == []


def test_the_town_and_what_lies_further_on_are_of_the_sentence_before(gazetteer):
    text = "Dachne lies 8 km west of Kurakhove. Berestky, 3 km further north, is empty. Ulakly (5 km east of the town)."
    assert found_in(text, gazetteer).relation_lines() == [
        "8 | 270 | Kurakhove | Dachne",
        "3 | 0 | Dachne | Berestky",
        "5 | 90 | Kurakhove | Ulakly",
    ]


def test_a_relation_points_into_the_text(gazetteer):
    text = "Lyman fell. Yelyzavetivka lies 10 km south of Kurakhove."
    (relation,) = found_in(text, gazetteer).relations
    assert text[relation.start : relation.end] == "10 km south of Kurakhove"


# -- Ukrainian and Russian --------------------------------------------------------------------------------------------

WORDS = (
    *("за", "5", "км", "кілометрів", "на", "північ", "схід", "від", "приблизно", "двадцять", "п'ять", "до", "околиці"),
    *("села", "між", "та", "біля", "північніше", "неї", "(", ")", ",", "в", "к", "югу", "от", "километрах", "южнее"),
    *("окраине", "и", "у", "10", "miles", "north", "of", "the", "near", "outskirts", "between", "and", "within", "its"),
)
_MARKED = re.compile(r"\[([^\]]*)\]|\{([^}]*)\}|<([^>]*)>")


def relations_of(marked, lang):
    """Return relations as lines; in the text [settlements], {regions} and <facilities> are marked."""
    text, mentions, last = "", [], 0
    for found in _MARKED.finditer(marked):
        text += marked[last : found.start()]
        name = found[1] or found[2] or found[3]
        kind = "settlement" if found[1] else "region" if found[2] else "facility"
        mentions.append(FoundMention(len(text), len(text) + len(name), name, kind, ()))
        text += name
        last = found.end()
    text += marked[last:]
    relations = RelationFinder(text, Spans(sentences(text, lang)), mentions, lang).find()
    return [
        " | ".join(
            (
                relation.rel,
                "-" if relation.distance_km is None else f"{round(relation.distance_km, 2):g}",
                "-" if relation.bearing_deg is None else f"{relation.bearing_deg:g}",
                mentions[relation.anchor].surface,
                "-" if relation.subject is None else mentions[relation.subject].surface,
            )
        )
        + ("~" if relation.approx else "")
        for relation in relations
    ]


CASES = tomllib.loads(Path(__file__).with_name("relations.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("lang", "case"), [(lang, case) for lang, cases in CASES.items() for case in cases])
def test_stated_relation_in_ukrainian_and_russian(lang, case):
    text, *lines = case
    assert relations_of(text, lang) == lines


def _anything_named(text, starts, lang):
    """Find the relations of a text in which words at some offsets are taken for settlements."""
    ends = sorted({*starts, len(text)})
    mentions = [
        FoundMention(start, min(start + 4, end), text[start : min(start + 4, end)], "settlement", ())
        for start, end in itertools.pairwise(ends)
    ]
    return RelationFinder(text, Spans([(0, len(text))]), mentions, lang).find()


@given(
    st.text(max_size=200) | st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join),
    st.lists(st.integers(0, 200), max_size=12),
    st.sampled_from(("en", "uk", "ru")),
)
def test_any_text_is_read(text, starts, lang):
    for relation in _anything_named(text, [start for start in starts if start < len(text)], lang):
        assert 0 <= relation.start < relation.end <= len(text)


@pytest.mark.parametrize("lang", ["en", "uk", "ru"])
@pytest.mark.parametrize(
    "unit", ["за ", "5 км ", "на північ від ", "двадцять ", "at the ", "південно-", "околиць ", " , ", "ого "]
)
def test_time_is_linear_in_the_length(lang, unit):
    def seconds(length):
        text = (unit * length)[:length]
        started = time.perf_counter()
        _anything_named(text, range(50, length, 50), lang)
        return time.perf_counter() - started

    seconds(1_000)
    assert seconds(40_000) < 2.0
