"""The layers of a date to an interactive map in one file that asks no host for anything."""

from geo.mapping.page import DayMap, make_map
from geo.mapping.save import save_map
from geo.mapping.series import MapSeries, series_of

__all__ = ["DayMap", "MapSeries", "make_map", "save_map", "series_of"]
