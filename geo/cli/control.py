"""`geo control`: bring assessed control in, and say what is there."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from geo.cli.common import common_options, complain, make_folder, open_gazetteer, say
from geo.errors import GeoError, InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from geo.control import ControlSeries
    from geo.control.formats.positions import Position
    from geo.control.incoming import Brought, Wanted

_STORE = "control.db"
_SHOWN = 5
# overlaps smaller than this come of digitising
_OVERLAP_KM2 = 0.1


@click.group("control")
def control_group() -> None:
    """Bring assessed control in, and ask who holds what."""


def store_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Let --store name the file in which assessed control is kept."""
    return click.option(
        "--store",
        type=click.Path(path_type=Path, dir_okay=False),
        help="The file that control is kept in; by default control.db in the user's data folder.",
    )(command)


def store_path(store: Path | None) -> Path:
    """Return the file that control is kept in: the one named, else that of the user."""
    from geo.gazetteer.home import home

    return store or home().parent / _STORE


def kept_series(*, reach_back_days: int = 0) -> ControlSeries | None:
    """Return the areas that the user has brought in, if they are of one source: of several none is preferred."""
    path = store_path(None)
    if not path.exists():
        return None
    from geo.control import ControlStore

    kept = ControlStore.open(path, read_only=True)
    sources = [source.name for source in kept.sources() if source.kind == "areas"]
    if len(sources) != 1:
        kept.close()
        return None
    return kept.series(sources[0], reach_back_days=reach_back_days)


@control_group.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--source", required=True, metavar="NAME", help="Whose assessment it is, such as deepstate.")
@click.option("--date", metavar="YYYY-MM-DD", help="The day a file shows that does not say it, nor its name.")
@click.option("--holder-column", metavar="COLUMN", help="Which property or column says who holds an area.")
@click.option("--date-column", default="date", show_default=True, metavar="COLUMN", help="Which says the day.")
@click.option(
    "--map", "pairs", multiple=True, metavar="VALUE=HOLDER",
    help="Who holds an area of this value (* for any letters): RU, UA, contested, unknown, or - to leave it out.",
)  # fmt: skip
@click.option("--holder", metavar="HOLDER", help="Who holds all areas of the files: RU, UA, contested or unknown.")
@click.option("--crs", metavar="CODE", help="The reference system of files that do not tell theirs, as EPSG:3857.")
@click.option("--layer", metavar="NAME", help="Which layer of a GeoPackage.")
@click.option(
    "--places", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Where the places of a table lie: a dump of GeoNames (UA.zip), or a CSV with geonameid, lat and lon.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="One JSON object a file.")
@store_option
@common_options
@click.pass_context
def import_command(
    context: click.Context, /, files: tuple[Path, ...], store: Path | None, places: Path | None, *, as_json: bool,
    **said: Any,
) -> None:  # fmt: skip
    """Bring files of assessed control into the store. A bad file is named and left out; the rest is brought in.

    FILE is GeoJSON, Esri JSON, UAControlMap JSON, GeoParquet, GeoPackage, KML, KMZ, a control table of VIINA (CSV,
    zip), or a folder of such. A file that is brought in again adds nothing; one with other areas supersedes the day.
    """
    from geo.control.formats import ENDINGS, TABLE_ENDINGS
    from geo.control.incoming import bring_in
    from geo.control.store import ControlStore
    from geo.tables import write_json

    wanted = _wanted(**said)
    found = list(_files(files, (*ENDINGS, *TABLE_ENDINGS)))
    if wanted.date is not None and len(found) > 1:
        raise InputError(f"--date is for one file, and {len(found)} are given; bring them in one by one")
    path = store_path(store)
    make_folder(path.parent)
    taken: dict[dt.date, str] = {}
    bad = 0
    with ControlStore.open(path) as kept:
        for file in _watched(context, iter(found), len(found), shown=len(found) > 1):
            try:
                brought = bring_in(
                    kept,
                    file,
                    wanted,
                    taken=taken,
                    positions=lambda: _positions(context, places),
                    watch=lambda days, count: _watched(context, days, count, shown=len(found) == 1),
                )
            except GeoError as error:
                complain(error)
                bad += 1
                continue
            if as_json:
                write_json(_as_json(brought))
            else:
                for line in _report(brought):
                    say(context, line)
    if bad:
        say(context, f"{bad} of {len(found)} files could not be brought in", always=True)
        raise SystemExit(1)


