"""Geodesic distance and bearing on the WGS 84 ellipsoid, and "10 km south of X" both ways.

Degrees in, kilometres and degrees clockwise from true north out. `phrase` writes a relation, `parse` reads one.
The pattern fragments hold no groups that capture, so that they can stand inside larger patterns; compile those with
`re.IGNORECASE`.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, overload

from geo.errors import InputError
from geo.model import Place, Rel

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

COINCIDENT_KM = 0.05
WHOLE_FROM_KM = 100.0
MAX_TEXT = 500
MILE_KM = 1.609344

POINTS_8 = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")
POINTS_16 = (
    *("north", "north-north-east", "north-east", "east-north-east"),
    *("east", "east-south-east", "south-east", "south-south-east"),
    *("south", "south-south-west", "south-west", "west-south-west"),
    *("west", "west-north-west", "north-west", "north-north-west"),
)

_WORDS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
    *("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_WORD_VALUES = {word: float(value) for value, word in enumerate(_WORDS, start=1)} | {"a": 1.0, "half a": 0.5}
_UNIT_KM = {"k": 1.0, "mi": MILE_KM, "m": 0.001}

_GAP = r"\s{1,3}"
_JOIN = r"[\s\-\u2010-\u2014]{0,3}"
_NUMBER = rf"(?:\d{{1,6}}(?:[.,]\d{{1,3}})?|half{_GAP}a|{'|'.join(sorted(_WORDS, key=len, reverse=True))}|a)"
UNIT = r"(?:kilomet(?:re|er)s?|kms?|met(?:re|er)s?|miles?|mi|m)\b"
HEDGE = (
    r"(?:about|some|around|roughly|approximately|approx\.?|nearly|almost|over|under|circa|ca\.?|at\s{1,3}least|"
    r"at\s{1,3}most|up\s{1,3}to|(?:more|less|no\s{1,3}more){gap}than|just{gap}over|just{gap}under|only|just)"
).replace("{gap}", _GAP)
# words that lead a measure without blurring it
_EXACT_HEDGES = frozenset({"", "just", "only"})
_HEDGED = rf"(?:(?:{HEDGE}{_GAP}|[~\u2248]\s?){{0,2}})"
_RANGE = rf"(?:\s{{0,2}}(?:[\-\u2010-\u2014]|\bto\b|\bor\b)\s{{0,2}}{_NUMBER})?"
_CONVERTED = rf"(?:\s{{0,2}}\({_HEDGED}{_NUMBER}{_RANGE}{_JOIN}{UNIT}\))?"
QUANTITY = rf"(?:{_HEDGED}(?<!\w){_NUMBER}{_RANGE}{_JOIN}{UNIT}{_CONVERTED})"
DIRECTION = (
    rf"(?:(?:due{_GAP})?(?:(?:(?:north|south)(?:{_JOIN}(?:(?:north|south){_JOIN})?(?:east|west))?"
    rf"|(?:east|west)(?:{_JOIN}(?:north|south){_JOIN}(?:east|west))?)(?:ern|erly|wards?)?"
    r"|(?-i:NNE|ENE|ESE|SSE|SSW|WSW|WNW|NNW|NE|SE|SW|NW|N|S|E|W))\b)"
)

_QUANTITY_PARTS = re.compile(
    rf"({_HEDGED})({_NUMBER})(?:\s{{0,2}}(?:[\-\u2010-\u2014]|\bto\b|\bor\b)\s{{0,2}}({_NUMBER}))?{_JOIN}({UNIT})"
    rf"{_CONVERTED}",
    re.IGNORECASE,
)
_ANCHOR = rf"(?:the{_GAP})?(?:(?:city|town|village|hamlet|settlement){_GAP}of{_GAP})?(?P<anchor>\S.*)"
_OF = rf"(?:{_GAP}(?:of|from)){_GAP}"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A stated relation to an anchor. What the text does not give is None; `approx` marks a hedge or a range."""

    distance_km: float | None
    bearing_deg: float | None
    approx: bool
    anchor: str
    rel: Rel


