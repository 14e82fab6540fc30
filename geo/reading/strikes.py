"""Strikes, casualties and tallies: what was hit, with what, how many were launched, shot down, killed, wounded."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.model import Actor
from geo.reading.beginnings import Sought, has_word_like
from geo.reading.casualty_records import PLACE_KINDS, CasualtyRecords
from geo.reading.found_strike import FoundStrike
from geo.reading.lexicon import load_lexicon
from geo.reading.numerals import numerals
from geo.reading.pattern import Pattern
from geo.reading.sources import UNATTRIBUTED, Sources

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from geo.reading.found_mention import FoundMention
    from geo.reading.numerals import Numerals
    from geo.reading.sentences import Spans

__all__ = ["FoundStrike", "StrikeFinder"]

_MOST_PLAUSIBLE = 5000
_TARGET_REACH = 60


class StrikeFinder:
    """Finds the strikes and tallies of one text.

    Parameters
    ----------
    text, sentences, mentions, sources
        The text and what was found in it.
    lang
        Whose words decide.
    date
        The day it reports on, if known: casualties dated long before are history.
    """

    def __init__(
        self,
        text: str,
        sentences: Spans,
        mentions: Sequence[FoundMention],
        sources: Sources,
        lang: str = "en",
        *,
        date: dt.date | None = None,
    ) -> None:
        self._text = text
        self._sentences = sentences
        self._mentions = mentions
        self._starts = [mention.start for mention in mentions]
        self._sources = sources
        self._words = strike_words(lang)
        self._casualties = CasualtyRecords(text, sentences, mentions, sources, lang=lang, date=date, by=self._by)

    def find(self) -> list[FoundStrike]:
        """Return the strikes in the order of the text; a tally told over several sentences is one."""
        found: list[FoundStrike] = []
        tally: list[tuple[int, int]] = []
        for start, end in self._sentences.spans:
            if tally and "\n" in self._text[tally[-1][1] : start]:
                found += self._tally(tally)
                tally = []
            losses = self._casualties.losses(start, end)
            if losses is not None:
                found.append(losses)
            elif self._is_tally(start, end, goes_on=bool(tally)):
                tally.append((start, end))
                self._casualties.add(found, [], start, end)
            else:
                self._casualties.add(found, self._strike(start, end), start, end)
        return sorted(found + self._tally(tally), key=lambda strike: strike.start)

    # -- tallies ------------------------------------------------------------------------------------------------

    def _is_tally(self, start: int, end: int, *, goes_on: bool) -> bool:
        """Whether a sentence counts weapons; one that goes on with a count need not name them again: "27 of them"."""
        words = self._words
        if not words.weapon.search(self._text, start, end) and not (goes_on and not self._strike(start, end)):
            return False
        return any(
            self._number(pattern, start, end) is not None for pattern in (words.launched, words.shot_down, words.lost)
        )

    def _tally(self, spans: Sequence[tuple[int, int]]) -> list[FoundStrike]:
        if not spans:
            return []
        words = self._words
        start, end = spans[0][0], spans[-1][1]
        launched, shot_down, lost = (
            next((number for span in spans if (number := self._number(pattern, *span)) is not None), None)
            for pattern in (words.launched, words.shot_down, words.lost)
        )
        launch = words.launched.search(self._text, start, end)
        named = self._sides(start, launch.start()) if launch else []
        actor = min(named)[1] if named else None
        source = self._sources.at(end - 1)
        weapon = words.weapon.search(self._text, start, end)
        mention = None if launched is not None else self._place(start, end, start)
        return [
            FoundStrike(
                category="air-attack",
                actor=actor,
                by=source.label,
                target="",
                weapon=weapon.group().lower() if weapon else "",
                count=None,
                launched=launched,
                shot_down=shot_down,
                lost=lost,
                mention=mention,
                start=start,
                end=end,
            )
        ]

    def _number(self, pattern: Sought, start: int, end: int) -> int | None:
        """Return the count that a pattern's verb governs, in figures or words."""
        for match in pattern.finditer(self._text, start, end):
            written = next((part for part in match.groups() if part), None)
            value = self._words.numbers.value(written) if written else None
            if value is not None and value <= _MOST_PLAUSIBLE:
                return value
        return None

    # -- single strikes -----------------------------------------------------------------------------------------

    def _strike(self, start: int, end: int) -> list[FoundStrike]:
        words = self._words
        if words.retold.match(self._text, start):
            return []
        for verb in words.verb.finditer(self._text, start, end):
            target = words.target.search(self._text, verb.end(), min(end, verb.end() + _TARGET_REACH))
            if target is not None and not re.search(r"[;:]", self._text[verb.end() : target.start()]):
                count = words.leading_number.match(self._text, verb.end())
                phrase = self._phrase(verb.end(), target.end(), end)
                return [self._hit(verb, phrase, words.numbers.value(count.group(1)) if count else None, start, end)]
        for verb in words.verb_after.finditer(self._text, start, end) if words.verb_after else ():
            # "the depot was hit" without a verb of its own: what was hit stands first
            first = max(start, verb.start() - _TARGET_REACH)
            hit = list(words.target.finditer(self._text, first, verb.start()))[-1:]
            if hit and not re.search(r"[,;:]", self._text[hit[0].end() : verb.start()]):
                phrase = " ".join(self._text[hit[0].start() : verb.start()].split())
                return [self._hit(verb, phrase, None, start, end)]
        return []

    def _hit(self, verb: re.Match[str], target: str, count: int | None, start: int, end: int) -> FoundStrike:
        """Return the strike that a verb of a sentence tells, on what it names."""
        weapon = self._words.weapon.search(self._text, start, verb.end())
        return FoundStrike(
            category="strike",
            actor=self._side(start, verb.start()),
            by=self._by(start, end, verb.start()),
            target=target,
            weapon=weapon.group().lower() if weapon else "",
            count=count,
            launched=None,
            shot_down=None,
            lost=None,
            mention=self._place(start, end, verb.start()),
            start=start,
            end=end,
        )

    def _phrase(self, start: int, target_end: int, end: int) -> str:
        """Return the words for what was hit, up to where the sentence turns to something else."""
        stop = self._words.phrase_end.search(self._text, target_end, min(end, target_end + _TARGET_REACH))
        phrase = self._text[start : stop.start() if stop else target_end]
        if count := self._words.leading_number.match(phrase):
            phrase = phrase[count.end() :]
        return " ".join(self._words.article.sub("", phrase).split())

    def _by(self, start: int, end: int, offset: int) -> str:
        """Return who says so: in the sentence, confirmed just after, or the paragraph's earlier speaker."""
        source = self._sources.at(offset)
        if source is not UNATTRIBUTED:
            return source.label
        index = self._sentences.index(start)
        following = self._sentences.spans[index : index + 3]
        for first, last in following:
            if first >= end and "\n" in self._text[end:first]:
                break
            match = self._words.confirmed_by.search(self._text, first, last)
            match = match or self._words.confirms.match(self._text, first, last)
            if match:
                return match["who"].strip()
        for earlier in range(index - 1, max(-1, index - 3), -1):
            first, last = self._sentences.spans[earlier]
            if "\n" in self._text[last:start]:
                break
            if agent := self._words.agent.search(self._text, first, last):
                return agent.group().strip()
        return source.label

    # -- both ---------------------------------------------------------------------------------------------------

    def _place(self, start: int, end: int, offset: int) -> int | None:
        """Return the mention where it happened: the first after the verb, else the last before it."""
        inside = [
            index
            for index in range(bisect_left(self._starts, start), bisect_left(self._starts, end))
            if self._mentions[index].kind in PLACE_KINDS and self._mentions[index].role == "place"
        ]
        after = [index for index in inside if self._mentions[index].start >= offset]
        return after[0] if after else (inside[-1] if inside else None)

    def _side(self, start: int, offset: int) -> Actor | None:
        named = self._sides(start, offset)
        return max(named)[1] if named else None

    def _sides(self, start: int, offset: int) -> list[tuple[int, Actor]]:
        """Return where which side is named between two offsets."""
        return [
            (match.start(), side)
            for side, pattern in self._words.sides
            for match in pattern.finditer(self._text, start, offset)
        ]


