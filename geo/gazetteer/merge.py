"""Sources joined onto the embedded gazetteer: one place keeps one id, and every field the source it is from.

A record is a listed place if both have one id (P-code, GeoNames id, OKTMO), else if a name and the distance say so:
within `SAME_KM` of a place that stands where a source puts it, within the radius of one that stands at the middle of
its unit, and then only where no other place could be meant. What is left is a place of its own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from geo.gazetteer.draft import Draft
from geo.gazetteer.join import distance_km
from geo.gazetteer.placement import approximate
from geo.gazetteer.rows import SKELETON_COUNTRIES
from geo.names import bones, common, fold, likeness

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from geo.gazetteer.draft import Disagreement
    from geo.gazetteer.sources.record import Record, Source
    from geo.model import Place

SAME_KM = 5.0
# how alike two spellings of one name must be
SAME_NAME = 0.8
# of two places that stand at the middle of their unit, one must fit so many times as well as the next
_CLEARLY = 2.0
# no radius is longer than this in latitude; it spares the arithmetic for namesakes far away
_FARTHEST_DEG = 2.0
_PCODE = re.compile(r"UA\d{10}")
_GEONAMES_ID = re.compile(r"GeoNames (\d+)")


@dataclass(slots=True)
class Tally:
    """What became of a source's records: joined by an id or a name, or new, `unsure` of these perhaps listed already.

    `unplaced` are left out: they have no position, and no id to join them by.
    """

    by_id: int = 0
    by_name: int = 0
    new: int = 0
    unsure: int = 0
    unplaced: int = 0

    @property
    def records(self) -> int:
        """All of them."""
        return self.by_id + self.by_name + self.new


@dataclass(slots=True)
class Merged:
    """The places, what became of each source's records, and where sources put one place far apart."""

    places: list[Place]
    tallies: dict[str, Tally] = field(default_factory=dict)
    disagreements: list[Disagreement] = field(default_factory=list)


class _Option(NamedTuple):
    """A place that a record may be: `share` is its distance as a share of what is allowed."""

    share: float
    record: int
    place_id: str
    sure: bool


def merge(
    base: Iterable[Place],
    sources: Sequence[tuple[Source, Sequence[Record]]],
    progress: Callable[[str], object] | None = None,
) -> Merged:
    """Join sources onto places.

    Parameters
    ----------
    base
        The places to begin with, each id once.
    sources
        The sources with their records. Those with ids of the register should come before those joined by name, since
        they say where places lie.
    progress
        Called with one line before each source.

    Returns
    -------
    merged
        Ids are unique; the order of `base` is kept, new places follow.
    """
    known = _Known(base)
    merged = Merged([])
    for source, records in sources:
        if progress:
            progress(f"joining {source.title}: {len(records):,} places")
        merged.tallies[source.slug] = _join(source, records, known)
    _place_the_rest(known.drafts)
    merged.places = [draft.place() for draft in known.drafts.values()]
    merged.disagreements = sorted(
        (one for draft in known.drafts.values() for one in draft.disagreements()),
        key=lambda one: (-one.km, one.place_id),
    )
    return merged


def _place_the_rest(drafts: Mapping[str, Draft]) -> None:
    """Put the settlements of the register that no source places at the middle of their unit, if that is known."""
    settlements = {place_id: draft for place_id, draft in drafts.items() if _PCODE.fullmatch(place_id)}
    placed = {
        place_id: (draft.lat, draft.lon)
        for place_id, draft in settlements.items()
        if draft.is_placed and draft.lat is not None and draft.lon is not None
    }
    for place_id, middle in approximate((one for one in settlements if one not in placed), placed).items():
        settlements[place_id].put(middle)


class _Known:
    """The places so far, by id and by name."""

    def __init__(self, base: Iterable[Place]) -> None:
        self.drafts: dict[str, Draft] = {}
        self._by_geonames: dict[int, str] = {}
        self._by_name: defaultdict[str, set[str]] = defaultdict(set)
        self._by_form: defaultdict[str, set[str]] = defaultdict(set)
        self._forms: defaultdict[str, set[str]] = defaultdict(set)
        for place in base:
            self.drafts[place.place_id] = Draft(place)
            for number in _GEONAMES_ID.findall(place.source):
                self._by_geonames[int(number)] = place.place_id
            if place.kind.is_settlement:
                self._index(place.place_id, place.names.values(), place.aliases, place.admin.country)

    def _index(self, place_id: str, official: Iterable[str], others: Iterable[str], country: str) -> None:
        for name in {*official, *others}:
            self._by_name[fold(name)].add(place_id)
        for name in set(official) if country in SKELETON_COUNTRIES else ():
            form = common(name)
            self._by_form[form].add(place_id)
            self._forms[bones(form)].add(form)

    def of_id(self, record: Record) -> str | None:
        """Return the id of the place that has an id in common with a record."""
        for place_id in (record.pcode, f"GN{record.geonameid}" if record.geonameid else "", _own_id(record)):
            if place_id in self.drafts:
                return place_id
        return self._by_geonames.get(record.geonameid or 0)

    def namesakes(self, record: Record) -> set[str]:
        """Return the ids of the places that bear one of a record's names, or one spelt otherwise."""
        official = _official(record)
        names = {*official, *record.aliases}
        found = {place_id for name in names for place_id in self._by_name.get(fold(name), ())}
        if not found and record.country in SKELETON_COUNTRIES:
            for form in map(common, official):
                alike = (one for one in self._forms.get(bones(form), ()) if likeness(form, one) >= SAME_NAME)
                found.update(place_id for one in alike for place_id in self._by_form[one])
        return found

    def add(self, record: Record, source: Source) -> None:
        """Make a record a place of its own."""
        place_id = _own_id(record)
        self.drafts[place_id] = Draft.of(place_id, record, source)
        self._index(place_id, _official(record), record.aliases, record.country)

    def join(self, place_id: str, record: Record, source: Source) -> None:
        """Let a place take what a record knows of it."""
        draft = self.drafts[place_id]
        draft.take(record, source)
        if record.geonameid:
            self._by_geonames[record.geonameid] = place_id
        self._index(place_id, _official(record), record.aliases, record.country)


