"""On whose word: who a sentence says it from, which side they are on, and whether their word settles a matter."""

# ruff: noqa: RUF001 - the signs and letters that people type
from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from geo.model import Actor
from geo.reading.lexicon import load_lexicon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.reading.sentences import Spans

_HEADING_CHARACTERS = 240
_NEAR_SPEECH = 80
_LONGEST_SENTENCE = 2_000
_MOST_WORDS = 9
_LATER_SENTENCES = 6


@dataclass(frozen=True, slots=True)
class Source:
    """A speaker: its name, its side if it has one, whether its word confirms, and whether it is a side at large.

    A side at large ("Russian forces have claimed") speaks through somebody: where the paragraph goes on with "the
    ministry reported additional gains", the ministry is who claimed. One of `own_strikes` tells of its own side's.
    """

    label: str
    side: Actor | None = None
    confirmed: bool = False
    generic: bool = False
    own_strikes: bool = False


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
        self._by_sentence: dict[int, list[Attribution]] = {}

    def _issuer(self) -> Source | None:
        """Return who issued the document, if its heading says so."""
        heading = self._text[:_HEADING_CHARACTERS].split("\n\n", 1)[0]
        for pattern, source in self._words.issuers:
            if pattern.search(heading):
                return source
        return None

    # -- the speakers of a sentence -----------------------------------------------------------------------------

    def _speakers(self, index: int) -> list[Attribution]:
        found = self._by_sentence.get(index)
        if found is None:
            start, end = self._sentences.spans[index]
            found = self._by_sentence[index] = self._find_speakers(start, min(end, start + _LONGEST_SENTENCE))
        return found

    def _find_speakers(self, start: int, end: int) -> list[Attribution]:
        words, found = self._words, list[Attribution]()
        if not words.any_speech.search(self._text, start, end):
            return found
        for pattern, source in words.entries:
            for match in pattern.finditer(self._text, start, end):
                if any(match.start() < other.end and other.start < match.end() for other in found):
                    continue
                if self._speaks(match.start(), match.end(), start, end, generic=source.generic):
                    found.append(self._named(match.start(), match.end(), source))
        if not found:
            found += self._other_speakers(start, end)
        return sorted(found, key=lambda attribution: attribution.start)

    def _named(self, start: int, end: int, source: Source) -> Attribution:
        label = source.label or _tidy(self._text[start:end], self._words.article)
        return Attribution(start, end, replace(source, label=label, side=source.side or self._side_of(label)))

    def _speaks(self, start: int, end: int, first: int, last: int, *, generic: bool) -> bool:
        """Whether words of speech stand by a possible speaker."""
        words = self._words
        after = self._text[end : min(last, end + _NEAR_SPEECH)]
        if generic:
            # "said Russian forces had entered": a side at large after a word of speech is what is spoken of
            return words.speech_soon.match(after) is not None
        before = self._text[max(first, start - 40) : start]
        return words.speech_after.match(after) is not None or words.speech_before.search(before) is not None

    def _other_speakers(self, start: int, end: int) -> list[Attribution]:
        """Return the speakers that no entry of the lexicon knows: "X said", "said X", "according to X"."""
        words, text = self._words, self._text
        found = []
        for match in words.spoken_of.finditer(text, start, end):
            found += self._plausible(match.start("who"), match.end("who"))
        for match in words.speech.finditer(text, start, end):
            before = words.clause_before.search(text, max(start, match.start() - 120), match.start())
            if (
                before
                and before.start("who") < before.end("who")
                and (
                    here := self._plausible(
                        before.start("who"), before.end("who"), closing=_closes(text, match.end(), end)
                    )
                )
            ):
                found += here
            elif words.inverted_before.search(text, max(start, match.start() - 3), match.start()) and (
                after := words.clause_after.match(text, match.end(), end)
            ):
                found += self._plausible(after.start("who"), after.end("who"))
        return found

    def _plausible(self, start: int, end: int, *, closing: bool = False) -> list[Attribution]:
        """Return an attribution for words that can name a speaker: few, with a capital or at a sentence's very end."""
        label = _tidy(self._text[start:end], self._words.article)
        named = label.split()
        if not named or len(named) > _MOST_WORDS or self._words.not_speaker.search(label):
            return []
        if not closing and not any(word[:1].isupper() for word in named):
            return []
        return [self._named(start, end, Source(""))]

    def _side_of(self, label: str) -> Actor | None:
        for side, pattern in self._words.nationality:
            if pattern.search(label):
                return side
        return None

    # -- asking -------------------------------------------------------------------------------------------------

    def at(self, offset: int) -> Source:
        """Return who says what stands at an offset: the nearest speaker of its sentence, else the one carried on."""
        index = self._sentences.index(offset)
        source = self._within(index, offset) or self._carried(index) or self.issuer or UNATTRIBUTED
        return (self._named_for(source, index) or source) if source.generic else source

    def _named_for(self, side: Source, index: int) -> Source | None:
        """Return the speaker that the paragraph goes on to name for a side at large: "the ministry also said"."""
        _, end = self._sentences.spans[index]
        for later in range(index + 1, min(index + 1 + _LATER_SENTENCES, len(self._sentences.spans))):
            start, stop = self._sentences.spans[later]
            if "\n" in self._text[end:start]:
                return None
            for attribution in self._speakers(later):
                named = attribution.source
                if named.side is side.side and not named.generic:
                    goes_on = self._words.further.search(self._text, attribution.end, stop)
                    return named if goes_on else None
        return None

    def _within(self, index: int, offset: int) -> Source | None:
        here = self._speakers(index)
        before = [attribution for attribution in here if attribution.start <= offset]
        while len(before) > 1 and self._words.together.fullmatch(self._text, before[-2].end, before[-1].start):
            before.pop()  # "the ministry and bloggers claimed": the first named
        if before:
            return before[-1].source
        return here[0].source if here else None

    def _carried(self, index: int) -> Source | None:
        """Return the last speaker of the sentences just before, where this one goes on with them."""
        start, end = self._sentences.spans[index]
        words = self._words
        if not words.carry.match(self._text, start, end) and not words.carry_after.search(
            self._text, max(start, end - 60), end
        ):
            return None
        for earlier in range(index - 1, max(-1, index - 4), -1):
            _, stop = self._sentences.spans[earlier]
            if "\n" in self._text[stop:start]:
                return None
            if here := self._speakers(earlier):
                return here[-1].source
        return None


