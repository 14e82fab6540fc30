"""A relation as a person says it: "11 km south of X", "11 км на південь від Курахового", "11 км южнее Курахово".

The words stand in `saying.toml`, the cases of names are those of `geo.names.declension`. Where no good case of a name
is known, a noun takes it: "від населеного пункту Кульчини". All that is written here, `parse` reads.
"""

from __future__ import annotations

import math
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.distance.geodesic import inverse
from geo.distance.measures import LANGUAGES
from geo.distance.rounding import REACH_M, told
from geo.errors import InputError
from geo.model import Kind, Place

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer

COINCIDENT_KM = 0.05
UNITS_KM = {"km": 1.0, "miles": 1.609344}
SIDES = ("behind", "ahead", "RU", "UA")
_MOST_KM = 20_100.0


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("saying.toml").read_text(encoding="utf-8"))


def phrase(
    place_or_point: Place | tuple[float, float],
    anchor: Place | None = None,
    *,
    lang: str = "en",
    points: int = 8,
    units: str = "km",
    uncertainty_m: float | None = None,
    gazetteer: Gazetteer | None = None,
) -> str:
    """Say where a place or point lies from an anchor, as "11 km south of Kurakhove".

    The number is rounded as far as the uncertainty allows and no further (`geo.distance.rounding`). Where the
    uncertainty leaves the direction open, it is not said; where it is greater than the distance, only "near" is.

    Parameters
    ----------
    place_or_point
        A place, or (latitude, longitude) in degrees, WGS 84.
    anchor
        The place it is told from, by its own point. By default the settlement nearby that a reader would know: large,
        close, and in one clear direction.
    lang
        The language of the phrase: "en", "uk" or "ru".
    points
        How many points of the compass: 8 or 16.
    units
        "km" or "miles".
    uncertainty_m
        How far what is told of may lie from its position, metres. By default `Place.uncertainty_m`, and 0 of a point.
    gazetteer
        Where the anchor is sought; by default in the embedded one, opened once.

    Returns
    -------
    text
        "at Kurakhove" if less than 50 m apart.

    Raises
    ------
    InputError
        If a place has no position, a point or the uncertainty is out of range, or the language, the unit or the number
        of points is not known.

    Examples
    --------
    >>> kurakhove = Place("", "Kurakhove", Kind.TOWN, 48.0, 37.28, 0, names={"uk": "Курахове", "ru": "Курахово"})
    >>> phrase((47.9, 37.28), kurakhove), phrase((47.9, 37.28), kurakhove, uncertainty_m=1000)
    ('11.1 km south of Kurakhove', '11 km south of Kurakhove')
    >>> phrase((47.9, 37.28), kurakhove, lang="uk"), phrase((47.9, 37.28), kurakhove, lang="ru", uncertainty_m=3000)
    ('11,1 км на південь від Курахового', 'около 10 км южнее Курахово')
    """
    words = _checked(lang, units)
    if points not in (8, 16):
        raise InputError(f"a compass has 8 or 16 points here, not {points}")
    at = _position(place_or_point) if isinstance(place_or_point, Place) else _point(place_or_point)
    own_m = place_or_point.uncertainty_m if isinstance(place_or_point, Place) else 0.0
    own_m = _uncertainty(own_m if uncertainty_m is None else uncertainty_m)
    if anchor is None:
        anchor = _known(place_or_point, at, gazetteer, points)
    km, bearing, _ = inverse(*_position(anchor), *at)
    if km < COINCIDENT_KM:
        form = words["at"] if own_m <= max(anchor.uncertainty_m, REACH_M) else words["near"]
        return _filled(form, _cases(anchor, lang), words)
    # a city reaches far by itself, and all are measured from their middle
    doubt_m = anchor.uncertainty_m if anchor.uncertainty_m > REACH_M and anchor.kind is not Kind.CITY else 0.0
    unit = UNITS_KM[units]
    said = told(km / unit, max(own_m, doubt_m) / 1000 / unit, points)
    if not said.number:
        return _filled(words["near"], _cases(anchor, lang), words)
    parts = _cases(anchor, lang) | _number(said.number, said.step, words, units, about=said.about)
    if not said.points:
        return _filled(words["distance_only"], parts, words)
    step = 360 / said.points
    nth = math.floor(bearing / step + 0.5) % said.points * (16 // said.points)
    return _filled(words["distance"], parts | {"point": words["points"][nth]}, words)


def phrase_to_line(
    distance_km: float,
    line: str = "front line",
    side: str = "",
    *,
    lang: str = "en",
    units: str = "km",
    uncertainty_m: float = 0.0,
) -> str:
    """Say how far something lies from the front line or the border, as "2.4 km behind the front line".

    Parameters
    ----------
    distance_km
        The distance, kilometres, not negative.
    line
        "front line" or "border".
    side
        On which side: "behind" it or "ahead" of it as the reader stands, the side held by "RU" or "UA", or, by
        default, not said.
    lang, units, uncertainty_m
        As for `phrase`.

    Raises
    ------
    InputError
        If a number is out of range, or a word is not known.

    Examples
    --------
    >>> phrase_to_line(2.4, side="behind"), phrase_to_line(2.4, side="RU", lang="uk")
    ('2.4 km behind the front line', '2,4 км від лінії фронту, на російському боці')
    """
    words = _checked(lang, units)
    if not 0 <= distance_km <= _MOST_KM:
        raise InputError(f"a distance of {distance_km:g} km; from 0 to {_MOST_KM:,.0f} km count")
    if side not in ("", *SIDES):
        raise InputError(f"no side {side[:20]!r}; there are {', '.join(SIDES)}")
    names = words["line"]["names"]
    if line not in names:
        raise InputError(f"no line {line[:20]!r}; there are {', '.join(names)}")
    unit = UNITS_KM[units]
    said = told(distance_km / unit, _uncertainty(uncertainty_m) / 1000 / unit)
    parts = {"line": names[line][0], "line_instrumental": names[line][1]}
    if not said.number:  # on which side is not known either
        return _filled(words["line"]["near"], parts, words)
    parts |= _number(said.number, said.step, words, units, about=said.about)
    return _filled(words["line"][side], parts, words)


def phrase_between(first: Place, second: Place, *, halfway: bool = False, lang: str = "en") -> str:
    """Say that something lies between two places, or halfway.

    Raises
    ------
    InputError
        If both are the same place, or the language is not known.

    Examples
    --------
    >>> pokrovsk = Place("a", "Pokrovsk", Kind.TOWN, 48.28, 37.18, 0, names={"uk": "Покровськ"})
    >>> dnipro = Place("b", "Dnipro", Kind.CITY, 48.46, 35.04, 0, names={"uk": "Дніпро"})
    >>> phrase_between(pokrovsk, dnipro), phrase_between(pokrovsk, dnipro, halfway=True, lang="uk")
    ('between Pokrovsk and Dnipro', 'на півдорозі від Покровська до Дніпра')
    """
    words = _checked(lang, "km")
    if first == second:
        raise InputError(f"{first.name} twice; two places are wanted to lie between")
    form = words["halfway" if halfway else "between"]
    parts = {"first": _cases(first, lang)[form["case"]], "second": _cases(second, lang)[form["case"]]}
    return _filled(form["text"], parts, words)


def phrase_edge(anchor: Place, bearing_deg: float | None = None, *, lang: str = "en") -> str:
    """Say that something lies on the edge of a place, on the side of a bearing, as "on the western edge of Toretsk".

    Raises
    ------
    InputError
        If the bearing is not finite, or the language is not known.

    Examples
    --------
    >>> toretsk = Place("", "Toretsk", Kind.TOWN, 48.4, 37.85, 0, names={"uk": "Торецьк", "ru": "Торецк"})
    >>> phrase_edge(toretsk, 270), phrase_edge(toretsk, 270, lang="uk"), phrase_edge(toretsk, lang="ru")
    ('on the western edge of Toretsk', 'на західній околиці Торецька', 'на окраине Торецка')
    """
    words = _checked(lang, "km")
    if bearing_deg is None:
        return _filled(words["edge_only"], _cases(anchor, lang), words)
    if not math.isfinite(bearing_deg):
        raise InputError("a bearing is not a finite number of degrees")
    edge = words["edges"][math.floor(bearing_deg % 360 / 45 + 0.5) % 8]
    return _filled(words["edge"], _cases(anchor, lang) | {"edge": edge}, words)


# -- parts of a phrase ------------------------------------------------------------------------------------------------


def _checked(lang: str, units: str) -> dict[str, Any]:
    if lang not in LANGUAGES:
        raise InputError(f"no phrases are written in {lang[:20]!r}; there are some in {', '.join(LANGUAGES)}")
    if units not in UNITS_KM:
        raise InputError(f"no distances in {units[:20]!r}; in {', '.join(UNITS_KM)} there are")
    words: dict[str, Any] = _words()[lang]
    return words


def _uncertainty(metres: float) -> float:
    if not 0 <= metres < math.inf:
        raise InputError(f"an uncertainty of {metres:g} m; a finite number from 0 on counts")
    return metres


def _point(point: tuple[float, float]) -> tuple[float, float]:
    try:
        lat, lon = point
        return float(lat), float(lon)
    except (TypeError, ValueError) as error:
        raise InputError("a place is wanted, or a latitude and a longitude in degrees") from error


def _position(place: Place) -> tuple[float, float]:
    if place.lat is None or place.lon is None:
        raise InputError(f"{place.name} ({place.place_id}) has no position to measure from")
    return place.lat, place.lon


def _known(
    place_or_point: Place | tuple[float, float], at: tuple[float, float], gazetteer: Gazetteer | None, points: int
) -> Place:
    from geo.distance.anchors import known_anchor

    but = place_or_point.place_id if isinstance(place_or_point, Place) else ""
    return known_anchor(*at, gazetteer, points=points, but=but)


def _number(number: float, step: float, words: dict[str, Any], units: str, *, about: bool) -> dict[str, str]:
    whole = step >= 1
    written = f"{number:.0f}" if whole else f"{number:.1f}".replace(".", words["decimal"])
    return {"number": (words["about"] if about else "") + written, "unit": words[units][_plural(number, whole=whole)]}


def _plural(number: float, *, whole: bool) -> int:
    """Return which form of a noun a number takes: 0 after 1, 1 after 2 to 4, 2 after others, 3 after a decimal."""
    if not whole:
        return 3
    last, tens = int(number) % 10, int(number) // 10 % 10
    if tens == 1 or last == 0 or last > 4:
        return 2
    return 0 if last == 1 else 1


def _cases(place: Place, lang: str) -> dict[str, str]:
    """Return the name of a place in each case; with a noun before it where no case of the name is known."""
    from geo.names.declension import CASES, declined

    if lang == "en":
        return dict.fromkeys(CASES, place.names.get(lang, place.name))
    name = place.names.get(lang)
    forms = [declined(name, case, lang) if name else None for case in CASES]
    as_it_is = name or next((place.names[other] for other in LANGUAGES[:0:-1] if other in place.names), place.name)
    nouns = _words()[lang]["nouns"]["settlement" if place.kind.is_settlement else place.kind.value]
    return {
        case: form if form is not None else f"{noun} {as_it_is}"
        for case, form, noun in zip(CASES, forms, nouns, strict=True)
    }


def _filled(form: str, parts: dict[str, str], words: dict[str, Any]) -> str:
    if "{in}" in form:
        before = parts["locative"]
        parts = parts | {"in": next(word for start, word in words["in"] if re.match(start, before, re.IGNORECASE))}
    return form.format_map(parts)
