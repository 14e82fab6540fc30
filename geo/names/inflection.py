"""A name in any case to the nominative forms it may come from, in Ukrainian and Russian.

Declension is read backwards: `inflection.toml` has the paradigms, an ending at the end of a written name tells which of
them may apply, and each gives a nominative. Many are no words at all; whoever asks keeps those that a gazetteer lists.
Words of a name must agree in case and, adjective with noun, in gender and number: Великій Новосілці comes from
Велика Новосілка, not from Великій Новосілка.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from geo.names.fold import fold

CASES = ("genitive", "dative", "accusative", "instrumental", "locative")
_LIKELIEST = ("genitive", "locative", "instrumental", "accusative", "dative")
_CLASSES = "mfnp"
_ANY = (1 << len(CASES) * len(_CLASSES)) - 1

# endings, with a vowel that changes before them, fit into so many letters
_TAIL = 5
_SHORTEST_STEM = 2
_LONGEST_ENDING = 5
# what a paradigm costs counts for more than any length of ending; of two that cost the same, the longer ending is surer
_STEP = _LONGEST_ENDING + 1
_ALTERNATION_COST = 1
_MOST = 40
_LONGEST_NAME = 80
_MOST_WORDS = 5
_REMEMBERED_TAILS = 32_768
# more would keep the collector of garbage busier than the answers are worth
_REMEMBERED_NAMES = 4_096
_KEPT, _CLOSING, _OPENING = range(3)


class Lemma(NamedTuple):
    """A nominative that a written form may come from.

    Attributes
    ----------
    name
        The nominative, folded as `geo.names.fold` does.
    case
        The likeliest case of the written form, if it comes from this name: one of `CASES`.
    cost
        How unlikely the paradigm and its ending are; a rank, from 0, and not a probability.
    """

    name: str
    case: str
    cost: int


# half the time of Lemma(...), and making them is most of the work of a look-up
_made = partial(tuple.__new__, Lemma)


class _Rule(NamedTuple):
    """One ending of one paradigm, for stems that end in one letter."""

    nominative: str
    alternates: int
    agreement: int
    cost: int


class _Change(NamedTuple):
    """What to cut off a word and what to add, to get a nominative."""

    cut: int
    add: str
    case: str
    cost: int
    agreement: int


class _Language(NamedTuple):
    """The compiled table of one language."""

    tells: re.Pattern[str]
    rules: dict[str, dict[str, list[_Rule]]]
    consonants: frozenset[str]
    fleeting: tuple[str, ...]
    sign: str
    never_fleeting: tuple[str, ...]
    closed: tuple[tuple[str, str], ...]


class _Tables(NamedTuple):
    languages: dict[str, _Language]
    fixed_from: frozenset[str]
    unchanged_cost: int


@cache
def _tables() -> _Tables:
    table = tomllib.loads(Path(__file__).with_name("inflection.toml").read_text(encoding="utf-8"))
    return _Tables(
        {lang: _language(table[lang]) for lang in ("uk", "ru")},
        frozenset(table["fixed_from"]),
        table["unchanged_cost"] * _STEP,
    )


def _language(table: dict[str, Any]) -> _Language:
    consonants = frozenset(table["alphabet"]) - frozenset(table["vowels"]) - {"ь", "ъ"}
    rules: dict[str, dict[str, list[_Rule]]] = {}
    for cost, kind, letters, nominative, *cases in table["nouns"] + table["adjectives"]:
        after = table["letters"].get(letters) or letters or table["alphabet"]
        column = _CLASSES.index(kind)
        for number, endings in enumerate(cases):
            agreement = 1 << (number * len(_CLASSES) + column)
            for ending in endings.replace("-", " ").split() + [""] * endings.count("-"):
                alternates = _alternates(nominative, ending, consonants, plural=kind == "p")
                rank = _STEP * cost + _LONGEST_ENDING - len(ending)
                rule = _Rule(nominative, alternates, agreement, rank)
                by_letter = rules.setdefault(ending, {})
                # "" stands for a letter before the tail: one of the word that the tail does not show
                for letter in (*after, "") if after == table["alphabet"] else after:
                    by_letter.setdefault(letter, []).append(rule)
    return _Language(
        tells=re.compile(f"[{re.escape(table['tells'])}]"),
        rules=rules,
        consonants=consonants,
        fleeting=tuple(table["fleeting"]),
        sign=table["fleeting_sign"],
        never_fleeting=tuple(table["never_fleeting"]),
        closed=tuple((vowel, closed) for vowel, closed in table["closed"]),
    )


def _alternates(nominative: str, ending: str, consonants: frozenset[str], *, plural: bool) -> int:
    """Whether vowels of the stem may change as the nominative closes a syllable (Рогу, Ріг) or opens it (Гір, Гори)."""
    if plural:
        return _OPENING if ending in ("", "ь") else _KEPT
    bare = nominative in ("", "ь") or (len(nominative) == 1 and nominative in consonants)
    return _CLOSING if bare else _KEPT


# -- stems -------------------------------------------------------------------------------------------------------


def _closing(stem: str, lang: _Language) -> list[tuple[str, int]]:
    """Return the stems, with costs, that a stem before an ending may have without one: рог, ріг; орл, орел."""
    last = len(stem) - 1
    if last < 1 or stem[last] not in lang.consonants:
        return []
    before = stem[last - 1]
    if before in lang.consonants or before == "ь":
        found = []
        if not stem.endswith(lang.never_fleeting):
            body = stem[: last - 1] if before == lang.sign else stem[:last]
            found = [(body + vowel + stem[last], _ALTERNATION_COST) for vowel in lang.fleeting]
        at = last - 2
        cost = 2 * _ALTERNATION_COST
    else:
        found, at, cost = [], last - 1, _ALTERNATION_COST
    if at >= 0:
        found += [(stem[:at] + to + stem[at + 1 :], cost) for vowel, to in lang.closed if stem[at] == vowel]
    return found


def _opening(stem: str, lang: _Language) -> list[tuple[str, int]]:
    """Return the stems, with costs, that a stem without an ending may have before one: лубен, лубн; гір, гор."""
    last = len(stem) - 1
    if last < 2 or stem[last] not in lang.consonants:
        return []
    found = []
    vowel, before = stem[last - 1], stem[last - 2]
    if vowel in lang.fleeting and (before in lang.consonants or before == "ь"):
        found.append((stem[: last - 1] + stem[last], 0))
        if lang.sign and before in "лн":
            found.append((stem[: last - 1] + lang.sign + stem[last], _ALTERNATION_COST))
    found += [
        (stem[: last - 1] + opened + stem[last], _ALTERNATION_COST) for opened, closed in lang.closed if vowel == closed
    ]
    return found


# -- one word ----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=_REMEMBERED_TAILS)
def _changes(tail: str, langs: str) -> tuple[tuple[_Change, ...], int]:
    """Return what a word with these last letters may come from, likeliest first, and its agreement as it stands."""
    best: dict[str, list[int]] = {}
    languages = _tables().languages
    shortest = _SHORTEST_STEM if len(tail) < _TAIL else 0
    for code in langs.split():
        lang = languages[code]
        for start in range(shortest, len(tail) + 1):
            by_letter = lang.rules.get(tail[start:])
            rules = by_letter.get(tail[start - 1 : start]) if by_letter else None
            if rules:
                _apply(rules, tail[:start], lang, best)
    same = best.pop(tail)[1] if tail in best else 0
    changes = [
        _Change(*_edit(tail, changed), _case(first), cost, agreement)
        for changed, (cost, agreement, first) in best.items()
    ]
    changes.sort(key=_cost_of)
    return tuple(changes), same


def _apply(rules: list[_Rule], stem: str, lang: _Language, best: dict[str, list[int]]) -> None:
    """Note each nominative that rules make of a stem: its least cost, all its agreement, that of the least cost."""
    known_stems: dict[str, list[tuple[str, int]]] = {}
    for nominative, alternates, agreement, cost in rules:
        _keep(best, stem + nominative, cost, agreement)
        if alternates == _KEPT:
            continue
        whole, end = (stem, nominative) if alternates == _OPENING or nominative == "ь" else (stem + nominative, "")
        stems = known_stems.get(whole)
        if stems is None:
            stems = known_stems[whole] = (_opening if alternates == _OPENING else _closing)(whole, lang)
        for changed, more in stems:
            _keep(best, changed + end, cost + more * _STEP, agreement)


def _keep(best: dict[str, list[int]], nominative: str, cost: int, agreement: int) -> None:
    known = best.get(nominative)
    if known is None:
        best[nominative] = [cost, agreement, agreement]
    elif cost < known[0]:
        best[nominative] = [cost, known[1] | agreement, agreement]
    else:
        known[1] |= agreement
        if cost == known[0]:
            known[2] |= agreement


def _cost_of(change: _Change) -> int:
    return change.cost


def _edit(old: str, new: str) -> tuple[int, str]:
    """Return how many letters to cut from a word's end and what to add, at the least."""
    kept = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        kept += 1
    return len(old) - kept, new[kept:]


