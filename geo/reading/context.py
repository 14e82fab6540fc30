"""What the words around a name say it is: person, unit, region, district, sector, water, facility, settlement.

The words come from the language's lexicon; this module only compiles and applies them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from geo.names import fold
from geo.names.inflection import lemmas
from geo.reading.beside import CAPITAL, Ending, Following, word_before
from geo.reading.inflected import INFLECTING
from geo.reading.lexicon import load_lexicon
from geo.reading.pattern import Pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

AVAILABLE = frozenset({"en", "uk", "ru"})

_NAME = rf"{CAPITAL}[\w'’-]{{1,40}}(?:[ -]{CAPITAL}[\w'’-]{{1,40}})?"
_CAPITAL_WORD = re.compile(rf"[ \u00a0]({CAPITAL}[\w'’-]+)")
_INITIAL_BEFORE = re.compile(rf"(?<!\w){CAPITAL}\.[ \u00a0]?$")
_OPEN_QUOTE, _CLOSING_QUOTE = re.compile('["“„«]$'), re.compile('["”“»](?!\\w)')
# in the order in which they are tried
_HEADS_AFTER = (
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
)
_REMEMBERED = 20_000
_BEFORE = ("unit", "organisation", "facility", "street", "region", "district", "water", "settlement")
# these may have adjectives between the name and the head: "Покровська міська військова адміністрація"
_WITH_ADJECTIVES = frozenset({"unit", "organisation", "facility"})
_AREAS = ("region", "district", "sector")
# the same words are asked about again and again
_folded = lru_cache(maxsize=_REMEMBERED)(fold)


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


class Context:
    """The compiled words of one language.

    Parameters
    ----------
    words
        The lexicon, as `geo.reading.lexicon.load_lexicon` gives it.
    lang
        Its language: given names are declined in some.
    """

    def __init__(self, words: dict[str, Any], lang: str = "en") -> None:
        self._lang = lang
        self._compile_heads(words["heads"])
        self._compile_people(words["people"])
        self._compile_places(words["places"], words["heads"])
        ordinary, function = words["ordinary"], words["function"]
        self._ordinary = frozenset([*ordinary["words"], *ordinary.get("names", [])]) - frozenset(ordinary["except"])
        self._function = frozenset(function["words"])
        stems = _alternatives(function.get("stems", []))
        self._function_stem = Pattern(rf"(?:{stems})\w{{0,6}}" if stems else r"(?!)")
        bridge = words.get("relations", {}).get("bridge", [])
        places = words["places"]
        self._area_words = _words_only(
            [*places["area_links"], *bridge, r"\d+[\w.,]*", r"\w+['’]s", *places["area_filler"]]
        )

    def _compile_heads(self, heads: dict[str, Any]) -> None:
        adjectives = heads.get("adjectives", "")
        self._after = {
            kind: Following(f"{adjectives if kind in _WITH_ADJECTIVES else ''}(?:{_alternatives(heads[kind])})")
            for kind in (*_HEADS_AFTER, "settlement")
        }
        # most names have no head word beside them: one look tells
        adjoined = [word for kind in (*_HEADS_AFTER, "settlement") for word in heads[kind]]
        self._any_after = Following(f"{adjectives}(?:{_alternatives(adjoined)})")
        plural = _alternatives(word for kind in _AREAS for word in heads[kind])
        name = rf"{CAPITAL}[\w'’-]{{1,40}}{heads['list_name']}" if "list_name" in heads else _NAME
        self._list_head = Pattern(
            rf"(?:(?:{heads['list_joint']}){name}){{0,11}}(?:{heads['list_last_joint']}){name}\s+({plural})(?!\w)"
        )
        self._plural_end = Pattern(rf"(?:{_alternatives(heads['plural_ends'])})$", re.IGNORECASE)
        self._plural_kind = {kind: Pattern(_alternatives(heads[kind]), re.IGNORECASE) for kind in _AREAS}
        self._before = {
            kind: Ending(rf"(?:{_alternatives(heads[kind + '_before'])})\s*[\"“„«]?$")
            for kind in _BEFORE
            if heads.get(kind + "_before")
        }
        every = _alternatives(word for kind in _BEFORE for word in heads.get(kind + "_before", ()))
        self._any_before = Ending(rf"(?:{every})\s*[\"“„«]?$")
        self._size_words = {
            size: (
                Ending(rf"(?:{_alternatives(heads[size])})(?:\s+of)?\s+$"),
                Pattern(rf"\s+(?:{_alternatives(heads[size])})\b", re.IGNORECASE),
            )
            for size in ("large", "small")
        }

    def _compile_people(self, people: dict[str, Any]) -> None:
        self._given = frozenset(people["given_names"])
        self._declined_given: dict[str, bool] = {}
        self._titled_before = Ending(rf"(?:{_alternatives(people['titles'])})\.?\s+[\"“„«]?$")
        self._office_before = Ending(_or_never(people.get("offices", [])))
        self._patronymic_before = Ending(_or_never(people.get("patronymics", [])), ignore_case=False)
        self._full_name = Pattern(rf"\b({CAPITAL}[\w'’-]{{1,40}}+)(?=\s+(?:{CAPITAL}\.\s+)?({CAPITAL}[\w'’-]+))")
        self._acts = Pattern(rf"\s+(?:{_alternatives(people['acts'])})\b")
        self._acts_alone = bool(people.get("acts_alone", False))

    def _compile_places(self, places: dict[str, Any], heads: dict[str, Any]) -> None:
        self.second_words = frozenset(places["second_words"])
        article = places.get("article", "")
        self._locative = Ending(rf"(?:{_alternatives(places['locative'])}){article}\s+$")
        self._inside = Ending(rf"(?:{_alternatives(places['inside'])})\s+$")
        self._strong = Ending(rf"(?:{_alternatives(places['strong'])})\s+$")
        self._surest = Ending(rf"(?:{_alternatives(places['surest'])})\s+$")
        self._clause_end = Pattern(places["clause_end"])
        self._metonym_after = Pattern(rf"\s+(?:{_alternatives(places['metonym'])})\b")
        self._possessed = Pattern(r"['’]s\b")
        self._possessed_place = Pattern(rf"['’]s\s+(?:{_alternatives(places['physical'])})\b", re.IGNORECASE)
        self._metonym_before = Ending(_or_never(places["metonym_before"]))
        self._capitals = frozenset(places["capitals"])
        self._place_before = Ending(rf"(?:{_alternatives(places['located'])})\s+(?:\w+\s+)?$")
        self._area_link = Pattern(
            places["area_link"].replace("LINKS", _alternatives(places["area_links"])), re.IGNORECASE
        )
        self._possessive = Pattern(
            rf"['’]s\s+(?:(?:{_alternatives(heads['settlement'])})\s+(?:of\s+)?)?", re.IGNORECASE
        )
        joints = _alternatives(places["joints"])
        turns = _alternatives(places.get("list_turns", []))
        self._list_turn = Pattern(rf"\b(?:{turns})\b" if turns else r"(?!)")
        self._begins_joined = Pattern(rf"\s*,?\s*(?:{joints})\b")
        self._list_joint = Pattern(rf"\s*(?:,|;|,?\s*\b(?:{joints})\b)\s*{article}\s*$|\s*[/–—-]\s*$")
        self._not_there = Pattern(places.get("not_there", r"(?!)"), re.IGNORECASE)
        self._elliptic = (
            Ending(_or_never(places.get("elliptic_before", []))),
            tuple(places.get("elliptic_endings", [])),
        )
        self._by_water = Ending(_or_never(places.get("by_water", [])))
        self._subject_of_place = Pattern(places.get("as_subject", "(?!)"), re.IGNORECASE)
        self._first_word = Pattern(_or_never(places.get("first_words", [])).removesuffix(r"\s+$"))
        self._compass = Pattern(_or_never(places.get("compass", [])).removesuffix(r"\s+$"), re.IGNORECASE)
        self._town_form = Pattern(places.get("town_forms", ""))
        self.sector_head: str = places.get("sector_head", "")

    # -- people -------------------------------------------------------------------------------------------------

    def surnames(self, text: str) -> Iterator[str]:
        """Yield the surnames that follow a given name anywhere in the text."""
        pairs = (found.groups() for found in self._full_name.finditer(text))
        return (surname for given, surname in pairs if self.is_given(given))

    def is_given(self, word: str) -> bool:
        """Whether a word is a given name, in whichever case."""
        key = _folded(word)
        if key in self._given or self._lang not in INFLECTING:
            return key in self._given
        known = self._declined_given.get(key)
        if known is None:
            if len(self._declined_given) >= _REMEMBERED:
                self._declined_given.clear()
            known = any(lemma.name in self._given for lemma in lemmas(word, self._lang))
            self._declined_given[key] = known
        return known

    def person(
        self, surface: str, before: str, after: str, *, is_surname: bool, is_declined: bool = False
    ) -> int | None:
        """Tell whether a span is a person's name; return how many characters after it belong to it, else None.

        Parameters
        ----------
        surface, before, after
            The span, and the words around it.
        is_surname
            Whether the text has the name after a given name somewhere.
        is_declined
            Whether the span is the name of a place in a case that makes it depend on the word before: the mayor of it.
        """
        words = surface.split()
        if self.is_given(words[0]) and not self._locative.search(before):
            if len(words) > 1 and not self._starts_with_head(after):
                return 0
            surname = _CAPITAL_WORD.match(after)
            if surname and not self._starts_with_head(after[: surname.end()] + " "):
                return surname.end()
            if self._acts.match(after):
                return 0
        if len(words) == 1 and self._is_named_before(surface, before, after, is_declined=is_declined):
            return 0
        if is_surname and (self._acts.match(after) or not self._locative.search(before)):
            return 0
        if self._acts_alone and len(words) == 1 and not surface.isupper() and self._acts.match(after):
            return 0 if _folded(surface) not in self._capitals and not self._locative.search(before) else None
        return None

    def _is_named_before(self, surface: str, before: str, after: str, *, is_declined: bool) -> bool:
        """Whether a given name, an initial or a title stands before a single word."""
        given = word_before(before)
        if given and given.group(1)[0].isupper() and self.is_given(given.group(1)):
            return True
        if self._titled_before.search(before):
            return self._lang not in INFLECTING or not self._starts_with_head(after)
        if self._lang not in INFLECTING:
            return False
        if self._office_before.search(before):
            return not (is_declined or surface.isupper() or self._starts_with_head(after))
        return bool(self._patronymic_before.search(before) or _INITIAL_BEFORE.search(before))

    def _starts_with_head(self, after: str) -> bool:
        kinds = ("settlement", "region", "district", "sector", "water")
        return self._any_after.may_match(after) and any(self._after[kind].match(after) for kind in kinds)

    # -- heads --------------------------------------------------------------------------------------------------

    def head(self, before: str, after: str, *, takes_head: bool = True) -> tuple[str, int]:
        """Return the kind a head word gives a name, and how many characters after the name belong to it.

        Parameters
        ----------
        before, after
            The words around the name.
        takes_head
            Whether a head word may follow the name: where names are declined, only one in the form of an adjective.
        """
        leading: set[str] = set()
        if self._any_before.search(before):
            leading = {kind for kind, words in self._before.items() if words.search(before)}
        for kind in ("organisation", "unit", "facility", "street"):
            if kind in leading:
                return kind, 0
        if takes_head and (found := self._head_after(after, in_settlement="settlement" in leading)):
            return found
        for kind in ("region", "district", "water"):
            if kind in leading:
                return kind, 0
        if "settlement" in leading or self._after["settlement"].match(after):
            return "settlement", 0
        return "", 0

    def _head_after(self, after: str, *, in_settlement: bool) -> tuple[str, int] | None:
        for kind in _HEADS_AFTER if self._any_after.may_match(after) else ():
            if kind in ("unit", "organisation") and in_settlement:
                continue
            if found := self._after[kind].match(after):
                return kind, 0 if kind in ("sector", "office_region", "office_town") else found.end()
        shared = self._list_head.match(after)
        if shared and self._plural_end.search(shared.group(1)):
            return next(
                ((kind, 0) for kind, head in self._plural_kind.items() if head.fullmatch(shared.group(1))), None
            )
        return None

    # -- words around -------------------------------------------------------------------------------------------

    def is_ordinary(self, surface: str) -> bool:
        """Whether a name is also an ordinary word or a given name."""
        key = _folded(surface)
        return key in self._ordinary or self.is_given(surface)

    def is_function_word(self, word: str) -> bool:
        """Whether a capitalised word is one that begins sentences or belongs to no name."""
        key = _folded(word)
        return key in self._function or self._function_stem.fullmatch(key) is not None

    def is_locative(self, before: str) -> bool:
        """Whether the words before a name can precede a place."""
        return self._locative.search(before) is not None

    def is_quoted(self, before: str, after: str) -> bool:
        """Whether quotes enclose a name and nothing else, and the language writes no settlement so."""
        return self._lang in INFLECTING and bool(_OPEN_QUOTE.search(before) and _CLOSING_QUOTE.match(after))

    def is_elliptic_sector(self, surface: str, before: str) -> bool:
        """Whether an adjective stands for a direction left unsaid: "На Курахівському", where the towns are "у"."""
        return self.is_elliptic(surface) and self._elliptic[0].search(before) is not None

    def is_elliptic(self, surface: str) -> bool:
        """Whether an adjective has the form in which it stands for a direction left unsaid."""
        return bool(self._elliptic[1]) and _folded(surface).endswith(self._elliptic[1])

    def is_first_word(self, surface: str) -> bool:
        """Whether a word is the sort of adjective that begins a name of two words: "Русская Конопелька"."""
        return self._first_word.fullmatch(_folded(surface)) is not None

    def is_compass(self, surface: str) -> bool:
        """Whether a capitalised word is a direction that goes with an area's name: "Південний Донбас"."""
        return self._compass.fullmatch(surface) is not None

    def is_town_form(self, surface: str) -> bool:
        """Whether an adjective made of a town's name is also a form of some town's name."""
        return self._town_form.search(_folded(surface)) is not None

    def is_by_water(self, before: str) -> bool:
        """Whether the words before a name say that it is a river's or a lake's."""
        return self._by_water.search(before) is not None

    def is_place_subject(self, after: str) -> bool:
        """Whether what follows a name at the head of a sentence is said of places only."""
        return self._subject_of_place.match(after) is not None

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

    def is_area_ahead(self, after: str) -> bool:
        """Whether the name of a region or district, with its head word, follows a name at once."""
        name = _CAPITAL_WORD.match(after)
        return name is not None and any(self._after[kind].match(after[name.end() :]) for kind in ("region", "district"))

    def is_list_joint(self, between: str) -> bool:
        """Whether the text between two names only joins members of a list."""
        return len(between) < 16 and self._list_joint.fullmatch(between) is not None

    def leads_to_area(self, between: str) -> bool:
        """Whether the words between a place and an area after it say that the place lies in it."""
        return self._area_link.search(between) is not None and self._area_words.fullmatch(between) is not None

    def is_elsewhere(self, before: str) -> bool:
        """Whether the words before an area tell a place from its namesake there: "X, not the town in"."""
        return self._not_there.search(before) is not None

    def begins_joined(self, between: str) -> bool:
        """Whether the text after a name joins something else to it: "X and, in another region, Y"."""
        return self._begins_joined.match(between) is not None

    def is_list_turn(self, between: str) -> bool:
        """Whether a list begins anew between two of its names: "A, B, as well as C and D of one region"."""
        return self._list_turn.search(between) is not None

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
        if _folded(surface) not in self._capitals:
            return False
        if self._possessed.match(after):
            return self._possessed_place.match(after) is None
        if self._place_before.search(before):
            return False
        return self._metonym_after.match(after) is not None or self._metonym_before.search(before) is not None


def _words_only(words: Iterable[str]) -> Pattern:
    return Pattern(rf"(?:[\s,()]|\b(?:{_alternatives(words)})\b)*", re.IGNORECASE)


def _or_never(words: Iterable[str]) -> str:
    joined = _alternatives(words)
    return rf"\b(?:{joined})\s+$" if joined else r"(?!)"


@lru_cache(maxsize=8)
def load_context(lang: str) -> Context:
    """Return the compiled words of a language; English where there is no lexicon of it yet."""
    known = lang if lang in AVAILABLE else "en"
    return Context(load_lexicon(known), known)
