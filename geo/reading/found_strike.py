"""A strike or a tally as it is found in a text, before its place is decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.model import Actor


@dataclass(frozen=True, slots=True)
class FoundStrike:
    """A strike or a tally before its place is decided; the fields are those of `geo.model.Strike`."""

    category: str
    actor: Actor | None
    by: str
    target: str
    weapon: str
    count: int | None
    launched: int | None
    shot_down: int | None
    lost: int | None
    mention: int | None
    start: int
    end: int
    killed: int | None = None
    wounded: int | None = None
    missing: int | None = None
    hedge: str = ""
    victims: str = ""
