"""`geo correct`: say which place a name in a report means, list and undo what was said."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geo.cli.common import common_options, open_gazetteer, say
from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.corrections import Correction
    from geo.gazetteer import Gazetteer
    from geo.model import Mention, Place, Report

_SHOWN = 12


@click.command("correct")
@click.argument("report", required=False)
@click.argument("mention", required=False)
@click.argument("place", required=False)
@click.option("--why", metavar="TEXT", help="How you know.")
@click.option("--always", is_flag=True, help="For later reports of the same source and region too.")
@click.option("--in", "region", metavar="REGION", help="Where PLACE is, if its name is not enough.")
@click.option("--id", "report_id", metavar="ID", help="Which report of a file that holds many.")
@click.option("--date", metavar="YYYY-MM-DD", help="The day the report reports on.")
@click.option("--list", "listing", is_flag=True, help="List what was corrected; with REPORT, that report's.")
@click.option("--json", "as_json", is_flag=True, help="With --list: one JSON object a line.")
@click.option("--undo", "number", type=click.IntRange(1), metavar="N", help="Undo a correction; it stays in the list.")
@click.option(
    "--from",
    "table",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Take in a table of `geo read --review` that was worked through.",
)
@common_options
@click.pass_context
def correct(
    context: click.Context,
    /,
    report: str | None,
    mention: str | None,
    place: str | None,
    *,
    why: str | None,
    always: bool,
    region: str | None,
    report_id: str | None,
    date: str | None,
    listing: bool,
    as_json: bool,
    number: int | None,
    table: Path | None,
) -> None:
    """Say that MENTION in REPORT means PLACE. It is remembered, wins over the machine, and can be undone.

    MENTION is a name as written there, or the offset of the one mention meant; PLACE is an id or a name, or `none` for
    a name that is no place.
    """
    from geo.corrections import remember, reviewed, undo

    if listing:
        _list(report, as_json=as_json)
        return
    if number is not None:
        say(context, f"undone: {_line(undo(number))}")
        return
    gazetteer = open_gazetteer(context)
    if table is not None:
        made = remember(reviewed(table, gazetteer))
    else:
        if report is None or mention is None or place is None:
            raise InputError("say what is corrected: REPORT MENTION PLACE --why TEXT; or give --list, --undo or --from")
        meant = _place(place, region, gazetteer)
        read = _report(report, report_id, date)
        made = remember([_correction(read, mention, meant, why or "", gazetteer, always=always)])
    for one in made:
        say(context, _line(one))


def _correction(
    report: Report, mention: str, place: Place | None, why: str, gazetteer: Gazetteer, *, always: bool
) -> Correction:
    from geo.corrections import correction
    from geo.pipeline import read

    if not why.strip():
        raise InputError("a correction needs a reason; say how you know with --why TEXT")
    found, start = _mention(mention, report, read(report, gazetteer).all_mentions)
    return correction(report, found.surface, place, why, start=start, always=always)


def _mention(asked: str, report: Report, mentions: Sequence[Mention]) -> tuple[Mention, int | None]:
    """Return the mention asked for, and its offset if it was asked for by that."""
    from geo.names import fold

    if asked.isdecimal():
        start = int(asked)
        for one in mentions:
            if one.start <= start < one.end:
                return one, one.start
        listed = ", ".join(f"{one.start} {one.surface}" for one in mentions[:_SHOWN])
    else:
        for one in mentions:
            if fold(one.surface) == fold(asked):
                return one, None
        listed = ", ".join(dict.fromkeys(one.surface for one in mentions))
    raise InputError(f"{report.file}: no place is named at or as {asked!r}; it names: {listed[:400] or 'none'}")


def _place(asked: str, region: str | None, gazetteer: Gazetteer) -> Place | None:
    from geo.corrections import NO_PLACE
    from geo.locating import choose

    if asked.lower() == NO_PLACE:
        return None
    return gazetteer.get(asked) or choose(asked, gazetteer, region=region).place


def _report(path: str, report_id: str | None, date: str | None) -> Report:
    from geo.reading.collect import collect

    reports = collect((path,), date=date, stdin=sys.stdin.buffer)
    if report_id is not None:
        for one in reports:
            if one.report_id == report_id:
                return one
        raise InputError(f"{path}: holds no report with the id {report_id!r}")
    first = next(reports)
    if next(reports, None) is not None:
        raise InputError(f"{path}: holds many reports; say which with --id ID (the first is {first.report_id!r})")
    return first


def _list(report: str | None, *, as_json: bool) -> None:
    from dataclasses import asdict

    from geo.corrections import history
    from geo.tables import write_json, write_line

    for one in history():
        if report is None or report == one.report_id or Path(report).stem == one.report_id:
            if as_json:
                write_json(asdict(one))
            else:
                write_line(_line(one))


def _line(one: Correction) -> str:
    place = f"{one.name} ({one.place_id})" if one.place_id else "no place"
    where = "" if one.start is None else f" at {one.start}"
    later = f"; later reports of {one.source or 'no source'} too" if one.always else ""
    undone = f"; undone {one.undone}" if one.undone else ""
    return f"{one.number}  {one.report_id}: {one.surface}{where} is {place}: {one.why}{later}{undone}"
