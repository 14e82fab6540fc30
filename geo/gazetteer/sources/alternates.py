"""The alternate names of GeoNames, with their languages and dates: `alternateNamesV2.zip`, or a country's own file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.errors import InputError
from geo.gazetteer.sources.checks import LONGEST_NAME, Checks
from geo.gazetteer.sources.lines import lines
from geo.gazetteer.sources.record import DatedName

if TYPE_CHECKING:
    from collections.abc import Iterable, Set
    from pathlib import Path

    from geo.gazetteer.sources.record import Progress, Skipped

# names of other languages are none that reports use; nor are links, postal codes and codes of airports
LANGUAGES = frozenset({"en", "uk", "ru", "be", ""})
_NAMED = ("en", "uk", "ru")
# until 2017 the file had no dates
_COLUMNS, _DATED = (8, 10), 10
_YES = "1"
_MOST_OF_A_PLACE = 400


@dataclass(frozen=True, slots=True)
class AlternateNames:
    """The names of one place: the best of each language, the others of today, and those of the past."""

    best: tuple[tuple[str, str], ...] = ()
    others: tuple[str, ...] = ()
    former: tuple[DatedName, ...] = ()

    def apply(self, name: str, ascii_name: str) -> tuple[dict[str, str], tuple[str, ...]]:
        """Return names by language and the other spellings, with the two that the dump itself has.

        Parameters
        ----------
        name, ascii_name
            The name in the dump, and the same without accents.
        """
        by_lang = dict(self.best)
        by_lang.setdefault("en", name)
        extra = () if ascii_name.isascii() is False or name.isascii() else (ascii_name,)
        spellings = dict.fromkeys((name, *extra, *self.others)) if extra or self.others or by_lang["en"] != name else {}
        used = set(by_lang.values())
        return by_lang, tuple(one for one in spellings if one and one not in used)


NO_NAMES = AlternateNames()


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    lang: str
    rank: int
    since: str
    until: str
    is_former: bool


def read(
    path: Path, ids: Set[int], *, skipped: Skipped | None = None, progress: Progress | None = None
) -> dict[int, AlternateNames]:
    """Return the alternate names of some places: English, Ukrainian, Russian, Belarusian, or of no language told.

    Parameters
    ----------
    path
        The archive or its text.
    ids
        The GeoNames ids of the places; the many other lines are passed over.
    skipped
        Told of names that are none.
    progress
        Called with the bytes of the file read so far.

    Raises
    ------
    InputError
        If the file cannot be read or is none of alternate names, or at the first bad line of a place asked for.
    """
    checks = Checks(path.name, skipped=skipped)
    wanted = {str(number) for number in ids}
    rows: dict[str, list[_Row]] = {}
    line = 0
    for line, text in lines(path, progress=progress):
        cells = text.split("\t", 3)
        if len(cells) < len(("id", "place", "language", "rest")):
            what = "has too few cells divided by tabs"
            raise checks.fault(line, what, "it is no file of alternate names; fetch it anew")
        if cells[1] not in wanted or cells[2] not in LANGUAGES:
            continue
        row = _row(text.split("\t"), line, checks)
        known = rows.setdefault(cells[1], [])
        if row and len(known) < _MOST_OF_A_PLACE:
            known.append(row)
    if not line:
        raise InputError(f"{path.name}: is empty; fetch it anew")
    return {int(number): _chosen(found) for number, found in rows.items()}


def _row(cells: list[str], line: int, checks: Checks) -> _Row | None:
    if len(cells) not in _COLUMNS:
        what = f"has {len(cells)} cells and not {_DATED} divided by tabs"
        raise checks.fault(line, what, "it is no file of alternate names; fetch it anew")
    if len(cells[3]) > LONGEST_NAME:
        checks.skip(line, f"a name of {cells[1]} is over {LONGEST_NAME} characters long")
        return None
    name = checks.name(cells[3], line, "name")
    if not name:
        checks.skip(line, f"a name of {cells[1]} is empty")
        return None
    preferred, short, colloquial, historic = (cell == _YES for cell in cells[4:8])
    since, until = (cells[8].strip(), cells[9].strip()) if len(cells) == _DATED else ("", "")
    rank = 3 if colloquial else 2 if short else 0 if preferred else 1
    return _Row(name, cells[2], rank, since, until, historic or bool(until))


def _chosen(rows: Iterable[_Row]) -> AlternateNames:
    """Divide the names of a place; of several in one language the preferred, else the first full one is the best."""
    today = sorted((row for row in rows if not row.is_former), key=lambda row: row.rank)
    best: dict[str, str] = {}
    for row in today:
        if row.lang in _NAMED:
            best.setdefault(row.lang, row.name)
    used = set(best.values())
    others = dict.fromkeys(row.name for row in today if row.name not in used)
    former = dict.fromkeys(DatedName(row.name, row.lang, row.since, row.until) for row in rows if row.is_former)
    return AlternateNames(tuple(best.items()), tuple(others), tuple(former))
