"""The dumps of GeoNames: `UA.zip`, `RU.zip` and the like, read line by line as they unpack."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.errors import InputError
from geo.gazetteer.sources import geonames
from geo.gazetteer.sources.alternates import NO_NAMES, AlternateNames
from geo.gazetteer.sources.checks import LONGEST_NAME, Checks, kind_by_size
from geo.gazetteer.sources.lines import lines
from geo.gazetteer.sources.record import GEONAMES, Record
from geo.gazetteer.sources.regions import first_level_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from geo.gazetteer.sources.record import Progress, Skipped

COLUMNS = 19
_ID, _NAME, _ASCII, _ALTERNATES, _LAT, _LON, _CLASS, _CODE, _COUNTRY = 0, 1, 2, 3, 4, 5, 6, 7, 8
_ADMIN1, _POPULATION = 10, 14
_PLACES, _SECTION = "P", "PPLX"
_NOTES = {"PPLH": "historical", "PPLCH": "historical", "PPLQ": "abandoned", "PPLW": "destroyed"}
# what a place's name may hold without a closer look
_PLAIN = re.compile(r"[^\x00-\x20\x7f-\xaf\u0300-\u036f\u2000-\u206f\ud800-\udfff\ufeff]+(?: [^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which places to read; None asks for no limit.

    `countries` are ISO alpha-2 codes, `regions` pairs of country and admin1 code, `bbox` is west, south, east, north in
    degrees.
    """

    countries: frozenset[str] | None = None
    regions: frozenset[tuple[str, str]] | None = None
    bbox: tuple[float, float, float, float] | None = None


EVERYTHING = Wanted()


def read(
    path: Path,
    *,
    wanted: Wanted = EVERYTHING,
    names: Mapping[int, AlternateNames] | None = None,
    skipped: Skipped | None = None,
    progress: Progress | None = None,
) -> Iterator[Record]:
    """Yield the populated places of a dump; sections of populated places are none of their own.

    Parameters
    ----------
    path
        A country's archive or text, or that of all countries.
    wanted
        Which places.
    names
        The alternate names of the places, by id, as `alternates.read` returns them. Without them the names that
        stand in the dump itself are taken, and their languages guessed by their letters.
    skipped
        Told of places without a name, and of names that are none.
    progress
        Called with the bytes of the file read so far.

    Raises
    ------
    InputError
        If the file cannot be read or is no dump, or at the first bad line.
    """
    checks = Checks(path.name, skipped=skipped)
    oblast = _Oblasts()
    for line, cells in _places(path, wanted, checks, progress):
        number = _whole(cells[_ID])
        if number is None:
            raise checks.fault(line, f"geonameid is {cells[_ID][:40]!r}", "fetch the dump anew")
        checks.once(number, line, "geonameid")
        name = cells[_NAME]
        if not _PLAIN.fullmatch(name) or len(name) > LONGEST_NAME:
            name = checks.name(name, line, "name")
        if not name:
            checks.skip(line, f"geonameid {number} has no name")
            continue
        country, admin1 = cells[_COUNTRY], cells[_ADMIN1]
        lat, lon = _position(cells, line, checks, country)
        if not _inside(lat, lon, wanted):
            continue
        population = _population(cells[_POPULATION], line, checks)
        known = names.get(number, NO_NAMES) if names is not None else None
        by_lang, aliases = _named(name, cells[_ALTERNATES]) if known is None else known.apply(name, cells[_ASCII])
        yield Record(
            GEONAMES.key,
            cells[_ID],
            line,
            name,
            by_lang,
            aliases,
            kind_by_size(population),
            country,
            oblast[country, admin1],
            lat=lat,
            lon=lon,
            population=population,
            geonameid=number,
            former=known.former if known else (),
            note=_NOTES.get(cells[_CODE], ""),
        )
    checks.finish()


def ids(path: Path, *, wanted: Wanted = EVERYTHING, progress: Progress | None = None) -> set[int]:
    """Return the ids of the populated places of a dump: those of which alternate names are worth reading.

    Parameters
    ----------
    path, wanted, progress
        As for `read`.

    Raises
    ------
    InputError
        As `read` does.
    """
    checks = Checks(path.name)
    found = set()
    for line, cells in _places(path, wanted, checks, progress):
        number = _whole(cells[_ID])
        if number is not None and (
            wanted.bbox is None or _inside(*_position(cells, line, checks, cells[_COUNTRY]), wanted)
        ):
            found.add(number)
    return found


def _places(
    path: Path, wanted: Wanted, checks: Checks, progress: Progress | None
) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the lines of wanted populated places, cell by cell."""
    countries, regions = wanted.countries, wanted.regions
    line = 0
    for line, text in lines(path, progress=progress):
        cells = text.split("\t")
        if len(cells) != COLUMNS:
            what = f"has {len(cells)} cells and not {COLUMNS} divided by tabs"
            raise checks.fault(line, what, "it is no dump of GeoNames, or cut short; fetch it anew")
        if cells[_CLASS] != _PLACES or cells[_CODE] == _SECTION:
            continue
        if countries is not None and cells[_COUNTRY] not in countries:
            continue
        if regions is not None and (cells[_COUNTRY], cells[_ADMIN1]) not in regions:
            continue
        yield line, cells
    if not line:
        raise InputError(f"{path.name}: is empty; fetch it anew")


class _Oblasts(dict[tuple[str, str], str]):
    """Short names of first-level units, by country and admin1 code, looked up once each."""

    def __missing__(self, key: tuple[str, str]) -> str:
        found = self[key] = first_level_name(*key)
        return found


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None


def _population(text: str, line: int, checks: Checks) -> int | None:
    # GeoNames writes 0 where it does not know
    if text in ("0", ""):
        return None
    return checks.whole(text, line, "population") or None


def _position(cells: Sequence[str], line: int, checks: Checks, country: str) -> tuple[float, float]:
    lat, lon = cells[_LAT], cells[_LON]
    try:
        north, east = float(lat), float(lon)
    except ValueError:
        north = east = math.nan
    if not (math.isnan(north) or math.isnan(east) or "_" in lat or "_" in lon):
        return checks.placed(north, east, line, country)
    place = checks.position(lat, lon, line, country)
    if place is None:
        raise checks.fault(line, "has no position", "fetch the dump anew")
    return place


def _inside(lat: float, lon: float, wanted: Wanted) -> bool:
    if (box := wanted.bbox) is None:
        return True
    return box[0] <= lon <= box[2] and box[1] <= lat <= box[3]


def _named(name: str, alternates: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the names by language and the other spellings, as far as the dump itself tells them apart."""
    if not alternates:
        return {"en": name}, ()
    by_lang, spellings = _guessed(name, alternates)
    return dict(by_lang), spellings


@lru_cache(maxsize=65_536)  # namesakes have the same names in other languages too
def _guessed(name: str, alternates: str) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    kept = tuple(one for one in alternates.split(",") if 0 < len(one) <= LONGEST_NAME)
    city = geonames.City(0, name, "", "", 0.0, 0.0, 0, kept)
    ukrainian, russian = geonames.ukrainian_and_russian(city)
    by_lang = {lang: one for lang, one in (("en", name), ("uk", ukrainian), ("ru", russian)) if one}
    return tuple(by_lang.items()), tuple(geonames.spellings(city, by_lang.values()))
