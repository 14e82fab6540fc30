"""Names and phrases typed by a person: which place is meant, and where "10 km south of Kurakhove" is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.distance import inverse, parse
from geo.errors import AmbiguousPlaceError, InputError, UnknownPlaceError
from geo.names import fold
from geo.uncertainty import Location, located

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer
    from geo.model import Candidate, Place

# a town of so many people, and so many times as populous as the next, is the one meant where nothing else is said
DOMINANT_POPULATION, DOMINANT_TIMES = 10_000, 5
_SHOWN = 4


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


def locate(phrase: str, gazetteer: Gazetteer, *, region: str | None = None, near: Place | None = None) -> Location:
    """Return where a phrase says something is.

    Parameters
    ----------
    phrase
        Such as "10 km south of Kurakhove", "north of Sudzha" or "Kurakhove", in English, Ukrainian or Russian.
    gazetteer
        Where the anchor is looked up.
    region, near
        Which of several namesakes the anchor is, as for `choose`.

    Returns
    -------
    location
        Point (degrees, WGS 84), radius in metres and shape (EPSG:4326).

    Raises
    ------
    InputError
        If the phrase is neither a name nor a relation to one.
    UnknownPlaceError, AmbiguousPlaceError
        If its anchor is no place, or may be several.

    Examples
    --------
    >>> from geo.gazetteer import Gazetteer
    >>> location = locate("10 km south of Kurakhove", Gazetteer.open())
    >>> round(location.lat, 2), round(location.lon, 2)
    (47.9, 37.29)
    """
    if not phrase.strip():
        raise InputError('nothing to locate; write a place, or for example "10 km south of Kurakhove"')
    relation = parse(phrase)
    anchor = choose(relation.anchor if relation else phrase.strip(), gazetteer, region=region, near=near).place
    assert anchor.lat is not None
    assert anchor.lon is not None
    if relation is None:
        return located(anchor.lat, anchor.lon, anchor.uncertainty_m)
    return located(anchor.lat, anchor.lon, anchor.uncertainty_m, relation.distance_km, relation.bearing_deg)


def described(place: Place) -> str:
    """Return a place in a few words: name, id and where it belongs."""
    where = ", ".join(part for part in (place.admin.raion, place.admin.oblast, place.admin.country) if part)
    return f"{place.name} ({place.place_id}{': ' + where if where else ''})"


def _distance_km(place: Place, near: Place) -> float:
    if place.lat is None or place.lon is None or near.lat is None or near.lon is None:
        return float("inf")
    return inverse(near.lat, near.lon, place.lat, place.lon)[0]
