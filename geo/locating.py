"""Names and phrases typed by a person: which place is meant, and where "10 km south of Kurakhove" is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.distance import destination, inverse, parse, to_line
from geo.distance.positions import position
from geo.errors import AmbiguousPlaceError, InputError, UnknownPlaceError
from geo.model import Kind, Rel
from geo.names import fold
from geo.uncertainty import MAX_DISTANCE_KM, Hedge, Location, Policy, Told, Wording, located, located_from

if TYPE_CHECKING:
    from shapely import LineString, MultiLineString

    from geo.distance import Phrase
    from geo.gazetteer import Gazetteer
    from geo.model import Candidate, Place

# a town of so many people, and so many times as populous as the next, is the one meant where nothing else is said
DOMINANT_POPULATION, DOMINANT_TIMES = 10_000, 5
_SHOWN = 4
_MINUS = re.compile(r"(?<![\w.,])[-\u2212](?=\d)")
# the edge of a place is told of what lies this much farther out than it reaches, and no place reaches less than this
_EDGE_SHARE, _LEAST_REACH_M = 1.5, 500.0


@dataclass(frozen=True)
class Choice:
    """A place chosen for a name, and how many bear it."""

    place: Place
    namesakes: int
    why: str


def candidates(
    name: str, gazetteer: Gazetteer, *, region: str | None = None, near: Place | None = None
) -> list[Candidate]:
    """Return the settlements and areas that a name may mean, best first.

    Parameters
    ----------
    name
        The name as typed.
    gazetteer
        Where to look.
    region
        Only places in this oblast or raion (English name, or its beginning).
    near
        Rank by distance from this place instead of by name and size.

    Raises
    ------
    UnknownPlaceError
        If none bears the name; the message offers the nearest spellings.
    """
    found = gazetteer.lookup(name)
    if not found:
        suggestions = gazetteer.suggest(name)
        hint = f"; did you mean {', '.join(suggestions)}?" if suggestions else ""
        raise UnknownPlaceError(f"no place is called {name!r}{hint}")
    if region is not None:
        wanted = fold(region)
        inside = [
            candidate
            for candidate in found
            if any(
                fold(unit).startswith(wanted) for unit in (candidate.place.admin.oblast, candidate.place.admin.raion)
            )
        ]
        if not inside:
            elsewhere = ", ".join(
                sorted({candidate.place.admin.oblast for candidate in found if candidate.place.admin.oblast})[:6]
            )
            raise UnknownPlaceError(f"no place called {name!r} is in {region!r}; there are some in: {elsewhere}")
        found = inside
    if near is not None and near.lat is not None and near.lon is not None:
        found = sorted(found, key=lambda candidate: _distance_km(candidate.place, near))
    return found


def choose(name: str, gazetteer: Gazetteer, *, region: str | None = None, near: Place | None = None) -> Choice:
    """Return the one place that a name means.

    Parameters
    ----------
    name, gazetteer, region, near
        As for `candidates`. With `near`, the nearest is chosen.

    Raises
    ------
    UnknownPlaceError
        If no place bears the name.
    AmbiguousPlaceError
        If several do and none stands out; the message lists them.
    """
    found = [
        candidate
        for candidate in candidates(name, gazetteer, region=region, near=near)
        if candidate.place.lat is not None
    ]
    if not found:
        raise UnknownPlaceError(f"{name!r} has no position in the gazetteer")
    alike = [candidate for candidate in found if candidate.score >= found[0].score - 0.06]
    if near is not None:
        return Choice(found[0].place, len(found), f"of {len(found)} so named, the one nearest to {near.name}")
    if len(alike) == 1:
        return Choice(found[0].place, len(found), found[0].why)
    sizes = sorted((candidate.place.population or 0 for candidate in alike), reverse=True)
    largest = max(alike, key=lambda candidate: candidate.place.population or 0)
    if sizes[0] >= max(DOMINANT_POPULATION, DOMINANT_TIMES * sizes[1]):
        return Choice(largest.place, len(found), f"of {len(found)} so named, by far the largest")
    # a village of Russia goes by its own name, not by what Ukraine's press makes of it
    reported = [
        candidate
        for candidate in alike
        if candidate.place.often_reported
        and (
            candidate.place.admin.country == "UA"
            or fold(name) in (fold(candidate.place.name), fold(candidate.place.names.get("ru", "")))
        )
    ]
    if len(reported) == 1:
        return Choice(reported[0].place, len(found), f"of {len(found)} so named, the one front-line reports name")
    listed = "; ".join(described(candidate.place) for candidate in alike[:_SHOWN])
    more = f" and {len(alike) - _SHOWN} more" if len(alike) > _SHOWN else ""
    raise AmbiguousPlaceError(
        f"{len(alike)} places are called {name!r}: {listed}{more}; say which with --in REGION or --near PLACE"
    )


def choose_pair(first: str, second: str, gazetteer: Gazetteer) -> tuple[Choice, Choice]:
    """Return the two places that two names mean; of namesakes of one, that nearest to the other.

    Raises
    ------
    UnknownPlaceError
        If no place bears one of the names.
    AmbiguousPlaceError
        If both names have namesakes and none stands out.
    """
    try:
        one = choose(first, gazetteer)
    except AmbiguousPlaceError:
        other = choose(second, gazetteer)
        return choose(first, gazetteer, near=other.place), other
    try:
        return one, choose(second, gazetteer)
    except AmbiguousPlaceError:
        return one, choose(second, gazetteer, near=one.place)


def locate(
    phrase: str,
    gazetteer: Gazetteer,
    *,
    region: str | None = None,
    near: Place | None = None,
    line: MultiLineString | LineString | None = None,
) -> Location:
    """Return where a phrase says something is.

    Parameters
    ----------
    phrase
        Such as "10 km south of Kurakhove", "north of Sudzha", "halfway between Pokrovsk and Dnipro", "the western edge
        of Toretsk", "Kurakhove" or "48.05, 37.2", in English, Ukrainian or Russian.
    gazetteer
        Where the anchor is looked up.
    region, near
        Which of several namesakes the anchor is, as for `choose`.
    line
        The front line or border, EPSG:4326, for what is told from it; with `near`, the place that tells which part of
        it is meant.

    Returns
    -------
    location
        Point (degrees, WGS 84), radius in metres and shape (EPSG:4326).

    Raises
    ------
    InputError
        If the phrase is neither a name nor a relation to one, or is told from a line that was not given.
    UnknownPlaceError, AmbiguousPlaceError
        If its anchor is no place, or may be several.

    Examples
    --------
    >>> from geo.gazetteer import Gazetteer
    >>> location = locate("10 km south of Kurakhove", Gazetteer.open())
    >>> round(location.lat, 2), round(location.lon, 2)
    (47.9, 37.29)
    """
    text = phrase.strip()
    if not text:
        raise InputError('nothing to locate; write a place, or for example "10 km south of Kurakhove"')
    relation = parse(text)
    if relation is None and (typed := position(text)) is not None:
        return _disc(typed.lat, typed.lon, typed.uncertainty_m, text)
    if relation is None and _MINUS.search(text) and parse(_MINUS.sub("", text, count=1)) is not None:
        raise InputError(f"{text[:60]!r}: a distance is not negative; name the opposite direction")
    if relation is not None and relation.line in ("front line", "border"):
        return _from_line(relation, text, near, line)
    if relation is not None and relation.ends:
        return _between(relation, text, _both(relation.ends, gazetteer, region, near))
    river = _river(relation, gazetteer) if relation is not None and relation.line == "river" else None
    anchor = river or choose(relation.anchor if relation else text, gazetteer, region=region, near=near).place
    # in a place: its name alone, "at X", and "along the X" of a river, of which the gazetteer has but the point
    if relation is None or relation.distance_km == 0 or (relation.rel is Rel.ALONG and relation.bearing_deg is None):
        return located_from(anchor, told=Told.IN, wording=Wording(text))
    if relation.rel is Rel.OUTSKIRTS:
        return _on_edge(anchor, relation.bearing_deg, text)
    km, wording = _worded(relation, text)
    return located_from(anchor, km, relation.bearing_deg, wording=wording)


def _worded(relation: Phrase, text: str) -> tuple[float | None, Wording]:
    """Return the distance of a relation, of a range its first, and how it is worded."""
    km, to_km = relation.range_km or (relation.distance_km, None)
    return km, Wording(text, Hedge(relation.hedge), to_km, relation.also_km, relation.unit or None)


def _disc(lat: float, lon: float, radius_m: float, text: str) -> Location:
    return located(lat, lon, radius_m, told=Told.IN, policy=Policy.STRICT, wording=Wording(text))


def _river(relation: Phrase, gazetteer: Gazetteer) -> Place | None:
    """Return the one water of the name, if the gazetteer has it."""
    waters = [one.place for one in gazetteer.lookup(relation.anchor) if one.place.kind is Kind.WATER]
    return waters[0] if len(waters) == 1 and waters[0].lat is not None else None


def _both(ends: tuple[str, ...], gazetteer: Gazetteer, region: str | None, near: Place | None) -> tuple[Place, Place]:
    first, second = ends
    if region is None and near is None:
        one, other = choose_pair(first, second, gazetteer)
    else:
        one, other = (choose(name, gazetteer, region=region, near=near) for name in ends)
    return one.place, other.place


def _between(relation: Phrase, text: str, ends: tuple[Place, Place]) -> Location:
    """Return the middle between two places; what is meant lies within half the way of it, halfway within a quarter."""
    first, second = ends
    assert first.lat is not None
    assert first.lon is not None
    assert second.lat is not None
    assert second.lon is not None
    km, bearing, _ = inverse(first.lat, first.lon, second.lat, second.lon)
    if not 0 < km <= MAX_DISTANCE_KM:
        raise InputError(
            f"{described(first)} and {described(second)} are {km:,.0f} km apart; two places up to "
            f"{MAX_DISTANCE_KM:,.0f} km apart have something between them"
        )
    lat, lon = destination(first.lat, first.lon, bearing, km / 2)
    reach_m = km * 1000 / (4 if relation.halfway else 2)
    return _disc(lat, lon, reach_m + max(first.uncertainty_m, second.uncertainty_m), text)


def _on_edge(place: Place, bearing_deg: float | None, text: str) -> Location:
    """Return the edge of a place on one side, or all of it: the edge lies as far out as the place reaches."""
    assert place.lat is not None
    assert place.lon is not None
    reach_m = max(place.uncertainty_m, _LEAST_REACH_M)
    if bearing_deg is None:
        return _disc(place.lat, place.lon, reach_m * _EDGE_SHARE, text)
    lat, lon = destination(place.lat, place.lon, bearing_deg, reach_m / 1000)
    return _disc(lat, lon, reach_m, text)


def _from_line(relation: Phrase, text: str, near: Place | None, line: MultiLineString | LineString | None) -> Location:
    """Return what is told from a line, at the point of it that is nearest to a place."""
    if line is None:
        how = "--control FILE (from Python, line=)" if relation.line == "front line" else "line= from Python"
        raise InputError(f"{text[:60]!r} is told from the {relation.line}, which is no place; give it with {how}")
    if near is None or near.lat is None or near.lon is None:
        raise InputError(f"{text[:60]!r}: the {relation.line} is long; say with --near PLACE which part of it is meant")
    if relation.rel is Rel.NEAR and relation.distance_km is None:
        raise InputError(f"{text[:60]!r} does not say how far from the {relation.line}; write for example '3 km from'")
    _, _, lat, lon = to_line(near.lat, near.lon, line)
    km, wording = _worded(relation, text)
    return located(lat, lon, 0.0, km, relation.bearing_deg, wording=wording)


def described(place: Place) -> str:
    """Return a place in a few words: name, id and where it belongs."""
    where = ", ".join(part for part in (place.admin.raion, place.admin.oblast, place.admin.country) if part)
    return f"{place.name} ({place.place_id}{': ' + where if where else ''})"


def _distance_km(place: Place, near: Place) -> float:
    if place.lat is None or place.lon is None or near.lat is None or near.lon is None:
        return float("inf")
    return inverse(near.lat, near.lon, place.lat, place.lon)[0]
