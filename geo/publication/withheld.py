"""What a policy held back, counted by kind, so that nothing is left out in silence."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.publication.policy import Policy


class Reason(StrEnum):
    """Why something was held back."""

    SOURCE = "source"
    EVENT = "event"
    SIDE = "side"
    FACILITY = "facility"
    UNIT = "unit"
    CONFIDENCE = "confidence"
    UNDECIDED = "undecided"
    TIME = "time"


@cache
def _words(lang: str) -> dict[str, Any]:
    table = tomllib.loads((files("geo.publication") / "words.toml").read_text(encoding="utf-8"))
    if lang not in table:
        raise InputError(f"lang: what was held back is told in {', '.join(table)}, not in {lang[:20]!r}")
    words: dict[str, Any] = table[lang]
    return words


@dataclass(frozen=True)
class Withheld:
    """How much was held back, by layer and reason."""

    counts: Counter[tuple[str, Reason]] = field(default_factory=Counter)

    def __bool__(self) -> bool:
        return bool(self.total)

    @property
    def total(self) -> int:
        """All that was held back, blotted quotations included."""
        return sum(self.counts.values())

    def rows(self) -> list[dict[str, Any]]:
        """Return a row a layer and reason, in order, as plain values."""
        return [
            {"layer": layer, "reason": reason.value, "count": count}
            for (layer, reason), count in sorted(self.counts.items())
            if count
        ]

    def grouped(self) -> Withheld:
        """Return the same with all layers as one, `marks`, for those who want it short; texts stay by themselves."""
        counts: Counter[tuple[str, Reason]] = Counter()
        for (layer, reason), count in self.counts.items():
            counts[layer if layer == "texts" else "marks", reason] += count
        return Withheld(counts)

    def lines(self, lang: str = "en") -> list[str]:
        """Return the same in words, in English, Ukrainian or Russian.

        Examples
        --------
        >>> Withheld(Counter({("claims", Reason.EVENT): 2, ("texts", Reason.UNIT): 1})).lines()
        ['2 claims of a kind of event that is never shown', '1 text telling where a unit is']
        """
        words = _words(lang)
        return [
            words["line"].format(
                count=row["count"],
                noun=_form(words["nouns"][row["layer"]], row["count"], lang),
                reason=words["reasons"][row["reason"]],
            )
            for row in self.rows()
        ]


def _form(forms: list[str], count: int, lang: str) -> str:
    """Return the form of a noun that goes with a number."""
    last, teen = count % 10, 10 < count % 100 < 20
    if lang == "en":
        return forms[count != 1]
    return forms[0 if last == 1 and not teen else 1 if 2 <= last <= 4 and not teen else 2]


@dataclass(frozen=True)
class Publication:
    """Under which policy an output was made, and what it held back."""

    policy: Policy
    withheld: Withheld

    def __add__(self, other: Publication) -> Publication:
        """Return the two as one, of several days under one policy."""
        return Publication(self.policy, Withheld(self.withheld.counts + other.withheld.counts))

    def as_json(self) -> dict[str, Any]:
        """Return the record that is written into an output."""
        return {"policy": self.policy.as_json(), "withheld": self.withheld.rows()}

    def sentence(self, lang: str = "en") -> str:
        """Return the record as a sentence for people, in English, Ukrainian or Russian."""
        words = _words(lang)
        lines = self.withheld.lines(lang)
        told = words["held"].format(lines="; ".join(lines)) if lines else words["nothing"]
        return str(words["sentence"].format(name=self.policy.name, digest=self.policy.digest, told=told))

    def for_page(self, lang: str = "en") -> str:
        """Return what a reader of a page is told: what was held back; nothing if nothing was."""
        lines = "; ".join(self.withheld.grouped().lines(lang))
        return str(_words(lang)["page"].format(name=self.policy.name, lines=lines)) if lines else ""


def published(value: object) -> Publication | None:
    """Return under which policy layers or a reading were made, None if under none."""
    found = getattr(value, "publication", None)
    return found if isinstance(found, Publication) else None


def stand_ins_told(text: str, lang: str) -> str:
    """Return a published text with what stands in it for something held back told in a language.

    Examples
    --------
    >>> stand_ins_told("Troops of the [unit] hold [place].", "uk")
    'Troops of the [підрозділ] hold [місце].'
    """
    told: dict[str, str] = _words(lang)["stand_ins"]
    if text in told:
        return told[text]
    for stand_in, word in told.items():
        text = text.replace(stand_in, word) if stand_in.startswith("[") else text
    return text


def together(publications: Iterable[Publication | None]) -> Publication | None:
    """Return the records of several readings as one; None if there is none."""
    whole: Publication | None = None
    for one in publications:
        if one is not None:
            whole = one if whole is None else whole + one
    return whole
