"""Names in Ukrainian and Russian running text.

These languages decline names, so a search for the gazetteer's own spellings misses most of them. Here runs of
capitalised words are looked up instead, the longest first, each read back to the nominatives it may come from.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from geo.names import fold
from geo.names.adjectives import base_names
from geo.names.inflection import lemmas

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer
    from geo.reading.context import Context

INFLECTING = ("uk", "ru")
_CAPITAL = "[А-ЯЁЄІЇҐ]"
_WORD = rf"{_CAPITAL}[\w'’ʼ]{{0,40}}+(?:-[\w'’ʼ]{{1,30}}+){{0,3}}"
_RUN = re.compile(rf"(?<![\w-])(?<!\w['’ʼ]){_WORD}(?:[ \u00a0]{_WORD}){{0,7}}(?![\w])")
_TOKEN = re.compile(r"[^ \u00a0]+")
_CYRILLIC = re.compile("[а-яёєіїґА-ЯЁЄІЇҐ]")
_UKRAINIAN, _RUSSIAN = re.compile("[іїєґІЇЄҐ]"), re.compile("[ыэёъЫЭЁЪ]")
_LETTERS_ONLY = re.compile(r"[^\d_]+")
_MOST_WORDS, _SHORTEST, _SHORTEST_CAPITALS = 4, 3, 4
_REMEMBERED = 60_000
# a common form of two languages counts as the name only if it is this much alike
_AKIN = 0.8
# what the name of a Ukrainian village in Russian counts for beside that of a namesake in Russia
_ACROSS = 0.95
# what a place abroad counts for in a Russian text that writes another name: its own name stands there in Russian
_ESTRANGED = 0.75
_AS_WRITTEN = 0.93
_LIKENESS = "another spelling"
_NEARLY_SO = 0.69  # of its score: likeness and the lower worth of what is beside an exact name

Row = tuple[int, float, str]


class Named(NamedTuple):
    """What bears a written name, or a nominative it may come from.

    `case` is empty if the name is written as the gazetteer has it; `lemma` is the folded nominative.
    """

    rows: tuple[int, ...]
    case: str
    lemma: str


_NOTHING = Named((), "", "")


def language_of_words(text: str, lang: str) -> str:
    """Return the language of a short text, by its script and letters; `lang` where they do not tell.

    Parameters
    ----------
    text
        A sentence.
    lang
        The language of the whole.
    """
    if _CYRILLIC.search(text) is None:
        return "en" if lang in INFLECTING and re.search("[A-Za-z]{3}", text) else lang
    ukrainian, russian = _UKRAINIAN.search(text) is not None, _RUSSIAN.search(text) is not None
    if ukrainian != russian:
        return "uk" if ukrainian else "ru"
    return lang if lang in INFLECTING else "uk"


def has_cyrillic(text: str) -> bool:
    """Whether any letter of a text is Cyrillic."""
    return _CYRILLIC.search(text) is not None


def is_relative(surface: str) -> bool:
    """Whether a name has the form of an adjective made of a place's name: Покровський, Курской."""
    return bool(base_names(surface.replace("-", " ").split()[-1])) if surface.strip("- ") else False


