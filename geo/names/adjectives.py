"""Directions named after a town: the name before "direction", and an adjective to the towns it may be made of.

`adjectives.toml` has the head words, the endings of adjectives and what the suffix does to a town's name. As in
`geo.names.inflection`, many answers are no names at all; whoever asks keeps those that a gazetteer lists.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from geo.names.fold import fold
from geo.names.inflection import languages_of

_LONGEST_NAME = 80
_SHORTEST_STEM = 2
_SHORTEST_PART = 3
_REMEMBERED = 4_096
_VOWEL = re.compile("[аеиоуыэюяєії]")
_POSSESSIVE = re.compile(r"['’ʼ]s$")


class _Language(NamedTuple):
    endings: tuple[str, ...]
    suffixes: tuple[tuple[str, tuple[str, ...]], ...]
    own: tuple[str, ...]
    towns: tuple[tuple[str, tuple[str, ...]], ...]
    compounds: tuple[tuple[str, tuple[str, ...]], ...]


class _Words(NamedTuple):
    languages: dict[str, _Language]
    compass: frozenset[str]
    classes: tuple[str, ...]
    head: re.Pattern[str]
    before: re.Pattern[str]


@cache
def _words() -> _Words:
    table = tomllib.loads(Path(__file__).with_name("adjectives.toml").read_text(encoding="utf-8"))
    heads = table["heads"]
    return _Words(
        languages={lang: _language(table[lang]) for lang in ("uk", "ru")},
        compass=frozenset(table["compass"]["words"]),
        classes=tuple(table["classes"][name] for name in ("masculine", "feminine", "neuter", "plural")),
        head=re.compile(rf"\s+(?:{'|'.join(heads['english'] + heads['cyrillic'])})$", re.IGNORECASE),
        before=re.compile(rf"^(?:(?:{'|'.join(heads['before'])})(?:\s+|$))+", re.IGNORECASE),
    )


def _language(table: dict[str, Any]) -> _Language:
    return _Language(
        endings=tuple(table["endings"]),
        suffixes=_pairs(table["suffixes"]),
        own=tuple(table["own"]),
        towns=_pairs(table["towns"]),
        compounds=_pairs(table["compounds"]),
    )


def _pairs(rows: list[list[str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return each row's key with its alternatives; a hyphen there is no letters."""
    return tuple((key, tuple("" if each == "-" else each for each in row.split())) for key, row in rows)


def direction(name: str) -> str | None:
    """Return what a direction is named after, as it is written: the name without its head word.

    Parameters
    ----------
    name
        A name in English, Ukrainian or Russian, in any case.

    Returns
    -------
    named_after
        A town's name or an adjective, for `base_names`; None if the name is not that of a direction.

    Examples
    --------
    >>> direction("the Kurakhove direction"), direction("Покровському напрямку"), direction("Покровськ")
    ('Kurakhove', 'Покровському', None)
    """
    words = _words()
    written = name.strip()
    head = words.head.search(written) if len(written) <= _LONGEST_NAME else None
    if head is None:
        return None
    return _POSSESSIVE.sub("", words.before.sub("", written[: head.start()]).strip()) or None


def base_names(adjective: str, lang: str | None = None) -> list[str]:
    """Return the names of towns that an adjective, in any case, may be made of, likeliest first.

    Parameters
    ----------
    adjective
        A relative adjective in -ський, -ский and their kin; the last word, if there are more.
    lang
        `uk` or `ru`; by default told by the letters, else both.

    Returns
    -------
    names
        Folded as `geo.names.fold` does. Most are no names at all: keep what a gazetteer lists. Empty for a word that is
        no such adjective.

    Raises
    ------
    ValueError
        If `lang` is neither.

    Examples
    --------
    >>> base_names("Покровському")[0]
    'покровськ'
    >>> "гуляйполе" in base_names("Гуляйпільський"), "великая новоселка" in base_names("Великоновосёлковского")
    (True, True)
    >>> base_names("Покровськ")
    []
    """
    return list(_base_names(adjective, lang))


@lru_cache(maxsize=_REMEMBERED)
def _base_names(adjective: str, lang: str | None) -> tuple[str, ...]:
    if lang not in (None, "uk", "ru"):
        raise ValueError(f"cannot derive from {lang!r}; known are 'uk' and 'ru'")
    if adjective.isascii() or len(adjective) > _LONGEST_NAME:
        return ()
    words = _words()
    *before, last = fold(adjective).split() or [""]
    # a dict keeps the order and drops what two rules both make
    names: dict[str, None] = {}
    for code in (lang or languages_of(adjective)).split():
        for town in _towns(last, words.languages[code]):
            names[" ".join([*before, town])] = None
            if before and words.compass.issuperset(before):
                names[town] = None
    return tuple(names)


def _towns(word: str, lang: _Language) -> list[str]:
    """Return the towns that one folded adjective may be made of; first those that the adjective just lengthens."""
    stem = _stem(word, lang)
    return [] if stem is None else [*_plain_towns(stem, lang), *_compound_towns(stem, lang)]


def _stem(word: str, lang: _Language) -> str | None:
    """Return the adjective without its ending, if what is left has the suffix."""
    suffixes = tuple(suffix for suffix, _ in lang.suffixes)
    stems = [word[: len(word) - len(ending)] for ending in lang.endings if word.endswith(ending)]
    return next((stem for stem in stems if stem.endswith(suffixes)), None)


def _plain_towns(stem: str, lang: _Language) -> list[str]:
    """Return the towns of an adjective's stem (покровськ, курахівськ, гуляйпільськ)."""
    towns = [stem]
    for suffix, swallowed in lang.suffixes:
        if stem.endswith(suffix):
            bases = [stem[: len(stem) - len(suffix)] + letters for letters in swallowed]
            towns += [town for base in bases if len(base) >= _SHORTEST_STEM for town in _endings(base, lang)]
    return towns + [stem + ending for ending in lang.own]


def _endings(base: str, lang: _Language) -> list[str]:
    # the sign before a suffix (гуляйпіль-ський) goes before a vowel
    bare = base.removesuffix("ь")
    return [
        bare[: len(bare) - len(old)] + new
        for old, endings in lang.towns
        if bare.endswith(old) and len(bare) - len(old) >= _SHORTEST_STEM - bool(old)
        for new in endings
    ]


def _compound_towns(stem: str, lang: _Language) -> list[str]:
    """Return the towns of two words that a compound may be made of: великоновосілківськ, Велика Новосілка."""
    towns = []
    for joint, adjectives in lang.compounds:
        at = stem.find(joint, _SHORTEST_PART - 1)
        while at != -1:
            rest = stem[at + len(joint) :]
            if len(rest) > _SHORTEST_PART and _VOWEL.search(rest):
                towns += [
                    f"{stem[:at]}{adjective} {town}"
                    for town in _plain_towns(rest, lang)
                    for adjective in _agreeing(adjectives, town)
                ]
            at = stem.find(joint, at + 1)
    return towns


def _agreeing(adjectives: tuple[str, ...], town: str) -> tuple[str, ...]:
    """Return the endings of an adjective that may stand before a town, by what the town ends in."""
    return tuple(
        adjective for adjective, letters in zip(adjectives, _words().classes, strict=True) if town[-1] in letters
    )
