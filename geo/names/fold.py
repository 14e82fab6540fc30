"""Folding: what two spellings of one name have in common once typing habits are taken away."""

from __future__ import annotations

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


def fold_text(text: str) -> str:
    """Fold a text character by character; the result has the same length and the same offsets.

    Case, accents, the many apostrophes and hyphens become one form each; a hyphen becomes a space.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    folded
        A text of the same length.
    """
    return text.translate(_TABLE)


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
    folded = (name if name.isascii() else unicodedata.normalize("NFC", name)).translate(_TABLE)
    if not folded.isascii():
        folded = "".join(sign for sign in folded if not unicodedata.combining(sign))
    return " ".join(folded.replace("'", "").replace(".", " ").split())


# a report's few hundred names are folded again and again
_fold_short = lru_cache(maxsize=65_536)(_fold)
