"""A file of claims taken in: checked row by row, then set against what the ledger has."""

from __future__ import annotations

import csv
import datetime as dt
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from geo.errors import InputError
from geo.ledger.checking import succession_faults
from geo.ledger.entry import COLUMNS, Entry
from geo.ledger.exporting import CSV, from_cell, kind_of
from geo.ledger.results import Added
from geo.ledger.tables import SQLITE, as_entry, as_row, claim_history
from geo.model import Actor, Event, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sqlalchemy import Connection

    from geo.ledger.ledger import Ledger

_LARGEST_JSON_BYTES = 1_000_000_000
_LARGEST_CELL = 8_000_000
_BATCH = 2000
_ENDS = ("superseded_at", "retracted_at", "reason")
_WHOLE = re.compile(r"-?\d{1,18}")
_ENUMERATIONS: dict[str, type[Event | Actor | Status]] = {"Event": Event, "Actor": Actor, "Status": Status}
_KINDS = {name: kind.removesuffix(" | None") for name, kind in Entry.__annotations__.items()}
_OPTIONAL = frozenset(name for name, kind in Entry.__annotations__.items() if kind.endswith("| None"))
_EXAMPLES = {"dt.date": "2024-12-16", "dt.datetime": "2024-12-16T08:00:00.000Z"}
Placed = tuple[str, Entry]


def import_(ledger: Ledger, path: Path) -> Added:
    """Take in what `export` wrote, and return how many versions were new, known, and newly ended."""
    rows = _from_csv if kind_of(path) == CSV else _from_geojson

    def take_in(connection: Connection) -> Added:
        if connection.dialect.name != SQLITE:
            connection.execute(sa.text("LOCK TABLE claim_history IN SHARE ROW EXCLUSIVE MODE"))
        total, batch = Added(), []
        for placed in rows(path):
            batch.append(placed)
            if len(batch) == _BATCH:
                total += _enter(connection, batch)
                batch = []
        total += _enter(connection, batch)
        if faults := succession_faults(connection):
            raise InputError(f"{path}: does not fit the ledger ({faults[0].what}); export the one it is from anew")
        return total

    return ledger.write(take_in)


def _enter(connection: Connection, batch: Sequence[Placed]) -> Added:
    ids = sorted({entry.claim_id for _, entry in batch})
    found = connection.execute(sa.select(claim_history).where(claim_history.c.claim_id.in_(ids))).mappings()
    known = {(row["claim_id"], row["version"]): (row["fid"], as_entry(row)) for row in found}
    new: dict[tuple[str, int], Entry] = {}
    ended: dict[int, Entry] = {}
    unchanged = 0
    for where, entry in batch:
        key = (entry.claim_id, entry.version)
        if key in new:
            raise InputError(f"{where}: version {entry.version} of claim {entry.claim_id} is there twice; take one out")
        if key not in known:
            new[key] = entry
            continue
        fid, there = known[key]
        both = _both(where, there, entry)
        if both == there:
            unchanged += 1
        else:
            ended[fid] = both
    if ended:
        change = sa.update(claim_history).where(claim_history.c.fid == sa.bindparam("ended"))
        connection.execute(
            change, [{"ended": fid} | {name: getattr(one, name) for name in _ENDS} for fid, one in ended.items()]
        )
    if new:
        connection.execute(sa.insert(claim_history), [as_row(entry) for entry in new.values()])
    return Added(added=len(new), unchanged=unchanged, superseded=len(ended))


def _both(where: str, there: Entry, here: Entry) -> Entry:
    """Return a version with what ledger and file know of its end.

    Raises
    ------
    InputError
        If they say different things of it.
    """
    same = (there.digest, there.recorded_at) == (here.digest, here.recorded_at)
    ends: dict[str, Any] = {}
    for name in _ENDS:
        told, brought = getattr(there, name), getattr(here, name)
        same = same and (told is None or brought is None or told == brought)
        ends[name] = brought if told is None else told
    if not same:
        raise InputError(
            f"{where}: version {here.version} of claim {here.claim_id} is another one in the ledger; nothing was "
            "entered: keep the two histories in ledgers of their own"
        )
    return replace(there, **ends)


# -- the two formats ----------------------------------------------------------------------------------------------


def _from_csv(path: Path) -> Iterator[Placed]:
    before = csv.field_size_limit(_LARGEST_CELL)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _csv_rows(path, csv.reader(file, strict=True))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as UTF-8 text ({error}); name the file that was exported") from error
    finally:
        csv.field_size_limit(before)


