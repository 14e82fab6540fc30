"""Where settlements without a position of their own are put: amid their unit's known places, with an honest radius.

The radii were chosen so that the true position lies inside for at least 95 of 100 settlements so placed (measured
against OCHA COD-AB positions, which are not used otherwise; `tests/gazetteer/test_honesty.py` repeats the measure).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.gazetteer.join import Position, distance_km

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class _Rule:
    """How a unit's radius grows: the far quantile of its known places by `stretch` plus `margin_km`, within bounds."""

    prefix: int
    source: str
    stretch: float
    margin_km: float
    margin_of_one_km: float
    least_km: float
    most_km: float


_FAR_QUANTILE = 0.95
_RULES = (
    _Rule(9, "placed at its hromada: no position of its own", 1.0, 8.0, 23.0, 8.0, 45.0),
    _Rule(6, "placed at its raion: no position of its own", 1.3, 20.0, 50.0, 25.0, 110.0),
    _Rule(4, "placed at its oblast: no position of its own", 1.25, 20.0, 120.0, 80.0, 200.0),
)


@dataclass(frozen=True, slots=True)
class Approximate:
    """An approximate position: degrees WGS 84, the radius in metres that covers the true one, and why it is so."""

    lat: float
    lon: float
    uncertainty_m: float
    source: str


def approximate(codes: Iterable[str], known: Mapping[str, Position]) -> dict[str, Approximate]:
    """Place settlements at the centre of what is known of their hromada, else raion, else oblast.

    Parameters
    ----------
    codes
        P-codes of settlements without a position.
    known
        Positions by P-code, degrees WGS 84.

    Returns
    -------
    placed
        By P-code; a settlement of whose oblast nothing is known is left out.
    """
    members: defaultdict[str, list[Position]] = defaultdict(list)
    for code in sorted(known):
        for rule in _RULES:
            members[code[: rule.prefix]].append(known[code])
    centres = {unit: _centre(unit, positions) for unit, positions in members.items()}
    placed = {}
    for code in codes:
        found = (centres.get(code[: rule.prefix]) for rule in _RULES)
        if (centre := next((one for one in found if one), None)) is not None:
            placed[code] = centre
    return placed


def _centre(unit: str, positions: list[Position]) -> Approximate:
    rule = next(rule for rule in _RULES if rule.prefix == len(unit))
    lat, lon = np.mean(np.array(positions), axis=0)
    far = float(np.quantile([distance_km((lat, lon), position) for position in positions], _FAR_QUANTILE))
    margin = rule.margin_km + (rule.margin_of_one_km - rule.margin_km) / len(positions) ** 0.5
    radius_km = min(max(far * rule.stretch + margin, rule.least_km), rule.most_km)
    return Approximate(round(float(lat), 5), round(float(lon), 5), round(radius_km * 10) * 100.0, rule.source)
