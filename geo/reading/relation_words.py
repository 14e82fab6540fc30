"""The words of stated relations: table `[relations]` of a language's lexicon, compiled.

A pattern there may name with {braces} a fragment of `geo.distance` (quantity, direction, way, ...) or another string of
the table. A pattern that ends before its anchor is searched for in the words before a name, up to the name itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from geo.distance import LANGUAGES, filled, fragments
from geo.reading.lexicon import load_lexicon
from geo.reading.pattern import Pattern

# group names that hold a compass point
POINTED = ("direction", "comparative", "adjective", "way")
_NEVER = "(?!)"
_WORD_START = r"(?<![^\W\d])"


@dataclass(frozen=True, slots=True)
class RelationWords:
    """The compiled patterns of one language; what a language does not have never matches.

    `clue` is for a text in small letters, the others for one as written.
    """

    lang: str
    clue: Pattern
    measured: Pattern
    directed: Pattern
    distance_after: Pattern
    remaining: Pattern
    remaining_after: Pattern
    edge_before: Pattern
    edge_after: Pattern
    edge_lead: Pattern
    between: Pattern
    between_joint: Pattern
    near: Pattern
    weak_near: Pattern
    weak_near_joint: Pattern
    toward: Pattern
    headed: Pattern
    back: Pattern
    back_way: Pattern
    this: Pattern
    set_off: Pattern
    nearer: Pattern
    opens: Pattern
    described: Pattern
    latter: Pattern
    parted: Pattern
    bridge: Pattern
    aside: Pattern


# these end where the anchor, or the relation, begins
_UP_TO = (
    *("measured", "directed", "remaining", "edge_before", "edge_lead", "between", "near", "weak_near", "toward"),
    *("headed", "set_off", "back_way"),
)
_ANYWHERE = (
    *("distance_after", "remaining_after", "edge_after", "between_joint", "weak_near_joint", "back", "this"),
    *("nearer", "opens", "described", "latter", "parted", "aside"),
)


@lru_cache(maxsize=8)
def relation_words(lang: str) -> RelationWords:
    """Return the words of relations in a language."""
    table: dict[str, Any] = load_lexicon(lang)["relations"]
    parts = {**fragments(lang if lang in LANGUAGES else "en"), **{k: v for k, v in table.items() if isinstance(v, str)}}

    def compiled(name: str, ending: str = "") -> Pattern:
        written = table.get(name, _NEVER)
        pattern = written if isinstance(written, str) else "|".join(written)
        return Pattern(filled(f"(?:{pattern}){ending}", parts), re.IGNORECASE)

    return RelationWords(
        lang=lang,
        clue=Pattern(filled(rf"{_WORD_START}(?:{table['clue']})", parts)),
        bridge=compiled("bridge"),
        **{name: compiled(name, "$") for name in _UP_TO},
        **{name: compiled(name) for name in _ANYWHERE},
    )
