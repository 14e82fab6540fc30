"""The user's own layer: corrections and additions in one CSV file beside the installed gazetteer.

It is read at each opening and laid over whatever is installed, so a new build changes nothing of it. A row with the id
of a listed place corrects that place: what is filled in wins, aliases are added. A row with another id adds a place.
"""

from __future__ import annotations

import csv
import io
import logging
import re
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from geo.atomic import write_atomically
from geo.errors import InputError, UnknownPlaceError
from geo.gazetteer.extent import extent_m
from geo.gazetteer.fields import NAMES, POPULATION, POSITION, parse, render
from geo.gazetteer.lock import locked
from geo.gazetteer.sources.csvrows import SEPARATOR, read_rows
from geo.model import LANGUAGES, SETTLEMENT_KINDS, Admin, Kind, Place
from geo.names import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from geo.gazetteer.sources.csvrows import Row

FILE_NAME = "own.csv"
SOURCE = "the user's own"
_ID = re.compile(r"[A-Z][\w:/. -]*")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Own:
    """What the user says of one place; what is empty or None is left as the sources have it. Degrees WGS 84, metres."""

    place_id: str
    name_en: str = ""
    name_uk: str = ""
    name_ru: str = ""
    aliases: tuple[str, ...] = ()
    kind: Kind | None = None
    country: str = ""
    oblast: str = ""
    raion: str = ""
    lat: float | None = None
    lon: float | None = None
    uncertainty_m: float | None = None
    population: int | None = None
    note: str = ""

    @property
    def names(self) -> dict[str, str]:
        """The names given, by language."""
        given = zip(LANGUAGES, (self.name_en, self.name_uk, self.name_ru), strict=True)
        return {lang: name for lang, name in given if name}


COLUMNS = tuple(field.name for field in fields(Own))


# -- the file -----------------------------------------------------------------------------------------------------


def read_own(folder: Path) -> list[Own]:
    """Return the user's own rows; none where the folder holds no layer.

    Raises
    ------
    InputError
        At the first bad row: file, line, what is wrong and how to mend it.
    """
    path = folder / FILE_NAME
    return read_table(path) if path.exists() else []


def read_table(path: Path) -> list[Own]:
    """Read a CSV file with the columns of `COLUMNS`; aliases are separated by `|`.

    Raises
    ------
    InputError
        At the first bad row, or if an id stands there twice.
    """
    seen: dict[str, Own] = {}
    for row in read_rows(path, COLUMNS):
        own = _own(row)
        if own.place_id in seen:
            raise row.fault(f"place_id {own.place_id} is there twice", "join the two rows")
        seen[own.place_id] = own
    return list(seen.values())


def _own(row: Row) -> Own:
    if bool(row.text("lat")) != bool(row.text("lon")):
        raise row.fault("only one of lat and lon is given", "give both or neither")
    placed = bool(row.text("lat"))
    return Own(
        place_id=row.matching("place_id", _ID, "UA1416013005 or OWN:nova-hora"),
        name_en=row.text("name_en"),
        name_uk=row.text("name_uk"),
        name_ru=row.text("name_ru"),
        aliases=row.aliases(),
        kind=row.kind(frozenset(Kind)) if row.text("kind") else None,
        country=row.text("country"),
        oblast=row.text("oblast"),
        raion=row.text("raion"),
        lat=row.degrees("lat", 90) if placed else None,
        lon=row.degrees("lon", 180) if placed else None,
        uncertainty_m=row.metres("uncertainty_m"),
        population=row.people(),
        note=row.text("note"),
    )


def write_own(folder: Path, rows: Iterable[Own]) -> None:
    """Write the layer, atomically, in the order of its ids.

    Raises
    ------
    OutputError
        If it cannot be written; the old one stays.
    """
    write_atomically(folder / FILE_NAME, as_csv(rows).encode(), durable=True)


