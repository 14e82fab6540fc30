"""Who holds a place, by all that is said of it: the rule. Its weights stand in `holding.toml`, or in a user's file.

Sources vote, each with its weight, which fades with age. A side's own claim is a claim, and weighs little, until the
other side, an independent source or an assessed area bears it out; what is confirmed, or assessed, overtakes what is
older. A denied claim makes a place contested.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import InputError
from geo.model import Basis, Holder

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

_LARGEST_FILE = 100_000


class Kind(StrEnum):
    """What a piece of evidence is; the keys of the rule's tables."""

    ASSESSED = "assessed"
    PLACES = "places"
    CONFIRMED = "confirmed"
    CLAIMED = "claimed"
    DENIED = "denied"
    HELD = "held"
    FOUGHT = "fought"
    KNOWN = "known"


_ASSESSED = frozenset({Kind.ASSESSED, Kind.PLACES})
_OF_CLAIMS = frozenset({Kind.CONFIRMED, Kind.CLAIMED, Kind.DENIED, Kind.HELD, Kind.FOUGHT})


@dataclass(frozen=True, slots=True)
class Evidence:
    """One source's word on who held a place on a day; `claim_id` leads to the ledger, empty where it is no claim."""

    day: dt.date
    holder: Holder
    kind: Kind
    source: str
    claim_id: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who holds a place, on what that rests, and what share of all weight is for it."""

    holder: Holder
    basis: Basis
    share: float
    support: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class HoldingRule:
    """The rule's numbers; see `holding.toml` for what each is."""

    weights: Mapping[Kind, float]
    half_life_days: Mapping[Kind, float]
    majority: float
    least: float
    overtaken: float
    standing: float
    lag_days: int
    denial_days: int
    sources: Mapping[str, float]

    def weight(self, evidence: Evidence, date: dt.date) -> float:
        """Return what a piece of evidence weighs on a date."""
        age = max((date - evidence.day).days, 0)
        fresh = self.weights[evidence.kind] * self.sources.get(evidence.source, 1.0)
        return fresh * float(0.5 ** (age / self.half_life_days[evidence.kind]))


def holding_rule(path: str | Path | None = None) -> HoldingRule:
    """Return the rule of a TOML file, or the built-in one; what a file leaves out is as in the built-in one.

    Raises
    ------
    InputError
        If there is no such file, or a number in it is none, out of range or of no known name.
    """
    return _built_in() if path is None else _of_file(Path(path))


@lru_cache(maxsize=1)
def _built_in() -> HoldingRule:
    text = (resources.files("geo.control") / "holding.toml").read_text(encoding="utf-8")
    return _rule(tomllib.loads(text), "holding.toml")


