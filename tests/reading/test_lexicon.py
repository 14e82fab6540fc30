from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

import pytest

from geo.reading.beginnings import AnyOf, Sought
from geo.reading.beside import Ending, Following
from geo.reading.casualty_words import casualty_words
from geo.reading.claim_words import claim_words
from geo.reading.context import Context, load_context
from geo.reading.pattern import Pattern
from geo.reading.relation_words import relation_words
from geo.reading.source_words import source_words
from geo.reading.strikes import strike_words

if TYPE_CHECKING:
    from collections.abc import Iterator

LANGUAGES = ("en", "uk", "ru")
TABLES = (casualty_words, claim_words, load_context, relation_words, source_words, strike_words)


def patterns(words: object) -> Iterator[Pattern]:
    """Yield every pattern that a table of words holds, however deep."""
    if isinstance(words, Pattern):
        yield words
    elif dataclasses.is_dataclass(words):
        for field in dataclasses.fields(words):
            yield from patterns(getattr(words, field.name))
    elif isinstance(words, dict):
        yield from patterns(list(words.values()))
    elif isinstance(words, list | tuple):
        for one in words:
            yield from patterns(one)
    elif isinstance(words, Sought | AnyOf | Ending | Following | Context):
        yield from patterns(vars(words))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("table", TABLES)
def test_every_pattern_of_the_lexicon_compiles(table, lang):
    found = list(patterns(table(lang)))
    assert len(found) > 10
    for pattern in found:
        assert pattern.compiled.pattern == pattern.pattern


def test_a_pattern_is_compiled_when_it_is_tried():
    pattern = Pattern("(army")
    assert pattern.pattern == "(army"
    with pytest.raises(re.error, match="missing \\)"):
        pattern.search("army")
