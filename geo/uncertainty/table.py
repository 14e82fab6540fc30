"""The constants of the policies, as they stand in news.toml with how they were found."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from geo.errors import InputError
from geo.gazetteer.extent import extent_m
from geo.uncertainty.basis import Learned, Size, Told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.model import Kind, Place


@dataclass(frozen=True)
class Table:
    """The constants; see news.toml for what each means and where it is from."""

    learned: Mapping[tuple[Told, Size], Learned]
    extent_m: Mapping[Size, float]
    area_factor: float
    misplaced_from: float
    round_share: float
    half_angle_deg: float
    finer_half_angle_deg: float
    wedge_half_angle_deg: float
    direction_reach_km: float
    near_reach_km: float
    least_slack_km: float
    slack_share: float
    agrees_half_angle_deg: float
    agrees_blur_share: float
    doubtful_half_angle_deg: float
    doubtful_blur_share: float


@lru_cache(maxsize=1)
def table() -> Table:
    """Return the constants; read once."""
    written = tomllib.loads(resources.files("geo.uncertainty").joinpath("news.toml").read_text(encoding="utf-8"))
    learned = {
        (told, size): Learned(
            *(told, size, float(row.get("out_km", 0.0)), float(row["radius_km"])),
            about_km=float(row.get("about_km", row["radius_km"])),
        )
        for told in Told
        for size in Size
        for row in [written[told.value][size.value]]
    }
    return Table(
        learned=learned,
        extent_m={size: float(written["extent"][size.value]) for size in Size},
        **{key: float(value) for key, value in written["constants"].items()},
    )


def size_of(kind: Kind, population: int | None) -> Size:
    """Return the size of a settlement of a kind and population, people or None where unknown."""
    return size_of_extent(extent_m(kind, population))


@lru_cache(maxsize=256)
def size_of_extent(radius_m: float) -> Size:
    """Return the size of a settlement that reaches so far from its middle, metres: the nearest, in proportion."""
    sizes = table().extent_m
    return min(Size, key=lambda size: abs(math.log(max(radius_m, 1.0) / sizes[size])))


def place_size(place: Place) -> Size | None:
    """Return the size of a settlement, or None for a place that is none."""
    return size_of(place.kind, place.population) if place.kind.is_settlement else None


def anchor_extent_m(kind: Kind, population: int | None, *, area_km2: float | None = None) -> float:
    """Return how far a settlement reaches from its middle, in metres, where no outline of it is known.

    Parameters
    ----------
    kind, population
        A kind of settlement, and people or None where unknown: the gazetteer's steps (`geo.gazetteer.extent`).
    area_km2
        Its built-up area in square kilometres, which is better than both where it is known: a settlement twice as long
        as it is wide reaches 1.4 times as far as a circle of its area.

    Raises
    ------
    InputError
        If the area is not a number above 0.

    Examples
    --------
    >>> from geo.model import Kind
    >>> anchor_extent_m(Kind.TOWN, 18_000), round(anchor_extent_m(Kind.TOWN, 18_000, area_km2=10))
    (2500.0, 2498)
    """
    if area_km2 is None:
        return extent_m(kind, population)
    if not 0 < area_km2 < math.inf:
        raise InputError(f"an area of {area_km2:g} km²; more than 0 count")
    return 1000 * table().area_factor * math.sqrt(area_km2 / math.pi)