def _of_file(path: Path) -> HoldingRule:
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise InputError(f"{path}: is too large for a rule; see the one in docs/control.md")
        own = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror or error}); name a TOML file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: is no TOML ({error}); see the rule in docs/control.md") from error
    text = (resources.files("geo.control") / "holding.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    for name, values in own.items():
        if name not in tables or not isinstance(values, dict):
            raise InputError(f"{path}: no table [{name!s:.40}] in a rule; there are {', '.join(tables)}")
        strange = set(values) - set(tables[name]) if name != "sources" else set()
        if strange:
            raise InputError(f"{path}: [{name}] has no {min(strange)!r:.40}; it has {', '.join(tables[name])}")
        tables[name] |= values
    return _rule(tables, str(path))


def _rule(tables: Mapping[str, Mapping[str, Any]], where: str) -> HoldingRule:
    def number(table: str, name: str, least: float, most: float) -> float:
        value = tables[table][name]
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise InputError(f"{where}: [{table}] {name} is {value!r:.40}; give a number from {least:g} to {most:g}")
        return float(value)

    return HoldingRule(
        weights={kind: number("weights", kind, 0, 100) for kind in Kind},
        half_life_days={kind: number("half_life_days", kind, 0.1, 100_000) for kind in Kind},
        majority=number("decision", "majority", 0.5, 1),
        least=number("decision", "least", 0, 1),
        overtaken=number("decision", "overtaken", 0, 1),
        standing=number("decision", "standing", 0, 1),
        lag_days=int(number("decision", "lag_days", 0, 1000)),
        denial_days=int(number("decision", "denial_days", 0, 1000)),
        sources={name: number("sources", name, 0, 100) for name in tables["sources"]},
    )


def decide(evidence: Sequence[Evidence], date: dt.date, rule: HoldingRule) -> Verdict:
    """Return who holds a place on a date.

    Parameters
    ----------
    evidence
        All that is said of it, in any order; what is of a later day does not count.
    date
        The date.
    rule
        The weights.
    """
    told = sorted((one for one in evidence if one.day <= date), key=lambda one: one.day)
    if any(one.kind in _ASSESSED for one in told):
        told = [one for one in told if one.kind is not Kind.KNOWN]
    weights: dict[Holder, float] = {}
    support: dict[Holder, list[Evidence]] = {}
    for one in told:
        weight = rule.weight(one, date) * (rule.overtaken if _is_overtaken(one, told, rule) else 1.0)
        holder = Holder.CONTESTED if _is_disputed(one, told, rule) else one.holder
        if holder is not Holder.UNKNOWN:
            weights[holder] = weights.get(holder, 0.0) + weight
            support.setdefault(holder, []).append(one)
    total = sum(weights.values())
    if total < rule.least:
        return Verdict(Holder.UNKNOWN, Basis.INFERRED, 0.0, ())
    best = max(weights, key=lambda holder: (weights[holder], holder is Holder.CONTESTED))
    share = weights[best] / total
    if best is Holder.CONTESTED or share >= rule.majority:
        return Verdict(best, _basis(support[best]), share, tuple(support[best]))
    return Verdict(Holder.CONTESTED, _basis(told), share, tuple(told))


def standing_claim(evidence: Sequence[Evidence], date: dt.date, rule: HoldingRule) -> Holder | None:
    """Return who claims a place on a date by the last claim of a taking that still stands, whoever holds the place.

    Parameters
    ----------
    evidence, date, rule
        As for `decide`.

    Returns
    -------
    holder
        Who it is claimed for, `contested` where that is denied; None without a claim, or where it has been overtaken or
        has faded.
    """
    told = sorted((one for one in evidence if one.day <= date), key=lambda one: one.day)
    for one in reversed(told):
        if one.kind not in (Kind.CLAIMED, Kind.CONFIRMED):
            continue
        if rule.weight(one, date) < rule.standing or _is_overtaken(one, told, rule):
            return None
        return Holder.CONTESTED if _is_disputed(one, told, rule) else one.holder
    return None


def _basis(support: Sequence[Evidence]) -> Basis:
    kinds = {one.kind for one in support}
    if kinds & _ASSESSED:
        return Basis.ASSESSED
    return Basis.CLAIMED if kinds & _OF_CLAIMS else Basis.INFERRED


def _is_overtaken(one: Evidence, told: Sequence[Evidence], rule: HoldingRule) -> bool:
    """Whether later evidence that settles the matter says otherwise."""
    for later in told:
        if later.holder is one.holder or later.day < one.day:
            continue
        if later.kind is Kind.CONFIRMED and later.day > one.day and later.holder is not Holder.CONTESTED:
            return True
        if later.kind in _ASSESSED and (
            (one.kind in _OF_CLAIMS and (later.day - one.day).days > rule.lag_days)
            or (one.kind in _ASSESSED and later.source == one.source and later.day > one.day)
        ):
            return True
    return False


def _is_disputed(one: Evidence, told: Sequence[Evidence], rule: HoldingRule) -> bool:
    """Whether a claim of a taking is denied by who would have lost, or is such a denial."""
    if one.kind not in (Kind.CLAIMED, Kind.DENIED):
        return False
    other = Kind.DENIED if one.kind is Kind.CLAIMED else Kind.CLAIMED
    return any(
        against.kind is other
        and against.holder is not one.holder
        and 0 <= (against.day - one.day).days * (1 if one.kind is Kind.CLAIMED else -1) <= rule.denial_days
        for against in told
    )