class Lookup:
    """Names of one gazetteer as one language writes them, remembered from text to text.

    Parameters
    ----------
    gazetteer
        Whose names.
    lang
        The language of the text.
    """

    def __init__(self, gazetteer: Gazetteer, lang: str) -> None:
        self._bearers = gazetteer.bearers
        self._rows_for = gazetteer.rows_for
        self._kind = gazetteer.kind
        self._id = gazetteer.place_id
        self._lang = lang
        self._other = "ru" if lang == "uk" else "uk"
        self._named: dict[str, Named] = {}
        self._of_kind: dict[tuple[str, str], tuple[Row, ...]] = {}
        self._rows: dict[tuple[str, bool], tuple[Row, ...]] = {}

    def named(self, surface: str) -> Named:
        """Return what bears a name as written, or, if nothing does, in the nominative that it likeliest comes from."""
        known = self._named.get(surface)
        if known is None:
            if len(self._named) >= _REMEMBERED:
                self._named.clear()
            known = self._named[surface] = self._find(surface)
        return known

    def _find(self, surface: str) -> Named:
        key = fold(surface)
        rows = tuple(row for row, _ in self._bearers(key))
        if rows:
            return Named(rows, "", key)
        for lang in (self._lang, self._other):
            for lemma in lemmas(surface, lang):
                rows = tuple(row for row, _ in self._bearers(lemma.name))
                if rows:
                    return Named(rows, lemma.case, lemma.name)
        return _NOTHING

    def rows(self, surface: str, *, fuzzy: bool = False) -> tuple[Row, ...]:
        """Return (row, score, why) for each place that a name may mean, areas and waters in any case among them."""
        known = self._rows.get((surface, fuzzy))
        if known is None:
            if len(self._rows) >= _REMEMBERED:
                self._rows.clear()
            known = self._rows[surface, fuzzy] = self._all_rows(surface, fuzzy)
        return known

    def _all_rows(self, surface: str, fuzzy: bool) -> tuple[Row, ...]:
        found: list[Row] = self._evened(list(self._rows_for(surface, lang=self._lang, fuzzy=False)))
        if all(score < _AKIN for _, score, _ in found):
            found += self._rows_for(surface, lang=self._other, fuzzy=fuzzy)
        best: dict[int, Row] = {}
        for one in [*found, *self._areas(surface)]:
            if one[0] not in best or best[one[0]][1] < one[1]:
                best[one[0]] = one
        return tuple(best.values())

    def _evened(self, found: list[Row]) -> list[Row]:
        """Return rows with Ukrainian places raised to those that bear a name as it is written, if it is their own.

        Russian texts name every place in Russian, but a gazetteer has the Russian name of few Ukrainian villages: that
        Nechaivka is found only by likeness to "Нечаевка" says nothing against it beside a Nechaevka in Russia.
        """
        if self._lang != "ru" or not found:
            return found
        borne = max(score for _, score, _ in found)
        if borne < _AS_WRITTEN:
            found = [
                (row, score * _ESTRANGED if why.startswith(_LIKENESS) and not self._in_ukraine(row) else score, why)
                for row, score, why in found
            ]
        if min(score for _, score, _ in found) >= _AKIN:
            return found
        return [
            (row, _ACROSS * borne, why)
            if _NEARLY_SO * borne <= score < _AKIN and self._in_ukraine(row)
            else (row, score, why)
            for row, score, why in found
        ]

    def _in_ukraine(self, row: int) -> bool:
        return self._id(row).startswith("UA")

    def _areas(self, surface: str) -> list[Row]:
        """Return the areas and waters of which a name is an inflected form: look-ups decline settlements only."""
        found: dict[int, Row] = {}
        for lang in (self._lang, self._other):
            for lemma in lemmas(surface, lang):
                for row, _ in self._bearers(lemma.name):
                    if not self._kind(row).is_settlement:
                        found.setdefault(row, (row, 0.95, f"its name in the {lemma.case}"))
        return list(found.values())

    def of_kind(self, surface: str, kind: str) -> tuple[Row, ...]:
        """Return the rows that a name may mean if it is the name of a `settlement`, a `region`, a `water` and so on."""
        known = self._of_kind.get((surface, kind))
        if known is None:
            if len(self._of_kind) >= _REMEMBERED:
                self._of_kind.clear()
            found = tuple(row for row in self.rows(surface) if self._kind(row[0]).mention_kind == kind)
            known = self._of_kind[surface, kind] = found
        return known

    def is_settlement(self, row: int) -> bool:
        """Whether a row is a settlement's."""
        return self._kind(row).is_settlement

    def is_akin(self, surface: str) -> bool:
        """Whether a settlement bears the name in another spelling that is much alike."""
        return any(score >= _AKIN for _, score, _ in self.rows(surface))


