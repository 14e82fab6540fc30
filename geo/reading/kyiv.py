"""The clock of the front: Kyiv time."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


@lru_cache(maxsize=1)
def kyiv() -> ZoneInfo:
    """Return the time zone of Kyiv."""
    try:
        return ZoneInfo("Europe/Kyiv")
    except ZoneInfoNotFoundError:
        return ZoneInfo("Europe/Kiev")  # its name before 2022, where the system's table is older
