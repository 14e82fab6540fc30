"""A table of what is doubtful in reports, to be worked through by a person and taken in again."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from geo.corrections.record import NO_PLACE, Correction, date, flag, made_of, whole_number
from geo.errors import InputError, UnknownPlaceError
from geo.gazetteer.sources.csvrows import read_rows
from geo.names import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from geo.gazetteer import Gazetteer
    from geo.model import Mention, Report

DOUBTFUL = 0.9
REVIEW_COLUMNS = (
    *("report_id", "date", "source", "start", "surface", "times", "sentence", "confidence", "chosen", "candidates"),
    *("place_id", "why", "always"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def review(
    report: Report, mentions: Sequence[Mention], sentence: Callable[[int], str], *, below: float = DOUBTFUL
) -> Iterator[dict[str, str]]:
    """Yield a row (`REVIEW_COLUMNS`) for each doubtful name of a report, with its candidates, best first.

    A name is one row, unless its mentions were decided differently. Whoever works through the table fills in
    `place_id` (an id, or "none") and `why`, and `always` if it is to hold for later reports.

    Parameters
    ----------
    report, mentions
        A report and its mentions, decided.
    sentence
        Returns the sentence at an offset.
    below
        Decided ones are doubtful if rivals are left and the confidence is below this.
    """
    doubtful: dict[str, list[Mention]] = {}
    for mention in mentions:
        if mention.alternatives and (mention.place_id is None or mention.confidence < below):
            doubtful.setdefault(fold(mention.surface), []).append(mention)
    for alike in doubtful.values():
        together = len({mention.place_id for mention in alike}) == 1
        for mention in alike[:1] if together else alike:
            yield {
                "report_id": report.report_id,
                "date": report.date.isoformat(),
                "source": report.source,
                "start": "" if together else str(mention.start),
                "surface": mention.surface,
                "times": str(len(alike) if together else 1),
                "sentence": _harmless(sentence(mention.start)),
                "confidence": f"{mention.confidence:.2f}",
                "chosen": f"{mention.name} ({mention.place_id})" if mention.place_id else "",
                "candidates": "; ".join(
                    f"{other.place_id} {other.name} {other.confidence:.2f} ({other.note})"
                    for other in mention.alternatives
                ),
                "place_id": "",
                "why": "",
                "always": "",
            }


def review_writer(write: Callable[[str], object]) -> Callable[[Report, Sequence[Mention], Callable[[int], str]], int]:
    """Return a function that writes the review of a report as lines of CSV, the header first, and counts them."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, REVIEW_COLUMNS, lineterminator="\n")
    writer.writeheader()

    def one(report: Report, mentions: Sequence[Mention], sentence: Callable[[int], str]) -> int:
        rows = list(review(report, mentions, sentence))
        writer.writerows(rows)
        write(buffer.getvalue())
        buffer.seek(0)
        buffer.truncate()
        return len(rows)

    return one


def reviewed(path: Path, gazetteer: Gazetteer) -> list[Correction]:
    """Return the corrections in a table that was worked through: its rows with a `place_id`.

    Raises
    ------
    InputError
        At a bad row, or if no row has one.
    UnknownPlaceError
        If an id is in no gazetteer.
    """
    found = []
    for row in read_rows(path, REVIEW_COLUMNS):
        if chosen := row.text("place_id"):
            place = None if chosen.lower() == NO_PLACE else gazetteer.get(chosen)
            if place is None and chosen.lower() != NO_PLACE:
                fault = row.fault(f"no place has the id {chosen}", "take one of the candidates, or find it by its name")
                raise UnknownPlaceError(str(fault))
            found.append(
                made_of(
                    row.needed("report_id"),
                    date(row, "date"),
                    row.text("source"),
                    row.needed("surface"),
                    place,
                    row.text("why") or f"reviewed in {path.name}",
                    whole_number(row, "start"),
                    always=flag(row, "always"),
                )
            )
    if not found:
        raise InputError(f"{path}: no row has a place_id; fill in that of the place meant, or {NO_PLACE!r}")
    return found


def _harmless(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    flat = " ".join(text.split())
    return f"'{flat}" if flat.startswith(_FORMULA) else flat
