"""Tables kept by hand, as CSV: rows with the words to complain about them."""

from __future__ import annotations

import csv
import math
from typing import TYPE_CHECKING

from geo.errors import InputError
from geo.model import Kind

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Mapping
    from pathlib import Path

SEPARATOR = "|"


class Row:
    """One row of a table, with the words to complain about it."""

    def __init__(self, file: str, line: int, cells: Mapping[str, str | None]) -> None:
        self._where = f"{file}, line {line}"
        if None in cells or None in cells.values():
            raise self.fault("has another number of cells than the header", "quote cells that hold a comma")
        self._cells = {column: " ".join((value or "").split()) for column, value in cells.items()}

    def fault(self, what: str, mend: str) -> InputError:
        """Return the error that says what is wrong with the row, and how to mend it."""
        return InputError(f"{self._where}: {what}; {mend}")

    def text(self, column: str) -> str:
        """Return a cell, empty where it is."""
        return self._cells[column]

    def needed(self, column: str) -> str:
        """Return a cell that must not be empty."""
        if not (value := self._cells[column]):
            raise self.fault(f"{column} is empty", "fill it in")
        return value

    def matching(self, column: str, pattern: re.Pattern[str], example: str) -> str:
        """Return a cell that must match a pattern."""
        if not pattern.fullmatch(value := self.needed(column)):
            raise self.fault(f"{column} is {value!r}", f"write it like {example}")
        return value

    def kind(self, allowed: frozenset[Kind]) -> Kind:
        """Return the kind of place, one of some."""
        value = self.needed("kind")
        if value not in allowed:
            raise self.fault(f"kind is {value!r}", f"use one of {', '.join(sorted(allowed))}")
        return Kind(value)

    def degrees(self, column: str, most: float) -> float:
        """Return degrees, from -most to most."""
        value = self.needed(column)
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not -most <= number <= most:
            raise self.fault(f"{column} is {value!r}", f"give degrees between -{most:g} and {most:g}")
        return number

    def people(self) -> int | None:
        """Return the population, None where the cell is empty."""
        value = self.text("population")
        if value and not value.isdecimal():
            raise self.fault(f"population is {value!r}", "give a whole number or leave it empty")
        return int(value) if value else None

    def metres(self, column: str) -> float | None:
        """Return metres above 0, None where the cell is empty."""
        if not (value := self.text(column)):
            return None
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not 0 < number < math.inf:
            raise self.fault(f"{column} is {value!r}", "give metres above 0, or leave it empty")
        return number

    def names(self) -> dict[str, str]:
        """Return the names by language, of which there must be an English one."""
        self.needed("name_en")
        return {lang: name for lang in ("en", "uk", "ru") if (name := self.text(f"name_{lang}"))}

    def aliases(self) -> tuple[str, ...]:
        """Return the aliases, each once."""
        parts = (part.strip() for part in self.text("aliases").split(SEPARATOR))
        return tuple(dict.fromkeys(part for part in parts if part))


def read_rows(path: Path, columns: tuple[str, ...]) -> Iterator[Row]:
    """Yield the rows of a table kept by hand.

    Parameters
    ----------
    path
        A CSV file, UTF-8.
    columns
        Its header, as it must be.

    Raises
    ------
    InputError
        If it cannot be read, has another header, or at the first row with another number of cells.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path.name}: cannot be read as UTF-8 text ({error}); put the table there") from error
    reader = csv.DictReader(text.splitlines(keepends=True), strict=True)
    try:
        if tuple(reader.fieldnames or ()) != columns:
            raise InputError(f"{path.name}, line 1: the columns are not those expected; write {','.join(columns)}")
        for cells in reader:
            yield Row(path.name, reader.line_num, cells)
    except csv.Error as error:
        raise InputError(
            f"{path.name}, line {reader.line_num}: not readable as CSV ({error}); mend the quotes"
        ) from error
