"""Places to a gazetteer file: columns, name index and automaton. The same places give the same bytes."""

from __future__ import annotations

import itertools
from collections import defaultdict
from typing import TYPE_CHECKING

from geo.errors import GazetteerError
from geo.gazetteer import automaton
from geo.gazetteer.gazetteer import ALIAS, NAME
from geo.gazetteer.store import Writer
from geo.model import Kind, Place
from geo.names import fold, skeleton

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

_KINDS = tuple(Kind)
# where names have a Ukrainian and a Russian form
_SKELETON_COUNTRIES = frozenset({"UA", "RU", "BY"})
_SEPARATORS = ("\t", "\n", "\r")
_SHORT_NUMBERS = 1 << 16


def write_gazetteer(places: Iterable[Place], path: Path, facts: Mapping[str, object]) -> None:
    """Write places as a gazetteer file, atomically.

    Parameters
    ----------
    places
        The places, in any order; rows are ordered by id.
    path
        Where the file goes.
    facts
        What the file says of itself: sources, versions, licences.

    Raises
    ------
    GazetteerError
        If two places share an id, or a name holds a tab or a line break.
    OutputError
        If the file cannot be written.
    """
    rows = sorted(places, key=lambda place: place.place_id)
    for first, second in itertools.pairwise(rows):
        if first.place_id == second.place_id:
            raise GazetteerError(f"two places have the id {first.place_id}: {first.name} and {second.name}")
    writer = Writer()
    writer.strings("ids", [place.place_id for place in rows])
    writer.strings("names", [_joined(place, _spelt(place)) for place in rows])
    _write_shared(writer, "admin", [_joined(place, _admin(place)) for place in rows])
    _write_shared(writer, "source", [place.source for place in rows], table="sources")
    nan = float("nan")
    writer.column("kind", "B", [_KINDS.index(place.kind) for place in rows])
    writer.column("lat", "d", [nan if place.lat is None else place.lat for place in rows])
    writer.column("lon", "d", [nan if place.lon is None else place.lon for place in rows])
    writer.column("uncertainty_m", "f", [place.uncertainty_m for place in rows])
    writer.column("population", "i", [-1 if place.population is None else place.population for place in rows])
    writer.column("often", "B", [place.often_reported for place in rows])
    keys, skeletons = _indexes(rows)
    writer.index("keys", keys)
    writer.index("skeletons", skeletons)
    writer.packed("spellings", "\n".join(sorted(keys)).encode())
    said = automaton.save(writer, (name for place in rows for name in _spelt(place)))
    writer.write(path, {"places": len(rows), "names": len(keys), **facts, **said})


def _spelt(place: Place) -> list[str]:
    return [*(place.names.get(lang, "") for lang in ("en", "uk", "ru")), *place.aliases]


def _admin(place: Place) -> list[str]:
    return [place.admin.country, place.admin.oblast, place.admin.raion, place.admin.hromada]


def _joined(place: Place, parts: Sequence[str]) -> str:
    if any(separator in part for part in parts for separator in _SEPARATORS):
        raise GazetteerError(f"{place.place_id}: a name holds a tab or a line break: {parts!r}")
    return "\t".join(parts)


def _write_shared(writer: Writer, name: str, values: Sequence[str], *, table: str | None = None) -> None:
    distinct = sorted(set(values))
    number = {value: index for index, value in enumerate(distinct)}
    writer.strings(table or name, distinct)
    writer.column(f"{name}_of", "H" if len(distinct) <= _SHORT_NUMBERS else "I", [number[value] for value in values])


_Postings = dict[str, list[tuple[int, int]]]


def _indexes(rows: Sequence[Place]) -> tuple[_Postings, _Postings]:
    keys: defaultdict[str, dict[int, int]] = defaultdict(dict)
    skeletons: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for row, place in enumerate(rows):
        for index, spelling in enumerate(_spelt(place)):
            if not (key := fold(spelling)):
                continue
            mark = NAME if index < 3 else ALIAS
            keys[key][row] = min(mark, keys[key].get(row, mark))
            if (
                place.kind.is_settlement
                and place.admin.country in _SKELETON_COUNTRIES
                and (bones := skeleton(spelling))
            ):
                skeletons[bones][row] = ALIAS
    return _postings(keys), _postings(skeletons)


def _postings(index: Mapping[str, Mapping[int, int]]) -> _Postings:
    return {key: sorted(rows.items(), key=lambda found: (found[1], found[0])) for key, rows in index.items()}
