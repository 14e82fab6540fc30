"""`geo claims`: the ledger of claims: reports in, lists and files out, a claim shown or taken back."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.cli.common import common_options, complain, make_folder, open_gazetteer, say
from geo.errors import GeoError, InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.ledger import Added, Entry, Ledger
    from geo.ledger.selecting import Asked

# what an area's id looks like: the ids of the places in it begin with it
_AREA = re.compile(r"(?:ADM1:)?[A-Z]{2}\d{2,}")


@click.group("claims")
def claims_group() -> None:
    """Keep claims in a ledger, look them up, take them back."""


def _ledger_options(command: Callable[..., Any]) -> Callable[..., Any]:
    where = click.option(
        "--ledger",
        "where",
        metavar="FILE|URL",
        help="A file, or postgresql://USER@HOST/DATABASE; by default $GEO_LEDGER, else geo.db in the data folder.",
    )
    return where(common_options(command))


def _json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")(command)


def open_ledger(context: click.Context, where: str | None, *, create: bool = False) -> Ledger:
    """Open the ledger at an address, by default the one of GEO_LEDGER; `create` it if it is not there."""
    from geo.ledger import Ledger, default_address

    if where is None:
        where = default_address()
        if create and "://" not in where:
            make_folder(Path(where).parent)
    ledger = Ledger.open(where, create=create)
    if context.obj["verbose"]:
        say(context, f"ledger {ledger.label}")
    return ledger


# -- in -----------------------------------------------------------------------------------------------------------


@claims_group.command("add")
@click.option("--lang", type=click.Choice(["en", "uk", "ru"]), help="The reports' language, if not told by the text.")
@click.option("--control", type=click.Path(path_type=Path), help="Assessed control: GeoJSON or GeoParquet.")
@click.option("--date", metavar="YYYY-MM-DD", help="The day the reports report on.")
@click.option("--replace", is_flag=True, help="A report of another day or source with an id that is there is that one.")
@click.argument("reports", nargs=-1, required=True, metavar="REPORT...")
@_json_option
@_ledger_options
@click.pass_context
def add(
    context: click.Context,
    /,
    reports: tuple[str, ...],
    where: str | None,
    *,
    date: str | None,
    lang: str | None,
    control: Path | None,
    replace: bool,
    as_json: bool,
) -> None:
    """Read reports and enter their claims. A bad report is named and left out; the rest is entered.

    A report that was added before adds nothing. One whose reading has changed supersedes what it said before, which
    stays in the history.
    """
    from dataclasses import asdict

    from geo.cli.reading import evidence_for, read_all, reports_named, with_progress
    from geo.ledger import Added
    from geo.tables import write_json

    gazetteer = open_gazetteer(context)
    bad: list[str] = []

    def pass_over(error: GeoError) -> None:
        bad.append(complain(error))

    total, read = Added(), 0
    with open_ledger(context, where, create=True) as ledger:
        texts = reports_named(reports, date, lang, bad=pass_over)
        for reading in with_progress(context, read_all(texts, gazetteer, evidence_for(control), bad=pass_over)):
            try:
                added = ledger.add(reading, replace=replace)
            except GeoError as error:
                pass_over(error)
                continue
            read += 1
            total += added
            if as_json:
                report = reading.report
                write_json({"report_id": report.report_id, "date": report.date.isoformat(), **asdict(added)})
        say(context, f"{ledger.label}: {read} reports; {_counted(total)}")
    if bad:
        say(context, f"{len(bad)} of {len(bad) + read} reports could not be added", always=True)
        raise SystemExit(1)


def _counted(added: Added) -> str:
    said = f"{added.added} claims added, {added.unchanged} unchanged, {added.superseded} superseded"
    return f"{said}, {added.retracted} stay retracted" if added.retracted else said


@claims_group.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@_ledger_options
@click.pass_context
def import_command(context: click.Context, file: Path, where: str | None) -> None:
    """Take in a CSV or GeoJSON file that `geo claims export` wrote, all of it or, at an error, none."""
    with open_ledger(context, where, create=True) as ledger:
        added = ledger.import_(file)
        say(
            context,
            f"{ledger.label}: {added.added} versions of claims added, {added.unchanged} unchanged, "
            f"{added.superseded} ended",
        )


@claims_group.command("retract")
@click.argument("claim_id", metavar="ID")
@click.option("--why", metavar="TEXT", required=True, help="Why; it is told with the claim from then on.")
@_ledger_options
@click.pass_context
def retract(context: click.Context, claim_id: str, why: str, where: str | None) -> None:
    """Take a claim back. It stays in the ledger, with the reason."""
    with open_ledger(context, where) as ledger:
        say(context, f"retracted: {_line(ledger.retract(claim_id, why))}")


@claims_group.command("restore")
@click.argument("claim_id", metavar="ID")
@_ledger_options
@click.pass_context
def restore(context: click.Context, claim_id: str, where: str | None) -> None:
    """Bring a claim that was retracted by mistake into force again; the history keeps both."""
    with open_ledger(context, where) as ledger:
        say(context, f"restored: {_line(ledger.restore(claim_id))}")


# -- out ----------------------------------------------------------------------------------------------------------


@claims_group.command("list")
@click.option("--date", "day", metavar="YYYY-MM-DD", help="Claims of this day.")
@click.option("--from", "date_from", metavar="YYYY-MM-DD", help="Claims of this day and later.")
@click.option("--to", "date_to", metavar="YYYY-MM-DD", help="Claims of this day and before.")
@click.option("--place", metavar="PLACE", help="Claims of this place: an id or a name.")
@click.option("--in", "region", metavar="REGION", help="Claims of places in this oblast, raion or hromada.")
@click.option("--actor", type=click.Choice(["RU", "UA"]), help="Claims of what this side did.")
@click.option("--by", metavar="NAME", help="Claims on this word, as listed: such as 'Russian MoD'.")
@click.option("--source", metavar="NAME", help="Claims from reports of this source.")
@click.option("--status", type=click.Choice(["claimed", "confirmed", "denied"]))
@click.option("--event", help="captured, liberated, advanced ...")
@click.option("--as-of", metavar="WHEN", help="What the ledger said at the end of a day, UTC, or at an instant.")
@click.option("--retracted", "include_retracted", is_flag=True, help="Those taken back too, with the reason.")
@_json_option
@_ledger_options
@click.pass_context
def list_command(
    context: click.Context,
    /,
    where: str | None,
    *,
    day: str | None,
    place: str | None,
    region: str | None,
    as_json: bool,
    **asked: Any,
) -> None:
    """List the claims in force, by date."""
    from geo.ledger.entry import as_plain
    from geo.tables import write_json, write_line

    if day is not None:
        if asked["date_from"] or asked["date_to"]:
            raise InputError("--date is one day; give it, or --from and --to")
        asked |= {"date_from": day, "date_to": day}
    chosen: Asked = {**asked, **_places(context, place, region)}  # type: ignore[typeddict-item]
    count = 0
    with open_ledger(context, where) as ledger:
        for count, entry in enumerate(ledger.entries(**chosen), 1):  # noqa: B007 - the last is told
            if as_json:
                write_json(as_plain(entry))
            else:
                write_line(_line(entry))
    say(context, f"{count} claims")


def _places(context: click.Context, place: str | None, region: str | None) -> Asked:
    """Return what asks for a place and a region, by their ids."""
    if place is None and region is None:
        return {}
    if region is not None and _AREA.fullmatch(region):
        return {"region": region} if place is None else {"region": region, "place_id": _place_id(context, place)}
    if region is None:
        assert place is not None
        return {"place_id": _place_id(context, place)}
    inside = {one.place_id for one in open_gazetteer(context).search(region=region, limit=None)}
    if place is not None:
        inside &= {_place_id(context, place, region)}
    if not inside:
        raise InputError(f"no place of the gazetteer is in {region!r}; give the name of an oblast, raion or hromada")
    return {"place_id": sorted(inside)}


def _place_id(context: click.Context, place: str, region: str | None = None) -> str:
    from geo.locating import choose

    gazetteer = open_gazetteer(context)
    if gazetteer.get(place) is not None:
        return place
    return choose(place, gazetteer, region=region).place.place_id


@claims_group.command("show")
@click.argument("claim_id", metavar="ID")
@_json_option
@_ledger_options
@click.pass_context
def show(context: click.Context, claim_id: str, where: str | None, as_json: bool) -> None:
    """Show a claim and its history: every version, when it was entered and when and why it ended."""
    from geo.ledger.entry import as_plain
    from geo.tables import write_json, write_line

    with open_ledger(context, where) as ledger:
        for entry in ledger.show(claim_id):
            if as_json:
                write_json(as_plain(entry))
            else:
                write_line(_told(entry))


def _line(entry: Entry) -> str:
    place = f"{entry.name} ({entry.place_id})" if entry.place_id else f"{entry.surface} (undecided)"
    taken = f"; retracted: {entry.reason}" if entry.retracted_at else ""
    what = f"{entry.event} by {entry.actor}"
    return visible(
        f"{entry.claim_id}  {entry.date}  {place:<36} {what:<17} {entry.status:<9} {entry.confidence:.2f}  "
        f"{entry.by}{taken}"
    )


def _told(entry: Entry) -> str:
    from geo.ledger.entry import as_text

    until = ""
    if entry.superseded_at is not None:
        until += f", superseded {as_text(entry.superseded_at)}"
    if entry.retracted_at is not None:
        until += f", retracted {as_text(entry.retracted_at)}: {entry.reason}"
    at = "no position" if entry.lat is None or entry.lon is None else f"{entry.lat:.4f} {entry.lon:.4f}"
    said = [
        f"version {entry.version}, entered {as_text(entry.recorded_at)}{until or ', in force'}",
        _line(entry),
        f"written {entry.surface!r}, {at}; {entry.report_id}, characters {entry.start} to {entry.end}; {entry.source}",
        f"“{entry.sentence}”",
    ]
    return "\n  ".join(visible(line) for line in said)


def visible(text: str) -> str:
    """Return text without control characters, which a terminal would obey."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


