"""What every reader asks of a cell, a row and a file; each complaint names file, row and reason."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import InputError
from geo.model import Kind
from geo.names import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.gazetteer.sources.record import Skipped

LONGEST_NAME = 200
CITY_POPULATION, TOWN_POPULATION = 50_000, 10_000
PCODE_LENGTH = 12
_MOST_PEOPLE = 100_000_000
# enough rows to tell a habit from a slip
_SOME_ROWS = 200
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
# stress marks, soft hyphens, marks of joining, direction and byte order: in a name by accident
_INVISIBLE = re.compile("[\u0301\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+", re.ASCII)
_PCODE = re.compile(r"UA\d{10}(?:\d{7})?", re.ASCII)
# south, west, north, east; Russia without the few that lie beyond the 180th meridian
_UKRAINE, _RUSSIA = (44.0, 22.0, 52.5, 40.5), (41.0, 19.0, 82.0, 180.0)
_HERE = frozenset({"", "UA", "RU", "BY", "MD"})


class Checks:
    """The checks of one file, with what must be remembered from row to row.

    Parameters
    ----------
    file
        Its name, for messages.
    unit
        What a place in it is called: "line" or "row".
    skipped
        Told of each row that is left out for good reason.
    decimal_comma
        Whether numbers may be written with a comma.
    """

    def __init__(
        self, file: str, *, unit: str = "line", skipped: Skipped | None = None, decimal_comma: bool = False
    ) -> None:
        self.file, self.unit, self.decimal_comma = file, unit, decimal_comma
        self._skipped = skipped
        self._seen: dict[object, int] = {}
        self._positions = self._only_swapped = 0

    def fault(self, line: int, what: str, mend: str) -> InputError:
        """Return the error that names the row."""
        return InputError(f"{self.file}, {self.unit} {line}: {what}; {mend}")

    def skip(self, line: int, reason: str) -> None:
        """Tell that a row is left out."""
        if self._skipped:
            self._skipped(line, reason)

    def name(self, value: object, line: int, column: str) -> str:
        """Return a name without stray spaces; refuses control characters and what is too long for a name.

        Raises
        ------
        InputError
            If it holds a tab, an end of line or another control character, or is over 200 characters.
        """
        text = "" if value is None else str(value)
        if text.isascii() and text.isalpha() and len(text) <= LONGEST_NAME:
            return text
        if found := _CONTROL.search(text.strip(" \r\n")):
            raise self.fault(line, f"{column} holds a control character ({found[0]!r})", "take it out")
        clean = " ".join(_INVISIBLE.sub("", text).split())
        if len(clean) > LONGEST_NAME:
            raise self.fault(line, f"{column} is over {LONGEST_NAME} characters long", "it is no name; mend the row")
        return clean

    def number(self, value: object, line: int, column: str) -> float | None:
        """Return a number, or None for an empty cell.

        Raises
        ------
        InputError
            If it is none, not finite, or has a decimal comma where commas divide cells.
        """
        if value is None or isinstance(value, bool):
            text = "" if value is None else str(value)
        elif isinstance(value, int | float):
            text = repr(float(value)) if abs(value) < 1e300 else str(value)
        else:
            text = str(value).strip().replace("\N{MINUS SIGN}", "-")
        if not text:
            return None
        if "," in text and "." not in text:
            if not self.decimal_comma:
                raise self.fault(line, f"{column} is {text!r}", "write decimals with a point where commas divide cells")
            text = text.replace(",", ".")
        if not _NUMBER.fullmatch(text):
            raise self.fault(line, f"{column} is {text[:40]!r}, no number", "mend or empty the cell")
        return float(text)

    def whole(self, value: object, line: int, column: str, most: int = _MOST_PEOPLE) -> int | None:
        """Return a whole number from 0 on, or None for an empty cell.

        Raises
        ------
        InputError
            If it is none, or over `most`.
        """
        if isinstance(value, str) and _GROUPED.fullmatch(value.strip()):
            value = re.sub(r"\D", "", value)
        number = self.number(value, line, column)
        if number is None:
            return None
        if not 0 <= number <= most or number != int(number):
            raise self.fault(line, f"{column} is {value!r}", f"give a whole number up to {most:,} or nothing")
        return int(number)

    def position(self, lat: object, lon: object, line: int, country: str = "") -> tuple[float, float] | None:
        """Return latitude and longitude in degrees, or None where both are empty.

        Raises
        ------
        InputError
            If only one is given, one is out of range, or rows so far look as if the two were swapped.
        """
        north, east = self.number(lat, line, "lat"), self.number(lon, line, "lon")
        if north is None and east is None:
            return None
        if north is None or east is None:
            raise self.fault(line, f"only {'lon' if north is None else 'lat'} is given", "give both or none")
        return self.placed(north, east, line, country)

    def placed(self, lat: float, lon: float, line: int, country: str = "") -> tuple[float, float]:
        """Return a position after the same checks as `position`.

        Raises
        ------
        InputError
            If it is out of range, or rows so far look as if the two were swapped.
        """
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            if 90 < abs(lat) <= 180 and abs(lon) <= 90:
                raise self.fault(line, f"lat and lon look swapped ({lat:g}, {lon:g})", "exchange the two columns")
            which = f"lat is {lat:g}" if not -90 <= lat <= 90 else f"lon is {lon:g}"
            raise self.fault(line, f"{which}, out of range", "give degrees WGS 84")
        if country in _HERE:
            self._positions += 1
            if lat < 44.0 or lon > 40.5:
                self._only_swapped += not _within(lat, lon, _RUSSIA) and _lies_here(lon, lat)
            if self._positions == _SOME_ROWS:
                self.finish()
        return lat, lon

    def finish(self) -> None:
        """Look at all rows together, once they have been read.

        Raises
        ------
        InputError
            If most positions lie in Ukraine or Russia only when latitude and longitude are exchanged.
        """
        if self._only_swapped * 2 > self._positions:
            raise InputError(
                f"{self.file}: lat and lon look swapped: {self._only_swapped:,} of {self._positions:,} rows lie in "
                "Ukraine or Russia only the other way round; exchange the two columns"
            )

    def once(self, native_id: object, line: int, column: str = "id") -> None:
        """Remember an id.

        Raises
        ------
        InputError
            If another row has it.
        """
        before = self._seen.setdefault(native_id, line)
        if before != line:
            raise self.fault(line, f"{column} {native_id} is that of {self.unit} {before} too", "keep one of the two")

    def pcode(self, value: object, line: int, column: str) -> str:
        """Return the P-code that a P-code or a whole KATOTTG code gives; empty for an empty cell.

        Raises
        ------
        InputError
            If it is neither.
        """
        text = self.name(value, line, column)
        if text and not _PCODE.fullmatch(text):
            raise self.fault(line, f"{column} is {text[:40]!r}", "give UA and ten digits, or the whole KATOTTG code")
        return text[:PCODE_LENGTH]


def _within(lat: float, lon: float, box: tuple[float, float, float, float]) -> bool:
    return box[0] <= lat <= box[2] and box[1] <= lon <= box[3]


def _lies_here(lat: float, lon: float) -> bool:
    return _within(lat, lon, _UKRAINE) or _within(lat, lon, _RUSSIA)


@lru_cache(maxsize=1)
def _kind_words() -> Mapping[str, Kind | None]:
    table = tomllib.loads(Path(__file__).with_name("kinds.toml").read_text(encoding="utf-8"))
    words: dict[str, Kind | None] = {
        fold(word): Kind(kind) for kind, listed in table["kinds"].items() for word in listed
    }
    return words | {str(kind): kind for kind in Kind} | {fold(word): None for word in table["of_size"]["city_or_town"]}


@lru_cache(maxsize=4096)
def kind_of(word: str, population: int | None = None) -> Kind | None:
    """Return the kind that a source's word for it means; None if the word is not known.

    Examples
    --------
    >>> kind_of("смт"), kind_of("хутор"), kind_of("город"), kind_of("кишлак")
    (<Kind.TOWN: 'town'>, <Kind.VILLAGE: 'village'>, <Kind.CITY: 'city'>, None)
    """
    # the list of OCHA has a Latin M in one of its words
    key = fold(word.replace("M", "М") if not word.isascii() else word).strip(" ()")  # noqa: RUF001
    key = key.replace(" (", " ").replace(")", "")
    words = _kind_words()
    if key not in words:
        return None
    if found := words[key]:
        return found
    return Kind.CITY if (population or 0) >= CITY_POPULATION else Kind.TOWN


def kind_by_size(population: int | None) -> Kind:
    """Return the kind of a settlement of which only the population is known."""
    people = population or 0
    return Kind.CITY if people >= CITY_POPULATION else Kind.TOWN if people >= TOWN_POPULATION else Kind.VILLAGE
