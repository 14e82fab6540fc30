# ruff: noqa: RUF001 - letters of both scripts side by side are what this is about
"""The places that a reader can search for, as columns: positions, names in three scripts, what they belong to.

After the header come columns of names in Windows-1251 (a byte a letter packs best), whose lengths the header tells, and
columns of bytes (`geo.mapping.packing`). Names in Ukrainian are written out, line by
line; an English name that is the Ukrainian one in Latin letters is left to the page to write, and names of the past are
kept where the page would not find the place by those of today.
"""

from __future__ import annotations

import math
import re
import unicodedata
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import InputError
from geo.mapping.backdrop import EAST, LOWEST_POPULATION, LOWEST_POPULATION_ABROAD, NORTH, SOUTH, WEST
from geo.mapping.packing import planes, with_header
from geo.model import SETTLEMENT_KINDS, Kind
from geo.names import fold, romanise

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from geo.gazetteer import Gazetteer
    from geo.mapping.language import Names
    from geo.model import Place

    Box = Sequence[Sequence[float]]
    Ints = npt.NDArray[np.int64]

QUANTUM_DEG = 5e-4
MOST_PLACES = 30_000
_KINDS = (Kind.CITY, Kind.TOWN, Kind.VILLAGE, Kind.HAMLET)
_UKRAINIAN = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"
_CODE_PAGE = "windows-1251"
_MOST_AREAS = 255
_BITS = 20
_MOST_OTHERS = 6
# a place abroad gives way to one of Ukraine that is less than so many times as far off
_ABROAD = 4

# one sound, one letter: consonants of either script, all vowels alike. The page has the same table from here.
SOUNDS = dict(zip("бвгґджзклмнпрстфхцчшщ", "bvhhdzzklmnprstfhccss", strict=True)) | {
    **dict.fromkeys("аеєэиіїыоуюяйaeiouyj", "."),
    "shch": "s",
    "sch": "s",
    "zh": "z",
    "kh": "h",
    "ch": "c",
    "sh": "s",
    "ts": "c",
    "тс": "c",
    "сч": "s",
    "w": "v",
    "g": "h",
    **dict.fromkeys("ьъ", ""),
}
_SOUND = re.compile("|".join(sorted(map(re.escape, SOUNDS), key=len, reverse=True)))


def likeness_key(name: str) -> str:
    """Return what a name sounds like, vowels and endings aside: the same for its forms in three languages.

    Examples
    --------
    >>> likeness_key("Yelyzavetivka") == likeness_key("Елизаветовка") == likeness_key("Єлизаветівка")
    True
    """
    sounds = _SOUND.sub(lambda found: SOUNDS[found.group()], _plain(name))
    return re.sub(r"([^. ])\1+", r"\1", re.sub(r"\.+(?= |$)", "", re.sub(r"\.+", ".", sounds)))


def _plain(name: str) -> str:
    bare = _without_accents(name.lower())
    return " ".join(re.sub(r"[-‐-―]", " ", re.sub(r"['’ʼ`ʹ]", "", bare)).split())


def latin_letters() -> dict[str, str]:
    """Return how each Ukrainian letter is written in Latin ones: a capital key where it begins a word."""
    within = {letter: romanise("а" + letter, "uk")[1:] for letter in _UKRAINIAN}
    return within | {letter.upper(): romanise(letter, "uk") for letter in _UKRAINIAN}


def main_rows(gazetteer: Gazetteer) -> list[int]:
    """Return the rows of the main settlements of the region, the largest first."""
    people, latlon = gazetteer.populations, gazetteer.latlon
    lat, lon = latlon.T
    inside = (lat > SOUTH) & (lat < NORTH) & (lon > WEST) & (lon < EAST)
    rows = (inside & (people >= LOWEST_POPULATION)).nonzero()[0].tolist()
    chosen = [
        row
        for row in _settled(gazetteer, rows)
        if (people[row] >= LOWEST_POPULATION_ABROAD or gazetteer.place(row).admin.country == "UA")
    ]
    return sorted(chosen, key=lambda row: (-int(people[row]), row))


def places_block(gazetteer: Gazetteer, names: Names, *, near: Box | None = None, most: int = MOST_PLACES) -> str:
    """Return the places of a page, packed.

    Parameters
    ----------
    gazetteer
        Where they are from.
    names
        The language of oblasts and countries.
    near
        `[[south, west], [north, east]]`, degrees: all settlements as near to it as `most` allows, the main ones and
        those often reported before all others. None: only the main ones.
    most
        How many at most.

    Raises
    ------
    InputError
        If `most` is not from 1 to 30,000.
    """
    if not 1 <= most <= MOST_PLACES:
        raise InputError(f"places: {most} is not from 1 to {MOST_PLACES:,}")
    rows = main_rows(gazetteer) if near is None else _near(gazetteer, near, most)
    return _block([gazetteer.place(row) for row in rows[:most]], names)


