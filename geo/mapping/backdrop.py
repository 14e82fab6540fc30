"""What lies under the reports: countries, oblasts and main places, embedded so that no tile server is asked."""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import Any

from geo.errors import GazetteerError
from geo.gazetteer import Gazetteer
from geo.gazetteer.outlines import Outlines
from geo.mapping.payload import safe_json

_log = logging.getLogger(__name__)

# where main places are named: degrees, WGS 84; and how small they may be, in Ukraine and elsewhere
SOUTH, WEST, NORTH, EAST = 43.5, 21.0, 56.5, 47.0
LOWEST_POPULATION = 10_000
LOWEST_POPULATION_ABROAD = 30_000


@lru_cache(maxsize=1)
def backdrop_json() -> str:
    """Return the backdrop as JSON that may stand inside a script element.

    A part whose data is not installed is left out, with a warning: a map without a backdrop is poorer, not wrong.
    """
    outlines, outlines_credit = _outlines()
    places, gazetteer_credits = _main_places()
    return safe_json({"outlines": outlines, "places": places, "credits": [*outlines_credit, *gazetteer_credits]})


def _outlines() -> tuple[dict[str, Any], list[str]]:
    try:
        raw = Outlines.open().raw
    except GazetteerError as error:
        _log.warning("the map has no country outlines: %s", error)
        return {"quantum_deg": 1.0, "countries": [], "oblasts": []}, []
    parts = {
        "quantum_deg": raw["quantum_deg"],
        "countries": [[code, area["name_en"], area["polygons"]] for code, area in raw["countries"].items()],
        "oblasts": [area["polygons"] for area in raw["oblasts"].values()],
    }
    return parts, [f"Outlines: {raw['attribution']}"] if raw.get("attribution") else []


def _main_places() -> tuple[list[list[Any]], list[str]]:
    """Return `[name, lon, lat, population]` of the main settlements, positions in 1e-3 degree, and whom to credit."""
    try:
        gazetteer = Gazetteer.open()
    except GazetteerError as error:
        _log.warning("the map names no main places: %s", error)
        return [], []
    populations = gazetteer.populations
    lat, lon = gazetteer.latlon.T
    inside = (lat > SOUTH) & (lat < NORTH) & (lon > WEST) & (lon < EAST)
    rows = (inside & (populations >= LOWEST_POPULATION)).nonzero()[0]
    places = (gazetteer.place(row) for row in sorted(rows.tolist(), key=lambda row: (-int(populations[row]), row)))
    named = [
        [place.name, round(place.lon * 1000), round(place.lat * 1000), place.population]
        for place in places
        if place.kind.is_settlement and place.lat is not None and place.lon is not None and place.population is not None
        if place.admin.country == "UA" or place.population >= LOWEST_POPULATION_ABROAD
    ]
    return named, [f"{source['name']}: {source['licence']}" for source in gazetteer.facts.get("sources", ())]
