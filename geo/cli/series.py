"""`geo map` of many days: which reports count, and their layers with the control of every day, as one series."""

from __future__ import annotations

import sys
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any, cast

from geo.cli.common import say
from geo.errors import InputError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    import click

    from geo.control import ControlSeries
    from geo.mapping.series import MapSeries
    from geo.mapping.series_shapes import DrawnDay
    from geo.model import Report
    from geo.pipeline import Reading
    from geo.publication import Policy

# a report so many days before the first day of its control data is shown beside that day: a front moves slowly
REACH_BACK_DAYS = 240


def span_of(first: str | None, last: str | None) -> tuple[dt.date | None, dt.date | None]:
    """Return the days that `--from` and `--to` name.

    Raises
    ------
    InputError
        If one is no date, or the second is before the first.
    """
    from geo.reading.documents import parse_date

    begin, end = (None if day is None else parse_date(day) for day in (first, last))
    if begin is not None and end is not None and end < begin:
        raise InputError(f"--from {begin} --to {end}: give the earlier date first, then the later")
    return begin, end


def reports_shown(
    context: click.Context, reports: Sequence[Report], policy: Policy, first: dt.date | None, last: dt.date | None
) -> list[Report]:
    """Return the reports of days asked for that may be published, by day; say how many are left out.

    Raises
    ------
    HeldError
        If there are reports of days asked for, and none may be published yet.
    """
    from geo.publication import HeldError

    inside = [
        report
        for report in reports
        if (first is None or first <= report.date) and (last is None or report.date <= last)
    ]
    if len(inside) < len(reports):
        say(context, f"left out {len(reports) - len(inside)} of {len(reports)} reports, of other days")
    due: list[Report] = []
    held: HeldError | None = None
    for report in inside:
        try:
            policy.require_due(report.date)
            due.append(report)
        except HeldError as error:
            held = error
    if held is not None:
        if not due:
            raise held
        say(context, f"left out {len(inside) - len(due)} of {len(inside)} reports: {held}", always=True)
    return sorted(due, key=lambda report: report.date)


def series_shown(
    context: click.Context,
    readings: Iterable[Reading],
    policy: Policy,
    control: Path | None,
    *,
    first: dt.date | None,
    last: dt.date | None,
) -> MapSeries:
    """Return the series of readings, by day, and of the control of the days asked for, as a policy lets it be shown.

    Raises
    ------
    InputError
        If there is no day to show, or the control is at fault.
    HeldError
        If none may be shown yet.
    """
    from geo.control import ControlSeries, claimed_ground
    from geo.day_layers import layers
    from geo.mapping.series import series_of
    from geo.publication import apply

    known = None if control is None else ControlSeries(control, reach_back_days=REACH_BACK_DAYS)
    days = []
    for date, group in groupby(readings, key=lambda reading: reading.report.date):
        own = list(group)
        day = layers(own, date=date)
        if known is not None:
            # the series draws the control of each day itself: of the day's own layers only this depends on it
            beside = known.on(date)
            day = replace(day, claimed=claimed_ground(day.claims, own[0].gazetteer, assessed=beside))
        days.append(apply(policy, day))
    if known is not None and (first is not None or last is not None):
        last = _last_due(known, policy, first, last)
    series = series_of(days, control=known, first=first, last=last, progress=lambda *made: _progress(context, *made))
    opening = series.days[-1]
    shown = apply(policy, opening).control
    if opening.control is not None and (shown is None or len(shown) < len(opening.control)):
        raise InputError(f"{control}: the policy {policy.name!r} holds its source back: give other control, or none")
    return series


def _last_due(control: ControlSeries, policy: Policy, first: dt.date | None, last: dt.date | None) -> dt.date | None:
    """Return the last day asked for of which control may be shown.

    Raises
    ------
    HeldError
        If there are such days, and none of them may.
    """
    from geo.publication import HeldError

    asked = [day for day in control.days if (first is None or first <= day) and (last is None or day <= last)]
    held: HeldError | None = None
    for day in reversed(asked):
        try:
            policy.require_due(day)
        except HeldError as error:
            held = error
        else:
            return last if held is None else day
    if held is not None:
        raise held
    return last


def _progress(context: click.Context, days: Iterator[DrawnDay], total: int) -> Iterator[DrawnDay]:
    """Show a progress bar on a terminal if it takes more than two seconds."""
    if context.obj["quiet"] or not sys.stderr.isatty():
        return days
    from geo.tables import progress_bar

    return cast("Iterator[DrawnDay]", progress_bar(cast("Iterator[Any]", days), total))
