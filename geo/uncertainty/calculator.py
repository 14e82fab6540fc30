"""The point-radius method (Wieczorek, Guo & Hijmans 2004), with the numbers of the Georeferencing Calculator."""

from __future__ import annotations

from numbers import Real
from typing import Any

from geo.errors import InputError
from geo.uncertainty.basis import Basis, Policy, Rule, Wording
from geo.uncertainty.location import MAX_DISTANCE_KM, Location, recompute
from geo.uncertainty.rose import heading_deg

_MOST_DEGREES = 10.0


def point_radius(
    lat: float,
    lon: float,
    *,
    distance_km: float | tuple[float, float] | None = None,
    heading: float | str | tuple[str, str] | None = None,
    extent_km: float = 0.0,
    distance_precision_km: float = 0.0,
    coordinate_precision_deg: float = 0.0,
    measurement_error_m: float = 0.0,
    map_error_m: float = 0.0,
    datum_error_m: float = 0.0,
    phrase: str = "",
) -> Location:
    """Return the point and radius of a description by the point-radius method.

    A distance at a heading; two distances at two headings at right angles; a distance without a heading; or, without a
    distance, the place itself.

    Parameters
    ----------
    lat, lon
        The corrected centre of the place it is told from, degrees, WGS 84.
    distance_km
        Kilometres; two for two offsets, such as (5, 3).
    heading
        A point of the 32-point compass ("S", "NNE", "NbE", "south-west") or degrees clockwise from true north; two of
        N, E, S, W for two offsets, such as ("N", "E").
    extent_km
        From the corrected centre to the farthest point of the place, kilometres.
    distance_precision_km
        The full width that the stated distance leaves open, kilometres; half of it counts. It is the user's judgement.
    coordinate_precision_deg
        The step of the last digit in which `lat`, `lon` are known, degrees.
    measurement_error_m, map_error_m
        Of the measuring itself, or of a GPS; and of the map or other source of the coordinates: metres.
    datum_error_m
        0 if the datum is known and the coordinates are in WGS 84, metres. What an unknown datum may shift is not looked
        up: in Ukraine it is between 3,436 and 3,747 m by the Calculator's table.
    phrase
        The words described, kept in the basis.

    Returns
    -------
    location
        `radius_m` equals the Calculator's, `strict_radius_m` covers all that the words allow, with the measurement
        begun anywhere in the place; `shape` is that area. The point is reached along a geodesic, where the Calculator
        takes a flat step: they differ by less than 1.2e-7 times the squared distance, in metres.

    Raises
    ------
    InputError
        If a number is out of range, a heading is none, distance and heading do not match, or a pole would be reached.

    Examples
    --------
    >>> place = point_radius(48.0, 37.3, distance_km=10, heading="S", extent_km=3, distance_precision_km=1)
    >>> round(place.lat, 4), round(place.lon, 4), round(place.radius_m), round(place.strict_radius_m)
    (47.9101, 37.3, 9557, 10859)
    """
    distances, headings = _pair(distance_km), _pair(heading)
    rule = _rule(distances, headings)
    told = [heading_deg(one) for one in headings]
    if rule is Rule.ORTHOGONAL and (any(bearing % 90 for bearing, _ in told) or (told[0][0] - told[1][0]) % 180 != 90):
        raise InputError("two offsets need headings at right angles, one of N and S, one of E and W")
    lengths_km = {"a distance": distances, "an extent": [extent_km], "a distance precision": [distance_precision_km]}
    errors_m = {"a measurement error": measurement_error_m, "a map error": map_error_m, "a datum error": datum_error_m}
    for what, values in (lengths_km | {what: [metres / 1000] for what, metres in errors_m.items()}).items():
        for value in values:
            _check(value, what, MAX_DISTANCE_KM, "km")
    _check(coordinate_precision_deg, "a coordinate precision", _MOST_DEGREES, "degrees")
    for value, what in ((lat, "a latitude"), (lon, "a longitude")):
        _check_number(value, what)
    return recompute(
        Basis(
            rule=rule,
            policy=Policy.CALCULATOR,
            anchor_lat=lat,
            anchor_lon=lon,
            distance_km=tuple(float(km) for km in distances),
            bearing_deg=tuple(bearing for bearing, _ in told),
            stated_km=float(distances[0]) if len(distances) == 1 else None,
            wording=Wording(phrase),
            half_width_km=distance_precision_km / 2 if distances else 0.0,
            half_width_source="half of the distance precision given" if distances else "",
            half_angle_deg=told[0][1] if rule is Rule.HEADING else 0.0,
            half_angle_source="the kind of compass point, or degrees" if rule is Rule.HEADING else "",
            extent_m=1000 * extent_km,
            extent_source="given",
            coordinate_precision_deg=coordinate_precision_deg,
            measurement_m=measurement_error_m,
            map_m=map_error_m,
            datum_m=datum_error_m,
        )
    )


def _pair(value: Any) -> list[Any]:
    """Return none, one or two values as a list."""
    if value is None:
        return []
    return list(value) if isinstance(value, tuple | list) else [value]


def _rule(distances: list[Any], headings: list[Any]) -> Rule:
    rule = {(1, 1): Rule.HEADING, (2, 2): Rule.ORTHOGONAL, (1, 0): Rule.DISTANCE, (0, 0): Rule.FEATURE}.get(
        (len(distances), len(headings))
    )
    if rule is None:
        raise InputError("distances and headings do not match: one of each, two of each, a distance alone, or neither")
    return rule


def _check(value: Any, what: str, most: float, unit: str) -> None:
    _check_number(value, what)
    if not 0 <= value <= most:
        raise InputError(f"{what} of {value:g} {unit}; from 0 to {most:g} {unit} count")


def _check_number(value: Any, what: str) -> None:
    if isinstance(value, bool) or not isinstance(value, Real):
        raise InputError(f"{what} is {str(value)[:20]!r}, which is no number")
