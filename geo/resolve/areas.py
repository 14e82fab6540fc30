"""Regions and districts named in a report, as evidence for the settlements around them.

"Novenke in Sumy Oblast" binds closely; "In western Donetsk Oblast, the ministry claimed Kostiantynopil" binds the
sentence; a region of the sentence before still says something.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.names import fold
from geo.reading.context import Context, load_context

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.gazetteer import Gazetteer
    from geo.reading.mentions import FoundMention
    from geo.reading.sentences import Spans

# how much (in log-odds) a place of the area gains over one elsewhere
DIRECT, SAME_SENTENCE, SENTENCE_BEFORE, SAME_PARAGRAPH = 4.0, 2.0, 3.0, 1.2
_SHORTEST_STEM = 4


@dataclass(frozen=True, slots=True)
class AreaHint:
    """An area that a mention is said to lie in, or stands near: its name for people, and how strongly it binds."""

    kind: str
    key: str
    country: str
    label: str
    weight: float

    def holds(self, gazetteer: Gazetteer, row: int) -> bool:
        """Whether a place lies in the area."""
        admin = gazetteer.place(row).admin
        if self.kind == "country":
            return admin.country == self.country
        if self.kind == "region":
            return bool(admin.oblast) and fold(admin.oblast) == self.key and admin.country in ("", self.country)
        return any(fold(unit).startswith(self.key) for unit in (admin.raion, admin.hromada) if unit)


def area_hints(
    text: str, mentions: Sequence[FoundMention], sentences: Spans, gazetteer: Gazetteer, lang: str = "en"
) -> dict[int, list[AreaHint]]:
    """Return the areas that bear on each settlement mention, by mention index.

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
        if mention.kind in ("region", "district", "country") and (hint := _hint(mention, gazetteer)) is not None
    ]
    hints: dict[int, list[AreaHint]] = {}
    for index, mention in enumerate(mentions):
        if mention.kind != "settlement":
            continue
        found = [(_binding(text, mentions, sentences, index, at, hint.kind, context), hint) for at, hint in areas]
        strongest: dict[str, tuple[float, AreaHint]] = {}
        for weight, hint in found:
            if weight > strongest.get(hint.kind, (0.0, hint))[0]:
                strongest[hint.kind] = (weight, hint)
        if strongest:
            hints[index] = [
                AreaHint(hint.kind, hint.key, hint.country, hint.label, weight) for weight, hint in strongest.values()
            ]
    return hints


def _hint(mention: FoundMention, gazetteer: Gazetteer) -> AreaHint | None:
    if mention.kind == "district":
        stem = fold(mention.surface).rsplit(" ", 1)[0]
        # the adjective of the unit's name differs from the town's at its end: Kramatorsk, Kramatorskyi
        stem = stem[: max(_SHORTEST_STEM, len(stem) - 2)]
        return AreaHint("district", stem, "", mention.surface, 0.0) if len(stem) >= _SHORTEST_STEM else None
    if not mention.rows:
        return None
    place = gazetteer.place(mention.rows[0][0])
    key = fold(place.name)
    return AreaHint(mention.kind, key, place.admin.country or place.place_id[-2:], mention.surface, 0.0)


def _binding(
    text: str,
    mentions: Sequence[FoundMention],
    sentences: Spans,
    index: int,
    area: int,
    kind: str,
    context: Context,
) -> float:
    mention, named = mentions[index], mentions[area]
    here, there = sentences.index(mention.start), sentences.index(named.start)
    first, last = (mention, named) if mention.start < named.start else (named, mention)
    between = text[first.end : last.start]
    if "\n" in between.strip(" "):
        return 0.0
    if here == there:
        for other in mentions[min(index, area) + 1 : max(index, area)]:
            between = between.replace(other.surface, " ", 1)
        before_it = mention.start < named.start
        if context.leads_to_area(between) if before_it else context.is_possessive_joint(between):
            return DIRECT
        return 0.0 if kind == "country" else SAME_SENTENCE
    if kind != "region" or not there < here <= there + 2:
        return 0.0
    return SENTENCE_BEFORE if here == there + 1 else SAME_PARAGRAPH
