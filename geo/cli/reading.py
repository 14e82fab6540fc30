"""How the commands read reports: which files, with which line as evidence, and with what told of the progress."""

from __future__ import annotations

import gc
import sys
from itertools import chain, islice
from typing import TYPE_CHECKING

from geo.cli.series import REACH_BACK_DAYS
from geo.errors import GeoError, InputError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    import click

    from geo.control import Control
    from geo.gazetteer import Gazetteer
    from geo.model import Report
    from geo.pipeline import Reading


def reports_named(
    names: tuple[str, ...],
    date: str | None,
    lang: str | None,
    bad: Callable[[GeoError], object] | None = None,
) -> Iterator[Report]:
    """Yield the reports named; a bad one is handed to `bad`, or raised if there is no `bad`."""
    from geo.reading.collect import collect

    yield from collect(names, date=date, lang=lang, stdin=sys.stdin.buffer, bad=bad)


def read_all(
    reports: Iterable[Report],
    gazetteer: Gazetteer,
    control: Callable[[Report], Control | None],
    bad: Callable[[GeoError], object] | None = None,
) -> Iterator[Reading]:
    """Yield the readings of reports; the error of one goes to `bad`, or is raised if there is no `bad`."""
    from geo.gazetteer.outlines import Outlines
    from geo.pipeline import read
    from geo.resolve import Memory

    outlines = Outlines.open()
    reports = iter(reports)
    ahead = list(islice(reports, 2))
    # reports of a sequence know what those before them meant; one by itself knows nothing
    memory = Memory() if len(ahead) > 1 else None
    for number, report in enumerate(chain(ahead, reports)):
        if number == 1:
            gc.enable()  # more than one: a long run must not keep its garbage
        try:
            reading = read(report, gazetteer, control=control(report), outlines=outlines, memory=memory)
        except GeoError as error:
            if bad is None:
                raise
            bad(error)
        else:
            yield reading


def _controls(path: Path | None) -> Callable[[Report], Control | None]:
    """Return what gives the control for each of a sequence of reports; the file is read once."""
    if path is None:
        return lambda _: None
    from geo.control import ControlSeries

    series = ControlSeries(path, reach_back_days=REACH_BACK_DAYS)
    return lambda report: series.on(report.date)


def evidence_for(path: Path | None) -> Callable[[Report], Control | None]:
    """Return what gives the control that tells, for each report, which places are meant.

    That is the file named, else what the user has brought in with `geo control import`, as far as it reaches.
    """
    if path is not None:
        return _controls(path)
    kept = brought_in(reach_back_days=REACH_BACK_DAYS)
    return lambda report: kept(report.date)


def brought_in(*, reach_back_days: int = 0) -> Callable[[dt.date], Control | None]:
    """Return what gives the control of a day that the user has brought in, as far as it reaches."""
    from geo.cli.control import kept_series

    series = kept_series(reach_back_days=reach_back_days)

    def of_day(day: dt.date) -> Control | None:
        try:
            return series.on(day) if series is not None else None
        except InputError:  # what was brought in begins later
            return None

    return of_day


def with_progress(context: click.Context, readings: Iterator[Reading], total: int | None = None) -> Iterator[Reading]:
    """Show a progress bar on a terminal if it takes more than two seconds."""
    if context.obj["quiet"] or not sys.stderr.isatty():
        yield from readings
        return
    from geo.tables import progress_bar

    yield from progress_bar(readings, total)
