"""On whose word: who a sentence says it from, which side they are on, and whether their word settles a matter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from geo.model import Actor
from geo.reading.lexicon import load_lexicon
from geo.reading.sentences import Spans

_HEADING_CHARACTERS = 240
_NEAR_SPEECH = 80


@dataclass(frozen=True, slots=True)
class Source:
    """A speaker: its name, its side if it has one, whether its word confirms, and whether it is a side at large.

    A side at large ("Russian forces have claimed") speaks through somebody: where the paragraph goes on with "the ministry
    reported additional gains", the ministry is who claimed.
    """

    label: str
    side: Actor | None = None
    confirmed: bool = False
    generic: bool = False


UNATTRIBUTED = Source("unattributed")


@dataclass(frozen=True, slots=True)
class Attribution:
    """A speaker named in a text."""

    start: int
    end: int
    source: Source


class Sources:
    """The speakers of one text, to be asked who says what stands at an offset.

    Parameters
    ----------
    text, sentences
        The text and its sentences.
    lang
        Whose words decide.
    """

    def __init__(self, text: str, sentences: Spans, lang: str = "en") -> None:
        self._text = text
        self._sentences = sentences
        self._words = _load(lang)
        self.issuer = self._issuer()
        self._by_sentence = [self._speakers(start, end) for start, end in sentences.spans]

    def _issuer(self) -> Source | None:
        """Return who issued the document, if its heading says so."""
        heading = self._text[:_HEADING_CHARACTERS].split("\n\n", 1)[0]
        for pattern, source in self._words.issuers:
            if pattern.search(heading):
                return source
        return None

    def _speakers(self, start: int, end: int) -> list[Attribution]:
        found: list[Attribution] = []
        for pattern, source in self._words.entries:
            for match in pattern.finditer(self._text, start, end):
                if any(match.start() < other.end and other.start < match.end() for other in found):
                    continue
                if self._speaks(match.start(), match.end(), start, end):
                    label = source.label or _tidy(match.group())
                    side = source.side or self._side_of(label)
                    found.append(Attribution(match.start(), match.end(), replace(source, label=label, side=side)))
        return sorted(found, key=lambda attribution: attribution.start)

    def _speaks(self, start: int, end: int, first: int, last: int) -> bool:
        """Whether words of speech stand by a possible speaker."""
        after = self._text[end : min(last, end + _NEAR_SPEECH)]
        before = self._text[max(first, start - 40) : start]
        return self._words.speech_after.match(after) is not None or self._words.speech_before.search(before) is not None

    def _side_of(self, label: str) -> Actor | None:
        for side, pattern in self._words.nationality:
            if pattern.search(label):
                return side
        return None

    def at(self, offset: int) -> Source:
        """Return who says what stands at an offset: the nearest speaker of its sentence, else the one carried on."""
        index = self._sentences.index(offset)
        source = self._within(index, offset) or self._carried(index) or self.issuer or UNATTRIBUTED
        return (self._named_for(source, index) or source) if source.generic else source

    def _named_for(self, side: Source, index: int) -> Source | None:
        """Return the speaker that the next sentences of the paragraph name for a side at large, "also" or "additional"."""
        _, end = self._sentences.spans[index]
        for later in range(index + 1, len(self._sentences.spans)):
            start, stop = self._sentences.spans[later]
            if "\n" in self._text[end:start]:
                return None
            for attribution in self._by_sentence[later]:
                named = attribution.source
                if named.side is side.side and not named.generic:
                    goes_on = self._words.further.search(self._text, attribution.end, stop)
                    return named if goes_on else None
        return None

    def _within(self, index: int, offset: int) -> Source | None:
        here = self._by_sentence[index]
        before = [attribution for attribution in here if attribution.start <= offset]
        if before:
            return before[-1].source
        after = [attribution for attribution in here if attribution.start > offset]
        return after[0].source if after else None

    def _carried(self, index: int) -> Source | None:
        """Return the last speaker of the sentences just before, where this one goes on with them."""
        start, end = self._sentences.spans[index]
        if not self._words.carry.match(self._text[start:end]):
            return None
        for earlier in range(index - 1, max(-1, index - 4), -1):
            _, stop = self._sentences.spans[earlier]
            if "\n" in self._text[stop:start]:
                return None
            if self._by_sentence[earlier]:
                return self._by_sentence[earlier][-1].source
        return None


def _tidy(label: str) -> str:
    words = " ".join(label.split()).strip(" ,")
    return re.sub(r"^(?:the|a|an)\s+", "", words, flags=re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Words:
    entries: Sequence[tuple[re.Pattern[str], Source]]
    issuers: Sequence[tuple[re.Pattern[str], Source]]
    nationality: Sequence[tuple[Actor, re.Pattern[str]]]
    speech_after: re.Pattern[str]
    speech_before: re.Pattern[str]
    carry: re.Pattern[str]
    further: re.Pattern[str]


def _source(entry: dict[str, Any]) -> Source:
    side = Actor(entry["side"]) if "side" in entry else None
    return Source(entry["label"], side, bool(entry.get("confirmed")), bool(entry.get("generic")))


@lru_cache(maxsize=8)
def _load(lang: str) -> _Words:
    words = load_lexicon(lang)
    speech = "|".join(words["sources"]["speech"])
    according = "|".join(words["sources"]["according"])
    return _Words(
        # capitals matter in these patterns: names begin with one; the rest is matched in either case
        entries=[(_loose(entry["pattern"]), _source(entry)) for entry in words["sources"]["entries"]],
        issuers=[(re.compile(entry["pattern"], re.IGNORECASE), _source(entry)) for entry in words["sources"]["issuers"]],
        nationality=[
            (side, re.compile(rf"\b(?:{'|'.join(words['sides']['nationality'][side])})", re.IGNORECASE)) for side in Actor
        ],
        speech_after=re.compile(
            rf"(?:,[^,]{{2,60}},|,)?(?:['’]s\s+\w+)?\s*(?:\w+\s+){{0,4}}?(?:{speech})\b", re.IGNORECASE  # noqa: RUF001
        ),
        speech_before=re.compile(rf"(?:(?:{according})\s+(?:the\s+|a\s+)?|\b(?:{speech})\s+(?:the\s+)?)$", re.IGNORECASE),
        carry=re.compile("|".join(words["sources"]["carry"]), re.IGNORECASE),
        further=re.compile(rf"\b(?:{'|'.join(words['sources']['further'])})\b", re.IGNORECASE),
    )


def _loose(pattern: str) -> re.Pattern[str]:
    """Compile a pattern whose bracketed capitals stay capitals and whose other letters match in either case."""
    first = re.sub(r"(?<![\\\w\[])([a-z])(?=[a-z])", lambda found: f"[{found.group(1).upper()}{found.group(1)}]", pattern)
    return re.compile(rf"(?<!\w)(?:{first})(?!\w)")
