"""Folding: what two spellings of one name have in common once typing habits are taken away."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = "'’ʼ‘`´ʹ′＇ˈʻʽ"
_HYPHENS = "-‐‑‒–—−"

# one character to one character, so that offsets in the folded text are offsets in the text
_SAME_LENGTH = {ord(sign): "'" for sign in _APOSTROPHES} | {
    ord(sign): " " for sign in _HYPHENS + "\t\n\r\x0b\x0c\u00a0\u2009\u202f"
}
_REMEMBERED_LENGTH = 64
_PLAIN = {"ё": "е", "ґ": "г", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "ß": "s"}

# letters that look alike in both scripts; capitals too, since case is folded: Н and H
_TWINS = dict(zip("abcehikmoptxy", "авсенікмортху", strict=True))
_TO_CYRILLIC = str.maketrans(_TWINS)
_TO_LATIN = str.maketrans({cyrillic: latin for latin, cyrillic in _TWINS.items()})
_LATIN_LETTERS, _CYRILLIC_LETTERS = "a-z", "\u0400-\u04ff"
# possessive, so that a text is read once
_EACH_WORD_IN_ONE_SCRIPT = re.compile(
    f"(?:[^{_LATIN_LETTERS}{_CYRILLIC_LETTERS}]++"
    f"|[{_LATIN_LETTERS}']++(?![{_CYRILLIC_LETTERS}])|[{_CYRILLIC_LETTERS}']++(?![{_LATIN_LETTERS}]))*+"
)
_WORD = re.compile(f"[{_LATIN_LETTERS}{_CYRILLIC_LETTERS}']+")
_LATIN = re.compile(f"[{_LATIN_LETTERS}]")
_CYRILLIC = re.compile(f"[{_CYRILLIC_LETTERS}]")


def _plain_letter(letter: str) -> str:
    """Return the letter without its accents, if that is one character; Cyrillic й and ї keep theirs."""
    lowered = letter.lower()
    if len(lowered) != 1:
        lowered = letter
    if lowered in "йї":
        return lowered
    base = unicodedata.normalize("NFD", lowered)[0]
    return _PLAIN.get(base, base)


class _Folder(dict[int, str]):
    """A translation table that fills itself as characters are met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _plain_letter(chr(code))
        return folded


_TABLE = _Folder(_SAME_LENGTH)


class _KeyFolder(dict[int, str | None]):
    """The same for keys: without apostrophes and accents that stand alone, dots for spaces."""

    def __missing__(self, code: int) -> str | None:
        folded = _TABLE[code]
        kept = None if folded == "'" or unicodedata.combining(folded) else folded
        self[code] = kept = " " if kept == "." else kept
        return kept


_KEY_TABLE = _KeyFolder()


def _in_one_script(folded: str) -> str:
    """Write each word that mixes two scripts' look-alikes in one of them: a Latin i among Cyrillic letters is і."""
    if folded.isascii() or _EACH_WORD_IN_ONE_SCRIPT.fullmatch(folded):
        return folded
    return _WORD.sub(lambda found: _word_in_one_script(found.group()), folded)


def _word_in_one_script(word: str) -> str:
    cyrillic = word.translate(_TO_CYRILLIC)
    if _LATIN.search(cyrillic) is None:
        # a word of nothing but twins is Cyrillic: whoever types it so looks at a Cyrillic word
        return cyrillic if _CYRILLIC.search(word) else word
    latin = word.translate(_TO_LATIN)
    return latin if _CYRILLIC.search(latin) is None else word


def fold_text(text: str) -> str:
    """Fold a text character by character; the result has the same length and the same offsets.

    Case, accents, the many apostrophes and hyphens become one form each; a hyphen becomes a space. A word that mixes
    Latin and Cyrillic look-alikes is written in one script.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    folded
        A text of the same length.
    """
    return _in_one_script(text.translate(_TABLE))


def fold(name: str) -> str:
    """Fold a name to its lookup key: as `fold_text`, without apostrophes and dots, spaces single.

    Parameters
    ----------
    name
        A name in any script.

    Returns
    -------
    key
        The key; empty for a name without letters or digits.

    Examples
    --------
    >>> fold("Slov’yansk"), fold("Velyka  Novosilka"), fold("Ivano-Frankivsk")
    ('slovyansk', 'velyka novosilka', 'ivano frankivsk')
    """
    return _fold_short(name) if len(name) <= _REMEMBERED_LENGTH else _fold(name)


def _fold(name: str) -> str:
    composed = name if name.isascii() else unicodedata.normalize("NFC", name)
    return " ".join(_in_one_script(composed.translate(_KEY_TABLE)).split())


# a report's few hundred names are folded again and again
_fold_short = lru_cache(maxsize=65_536)(_fold)
