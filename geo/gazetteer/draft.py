"""A place in the making: what each source says of it, and which of them is believed in each field."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.gazetteer.extent import extent_m
from geo.gazetteer.fields import NAMES, POPULATION, POSITION, has_own_position, parse, render
from geo.gazetteer.join import distance_km
from geo.model import Admin, FormerName, Kind, Place
from geo.names import fold, romanise

if TYPE_CHECKING:
    from geo.gazetteer.placement import Approximate
    from geo.gazetteer.sources.record import Record, Source

FAR_KM = 3.0
_HAND_KEPT = "hand-kept"
_SAME_NAME = 0.75
# how well sources place settlements, the best first; a table of the user's own comes right after the surveyed ones
_SURVEYED, _USERS, _LOOKED_UP, _COMPILED, _ROUNDED, _MIDDLE = 1, 2, 3, 4, 5, 9
_RANK_OF_KEY = {"cod-ab": _SURVEYED, "inid": _COMPILED, "geonames": _ROUNDED}
_RANK_OF_TITLE = (("COD-AB", _SURVEYED), ("GeoNames", _ROUNDED))
# GeoNames points are often rounded, or lie at a village's edge
_SLACK_M = {_ROUNDED: 500.0}
# sources whose names are official; the installed ones are newer than the embedded register
_REGISTERS = frozenset({"cod-ab", "katottg"})


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two sources that put one place more than `FAR_KM` apart; `first` is the one believed."""

    place_id: str
    name: str
    first: str
    second: str
    km: float


class Draft:
    """A place that sources are joined to.

    Parameters
    ----------
    place
        What is known to begin with.
    """

    def __init__(self, place: Place) -> None:
        self.original = place
        self.names = dict(place.names)
        self.aliases = list(place.aliases)
        self.former = list(place.former)
        self.kind, self.population, self.admin = place.kind, place.population, place.admin
        self.lat, self.lon, self.uncertainty_m = place.lat, place.lon, place.uncertainty_m
        self._said = dict(parse(place.source))
        self._rank = _rank_of(place)
        self._touched = False
        # every position that a source gives: (source, lat, lon)
        self._stated: list[tuple[str, float, float]] = []
        if self.is_placed and place.lat is not None and place.lon is not None:
            self._stated.append((self._said.get(POSITION, ""), place.lat, place.lon))

    @classmethod
    def of(cls, place_id: str, record: Record, source: Source) -> Draft:
        """Return the draft of a place that only this record knows."""
        kind = record.kind or Kind.VILLAGE
        draft = cls(
            Place(
                place_id=place_id,
                name=record.names.get("en") or record.name,
                kind=kind,
                lat=None,
                lon=None,
                uncertainty_m=extent_m(kind, record.population),
                admin=Admin(record.country, record.oblast, record.raion, record.hromada),
                names=dict(record.names),
                population=record.population,
                source=source.label,
            )
        )
        draft.take(record, source)
        return draft

    @property
    def is_placed(self) -> bool:
        """Whether it stands where a source puts it."""
        return self._rank < _MIDDLE

    def take(self, record: Record, source: Source) -> None:
        """Take from a record what it knows better, and what nobody knew."""
        self._touched = True
        self._take_names(record, source)
        if record.population is not None and self.population is None:
            self.population = record.population
            self._said[POPULATION] = source.label
        admin = self.admin
        self.admin = Admin(
            admin.country or record.country,
            admin.oblast or record.oblast,
            admin.raion or record.raion,
            admin.hromada or record.hromada,
        )
        if record.lat is not None and record.lon is not None:
            self._stated.append((source.label, record.lat, record.lon))
            self._take_position(record.lat, record.lon, record, source)

    def _take_position(self, lat: float, lon: float, record: Record, source: Source) -> None:
        rank = _RANK_OF_KEY.get(source.key, _USERS)
        if rank > self._rank:
            return
        self._rank, self.lat, self.lon = rank, lat, lon
        extent = extent_m(self.kind, self.population) + _SLACK_M.get(rank, 0.0)
        self.uncertainty_m = record.uncertainty_m or extent
        self._said[POSITION] = source.label

    def put(self, middle: Approximate) -> None:
        """Put it at the middle of its unit, where no source places it."""
        self._touched = True
        self.lat, self.lon, self.uncertainty_m = middle.lat, middle.lon, middle.uncertainty_m
        self._said[POSITION] = middle.source

    def _take_names(self, record: Record, source: Source) -> None:
        new = dict(record.names)
        if source.key in _REGISTERS and "uk" in new and _HAND_KEPT not in self._said.get(NAMES, ""):
            new["en"] = _english(new)
            self.aliases += [name for lang, name in self.names.items() if lang in new and new[lang] != name]
            self.names |= new
            self._said[NAMES] = source.label
        for lang, name in new.items():
            self.names.setdefault(lang, name)
        self.aliases += [record.name, *record.names.values(), *record.aliases]
        self.former += [FormerName(one.name, one.since, one.until, source.label) for one in record.former]

    def place(self) -> Place:
        """Return the place."""
        if not self._touched:
            return self.original
        former = tuple({fold(one.name): one for one in reversed(self.former)}.values())
        past = {fold(one.name) for one in former}
        official = set(self.names.values())
        return replace(
            self.original,
            name=self.names.get("en") or self.original.name,
            names=self.names,
            aliases=tuple(
                name for name in dict.fromkeys(self.aliases) if name not in official and fold(name) not in past
            ),
            former=former[::-1],
            kind=self.kind,
            population=self.population,
            admin=self.admin,
            lat=self.lat,
            lon=self.lon,
            uncertainty_m=self.uncertainty_m,
            source=render(self._said),
        )

    def disagreements(self) -> list[Disagreement]:
        """Return the sources that put the place more than `FAR_KM` from where it stands."""
        if self.lat is None or self.lon is None:
            return []
        name, believed = self.names.get("en") or self.original.name, self._said.get(POSITION, "")
        apart = [(label, distance_km((self.lat, self.lon), (lat, lon))) for label, lat, lon in self._stated]
        return [
            Disagreement(self.original.place_id, name, believed, label, round(km, 1))
            for label, km in apart
            if km > FAR_KM
        ]


def _english(names: dict[str, str]) -> str:
    """Return the English name that goes with a Ukrainian one; registers are late in changing the former."""
    from rapidfuzz.distance import Levenshtein

    given, made = names.get("en", ""), romanise(names["uk"], "uk")
    return given if Levenshtein.normalized_similarity(fold(given), fold(made)) >= _SAME_NAME else made


def _rank_of(place: Place) -> int:
    if not has_own_position(place):
        return _MIDDLE
    said = parse(place.source).get(POSITION, "")
    return next((rank for title, rank in _RANK_OF_TITLE if title in said), _LOOKED_UP)
