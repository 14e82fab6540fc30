"""Which source each field of a place is from: read from and written to the one line that a place carries.

"names: KATOTTG; position, population: GeoNames (CC BY 4.0)" says it field by field; a line without a field in front is
the source of all. What stands after the last field is a remark.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.model import Place

NAMES, POSITION, POPULATION = FIELDS = ("names", "position", "population")
_NO_POSITION = "no position of its own"
_YEAR = re.compile(r" \d{4}(?=,|$)")
_SPELT = {"name": NAMES}


@lru_cache(maxsize=65536)
def parse(source: str) -> Mapping[str, str]:
    """Return the source of each field; remarks stand under the empty name.

    Examples
    --------
    >>> parse("name: KATOTTG; placed at its raion: no position of its own")
    {'names': 'KATOTTG', 'position': 'placed at its raion: no position of its own'}
    >>> parse("GeoNames (CC BY 4.0)")["population"]
    'GeoNames (CC BY 4.0)'
    """
    fields: dict[str, str] = {}
    for part in source.split("; "):
        head, colon, said = part.partition(": ")
        # a year may stand behind: "population 2010"
        heads = [_SPELT.get(name, name) for name in _YEAR.sub("", head).split(", ")]
        if colon and all(name in FIELDS for name in heads):
            fields.update(dict.fromkeys(heads, said))
        elif _NO_POSITION in part:
            fields[POSITION] = part
        elif not fields:
            fields.update(dict.fromkeys(FIELDS, part))
        else:
            fields[""] = f"{fields['']}; {part}" if "" in fields else part
    return fields


def render(fields: Mapping[str, str]) -> str:
    """Return the line that says which field is from where; fields of one source stand together."""
    sources: dict[str, list[str]] = {}
    for field in FIELDS:
        if said := fields.get(field):
            sources.setdefault(said, []).append(field)
    if len(sources) == 1 and len(next(iter(sources.values()))) == len(FIELDS):
        parts = list(sources)
    else:
        parts = [said if _NO_POSITION in said else f"{', '.join(heads)}: {said}" for said, heads in sources.items()]
    return "; ".join([*parts, fields[""]] if fields.get("") else parts)


def has_own_position(place: Place) -> bool:
    """Whether a place stands where a source puts it, not at the middle of the unit it belongs to."""
    return place.lat is not None and _NO_POSITION not in place.source
