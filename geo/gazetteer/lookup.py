"""From a written name to rows: as written, spelt otherwise, a name of the past, inflected, a direction, misspelt.

Each way has its score and says itself in words. What is surer comes first; misspellings only where all else fails.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from geo.gazetteer.rows import ALIAS, FORMER, NAME
from geo.names import bones, fold, likeness, readings
from geo.names.adjectives import base_names, direction
from geo.names.inflection import lemmas
from geo.names.prepositions import without_preposition

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from geo.gazetteer.rows import Rows
    from geo.gazetteer.similar import Similar
    from geo.model import FormerName, Place
    from geo.names.inflection import Lemma

_EXACT = {NAME: 1.0, ALIAS: 0.95, FORMER: 0.95}
_WHY = {NAME: "its name", ALIAS: "another spelling or name of it"}
_OTHER_LANGUAGE, _NOT_THEN, _NAMESAKE = 0.98, 0.9, 0.98
# a name that ended before this is history: nobody reports from Hryshyne, as Pokrovsk was called until 1934
_LIVING_MEMORY, _LONG_AGO = "1991", 0.6
_INFLECTED, _INFLECTED_AKIN, _DIRECTION = 0.93, 0.85, 0.9
# a reading that is less sure than one found already is kept, and counts for less
_BESIDE_EXACT = 0.8
INFLECTING = ("uk", "ru")
_LOWEST_SIMILARITY = 0.65
FUZZY_CUTOFF = 0.82
_SHORTEST_MISSPELT = 4
_SPELT_OTHERWISE = "another spelling of its name"


class Found(NamedTuple):
    """A row that a name may mean, with a score from 0 to 1 and the reason in words."""

    row: int
    score: float
    why: str


def find(
    name: str,
    rows: Rows,
    *,
    lang: str | None = None,
    on: dt.date | None = None,
) -> list[Found]:
    """Return the rows that a name may mean, misspellings aside.

    Parameters
    ----------
    name
        The name as written, in any case.
    rows
        Where to look.
    lang
        The language it is written in: names in that language go first.
    on
        The day of the report: names then official go first.
    """
    key = fold(name)
    borne = rows.bearers(key)
    found = {row: _exactly(row, mark, key, rows, lang=lang, on=on) for row, mark in reversed(borne)}
    inflecting = not key.isascii()
    options = lemmas(name, lang if lang in INFLECTING else None) if inflecting else []
    _add(found, _namesakes(name, found, (row for row, mark in borne if mark == ALIAS), rows), handicapped=False)
    handicapped = bool(found)
    _add(found, _inflected(options, rows, on), handicapped=handicapped)
    handicapped = bool(found)
    _add(found, _akin(name, rows), handicapped=handicapped)
    if not found:
        _add(found, _inflected_akin(options, rows), handicapped=False)
    if not found and (head := direction(name)):
        _add(found, _of_direction(head, rows, lang), handicapped=False)
    if not found:
        _add(found, _akin(name, rows, foreign=True), handicapped=False)
    if not found and inflecting and (bare := without_preposition(name)):
        return find(bare, rows, lang=lang, on=on)
    return list(found.values())


def _add(found: dict[int, Found], more: Iterable[Found], *, handicapped: bool) -> None:
    for one in more:
        if one.row not in found:
            found[one.row] = one._replace(score=one.score * _BESIDE_EXACT) if handicapped else one


# -- as written ---------------------------------------------------------------------------------------------------


def _exactly(row: int, mark: int, key: str, rows: Rows, *, lang: str | None, on: dt.date | None) -> Found:
    if mark == FORMER:
        return _formerly(row, key, rows.place(row), on)
    score, why = _EXACT[mark], _WHY[mark]
    if mark == NAME and (lang or on):
        place = rows.place(row)
        if lang and fold(place.names.get(lang, "")) != key:
            score, why = _OTHER_LANGUAGE, "its name in another language"
        later = max((one.until for one in place.former), default="") if on else ""
        if on and later > on.isoformat():
            score, why = _NOT_THEN, f"its name since {later[:4]}"
    return Found(row, score, why)


def _formerly(row: int, key: str, place: Place, on: dt.date | None) -> Found:
    borne = [one for one in place.former if fold(one.name) == key]
    dated = max(borne, key=lambda one: one.until, default=None)
    if dated is None:
        return Found(row, _EXACT[FORMER], "a name it had")
    if dated.until and dated.until < _LIVING_MEMORY:
        return Found(row, _LONG_AGO, called(dated))
    if on is None:
        return Found(row, _EXACT[FORMER], called(dated))
    then = any(one.since <= on.isoformat() < (one.until or "9999") for one in borne)
    return Found(row, 1.0 if then else _NOT_THEN, called(dated))


def called(former: FormerName) -> str:
    """Return in words that a place had a name: "called Artemivsk until 2016"."""
    when = f" until {former.until[:4]}" if former.until else f" from {former.since[:4]}" if former.since else " once"
    return f"called {former.name}{when}"


# -- in other words -----------------------------------------------------------------------------------------------


def _akin(name: str, rows: Rows, *, foreign: bool = False) -> list[Found]:
    """Return the rows whose name is the other language's form of this one, or the same spelt after another habit."""
    found: dict[int, Found] = {}
    for form in readings(name, foreign=foreign):
        for other, bearers in rows.akin(bones(form)):
            alike = likeness(form, other)
            score = 0.6 + 0.3 * alike
            if alike >= _LOWEST_SIMILARITY:
                for row in bearers:
                    if row not in found or found[row].score < score:
                        found[row] = Found(row, score, _SPELT_OTHERWISE)
    return list(found.values())


