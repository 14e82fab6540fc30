"""The layers of a date to an interactive map in one file that asks no host for anything.

Names are loaded when first used: a still picture needs nothing of the library that makes the page.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geo.mapping.page import DayMap, make_map
    from geo.mapping.save import save_map
    from geo.mapping.series import MapSeries, series_of

_HOME = {
    "DayMap": "geo.mapping.page",
    "MapSeries": "geo.mapping.series",
    "make_map": "geo.mapping.page",
    "save_map": "geo.mapping.save",
    "series_of": "geo.mapping.series",
}

__all__ = ["DayMap", "MapSeries", "make_map", "save_map", "series_of"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'geo.mapping' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
