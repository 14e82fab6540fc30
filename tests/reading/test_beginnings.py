from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.reading.beginnings import AnyOf, Sought, beginnings, begins_with, has_word_like
from geo.reading.claim_words import claim_words, lowered
from geo.reading.pattern import Pattern
from geo.reading.source_words import source_words
from geo.reading.strikes import strike_words

PASSAGES = {"en": "passages.toml", "uk": "passages_uk.toml", "ru": "passages_ru.toml"}
TEXTS = {
    lang: [entry["text"] for entry in tomllib.loads((Path(__file__).parent / name).read_text("utf-8"))["passages"]]
    for lang, name in PASSAGES.items()
}


def test_beginnings_are_the_first_letters_of_each_word() -> None:
    assert beginnings("In Kyiv") == {"i", "in", "k", "ky", "kyi", "kyiv"}


@pytest.mark.parametrize(
    ("pattern", "begins"),
    [
        ("army|navy", {"army", "navy"}),
        ("fir(?:ed|es)", {"fire"}),
        ("attack\\w*", {"atta"}),
        ("of the", {"of"}),
        ("(?:the )?army", {"the", "army"}),
        ("[Tt]own", {"town"}),
        ("(?!)|army", {"army"}),
        ("\\w+ing", None),
        ("\\d+ km", None),
        ("", None),
    ],
)
def test_what_a_pattern_begins_with(pattern: str, begins: set[str] | None) -> None:
    assert begins_with(pattern) == begins


@pytest.mark.parametrize(
    ("pattern", "begins"),
    [
        ("(?:the )?army", {"army"}),
        ("(?:the |an? )?(?:\\w+ )?(?:army|navy)", {"army", "navy"}),
        ("(?:[A-Z]\\w+ ){1,2}oblast", {"obla"}),
        ("\\d+ days", {"days"}),
        ("(?<!no )army|\\bnavy\\b", {"army", "navy"}),
        ("«army»", {"arm"}),
        ("(?:un)?armed", {"unar", "arme"}),
        ("(?:[|)] )?army", {"army"}),
        ("\\w+ing", None),
        ("(?:the )?", None),
    ],
)
def test_a_word_that_each_match_has(pattern: str, begins: set[str] | None) -> None:
    assert has_word_like(pattern) == begins


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (r"(?<!\w)(?:army|navy)(?!\w)", "The ARMY is here", []),
        (r"(?<!\w)(?:army|navy)(?!\w)", "the army is here", ["army"]),
        (r"army", "the xarmy", ["army"]),
        (r";|(?<!\w)(?:but)(?!\w)", "this; that", [";"]),
        (r"(?!)", "anything", []),
    ],
)
def test_sought_finds_what_the_pattern_finds(pattern: str, text: str, found: list[str]) -> None:
    sought = Sought(Pattern(pattern), sign=";")
    assert [match.group() for match in sought.finditer(text, 0, len(text))] == found
    first = sought.search(text, 0, len(text))
    assert (first.group() if first else None) == (found[0] if found else None)


def test_of_many_those_are_told_that_a_sentence_may_have() -> None:
    members = AnyOf([(word, Sought(Pattern(word))) for word in (r"\bnavy", r"\barmy", r"\w+ry", r"\barms")])
    assert members.in_sentence("The ARMY, the navy", 0, 18) == [r"\bnavy", r"\barmy", r"\w+ry"]
    assert members.in_sentence("The army, the navy", 0, 8) == [r"\barmy", r"\w+ry"]
    assert members.in_sentence("", 0, 0) == [r"\w+ry"]


def patterns(lang: str) -> list[Sought]:
    words = claim_words(lang)
    found = [words.history, words.boundary, words.denial_of_that, words.own_arms, words.enemy]
    found += [pattern for _, pattern in words.sides]
    if words.order is not None:
        order = words.order
        found += [order.clause, order.related, order.joint, order.unfinished, order.denial, order.holding]
    return found


@pytest.mark.parametrize("lang", TEXTS)
@given(data=st.data())
def test_nothing_in_the_lexicon_is_left_out(lang: str, data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(TEXTS[lang]))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    low = lowered(text)
    for sought in patterns(lang):
        plain = [match.span() for match in sought.pattern.finditer(low, start, end)]
        assert [match.span() for match in sought.finditer(low, start, end)] == plain
    strikes = strike_words(lang)
    as_written = [strikes.weapon, strikes.verb, strikes.launched, strikes.shot_down, strikes.lost]
    for sought in [claim_words(lang).dated, *as_written]:
        plain = [match.span() for match in sought.pattern.finditer(text, start, end)]
        assert [match.span() for match in sought.finditer(text, start, end)] == plain
    speakers = source_words(lang).entries
    told = speakers.in_sentence(text, start, end)
    assert told == [one for one in speakers.members if one in told]
    for entry in speakers.members:
        assert entry in told or entry.pattern.pattern.search(text, start, end) is None
