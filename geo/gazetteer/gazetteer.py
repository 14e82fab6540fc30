"""`Gazetteer`: get a place by id, look one up by name, search by pattern, find the nearest."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import GazetteerError
from geo.gazetteer.store import KeyIndex, Store
from geo.model import Admin, Candidate, Kind, Place
from geo.names import fold, skeleton

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    import numpy.typing as npt

    from geo.gazetteer.automaton import NameAutomaton

FILE_NAME = "embedded.gaz"

# how a row bears a key: an official name, a spelling found in a source, or one only this package derived
NAME, ALIAS = 0, 1
_MARK_SCORE = {NAME: 1.0, ALIAS: 0.95}
_MARK_WHY = {NAME: "its name", ALIAS: "another spelling or name of it"}
_KINDS = tuple(Kind)
_BESIDE_EXACT = 0.8
_LOWEST_SIMILARITY = 0.62
_FUZZY_CUTOFF = 0.82
_SHORTEST_MISSPELT = 4


def embedded_path() -> Path:
    """Return the embedded gazetteer's file: inside the installed package, or in the checkout."""
    package = Path(__file__).parents[1]
    inside = package / "data" / "gazetteer" / FILE_NAME
    return inside if inside.exists() else package.parent / "data" / "gazetteer" / FILE_NAME


