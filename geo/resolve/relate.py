"""Stated relations against what is measured between the places decided on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from geo.distance import inverse
from geo.errors import InputError
from geo.model import Agreement, Mention, Rel, Relation, Report
from geo.uncertainty import Hedge, Location, Wording, agreement, located, place_size

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.gazetteer import Gazetteer
    from geo.reading.relations import FoundRelation


def related(
    relation: FoundRelation,
    report: Report,
    body: str,
    mentions: Sequence[Mention],
    number: Mapping[int, int],
    gazetteer: Gazetteer,
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
    gazetteer
        Where the places are from.
    """
    anchor = mentions[number[relation.anchor]]
    subject = mentions[number[relation.subject]] if relation.subject is not None else None
    measured_km = measured_bearing = verdict = lat = lon = uncertainty_m = None
    if anchor.lat is not None and anchor.lon is not None:
        if subject is not None and subject.lat is not None and subject.lon is not None:
            measured_km, measured_bearing, _ = inverse(anchor.lat, anchor.lon, subject.lat, subject.lon)
            blur_km = (_own_m(anchor, gazetteer) + _own_m(subject, gazetteer)) / 1000
            stated = relation.distance_km, relation.bearing_deg
            verdict = agreement(*stated, measured_km, measured_bearing, blur_km=blur_km)
            lat, lon, uncertainty_m = subject.lat, subject.lon, subject.uncertainty_m
        elif relation.rel in (Rel.DISTANCE, Rel.DIRECTION, Rel.NEAR):
            place = stated_location(relation, anchor, gazetteer)
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
        agrees=None if verdict is None else verdict is Agreement.AGREES,
        agreement=verdict,
        lat=lat,
        lon=lon,
        uncertainty_m=uncertainty_m,
    )


def stated_location(
    relation: FoundRelation | Relation, anchor: Mention, gazetteer: Gazetteer, text: str = ""
) -> Location | None:
    """Return what a relation locates from its anchor; None where that is out of the world, or too far to mean much.

    Parameters
    ----------
    relation
        The relation, of which the distance, the bearing and the hedge count.
    anchor
        The mention it is told from.
    gazetteer
        Where its place is from.
    text
        The words of the relation, kept in the basis.
    """
    place = gazetteer.get(anchor.place_id) if anchor.place_id else None
    size = place_size(place) if place is not None else None
    wording = Wording(text, Hedge.ABOUT if relation.approx else Hedge.PLAIN)
    assert anchor.lat is not None
    assert anchor.lon is not None
    try:
        return located(
            anchor.lat,
            anchor.lon,
            _own_m(anchor, gazetteer),
            relation.distance_km,
            relation.bearing_deg,
            size=size,
            wording=wording,
        )
    except InputError:
        return None


def _own_m(mention: Mention, gazetteer: Gazetteer) -> float:
    """Return how far a mention's place reaches, or may be off: its own, not that of what is told of it, in metres."""
    place = gazetteer.get(mention.place_id) if mention.place_id else None
    return place.uncertainty_m if place is not None else mention.uncertainty_m or 0.0
