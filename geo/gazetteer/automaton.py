"""The saved Aho-Corasick automaton over all folded names: loaded in milliseconds, searched by bytes.

Only names a report would write are in it, as UTF-8 of their folded text with and without apostrophes. The saved form is
tied to the version of daachorse that wrote it; under another version the automaton is built anew from the names.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

import numpy as np
from daachorse import MATCH_KIND_STANDARD, DoubleArrayAhoCorasick

from geo.names import fold, fold_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.gazetteer.store import Store, Writer

_SHORTEST = 3
# the automaton is an array of records of so many bytes: like bytes side by side pack a fifth smaller
_RECORD_BYTES = 12


def patterns(names: Iterable[str]) -> list[str]:
    """Return what to search for to find some names: their folded forms of three characters or more, sorted."""
    forms = {form for name in names for form in (fold(name), " ".join(fold_text(name).split()))}
    return sorted(form for form in forms if len(form) >= _SHORTEST)


def _build(chosen: Iterable[str]) -> DoubleArrayAhoCorasick:
    return DoubleArrayAhoCorasick([pattern.encode() for pattern in chosen], MATCH_KIND_STANDARD)


def save(writer: Writer, names: Iterable[str]) -> dict[str, object]:
    """Add the automaton over some names to a gazetteer file; return what its header must say of it."""
    chosen = patterns(names)
    writer.packed("automaton", _columns(_build(chosen).serialize()))
    return {"automaton": {"daachorse": version("daachorse"), "patterns": len(chosen)}}


def load(store: Store) -> DoubleArrayAhoCorasick:
    """Return the automaton of a gazetteer file."""
    if store.header.get("automaton", {}).get("daachorse") == version("daachorse"):
        return DoubleArrayAhoCorasick.deserialize(_records(store.packed("automaton")))
    rows = store.strings("names")
    return _build(patterns(name for row in range(len(rows)) for name in rows[row].split("\t")))


def _columns(data: bytes) -> bytes:
    whole = len(data) - len(data) % _RECORD_BYTES
    return np.frombuffer(data, np.uint8, whole).reshape(-1, _RECORD_BYTES).T.tobytes() + data[whole:]


def _records(data: bytes) -> bytes:
    whole = len(data) - len(data) % _RECORD_BYTES
    return np.frombuffer(data, np.uint8, whole).reshape(_RECORD_BYTES, -1).T.tobytes() + data[whole:]
