"""The words of claims, compiled once a language: here is what each class means, the lexicon has the words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from geo.model import Actor, Event
from geo.reading.beginnings import Sought, has_word_like
from geo.reading.documents import months
from geo.reading.lexicon import load_lexicon
from geo.reading.pattern import Pattern
from geo.reading.word_index import WordIndex

if TYPE_CHECKING:
    from collections.abc import Sequence

# what each class of trigger says happened; the classes are the keys of the lexicon's [claims]
EVENT_OF = {
    "captured": Event.CAPTURED,
    "captured_before": Event.CAPTURED,
    "captured_apposed": Event.CAPTURED,
    "claimed_place": Event.CAPTURED,
    "ousted": Event.CAPTURED,
    "advanced": Event.ADVANCED,
    "entered": Event.ADVANCED,  # a side that entered a place has advanced in it, not taken it
    "attacked": Event.ATTACKED,
    "attacked_before": Event.ATTACKED,
    "failed_attack": Event.REPELLED,
    "repelled": Event.REPELLED,
    "repelled_before": Event.REPELLED,
    "vain_before": Event.REPELLED,
    "struck": Event.STRUCK,
    "struck_before": Event.STRUCK,
    "suffered": Event.STRUCK,
    "withdrew": Event.WITHDREW,
    "contested": Event.CONTESTED,
    "contested_before": Event.CONTESTED,
    "captured_said_of": Event.CAPTURED,
    "contested_said_of": Event.CONTESTED,
    "surrounded_after": Event.CONTESTED,
    "denial": Event.DENIED,
    "negated_before": Event.DENIED,
    "negated": Event.DENIED,
}


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words that say something happened: `word_class` is a key of `EVENT_OF`, or "none" where nothing did."""

    start: int
    end: int
    word_class: str


@dataclass(frozen=True, slots=True)
class ClaimWords:
    """The compiled words of claims of one language; what each is for stands beside it in the lexicon."""

    triggers: WordIndex
    boundary: Sought
    goes_on: Pattern
    history: Sought
    dated: Sought
    unreal: Pattern
    unreal_after: Pattern
    denial_of_that: Sought
    relative: Pattern
    all_repelled: Pattern
    noun: Pattern
    forfeited: Pattern
    fall: Pattern
    regained: Pattern
    passive: Pattern
    own: Pattern
    oneself: Pattern
    pronoun: Pattern
    origin: Pattern
    from_side: Pattern
    listed: Pattern
    way_before: Pattern
    way_after: Pattern
    office_after: Pattern
    back: Pattern
    held_by_russia: Pattern
    fronted: Pattern
    fronted_events: frozenset[str]
    opening: Pattern
    there: Pattern
    joins: Pattern
    not_said_of: Pattern
    speech: Pattern
    list_before: Pattern
    by_whom: Pattern
    sides: Sequence[tuple[Actor, Sought]]
    own_arms: Sought
    enemy: Sought
    adjectives: Sequence[tuple[Actor, Pattern]]
    progressive: Pattern
    object_before: Pattern
    named_last: Pattern
    not_subject_after: Pattern
    office_before: Pattern
    order: OrderWords | None
    cases: CaseWords | None


@dataclass(frozen=True, slots=True)
class OrderWords:
    """Of a language whose words stand in any order: what parts the members of a sentence, and what turns a claim."""

    clause: Sought
    related: Sought
    comma: Pattern
    joint: Sought
    unfinished: Sought
    negation: Pattern
    denial: Sought
    lost: Pattern
    holding: Sought
    from_afar: Pattern
    volley: Pattern
    ousting: Pattern
    destination: Pattern
    denial_of_that: Sought
    unreal_cut: Pattern
    rebuttal: Pattern
    retaking: Pattern
    pushed_back: Pattern
    turning: Pattern
    rumoured: Pattern
    hearsay: Pattern
    said_before: Pattern
    then: Pattern


@dataclass(frozen=True, slots=True)
class CaseWords:
    """Of a language with cases: the sides as agents and in the other cases, and whose word an unsigned text is."""

    default: Actor | None
    mouths: Sequence[tuple[Actor, Pattern]]
    named: WordIndex
    passive_end: Pattern
    ours: Pattern
    theirs: Pattern
    fire: Pattern
    undergone: Pattern
    done_to_them: Pattern
    civil: Pattern
    weapons: Sequence[tuple[Actor, Pattern]]
    red: Pattern
    unnamed: Pattern
    we: Pattern


