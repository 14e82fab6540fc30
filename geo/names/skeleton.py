"""A looser key under which Ukrainian and Russian spellings of one name meet.

Reports write Pushkine and Pushkino, Yelyzavetivka and Elizavetovka, Hrodivka and Grodovka for the same villages.
Between the two languages most consonants stay; what changes is vowels, endings, some clusters and given names.
`common` brings a name to a form without habits of writing, where `roots.toml` and `spelling.toml` have joined what
changes more. Its consonants, `bones`, are the key of an index. The key is far wider than a spelling, so a caller
compares the vowels of the common forms (`geo.names.likeness`) before trusting what it finds.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from geo.names.spelling import VOWELS, sounds, words_of

_BONE = str.maketrans({"X": "g", "W": "S"} | dict.fromkeys(VOWELS))
_INITIAL = re.compile(r"[aeiouy]+")
# a neuter noun of Ukrainian: Rozdollia, Zarichchia, Russian Razdolye, Zarechye
_NEUTER = re.compile(r"([lndtzsZQSC])\1a$")
# clusters that one language writes as it hears them, and the other as they came about
_CLUSTERS = re.compile(
    r"(?P<s>[zZsSgX]+s(?=k)|z(?=[kptfXCQ])|st(?=[ln]))|(?P<C>[kQCt]s(?=k))|(?P<z>s(?=[bdg])|zd(?=n))|(?P<W>[sz]Q)"
    r"|(?P<dZ>Zd)|(?P<f>^Xv)|(?P<none>d(?=C)|t(?=[QC])|^v(?=u)|(?<=[lr])n(?=C)|[sz](?=S)|z(?=s)"
    r"|(?P<twice>[^aeiouy\d])(?=(?P=twice)))"
)
_BECOMES = {"none": ""}
_ENDINGS = {"": "", "a": "a", "e": "e", "i": "i", "o": "e", "u": "u", "y": "i"}
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_ROMAN_LETTERS = str.maketrans("і", "i")
_LINKING = "oei"
_SHORTEST_STEM = 3
_LONGEST_ORDINAL_ENDING = 2
# habits of other languages' press, each a way to read the letters, tried only where nothing else is found
_CH_IS_KH = (re.compile(r"(?<![st])ch"), "kh")
_S_IS_Z = (re.compile(r"s(?=[aeiouy])"), "z")
_FOREIGN = (
    (_CH_IS_KH,),  # Charkiw
    ((re.compile(r"c(?!h)"), "ch"),),  # Kremencuk, of Kremenčuk
    ((re.compile(r"j"), "zh"),),  # Voronej
    (_CH_IS_KH, _S_IS_Z),  # Oserne
    ((re.compile(r"sch"), "zh"), _CH_IS_KH, _S_IS_Z),  # Saporischschja
)
_SURNAME = re.compile(r"(?<=nk)(e|a|ove)$")


class _Part(NamedTuple):
    written: str
    form: str


class _Tables(NamedTuple):
    parts: dict[str, tuple[_Part, ...]]
    inner: re.Pattern[str]
    inner_forms: dict[str, str]
    prefixes: tuple[str, ...]
    words: dict[str, str]
    adjectives: frozenset[str]
    kinds: frozenset[str]
    number_signs: frozenset[str]
    abbreviations: dict[str, tuple[str, ...]]


def _merged(word: str) -> str:
    """Return how a word sounds, without the difference of y and i that habits of writing do not keep."""
    return sounds(word).replace("y", "i")


def _stem(merged: str) -> str:
    stem = merged.rstrip(VOWELS)
    return stem if len(stem) >= _SHORTEST_STEM else merged


def _longest_first(part: _Part) -> tuple[int, _Part]:
    return -len(part.written), part


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    roots, spelling = _read("roots.toml"), _read("spelling.toml")
    inner = {_merged(other): _merged(form) for form, others in roots["anywhere"].items() for other in others}
    parts: dict[str, list[_Part]] = {}
    for form, others in chain(roots["parts"].items(), roots["anywhere"].items()):
        for written in map(_merged, (form, *others)):
            parts.setdefault(written[:2], []).append(_Part(written, _merged(form)))
    prefixes = {_merged(prefix) for prefix in roots["prefixes"]}
    return _Tables(
        parts={start: tuple(sorted(some, key=_longest_first)) for start, some in parts.items()},
        inner=re.compile("|".join(sorted(map(re.escape, inner), key=lambda written: (-len(written), written)))),
        inner_forms=inner,
        prefixes=tuple(sorted(prefixes, key=lambda prefix: (-len(prefix), prefix))),
        words={
            _stem(_merged(other)): _merged(form)
            for form, others in spelling["words"].items()
            for other in (form, *others)
        },
        adjectives=frozenset(_merged(form) for form in spelling["words"]),
        kinds=frozenset(map(_merged, spelling["kinds"])),
        number_signs=frozenset(map(_merged, spelling["number_signs"])),
        abbreviations={_merged(short): tuple(full) for short, full in spelling["abbreviations"].items()},
    )


@lru_cache(maxsize=65_536)
def common(name: str) -> str:
    """Return a name without habits of writing: the same, vowels apart, for its forms in either language and script.

    Parameters
    ----------
    name
        A name in Latin or Cyrillic letters.

    Returns
    -------
    form
        The common form, its words joined; not a spelling and not for display.
    """
    return _joined(words_of(name))


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
    >>> skeleton("Veselyi Hai") == skeleton("Vesyoly Gay"), skeleton("Novo-Ivanovka") == skeleton("Novoivanivka")
    (True, True)
    """
    return bones(common(name))


