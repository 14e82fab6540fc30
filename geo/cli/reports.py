"""`geo map`, `read`, `explain`: reports in, maps and tables out."""

from __future__ import annotations

import gc
import sys
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.cli.common import common_options, complain, make_folder, open_gazetteer, say
from geo.errors import GeoError, InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from geo.control import Control
    from geo.gazetteer import Gazetteer
    from geo.model import Report
    from geo.pipeline import Reading


# a report so many days before the first day of its control data is read beside that day: a front moves slowly
_REACH_BACK_DAYS = 240


def _report_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for decorate in (
        click.option(
            "--lang", type=click.Choice(["en", "uk", "ru"]), help="The reports' language, if not told by the text."
        ),
        click.option("--control", type=click.Path(path_type=Path), help="Assessed control: GeoJSON or GeoParquet."),
        click.option("--date", metavar="YYYY-MM-DD", help="The day the reports report on."),
        click.argument("reports", nargs=-1, required=True, metavar="REPORT..."),
        common_options,
    ):
        command = decorate(command)
    return command


@click.command("map")
@_report_options
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The map's file; by default maps/DATE.html.")
@click.option(
    "--tiles", help="An online tile layer to load, such as OpenStreetMap; by default the map needs no network."
)
@click.pass_context
def map_command(
    context: click.Context,
    reports: tuple[str, ...],
    date: str | None,
    control: Path | None,
    lang: str | None,
    output: Path | None,
    tiles: str | None,
) -> None:
    """Draw the reports of one day as an interactive map in one HTML file.

    REPORT is a file (.txt, .md, .html), a folder, a pattern, a .jsonl file of many reports, or - for standard input.
    """
    from geo.day_layers import layers
    from geo.mapping import save_map
    from geo.tables import found_table, write_line

    gazetteer = open_gazetteer(context)
    texts = list(_reports(reports, date, lang))
    _require_one_day(texts)
    assessed = _control(control, texts[0])
    readings = list(_progress(context, _read_all(texts, gazetteer, lambda _: assessed), len(texts)))
    day = layers(readings, control=assessed)
    target = output or Path("maps", f"{day.date.isoformat()}.html")
    if output is None:
        make_folder(target.parent)
    save_map(day.to_map(tiles=tiles), target)
    if not context.obj["quiet"]:
        write_line(found_table(day))
        say(context, f"wrote {target} ({target.stat().st_size / 1000:.0f} kB)")


@click.command("read")
@_report_options
@click.option("--format", "form", type=click.Choice(["table", "jsonl", "csv"]), default="table", show_default=True)
@click.option(
    "--review", is_flag=True, help="Write the doubtful names as a table to work through: see geo correct --from."
)
@click.pass_context
def read_command(
    context: click.Context,
    reports: tuple[str, ...],
    date: str | None,
    control: Path | None,
    lang: str | None,
    form: str,
    *,
    review: bool,
) -> None:
    """Say what was found in reports, without drawing. A bad report is named and left out; the rest is read."""
    from geo.tables import printer

    gazetteer = open_gazetteer(context)
    bad: list[str] = []
    read = 0

    def pass_over(error: GeoError) -> None:
        bad.append(complain(error))

    assessed = _controls(control)
    write = _review() if review else printer(form)
    texts = _reports(reports, date, lang, bad=pass_over)
    for reading in _progress(context, _read_all(texts, gazetteer, assessed, bad=pass_over)):
        write(reading)
        read += 1
    if bad:
        say(context, f"{len(bad)} of {len(bad) + read} reports could not be read", always=True)
        raise SystemExit(1)


def _review() -> Callable[[Reading], None]:
    """Return what writes the doubtful names of a reading to standard output."""
    from geo.corrections import review_writer

    write = review_writer(sys.stdout.write)

    def write_reading(reading: Reading) -> None:
        write(reading.report, reading.all_mentions, reading.sentence)

    return write_reading


@click.command()
@click.argument("name")
@click.option("--report", "path", required=True, help="The report that names it.")
@click.option("--date", metavar="YYYY-MM-DD", help="The day it reports on.")
@click.option("--control", type=click.Path(path_type=Path), help="Assessed control: GeoJSON or GeoParquet.")
@common_options
@click.pass_context
def explain(context: click.Context, name: str, path: str, date: str | None, control: Path | None) -> None:
    """Say which place a name in a report was taken for, and why."""
    from geo.names import fold
    from geo.pipeline import read
    from geo.tables import explanation, write_line

    gazetteer = open_gazetteer(context)
    report = next(_reports((path,), date, None))
    reading = read(report, gazetteer, control=_control(control, report))
    wanted = fold(name)
    mentions = [mention for mention in reading.all_mentions if wanted in (fold(mention.surface), fold(mention.name))]
    if not mentions:
        named = sorted({mention.surface for mention in reading.all_mentions if mention.kind == "settlement"})
        raise InputError(f"{path}: names no {name!r}; the settlements it names: {', '.join(named[:12]) or 'none'}")
    for mention in mentions:
        write_line(explanation(reading, mention))


# -- what they share ----------------------------------------------------------------------------------------------


def _control(path: Path | None, report: Report) -> Control | None:
    if path is None:
        return None
    from geo.control import read_control

    return read_control(path, date=report.date)


def _controls(path: Path | None) -> Callable[[Report], Control | None]:
    """Return what gives the control for each of a sequence of reports; the file is read once."""
    if path is None:
        return lambda _: None
    from geo.control import ControlSeries

    series = ControlSeries(path, reach_back_days=_REACH_BACK_DAYS)
    return lambda report: series.on(report.date)


def _reports(
    names: tuple[str, ...],
    date: str | None,
    lang: str | None,
    bad: Callable[[GeoError], object] | None = None,
) -> Iterator[Report]:
    """Yield the reports named; a bad one is handed to `bad`, or raised if there is no `bad`."""
    from geo.reading.collect import collect

    yield from collect(names, date=date, lang=lang, stdin=sys.stdin.buffer, bad=bad)


def _require_one_day(reports: list[Report]) -> None:
    days = sorted({report.date for report in reports})
    if len(days) > 1:
        listed = ", ".join(day.isoformat() for day in days[:5])
        raise InputError(
            f"the reports are of {len(days)} days ({listed}); a map is of one: give the reports of one day, or --date"
        )


def _read_all(
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


def _progress(context: click.Context, readings: Iterator[Reading], total: int | None = None) -> Iterator[Reading]:
    """Show a progress bar on a terminal if it takes more than two seconds."""
    if context.obj["quiet"] or not sys.stderr.isatty():
        yield from readings
        return
    from geo.tables import progress_bar

    yield from progress_bar(readings, total)