class Gazetteer:
    """An open gazetteer. Rows are small integers, stable while it is open; places are made when asked for.

    Parameters
    ----------
    store
        The open file.

    Examples
    --------
    >>> gazetteer = Gazetteer.open()
    >>> gazetteer.get("UA1416013005").name
    'Yelyzavetivka'
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._ids = store.strings("ids")
        self._names = store.strings("names")
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
        self._made: dict[int, Place] = {}

    @classmethod
    def open(cls, path: str | Path | None = None) -> Gazetteer:
        """Open a gazetteer.

        Parameters
        ----------
        path
            A gazetteer file, or a folder that holds one; by default the embedded one.

        Raises
        ------
        GazetteerError
            If there is none, or it is damaged or of another version.
        """
        where = embedded_path() if path is None else Path(path)
        return cls(Store(where / FILE_NAME if where.is_dir() else where))

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[Place]:
        return (self.place(row) for row in range(len(self)))

    @property
    def facts(self) -> dict[str, Any]:
        """What the file says of itself: sources, their versions and licences, counts."""
        return {key: value for key, value in self._store.header.items() if key != "sections"}

    @property
    def path(self) -> Path:
        """Where the open file lies."""
        return self._store.path

    # -- rows ---------------------------------------------------------------------------------------------------

    def row(self, place_id: str) -> int | None:
        """Return the row of a place id, or None."""
        # the rows are in the order of their ids
        at = bisect_left(self._ids, place_id)
        return at if at < len(self._ids) and self._ids[at] == place_id else None

    def place_id(self, row: int) -> str:
        """Return the id of a row."""
        return self._ids[row]

    def place(self, row: int) -> Place:
        """Return the place of a row."""
        place = self._made.get(row)
        if place is None:
            place = self._made[row] = self._make(row)
        return place

    def _make(self, row: int) -> Place:
        english, ukrainian, russian, *aliases = self._names[row].split("\t")
        names = {lang: name for lang, name in (("en", english), ("uk", ukrainian), ("ru", russian)) if name}
        country, oblast, raion, hromada = self._admin[self._admin_of[row]].split("\t")
        lat, lon, population = self._lat[row], self._lon[row], self._population[row]
        return Place(
            place_id=self._ids[row],
            name=english or ukrainian or russian,
            kind=self.kind(row),
            lat=None if lat != lat else lat,
            lon=None if lon != lon else lon,
            uncertainty_m=self._uncertainty[row],
            admin=Admin(country, oblast, raion, hromada),
            names=names,
            aliases=tuple(aliases),
            population=None if population < 0 else population,
            source=self._sources[self._source_of[row]],
            often_reported=bool(self._often[row]),
        )

    def kind(self, row: int) -> Kind:
        """Return the kind of a row, without making its place."""
        return _KINDS[self._kind[row]]

    @cached_property
    def latlon(self) -> npt.NDArray[np.float64]:
        """Positions of all rows, shape (n, 2), degrees WGS 84; NaN where there is none."""
        import numpy as np

        return np.column_stack([np.frombuffer(self._lat), np.frombuffer(self._lon)])

    @cached_property
    def populations(self) -> npt.NDArray[np.int32]:
        """Populations of all rows; -1 where unknown."""
        import numpy as np

        return np.frombuffer(self._population, dtype=np.int32)

    @cached_property
    def uncertainties_m(self) -> npt.NDArray[np.float32]:
        """Radii of uncertainty of all rows, metres."""
        import numpy as np

        return np.frombuffer(self._uncertainty, dtype=np.float32)

    @cached_property
    def often_reported_rows(self) -> npt.NDArray[np.intp]:
        """Rows of the settlements that front-line reports name most."""
        import numpy as np

        return np.flatnonzero(np.asarray(self._often))

    def bearers(self, name: str) -> list[tuple[int, int]]:
        """Return (row, mark) for each place that bears a name exactly, after folding."""
        return self._keys.find(fold(name))

    def has_name(self, name: str) -> bool:
        """Whether any place bears the name, after folding."""
        return fold(name) in self._keys

    # -- the public look-ups ------------------------------------------------------------------------------------

    def get(self, place_id: str) -> Place | None:
        """Return the place with an id, or None."""
        row = self.row(place_id)
        return None if row is None else self.place(row)

    def lookup(self, name: str, *, limit: int | None = None) -> list[Candidate]:
        """Return the places that a name may mean, best first: by its spelling, then its size.

        Places that bear the written name come first, then those whose Ukrainian or Russian name is its counterpart;
        only if there are none, likely misspellings, which lower the score and say so.

        Parameters
        ----------
        name
            A name in Latin or Cyrillic letters.
        limit
            At most so many candidates; all by default.

        Returns
        -------
        candidates
            Ranked; empty if the name is like none.
        """
        rows = self.rows_for(name)
        ranked = sorted(rows, key=lambda found: (-found[1], -self._population[found[0]], self._ids[found[0]]))
        return [Candidate(self.place(row), score, why) for row, score, why in ranked[:limit]]

    def rows_for(self, name: str, *, fuzzy: bool = True) -> list[tuple[int, float, str]]:
        """Return (row, score, why) for each place a name may mean, as `lookup` does, unranked."""
        rows = {row: (row, _MARK_SCORE[mark], _MARK_WHY[mark]) for row, mark in reversed(self.bearers(name))}
        handicap = _BESIDE_EXACT if rows else 1.0
        for row, score, why in self._other_spellings(name):
            rows.setdefault(row, (row, score * handicap, why))
        return list(rows.values()) or (self.misspelt(name) if fuzzy else [])

    def _other_spellings(self, name: str) -> list[tuple[int, float, str]]:
        found = self._skeletons.find(skeleton(name))
        if not found:
            return []
        from rapidfuzz.fuzz import ratio

        written = fold(name)
        rows = []
        for row, _ in found:
            place = self.place(row)
            alike = (
                max(ratio(written, fold(other)) for other in (place.name, *place.names.values(), *place.aliases)) / 100
            )
            if alike >= _LOWEST_SIMILARITY:
                rows.append((row, 0.6 + 0.3 * alike, f"another spelling of {place.name}"))
        return rows

    def misspelt(self, name: str, *, cutoff: float = _FUZZY_CUTOFF, limit: int = 8) -> list[tuple[int, float, str]]:
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
        written = fold(name)
        if len(written) < _SHORTEST_MISSPELT:
            return []
        rows: dict[int, tuple[int, float, str]] = {}
        for key, alike in self.similar(written, limit=limit, cutoff=cutoff):
            for row, _ in self._keys.find(key) if key != written else ():
                why = f"perhaps {self.place(row).name} misspelt ({round(alike * 100)} % alike)"
                rows.setdefault(row, (row, 0.5 * alike, why))
        return list(rows.values())

    @cached_property
    def spellings(self) -> tuple[str, ...]:
        """Every folded key of the name index, sorted."""
        return tuple(self._store.packed("spellings").decode().split("\n"))

    def similar(self, name: str, *, limit: int = 5, cutoff: float = 0.75) -> list[tuple[str, float]]:
        """Return the folded spellings most like a name, with their similarity from 0 to 1.

        Damerau-Levenshtein distance (restricted: one swap of neighbours counts once), normalised by length.
        """
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        found = process.extract(
            fold(name), self.spellings, scorer=OSA.normalized_similarity, limit=limit, score_cutoff=cutoff
        )
        return [(key, float(alike)) for key, alike, _ in found]

    def suggest(self, name: str, *, limit: int = 3) -> list[str]:
        """Return names of the gazetteer like one that was not found, for a "did you mean"."""
        names: dict[str, None] = {}
        for key, _ in self.similar(name, limit=limit * 3, cutoff=0.6):
            found = self._keys.find(key)
            if found:
                names.setdefault(self.place(found[0][0]).name)
        return list(names)[:limit]

    def search(
        self, pattern: str, *, region: str | None = None, kind: Kind | None = None, limit: int = 50
    ) -> list[Place]:
        """Return places with a name that begins with, or matches, a pattern.

        Parameters
        ----------
        pattern
            A prefix, or a pattern with `*` (any letters) and `?` (one letter).
        region
            Only places whose oblast's name is this one, after folding.
        kind
            Only places of this kind.
        limit
            At most so many, the most populous first.
        """
        folded = fold(pattern)
        expression = re.escape(folded).replace(r"\*", ".*").replace(r"\?", ".")
        wanted = re.compile(expression + ("$" if "*" in folded or "?" in folded else ""))
        area = fold(region) if region else None
        rows = {row for key in self.spellings if wanted.match(key) for row, _ in self._keys.find(key)}
        if kind is not None:
            rows = {row for row in rows if self.kind(row) is kind}
        if area is not None:
            rows = {row for row in rows if fold(self.place(row).admin.oblast) == area}
        ranked = sorted(rows, key=lambda row: (-self._population[row], self._ids[row]))
        return [self.place(row) for row in ranked[:limit]]

    def nearest(self, lat: float, lon: float, k: int = 1) -> list[tuple[Place, float]]:
        """Return the k settlements nearest to a position, with the geodesic distance to each in km.

        Parameters
        ----------
        lat, lon
            Degrees, WGS 84.
        k
            How many.

        Raises
        ------
        GazetteerError
            If the gazetteer holds no settlement with a position.
        """
        import numpy as np
        from pyproj import Geod

        known = self._settlement_rows
        if not len(known):
            raise GazetteerError(f"{self.path}: holds no settlement with a position")
        rough = _unit_vectors(self.latlon[known]) @ _unit_vectors(np.array([[lat, lon]]))[0]
        near = known[np.argsort(-rough, kind="stable")[: k + 8]]
        at = self.latlon[near]
        _, _, metres = Geod(ellps="WGS84").inv(np.full(len(near), lon), np.full(len(near), lat), at[:, 1], at[:, 0])
        order = np.argsort(metres, kind="stable")[:k]
        return [(self.place(int(near[i])), float(metres[i]) / 1000) for i in order]

    @cached_property
    def _settlement_rows(self) -> npt.NDArray[np.intp]:
        import numpy as np

        settlement = np.array([kind.is_settlement for kind in _KINDS])
        return np.flatnonzero(settlement[np.frombuffer(self._kind, dtype=np.uint8)] & ~np.isnan(self.latlon[:, 0]))

    # -- what the reader needs ----------------------------------------------------------------------------------

    @cached_property
    def automaton(self) -> NameAutomaton:
        """The Aho-Corasick automata over the folded names, as saved in the file."""
        from geo.gazetteer.automaton import NameAutomaton

        return NameAutomaton(self._store)


def _unit_vectors(latlon: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    import numpy as np

    lat, lon = np.radians(latlon[:, 0]), np.radians(latlon[:, 1])
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
