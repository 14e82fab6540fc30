"""Numbers written in words and figures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from geo.reading.lexicon import load_lexicon


@dataclass(frozen=True, slots=True)
class Numerals:
    """The numbers of one language: the value of each form of a word, and a pattern of one word."""

    units: dict[str, int]
    word: str

    def value(self, written: str) -> int | None:
        """Return a number written in figures or words; figures may have a tail, as "5-ro"."""
        plain = re.sub(r"[’ʼ]", "'", written.strip().lower())
        figures = re.sub(r"[,\s]|(?<=\d)-[^\W\d]+$", "", plain)
        if figures.isdecimal():
            return int(figures)
        parts = [self.units[part] for part in re.split(r"[\s-]+", plain) if part in self.units]
        return sum(parts) if parts else None


@lru_cache(maxsize=8)
def numerals(lang: str) -> Numerals:
    """Return the numbers of a language."""
    words = load_lexicon(lang)["strikes"]
    # the forms of one number stand in one entry
    numbers = [
        *enumerate(words["number_words"]),
        *((10 * tens, word) for tens, word in enumerate(words["tens"], 2)),
        *((100 * hundreds, word) for hundreds, word in enumerate(words.get("hundreds", ()), 1)),
    ]
    units = {form: value for value, forms in numbers for form in forms.split()}
    return Numerals(units, "|".join(sorted(units, key=len, reverse=True)).replace("'", "['’ʼ]"))
