"""Any text at all is read to its end, in time that grows no faster than the text."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading_texts import found_in

NAMES = ["Kurakhove", "Pokrovsk", "Toretsk's", "Shevchenko", "Kyiv", "Moscow", "Governor", "December", "May"]
SIGNS = [",", ";", ".", '"', "'", "(", ")", "[", "-", "–", "", "\n", "\n\n", "10", "49", "2024"]
PHRASES = ["Russian forces", "Ukrainian troops", "captured", "seized", "attacked near", "village of the", "km south"]
VERBS = ["and", "said", "claimed that", "denied", "which", "shot down", "drones", "lost", "were repelled", "was not"]
WORDS = [*NAMES, *SIGNS, *PHRASES, *VERBS, "north-west from", "to", "region", "direction", "sector"]


@settings(max_examples=60)
@given(st.text(max_size=300))
def test_text_of_all_planes(gazetteer, text):
    check(found_in(text, gazetteer), text)


@settings(max_examples=60)
@given(st.lists(st.sampled_from(WORDS), max_size=80).map(" ".join))
def test_words_of_reports_in_any_order(gazetteer, text):
    check(found_in(text, gazetteer), text)


def check(found, text):
    for mention in found.mentions:
        assert text[mention.start : mention.end] == mention.surface
    for claim in found.claims:
        assert 0 <= claim.mention < len(found.mentions)
        assert 0 <= claim.start < claim.end <= len(text)
    for relation in found.relations:
        assert relation.anchor != relation.subject
        assert 0 <= relation.start < relation.end <= len(text)
    starts = [mention.start for mention in found.mentions]
    assert starts == sorted(starts)


def several(words, count, joint):
    return joint.join(random.Random(1).choices(words, k=count))


TOWNS = ["Kurakhove", "Pokrovsk", "Toretsk", "Lyman", "Kupiansk", "Shevchenko", "Vovchansk"]
HARD = {
    "one long line": "Russian forces captured Kurakhove the ministry said and " * 300,
    "a list": "near " + several(TOWNS, 1_500, ", "),
    "joined towns": "Russian forces advanced near " + several(TOWNS, 1_500, " and "),
    "capital words": " ".join(f"Abc{number}" for number in range(3_000)),
    "no full stops": "control of Kurakhove. " * 700,
    "upper case": "KURAKHOVE POKROVSK " * 1_600,
    "quotes": '"' * 8_000 + "said" + "“([" * 4_000,
    "brackets": "(" * 8_000 + ")" * 8_000,
    "digits": "1" * 16_000,
    "figures": "1," * 8_000,
    "full stops": "." * 16_000,
    "punctuation": ".,;:!?-–—'" * 1_600,
    "hyphens": "Abc-" * 4_000,
    "apostrophes": "A'" * 8_000,
    "spaces": "x" + " " * 16_000 + "x",
    "directions": "north-" * 2_500,
    "measures": "about 10 km (6 miles) south-east of the town of " * 330,
    "speech": "Kyiv said " * 1_600,
    "links": "](http://" * 1_700,
    "line breaks": "\n" * 16_000,
}


@pytest.mark.parametrize("name", HARD)
def test_hard_text_takes_time_in_line_with_its_length(name, gazetteer):
    text = HARD[name]
    found_in(text[:100], gazetteer)
    start = time.process_time()
    found_in(text[: len(text) // 4], gazetteer)
    quarter = time.process_time() - start
    start = time.process_time()
    found_in(text, gazetteer)
    whole = time.process_time() - start
    # four times the text takes four times the time; sixteen times would be a quadratic loop
    assert whole < 10 * quarter + 0.25