@lru_cache(maxsize=1)
def _forms() -> tuple[tuple[Rel, re.Pattern[str]], ...]:
    """Return the forms of a typed relation; compiled at first use, for most commands need none."""
    return tuple(
        (rel, re.compile(pattern + _ANCHOR, re.IGNORECASE | re.DOTALL))
        for rel, pattern in (
            (Rel.DISTANCE, rf"(?P<quantity>{QUANTITY}){_GAP}(?:to{_GAP}the{_GAP})?(?P<direction>{DIRECTION}){_OF}"),
            (Rel.DISTANCE, rf"(?P<quantity>{QUANTITY})(?:{_GAP}away)?{_OF}"),
            (Rel.DIRECTION, rf"(?:(?P<hedge>just){_GAP})?(?:to{_GAP}the{_GAP})?(?P<direction>{DIRECTION}){_OF}"),
            (
                Rel.OUTSKIRTS,
                rf"(?:on{_GAP}|in{_GAP})?(?:the{_GAP})?(?:(?P<direction>{DIRECTION}){_GAP})?outskirts{_OF}",
            ),
            (
                Rel.NEAR,
                rf"(?:near|close{_GAP}to|not{_GAP}far{_GAP}from|in{_GAP}the{_GAP}(?:vicinity|area){_GAP}of){_GAP}",
            ),
        )
    )


@lru_cache(maxsize=1)
def geod() -> Any:
    """Return the WGS 84 ellipsoid as a `pyproj.Geod`; made once, at first use."""
    from pyproj import Geod

    return Geod(ellps="WGS84")


@overload
def inverse(lat1: float, lon1: float, lat2: float, lon2: float) -> tuple[float, float, float]: ...
@overload
def inverse(
    lat1: npt.ArrayLike, lon1: npt.ArrayLike, lat2: npt.ArrayLike, lon2: npt.ArrayLike
) -> tuple[Floats, Floats, Floats]: ...
def inverse(lat1: Any, lon1: Any, lat2: Any, lon2: Any) -> tuple[Any, Any, Any]:
    """Return the geodesic between two positions, or of many pairs at once.

    Parameters
    ----------
    lat1, lon1, lat2, lon2
        Degrees, WGS 84; numbers or arrays that broadcast.

    Returns
    -------
    km, bearing_deg, back_bearing_deg
        The distance, the bearing at the first position towards the second, and at the second towards the first, from 0
        to below 360. Bearings of coincident positions are NaN. Floats if all four are numbers, else arrays.

    Raises
    ------
    InputError
        If a latitude or longitude is no number or out of range.

    Examples
    --------
    >>> km, bearing, back = inverse(48.0, 37.0, 47.0, 37.0)
    >>> round(km, 3), bearing, back
    (111.181, 180.0, 0.0)
    """
    import numpy as np

    if all(isinstance(value, float | int) for value in (lat1, lon1, lat2, lon2)):
        _check_scalar(lat1, lon1)
        _check_scalar(lat2, lon2)
        forth, back, metres = geod().inv(lon1, lat1, lon2, lat2)
        if metres == 0:
            return 0.0, math.nan, math.nan
        return metres / 1000, forth % 360.0, back % 360.0
    at1, at2 = _checked(lat1, lon1), _checked(lat2, lon2)
    one_lat, one_lon, two_lat, two_lon = np.broadcast_arrays(*at1, *at2)
    shape = one_lat.shape
    forth, back, metres = geod().inv(*(np.array(a, dtype=float).ravel() for a in (one_lon, one_lat, two_lon, two_lat)))
    apart = metres > 0
    forth, back = np.where(apart, forth % 360.0, np.nan), np.where(apart, back % 360.0, np.nan)
    return (metres / 1000).reshape(shape), forth.reshape(shape), back.reshape(shape)


