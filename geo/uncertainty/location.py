"""A located point, and `located`, which makes one of what a text tells from an anchor."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from geo.errors import InputError
from geo.uncertainty import rules
from geo.uncertainty.basis import Basis, Policy, Rule, Size, Told, Wording
from geo.uncertainty.rose import rose_half_angle_deg
from geo.uncertainty.rounding import open_interval
from geo.uncertainty.table import place_size, size_of_extent, table

if TYPE_CHECKING:
    from shapely import MultiPolygon, Polygon

    from geo.model import Place

MAX_DISTANCE_KM = 2000.0
_PLAIN = Wording()


@dataclass(frozen=True)
class Location:
    """A located point: `lat`, `lon` in degrees (WGS 84), `radius_m` in metres about it, and what they rest on.

    What the radius holds is a matter of the policy, `basis.policy`.
    """

    lat: float
    lon: float
    radius_m: float
    basis: Basis

    @cached_property
    def strict_radius_m(self) -> float:
        """The radius in metres about the point that covers all that the words allow."""
        return rules.covering_m(as_strict(self.basis), out_km=rules.polar(self.basis)[1])

    @cached_property
    def shape(self) -> Polygon | MultiPolygon:
        """The area that the words leave open, EPSG:4326; in two parts over the 180th meridian. Made when asked for."""
        from geo.uncertainty.shapes import shape_of

        return shape_of(self.basis)


def recompute(basis: Basis) -> Location:
    """Return the location that rests on a basis: the same point and radius as when it was first made.

    Parameters
    ----------
    basis
        As `Location.basis` has it.

    Raises
    ------
    InputError
        If the anchor is no position, or the location would reach a pole.
    """
    lat, lon = rules.middle(basis)
    return Location(lat, lon, rules.radius_m(basis), basis)


def located(
    anchor_lat: float,
    anchor_lon: float,
    anchor_extent_m: float,
    distance_km: float | None = None,
    bearing_deg: float | None = None,
    *,
    told: Told | None = None,
    size: Size | None = None,
    wording: Wording = _PLAIN,
    policy: Policy = Policy.NEWS,
) -> Location:
    """Locate what a text tells from an anchor, and say how sure that is.

    A distance and a bearing make a piece of a ring, a distance alone a ring about the anchor, a bearing alone a wedge,
    and neither a disc.

    Parameters
    ----------
    anchor_lat, anchor_lon
        The anchor, degrees, WGS 84.
    anchor_extent_m
        From its centre to its farthest edge, or how far its own position may be off if that is more, metres.
    distance_km
        As stated, kilometres; None if not stated.
    bearing_deg
        As stated, degrees clockwise from true north, from the anchor; None if not stated.
    told
        Of neither distance nor bearing: whether it is said to be in the anchor or, by default, near it.
    size
        How large a settlement the anchor is; by default judged by its extent.
    wording
        How the distance is worded: hedges, ranges, units.
    policy
        `news`, a radius that was found to hold about 90 % of true positions; `strict`, one that covers all the words
        allow; `calculator`, as the Georeferencing Calculator has it.

    Returns
    -------
    location
        Point, radius and shape, with the basis of all three.

    Raises
    ------
    InputError
        If a number is out of range, or the location would reach a pole.

    Examples
    --------
    >>> place = located(48.0, 37.0, 0.0, distance_km=10, bearing_deg=180)
    >>> round(place.lat, 3), round(place.lon, 3), round(place.radius_m)
    (47.91, 37.0, 4445)
    """
    _check(anchor_extent_m, distance_km, bearing_deg, wording)
    bare = Basis(
        rule=_rule(distance_km, bearing_deg, told),
        policy=policy,
        anchor_lat=anchor_lat,
        anchor_lon=anchor_lon,
        bearing_deg=() if bearing_deg is None else (bearing_deg % 360.0,),
        stated_km=distance_km,
        wording=wording,
        extent_m=anchor_extent_m,
        extent_source="given",
    )
    if policy is Policy.NEWS and distance_km is None:
        return recompute(_learned(bare, size or size_of_extent(anchor_extent_m)))
    return recompute(_opened(bare))


def located_from(
    place: Place,
    distance_km: float | None = None,
    bearing_deg: float | None = None,
    *,
    told: Told | None = None,
    wording: Wording = _PLAIN,
    policy: Policy = Policy.NEWS,
) -> Location:
    """Locate what a text tells from a place of the gazetteer; the parameters are those of `located`.

    Raises
    ------
    InputError
        If the place has no position, a number is out of range, or the location would reach a pole.
    """
    if place.lat is None or place.lon is None:
        raise InputError(f"{place.name} ({place.place_id}) has no position to measure from")
    return located(
        place.lat,
        place.lon,
        place.uncertainty_m,
        distance_km,
        bearing_deg,
        told=told,
        size=place_size(place),
        wording=wording,
        policy=policy,
    )


def told_radius_m(told: Told, size: Size, uncertainty_m: float) -> float:
    """Return the radius that holds what is told of a settlement by name about 9 times in 10, metres from its middle.

    Parameters
    ----------
    told
        In it, near it, or in a direction from it that has no circle of its own.
    size
        How large it is.
    uncertainty_m
        How far it reaches, or how far its own position may be off if that is more, metres.

    Examples
    --------
    >>> told_radius_m(Told.IN, Size.VILLAGE, 20_000) > 20_000
    True
    """
    about_m = 1000 * table().learned[told, size].about_km
    return max(math.hypot(about_m, _misplaced_m(size, uncertainty_m)), uncertainty_m)


def as_strict(basis: Basis) -> Basis:
    """Return what the same words rest on under the `strict` policy; of the calculator's, the same numbers."""
    strict = replace(basis, policy=Policy.STRICT, learned=None, misplaced_m=0.0)
    return strict if basis.policy is Policy.CALCULATOR else _opened(strict)


