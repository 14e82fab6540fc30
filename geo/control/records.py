"""What a control store tells of what it holds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt


class Added(StrEnum):
    """What bringing in a day came to."""

    NEW = "new"
    SAME = "equal to the day before"
    UNCHANGED = "already there"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class SourceSummary:
    """What a store holds of a source.

    `kind` is areas or places, `distinct` counts the days that differ from the one before, `corrected` the days that
    were superseded, and `size_bytes` is what the areas or changes take.
    """

    name: str
    kind: str
    first: dt.date | None
    last: dt.date | None
    days: int
    distinct: int
    corrected: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Interval:
    """Days of a source that follow each other with the same areas; `days` counts those that the source has shown."""

    first: dt.date
    last: dt.date
    days: int
    shape_id: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """A day as it was brought in: when, from which file, and since when something else holds (None if it holds yet)."""

    day: dt.date
    file: str
    recorded_at: str
    superseded_at: str | None
