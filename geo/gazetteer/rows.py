"""The rows of an open gazetteer: what its file holds, and above it the user's own layer.

A row is a small integer, stable while the gazetteer is open. The file's rows come first, in the order of their ids; the
user's own follow. A place of the file that the user has corrected is hidden: its id leads to the user's row.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from geo.gazetteer.store import KeyIndex
from geo.model import LANGUAGES, Admin, FormerName, Kind, Place
from geo.names import bones, common, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy as np
    import numpy.typing as npt

    from geo.gazetteer.own import Own
    from geo.gazetteer.store import Store

# how a row bears a key: by an official name of today, by another spelling of it, or by a name of the past
NAME, ALIAS, FORMER = 0, 1, 2
KINDS = tuple(Kind)
# positions are whole millionths of a degree, a tenth of a metre; the lowest number says that there is none
QUANTA_PER_DEGREE, NO_POSITION = 1_000_000, -(2**31)
# of a full gazetteer not every place once made is kept
_REMEMBERED = 100_000
# where names have a Ukrainian and a Russian form
SKELETON_COUNTRIES = frozenset({"UA", "RU", "BY"})

Posting = tuple[int, int]


def spelt(place: Place) -> list[tuple[str, int]]:
    """Return every name of a place with its mark: official names, aliases, former names."""
    official = [(name, NAME) for lang in LANGUAGES if (name := place.names.get(lang))]
    return [*official, *((name, ALIAS) for name in place.aliases), *((one.name, FORMER) for one in place.former)]


def has_skeletons(place: Place) -> bool:
    """Whether the names of a place are also kept in the common form of Ukrainian and Russian spellings."""
    return place.kind.is_settlement and place.admin.country in SKELETON_COUNTRIES


class Rows:
    """All rows of an open gazetteer.

    Parameters
    ----------
    store
        The open file.
    own
        The user's own layer; a row with the id of a place of the file takes its place.
    """

    def __init__(self, store: Store, own: Sequence[Own] = ()) -> None:
        self._store = store
        self._ids = store.strings("ids")
        self._names = store.strings("names")
        self._former = store.strings("former")
        self._former_rows = store.column("former.rows")
        self._former_sources = store.strings("former_sources")
        self._admin = store.strings("admin")
        self._sources = store.strings("sources")
        self._admin_of = store.column("admin_of")
        self._source_of = store.column("source_of")
        self._kind = store.column("kind")
        self._lat = store.column("lat")
        self._lon = store.column("lon")
        self._uncertainty = store.column("uncertainty_m")
        self._population = store.column("population")
        self._often = store.column("often")
        self._keys = KeyIndex(store, "keys")
        self._skeletons = KeyIndex(store, "skeletons")
        self._forms = store.strings("forms")
        self._form_ends = store.column("form_rows.ends")
        self._form_rows = store.column("form_rows")
        self._made: dict[int, Place] = {}
        self._of_file = len(self._ids)
        self.own, self.stale = self._laid(own) if own else ((), ())
        self._own_row = {place.place_id: self._of_file + at for at, place in enumerate(self.own)}
        self._hidden = frozenset(row for place in self.own if (row := self._file_row(place.place_id)) is not None)
        self._own_keys, self._own_forms = indexes(enumerate(self.own, self._of_file))

    def __len__(self) -> int:
        return self._of_file + len(self.own)

    def _laid(self, own: Sequence[Own]) -> tuple[tuple[Place, ...], tuple[Own, ...]]:
        """Return the places of the user's layer, and the rows that correct what is listed no longer."""
        from geo.gazetteer.own import applied  # it reads CSV, which a look-up without a layer need not load

        laid = [(one, applied(one, self._file_place(one.place_id))) for one in own]
        return tuple(place for _, place in laid if place), tuple(one for one, place in laid if place is None)

    @property
    def hidden(self) -> frozenset[int]:
        """Rows of the file whose places the user has corrected."""
        return self._hidden

    def __iter__(self) -> Iterator[int]:
        return (row for row in range(len(self)) if row not in self._hidden)

    # -- one row ------------------------------------------------------------------------------------------------

    def find(self, place_id: str) -> int | None:
        """Return the row of a place id, or None."""
        own = self._own_row.get(place_id)
        return self._file_row(place_id) if own is None else own

    def _file_row(self, place_id: str) -> int | None:
        # the rows are in the order of their ids
        return self._ids.find(place_id)

    def _file_place(self, place_id: str) -> Place | None:
        row = self._file_row(place_id)
        return None if row is None else self._make(row)

    def place_id(self, row: int) -> str:
        """Return the id of a row."""
        return self._ids[row] if row < self._of_file else self.own[row - self._of_file].place_id

    def kind(self, row: int) -> Kind:
        """Return the kind of a row, without making its place."""
        return KINDS[self._kind[row]] if row < self._of_file else self.own[row - self._of_file].kind

    def population(self, row: int) -> int:
        """Return the population of a row; -1 where unknown."""
        if row < self._of_file:
            return int(self._population[row])
        people = self.own[row - self._of_file].population
        return -1 if people is None else people

    def place(self, row: int) -> Place:
        """Return the place of a row."""
        if row >= self._of_file:
            return self.own[row - self._of_file]
        place = self._made.get(row)
        if place is None:
            if len(self._made) >= _REMEMBERED:
                self._made.clear()
            place = self._made[row] = self._make(row)
        return place

    def _make(self, row: int) -> Place:
        english, ukrainian, russian, *aliases = self._names[row].split("\t")
        names = {lang: name for lang, name in zip(LANGUAGES, (english, ukrainian, russian), strict=True) if name}
        country, oblast, raion, hromada = self._admin[self._admin_of[row]].split("\t")
        lat, lon, population = self._lat[row], self._lon[row], self._population[row]
        placed = lat != NO_POSITION and lon != NO_POSITION
        return Place(
            place_id=self._ids[row],
            name=english or ukrainian or russian,
            kind=KINDS[self._kind[row]],
            lat=lat / QUANTA_PER_DEGREE if placed else None,
            lon=lon / QUANTA_PER_DEGREE if placed else None,
            uncertainty_m=self._uncertainty[row],
            admin=Admin(country, oblast, raion, hromada),
            names=names,
            aliases=tuple(aliases),
            population=None if population < 0 else population,
            source=self._sources[self._source_of[row]],
            often_reported=bool(self._often[row]),
            former=self._former_names(row),
        )

    def _former_names(self, row: int) -> tuple[FormerName, ...]:
        at = bisect_left(self._former_rows, row)
        if at == len(self._former_rows) or self._former_rows[at] != row:
            return ()
        lines = (line.split("\t") for line in self._former[at].split("\n"))
        return tuple(
            FormerName(name, since, until, self._former_sources[int(source)]) for name, since, until, source in lines
        )

    # -- names --------------------------------------------------------------------------------------------------

    def bearers(self, key: str) -> list[Posting]:
        """Return (row, mark) of each place that bears a folded name."""
        found = self._keys.find(key)
        if self.own:
            found = self._above(found, self._own_keys.get(key))
        return found

    def akin(self, skeleton: str) -> Iterator[tuple[str, list[int]]]:
        """Yield the common forms that have a skeleton, each with the rows of the places so named."""
        for form in self._own_forms:
            if bones(form) == skeleton:
                yield form, self._own_forms[form]
        # forms with one skeleton stand side by side, and the index says where they begin
        for at, _ in self._skeletons.find(skeleton):
            while at < len(self._forms) and bones(form := self._forms[at]) == skeleton:
                start = self._form_ends[at - 1] if at else 0
                rows = self._form_rows[start : self._form_ends[at]].tolist()
                yield form, [row for row in rows if row not in self._hidden] if self._hidden else rows
                at += 1

    def __contains__(self, key: str) -> bool:
        return bool(self.bearers(key)) if self.own else key in self._keys

    def _above(self, found: list[Posting], own: list[Posting] | None) -> list[Posting]:
        return [*(own or ()), *(posting for posting in found if posting[0] not in self._hidden)]

    @cached_property
    def file_keys(self) -> Sequence[str]:
        """Every folded name in the file, sorted."""
        if "spellings.ends" in self._store:
            return self._store.strings("spellings")
        return tuple(self._store.packed("spellings").decode().split("\n"))

    @cached_property
    def own_keys(self) -> tuple[str, ...]:
        """Every folded name that only the user's layer has, sorted."""
        return tuple(sorted(key for key in self._own_keys if key not in self._keys))

    @cached_property
    def keys(self) -> Sequence[str]:
        """Every folded name, sorted."""
        return tuple(sorted([*self.file_keys, *self.own_keys])) if self.own_keys else self.file_keys

    # -- columns ------------------------------------------------------------------------------------------------

    @cached_property
    def latlon(self) -> npt.NDArray[np.float64]:
        """Positions of all rows, shape (n, 2), degrees WGS 84; NaN where there is none."""
        import numpy as np

        nan = float("nan")
        own = [(nan if p.lat is None else p.lat, nan if p.lon is None else p.lon) for p in self.own]
        quanta = np.column_stack([np.frombuffer(self._lat, np.int32), np.frombuffer(self._lon, np.int32)])
        of_file = np.where(quanta == NO_POSITION, nan, quanta / QUANTA_PER_DEGREE)
        return np.vstack([of_file, np.array(own)]) if own else of_file

    @cached_property
    def populations(self) -> npt.NDArray[np.int32]:
        """Populations of all rows; -1 where unknown."""
        import numpy as np

        of_file = np.frombuffer(self._population, dtype=np.int32)
        own = [self.population(row) for row in range(self._of_file, len(self))]
        return np.concatenate([of_file, np.array(own, dtype=np.int32)]) if own else of_file

    @cached_property
    def uncertainties_m(self) -> npt.NDArray[np.float32]:
        """Radii of uncertainty of all rows, metres."""
        import numpy as np

        of_file = np.frombuffer(self._uncertainty, dtype=np.float32)
        own = [place.uncertainty_m for place in self.own]
        return np.concatenate([of_file, np.array(own, dtype=np.float32)]) if own else of_file

    @cached_property
    def often_reported(self) -> npt.NDArray[np.bool_]:
        """Which rows are settlements that front-line reports name most."""
        import numpy as np

        flags = np.zeros(len(self), dtype=bool)
        flags[: self._of_file] = np.asarray(self._often)
        flags[self._of_file :] = [place.often_reported for place in self.own]
        flags[list(self._hidden)] = False
        return flags

    @cached_property
    def settlements(self) -> npt.NDArray[np.intp]:
        """Rows of the settlements that have a position."""
        import numpy as np

        kinds = np.array([kind.is_settlement for kind in KINDS])
        chosen = np.zeros(len(self), dtype=bool)
        chosen[: self._of_file] = kinds[np.frombuffer(self._kind, dtype=np.uint8)]
        chosen[self._of_file :] = [place.kind.is_settlement for place in self.own]
        chosen &= ~np.isnan(self.latlon[:, 0])
        chosen[list(self._hidden)] = False
        return np.flatnonzero(chosen)


Postings = dict[str, list[Posting]]


def indexes(places: Iterable[tuple[int, Place]]) -> tuple[Postings, dict[str, list[int]]]:
    """Return the name index of places with their rows, official names first, and the rows by names' common forms."""
    keys: defaultdict[str, dict[int, int]] = defaultdict(dict)
    forms: defaultdict[str, dict[int, None]] = defaultdict(dict)
    for row, place in places:
        with_forms = has_skeletons(place)
        for name, mark in spelt(place):
            if not (key := fold(name)):
                continue
            keys[key][row] = min(mark, keys[key].get(row, mark))
            if with_forms and (form := common(name)):
                forms[form][row] = None
    by_name = {key: sorted(rows.items(), key=lambda found: (found[1], found[0])) for key, rows in keys.items()}
    return by_name, {form: list(rows) for form, rows in forms.items()}
