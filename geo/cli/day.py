"""The day that a command shows: told by reports, or, where a date stands in their place, by the ledger of claims."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.cli.claims import open_ledger
from geo.cli.reading import brought_in, evidence_for, read_all, reports_named, with_progress
from geo.errors import InputError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from geo.control import Control
    from geo.day_layers import DayLayers
    from geo.gazetteer import Gazetteer
    from geo.ledger import Entry
    from geo.model import Report
    from geo.pipeline import Reading
    from geo.publication import Policy

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def ledger_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Let --ledger name the ledger that tells a day, as `where`."""
    return click.option(
        "--ledger",
        "where",
        metavar="FILE|URL",
        help="The ledger that tells DATE: a file, or postgresql://USER@HOST/DATABASE; by default the user's.",
    )(command)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a command was asked to show: reports, or one date, and what was said of them."""

    names: tuple[str, ...]
    date: str | None = None
    lang: str | None = None
    control: Path | None = None
    ledger: str | None = None
    since: str | None = None

    def day(self) -> dt.date | None:
        """Return the date that stands in place of reports; None if there is none.

        Raises
        ------
        UsageError
            If there is more beside the date, or an option does not go with what is named.
        InputError
            If it is written as a date and is none.
        """
        from geo.reading.documents import parse_date

        dates = [name for name in self.names if _DAY.fullmatch(name) and not Path(name).exists()]
        if not dates:
            if self.ledger is not None:
                raise click.UsageError("--ledger goes with a DATE in place of reports, which tell their day themselves")
            return None
        if len(self.names) > 1:
            raise click.UsageError(f"{dates[0]} is a day of the ledger: give it alone, or give reports")
        if self.date is not None or self.lang is not None:
            raise click.UsageError(f"{dates[0]} is a day of the ledger: date and language are for reports")
        return parse_date(dates[0])


@dataclass(frozen=True, slots=True)
class Told:
    """All that is known of a day, and what it is told by: readings of reports, or claims of the ledger of this name."""

    layers: DayLayers
    assessed: Control | None
    readings: Sequence[Reading] = ()
    claims: Sequence[Entry] = ()
    ledger: str = ""


def told_day(context: click.Context, asked: Asked, gazetteer: Gazetteer, policy: Policy) -> Told:
    """Return the day asked for, if the policy lets it be shown; the policy is not applied to it yet."""
    day = asked.day()
    if day is not None:
        return told_by_ledger(context, asked, day, gazetteer, policy)
    reports = list(reports_named(asked.names, asked.date, asked.lang))
    return told_by_reports(context, asked, reports, gazetteer, policy)


def told_by_ledger(context: click.Context, asked: Asked, day: dt.date, gazetteer: Gazetteer, policy: Policy) -> Told:
    """Return a day as the ledger tells it, with the control given or brought in, if the policy lets it be shown."""
    from geo.ledger.of_day import claims_of_day
    from geo.ledger_day import layers_of_claims

    policy.require_due(day)
    with open_ledger(context, asked.ledger) as ledger:
        claims = claims_of_day(ledger, day)
    kept = brought_in()
    assessed = _assessed(asked, day) or kept(day)
    before = _before(asked, assessed, kept)
    layers = layers_of_claims(claims, gazetteer, control=assessed, before=before)
    return Told(layers, assessed, claims=claims, ledger=_name_of(ledger.label))


def told_by_reports(
    context: click.Context, asked: Asked, reports: list[Report], gazetteer: Gazetteer, policy: Policy
) -> Told:
    """Return the day that reports tell, with the control given, if the policy lets it be shown."""
    from geo.day_layers import layers

    _require_one_day(reports)
    day = reports[0].date
    policy.require_due(day)
    assessed = _assessed(asked, day)
    evidence = evidence_for(None) if assessed is None else lambda _: assessed
    readings = list(with_progress(context, read_all(reports, gazetteer, evidence), len(reports)))
    before = _before(asked, assessed)
    return Told(layers(readings, control=assessed, before=before), assessed, readings=readings)


def _assessed(asked: Asked, day: dt.date) -> Control | None:
    if asked.control is None:
        return None
    from geo.control import read_control

    return read_control(asked.control, date=day)


def _before(
    asked: Asked, assessed: Control | None, kept: Callable[[dt.date], Control | None] | None = None
) -> Control | None:
    """Return the control of the day since which changes were asked for: of the file named, else of what was kept."""
    if asked.since is None:
        return None
    if assessed is None:
        raise InputError("--since needs --control, with the control of both days")
    from geo.control import read_control
    from geo.reading.documents import parse_date

    day = parse_date(asked.since)
    before = read_control(asked.control, date=day) if asked.control is not None else kept(day) if kept else None
    if before is None or (before.date is not None and before.date == assessed.date):
        where = asked.control or assessed.source
        raise InputError(f"{where}: has no control of an earlier day than {assessed.date} for --since {asked.since}")
    return before


def _name_of(label: str) -> str:
    """Return the name of a ledger's file or database: where it lies is nobody's business but the desk's."""
    return label.rpartition("/")[2] if "://" in label else Path(label).name


def _require_one_day(reports: list[Report]) -> None:
    days = sorted({report.date for report in reports})
    if len(days) > 1:
        listed = ", ".join(day.isoformat() for day in days[:5])
        raise InputError(
            f"the reports are of {len(days)} days ({listed}); a map is of one: give the reports of one day, or --date"
        )