def as_csv(rows: Iterable[Own]) -> str:
    """Return rows as the text of a layer."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for own in sorted(rows, key=lambda own: own.place_id):
        writer.writerow([_cell(getattr(own, column)) for column in COLUMNS])
    return buffer.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, tuple):
        return SEPARATOR.join(value)
    return "" if value is None else str(value)


# -- what is done to it -------------------------------------------------------------------------------------------


def change(folder: Path, edit: Callable[[dict[str, Own]], None]) -> None:
    """Read the layer, let a function change its rows by id, and write it, with no other process in between.

    Raises
    ------
    InputError
        If the layer has a bad row.
    OutputError
        If it cannot be written.
    """
    with locked(folder):
        rows = {own.place_id: own for own in read_own(folder)}
        edit(rows)
        write_own(folder, rows.values())


def merged(old: Own | None, new: Own) -> Own:
    """Return what two rows of one place say together; the new one wins, aliases add up."""
    if old is None:
        return new
    given = {column: value for column in COLUMNS if (value := getattr(new, column)) not in ("", None, ())}
    return replace(old, **{**given, "aliases": tuple(dict.fromkeys((*old.aliases, *new.aliases)))})


def new_id(name: str, taken: Callable[[str], bool]) -> str:
    """Return an id for a place of the user's own, made of its name."""
    stem = f"OWN:{fold(name).replace(' ', '-')}"
    number, chosen = 1, stem
    while taken(chosen):
        number += 1
        chosen = f"{stem}-{number}"
    return chosen


def remove(folder: Path, place_id: str) -> None:
    """Take the user's own row of a place out of the layer.

    Raises
    ------
    UnknownPlaceError
        If there is none.
    """

    def edit(rows: dict[str, Own]) -> None:
        if rows.pop(place_id, None) is None:
            raise UnknownPlaceError(f"{folder / FILE_NAME}: says nothing of {place_id}; it speaks of: {_listed(rows)}")

    change(folder, edit)


def _listed(rows: Iterable[str]) -> str:
    return ", ".join(sorted(rows)) or "nothing"


# -- laid over the gazetteer --------------------------------------------------------------------------------------


def applied(own: Own, place: Place | None) -> Place | None:
    """Return a place as the user has it.

    Parameters
    ----------
    own
        The user's row.
    place
        The place of that id in the file, or None.

    Returns
    -------
    place
        None where the file has no such place and the row is not enough for one of its own: a correction of what is no
        longer listed. It is kept in the layer and logged.
    """
    if place is None:
        if not own.names or own.lat is None:
            _log.warning("%s: corrects %s, which the gazetteer no longer lists", FILE_NAME, own.place_id)
            return None
        return _new(own)
    names = {**place.names, **own.names}
    replaced = [name for lang, name in place.names.items() if names[lang] != name]
    kind, population = own.kind or place.kind, place.population if own.population is None else own.population
    said = dict(parse(place.source))
    said |= {NAMES: SOURCE} if own.names else {}
    said |= {POPULATION: SOURCE} if own.population is not None else {}
    said |= {"": own.note} if own.note else {}
    moved = {}
    if own.lat is not None:
        said[POSITION] = SOURCE
        moved = {"lat": own.lat, "lon": own.lon, "uncertainty_m": extent_m(kind, population)}
    if own.uncertainty_m is not None:
        moved["uncertainty_m"] = own.uncertainty_m
    admin = place.admin
    return replace(
        place,
        name=own.name_en or place.name,
        names=names,
        kind=kind,
        population=population,
        aliases=tuple(dict.fromkeys((*own.aliases, *place.aliases, *replaced))),
        admin=Admin(own.country or admin.country, own.oblast or admin.oblast, own.raion or admin.raion, admin.hromada),
        source=render(said),
        **moved,  # type: ignore[arg-type]
    )


def _new(own: Own) -> Place:
    kind = own.kind or Kind.VILLAGE
    radius_m = extent_m(kind, own.population) if own.uncertainty_m is None else own.uncertainty_m
    return Place(
        place_id=own.place_id,
        name=next(iter(own.names.values())),
        kind=kind,
        lat=own.lat,
        lon=own.lon,
        uncertainty_m=radius_m,
        admin=Admin(own.country, own.oblast, own.raion),
        names=own.names,
        aliases=own.aliases,
        population=own.population,
        source=f"{SOURCE}; {own.note}" if own.note else SOURCE,
        often_reported=kind in SETTLEMENT_KINDS,
    )


def checked(own: Own, where: str) -> Own:
    """Return a row typed on the command line if it is one.

    Raises
    ------
    InputError
        If its names or position cannot be.
    """
    for name in (*own.names.values(), *own.aliases):
        if not fold(name) or any(not sign.isprintable() for sign in name) or SEPARATOR in name:
            raise InputError(f"{where}: {name!r} is no name; write letters, without tabs, line breaks or |")
    if own.lat is not None and own.lon is not None and not (-90 <= own.lat <= 90 and -180 <= own.lon <= 180):
        raise InputError(f"{where}: {own.lat} {own.lon} is no position; give latitude and longitude in degrees")
    return own
