"""A claim as it is found in a text, before its place is decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.model import Status

if TYPE_CHECKING:
    from geo.model import Actor, Event
    from geo.reading.sources import Source

# how far a claim of each kind is to be believed, by itself
CONFIDENCE = {Status.CONFIRMED: 0.9, Status.CLAIMED: 0.8, Status.DENIED: 0.8}


@dataclass(frozen=True, slots=True)
class FoundClaim:
    """A claim before its place is decided; `actor` is None where only the place can tell."""

    mention: int
    event: Event
    actor: Actor | None
    source: Source
    status: Status
    start: int
    end: int
