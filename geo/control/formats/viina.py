"""Control tables of VIINA, CSV or zipped: `geonameid, date, status_wiki, status_boost, status_dsm, status_isw, status`.

A year of it has twelve million rows; they are read as they stream, and kept as a code per place and day.
"""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.control.places import HOLDER_CODES, NOT_TOLD, PlaceHolders
from geo.errors import InputError
from geo.gazetteer.sources.zipped import open_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

    from geo.control.formats.positions import Position
    from geo.control.holders import HolderRule
    from geo.control.rows import Watch

ID, DATE, STATUS = "geonameid", "date", "status"
# a table of all years has sixty million rows
_MOST_ROWS = 200_000_000
_LONGEST_HEADER = 1 << 16
_UNSET = -1
# words for a status that is not known
_SILENT = frozenset({"", "na", "nan", "null", "none"})
_FIRST, _LAST = dt.date(1900, 1, 1), dt.date(2100, 1, 1)


@dataclass(frozen=True, slots=True)
class Table:
    """Who held which places on which days: a row a place, a column a day; `silent` counts cells without a status."""

    geonameids: npt.NDArray[np.int64]
    days: tuple[dt.date, ...]
    codes: npt.NDArray[np.int8]
    rows: int
    silent: int


def read_table(file: Path, rule: HolderRule, status: str = STATUS, *, watch: Watch = lambda blocks, _: blocks) -> Table:
    """Read a control table.

    Parameters
    ----------
    file
        A CSV file, or an archive that holds one.
    rule
        What the user says of the words in it; RU, UA and CONTESTED need no saying.
    status
        Which of its columns to take: `status`, the vote of all, or that of one source, such as `status_isw`.
    watch
        Is given the blocks of the file one by one, their number unknown, and passes them on.

    Raises
    ------
    InputError
        If it is no such table, a value of it cannot be read, or it tells two holders of one place on one day.
    """
    _check_header(file, status)
    grid = _Grid(file)
    for ids, days, codes in watch(_columns(file, rule, status), None):
        grid.put(ids, days, codes)
    if not grid.rows:
        raise InputError(f"{file}: holds no rows; download it again")
    return grid.table()


class _Grid:
    """A code per place and day, which grows as rows come, in whatever order they do."""

    def __init__(self, file: Path) -> None:
        import numpy as np

        self._file = file
        self._places: dict[int, int] = {}
        self._days: dict[int, int] = {}
        self._codes = np.full((1, 1), _UNSET, dtype=np.int8)
        self.rows = 0

    def put(self, ids: npt.NDArray[np.int64], days: npt.NDArray[np.int32], codes: npt.NDArray[np.int8]) -> None:
        """Take in some rows."""
        import numpy as np

        row, column = _numbered(ids, self._places), _numbered(days, self._days)
        wanted = [max(size, count) for size, count in zip(self._codes.shape, self._size(), strict=True)]
        if tuple(wanted) != self._codes.shape:
            # more than is needed now, so that it seldom grows
            sizes = [
                max(want, 2 * size) if want > size else size
                for want, size in zip(wanted, self._codes.shape, strict=True)
            ]
            grown = np.full(sizes, _UNSET, dtype=np.int8)
            grown[: self._codes.shape[0], : self._codes.shape[1]] = self._codes
            self._codes = grown
        before = self._codes[row, column]
        self._codes[row, column] = codes
        other = np.flatnonzero((self._codes[row, column] != codes) | ((before != _UNSET) & (before != codes)))
        if len(other):
            day = dt.date.fromordinal(int(days[other[0]]))
            raise InputError(
                f"{self._file}: tells two holders of geonameid {ids[other[0]]} on {day}; download it again"
            )
        self.rows += len(ids)

    def table(self) -> Table:
        """Return what has been taken in, by id and day."""
        import numpy as np

        ids, days = (np.array(list(known), dtype=np.int64) for known in (self._places, self._days))
        order, column = np.argsort(ids), np.argsort(days)
        codes = self._codes[np.ix_(order, column)]
        codes[codes == _UNSET] = NOT_TOLD
        found = tuple(dt.date.fromordinal(number) for number in days[column].tolist())
        return Table(ids[order], found, codes, self.rows, int((codes == NOT_TOLD).sum()))

    def _size(self) -> tuple[int, int]:
        return len(self._places), len(self._days)


