"""What the words around a name say it is: person, unit, region, district, sector, water, facility, settlement.

The words come from the language's lexicon; this module only compiles and applies them.
"""

# ruff: noqa: RUF001 - the signs and letters that people type
from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from geo.names import fold
from geo.reading.lexicon import load_lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# the name's own end: a closing quote or a possessive may stand between it and its head word
_JOINT = r"(?:['’]s)?[\"”»’']?[ \u00a0-]+"
_LIST_MEMBER = r"(?:,?\s+(?:and|or)\s+|,\s*)[A-ZА-ЯЄІЇҐ][\w'’-]+(?:[ -][A-ZА-ЯЄІЇҐ][\w'’-]+)?"
_CAPITAL_WORD = re.compile(r"[ \u00a0]([A-ZА-ЯЄІЇҐ][\w'’-]+)")


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


class Context:
    """The compiled words of one language.

    Parameters
    ----------
    words
        The lexicon, as `geo.reading.lexicon.load_lexicon` gives it.
    """

    def __init__(self, words: dict[str, Any]) -> None:
        heads, people, ordinary, places = words["heads"], words["people"], words["ordinary"], words["places"]
        self._after = {
            kind: re.compile(rf"{_JOINT}((?:{_alternatives(heads[kind])})(?!\w))", re.IGNORECASE)
            for kind in (
                "unit",
                "organisation",
                "facility",
                "street",
                "office_region",
                "office_town",
                "region",
                "district",
                "sector",
                "water",
                "settlement",
            )
        }
        plural = _alternatives(word for kind in ("region", "district", "sector") for word in heads[kind])
        self._list_head = re.compile(rf"(?:{_LIST_MEMBER}){{1,12}}\s+({plural})(?!\w)")
        self._plural_kind = {
            kind: re.compile(_alternatives(heads[kind]), re.IGNORECASE) for kind in ("region", "district", "sector")
        }
        self._before = {
            kind: re.compile(rf"\b(?:{_alternatives(heads[kind + '_before'])})\s+$", re.IGNORECASE)
            for kind in ("region", "water", "settlement", "organisation")
        }
        given = _alternatives(map(re.escape, people["given_names"]))
        self.second_words = frozenset(places["second_words"])
        self._given = frozenset(people["given_names"])
        self._named_before = re.compile(rf"\b(?i:{given})\s+(?:[A-Z]\.\s+)?$")
        self._titled_before = re.compile(rf"\b(?:{_alternatives(people['titles'])})\.?\s+[\"“«]?$", re.IGNORECASE)
        self._full_name = re.compile(r"\b([A-Z][\w'’-]{1,40}+)(?=\s+(?:[A-Z]\.\s+)?([A-Z][\w'’-]+))")
        self._acts = re.compile(rf"\s+(?:{_alternatives(people['acts'])})\b")
        self._ordinary = frozenset(ordinary["words"]) - frozenset(ordinary["except"])
        self._function = frozenset(words["function"]["words"])
        self._locative = re.compile(rf"\b(?:{_alternatives(places['locative'])})(?:\s+the)?\s+$", re.IGNORECASE)
        self._inside = re.compile(rf"\b(?:{_alternatives(places['inside'])})\s+$", re.IGNORECASE)
        self._strong = re.compile(rf"\b(?:{_alternatives(places['strong'])})\s+$", re.IGNORECASE)
        self._surest = re.compile(rf"\b(?:{_alternatives(places['surest'])})\s+$", re.IGNORECASE)
        self._clause_end = re.compile(places["clause_end"])
        self._metonym_after = re.compile(rf"\s+(?:{_alternatives(places['metonym'])})\b")
        self._possessed = re.compile(r"['’]s\b")
        self._possessed_place = re.compile(rf"['’]s\s+(?:{_alternatives(places['physical'])})\b", re.IGNORECASE)
        self._metonym_before = re.compile(_or_never(places["metonym_before"]), re.IGNORECASE)
        self._capitals = frozenset(places["capitals"])
        self._place_before = re.compile(rf"\b(?:{_alternatives(places['located'])})\s+(?:\w+\s+)?$", re.IGNORECASE)
        self._area_link = re.compile(
            rf"(?:\b(?:{_alternatives(places['area_links'])})|,)\s*(?:the\s+)?(?:\w+['’]s\s+)?(?:\w+ern\s+)?$",
            re.IGNORECASE,
        )
        self._area_words = _words_only(
            [*places["area_links"], *words["relations"]["bridge"], r"\d+[\w.,]*", r"\w+['’]s", *places["area_filler"]]
        )
        self._possessive = re.compile(
            rf"['’]s\s+(?:(?:{_alternatives(words['heads']['settlement'])})\s+(?:of\s+)?)?", re.IGNORECASE
        )
        self._size_words = {
            size: (
                re.compile(rf"\b(?:{_alternatives(heads[size])})(?:\s+of)?\s+$", re.IGNORECASE),
                re.compile(rf"\s+(?:{_alternatives(heads[size])})\b", re.IGNORECASE),
            )
            for size in ("large", "small")
        }
        joints = _alternatives(places["joints"])
        self._list_joint = re.compile(rf"\s*(?:,|,?\s*\b(?:{joints})\b)\s*(?:the\s+)?$|\s*[/–—-]\s*$")

    # -- people -------------------------------------------------------------------------------------------------

    def surnames(self, text: str) -> Iterator[str]:
        """Yield the surnames that follow a given name anywhere in the text."""
        pairs = (found.groups() for found in self._full_name.finditer(text))
        return (surname for given, surname in pairs if fold(given) in self._given)

    def person(self, surface: str, before: str, after: str, is_surname: bool) -> int | None:
        """Tell whether a span is a person's name; return how many characters after it belong to it, else None."""
        words = surface.split()
        if fold(words[0]) in self._given and not self._locative.search(before):
            if len(words) > 1 and not self._starts_with_head(after):
                return 0
            surname = _CAPITAL_WORD.match(after)
            if surname and not self._starts_with_head(after[: surname.end()] + " "):
                return surname.end()
            if self._acts.match(after):
                return 0
        if len(words) == 1 and (self._named_before.search(before) or self._titled_before.search(before)):
            return 0
        if is_surname and (self._acts.match(after) or not self._locative.search(before)):
            return 0
        return None

    def _starts_with_head(self, after: str) -> bool:
        return any(self._after[kind].match(after) for kind in ("settlement", "region", "district", "sector", "water"))

    # -- heads --------------------------------------------------------------------------------------------------

    def head(self, before: str, after: str) -> tuple[str, int]:
        """Return the kind a head word gives a name, and how many characters after the name belong to it."""
        if self._before["organisation"].search(before):
            return "organisation", 0
        for kind in (
            "unit",
            "organisation",
            "region",
            "district",
            "sector",
            "street",
            "facility",
            "water",
            "office_region",
            "office_town",
        ):
            found = self._after[kind].match(after)
            if found and not (kind in ("unit", "organisation") and self._before["settlement"].search(before)):
                if kind in ("sector", "office_region", "office_town"):
                    return kind, 0
                return kind, found.end()
        shared = self._list_head.match(after)
        if shared:
            for kind, pattern in self._plural_kind.items():
                if shared.group(1).lower().endswith(("s", "axes")) and pattern.fullmatch(shared.group(1)):
                    return kind, 0
        for kind in ("region", "water"):
            if self._before[kind].search(before):
                return kind, 0
        if self._before["settlement"].search(before) or self._after["settlement"].match(after):
            return "settlement", 0
        return "", 0

    # -- words around -------------------------------------------------------------------------------------------

    def is_ordinary(self, surface: str) -> bool:
        """Whether a name is also an ordinary word or a given name."""
        key = fold(surface)
        return key in self._ordinary or key in self._given

    def is_function_word(self, word: str) -> bool:
        """Whether a capitalised word is one that begins sentences or belongs to no name."""
        return fold(word) in self._function

    def is_locative(self, before: str) -> bool:
        """Whether the words before a name can precede a place."""
        return self._locative.search(before) is not None

    def is_inside(self, before: str) -> bool:
        """Whether the words before a name say that something is in it or at it."""
        return self._inside.search(before) is not None

    def is_strong(self, before: str) -> bool:
        """Whether the words before a name precede nothing but a settlement."""
        return self._strong.search(before) is not None

    def is_surest(self, before: str) -> bool:
        """Whether the words before a name precede a settlement, known or not."""
        return self._surest.search(before) is not None

    def ends_clause(self, after: str) -> bool:
        """Whether what follows a name lets it be the end of a phrase, and no subject of a verb."""
        return self._clause_end.match(after) is not None

    def is_list_joint(self, between: str) -> bool:
        """Whether the text between two names only joins members of a list."""
        return len(between) < 16 and self._list_joint.fullmatch(between) is not None

    def leads_to_area(self, between: str) -> bool:
        """Whether the words between a place and an area after it say that the place lies in it."""
        return self._area_link.search(between) is not None and self._area_words.fullmatch(between) is not None

    def is_possessive_joint(self, between: str) -> bool:
        """Whether the words between an area and a place after it make the place the area's."""
        return self._possessive.fullmatch(between) is not None

    def said_size(self, before: str, after: str) -> str | None:
        """Return whether the words around a settlement's name call it `large` (a town) or `small` (a village)."""
        for size, (leading, following) in self._size_words.items():
            if leading.search(before) or following.match(after):
                return size
        return None

    def is_metonym(self, surface: str, before: str, after: str) -> bool:
        """Whether a capital's name stands for its government."""
        if fold(surface) not in self._capitals:
            return False
        if self._possessed.match(after):
            return self._possessed_place.match(after) is None
        if self._place_before.search(before):
            return False
        return self._metonym_after.match(after) is not None or self._metonym_before.search(before) is not None


def _words_only(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:[\s,()]|\b(?:{_alternatives(words)})\b)*", re.IGNORECASE)


def _or_never(words: Iterable[str]) -> str:
    joined = _alternatives(words)
    return rf"\b(?:{joined})\s+$" if joined else r"(?!)"


@lru_cache(maxsize=8)
def load_context(lang: str) -> Context:
    """Return the compiled words of a language; English where there is no lexicon of it yet."""
    return Context(load_lexicon(lang if lang in AVAILABLE else "en"))


AVAILABLE = frozenset({"en"})
