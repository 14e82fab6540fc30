"""Regions and districts named in a report, as evidence for the settlements around them.

"Novenke in Sumy Oblast" binds closely; "In western Donetsk Oblast, the ministry claimed Kostiantynopil" binds the
sentence; a region of the sentence before still says something. And a region may be named without its word: in
"Novopavlivka, Dnipropetrovsk" or "Vesele, E Zaporizhzhia" the second name is no town.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from geo.model import Kind
from geo.names import fold
from geo.reading.context import Context, load_context
from geo.resolve.candidates import region_code
from geo.resolve.districts import district_key, region_of_district

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    import numpy.typing as npt

    from geo.gazetteer import Gazetteer
    from geo.reading.found_mention import FoundMention
    from geo.reading.sentences import Spans
    from geo.resolve.candidates import Candidates

# how the words bind a place to an area, loosest first; what each is worth stands in weights.toml
WHOLE, PARAGRAPH, SENTENCE, BEFORE, LISTED, BESIDE, DIRECT = range(7)
# an area farther away than this many characters says nothing, nor do more than so many of them
_REACH_BACK, _REACH_ON, _MOST_AREAS, _MOST_SHARING = 1500, 600, 24, 8
# "Vesele, E Zaporizhzhia": a comma or bracket, and at most a short word that is no sentence's
_WITHOUT_ITS_WORD = re.compile(r"\s*[,(]\s*(?:[^\W\d_]{1,2}(?:[-/.][^\W\d_]{0,2}){0,2}\s+)?")
_LONGEST_BETWEEN = 24
_OPENING = 20
_NAMESAKE_REACH = 60
_MARKS_OF_LISTS = " \t-*\u2022\u2013\u2014\u25aa\u25ab#"
_UKRAINE = "UA"
_CODE = slice(4)


@dataclass(frozen=True, slots=True)
class AreaHint:
    """An area that a mention is said to lie in, or stands near: its name for people, and how closely it binds.

    `key` is a code as `region_code` gives it for a region, an ISO code for a country, `district_key` for a district.
    `named_by` is the mention that names it.
    """

    kind: str
    key: str
    label: str
    binding: int = 0
    named_by: int = -1

    def inside(self, candidates: Candidates, own: slice, gazetteer: Gazetteer) -> npt.NDArray[np.bool_]:
        """Return which of a mention's candidates lie in the area."""
        if self.kind == "region":
            return np.asarray(candidates.regions[own] == self.key, dtype=bool)
        return np.array([self.holds(gazetteer, int(row)) for row in candidates.rows[own]], dtype=bool)

    def holds(self, gazetteer: Gazetteer, row: int) -> bool:
        """Whether a place lies in the area."""
        if self.kind == "region":
            return region_code(gazetteer, row) == self.key
        if self.kind == "country":
            return region_code(gazetteer, row)[:2] == self.key
        admin = gazetteer.place(row).admin
        return any(district_key(unit).startswith(self.key) for unit in (admin.raion, admin.hromada) if unit)


def area_hints(
    text: str, mentions: Sequence[FoundMention], sentences: Spans, gazetteer: Gazetteer, lang: str = "en"
) -> dict[int, list[AreaHint]]:
    """Return the areas that bear on each settlement mention, by mention index: of each kind the closest bound.

    Parameters
    ----------
    text, mentions, sentences
        The report's body, its mentions and sentences.
    gazetteer
        Where the areas' own names are looked up.
    lang
        Whose words join a place to its area.
    """
    context = load_context(lang)
    areas = [
        (index, hint)
        for index, mention in enumerate(mentions)
        if mention.kind in ("region", "district", "country")
        and not context.is_elsewhere(
            text[max(sentences.at(mention.start)[0], mention.start - _NAMESAKE_REACH) : mention.start]
        )
        for hint in _hints(mention, gazetteer)
    ]
    starts = [mentions[at].start for at, _ in areas]
    # a sentence about another sector of the front leaves the region of those before it behind
    moved = {sentences.index(mention.start) for mention in mentions if mention.role == "sector"}
    found: list[tuple[int, AreaHint]] = [
        (index, replace(hint, binding=binding, named_by=at))
        for index, mention in enumerate(mentions)
        if areas and mention.kind == "settlement"
        for at, hint in areas[
            bisect_left(starts, mention.start - _REACH_BACK) : bisect_left(starts, mention.end + _REACH_ON)
        ][-_MOST_AREAS:]
        if (binding := _binding(text, mentions, sentences, index, at, hint.kind, context, moved))
    ]
    bare = list(_without_their_word(text, mentions, gazetteer, context))
    found += [*bare, *_shared(text, mentions, bare, context), *_of_lists(text, mentions, found, context)]
    found += [*_headed(text, mentions, areas), *_of_whole(mentions, areas, sentences, moved)]
    closest: dict[int, dict[str, AreaHint]] = {}
    for index, hint in found:
        have = closest.setdefault(index, {})
        if hint.kind not in have or hint.binding > have[hint.kind].binding:
            have[hint.kind] = hint
    return {index: list(hints.values()) for index, hints in closest.items()}