def _settled(gazetteer: Gazetteer, rows: list[int]) -> list[int]:
    """Return those rows that are settlements, without those that a row of the user's own has put right."""
    right = {place.place_id: gazetteer.row(place.place_id) for place in gazetteer.own}
    return [
        row
        for row in rows
        if gazetteer.kind(row) in SETTLEMENT_KINDS and (not right or right.get(gazetteer.place_id(row), row) == row)
    ]


def _near(gazetteer: Gazetteer, near: Box, most: int) -> list[int]:
    (south, west), (north, east) = near
    lat, lon = gazetteer.latlon.T
    settled = _settled(gazetteer, np.flatnonzero(~np.isnan(lat)).tolist())
    often = _settled(gazetteer, gazetteer.often_reported_rows.tolist())
    first = [row for row in dict.fromkeys([*main_rows(gazetteer), *often]) if not np.isnan(lat[row])]
    taken = set(first)
    abroad = np.array([gazetteer.place(row).admin.country != "UA" for row in range(len(lat))])
    away = np.where(abroad, _ABROAD, 1) * np.hypot(
        np.maximum(0, np.maximum(south - lat, lat - north)),
        np.maximum(0, np.maximum(west - lon, lon - east)) * math.cos(math.radians((south + north) / 2)),
    )
    rest = sorted((row for row in settled if row not in taken), key=lambda row: (float(away[row]), row))
    return [*first, *rest][:most]


def _block(places: list[Place], names: Names) -> str:
    belongs = [_area(place, names) for place in places]
    areas = sorted(set(belongs))[:_MOST_AREAS]
    index = {name: at + 1 for at, name in enumerate(areas)}
    quanta: Ints = np.array([_quanta(place) for place in places], dtype=np.int64).reshape(-1, 2)
    order = sorted(range(len(places)), key=lambda at: (index.get(belongs[at], 0), _along(*quanta[at].tolist()), at))
    listed = [places[at] for at in order]
    spelt = [_spellings(place) for place in listed]
    texts = ["\n".join(column).encode(_CODE_PAGE) for column in zip(*spelt, strict=True)]
    header = {
        "n": len(listed),
        "texts": [len(text) for text in texts],
        "quantum_deg": QUANTUM_DEG,
        "areas": ["", *areas],
        "kinds": [names.kind(kind) for kind in _KINDS],
        "latin": latin_letters(),
        "sounds": SOUNDS,
    }
    columns = [
        *planes(np.diff(quanta[order], axis=0, prepend=0)),
        bytes(index.get(belongs[at], 0) for at in order),
        bytes(_KINDS.index(place.kind) for place in listed),
        bytes(_log(place.population) for place in listed),
        bytes(_log(place.uncertainty_m) for place in listed),
    ]
    return with_header(header, [*texts, *columns])


def _quanta(place: Place) -> tuple[int, int]:
    if place.lat is None or place.lon is None:
        raise InputError(f"places: {place.place_id} has no position")
    return round(place.lon / QUANTUM_DEG), round(place.lat / QUANTUM_DEG)


def _along(x: int, y: int) -> int:
    """Return how far along Hilbert's curve a position lies: neighbours follow each other."""
    x, y = x + (1 << (_BITS - 1)), y + (1 << (_BITS - 1))
    far = 0
    for bit in reversed(range(_BITS)):
        right, up = x >> bit & 1, y >> bit & 1
        far = far << 2 | (3 * right) ^ up
        if not up:
            if right:
                x, y = ~x, ~y
            x, y = y, x
    return far


def _log(value: float | None) -> int:
    """Return a positive number as tenths of its logarithm to base two, 0 where there is none."""
    return 0 if value is None or value < 1 else min(255, round(10 * math.log2(value)))


def _area(place: Place, names: Names) -> str:
    if not place.admin.oblast:
        return names.area("country", place.admin.country)
    return names.oblast(place.admin.oblast)


def _spellings(place: Place) -> tuple[str, str, str, str]:
    """Return the names in Ukrainian, English and Russian, empty where the page can write them, and others."""
    uk, ru = _line(place.names.get("uk", "")), _line(place.names.get("ru", ""))
    en = "" if uk and romanise(uk, "uk") == place.name else _line(place.name)
    return uk, en, "" if ru == uk else ru, "|".join(_others(place, (uk, place.name, ru)))


def _others(place: Place, known: tuple[str, ...]) -> list[str]:
    """Return names by which the place would not be found by those it is known by."""
    names = (*(one.name for one in place.former), *(place.aliases if place.often_reported else ()))
    if not names:
        return []
    found: dict[str, str] = {}
    keys = {likeness_key(name) for name in known}
    for name in names:
        key = likeness_key(name)
        if fold(name) and key not in keys and len(found) < _MOST_OTHERS:
            found.setdefault(key, _line(name))
    return list(found.values())


def _line(name: str) -> str:
    """Return a name as one line of the code page; letters it lacks lose their accents, a name of others is left out."""
    name = " ".join(name.replace("|", " ").split())
    for spelling in (name, _without_accents(name)):
        try:
            spelling.encode(_CODE_PAGE)
        except UnicodeEncodeError:
            continue
        return spelling
    return ""


def _without_accents(name: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
