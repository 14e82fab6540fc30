"""Oblasts, raions and countries: whether one holds a place, and how an address names them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from geo.geocoder.asked import words
from geo.model import Kind
from geo.names import skeleton

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo.gazetteer import Gazetteer
    from geo.geocoder.asked import Part
    from geo.model import Place

_AREA_KINDS = frozenset({Kind.REGION, Kind.DISTRICT, Kind.COUNTRY})
_CENTRE_KINDS = frozenset({Kind.CITY, Kind.TOWN})
# below this a name is another spelling, or a guess, which is too little to name an area by
_SURE = 0.85
# "Volnovakha raion" is Volnovaskyi: what an adjective keeps of its town's name, in letters of the skeleton
_STEM = 3
_REMEMBERED = 1024


class Areas:
    """The areas of a gazetteer, found by its public look-ups and remembered."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._oblasts: dict[tuple[str, str], Place | None] = {}
        # addresses name the same few areas again and again
        self.holder = lru_cache(maxsize=_REMEMBERED)(self._holder)
        self.is_country = lru_cache(maxsize=_REMEMBERED)(self._is_country)

    def country(self, code: str) -> Place | None:
        """Return the country of an ISO code, or None."""
        return self._gazetteer.get(f"ADM0:{code.upper()}") if code else None

    def _is_country(self, text: str) -> bool:
        """Whether a text names a country, by a name or its ISO code."""
        return self.country(text) is not None or any(area.kind is Kind.COUNTRY for area in self._named(text))

    def oblast(self, place: Place) -> Place | None:
        """Return the first-level unit that a place belongs to, or None where the gazetteer does not have it."""
        key = (place.admin.country, place.admin.oblast)
        if key not in self._oblasts:
            found = self._gazetteer.lookup(key[1]) if key[1] else []
            self._oblasts[key] = next(
                (
                    one.place
                    for one in found
                    if one.place.kind is Kind.REGION and one.place.name == key[1] and one.place.admin.country == key[0]
                ),
                None,
            )
        return self._oblasts[key]

    def _named(self, text: str) -> Iterator[Place]:
        known = self._gazetteer.get(text)
        if known is not None and known.kind in _AREA_KINDS:
            yield known
        for found in self._gazetteer.lookup(text):
            if found.place.kind in _AREA_KINDS and found.score >= _SURE:
                yield found.place

    def _holder(self, part: Part) -> Callable[[Place], bool]:
        """Return a test whether a place lies in the area that a part of an address names.

        An area is named by its name in any language and case, by its id, by the town it is called after, a country
        also by its ISO code.
        """
        named = [*self._named(part.text), *self._named(part.bare)]
        named += [country] if (country := self.country(part.text)) else []
        if part.level == "oblast":
            named = [area for area in named if area.kind is Kind.REGION]
        if part.level == "raion":
            named = [area for area in named if area.kind is Kind.DISTRICT]
        key, centres = skeleton(part.bare), self._centres(part)

        def holds(place: Place) -> bool:
            admin = place.admin
            if any(self._contains(area, place) for area in named):
                return True
            if part.level != "oblast":
                units = [(level, unit) for level, unit in (("raion", admin.raion), ("hromada", admin.hromada)) if unit]
                for level, unit in units:
                    here = (admin.oblast, level, unit)
                    if part.level in (None, level) and (skeleton(unit) == key or here in centres):
                        return True
            return part.level in (None, "oblast") and key in self._oblast_keys(place)

        return holds

    def _centres(self, part: Part) -> set[tuple[str, str, str]]:
        """Return the raions and hromadas that are called after a town of the part's name."""
        if part.level == "oblast":
            return set()
        stem = skeleton(part.bare)[:_STEM]
        towns = [one.place for one in self._gazetteer.lookup(part.bare) if one.score >= _SURE]
        return {
            (town.admin.oblast, level, unit)
            for town in towns
            if town.kind in _CENTRE_KINDS or town.often_reported
            for level, unit in (("raion", town.admin.raion), ("hromada", town.admin.hromada))
            if unit and skeleton(unit)[:_STEM] == stem
        }

    def _oblast_keys(self, place: Place) -> set[str]:
        names = {place.admin.oblast, place.admin.oblast.removesuffix(words()["address"]["city_suffix"])}
        if oblast := self.oblast(place):
            names |= {*oblast.names.values(), *oblast.aliases}
        return {skeleton(name) for name in names if name}

    @staticmethod
    def _contains(area: Place, place: Place) -> bool:
        if area.admin.country != place.admin.country:
            return False
        if area.kind is Kind.COUNTRY:
            return True
        if area.kind is Kind.REGION:
            return place.admin.oblast in (area.name, *words()["enclosed"].get(area.name, ()))
        same_oblast = area.admin.oblast == place.admin.oblast
        return same_oblast and skeleton(area.name) == skeleton(place.admin.raion)

    # -- in words -----------------------------------------------------------------------------------------------

    def address(self, place: Place, lang: str) -> str:
        """Return a place's address, the small before the large: "Курахове, Донецька область, Україна"."""
        parts = [self.title(place, lang)]
        if place.kind is not Kind.COUNTRY:
            parts += [self.oblast_title(place, lang), self.country_title(place, lang)]
        return ", ".join(part for part in parts if part)

    def title(self, place: Place, lang: str) -> str:
        """Return a place's name, with the word for what it is where it is an area."""
        name, table = name_in(place, lang), words()["address"]
        ukrainian = place.names.get("uk", "")
        if place.kind is Kind.REGION and ukrainian.endswith(table["adjective_ending"]):
            return f"{name} {table['oblast'][lang]}"
        if place.kind is Kind.DISTRICT:
            return f"{name} {table['district'][lang]}"
        return name

    def oblast_title(self, place: Place, lang: str) -> str:
        """Return the name of the oblast that a place belongs to; empty for a city that is one itself."""
        written = place.admin.oblast
        if not written or written.removesuffix(words()["address"]["city_suffix"]) == place.name != written:
            return ""
        oblast = self.oblast(place)
        title = self.title(oblast, lang) if oblast else written
        return "" if title == name_in(place, lang) else title

    def country_title(self, place: Place, lang: str) -> str:
        """Return the name of a place's country, or its code where the gazetteer does not have it."""
        country = self.country(place.admin.country)
        return name_in(country, lang) if country else place.admin.country


def name_in(place: Place, lang: str) -> str:
    """Return a place's name in a language, else in English."""
    return place.names.get(lang) or place.names.get("en") or place.name
