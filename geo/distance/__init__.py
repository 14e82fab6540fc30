"""Geodesic distance and bearing on the WGS 84 ellipsoid, and "10 km south of X" both ways.

Degrees in, kilometres and degrees clockwise from true north out; `to_line` measures to a front, a border or a river,
`between` and `nearest_on_line` from frame to frame. `phrase` and its sisters write a relation in English,
Ukrainian or Russian, `parse` reads one; the words of measure and direction stand in `words.toml`.
"""

from geo.distance.frames import between, nearest_on_line
from geo.distance.geodesic import POINTS_8, POINTS_16, compass, destination, inverse
from geo.distance.lines import to_line
from geo.distance.measures import LANGUAGES, bearing_of, filled, fragments, quantity_km
from geo.distance.phrases import MAX_TEXT, Phrase, parse
from geo.distance.saying import COINCIDENT_KM, UNITS_KM, phrase, phrase_between, phrase_edge, phrase_to_line
from geo.distance.vincenty import geod

__all__ = [
    "COINCIDENT_KM",
    "LANGUAGES",
    "MAX_TEXT",
    "POINTS_8",
    "POINTS_16",
    "UNITS_KM",
    "Phrase",
    "bearing_of",
    "between",
    "compass",
    "destination",
    "filled",
    "fragments",
    "geod",
    "inverse",
    "nearest_on_line",
    "parse",
    "phrase",
    "phrase_between",
    "phrase_edge",
    "phrase_to_line",
    "quantity_km",
    "to_line",
]
