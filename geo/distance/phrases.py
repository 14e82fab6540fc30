"""A relation as a person says it: `phrase` writes one in English, `parse` reads one in three languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from geo.distance.geodesic import compass, inverse
from geo.distance.measures import bearing_of, filled, fragments, languages_in, measures, quantity_km, words
from geo.errors import InputError
from geo.model import Place, Rel

COINCIDENT_KM = 0.05
WHOLE_FROM_KM = 100.0
MAX_TEXT = 500


@dataclass(frozen=True, slots=True)
class Phrase:
    """A stated relation to an anchor. What the text does not give is None; `approx` marks a hedge or a range."""

    distance_km: float | None
    bearing_deg: float | None
    approx: bool
    anchor: str
    rel: Rel


@lru_cache(maxsize=64)
def _form(lang: str, index: int) -> re.Pattern[str]:
    """Return a form of a typed relation; compiled when it is tried, for most commands need none."""
    pattern = words()[lang]["forms"][index]["pattern"]
    return re.compile(filled(pattern, fragments(lang)) + r"(?P<anchor>[^\s\d].*)", re.IGNORECASE | re.DOTALL)


def parse(text: str) -> Phrase | None:
    """Read a relation typed as a person would say it, or return None if it is none.

    Parameters
    ----------
    text
        Such as "10 km south of Kurakhove", "about 7 km (4.3 miles) north-west of Velyka Novosilka", "north of Toretsk",
        "5 miles from Lyman", "near Lyman", "the southern outskirts of Toretsk", in English, Ukrainian or Russian; at
        most 500 characters.

    Returns
    -------
    phrase
        The relation; `anchor` is the name as written, in Ukrainian and Russian mostly in the genitive.

    Raises
    ------
    InputError
        If the text is longer.

    Examples
    --------
    >>> parse("seven kilometers south-west of Pokrovsk")
    Phrase(distance_km=7.0, bearing_deg=225.0, approx=False, anchor='Pokrovsk', rel=<Rel.DISTANCE: 'distance'>)
    >>> parse("за 5 км на схід від Торецька")
    Phrase(distance_km=5.0, bearing_deg=90.0, approx=False, anchor='Торецька', rel=<Rel.DISTANCE: 'distance'>)
    >>> parse("Pokrovsk") is None
    True
    """
    if len(text) > MAX_TEXT:
        raise InputError(f"a place description of {len(text)} characters; at most {MAX_TEXT} are read")
    stripped = text.strip()
    return next((found for lang in languages_in(text) if (found := _parsed(stripped, lang)) is not None), None)


def _parsed(text: str, lang: str) -> Phrase | None:
    measured = measures(lang).unit.search(text) is not None
    for index, form in enumerate(words()[lang]["forms"]):
        rel = Rel(form["rel"])
        match = _form(lang, index).fullmatch(text) if measured or rel is not Rel.DISTANCE else None
        if match is None:
            continue
        found = match.groupdict()
        anchor = found["anchor"].rstrip(" \t\r\n.,;:!?")
        if not any(letter.isalpha() for letter in anchor):
            continue
        km, approx = quantity_km(found["quantity"], lang) if found.get("quantity") else (None, bool(found.get("hedge")))
        word = found.get("direction") or found.get("comparative") or found.get("adjective")
        bearing = bearing_of(word, lang) if word else None
        if word and bearing is None:
            continue
        return Phrase(km, bearing, approx, anchor, rel)
    return None


def phrase(place_or_point: Place | tuple[float, float], anchor: Place, *, lang: str = "en") -> str:
    """Say where a place or point lies from an anchor, as "11.1 km south of Kurakhove".

    Parameters
    ----------
    place_or_point
        A place, or (latitude, longitude) in degrees, WGS 84.
    anchor
        The place it is told from.
    lang
        The language of the phrase; only "en" so far.

    Returns
    -------
    text
        Tenths of a kilometre below 100 km, whole kilometres above; "at Kurakhove" if less than 50 m apart.

    Raises
    ------
    InputError
        If a place has no position, a point is out of range, or the language is not known.

    Examples
    --------
    >>> from geo.model import Kind
    >>> phrase((47.9, 37.28), Place("", "Kurakhove", Kind.TOWN, 48.0, 37.28, 0))
    '11.1 km south of Kurakhove'
    """
    if lang != "en":
        raise InputError(f"phrases are written in 'en' only, not in {lang[:20]!r}")
    at = _position(place_or_point) if isinstance(place_or_point, Place) else place_or_point
    km, bearing, _ = inverse(*_position(anchor), *at)
    name = anchor.names.get(lang, anchor.name)
    if km < COINCIDENT_KM:
        return f"at {name}"
    number = f"{km:.1f}" if round(km, 1) < WHOLE_FROM_KM else f"{km:.0f}"
    return f"{number} km {compass(bearing)} of {name}"


def _position(place: Place) -> tuple[float, float]:
    if place.lat is None or place.lon is None:
        raise InputError(f"{place.name} ({place.place_id}) has no position to measure from")
    return place.lat, place.lon