def _learned(bare: Basis, size: Size) -> Basis:
    told = {Rule.DIRECTION: Told.DIRECTION, Rule.NEAR: Told.NEAR}.get(bare.rule, Told.IN)
    return replace(bare, learned=table().learned[told, size], misplaced_m=_misplaced_m(size, bare.extent_m))


def _misplaced_m(size: Size, uncertainty_m: float) -> float:
    """Return how far a place's own position may be off: nothing if its uncertainty is that of its extent."""
    return uncertainty_m if uncertainty_m > table().misplaced_from * table().extent_m[size] else 0.0


def _opened(bare: Basis) -> Basis:
    """Return a basis with what its words leave open of distance and direction."""
    opened = bare
    if bare.stated_km is not None:
        km, half, why = open_interval(bare.stated_km, bare.wording, bare.policy)
        opened = replace(opened, distance_km=(km,), half_width_km=half, half_width_source=why)
    elif bare.rule is not Rule.FEATURE:
        reach = table().direction_reach_km if bare.rule is Rule.DIRECTION else table().near_reach_km
        opened = replace(opened, reach_km=reach)
    if bare.bearing_deg:
        angle, why = _half_angle(bare.bearing_deg[0], bare.policy)
        opened = replace(opened, half_angle_deg=angle, half_angle_source=why)
    return opened


def _half_angle(bearing_deg: float, policy: Policy) -> tuple[float, str]:
    if policy is not Policy.NEWS:
        return rose_half_angle_deg(bearing_deg), "the coarsest compass that has the point"
    if bearing_deg % 45.0 == 0:
        return table().half_angle_deg, "a distance is told with eight points of the compass"
    return table().finer_half_angle_deg, "told with sixteen points of the compass, or in degrees"


def _rule(distance_km: float | None, bearing_deg: float | None, told: Told | None) -> Rule:
    if distance_km is not None:
        return Rule.DISTANCE if bearing_deg is None else Rule.HEADING
    if bearing_deg is not None:
        return Rule.DIRECTION
    return Rule.FEATURE if told is Told.IN else Rule.NEAR


def _check(extent_m: float, distance_km: float | None, bearing_deg: float | None, wording: Wording) -> None:
    if not 0 <= extent_m <= MAX_DISTANCE_KM * 1000:
        raise InputError(f"an anchor's extent of {extent_m:g} m; from 0 to {MAX_DISTANCE_KM:g} km count")
    for km in (distance_km, wording.to_km, wording.also_km):
        if km is not None and not 0 <= km <= MAX_DISTANCE_KM:
            raise InputError(f"a distance of {km:g} km; from 0 to {MAX_DISTANCE_KM:g} km count")
    if bearing_deg is not None and not math.isfinite(bearing_deg):
        raise InputError("a bearing is not a finite number of degrees")
