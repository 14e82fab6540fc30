"""A looser key under which Ukrainian and Russian spellings of one name meet.

Reports write Pushkine and Pushkino, Yelyzavetivka and Elizavetovka, Hrodivka and Grodovka for the same villages.
Between the two languages the consonants stay; what changes is a handful of vowels, endings and given names. The key
folds just those: vowels go, save the class of a first one, and `roots.toml` joins what is told apart by more. The key
is far wider than a spelling, so a caller compares what it finds with the written name before trusting it.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from geo.names.fold import fold
from geo.names.romanise import romanise

_CYRILLIC = re.compile(r"[а-яёєіїґ]")
_DIGRAPHS = (("shch", "Щ"), ("sch", "Щ"), ("zh", "Ж"), ("kh", "Х"), ("ts", "Ц"), ("ch", "Ч"), ("sh", "Ш"))
_SAME_LETTERS = str.maketrans({"h": "g", "w": "v", "x": "Х", "q": "k"})
_INITIAL_VOWEL = re.compile(r"^(?:(vu|iu|yu|u)|(ia|ya|io|yo|a|o)|(ie|ye|yi|e|i|y))")
_LATER_VOWELS = re.compile(r"(?<=.)[aeiouyj]+")
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=1)
def _roots() -> tuple[tuple[re.Pattern[str], str], ...]:
    table = tomllib.loads(Path(__file__).with_name("roots.toml").read_text(encoding="utf-8"))
    return tuple((re.compile(rf"\b{pattern}"), replacement) for pattern, replacement in table["roots"].items())


@lru_cache(maxsize=65536)
def skeleton(name: str) -> str:
    """Return the looser key of a name, the same for its Ukrainian and Russian forms in either script.

    Parameters
    ----------
    name
        A name in Latin or Cyrillic letters.

    Returns
    -------
    key
        The key; not a spelling and not for display.

    Examples
    --------
    >>> skeleton("Yelyzavetivka") == skeleton("Elizavetovka") == skeleton("Елизаветовка") == skeleton("Єлизаветівка")
    True
    >>> skeleton("Veselyi Hai") == skeleton("Vesyoly Gay"), skeleton("Pushkine") == skeleton("Pushkino")
    (True, True)
    """
    key = fold(name)
    if _CYRILLIC.search(key):
        ukrainian = any(letter in key for letter in "іїєґ") or not any(letter in key for letter in "ыэъ")
        key = romanise(key, "uk" if ukrainian else "ru")
    for pattern, replacement in _roots():
        key = pattern.sub(replacement, key)
    return " ".join(_word(word) for word in key.split())


def _word(word: str) -> str:
    for pair, sign in _DIGRAPHS:
        word = word.replace(pair, sign)
    word = word.translate(_SAME_LETTERS)
    if first := _INITIAL_VOWEL.match(word):
        word = "uoe"[first.lastindex - 1 if first.lastindex else 0] + word[first.end() :]
    return _DOUBLED.sub(r"\1", _LATER_VOWELS.sub("", word))
