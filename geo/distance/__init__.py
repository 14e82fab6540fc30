"""Geodesic distance and bearing on the WGS 84 ellipsoid, and "10 km south of X" both ways.

Degrees in, kilometres and degrees clockwise from true north out. `phrase` writes a relation in English, `parse` reads
one in English, Ukrainian or Russian; the words of measure and direction stand in `words.toml`.
"""

from geo.distance.geodesic import POINTS_8, POINTS_16, compass, destination, geod, inverse
from geo.distance.measures import LANGUAGES, bearing_of, filled, fragments, quantity_km
from geo.distance.phrases import COINCIDENT_KM, MAX_TEXT, Phrase, parse, phrase

__all__ = [
    "COINCIDENT_KM",
    "LANGUAGES",
    "MAX_TEXT",
    "POINTS_8",
    "POINTS_16",
    "Phrase",
    "bearing_of",
    "compass",
    "destination",
    "filled",
    "fragments",
    "geod",
    "inverse",
    "parse",
    "phrase",
    "quantity_km",
]
