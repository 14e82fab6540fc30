"""Stated relations between places: "10 kilometers south of Kurakhove", "north of Sudzha", "on Toretsk's eastern edge".

Each mention of a settlement is looked at as a possible anchor: what stands before it in its sentence says how far and
which way; what stands before that says what lies there, if the sentence names it.
"""

# ruff: noqa: RUF001 - the signs and letters that people type
from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from geo.distance import DIRECTION, QUANTITY, bearing_of, quantity_km
from geo.model import Rel
from geo.reading.lexicon import load_lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.reading.mentions import FoundMention
    from geo.reading.sentences import Spans

_REACH = 140
_MOST_BRIDGE_WORDS = 12
_LONGEST_BRIDGE = 240
_MOST_STEPS = 40


@dataclass(frozen=True, slots=True)
class FoundRelation:
    """A stated relation; `subject` and `anchor` are indices of mentions, `second` the other end of a between."""

    start: int
    end: int
    rel: Rel
    anchor: int
    subject: int | None
    distance_km: float | None = None
    bearing_deg: float | None = None
    approx: bool = False
    second: int | None = None


class RelationFinder:
    """Finds the relations of one text.

    Parameters
    ----------
    text, sentences, mentions
        The text, its sentences and its mentions.
    lang
        Whose words decide.
    """

    def __init__(self, text: str, sentences: Spans, mentions: Sequence[FoundMention], lang: str = "en") -> None:
        self._text = text
        self._sentences = sentences
        self._mentions = mentions
        self._forms = _load_forms(lang)
        self._starts = [mention.start for mention in mentions]

    def find(self) -> list[FoundRelation]:
        """Return the relations in the order of the text."""
        found: list[FoundRelation] = []
        tied: set[tuple[int | None, int | None]] = set()
        for index, mention in enumerate(self._mentions):
            if mention.kind == "settlement" and mention.role != "sector":
                relation = self._before(index) or self._edge_after(index)
                if relation is not None and (relation.subject, index) not in tied:
                    found.append(relation)
                    if relation.rel is not Rel.NEAR:
                        tied.add((relation.anchor, relation.subject))
        found += self._pointing_back()
        return sorted(found, key=lambda relation: relation.start)

    # -- with a named anchor ------------------------------------------------------------------------------------

    def _before(self, index: int) -> FoundRelation | None:
        """Return the relation whose words stand before the anchor."""
        anchor = self._mentions[index]
        first, _ = self._sentences.at(anchor.start)
        left = max(first, anchor.start - _REACH)
        before = self._text[left : anchor.start]
        forms = self._forms
        if match := forms.measured.search(before):
            km, approx = quantity_km(match["quantity"])
            bearing = bearing_of(match["direction"]) if match["direction"] else None
            return self._made(Rel.DISTANCE, left + match.start(), index, km, bearing, approx=approx)
        if match := forms.edge_before.search(before):
            return self._made(Rel.OUTSKIRTS, left + match.start(), index, None, bearing_of(match["direction"] or ""))
        if match := forms.directed.search(before):
            return self._made(Rel.DIRECTION, left + match.start(), index, None, bearing_of(match["direction"]))
        if match := forms.between.search(before):
            return self._halfway(left + match.start(), index)
        if match := forms.near.search(before):
            relation = self._made(Rel.NEAR, left + match.start(), index, None, None)
            # "attacks close to X" only says where; something named must stand close to it
            return relation if relation.subject is not None or self._facility_before(relation.start) else None
        if match := forms.weak_near.search(before):
            start = left + match.start()
            subject = self._subject(start, index)
            if subject is not None and self._text[self._mentions[subject].end : start].strip() in (",", "", "("):
                return FoundRelation(start, anchor.end, Rel.NEAR, index, subject)
        return None

    def _edge_after(self, index: int) -> FoundRelation | None:
        """Return the relation of "on Toretsk's eastern edge"."""
        anchor = self._mentions[index]
        match = self._forms.edge_after.match(self._text, anchor.end)
        if not match:
            return None
        start = anchor.start
        lead = re.compile(r"\bon\s+$").search(self._text, max(0, start - 6), start)
        start = lead.start() if lead else start
        subject = self._subject(start, index)
        if subject is None:
            return None
        bearing = bearing_of(match["direction"] or "")
        return FoundRelation(start, match.end(), Rel.OUTSKIRTS, index, subject, None, bearing)

    def _halfway(self, start: int, index: int) -> FoundRelation | None:
        if index + 1 >= len(self._mentions):
            return None
        anchor, other = self._mentions[index], self._mentions[index + 1]
        if other.kind != "settlement" or self._text[anchor.end : other.start].strip() != "and":
            return None
        subject = self._subject(start, index)
        if subject is None:
            return None
        return FoundRelation(start, other.end, Rel.BETWEEN, index, subject, approx=True, second=index + 1)

    def _made(
        self,
        rel: Rel,
        start: int,
        anchor: int,
        distance_km: float | None,
        bearing_deg: float | None,
        *,
        approx: bool = False,
    ) -> FoundRelation:
        end = self._mentions[anchor].end
        subject = self._named_nearer(end, anchor) if rel is Rel.DIRECTION and not self._set_off(start) else None
        if subject is None:
            subject = self._subject(start, anchor)
        if subject is None:
            subject = self._subject_after(start, end, anchor)
        return FoundRelation(start, end, rel, anchor, subject, distance_km, bearing_deg, approx)

    # -- pointing back to a place named before ------------------------------------------------------------------

    def _pointing_back(self) -> Iterable[FoundRelation]:
        """Yield "to its north-east" and "next to it": the anchor is the place named before the subject."""
        for match in self._forms.back.finditer(self._text):
            here = self._places(self._sentences.at(match.start())[0], match.start())
            if len(here) < 2 or not self._bridged(self._mentions[here[-1]].end, match.start()):
                continue
            direction = match["direction"] or match["direction2"]
            rel = Rel.DIRECTION if direction else Rel.NEAR
            bearing = bearing_of(direction) if direction else None
            yield FoundRelation(match.start(), match.end(), rel, here[-2], here[-1], None, bearing)

    # -- the subject --------------------------------------------------------------------------------------------

    def _subject(self, start: int, anchor: int) -> int | None:
        """Return the mention that the relation speaks of, if the words before it lead to one."""
        first, _ = self._sentences.at(start)
        for index in range(anchor - 1, max(-1, anchor - 1 - _MOST_STEPS), -1):
            mention = self._mentions[index]
            if mention.end > start or (mention.kind in ("region", "district", "country") and mention.start >= first):
                continue
            if mention.start < first:
                break
            if (
                mention.kind in ("settlement", "facility")
                and mention.role == "place"
                and self._bridged(mention.end, start)
            ):
                return index if mention.kind == "settlement" else None
            return None
        return self._place_just_named(first, start)

    def _place_just_named(self, first: int, start: int) -> int | None:
        """Return the last place of the sentence before, where this one begins with "This village"."""
        opening = self._forms.this.match(self._text, first)
        sentence = self._sentences.index(first)
        if not opening or not sentence or not self._bridged(opening.end(), start, strict=False):
            return None
        earlier = self._places(*self._sentences.spans[sentence - 1])
        return earlier[-1] if earlier else None

    def _subject_after(self, start: int, end: int, anchor: int) -> int | None:
        """Return the subject that follows: "northwest of A near B", or "East of A, ... B"."""
        first, last = self._sentences.at(start)
        if anchor + 1 >= len(self._mentions):
            return None
        after = self._mentions[anchor + 1]
        if after.start >= last or after.kind != "settlement" or after.role != "place":
            return None
        between = self._text[end : after.start]
        if self._forms.weak_near.fullmatch(between.lstrip(" ,") + " ") or self._forms.weak_near.fullmatch(
            between.lstrip(" ,")
        ):
            return anchor + 1
        opens = not self._text[first:start].strip(' \t"“-•*–—')
        return anchor + 1 if opens and between.startswith(",") else None

    def _set_off(self, start: int) -> bool:
        """Whether a comma, a bracket or a relative clause ties the words from `start` to what stands before them."""
        return self._forms.set_off.search(self._text, max(0, start - 24), start) is not None

    def _named_nearer(self, end: int, anchor: int) -> int | None:
        """Return the place of "north of A near B"."""
        if anchor + 1 >= len(self._mentions):
            return None
        after = self._mentions[anchor + 1]
        between = self._text[end : after.start]
        settled = after.kind == "settlement" and after.role == "place"
        return anchor + 1 if settled and self._forms.nearer.fullmatch(between) else None

    def _facility_before(self, start: int) -> bool:
        at = bisect_left(self._starts, start) - 1
        return at >= 0 and self._mentions[at].kind == "facility" and self._bridged(self._mentions[at].end, start)

    def _places(self, start: int, end: int) -> list[int]:
        """Return the settlements that stand for themselves between two offsets."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return [
            index
            for index in range(first, last)
            if self._mentions[index].kind == "settlement"
            and self._mentions[index].role == "place"
            and self._mentions[index].end <= end
        ]

    def _bridged(self, end: int, start: int, *, strict: bool = True) -> bool:
        """Whether only words that describe a place stand between two offsets."""
        if start - end > _LONGEST_BRIDGE:
            return False
        gap = self._text[end:start]
        for mention in self._mentions[bisect_left(self._starts, end) : bisect_left(self._starts, start)]:
            if mention.kind in ("region", "district", "country"):
                gap = gap.replace(mention.surface, " ")
            elif mention.kind == "settlement":
                strict = True
        words = re.findall(r"[\w'’-]+", gap.lower())
        if len(words) > _MOST_BRIDGE_WORDS or re.search(r"[.;:!?]", gap):
            return False
        return (
            not strict
            or self._forms.described.match(gap) is not None
            or all(word in self._forms.bridge or word in ("s", "’s", "'s") for word in words)
        )


@dataclass(frozen=True, slots=True)
class _Forms:
    measured: re.Pattern[str]
    directed: re.Pattern[str]
    edge_before: re.Pattern[str]
    edge_after: re.Pattern[str]
    between: re.Pattern[str]
    near: re.Pattern[str]
    weak_near: re.Pattern[str]
    back: re.Pattern[str]
    this: re.Pattern[str]
    set_off: re.Pattern[str]
    nearer: re.Pattern[str]
    described: re.Pattern[str]
    bridge: frozenset[str]


@lru_cache(maxsize=8)
def _load_forms(lang: str) -> _Forms:
    words: dict[str, Any] = load_lexicon(lang)["relations"]
    link, article, inland = words["link"], words["article"], words["inland"]
    direction = rf"(?P<direction>{DIRECTION})"
    halfway, near, weak = ("|".join(words[key]) for key in ("halfway", "near", "weak_near"))
    edges, its = "|".join(words["outskirts"]), "|".join(words["its"])

    def compiled(pattern: str) -> re.Pattern[str]:
        return re.compile(pattern, re.IGNORECASE)

    return _Forms(
        measured=compiled(
            rf"(?:\bwithin\s+)?(?P<quantity>{QUANTITY})"
            rf"(?:\s+{inland}(?:to\s+the\s+)?{direction})?\s+{inland}{link}\s+{article}$"
        ),
        directed=compiled(
            rf"(?<!\b{words['within']} )\b(?:(?:{words['just']})\s+)?(?:to\s+the\s+)?{direction}\s+"
            rf"(?:of|from)\s+{article}$"
        ),
        edge_before=compiled(rf"\b(?:on|at|in|to)\s+(?:the\s+)?(?:{direction}\s+)?(?:{edges})\s+of\s+{article}$"),
        edge_after=compiled(rf"['’]s\s+(?:{direction}\s+)?(?:{edges})\b"),
        between=compiled(rf"\b(?:(?:about|roughly|almost)\s+)?(?:{halfway})\s+$"),
        near=compiled(rf"\b(?:{near})\s+{article}$"),
        weak_near=compiled(rf"\b(?:{weak})\s+{article}$"),
        back=compiled(
            rf"\bto\s+(?:its|the)\s+(?P<direction>{DIRECTION})\b(?!\s+(?:of|from))|\b(?P<direction2>{DIRECTION})\s+of\s+(?:{its})\b|"
            rf"\b(?:next|close|adjacent)\s+to\s+it\b"
        ),
        this=compiled("|".join(words["this"])),
        set_off=compiled(words["set_off"] + "$"),
        nearer=compiled(rf"{words['quarter']}\s+(?:{words['nearer']})\s+{article}"),
        described=compiled(words["described"]),
        bridge=frozenset(words["bridge"]),
    )