def _namesakes(name: str, known: Mapping[int, Found], aliased: Iterable[int], rows: Rows) -> list[Found]:
    """Return the other bearers of the name that a place is known to bear in this spelling, too.

    Only some of the places called Новоандріївка have their Russian name, or a second transliteration, written down;
    what is a spelling of the name for one of them is so for all.

    Parameters
    ----------
    name
        The spelling.
    known, aliased
        What was found by it; and which of that under another name than the place's own.
    rows
        Where to look.
    """
    forms: Sequence[str] = ()
    found: dict[int, Found] = {}
    for row in aliased:
        place = rows.place(row)
        own = place.names.get("uk", place.name)
        forms = forms or readings(name)
        if max((likeness(form, other) for form in forms for other in readings(own)), default=0.0) < _LOWEST_SIMILARITY:
            continue
        score = _NAMESAKE * known[row].score
        for other, mark in rows.bearers(fold(own)):
            if mark == NAME and other not in known:
                found.setdefault(other, Found(other, score, _SPELT_OTHERWISE))
    return list(found.values())


def _inflected(options: Sequence[Lemma], rows: Rows, on: dt.date | None) -> list[Found]:
    """Return the rows of which a name is an inflected form, given what it may be a form of."""
    found: dict[int, Found] = {}
    for lemma in options:
        borne = [(row, mark) for row, mark in rows.bearers(lemma.name) if rows.kind(row).is_settlement]
        known = {row: _as_declined(row, mark, lemma, rows, on) for row, mark in borne}
        aliased = (row for row, mark in borne if mark == ALIAS)
        for one in (*known.values(), *_namesakes(lemma.name, known, aliased, rows)):
            found.setdefault(one.row, one)
    return list(found.values())


def _as_declined(row: int, mark: int, lemma: Lemma, rows: Rows, on: dt.date | None) -> Found:
    if mark != FORMER:
        return Found(row, _INFLECTED * _EXACT[mark], f"its name in the {lemma.case}")
    once = _formerly(row, lemma.name, rows.place(row), on)
    return Found(row, _INFLECTED * once.score, f"{once.why}, in the {lemma.case}")


def _inflected_akin(options: Sequence[Lemma], rows: Rows) -> list[Found]:
    """Return the rows of which a name is an inflected form that they have in the other language."""
    found: dict[int, Found] = {}
    for lemma in options:
        for one in _akin(lemma.name, rows):
            why = f"another spelling of its name, in the {lemma.case}"
            found.setdefault(one.row, Found(one.row, _INFLECTED_AKIN * one.score, why))
    return list(found.values())


def _of_direction(head: str, rows: Rows, lang: str | None) -> list[Found]:
    """Return the rows that a direction or sector is named for: towns before districts so called."""
    found: dict[int, Found] = {}
    bases = [fold(head), *base_names(head, lang if lang in INFLECTING else None)]
    for base in bases:
        for row, mark in rows.bearers(base):
            score = _DIRECTION if rows.kind(row).is_settlement else _DIRECTION * _BESIDE_EXACT
            found.setdefault(row, Found(row, score * _EXACT[mark], "the direction is named for it"))
    if not found:
        found = {one.row: one._replace(score=one.score * _DIRECTION) for one in _akin(head, rows)}
    return list(found.values())


# -- misspelt -----------------------------------------------------------------------------------------------------


def misspelt(name: str, rows: Rows, index: Similar, *, cutoff: float, limit: int) -> list[Found]:
    """Return the rows whose name is spelt nearly so; the why names the correction and how near it is."""
    written = fold(name)
    if len(written) < _SHORTEST_MISSPELT:
        return []
    found: dict[int, Found] = {}
    for key, alike in index.find(written, cutoff=cutoff, limit=limit):
        edits = round((1 - alike) * max(len(written), len(key)))
        letters = "letter" if edits == 1 else "letters"
        for row, _ in rows.bearers(key) if key != written else ():
            why = f"perhaps {rows.place(row).name} misspelt ({edits} {letters} off, {round(alike * 100)} % alike)"
            found.setdefault(row, Found(row, 0.5 * alike, why))
    return list(found.values())
