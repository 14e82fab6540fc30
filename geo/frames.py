"""Records to GeoDataFrames: one function a layer, each checked against `geo.schema`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely

from geo.distance import phrase
from geo.names import fold
from geo.resolve.relate import stated_location
from geo.schema import CLAIMS, MENTIONS, PLACES, REGIONS, RELATIONS, STRIKES, UNDECIDED, WGS84, Layer, check

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geo.model import Mention, Place, Relation
    from geo.pipeline import Reading

_ROLE_RANK = {"claim": 0, "anchor": 1, "mentioned": 2}
_LAYER_OF_NAME_ONLY = frozenset({"region", "district", "country", "water"})
_DTYPES = {"number": "float64", "number?": "float64", "integer": "int64", "integer?": "Int64", "flag": "bool"}
Outline = Callable[[str], "BaseGeometry | None"]


def frame(layer: Layer, rows: Sequence[dict[str, Any]], geometry: Sequence[BaseGeometry | None]) -> gpd.GeoDataFrame:
    """Return rows as a checked frame of a layer, EPSG:4326, its columns in the schema's order.

    Parameters
    ----------
    layer
        The layer.
    rows
        One dict a row; a missing key is a missing value.
    geometry
        One geometry a row, or None.

    Raises
    ------
    SchemaError
        If the rows do not fit the layer.
    """
    table = pd.DataFrame({name: [row.get(name) for row in rows] for name in layer.columns}, dtype=object)
    shapes: Any = list(geometry)  # geopandas takes None for a missing geometry; its stubs do not say so
    made = gpd.GeoDataFrame(table.astype(_dtypes(layer)), geometry=gpd.GeoSeries(shapes, crs=WGS84))
    return check(made, layer)


def _dtypes(layer: Layer) -> dict[str, str]:
    return {name: _DTYPES[column.type] for name, column in layer.columns.items() if column.type in _DTYPES}


def _point(lat: float | None, lon: float | None) -> BaseGeometry | None:
    return None if lat is None or lon is None else shapely.Point(lon, lat)


def _origin(reading: Reading, offset: int) -> dict[str, Any]:
    """Return the columns that say which sentence of which report a row came from."""
    report = reading.report
    return {
        "report_id": report.report_id,
        "sentence": reading.sentence(offset),
        "source": report.source or report.title or report.report_id,
        "url": report.url,
    }


def _listed(mention: Mention) -> str:
    return "; ".join(f"{other.name} ({other.place_id}) {other.confidence:.2f}" for other in mention.alternatives)


def mentions_frame(readings: Iterable[Reading]) -> gpd.GeoDataFrame:
    """Return every mention of some readings, in order (`geo.schema.MENTIONS`)."""
    rows, points = [], []
    for reading in readings:
        for mention in reading.all_mentions:
            rows.append(
                {
                    "report_id": mention.report_id,
                    "start": mention.start,
                    "end": mention.end,
                    "surface": mention.surface,
                    "kind": mention.kind,
                    "place_id": mention.place_id,
                    "name": mention.name,
                    "confidence": mention.confidence,
                    "uncertainty_m": mention.uncertainty_m,
                    "why": mention.why,
                    "alternatives": _listed(mention),
                }
            )
            points.append(_point(mention.lat, mention.lon))
    return frame(MENTIONS, rows, points)


def claims_frame(readings: Iterable[Reading]) -> gpd.GeoDataFrame:
    """Return every claim of some readings (`geo.schema.CLAIMS`); one at an undecided place has no geometry."""
    rows, points = [], []
    for reading in readings:
        for claim in reading.all_claims:
            mention = reading.all_mentions[claim.mention]
            rows.append(
                _origin(reading, claim.start)
                | {
                    "claim_id": claim.claim_id,
                    "date": claim.date,
                    "place_id": claim.place_id,
                    "name": _name(reading, mention),
                    "event": claim.event.value,
                    "actor": claim.actor.value,
                    "by": claim.by,
                    "status": claim.status.value,
                    "start": claim.start,
                    "end": claim.end,
                    "confidence": claim.confidence,
                    # text, since GeoJSON has no times
                    "event_from": claim.event_from.isoformat() if claim.event_from else None,
                    "event_to": claim.event_to.isoformat() if claim.event_to else None,
                    "uncertainty_m": claim.uncertainty_m,
                }
            )
            points.append(_point(mention.lat, mention.lon))
    return frame(CLAIMS, rows, points)


def _name(reading: Reading, mention: Mention) -> str:
    place = reading.gazetteer.get(mention.place_id) if mention.place_id else None
    return shown_name(place, mention.surface) if place else mention.name or mention.surface


def shown_name(place: Place, surface: str) -> str:
    """Return the name of a place as a reader of the report knows it: with the former name that the report uses."""
    written = fold(surface)
    used = next((one.name for one in place.former if fold(one.name) == written), None)
    return f"{place.name} ({used})" if used else place.name


def places_frame(readings: Iterable[Reading]) -> gpd.GeoDataFrame:
    """Return the settlements that readings decided on, a row a place (`geo.schema.PLACES`).

    A capital that stands for its government is no place. The sentence is that of the weightiest mention: of a claim
    before an anchor before a mere mention.
    """
    best: dict[str, tuple[int, Mention, Reading]] = {}
    counts: dict[str, int] = {}
    for reading in readings:
        claimed = {claim.mention for claim in reading.all_claims}
        anchors = {relation.anchor for relation in reading.all_relations}
        for index, mention in enumerate(reading.all_mentions):
            if mention.kind != "settlement" or mention.place_id is None or mention.lat is None:
                continue
            if reading.roles[index] != "place":
                continue
            rank = _ROLE_RANK["claim" if index in claimed else "anchor" if index in anchors else "mentioned"]
            counts[mention.place_id] = counts.get(mention.place_id, 0) + 1
            if mention.place_id not in best or rank < best[mention.place_id][0]:
                best[mention.place_id] = (rank, mention, reading)
    roles = {rank: role for role, rank in _ROLE_RANK.items()}
    rows, points = [], []
    for place_id, (rank, mention, reading) in best.items():
        place = reading.gazetteer.get(place_id)
        if place is None:
            continue
        rows.append(
            _origin(reading, mention.start)
            | {
                "place_id": place_id,
                "name": shown_name(place, mention.surface),
                "kind": place.kind.value,
                "country": place.admin.country,
                "oblast": place.admin.oblast,
                "raion": place.admin.raion,
                "role": roles[rank],
                "confidence": mention.confidence,
                "uncertainty_m": place.uncertainty_m,
                "mentions": counts[place_id],
                "why": mention.why,
                "alternatives": _listed(mention),
            }
        )
        points.append(_point(place.lat, place.lon))
    return frame(PLACES, rows, points)


def undecided_frame(readings: Iterable[Reading]) -> gpd.GeoDataFrame:
    """Return the candidates of the mentions on which no decision was made, ranked (`geo.schema.UNDECIDED`)."""
    rows, points = [], []
    for reading in readings:
        seen: set[str] = set()
        for mention in reading.all_mentions:
            if not mention.undecided or mention.surface in seen:
                continue
            seen.add(mention.surface)
            for rank, other in enumerate(mention.alternatives, 1):
                if other.lat is None or other.lon is None:
                    continue
                rows.append(
                    _origin(reading, mention.start)
                    | {
                        "surface": mention.surface,
                        "rank": rank,
                        "place_id": other.place_id,
                        "name": other.name,
                        "note": other.note,
                        "confidence": other.confidence,
                        "why": mention.why,
                    }
                )
                points.append(_point(other.lat, other.lon))
    return frame(UNDECIDED, rows, points)


def relations_frame(readings: Iterable[Reading]) -> gpd.GeoDataFrame:
    """Return the stated relations (`geo.schema.RELATIONS`): the line from anchor to subject, and the area stated."""
    rows: list[dict[str, Any]] = []
    shapes: list[BaseGeometry | None] = []
    for reading in readings:
        for relation in reading.all_relations:
            row, line, area = _relation(reading, relation)
            for part, shape in (("line", line), ("area", area)):
                if part == "line" or shape is not None:
                    rows.append(row | {"part": part})
                    shapes.append(shape)
    return frame(RELATIONS, rows, shapes)


def _relation(reading: Reading, relation: Relation) -> tuple[dict[str, Any], BaseGeometry | None, BaseGeometry | None]:
    anchor = reading.all_mentions[relation.anchor]
    subject = reading.all_mentions[relation.subject] if relation.subject is not None else None
    row = _origin(reading, relation.start) | {
        "start": relation.start,
        "end": relation.end,
        "text": relation.text,
        "rel": relation.rel.value,
        "subject": subject.place_id if subject else None,
        "subject_name": (subject.name or subject.surface) if subject else "",
        "anchor": anchor.place_id,
        "anchor_name": anchor.name or anchor.surface,
        "distance_km": relation.distance_km,
        "bearing_deg": relation.bearing_deg,
        "approx": relation.approx,
        "measured_km": relation.measured_km,
        "measured_bearing_deg": relation.measured_bearing_deg,
        "agrees": relation.agrees,
        "agreement": relation.agreement.value if relation.agreement is not None else None,
        "label": _label(reading, relation, anchor, subject),
        "uncertainty_m": relation.uncertainty_m,
    }
    if anchor.lat is None or anchor.lon is None:
        return row, None, None
    line = area = None
    if relation.lat is not None and relation.lon is not None:
        ends = [(anchor.lon, anchor.lat), (relation.lon, relation.lat)]
        # between a place and itself there is no line
        line = shapely.LineString(ends) if ends[0] != ends[1] else None
    if relation.distance_km is not None or (relation.bearing_deg is not None and subject is None):
        place = stated_location(relation, anchor, reading.gazetteer)
        area = place.shape if place is not None else None
    return row, line, area


def _label(reading: Reading, relation: Relation, anchor: Mention, subject: Mention | None) -> str:
    """Return "11.1 km south of Kurakhove (report: 10 km)"."""
    if subject is None or subject.place_id is None or anchor.place_id is None or relation.measured_km is None:
        return relation.text
    here, there = reading.gazetteer.get(subject.place_id), reading.gazetteer.get(anchor.place_id)
    if here is None or there is None:
        return relation.text
    said = f" (report: {relation.distance_km:g} km)" if relation.distance_km is not None else ""
    return f"{phrase(here, there)}{said}"


def regions_frame(readings: Iterable[Reading], outline: Outline) -> gpd.GeoDataFrame:
    """Return the areas named without a point, a row an area (`geo.schema.REGIONS`).

    Parameters
    ----------
    readings
        The readings.
    outline
        Gives the outline of an area id, EPSG:4326, or None.
    """
    first: dict[str, tuple[Mention, Reading, Place]] = {}
    counts: dict[str, int] = {}
    for reading in readings:
        for mention in reading.all_mentions:
            if mention.kind not in _LAYER_OF_NAME_ONLY or mention.place_id is None:
                continue
            place = reading.gazetteer.get(mention.place_id)
            if place is not None:
                first.setdefault(mention.place_id, (mention, reading, place))
                counts[mention.place_id] = counts.get(mention.place_id, 0) + 1
    rows, shapes = [], []
    for place_id, (mention, reading, place) in first.items():
        rows.append(
            _origin(reading, mention.start)
            | {"place_id": place_id, "name": place.name, "kind": mention.kind, "mentions": counts[place_id]}
        )
        shapes.append(outline(place_id))
    return frame(REGIONS, rows, shapes)


def strikes_frame(readings: Iterable[Reading], outline: Outline | None = None) -> gpd.GeoDataFrame:
    """Return strikes, tallies and casualties (`geo.schema.STRIKES`): at a point, over a region, or with no geometry.

    Parameters
    ----------
    readings
        The readings.
    outline
        Gives the outline of an area id, EPSG:4326, or None; without it a strike in a region has no geometry.
    """
    rows, shapes = [], []
    for reading in readings:
        for strike in reading.all_strikes:
            mention = reading.all_mentions[strike.mention] if strike.mention is not None else None
            rows.append(
                _origin(reading, strike.start)
                | {
                    "date": strike.date,
                    **strike.told(),
                    "place_id": mention.place_id if mention else None,
                    "name": (mention.name or mention.surface) if mention else "",
                    "start": strike.start,
                    "end": strike.end,
                }
            )
            if mention is not None and mention.kind == "settlement":
                shapes.append(_point(mention.lat, mention.lon))
            else:
                shapes.append(outline(mention.place_id) if outline and mention and mention.place_id else None)
    return frame(STRIKES, rows, shapes)
