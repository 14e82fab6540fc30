"""A name's nominative to its other cases, in Ukrainian and Russian: Курахове, від Курахового; Торецк, южнее Торецка.

Rules by ending, with a short table of names that go otherwise; both stand in `declension.toml`. An ending that does not
tell gives no case at all, and so does a form that `geo.names.inflection` would not read back as the name: whoever asks
then writes a phrase that needs no case, "від населеного пункту Х".
"""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from geo.errors import InputError
from geo.names.fold import fold
from geo.names.inflection import fixed_words, lemmas

if TYPE_CHECKING:
    from collections.abc import Iterator

CASES = ("genitive", "instrumental", "locative")
LANGUAGES = ("uk", "ru")

_LONGEST_NAME = 80
_REMEMBERED = 4_096
_UNKNOWN = "?"
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|(?<=[^\W\d_])['’ʼ`](?=[^\W\d_]))*")
_APOSTROPHE = re.compile("['ʼ`]")
_PARTS = re.compile(r"(\s+|\s*-\s*)")


class _Forms(NamedTuple):
    """The cases of one word, in the order of `CASES`, its gender or number, and whether it is an adjective."""

    cases: tuple[str, str, str]
    gender: str
    adjective: bool


class _Language(NamedTuple):
    """The compiled table of one language; `declension.toml` says what each part is for."""

    vowels: frozenset[str]
    signs: str
    vowel_goes: frozenset[str]
    joint: str
    unchanged: frozenset[str]
    before_adjectives: tuple[str, ...]
    adjectives: frozenset[str]
    rows: dict[str, _Forms | None]
    agreeing: dict[str, _Forms]
    possessive: frozenset[str]
    soft: dict[str, _Forms]
    names: dict[str, _Forms]


@cache
def _tables() -> dict[str, _Language]:
    document = tomllib.loads(Path(__file__).with_name("declension.toml").read_text(encoding="utf-8"))
    return {lang: _language(document[lang]) for lang in LANGUAGES}


def _language(table: dict[str, Any]) -> _Language:
    rows: dict[str, _Forms | None] = {}
    for row in table["rows"]:
        ending, *cases = row.split(" ")
        rows[ending] = None if cases == [_UNKNOWN] else _forms(cases)
    agreeing = (row.split(" ", 1) for row in table["agreeing"])
    return _Language(
        vowels=frozenset(table["vowels"]),
        signs=table["signs"],
        vowel_goes=frozenset(table["vowel_goes"]),
        joint=table["joint"],
        unchanged=frozenset(table["unchanged"]),
        before_adjectives=tuple(table["before_adjectives"]),
        adjectives=frozenset(table["adjectives"]),
        rows=rows,
        agreeing={ending: _forms(cases.split(" "), adjective=True) for ending, cases in agreeing},
        possessive=frozenset(table["possessive"]),
        soft={gender: _forms([*cases.split(" "), gender]) for gender, cases in table["soft"].items()},
        names={_plain(name): _forms(cases.split(" ")) for name, cases in table["names"].items()},
    )


def _forms(columns: list[str], *, adjective: bool = False) -> _Forms:
    genitive, instrumental, locative, kind = columns
    return _Forms((genitive, instrumental, locative), kind[0], adjective or kind.endswith("a"))


def _plain(word: str) -> str:
    return _APOSTROPHE.sub("’", word.lower())


# -- a name -----------------------------------------------------------------------------------------------------------


def declined(name: str, case: str, lang: str) -> str | None:
    """Return a place name in another case, or None if no form is known that a reader would take for the name.

    Parameters
    ----------
    name
        The nominative, one or more words in Cyrillic letters.
    case
        One of `CASES`; the locative without its preposition.
    lang
        `uk` or `ru`.

    Raises
    ------
    InputError
        If the case or the language is not known.

    Examples
    --------
    >>> declined("Велика Новосілка", "genitive", "uk"), declined("Торецк", "genitive", "ru")
    ('Великої Новосілки', 'Торецка')
    >>> declined("Харків", "instrumental", "uk"), declined("Курахово", "genitive", "ru")
    ('Харковом', 'Курахово')
    >>> declined("Кульчини", "genitive", "uk") is None
    True
    """
    if case not in CASES:
        raise InputError(f"no case {case[:20]!r}; there are {', '.join(CASES)}")
    if lang not in LANGUAGES:
        raise InputError(f"names are not declined in {lang[:20]!r}; they are in {', '.join(LANGUAGES)}")
    return _declined(name, CASES.index(case), lang)


@lru_cache(maxsize=_REMEMBERED)
def _declined(name: str, case: int, lang: str) -> str | None:
    if len(name) > _LONGEST_NAME or not _PARTS.sub("", name):
        return None
    pieces = _PARTS.split(name)
    words, joints = pieces[::2], pieces[1::2]
    fixed = next((index for index, word in enumerate(words) if word.lower() in fixed_words()), len(words))
    head = _agreeing(words[:fixed], joints[: max(fixed - 1, 0)], lang) if fixed else None
    if head is None:
        return None
    written = [forms.cases[case] for forms in head] + words[fixed:]
    form = "".join(part for pair in zip(written, [*joints, ""], strict=True) for part in pair)
    key = fold(name)
    return form if fold(form) == key or any(lemma.name == key for lemma in lemmas(form)) else None


def _agreeing(words: list[str], joints: list[str], lang: str) -> list[_Forms] | None:
    """Return the forms of each word of a name; None if one is not known, or they do not agree."""
    if not all(_WORD.fullmatch(word) for word in words):
        return None
    *before, last = words
    if not before:
        alone = _of_word(last, lang)
        return None if alone is None else [alone]
    if "-" in joints[-1]:
        return _hyphenated(before, last, lang) if len(words) == 2 else None
    noun = _of_word(last, lang)
    if noun is not None and noun.adjective:
        return _adjective_last(before, noun, lang)
    leading = [_as_adjective(word, lang) for word in before]
    # Гола Пристань, Білий Камінь: the adjective tells the gender of a noun in -ь
    soft = _tables()[lang].soft.get(leading[-1].gender) if noun is None and leading[-1] is not None else None
    if soft is not None and last.endswith("ь"):
        noun = _joined(last, len(last) - 1, soft)
    if noun is None:
        return None
    agreeing = [one for one in leading if one is not None and one.gender == noun.gender]
    return [*agreeing, noun] if len(agreeing) == len(before) else None


def _adjective_last(before: list[str], last: _Forms, lang: str) -> list[_Forms] | None:
    """Return the forms of a noun with the adjective after it: Станиця Луганська."""
    noun = _of_word(before[0], lang) if len(before) == 1 else None
    return [noun, last] if noun is not None and noun.gender == last.gender else None


def _hyphenated(before: list[str], last: str, lang: str) -> list[_Forms] | None:
    first, second = before[0], _of_word(last, lang)
    if second is None:
        return None
    if first.lower() in _tables()[lang].unchanged or first.endswith(_tables()[lang].joint):
        return [_Forms((first, first, first), second.gender, adjective=False), second]
    # Рава-Руська, Асканія-Нова, Білгород-Дністровський
    noun = _of_word(first, lang)
    alike = second.adjective and noun is not None and not noun.adjective and noun.gender == second.gender
    return [noun, second] if alike and noun is not None else None


# -- a word -----------------------------------------------------------------------------------------------------------


def _endings(plain: str) -> Iterator[tuple[str, str]]:
    """Yield (stem, ending) of a word, the longest ending first, no ending last."""
    return ((plain[:at], plain[at:]) for at in range(len(plain) + 1))


def _of_word(word: str, lang: str) -> _Forms | None:
    """Return the forms of a word that stands alone, or is the noun of a name."""
    table, plain = _tables()[lang], _plain(word)
    named = table.names.get(plain)
    if named is not None:
        return _joined(word, 0, named)
    if _always_adjective(plain, table):
        return _as_adjective(word, lang)
    for stem, ending in _endings(plain):
        if not stem or ending not in table.rows or (ending in table.vowel_goes and not table.vowels.intersection(stem)):
            continue
        row = table.rows[ending]
        bare = not ending and (plain[-1] in table.vowels or plain[-1] in table.signs)
        return None if row is None or bare else _joined(word, len(stem), row)
    return None


def _always_adjective(plain: str, table: _Language) -> bool:
    """Whether a word is an adjective whatever its ending is elsewhere: Біла, Новобіла, but Скала."""
    stems = (stem for stem, ending in _endings(plain) if ending in table.agreeing and ending not in table.possessive)
    return any(
        stem.removeprefix(before) in table.adjectives for stem in stems for before in ("", *table.before_adjectives)
    )


def _as_adjective(word: str, lang: str) -> _Forms | None:
    """Return the forms of a word that agrees with a noun, or None if it cannot be an adjective."""
    table = _tables()[lang]
    found = next(((stem, ending) for stem, ending in _endings(_plain(word)) if ending in table.agreeing), None)
    if found is None:
        return None
    return _joined(word, len(found[0]), table.agreeing[found[1]])


def _joined(word: str, stem: int, forms: _Forms) -> _Forms:
    """Put the word's own letters before the endings; where all of it changes, its capital stays."""
    whole = (word[:stem] + ending.replace("-", "") for ending in forms.cases)
    genitive, instrumental, locative = (
        form if stem or not word[0].isupper() else form[:1].upper() + form[1:] for form in whole
    )
    return forms._replace(cases=(genitive, instrumental, locative))
