"""The words of speakers, compiled once a language: who may speak, how speech is told, and how a speaker is named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from geo.model import Actor
from geo.reading.beginnings import AnyOf, Sought
from geo.reading.claim_words import lowered
from geo.reading.lexicon import load_lexicon
from geo.reading.pattern import Pattern
from geo.reading.word_index import WordIndex

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_REGION = "REGION"
_ISSUERS_WHOLE = 5_000
# a class of characters that begins with a range of capitals
_CAPITALS = re.compile(r"\[[^\W\d_]-[^\W\d_][^\]]*\]")


@dataclass(frozen=True, slots=True)
class Source:
    """A speaker: its name, its side if it has one, whether its word confirms, and whether it is a side at large.

    A side at large ("Russian forces have claimed") speaks through somebody: where the paragraph goes on with "the
    ministry reported additional gains", the ministry is who claimed. One of `own_strikes` tells of its own side's. The
    account of one that `carries` goes on in the sentences after it that name nobody. `kind` is what words that point
    back ("the ministry", "the governor") refer to.
    """

    label: str
    side: Actor | None = None
    confirmed: bool = False
    generic: bool = False
    own_strikes: bool = False
    carries: bool = False
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A speaker of the lexicon.

    `usual` is its side where its own words tell none, `refers` the kinds of speaker named before that it may be, and
    one that `issues` speaks for the whole of a report which it opens.
    """

    pattern: Sought
    source: Source
    usual: Actor | None
    refers: frozenset[str]
    issues: bool


@dataclass(frozen=True, slots=True)
class Voices:
    """Issuers known by how they write: each by at least so many turns of phrase, all its own.

    `phrases` has those of each issuer under its number among `issuers`.
    """

    phrases: WordIndex
    issuers: Sequence[tuple[Source, int]]

    def heard(self, text: str) -> list[Source]:
        """Return the issuers who write as a text is written."""
        low = lowered(text[:_ISSUERS_WHOLE])
        found: dict[str, set[str]] = {}
        free_from: dict[str, int] = {}
        for start, end, number in self.phrases.find(low, 0, len(low)):
            if start >= free_from.get(number, 0):
                free_from[number] = end
                found.setdefault(number, set()).add(low[start:end])
        return [
            source for number, (source, least) in enumerate(self.issuers) if len(found.get(f"{number}", ())) >= least
        ]


@dataclass(frozen=True, slots=True)
class Naming:
    """How a speaker is called: in the nominative, without article or adverb, with the region it speaks for."""

    article: Pattern
    roles: Mapping[str, str]
    adjective: Pattern | None
    pair: Pattern | None
    given: Sequence[tuple[Pattern, str, str]]
    surname: Mapping[str, Sequence[tuple[Pattern, str]]]
    regions: Pattern | None
    region_of: Sequence[tuple[str, Actor | None]]

    def tidy(self, label: str) -> str:
        """Return words of the text as a name: no article, no white space or signs around."""
        plain = " ".join(label.split()).strip(' ,-–—•"“”')
        # the sign that closes a name in quotes is part of it
        return self.article.sub("", plain + '"' if plain.count('"') % 2 else plain)

    def nominative(self, label: str, *, genitive: bool) -> str:
        """Return a name in the nominative: the word for its role, and after "according to" the person's name too."""
        words = label.split(" ")
        for index, word in enumerate(words):
            base = self.roles.get(word.lower())
            # an adjective may stand before a role and be told from its form
            goes_on = self.adjective is not None and self.adjective.search(word) is not None
            # a role begins with a small letter, at a sentence's start too
            words[index] = base or word
            if not goes_on or (base is None and index > 0):
                break
        label = " ".join(words)
        return self._person(label) if genitive and self.pair is not None else label

    def _person(self, label: str) -> str:
        match = self.pair.search(label) if self.pair else None
        if match is None:
            return label
        first, last = match.group("given"), match.group("surname")
        gender = "m"
        if first:
            for pattern, ending, gender_of in self.given:
                if pattern.search(first):
                    first, gender = pattern.sub(ending, first), gender_of
                    break
            else:
                return label
        for pattern, ending in self.surname[gender]:
            if pattern.search(last):
                last = pattern.sub(ending, last)
                break
        return label[: match.start()] + " ".join(part for part in (first, last) if part)

    def with_region(self, label: str, *texts: str) -> tuple[str, Actor | None]:
        """Return a label with the region that the first of some texts names in it, and whose region that is."""
        if _REGION not in label:
            return label, None
        of, side = "", None
        for text in texts if self.regions else ():
            if self.regions and (match := self.regions.search(text)):
                of, side = self.region_of[(match.lastindex or 1) - 1]
                break
        # a head of no region told is just a head
        return re.sub(r"\s*\bREGION(?:_\w+)?\b", f" {of}" if of else "", label).strip(), side


