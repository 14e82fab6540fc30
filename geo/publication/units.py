"""Names of military units in a text, in English, Ukrainian and Russian; their words are in `units.toml`."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

BLOT = "[unit]"

# the rest of a word
_MORE = r"[\w\u2019'-]{0,40}"


def names_unit(text: str) -> bool:
    """Whether a text names a unit.

    Examples
    --------
    >>> names_unit("The 33rd Motorized Rifle Regiment holds it."), names_unit("The brigade is said to hold it.")
    (True, False)
    >>> names_unit("бійці 79-ї окремої десантно-штурмової бригади"), names_unit("3 атаки російської армії")
    (True, False)
    """
    return _pattern().search(text) is not None


def blotted(text: str, into: Callable[[str], str] = lambda _: BLOT) -> str:
    """Return a text with the names of units replaced; `into` gives what stands in place of one.

    Examples
    --------
    >>> blotted("Troops of the 3rd Assault Brigade hold it.")
    'Troops of the [unit] hold it.'
    """
    return _pattern().sub(lambda found: into(found[0]), text)


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    lexicon = tomllib.loads((files("geo.publication") / "units.toml").read_text(encoding="utf-8"))
    return re.compile("|".join(filter(None, (form for words in lexicon.values() for form in _forms(words)))))


def _forms(words: dict[str, Any]) -> list[str]:
    """Return the patterns of a language; groups are atomic and lengths bounded, for any text may come."""
    quoted = '[\\u00ab"\\u201c(][^\\u00ab\\u00bb"\\u201c\\u201d()\\n]{1,40}[\\u00bb"\\u201d)]'
    qualifier = (
        rf"(?>(?i:{'|'.join(words['qualifiers'])}){_MORE}|[A-Z\u0410-\u042f\u0407\u0406\u0404\u0490]{_MORE}|{quoted})"
    )
    kind = rf"(?:{qualifier},?\s{{1,3}}){{0,8}}?(?i:{'|'.join(words['sizes'])})\w{{0,20}}"
    if words["abbreviations"]:
        kind = rf"(?:{kind}|(?:{'|'.join(words['abbreviations'])}))"
    forms = [rf"(?<![\w.,]){words['number']}\s{{1,3}}{kind}(?:\s{{1,3}}\u00ab[^\u00ab\u00bb\n]{{1,40}}\u00bb)?"]
    if words["named"]:
        plain, sizes = "|".join(words["plain"]), "|".join(words["named"])
        forms.append(rf"\b(?!(?:{plain})\b)[A-Z]{_MORE}\s{{1,3}}(?i:{sizes})\b")
    return forms