def _closes(text: str, start: int, end: int) -> bool:
    return not text[start:end].strip(" .\"”’'")


def _tidy(label: str, article: re.Pattern[str]) -> str:
    return article.sub("", " ".join(label.split()).strip(' ,-–•"“”'))


@dataclass(frozen=True, slots=True)
class _Words:
    entries: Sequence[tuple[re.Pattern[str], Source]]
    issuers: Sequence[tuple[re.Pattern[str], Source]]
    nationality: Sequence[tuple[Actor, re.Pattern[str]]]
    any_speech: re.Pattern[str]
    speech: re.Pattern[str]
    speech_after: re.Pattern[str]
    speech_soon: re.Pattern[str]
    speech_before: re.Pattern[str]
    spoken_of: re.Pattern[str]
    clause_before: re.Pattern[str]
    inverted_before: re.Pattern[str]
    clause_after: re.Pattern[str]
    not_speaker: re.Pattern[str]
    carry: re.Pattern[str]
    carry_after: re.Pattern[str]
    further: re.Pattern[str]
    together: re.Pattern[str]
    article: re.Pattern[str]


def _source(entry: dict[str, Any]) -> Source:
    side = Actor(entry["side"]) if "side" in entry else None
    return Source(
        entry["label"], side, bool(entry.get("confirmed")), bool(entry.get("generic")), bool(entry.get("own_strikes"))
    )


@lru_cache(maxsize=8)
def _load(lang: str) -> _Words:
    words = load_lexicon(lang)
    said = words["sources"]
    speech, plain, according = ("|".join(said[key]) for key in ("speech", "plain_speech", "according"))
    # between two commas a speaker may be described: "Oleksandr Syrskii, the army's chief, said"
    phrase = r"[^,;:.!?()\"“”\n]{2,90}"
    aside = r"(?:\s*\([^()]{1,30}\))?(?:,[^,]{2,80},|,)?"
    return _Words(
        # capitals matter in these patterns: names begin with one; the rest is matched in either case
        entries=[(_loose(entry["pattern"]), _source(entry)) for entry in said["entries"]],
        issuers=[(re.compile(entry["pattern"], re.IGNORECASE), _source(entry)) for entry in said["issuers"]],
        nationality=[
            (side, re.compile(rf"\b(?:{'|'.join(words['sides']['nationality'][side])})", re.IGNORECASE))
            for side in Actor
        ],
        any_speech=re.compile(rf"\b(?:{speech}|{according})\b", re.IGNORECASE),
        speech=re.compile(rf"\b(?:{plain})\b", re.IGNORECASE),
        speech_after=re.compile(rf"{aside}(?:['’]s\s+\w+)?\s*(?:[\w'’-]+\s+){{0,4}}?(?:{speech})\b", re.IGNORECASE),
        speech_soon=re.compile(rf"(?:\s*\([^()]{{1,30}}\))?\s+(?:\w+\s+){{0,2}}?(?:{speech})\b", re.IGNORECASE),
        speech_before=re.compile(
            rf"(?:(?:{according})\s+(?:the\s+|a\s+)?|\b(?:{speech})\s+(?:the\s+)?)$", re.IGNORECASE
        ),
        spoken_of=re.compile(rf"\b(?:{according})\s+(?P<who>{phrase})", re.IGNORECASE),
        clause_before=re.compile(
            rf"(?:^|[,;:.!?\"“”\n•–-]\s*)(?P<who>{phrase}?(?:,\s+[A-Z][^,;:.!?()\"“”\n]{{2,60}},)?)\s*$"
        ),
        inverted_before=re.compile(r"[,\"”’]\s?$"),
        clause_after=re.compile(r"\s+(?P<who>(?:[A-Z][a-z]{1,3}\. )?" + phrase + ")"),
        not_speaker=re.compile(
            rf"(?i:^(?:{'|'.join(said['not_speakers'])})\b|\b(?:{'|'.join(said['not_speakers'])})$)"
        ),
        carry=re.compile("|".join(said["carry"]), re.IGNORECASE),
        carry_after=re.compile(rf"(?:^|[,\"”]\s*){said['carry_after']}", re.IGNORECASE),
        together=re.compile(said["together"], re.IGNORECASE),
        article=re.compile(rf"^(?:{'|'.join(said['articles'])})\s+", re.IGNORECASE),
        further=re.compile(rf"\b(?:{'|'.join(said['further'])})\b", re.IGNORECASE),
    )


def _loose(pattern: str) -> re.Pattern[str]:
    """Compile a pattern whose bracketed capitals stay capitals and whose other letters match in either case."""
    first = re.sub(
        r"(?<![\\\w\[])([a-z])(?=[a-z])", lambda found: f"[{found.group(1).upper()}{found.group(1)}]", pattern
    )
    return re.compile(rf"(?<!\w)(?:{first})(?!\w)")
