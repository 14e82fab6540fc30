"""Places to geopy's `Location`s, and what their `raw` tells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from geopy.location import Location

from geo.distance import inverse, phrase
from geo.geocoder.areas import name_in
from geo.geocoder.asked import words
from geo.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.distance import Phrase
    from geo.geocoder.areas import Areas
    from geo.model import Candidate, Place
    from geo.uncertainty import Location as Located

_LICENCE = re.compile(r"\((CC[ -][^()]*|ODbL[^()]*|[Pp]ublic domain[^()]*)\)")


def raw_of(place: Place, areas: Areas) -> dict[str, Any]:
    """Return what is known of a place as a plain dict, which can be pickled and written as JSON."""
    return {
        "place_id": place.place_id,
        "name": place.name,
        "names": dict(place.names),
        "aliases": list(place.aliases),
        "kind": str(place.kind),
        "oblast": place.admin.oblast,
        "raion": place.admin.raion,
        "hromada": place.admin.hromada,
        "country": place.admin.country,
        "country_name": areas.country_title(place, "en"),
        "population": place.population,
        "uncertainty_m": round(float(place.uncertainty_m), 1),
        "source": place.source,
        "licence": _licence(place.source),
        "network": False,
    }


def _licence(source: str) -> str:
    """Return the licences of a place's sources: those it names itself, else those of the source's owner."""
    named = list(dict.fromkeys(_LICENCE.findall(source)))
    named += [licence for owner, licence in words()["licences"].items() if owner in source]
    return "; ".join(named)


def found(candidate: Candidate, areas: Areas, lang: str, rivals: Iterable[Place] = ()) -> Location:
    """Return a candidate as a `Location`."""
    place = candidate.place
    alternatives = [
        {
            "place_id": other.place_id,
            "name": other.name,
            "oblast": other.admin.oblast,
            "raion": other.admin.raion,
            "country": other.admin.country,
        }
        for other in rivals
    ]
    raw = raw_of(place, areas) | {
        "score": round(candidate.score, 3),
        "why": candidate.why,
        "ambiguous": bool(alternatives),
        "alternatives": alternatives,
    }
    return Location(areas.address(place, lang), (place.lat, place.lon, 0.0), raw)


def told(query: str, relation: Phrase, located: Located, anchor: Location) -> Location:
    """Return a point told from an anchor, "10 km south of Kurakhove", as a `Location`."""
    km, bearing = relation.distance_km, relation.bearing_deg
    raw = anchor.raw | {
        "place_id": None,
        "name": query,
        "names": {},
        "aliases": [],
        "kind": "point",
        "population": None,
        "uncertainty_m": round(located.radius_m, 1),
        "why": f"told from {anchor.raw['name']} ({anchor.raw['place_id']}): {anchor.raw['why']}",
        "anchor_id": anchor.raw["place_id"],
        "distance_km": km,
        "bearing_deg": bearing,
        "rel": str(relation.rel),
    }
    before = query[: query.rfind(relation.anchor)] if relation.anchor in query else f"{query}: "
    return Location(f"{before}{anchor.address}", (located.lat, located.lon, 0.0), raw)


def nearby(point: tuple[float, float], place: Place, areas: Areas, lang: str) -> Location:
    """Return a settlement near a point as a `Location`, with where the point lies from it."""
    km, bearing, _ = inverse(place.lat or 0.0, place.lon or 0.0, *point)
    told_so = phrase(point, place)
    raw = raw_of(place, areas) | {
        "distance_km": round(km, 3),
        "bearing_deg": round(bearing % 360, 1),
        "phrase": told_so,
        "score": None,
        "why": f"the point is {told_so}",
        "ambiguous": False,
        "alternatives": [],
    }
    return Location(areas.address(place, lang), (place.lat, place.lon, 0.0), raw)


def detailed(location: Location, place: Place, areas: Areas, lang: str) -> None:
    """Add Nominatim's `address` to the raw answer: the parts of the address under their usual keys."""
    key = {Kind.REGION: "state", Kind.DISTRICT: "county", Kind.COUNTRY: "country"}.get(place.kind, str(place.kind))
    parts = {
        "county": place.admin.raion,
        "municipality": place.admin.hromada,
        "state": areas.oblast_title(place, lang),
        "country": areas.country_title(place, lang),
        "country_code": place.admin.country.lower(),
    }
    location.raw["address"] = {key: name_in(place, lang)} | {
        name: value for name, value in parts.items() if value and name != key
    }


def named(location: Location, place: Place) -> None:
    """Add Nominatim's `namedetails` to the raw answer."""
    location.raw["namedetails"] = {"name": place.name} | {f"name:{lang}": name for lang, name in place.names.items()}
