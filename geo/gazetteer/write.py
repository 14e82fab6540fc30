"""Places to a gazetteer file: columns, name index and automaton. The same places give the same bytes."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from geo.errors import GazetteerError
from geo.gazetteer import automaton
from geo.gazetteer.rows import KINDS, NO_POSITION, QUANTA_PER_DEGREE, indexes, spelt
from geo.gazetteer.store import Writer
from geo.model import LANGUAGES
from geo.names import bones

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from geo.model import FormerName, Place

_SEPARATORS = ("\t", "\n", "\r")
_SHORT_NUMBERS = 1 << 16


def write_gazetteer(
    places: Iterable[Place], path: Path, facts: Mapping[str, object], *, installed: bool = False
) -> None:
    """Write places as a gazetteer file, atomically.

    Parameters
    ----------
    places
        The places, in any order; rows are ordered by id.
    path
        Where the file goes.
    facts
        What the file says of itself: sources, versions, licences.
    installed
        Whether it is to be quick rather than small: the index of misspellings is in it, and nothing is compressed.

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
    writer = Writer(compress=not installed)
    writer.strings("ids", [place.place_id for place in rows])
    writer.strings("names", [_joined(place, _today(place)) for place in rows])
    _write_former(writer, rows)
    _write_shared(writer, "admin", [_joined(place, _admin(place)) for place in rows])
    _write_shared(writer, "source", [place.source for place in rows], table="sources")
    writer.column("kind", "B", [KINDS.index(place.kind) for place in rows])
    writer.column("lat", "i", [_quanta(place.lat) for place in rows])
    writer.column("lon", "i", [_quanta(place.lon) for place in rows])
    writer.column("uncertainty_m", "f", [place.uncertainty_m for place in rows])
    writer.column("population", "i", [-1 if place.population is None else place.population for place in rows])
    writer.column("often", "B", [place.often_reported for place in rows])
    keys, forms = indexes(enumerate(rows))
    writer.index("keys", keys)
    _write_forms(writer, forms)
    _write_spellings(writer, sorted(keys), with_index=installed)
    said = automaton.save(writer, (name for place in rows for name, _ in spelt(place)))
    writer.write(path, {"places": len(rows), "names": len(keys), **facts, **said})


def _quanta(degrees: float | None) -> int:
    return NO_POSITION if degrees is None else round(degrees * QUANTA_PER_DEGREE)


def _today(place: Place) -> list[str]:
    return [*(place.names.get(lang, "") for lang in LANGUAGES), *place.aliases]


def _admin(place: Place) -> list[str]:
    return [place.admin.country, place.admin.oblast, place.admin.raion, place.admin.hromada]


def _joined(place: Place, parts: Sequence[str]) -> str:
    if any(separator in part for part in parts for separator in _SEPARATORS):
        raise GazetteerError(f"{place.place_id}: a name holds a tab or a line break: {parts!r}")
    return "\t".join(parts)


def _write_former(writer: Writer, rows: Sequence[Place]) -> None:
    having = [row for row, place in enumerate(rows) if place.former]
    sources = sorted({one.source for row in having for one in rows[row].former})
    number = {source: str(at) for at, source in enumerate(sources)}

    def line(place: Place, former: FormerName) -> str:
        return _joined(place, (former.name, former.since, former.until, number[former.source]))

    writer.column("former.rows", "I", having)
    writer.strings("former", ["\n".join(line(rows[row], one) for one in rows[row].former) for row in having])
    writer.strings("former_sources", sources)


def _write_shared(writer: Writer, name: str, values: Sequence[str], *, table: str | None = None) -> None:
    distinct = sorted(set(values))
    number = {value: index for index, value in enumerate(distinct)}
    writer.strings(table or name, distinct)
    writer.column(f"{name}_of", "H" if len(distinct) <= _SHORT_NUMBERS else "I", [number[value] for value in values])


def _write_forms(writer: Writer, forms: Mapping[str, Sequence[int]]) -> None:
    """Write common forms and the rows that bear each; those with one skeleton side by side, found by the first."""
    ordered = sorted(forms, key=lambda form: (bones(form), form))
    first: dict[str, list[tuple[int, int]]] = {}
    for at, form in enumerate(ordered):
        first.setdefault(bones(form), [(at, 0)])
    writer.index("skeletons", first)
    writer.strings("forms", ordered)
    writer.column("form_rows", "I", [row for form in ordered for row in forms[form]])
    writer.column("form_rows.ends", "I", itertools.accumulate(len(forms[form]) for form in ordered))


def _write_spellings(writer: Writer, keys: Sequence[str], *, with_index: bool) -> None:
    if not with_index:
        writer.packed("spellings", "\n".join(keys).encode())
        return
    from geo.gazetteer.fuzzy import build
    from geo.gazetteer.similar import SECTION

    writer.strings("spellings", keys)
    for name, values in build(keys).items():
        writer.array(SECTION + name, values)
