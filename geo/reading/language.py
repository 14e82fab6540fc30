"""Which language a text is in, told by its letters and small words; and which parts of it are in which."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.reading.lexicon import load_lexicon

if TYPE_CHECKING:
    from collections.abc import Iterator

_SAMPLE = 20_000
_FEWEST_LETTERS = 20
# addresses, tags of posts and names of users are Latin in any language
_LATIN_ANYWAY = re.compile(r"https?://\S{1,2000}|\bwww\.\S{1,2000}|[@#][a-z0-9_]{1,64}", re.IGNORECASE)
_MARKS = ("http", "www", "@", "#")
_CYRILLIC, _LATIN = re.compile("[а-яєіїґёўј]+"), re.compile("[a-z]+")
_LETTERS = {"uk": re.compile("[єіїґ]|[бпвмфгкхжчшр]['’ʼ][єюяї]"), "ru": re.compile("[ыэъё]")}
_WORD = re.compile(r"[^\W\d_]+")
_WORD_WEIGHT, _LONG_WORD = 2, 4
_LINE = re.compile(r"[^\n]*\n?")


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


def stretches(text: str) -> list[tuple[int, int, str]]:
    """Return the parts of a text by language, as (start, end, language), in order and without gaps.

    A part is made of whole lines. One with too few letters to tell goes with the one before it.
    """
    lines = [(start, end, _told(text[start:end])) for start, end in _lines(text)]
    lang = next((lang for _, _, lang in lines if lang), "") or language_of(text)
    parts: list[tuple[int, int, str]] = []
    for start, end, told in lines:
        lang = told or lang
        if parts and parts[-1][2] == lang:
            parts[-1] = (parts[-1][0], end, lang)
        else:
            parts.append((start, end, lang))
    return parts


def _told(line: str) -> str:
    return language_of(line) if sum(map(str.isalpha, line)) >= _FEWEST_LETTERS else ""


def _lines(text: str) -> Iterator[tuple[int, int]]:
    return (found.span() for found in _LINE.finditer(text) if found.group())
