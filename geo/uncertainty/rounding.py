"""How much a stated distance leaves open, from how it is written.

After Wieczorek, Guo & Hijmans (2004) and Chapman & Wieczorek (2020, section 3.4.6); hedges as docs/uncertainty.md sets
them out. Kilometres in and out; a number written in miles is judged as written, in miles.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from geo.errors import InputError
from geo.uncertainty.basis import Hedge, Policy, Wording
from geo.uncertainty.table import table

if TYPE_CHECKING:
    from collections.abc import Iterable

KM_OF_UNIT = {"km": 1.0, "mi": 1.609344, "m": 0.001}
_STEPS = (100.0, 50.0, 10.0, 5.0, 1.0, 0.5, 0.1)
_DENOMINATORS = (2, 3, 4, 8, 10)


def stated_precision(value: float, *, guide: bool = False) -> float:
    """Return the full width that a number as written leaves open, in its own unit.

    Whole numbers 1, fractions one part (10.5 a half, 10.25 a quarter, 10.6 a tenth), multiples of ten the next lower
    power (10 and 30: 1, 200: 10). With `guide`, multiples of ten their own power, as the older Georeferencing Guide
    has it (10 and 30: 10, 200: 100).

    Examples
    --------
    >>> [stated_precision(value) for value in (7, 10, 200, 10.5, 10.25, 10.6)]
    [1.0, 1.0, 10.0, 0.5, 0.25, 0.1]
    >>> stated_precision(10, guide=True), stated_precision(140, guide=True)
    (10.0, 10.0)
    """
    power = next((10.0**n for n in range(6, 0, -1) if _divides(10.0**n, value)), 1.0)
    if value and _divides(1.0, value):
        return power if guide else max(power / 10, 1.0)
    if not value:
        return 1.0
    return next((1.0 / parts for parts in _DENOMINATORS if _divides(1.0 / parts, value)), 0.01)


def open_interval(km: float, wording: Wording, policy: Policy) -> tuple[float, float, str]:
    """Return the middle of what a stated distance leaves open, half of its length, and why, in kilometres.

    Parameters
    ----------
    km
        The distance as stated.
    wording
        What stands beside it.
    policy
        `strict` takes the Georeferencing Guide's width for a hedged number where that is wider.

    Raises
    ------
    InputError
        If the unit is not known.

    Examples
    --------
    >>> open_interval(10, Wording(), Policy.NEWS)
    (10, 1.5, '10 km, a round number')
    >>> open_interval(10, Wording(hedge=Hedge.ABOUT), Policy.NEWS)[:2]
    (10, 2.5)
    >>> open_interval(10, Wording(hedge=Hedge.MORE), Policy.NEWS)[:2]
    (12.5, 2.5)
    >>> open_interval(10, Wording(also_km=9.656064), Policy.NEWS)[:2]
    (10, 1.5)
    """
    unit, value = _as_written(km, wording.unit)
    scale = KM_OF_UNIT[unit]
    hedge = wording.hedge
    why = f"{hedge + ' ' if hedge else ''}{value:g} {unit}"
    if hedge is Hedge.RANGE and wording.to_km is not None:
        low, high = sorted((km, wording.to_km))
        ends = low - scale * _standard(low / scale), high + scale * _standard(high / scale)
        return (*_middle(max(ends[0], 0.0), ends[1]), f"{low:g} to {high:g} km")
    half = scale * _half_width(value, hedge not in (Hedge.PLAIN, Hedge.WITHIN), policy)
    if hedge is Hedge.MORE:
        return (*_middle(km, km + 2 * half), why)
    if hedge is Hedge.LESS:
        return (*_middle(max(km - 2 * half, 0.0), km), why)
    if hedge is Hedge.WITHIN:
        return (*_middle(0.0, km + half), why)
    if wording.also_km is not None and wording.unit is None:
        # which of the two was measured is not known: both are kept
        other_unit, other = _as_written(wording.also_km, None)
        other_half = KM_OF_UNIT[other_unit] * _standard(other)
        cell = _farthest(km, (wording.also_km - other_half, wording.also_km + other_half))
        if cell > half:
            return km, cell, f"{why}, also {other:g} {other_unit}"
    return km, half, f"{why}, a round number" if half > scale * _standard(value) and not hedge else why


def _as_written(km: float, unit: str | None) -> tuple[str, float]:
    """Return the unit a distance was written in, and its number."""
    if unit is not None:
        if unit not in KM_OF_UNIT:
            raise InputError(f"a distance in {unit[:20]!r}; in {', '.join(KM_OF_UNIT)} it can be")
        return unit, km / KM_OF_UNIT[unit]
    miles = km / KM_OF_UNIT["mi"]
    if km and not _divides(0.1, km) and (_divides(0.1, miles) or _divides(0.25, miles)):
        return "mi", round(miles, 6)
    return "km", km


def _half_width(value: float, hedged: bool, policy: Policy) -> float:
    standard = _standard(value)
    round_share = table().round_share if policy is Policy.NEWS else 0.0
    plain = max(standard, round_share * value) if value and _divides(10.0, value) else standard
    if not hedged:
        return plain
    step = next((step for step in _STEPS if _divides(step, value)), _STEPS[-1])
    wide = max(plain, min(max(step / 2, 2 * standard), value / 4))
    return max(wide, stated_precision(value, guide=True) / 2) if policy is Policy.STRICT else wide


def _standard(value: float) -> float:
    return stated_precision(value) / 2


def _divides(unit: float, value: float) -> bool:
    return math.isclose(value / unit, round(value / unit), rel_tol=0, abs_tol=1e-6) and (value >= unit or not value)


def _middle(low: float, high: float) -> tuple[float, float]:
    return (low + high) / 2, (high - low) / 2


def _farthest(at: float, ends: Iterable[float]) -> float:
    return max(abs(end - at) for end in ends)