def bones(form: str) -> str:
    """Return the skeleton of a common form: its consonants, after whether it begins with a vowel and of what class."""
    first = _INITIAL.match(form)
    if first is None:
        return form.translate(_BONE)
    return ("u" if first.group()[-1] == "u" else "o") + form[first.end() :].translate(_BONE)


def readings(name: str, *, foreign: bool = False) -> tuple[str, ...]:
    """Return the common forms that a written name may have; more than one if it is abbreviated or may be a surname.

    Parameters
    ----------
    name
        A name as a report writes it: V. Novosilka is Velyka or Verkhnia, Shevchenko may be Shevchenkove, and Tokmachka
        Mala is Mala Tokmachka.
    foreign
        Also as the German, Polish or French press may mean it: Charkiw, Kachowka. For when nothing else is found.

    Returns
    -------
    forms
        Common forms, the likeliest first.
    """
    written = words_of(name)
    forms = [_joined(written)]
    if len(written) > 1:
        full = _tables().abbreviations.get(_merged(written[0]), ())
        forms.extend(_joined([word, *written[1:]]) for word in full)
        if _word(written[-1]).rstrip(VOWELS) in _tables().adjectives:
            forms.append(_joined([written[-1], *written[:-1]]))
    forms.extend([_SURNAME.sub("e" if form.endswith("ve") else "ove", form) for form in forms if _SURNAME.search(form)])
    if foreign:
        forms.extend(_joined([_as_meant(word, habit) for word in written]) for habit in _FOREIGN)
    return tuple(dict.fromkeys(forms))


def _as_meant(word: str, habit: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    for sign, meant in habit:
        word = sign.sub(meant, word)
    return word


def _joined(written: list[str]) -> str:
    if len(written) > 1:
        written = _bare(written)
    return "".join([_word(word) for word in written])


def _bare(written: list[str]) -> list[str]:
    """Take away words of kind and signs of number; bring numbers to digits."""
    tables = _tables()
    while len(written) > 1 and _merged(written[0]) in tables.kinds:
        written = written[1:]
    bare: list[str] = []
    for word, after in zip(written, chain(written[1:], [""]), strict=True):
        ordinal_ending = bare and bare[-1].isdigit() and len(word) <= _LONGEST_ORDINAL_ENDING and not word.isdigit()
        number_sign = after[:1].isdigit() and _merged(word) in tables.number_signs
        if not ordinal_ending and not number_sign:
            last = bare and not after
            bare.append(_ROMAN.get(word.translate(_ROMAN_LETTERS), word) if last else word)
    # Persha Ivanivka is Ivanivka Persha
    return sorted(bare, key=_is_ordinal)


def _is_ordinal(word: str) -> bool:
    return _word(word).isdigit()


@lru_cache(maxsize=131_072)
def _word(written: str) -> str:
    word, tables = sounds(written), _tables()
    merged = word.replace("y", "i")
    stem = _stem(merged)
    if (known := tables.words.get(stem)) is not None:
        # an English word has no gender, nor has an abbreviation
        return known if known.isdigit() else known + (_ending(word[len(stem) :]) or "e")
    word = _with_common_parts(word, merged, tables)
    if word[-1:] == "a":
        word = _NEUTER.sub(r"\1e", word)
    word = _CLUSTERS.sub(_cluster, word)
    stem = word.rstrip(VOWELS)
    return stem + _ending(word[len(stem) :]) if stem else word


def _cluster(found: re.Match[str]) -> str:
    kind = found.lastgroup or ""
    return _BECOMES.get(kind, kind)


def _with_common_parts(word: str, merged: str, tables: _Tables) -> str:
    """Replace the parts that roots.toml knows; `merged` is the word with y as i."""
    kept = ""
    at = since = 0
    while part := _part_at(merged, at, tables):
        kept += word[since:at] + part.form
        at = since = at + len(part.written)
        # after a linking vowel another part may begin: Novo|pershotravneve
        if merged[at : at + 1] not in _LINKING:
            break
        at += 1
    else:
        if at == 0 and merged.startswith(tables.prefixes):
            at = next(len(prefix) for prefix in tables.prefixes if merged.startswith(prefix))
            if part := _part_at(merged, at, tables):
                kept, since = word[:at] + part.form, at + len(part.written)
    rest = word[since:]
    return kept + _with_inner_parts(rest, merged[since:], tables) if len(rest) > _SHORTEST_STEM else kept + rest


def _part_at(merged: str, at: int, tables: _Tables) -> _Part | None:
    for part in tables.parts.get(merged[at : at + 2], ()):
        if merged.startswith(part.written, at):
            return part
    return None


def _with_inner_parts(word: str, merged: str, tables: _Tables) -> str:
    if (found := tables.inner.search(merged)) is None:
        return word
    return word[: found.start()] + tables.inner_forms[found.group()] + word[found.end() :]


def _ending(vowels: str) -> str:
    """Return what is left of an ending between languages and romanisations: its gender."""
    return _ENDINGS[vowels[-1:]]
