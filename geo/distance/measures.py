"""Words of measure and direction: what of a text is a distance or a compass point, and how much it says.

`words.toml` has the words of each language; here they are put together to pattern fragments. A fragment holds no groups
that capture, so that it can stand inside larger patterns (`way` alone names what it finds); compile those with
`re.IGNORECASE`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LANGUAGES = ("en", "uk", "ru")

_POINTS = ("n", "nne", "ne", "ene", "e", "ese", "se", "sse", "s", "ssw", "sw", "wsw", "w", "wnw", "nw", "nnw")
_BEARINGS = {point: index * 22.5 for index, point in enumerate(_POINTS)}
_LONGEST_DIRECTION, _LONGEST_QUANTITY = 60, 500

_GAP = r"\s{1,3}"
_DASH = r"[\s\-\u2010-\u2014]"
_PLAIN = {"gap": _GAP, "join": _DASH + "{0,3}", "apostrophe": "['\u2019\u02bc`]?"}
_SPACED_THOUSANDS = r"\d{1,3}[ \u00a0\u202f]\d{3}(?!\d)"
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_NEVER = "(?!)"
_CYRILLIC, _LATIN = re.compile(r"[\u0400-\u04ff]"), re.compile("[A-Za-z]")
_LETTER_JOINT = r"[.\-]{0,2}"
ABOUT, RANGE, WITHIN = "about", "to", "within"
_UNITS = {1.0: "km", 1.609344: "mi", 0.001: "m"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A distance as written.

    `km` is the middle of a range, whose ends are `range_km`; `also_km` is the conversion in brackets, if there is one.
    `hedge` is what stands beside the number: nothing, "about", "more than", "up to", "within", or "to" for a range.
    `unit` is the one it was written in: "km", "mi" or "m".
    """

    km: float
    hedge: str
    unit: str
    range_km: tuple[float, float] | None = None
    also_km: float | None = None


@dataclass(frozen=True, slots=True)
class Measures:
    """The patterns of one language: its fragments, and what takes a quantity or a direction apart."""

    fragments: Mapping[str, str]
    quantity: re.Pattern[str]
    unit: re.Pattern[str]
    exact: re.Pattern[str]
    hedges: tuple[tuple[str, re.Pattern[str]], ...]
    numbers: tuple[tuple[re.Pattern[str], float], ...]
    units: tuple[tuple[re.Pattern[str], float], ...]
    half_more: re.Pattern[str]
    thousands: re.Pattern[str]
    separator: re.Pattern[str]
    direction: re.Pattern[str]
    stems: tuple[tuple[re.Pattern[str], str], ...]
    abbreviations: Mapping[str, float]


def filled(pattern: str, parts: Mapping[str, str]) -> str:
    """Return a pattern with {name} replaced by the part so named, over and over.

    Raises
    ------
    KeyError
        If there is no such part.
    """
    while found := _PLACEHOLDER.search(pattern):
        pattern = pattern[: found.start()] + parts[found[1]] + pattern[found.end() :]
    return pattern


def fragments(lang: str) -> Mapping[str, str]:
    """Return the pattern fragments of a language: `quantity`, `direction`, `comparative`, `way`, `of` and others."""
    return measures(lang).fragments


def languages_in(text: str) -> tuple[str, ...]:
    """Return the languages a text may be in, by its letters: those of `LANGUAGES` worth trying, in that order."""
    if not _CYRILLIC.search(text):
        return ("en",)
    return LANGUAGES if _LATIN.search(text) else LANGUAGES[1:]


def bearing_of(word: str, lang: str | None = None) -> float | None:
    """Return the bearing that a word or abbreviation of one of the 16 points names, or None.

    Parameters
    ----------
    word
        The word, in any case or form.
    lang
        The language it is in; by default the first of `LANGUAGES` that knows it.

    Examples
    --------
    >>> bearing_of("southwestern"), bearing_of("south western"), bearing_of("SSW"), bearing_of("sideways")
    (225.0, 225.0, 202.5, None)
    >>> bearing_of("південний схід"), bearing_of("юго-западнее")
    (135.0, 225.0)
    """
    return _bearing_of(word, lang) if len(word) <= _LONGEST_DIRECTION else None


