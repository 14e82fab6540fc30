"""All that a text says, found in its own language, or in each of its languages: what `geo.pipeline` then decides."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.reading.claims import ClaimFinder
from geo.reading.language import split_by_language
from geo.reading.lexicon import load_lexicon
from geo.reading.mentions import MentionFinder
from geo.reading.relations import RelationFinder
from geo.reading.sentences import Spans, sentences
from geo.reading.sources import Sources
from geo.reading.strikes import StrikeFinder

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from geo.gazetteer import Gazetteer
    from geo.reading.found_claim import FoundClaim
    from geo.reading.found_mention import FoundMention
    from geo.reading.relations import FoundRelation
    from geo.reading.strikes import FoundStrike

__all__ = ["Found", "find"]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in a text, in its order; relations, claims and strikes point into `mentions` by index."""

    sentences: list[tuple[int, int]]
    mentions: list[FoundMention]
    relations: list[FoundRelation]
    claims: list[FoundClaim]
    strikes: list[FoundStrike]


def find(text: str, gazetteer: Gazetteer, lang: str, date: dt.date) -> Found:
    """Find what a text says, each line in the language that it is in.

    Parameters
    ----------
    text
        The body of a report.
    gazetteer
        The names to look for.
    lang
        The language of most of it.
    date
        The day the text reports on.
    """
    parts = split_by_language(text, lang)
    if len(parts) == 1:
        return _find(text, gazetteer, lang, date)
    return _joined([_find(part, gazetteer, told, date) for told, part in parts.items()])


def _find(text: str, gazetteer: Gazetteer, lang: str, date: dt.date) -> Found:
    spans = Spans(sentences(text, lang))
    mentions = MentionFinder(text, spans, gazetteer, lang).find()
    relations = RelationFinder(text, spans, mentions, worded(lang, "relations")).find()
    sources = Sources(text, spans, worded(lang, "sources"))
    told_in = worded(lang, "claims", "sides", "sources")
    claims = ClaimFinder(text, spans, mentions, relations, sources, told_in, date=date).find()
    told_in = worded(lang, "strikes", "casualties", "claims", "sides", "sources")
    strikes = StrikeFinder(text, spans, mentions, sources, told_in, date=date).find()
    return Found(list(spans.spans), list(mentions), list(relations), claims, strikes)


def worded(lang: str, *tables: str) -> str:
    """Return the language if its lexicon has what a stage needs, else English, which finds nothing in other words."""
    words = load_lexicon(lang)
    return lang if all(table in words for table in tables) else "en"


def _joined(parts: Sequence[Found]) -> Found:
    """Return what was found in several texts of the same length, as if it had been found in one."""
    placed = sorted(
        ((mention, number, index) for number, part in enumerate(parts) for index, mention in enumerate(part.mentions)),
        key=lambda entry: entry[0].start,
    )
    at: dict[tuple[int, int | None], int] = {(number, index): new for new, (_, number, index) in enumerate(placed)}
    relations, claims, strikes = [], [], []
    for number, part in enumerate(parts):
        relations += [
            replace(
                relation,
                anchor=at[number, relation.anchor],
                subject=at.get((number, relation.subject)),
                second=at.get((number, relation.second)),
            )
            for relation in part.relations
        ]
        claims += [replace(claim, mention=at[number, claim.mention]) for claim in part.claims]
        strikes += [replace(strike, mention=at.get((number, strike.mention))) for strike in part.strikes]
    return Found(
        sentences=sorted(span for part in parts for span in part.sentences),
        mentions=[mention for mention, _, _ in placed],
        relations=sorted(relations, key=lambda relation: relation.start),
        claims=sorted(claims, key=lambda claim: claim.start),
        strikes=sorted(strikes, key=lambda strike: strike.start),
    )
