"""Stated relations between places: "10 kilometers south of Kurakhove", "north of Sudzha", "on Toretsk's eastern edge".

Each mention of a settlement is looked at as a possible anchor: what stands before it in its sentence says how far and
which way; what stands before that says what lies there, if the sentence names it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.distance import bearing_of, quantity_km
from geo.model import Rel
from geo.reading.claim_words import lowered
from geo.reading.relation_words import POINTED, RelationWords, relation_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.reading.found_mention import FoundMention
    from geo.reading.sentences import Spans

_REACH = 140
_MOST_BRIDGE_WORDS = 12
_LONGEST_BRIDGE = 240
_MOST_STEPS = 40
_LEAD = 24
# of these a place may be said to lie in or on before what it lies near
_AREAS = ("region", "district", "country", "water")
# for so many sentences the town that places were reckoned from is "the town"
_TOWN_REMEMBERED = 4
_WORD = re.compile(r"\w[\w'’ʼ-]*")
_STOP = re.compile(r"[;:!?]|(?<!\b\w)(?<!\b\w\w)\.")


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
        self._words: RelationWords = relation_words(lang)
        self._starts = [mention.start for mention in mentions]
        self._subject_of: dict[int, int | None] = {}
        self._clues = [clue.start() for clue in self._words.clue.finditer(lowered(text))]

    def find(self) -> list[FoundRelation]:
        """Return the relations in the order of the text."""
        found: list[FoundRelation] = []
        tied: set[tuple[int | None, int | None]] = set()
        for index, mention in enumerate(self._mentions):
            if mention.kind == "settlement" and mention.role != "sector":
                relation = self._before(index) or self._edge_after(index)
                if relation is not None and (relation.subject, index) not in tied:
                    found.append(relation)
                    self._subject_of[index] = relation.subject
                    if relation.rel is not Rel.NEAR:
                        tied.add((relation.anchor, relation.subject))
        found += self._pointing_back()
        return sorted(found, key=lambda relation: relation.start)

    # -- with a named anchor ------------------------------------------------------------------------------------

    def _before(self, index: int) -> FoundRelation | None:
        """Return the relation whose words stand before the anchor."""
        anchor = self._mentions[index]
        left = self._left(index)
        before = self._text[left : anchor.start]
        words = self._words
        if not self._clue_in(left, anchor.start):
            return self._weakly_near(left, index)
        if match := words.measured.search(before):
            km, approx = quantity_km(match["quantity"], words.lang)
            return self._made(Rel.DISTANCE, left + match.start(), index, km, self._bearing(match), approx=approx)
        if match := words.edge_before.search(before):
            return self._made(Rel.OUTSKIRTS, left + match.start(), index, None, self._bearing(match))
        if match := words.directed.search(before):
            return self._directed(left + match.start(), index, self._bearing(match))
        if match := words.between.search(before):
            return self._halfway(left + match.start(), index, match)
        if match := words.near.search(before):
            relation = self._made(Rel.NEAR, left + match.start(), index, None, None)
            # "attacks close to X" only says where; something named must stand close to it
            return relation if relation.subject is not None or self._facility_before(relation.start) else None
        return self._weakly_near(left, index)

    def _clue_in(self, start: int, end: int) -> bool:
        """Whether a word of measure, direction or the like begins between two offsets."""
        at = bisect_left(self._clues, start)
        return at < len(self._clues) and self._clues[at] < end

    def _left(self, index: int) -> int:
        """Return where the words before a mention begin: with its sentence, or after the settlement before it."""
        start = self._mentions[index].start
        first, _ = self._sentences.at(start)
        before = self._mentions[index - 1] if index else None
        if before is not None and before.kind == "settlement":
            first = max(first, before.end)
        return max(first, start - _REACH)

    def _bearing(self, match: re.Match[str]) -> float | None:
        found = match.groupdict()
        word = next((found[name] for name in POINTED if found.get(name)), None)
        return bearing_of(word, self._words.lang) if word else None

    def _directed(self, start: int, index: int, bearing: float | None) -> FoundRelation:
        """Return the relation of "south of X", and of the "X, 10 km away" that may follow."""
        end = self._mentions[index].end
        after = self._words.distance_after.match(self._text, end)
        if after is None:
            return self._made(Rel.DIRECTION, start, index, None, bearing)
        km, approx = quantity_km(after["quantity"], self._words.lang)
        made = self._made(Rel.DISTANCE, start, index, km, bearing, approx=approx)
        return replace(made, end=after.end())

    def _weakly_near(self, left: int, index: int) -> FoundRelation | None:
        """Return the relation of words that mostly say only where, or how far it is to somewhere."""
        anchor, before = self._mentions[index], self._text[left : self._mentions[index].start]
        if left and (match := self._words.weak_near.search(before)):
            return self._near(left + match.start(), index)
        if self._clue_in(anchor.end, anchor.end + _REACH) and (match := self._words.remaining.search(before)):
            return self._remaining(left + match.start(), index)
        return None

    def _near(self, start: int, index: int) -> FoundRelation | None:
        """Return the relation of "near X", if it ties two names."""
        subject = self._subject(start, index)
        if subject is None:
            return None
        named = self._mentions[subject]
        end, gap = self._mentions[index].end, self._text[named.end : start].strip()
        lead = (self._text, max(0, named.start - _LEAD), named.start)
        tied = self._words.weak_near_joint.fullmatch(gap) is not None or (
            gap == "," and self._text[end : end + 1] == "," and self._words.headed.search(*lead) is not None
        )
        return (
            FoundRelation(start, end, Rel.NEAR, index, subject)
            if tied and not self._words.toward.search(*lead)
            else None
        )

    def _remaining(self, start: int, index: int) -> FoundRelation | None:
        """Return the relation of "to X there are 5 km left"."""
        after = self._words.remaining_after.match(self._text, self._mentions[index].end)
        if after is None:
            return None
        km, approx = quantity_km(after["quantity"], self._words.lang)
        return FoundRelation(start, after.end(), Rel.DISTANCE, index, self._subject(start, index), km, None, approx)

    def _edge_after(self, index: int) -> FoundRelation | None:
        """Return the relation of "on Toretsk's eastern edge"."""
        anchor = self._mentions[index]
        match = self._words.edge_after.match(self._text, anchor.end)
        if not match:
            return None
        start = anchor.start
        lead = self._words.edge_lead.search(self._text, max(0, start - _LEAD), start)
        start = lead.start() if lead else start
        subject = self._subject(start, index)
        if subject is None:
            return None
        return FoundRelation(start, match.end(), Rel.OUTSKIRTS, index, subject, None, self._bearing(match))

    def _halfway(self, start: int, index: int, match: re.Match[str]) -> FoundRelation | None:
        if index + 1 >= len(self._mentions):
            return None
        anchor, other = self._mentions[index], self._mentions[index + 1]
        if other.kind != "settlement" or not self._words.between_joint.fullmatch(self._text[anchor.end : other.start]):
            return None
        subject = self._subject(start, index)
        # what goes on between two places is told of; only what lies there, or halfway, is a relation
        if subject is None and not any(match.groupdict().values()):
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
        for match in self._words.back.finditer(self._text):
            way = self._words.back_way.search(self._text, max(0, match.start() - _REACH), match.start()) or match
            found, bearing = {**match.groupdict(), **way.groupdict()}, self._bearing(way)
            bearing = self._bearing(match) if bearing is None else bearing
            quantity = found.get("quantity") or found.get("quantity2")
            if not quantity and (found.get("onward") or (bearing is None and not found.get("close"))):
                continue
            here = self._places(self._sentences.at(way.start())[0], way.start())
            if not here or not self._bridged(self._mentions[here[-1]].end, way.start()):
                continue
            anchor = here[-2] if len(here) > 1 else self._meant_earlier(here[0], found)
            if anchor is None:
                continue
            km, approx = quantity_km(quantity, self._words.lang) if quantity else (None, False)
            rel = Rel.NEAR if found.get("close") else Rel.DIRECTION if km is None else Rel.DISTANCE
            yield FoundRelation(way.start(), match.end(), rel, anchor, here[-1], km, bearing, approx)

    def _meant_earlier(self, subject: int, found: Mapping[str, str | None]) -> int | None:
        """Return the place of the sentences before that "the town", or "2 km further south", is reckoned from."""
        first = self._sentences.index(self._mentions[subject].start)
        if not first:
            return None
        earlier = self._places(*self._sentences.spans[first - 1])
        anchors = [anchor for anchor in self._subject_of if anchor < subject]
        if found.get("named"):
            near = [at for at in anchors if first - self._sentences.index(self._starts[at]) <= _TOWN_REMEMBERED]
            return max(near) if near else earlier[-1] if earlier else None
        if not found.get("quantity2") or not (found.get("further") or found.get("onward")):
            return None
        told = [at for at in earlier if at not in self._subject_of]
        return told[-1] if told else None

    # -- the subject --------------------------------------------------------------------------------------------

    def _subject(self, start: int, anchor: int) -> int | None:
        """Return the mention that the relation speaks of, if the words before it lead to one."""
        first, _ = self._sentences.at(start)
        for index in range(anchor - 1, max(-1, anchor - 1 - _MOST_STEPS), -1):
            mention = self._mentions[index]
            if mention.end > start or (mention.kind in _AREAS and mention.start >= first):
                continue
            if mention.start < first:
                break
            if index in self._subject_of and self._words.parted.fullmatch(self._text, mention.end, start):
                return self._subject_of[index]  # "5 km from A and 3 km from B"
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
        opening = self._words.this.match(self._text, first)
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
        if self._words.weak_near.fullmatch(between.lstrip(" ,")):
            return anchor + 1
        opens = not self._text[first:start].strip(' \t"“-•*–—')
        if not opens or not self._words.opens.fullmatch(between):
            return None
        words = self._words
        another = any(form.search(between) for form in (words.measured, words.directed, words.edge_before))
        return None if another else anchor + 1

    def _set_off(self, start: int) -> bool:
        """Whether a comma, a bracket or a relative clause ties the words from `start` to what stands before them."""
        return self._words.set_off.search(self._text, max(0, start - 24), start) is not None

    def _named_nearer(self, end: int, anchor: int) -> int | None:
        """Return the place of "north of A near B"."""
        if anchor + 1 >= len(self._mentions):
            return None
        after = self._mentions[anchor + 1]
        between = self._text[end : after.start]
        settled = after.kind == "settlement" and after.role == "place"
        return anchor + 1 if settled and self._words.nearer.fullmatch(between) else None

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
            if mention.kind in _AREAS:
                gap = gap.replace(mention.surface, " ")
            elif mention.kind == "settlement":
                strict = True
        if self._words.latter.fullmatch(gap):
            return True
        gap = self._words.aside.sub(" ", gap)
        words = _WORD.findall(gap.lower())
        if len(words) > _MOST_BRIDGE_WORDS or _STOP.search(gap) or self._words.parted.fullmatch(gap.replace(")", "")):
            return False
        return (
            not strict
            or self._words.described.match(gap) is not None
            or all(self._words.bridge.fullmatch(word) for word in words)
        )
