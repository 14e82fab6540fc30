"""`geo control check | compare | record`: reports against the assessed line, source against source, how each fared."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.cli.claims import open_ledger, visible
from geo.cli.common import common_options, complain, open_gazetteer, say
from geo.cli.control import store_option, store_path
from geo.cli.control_line import control_on, control_option, date_option, records_of, series_named
from geo.errors import GeoError, InputError

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geo.control import ControlSeries
    from geo.control.takings import Claims
    from geo.ledger import Entry
    from geo.model import Report

_FROM = click.option("--from", "date_from", metavar="YYYY-MM-DD", help="Claims of this day and later.")
_TO = click.option("--to", "date_to", metavar="YYYY-MM-DD", help="Claims of this day and before.")


@click.command("check")
@click.argument("reports", nargs=-1, metavar="REPORT...")
@click.option(
    "--ledger", "where", is_flag=False, flag_value="", metavar="[FILE|URL]",
    help="The claims of a ledger instead; without a name that of 'geo claims'.",
)  # fmt: skip
@_FROM
@_TO
@click.option("--lang", type=click.Choice(["en", "uk", "ru"]), help="The reports' language, if not told by the text.")
@click.option("--date", metavar="YYYY-MM-DD", help="The day the reports report on.")
@click.option("--threshold", "flag_km", type=float, metavar="KM", help="Flag from so far on; 6 by default.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a claim.")
@control_option
@common_options
@click.pass_context
def check_command(
    context: click.Context,
    /,
    reports: tuple[str, ...],
    where: str | None,
    file: str | None,
    flag_km: float | None,
    *,
    as_json: bool,
    **asked: str | None,
) -> None:
    """Say where claimed takings lie to the assessed line of their day: they fit, are ahead of it or behind it.

    The claims are those of REPORTs (as for 'geo read') or, with --ledger, those kept. A star marks a claim that is
    flagged: its place is 6 km or more on the wrong side of the line, or behind it on ground that was long held, with
    the uncertainty of the place taken off.
    """
    from geo.control import claims_against
    from geo.control.standing import as_series
    from geo.tables import write_json, write_line

    if bool(reports) == (where is not None):
        raise InputError("name either reports or, with --ledger, a ledger")
    series = as_series(series_named(file))
    bad: list[str] = []
    claims: Claims
    if where is None:
        if asked["date_from"] or asked["date_to"]:
            raise InputError("--from and --to choose claims of a ledger; name one with --ledger")
        claims = _claims_of(context, reports, asked["date"], asked["lang"], series, bad)
    else:
        if asked["date"] or asked["lang"]:
            raise InputError("--date and --lang are of reports; for claims of a ledger there are --from and --to")
        claims = _entries(context, where, asked["date_from"], asked["date_to"])
    found = claims_against(claims, series, flag_km=flag_km)
    for row in records_of(found.assign(lat=found.geometry.y, lon=found.geometry.x).drop(columns="geometry")):
        if as_json:
            write_json({**row, "date": _iso(row["date"]), "control_date": _iso(row["control_date"])})
        else:
            mark = "*" if row["flagged"] else " "
            what = f"{row['event']} by {row['actor']}"
            line = f"{mark} {row['verdict']:<8} {row['date']}  {row['name']:<24} {what:<17} {row['why']}; {row['by']}"
            write_line(visible(line))
    counts = found["verdict"].value_counts()
    told = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
    say(context, f"{len(found)} claims of takings{': ' if told else ''}{told}; {int(found['flagged'].sum())} flagged")
    if bad:
        say(context, f"{len(bad)} reports could not be read", always=True)
        raise SystemExit(1)


def _iso(day: Any) -> str | None:
    return None if day is None else str(day.isoformat())


def _claims_of(
    context: click.Context,
    names: tuple[str, ...],
    date: str | None,
    lang: str | None,
    series: ControlSeries,
    bad: list[str],
) -> gpd.GeoDataFrame:
    """Read reports and return their claims; a bad one is named and left out."""
    from geo.cli.reading import read_all, reports_named, with_progress
    from geo.frames import claims_frame

    def pass_over(error: GeoError) -> None:
        bad.append(complain(error))

    def control(report: Report) -> Any:
        return series.on(report.date) if report.date >= series.days[0] else None

    texts = reports_named(names, date, lang, bad=pass_over)
    return claims_frame(list(with_progress(context, read_all(texts, open_gazetteer(context), control, bad=pass_over))))


def _entries(context: click.Context, where: str | None, date_from: str | None, date_to: str | None) -> list[Entry]:
    from geo.control.takings import TAKINGS

    with open_ledger(context, where or None) as ledger:
        return list(ledger.entries(date_from=date_from, date_to=date_to, event=TAKINGS))


@click.command("compare")
@click.argument("first", metavar="SOURCE_A")
@click.argument("second", metavar="SOURCE_B")
@date_option("--date", "date", "The day; of each source the last one not after it counts.")
@click.option("--noise", type=float, metavar="METRES", help="Narrower strips are left out; 50 by default.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@store_option
@common_options
@click.pass_context
def compare_command(
    context: click.Context,
    first: str,
    second: str,
    date: str,
    noise: float | None,
    store: Path | None,
    *,
    as_json: bool,
) -> None:
    """Say where two sources differ on a day: km² by who holds it by each, by sector and oblast, and settlements.

    SOURCE is the name of a source in the store, a file as for --control, or FILE#SOURCE for one of another store.
    """
    from geo.control import compare_sources
    from geo.control.differences import NOISE_WIDTH_M
    from geo.reading.datelines import parse_date
    from geo.tables import write_json, write_line

    one, other = (control_on(context, _source(name, store), date) for name in (first, second))
    width = NOISE_WIDTH_M if noise is None else noise
    found = compare_sources(one, other, date=parse_date(date), gazetteer=open_gazetteer(context), noise_width_m=width)
    if as_json:
        write_json(found.as_json())
        return
    write_line(found.text())
    heads = f"{found.sources[0]:>16.16}{found.sources[1]:>16.16}"
    for column in ("sector", "oblast"):
        write_line("")
        write_line(f"{column:<20}{heads}")
        for row in records_of(found.by(column)):
            write_line(f"{row[column] or 'abroad':<20}{row['one']:>16}{row['other']:>16}{row['area_km2']:>10,.1f} km²")


def _source(name: str, store: Path | None) -> ControlSeries:
    """Return the series of a file, or of a source in the store."""
    from geo.control import ControlSeries

    if Path(name).is_file() or Path(name.rpartition("#")[0] or name).is_file():
        return ControlSeries(name)
    path = store_path(store)
    if not path.exists():
        raise InputError(f"{name}: no such file, and no control has been brought in; see 'geo control import'")
    return ControlSeries(f"{path}#{name}")


@click.command("record")
@click.option(
    "--ledger", "where", metavar="FILE|URL",
    help="A file, or postgresql://USER@HOST/DATABASE; by default $GEO_LEDGER, else geo.db in the data folder.",
)  # fmt: skip
@_FROM
@_TO
@click.option("--within", "within_days", type=int, metavar="DAYS", help="Days that the line has; 60 by default.")
@click.option("--by-point", is_flag=True, help="Take places to lie just where their position is, however well known.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a row.")
@control_option
@common_options
@click.pass_context
def record_command(
    context: click.Context,
    where: str | None,
    date_from: str | None,
    date_to: str | None,
    within_days: int | None,
    file: str | None,
    *,
    by_point: bool,
    as_json: bool,
) -> None:
    """Say how the claimed takings of each source fared: how many the assessed line confirmed, after how many days."""
    from geo.control import record_of
    from geo.tables import write_json, write_line

    entries = _entries(context, where, date_from, date_to)
    found = record_of(entries, series_named(file), within_days=within_days, by_point=by_point)
    heads = ("claims", "already", "confirmed", "not conf.", "contrad.", "open", "unknown", "repeated")
    keys = ("claims", "already", "confirmed", "not_confirmed", "contradicted", "open", "unknown", "repeated")
    if not as_json and len(found):
        write_line(
            f"{'by':<28} {'event':<10} {'actor':<5}" + "".join(f"{head:>10}" for head in heads) + "  days to confirm"
        )
    for row in records_of(found):
        if as_json:
            write_json(row)
            continue
        days = f"  {row['days_median']:g} ({row['days_q1']:g} to {row['days_q3']:g})" if row["confirmed"] else ""
        counts = "".join(f"{row[key]:>10}" for key in keys)
        write_line(visible(f"{row['by']:<28.28} {row['event']:<10} {row['actor']:<5}{counts}{days}"))
    say(context, _sum(found))


def _sum(found: pd.DataFrame) -> str:
    days = int(found["within_days"].iloc[0]) if len(found) else None
    if days is None:
        return "no claims of takings"
    claims, already, confirmed, missed = (
        int(found[name].sum()) for name in ("claims", "already", "confirmed", "not_confirmed")
    )
    return (
        f"{claims} claims of takings: {already} assessed so already, {confirmed} confirmed within {days} days,"
        f" {missed} not confirmed within {days} days"
    )
