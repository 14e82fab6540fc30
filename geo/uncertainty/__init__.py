"""The honest size of a location told from a place: its point, its radius, its shape, and what they rest on.

`point_radius` is the point-radius method with the Georeferencing Calculator's numbers; `located` locates what a report
says, by default under the `news` policy, whose radii were learned from posts of known position. Positions are WGS 84
degrees (EPSG:4326), radii metres.
"""

from geo.uncertainty.agree import agreement
from geo.uncertainty.basis import Basis, Hedge, Policy, Rule, Size, Told, Wording
from geo.uncertainty.calculator import point_radius
from geo.uncertainty.darwin import darwin_core
from geo.uncertainty.location import MAX_DISTANCE_KM, Location, located, located_from, recompute, told_radius_m
from geo.uncertainty.rounding import open_interval
from geo.uncertainty.table import anchor_extent_m, place_size, size_of

__all__ = [
    "MAX_DISTANCE_KM",
    "Basis",
    "Hedge",
    "Location",
    "Policy",
    "Rule",
    "Size",
    "Told",
    "Wording",
    "agreement",
    "anchor_extent_m",
    "darwin_core",
    "located",
    "located_from",
    "open_interval",
    "place_size",
    "point_radius",
    "recompute",
    "size_of",
    "told_radius_m",
]
