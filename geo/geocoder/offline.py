"""The answers of the gazetteer: what a query may mean, ranked, as geopy's `Location`s."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geopy.exc import GeocoderQueryError
from geopy.location import Location
from geopy.point import Point

from geo.errors import InputError
from geo.geocoder import answers, asked
from geo.geocoder.areas import Areas
from geo.geocoder.ranking import ALIKE, Box, Ranked, inside, ranked
from geo.locating import described
from geo.model import LANGUAGES, SETTLEMENT_KINDS, Candidate, Kind
from geo.names import skeleton
from geo.uncertainty import located_from

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.distance import Phrase
    from geo.gazetteer import Gazetteer
    from geo.geocoder.asked import Asked, Part
    from geo.model import Place


_SURE, _LIKENESS = 0.9, 0.7
_TELLING = 5
_SHOWN = 4
_FEATURES = {
    "country": frozenset({Kind.COUNTRY}),
    "state": frozenset({Kind.REGION}),
    "city": frozenset({Kind.CITY, Kind.TOWN}),
    "settlement": SETTLEMENT_KINDS,
}
# below these levels Nominatim answers with a country, and with a first-level unit
_COUNTRY_ZOOM, _STATE_ZOOM = 5, 10


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a caller asks for beside the query."""

    lang: str
    areas: tuple[Part, ...] = ()
    near: tuple[float, float] | None = None
    countries: frozenset[str] = frozenset()
    box: Box | None = None
    bounded: bool = False
    kinds: frozenset[Kind] | None = None
    addressdetails: bool = False
    namedetails: bool = False


