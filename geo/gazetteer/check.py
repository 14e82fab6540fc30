"""What is doubtful in a gazetteer: sources far apart, places outside their oblast, one place listed twice."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.gazetteer.fields import has_own_position
from geo.gazetteer.join import distance_km
from geo.names import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.gazetteer import Gazetteer
    from geo.model import Place

TWICE_KM = 1.0
# the outlines are generalised to about this
_OUTSIDE_DEG = 0.05


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing to look at: `apart`, `outside`, `twice` or `stale`; which place; what is odd; how far, in km."""

    kind: str
    place_id: str
    name: str
    what: str
    km: float | None = None


def check(gazetteer: Gazetteer) -> list[Doubt]:
    """Return what is doubtful in a gazetteer, the largest disagreements first.

    Parameters
    ----------
    gazetteer
        An open gazetteer.
    """
    return [*_apart(gazetteer), *_outside(gazetteer), *_twice(gazetteer), *_stale(gazetteer)]


def _apart(gazetteer: Gazetteer) -> Iterator[Doubt]:
    for place_id, name, first, second, km in gazetteer.facts.get("disagreements", []):
        place = gazetteer.get(place_id)
        yield Doubt("apart", place_id, place.name if place else name, f"{second} puts it {km:g} km from {first}", km)


def _outside(gazetteer: Gazetteer) -> Iterator[Doubt]:
    """Yield the settlements of Ukraine that lie outside the oblast they belong to."""
    import shapely

    from geo.gazetteer.outlines import Outlines
    from geo.gazetteer.sources.regions import oblasts

    outlines = Outlines.open().oblasts
    code_of = {oblast.name: oblast.code for oblast in oblasts()}
    by_oblast: defaultdict[str, list[Place]] = defaultdict(list)
    for place in gazetteer:
        if place.admin.country == "UA" and place.kind.is_settlement and has_own_position(place):
            by_oblast[place.admin.oblast].append(place)
    for oblast, places in by_oblast.items():
        code = code_of.get(oblast)
        if code is None:
            continue
        shape = shapely.buffer(outlines[code], _OUTSIDE_DEG)
        shapely.prepare(shape)
        at = np.array([(place.lon, place.lat) for place in places])
        for index in np.flatnonzero(~shapely.intersects_xy(shape, at)):
            place = places[int(index)]
            yield Doubt("outside", place.place_id, place.name, f"belongs to {oblast}, and lies outside it")


def _twice(gazetteer: Gazetteer) -> Iterator[Doubt]:
    """Yield pairs of settlements of one name so near to each other that they may be one."""
    by_name: defaultdict[tuple[str, str], list[Place]] = defaultdict(list)
    for place in gazetteer:
        if place.kind.is_settlement and has_own_position(place):
            by_name[place.admin.country, fold(place.name)].append(place)
    for places in by_name.values():
        places.sort(key=lambda place: (place.lat or 0.0, place.place_id))
        for at, first in enumerate(places):
            for second in places[at + 1 :]:
                if (second.lat or 0.0) - (first.lat or 0.0) > TWICE_KM / 110:
                    break
                km = distance_km((first.lat or 0.0, first.lon or 0.0), (second.lat or 0.0, second.lon or 0.0))
                if km <= TWICE_KM:
                    what = f"lies {km:.1f} km from {second.place_id} of the same name"
                    yield Doubt("twice", first.place_id, first.name, what, round(km, 1))


def _stale(gazetteer: Gazetteer) -> Iterator[Doubt]:
    for own in gazetteer.stale:
        what = "is corrected in own.csv and no longer listed; remove the row, or give it names and a position"
        yield Doubt("stale", own.place_id, own.name_en, what)
