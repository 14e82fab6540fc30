"""Prepositions before a name, as it stands in running text."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def _prepositions() -> frozenset[str]:
    table = tomllib.loads(Path(__file__).with_name("prepositions.toml").read_text(encoding="utf-8"))
    return frozenset(word for words in table.values() for word in words)


def without_preposition(name: str) -> str:
    """Return a name without the Ukrainian or Russian preposition before it; empty if none stands there.

    Examples
    --------
    >>> without_preposition("під Часовим Яром"), without_preposition("Часовим Яром")
    ('Часовим Яром', '')
    """
    first, _, rest = name.strip().partition(" ")
    # in a name itself such a word begins with a capital, as in "На Горі"
    return rest.strip() if first in _prepositions() else ""
