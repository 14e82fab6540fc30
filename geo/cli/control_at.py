"""`geo control at`: who holds a place on a date, on what that rests, and since when."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.cli.common import common_options, open_gazetteer
from geo.cli.control import store_option, store_path
from geo.errors import InputError

if TYPE_CHECKING:
    import datetime as dt

    from geo.control import ControlSeries
    from geo.control.at import Holding
    from geo.control.places import PlaceHolders
    from geo.gazetteer import Gazetteer
    from geo.ledger import Ledger


# ids of places in the two countries
_SIDES = ("UA", "RU")


@click.command("at")
@click.argument("places", nargs=-1, metavar="PLACE...")
@click.option("--date", "day", required=True, metavar="YYYY-MM-DD", help="The day; what is later does not count.")
@click.option(
    "--all", "everywhere", is_flag=True, help="All settlements of Ukraine, and of Russia those that the gazetteer has."
)
@click.option("--in", "region", metavar="REGION", help="Which of several namesakes: the one in this oblast or raion.")
@click.option(
    "--control", "files", multiple=True, metavar="FILE", help="Assessed areas; by default what was brought in."
)
@click.option("--ledger", "where", metavar="FILE|URL", help="Claims; by default the user's ledger, if there is one.")
@click.option("--rule", type=click.Path(path_type=Path), metavar="FILE", help="The weights, a TOML file.")
@click.option("--since/--no-since", default=None, help="Tell since when; by default for up to 500 places.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@store_option
@common_options
@click.pass_context
def at_command(
    context: click.Context, /, places: tuple[str, ...], day: str, region: str | None, files: tuple[str, ...],
    where: str | None, rule: Path | None, store: Path | None, **flags: Any,
) -> None:  # fmt: skip
    """Say who holds a place on a day: RU, UA, contested or unknown.

    PLACE is a name or an id. The answer tells on what it rests (assessed, claimed or inferred), since when, when it was
    last borne out, and all evidence behind it. The rule is told in docs/control.md.
    """
    from geo.control.at import holders_at
    from geo.control.holding import holding_rule
    from geo.tables import write_json, write_line

    date = _date(day)
    gazetteer = open_gazetteer(context)
    place_ids = _places(gazetteer, places, region, everywhere=flags["everywhere"])
    series, tables = _assessed(files, store, date)
    ledger = _ledger(where)
    try:
        claims = () if ledger is None else ledger.entries(**_asked(place_ids, date))
        found = holders_at(
            place_ids, date, gazetteer,
            series=series, tables=tables, claims=claims, rule=holding_rule(rule), since=flags["since"],
        )  # fmt: skip
    finally:
        if ledger is not None:
            ledger.close()
    for one in found:
        if flags["as_json"]:
            write_json(_as_json(one))
        else:
            for line in _lines(one, gazetteer, brief=len(found) > 1):
                write_line(line)


def _date(day: str) -> dt.date:
    from geo.control.reader import as_day

    return as_day(day, "--date")


def _places(gazetteer: Gazetteer, places: tuple[str, ...], region: str | None, *, everywhere: bool) -> list[str]:
    from geo.locating import choose

    if everywhere == bool(places):
        raise InputError("name some places, or give --all for all settlements; not both")
    if everywhere:
        rows = range(len(gazetteer.latlon))
        ids = (gazetteer.place_id(row) for row in rows if gazetteer.kind(row).is_settlement)
        ours = (place_id for place_id in ids if place_id.startswith(_SIDES) and gazetteer.row(place_id) is not None)
        return list(dict.fromkeys(ours))
    return [
        name if gazetteer.row(name) is not None else choose(name, gazetteer, region=region).place.place_id
        for name in places
    ]


def _assessed(
    files: tuple[str, ...], store: Path | None, date: dt.date
) -> tuple[list[ControlSeries], dict[str, PlaceHolders]]:
    from geo.control import ControlSeries, ControlStore

    if files:
        return [ControlSeries(file) for file in files], {}
    path = store_path(store)
    if not path.exists():
        if store is not None:
            raise InputError(f"{path}: no such store; bring control in with 'geo control import'")
        return [], {}
    series: list[ControlSeries] = []
    tables: dict[str, PlaceHolders] = {}
    kept = ControlStore.open(path, read_only=True)
    for source in kept.sources():
        if source.first is None or source.first > date:
            continue
        if source.kind == "areas":
            series.append(kept.series(source.name))
        else:
            tables[source.name] = kept.places(source.name, date)
    return series, tables


def _ledger(where: str | None) -> Ledger | None:
    from geo.ledger import Ledger, default_address

    named = where or default_address()
    if where is None and "://" not in named and not Path(named).exists():
        return None
    return Ledger.open(named, create=False)


def _asked(place_ids: list[str], date: dt.date) -> dict[str, Any]:
    few = {"place_id": place_ids} if len(place_ids) <= 100 else {}
    return {"date_to": date, **few}


def _as_json(one: Holding) -> dict[str, Any]:
    return {
        "place_id": one.place_id,
        "date": one.date.isoformat(),
        "holder": one.holder.value,
        "basis": one.basis.value,
        "share": one.share,
        "since": one.since.isoformat() if one.since else None,
        "confirmed": one.confirmed.isoformat() if one.confirmed else None,
        "sources": list(one.sources),
        "evidence": [
            {
                "date": piece.day.isoformat(),
                "holder": piece.holder.value,
                "kind": piece.kind.value,
                "source": piece.source,
                **({"claim_id": piece.claim_id, "sentence": piece.sentence} if piece.claim_id else {}),
            }
            for piece in one.evidence
        ],
    }


def _lines(one: Holding, gazetteer: Gazetteer, *, brief: bool) -> list[str]:
    place = gazetteer.get(one.place_id)
    name = place.name if place is not None else one.place_id
    since = f" since {one.since}" if one.since else ""
    borne = f", last borne out {one.confirmed}" if one.confirmed else ""
    sources = f" ({'; '.join(one.sources)})" if one.sources else ""
    first = f"{one.place_id}  {name}: {one.holder.value}, {one.basis.value}{since}{borne}{sources}"
    if brief:
        return [first]
    told = [
        f"  {piece.day}  {piece.holder.value:<10}{piece.kind.value:<10}{piece.source}"
        + (f": {piece.sentence[:200]!r}" if piece.sentence else "")
        for piece in one.evidence
    ]
    return [first, *told]