class Offline:
    """The gazetteer's side of `FrontlineGeocoder`."""

    def __init__(self, gazetteer: Gazetteer, lang: str) -> None:
        self._gazetteer, self._lang = gazetteer, lang
        self._areas = Areas(gazetteer)

    def understood(self, query: object) -> Asked:
        """Return what a query asks for."""
        return asked.understood(query, self._areas.is_country)

    def wishes(self, asked_for: Mapping[str, Any], box: Box | None) -> Wishes:
        """Return what a caller asks for beside the query, checked."""
        featuretype, region, codes = asked_for["featuretype"], asked_for["region"], asked_for["country_codes"]
        if featuretype is not None and featuretype not in _FEATURES:
            raise GeocoderQueryError(f"featuretype is {featuretype!r}; known are {', '.join(_FEATURES)}")
        several = isinstance(region, Iterable) and not isinstance(region, str)
        regions = () if region is None else tuple(region) if several else (region,)
        codes = codes.split(",") if isinstance(codes, str) else codes or ()
        return Wishes(
            lang=self.language(asked_for["language"]),
            areas=tuple(part for one in regions for part in asked.area(one)),
            near=self.point_near(asked_for["near"]),
            countries=frozenset(str(code).strip().upper() for code in codes),
            box=box,
            bounded=bool(asked_for["bounded"]),
            kinds=_FEATURES[featuretype] if featuretype else None,
            addressdetails=bool(asked_for["addressdetails"]),
            namedetails=bool(asked_for["namedetails"]),
        )

    def language(self, language: str | bool | None) -> str:
        """Return the first language of a list, as browsers send it, in which addresses are written; else the own."""
        wanted = language.split(",") if isinstance(language, str) else ()
        tags = (tag.partition(";")[0].partition("-")[0].strip().lower() for tag in wanted)
        return next((tag for tag in tags if tag in LANGUAGES), self._lang)

    def point_near(self, near: Any) -> tuple[float, float] | None:
        """Return the position of a point, a `Location` or a name; None for None."""
        if near is None:
            return None
        if isinstance(near, Location):
            return near.latitude, near.longitude
        if isinstance(near, str) and any(letter.isalpha() for letter in near):
            found = self.ranked(self.understood(near), Wishes(self._lang))
            if not found.candidates:
                raise GeocoderQueryError(f"near {near[:60]!r}: there is no such place in the gazetteer")
            if found.rivals:
                raise GeocoderQueryError(f"near {near[:60]!r}: {ambiguity(near, found)}")
            place = found.candidates[0].place
            return place.lat or 0.0, place.lon or 0.0
        return position(near)

    def ranked(self, query: Asked, wishes: Wishes) -> Ranked:
        """Return the places that a query may mean."""
        if query.name is None:
            return Ranked(())
        narrowing = (*query.areas, *wishes.areas)
        tests = [self._areas.holder(part) for part in narrowing]

        def admitted(one: Candidate) -> bool:
            place = one.place
            return (
                place.lat is not None
                and (wishes.kinds is None or place.kind in wishes.kinds)
                and (not wishes.countries or place.admin.country in wishes.countries)
                and (wishes.box is None or not wishes.bounded or inside(place, wishes.box))
                and all(holds(place) for holds in tests)
            )

        named = self._named(query.name)
        found = [one for one in named if admitted(one)]
        # if those of the very name lie elsewhere, a name that shares but a few consonants with it is no answer
        if len(skeleton(query.name.bare)) < _TELLING and any(one.score >= _SURE for one in named):
            found = [one for one in found if one.score >= _LIKENESS]
        where = ", ".join(part.text for part in narrowing)
        return ranked(found, near=wishes.near, box=wishes.box, where=where)

    def _named(self, name: Part) -> list[Candidate]:
        """Return the candidates for a name: as written if a place is called so, else without the word before it."""
        whole = self._gazetteer.lookup(name.text)
        if name.kinds is None:
            return whole
        sure = [one for one in whole if one.score >= _SURE]
        if of_kind := [one for one in sure if one.place.kind in name.kinds]:
            return of_kind
        if sure and name.bare != name.text:
            return whole
        bare = self._gazetteer.lookup(name.bare)
        if not name.kinds & SETTLEMENT_KINDS:
            return [one for one in bare if one.place.kind in name.kinds]
        # people call a town a village, so that of namesakes the kind decides, but finds no other name
        settlements = [one for one in bare if one.place.kind.is_settlement]
        best = max((one.score for one in settlements), default=0.0)
        named_so = [one for one in settlements if one.score >= best - ALIKE and one.place.kind in name.kinds]
        return named_so or settlements

    def locations(self, text: Any, query: Asked, found: Ranked, wishes: Wishes) -> list[Location]:
        """Return ranked candidates as `Location`s; of a phrase, the points told from them."""
        locations = []
        for index, candidate in enumerate(found.candidates):
            location = answers.found(candidate, self._areas, wishes.lang, () if index else found.rivals)
            if query.relation:
                location = _told(text, query.relation, candidate, location)
            else:
                self._detail(location, candidate.place, wishes)
            locations.append(location)
        return locations

    def reversed(
        self, point: tuple[float, float], near: Iterable[tuple[Place, float]], zoom: int | None, wishes: Wishes
    ) -> list[Location]:
        """Return settlements near a point as `Location`s, or the countries or oblasts that hold them, each once."""
        locations: dict[str, Location] = {}
        for place, _ in near:
            area = None
            if zoom is not None and zoom < _STATE_ZOOM:
                admin = place.admin
                area = self._areas.country(admin.country) if zoom < _COUNTRY_ZOOM else self._areas.oblast(place)
            if area is None or area.lat is None:
                area, location = place, answers.nearby(point, place, self._areas, wishes.lang)
            else:
                why = f"the nearest settlement, {place.name}, is there"
                location = answers.found(Candidate(area, 1.0, why), self._areas, wishes.lang)
            self._detail(location, area, wishes)
            locations.setdefault(area.place_id, location)
        return list(locations.values())

    def _detail(self, location: Location, place: Place, wishes: Wishes) -> None:
        if wishes.addressdetails:
            answers.detailed(location, place, self._areas, wishes.lang)
        if wishes.namedetails:
            answers.named(location, place)


def _told(text: str, relation: Phrase, candidate: Candidate, anchor: Location) -> Location:
    try:
        at = located_from(candidate.place, relation.distance_km, relation.bearing_deg)
    except InputError as error:
        raise GeocoderQueryError(f"{text[:60]!r}: {error}") from error
    return answers.told(text.strip(), relation, at, anchor)


def position(query: Any) -> tuple[float, float]:
    """Return latitude and longitude; what is none raises what geopy's Nominatim raises, a ValueError."""
    if query is None or query == "":
        raise ValueError("Must be a coordinate pair or Point")
    try:
        point = query if isinstance(query, Point) else Point(query)
    except TypeError as error:
        raise ValueError("Must be a coordinate pair or Point") from error
    return point.latitude, point.longitude


def ambiguity(query: Any, found: Ranked) -> str:
    """Return the message of an ambiguous query."""
    alike = [found.candidates[0].place, *found.rivals]
    listed = "; ".join(described(place) for place in alike[:_SHOWN])
    more = f" and {len(alike) - _SHOWN} more" if len(alike) > _SHOWN else ""
    return f"{len(alike)} places may be {str(query)[:60]!r}: {listed}{more}; say which with region= or near="
