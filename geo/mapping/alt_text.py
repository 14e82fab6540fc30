"""What a map of a date shows, in words, for those who cannot see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.mapping.payload import view
from geo.mapping.still.ground import main_towns
from geo.mapping.still.words import Words, plain

if TYPE_CHECKING:
    from geo.day_layers import DayLayers
    from geo.gazetteer import Gazetteer

    Bounds = tuple[float, float, float, float]

MOST_CHARACTERS = 600
# the line is told by towns so near to it, of so many people at least, and so many of them
_NEAR_KM = 20.0
_PEOPLE = 10_000
_MOST_TOWNS = 6
_LOOKED_AT = 400
_MOST_NAMES = 4
_LONGEST_NAME = 30
# what the opening view is widened by, so that the line beside the claims is in it
_WIDER = 0.15
# so far at least from its middle to its edge: a map of one mark opens as wide
_LEAST_DEG = 0.3
_KM_A_DEGREE = 111.2


def alt_text(
    day: DayLayers, lang: str = "en", *, bounds: Bounds | None = None, gazetteer: Gazetteer | None = None
) -> str:
    """Return what a map of a date shows in under 600 characters: the line, how many claims by whom, the weightiest.

    Parameters
    ----------
    day
        The layers of the date.
    lang
        `en`, `uk` or `ru`.
    bounds
        What the map shows: west, south, east, north, degrees WGS 84; by default about what it opens with.
    gazetteer
        Where towns and names are looked up; by default the one that `Gazetteer.open` opens.

    Raises
    ------
    InputError
        If there are no words in that language.
    """
    words = Words(lang, gazetteer)
    if bounds is None:
        (south, west), (north, east) = view(day)
        wide, high = (max(span * _WIDER, _LEAST_DEG - span / 2) for span in (east - west, north - south))
        bounds = (west - wide, south - high, east + wide, north + high)
    # shorter and shorter until it fits: fewer names each time
    text = ""
    for most in range(_MOST_NAMES, -1, -1):
        text = _told(day, words, bounds, most)
        if len(text) < MOST_CHARACTERS:
            return text
    return plain(text, MOST_CHARACTERS - 1)


def _told(day: DayLayers, words: Words, bounds: Bounds, most: int) -> str:
    date = words.date(day.date)
    parts = [words("alt.shows" if day.control is not None else "alt.reports_only", date=date)]
    towns = _along(day, words, bounds)
    if towns:
        # at least two, so that it is seen which way the line runs
        parts.append(words("alt.line_past", towns=", ".join(_spread(towns, max(most + 2, 2)))))
    elif day.front_line is not None and len(day.front_line):
        parts.append(words("alt.line"))
    claims = [part for actor in ("RU", "UA") if (part := _claims(day, words, actor, most))]
    parts += claims or [words("alt.no_claims")]
    if len(day.strikes):
        parts.append(words("alt.strikes", count=len(day.strikes)))
    if len(day.undecided) and most:
        names = list(dict.fromkeys(plain(name, _LONGEST_NAME) for name in day.undecided["surface"].tolist()))
        parts.append(words("alt.undecided", names=_listed(words, names, most)))
    if claims:
        parts.append(words("note"))
    return " ".join(parts)


def _claims(day: DayLayers, words: Words, actor: str, most: int) -> str:
    """Return how many claims there are of what a side did, what they are, and where the weightiest."""
    chosen = day.claims[day.claims["actor"] == actor]
    if not len(chosen):
        return ""
    names: dict[str, list[str]] = {}
    columns = (chosen[name].tolist() for name in ("event", "place_id", "name"))
    rows: list[tuple[str, Any, str]] = list(zip(*columns, strict=True))
    # what was taken first: that is the news
    for event, place_id, name in sorted(rows, key=lambda row: row[0] not in ("captured", "liberated")):
        called = plain(words.name(place_id, name), _LONGEST_NAME)
        names.setdefault(event, [])
        if called not in names[event]:
            names[event].append(called)
    told = [
        words(f"alt.{event}") + (f": {_listed(words, listed, most)}" if most else f": {len(listed)}")
        for event, listed in names.items()
    ]
    return words("alt.claims", forces=words(f"alt.{actor}"), count=len(chosen), what="; ".join(told))


def _listed(words: Words, names: list[str], most: int) -> str:
    joined = ", ".join(names[:most])
    return joined if len(names) <= most else words("alt.more", names=joined)


def _along(day: DayLayers, words: Words, bounds: Bounds) -> list[str]:
    """Return the towns beside the front line in some bounds, from north to south."""
    if day.front_line is None or words.gazetteer is None or not len(day.front_line):
        return []
    line = shapely.clip_by_rect(shapely.union_all(day.front_line.geometry.to_numpy()), *bounds)
    if line.is_empty:
        return []
    # in degrees of latitude: near enough to say what lies beside a line
    narrow = float(np.cos(np.radians((bounds[1] + bounds[3]) / 2)))
    squeezed = shapely.transform(line, lambda places: places * (narrow, 1.0))
    shapely.prepare(squeezed)
    towns = main_towns(words.gazetteer, bounds, _PEOPLE, _LOOKED_AT)
    points = shapely.points([((town.lon or 0.0) * narrow, town.lat or 0.0) for town in towns])
    near = np.asarray(shapely.dwithin(points, squeezed, _NEAR_KM / _KM_A_DEGREE)).tolist()
    beside = [town for town, is_near in zip(towns, near, strict=True) if is_near]
    return [words.own_name(town) for town in sorted(beside, key=lambda town: -(town.lat or 0.0))]


def _spread(names: list[str], most: int) -> list[str]:
    """Return at most so many of some names, evenly from first to last."""
    most = min(most, _MOST_TOWNS)
    if len(names) <= most:
        return names
    chosen = np.linspace(0, len(names) - 1, most).round().astype(int)
    return [names[number] for number in chosen.tolist()]
