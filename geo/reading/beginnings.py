"""Patterns that most sentences have nothing of, told without looking for them: no word there begins as they do.

A pattern of a hundred alternatives is tried by `re` at every letter. What words a sentence has is a small set, found
once; whether it has a word that a pattern can begin with costs nothing beside that.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.reading.word_index import choices

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LONGEST = 4
_WORD = re.compile(rf"(\w{{1,{_LONGEST}}})\w*+")
_LETTERS = re.compile(r"«?(\w*)")
_NEVER = "(?!)"
_GUARDS = ("(?=", "(?!", "(?<")
_TIMES = re.compile(r"(?:[?*+]|\{[\d,]*\})?[?+]?")
# no letters, or any word
_BEFORE = re.compile(r"\\b|\\[wd](?:\+|\{[\d,]+\}) ")
_GUARD = re.compile(r"\(\?<!\\w\)|\\b")


@lru_cache(maxsize=1024)
def beginnings(text: str) -> frozenset[str]:
    """Return the first one, two, three and four letters of each word of a sentence, in small letters."""
    return frozenset[str]().union(*map(first_letters, _WORD.findall(text.lower())))


@lru_cache(maxsize=8192)
def first_letters(word: str) -> tuple[str, ...]:
    """Return the first one, two, three and four letters of a word."""
    return tuple(word[:size] for size in range(1, min(_LONGEST, len(word)) + 1))


def begins_with(pattern: str) -> frozenset[str] | None:
    """Return what each match of a pattern begins with, in small letters; None where that cannot be told.

    The pattern must be one that is tried where a word begins.
    """
    return _told([pattern.replace(f"|{_NEVER}", "").replace(f"{_NEVER}|", "")])


def has_word_like(pattern: str) -> frozenset[str] | None:
    """Return what some word of each match of a pattern begins with, as `begins_with` does: more is told so."""
    return _told(_plain(pattern))


def _told(patterns: Iterable[str]) -> frozenset[str] | None:
    found = {_letters(entry).lower() for pattern in patterns for entry in choices(pattern)}
    return frozenset(found) if "" not in found else None


def _plain(pattern: str) -> Iterator[str]:
    """Yield the alternatives of a pattern without the words that may go before: "(?:the )?(?:army|navy)" has two."""
    for alternative in _alternatives(pattern):
        if alternative == _NEVER:
            continue
        if before := _BEFORE.match(alternative):
            yield from _plain(alternative[before.end() :])
            continue
        if not alternative.startswith(("(?:", *_GUARDS)):
            yield alternative
            continue
        stop = _closing(alternative)
        inner, after = _alternatives(alternative[3:stop]), alternative[stop + 1 :]
        times = _TIMES.match(after)
        repeated = times.end() if times else 0
        if not alternative.startswith("(?:"):
            yield from _plain(after)
        elif all(one.endswith((" ", r"\s", r"\s+")) for one in inner):
            yield from _plain(after[repeated:])
        elif repeated:
            yield alternative
        else:
            for one in inner:
                yield from _plain(one + after)


def _alternatives(pattern: str) -> list[str]:
    """Split a pattern at the bars that stand in no bracket."""
    found, depth, at, begun = [], 0, 0, 0
    while at < len(pattern):
        sign = pattern[at]
        if sign == "[":
            at = _closing(pattern, at)
        elif sign == "\\":
            at += 1
        elif sign == "|" and depth == 0:
            found.append(pattern[begun:at])
            begun = at + 1
        else:
            depth += (sign == "(") - (sign == ")")
        at += 1
    return [*found, pattern[begun:]]


def _closing(pattern: str, at: int = 0) -> int:
    """Return where the bracket that opens at an offset is closed."""
    opened = pattern[at]
    if opened == "[":
        at += 2 if pattern[at + 1 : at + 2] == "^" else 1
        at += 1  # a bracket right at the beginning is a sign among others
    depth = 0
    while at < len(pattern):
        sign = pattern[at]
        if sign == "\\":
            at += 1
        elif opened == "[":
            if sign == "]":
                return at
        elif sign == "[":
            at = _closing(pattern, at)
        else:
            depth += (sign == "(") - (sign == ")")
            if depth == 0:
                return at
        at += 1
    return len(pattern)


def _letters(written: str) -> str:
    match = _LETTERS.match(written)
    return match.group(1) if match else ""


class Sought:
    """A compiled pattern whose search is left out where no word can begin it.

    Parameters
    ----------
    pattern
        The pattern.
    begins
        What some word of each match begins with, as `has_word_like` tells. By default that is told from the
        pattern itself, if it is made to begin where a word does; a pattern that may begin elsewhere is always tried.
    sign
        A sign that may be a match instead.

    `match` and `search_any` are the pattern's own, for short stretches.
    """

    __slots__ = ("_begins", "_finditer", "_sign", "match", "pattern", "search_any")

    def __init__(self, pattern: re.Pattern[str], begins: Iterable[str] | None = None, *, sign: str = "") -> None:
        self.pattern = pattern
        self._sign = sign
        self._begins = _of_words(pattern.pattern, sign) if begins is None else frozenset(begins)
        self._finditer, self.search_any, self.match = pattern.finditer, pattern.search, pattern.match

    def in_sentence(self, text: str, start: int, end: int) -> bool:
        """Whether a sentence has a word that the pattern can begin with."""
        if self._begins is None or not self._begins.isdisjoint(beginnings(text[start:end])):
            return True
        return bool(self._sign) and self._sign in text[start:end]

    def finditer(self, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
        """Yield the matches in a sentence."""
        return self._finditer(text, start, end) if self.in_sentence(text, start, end) else iter(())

    def search(self, text: str, start: int, end: int) -> re.Match[str] | None:
        """Return the first match in a sentence."""
        return self.search_any(text, start, end) if self.in_sentence(text, start, end) else None


def _of_words(pattern: str, sign: str) -> frozenset[str] | None:
    found: set[str] = set()
    for alternative in _alternatives(pattern):
        if alternative == _NEVER or (sign and alternative.startswith(sign)):
            continue
        guard = _GUARD.match(alternative)
        told = has_word_like(alternative[guard.end() :]) if guard else None
        if told is None:
            return None
        found |= told
    return frozenset(found)
