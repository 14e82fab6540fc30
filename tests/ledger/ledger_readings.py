"""Readings made by hand."""

import datetime as dt
from dataclasses import replace

from geo.model import Actor, Claim, Event, Mention, Report, Status
from geo.pipeline import Reading

DAY = dt.date(2024, 12, 16)


def mention(name, at, place_id="", **changes):
    made = Mention(
        report_id="r",
        start=at,
        end=at + len(name),
        surface=name,
        kind="settlement",
        place_id=place_id or f"UA14{at:08d}",
        name=name,
        lat=47.98,
        lon=37.28,
        uncertainty_m=2500.0,
        confidence=0.9,
    )
    return replace(made, **changes)


def reading(
    *names, report_id="r", date=DAY, confidence=0.6, by="Russian MoD", source="ISW", url="", title="", **changes
):
    """Return a reading with a claim at each of some places, which stand in the text one behind the other."""
    text = " ".join(names)
    mentions = tuple(mention(name, text.index(name)) for name in names)
    claims = tuple(
        replace(
            Claim(
                claim_id=f"{report_id}/{name}",
                report_id=report_id,
                date=date,
                mention=index,
                place_id=one.place_id,
                event=Event.CAPTURED,
                actor=Actor.RU,
                by=by,
                status=Status.CLAIMED,
                start=one.start,
                end=one.end,
                sentence=name,
                confidence=confidence,
                uncertainty_m=one.uncertainty_m,
            ),
            **changes,
        )
        for index, (name, one) in enumerate(zip(names, mentions, strict=True))
    )
    report = Report(report_id, date, text, text, source=source, url=url, title=title)
    return Reading(report, None, mentions, (), claims, (), ("",) * len(mentions), ((0, len(text)),))
