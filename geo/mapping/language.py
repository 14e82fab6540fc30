"""The words of the page in a language, and the names of places in it."""

from __future__ import annotations

import re
import tomllib
from functools import cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from geo.errors import InputError
from geo.model import LANGUAGES, Kind
from geo.names import fold

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer
    from geo.model import Place

# an oblast whose name is an adjective is called one
_ADJECTIVES = ("ська", "цька", "зька", "ская", "цкая")
_OBLAST = {"en": "oblast", "uk": "область", "ru": "область"}
_NOUN = re.compile(r" (?:oblast|region)$", re.IGNORECASE)


@cache
def words(lang: str, of: str = "words") -> dict[str, Any]:
    """Return the table of words of a language.

    Parameters
    ----------
    lang
        The language.
    of
        Of what the words are: the name of the table's file.

    Raises
    ------
    InputError
        If the page is not written in that language.

    Examples
    --------
    >>> words("uk")["claims"]
    'Заяви'
    """
    if lang not in LANGUAGES:
        raise InputError(f"lang: the page is written in {', '.join(LANGUAGES)}, not in {lang[:20]!r}")
    tables: dict[str, dict[str, Any]] = tomllib.loads((files("geo.mapping") / f"{of}.toml").read_text(encoding="utf-8"))
    return tables[lang]


class Names:
    """The names of places, regions and countries in a language; what is not known in it stays as it was given.

    Parameters
    ----------
    lang
        The language. In English all names are as the layers have them.
    gazetteer
        Where names in other languages are looked up.
    """

    def __init__(self, lang: str, gazetteer: Gazetteer | None = None) -> None:
        self.lang = lang
        self._gazetteer = gazetteer
        self._areas: dict[tuple[str, str], Place] | None = None

    def place(self, place_id: object, name: str) -> str:
        """Return the name of the place with an id; `name` where the language has none."""
        if self.lang == "en" or self._gazetteer is None or not isinstance(place_id, str) or not place_id:
            return name
        found = self._gazetteer.get(place_id)
        return name if found is None else self.of(found)

    def of(self, place: Place) -> str:
        """Return the name of a place, in Russian its Ukrainian one where no Russian one is known."""
        names = place.names
        name = names.get(self.lang) or (names.get("uk") if self.lang == "ru" else None) or place.name
        return f"{name} {_OBLAST[self.lang]}" if place.kind is Kind.REGION and name.endswith(_ADJECTIVES) else name

    def area(self, kind: str, name: str) -> str:
        """Return the name of a region, district or country that is known by its English name or its code."""
        found = self._area(kind, name)
        return name if found is None else self.of(found)

    def oblast(self, name: str) -> str:
        """Return the name of an oblast with the noun it needs: "Donetsk oblast", but "Crimea".

        Of one that the gazetteer does not hold, that of the town it is named after: "Gomel".
        """
        found = self._area("region", _NOUN.sub("", name))
        if found is None:
            return self.town(name)
        english_noun = self.lang == "en" and found.names.get("uk", "").endswith(_ADJECTIVES)
        return f"{self.of(found)} {_OBLAST['en']}" if english_noun else self.of(found)

    def within(self, areas: str) -> str:
        """Return the names of areas as reasons have them, the largest last: "Sudzhansky, Kursk"."""
        *districts, largest = areas.split(", ")
        tellers = (self.oblast, self.district, partial(self.area, "country"))
        told = next((told for tell in tellers if (told := tell(largest)) != largest), largest)
        return ", ".join([*map(self.district, districts), told])

    def district(self, name: str) -> str:
        """Return the name of a district, or of a city that is one by itself, known by its English name."""
        found = self._area("district", name)
        return self.town(name) if found is None else self.of(found)

    def town(self, name: str) -> str:
        """Return the name of the largest town that is known by an English name, as sectors of the front are."""
        if self.lang == "en" or self._gazetteer is None:
            return name
        places = (self._gazetteer.place(row) for row, _ in self._gazetteer.bearers(fold(name)))
        found = [place for place in places if place.kind.is_settlement and place.name == name]
        return self.of(max(found, key=lambda place: place.population or 0)) if found else name

    def listed(self, place_id: str, name: str) -> tuple[str, str]:
        """Return the name of a place and of its oblast, "" if not known.

        A name that is not the place's own, such as what stands for one that may not be published, stays as it is.
        """
        place = self._gazetteer.get(place_id) if self._gazetteer is not None else None
        if place is None or place.name != name:
            return name, ""
        return self.place(place_id, name), self.oblast(place.admin.oblast)

    def _area(self, kind: str, name: str) -> Place | None:
        if self._gazetteer is None or not name:
            return None
        if self._areas is None:
            self._areas = _areas(self._gazetteer)
        return self._areas.get((kind, name))

    def kind(self, kind: str) -> str:
        """Return what a kind of place is called."""
        return str(words(self.lang)["kinds"].get(kind, kind))


def _areas(gazetteer: Gazetteer) -> dict[tuple[str, str], Place]:
    wanted = {Kind.REGION, Kind.DISTRICT, Kind.COUNTRY}
    found: dict[tuple[str, str], Place] = {}
    for row in range(len(gazetteer.populations)):
        if gazetteer.kind(row) in wanted:
            place = gazetteer.place(row)
            for name in (place.name, place.admin.country if place.kind is Kind.COUNTRY else ""):
                found.setdefault((place.kind.value, name), place)
    return found
