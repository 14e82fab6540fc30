"""What the ledger takes in: the reading of a report, known by its parts only, and its claims as entries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from geo.errors import InputError
from geo.ledger.entry import Entry, now

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from geo.model import Claim, Mention

__all__ = ["ReadingLike", "ReportLike"]


class ReportLike(Protocol):
    """What the ledger must know of a report. `date` is the day it reports on."""

    @property
    def report_id(self) -> str: ...  # noqa: D102 - as in geo.model.Report
    @property
    def date(self) -> dt.date: ...  # noqa: D102
    @property
    def source(self) -> str: ...  # noqa: D102
    @property
    def url(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102


class ReadingLike(Protocol):
    """What the ledger must know of a reading, as `geo.pipeline.Reading` has it. Claims point to mentions by index."""

    @property
    def report(self) -> ReportLike: ...  # noqa: D102 - as in geo.pipeline.Reading
    @property
    def all_claims(self) -> Sequence[Claim]: ...  # noqa: D102
    @property
    def all_mentions(self) -> Sequence[Mention]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Sheet:
    """The claims of one report, ready to be entered; what else tells this report from another with its id."""

    report_id: str
    date: dt.date
    source: str
    title: str
    url: str
    entries: tuple[Entry, ...]


def sheet_of(reading: ReadingLike) -> Sheet:
    """Return the claims of a reading as entries.

    Raises
    ------
    InputError
        If a claim is none that the ledger can keep, or two claims have one id.
    """
    report = reading.report
    source = report.source or report.title or report.report_id
    recorded_at = now()
    entries: dict[str, Entry] = {}
    for claim in reading.all_claims:
        mention = reading.all_mentions[claim.mention]
        if claim.report_id != report.report_id:
            raise InputError(f"report {report.report_id!r}: claim {claim.claim_id!r} is of report {claim.report_id!r}")
        if claim.claim_id in entries:
            raise InputError(f"report {report.report_id!r}: two claims have the id {claim.claim_id!r}")
        entries[claim.claim_id] = Entry(
            claim_id=claim.claim_id,
            report_id=claim.report_id,
            date=claim.date,
            place_id=claim.place_id,
            name=mention.name or mention.surface,
            surface=mention.surface,
            event=claim.event,
            actor=claim.actor,
            by=claim.by,
            status=claim.status,
            start=claim.start,
            end=claim.end,
            sentence=claim.sentence,
            confidence=float(claim.confidence),
            lat=mention.lat,
            lon=mention.lon,
            uncertainty_m=None if claim.uncertainty_m is None else float(claim.uncertainty_m),
            # text, since GeoJSON has no times
            event_from=claim.event_from.isoformat() if claim.event_from else None,
            event_to=claim.event_to.isoformat() if claim.event_to else None,
            source=source,
            title=report.title,
            url=report.url,
            recorded_at=recorded_at,
        )
    return Sheet(report.report_id, report.date, source, report.title, report.url, tuple(entries.values()))
