"""The saved Aho-Corasick automata over all folded names: loaded in milliseconds, searched by bytes.

Only names a report would write are in it, as UTF-8 of their folded text with and without apostrophes. The saved form is
tied to the version of daachorse that wrote it; under another version the automaton is built anew from the names.
"""

from __future__ import annotations

from functools import cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING

import numpy as np
from daachorse import MATCH_KIND_STANDARD, DoubleArrayAhoCorasick

from geo.gazetteer.rows import spelt
from geo.names import fold, fold_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.gazetteer.store import Store, Writer
    from geo.model import Place

_SHORTEST = 3
_LATIN, _CYRILLIC = "latin", "cyrillic"
# the first bytes of Cyrillic letters in UTF-8
_CYRILLIC_LEADS = (b"\xd0", b"\xd1", b"\xd2", b"\xd3")
# an automaton needs one pattern at least; folded text never holds this one
_NEVER = "\x00"
# the automaton is an array of records of so many bytes: like bytes side by side pack a fifth smaller
_RECORD_BYTES = 12


def patterns(names: Iterable[str]) -> list[str]:
    """Return what to search for to find some names: their folded forms of three characters or more, sorted."""
    forms = {form for name in names for form in (fold(name), " ".join(fold_text(name).split()))}
    return sorted(form for form in forms if len(form) >= _SHORTEST)


def _build(chosen: Iterable[str]) -> DoubleArrayAhoCorasick:
    return DoubleArrayAhoCorasick([pattern.encode() for pattern in chosen], MATCH_KIND_STANDARD)


class NameAutomaton:
    """The automata of a gazetteer, one a script; that of Cyrillic names is loaded when a text has such letters.

    Parameters
    ----------
    store
        The open gazetteer file.
    own
        The user's own places, whose names are searched for too.
    """

    def __init__(self, store: Store, own: Sequence[Place] = ()) -> None:
        self._store = store
        self._own_names = [name for place in own for name, _ in spelt(place)]

    def find_overlapping(self, text: bytes) -> list[tuple[int, int, int]]:
        """Return (start, end, pattern) of every occurrence of a name in folded UTF-8 text, overlapping ones too.

        Offsets count bytes. Pattern numbers are of use only to tell patterns of one script apart.
        """
        hits = self._latin.find_overlapping(text)
        if any(lead in text for lead in _CYRILLIC_LEADS):
            hits += self._cyrillic.find_overlapping(text)
        if self._own_names:
            hits += self._own.find_overlapping(text)
        return hits

    @cached_property
    def _own(self) -> DoubleArrayAhoCorasick:
        return _build(patterns(self._own_names) or [_NEVER])

    @cached_property
    def _latin(self) -> DoubleArrayAhoCorasick:
        return self._load(_LATIN)

    @cached_property
    def _cyrillic(self) -> DoubleArrayAhoCorasick:
        return self._load(_CYRILLIC)

    def _load(self, script: str) -> DoubleArrayAhoCorasick:
        said = self._store.header.get("automaton", {})
        if said.get("daachorse") == version("daachorse"):
            saved = self._store.packed(f"automaton.{script}")
            return DoubleArrayAhoCorasick.deserialize(_records(saved) if said["columns"] else saved)
        names, former = self._store.strings("names"), self._store.strings("former")
        every = [name for row in range(len(names)) for name in names[row].split("\t")]
        every += [line.split("\t")[0] for at in range(len(former)) for line in former[at].split("\n")]
        return _build(_by_script(patterns(every))[script])


def save(writer: Writer, names: Iterable[str]) -> dict[str, object]:
    """Add the automata over some names to a gazetteer file; return what its header must say of them."""
    chosen = _by_script(patterns(names))
    for script, forms in chosen.items():
        saved = _build(forms).serialize()
        writer.packed(f"automaton.{script}", _columns(saved) if writer.compress else saved)
    patterns_in_all = sum(map(len, chosen.values()))
    return {
        "automaton": {"daachorse": version("daachorse"), "patterns": patterns_in_all, "columns": writer.compress},
    }


def _by_script(forms: Iterable[str]) -> dict[str, list[str]]:
    scripts: dict[str, list[str]] = {_LATIN: [_NEVER], _CYRILLIC: [_NEVER]}
    for form in forms:
        cyrillic = any(lead in form.encode() for lead in _CYRILLIC_LEADS)
        scripts[_CYRILLIC if cyrillic else _LATIN].append(form)
    return scripts


def _columns(data: bytes) -> bytes:
    whole = len(data) - len(data) % _RECORD_BYTES
    return np.frombuffer(data, np.uint8, whole).reshape(-1, _RECORD_BYTES).T.tobytes() + data[whole:]


def _records(data: bytes) -> bytes:
    whole = len(data) - len(data) % _RECORD_BYTES
    return np.frombuffer(data, np.uint8, whole).reshape(_RECORD_BYTES, -1).T.tobytes() + data[whole:]
