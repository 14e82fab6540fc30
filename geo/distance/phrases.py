"""A relation as a person types it, read: `parse`, in English, Ukrainian and Russian. `saying.py` writes them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from geo.distance.measures import ABOUT, Quantity, bearing_of, filled, fragments, languages_in, measures, quantity
from geo.errors import InputError
from geo.model import Rel

MAX_TEXT = 500

# what a name begins with; a number is none unless letters are joined to it
_FIRST = r"(?:[^\s\d]|\d{1,4}-?(?=[^\W\d]))"
_NAMES = {
    "anchor": rf"(?P<anchor>{_FIRST}.{{0,150}}?)",
    "second": rf"(?P<second>{_FIRST}.*)",
}
_ALL_THAT_FOLLOWS = rf"(?P<anchor>{_FIRST}.*)"
_AROUND_NAMES = ' \t\r\n.,;:!?«»"“”„'
_LINE = "line"
# letters that Ukrainian has not
_RUSSIAN = re.compile("[ыэъё]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A stated relation to an anchor. What the text does not give is None, or empty.

    `anchor` is the name as written; of "between X and Y" it is "X and Y", and `ends` are the two names. `approx` marks
    a hedge or a range; `hedge` says which: "about", "more than", "up to", "within", or "to" for a range, whose ends
    are `range_km` and whose middle is `distance_km`. `also_km` is a conversion in brackets, `unit` what the distance
    was written in: "km", "mi" or "m". A distance of 0 says that something is in the place itself.

    `line` is what it is told from or along if that is no place: "front line", "border", "road", "river"; `side` is on
    which side of a front line or border: "behind", "ahead", "RU" or "UA".
    """

    distance_km: float | None
    bearing_deg: float | None
    approx: bool
    anchor: str
    rel: Rel
    ends: tuple[str, ...] = ()
    halfway: bool = False
    line: str = ""
    side: str = ""
    hedge: str = ""
    range_km: tuple[float, float] | None = None
    also_km: float | None = None
    unit: str = ""


@cache
def _forms() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("forms.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=8)
def _parts(lang: str) -> dict[str, str]:
    table = _forms()[lang]
    lines, holders = ("|".join(table[name].values()) for name in ("lines", "holders"))
    own = {"lines": f"(?P<anchor>{lines})", "holders": f"(?:{holders})"}
    return {**fragments(lang), **table["fragments"], **_NAMES, **own}


@lru_cache(maxsize=64)
def _form(lang: str, index: int) -> re.Pattern[str]:
    """Return a form of a typed relation; compiled when it is tried, for most commands need none."""
    pattern = filled(_forms()[lang]["forms"][index]["pattern"], _parts(lang))
    if "(?P<anchor>" not in pattern:
        pattern += _ALL_THAT_FOLLOWS
    return re.compile(pattern, re.IGNORECASE | re.DOTALL)


@lru_cache(maxsize=16)
def _named(lang: str, table: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the kinds of line, or the holders, of a language with what names them."""
    entries = _forms()[lang][table].items()
    return tuple((name, re.compile(filled(pattern, _parts(lang)), re.IGNORECASE)) for name, pattern in entries)


def parse(text: str) -> Phrase | None:
    """Read a relation typed as a person would say it, or return None if it is none.

    Parameters
    ----------
    text
        Such as "10 km south of Kurakhove", "about 7 km (4.3 miles) north-west of Velyka Novosilka", "north of Toretsk",
        "5 miles from Lyman", "near Lyman", "the southern outskirts of Toretsk", "halfway between X and Y", "3 km from
        the border", "along the road from X to Y", in English, Ukrainian or Russian; at most 500 characters.

    Returns
    -------
    phrase
        The relation; names are as written, in Ukrainian and Russian mostly in the genitive.

    Raises
    ------
    InputError
        If the text is longer.

    Examples
    --------
    >>> found = parse("seven kilometers south-west of Pokrovsk")
    >>> found.distance_km, found.bearing_deg, found.anchor, str(found.rel)
    (7.0, 225.0, 'Pokrovsk', 'distance')
    >>> found = parse("близько 5 км на схід від Торецька")
    >>> found.distance_km, found.bearing_deg, found.anchor, found.hedge
    (5.0, 90.0, 'Торецька', 'about')
    >>> parse("halfway between Pokrovsk and Dnipro").ends
    ('Pokrovsk', 'Dnipro')
    >>> parse("Pokrovsk") is None
    True
    """
    if len(text) > MAX_TEXT:
        raise InputError(f"a place description of {len(text)} characters; at most {MAX_TEXT} are read")
    stripped = text.strip()
    languages = sorted(languages_in(text), key=lambda lang: lang == "uk" and _RUSSIAN.search(text) is not None)
    # "в трех километрах от X" is a distance in Russian before it is a place called "трех километрах" in Ukrainian
    tries = ((lang, at) for at in (False, True) for lang in languages)
    return next((found for lang, at in tries if (found := _parsed(stripped, lang, at=at)) is not None), None)


def _parsed(text: str, lang: str, *, at: bool) -> Phrase | None:
    measured = measures(lang).unit.search(text) is not None
    for index, form in enumerate(_forms()[lang]["forms"]):
        if form.get("at", False) != at or (form["rel"] == Rel.DISTANCE and not at and not measured):
            continue
        match = _form(lang, index).fullmatch(text)
        phrase = _made(match, form, lang) if match is not None else None
        if phrase is not None:
            return phrase
    return None


def _made(match: re.Match[str], form: dict[str, Any], lang: str) -> Phrase | None:
    """Return what a form found, or None if its names or its direction are none."""
    found = match.groupdict()
    anchor = found["anchor"].strip(_AROUND_NAMES)
    second = (found.get("second") or "").strip(_AROUND_NAMES)
    word = found.get("direction") or found.get("comparative") or found.get("adjective")
    bearing = bearing_of(word, lang) if word else None
    nameless = [name for name in ((anchor, second) if second else (anchor,)) if not any(map(str.isalpha, name))]
    if nameless or (word and bearing is None):
        return None
    stated = quantity(found["quantity"], lang) if found.get("quantity") else None
    hedge = stated.hedge if stated else ABOUT if found.get("hedge") else ""
    at = Quantity(0.0, "", "") if form.get("at") else None
    told = stated or at
    whole = anchor if not second else match.string[match.start("anchor") : match.end("second")].strip(_AROUND_NAMES)
    return Phrase(
        distance_km=told.km if told else None,
        bearing_deg=bearing,
        approx=bool(hedge),
        anchor=whole,
        rel=Rel(form["rel"]),
        ends=(anchor, second) if second else (),
        halfway=bool(found.get("halfway")),
        line=_line(anchor, form, lang),
        side=_side(found, lang),
        hedge=hedge,
        range_km=told.range_km if told else None,
        also_km=told.also_km if told else None,
        unit=told.unit if told else "",
    )


def _line(anchor: str, form: dict[str, Any], lang: str) -> str:
    """Return what kind of line an anchor or a form names."""
    named = next((kind for kind, pattern in _named(lang, "lines") if pattern.fullmatch(anchor)), "")
    return named or (form["line"] if form.get("line", _LINE) != _LINE else "")


def _side(found: dict[str, str | None], lang: str) -> str:
    holder = found.get("holder")
    if holder:
        return next(side for side, pattern in _named(lang, "holders") if pattern.fullmatch(holder))
    return next((side for side in ("behind", "ahead") if found.get(side)), "")
