"""Many patterns at once: those that a word can begin are found by its first letters, so that few are ever tried."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LONGEST = 4
_SHORTEST = 2
_REMEMBERED = 20_000
_WORD_START = re.compile(r"(?<!\w)[\w«]")
# the letter after them says that all of these stand in each match
_ENOUGH = re.compile(rf"[^\W\d_]{{{_LONGEST}}}(?=[^\W\d_])")
# what groups a pattern, and what holds signs that do not
SIGN = re.compile(r"[()|]|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]")
# a beginning, and whether what follows in the pattern may lengthen it
_Beginning = tuple[str, bool]
_OPEN: _Beginning = ("", True)
_UNKNOWN: _Beginning = ("", False)


class WordIndex:
    """The patterns of several classes of words by the letters that they begin with.

    Parameters
    ----------
    classes
        The patterns of each class. One whose first two letters cannot be told is tried at every word.
    """

    def __init__(self, classes: Sequence[tuple[str, Sequence[str]]]) -> None:
        grouped: dict[str, dict[str, list[str]]] = {}
        for name, patterns in classes:
            for pattern in patterns:
                for letters in first_letters(pattern):
                    grouped.setdefault(letters, {}).setdefault(name, []).append(pattern)
        # a report has a tenth of the words: each group is compiled when one of its words is first met
        self._written = grouped
        self._groups: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
        self._met: dict[str, list[tuple[str, re.Pattern[str]]]] = {}

    def _beginning(self, letters: str) -> list[tuple[str, re.Pattern[str]]]:
        """Return the patterns that a word with these first letters may be one of."""
        if len(self._met) >= _REMEMBERED:
            self._met.clear()
        sizes = (*range(_LONGEST, _SHORTEST - 1, -1), 0)
        found = [group for begun in dict.fromkeys(letters[:size] for size in sizes) for group in self._compiled(begun)]
        self._met[letters] = found
        return found

    def _compiled(self, letters: str) -> list[tuple[str, re.Pattern[str]]]:
        names = self._written.get(letters)
        if names is None:  # none, or another thread was first
            return self._groups.get(letters, [])
        group = [(name, re.compile(rf"(?:{'|'.join(patterns)})(?!\w)")) for name, patterns in names.items()]
        self._groups[letters] = group
        self._written.pop(letters, None)
        return group

    def find(self, low: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        """Yield (start, end, class) of what stands between two offsets of a lowered text, by where it starts.

        Where several begin at one word, each is given.
        """
        met = self._met
        for word in _WORD_START.finditer(low, start, end):
            at = word.start()
            letters = low[at : at + _LONGEST]
            patterns = met.get(letters)
            for name, pattern in self._beginning(letters) if patterns is None else patterns:
                if match := pattern.match(low, at, end):
                    yield at, match.end(), name


def first_letters(pattern: str) -> set[str]:
    """Return what the matches of a pattern begin with: two to four letters each, or "" alone where that is open."""
    found = choices(pattern)
    return {""} if any(len(letters) < _SHORTEST for letters in found) else found


def choices(pattern: str) -> set[str]:
    """Return what the matches of a pattern begin with, four letters at most, as far as it can be told; "" if not."""
    reader = _Pattern(pattern)
    found = {letters for letters, _ in reader.choices()}
    return found if reader.at_end() else {""}


class _Pattern:
    """Reads a pattern from the left, as far as its first letters go."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0

    def choices(self) -> set[_Beginning]:
        """Read alternatives, up to the bracket that closes them or the end."""
        found = self._sequence()
        while self._peek() == "|":
            self._at += 1
            found |= self._sequence()
        return found

    def at_end(self) -> bool:
        """Whether the whole pattern was read."""
        return self._at == len(self._pattern)

    def _peek(self) -> str:
        return self._pattern[self._at : self._at + 1]

    def _sequence(self) -> set[_Beginning]:
        if plain := _ENOUGH.match(self._pattern, self._at):
            self._pass_over()
            return {(plain.group(), False)}
        so_far = {_OPEN}
        while self._peek() not in ("", "|", ")"):
            if not any(goes_on and len(letters) < _LONGEST for letters, goes_on in so_far):
                self._pass_over()
                break
            here = self._repeated(self._atom())
            so_far = {
                longer
                for letters, goes_on in so_far
                for longer in (
                    {((letters + more)[:_LONGEST], further) for more, further in here}
                    if goes_on and len(letters) < _LONGEST
                    else {(letters, goes_on)}
                )
            }
        return so_far

    def _pass_over(self) -> None:
        """Go to the end of an alternative of which all that counts is told."""
        depth = 0
        for sign in SIGN.finditer(self._pattern, self._at):
            if depth == 0 and sign.group() in ("|", ")"):
                self._at = sign.start()
                return
            depth += (sign.group() == "(") - (sign.group() == ")")
        self._at = len(self._pattern)

    def _repeated(self, atom: set[_Beginning]) -> set[_Beginning]:
        """Read what says how often an atom stands."""
        sign = self._peek()
        if sign not in ("?", "*", "+", "{"):
            return atom
        stop = self._pattern.index("}", self._at) + 1 if sign == "{" else self._at + 1
        times = self._pattern[self._at : stop]
        self._at = stop + (self._pattern[stop : stop + 1] in ("?", "+"))
        if times == "?":
            return atom | {_OPEN}
        once = {(letters, False) for letters, _ in atom}
        return once | {_OPEN} if times[0] == "*" or times.startswith(("{0", "{,")) else once

    def _atom(self) -> set[_Beginning]:
        sign = self._peek()
        if sign == "(":
            return self._group()
        if sign == "[":
            stop = self._pattern.index("]", self._at + 2)
            inside, self._at = self._pattern[self._at + 1 : stop], stop + 1
            return {_UNKNOWN} if re.search(r"[\\^]|\w-\w", inside) else {(letter, True) for letter in inside}
        if sign == "\\":
            self._at += 2
            return {_UNKNOWN}
        self._at += 1
        return {_UNKNOWN} if sign == "." else {(sign, True)}

    def _group(self) -> set[_Beginning]:
        looks = self._pattern.startswith(("(?=", "(?!", "(?<"), self._at)
        plain = self._pattern.startswith("(?:", self._at)
        self._at += 3 if looks or plain else 1
        found = self.choices()
        self._at += 1
        # what is only looked at has no letters of its own
        return {_OPEN} if looks else found if plain else {_UNKNOWN}
