"""Tables as text or workbooks: a header, and rows of cells with their numbers."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.errors import InputError
from geo.gazetteer.sources.lines import lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from geo.gazetteer.sources.record import Progress
    from geo.gazetteer.sources.workbook import Workbook

DELIMITERS = ",;\t"
_HXL = "#"


@dataclass(slots=True)
class Table:
    """An open table. `unit` is what a number of a row counts; `rows` can be gone through once."""

    file: str
    header: list[str]
    rows: Iterator[tuple[int, Sequence[object]]]
    unit: str = "line"
    decimal_comma: bool = True

    def column(self, names: Iterable[str]) -> int | None:
        """Return the number of the first of some columns that is there; case, spaces and underscores aside.

        Raises
        ------
        InputError
            If that column is there twice.
        """
        keys = [key_of(name) for name in self.header]
        for name in names:
            if (times := keys.count(key_of(name))) > 1:
                raise InputError(f"{self.file}: column {name} is there twice; rename one of the two")
            if times:
                return keys.index(key_of(name))
        return None

    def columns(self, layout: Mapping[str, Sequence[str]], needed: Iterable[str]) -> dict[str, int]:
        """Return the number of each column of a layout that is there.

        Parameters
        ----------
        layout
            For each field the names that its column may have.
        needed
            The fields without which the table is refused.

        Raises
        ------
        InputError
            If a needed column is missing; the message names it and the columns that are there.
        """
        found = {field: at for field, names in layout.items() if (at := self.column(names)) is not None}
        if missing := [" or ".join(layout[field]) for field in needed if field not in found]:
            raise InputError(f"{self.file}: lacks the column {', '.join(missing)}; there are: {_listed(self.header)}")
        return found


def key_of(name: str) -> str:
    """Return what two ways to write the name of a column have in common."""
    return name.casefold().replace("_", "").replace(" ", "")


def _listed(header: Iterable[str]) -> str:
    return ", ".join(" ".join(name.split())[:40] for name in list(header)[:40])


def open_text(
    path: Path, *, encoding: str | None = None, member: str | None = None, progress: Progress | None = None
) -> Table:
    """Open a CSV or TSV file, or an archive that holds one; read as its rows are asked for.

    Commas, semicolons or tabs divide the cells, whichever the first line has most of.

    Parameters
    ----------
    path, encoding, member, progress
        As for `lines`.

    Raises
    ------
    InputError
        If it is no such file; while rows are read, at a row with another number of cells than the header.
    """
    numbered = lines(path, encoding=encoding, member=member, progress=progress)
    first = next((line for _, line in numbered), "")
    counts = {sign: first.count(sign) for sign in DELIMITERS}
    delimiter = max(DELIMITERS, key=lambda sign: counts[sign])
    if not counts[delimiter]:
        raise InputError(f"{path.name}, line 1: no comma, semicolon or tab divides cells; it is no table with a header")
    text = _with_ends(first, numbered)
    if delimiter == "\t" and '"' not in first:
        # programs that divide by tabs do not quote, and a name may hold a quote
        reader = csv.reader(text, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    else:
        reader = csv.reader(text, delimiter=delimiter, strict=True)
    rows = _rows(reader, path.name, lambda: reader.line_num)
    _, header = next(rows)
    return Table(path.name, [name.strip() for name in header], rows, "line", delimiter != ",")


def _with_ends(first: str, numbered: Iterator[tuple[int, str]]) -> Iterator[str]:
    yield first + "\n"
    for _, line in numbered:
        yield line + "\n"


def _rows(reader: Iterator[list[str]], file: str, read: Callable[[], int]) -> Iterator[tuple[int, list[str]]]:
    width, line = 0, 1
    try:
        for cells in reader:
            if not cells:
                line = read() + 1
                continue
            width = width or len(cells)
            if len(cells) != width:
                raise InputError(
                    f"{file}, line {line}: has {len(cells)} cells, the header {width}; quote cells that hold a divider"
                )
            yield line, cells
            line = read() + 1
    except csv.Error as error:
        raise InputError(f"{file}, line {read()}: not readable as a table ({error}); mend the quotes") from error


def open_sheet(book: Workbook, sheet: str | None = None) -> Table:
    """Return a sheet of a workbook, by default the first, as a table; its first row that is not empty is the header.

    Raises
    ------
    InputError
        If there is no such sheet, or it is empty.
    """
    numbered = ((number, row) for number, row in enumerate(book.rows(sheet), 1) if any(cell != "" for cell in row))
    _, header = next(numbered, (0, None))
    if header is None:
        raise InputError(f"{book.file}: the sheet {sheet or 'at first'} is empty; choose another one")
    return Table(book.file, [str(cell).strip() for cell in header], numbered, "row")


def without_tags(table: Table) -> Table:
    """Return a table without the row of HXL tags ("#adm1+name") that HDX puts below some headers."""

    def kept() -> Iterator[tuple[int, Sequence[object]]]:
        rows = iter(table.rows)
        for number, (line, cells) in enumerate(rows):
            if number or not all(str(cell).startswith(_HXL) for cell in cells if cell != ""):
                yield line, cells

    return Table(table.file, table.header, kept(), table.unit, table.decimal_comma)