def any_of(patterns: Sequence[str]) -> Pattern:
    """Compile alternatives that stand as whole words, to look for in lowered text: twice as fast as either case.

    Of no alternatives it makes a pattern that is never found.
    """
    return Pattern(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)" if patterns else r"(?!)")


def lowered(text: str) -> str:
    """Return a text in small letters, of the same length."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)


@lru_cache(maxsize=8)
def claim_words(lang: str) -> ClaimWords:
    """Return the words of claims of a language."""
    lexicon = load_lexicon(lang)
    words, sides = lexicon["claims"], lexicon["sides"]
    speech = "|".join(lexicon["sources"]["speech"])
    month = "|".join(sorted(map(re.escape, months()), key=len, reverse=True))
    # a denial reaches from its verb to the loss that it denies
    denial = (
        rf"(?:{'|'.join(words['denial'])})(?:\s+(?:that|the|losing|having lost|reports of))?\b"
        rf"(?=[^.;]{{0,140}}\b(?:{'|'.join(words['lost'])})\b)"
    )
    # what is denied may stand anywhere where the order of words is free
    free = words.get("word_order") == "free"
    classes = [("none", words["unconfirmed"]), ("denial", [] if free else [denial, *_rated(words)])]
    classes += [("no_event", words["no_event"])] if free else []
    classes += [(name, words[name]) for name in EVENT_OF if name != "denial" and name in words]

    def loose(pattern: str) -> Pattern:
        return Pattern(pattern, re.IGNORECASE)

    return ClaimWords(
        triggers=WordIndex(classes),
        boundary=_parting(words["boundary"]),
        goes_on=loose(rf"\s*(?:{words['goes_on']})(?!\w)"),
        history=Sought(any_of([entry.replace("MONTH", f"(?:{month})") for entry in words["history"]])),
        dated=Sought(
            loose(
                rf"(?<!\w)({month})\.?\s+(\d{{1,2}})(?!\d)(?:,?\s+(20\d\d))?"
                rf"|(?<!\w)(\d{{1,2}})\s+({month})(?!\w)(?:,?\s+(20\d\d))?"
            ),
            has_word_like(month),
        ),
        unreal=any_of(words["unreal"]),
        unreal_after=loose(words["unreal_after"]),
        denial_of_that=Sought(any_of(words["denial_of_that"])),
        relative=any_of(words["relative"]),
        all_repelled=loose(words["all_repelled"]),
        noun=loose(words["nouns"]),
        forfeited=any_of(words["forfeited"]),
        fall=Pattern(words.get("fall", r"(?!)")),
        regained=any_of(words["regained"]),
        passive=loose(words["passive"] + r"\s+$"),
        own=loose(words["own"]),
        oneself=loose(rf"\b(?:{speech})\s+(?:that\s+)?{words['oneself']}$"),
        pronoun=loose(words["pronouns"]),
        origin=loose(words["origin"] + r"\s+$"),
        from_side=Pattern(rf"(?<!\w)(?:{words['from_side']})\s+$"),
        listed=Pattern(rf"\s*(?:,|(?:,\s*)?{words['joint']})\s*"),
        way_before=loose(words["way_before"] + r"\s+$"),
        way_after=loose(words["way_after"]),
        office_after=loose(words["office_after"]),
        back=Pattern(words["back"]),
        held_by_russia=loose(words["held_by_russia"] + "$"),
        fronted=loose(words["fronted"]),
        fronted_events=frozenset(words.get("fronted_events", ())),
        opening=loose(rf"\s*(?:;|,?\s*(?:{'|'.join(words['boundary'])})(?!\w))?,?\s*"),
        there=Pattern(rf",?\s*(?:{words.get('there', '(?!)')})"),
        joins=Pattern(rf"(?:\s*\([^()]{{1,60}}\))?\s*(?:,|:|(?:,\s*)?{words['joint']}|,[^,;]{{3,80}},)?\s*"),
        not_said_of=Pattern(rf"(?:{words.get('not_said_of', '(?!)')})$"),
        speech=any_of([speech]),
        list_before=loose(words["list_before"] + r"\s*$"),
        by_whom=loose(rf"\s+(?:{words['agent']})\s+(?=(\S))"),
        sides=[(side, Sought(any_of(sides[side]))) for side in Actor],
        own_arms=Sought(any_of(sides["own_arms"])),
        enemy=Sought(any_of(sides["enemy"])),
        adjectives=[(side, any_of(sides["adjective"][side])) for side in Actor],
        progressive=loose(words["progressive"]),
        object_before=loose(
            rf"(?<!\w)(?!(?:{speech})\b)(?:{'|'.join(sides['object_before'])})\s+(?:(?:the|an?|two|three|\d+)\s+)?$"
        ),
        named_last=loose(sides.get("named_last", r"(?!)")),
        not_subject_after=loose(
            rf"['’]s\b|{words['office_after']}|\s+(?:\w+\s+)?(?:{speech})\b(?!\s+(?:{lexicon['sources']['speech_that_acts']}))"
        ),
        office_before=loose(words["office_before"] + r"\s+$") if "office_before" in words else any_of([]),
        order=_order_words(words, speech) if free else None,
        cases=_case_words(words, sides) if free else None,
    )


def _rated(words: dict[str, Any]) -> list[str]:
    """Return the words that call false what was said of a place."""
    return [entry.replace("FALSE", words["false"]) for entry in words.get("rated", [])]


def _parting(boundary: Sequence[str]) -> Sought:
    """Return what parts clauses: a semicolon, or one of some words, with or without a comma before it."""
    words = "|".join(boundary)
    begins = has_word_like("|".join(word.lstrip(", ") for word in boundary))
    return Sought(Pattern(rf";|(?<!\w)(?:,\s*)?(?:{words})(?!\w)"), begins, sign=";")


def _order_words(words: dict[str, Any], speech: str) -> OrderWords:
    related = [rf"(?:,\s*)?(?:{'|'.join(words['relative'])})"]
    return OrderWords(
        clause=_parting(words["boundary"]),
        related=Sought(any_of(related), has_word_like("|".join(words["relative"]))),
        comma=Pattern(words["comma"]),
        joint=Sought(Pattern(words["joint"])),
        unfinished=Sought(any_of(words["unfinished"])),
        negation=Pattern(r"(?<!\w)" + words["negation"]),
        denial=Sought(any_of(words["denial"])),
        lost=any_of(words["lost"]),
        holding=Sought(any_of(words["holding"])),
        from_afar=any_of(words["from_afar"]),
        volley=any_of(words["volley"]),
        ousting=Pattern(words["ousting"]),
        destination=Pattern(rf"(?<!\w)(?:{words.get('destination', '(?!)')})\s+$"),
        denial_of_that=Sought(any_of(words["denial_of_that"])),
        unreal_cut=Pattern(words["unreal_cut"]),
        rebuttal=any_of(words.get("rebuttal", [])),
        retaking=Pattern(words.get("retaking", "(?!)")),
        pushed_back=any_of(words.get("pushed_back", [])),
        rumoured=Pattern(words.get("rumoured", "(?!)")),
        hearsay=any_of(words.get("hearsay", [])),
        turning=Pattern(rf"(?:{words.get('turning', '(?!)')})"),
        then=Pattern(rf"\W{{0,3}}(?:{words['then']})\b"),
        said_before=Pattern(rf"(?:{words['before_now']})\b[^.;]{{0,90}}?\b(?:{speech})"),
    )


def _case_words(words: dict[str, Any], sides: dict[str, Any]) -> CaseWords:
    tables = (
        ("subject", {"RU": sides["RU"], "UA": sides["UA"], "enemy": sides["enemy"], "own": sides["own_arms"]}),
        ("agent", sides["agent"]),
        ("other", sides["other_case"]),
    )
    return CaseWords(
        default=Actor(sides["default"]) if "default" in sides else None,
        mouths=[(side, any_of(sides[f"mouth_{side}"])) for side in Actor if f"mouth_{side}" in sides],
        named=WordIndex([(f"{case} {whose}", found) for case, table in tables for whose, found in table.items()]),
        passive_end=Pattern(words["passive_end"]),
        ours=any_of(words["ours"]),
        theirs=any_of(words["theirs"]),
        fire=Pattern(words["fire"]),
        undergone=Pattern(words.get("undergone", r"(?!)")),
        done_to_them=Pattern(rf"(?<!\w)(?:{words['them']})\s+(?:\w{{2,14}}\s+)?$"),
        civil=any_of(words.get("civil", ())),
        weapons=[(Actor(side), any_of(arms)) for side, arms in sides.get("weapon", {}).items()],
        red=any_of(words.get("red", ())),
        unnamed=any_of(words.get("unnamed", ())),
        we=Pattern(words.get("we", r"(?!)")),
    )