def _hints(mention: FoundMention, gazetteer: Gazetteer) -> list[AreaHint]:
    """Return the areas that a mention names: a district also names its region."""
    if mention.kind == "district":
        words = mention.surface.split()
        name = " ".join(words[:-1]) if mention.surface.isascii() else words[0]
        if not (key := district_key(name)):
            return []
        region = region_of_district(gazetteer, key)
        within = [] if region is None else [AreaHint("region", region, mention.surface)]
        return [AreaHint("district", key, mention.surface), *within]
    if not mention.rows:
        return []
    row = mention.rows[0][0]
    if mention.kind == "country":
        place = gazetteer.place(row)
        return [AreaHint("country", place.admin.country or place.place_id[-2:], mention.surface)]
    return [AreaHint("region", _code_of_region(gazetteer, row), mention.surface)]


def _code_of_region(gazetteer: Gazetteer, row: int) -> str:
    place = gazetteer.place(row)
    code = place.place_id.rpartition(":")[2]
    if code.startswith(_UKRAINE) and code[2:4].isdigit():
        return code[_CODE]
    return f"{place.admin.country or place.place_id[:2]}:{fold(place.name)}"


def _binding(
    text: str,
    mentions: Sequence[FoundMention],
    sentences: Spans,
    index: int,
    area: int,
    kind: str,
    context: Context,
    moved: Collection[int],
) -> int:
    mention, named = mentions[index], mentions[area]
    here, there = sentences.index(mention.start), sentences.index(named.start)
    if not there <= here <= there + 2:
        return 0
    first, last = (mention, named) if mention.start < named.start else (named, mention)
    between = text[first.end : last.start]
    if "\n" in between.strip(" "):
        return 0
    if here == there:
        if between.strip() == "(" and mention.start < named.start and text[named.end : named.end + 1] in (")", ","):
            return DIRECT  # "X (Kharkiv region)"
        others = mentions[min(index, area) + 1 : max(index, area)]
        for other in others:
            between = between.replace(other.surface, " ", 1)
        before_it = mention.start < named.start
        if context.leads_to_area(between) if before_it else context.is_possessive_joint(between):
            if before_it and not others and context.begins_joined(between):
                return SENTENCE if kind == "region" else 0
            # "A, B and C in one region": the last is, the others may be
            return LISTED if before_it and any(other.kind == "settlement" for other in others) else DIRECT
        if kind == "country":
            return 0
        # "In the Kharkiv region ... near A, B and C": what opens a sentence binds its places
        opens = sentences.spans[here][0]
        fronted = not before_it and context.is_locative(text[opens : named.start]) and named.start - opens < _OPENING
        return LISTED if fronted and kind == "region" and not _other_region(mentions, area, index) else SENTENCE
    if kind != "region" or here in moved or _has_own_region(mentions, sentences, index, area):
        return 0
    return BEFORE if here == there + 1 else PARAGRAPH


def _has_own_region(mentions: Sequence[FoundMention], sentences: Spans, index: int, area: int) -> bool:
    """Whether a sentence names a region of its own before a place, which takes the place of those named before it."""
    here = sentences.index(mentions[index].start)
    return any(other.kind == "region" and sentences.index(other.start) == here for other in mentions[area + 1 : index])


def _other_region(mentions: Sequence[FoundMention], area: int, index: int) -> bool:
    return any(other.kind == "region" for other in mentions[area + 1 : index])


def _without_their_word(
    text: str, mentions: Sequence[FoundMention], gazetteer: Gazetteer, context: Context
) -> Iterator[tuple[int, AreaHint]]:
    """Yield the regions named by a bare name after a place, by the index of the place's mention."""
    for index in range(len(mentions) - 1):
        mention, named = mentions[index], mentions[index + 1]
        if mention.kind != "settlement" or named.kind != "settlement":
            continue
        between = text[mention.end : named.start]
        if len(between) > _LONGEST_BETWEEN or fold(mention.surface) == fold(named.surface):
            continue
        plain = _WITHOUT_ITS_WORD.fullmatch(between)
        if not plain and not (context.leads_to_area(between) and not context.is_list_joint(between)):
            continue
        if _goes_on(text, mentions, index, context):
            continue  # a list of towns
        if (region := _region_so_named(named, gazetteer)) is not None:
            yield index, AreaHint("region", region, named.surface, BESIDE, index + 1)


