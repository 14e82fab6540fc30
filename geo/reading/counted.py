"""A sentence cut into the pieces that tell of casualties: numbers of people, one piece each, verbs, what joins them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from geo.reading.casualty_words import KIND_OF

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.reading.casualty_words import CasualtyWords

_MOST_ADJECTIVES = 4
_PEOPLE = frozenset({"persons", "generic", "someone", "single", "pair"})
_NAMELESS = frozenset({"generic", "someone"})


@dataclass(slots=True)
class Counted:
    """A piece of a sentence.

    `kind` is the class of its words; "np" is a phrase that counts people, or something else: `count` is None where
    they are told without a number, `known` says that its noun is one for people, `noun` that it has another, `junk`
    that it is no people. `part` is what is told of a part of those counted before, `after_prep` what stands after a
    preposition. `victims` is where the words for the people stand, `sign` the sign that a piece consists of.
    """

    kind: str
    start: int
    end: int
    sign: str = ""
    count: int | None = None
    hedge: str = ""
    victims: tuple[int, int] | None = None
    known: bool = False
    noun: bool = False
    junk: bool = False
    part: bool = False
    after_prep: bool = False


def counted(text: str, start: int, end: int, words: CasualtyWords) -> list[Counted]:
    """Return the pieces of a sentence, each phrase that counts people as one."""
    raw = [
        Counted(kind, first, last, sign=text[first:last] if kind == "sign" else "")
        for kind, first, last in words.elements.cut(text, start, end)
    ]
    for piece, following in pairwise(raw):
        if piece.kind == "not_persons" and following.kind in _PEOPLE:
            piece.kind = "other" if words.attributive.fullmatch(text, piece.start, piece.end) else piece.kind
    pieces: list[Counted] = []
    at = 0
    while at < len(raw):
        phrase, after = _phrase(text, raw, at, words)
        if phrase is None:
            pieces.append(raw[at])
            at += 1
            continue
        if at and raw[at - 1].kind == "prep":
            phrase = replace(phrase, after_prep=True)
        pieces.append(phrase)
        at = after
    return _with_ages(_parts(pieces))


def _phrase(text: str, raw: Sequence[Counted], at: int, words: CasualtyWords) -> tuple[Counted | None, int]:
    """Return the phrase that counts people from a piece on, and the piece after it."""
    begin, hedge = at, ""
    while at < len(raw) and raw[at].kind in ("hedge", "plain", "another") and at - begin < 3:
        if raw[at].kind == "hedge" and not hedge:
            hedge = text[raw[at].start : raw[at].end].lower()
        at += 1
    if at >= len(raw):
        return None, begin
    kind = raw[at].kind
    phrase: Counted | None
    if kind == "num":
        count = words.numbers.value(text[raw[at].start : raw[at].end])
        phrase, after = _numbered(raw, at, count)
    elif kind == "vague":
        phrase, after = _numbered(raw, at, None)
    else:
        phrase, after = _single(raw, at, words, another=at > begin)
    if phrase is None and raw[begin].kind == "another" and kind in ("aux", *KIND_OF):
        phrase, after = Counted("np", raw[begin].start, raw[begin].end, count=1), at  # "and another was injured"
    if phrase is None:
        return None, begin
    return replace(phrase, start=raw[begin].start, hedge=hedge), after


def _numbered(raw: Sequence[Counted], at: int, count: int | None) -> tuple[Counted, int]:
    """Return the phrase of a number: "two local residents", "five others", "five"."""
    phrase = Counted("np", raw[at].start, raw[at].end, count=count)
    noun = at + 1
    while noun < len(raw) and noun - at <= _MOST_ADJECTIVES and raw[noun].kind in ("other", "age", "rest"):
        noun += 1
    if noun < len(raw) and (raw[noun].kind in _PEOPLE or raw[noun].kind == "not_persons"):
        people = raw[noun].kind in _PEOPLE
        named = people and (raw[noun].kind not in _NAMELESS or any(raw[k].kind == "other" for k in range(at + 1, noun)))
        return (
            replace(
                phrase,
                end=raw[noun].end,
                known=people,
                junk=not people,
                victims=(raw[at + 1 + (raw[at + 1].kind == "rest")].start, raw[noun].end) if named else None,
            ),
            noun + 1,
        )
    following = raw[at + 1].kind if at + 1 < len(raw) else ""
    if following == "rest":
        return replace(phrase, end=raw[at + 1].end, known=True), at + 2
    if following == "other":
        stop = at + 1 + (at + 2 < len(raw) and raw[at + 2].kind == "other")
        return replace(phrase, end=raw[stop].end, noun=True, victims=(raw[at + 1].start, raw[stop].end)), stop + 1
    return phrase, at + 1


def _single(raw: Sequence[Counted], at: int, words: CasualtyWords, *, another: bool) -> tuple[Counted | None, int]:
    """Return the phrase of one person: "a 45-year-old woman"; people without a number are counted None."""
    begin = at
    opened = another or words.bare_single or raw[at].kind == "det"
    if raw[at].kind == "det":
        at += 1
    aged = None
    while at < len(raw) and at - begin <= _MOST_ADJECTIVES and raw[at].kind in ("other", "age", "rest"):
        if raw[at].kind == "age":
            aged, opened = at, True
        elif words.bare_single and aged is None and raw[begin].kind != "rest":
            break  # a name or any other word: the phrase begins later
        at += 1
    kind = raw[at].kind if at < len(raw) else ""
    if kind in ("single", "someone", "pair") and (opened or kind == "pair"):
        victims = None if kind == "someone" and aged is None else (raw[begin].start, raw[at].end)
        count = 2 if kind == "pair" else 1
        return Counted("np", raw[begin].start, raw[at].end, count=count, known=True, victims=victims), at + 1
    if kind in ("persons", "generic") and (aged is None or not words.bare_single):
        return Counted("np", raw[begin].start, raw[at].end, known=True), at + 1
    if aged is not None:
        last = raw[aged]
        return Counted(
            "np", raw[begin].start, last.end, count=1, known=True, victims=(raw[begin].start, last.end)
        ), aged + 1
    return None, begin


def _parts(pieces: list[Counted]) -> list[Counted]:
    """Return the pieces with those marked that are told of a part: "five people, including two children"."""
    part = False
    for at, piece in enumerate(pieces):
        if piece.kind == "subset":
            part = True
        elif part and piece.kind == "np":
            pieces[at] = replace(piece, part=True)
            following = pieces[at + 1].kind if at + 1 < len(pieces) else ""
            part = following == "conj"
        elif piece.kind not in ("conj", "aged", "prep", "other", "age", "det") and piece.sign not in (
            "-",
            "–",
            "—",
            ":",
        ):
            part = False
    return pieces


def _with_ages(pieces: list[Counted]) -> list[Counted]:
    """Return the pieces with bare ages between commas or in brackets told as such: "a man, 45, and"."""
    for at in range(1, len(pieces) - 2):
        opening, age, closing = pieces[at : at + 3]
        person = pieces[at - 1]
        if (
            (opening.sign, closing.sign) in ((",", ","), ("(", ")"))
            and (person.kind, person.known, person.count) == ("np", True, 1)
            and age.kind == "np"
            and not (age.known or age.noun or age.hedge)
        ):
            pieces[at + 1] = replace(age, kind="aged")
    return pieces
