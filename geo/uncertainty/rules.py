"""The point and the radius of a location, from what it rests on. No geometry is built.

Lengths are laid out in the azimuthal equidistant plane about the anchor. On the ellipsoid two points are nowhere
farther apart than there, so a radius that covers a shape in the plane covers it on the ground.
"""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING

from geo.distance import destination
from geo.errors import InputError
from geo.uncertainty.basis import Basis, Policy, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

# WGS 84
_SEMI_MAJOR_M, _FLATTENING = 6_378_137.0, 1 / 298.257223563
_LEAST_KM_OF_A_DEGREE = 110.5


def middle(basis: Basis) -> tuple[float, float]:
    """Return the point of a location, degrees WGS 84, reached along a geodesic.

    Raises
    ------
    InputError
        If the anchor is no position, or the location would reach a pole, where a heading means nothing.
    """
    for value, limit, what in ((basis.anchor_lat, 90, "latitude"), (basis.anchor_lon, 180, "longitude")):
        if not abs(value) <= limit:
            raise InputError(f"{what} {value:g} is out of range; degrees from -{limit} to {limit} count")
    if (90.0 - abs(basis.anchor_lat)) * _LEAST_KM_OF_A_DEGREE <= reach_km(basis):
        raise InputError("a location that reaches a pole has no point and radius")
    bearing, km = polar(basis)
    if not km:
        return basis.anchor_lat, basis.anchor_lon
    return destination(basis.anchor_lat, basis.anchor_lon, bearing, km)


def polar(basis: Basis) -> tuple[float, float]:
    """Return where the point lies from the anchor: bearing in degrees, and kilometres."""
    if basis.rule is Rule.HEADING:
        return basis.bearing_deg[0], basis.distance_km[0]
    if basis.rule is Rule.ORTHOGONAL:
        offsets = list(zip(basis.distance_km, basis.bearing_deg, strict=True))
        north = sum(km * math.cos(math.radians(bearing)) for km, bearing in offsets)
        east = sum(km * math.sin(math.radians(bearing)) for km, bearing in offsets)
        return math.degrees(math.atan2(east, north)), math.hypot(north, east)
    if basis.rule is Rule.DIRECTION:
        if basis.learned is not None:
            return basis.bearing_deg[0], basis.learned.out_km
        # from here the tip of the wedge and its far corners are equally far
        return basis.bearing_deg[0], basis.reach_km / (2 * math.cos(math.radians(basis.half_angle_deg)))
    return 0.0, 0.0


def radius_m(basis: Basis) -> float:
    """Return the radius of a location by its own policy, metres."""
    if basis.learned is not None:
        # the place itself may be off, and never is a place surer than its own position
        return max(math.hypot(1000 * basis.learned.radius_km, basis.misplaced_m), basis.extent_m)
    if basis.policy is not Policy.CALCULATOR:
        return covering_m(basis)
    terms_m, precision_m = _terms_m(basis), _coordinate_precision_m(basis)
    half_m = 1000 * basis.half_width_km
    if basis.rule is Rule.HEADING:
        near_m = 1000 * basis.distance_km[0]
        return _apart(near_m, near_m + terms_m + half_m, basis.half_angle_deg) + precision_m
    return covering_m(basis)


def covering_m(basis: Basis, *, out_km: float | None = None) -> float:
    """Return the radius that covers all the words allow, metres, about the point or one `out_km` along the bearing.

    The measurement may start anywhere in the anchor, so its extent counts to every side. Of what was learned, and says
    nothing of a limit, that is the radius learned.
    """
    grown_m = _terms_m(basis) + _coordinate_precision_m(basis)
    half, out = basis.half_width_km, polar(basis)[1] if out_km is None else out_km
    if basis.learned is not None:
        return radius_m(basis)
    if basis.rule is Rule.HEADING:
        km = basis.distance_km[0]
        return grown_m + 1000 * _farthest(out, (km - half, km + half), basis.half_angle_deg)
    if basis.rule is Rule.ORTHOGONAL:
        return grown_m + 1000 * math.sqrt(2) * half
    if basis.rule is Rule.DISTANCE:
        return grown_m + 1000 * (basis.distance_km[0] + half)
    if basis.rule is Rule.DIRECTION:
        return grown_m + 1000 * _farthest(out, (0.0, basis.reach_km), basis.half_angle_deg)
    return grown_m + 1000 * basis.reach_km


def reach_km(basis: Basis) -> float:
    """Return how far from the anchor a location may reach at most, kilometres."""
    return polar(basis)[1] + covering_m(basis) / 1000


def _terms_m(basis: Basis) -> float:
    return basis.extent_m + basis.measurement_m + basis.map_m + basis.datum_m


def _coordinate_precision_m(basis: Basis) -> float:
    """Return what the last written digit of the anchor's coordinates leaves open: the diagonal of one step, metres."""
    if not basis.coordinate_precision_deg:
        return 0.0
    phi = math.radians(basis.anchor_lat)
    squared = _FLATTENING * (2 - _FLATTENING)
    w = 1 - squared * math.sin(phi) ** 2
    north = math.pi * _SEMI_MAJOR_M * (1 - squared) / w**1.5 / 180
    east = math.pi * _SEMI_MAJOR_M * math.cos(phi) / math.sqrt(w) / 180
    return basis.coordinate_precision_deg * math.hypot(north, east)


def _farthest(out: float, lengths: Iterable[float], half_angle_deg: float) -> float:
    """Return how far the corners of a piece of a ring are from a point on its axis, in the unit given."""
    return max(_apart(out, max(length, 0.0), angle) for length, angle in product(lengths, (0.0, half_angle_deg)))


def _apart(one: float, other: float, angle_deg: float) -> float:
    return math.sqrt(max(one * one + other * other - 2 * one * other * math.cos(math.radians(angle_deg)), 0.0))