_LOOKUPS: WeakKeyDictionary[Gazetteer, dict[str, Lookup]] = WeakKeyDictionary()


def lookup_in(gazetteer: Gazetteer, lang: str) -> Lookup:
    """Return the look-up of a gazetteer for a language, one and the same for every text."""
    of_gazetteer = _LOOKUPS.setdefault(gazetteer, {})
    if lang not in of_gazetteer:
        of_gazetteer[lang] = Lookup(gazetteer, lang)
    return of_gazetteer[lang]


def inflected_spans(
    text: str, lookup: Lookup, context: Context, start: int = 0, end: int | None = None
) -> list[tuple[int, int]]:
    """Return the (start, end) of the names in the Cyrillic part of a text, leftmost longest, not overlapping.

    Parameters
    ----------
    text
        The text.
    lookup
        Where names are looked up.
    context
        The words of its language.
    start, end
        The part of the text to search.
    """
    spans: list[tuple[int, int]] = []
    for run in _RUN.finditer(text, start, len(text) if end is None else end):
        words = [(run.start() + word.start(), run.start() + word.end()) for word in _TOKEN.finditer(run.group())]
        words = [(first, first + len(text[first:last].rstrip("'’ʼ"))) for first, last in words]
        at = 0
        while at < len(words):
            taken = _longest(text, words[at : at + _MOST_WORDS], lookup, context)
            if taken:
                spans.append((words[at][0], words[at + taken - 1][1]))
            else:
                spans += _parts(text, *words[at], lookup)
            at += taken or 1
    return spans


def _longest(text: str, words: list[tuple[int, int]], lookup: Lookup, context: Context) -> int:
    """Return how many of some words make a name together, from the first; 0 if none do."""
    first = text[slice(*words[0])]
    if context.is_function_word(first) or not _LETTERS_ONLY.fullmatch(first):
        return 0
    for size in range(len(words), 1, -1):
        if lookup.named(text[words[0][0] : words[size - 1][1]]).rows:
            return size
    if len(words) > 1 and _is_one_name(text, words, lookup, context):
        return 2
    long_enough = len(first) >= _SHORTEST_CAPITALS or not first.isupper() or _is_area(first, lookup)
    return 1 if long_enough and lookup.named(first).rows else 0


def _is_one_name(text: str, words: list[tuple[int, int]], lookup: Lookup, context: Context) -> bool:
    """Whether two words are a name that no gazetteer has in this language, though it may have the half of it."""
    first, second = text[slice(*words[0])], text[slice(*words[1])]
    if context.is_function_word(second) or is_relative(second):
        return False
    if context.is_given(second):  # Luka is a bend, too
        return context.is_first_word(first) and bool(lookup.rows(text[words[0][0] : words[1][1]]))
    if context.is_first_word(first) and len(second) >= _SHORTEST:
        return not _is_area(second, lookup)
    return lookup.is_akin(text[words[0][0] : words[1][1]])


def _is_area(surface: str, lookup: Lookup) -> bool:
    return any(not lookup.is_settlement(row) for row in lookup.named(surface).rows)


def _parts(text: str, start: int, end: int, lookup: Lookup) -> list[tuple[int, int]]:
    """Return the names that a hyphen joins, if each part is one: Добропілля-Краматорськ."""
    word = text[start:end]
    if "-" not in word:
        return []
    if lookup.rows(word):
        return [(start, end)]  # one name, which the other language spells otherwise: Рай-Александровка
    found = []
    at = start
    for part in word.split("-"):
        if not part[:1].isupper() or len(part) < _SHORTEST or not lookup.named(part).rows:
            return []
        found.append((at, at + len(part)))
        at += len(part) + 1
    return found