@cache
def _case(agreement: int) -> str:
    """Return the likeliest case of an agreement."""
    width = len(_CLASSES)
    row = (1 << width) - 1
    return next(case for case in _LIKELIEST if agreement >> CASES.index(case) * width & row)


# -- a name ------------------------------------------------------------------------------------------------------


def lemmas(name: str, lang: str | None = None) -> list[Lemma]:
    """Return the nominative forms that a name, written in any case, may come from, likeliest first.

    Parameters
    ----------
    name
        One or more words in Cyrillic letters.
    lang
        `uk` or `ru`; by default told by the letters, else both.

    Returns
    -------
    lemmas
        At most 40, without the name itself. Most are no names at all: keep what a gazetteer lists. Empty for a name
        in Latin letters, for one that no case of any name looks like, and for a name of more than five words.

    Raises
    ------
    ValueError
        If `lang` is neither.

    Examples
    --------
    >>> lemmas("Великій Новосілці", "uk")[0]
    Lemma(name='велика новосілка', case='locative', cost=6)
    >>> "торецьк" in {lemma.name for lemma in lemmas("Торецька")}
    True
    >>> lemmas("Toretsk")
    []
    """
    return list(_lemmas(name, lang))


@lru_cache(maxsize=_REMEMBERED_NAMES)
def _lemmas(name: str, lang: str | None) -> tuple[Lemma, ...]:
    if lang not in (None, "uk", "ru"):
        raise ValueError(f"cannot decline {lang!r}; known are 'uk' and 'ru'")
    if name.isascii() or len(name) > _LONGEST_NAME:
        return ()
    key = fold(name)
    langs = lang or languages_of(name)
    if " " in key:
        return _phrase(key.split(" "), langs)
    changes, _ = _changes(key[-_TAIL:], langs)
    size = len(key)
    return tuple([_made((key[: size - cut] + add, case, cost)) for cut, add, case, cost, _ in changes[:_MOST]])


