"""The words of casualties, compiled once a language: what each class means stands here, the lexicon has the words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.model import Actor
from geo.reading.beginnings import Sought
from geo.reading.documents import months
from geo.reading.lexicon import load_lexicon
from geo.reading.numerals import numerals
from geo.reading.pattern import Pattern
from geo.reading.word_index import choices

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.reading.numerals import Numerals

_LETTERS = 4
_MOST_MET = 50_000
_WORD = re.compile(r"\w(?:[\w’ʼ'-]*\w)?|[^\w\s]")
# what words of each class tell; a number may stand on either side of them, after an active verb first of all
KIND_OF = {
    "toll_killed": "killed",
    "toll_wounded": "wounded",
    "toll_missing": "missing",
    "killed": "killed",
    "killed_active": "killed",
    "wounded": "wounded",
    "wounded_active": "wounded",
    "hurt": "wounded",
    "missing": "missing",
}
# words that say there were none, and of what
NONE_OF = {
    "none_both": ("killed", "wounded"),
    "none_killed": ("killed",),
    "none_wounded": ("wounded",),
}
# words around a count, in the order in which they are looked for
_AROUND = (
    *(
        "rest",
        "subset",
        "hedge",
        "plain",
        "another",
        "vague",
        "break",
        "neg",
        "among",
        "risen",
        "aux",
        "skip",
        "conj",
        "det",
    ),
    *("pair", "generic", "persons", "someone", "single", "not_persons", "prep"),
)


class Elements:
    """Cuts a sentence into its words and signs, those of some classes as one piece each.

    Parameters
    ----------
    classes
        The patterns of each class, in the order in which they are tried. A word is tried against those alone that can
        begin as it does.
    """

    def __init__(self, classes: Sequence[tuple[str, Sequence[str]]]) -> None:
        self._by_letters: dict[str, list[tuple[int, str, str]]] = {}
        for rank, (name, patterns) in enumerate(classes):
            for pattern in patterns:
                found = choices(pattern)
                for letters in {""} if "" in found else {letters.lower() for letters in found}:
                    self._by_letters.setdefault(letters, []).append((rank, name, pattern))
        self._met: dict[str, tuple[tuple[str, re.Pattern[str]], ...]] = {}

    def cut(self, text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
        """Yield (class, start, end) of each piece; a word of no class is "other", any other sign a "sign"."""
        at = start
        while (word := _WORD.search(text, at, end)) is not None:
            first = at = word.start()
            kind, at = "sign", word.end()
            if text[first].isalnum():
                kind = "other"
                for name, pattern in self._beginning(text[first : first + _LETTERS].lower()):
                    if match := pattern.match(text, first, end):
                        kind, at = name, match.end()
                        break
            yield kind, first, at

    def _beginning(self, letters: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
        """Return the patterns that can begin with some letters, a class each; compiled when first met."""
        met = self._met.get(letters)
        if met is None:
            sizes = range(len(letters) + 1)
            found = sorted({entry for size in sizes for entry in self._by_letters.get(letters[:size], ())})
            classes = {name: [pattern for _, other, pattern in found if other == name] for _, name, _ in found}
            met = tuple((name, _together(tuple(patterns))) for name, patterns in classes.items())
            if len(self._met) < _MOST_MET:
                self._met[letters] = met
        return met


@lru_cache(maxsize=4096)
def _together(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CasualtyWords:
    """The compiled words of casualties of one language.

    `elements` cuts a sentence into pieces of the classes. `told` finds whether a sentence
    has a word of casualties at all. `lost` finds the losses of a side that is the subject or the owner, `destroyed`
    those of a side that is the object. `attacks` tell whose attack the casualties are of; `default` is the side whose
    word an unsigned text of the language is.
    """

    told: Sought
    elements: Elements
    losses: Sought
    lost: Pattern
    destroyed: Pattern
    enemy: Pattern | None
    sides: Sequence[tuple[Actor, Pattern]]
    attacks: Sequence[tuple[Actor, Pattern]]
    default: Actor
    hedge_before: Pattern
    risen_to: Pattern
    attributive: Pattern
    numbers: Numerals
    verb_first: bool
    bare_single: bool


@lru_cache(maxsize=8)
def casualty_words(lang: str) -> CasualtyWords:
    """Return the words of casualties of a language."""
    lexicon = load_lexicon(lang)
    words, strikes, sides = lexicon["casualties"], lexicon["strikes"], lexicon["sides"]
    numbers = numerals(lang)
    figures = rf"(?:{strikes['figures']}){words['figures_tail']}(?![.,:/-]?\w)"
    spelt = rf"(?:{numbers.word})(?:[\s-](?:{numbers.word})){{0,2}}(?!\w)"
    told = [*NONE_OF, *KIND_OF]
    groups = [(name, words[name]) for name in (*told, *_AROUND)]
    months_too = {"not_persons": [re.escape(month) for month in months()]}
    elements = Elements(
        [
            ("aged", words["aged"]),
            ("age", words["age"]),
            *((name, [*entries, *months_too.get(name, ())]) for name, entries in groups),
            ("num", [figures, spelt]),
        ]
    )
    hedges = "|".join([*words["hedge"], *words["plain"], *words["another"]])
    parts = {
        "QUANTITY": rf"(?:(?:{hedges})\s+){{0,2}}(?P<{{}}>{figures}|{spelt})",
        "SOLDIERS": "|".join(words["soldiers"]),
    }

    def losses(shapes: Sequence[str]) -> Pattern:
        filled = [
            re.sub("QUANTITY|SOLDIERS", lambda part: parts[part.group()], shape).replace("{}", f"n{number}")
            for number, shape in enumerate(shapes)
        ]
        return Pattern(rf"(?<!\w)(?:{'|'.join(filled)})(?!\w)", re.IGNORECASE)

    def whole(patterns: Sequence[str]) -> Pattern:
        return Pattern(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)

    other_case = sides.get("other_case", {})
    return CasualtyWords(
        told=Sought(whole([entry for name in told for entry in words[name]]), words["cues"]),
        elements=elements,
        losses=Sought(whole(words["loss_words"])),
        lost=losses(words["lost"]),
        destroyed=losses(words["destroyed"]),
        enemy=whole(enemy) if (enemy := [*sides["enemy"], *other_case.get("enemy", ())]) else None,
        sides=[
            (
                side,
                whole(
                    [*sides[side], *sides["adjective"][side], *other_case.get(side, ()), *words["side"].get(side, ())]
                ),
            )
            for side in Actor
        ],
        attacks=[(side, whole(words["attacks"][side])) for side in Actor],
        default=Actor(sides.get("default", Actor.UA)),
        hedge_before=Pattern(rf"(?<!\w)({'|'.join(words['hedge'])})\s+(?:[^\W\d]{{1,12}} )?$", re.IGNORECASE),
        risen_to=Pattern(words["risen_to"], re.IGNORECASE),
        attributive=Pattern(words["attributive"], re.IGNORECASE),
        numbers=numbers,
        verb_first=words["verb_first"],
        bare_single=words["bare_single"],
    )
