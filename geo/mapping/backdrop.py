"""What lies under the reports: countries and oblasts, embedded so that no tile server is asked.

The header says how many corners each ring has; the columns are the differences of all corners, whole numbers of the
header's quantum (`geo.mapping.packing`).
"""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import GazetteerError
from geo.gazetteer.outlines import Outlines
from geo.mapping.packing import planes, with_header

if TYPE_CHECKING:
    from geo.mapping.language import Names

_log = logging.getLogger(__name__)

# where main places are named: degrees, WGS 84; and how small they may be, in Ukraine and elsewhere
SOUTH, WEST, NORTH, EAST = 43.5, 21.0, 56.5, 47.0
LOWEST_POPULATION = 10_000
LOWEST_POPULATION_ABROAD = 30_000


def backdrop_block(names: Names) -> str:
    """Return the backdrop, packed.

    Without outlines it is empty, with a warning: a map without a backdrop is poorer, not wrong.

    Parameters
    ----------
    names
        The language of the countries' names.
    """
    try:
        raw = Outlines.open().raw
    except GazetteerError as error:
        _log.warning("the map has no country outlines: %s", error)
        return with_header({"countries": [], "oblasts": [], "quantum_deg": 1.0}, [])
    called = tuple((code, names.area("country", code)) for code in raw["countries"])
    return _packed_outlines(called)


def outlines_credit() -> list[str]:
    """Return whom to credit for the outlines."""
    try:
        credit = Outlines.open().raw.get("attribution")
    except GazetteerError:
        return []
    return [f"Outlines: {credit}"] if credit else []


@lru_cache(maxsize=4)
def _packed_outlines(called: tuple[tuple[str, str], ...]) -> str:
    raw = Outlines.open().raw
    names = dict(called)
    areas = [*raw["countries"].values(), *raw["oblasts"].values()]
    # per polygon the lengths of its rings; the corners follow in one row
    shapes = [[[len(ring) // 2 for ring in rings] for rings in area["polygons"]] for area in areas]
    countries = [
        # a name of the gazetteer, unless it has none for the code
        [code, area["name_en"] if names[code] == code else names[code], shape]
        for (code, area), shape in zip(raw["countries"].items(), shapes, strict=False)
    ]
    header = {
        "quantum_deg": raw["quantum_deg"],
        "countries": countries,
        "oblasts": shapes[len(countries) :],
    }
    corners = [step for area in areas for rings in area["polygons"] for ring in rings for step in ring]
    return with_header(header, planes(np.array(corners, dtype=np.int64).reshape(-1, 2)))