# -- whole ledgers ------------------------------------------------------------------------------------------------


@claims_group.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@_ledger_options
@click.pass_context
def export(context: click.Context, file: Path, where: str | None) -> None:
    """Write every version of every claim to FILE, .csv or .geojson, from which `import` makes the same ledger."""
    with open_ledger(context, where) as ledger:
        count = ledger.export(file)
    say(context, f"wrote {file}: {count} versions of claims")


@claims_group.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@_ledger_options
@click.pass_context
def backup(context: click.Context, file: Path, where: str | None) -> None:
    """Copy the ledger to FILE while others go on writing: a ledger too, in one file."""
    with open_ledger(context, where) as ledger:
        ledger.backup(file)
    say(context, f"wrote {file} ({file.stat().st_size / 1000:.0f} kB)")


@claims_group.command("check")
@_json_option
@_ledger_options
@click.pass_context
def check(context: click.Context, where: str | None, as_json: bool) -> None:
    """Look for damage: in the database, in rows changed by another hand, in histories with gaps."""
    from dataclasses import asdict

    from geo.tables import write_json, write_line

    with open_ledger(context, where) as ledger:
        faults = ledger.check()
        for fault in faults:
            if as_json:
                write_json(asdict(fault))
            else:
                write_line(visible(f"{fault.where}: {fault.what}"))
        say(context, f"{ledger.label}: {len(faults)} faults")
    if faults:
        sys.exit(1)