def _own_id(record: Record) -> str:
    """Return the id of the place that a record is, if it is none that is listed already."""
    if record.pcode:
        return record.pcode
    if record.geonameid:
        return f"GN{record.geonameid}"
    return record.native_id if record.source == "inid" else f"{record.source.upper()}:{record.native_id}"


def _official(record: Record) -> list[str]:
    return [record.name, *record.names.values()]


def _join(source: Source, records: Sequence[Record], known: _Known) -> Tally:
    tally = Tally()
    left = []
    records = _at_home(records)
    for number, record in enumerate(records):
        if place_id := known.of_id(record):
            known.join(place_id, record, source)
            tally.by_id += 1
        elif record.pcode:
            known.add(record, source)
            tally.new += 1
        else:
            left.append(number)
    options = [option for number in left for option in _options(number, records[number], known)]
    chosen = _assigned(options)
    by_record = {option.record for option in options}
    for number in left:
        if place_id := chosen.get(number):
            known.join(place_id, records[number], source)
            tally.by_name += 1
        elif records[number].lat is None:
            tally.unplaced += 1
        else:
            known.add(records[number], source)
            tally.new += 1
            tally.unsure += number in by_record
    return tally


def _at_home(records: Sequence[Record]) -> Sequence[Record]:
    """Return the records, those that name no country with the one they lie in, and in Ukraine the oblast."""
    import numpy as np
    import shapely

    from geo.gazetteer.outlines import UKRAINE, Outlines
    from geo.gazetteer.sources.regions import oblasts

    homeless = [at for at, one in enumerate(records) if not one.country and one.lat is not None]
    if not homeless:
        return records
    found = list(records)
    outlines = Outlines.open()
    positions = np.array([(records[at].lon, records[at].lat) for at in homeless], dtype=np.float64)
    for country, shape in outlines.countries.items():
        for index in np.flatnonzero(shapely.intersects_xy(shape, positions)):
            at = homeless[int(index)]
            found[at] = replace(found[at], country=country)
    for oblast in oblasts():
        for index in np.flatnonzero(shapely.intersects_xy(outlines.oblasts[oblast.code], positions)):
            at = homeless[int(index)]
            if found[at].country == UKRAINE and not found[at].oblast:
                found[at] = replace(found[at], oblast=oblast.name)
    return found


def _options(number: int, record: Record, known: _Known) -> list[_Option]:
    """Return the places that a record may be by its names and position."""
    if record.lat is None or record.lon is None:
        return []
    options = []
    for place_id in known.namesakes(record):
        draft = known.drafts[place_id]
        if draft.lat is None or draft.lon is None or not _may_be(record, draft.original):
            continue
        if abs(draft.lat - record.lat) > _FARTHEST_DEG:
            continue
        sure = draft.is_placed
        reach_km = max(SAME_KM, draft.uncertainty_m / 1000) if sure else draft.uncertainty_m / 1000
        share = distance_km((draft.lat, draft.lon), (record.lat, record.lon)) / reach_km
        if share <= 1:
            options.append(_Option(share, number, place_id, sure))
    return options


def _may_be(record: Record, place: Place) -> bool:
    return not record.country or not place.admin.country or record.country == place.admin.country


def _assigned(options: Sequence[_Option]) -> dict[int, str]:
    """Return the place of each record: the nearest pairs first, each record and each place once.

    A place that stands only at the middle of its unit is given away only where the pair fits clearly better than any
    other of the record and of the place.
    """
    of_record: defaultdict[int, list[_Option]] = defaultdict(list)
    of_place: defaultdict[str, list[_Option]] = defaultdict(list)
    for option in options:
        of_record[option.record].append(option)
        of_place[option.place_id].append(option)
    chosen: dict[int, str] = {}
    taken: set[str] = set()
    for option in sorted(options, key=lambda one: (not one.sure, one.share, one.place_id, one.record)):
        if option.record in chosen or option.place_id in taken:
            continue
        rivals = [
            other.share
            for other in (*of_record[option.record], *of_place[option.place_id])
            if other is not option and other.record not in chosen and other.place_id not in taken
        ]
        if option.sure or not rivals or min(rivals) >= max(_CLEARLY * option.share, 0.3):
            chosen[option.record] = option.place_id
            taken.add(option.place_id)
    return chosen