@lru_cache(maxsize=1024)
def _bearing_of(word: str, lang: str | None) -> float | None:
    compact = re.sub(r"[\s.\-\u2010-\u2014]+", "", word.lower())
    for one in (lang,) if lang else languages_in(word):
        read = measures(one)
        if compact in read.abbreviations:
            return read.abbreviations[compact]
        if read.direction.fullmatch(word.strip()):
            found = sorted((hit.start(), point) for stem, point in read.stems for hit in stem.finditer(word))
            return _BEARINGS.get("".join(point for _, point in found))
    return None


def quantity_km(match_text: str, lang: str | None = None) -> tuple[float, bool]:
    """Return the kilometres that a text matched by the fragment `quantity` states, and whether it is hedged or a range.

    Of a range the middle counts; a conversion in brackets does not count.

    Parameters
    ----------
    match_text
        The text.
    lang
        The language it is in; by default the first of `LANGUAGES` that reads it.

    Raises
    ------
    InputError
        If the text is no such quantity.

    Examples
    --------
    >>> quantity_km("about 7 km (4.3 miles)"), quantity_km("three to four kilometers"), quantity_km("800 m")
    ((7.0, True), (3.5, True), (0.8, False))
    >>> quantity_km("за півтора кілометра"), quantity_km("менее чем в двадцати пяти километрах")
    ((1.5, False), (25.0, True))
    """
    found = quantity(match_text, lang)
    return found.km, found.hedge not in ("", WITHIN)


def quantity(match_text: str, lang: str | None = None) -> Quantity:
    """Return a distance matched by the fragment `quantity` as written, with its hedge, unit and conversion.

    Parameters
    ----------
    match_text
        The text.
    lang
        The language it is in; by default the first of `LANGUAGES` that reads it.

    Raises
    ------
    InputError
        If the text is no such quantity.

    Examples
    --------
    >>> quantity("up to 7 km (4.3 miles)")
    Quantity(km=7.0, hedge='up to', unit='km', range_km=None, also_km=6.920179)
    """
    text = match_text.strip()
    for one in (lang,) if lang else languages_in(text):
        read = measures(one)
        match = read.quantity.fullmatch(text) if len(text) <= _LONGEST_QUANTITY else None
        if match is not None:
            return _quantity_of(match, read, one)
    raise InputError(f"no distance: {match_text[:60]!r}; write '10 km', '5 miles' or 'seven kilometres'")


def _quantity_of(match: re.Match[str], read: Measures, lang: str) -> Quantity:
    found = match.groupdict()
    unit = found["unit"] or found["unit2"] or found["unit3"]
    factor = next(km for pattern, km in read.units if pattern.fullmatch(unit))
    low, high = found["low"] or found["low2"], found["high"] or found["high2"]
    values = [_value(written, read) for written in (low, high) if written] or [1.0]
    lead = found["lead"] or found["lead2"] or found["lead3"] or ""
    return Quantity(
        km=round(sum(values) / len(values) * factor, 6),
        hedge=RANGE if low is not None else _hedge(lead, read, guessed=found["unit2"] is not None),
        unit=_UNITS[factor],
        range_km=(round(values[0] * factor, 6), round(values[1] * factor, 6)) if low is not None else None,
        also_km=_converted(found["also"], read, lang),
    )


def _converted(bracket: str | None, read: Measures, lang: str) -> float | None:
    inner = bracket.strip(" ()") if bracket else ""
    return quantity(inner, lang).km if read.quantity.fullmatch(inner) else None


def _hedge(lead: str, read: Measures, *, guessed: bool) -> str:
    """Return the kind of hedge that stands before a number; a number after its unit is a guess."""
    kind = next((kind for kind, pattern in read.hedges if pattern.search(lead)), "")
    blurred = bool(read.exact.sub("", lead).strip())
    return kind or (ABOUT if blurred or guessed else "")


