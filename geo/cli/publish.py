"""`geo policy`, `embed`, `bundle`: what may be published, and the forms in which it is."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geo.cli.common import common_options, open_gazetteer, say
from geo.cli.day import Asked, ledger_option, told_day
from geo.cli.publishing import say_withheld
from geo.cli.reports import policy_option, report_options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.bundle import Input
    from geo.cli.day import Told
    from geo.control import Control
    from geo.day_layers import DayLayers
    from geo.gazetteer import Gazetteer
    from geo.publication import Policy


@click.group("policy")
def policy_group() -> None:
    """Say what a publication policy lets be shown, or check one."""


@policy_group.command("show")
@click.argument("policy", default="default", metavar="[default|FILE]")
@click.option("--toml", is_flag=True, help="Print the default policy as a file, to begin one's own with.")
@common_options
def show_command(policy: str, *, toml: bool) -> None:
    """Say in words what a policy lets be shown; by default the one that holds where none is named."""
    from geo.publication.policy import default_text, read_policy

    if toml:
        click.echo(default_text(), nl=False)
        return
    for name, value in read_policy(policy).rows():
        click.echo(f"{name:<32}{value}")


@policy_group.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--date", metavar="YYYY-MM-DD", help="The day of a report.")
@common_options
@click.pass_context
def check_command(context: click.Context, file: Path, date: str | None) -> None:
    """Check a policy's file; with --date, also whether a report of that day may be published now."""
    from geo.publication.policy import read_policy
    from geo.reading.documents import parse_date

    policy = read_policy(file)
    if date is not None:
        policy.require_due(parse_date(date))
    say(context, f"{file}: the policy {policy.name!r} ({policy.digest}) is sound")


@click.command("embed")
@click.argument("file", metavar="MAP.html", type=click.Path(path_type=Path))
@click.option("--url", help="Where the map will be on the web; by default beside the page.")
@click.option("--picture", help="A picture to stand for the map: a file or an address; by default the map's .png.")
@common_options
@click.pass_context
def embed_command(context: click.Context, file: Path, url: str | None, picture: str | None) -> None:
    """Print the code that puts a map into a page: a frame that takes the map's height, and tags for social media."""
    from geo.mapping.embed import embed_code

    code = embed_code(file, url=url, picture=picture)
    click.echo(code, nl=False)
    if "<img" not in code:
        say(
            context,
            f"no picture stands for the map: make {file.with_suffix('.png').name} with 'geo picture', or name one",
        )
    if url is None:
        say(context, "without --url social media are told no address, and show no picture")


@click.command("bundle")
@partial(report_options, language="--report-lang", named="REPORT...|DATE")
@ledger_option
@policy_option
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The folder; an earlier bundle is replaced.")
@click.option(
    "--lang",
    "page_lang",
    type=click.Choice(["en", "uk", "ru"]),
    default="en",
    show_default=True,
    help="The language of map, picture and alt text.",
)
@click.option("--check", is_flag=True, help="Check the bundle in the folder REPORT names against its manifest.")
@click.pass_context
def bundle_command(
    context: click.Context,
    reports: tuple[str, ...],
    date: str | None,
    control: Path | None,
    lang: str | None,
    where: str | None,
    policy: str | None,
    output: Path | None,
    page_lang: str,
    *,
    check: bool,
) -> None:
    """Make the folder for a newsroom: map, pictures, tables, alt text, credits, and a manifest with hashes.

    With DATE (YYYY-MM-DD) the day is told by the ledger of claims, and the control given or brought in.

    `geo bundle --check FOLDER` says whether the files of a bundle are as they were made.
    """
    if check:
        _check(context, reports)
        return
    if output is None:
        raise click.UsageError("name the folder with -o")
    from geo.bundle import bundle_files, write_bundle
    from geo.publication import apply, published, read_policy

    rules = read_policy(policy)
    gazetteer = open_gazetteer(context)
    told = told_day(context, Asked(reports, date, lang, control, where), gazetteer, rules)
    day = apply(rules, told.layers)
    inputs = list(_inputs(told, control, gazetteer, rules))
    files = bundle_files(day, gazetteer, inputs=inputs, pictures=_pictures(day, gazetteer, page_lang), lang=page_lang)
    write_bundle(output, files)
    say_withheld(context, published(day))
    size = sum(map(len, files.values()))
    say(context, f"wrote {output}: {len(files)} files, {size / 1000:.0f} kB")


def _inputs(told: Told, control: Path | None, gazetteer: Gazetteer, policy: Policy) -> Iterator[Input]:
    """Yield what a bundle is made from. What is not to be named is not to be named here either."""
    from geo.bundle import Input
    from geo.gazetteer.sources.record import sha256_of

    held = {source.casefold() for source in policy.sources}
    for reading in told.readings:
        report = reading.report
        named = "" if report.source.casefold() in held else report.report_id
        yield Input.of("report", named, report.text.encode("utf-8", "replace"))
    if told.claims:
        from geo.ledger.of_day import digest_of

        yield Input("ledger", told.ledger, digest_of(told.claims))
    if told.assessed is not None:
        yield _control_input(told.assessed, control, held)
    # the user's own layer of places lies beside the gazetteer, if there is one
    for path in (gazetteer.path, gazetteer.path.with_name("own.csv")):
        if path.is_file():
            yield Input("gazetteer", path.name, sha256_of(path))


def _control_input(assessed: Control, path: Path | None, held: set[str]) -> Input:
    """Return the control as an input: the file named, else the areas themselves, which are from a store."""
    from geo.bundle import Input
    from geo.control.shapes import flat
    from geo.gazetteer.sources.record import sha256_of

    named = assessed.source.casefold() not in held
    if path is not None and path.is_file():
        return Input("control", path.name if named else "", sha256_of(path))
    return Input.of("control", assessed.source if named else "", flat(assessed.polygons).digest())


def _pictures(day: DayLayers, gazetteer: Gazetteer, lang: str) -> dict[str, bytes]:
    from geo.mapping.picture import make_picture

    return {
        f"map.{ending}": make_picture(day, ending=ending, lang=lang, gazetteer=gazetteer).content
        for ending in ("png", "svg")
    }


def _check(context: click.Context, folders: tuple[str, ...]) -> None:
    from geo.bundle import check_bundle

    faults = 0
    for folder in map(Path, folders):
        for fault in check_bundle(folder):
            click.echo(f"{folder / fault}")
            faults += 1
    if faults:
        told = "1 file is not as it was" if faults == 1 else f"{faults} files are not as they were"
        say(context, f"{told} made", always=True)
        raise SystemExit(1)
    say(context, "all files are as they were made")
