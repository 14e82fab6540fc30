"""Mentions: which words of a report name a place, and what kind of place the words around them say it is.

A name of the gazetteer is not yet a mention: persons, units, newspapers and ordinary words bear the same names. And a
capitalised word that no gazetteer has may be one, where the words around it say so ("the villages of ...").
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.names import fold
from geo.reading.found_mention import FoundMention
from geo.reading.inflected import has_cyrillic, is_relative
from geo.reading.name_runs import NameRuns
from geo.reading.sentence_language import SentenceLanguage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.gazetteer import Gazetteer
    from geo.reading.sentences import Spans

_CLOSING_QUOTE = re.compile('["”“»]')
_LONGEST_QUOTE = 60
_NEXT_WORD = re.compile(r"[ \u00a0]([^\W\d_a-zа-яєіїґё][\w'’ʼ]{1,40}+)")
_NAMED_AFTER = ("facility", "street", "unit", "organisation")
_REACH = 90
_REACH_BACK = 36


@dataclass(slots=True)
class _Around:
    """The words around a span, within its sentence."""

    before: str
    after: str
    sentence_start: bool


class MentionFinder:
    """Finds the mentions of one text.

    Parameters
    ----------
    text
        The text, as its report's `body`.
    sentences
        Its sentences.
    gazetteer
        Whose names are looked for.
    lang
        Whose words decide.
    """

    def __init__(self, text: str, sentences: Spans, gazetteer: Gazetteer, lang: str = "en") -> None:
        self._text = text
        self._sentences = sentences
        self._here = SentenceLanguage(text, sentences, gazetteer, lang)
        self._runs = NameRuns(text, sentences, gazetteer, self._here)
        self._surnames = frozenset(fold(name) for name in self._here.context.surnames(text))

    def find(self) -> list[FoundMention]:
        """Return the mentions in the order of the text."""
        taken: list[FoundMention] = []
        free_from = 0
        for start, end, known in self._runs.find():
            if start < free_from:
                continue
            self._here.turn_to(start)
            mention, free_from = self._judge(start, end, known, taken[-2:])
            if mention is not None:
                taken.append(mention)
        return self._doubtful_in_lists(taken)

    # -- what a span is -----------------------------------------------------------------------------------------

    def _around(self, start: int, end: int) -> _Around:
        first, last = self._sentences.at(start)
        return _Around(
            before=self._text[max(first, start - _REACH_BACK) : start],
            after=self._text[end : min(max(last, end), end + _REACH)],
            sentence_start=not self._text[first:start].strip(" \t\"“«'‘(-•*–—"),
        )

    def _judge(
        self, start: int, end: int, known: bool, before: Sequence[FoundMention]
    ) -> tuple[FoundMention | None, int]:
        """Return the mention a span is, if it is one, and where the search goes on."""
        context, names, surface = self._here.context, self._here.names, self._text[start:end]
        around = self._around(start, end)
        person_end = context.person(
            surface,
            around.before,
            around.after,
            is_surname=fold(surface) in self._surnames,
            is_declined=bool(names.case(surface)),
        )
        if person_end is not None:
            return None, end + person_end
        kind, head = context.head(around.before, around.after, takes_head=names.takes_head(surface))
        if names.declined is not None:
            if context.is_compass(surface) and (stop := self._area_after(end)):
                return FoundMention(start, stop, self._text[start:stop], "region", ()), stop
            # "порту Одеси" is in the town, "порт Одеса" is the port
            # and "улица Мира" is a street: a village of that name has none
            of_street = kind == "street" and self._is_ordinary(surface)
            if not (head or of_street) and kind in _NAMED_AFTER and names.case(surface) and not is_relative(surface):
                kind = ""
            if kind == "facility" and not head and (quoted := self._to_closing_quote(start, end)):
                return FoundMention(start, quoted, self._text[start:quoted], "facility", ()), quoted
            if kind not in ("facility", "settlement") and context.is_quoted(around.before, around.after):
                return None, end
        if kind in ("unit", "organisation"):
            return None, end + head
        previous = before[-1] if before else None
        # "Синьківки Харківської області, Стельмахівки": the list goes on after the area of its member
        in_area = len(before) > 1 and self._names_area_of(*before)
        # no further than that, for nothing may have been a mention for long
        since = self._text[previous.end : min(start, previous.end + _REACH)] if previous is not None else ""
        listed = previous is not None and context.is_list_joint(since.lstrip(")") if in_area else since)
        settled = (
            listed and previous is not None and (previous.kind == "settlement" or in_area) and previous.role == "place"
        )
        if kind == "street" and around.after.startswith(("'", "’")):
            kind, head = "", 0  # "Kharkiv's Freedom Square" names the town, "Shevchenko Street" none
        if not kind and names.declined is not None and self._is_sector(surface, around, listed, previous):
            return self._sector(start, end), end
        if kind in ("facility", "street"):
            return FoundMention(start, end + head, self._text[start : end + head], "facility", ()), end + head
        if not known:
            return self._guess(start, end, kind, head, around, settled=settled)
        return self._known(start, end, kind, head, around, settled=settled)

    # -- names that are declined ---------------------------------------------------------------------------------

    def _is_akin(self, surface: str, around: _Around) -> bool:
        """Whether a name is a settlement's in the other language's spelling, and nothing else is likely here."""
        context = self._here.context
        of_place = context.is_place_subject(around.after)
        sure = " " in surface or of_place
        return sure and self._here.names.is_akin(surface, relative=of_place and context.is_town_form(surface))

    def _has_first_word(self, surface: str) -> bool:
        first, _, rest = surface.partition(" ")
        return bool(rest) and self._here.context.is_first_word(first)

    def _names_area_of(self, settlement: FoundMention, area: FoundMention) -> bool:
        at_once = self._text[settlement.end : area.start] in (" ", "\u00a0", " (")
        return at_once and settlement.kind == "settlement" and area.kind in ("region", "district")

    def _area_after(self, end: int) -> int | None:
        """Return the end of the area's name that follows at once, if one does."""
        word = _NEXT_WORD.match(self._text, end)
        return word.end() if word and self._here.names.is_area(word.group(1)) else None

    def _to_closing_quote(self, start: int, end: int) -> int | None:
        if self._text[start - 1 : start] not in ("«", '"', "“", "„"):
            return None
        quote = _CLOSING_QUOTE.search(self._text, end, end + _LONGEST_QUOTE)
        return quote.start() if quote else None

    def _is_sector(self, surface: str, around: _Around, listed: bool, previous: FoundMention | None) -> bool:
        if self._here.context.is_elliptic_sector(surface, around.before):
            return True
        goes_on = listed and previous is not None and previous.role == "sector"
        return goes_on and self._here.context.is_elliptic(surface)

    def _sector(self, start: int, end: int) -> FoundMention:
        surface = self._text[start:end]
        head = f" {self._here.context.sector_head}" if has_cyrillic(surface) else ""
        return FoundMention(
            start, end, surface, "settlement", self._here.names.of_kind(surface + head, "settlement"), "sector"
        )

    def _is_no_noun(self, surface: str, around: _Around) -> bool:
        """Whether a declined word cannot be a settlement here: an adjective, or in no case that begins a sentence."""
        names = self._here.names
        if is_relative(surface) and not self._here.context.is_town_form(surface):
            return True
        if not names.is_settlement(surface):
            return is_relative(surface) and bool(names.bearing(surface))
        ends = around.after.startswith((",", ".", ";", ":"))
        return around.sentence_start and names.case(surface) not in ("", "accusative") and not ends

    def _is_ordinary(self, surface: str) -> bool:
        lemma = self._here.names.lemma(surface)
        return self._here.context.is_ordinary(surface) or (bool(lemma) and self._here.context.is_ordinary(lemma))

    def _guess(
        self, start: int, end: int, kind: str, head: int, around: _Around, *, settled: bool
    ) -> tuple[FoundMention | None, int]:
        surface, context = self._text[start:end], self._here.context
        name, _, last = surface.rpartition(" ")
        if name and not kind:
            # "Zaporizhzia Oblast", with a capital
            kind, length = context.head(around.before, f" {last}")
            kind, surface = (kind, name) if kind in ("region", "district") and length > len(last) else ("", surface)
        if kind in ("region", "district", "water"):
            rows = self._here.names.of_kind(surface, kind) or self._here.names.misspelt_area(surface, kind)
            return FoundMention(start, end + head, self._text[start : end + head], kind, rows), end + head
        if kind == "sector" and self._here.names.declined is not None:
            return self._sector(start, end), end
        if kind == "sector" or surface.isupper() or (around.sentence_start and not self._is_akin(surface, around)):
            return None, end
        strong = kind == "settlement" or context.is_strong(around.before)
        located = strong or settled or context.is_locative(around.before)
        if not located and not self._is_ordinary(surface) and not self._is_akin(surface, around):
            return None, end
        rows = self._here.names.guessed(surface, fuzzy=strong or settled)
        ends = context.ends_clause(around.after) or context.is_area_ahead(around.after)
        unlisted = (settled or context.is_surest(around.before)) and ends
        # "в Новом Пути": two capitals where a place stands
        if not unlisted and located and self._here.names.declined is not None and self._has_first_word(surface):
            unlisted, rows = True, rows or self._here.names.guessed(surface, fuzzy=True)
        if not rows and not (strong and kind == "settlement") and not unlisted:
            return None, end
        ordinary = self._is_ordinary(surface) and not settled and kind != "settlement"
        role = self._role_of_ordinary(surface, around) if ordinary else "place"
        return FoundMention(start, end, surface, "settlement", rows, role), end

    def _known(
        self, start: int, end: int, kind: str, head: int, around: _Around, *, settled: bool
    ) -> tuple[FoundMention | None, int]:
        surface, context, names = self._text[start:end], self._here.context, self._here.names
        if kind == "office_town":
            rows = names.of_kind(surface, "settlement")
            return FoundMention(start, end, surface, "settlement", rows, "metonym"), end
        if kind == "office_region":
            return FoundMention(start, end, surface, "region", names.of_kind(surface, "region")), end
        if not kind:
            if names.declined is not None and not settled and self._is_no_noun(surface, around):
                return None, end
            kind = names.kind(surface, by_water=context.is_by_water(around.before))
        if kind == "sector":
            return self._sector(start, end), end
        if kind in ("region", "district", "water", "country"):
            stop = end + head
            return FoundMention(start, stop, self._text[start:stop], kind, names.of_kind(surface, kind)), stop
        rows = names.of_kind(surface, "settlement")
        if not rows:
            return None, end
        if self._is_ordinary(surface) and not settled and kind != "settlement":
            return FoundMention(start, end, surface, "settlement", rows, self._role_of_ordinary(surface, around)), end
        capital = names.lemma(surface) or surface
        role = "metonym" if context.is_metonym(capital, around.before, around.after) else "place"
        return FoundMention(start, end, surface, "settlement", rows, role), end

    def _role_of_ordinary(self, surface: str, around: _Around) -> str:
        """Return the role of a name that is also an ordinary word: a place, or one in doubt."""
        context = self._here.context
        if self._here.names.declined is None or context.is_given(surface):
            return self._ordinary_role(around)
        if context.is_place_subject(around.after):
            return "place"
        # within a sentence a capital is enough, but for "Нової пошти"
        goes_on = context.is_first_word(surface) and not context.ends_clause(around.after)
        return "doubtful" if around.sentence_start or goes_on else "place"

    def _ordinary_role(self, around: _Around) -> str:
        inside = self._here.context.is_strong(around.before) or self._here.context.is_inside(around.before)
        return "place" if inside and not around.sentence_start else "doubtful"

    def _doubtful_in_lists(self, mentions: Sequence[FoundMention]) -> list[FoundMention]:
        """Keep an ordinary word as a place only where it stands in a list beside a settlement."""
        kept: list[FoundMention] = []
        for index, mention in enumerate(mentions):
            if mention.role != "doubtful":
                kept.append(mention)
                continue
            after = mentions[index + 1] if index + 1 < len(mentions) else None
            if (
                after is not None
                and after.kind == "settlement"
                and after.role == "place"
                and self._here.context.is_list_joint(self._text[mention.end : after.start])
            ):
                kept.append(replace(mention, role="place"))
        return kept
