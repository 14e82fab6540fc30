"""Cyrillic to Latin: Ukrainian by the state's own rule, Russian by the one English-language maps use.

Sources: Cabinet of Ministers of Ukraine, resolution 55 of 27 January 2010 (the form of passports, road signs and the
United Nations); BGN/PCGN 1947 romanisation of Russian, without its signs for ъ and ь, as newspapers print it.
"""

from __future__ import annotations

import re

_UK = dict(
    zip(
        "абвгґдежзийіклмнопрстуфхцчшщьєїюя",
        "a b v h g d e zh z y i i k l m n o p r s t u f kh ts ch sh shch  ie i iu ia".replace("  ", " _ ").split(" "),
        strict=True,
    )
)
_UK["ь"] = ""
_UK_INITIAL = _UK | {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}

_RU = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщыэюя",
        (
            *("a", "b", "v", "g", "d", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o"),
            *("p", "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "y", "e", "yu", "ya"),
        ),
        strict=True,
    )
) | {"ё": "yo", "ъ": "", "ь": ""}
_RU_IOTATED = _RU | {"е": "ye"}
_RU_VOWELS_AND_SIGNS = set("аеёиоуыэюяйъь")

_APOSTROPHE = re.compile(r"(?<=\w)['’ʼ`](?=\w)")
_WORD = re.compile(r"[^\W\d_]+")


def romanise(name: str, lang: str) -> str:
    """Write a Cyrillic name in Latin letters.

    Parameters
    ----------
    name
        The name; letters of other scripts pass unchanged.
    lang
        `uk` (KMU 2010) or `ru` (BGN/PCGN without soft and hard signs).

    Returns
    -------
    latin
        The romanised name, each word capitalised as it was.

    Raises
    ------
    ValueError
        If `lang` is neither.

    Examples
    --------
    >>> romanise("Єлизаветівка", "uk"), romanise("Згурівка", "uk"), romanise("Елизаветовка", "ru")
    ('Yelyzavetivka', 'Zghurivka', 'Yelizavetovka')
    """
    if lang not in ("uk", "ru"):
        raise ValueError(f"cannot romanise {lang!r}; known are 'uk' and 'ru'")
    spell = _spell_uk if lang == "uk" else _spell_ru
    return _WORD.sub(lambda found: _cased(found.group(), spell(found.group().lower())), _APOSTROPHE.sub("", name))


def _spell_uk(word: str) -> str:
    first, rest = word[0], word[1:].replace("зг", "\0")
    if word.startswith("зг"):
        first, rest = "\0", word[2:].replace("зг", "\0")
    return "".join(
        "zgh" if letter == "\0" else (_UK if index else _UK_INITIAL).get(letter, letter)
        for index, letter in enumerate(first + rest)
    )


def _spell_ru(word: str) -> str:
    latin = []
    before = ""
    for letter in word:
        table = _RU_IOTATED if not before or before in _RU_VOWELS_AND_SIGNS else _RU
        latin.append(table.get(letter, letter))
        before = letter
    return "".join(latin)


def _cased(word: str, latin: str) -> str:
    if len(word) > 1 and word.isupper():
        return latin.upper()
    return latin[:1].upper() + latin[1:] if word[:1].isupper() else latin