@dataclass(frozen=True, slots=True)
class SourceWords:
    """The compiled words of speakers of one language; what each is for stands beside it in the lexicon."""

    entries: AnyOf[Entry]
    issuers: Sequence[Entry]
    voices: Voices
    lead: Pattern | None
    about_that: Pattern | None
    title_before: Pattern | None
    title_after: Pattern | None
    naming: Naming
    nationality: Sequence[tuple[Actor, Pattern]]
    any_speech: Sought
    speech: Pattern
    speech_after: Pattern
    speech_soon: Pattern
    speech_before: Pattern
    according_before: Pattern
    spoken_of: Pattern
    clause_before: Pattern
    inverted_before: Pattern
    clause_after: Pattern
    not_speaker: Pattern
    carry: Pattern
    carry_after: Pattern
    further: Pattern
    together: Pattern


def _source(entry: Mapping[str, Any]) -> Source:
    side = Actor(entry["side"]) if "side" in entry else None
    return Source(
        entry["label"],
        side,
        confirmed=bool(entry.get("confirmed")),
        generic=bool(entry.get("generic")),
        own_strikes=bool(entry.get("own_strikes")),
        carries=bool(entry.get("carries")),
        kind=entry.get("kind", ""),
    )


def _entry(entry: Mapping[str, Any], pattern: Pattern) -> Entry:
    usual = Actor(entry["usual"]) if "usual" in entry else None
    return Entry(Sought(pattern), _source(entry), usual, frozenset(entry.get("refers", ())), bool(entry.get("issues")))


def _pieces(said: Mapping[str, Any], pattern: str) -> str:
    """Return a pattern with its <NAME>, <UNIT> and the like written out."""
    pieces = dict(said.get("pieces", {}))
    pieces["OBLAST"] = "|".join(region["pattern"] for region in said.get("regions", ()))
    return re.sub(r"<([A-Z]+)>", lambda found: pieces[found.group(1)], pattern)


def _alternatives(patterns: Sequence[str]) -> str:
    """Return "any of these" with what begins alike put together: a third of the time to find that none is there."""
    begun: dict[str, list[str]] = {}
    for pattern in patterns:
        plain = pattern[:1].isalpha() and pattern[1:2].isalpha() and not _has_bar(pattern)
        begun.setdefault(pattern[0] if plain else "", []).append(pattern[1:] if plain else pattern)
    return "|".join(f"{letter}(?:{'|'.join(rest)})" if letter else "|".join(rest) for letter, rest in begun.items())


def _has_bar(pattern: str) -> bool:
    """Whether a pattern is itself several alternatives."""
    depth = 0
    for sign in pattern:
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and depth == 0:
            return True
    return False


def _loose(pattern: str) -> Pattern:
    """Compile a pattern whose bracketed capitals stay capitals and whose other letters match in either case."""
    fixed = _CAPITALS.sub(lambda found: f"(?-i:{found.group()})", pattern)
    return Pattern(rf"(?<!\w)(?:{fixed})(?!\w)", re.IGNORECASE)


