"""`geo policy`, `embed`, `bundle`: what may be published, and the forms in which it is."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geo.cli.common import common_options, open_gazetteer, say
from geo.cli.publishing import say_withheld
from geo.cli.reports import policy_option, read_day, report_options

if TYPE_CHECKING:
    from geo.day_layers import DayLayers
    from geo.gazetteer import Gazetteer


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
@partial(report_options, language="--report-lang")
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
    policy: str | None,
    output: Path | None,
    page_lang: str,
    *,
    check: bool,
) -> None:
    """Make the folder for a newsroom: map, pictures, tables, alt text, credits, and a manifest with hashes.

    `geo bundle --check FOLDER` says whether the files of a bundle are as they were made.
    """
    if check:
        _check(context, reports)
        return
    if output is None:
        raise click.UsageError("name the folder with -o")
    from geo.bundle import Input, bundle_files, write_bundle
    from geo.day_layers import layers
    from geo.gazetteer.sources.record import sha256_of
    from geo.publication import apply, published, read_policy

    rules = read_policy(policy)
    gazetteer = open_gazetteer(context)
    readings, assessed = read_day(context, reports, gazetteer, rules, date=date, lang=lang, control=control)
    day = apply(rules, layers(readings, control=assessed))
    # a report that is not to be named is not to be named here either
    held = {source.casefold() for source in rules.sources}
    inputs = [
        Input.of(
            "report",
            "" if report.source.casefold() in held else report.report_id,
            report.text.encode("utf-8", "replace"),
        )
        for report in (reading.report for reading in readings)
    ]
    inputs += [Input("control", path.name, sha256_of(path)) for path in _files(control)]
    # the user's own layer of places lies beside the gazetteer, if there is one
    places = (path for path in (gazetteer.path, gazetteer.path.with_name("own.csv")) if path.is_file())
    inputs += [Input("gazetteer", path.name, sha256_of(path)) for path in places]
    files = bundle_files(day, gazetteer, inputs=inputs, pictures=_pictures(day, gazetteer, page_lang), lang=page_lang)
    write_bundle(output, files)
    say_withheld(context, published(day))
    size = sum(map(len, files.values()))
    say(context, f"wrote {output}: {len(files)} files, {size / 1000:.0f} kB")


def _pictures(day: DayLayers, gazetteer: Gazetteer, lang: str) -> dict[str, bytes]:
    from geo.mapping.picture import make_picture

    return {
        f"map.{ending}": make_picture(day, ending=ending, lang=lang, gazetteer=gazetteer).content
        for ending in ("png", "svg")
    }


def _files(path: Path | None) -> list[Path]:
    """Return the files that a path of control data stands for."""
    if path is None:
        return []
    return [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.is_file())


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
