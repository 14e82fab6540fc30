"""`Gazetteer`: get a place by id, look one up by name, search by pattern, find the nearest."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from geo.gazetteer import lookup as names
from geo.gazetteer.home import home
from geo.gazetteer.rows import Rows
from geo.gazetteer.store import Store
from geo.model import Candidate
from geo.names import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    import geopandas as gpd
    import numpy as np
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from geo.gazetteer.automaton import NameAutomaton
    from geo.gazetteer.nearest import Nearest
    from geo.gazetteer.own import Own
    from geo.gazetteer.search import Box
    from geo.gazetteer.similar import Similar
    from geo.model import Kind, Place

EMBEDDED, INSTALLED, OWN = "embedded.gaz", "installed.gaz", "own.csv"
_REMEMBERED = 50_000
_Key = tuple[str, str | None, "dt.date | None"]


def embedded_path() -> Path:
    """Return the embedded gazetteer's file: inside the installed package, or in the checkout."""
    package = Path(__file__).parents[1]
    inside = package / "data" / "gazetteer" / EMBEDDED
    return inside if inside.exists() else package.parent / "data" / "gazetteer" / EMBEDDED


def file_in(folder: Path) -> Path:
    """Return the gazetteer file of a folder: the installed one, or one built there; the embedded one if it has none."""
    for name in (INSTALLED, EMBEDDED):
        if (folder / name).exists():
            return folder / name
    return embedded_path()


