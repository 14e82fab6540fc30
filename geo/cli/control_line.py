"""`geo control line | changes | areas`: the front line of a day, what changed between two, how much each side holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.cli.common import common_options, open_gazetteer, say
from geo.cli.control import store_path
from geo.errors import InputError
from geo.model import Actor

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    import geopandas as gpd
    import pandas as pd

    from geo.control import Control, ControlSeries


def control_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option that names the control: a file, else what was brought in."""
    return click.option(
        "--control",
        "file",
        metavar="FILE",
        help="GeoJSON, GeoParquet or a store (FILE#SOURCE for one of several); by default what was brought in.",
    )(command)


def date_option(name: str, into: str, what: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return what adds the option of a day, which must be given."""
    return click.option(name, into, required=True, metavar="YYYY-MM-DD", help=what)


@click.command("line")
@date_option("--date", "date", "The day; the last one not after it counts.")
@click.option(
    "--tolerance",
    type=float,
    metavar="METRES",
    help="How far the line may leave the one that was drawn; 50 by default.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a piece, with its positions.")
@control_option
@common_options
@click.pass_context
def line_command(
    context: click.Context, date: str, tolerance: float | None, file: str | None, *, as_json: bool
) -> None:
    """Print the front line of a day, piece by piece from north to south, with lengths and ends.

    Only the edge over land between the two sides counts: no coast, no state border, no river mouth.
    """
    from geo.control.front import TOLERANCE_M
    from geo.gazetteer.outlines import Outlines
    from geo.tables import write_json, write_line

    control = control_on(context, series_named(file), date)
    metres = TOLERANCE_M if tolerance is None else tolerance
    frame = control.front_pieces(Outlines.open(), tolerance_m=metres)
    for row in records_of(frame):
        line = row.pop("geometry")
        (west, north), (east, south) = line.coords[0], line.coords[-1]
        if as_json:
            positions = [[round(lon, 6), round(lat, 6)] for lon, lat in line.coords]
            write_json(
                {**row, "date": row["date"].isoformat(), "geometry": {"type": "LineString", "coordinates": positions}}
            )
        else:
            write_line(
                f"{row['piece']:>3}  {row['length_km']:8.1f} km  {north:.4f} {west:.4f}  to  {south:.4f} {east:.4f}"
            )
    drawn, kept = float(frame["drawn_km"].sum()), float(frame["length_km"].sum())
    say(
        context,
        f"{control.source}, {control.date}: {kept:,.1f} km in {len(frame)} pieces; {drawn:,.1f} km before it was"
        f" simplified to {metres:g} m",
    )


@click.command("changes")
@date_option("--from", "first", "The earlier day; the last one not after it counts.")
@date_option("--to", "last", "The later day.")
@click.option("--noise", type=float, metavar="METRES", help="Narrower strips are taken for redrawing; 50 by default.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@control_option
@common_options
@click.pass_context
def changes_command(
    context: click.Context, first: str, last: str, noise: float | None, file: str | None, *, as_json: bool
) -> None:
    """Say what changed between two days: km² gained and lost, where, and which settlements changed hands."""
    from geo.control import changes
    from geo.control.differences import NOISE_WIDTH_M
    from geo.tables import write_json, write_line

    series = series_named(file)
    before, after = control_on(context, series, first), control_on(context, series, last)
    width = NOISE_WIDTH_M if noise is None else noise
    found = changes(before, after, gazetteer=open_gazetteer(context), noise_width_m=width)
    if as_json:
        write_json(found.as_json())
        return
    write_line(found.text())
    for column in ("sector", "oblast"):
        write_line("")
        write_line(
            f"{column:<20}" + "".join(f"{head:>12}" for head in ("RU gained", "RU lost", "UA gained", "UA lost"))
        )
        for part, numbers in _by_part(found.by(column), column).items():
            write_line(f"{part or 'abroad':<20}" + "".join(f"{km2:>12,.1f}" for km2 in numbers) + "  km²")


def _by_part(frame: pd.DataFrame, column: str) -> dict[str, list[float]]:
    """Return what each side gained and lost in each part, in a row."""
    found: dict[str, list[float]] = {}
    for row in records_of(frame):
        numbers = found.setdefault(row[column], [0.0] * 4)
        at = 2 * list(Actor).index(row["side"])
        numbers[at : at + 2] = row["gained_km2"], row["lost_km2"]
    return found


@click.command("areas")
@date_option("--date", "date", "The day; the last one not after it counts.")
@click.option("--claims", is_flag=True, help="Also the land of places that are claimed, beyond what is assessed.")
@click.option("--known", is_flag=True, help="By the built-in table of dated holders alone: coarse, and inferred.")
@click.option("--ledger", "where", metavar="FILE|URL", help="Whose claims; by default the user's ledger.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a holder.")
@control_option
@common_options
@click.pass_context
def areas_command(
    context: click.Context, date: str, file: str | None, where: str | None, *, claims: bool, known: bool, as_json: bool
) -> None:
    """Print how many km² each holder holds on a day, and on what that rests.

    A claimed place has its own cell: the land nearer to it than to any other settlement. Cells lie over what is
    assessed; they are claims, not control.
    """
    from geo.control.known import known_areas
    from geo.reading.datelines import parse_date
    from geo.tables import write_json, write_line

    if known and (claims or file):
        raise InputError("--known stands alone; drop --claims and --control")
    if known:
        frame = known_areas(parse_date(date), open_gazetteer(context))
    else:
        series = series_named(file)
        control = control_on(context, series, date)
        frame = _with_claims(context, control, series, date, where) if claims else control.frame()
    for row in records_of(frame.drop(columns="geometry")):
        if as_json:
            write_json({**row, "date": row["date"].isoformat(), "area_km2": round(row["area_km2"], 4)})
        else:
            write_line(
                f"{row['holder']:<10}{row['area_km2']:>12,.1f} km²  {row['basis']}  {row['source']}  {row['date']}"
            )


def _with_claims(
    context: click.Context, control: Control, series: ControlSeries, date: str, where: str | None
) -> gpd.GeoDataFrame:
    from geo.control import areas, claimed_places, holders_at
    from geo.ledger import Ledger, default_address
    from geo.reading.datelines import parse_date

    asked = parse_date(date)
    gazetteer = open_gazetteer(context)
    with Ledger.open(where or default_address(), create=False) as ledger:
        entries = list(ledger.entries(date_to=asked))
    named = {entry.place_id for entry in entries if entry.place_id is not None}
    ids = sorted(place_id for place_id in named if gazetteer.row(place_id) is not None)
    held = holders_at(ids, asked, gazetteer, series=[series], claims=entries, since=False)
    return areas(claimed_places(held), gazetteer, date=asked, source="claims of the ledger", assessed=control)


def series_named(file: str | None) -> ControlSeries:
    """Return the control of a file named, else of the store; `InputError` if nothing has been brought in."""
    from geo.control import ControlSeries

    path = Path(file) if file else store_path(None)
    if not file and not path.exists():
        raise InputError(
            "no control has been brought in; do so with 'geo control import', or name a file with --control"
        )
    return ControlSeries(path)


def control_on(context: click.Context, series: ControlSeries, date: str) -> Control:
    """Return the control of a day, and say so where the data has another one for it."""
    from geo.reading.datelines import parse_date

    asked: dt.date = parse_date(date)
    control = series.on(asked)
    if control.date is None:
        raise InputError(f"{control.source}: does not say which day it shows; give a file that does")
    if control.date != asked:
        say(context, f"{control.source}: nothing of {asked}; as of {control.date}")
    return control


def records_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame as objects for JSON."""
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]
