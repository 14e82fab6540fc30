"""Settlements of Russia with people and positions: the table of INID (data-in.ru, data set 160)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.errors import InputError
from geo.gazetteer.sources.cells import Table, open_text
from geo.gazetteer.sources.checks import Checks, kind_of
from geo.gazetteer.sources.record import INID, Record
from geo.gazetteer.sources.regions import by_russian_name
from geo.names import fold, romanise

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from geo.gazetteer.sources.record import Progress, Skipped

LAYOUT: Mapping[str, Sequence[str]] = {
    "region": ("region",),
    "raion": ("municipality",),
    "name": ("settlement",),
    "kind": ("type",),
    "population": ("population",),
    "lat": ("latitude_dd",),
    "lon": ("longitude_dd",),
    "oktmo": ("oktmo",),
}
NEEDED = ("region", "raion", "name", "kind", "lat", "lon", "oktmo")
# the code of a settlement has 11 digits; that of 8 is a municipality's, which several settlements may share
_SETTLEMENT = 11
_COUNTRY = "RU"


def read(
    path: Path, *, encoding: str | None = None, skipped: Skipped | None = None, progress: Progress | None = None
) -> Iterator[Record]:
    """Yield the settlements of the INID table.

    The id is `RU` and the settlement's OKTMO code, and where the table has none, `RU:INID/` and the line. Units of
    Ukraine that Rosstat counts have the country UA.

    Parameters
    ----------
    path
        The CSV, cells divided by `;` or `,`, or an archive that holds it.
    encoding
        As for `lines`.
    skipped
        Told of rows without a name or a position, and of rows that repeat another, which are left out.
    progress
        Called with the bytes of the file read so far.

    Raises
    ------
    InputError
        If the file is no such table, lacks a column, or at the first bad row.
    """
    table = open_text(path, encoding=encoding, progress=progress)
    at = table.columns(LAYOUT, NEEDED)
    checks = Checks(table.file, skipped=skipped, decimal_comma=table.decimal_comma)
    seen: dict[str, tuple[int, str]] = {}
    found = 0
    for line, row in table.rows:
        found += 1
        name = checks.name(row[at["name"]], line, "settlement")
        place = checks.position(row[at["lat"]], row[at["lon"]], line)
        if not name or place is None:
            checks.skip(line, f"{name or 'row'} has no {'position' if name else 'name'}")
            continue
        native_id = _id(row[at["oktmo"]], line, checks)
        before, first = seen.setdefault(native_id, (line, name))
        if before != line:
            if fold(first) != fold(name):
                raise checks.fault(line, f"oktmo {native_id[2:]} is that of line {before} too", "keep one of the two")
            checks.skip(line, f"repeats {name}, oktmo {native_id[2:]}, of line {before}")
            continue
        yield _record(row, at, checks, line, (native_id, name, place))
    _ended(table, found)
    checks.finish()


def _record(
    row: Sequence[object], at: Mapping[str, int], checks: Checks, line: int, known: tuple[str, str, tuple[float, float]]
) -> Record:
    native_id, name, (lat, lon) = known
    region = checks.name(row[at["region"]], line, "region")
    country, oblast = by_russian_name(region)
    column = at.get("population")
    population = checks.whole(row[column], line, "population") if column is not None else None
    return Record(
        source=INID.key,
        native_id=native_id,
        line=line,
        name=name,
        names={"ru": name, "en": romanise(name, "ru")},
        kind=kind_of(checks.name(row[at["kind"]], line, "type"), population),
        country=country or _COUNTRY,
        oblast=oblast or region,
        raion=checks.name(row[at["raion"]], line, "municipality"),
        lat=lat,
        lon=lon,
        population=population,
    )


def _id(value: object, line: int, checks: Checks) -> str:
    """Return the id that an OKTMO code gives; programs that took it for a number have cut its zeros, or added ".0"."""
    code = checks.whole(value, line, "oktmo", most=10**_SETTLEMENT - 1)
    if code is None or code < 10 ** (_SETTLEMENT - 2):
        return f"{_COUNTRY}:INID/{line}"
    return f"{_COUNTRY}{code:0{_SETTLEMENT}d}"


def _ended(table: Table, found: int) -> None:
    if not found:
        raise InputError(f"{table.file}: has a header and no row; fetch it anew")
