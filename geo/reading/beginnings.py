"""Patterns that most sentences have nothing of, told without looking for them: no word there begins as they do.

A pattern of a hundred alternatives is tried by `re` at every letter. What words a sentence has is a small set, found
once; whether it has a word that a pattern can begin with costs nothing beside that.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Generic, TypeVar

from geo.reading.word_index import SIGN, choices

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from geo.reading.pattern import Pattern

Member = TypeVar("Member")

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
    low = text.lower()
    # some ask with the text as written, some in small letters
    return beginnings(low) if low != text else frozenset(chain.from_iterable(map(first_letters, _WORD.findall(low))))


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
    found, depth, begun = [], 0, 0
    for sign in SIGN.finditer(pattern):
        if sign.group() == "|" and depth == 0:
            found.append(pattern[begun : sign.start()])
            begun = sign.end()
        depth += (sign.group() == "(") - (sign.group() == ")")
    return [*found, pattern[begun:]]


def _closing(pattern: str) -> int:
    """Return where the bracket that opens a pattern is closed."""
    depth = 0
    for sign in SIGN.finditer(pattern):
        depth += (sign.group() == "(") - (sign.group() == ")")
        if depth == 0:
            return sign.start()
    return len(pattern)


def _letters(written: str) -> str:
    match = _LETTERS.match(written)
    return match.group(1) if match else ""


class Sought:
    """A pattern whose search is left out where no word can begin it.

    Parameters
    ----------
    pattern
        The pattern.
    begins
        What some word of each match begins with, as `has_word_like` tells. By default that is told from the
        pattern itself, if it is made to begin where a word does; a pattern that may begin elsewhere is always tried.
    sign
        A sign that may be a match instead.

    For short stretches the pattern itself is quicker.
    """

    def __init__(self, pattern: Pattern, begins: Iterable[str] | None = None, *, sign: str = "") -> None:
        self.pattern = pattern
        self._sign = sign
        self.begins = _of_words(pattern.pattern, sign) if begins is None else frozenset(begins)

    def in_sentence(self, text: str, start: int, end: int) -> bool:
        """Whether a sentence has a word that the pattern can begin with."""
        if self.begins is None or not self.begins.isdisjoint(beginnings(text[start:end])):
            return True
        return bool(self._sign) and self._sign in text[start:end]

    def finditer(self, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
        """Yield the matches in a sentence."""
        return self.pattern.finditer(text, start, end) if self.in_sentence(text, start, end) else iter(())

    def search(self, text: str, start: int, end: int) -> re.Match[str] | None:
        """Return the first match in a sentence."""
        return self.pattern.search(text, start, end) if self.in_sentence(text, start, end) else None


class AnyOf(Generic[Member]):
    """Many things sought, of which a sentence has few: which it may have is told by its words, for all at once.

    Parameters
    ----------
    members
        Each with its pattern, which has no sign.
    """

    def __init__(self, members: Sequence[tuple[Member, Sought]]) -> None:
        self.members = [member for member, _ in members]
        self._always = frozenset(at for at, (_, sought) in enumerate(members) if sought.begins is None)
        self._by_letters: dict[str, list[int]] = {}
        for at, (_, sought) in enumerate(members):
            for letters in sought.begins or ():
                self._by_letters.setdefault(letters, []).append(at)
        self._letters = frozenset(self._by_letters)

    def in_sentence(self, text: str, start: int, end: int) -> list[Member]:
        """Return those that a sentence may have, in their order."""
        here = self._letters & beginnings(text[start:end])
        return [self.members[at] for at in sorted(self._always.union(*(self._by_letters[letters] for letters in here)))]


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