def _value(written: str, read: Measures) -> float:
    word = re.sub(r"\s+", " ", written.strip().lower())
    more = 0.0
    if (half := read.half_more.search(word)) is not None:
        word, more = word[: half.start()], 0.5
    digits = re.match(r"[\d.,\s]*\d", word)
    if digits:
        plain = digits.group().replace(" ", "")
        if read.thousands.fullmatch(plain):  # a comma before three digits groups thousands in English: "1,500 metres"
            plain = plain.replace(",", "")
        return float(plain.replace(",", ".")) + more
    whole = _of_word(word, read)
    if whole is None:
        whole = sum(_of_word(part, read) or 0.0 for part in read.separator.split(word))
    return whole + more


def _of_word(word: str, read: Measures) -> float | None:
    return next((value for pattern, value in read.numbers if pattern.fullmatch(word)), None)


# -- putting the patterns together ------------------------------------------------------------------------------------


@cache
def words() -> dict[str, Any]:
    """Return the words of all languages, as `words.toml` has them."""
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=8)
def measures(lang: str) -> Measures:
    """Return the compiled words of a language; made at first use, for most commands need none.

    Raises
    ------
    InputError
        If the language is not one of `LANGUAGES`.
    """
    if lang not in LANGUAGES:
        raise InputError(f"no words of measure in {lang[:20]!r}; there are some in {', '.join(LANGUAGES)}")
    table = words()[lang]
    parts = _PLAIN | _compass(table["compass"])
    quantity = _quantity(table)
    compass = table["compass"]
    glued = _any(pattern for pattern, _ in table["numbers"].get("glued", []))
    # what shows cheaply that a text in small letters may hold a distance, or a direction
    parts["measure"] = rf"(?:(?<=\d)|(?<!\w){glued}?){_unit(table)}"
    parts["point"] = _any((*compass["stems"].values(), _any_letters(compass)))
    parts |= {"quantity": re.sub(r"\(\?P<\w+>", "(?:", quantity)} | table["fragments"]
    return Measures(
        fragments={name: filled(pattern, parts) for name, pattern in parts.items()},
        quantity=_compiled(quantity),
        unit=_compiled(parts["measure"]),
        exact=_compiled(rf"(?<!\w)(?:{table['lead']})(?!\w)"),
        hedges=tuple((kind, _compiled(rf"(?<!\w)(?:{pattern})(?!\w)")) for kind, pattern in table["kinds_of_hedge"]),
        numbers=tuple(
            (_compiled(pattern), float(value)) for entries in table["numbers"].values() for pattern, value in entries
        ),
        units=tuple((_compiled(pattern), km) for pattern, km in table["units"]),
        half_more=_compiled(table["and_a_half"] + "$"),
        thousands=re.compile(rf"\d{{1,3}}{table['thousands']}\d{{3}}") if table["thousands"] else re.compile(_NEVER),
        separator=_compiled(table["separator"]),
        direction=_compiled("|".join(parts[kind] for kind in ("direction", "comparative", "adjective"))),
        stems=tuple((_compiled(stem), point) for point, stem in compass["stems"].items()),
        abbreviations={
            "".join(compass["letters"][letter].lower() for letter in point): bearing
            for point, bearing in _BEARINGS.items()
        },
    )


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(filled(pattern, _PLAIN), re.IGNORECASE)


def _any(patterns: Iterable[str]) -> str:
    return f"(?:{'|'.join(patterns)})"


def _unit(table: dict[str, Any]) -> str:
    return _any(pattern for pattern, _ in table["units"]) + r"(?!\w)"


def _letters(compass: dict[str, Any], point: str) -> str:
    """Return the pattern of a point's abbreviation; one letter is a word too: it counts as a capital only."""
    letters = compass["letters"]
    case = "-i" if all(len(letter) == 1 for letter in letters.values()) else ""
    return rf"(?<!\w)(?{case}:{_LETTER_JOINT.join(letters[letter] for letter in point)}\.?)"


