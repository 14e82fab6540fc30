"""A policy applied to a reading: the records that may be shown, pointing at each other as before."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from geo.pipeline import Reading
from geo.publication.blots import Blots
from geo.publication.days import UNNAMED
from geo.publication.policy import NONE
from geo.publication.rules import decide
from geo.publication.units import blotted
from geo.publication.withheld import Publication, Reason, Withheld

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from geo.model import Alternative, Mention, Relation, Report
    from geo.publication.policy import Policy
    from geo.publication.rules import Decision, Row

_BLOT = "█"
# held back as a place, not as a word
_NAME_STAYS = frozenset({Reason.UNDECIDED})


@dataclass(frozen=True)
class PublishedReading(Reading):
    """A reading as a policy lets it be shown; `publication` says which, and what it held back."""

    publication: Publication | None = None


def apply_to_reading(policy: Policy, reading: Reading, *, now: dt.datetime | None = None) -> Reading:
    """Return a reading as a policy lets it be published.

    What may not be quoted is blotted out in the report's text, sign by sign, so that offsets stay.

    Parameters
    ----------
    policy
        The policy.
    reading
        What a report says.
    now
        An aware moment; by default the present one.

    Returns
    -------
    reading
        A `PublishedReading`, which has the record of the policy with it; for the policy `none`, the reading itself.

    Raises
    ------
    HeldError
        If nothing of the report may be shown yet.
    """
    if policy.name == NONE:
        return reading
    policy.require_due(reading.report.date, now=now)
    rows = _Rows(reading)
    decision = decide(policy, rows.by_layer)
    claims = _kept(reading.all_claims, decision.reasons["claims"])
    strikes = _kept(reading.all_strikes, decision.reasons["strikes"])
    relations = _kept(reading.all_relations, decision.reasons["relations"])
    held = _held(rows, decision)
    # what is told of a name that itself is held needs the name, though not what it may mean
    named = {record.mention for record in (*claims, *strikes)} | {
        at for relation in relations for at in (relation.subject, relation.anchor)
    }
    kept = [at for at in range(len(reading.all_mentions)) if at not in held or at in named or held[at] in _NAME_STAYS]
    number = {old: new for new, old in enumerate(kept)}
    blots = Blots(decision)
    report, texts = _blotted_report(policy, reading, decision, blots)
    counts = decision.withheld().counts + texts
    given = {one.name: getattr(reading, one.name) for one in fields(Reading)} | {
        "report": report,
        "all_mentions": tuple(
            _mention(reading.all_mentions[at], policy, report, blots, without_candidates=at in held) for at in kept
        ),
        "roles": tuple(reading.roles[at] for at in kept),
        "all_claims": tuple(
            replace(claim, mention=number[claim.mention], sentence=report.text[claim.start : claim.end])
            for claim in claims
        ),
        "all_strikes": tuple(
            replace(
                strike,
                mention=number[strike.mention] if strike.mention is not None else None,
                sentence=report.text[strike.start : strike.end],
            )
            for strike in strikes
        ),
        "all_relations": tuple(_relation(relation, number, policy, report) for relation in relations),
    }
    return PublishedReading(**given, publication=Publication(policy, Withheld(counts)))


class _Rows:
    """The records of a reading as rows, and which mention each row of a layer of places is."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        mentions = reading.all_mentions
        claimed = {claim.mention for claim in reading.all_claims}
        anchors = {relation.anchor for relation in reading.all_relations}
        self.mentions: dict[str, list[int]] = {"places": [], "undecided": [], "regions": []}
        self.by_layer: dict[str, list[Row]] = {"places": [], "undecided": [], "regions": []}
        for at, mention in enumerate(mentions):
            settled = mention.kind == "settlement" and mention.place_id is not None
            layer = "undecided" if mention.undecided else "places" if settled else "regions"
            role = "claim" if at in claimed else "anchor" if at in anchors else "mentioned"
            self.mentions[layer].append(at)
            row = {
                "place_id": mention.place_id,
                "confidence": mention.confidence,
                "role": role,
                "kind": mention.kind,
                "name": mention.name,
                "surface": mention.surface,
            }
            self.by_layer[layer].append(self._origin(mention.start) | row)
        self.by_layer["claims"] = [
            self._origin(claim.start)
            | {key: getattr(claim, key) for key in ("place_id", "event", "actor", "by", "confidence")}
            for claim in reading.all_claims
        ]
        self.by_layer["strikes"] = [
            self._origin(strike.start)
            | {"place_id": self._place(strike.mention)}
            | {key: getattr(strike, key) for key in ("category", "actor", "by", "target")}
            for strike in reading.all_strikes
        ]
        self.by_layer["relations"] = [
            self._origin(relation.start)
            | {"subject": self._place(relation.subject), "anchor": self._place(relation.anchor)}
            for relation in reading.all_relations
        ]

    def _place(self, at: int | None) -> str | None:
        return self._reading.all_mentions[at].place_id if at is not None else None

    def _origin(self, offset: int) -> dict[str, Any]:
        report = self._reading.report
        return {
            "report_id": report.report_id,
            "sentence": self._reading.sentence(offset),
            "source": report.source or report.title or report.report_id,
            "url": report.url,
        }


