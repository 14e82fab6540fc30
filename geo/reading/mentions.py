"""Mentions: which words of a report name a place, and what kind of place the words around them say it is.

A name of the gazetteer is not yet a mention: persons, units, newspapers and ordinary words bear the same names. And a
capitalised word that no gazetteer has may be one, where the words around it say so ("the villages of ...").
"""

# ruff: noqa: RUF001 - the signs and letters that people type
from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.model import Kind
from geo.names import fold
from geo.reading.context import Context, load_context
from geo.reading.search import name_spans

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.gazetteer import Gazetteer
    from geo.reading.sentences import Spans

_CAPITALISED = re.compile(r"[^\W\d_a-zа-яєіїґё][\w'’ʼ]*(?:[ \t-][^\W\d_a-zа-яєіїґё][\w'’ʼ]*)*")
_TOKEN = re.compile(r"[\w'’ʼ]+")
_REACH = 90
_REACH_BACK = 36
_SHORTEST_GUESS = 5
_LONGEST_WORD = 60

Rows = tuple[tuple[int, float, str], ...]


@dataclass(frozen=True, slots=True)
class FoundMention:
    """A name in the text before it is decided what it means.

    `rows` are the gazetteer rows it may mean, each with the score and the reason of the name match. `role` is `place`,
    `metonym` (a capital that stands for its government) or `sector` (a direction named after a town, no place itself).
    """

    start: int
    end: int
    surface: str
    kind: str
    rows: Rows
    role: str = "place"


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
        self._gazetteer = gazetteer
        self._context: Context = load_context(lang)
        self._known_rows: dict[str, Rows] = {}
        self._surnames = frozenset(fold(name) for name in self._context.surnames(text))

    def find(self) -> list[FoundMention]:
        """Return the mentions in the order of the text."""
        spans = self._joined(name_spans(self._text, self._gazetteer))
        taken: list[FoundMention] = []
        free_from = 0
        for start, end, known in self._with_unknown(spans):
            if start < free_from:
                continue
            mention, free_from = self._judge(start, end, known, taken[-1] if taken else None)
            if mention is not None:
                taken.append(mention)
        return self._doubtful_in_lists(taken)

    # -- which spans --------------------------------------------------------------------------------------------

    def _joined(self, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """Lengthen a name by a neighbouring capitalised word where both together are a name in another spelling."""
        joined: list[tuple[int, int]] = []
        for start, end in spans:
            if joined and start < joined[-1][1]:
                continue
            longer = self._lengthened(start, end)
            joined.append(longer)
        return joined

    def _is_second_word(self, start: int, end: int) -> bool:
        """Whether a name is the sort of word that ends a name of two words."""
        return fold(self._text[start:end]) in self._context.second_words

    def _lengthened(self, start: int, end: int) -> tuple[int, int]:
        following = re.compile(r"[ -](?=\S)").match(self._text, end)
        if following and (word := _CAPITALISED.match(self._text, following.end(), following.end() + _LONGEST_WORD)):
            token = _TOKEN.match(word.group())
            stop = following.end() + (token.end() if token else 0)
            longer = self._text[start:stop]
            if token and self._gazetteer.rows_for(longer, fuzzy=False) and not self._gazetteer.has_name(token.group()):
                return start, stop
        return start, end

    def _with_unknown(self, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, bool]]:
        """Merge the known names with runs of capitalised words that are none, in the order of the text."""
        found = [(start, end, True) for start, end in spans]
        edges = [0, *(edge for span in spans for edge in span), len(self._text)]
        for gap_start, gap_end in zip(edges[::2], edges[1::2], strict=True):
            for run in _CAPITALISED.finditer(self._text, gap_start, gap_end):
                found += [(start, end, False) for start, end in self._named_part(run.start(), run.end())]
        return iter(self._side_by_side(sorted(found)))

    def _side_by_side(self, found: Sequence[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
        """Make one of two names side by side: "Siryi Hai", of which no gazetteer has more than the half."""
        merged: list[tuple[int, int, bool]] = []
        for start, end, known in found:
            if merged and self._text[merged[-1][1] : start] == " " and self._is_second_word(start, end):
                merged[-1] = (merged[-1][0], end, merged[-1][2] and known)
            else:
                merged.append((start, end, known))
        return merged

    def _named_part(self, start: int, end: int) -> list[tuple[int, int]]:
        """Cut from a run of capitalised words the ordinary ones at its ends."""
        words = [(start + word.start(), start + word.end()) for word in _TOKEN.finditer(self._text[start:end])]
        while words and self._context.is_function_word(self._text[slice(*words[0])]):
            words.pop(0)
        while words and self._context.is_function_word(self._text[slice(*words[-1])]):
            words.pop()
        if not words or words[-1][1] - words[0][0] < _SHORTEST_GUESS:
            return []
        stop = words[-1][1]
        if self._text[stop - 2 : stop] in ("'s", "’s"):
            stop -= 2
        return [(words[0][0], stop)]

    # -- what a span is -----------------------------------------------------------------------------------------

    def _around(self, start: int, end: int) -> _Around:
        first, last = self._sentences.at(start)
        return _Around(
            before=self._text[max(first, start - _REACH_BACK) : start],
            after=self._text[end : min(max(last, end), end + _REACH)],
            sentence_start=not self._text[first:start].strip(" \t\"“«'‘(-•*–—"),
        )

    def _judge(
        self, start: int, end: int, known: bool, previous: FoundMention | None
    ) -> tuple[FoundMention | None, int]:
        """Return the mention a span is, if it is one, and where the search goes on."""
        context, surface = self._context, self._text[start:end]
        around = self._around(start, end)
        person_end = context.person(surface, around.before, around.after, fold(surface) in self._surnames)
        if person_end is not None:
            return None, end + person_end
        kind, head = context.head(around.before, around.after)
        if kind in ("unit", "organisation"):
            return None, end + head
        listed = previous is not None and context.is_list_joint(self._text[previous.end : start])
        settled = listed and previous is not None and previous.kind == "settlement" and previous.role == "place"
        if kind == "street" and around.after.startswith(("'", "’")):
            kind, head = "", 0  # "Kharkiv's Freedom Square" names the town, "Shevchenko Street" none
        if kind in ("facility", "street"):
            return FoundMention(start, end + head, self._text[start : end + head], "facility", ()), end + head
        if not known:
            return self._guess(start, end, kind, head, around, settled=settled)
        return self._known(start, end, kind, head, around, settled=settled)

    def _guess(
        self, start: int, end: int, kind: str, head: int, around: _Around, *, settled: bool
    ) -> tuple[FoundMention | None, int]:
        surface, context = self._text[start:end], self._context
        if kind in ("region", "district", "water"):
            return FoundMention(start, end + head, self._text[start : end + head], kind, ()), end + head
        if kind == "sector" or surface.isupper() or around.sentence_start:
            return None, end
        strong = kind == "settlement" or context.is_strong(around.before)
        if not strong and not settled and not context.is_locative(around.before) and not context.is_ordinary(surface):
            return None, end
        rows = tuple(self._gazetteer.rows_for(surface, fuzzy=strong or settled))
        unlisted = (settled or context.is_surest(around.before)) and context.ends_clause(around.after)
        if not rows and not (strong and kind == "settlement") and not unlisted:
            return None, end
        ordinary = context.is_ordinary(surface) and not settled and kind != "settlement"
        role = self._ordinary_role(around) if ordinary else "place"
        return FoundMention(start, end, surface, "settlement", rows, role), end

    def _known(
        self, start: int, end: int, kind: str, head: int, around: _Around, *, settled: bool
    ) -> tuple[FoundMention | None, int]:
        surface, context = self._text[start:end], self._context
        rows = self._rows(surface)
        if kind == "office_town":
            return FoundMention(start, end, surface, "settlement", self._of_kind(rows, "settlement"), "metonym"), end
        if kind == "office_region":
            regions = self._of_kind(rows, "region")
            return FoundMention(start, end, surface, "region", regions), end
        if not kind:
            kind = self._kind_of(
                [row for row, _ in self._gazetteer.bearers(surface)] or [row for row, _, _ in rows], around
            )
        if kind == "sector":
            return FoundMention(start, end, surface, "settlement", self._of_kind(rows, "settlement"), "sector"), end
        if kind in ("region", "district", "water", "country"):
            stop = end + head
            return FoundMention(start, stop, self._text[start:stop], kind, self._of_kind(rows, kind)), stop
        rows = self._of_kind(rows, "settlement")
        if not rows:
            return None, end
        if context.is_ordinary(surface) and not settled and kind != "settlement":
            return FoundMention(start, end, surface, "settlement", rows, self._ordinary_role(around)), end
        role = "metonym" if context.is_metonym(surface, around.before, around.after) else "place"
        return FoundMention(start, end, surface, "settlement", rows, role), end

    def _rows(self, surface: str) -> Rows:
        rows = self._known_rows.get(surface)
        if rows is None:
            rows = self._known_rows[surface] = tuple(self._gazetteer.rows_for(surface))
        return rows

    def _ordinary_role(self, around: _Around) -> str:
        inside = self._context.is_strong(around.before) or self._context.is_inside(around.before)
        return "place" if inside and not around.sentence_start else "doubtful"

    def _kind_of(self, rows: Sequence[int], around: _Around) -> str:
        kinds = {self._gazetteer.kind(row) for row in rows}
        if Kind.COUNTRY in kinds:
            return "country"
        if Kind.WATER in kinds and (
            around.before.endswith(("the ", "The ")) or not any(k.is_settlement for k in kinds)
        ):
            return "water"
        if any(kind.is_settlement for kind in kinds):
            return ""
        return next((kind.mention_kind for kind in kinds), "")

    def _of_kind(self, rows: Rows, kind: str) -> Rows:
        return tuple(found for found in rows if self._gazetteer.kind(found[0]).mention_kind == kind)

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
                and self._context.is_list_joint(self._text[mention.end : after.start])
            ):
                kept.append(replace(mention, role="place"))
        return kept
