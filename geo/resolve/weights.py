"""The weights of the evidence, as they stand in weights.toml with how they were found."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.resolve.candidates import Floats

# what is weighed of a candidate, each a column: see weights.toml for what it means
FEATURES = (
    "name",
    "otherwise",
    "misspelt",
    "direct",
    "beside",
    "elsewhere",
    "km",
    "front",
    "theatre",
    "coarse",
    "fought",
    "behind",
    "blur",
    "people",
    "town_far",
    "metropolis",
    "often",
    "russia",
    "abroad",
    "miscalled",
    "same_name",
    "dense",
    "told",
)
COLUMN = {name: at for at, name in enumerate(FEATURES)}
# which columns make up a kind of evidence, as a reason is told
KINDS = {
    "name": ("name", "otherwise", "misspelt"),
    "bound": ("direct", "beside"),
    "area": ("elsewhere",),
    "front": ("km", "front", "theatre", "coarse", "fought", "behind", "blur"),
    "size": ("people", "town_far", "metropolis"),
    "often": ("often",),
    "country": ("russia", "abroad"),
    "called": ("miscalled",),
    "before": ("same_name",),
    "dense": ("dense",),
    "told": ("told",),
}


@dataclass(frozen=True)
class Weights:
    """The weight of each of `FEATURES`, in log-odds for one unit of it."""

    values: Floats

    @cached_property
    def by_kind(self) -> Floats:
        """The weights of each of `KINDS`, shape (features, kinds); those of columns of other kinds are nought."""
        weights = np.zeros((len(FEATURES), len(KINDS)))
        for kind, columns in enumerate(KINDS.values()):
            at = [COLUMN[name] for name in columns]
            weights[at, kind] = self.values[at]
        return weights


@lru_cache(maxsize=8)
def _load(setting: str) -> Floats:
    table = _table()
    fitted: Mapping[str, float] = table[setting]
    judged: Mapping[str, float] = table["judged"]
    return np.array([float(judged.get(name, fitted.get(name, 0.0))) for name in FEATURES])


def load_weights(*, assessed: bool, coarse: float = 1.0, memory: float = 0.0) -> Weights:
    """Return the weights for what is known of the front and of the days before.

    Parameters
    ----------
    assessed
        Whether the line of the day is known, and not only the coarse one.
    coarse
        How far the coarse line is to be believed beside an assessed one, from 0 to 1: it grows old.
    memory
        How much is known of the days before, from 0 for nothing to 1.
    """

    def between(setting: str, other: str, share: float) -> Floats:
        return _load(setting) * (1 - share) + _load(other) * share if share else _load(setting)

    if not assessed:
        return Weights(between("coarse_alone", "coarse_sequence", memory))
    line = between("assessed_alone", "assessed_sequence", memory)
    return Weights(line * (1 - coarse) + between("both_alone", "both_sequence", memory) * coarse)


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, float]]:
    text = resources.files("geo.resolve").joinpath("weights.toml").read_text(encoding="utf-8")
    table: dict[str, dict[str, float]] = tomllib.loads(text)
    return table
