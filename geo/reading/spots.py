"""What a sentence says something of: its places, and the words that stand for one."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a sentence, or words that stand for one (`back`): `index` is its mention."""

    start: int
    end: int
    index: int
    back: bool = False


def is_within(offset: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether an offset lies in one of some spans, which do not overlap and stand in order."""
    at = bisect_right(spans, (offset, 1 << 60)) - 1
    return at >= 0 and offset < spans[at][1]
