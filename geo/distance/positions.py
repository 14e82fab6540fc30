"""A position as a person types it: "48.05, 37.2", "48.05 N 37.2 E", also in minutes and seconds; and how exactly."""

from __future__ import annotations

import math
import re
from functools import cache
from typing import NamedTuple

from geo.errors import InputError

_LONGEST = 80
_DEGREE_M = 111_320.0
_HALVES = {"N": (0, 1), "S": (0, -1), "E": (1, 1), "W": (1, -1)}
# what people type for the marks of minutes and seconds: straight, curly, primes; for seconds also two of the first
_MINUTES = "'\u2019\u2032"
_SECONDS = "[\"\u201d\u2033]|''|\u2019\u2019|\u2032\u2032"
_COMMA = re.compile(r"(?<=\d),(?=\d)")


class Position(NamedTuple):
    """A position in degrees, WGS 84, and the radius in metres that its last digits leave open."""

    lat: float
    lon: float
    uncertainty_m: float


@cache
def _pattern() -> re.Pattern[str]:
    def angle(n: int) -> str:
        return (
            rf"(?P<before{n}>[NSEW])?\s{{0,2}}(?P<sign{n}>[+\-\u2212]?)(?P<degrees{n}>\d{{1,3}}(?:\.\d{{1,15}})?)"
            rf"\s{{0,2}}[°º]?\s{{0,2}}(?:(?P<minutes{n}>\d{{1,2}}(?:\.\d{{1,12}})?)\s{{0,2}}[{_MINUTES}]\s{{0,2}}"
            rf"(?:(?P<seconds{n}>\d{{1,2}}(?:\.\d{{1,9}})?)\s{{0,2}}(?:{_SECONDS})\s{{0,2}})?)?"
            # a letter after the second of two numbers that have theirs before them would be a third
            rf"(?(before{n})|(?P<after{n}>[NSEW])?)"
        )

    return re.compile(rf"{angle(1)}(?:\s{{0,2}}[,;]\s{{0,2}}|\s{{1,3}}|(?<=[NSEW])){angle(2)}", re.IGNORECASE)


def position(text: str) -> Position | None:
    r"""Read a position, latitude first unless letters say otherwise; None if the text is none.

    Parameters
    ----------
    text
        Two numbers of degrees, or degrees, minutes and seconds; with N, S, E, W, or signs, or neither.

    Raises
    ------
    InputError
        If a number is out of range, or the letters do not name one latitude and one longitude.

    Examples
    --------
    >>> position("48.05, 37.2")
    Position(lat=48.05, lon=37.2, uncertainty_m=3762.2)
    >>> position("48°03'00\" N 37°12'00\" E")[:2], position("37.2E 48.05N")[:2], position("Kurakhove")
    ((48.05, 37.2), (48.05, 37.2), None)
    """
    written = text.strip()
    if len(_COMMA.findall(written)) == 2:
        written = _COMMA.sub(".", written)
    match = _pattern().fullmatch(written) if len(written) <= _LONGEST else None
    if match is None:
        return None
    angles = [_angle(match, n, written) for n in (1, 2)]
    axes = [axis for _, _, axis in angles]
    if axes[0] == 1 or axes[1] == 0:
        angles.reverse()
        axes.reverse()
    if axes not in ([0, 1], [None, None]):
        raise InputError(f"{written!r} names no latitude and longitude; write for example 48.05 N, 37.2 E")
    (lat, lat_step, _), (lon, lon_step, _) = angles
    for value, limit, what in ((lat, 90, "latitude"), (lon, 180, "longitude")):
        if abs(value) > limit:
            raise InputError(f"{what} {value:g} is out of range; degrees from -{limit} to {limit} count")
    half_m = math.hypot(lat_step, lon_step * math.cos(math.radians(lat))) / 2 * _DEGREE_M
    return Position(lat, lon, round(half_m, 1))


def _angle(match: re.Match[str], n: int, text: str) -> tuple[float, float, int | None]:
    """Return degrees, the step of their last digit, and what a letter says they are: latitude (0) or longitude (1)."""
    before, after = match[f"before{n}"], match[f"after{n}"]
    axis, half = _HALVES[(before or after).upper()] if before or after else (None, 1)
    value, step = 0.0, 1.0
    for name, parts in (("degrees", 1), ("minutes", 60), ("seconds", 3600)):
        number = match[f"{name}{n}"]
        if number is None:
            continue
        if parts > 1 and float(number) >= 60:
            raise InputError(f"{number} {name} of a degree in {text!r}; they go up to 59")
        value += float(number) / parts
        step = 10.0 ** -len(number.partition(".")[2]) / parts
    negative = match[f"sign{n}"] in ("-", "\u2212")
    if negative and axis is not None:
        raise InputError(f"{text!r} has both a sign and a letter; write for example 48.05 S or -48.05")
    return round(-value if negative else half * value, 12), step, axis