@dataclass(frozen=True, slots=True)
class StrikeWords:
    """The words of strikes of one language; what each is for stands beside it in the lexicon."""

    weapon: Sought
    launched: Sought
    shot_down: Sought
    lost: Sought
    verb: Sought
    verb_after: Sought | None
    target: Pattern
    retold: Pattern
    confirmed_by: Pattern
    confirms: Pattern
    agent: Pattern
    leading_number: Pattern
    phrase_end: Pattern
    article: Pattern
    sides: Sequence[tuple[Actor, Pattern]]
    numbers: Numerals


@lru_cache(maxsize=8)
def strike_words(lang: str) -> StrikeWords:
    """Return the words of strikes of a language."""
    lexicon = load_lexicon(lang)
    words = lexicon["strikes"]
    numbers = numerals(lang)
    number = rf"({words['figures']}|(?:{numbers.word})(?:[\s-](?:{numbers.word})){{0,2}})"
    quantity = rf"(?:(?:{'|'.join(words['hedges'])})\s+)?{number}"
    parts = {"QUANTITY": quantity, "WEAPON": "|".join(words["weapons"])}

    def any_of(patterns: Sequence[str]) -> Pattern:
        return Pattern(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)

    def counted(name: str) -> Sought:
        verbs, alone = words[name], words.get(f"{name}_with", [])
        shapes = [shape.replace("VERB", "|".join(verbs)) for shape in words["counted"]] + alone
        pattern = any_of([re.sub("QUANTITY|WEAPON", lambda part: parts[part.group()], shape) for shape in shapes])
        return Sought(pattern, has_word_like("|".join([*verbs, *alone])))

    return StrikeWords(
        weapon=Sought(any_of(words["weapons"])),
        launched=counted("launched"),
        shot_down=counted("shot_down"),
        lost=counted("lost"),
        verb=Sought(any_of(words["verbs"])),
        verb_after=Sought(any_of(words["verbs_after"])) if "verbs_after" in words else None,
        target=any_of(words["targets"]),
        retold=Pattern(words["retold"], re.IGNORECASE),
        confirmed_by=Pattern(words["confirmed_by"], re.IGNORECASE),
        confirms=Pattern(words["confirms"], re.IGNORECASE),
        agent=Pattern(
            "|".join(entry["pattern"] for entry in lexicon["sources"]["entries"] if entry["label"] and "side" in entry),
            re.IGNORECASE,
        ),
        leading_number=Pattern(rf"\s+{quantity}(?!\w)", re.IGNORECASE),
        phrase_end=Pattern(rf"\s+(?:{'|'.join(words['phrase_end'])})\b|[,.;:]", re.IGNORECASE),
        article=Pattern(rf"^\s*(?:{'|'.join(words['articles'])})\s+", re.IGNORECASE),
        sides=[(side, any_of([*lexicon["sides"][side], *lexicon["sides"]["adjective"][side]])) for side in Actor],
        numbers=numbers,
    )