@control_group.command("sources")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@store_option
@common_options
@click.pass_context
def sources_command(context: click.Context, store: Path | None, *, as_json: bool) -> None:
    """List the sources of assessed control: first and last day, how many days, how many that differ, size."""
    from dataclasses import asdict

    from geo.control.store import ControlStore
    from geo.tables import write_json, write_line

    with ControlStore.open(store_path(store), read_only=True) as kept:
        found = kept.sources()
    for one in found:
        if as_json:
            write_json({**asdict(one), "first": _iso(one.first), "last": _iso(one.last)})
        else:
            corrected = f", {one.corrected} corrected" if one.corrected else ""
            write_line(
                f"{one.name}  {one.kind}  {_iso(one.first)} to {_iso(one.last)}  {one.days} days, {one.distinct}"
                f" that differ{corrected}  {one.size_bytes / 1000:,.0f} kB"
            )
    if not found:
        say(context, "no source yet; bring one in with 'geo control import'")


# -- what is said -----------------------------------------------------------------------------------------------------


def _wanted(
    source: str,
    date: str | None,
    holder_column: str | None,
    date_column: str,
    pairs: tuple[str, ...],
    holder: str | None,
    crs: str | None,
    layer: str | None,
) -> Wanted:
    from geo.control.holders import HolderRule
    from geo.control.incoming import Wanted
    from geo.control.rows import Asked

    own = {"holder": holder_column} if holder_column else {}
    asked = Asked(date=date_column, layer=layer, crs=crs, any_crs=True, **own)
    return Wanted(source, _day(date), HolderRule.parse(pairs, holder), asked)


def _day(text: str | None) -> dt.date | None:
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise InputError(f"--date is {text[:40]!r}; write it as 2024-12-16") from None


def _files(named: tuple[Path, ...], endings: tuple[str, ...]) -> Iterator[Path]:
    """Yield the files named, and those of a folder in order of their names."""
    for one in named:
        if not one.is_dir():
            yield one
            continue
        inside = sorted(file for file in one.iterdir() if file.is_file() and file.suffix.lower() in endings)
        if not inside:
            raise InputError(f"{one}: holds no file ending in {', '.join(endings)}; name another folder")
        yield from inside


def _positions(context: click.Context, places: Path | None) -> Mapping[int, Position]:
    from geo.control.formats.positions import positions_in_file, positions_in_gazetteer

    return positions_in_file(places) if places else positions_in_gazetteer(open_gazetteer(context))


def _watched(context: click.Context, steps: Iterator[Any], count: int | None, *, shown: bool) -> Iterator[Any]:
    """Show a progress bar on a terminal: over the files if there are several, else over the parts of the one."""
    import sys

    if context.obj["quiet"] or not sys.stderr.isatty() or not shown:
        return steps
    from geo.tables import progress_bar

    return cast("Iterator[Any]", progress_bar(steps, count))


def _report(brought: Brought) -> Iterator[str]:
    """Yield what is said of a file that was brought in."""
    days = brought.days
    span = f"{days[0]}" if len(days) == 1 else f"{len(days)} days from {days[0]} to {days[-1]}"
    outcomes = ", ".join(f"{count} {outcome}" for outcome, count in sorted(brought.outcomes.items()))
    yield f"{brought.file}: {brought.source}, {span}: {outcomes}"
    if brought.places:
        yield f"  {brought.places:,} places; {brought.silent:,} cells without a holder"
        yield from _some("places without a known position, left out", [f"GN{one}" for one in brought.unknown])
        return
    tally = brought.tally
    areas = [f"{after:,.1f} km² on {day}" for day, (_, after) in zip(days, brought.km2, strict=True)]
    changed = max(abs(after - before) for before, after in brought.km2)
    first_and_last = ", ".join(dict.fromkeys((areas[0], areas[-1])))
    yield f"  area {first_and_last}; mending and joining changed it by {changed:,.2f} km² at most"
    yield (
        f"  {tally.mended} polygons mended, heights dropped in {tally.heights} rows, {tally.slivers} slivers"
        " narrower than 50 m kept"
    )
    if tally.overlap_km2 >= _OVERLAP_KM2:
        yield f"  areas of different holders overlap by {tally.overlap_km2:,.1f} km²"
    yield from _some("left out", tally.left_out)


def _some(what: str, named: list[str]) -> Iterator[str]:
    """Yield how many things are at issue, and the first of them."""
    if named:
        more = f"; and {len(named) - _SHOWN:,} more" if len(named) > _SHOWN else ""
        yield f"  {len(named):,} {what}: {'; '.join(named[:_SHOWN])}{more}"


def _as_json(brought: Brought) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        **asdict(brought),
        "days": [day.isoformat() for day in brought.days],
        "outcomes": {outcome.value: count for outcome, count in brought.outcomes.items()},
    }


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