def _headed(
    text: str, mentions: Sequence[FoundMention], areas: Sequence[tuple[int, AreaHint]]
) -> Iterator[tuple[int, AreaHint]]:
    """Yield the district that heads a paragraph for all places in it: "Kupiansk district. ..."."""
    for at, hint in areas:
        named = mentions[at]
        line = text[text.rfind("\n", 0, named.start) + 1 : named.start]
        after = text[named.end : named.end + 2]
        if named.kind != "district" or line.strip(_MARKS_OF_LISTS) or after[:1] not in (".", ":", "\n"):
            continue
        stop = text.find("\n\n" if after[:1] == "\n" or after[1:] == "\n" else "\n", named.end + 2)
        for index in range(at + 1, len(mentions)):
            mention = mentions[index]
            if (stop >= 0 and mention.start > stop) or mention.kind == "district":
                break
            if mention.kind == "settlement":
                yield index, replace(hint, binding=BEFORE, named_by=at)


def _of_whole(
    mentions: Sequence[FoundMention],
    areas: Sequence[tuple[int, AreaHint]],
    sentences: Spans,
    moved: Collection[int],
) -> Iterator[tuple[int, AreaHint]]:
    """Yield the one region of a report that its first sentence names, and no other is named, for all its places."""
    regions = {hint.key for _, hint in areas if hint.kind == "region"}
    at, first = next(((at, hint) for at, hint in areas if hint.kind == "region"), (0, None))
    if first is None or len(regions) > 1 or sentences.index(mentions[at].start):
        return
    for index, mention in enumerate(mentions):
        if mention.kind == "settlement" and sentences.index(mention.start) not in moved:
            yield index, replace(first, binding=WHOLE, named_by=at)


def _shared(
    text: str, mentions: Sequence[FoundMention], bare: Sequence[tuple[int, AreaHint]], context: Context
) -> Iterator[tuple[int, AreaHint]]:
    """Yield the region of a place for the places joined to it: "Vesele / Zelenyi Hai, Zaporizhzhia"."""
    for index, hint in bare:
        first = index
        while first and index - first < _MOST_SHARING and mentions[first - 1].kind == "settlement":
            between = text[mentions[first - 1].end : mentions[first].start]
            if "," in between or not context.is_list_joint(between):
                break
            first -= 1
            yield first, hint


def _of_lists(
    text: str, mentions: Sequence[FoundMention], found: Sequence[tuple[int, AreaHint]], context: Context
) -> Iterator[tuple[int, AreaHint]]:
    """Yield the area right after a list for all of its places: "A, B и C Сумской области", "A, B and C (DPR)"."""
    for index, hint in found:
        named = mentions[hint.named_by]
        if (
            hint.binding != DIRECT
            or named.start < mentions[index].end
            or text[mentions[index].end : named.start].strip() not in ("", "(")
        ):
            continue
        first = index
        while first and index - first < _MOST_SHARING and mentions[first - 1].kind == "settlement":
            between = text[mentions[first - 1].end : mentions[first].start]
            if not context.is_list_joint(between) or context.is_list_turn(between):
                break
            first -= 1
            yield first, replace(hint, binding=LISTED)


def _goes_on(text: str, mentions: Sequence[FoundMention], index: int, context: Context) -> bool:
    """Whether two neighbouring mentions are part of a longer list."""

    def joined(first: int, last: int) -> bool:
        return (
            first >= 0
            and last < len(mentions)
            and mentions[first].kind == mentions[last].kind == "settlement"
            and context.is_list_joint(text[mentions[first].end : mentions[last].start])
        )

    commas = joined(index, index + 1)
    return commas and joined(index + 1, index + 2)


def _region_so_named(named: FoundMention, gazetteer: Gazetteer) -> str | None:
    regions = [row for row, _ in gazetteer.bearers(named.surface) if gazetteer.kind(row) is Kind.REGION]
    return _code_of_region(gazetteer, regions[0]) if len(regions) == 1 else None


def names_of_regions(hints: dict[int, list[AreaHint]]) -> Collection[tuple[int, int]]:
    """Return which mentions stand for the region of which others: pairs that say nothing of being near."""
    return {
        (index, hint.named_by)
        for index, bound in hints.items()
        for hint in bound
        if hint.kind == "region" and hint.binding == BESIDE
    }
