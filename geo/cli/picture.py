"""`geo picture`: the reports of one day as a still picture, without a browser."""

from __future__ import annotations

from pathlib import Path

import click

from geo.cli.common import common_options, make_folder, open_gazetteer, say
from geo.cli.day import Asked, ledger_option, told_day
from geo.cli.publishing import say_withheld
from geo.cli.reports import policy_option


@click.command("picture")
@click.argument("reports", nargs=-1, required=True, metavar="REPORT...|DATE")
@click.option("--date", metavar="YYYY-MM-DD", help="The day the reports report on.")
@click.option("--control", type=click.Path(path_type=Path), help="Assessed control: GeoJSON or GeoParquet.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="OUT.png|svg|pdf",
    help="The picture's file; by default maps/DATE.png.",
)
@click.option("--size", metavar="WIDTHxHEIGHT", help="Its size in pixels.")
@click.option("--ratio", metavar="16:9|4:3|1:1|A4", help="Its shape, in a usual size; by default 16:9.")
@click.option(
    "--lang", type=click.Choice(["en", "uk", "ru"]), default="en", show_default=True, help="The picture's language."
)
@click.option("--title", default="", help="Its title; by default the report's.")
@click.option("--since", metavar="YYYY-MM-DD", help="Show what changed since that day, by a control file of both days.")
@click.option("--cut-off", default="", metavar="TEXT", help='Until when reports were read: "18:00 UTC".')
@click.option("--dark", is_flag=True, help="Light on dark.")
@click.option("--alt", is_flag=True, help="Print what it shows in words, for those who cannot see it.")
@ledger_option
@policy_option
@common_options
@click.pass_context
def picture_command(
    context: click.Context,
    reports: tuple[str, ...],
    date: str | None,
    control: Path | None,
    output: Path | None,
    size: str | None,
    ratio: str | None,
    lang: str,
    title: str,
    since: str | None,
    cut_off: str,
    where: str | None,
    policy: str | None,
    *,
    dark: bool,
    alt: bool,
) -> None:
    """Draw the reports of one day as a still picture: PNG, SVG or PDF, by the ending of its file.

    REPORT is a file (.txt, .md, .html), a folder, a pattern, a .jsonl file of many reports, or - for standard input.
    With DATE (YYYY-MM-DD) the day is told by the ledger of claims, and the control given or brought in.
    """
    from geo.mapping.still.sizes import checked_ending, size_of

    if size is not None and ratio is not None:
        raise click.UsageError("--size and --ratio both name a size: give one of them")
    # before anything is read: a wrong size or ending is told at once
    measured = size_of(ratio or size or "16:9")
    if output is not None:
        checked_ending(output)

    from geo.mapping.picture import save_picture
    from geo.publication import apply, published, read_policy

    gazetteer = open_gazetteer(context)
    rules = read_policy(policy)
    asked = Asked(reports, date, control=control, ledger=where, since=since)
    day = apply(rules, told_day(context, asked, gazetteer, rules).layers)
    target = output or Path("maps", f"{day.date.isoformat()}.png")
    if output is None:
        make_folder(target.parent)
    picture = save_picture(
        day,
        target,
        size=measured,
        lang=lang,
        title=title,
        dark=dark,
        cut_off=cut_off,
        gazetteer=gazetteer,
    )
    say_withheld(context, published(day))
    if picture.left_out:
        named = ", ".join(label.text for label in picture.left_out[:8])
        say(
            context, f"no room for {len(picture.left_out)} names: {named}{', ...' if len(picture.left_out) > 8 else ''}"
        )
    say(context, f"wrote {target} ({target.stat().st_size / 1000:.0f} kB)")
    if alt:
        click.echo(picture.alt)
