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
    "failed_attack": Event.REPELLED,
    "repelled": Event.REPELLED,
    "repelled_before": Event.REPELLED,
    "struck": Event.STRUCK,
    "struck_before": Event.STRUCK,
    "suffered": Event.STRUCK,
    "withdrew": Event.WITHDREW,
    "contested": Event.CONTESTED,
    "contested_before": Event.CONTESTED,
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
    goes_on: re.Pattern[str]
    history: Sought
    dated: re.Pattern[str]
    unreal: re.Pattern[str]
    unreal_after: re.Pattern[str]
    denial_of_that: Sought
    relative: re.Pattern[str]
    all_repelled: re.Pattern[str]
    noun: re.Pattern[str]
    forfeited: re.Pattern[str]
    regained: re.Pattern[str]
    passive: re.Pattern[str]
    own: re.Pattern[str]
    oneself: re.Pattern[str]
    pronoun: re.Pattern[str]
    origin: re.Pattern[str]
    from_side: re.Pattern[str]
    listed: re.Pattern[str]
    way_before: re.Pattern[str]
    way_after: re.Pattern[str]
    office_after: re.Pattern[str]
    back: re.Pattern[str]
    held_by_russia: re.Pattern[str]
    fronted: re.Pattern[str]
    list_before: re.Pattern[str]
    by_whom: re.Pattern[str]
    sides: Sequence[tuple[Actor, Sought]]
    own_arms: Sought
    enemy: Sought
    adjectives: Sequence[tuple[Actor, re.Pattern[str]]]
    progressive: re.Pattern[str]
    object_before: re.Pattern[str]
    not_subject_after: re.Pattern[str]
    office_before: re.Pattern[str]
    order: OrderWords | None
    cases: CaseWords | None


@dataclass(frozen=True, slots=True)
class OrderWords:
    """Of a language whose words stand in any order: what parts the members of a sentence, and what turns a claim."""

    clause: Sought
    related: Sought
    comma: re.Pattern[str]
    joint: Sought
    unfinished: Sought
    negation: re.Pattern[str]
    denial: Sought
    lost: re.Pattern[str]
    holding: Sought
    from_afar: re.Pattern[str]
    volley: re.Pattern[str]
    ousting: re.Pattern[str]
    denial_of_that: Sought
    unreal_cut: re.Pattern[str]
    rebuttal: re.Pattern[str]
    retaking: re.Pattern[str]
    said_before: re.Pattern[str]
    then: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class CaseWords:
    """Of a language with cases: the sides as agents and in the other cases, and whose word an unsigned text is."""

    default: Actor | None
    mouths: Sequence[tuple[Actor, re.Pattern[str]]]
    named: WordIndex
    passive_end: re.Pattern[str]
    ours: re.Pattern[str]
    theirs: re.Pattern[str]
    fire: re.Pattern[str]
    undergone: re.Pattern[str]
    done_to_them: re.Pattern[str]
    civil: re.Pattern[str]
    weapons: Sequence[tuple[Actor, re.Pattern[str]]]