def _csv_rows(path: Path, reader: Any) -> Iterator[Placed]:
    try:
        header: list[str] = next(reader, [])
        _require_columns(f"{path}, line 1", header, set(COLUMNS))
        for cells in reader:
            where = f"{path}, line {reader.line_num}"
            if len(cells) != len(header):
                raise InputError(f"{where}: has {len(cells)} cells, the header {len(header)}; quote cells with commas")
            values = {name: _of_cell(where, name, cell) for name, cell in zip(header, cells, strict=True)}
            yield where, _entry(where, values)
    except csv.Error as error:
        raise InputError(f"{path}, line {reader.line_num}: is no CSV ({error}); export it anew") from error


def _of_cell(where: str, name: str, cell: str) -> Any:
    if cell == "" and name in _OPTIONAL:
        return None
    kind = _KINDS[name]
    if kind == "int" and _WHOLE.fullmatch(cell):
        return int(cell)
    if kind == "float":
        try:
            return float(cell)
        except ValueError:
            raise _unfit(where, name, cell) from None
    return from_cell(name, cell)


def _from_geojson(path: Path) -> Iterator[Placed]:
    import orjson

    try:
        if path.stat().st_size > _LARGEST_JSON_BYTES:
            raise InputError(f"{path}: is over {_LARGEST_JSON_BYTES / 1e9:g} GB; export it as CSV")
        told = orjson.loads(path.read_bytes())
    except OSError as error:
        raise InputError(
            f"{path}: cannot be read ({error.strerror or error}); name the file that was exported"
        ) from error
    except orjson.JSONDecodeError as error:
        raise InputError(f"{path}: is no JSON ({error}); export it anew") from error
    features = told.get("features") if isinstance(told, dict) and told.get("type") == "FeatureCollection" else None
    if not isinstance(features, list):
        raise InputError(f"{path}: is no GeoJSON FeatureCollection; export it anew")
    if told.get("crs") is not None:
        raise InputError(f"{path}: names a CRS; claims are in EPSG:4326, as GeoJSON without one is: export it anew")
    for number, feature in enumerate(features, 1):
        where = f"{path}, feature {number}"
        values = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(values, dict):
            raise InputError(f"{where}: is no feature with properties; export it anew")
        _require_columns(where, list(values), set(COLUMNS) - {"lat", "lon"})
        lon, lat = _position(where, feature.get("geometry"))
        yield where, _entry(where, values | {"lon": lon, "lat": lat})


def _position(where: str, geometry: Any) -> tuple[Any, Any]:
    if geometry is None:
        return None, None
    at = geometry.get("coordinates") if isinstance(geometry, dict) and geometry.get("type") == "Point" else None
    if not isinstance(at, list) or len(at) != 2 or None in at:
        raise InputError(f"{where}: the geometry is no point of two coordinates; give [longitude, latitude], or null")
    return at[0], at[1]


# -- both ---------------------------------------------------------------------------------------------------------


def _require_columns(where: str, header: Sequence[str], expected: set[str]) -> None:
    if missing := sorted(expected - set(header)):
        raise InputError(f"{where}: lacks {', '.join(missing)}; import what 'geo claims export' wrote")
    if strange := sorted(set(header) - expected):
        raise InputError(f"{where}: the column {strange[0][:40]!r} is none of the ledger's; take it out")
    if len(set(header)) < len(header):
        raise InputError(f"{where}: names a column twice; take one out")


def _entry(where: str, values: dict[str, Any]) -> Entry:
    made = {name: _value(where, name, value) for name, value in values.items()}
    try:
        return Entry(**made)
    except InputError as error:
        raise InputError(f"{where}: {error}") from error


def _value(where: str, name: str, value: Any) -> Any:
    if value is None and name in _OPTIONAL:
        return None
    kind = _KINDS[name]
    if kind == "float" and type(value) in (int, float):
        return float(value)
    if (kind, type(value)) in (("int", int), ("str", str)):
        return value
    if not isinstance(value, str):
        raise _unfit(where, name, value)
    try:
        if kind == "dt.date":
            return dt.date.fromisoformat(value)
        if kind == "dt.datetime":
            return dt.datetime.fromisoformat(value)
        return _ENUMERATIONS[kind](value)
    except (KeyError, ValueError):
        raise _unfit(where, name, value) from None


def _unfit(where: str, name: str, value: Any) -> InputError:
    kind = _KINDS[name]
    if kind in _ENUMERATIONS:
        mend = f"use one of {', '.join(_ENUMERATIONS[kind])}"
    elif kind in _EXAMPLES:
        mend = f"write it like {_EXAMPLES[kind]}"
    else:
        mend = {"int": "give a whole number", "float": "give a number"}.get(kind, "give text")
    return InputError(f"{where}: {name} is {str(value)[:40]!r}; {mend}")
