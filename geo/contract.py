"""The JSON contract of `geo read`: one object a report, with exactly these keys in this order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geo.model import Claim, Mention, Relation, Strike
    from geo.pipeline import Reading

MENTION_COLUMNS = (
    *("file", "report_id", "date", "start", "end", "surface", "kind", "place_id", "name", "lat", "lon"),
    *("uncertainty_m", "confidence", "alternatives", "why"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_json(reading: Reading) -> dict[str, Any]:
    """Return a reading as the contract has it; offsets count characters of the report's text."""
    report = reading.report
    return {
        "file": report.file,
        "report_id": report.report_id,
        "date": report.date.isoformat(),
        "lang": report.lang,
        "mentions": [_mention(mention) for mention in reading.all_mentions],
        "claims": [_claim(claim, reading.all_mentions[claim.mention]) for claim in reading.all_claims],
        "relations": [_relation(relation, reading.all_mentions) for relation in reading.all_relations],
        "strikes": [_strike(strike, reading.all_mentions) for strike in reading.all_strikes],
    }


def as_rows(reading: Reading) -> list[dict[str, Any]]:
    """Return the mentions of a reading as flat rows for a CSV file, text made harmless to spreadsheets.

    A cell of text that a spreadsheet would take for a formula is led by an apostrophe.
    """
    head = {"file": reading.report.file, "report_id": reading.report.report_id, "date": reading.report.date.isoformat()}
    rows = []
    for mention in reading.all_mentions:
        others = " ".join(f"{other.place_id}:{other.confidence:.3f}" for other in mention.alternatives)
        row = head | _mention(mention) | {"alternatives": others}
        rows.append({key: harmless(value) if isinstance(value, str) else value for key, value in row.items()})
    return rows


def harmless(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _mention(mention: Mention) -> dict[str, Any]:
    return {
        "start": mention.start,
        "end": mention.end,
        "surface": mention.surface,
        "kind": mention.kind,
        "place_id": mention.place_id,
        "name": mention.name,
        "lat": mention.lat,
        "lon": mention.lon,
        "uncertainty_m": mention.uncertainty_m,
        "confidence": mention.confidence,
        "alternatives": [
            {"place_id": other.place_id, "confidence": other.confidence} for other in mention.alternatives
        ],
        "why": mention.why,
    }


def _claim(claim: Claim, mention: Mention) -> dict[str, Any]:
    return {
        "place_id": claim.place_id,
        "lat": mention.lat,
        "lon": mention.lon,
        "event": claim.event.value,
        "actor": claim.actor.value,
        "by": claim.by,
        "status": claim.status.value,
        "start": claim.start,
        "end": claim.end,
        "confidence": claim.confidence,
        "event_from": claim.event_from.isoformat() if claim.event_from else None,
        "event_to": claim.event_to.isoformat() if claim.event_to else None,
    }


def _relation(relation: Relation, mentions: tuple[Mention, ...]) -> dict[str, Any]:
    anchor = mentions[relation.anchor]
    subject = mentions[relation.subject].place_id if relation.subject is not None else None
    return {
        "start": relation.start,
        "end": relation.end,
        "text": relation.text,
        "rel": relation.rel.value,
        "subject": subject,
        "anchor": anchor.place_id,
        "anchor_lat": anchor.lat,
        "anchor_lon": anchor.lon,
        "distance_km": relation.distance_km,
        "bearing_deg": relation.bearing_deg,
        "measured_km": _rounded(relation.measured_km, 3),
        "measured_bearing_deg": _rounded(relation.measured_bearing_deg, 2),
        "agrees": relation.agrees,
        "agreement": relation.agreement.value if relation.agreement is not None else None,
        "lat": _rounded(relation.lat, 6),
        "lon": _rounded(relation.lon, 6),
        "uncertainty_m": _rounded(relation.uncertainty_m, 0),
    }


def _strike(strike: Strike, mentions: tuple[Mention, ...]) -> dict[str, Any]:
    place = mentions[strike.mention] if strike.mention is not None else None
    return {
        **strike.told(),
        "place_id": place.place_id if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "start": strike.start,
        "end": strike.end,
    }


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