def any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    """Compile alternatives that stand as whole words, to look for in lowered text: twice as fast as either case.

    Of no alternatives it makes a pattern that is never found.
    """
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)" if patterns else r"(?!)")


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
    classes = [("none", words["unconfirmed"]), ("denial", [] if free else [denial])]
    classes += [("no_event", words["no_event"])] if free else []
    classes += [(name, words[name]) for name in EVENT_OF if name != "denial" and name in words]

    def loose(pattern: str) -> re.Pattern[str]:
        return re.compile(pattern, re.IGNORECASE)

    return ClaimWords(
        triggers=WordIndex(classes),
        boundary=_parting(words["boundary"]),
        goes_on=loose(rf"\s*(?:{words['goes_on']})(?!\w)"),
        history=Sought(any_of([entry.replace("MONTH", f"(?:{month})") for entry in words["history"]])),
        dated=loose(
            rf"(?<!\w)({month})\.?\s+(\d{{1,2}})(?!\d)(?:,?\s+(20\d\d))?|(?<!\w)(\d{{1,2}})\s+({month})(?!\w)(?:,?\s+(20\d\d))?"
        ),
        unreal=any_of(words["unreal"]),
        unreal_after=loose(words["unreal_after"]),
        denial_of_that=Sought(any_of(words["denial_of_that"])),
        relative=any_of(words["relative"]),
        all_repelled=loose(words["all_repelled"]),
        noun=loose(words["nouns"]),
        forfeited=any_of(words["forfeited"]),
        regained=any_of(words["regained"]),
        passive=loose(words["passive"] + r"\s+$"),
        own=loose(words["own"]),
        oneself=loose(rf"\b(?:{speech})\s+(?:that\s+)?{words['oneself']}$"),
        pronoun=loose(words["pronouns"]),
        origin=loose(words["origin"] + r"\s+$"),
        from_side=re.compile(rf"(?<!\w)(?:{words['from_side']})\s+$"),
        listed=re.compile(rf"\s*(?:,|(?:,\s*)?{words['joint']})\s*"),
        way_before=loose(words["way_before"] + r"\s+$"),
        way_after=loose(words["way_after"]),
        office_after=loose(words["office_after"]),
        back=re.compile(words["back"]),
        held_by_russia=loose(words["held_by_russia"] + "$"),
        fronted=loose(words["fronted"]),
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
        not_subject_after=loose(
            rf"['’]s\b|{words['office_after']}|\s+(?:\w+\s+)?(?:{speech})\b(?!\s+(?:{lexicon['sources']['speech_that_acts']}))"
        ),
        office_before=loose(words["office_before"] + r"\s+$") if "office_before" in words else any_of([]),
        order=_order_words(words, speech) if free else None,
        cases=_case_words(words, sides) if free else None,
    )


def _parting(boundary: Sequence[str]) -> Sought:
    """Return what parts clauses: a semicolon, or one of some words, with or without a comma before it."""
    words = "|".join(boundary)
    begins = has_word_like("|".join(word.lstrip(", ") for word in boundary))
    return Sought(re.compile(rf";|(?<!\w)(?:,\s*)?(?:{words})(?!\w)"), begins, sign=";")


def _order_words(words: dict[str, Any], speech: str) -> OrderWords:
    related = [rf"(?:,\s*)?(?:{'|'.join(words['relative'])})"]
    return OrderWords(
        clause=_parting(words["boundary"]),
        related=Sought(any_of(related), has_word_like("|".join(words["relative"]))),
        comma=re.compile(words["comma"]),
        joint=Sought(re.compile(words["joint"])),
        unfinished=Sought(any_of(words["unfinished"])),
        negation=re.compile(r"(?<!\w)" + words["negation"]),
        denial=Sought(any_of(words["denial"])),
        lost=any_of(words["lost"]),
        holding=Sought(any_of(words["holding"])),
        from_afar=any_of(words["from_afar"]),
        volley=any_of(words["volley"]),
        ousting=re.compile(words["ousting"]),
        denial_of_that=Sought(any_of(words["denial_of_that"])),
        unreal_cut=re.compile(words["unreal_cut"]),
        rebuttal=any_of(words.get("rebuttal", [])),
        retaking=re.compile(words.get("retaking", "(?!)")),
        then=re.compile(rf"\W{{0,3}}(?:{words['then']})\b"),
        said_before=re.compile(rf"(?:{words['before_now']})\b[^.;]{{0,90}}?\b(?:{speech})"),
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
        passive_end=re.compile(words["passive_end"]),
        ours=any_of(words["ours"]),
        theirs=any_of(words["theirs"]),
        fire=re.compile(words["fire"]),
        undergone=re.compile(words.get("undergone", r"(?!)")),
        done_to_them=re.compile(rf"(?<!\w)(?:{words['them']})\s+(?:\w{{2,14}}\s+)?$"),
        civil=any_of(words.get("civil", ())),
        weapons=[(Actor(side), any_of(arms)) for side, arms in sides.get("weapon", {}).items()],
    )
