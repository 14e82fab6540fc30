"""A correction, and the cells of a table that tells of one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from geo.errors import InputError

if TYPE_CHECKING:
    from geo.gazetteer.sources.csvrows import Row
    from geo.model import Place, Report

# for a name that is no place
NO_PLACE = "none"
_YES = frozenset({"yes", "y", "1", "true", "x"})
_NO = frozenset({"", "no", "n", "0", "false"})


@dataclass(frozen=True, slots=True)
class Correction:
    """What somebody says a name in a report means.

    `start` is the offset of the one mention meant, None for all with this surface. `place_id` is empty for a name that
    is no place. Position in degrees WGS 84, uncertainty in metres, as the gazetteer had them then; `region` is the
    oblast. `made` and `undone` are times in UTC, `number` counts from 1 and is 0 before it is remembered.
    """

    report_id: str
    report_date: dt.date
    source: str
    surface: str
    start: int | None
    place_id: str
    name: str
    kind: str
    lat: float | None
    lon: float | None
    uncertainty_m: float | None
    region: str
    why: str
    always: bool = False
    number: int = 0
    made: str = ""
    undone: str = ""

    @property
    def holds(self) -> bool:
        """Whether it was not undone."""
        return not self.undone


COLUMNS = ("number", *(field.name for field in fields(Correction) if field.name != "number"))


def correction(
    report: Report,
    surface: str,
    place: Place | None,
    why: str,
    *,
    start: int | None = None,
    always: bool = False,
) -> Correction:
    """Return a correction of a report, yet to be remembered.

    Parameters
    ----------
    report
        The report.
    surface
        The name as written there.
    place
        What it means; None for no place.
    why
        How one knows.
    start
        The offset of the one mention meant; by default all with this surface are.
    always
        Whether it holds for later reports of the same source and region too.

    Raises
    ------
    InputError
        If no reason is given.
    """
    return made_of(report.report_id, report.date, report.source, surface, place, why, start, always=always)


def made_of(
    report_id: str,
    date: dt.date,
    source: str,
    surface: str,
    place: Place | None,
    why: str,
    start: int | None,
    *,
    always: bool,
) -> Correction:
    """Return a correction of a report that is not at hand; see `correction`."""
    if not why.strip():
        raise InputError("a correction needs a reason; say how you know with --why TEXT")
    return Correction(
        report_id=report_id,
        report_date=date,
        source=source,
        surface=" ".join(surface.split()),
        start=start,
        place_id=place.place_id if place else "",
        name=place.name if place else "",
        kind=place.kind.value if place else "",
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        uncertainty_m=place.uncertainty_m if place else None,
        region=place.admin.oblast if place else "",
        why=" ".join(why.split()),
        always=always,
    )


# -- cells --------------------------------------------------------------------------------------------------------


def date(row: Row, column: str) -> dt.date:
    """Return a cell that must be an ISO date."""
    try:
        return dt.date.fromisoformat(row.needed(column))
    except ValueError:
        raise row.fault(f"{column} is {row.text(column)!r}", "write it as YYYY-MM-DD") from None


def whole_number(row: Row, column: str) -> int | None:
    """Return a whole number, None where the cell is empty."""
    value = row.text(column)
    if value and not (value.isascii() and value.isdecimal()):
        raise row.fault(f"{column} is {value!r}", "give a whole number or leave it empty")
    return int(value) if value else None


def flag(row: Row, column: str) -> bool:
    """Return whether a cell says yes."""
    value = row.text(column).lower()
    if value not in _YES | _NO:
        raise row.fault(f"{column} is {value!r}", "write yes, or leave it empty")
    return value in _YES
