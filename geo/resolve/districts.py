"""Names of districts, which reports write in three languages and all cases, and the gazetteer in one.

Kramatorsk district, Краматорського району, Kramatorskyi: what they share are the consonants before the suffix.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from geo.model import Kind
from geo.names import fold
from geo.names.skeleton import bones, common

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer

SHORTEST = 3
_SUFFIX = re.compile(r"sk[a-zA-Z]?$")
# the same with its vowels, of names too short without them: Rylsky, Рыльского
_FULL_SUFFIX = re.compile(r"sk[a-zA-Z]{0,4}$")
_RUSSIAN = re.compile(r"RU/([^/]+)/")
_regions: WeakKeyDictionary[Gazetteer, dict[str, str | None]] = WeakKeyDictionary()


@lru_cache(maxsize=8192)
def district_key(name: str) -> str:
    """Return what the forms of a district's name have in common; empty if too little is left of it.

    Parameters
    ----------
    name
        The name without the word for a district: `Kramatorsk`, `Краматорського`, `Kramatorskyi`.
    """
    form = common(fold(name))
    key = _SUFFIX.sub("", bones(form))
    if len(key) < SHORTEST:
        key = _FULL_SUFFIX.sub("", form)
    return key if len(key) >= SHORTEST else ""


def region_of_district(gazetteer: Gazetteer, key: str) -> str | None:
    """Return the code of the region that holds the district of this key; None if it is unknown, or if several do."""
    known = _regions.get(gazetteer)
    if known is None:
        known = {}
        for place in gazetteer.search("*", kind=Kind.DISTRICT, limit=None):
            unit, code = district_key(place.name), place.place_id.rpartition(":")[2]
            abroad = _RUSSIAN.match(code)
            region = f"RU:{fold(abroad[1])}" if abroad else code[:4]
            known[unit] = region if known.get(unit, region) == region else None
        _regions[gazetteer] = known
    return known.get(key)