def _any_letters(compass: dict[str, Any]) -> str:
    """Return a pattern that no abbreviation escapes, in small letters; but one letter alone is mostly a word."""
    letters = [letter.lower() for letter in compass["letters"].values()]
    fewest = 2 if all(len(letter) == 1 for letter in letters) else 1
    return rf"(?<!\w)(?:{_any(letters)}{_LETTER_JOINT}){{{fewest},3}}(?!\w)"


def _quantity(table: dict[str, Any]) -> str:
    """Return the pattern of a distance, with groups for what `quantity_km` reads."""
    numbers = {kind: _any(pattern for pattern, _ in entries) for kind, entries in table["numbers"].items()}
    gap, half = table["separator"], f"(?:{table['and_a_half']})?"
    worded = (
        rf"(?:(?:{numbers['hundred']}{gap})?(?:(?:{numbers['ten']}{gap})?{numbers['one']}|{numbers['teen']}"
        rf"|{numbers['ten']})|{numbers['hundred']}|{numbers['odd']}){half}(?!\w)"
    )
    digits = rf"(?:{_SPACED_THOUSANDS}|{table['digits']}){half}"
    glued = numbers.get("glued", _NEVER)
    unit = _unit(table)
    spread = rf"\s{{0,2}}(?:{table['range']})\s{{0,2}}"
    opening = rf"(?:(?<!\w)(?:{table['lead']}|{table['hedges']})(?!\w){_GAP}|[~\u2248]\s?){{0,4}}"
    number = rf"(?:{digits}|{worded})"
    high = rf"(?P<high>{digits}{_DASH}{{0,3}}|{worded}{_DASH}{{1,3}}|{glued}{_DASH}{{0,3}})"
    forms = [rf"(?P<lead>{opening})(?<!\w)(?:(?P<low>(?>{number})){spread})?{high}(?P<unit>{unit})"]
    if table.get("inverted"):  # "кілометрів за десять": the number after its unit is a guess
        forms.append(
            rf"(?P<lead2>{opening})(?<!\w)(?P<unit2>{unit}){_GAP}(?:{table['lead']}){_GAP}"
            rf"(?:(?P<low2>(?>{number})){spread})?(?P<high2>{number})"
        )
    else:
        forms.append(rf"(?P<lead2>{_NEVER})(?P<unit2>{_NEVER})(?P<low2>{_NEVER})(?P<high2>{_NEVER})")
    if "single" in table:  # "за кілометр від"
        single = table["single"]
        forms.append(rf"(?P<lead3>{opening})(?<!\w)(?:{single['lead']}){_GAP}(?P<unit3>{single['unit']})(?!\w)")
    else:
        forms.append(rf"(?P<lead3>{_NEVER})(?P<unit3>{_NEVER})")
    converted = rf"(?:\s{{0,2}}(?P<also>\([^()\n]{{1,30}}?{unit}\)))?"
    return filled(_any(forms) + converted, _PLAIN)


def _compass(table: dict[str, Any]) -> dict[str, str]:
    """Return the patterns of directions: as nouns (or any word, where the language has one form), further, and -ern."""
    first, join = table["first"], _PLAIN["join"]
    lengthwise, across = _any((first["n"], first["s"])), _any((first["e"], first["w"]))

    def points(forms: dict[str, str]) -> str:
        sideways = _any((forms["e"], forms["w"]))
        return _any(
            (
                rf"{lengthwise}{join}(?:{lengthwise}{join})?{sideways}",
                rf"{across}{join}{lengthwise}{join}{sideways}",
                _any((forms["n"], forms["s"])),
                sideways,
            )
        )

    letters = [_letters(table, point) for point in sorted(_POINTS, key=len, reverse=True)]
    before = f"(?:{table['before']})?" if "before" in table else ""
    directions = {
        "direction": _any((before + points(table["noun"]), *letters)),
        "comparative": points(table["comparative"]) if "comparative" in table else _NEVER,
        "adjective": points(table["adjective"]) if "adjective" in table else _NEVER,
    }
    return {kind: rf"(?:(?<!\w){filled(pattern, _PLAIN)}(?!\w))" for kind, pattern in directions.items()}
