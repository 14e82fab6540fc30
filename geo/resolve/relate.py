"""Stated relations against what is measured between the places decided on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from geo.distance import inverse
from geo.errors import InputError
from geo.model import Mention, Rel, Relation, Report
from geo.uncertainty import Location, located

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.reading.relations import FoundRelation

# a stated distance is rounded, and measured from a town's edge as often as from its centre
_ROUNDING_SHARE, _LEAST_SLACK_KM = 0.15, 1.5
_HALF_ANGLE_DEG = 22.5


def related(
    relation: FoundRelation, report: Report, body: str, mentions: Sequence[Mention], number: Mapping[int, int]
) -> Relation:
    """Return a found relation with what was measured, or, without a subject, with the point that it locates.

    Parameters
    ----------
    relation
        The relation as found; its indices are those of all mentions found.
    report, body
        The report and what was read of it.
    mentions
        The mentions kept, decided.
    number
        From indices of all mentions found to those of `mentions`.
    """
    anchor = mentions[number[relation.anchor]]
    subject = mentions[number[relation.subject]] if relation.subject is not None else None
    measured_km = measured_bearing = agrees = lat = lon = uncertainty_m = None
    if anchor.lat is not None and anchor.lon is not None:
        if subject is not None and subject.lat is not None and subject.lon is not None:
            measured_km, measured_bearing, _ = inverse(anchor.lat, anchor.lon, subject.lat, subject.lon)
            agrees = _agrees(relation, measured_km, measured_bearing, anchor, subject)
            lat, lon, uncertainty_m = subject.lat, subject.lon, subject.uncertainty_m
        elif relation.rel in (Rel.DISTANCE, Rel.DIRECTION, Rel.NEAR):
            place = _place(relation, anchor.lat, anchor.lon, anchor.uncertainty_m or 0.0)
            if place is not None:
                lat, lon, uncertainty_m = place.lat, place.lon, place.radius_m
    return Relation(
        report_id=report.report_id,
        start=relation.start,
        end=relation.end,
        text=body[relation.start : relation.end],
        rel=relation.rel,
        subject=number[relation.subject] if relation.subject is not None else None,
        anchor=number[relation.anchor],
        distance_km=relation.distance_km,
        bearing_deg=relation.bearing_deg,
        approx=relation.approx,
        measured_km=measured_km,
        measured_bearing_deg=measured_bearing if measured_bearing is None or math.isfinite(measured_bearing) else None,
        agrees=agrees,
        lat=lat,
        lon=lon,
        uncertainty_m=uncertainty_m,
    )


def _place(relation: FoundRelation, lat: float, lon: float, extent_m: float) -> Location | None:
    """Return what a relation locates from its anchor; None where that is out of the world, or too far to mean much."""
    try:
        return located(lat, lon, extent_m, relation.distance_km, relation.bearing_deg)
    except InputError:
        return None


def _agrees(relation: FoundRelation, km: float, bearing: float, anchor: Mention, subject: Mention) -> bool | None:
    """Return whether what was measured fits what was stated, or None where nothing measurable was stated."""
    if relation.distance_km is None and relation.bearing_deg is None:
        return None
    blur_km = ((anchor.uncertainty_m or 0.0) + (subject.uncertainty_m or 0.0)) / 1000
    if relation.distance_km is not None:
        slack = max(_LEAST_SLACK_KM, _ROUNDING_SHARE * relation.distance_km) + blur_km / 2
        if abs(km - relation.distance_km) > slack:
            return False
    if relation.bearing_deg is not None and math.isfinite(bearing):
        turned = abs((bearing - relation.bearing_deg + 180) % 360 - 180)
        return turned <= _HALF_ANGLE_DEG + math.degrees(math.atan2(blur_km / 2, max(km, 0.1)))
    return True
