"""On whose word: who a sentence says it from, which side they are on, and whether their word settles a matter."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.reading.source_words import Entry, Source, source_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.model import Actor
    from geo.reading.sentences import Spans

__all__ = ["UNATTRIBUTED", "Attribution", "Source", "Sources"]

_HEADING_CHARACTERS = 240
_NEAR_SPEECH = 80
_BEFORE_SPEECH = 60
_CLAUSE = 120
_LONGEST_SENTENCE = 2_000
_LONGEST_QUOTE = 1_500
_MOST_WORDS = 9
_LATER_SENTENCES = 6
_EARLIER_SENTENCES = 8
_SHORTEST_SURNAME = 4
_LONGEST_TITLE = 40
_BEGINNING = 3
_MOST_TOLD = 60
# what is quoted over several sentences; a quotation within a name is short and ends in its sentence
_QUOTED = re.compile(rf"«[^«»\n]{{40,{_LONGEST_QUOTE}}}»|“[^“”\n]{{40,{_LONGEST_QUOTE}}}”")
# whose account a report is, where they alone speak for their side in it
_AUTHORITIES = frozenset({"official", "military"})
# who is said to have said it in an agency's own text is the agency, once nobody else goes on
_WEAK = frozenset({"agency"})

UNATTRIBUTED = Source("unattributed")


@dataclass(frozen=True, slots=True)
class Attribution:
    """A speaker named in a text; `refers` are the kinds of speaker named before that the words may point back to."""

    start: int
    end: int
    source: Source
    refers: frozenset[str] = frozenset()
    issues: bool = False


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
        self._words = source_words(lang)
        self._by_sentence: dict[int, list[Attribution]] = {}
        self._heading = text[:_HEADING_CHARACTERS].split("\n\n", 1)[0]
        self._quotes = [match.span() for match in _QUOTED.finditer(text)]
        self._quote_starts = [start for start, _ in self._quotes]
        self.issuer: Source | None = None
        self.issuer = self._issuer()

    def _issuer(self) -> Source | None:
        """Return who issued the document, by its heading, its first sentence or its turns of phrase."""
        heading = self._heading
        for entry in self._words.issuers:
            if match := entry.pattern.pattern.search(heading):
                return self._called(entry, match, match.expand(entry.source.label), heading)
        if titled := self._titled():
            return titled
        if opening := self._opening():
            return opening
        heard = self._words.voices.heard(self._text)
        return next((source for source in heard if not self._is_cited(source)), None)

    def _titled(self) -> Source | None:
        """Return who a title says speaks in what is below it: "«We hold» — the brigade", "The governor: "."""
        words, line = self._words, self._text[:_HEADING_CHARACTERS].split("\n", 1)[0]
        if words.title_before is None or words.title_after is None or len(line) == len(self._text):
            return None
        found: list[Attribution] = []
        for entry in words.entries.in_sentence(line, 0, len(line)):
            for match in entry.pattern.pattern.finditer(line) if entry.issues or entry.source.kind == "mapper" else ():
                apart = all(match.end() <= other.start or other.end <= match.start() for other in found)
                before = words.title_before.search(line[: match.start()])
                if apart and before and words.title_after.match(line, match.end()):
                    found.append(self._known(match, entry, 0, len(line)))
        speakers = {speaker.source.label: speaker.source for speaker in found}
        return found[0].source if len(speakers) == 1 else None

    def _is_cited(self, source: Source) -> bool:
        """Whether a sentence says something from a source: the text is then not its own, however alike it sounds."""
        if not source.confirmed:
            return False
        count = len(self._sentences.spans)
        return any(speaker.source.label == source.label for at in range(count) for speaker in self._named_in(at))

    def _opening(self) -> Source | None:
        """Return who the first sentence is from, where it opens the account of a whole day."""
        lead, spans = self._words.lead, self._sentences.spans
        # the name of the region may stand before as a title
        first = 1 if len(spans) > 1 and spans[0][1] - spans[0][0] <= _LONGEST_TITLE and not self._speakers(0) else 0
        if lead is None or not spans:
            return None
        told: list[Attribution] = []
        if lead.search(self._text, *spans[first]):
            told += [*self._speakers(first), *(self._speakers(first + 1) if self._is_about_that(first + 1) else ())]
        # "The governor told of this", it may say at the very end
        told += self._speakers(len(spans) - 1) if self._is_about_that(len(spans) - 1) else ()
        return next((speaker.source for speaker in told if speaker.issues), None) or self._only_speaker()

    def _only_speaker(self) -> Source | None:
        """Return the authority named at the beginning of a report, where no other of its side speaks in it."""
        count = len(self._sentences.spans)
        named = [speaker for index in range(min(count, _BEGINNING)) for speaker in self._speakers(index)]
        if not named or not named[0].issues or named[0].source.kind not in _AUTHORITIES:
            return None
        own = named[0].source
        everybody = (speaker.source for index in range(min(count, _MOST_TOLD)) for speaker in self._speakers(index))
        others = [source for source in everybody if source.label != own.label]
        return own if all(own.side is not None and source.side is own.side.other for source in others) else None

    # -- the speakers of a sentence -----------------------------------------------------------------------------

    def _speakers(self, index: int) -> list[Attribution]:
        """Return the speakers of a sentence, those that words point back to under the names they were given before."""
        return [self._referred(index, attribution) for attribution in self._named_in(index)]

    def _named_in(self, index: int) -> list[Attribution]:
        found = self._by_sentence.get(index)
        if found is None:
            start, end = self._sentences.spans[index]
            found = self._by_sentence[index] = self._find_speakers(start, min(end, start + _LONGEST_SENTENCE))
        return found

    def _referred(self, index: int, attribution: Attribution) -> Attribution:
        """Return a speaker, "the ministry", under the name of the one it points back to, if there is one."""
        refers = attribution.refers
        if not refers:
            named = None if attribution.source.kind else self._introduced(index, attribution)
            return replace(attribution, source=named) if named else attribution
        for earlier in range(index, max(-1, index - _EARLIER_SENTENCES), -1):
            for other in reversed(self._named_in(earlier)):
                if other.start < attribution.start and not other.refers and other.source.kind in refers:
                    return replace(attribution, source=other.source, refers=frozenset())
        if self.issuer is not None and self.issuer.kind in refers:
            return replace(attribution, source=self.issuer, refers=frozenset())
        return attribution

    def _introduced(self, index: int, attribution: Attribution) -> Source | None:
        """Return the speaker that a bare surname means: one named before with an office and that name."""
        label = attribution.source.label
        if not label.isalpha() or len(label) < _SHORTEST_SURNAME:
            return None
        stem = label[: max(_SHORTEST_SURNAME, len(label) - 2)]
        first = min(index, _EARLIER_SENTENCES)
        for earlier in (*range(index, max(first - 1, index - _EARLIER_SENTENCES), -1), *range(first)):
            for other in self._named_in(earlier):
                if other.start >= attribution.start or not other.source.kind:
                    continue
                named = self._text[other.start : other.end].split()[1:]
                if any(word.startswith(stem) and len(word) <= len(label) + 3 for word in named):
                    return other.source
        return None

    def _find_speakers(self, start: int, end: int) -> list[Attribution]:
        words, found = self._words, list[Attribution]()
        if not words.any_speech.search(self._text, start, end):
            return found
        for entry in words.entries.in_sentence(self._text, start, end):
            for match in entry.pattern.pattern.finditer(self._text, start, end):
                if any(match.start() < other.end and other.start < match.end() for other in found):
                    continue
                if self._speaks(match.start(), match.end(), start, end, generic=entry.source.generic):
                    found.append(self._known(match, entry, start, end))
        if not found:
            found += self._other_speakers(start, end)
        return sorted(found, key=lambda attribution: attribution.start)

    def _known(self, match: re.Match[str], entry: Entry, start: int, end: int) -> Attribution:
        naming, label = self._words.naming, entry.source.label
        if not label or "\\g" in label:
            genitive = self._words.according_before.search(self._before(match.start(), start)) is not None
            label = naming.nominative(naming.tidy(match.expand(label or r"\g<0>")), genitive=genitive)
        source = self._called(entry, match, label, self._text[start:end], self._heading)
        # only a bare word points back: "the governor", not "the governor of Sumy"
        bare = entry.refers and not any(letter.isupper() for letter in match.group()[1:])
        return Attribution(match.start(), match.end(), source, entry.refers if bare else frozenset(), entry.issues)

    def _called(self, entry: Entry, match: re.Match[str], label: str, *around: str) -> Source:
        """Return a source under its name, on its own side, its region's, or the usual one."""
        words = match.group()
        label, of_region = self._words.naming.with_region(label, words, *around)
        # who confirms is on no side for what it writes about
        named = None if entry.source.confirmed else self._side_of(f"{label} {words}")
        side = entry.source.side or of_region or named or entry.usual
        return replace(entry.source, label=label, side=side)

    def _before(self, start: int, first: int) -> str:
        return self._text[max(first, start - _BEFORE_SPEECH) : start]

    def _speaks(self, start: int, end: int, first: int, last: int, *, generic: bool) -> bool:
        """Whether words of speech stand by a possible speaker."""
        words = self._words
        after = self._text[end : min(last, end + _NEAR_SPEECH)]
        if generic:
            # "said Russian forces had entered": a side at large after a word of speech is what is spoken of
            return words.speech_soon.match(after) is not None
        return words.speech_after.match(after) is not None or (
            words.speech_before.search(self._before(start, first)) is not None
        )

    def _other_speakers(self, start: int, end: int) -> list[Attribution]:
        """Return the speakers that no entry of the lexicon knows: "X said", "said X", "according to X"."""
        words, text = self._words, self._text
        found = []
        for match in words.spoken_of.finditer(text, start, end):
            found += self._plausible(match.start("who"), match.end("who"), genitive=True)
        for match in words.speech.finditer(text, start, end):
            first = max(start, match.start() - _CLAUSE)
            before = words.clause_before.search(text[first : match.start()])
            if (
                before
                and before.start("who") < before.end("who")
                and (
                    here := self._plausible(
                        first + before.start("who"), first + before.end("who"), closing=_closes(text, match.end(), end)
                    )
                )
            ):
                found += here
            elif words.inverted_before.search(text, max(start, match.start() - _BEFORE_SPEECH), match.start()) and (
                after := words.clause_after.match(text, match.end(), end)
            ):
                found += self._plausible(after.start("who"), after.end("who"))
        return found

    def _plausible(self, start: int, end: int, *, closing: bool = False, genitive: bool = False) -> list[Attribution]:
        """Return an attribution for words that can name a speaker: few, with a capital or at a sentence's very end."""
        naming = self._words.naming
        label = naming.tidy(self._text[start:end])
        named = label.split()
        if not named or len(named) > _MOST_WORDS or self._words.not_speaker.search(label):
            return []
        if not closing and not any(word[:1].isupper() for word in named):
            return []
        label = naming.nominative(label, genitive=genitive)
        return [Attribution(start, end, Source(label, self._side_of(label)))]

    def _side_of(self, label: str) -> Actor | None:
        for side, pattern in self._words.nationality:
            if pattern.search(label):
                return side
        return None

    # -- asking -------------------------------------------------------------------------------------------------

    def at(self, offset: int) -> Source:
        """Return who says what stands at an offset: the nearest speaker of its sentence, else the one carried on."""
        index = self._sentences.index(offset)
        source = (
            self._within(index, offset)
            or self._quoted(index, offset)
            or self._told_after(index)
            or self._carried(index)
            or self._going_on(index)
            or self.issuer
            or UNATTRIBUTED
        )
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

    def _quoted(self, index: int, offset: int) -> Source | None:
        """Return who is quoted, where a quotation runs over sentences that do not name its speaker."""
        at = bisect_right(self._quote_starts, offset) - 1
        if at < 0 or offset >= self._quotes[at][1]:
            return None
        opened, closed = self._quotes[at]
        last = self._sentences.index(closed - 1)
        if last != index:
            after = [speaker for speaker in self._speakers(last) if speaker.start >= closed]
            if after:
                return after[0].source
            if carried := self._carried(last):
                return carried  # "..., she said"
        first = self._sentences.index(opened)
        before = [speaker for speaker in self._speakers(first) if speaker.end <= opened] if first != index else []
        return before[-1].source if before else None

    def _is_about_that(self, index: int) -> bool:
        about = self._words.about_that
        return (
            about is not None
            and index < len(self._sentences.spans)
            and about.match(self._text, *self._sentences.spans[index]) is not None
        )

    def _told_after(self, index: int) -> Source | None:
        """Return the speaker of the next sentence, where that says of this one who told it."""
        if not self._is_about_that(index + 1):
            return None
        told = self._speakers(index + 1)
        return told[0].source if told else None

    def _earlier_here(self, index: int, most: int) -> Iterator[int]:
        """Yield the sentences of the same paragraph before one, the nearest first."""
        start, _ = self._sentences.spans[index]
        for earlier in range(index - 1, max(-1, index - 1 - most), -1):
            first, stop = self._sentences.spans[earlier]
            if "\n" in self._text[stop:start]:
                return
            yield earlier
            start = first

    def _carried(self, index: int) -> Source | None:
        """Return the last speaker of the sentences just before, where this one goes on with them."""
        start, end = self._sentences.spans[index]
        words = self._words
        if not words.carry.match(self._text, start, end) and not words.carry_after.search(
            self._text, max(start, end - _BEFORE_SPEECH), end
        ):
            return None
        for earlier in self._earlier_here(index, 3):
            if here := self._speakers(earlier):
                return here[-1].source
        return None

    def _going_on(self, index: int) -> Source | None:
        """Return the speaker whose account this sentence is still part of, in a text that is nobody's own."""
        if self.issuer is not None and self.issuer.kind not in _WEAK:
            return None
        for earlier in self._earlier_here(index, _EARLIER_SENTENCES):
            if here := self._speakers(earlier):
                return here[-1].source if here[-1].source.carries else None
        return None


def _closes(text: str, start: int, end: int) -> bool:
    return not text[start:end].strip(" .\"”’'»")