def _naming(said: Mapping[str, Any]) -> Naming:
    names, regions = said.get("names", {}), said.get("regions", [])
    return Naming(
        article=Pattern(rf"^(?:(?:{'|'.join(said['articles'])})\s+)+", re.IGNORECASE),
        roles={form: role for role, forms in said.get("roles", {}).items() for form in (role, *forms.split())},
        adjective=Pattern(names["adjective"]) if names else None,
        pair=Pattern(names["pair"]) if names else None,
        given=[(Pattern(ending), base, gender) for ending, base, gender in names.get("given", ())],
        surname={
            gender: [(Pattern(ending), base) for ending, base in names.get(f"surname_{gender}", ())] for gender in "mf"
        },
        regions=Pattern("|".join(rf"\b({region['pattern']})" for region in regions), re.IGNORECASE)
        if regions
        else None,
        region_of=[(region["of"], Actor(region["side"]) if "side" in region else None) for region in regions],
    )


@lru_cache(maxsize=8)
def source_words(lang: str) -> SourceWords:
    """Return the words of speakers of a language."""
    words = load_lexicon(lang)
    said = words["sources"]
    grammar = said["grammar"]
    parts = {"SPEECH": _alternatives(said["speech"]), "PLAIN": _alternatives(said["plain_speech"])}
    parts |= {"ACCORDING": _alternatives(said["according"])}
    parts |= {key: grammar[key.lower()] for key in ("PHRASE", "ASIDE", "FILL")}

    def filled(pattern: str) -> str:
        for _ in range(2):  # ASIDE and FILL may themselves hold other parts
            pattern = re.sub(rf"\b(?:{'|'.join(parts)})(?![a-z])", lambda found: parts[found.group()], pattern)
        return pattern

    def shape(name: str, flags: re.RegexFlag = re.IGNORECASE) -> Pattern:
        return Pattern(filled(grammar[name]), flags)

    barred = "|".join(said["not_speakers"])
    # capitals matter in these patterns: names begin with one; the rest is matched in either case
    entries = [_entry(entry, _loose(_pieces(said, entry["pattern"]))) for entry in said["entries"]]
    return SourceWords(
        entries=AnyOf([(entry, entry.pattern) for entry in entries]),
        issuers=[_entry(entry, Pattern(_pieces(said, entry["pattern"]), re.IGNORECASE)) for entry in said["issuers"]],
        voices=Voices(
            WordIndex([(f"{number}", voice["words"]) for number, voice in enumerate(said.get("voices", ()))]),
            [(_source(voice), voice["least"]) for voice in said.get("voices", ())],
        ),
        lead=Pattern(said["lead"], re.IGNORECASE) if "lead" in said else None,
        about_that=Pattern(said["about_that"], re.IGNORECASE) if "about_that" in said else None,
        title_before=Pattern(said["title_before"], re.IGNORECASE) if "title_before" in said else None,
        title_after=Pattern(said["title_after"], re.IGNORECASE) if "title_after" in said else None,
        naming=_naming(said),
        nationality=[
            (side, Pattern(rf"\b(?:{'|'.join(words['sides']['nationality'][side])})", re.IGNORECASE)) for side in Actor
        ],
        any_speech=Sought(shape("any_speech"), sign=":"),
        speech=Pattern(rf"\b(?:{parts['PLAIN']})\b", re.IGNORECASE),
        speech_after=shape("speech_after"),
        speech_soon=shape("speech_soon"),
        speech_before=shape("speech_before"),
        according_before=shape("according_before"),
        spoken_of=shape("spoken_of"),
        clause_before=shape("clause_before", re.NOFLAG),
        inverted_before=shape("inverted_before", re.NOFLAG),
        clause_after=shape("clause_after", re.NOFLAG),
        not_speaker=Pattern(rf"^(?:{barred})\b|\b(?:{barred})$", re.IGNORECASE),
        carry=Pattern(filled("|".join(said["carry"])), re.IGNORECASE),
        carry_after=Pattern(rf"(?:^|[,\"”»]\s*(?:[—–-]\s*)?){filled(said['carry_after'])}", re.IGNORECASE),
        together=Pattern(said["together"], re.IGNORECASE),
        further=Pattern(rf"\b(?:{'|'.join(said['further'])})\b", re.IGNORECASE),
    )