@overload
def destination(lat: float, lon: float, bearing_deg: float, distance_km: float) -> tuple[float, float]: ...
@overload
def destination(
    lat: npt.ArrayLike, lon: npt.ArrayLike, bearing_deg: npt.ArrayLike, distance_km: npt.ArrayLike
) -> tuple[Floats, Floats]: ...
def destination(lat: Any, lon: Any, bearing_deg: Any, distance_km: Any) -> tuple[Any, Any]:
    """Return where a geodesic of a length and initial bearing ends.

    Parameters
    ----------
    lat, lon
        The start, degrees, WGS 84; numbers or arrays that broadcast with the others.
    bearing_deg
        Degrees clockwise from true north.
    distance_km
        Kilometres, not negative.

    Returns
    -------
    lat, lon
        Degrees, WGS 84, longitude from -180 to 180. Floats if all arguments are numbers, else arrays.

    Raises
    ------
    InputError
        If a position is out of range, a bearing is not finite, or a distance is negative or not finite.

    Examples
    --------
    >>> lat, lon = destination(48.0, 37.0, 180, 10)
    >>> round(lat, 4), round(lon, 4)
    (47.9101, 37.0)
    """
    import numpy as np

    numbers = all(isinstance(value, float | int) for value in (lat, lon, bearing_deg, distance_km))
    start = _checked(lat, lon)
    bearing, km = _numbers(bearing_deg, "bearing"), _numbers(distance_km, "distance")
    if not np.isfinite(bearing).all():
        raise InputError("a bearing is not a finite number of degrees")
    if not (np.isfinite(km) & (km >= 0)).all():
        raise InputError("a distance is negative or not a finite number of kilometres")
    arrays = np.broadcast_arrays(start[1], start[0], bearing, km * 1000)
    shape = arrays[0].shape
    lons, lats, _ = geod().fwd(*(np.array(a, dtype=float).ravel() for a in arrays))
    if numbers:
        return float(lats[0]), float(lons[0])
    return lats.reshape(shape), lons.reshape(shape)


def compass(bearing_deg: float, points: int = 8) -> str:
    """Return the compass point nearest to a bearing, in English words.

    Parameters
    ----------
    bearing_deg
        Degrees clockwise from true north; any finite number.
    points
        8 or 16.

    Raises
    ------
    InputError
        If the bearing is not finite, or `points` is neither 8 nor 16.

    Examples
    --------
    >>> compass(225), compass(-157.5, points=16)
    ('south-west', 'south-south-west')
    """
    if points not in (8, 16):
        raise InputError(f"a compass has 8 or 16 points here, not {points}")
    if not math.isfinite(bearing_deg):
        raise InputError("a bearing is not a finite number of degrees")
    names = POINTS_8 if points == 8 else POINTS_16
    return names[math.floor(bearing_deg % 360.0 / (360 / points) + 0.5) % points]


def bearing_of(word: str) -> float | None:
    """Return the bearing that an English word or abbreviation of one of the 16 points names, or None.

    Examples
    --------
    >>> bearing_of("southwestern"), bearing_of("south western"), bearing_of("SSW"), bearing_of("sideways")
    (225.0, 225.0, 202.5, None)
    """
    if len(word) > 60:
        return None
    compact = re.sub(r"[\s.\-\u2010-\u2014]+", "", word.lower()).removeprefix("due")
    return _BEARINGS.get(re.sub(r"(?<=[a-z]{4})(?:ern|erly|wards?)$", "", compact))