class Gazetteer:
    """An open gazetteer. Rows are small integers, stable while it is open; places are made when asked for.

    Parameters
    ----------
    store
        The open file.
    own
        The user's own layer, which wins over the file.

    Examples
    --------
    >>> gazetteer = Gazetteer.embedded()
    >>> gazetteer.get("UA1416013005").name
    'Yelyzavetivka'
    """

    def __init__(self, store: Store, own: Sequence[Own] = ()) -> None:
        self._store = store
        self._rows = Rows(store, own)
        self._looked_up: dict[_Key, tuple[Candidate, ...]] = {}

    @classmethod
    def open(cls, path: str | Path | None = None) -> Gazetteer:
        """Open a gazetteer, with the user's own corrections and additions on top.

        Parameters
        ----------
        path
            A gazetteer file, or a folder that holds one. By default the one the user has installed in `home()`, else
            the embedded one.

        Raises
        ------
        GazetteerError
            If there is none, or it is damaged or of another version.
        InputError
            If the user's own layer has a bad row.
        """
        if path is None:
            folder = home()
            return cls(Store(file_in(folder)), _own_in(folder))
        where = Path(path)
        if not where.is_dir():
            return cls(Store(where))
        own = _own_in(where)
        # a folder with nothing in it was named by mistake; one with corrections only means them for the embedded one
        return cls(Store(file_in(where) if own else _needed(where)), own)

    @classmethod
    def embedded(cls) -> Gazetteer:
        """Open the gazetteer that the package carries, without any layer of the user's."""
        return cls(Store(embedded_path()))

    def __len__(self) -> int:
        return len(self._rows) - len(self._rows.hidden)

    def __iter__(self) -> Iterator[Place]:
        return (self._rows.place(row) for row in self._rows)

    @property
    def facts(self) -> dict[str, Any]:
        """What the file says of itself: sources, their versions and licences, counts."""
        return {key: value for key, value in self._store.header.items() if key != "sections"}

    @property
    def path(self) -> Path:
        """Where the open file lies."""
        return self._store.path

    @property
    def own(self) -> tuple[Place, ...]:
        """The user's own places, as they stand above the file's."""
        return self._rows.own

    @property
    def stale(self) -> tuple[Own, ...]:
        """Corrections of the user's to places that the file no longer lists."""
        return self._rows.stale

    # -- rows ---------------------------------------------------------------------------------------------------

    def row(self, place_id: str) -> int | None:
        """Return the row of a place id, or None."""
        return self._rows.find(place_id)

    def place_id(self, row: int) -> str:
        """Return the id of a row."""
        return self._rows.place_id(row)

    def place(self, row: int) -> Place:
        """Return the place of a row."""
        return self._rows.place(row)

    def kind(self, row: int) -> Kind:
        """Return the kind of a row, without making its place."""
        return self._rows.kind(row)

    @property
    def latlon(self) -> npt.NDArray[np.float64]:
        """Positions of all rows, shape (n, 2), degrees WGS 84; NaN where there is none."""
        return self._rows.latlon

    @property
    def populations(self) -> npt.NDArray[np.int32]:
        """Populations of all rows; -1 where unknown."""
        return self._rows.populations

    @property
    def uncertainties_m(self) -> npt.NDArray[np.float32]:
        """Radii of uncertainty of all rows, metres."""
        return self._rows.uncertainties_m

    @cached_property
    def often_reported_rows(self) -> npt.NDArray[np.intp]:
        """Rows of the settlements that front-line reports name most."""
        import numpy as np

        return np.flatnonzero(self._rows.often_reported)

    def bearers(self, name: str) -> list[tuple[int, int]]:
        """Return (row, mark) for each place that bears a name exactly, after folding."""
        return self._rows.bearers(fold(name))

    def has_name(self, name: str) -> bool:
        """Whether any place bears the name, after folding."""
        return fold(name) in self._rows

    # -- the public look-ups ------------------------------------------------------------------------------------

    def get(self, place_id: str) -> Place | None:
        """Return the place with an id, or None."""
        row = self._rows.find(place_id)
        return None if row is None else self._rows.place(row)

    def lookup(
        self, name: str, *, lang: str | None = None, on: dt.date | None = None, limit: int | None = None
    ) -> list[Candidate]:
        """Return the places that a name may mean, best first: by its spelling, then its size.

        Places that bear the written name come first (today, or, with `on`, that day), then those whose name it is in
        another language or spelling, in an inflected form, or as the name of a direction; only if there are none,
        likely misspellings. What is less sure scores less, and `why` says which it is.

        Parameters
        ----------
        name
            A name in Latin or Cyrillic letters, in any case; "the Kurakhove direction" finds the town.
        lang
            The language it is written in (`en`, `uk`, `ru`): names in that language go first.
        on
            The day of the report: places so called that day go first.
        limit
            At most so many candidates; all by default.

        Returns
        -------
        candidates
            Ranked; empty if the name is like none.

        Examples
        --------
        >>> found = Gazetteer.embedded().lookup("Artemivsk")[0]
        >>> found.place.name, found.why
        ('Bakhmut', 'called Artemivsk until 2016')
        """
        key = (name, lang, on)
        known = self._looked_up.get(key)
        if known is None:
            if len(self._looked_up) >= _REMEMBERED:
                self._looked_up.clear()
            known = self._looked_up[key] = self._ranked(self.rows_for(name, lang=lang, on=on))
        return list(known[:limit])

    def _ranked(self, found: list[names.Found]) -> tuple[Candidate, ...]:
        rows = self._rows
        ranked = sorted(found, key=lambda one: (-one.score, -rows.population(one.row), rows.place_id(one.row)))
        return tuple(Candidate(rows.place(one.row), one.score, one.why) for one in ranked)

    def rows_for(
        self, name: str, *, fuzzy: bool = True, lang: str | None = None, on: dt.date | None = None
    ) -> list[names.Found]:
        """Return (row, score, why) for each place a name may mean, as `lookup` does, unranked."""
        return names.find(name, self._rows, lang=lang, on=on) or (self.misspelt(name) if fuzzy else [])

    def misspelt(self, name: str, *, cutoff: float = names.FUZZY_CUTOFF, limit: int = 8) -> list[names.Found]:
        """Return (row, score, why) for each place whose name is spelt nearly so; the why names the correction.

        Parameters
        ----------
        name
            The name as written.
        cutoff
            The least similarity, from 0 to 1.
        limit
            At most so many spellings.
        """
        return names.misspelt(name, self._rows, self._similar, cutoff=cutoff, limit=limit)

    @cached_property
    def _similar(self) -> Similar:
        from geo.gazetteer.similar import Similar

        return Similar(self._rows.file_keys, self._rows.own_keys, self._store)

    @property
    def spellings(self) -> Sequence[str]:
        """Every folded key of the name index, sorted."""
        return self._rows.keys

    def similar(self, name: str, *, limit: int = 5, cutoff: float = 0.75) -> list[tuple[str, float]]:
        """Return the folded spellings most like a name, with their similarity from 0 to 1.

        Damerau-Levenshtein distance (restricted: one swap of neighbours counts once), normalised by length.
        """
        return self._similar.find(fold(name), cutoff=cutoff, limit=limit)

    def suggest(self, name: str, *, limit: int = 3) -> list[str]:
        """Return names of the gazetteer like one that was not found, for a "did you mean"."""
        found: dict[str, None] = {}
        for key, _ in self.similar(name, limit=limit * 3, cutoff=0.6):
            for row, _ in self._rows.bearers(key)[:1]:
                found.setdefault(self._rows.place(row).name)
        return list(found)[:limit]

    def search(
        self,
        pattern: str = "*",
        *,
        region: str | None = None,
        kind: Kind | str | None = None,
        bbox: Box | None = None,
        limit: int | None = 50,
    ) -> list[Place]:
        """Return places with a name that begins with, or matches, a pattern.

        Parameters
        ----------
        pattern
            A prefix, or a pattern with `*` (any letters) and `?` (one letter); all places by default.
        region
            Only places of this oblast, raion or hromada, by the beginning of its name in any of the three languages.
        kind
            Only places of this kind; `settlement` for all four kinds of settlement.
        bbox
            Only places within (west, south, east, north), degrees WGS 84.
        limit
            At most so many, the most populous first; None for all.

        Raises
        ------
        InputError
            If the kind is none, or the box is not one.
        """
        from geo.gazetteer.search import search

        return [self._rows.place(row) for row in search(self._rows, pattern, region, kind, bbox)[:limit]]

    @overload
    def nearest(self, lat: float, lon: float, k: int = 1) -> list[tuple[Place, float]]: ...
    @overload
    def nearest(
        self, lat: npt.NDArray[np.float64], lon: npt.NDArray[np.float64], k: int = 1
    ) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float64]]: ...
    def nearest(self, lat: Any, lon: Any, k: int = 1) -> Any:
        """Return the k settlements nearest to a position, or to each of many, with the geodesic distances in km.

        Parameters
        ----------
        lat, lon
            Degrees, WGS 84: two numbers, or two arrays of shape (n,).
        k
            How many.

        Returns
        -------
        found
            For one position a list of (place, km); for arrays the rows and the distances in km, each of shape (n, k).
            Fewer than k where the gazetteer holds fewer.

        Raises
        ------
        GazetteerError
            If the gazetteer holds no settlement with a position.
        InputError
            If a position is outside the range of degrees, or k is below 1.
        """
        index = self._nearest
        if hasattr(lat, "__len__") or hasattr(lon, "__len__"):
            return index.of_many(lat, lon, k)
        return [(self._rows.place(row), km) for row, km in index.of_one(lat, lon, k)]

    @cached_property
    def _nearest(self) -> Nearest:
        from geo.gazetteer.nearest import Nearest

        return Nearest(self._rows, self.path)

    def within(self, geometry: BaseGeometry) -> list[Place]:
        """Return the settlements whose point lies in a geometry, in the order of their rows.

        Parameters
        ----------
        geometry
            A shapely geometry, EPSG:4326 (longitude first).

        Raises
        ------
        InputError
            If it is no area, or its coordinates are no degrees.
        """
        from geo.gazetteer.search import within

        return [self._rows.place(row) for row in within(self._rows, geometry)]

    def to_frame(self) -> gpd.GeoDataFrame:
        """Return all places as a GeoDataFrame, EPSG:4326, with the columns of `geo.gazetteer.frame.COLUMNS`."""
        from geo.gazetteer.frame import frame

        return frame(self)

    # -- what the reader needs ----------------------------------------------------------------------------------

    @cached_property
    def automaton(self) -> NameAutomaton:
        """The Aho-Corasick automata over the folded names, as saved in the file, and over the user's own."""
        from geo.gazetteer.automaton import NameAutomaton

        return NameAutomaton(self._store, self._rows.own)


def _needed(folder: Path) -> Path:
    """Return where a folder's gazetteer must lie, whether it is there or not."""
    found = file_in(folder)
    return found if found.parent == folder else folder / INSTALLED


def _own_in(folder: Path) -> list[Own]:
    if not (folder / OWN).exists():
        return []
    from geo.gazetteer.own import read_own

    return read_own(folder)
