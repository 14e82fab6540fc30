"""What lies under the reports: countries, oblasts and big rivers, embedded so that no tile server is asked.

The header says how many corners each ring and each line of a river has; the columns are the differences of all
corners, first of the rings, then of the rivers, whole numbers of the header's quanta (`geo.mapping.packing`).
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
    from collections.abc import Iterable, Iterator

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
        The language of the countries' and rivers' names.
    """
    try:
        raw = Outlines.open().raw
    except GazetteerError as error:
        _log.warning("the map has no country outlines: %s", error)
        return with_header({"countries": [], "oblasts": [], "rivers": [], "quantum_deg": 1.0}, [])
    called = tuple((code, names.area("country", code)) for code in raw["countries"])
    return _packed_outlines(called, names.lang)


def outlines_credit() -> list[str]:
    """Return whom to credit for the outlines."""
    try:
        credit = Outlines.open().raw.get("attribution")
    except GazetteerError:
        return []
    return [f"Outlines: {credit}"] if credit else []


@lru_cache(maxsize=4)
def _packed_outlines(called: tuple[tuple[str, str], ...], lang: str) -> str:
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
    rivers = raw.get("rivers", {}).values()
    header = {
        "quantum_deg": raw["quantum_deg"],
        "countries": countries,
        "oblasts": shapes[len(countries) :],
        "river_quantum_deg": raw.get("river_quantum_deg"),
        "rivers": [
            [river[f"name_{lang}"], river["rank"], [len(line) // 2 for line in river["lines"]]] for river in rivers
        ],
    }
    rings = [ring for area in areas for rings in area["polygons"] for ring in rings]
    lines = [line for river in rivers for line in river["lines"]]
    return with_header(header, [*_columns(rings), *_columns(lines)])


def _columns(lines: Iterable[list[int]]) -> Iterator[bytes]:
    steps = [step for line in lines for step in line]
    return planes(np.array(steps, dtype=np.int64).reshape(-1, 2))
