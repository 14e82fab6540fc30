"""Which language a text is in, told by its letters and small words."""

from __future__ import annotations

import re
from functools import lru_cache

from geo.reading.lexicon import load_lexicon

_SAMPLE = 20_000
# addresses, tags of posts and names of users are Latin in any language
_LATIN_ANYWAY = re.compile(r"https?://\S{1,2000}|\bwww\.\S{1,2000}|[@#][a-z0-9_]{1,64}", re.IGNORECASE)
_MARKS = ("http", "www", "@", "#")
_CYRILLIC, _LATIN = re.compile("[а-яєіїґёўј]+"), re.compile("[a-z]+")
_LETTERS = {"uk": re.compile("[єіїґ]|[бпвмфгкхжчшр]['’ʼ][єюяї]"), "ru": re.compile("[ыэъё]")}
_WORD = re.compile(r"[^\W\d_]+")
_WORD_WEIGHT, _LONG_WORD = 2, 4


def language_of(text: str) -> str:
    """Return the language of most of a text, `en`, `uk` or `ru`; without letters, `en`."""
    sample = text[:_SAMPLE].lower()
    if any(mark in sample for mark in _MARKS):
        sample = _LATIN_ANYWAY.sub(" ", sample)
    if sum(map(len, _CYRILLIC.findall(sample))) <= sum(map(len, _LATIN.findall(sample))):
        return "en"
    signs = {lang: len(pattern.findall(sample)) for lang, pattern in _LETTERS.items()}
    words = _WORD.findall(sample)
    for lang, own in _small_words().items():
        signs[lang] += _WORD_WEIGHT * sum(word in own for word in words)
    for lang, endings in _endings().items():
        signs[lang] += sum(word.endswith(endings) for word in words if len(word) >= _LONG_WORD)
    return "uk" if signs["uk"] > signs["ru"] else "ru"


@lru_cache(maxsize=1)
def _small_words() -> dict[str, frozenset[str]]:
    """Return the small words of each language that no other has."""
    words = {lang: frozenset(load_lexicon("pages")["languages"][lang]) for lang in ("uk", "ru")}
    return {"uk": words["uk"] - words["ru"], "ru": words["ru"] - words["uk"]}


@lru_cache(maxsize=1)
def _endings() -> dict[str, tuple[str, ...]]:
    return {lang: tuple(endings) for lang, endings in load_lexicon("pages")["endings"].items()}
