"""Why a place was chosen, in words: the resolver's English, and the same told in another language by the same table.

A reading keeps its reasons in English. Whoever shows them in another language has them recognised here, by the rows of
`reasons.toml` that wrote them; what is not recognised stays as it is.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from geo.errors import InputError
from geo.model import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_BETWEEN = "; "
_NUMBERS = frozenset({"n", "km", "stated", "deg", "percent", "year"})
_WORDS = frozenset({"case", "kind", "point"})
_ROWS = frozenset({"whole", "part", "phrase", "name", "note"})
# a phrase stands before the other's name, or with a pronoun
_PHRASES = {"of": 0, "from": 1}
_AREAS = frozenset({"area", "where"})
_NUMBER = r"\d+(?:\.\d+)?(?:e[+-]\d+)?"
_SLOT = re.compile(r"\{(\w+)\}")
# longer ones, or of more parts, come from names made to be so
_LONGEST, _MOST_PARTS = 2000, 40
_REMEMBERED = 4096


def said(section: str, row: str, **slots: object) -> str:
    """Return a row of the table in English, filled in.

    Examples
    --------
    >>> said("part", "coarse", km="12")
    'about 12 km from where the front ran'
    """
    return str(_table()["en"][section][row]).format_map(slots)


def stated(distance: str, point: str, form: str) -> str:
    """Return what a report states of two places in English: how far and which way, or in which form."""
    if distance:
        return said("phrase", "distance_point" if point else "distance_only", stated=distance, point=point)
    return said("phrase", "point_only", point=point) if point else said("phrase", form)


def parted(parts: list[str]) -> str:
    """Return the parts of a reason as one text."""
    return _BETWEEN.join(parts)


def listed(names: list[str]) -> str:
    """Return names as a list in English."""
    return str(_table()["en"]["and"]).join(names)


def retold(why: str, lang: str, area: Callable[[str], str] = str) -> str:
    """Return a reason in another language; as it is, if it is none of the resolver's.

    Parameters
    ----------
    why
        The reason, as `Mention.why` has it.
    lang
        `en`, `uk` or `ru`.
    area
        Gives the name of a region or district in that language; by default it stays as the report has it.

    Raises
    ------
    InputError
        If reasons are not told in that language.

    Examples
    --------
    >>> retold("the only place so named (its name)", "uk")
    'єдине місце з такою назвою (назва збігається)'
    >>> retold("the desk knows it", "uk")
    'the desk knows it'
    """
    return _told("whole", why, lang, area)


def note_retold(note: str, lang: str, area: Callable[[str], str] = str) -> str:
    """Return the note of an `Alternative` in another language; parameters and error are those of `retold`."""
    return _told("note", note, lang, area)


def _told(section: str, text: str, lang: str, area: Callable[[str], str]) -> str:
    if lang not in LANGUAGES:
        raise InputError(f"lang: reasons are told in {', '.join(LANGUAGES)}, not in {lang[:20]!r}")
    read = _read(section, text) if lang != "en" and len(text) <= _LONGEST else None
    return text if read is None else _written(section, read, _table()[lang], area)


# -- the English read ---------------------------------------------------------------------------------------------

# a row, and what fills its slots: text, or for a slot of rows what was read of them
_Read = tuple[str, dict[str, Any]]


@lru_cache(maxsize=_REMEMBERED)
def _read(section: str, text: str) -> _Read | None:
    """Return which row of a section a text is, None if none."""
    for row, pattern in _patterns()[section]:
        found = pattern.fullmatch(text)
        slots = None if found is None else _slots(found.groupdict())
        if slots is not None:
            return row, slots
    return None


def _slots(found: dict[str, str]) -> dict[str, Any] | None:
    slots: dict[str, Any] = {}
    for slot, text in found.items():
        if slot == "parts":
            slots[slot] = _parts(text)
        else:
            slots[slot] = _read(_section(slot), text) if _section(slot) in _ROWS else text
        if slots[slot] is None:
            return None
    return slots


def _parts(text: str) -> tuple[_Read, ...] | None:
    """Return the parts of a reason, as many as can be told apart: a name may hold what stands between them."""
    pieces = text.split(_BETWEEN, _MOST_PARTS)
    if len(pieces) > _MOST_PARTS:
        return None
    # from the last piece backward: the parts that those from one on make
    tails: list[tuple[_Read, ...] | None] = [None] * len(pieces) + [()]
    for first in range(len(pieces) - 1, -1, -1):
        tails[first] = next(_begun(pieces, first, tails), None)
    return tails[0]


def _begun(pieces: list[str], first: int, tails: list[tuple[_Read, ...] | None]) -> Iterator[tuple[_Read, ...]]:
    for end in range(first + 1, len(pieces) + 1):
        tail = tails[end]
        if tail is not None and (read := _read("part", _BETWEEN.join(pieces[first:end]))) is not None:
            yield read, *tail


def _section(slot: str) -> str:
    return "phrase" if slot in _PHRASES else slot


@cache
def _patterns() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    return {
        section: [(row, re.compile(_pattern(form), re.DOTALL)) for row, form in rows.items()]
        for section, rows in _table()["en"].items()
        if section in _ROWS
    }


def _pattern(form: str) -> str:
    # the text between slots, and the slots, in turn
    split = _SLOT.split(form)
    return "".join(rf"(?P<{part}>{_filling(part)})" if at % 2 else re.escape(part) for at, part in enumerate(split))


def _filling(slot: str) -> str:
    if slot in _NUMBERS:
        return _NUMBER
    if slot in _WORDS:
        # longest first: "north-east" is no "north"
        return "|".join(sorted(_table()["uk"][slot], key=len, reverse=True))
    return ".+?"


# -- and written in another language ------------------------------------------------------------------------------


def _written(section: str, read: _Read, table: dict[str, Any], area: Callable[[str], str], form: int = 0) -> str:
    row, slots = read
    filled = {slot: _filled(slot, value, table, area) for slot, value in slots.items()}
    template = table[section][row]
    return str(template if isinstance(template, str) else template[form]).format_map(filled)


def _filled(slot: str, value: Any, table: dict[str, Any], area: Callable[[str], str]) -> str:
    if slot == "parts":
        return _BETWEEN.join(_written("part", part, table, area) for part in value)
    if _section(slot) in _ROWS:
        return _written(_section(slot), value, table, area, _PHRASES.get(slot, 0))
    if slot in _NUMBERS:
        return str(value).replace(".", table["decimal"])
    if slot == "listed":
        return str(value).replace(_table()["en"]["and"], table["and"])
    if slot in _WORDS:
        return str(table[slot][value])
    return area(value) if slot in _AREAS else str(value)


@cache
def _table() -> dict[str, dict[str, Any]]:
    return tomllib.loads((files("geo.resolve") / "reasons.toml").read_text(encoding="utf-8"))
