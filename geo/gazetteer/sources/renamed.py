"""The hand-kept table of renamed places: each former official name, when it was in force, and the act that ended it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.gazetteer.sources.csvrows import Row, read_rows
from geo.names import romanise

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

COLUMNS = ("place_id", "name_today_uk", "old_uk", "old_ru", "old_en", "from", "until", "source")
_PLACE_ID = re.compile(r"UA\d{10}|RU:[^\s].*")
_OTHER_APOSTROPHES = re.compile("[\u2019\u02bc`]")
_DATE = re.compile(r"\d{4}(-\d{2}-\d{2})?")
_YEAR_LENGTH = 4
_SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class Renaming:
    """A former official name of a place, in each language with all its spellings.

    `name_today_uk` is the Ukrainian name that the place bore when the row was written, to check the id by. `since` is
    the first day of the name and `until` the day of the act that ended it, None where unknown; a year alone is its
    1 January, and `since_text`, `until_text` keep what is written, so that the precision is not lost.
    """

    place_id: str
    name_today_uk: str
    names: Mapping[str, tuple[str, ...]]
    since: dt.date | None
    until: dt.date | None
    since_text: str
    until_text: str
    source: str

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every spelling, English first."""
        return tuple(dict.fromkeys(name for lang in ("en", "uk", "ru") for name in self.names.get(lang, ())))


def read_renamed(path: Path) -> list[Renaming]:
    """Read the table of renamed places.

    Parameters
    ----------
    path
        A CSV file with the columns of `COLUMNS`: one row for a place and a name it bore; spellings in a cell separated
        by `|`; `from` and `until` ISO dates or years, or empty. An empty `old_en` is made from `old_uk` and `old_ru`.

    Returns
    -------
    former
        In the file's order.

    Raises
    ------
    InputError
        At the first bad row: file, line, what is wrong and how to mend it.

    Examples
    --------
    >>> from geo.gazetteer.gazetteer import embedded_path
    >>> table = read_renamed(embedded_path().with_name("renamed.csv"))
    >>> [old.names["en"][0] for old in table if old.place_id == "UA1402001001"]
    ['Artemivsk']
    """
    seen: set[tuple[str, str, str]] = set()
    former: list[Renaming] = []
    for row in read_rows(path, COLUMNS):
        old = _former(row)
        for name in old.names["uk"]:
            key = (old.place_id, name, old.since_text)
            if key in seen:
                raise row.fault(f"{name} of {old.place_id} is there twice", "keep one of the two rows")
            seen.add(key)
        former.append(old)
    return former


def _former(row: Row) -> Renaming:
    today = row.needed("name_today_uk")
    names = _names(row)
    if today in names["uk"]:
        raise row.fault(f"old_uk is today's name, {today!r}", "give the name the place had before")
    since, until = _date(row, "from"), _date(row, "until")
    if since and until and since >= until:
        raise row.fault(
            f"from {row.text('from')} is not before until {row.text('until')}", "put the earlier date in from"
        )
    return Renaming(
        place_id=row.matching("place_id", _PLACE_ID, "UA1402001001 or RU:Kursk/Sudzha"),
        name_today_uk=today,
        names=names,
        since=since,
        until=until,
        since_text=row.text("from"),
        until_text=row.text("until"),
        source=row.needed("source"),
    )


def _names(row: Row) -> dict[str, tuple[str, ...]]:
    row.needed("old_uk")
    names = {lang: _spellings(row, f"old_{lang}") for lang in ("en", "uk", "ru")}
    if not names["en"]:
        made = (romanise(name, lang) for lang in ("uk", "ru") for name in names[lang])
        names["en"] = tuple(dict.fromkeys(made))
    return {lang: spellings for lang, spellings in names.items() if spellings}


def _spellings(row: Row, column: str) -> tuple[str, ...]:
    written = row.text(column)
    if _OTHER_APOSTROPHES.search(written):
        raise row.fault(f"{column} is {written!r}", "write the apostrophe as '")
    parts = tuple(part.strip() for part in written.split(_SEPARATOR)) if written else ()
    if not all(parts) or len(set(parts)) < len(parts):
        raise row.fault(f"{column} is {written!r}", f"put one {_SEPARATOR} between spellings, each of them once")
    return parts


def _date(row: Row, column: str) -> dt.date | None:
    if not row.text(column):
        return None
    written = row.matching(column, _DATE, "2016-05-12 or 2016")
    try:
        return dt.date.fromisoformat(f"{written}-01-01" if len(written) == _YEAR_LENGTH else written)
    except ValueError:
        raise row.fault(f"{column} is {written!r}", "give a day that the calendar has") from None