def _numbered(values: Any, known: dict[int, int]) -> npt.NDArray[np.intp]:
    """Return the number of each value, in the order in which values were met."""
    import numpy as np

    different, at = np.unique(values, return_inverse=True)
    return np.array([known.setdefault(one, len(known)) for one in different.tolist()], dtype=np.intp)[at]


def placed(table: Table, positions: Mapping[int, Position]) -> tuple[PlaceHolders, list[int]]:
    """Return the places of a table that have a position, and the ids of the others.

    Parameters
    ----------
    table
        The table.
    positions
        Names and positions by GeoNames id.
    """
    import numpy as np

    ids = table.geonameids.tolist()
    known = np.array([one in positions for one in ids], dtype=bool)
    found = [positions[one] for one in ids if one in positions]
    places = PlaceHolders(
        [f"GN{one}" for one in ids if one in positions],
        [one.name for one in found],
        np.array([one.lat for one in found], dtype=float),
        np.array([one.lon for one in found], dtype=float),
        table.days,
        table.codes[known],
    )
    return places, [one for one in ids if one not in positions]


def _check_header(file: Path, status: str) -> None:
    with open_bytes(file) as (stream, _):
        head = stream.read(_LONGEST_HEADER).split(b"\n", 1)[0]
    try:
        header = next(csv.reader([head.decode("utf-8-sig").strip()]), [])
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{file}: is no table in UTF-8 with commas; download it again") from error
    missing = [name for name in (ID, DATE, status) if name not in header]
    if missing:
        there = ", ".join(header)[:160]
        raise InputError(
            f"{file}: is no control table of VIINA: no column {', '.join(missing)}; there are: {there or 'none'}"
        )


def _columns(file: Path, rule: HolderRule, status: str) -> Iterator[tuple[Any, Any, Any]]:
    """Yield ids, days as ordinals and codes of holders, block by block."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.csv

    names = [ID, DATE, status]
    convert = pyarrow.csv.ConvertOptions(
        include_columns=names, column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
    )
    count = 0
    try:
        with open_bytes(file) as (stream, _), pyarrow.csv.open_csv(stream, convert_options=convert) as reader:
            for batch in reader:
                count += batch.num_rows
                if count > _MOST_ROWS:
                    raise InputError(f"{file}: has more than {_MOST_ROWS:,} rows; bring it in by years")
                ids = batch.column(0).cast(pa.int64()).to_numpy()
                days = _by_word(batch.column(1), lambda word: _ordinal(word, file), np.int32)
                codes = _by_word(batch.column(2), lambda word: _code(word, rule, file), np.int8)
                yield ids, days, codes
    except pa.ArrowException as error:
        raise InputError(f"{file}: cannot be read as a table ({' '.join(str(error).split())[:200]})") from error


def _by_word(column: Any, value_of: Any, kind: Any) -> Any:
    """Return a value for each row of a column of few words, each word looked at once."""
    import numpy as np

    coded = column.dictionary_encode()
    values = np.array([value_of(word) for word in coded.dictionary.to_pylist()], dtype=kind)
    return values[coded.indices.to_numpy()]


def _ordinal(word: str, file: Path) -> int:
    try:
        day = dt.date.fromisoformat(word.strip())
        if _FIRST <= day < _LAST:
            return day.toordinal()
    except ValueError:
        pass
    raise InputError(f"{file}: date {word[:40]!r} is none; write it as 20241216 or 2024-12-16")


def _code(word: str, rule: HolderRule, file: Path) -> int:
    holder = rule.told(word)
    if holder is not None:
        return HOLDER_CODES[holder]
    if word.strip().casefold() in _SILENT:
        return NOT_TOLD
    raise InputError(
        f"{file}: status {word[:40]!r} means no holder; add --map {word[:40]}=RU, or =UA, contested, unknown"
    )