def _held(rows: _Rows, decision: Decision) -> dict[int, Reason]:
    """Return why each mention is held that is."""
    return {
        at: why
        for layer, mentions in rows.mentions.items()
        for at, why in zip(mentions, decision.reasons[layer], strict=True)
        if why is not None
    }


def _kept(records: Sequence[Any], reasons: Sequence[Reason | None]) -> list[Any]:
    return [record for record, why in zip(records, reasons, strict=True) if why is None]


def _blotted_report(
    policy: Policy, reading: Reading, decision: Decision, blots: Blots
) -> tuple[Report, Counter[tuple[str, Reason]]]:
    """Return the report with what may not be quoted blotted out, and the count of the blots."""
    report = reading.report
    text = report.text
    count: Counter[tuple[str, Reason]] = Counter()
    for start, end in reading.sentence_spans:
        why = decision.unquoted.get((report.report_id, report.text[start:end]))
        if why is not None:
            count["texts", why] += 1
            text = text[:start] + _BLOT * (end - start) + text[end:]
    text = blots.blotted(text, _blots_of)
    headings = [_heading(value, blots) for value in (report.title, report.source)]

    def blot(found: str) -> str:
        count["texts", Reason.UNIT] += 1
        return _blots_of(found)

    if policy.units:
        text, *headings = (blotted(value, blot) for value in (text, *headings))
    title, source = headings
    body = _same_blots(report.body, report.text, text)
    return replace(
        report, text=text, body=body, title=title, source=source if source or not report.source else UNNAMED
    ), count


def _heading(value: str, blots: Blots) -> str:
    return "" if blots.told_by(value) is not None else blots.blotted(value, _blots_of)


def _blots_of(text: str) -> str:
    return "".join(_BLOT if sign.isalnum() else sign for sign in text)


def _same_blots(body: str, before: str, after: str) -> str:
    """Return the part of the text that is read with the blots that the text has got."""
    changed = zip(body, before, after, strict=False)
    return "".join(new if old != new else sign for sign, old, new in changed)


def _mention(mention: Mention, policy: Policy, report: Report, blots: Blots, *, without_candidates: bool) -> Mention:
    from geo.publication import blurring

    if without_candidates:
        mention = replace(mention, alternatives=())
    surface = report.text[mention.start : mention.end] or mention.surface
    mention = replace(mention, surface=surface, why=blots.blotted(mention.why))
    if not policy.precision_m or mention.lat is None or mention.lon is None:
        return mention
    lat, lon = blurring.moved(mention.lat, mention.lon, policy.precision_m)
    radius = blurring.grown(mention.uncertainty_m or 0.0, policy.precision_m)
    others = tuple(_alternative(other, policy.precision_m) for other in mention.alternatives)
    return replace(mention, lat=lat, lon=lon, uncertainty_m=radius, alternatives=others)


def _alternative(other: Alternative, precision_m: float) -> Alternative:
    from geo.publication import blurring

    if other.lat is None or other.lon is None:
        return other
    lat, lon = blurring.moved(other.lat, other.lon, precision_m)
    return replace(other, lat=lat, lon=lon)


def _relation(relation: Relation, number: dict[int, int], policy: Policy, report: Report) -> Relation:
    from geo.publication import blurring

    relation = replace(
        relation,
        subject=number[relation.subject] if relation.subject is not None else None,
        anchor=number[relation.anchor],
        text=report.text[relation.start : relation.end],
    )
    if not policy.precision_m:
        return relation
    km, bearing = relation.measured_km, relation.measured_bearing_deg
    relation = replace(
        relation,
        measured_km=None if km is None else blurring.rounded_km(km, policy.precision_m),
        measured_bearing_deg=None if bearing is None else blurring.rounded_bearing(bearing),
    )
    if relation.lat is None or relation.lon is None:
        return relation
    lat, lon = blurring.moved(relation.lat, relation.lon, policy.precision_m)
    return replace(
        relation, lat=lat, lon=lon, uncertainty_m=blurring.grown(relation.uncertainty_m or 0.0, policy.precision_m)
    )