def quantity_km(match_text: str) -> tuple[float, bool]:
    """Return the kilometres that a text matched by `QUANTITY` states, and whether it is hedged or a range.

    Of a range the middle counts; a conversion in brackets does not count.

    Raises
    ------
    InputError
        If the text is no such quantity.

    Examples
    --------
    >>> quantity_km("about 7 km (4.3 miles)"), quantity_km("three to four kilometers"), quantity_km("800 m")
    ((7.0, True), (3.5, True), (0.8, False))
    """
    match = _QUANTITY_PARTS.fullmatch(match_text.strip()) if len(match_text) <= MAX_TEXT else None
    if match is None:
        raise InputError(f"no distance: {match_text[:60]!r}; write '10 km', '5 miles' or 'seven kilometres'")
    hedge, low, high, unit = match.groups()
    value = _value(low) if high is None else (_value(low) + _value(high)) / 2
    name = unit.lower()
    factor = _UNIT_KM["k" if name.startswith("k") else "mi" if name.startswith("mi") else "m"]
    hedged = hedge.strip().lower() not in _EXACT_HEDGES
    return round(value * factor, 6), hedged or high is not None


def parse(text: str) -> Phrase | None:
    """Read a relation typed as a person would say it, or return None if it is none.

    Parameters
    ----------
    text
        Such as "10 km south of Kurakhove", "about 7 km (4.3 miles) north-west of Velyka Novosilka", "north of Toretsk",
        "5 miles from Lyman", "near Lyman", "the southern outskirts of Toretsk"; at most 500 characters.

    Raises
    ------
    InputError
        If the text is longer.

    Examples
    --------
    >>> parse("seven kilometers south-west of Pokrovsk")
    Phrase(distance_km=7.0, bearing_deg=225.0, approx=False, anchor='Pokrovsk', rel=<Rel.DISTANCE: 'distance'>)
    >>> parse("Pokrovsk") is None
    True
    """
    if len(text) > MAX_TEXT:
        raise InputError(f"a place description of {len(text)} characters; at most {MAX_TEXT} are read")
    for rel, form in _forms():
        match = form.fullmatch(text.strip())
        if match is None:
            continue
        found = match.groupdict()
        anchor = found["anchor"].rstrip(" \t\r\n.,;:!?")
        if not any(letter.isalpha() for letter in anchor):
            continue
        km, approx = quantity_km(found["quantity"]) if found.get("quantity") else (None, bool(found.get("hedge")))
        word = found.get("direction")
        bearing = bearing_of(word) if word else None
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


def _value(written: str) -> float:
    word = re.sub(r"\s+", " ", written.lower())
    if word in _WORD_VALUES:
        return _WORD_VALUES[word]
    if re.fullmatch(r"\d{1,3},\d{3}", word):  # a comma before three digits groups thousands: "1,500 metres"
        return float(word.replace(",", ""))
    return float(word.replace(",", "."))


def _bearings() -> dict[str, float]:
    table = {}
    for index, name in enumerate(POINTS_16):
        parts = name.split("-")
        table["".join(parts)] = table["".join(part[0] for part in parts)] = index * 22.5
    return table


_BEARINGS = _bearings()


def _numbers(value: Any, what: str) -> Floats:
    import numpy as np

    try:
        return np.atleast_1d(np.asarray(value, dtype=float))
    except (TypeError, ValueError) as error:
        raise InputError(f"a {what} is not a number") from error


def _checked(lat: Any, lon: Any) -> tuple[Floats, Floats]:
    import numpy as np

    lats, lons = _numbers(lat, "latitude"), _numbers(lon, "longitude")
    for values, limit, what in ((lats, 90, "latitude"), (lons, 180, "longitude")):
        wrong = ~(np.abs(values) <= limit)
        if wrong.any():
            raise _out_of_range(what, float(values[wrong][0]), limit)
    return lats, lons


def _check_scalar(lat: float, lon: float) -> None:
    for value, limit, what in ((lat, 90, "latitude"), (lon, 180, "longitude")):
        if not abs(value) <= limit:
            raise _out_of_range(what, value, limit)


def _out_of_range(what: str, value: float, limit: int) -> InputError:
    return InputError(f"{what} {value:g} is out of range; degrees from -{limit} to {limit} count")