def languages_of(name: str) -> str:
    """Return `uk` or `ru` if letters of the name tell, else both, parted by a space.

    Examples
    --------
    >>> languages_of("Куп’янська"), languages_of("Сумы"), languages_of("Бахмутом")
    ('uk', 'ru', 'uk ru')
    """
    languages = _tables().languages
    ukrainian = languages["uk"].tells.search(name) is not None
    russian = languages["ru"].tells.search(name) is not None
    if ukrainian == russian:
        return "uk ru"
    return "uk" if ukrainian else "ru"


def fixed_words() -> frozenset[str]:
    """Return the words from which on a name stays as it is: Ростов-на-Дону, Імені Шевченка."""
    return _tables().fixed_from


def _phrase(words: list[str], langs: str) -> tuple[Lemma, ...]:
    """Return the nominatives of a name of several words, which must agree."""
    tables = _tables()
    fixed = next((index for index, word in enumerate(words) if word in tables.fixed_from), len(words))
    if not 0 < fixed <= _MOST_WORDS:
        return ()
    found: list[tuple[int, str, int]] = []
    for lang in langs.split():
        found += _agreeing(words[:fixed], lang, tables.unchanged_cost)
    found.sort()
    rest = "".join([" " + word for word in words[fixed:]])
    written = " ".join(words)
    best: dict[str, Lemma] = {}
    for cost, text, agreement in found:
        name = text + rest
        if name not in best and name != written:
            best[name] = _made((name, _case(agreement), cost))
            if len(best) == _MOST:
                break
    return tuple(best.values())


def _agreeing(words: list[str], lang: str, unchanged_cost: int) -> list[tuple[int, str, int]]:
    """Return (cost, nominative, agreement) for each way to read the words that agrees."""
    found = _options(words[0], lang, unchanged_cost)
    for word in words[1:]:
        options = _options(word, lang, unchanged_cost)
        found = [
            (cost + more, f"{text} {changed}", agreement & agrees)
            for cost, text, agreement in found
            for more, changed, agrees in options
            if agreement & agrees
        ]
        if len(found) > _MOST:
            found.sort()
            del found[_MOST:]
    return found


def _options(word: str, lang: str, unchanged_cost: int) -> list[tuple[int, str, int]]:
    """Return (cost, nominative, agreement) for each way to read one word of several."""
    changes, same = _changes(word[-_TAIL:], lang)
    size = len(word)
    options = [(cost, word[: size - cut] + add, agreement) for cut, add, _, cost, agreement in changes]
    if same:
        options.append((0, word, same))
    # Івано-Франківську, Дальнего Константиново: a word that does not decline agrees with any
    options.append((unchanged_cost, word, _ANY))
    return options
