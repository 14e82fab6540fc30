"""Which reader a file is for, told by its content; and one way to read any of them."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING

from geo.errors import InputError
from geo.gazetteer.sources import alternates, codab, geonames_dump, inid, katottg, record, table
from geo.gazetteer.sources.cells import key_of
from geo.gazetteer.sources.geopackage import is_geopackage
from geo.gazetteer.sources.lines import lines
from geo.gazetteer.sources.regions import admin1_codes
from geo.gazetteer.sources.workbook import Workbook
from geo.gazetteer.sources.zipped import BROKEN, is_zip

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from geo.gazetteer.sources.record import Progress, Record, Skipped

COD_AB, KATOTTG, GEONAMES, INID = record.COD_AB.key, record.KATOTTG.key, record.GEONAMES.key, record.INID.key
ALTERNATES, TABLE = "alternate-names", "table"
KINDS = (COD_AB, KATOTTG, GEONAMES, ALTERNATES, INID, TABLE)
_REGISTER_CODE = re.compile(r"UA\d{17}", re.ASCII)
_FIRST_ROWS = 20
_ALTERNATE_COLUMNS = (8, 10)
_OLE = b"\xd0\xcf\x11\xe0"
_WITH_ENCODING = frozenset({INID, TABLE})


def detect(path: Path, *, encoding: str | None = None) -> str:
    """Return the kind of a source, one of `KINDS`, by its sheets, its first line or the members of its archive.

    Parameters
    ----------
    path
        The file.
    encoding
        Its encoding, if it is neither UTF-8 nor marked as UTF-16.

    Raises
    ------
    InputError
        If it cannot be read, is empty, or is nothing that a reader is for.
    """
    head = _head(path)
    if is_geopackage(path):
        return TABLE
    if head.startswith(_OLE) or (is_zip(head) and _is_workbook(path)):
        return _of_workbook(path)
    first = next((line for _, line in lines(path, encoding=encoding)), "")
    return _of_line(first, path.name)


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as error:
        raise InputError(f"{path.name}: cannot be read ({error.strerror or error}); check the path") from error
    if not head:
        raise InputError(f"{path.name}: is empty; fetch it anew")
    return head


def _is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name.startswith("xl/") for name in archive.namelist())
    except BROKEN as error:
        why = " ".join(str(error).split()) or type(error).__name__
        raise InputError(f"{path.name}: is a damaged archive ({why}); fetch it anew") from error


def _of_workbook(path: Path) -> str:
    book = Workbook(path)
    if any(key_of(name).endswith(("admin4", "adm4")) for name in book.sheet_names):
        return COD_AB
    rows = book.rows()
    if any(_REGISTER_CODE.fullmatch(str(cell)) for row in rows[:_FIRST_ROWS] for cell in row[:5]):
        return KATOTTG
    return TABLE


def _of_line(first: str, file: str) -> str:
    cells = first.split("\t")
    if len(cells) == geonames_dump.COLUMNS and cells[0].isdigit() and len(cells[6]) <= 1:
        return GEONAMES
    if len(cells) in _ALTERNATE_COLUMNS and cells[0].isdigit() and cells[1].isdigit():
        return ALTERNATES
    keys = {key_of(name.strip('" ')) for name in re.split("[,;\t]", first)}
    if "adm4pcode" in keys or "admin4pcode" in keys:
        return COD_AB
    if {"oktmo", "settlement", "latitudedd"} <= keys:
        return INID
    if len(keys) > 1:
        return TABLE
    raise InputError(f"{file}, line 1: is no header of a table and no line of GeoNames; give a table of places")


def read(
    path: Path,
    *,
    kind: str | None = None,
    mapping: Mapping[str, str] | None = None,
    regions: Collection[str] | None = None,
    encoding: str | None = None,
    names: Path | None = None,
    skipped: Skipped | None = None,
    progress: Progress | None = None,
) -> Iterator[Record]:
    """Yield the records of a file of any of the kinds.

    Parameters
    ----------
    path
        The file.
    kind
        One of `KINDS`; found by `detect` if not told.
    mapping
        For a table of any layout, which column each field is in.
    regions
        Short English names of the first-level units to read, like Kursk; None for all.
    encoding
        The encoding of a text, if not told by itself.
    names
        For a dump of GeoNames, the file of alternate names.
    skipped
        Told of rows that are left out for good reason; not of those of other regions.
    progress
        Called with the bytes of the file read so far.

    Raises
    ------
    InputError
        If the file is refused by its reader, or an argument does not fit it.
    """
    chosen = kind or (TABLE if mapping else detect(path, encoding=encoding))
    if chosen not in KINDS or chosen == ALTERNATES:
        mend = "read it along with the country's dump" if chosen == ALTERNATES else f"kinds are {', '.join(KINDS)}"
        raise InputError(f"{path.name}: {chosen} is no source of places; {mend}")
    for given, allowed in ((mapping, {TABLE}), (encoding, _WITH_ENCODING), (names, {GEONAMES})):
        if given is not None and chosen not in allowed:
            raise InputError(f"{path.name}: is read as {chosen}, to which {given!r} does not apply; leave it out")
    codes = {name: admin1_codes(name) for name in regions or ()}
    if unknown := sorted(name for name, found in codes.items() if not found):
        raise InputError(f"no region is called {', '.join(unknown)}; use short English names like Kursk or Donetsk")
    if chosen == GEONAMES:
        limit = None if regions is None else frozenset(code for found in codes.values() for code in found)
        yield from _geonames(path, geonames_dump.Wanted(regions=limit), names, skipped, progress)
        return
    wanted = None if regions is None else {name.casefold() for name in regions}
    for one in _others(path, chosen, mapping, encoding, skipped, progress):
        if wanted is None or one.oblast.casefold() in wanted:
            yield one


def _geonames(
    path: Path, wanted: geonames_dump.Wanted, names: Path | None, skipped: Skipped | None, progress: Progress | None
) -> Iterator[Record]:
    known = None
    if names is not None:
        known = alternates.read(names, geonames_dump.ids(path, wanted=wanted), skipped=skipped, progress=progress)
    yield from geonames_dump.read(path, wanted=wanted, names=known, skipped=skipped, progress=progress)


def _others(
    path: Path,
    kind: str,
    mapping: Mapping[str, str] | None,
    encoding: str | None,
    skipped: Skipped | None,
    progress: Progress | None,
) -> Iterator[Record]:
    if kind == COD_AB:
        return codab.read(path, skipped=skipped, progress=progress)
    if kind == KATOTTG:
        return katottg.records(path)
    if kind == INID:
        return inid.read(path, encoding=encoding, skipped=skipped, progress=progress)
    return table.read(path, mapping=mapping, encoding=encoding, skipped=skipped, progress=progress)
