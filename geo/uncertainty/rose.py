"""The 32 points of the compass, and how far to either side a heading reaches."""

from __future__ import annotations

import math
import re

from geo.errors import InputError

_STEP_DEG = 11.25
ROSE = (
    *("N", "NBE", "NNE", "NEBN", "NE", "NEBE", "ENE", "EBN"),
    *("E", "EBS", "ESE", "SEBE", "SE", "SEBS", "SSE", "SBE"),
    *("S", "SBW", "SSW", "SWBS", "SW", "SWBW", "WSW", "WBS"),
    *("W", "WBN", "WNW", "NWBW", "NW", "NWBN", "NNW", "NBW"),
)
_LETTERS = {"NORTH": "N", "EAST": "E", "SOUTH": "S", "WEST": "W", "BY": "B"}
_WORDS = re.compile("|".join(_LETTERS))
_DEGREES_HALF_ANGLE = 1.0


def heading_deg(heading: float | str) -> tuple[float, float]:
    """Return the bearing of a heading and how far it reaches to either side, both in degrees.

    45 degrees for north, east, south and west, half of that for each finer kind of point, 1 for a number of degrees.

    Parameters
    ----------
    heading
        A point of the 32-point compass, "S", "NNW", "NbE", "south-west", or degrees clockwise from true north, from 0
        to 360.

    Raises
    ------
    InputError
        If it is neither.

    Examples
    --------
    >>> heading_deg("S"), heading_deg("north-east"), heading_deg("NbE"), heading_deg(200)
    ((180.0, 45.0), (45.0, 22.5), (11.25, 5.625), (200.0, 1.0))
    """
    if isinstance(heading, str):
        letters = _WORDS.sub(lambda word: _LETTERS[word[0]], re.sub(r"[\s_-]+", "", heading.upper()))
        if letters in ROSE:
            index = ROSE.index(letters)
            return index * _STEP_DEG, rose_half_angle_deg(index * _STEP_DEG)
    try:
        degrees = float(heading)
    except (TypeError, ValueError):
        degrees = math.nan
    if not 0 <= degrees <= 360:
        raise InputError(
            f"a heading is {str(heading)[:20]!r}; give a point of the compass such as 'SW', or 0 to 360 degrees"
        )
    return degrees % 360.0, _DEGREES_HALF_ANGLE


def rose_half_angle_deg(bearing_deg: float) -> float:
    """Return how far a bearing reaches to either side if it is a point of the compass: the coarsest that it can be.

    Examples
    --------
    >>> rose_half_angle_deg(90), rose_half_angle_deg(315), rose_half_angle_deg(22.5), rose_half_angle_deg(100)
    (45.0, 22.5, 11.25, 1.0)
    """
    for step in (90.0, 45.0, 22.5, _STEP_DEG):
        if bearing_deg % step == 0:
            return step / 2
    return _DEGREES_HALF_ANGLE
