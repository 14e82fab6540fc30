"""A change of control in words, from the table `wording.toml`."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from geo.control.metric import to_plane
from geo.control.sectors import towns
from geo.errors import InputError
from geo.model import Actor

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from geo.control.change import Changes

    Words = Mapping[str, Any]

# a town this near the middle of what changed is not told a direction from
_AROUND_KM = 3.0
_MOSTLY = 0.5
_WHOLE_FROM_KM2, _LEAST_KM2 = 10.0, 0.1
# so many settlements are named, the most populous; the rest are counted
_MOST_NAMES = 12


def told(changes: Changes, lang: str) -> str:
    """Say what changed.

    Parameters
    ----------
    changes
        The changes.
    lang
        A language of the table.

    Raises
    ------
    InputError
        If there are no words in that language.
    """
    words = words_in(lang)
    real = changes.ground[~changes.ground["is_noise"]]
    what = _gains(real, words) + _others(changes, words)
    text = _joined(what, words)
    text = words["sentence"].format(text=text + _settlements(changes, words)) if text else words["unchanged"]
    dates = _dates(changes.date_from, changes.date_to, words)
    return str(words["between"].format(**dates, what=text)) + _noise(changes, words)


@lru_cache(maxsize=8)
def words_in(lang: str) -> Words:
    """Return the words of a language; `InputError` if there are none."""
    import tomllib
    from importlib.resources import files

    table = tomllib.loads(files("geo.control").joinpath("wording.toml").read_text(encoding="utf-8"))
    if lang not in table:
        raise InputError(f"changes are told in {', '.join(table)} only, not in {lang[:20]!r}")
    words: Words = table[lang]
    return words


def _dates(first: dt.date, last: dt.date, words: Words) -> dict[str, str]:
    def written(day: dt.date, form: str) -> str:
        return str(words[form].format(day=day.day, month=words["months"][day.month - 1], year=day.year))

    form = "day"
    if first.year == last.year:
        form = "day_of_same_month" if first.month == last.month else "day_of_same_year"
    return {"date_from": written(first, form), "date_to": written(last, "day")}


def _gains(real: gpd.GeoDataFrame, words: Words) -> list[tuple[str, bool]]:
    """Say what each side gained; beside each, whether a place is told in it."""
    found: list[tuple[str, bool]] = []
    for side in sorted(Actor, key=lambda side: -real.loc[real["holder_to"] == side.value, "area_km2"].sum()):
        own = real[real["holder_to"] == side.value]
        if not len(own):
            continue
        total = float(own["area_km2"].sum())
        form = words["gained_too" if found else "gained"]
        text = form.format(side=words["sides"][side.value], km2=km2_text(total, words))
        by_sector = own.groupby("sector")["area_km2"].sum()
        sector, most = str(by_sector.idxmax()), float(by_sector.max())
        where = where_text(own[own["sector"] == sector], words)
        form = words["mostly" if most > _MOSTLY * total else "largest"]
        found.append((text + form.format(where=where, km2=km2_text(most, words)), True))
    return found


def _others(changes: Changes, words: Words) -> list[tuple[str, bool]]:
    """Say what came to be held by neither side."""
    return [
        (
            words["changed"].format(km2=km2_text(km2, words), before=words["sides"][one], after=words["sides"][other]),
            False,
        )
        for (one, other), km2 in changes.transitions().items()
        if other not in set(Actor)
    ]


def where_text(own: gpd.GeoDataFrame, words: Words) -> str:
    """Say where pieces of ground of one sector lie, from the nearest town that the sector is named after."""
    import numpy as np
    import shapely

    sector = own["sector"].iloc[0]
    middle = shapely.get_coordinates(
        shapely.centroid(shapely.transform(shapely.union_all(own.geometry.values), to_plane))
    )
    named = [town for town in towns() if town.sector == sector]
    away = middle - to_plane(np.array([[town.lon, town.lat] for town in named]))
    nearest = int(np.hypot(*away.T).argmin())
    east, north = away[nearest].tolist()
    town = named[nearest].name
    if math.hypot(east, north) < _AROUND_KM * 1000:
        return str(words["around"].format(town=town))
    direction = words["compass"][round(math.degrees(math.atan2(east, north)) % 360 / 45) % 8]
    return str(words["away"].format(direction=direction, town=town))


def _joined(what: Sequence[tuple[str, bool]], words: Words) -> str:
    text = ""
    for index, (one, _) in enumerate(what):
        if index:
            text += words["after_place"] if what[index - 1][1] else words["join"]
        text += one
    return text


def _settlements(changes: Changes, words: Words) -> str:
    if changes.settlements is None:
        return ""
    real = changes.settlements[~changes.settlements["is_noise"]]
    if not len(real):
        return str(words["settlements_none"])
    lists = []
    for side in words["sides"]:
        names = real.loc[real["holder_to"] == side, "name"].tolist()
        if names:
            lists.append(words["settlements_to"].format(names=listed(names, words), side=words["sides"][side]))
    form = words["settlements_one" if len(real) == 1 else "settlements_other"]
    return str(form.format(count=len(real), list=words["comma"].join(lists)))


def listed(names: Sequence[str], words: Words) -> str:
    """Return the first names as a list in words, and how many more there are."""
    shown = list(names[:_MOST_NAMES])
    if len(names) > len(shown):
        shown.append(words["more"].format(count=len(names) - len(shown)))
    return str(words["join"].join(part for part in (words["comma"].join(shown[:-1]), shown[-1]) if part))


def _noise(changes: Changes, words: Words) -> str:
    km2 = float(changes.ground.loc[changes.ground["is_noise"], "area_km2"].sum())
    if km2 == 0:
        return ""
    return str(words["noise"].format(width=f"{changes.noise_width_m:g}", km2=km2_text(km2, words)))


def km2_text(km2: float, words: Words) -> str:
    """Return an area in km² as it is told: rounded as it is large, in the language's figures."""
    if km2 < _LEAST_KM2 / 2:
        return str(words["less_than"].format(km2=f"{_LEAST_KM2:g}".replace(".", words["decimal"])))
    if round(km2, 1) < _WHOLE_FROM_KM2:
        return f"{km2:.1f}".replace(".", words["decimal"])
    return f"{km2:,.0f}".replace(",", words["thousands"])
