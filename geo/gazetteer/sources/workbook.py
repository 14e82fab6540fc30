"""Excel workbooks from outside (.xlsx): looked through before anything parses them, then read fast.

The parser, calamine, trusts what a file says of itself. So each member is unpacked here first, within bounds and to
nowhere; and since a sheet becomes a block of cells in memory, a lone cell far out is looked for as well.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

from geo.errors import InputError
from geo.gazetteer.sources.zipped import BROKEN, is_zip, measured, members

if TYPE_CHECKING:
    from pathlib import Path

MOST_FILE_BYTES = 100 << 20
MOST_BYTES = 400 << 20
MOST_CELLS = 8_000_000
_OLE = b"\xd0\xcf\x11\xe0"
_BOOK = "xl/workbook.xml"
_SHEET = re.compile(r"(?i)(^|/)sheet[^/]*\.xml$|^xl/worksheets/")
# references to columns beyond Z, or to rows from 100,000 on: few sheets have them
_FAR = re.compile(rb"""\br\s*=\s*["'](?:([A-Za-z]{2,8})([0-9]{1,12})|([A-Za-z]?)([0-9]{6,12}))["']""")
_OVERLAP = 64
_COLUMNS = 26


class Workbook:
    """An open workbook.

    Parameters
    ----------
    path
        An .xlsx file.

    Raises
    ------
    InputError
        If it cannot be read, is no such workbook, is encrypted, or looks made to exhaust memory.
    """

    def __init__(self, path: Path) -> None:
        self.file = path.name
        data = _checked(path)
        try:
            from python_calamine import CalamineError, CalamineWorkbook
        except ImportError as error:
            raise InputError("python-calamine is not installed; install the extra 'build' of geo-frontline") from error
        self._errors = (CalamineError, OSError, ValueError, KeyError)
        try:
            self._book = CalamineWorkbook.from_filelike(io.BytesIO(data))
            self.sheet_names: list[str] = list(self._book.sheet_names)
        except self._errors as error:
            raise self._unreadable(error) from error

    def rows(self, sheet: str | None = None) -> list[list[Any]]:
        """Return the cells of a sheet, by default the first; row 1 of the sheet is the first. Empty cells are "".

        Raises
        ------
        InputError
            If there is no such sheet, or it cannot be read.
        """
        name = sheet or next(iter(self.sheet_names), "")
        if name not in self.sheet_names:
            there = ", ".join(self.sheet_names) or "none"
            raise InputError(f"{self.file}: has no sheet {name!r}; there are: {there}")
        try:
            return self._book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        except self._errors as error:
            raise self._unreadable(error) from error

    def _unreadable(self, error: Exception) -> InputError:
        return InputError(
            f"{self.file}: not a readable workbook ({' '.join(str(error).split())}); save it anew as .xlsx"
        )


def _checked(path: Path) -> bytes:
    """Return the bytes of a workbook that may be parsed; the very bytes that were looked at."""
    file = path.name
    try:
        with path.open("rb") as opened:
            data = opened.read(MOST_FILE_BYTES + 1)
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror or error}); check the path") from error
    if not data:
        raise InputError(f"{file}: is empty; fetch it anew")
    if len(data) > MOST_FILE_BYTES:
        raise InputError(f"{file}: is over {MOST_FILE_BYTES >> 20} MB; no workbook of settlements is")
    if data.startswith(_OLE):
        raise InputError(f"{file}: is encrypted or an old .xls; save it as .xlsx without a password")
    if not is_zip(data[:4]):
        raise InputError(f"{file}: not a readable workbook (no zip); save it anew as .xlsx")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = members(archive, file, most_bytes=MOST_BYTES)
            if _BOOK not in {member.filename for member in found}:
                raise InputError(f"{file}: not a readable workbook (no {_BOOK} in it); save it anew as .xlsx")
            for member in found:
                _look_through(io.BytesIO(data), member, file)
    except InputError:
        raise
    except BROKEN as error:
        why = " ".join(str(error).split()) or type(error).__name__
        raise InputError(f"{file}: not a readable workbook ({why}); fetch it anew") from error
    return data


def _look_through(data: io.BytesIO, member: zipfile.ZipInfo, file: str) -> None:
    """Unpack a member to nowhere; of a sheet, find how far its cells reach."""
    is_sheet, rest = bool(_SHEET.search(member.filename)), b""
    rows, columns = 1, _COLUMNS
    for block in measured(data, member, file):
        if not is_sheet:
            continue
        text = rest + block
        for found in _FAR.finditer(text):
            letters, row, letter, far_row = found.groups()
            rows = max(rows, int(row or far_row))
            # the bare number of a row reaches over no column
            if (one := letters or letter or b"") and len(one) > 1:
                columns = max(columns, _column(one))
        rest = text[-_OVERLAP:]
    if rows * columns > MOST_CELLS:
        raise InputError(
            f"{file}: {member.filename} has cells out to row {rows:,}, column {columns:,}; delete what lies far out"
        )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * _COLUMNS + letter - 64
    return number
