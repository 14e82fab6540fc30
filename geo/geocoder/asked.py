"""What a query asks for: a name, what kind of place it is, and the areas that must hold it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from geopy.exc import GeocoderQueryError

from geo.distance import MAX_TEXT, Phrase, parse
from geo.model import SETTLEMENT_KINDS, Kind

_OBLAST, _RAION = "oblast", "raion"
_LEVEL_KINDS = {_OBLAST: frozenset({Kind.REGION}), _RAION: frozenset({Kind.DISTRICT}), "hromada": frozenset[Kind]()}
# keys of Nominatim's structured query, and of the addresses in its answers
_SETTLEMENT_KEYS = ("city", "town", "village", "hamlet")
_AREA_KEYS = {"county": _RAION, "state": _OBLAST, "country": None}
_UNPLACED_KEYS = ("street", "amenity")
_IGNORED_KEYS = ("postalcode",)
_GLUED = re.compile(r"^(\w{1,4}\.)(?=\w)")
_POSTAL_CODE = re.compile(r"\b\d{5,6}\b")
_SEPARATOR = re.compile(r"[,;]")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an address: as written, without the word that says what it is, and what that word says."""

    text: str
    bare: str
    level: str | None = None
    kinds: frozenset[Kind] | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as understood; `name` is None where only what the gazetteer does not hold is asked for."""

    name: Part | None
    areas: tuple[Part, ...] = ()
    relation: Phrase | None = None


@lru_cache(maxsize=1)
def words() -> Mapping[str, Any]:
    """Return the words of addresses."""
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _roles() -> Mapping[str, tuple[str | None, frozenset[Kind]]]:
    """Return, for each word, the level and the kinds it tells."""
    roles: dict[str, tuple[str | None, frozenset[Kind]]] = {
        word: (level, _LEVEL_KINDS[level]) for level, listed in words()["levels"].items() for word in listed
    }
    for kind, listed in words()["settlements"].items():
        for word in listed:
            roles[word] = (None, roles.get(word, (None, frozenset[Kind]()))[1] | {Kind(kind)})
    return roles


def understood(query: object, is_country: Callable[[str], bool]) -> Asked:
    """Return what a query asks for.

    Parameters
    ----------
    query
        A string, or a mapping with the keys of Nominatim's structured query.
    is_country
        Whether a text names a country.

    Raises
    ------
    GeocoderQueryError
        If it is neither, is empty, longer than 500 characters, no valid Unicode, or has a key of another kind.
    """
    if isinstance(query, Mapping):
        return _structured(query)
    text = _checked(query, "query")
    relation = parse(text)
    named = relation.anchor if relation else text
    # "in X" asks for X itself; what lies along or from a line is told from no place
    if relation is not None and (relation.distance_km == 0 or relation.line):
        named, relation = (text if relation.line else relation.anchor), None
    parts = _small_first(_parts(named), is_country)
    if not parts:
        raise GeocoderQueryError(f"no name in the query {text[:60]!r}")
    name, *areas = parts
    return Asked(name, tuple(areas), relation)


def area(text: object) -> tuple[Part, ...]:
    """Return the parts of an area as a caller names it, such as "Donetsk Oblast" or "Pokrovskyi raion, Donetsk".

    Raises
    ------
    GeocoderQueryError
        If it is no usable text.
    """
    return tuple(_parts(_checked(text, "region")))


def _checked(text: object, what: str) -> str:
    if not isinstance(text, str):
        raise GeocoderQueryError(f"the {what} is of type {type(text).__name__}; give a string")
    if len(text) > MAX_TEXT:
        raise GeocoderQueryError(f"the {what} has {len(text)} characters; at most {MAX_TEXT} are read")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise GeocoderQueryError(f"the {what} is no valid Unicode: {text[:60]!r}") from None
    if not any(letter.isalpha() for letter in text):
        raise GeocoderQueryError(f"the {what} {text[:60]!r} names no place")
    return text.strip()


def _parts(text: str) -> list[Part]:
    """Split an address at its commas; what has no letters, as a postal code, says nothing here."""
    split = (_POSTAL_CODE.sub("", piece).strip() for piece in _SEPARATOR.split(text))
    return [_part(piece) for piece in split if any(letter.isalpha() for letter in piece)]


def _small_first(parts: list[Part], is_country: Callable[[str], bool]) -> list[Part]:
    """Turn an address around that goes from the large to the small, as they are also written in Ukraine and Russia."""

    def is_area(part: Part) -> bool:
        return part.level is not None or is_country(part.text)

    return parts[::-1] if len(parts) > 1 and is_area(parts[0]) and not is_area(parts[-1]) else parts


def _part(text: str) -> Part:
    """Take the words away that only say what a part is: "м. Курахове", "Donetsk Oblast", "the village of Dubove"."""
    linking, leading = words()["between"]["linking"], words()["between"]["leading"]
    tokens = _GLUED.sub(r"\1 ", text).split()
    if len(tokens) > 1 and tokens[0].casefold() in leading:
        tokens = tokens[1:]
    for end in (0, -1):
        role = _roles().get(tokens[end].casefold()) if len(tokens) > 1 else None
        if role is None:
            continue
        rest = tokens[1:] if end == 0 else tokens[:-1]
        if len(rest) > 1 and end == 0 and rest[0].casefold() in linking:
            rest = rest[1:]
        return Part(text, " ".join(rest), *role)
    return Part(text, text)


def _structured(query: Mapping[Any, Any]) -> Asked:
    known = (*_SETTLEMENT_KEYS, *_AREA_KEYS, *_UNPLACED_KEYS, *_IGNORED_KEYS)
    if strange := [str(key) for key in query if key not in known]:
        raise GeocoderQueryError(f"unknown in a structured query: {', '.join(strange)}; known are {', '.join(known)}")
    given = {key: _checked(query[key], key) for key in query if query[key] and key not in _IGNORED_KEYS}
    if any(key in given for key in _UNPLACED_KEYS):
        return Asked(None)
    settlement = [_of_kinds(given[key], None, SETTLEMENT_KINDS) for key in _SETTLEMENT_KEYS if key in given]
    areas = [
        _of_kinds(given[key], level, _LEVEL_KINDS[level] if level else frozenset({Kind.COUNTRY}))
        for key, level in _AREA_KEYS.items()
        if key in given
    ]
    if not settlement and not areas:
        raise GeocoderQueryError("a structured query with neither city, county, state nor country")
    if settlement:
        return Asked(settlement[0], tuple(areas))
    name, *above = areas
    return Asked(name, tuple(above))


def _of_kinds(text: str, level: str | None, kinds: frozenset[Kind]) -> Part:
    part = _part(text)
    return Part(text, part.bare, level, part.kinds or kinds)
