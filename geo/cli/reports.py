"""`geo map`, `read`, `explain`: reports in, maps and tables out."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.cli.common import common_options, complain, make_folder, open_gazetteer, say
from geo.cli.day import Asked, ledger_option, told_by_ledger, told_by_reports
from geo.cli.map_page import PageChoice, page_options
from geo.cli.publishing import policy_printer, say_withheld, update_index
from geo.cli.reading import evidence_for, read_all, reports_named, with_progress
from geo.cli.series import reports_shown, series_shown, span_of
from geo.errors import GeoError, InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.day_layers import DayLayers
    from geo.mapping.series import MapSeries
    from geo.pipeline import Reading
    from geo.publication import Publication


policy_option = click.option("--policy", metavar="default|none|FILE", help="What may be published: see geo policy.")


def report_options(
    command: Callable[..., Any], *, required: bool = True, language: str = "--lang", named: str = "REPORT..."
) -> Callable[..., Any]:
    """Add the options of commands that read reports, and the reports, which may be `required`.

    `language` is the option for the language that the reports are in, `named` what the help calls the reports.
    """
    for decorate in (
        click.option(
            language,
            "lang",
            type=click.Choice(["en", "uk", "ru"]),
            help="The reports' language, if not told by the text.",
        ),
        click.option("--control", type=click.Path(path_type=Path), help="Assessed control: GeoJSON or GeoParquet."),
        click.option("--date", metavar="YYYY-MM-DD", help="The day the reports report on."),
        click.argument("reports", nargs=-1, required=required, metavar=named),
        common_options,
    ):
        command = decorate(command)
    return command


@click.command("map")
@partial(report_options, required=False, language="--report-lang", named="REPORT...|DATE")
@ledger_option
@click.option("--from", "first", metavar="YYYY-MM-DD", help="A map of many days: all of the control from this one on.")
@click.option("--to", "last", metavar="YYYY-MM-DD", help="A map of many days: all of the control up to this one.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The map's file; by default maps/DATE.html.")
@policy_option
@click.option(
    "--index/--no-index",
    default=None,
    help="Whether to write index.html, of all maps in the folder, anew; by default in maps/ and where there is one.",
)
@page_options
@click.pass_context
def map_command(
    context: click.Context,
    reports: tuple[str, ...],
    date: str | None,
    control: Path | None,
    lang: str | None,
    where: str | None,
    first: str | None,
    last: str | None,
    output: Path | None,
    policy: str | None,
    *,
    index: bool | None,
    page: PageChoice,
) -> None:
    """Draw the reports of a day, or of many, as an interactive map in one HTML file.

    Reports of many days, or --from and --to with --control, give a map with a slider.

    REPORT is a file (.txt, .md, .html), a folder, a pattern, a .jsonl file of many reports, or - for standard input.
    With DATE (YYYY-MM-DD) the day is told by the ledger of claims, and the control given or brought in.
    """
    from geo.mapping import save_map
    from geo.publication import apply, published, read_policy, together
    from geo.tables import found_table, write_line

    gazetteer = open_gazetteer(context)
    rules = read_policy(policy)
    begin, end = span_of(first, last)
    if not reports and begin is None and end is None:
        raise click.UsageError("Missing argument 'REPORT...|DATE': give reports, or --control with --from and --to.")
    asked = Asked(reports, date, lang, control, where, page.since)
    day = asked.day()
    if day is not None and (begin or end):
        raise click.UsageError("--from and --to are for many days of reports or control; a DATE of the ledger is one")
    texts = list(reports_named(reports, date, lang)) if reports and day is None else []
    shown: DayLayers | MapSeries
    if begin or end or len({text.date for text in texts}) > 1:
        due = reports_shown(context, texts, rules, begin, end)
        readings = with_progress(context, read_all(due, gazetteer, evidence_for(control)), len(due))
        shown = series_shown(context, readings, rules, control, first=begin, last=end)
        days, name = list(shown.days), shown.name
    else:
        told = (
            told_by_ledger(context, asked, day, gazetteer, rules)
            if day is not None
            else told_by_reports(context, asked, texts, gazetteer, rules)
        )
        shown = apply(rules, told.layers)
        if page.since and not len(shown.control if shown.control is not None else ()):
            raise InputError(f"--since: the policy {rules.name!r} holds the control back, and with it what changed")
        days, name = [shown], shown.date.isoformat()
    target = output or Path("maps", f"{name}.html")
    if output is None:
        make_folder(target.parent)
    save_map(page.draw(shown, gazetteer), target, days=days, lang=page.lang)
    say_withheld(context, together(map(published, days)))
    update_index(context, target.parent, wanted=index, usual=output is None)
    if not context.obj["quiet"]:
        if len(days) == 1:
            write_line(found_table(days[0]))
        say(context, f"wrote {target} ({target.stat().st_size / 1000:.0f} kB)")


@click.command("read")
@report_options
@click.option("--format", "form", type=click.Choice(["table", "jsonl", "csv"]), default="table", show_default=True)
@policy_option
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
    policy: str | None,
    *,
    review: bool,
) -> None:
    """Say what was found in reports, without drawing. A bad report is named and left out; the rest is read.

    All that was found is said, whatever may be published of it, unless --policy names what may.
    """
    from geo.publication import apply_to_reading, published, read_policy, together
    from geo.tables import printer

    gazetteer = open_gazetteer(context)
    bad: list[str] = []
    read = 0

    def pass_over(error: GeoError) -> None:
        bad.append(complain(error))

    assessed = evidence_for(control)
    if review and policy:
        raise click.UsageError("--review is for work on the names, not for publication: give it without --policy")
    rules = read_policy(policy or "none")
    write = _review() if review else policy_printer(form) if policy else printer(form)
    record: Publication | None = None
    texts = reports_named(reports, date, lang, bad=pass_over)
    for reading in with_progress(context, read_all(texts, gazetteer, assessed, bad=pass_over)):
        try:
            shown = apply_to_reading(rules, reading)
        except GeoError as error:
            pass_over(error)
            continue
        write(shown)
        record = together([record, published(shown)])
        read += 1
    say_withheld(context, record)
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
    report = next(reports_named((path,), date, None))
    reading = read(report, gazetteer, control=evidence_for(control)(report))
    wanted = fold(name)
    mentions = [mention for mention in reading.all_mentions if wanted in (fold(mention.surface), fold(mention.name))]
    if not mentions:
        named = sorted({mention.surface for mention in reading.all_mentions if mention.kind == "settlement"})
        raise InputError(f"{path}: names no {name!r}; the settlements it names: {', '.join(named[:12]) or 'none'}")
    for mention in mentions:
        write_line(explanation(reading, mention))
