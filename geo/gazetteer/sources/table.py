"""Any table of places: CSV, TSV, a sheet or a GeoPackage, with a mapping from fields to its columns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.errors import InputError
from geo.gazetteer.sources import geopackage
from geo.gazetteer.sources.cells import Table, key_of, open_sheet, open_text
from geo.gazetteer.sources.checks import Checks, kind_of
from geo.gazetteer.sources.record import Record
from geo.gazetteer.sources.workbook import Workbook
from geo.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from geo.gazetteer.sources.record import Progress, Skipped

# for each field the columns that are taken for it unless told otherwise
OBVIOUS: Mapping[str, Sequence[str]] = {
    "id": ("id", "place_id", "native_id"),
    "name": ("name", "place", "settlement"),
    "name_en": ("name_en", "english", "en"),
    "name_uk": ("name_uk", "name_ua", "ukrainian", "uk"),
    "name_ru": ("name_ru", "russian", "ru"),
    "aliases": ("aliases", "alternate_names", "alt_names"),
    "kind": ("kind", "type"),
    "country": ("country", "country_code"),
    "oblast": ("oblast", "region", "admin1"),
    "raion": ("raion", "district", "admin2"),
    "hromada": ("hromada", "community", "admin3"),
    "lat": ("lat", "latitude", "y"),
    "lon": ("lon", "lng", "long", "longitude", "x"),
    "uncertainty_m": ("uncertainty_m",),
    "population": ("population", "pop"),
    "pcode": ("pcode", "p_code", "katottg"),
    "geonameid": ("geonameid", "geonames_id"),
}
FIELDS = tuple(OBVIOUS)
LANGUAGES = ("en", "uk", "ru")
_NAMES = ("name", *(f"name_{lang}" for lang in LANGUAGES))
_SEPARATORS = re.compile(r"[|;]")
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_ONLY_UKRAINIAN, _ONLY_RUSSIAN = re.compile(r"[єіїґ]", re.IGNORECASE), re.compile(r"[ыэъё]", re.IGNORECASE)
_FURTHEST_M = 1_000_000.0
_MOST_ID = 10**12


def read(
    path: Path,
    *,
    mapping: Mapping[str, str] | None = None,
    layer: str | None = None,
    encoding: str | None = None,
    skipped: Skipped | None = None,
    progress: Progress | None = None,
) -> Iterator[Record]:
    """Yield the places of a table of any layout.

    A table must have names, and positions or the ids of places. A row is left out that has no name, or neither a
    position nor such an id.

    Parameters
    ----------
    path
        A CSV, TSV, .xlsx or GeoPackage file. In a GeoPackage the geometry is the position: a point, or the centroid of
        a polygon, whose reach then is the uncertainty.
    mapping
        The column of each field of `FIELDS` whose column is not called as in `OBVIOUS`.
    layer
        The layer of a GeoPackage or the sheet of a workbook, where there are several.
    encoding
        As for `lines`.
    skipped
        Told of the rows that are left out.
    progress
        Called with the bytes read so far, where the file is text.

    Raises
    ------
    InputError
        If the file cannot be read, the mapping names what is not there, or at the first bad row.
    CRSError
        If a GeoPackage does not say in which reference system its positions are.
    """
    table = _open(path, layer, encoding, progress)
    at = _columns(table, mapping or {})
    checks = Checks(table.file, unit=table.unit, skipped=skipped, decimal_comma=table.decimal_comma)
    found = 0
    for line, row in table.rows:
        found += 1
        record = _Row(row, at, checks, line).record(path.stem)
        if record is not None:
            yield record
    if not found:
        raise InputError(f"{table.file}: has a header and no row; give a table with places")
    checks.finish()


def _open(path: Path, layer: str | None, encoding: str | None, progress: Progress | None) -> Table:
    if geopackage.is_geopackage(path):
        return geopackage.open_layer(path, layer)
    if path.suffix.lower() in (".xlsx", ".xlsm", ".xls"):
        return open_sheet(Workbook(path), layer)
    if layer is not None:
        raise InputError(f"{path.name}: has no layers; leave layer {layer!r} out")
    return open_text(path, encoding=encoding, progress=progress)


def _columns(table: Table, mapping: Mapping[str, str]) -> dict[str, int]:
    """Return the number of the column of each field that has one."""
    if unknown := sorted(set(mapping) - set(FIELDS)):
        raise InputError(f"{table.file}: no field is called {', '.join(unknown)}; fields are {', '.join(FIELDS)}")
    # a column that is mapped to one field is not taken for another one by its name
    taken = {key_of(column) for column in mapping.values()}
    layout = {
        field: (mapping[field],) if field in mapping else tuple(name for name in names if key_of(name) not in taken)
        for field, names in OBVIOUS.items()
    }
    at = table.columns(layout, mapping)
    there = ", ".join(name[:40] for name in table.header[:40])
    if not any(field in at for field in _NAMES):
        raise InputError(f"{table.file}: no column has names; map name, name_en, name_uk or name_ru to one of {there}")
    if ("lat" in at) != ("lon" in at) or not ({"lat", "pcode", "geonameid"} & set(at)):
        raise InputError(f"{table.file}: no columns have positions; map lat and lon to two of {there}")
    return at


class _Row:
    """One row, by fields."""

    def __init__(self, cells: Sequence[object], at: Mapping[str, int], checks: Checks, line: int) -> None:
        self._cells, self._at, self._checks, self._line = cells, at, checks, line

    def _raw(self, field: str) -> object:
        at = self._at.get(field)
        return None if at is None else self._cells[at]

    def _text(self, field: str) -> str:
        value = self._raw(field)
        # spreadsheets hold whole numbers, ids among them, as 12.0
        whole = isinstance(value, float) and value.is_integer() and abs(value) < _MOST_ID
        return self._checks.name(int(value) if whole else value, self._line, field)  # type: ignore[call-overload]

    def record(self, source: str) -> Record | None:
        checks, line = self._checks, self._line
        country = self._country()
        names = {lang: name for lang in LANGUAGES if (name := self._text(f"name_{lang}"))}
        name = self._text("name") or next(iter(names.values()), "")
        native_id = self._text("id") or str(line)
        checks.once(native_id, line)
        place = checks.position(self._raw("lat"), self._raw("lon"), line, country)
        pcode = checks.pcode(self._raw("pcode"), line, "pcode")
        geonameid = checks.whole(self._raw("geonameid"), line, "geonameid", _MOST_ID) or None
        if not name or (place is None and not pcode and geonameid is None):
            checks.skip(line, f"{name or native_id} has no {'position' if name else 'name'}")
            return None
        names.setdefault(_language(name, country), name)
        population = checks.whole(self._raw("population"), line, "population")
        return Record(
            source=source,
            native_id=native_id,
            line=line,
            name=name,
            names=names,
            aliases=self._aliases(),
            kind=self._kind(population),
            country=country,
            oblast=self._text("oblast"),
            raion=self._text("raion"),
            hromada=self._text("hromada"),
            lat=place[0] if place else None,
            lon=place[1] if place else None,
            uncertainty_m=self._uncertainty_m(),
            population=population,
            pcode=pcode,
            geonameid=geonameid,
        )

    def _aliases(self) -> tuple[str, ...]:
        value = self._raw("aliases")
        parts = _SEPARATORS.split(str(value)) if value else ()
        found = (self._checks.name(part.strip(" "), self._line, "an alias") for part in parts)
        return tuple(dict.fromkeys(one for one in found if one))

    def _country(self) -> str:
        code = self._text("country").upper()
        if code and not _COUNTRY.fullmatch(code):
            raise self._checks.fault(self._line, f"country is {code[:40]!r}", "write two letters, like UA")
        return code

    def _kind(self, population: int | None) -> Kind | None:
        if not (word := self._text("kind")):
            return None
        if (kind := kind_of(word, population)) is None:
            kinds = ", ".join(Kind)
            raise self._checks.fault(self._line, f"kind is {word[:40]!r}", f"use one of {kinds}, or map kind elsewhere")
        return kind

    def _uncertainty_m(self) -> float | None:
        metres = self._checks.number(self._raw("uncertainty_m"), self._line, "uncertainty_m")
        if metres is not None and not 0 < metres <= _FURTHEST_M:
            raise self._checks.fault(
                self._line, f"uncertainty_m is {metres:g}", f"give metres up to {_FURTHEST_M:,.0f}, or nothing"
            )
        return metres


def _language(name: str, country: str) -> str:
    """Return the language that a name of none told is taken to be: by its script, its letters, then the country."""
    if not _CYRILLIC.search(name):
        return "en"
    if _ONLY_UKRAINIAN.search(name):
        return "uk"
    return "ru" if _ONLY_RUSSIAN.search(name) or country not in ("UA", "") else "uk"
