"""Settlements of Ukraine with positions: OCHA's COD-AB, as the country office's workbook or as HDX's table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.errors import InputError
from geo.gazetteer.sources.cells import Table, key_of, open_sheet, open_text, without_tags
from geo.gazetteer.sources.checks import Checks, kind_of
from geo.gazetteer.sources.record import COD_AB, Record
from geo.gazetteer.sources.regions import oblasts
from geo.gazetteer.sources.workbook import Workbook
from geo.gazetteer.sources.zipped import is_zip
from geo.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from geo.gazetteer.sources.record import Progress, Skipped

# the workbook of the country office; HDX until 2025; the layout that all COD-AB have been moved to since
LAYOUT: Mapping[str, Sequence[str]] = {
    "pcode": ("Admin4 Pcode", "ADM4_PCODE"),
    "en": ("Settlement EN", "ADM4_EN", "adm4_name"),
    "uk": ("Settlement UKR", "ADM4_UA", "ADM4_UK", "adm4_name1"),
    "ru": ("ADM4_RU", "adm4_name2"),
    "lat": ("LAT", "latitude", "ADM4_RP_LAT", "center_lat", "Y"),
    "lon": ("LON", "longitude", "ADM4_RP_LON", "center_lon", "X"),
    "kind": ("ADM4_TYPE_UA", "ADM4_TYPE_EN", "ADM4_TYPE"),
    "raion": ("ADM2_EN", "adm2_name"),
    "hromada": ("ADM3_EN", "adm3_name"),
}
NEEDED = ("pcode", "en", "uk", "lat", "lon")
_SHEET = "Admin 4"
# the sheets that name raions and hromadas
_UNITS = (
    ("Admin 2", ("Raion", "ADM2_EN", "adm2_name"), ("Admin2 Pcode", "ADM2_PCODE")),
    ("Admin 3", ("Hromada", "ADM3_EN", "adm3_name"), ("Admin3 Pcode", "ADM3_PCODE")),
)
_RAION, _HROMADA, _SETTLEMENT = 6, 9, 12
_WHOLE_CITY = "00000000"


def read(path: Path, *, skipped: Skipped | None = None, progress: Progress | None = None) -> Iterator[Record]:
    """Yield the settlements of a COD-AB table.

    Oblasts get their short English names by their P-codes; raions and hromadas keep the English adjectives of the
    table. The kind is None where the table does not tell it.

    Parameters
    ----------
    path
        The workbook with the sheet "Admin 4", or a CSV with `ADM4_PCODE`, `ADM4_EN`, `ADM4_UA` and coordinates.
    skipped
        Told of rows without a name or a position, which are left out.
    progress
        Called with the bytes read so far.

    Raises
    ------
    InputError
        If the file is no such table, lacks a sheet or a column, or at the first bad row.
    """
    with_sheets = _is_workbook(path)
    if with_sheets:
        book = Workbook(path)
        sheet = _sheet(book.sheet_names, _SHEET)
        if sheet is None:
            there = ", ".join(book.sheet_names)
            raise InputError(f"{path.name}: has no sheet {_SHEET!r}; there are: {there}")
        units, table = _units(book), open_sheet(book, sheet)
    else:
        units, table = {}, without_tags(open_text(path, progress=progress))
    yield from _records(table, units, skipped)
    if progress and with_sheets:
        progress(path.stat().st_size)


def _is_workbook(path: Path) -> bool:
    """Whether a file is read as a workbook; archives of CSV files end otherwise than in .xlsx."""
    try:
        with path.open("rb") as file:
            head = file.read(4)
    except OSError as error:
        raise InputError(f"{path.name}: cannot be read ({error.strerror or error}); check the path") from error
    return path.suffix.lower() in (".xlsx", ".xls", ".xlsm") or (is_zip(head) and path.suffix.lower() != ".zip")


def _sheet(names: Sequence[str], wanted: str) -> str | None:
    """Return the sheet of a level: "Admin 4", "admin4", "ADM4", "ukr_adm4"."""
    level = wanted[-1]
    return next((name for name in names if key_of(name).endswith((f"admin{level}", f"adm{level}"))), None)


def _units(book: Workbook) -> dict[str, str]:
    """Return the English names of raions and hromadas by P-code."""
    units: dict[str, str] = {}
    for wanted, names, codes in _UNITS:
        if sheet := _sheet(book.sheet_names, wanted):
            table = open_sheet(book, sheet)
            at = table.columns({"name": names, "code": codes}, ("name", "code"))
            units |= {str(row[at["code"]]): str(row[at["name"]]).strip() for _, row in table.rows}
    return units


def _records(table: Table, units: Mapping[str, str], skipped: Skipped | None) -> Iterator[Record]:
    at = table.columns(LAYOUT, NEEDED)
    checks = Checks(table.file, unit=table.unit, skipped=skipped, decimal_comma=table.decimal_comma)
    short = {oblast.code: oblast.name for oblast in oblasts()}
    fields: dict[str, int] = {lang: at[lang] for lang in ("en", "uk", "ru") if lang in at}
    found = 0
    for line, row in table.rows:
        names = {lang: name for lang, column in fields.items() if (name := checks.name(row[column], line, lang))}
        pcode = checks.pcode(row[at["pcode"]], line, "P-code")
        if not pcode:
            raise checks.fault(line, "has no P-code", "fill it in, or take the row out")
        checks.once(pcode, line, "P-code")
        if pcode[:4] not in short:
            raise checks.fault(line, f"P-code {pcode} is in no oblast that is known", "mend it")
        place = checks.position(row[at["lat"]], row[at["lon"]], line, "UA")
        found += 1
        if not names or place is None:
            checks.skip(line, f"{pcode} has no {'position' if names else 'name'}")
            continue
        yield Record(
            source=COD_AB.key,
            native_id=pcode,
            line=line,
            name=names.get("en") or next(iter(names.values())),
            names=names,
            kind=_kind(pcode, str(row[at["kind"]]) if "kind" in at else ""),
            country="UA",
            oblast=short[pcode[:4]],
            raion=_unit(units, pcode[:_RAION], row, at.get("raion")),
            hromada=_unit(units, pcode[:_HROMADA], row, at.get("hromada")),
            lat=place[0],
            lon=place[1],
            pcode=pcode,
        )
    if not found:
        raise InputError(f"{table.file}: has a header and no row; fetch it anew")
    checks.finish()


def _unit(units: Mapping[str, str], code: str, row: Sequence[object], column: int | None) -> str:
    return units.get(code) or (str(row[column]).strip() if column is not None else "")


def _kind(pcode: str, word: str) -> Kind | None:
    # Kyiv and Sevastopol stand for themselves: their codes go no further than the oblast
    return Kind.CITY if pcode.endswith(_WHOLE_CITY) else kind_of(word) if word else None
