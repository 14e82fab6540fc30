"""Days written in words and figures, and the one a report is about: its dateline. Never the day of today."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from geo.errors import InputError
from geo.reading.lexicon import load_lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ISO = re.compile(r"(?<!\d)(20\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_NUMBER, _WORD_BEFORE, _LONGEST_MONTH = re.compile(r"\d{1,2}"), re.compile(r"(?<!\w)([^\W\d_]{3,10})\.?\s{1,3}$"), 16
_YEAR = re.compile(r"(?<!\d)(20[12]\d)(?!\d)")
_HEAD, _FIRST_LINE, _LEAD_IN, _AROUND = 1500, 200, 60, 24
# a report appears on its day or soon after
_LATE_DAYS, _EARLY_DAYS = 7, 1
_NEXT_DAYS = 31
_WAR_BEGAN = dt.date(2022, 2, 24)
# counts of the days of the war differ by one or two from paper to paper
_COUNT_DAYS = 3
_CENTURY = 2000


@dataclass(frozen=True, slots=True)
class Written:
    """A day, or two with what lies between, as written at (start, end); `year` is None where it gives none."""

    start: int
    end: int
    month: int
    day: int
    year: int | None
    last_month: int | None = None
    last_day: int | None = None

    def on(self, year: int) -> dt.date | None:
        """Return the (first) day in a year, None where that has none."""
        try:
            return dt.date(year, self.month, self.day)
        except ValueError:
            return None

    def last_on(self, year: int) -> dt.date | None:
        """Return the last day, if two are written, in the year of the first or, over New Year, in the next."""
        month, day = self.last_month or self.month, self.last_day
        if day is None:
            return None
        try:
            return dt.date(year + (month < self.month), month, day)
        except ValueError:
            return None


def parse_date(text: str, where: str = "the date") -> dt.date:
    """Parse an ISO date.

    Raises
    ------
    InputError
        If it is none.
    """
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"{where}: {text!r} is no date; write it as YYYY-MM-DD") from error


def date_in_name(name: str) -> dt.date | None:
    """Return the ISO date in a file's name, or None."""
    for year, _, month, day in _ISO.findall(name):
        try:
            return dt.date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None


def year_in_name(name: str) -> int | None:
    """Return the one year that a file's name gives, or None."""
    years = {int(year) for year in _YEAR.findall(name)}
    return years.pop() if len(years) == 1 else None


# -- days as written ----------------------------------------------------------------------------------------------


def days_in(text: str, start: int = 0, end: int | None = None) -> list[Written]:
    """Return the days written in a stretch of text, in order; what overlaps an earlier one is left out."""
    found: list[Written] = []
    stop = len(text) if end is None else end
    for one in sorted(_all_days(text, start, stop), key=lambda one: (one.start, -one.end)):
        if found and one.start < found[-1].end:
            continue
        if found and (joined := _joined(found[-1], one, text)):
            found[-1] = joined
        else:
            found.append(one)
    return found


def _all_days(text: str, start: int, end: int) -> Iterator[Written]:
    patterns = _patterns()
    # numbers are few: to look around each is quicker than to look for the names of months everywhere
    for number in _NUMBER.finditer(text, start, end):
        before = _WORD_BEFORE.search(text, max(start, number.start() - _LONGEST_MONTH), number.start())
        if before and before[1].lower() in months():
            match = patterns.month_day.match(text, before.start(), end)
        else:
            match = patterns.day_month.match(text, number.start(), end)
        if match and (written := _of_words(match)):
            yield written
    for match in _ISO.finditer(text, start, end):
        yield from _checked(Written(*match.span(), int(match[3]), int(match[4]), int(match[1])))
    for match in patterns.figures.finditer(text, start, end):
        year = int(match[3])
        yield from _checked(
            Written(*match.span(), int(match[2]), int(match[1]), year if year > 99 else _CENTURY + year)
        )


def _checked(written: Written) -> Iterator[Written]:
    if written.on(written.year or 2024) is not None:
        yield written


def _of_words(match: re.Match[str]) -> Written | None:
    name, first, last = match["month"], match["day"], match["last"]
    month = months().get(name.lower())
    # "may 16 men": no month in small letters where the script has capitals for it
    if month is None or (name.isascii() and name.islower() and not match["year"]):
        return None
    year = int(match["year"]) if match["year"] else None
    try:
        for day in (first, last):
            if day:
                dt.date(year or 2024, month, int(day))
    except ValueError:
        return None
    return Written(*match.span(), month, int(first), year, last_day=int(last) if last else None)


def _joined(one: Written, other: Written, text: str) -> Written | None:
    """Return "September 30 and October 1" as one, if that is what stands there."""
    apart = (one.month, one.day) != (other.month, other.day)
    if one.last_day or other.last_day or not apart or not _patterns().joiner.fullmatch(text, one.end, other.start):
        return None
    if one.year and other.year and other.year < one.year:
        return None
    year = one.year or (other.year if other.year is None or other.month >= one.month else other.year - 1)
    return replace(one, end=other.end, year=year, last_month=other.month, last_day=other.day)


@lru_cache(maxsize=1)
def months() -> dict[str, int]:
    """Return the names of months, in every language known, with their numbers."""
    return {name: number for number, names in enumerate(load_lexicon("pages")["dates"]["months"], 1) for name in names}


@lru_cache(maxsize=1)
def weekdays() -> dict[str, int]:
    """Return the names of weekdays, in every language known, with their numbers, Monday's 0."""
    return {name: number for number, names in enumerate(load_lexicon("pages")["dates"]["weekdays"]) for name in names}


def one_of(words: Iterable[str]) -> str:
    """Return a pattern of some words, the longest first, any apostrophe for an apostrophe, any spaces for a space."""
    escaped = sorted(map(re.escape, words), key=len, reverse=True)
    return "(?:" + "|".join(escaped).replace("'", "['\u2019\u02bc]").replace("\\ ", r"\s{1,3}") + ")"


@dataclass(frozen=True)
class _Patterns:
    day_month: re.Pattern[str]
    month_day: re.Pattern[str]
    figures: re.Pattern[str]
    joiner: re.Pattern[str]
    cue: re.Pattern[str]
    published: re.Pattern[str]
    weekday: re.Pattern[str]
    war_day: re.Pattern[str]


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    words: Any = load_lexicon("pages")["dates"]
    month = one_of(months())
    ordinal = rf"(?:-?{one_of(words['ordinals'])}(?!\w))?"
    join = rf"(?:\s{{1,3}}{one_of(words['joiners'])}\s{{1,3}}|\s?[\u2010-\u2015/-]\s?)"
    day_month = (
        rf"(?<![\d.,:])(?P<day>\d{{1,2}}){ordinal}(?:{join}(?P<last>\d{{1,2}}){ordinal})?\s{{1,3}}"
        rf"(?:{one_of(words['of'])}\s{{1,3}})?(?P<month>{month})(?!\w)"
    )
    # "March 5 to 6 villages" is rare, "August 28 and 29" is not
    month_day = (
        rf"(?<!\w)(?P<month>{month})\.?\s{{1,3}}(?P<day>\d{{1,2}}){ordinal}(?!\d|[.:]\d)"
        rf"(?:{join}(?P<last>\d{{1,2}}){ordinal}(?!\w|[.:]\d|\s?%))?"
    )
    year = r"(?:\.?,?\s{1,3}(?P<year>20\d\d)(?!\d))?"
    clock = r"(?:\d{1,2}[:.]\d\d[\s,]{1,3})?"
    n = r"(\d{1,2}[,. \u00a0]?\d{3}|\d{2,4})"
    return _Patterns(
        day_month=re.compile(day_month + year, re.IGNORECASE),
        month_day=re.compile(month_day + year, re.IGNORECASE),
        figures=re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(20\d\d|[23]\d)(?!\.?\d)"),
        joiner=re.compile(join, re.IGNORECASE),
        cue=re.compile(rf"(?<!\w){one_of(words['cues'])}[\s:,]{{1,3}}{clock}$", re.IGNORECASE),
        published=re.compile(rf"(?<!\w){one_of(words['published'])}[\s:,]{{1,3}}$", re.IGNORECASE),
        weekday=re.compile(rf"(?<!\w)({one_of(weekdays())})(?!\w)", re.IGNORECASE),
        war_day=re.compile(
            "|".join(rf"(?<!\w)(?:{form.replace('{n}', n)})(?!\w)" for form in words["war_days"]), re.IGNORECASE
        ),
    )


# -- the dateline -------------------------------------------------------------------------------------------------


def date_in_text(
    text: str, *, near: dt.date | None = None, year: int | None = None, until: int | None = None
) -> dt.date | None:
    """Return the day of a text's dateline: the first that stands near its beginning, or None.

    A day without a year ("Dec. 16") is one only where it stands as a dateline does, and where something tells the year.

    Parameters
    ----------
    text
        The text.
    near
        The day it appeared, which tells the year.
    year
        The year, if it is known otherwise.
    until
        The last year that a weekday may point to; by default this year.
    """
    dateline = _dateline(text, _Clues(near, year, until or dt.date.today().year))
    return dateline if isinstance(dateline, dt.date) else None


def yearless_dateline(text: str) -> str:
    """Return the dateline of a text that tells no year, as written; empty where there is none."""
    dateline = _dateline(text, _Clues(None, None, dt.date.today().year))
    return text[dateline.start : dateline.end] if isinstance(dateline, Written) else ""


def day_reported(text: str, published: dt.date, year: int | None = None) -> dt.date:
    """Return the day that a text which appeared on some day reports on: its dateline if near, else that day."""
    day = date_in_text(text, near=published, year=year)
    if day is not None and -_LATE_DAYS <= (day - published).days <= _EARLY_DAYS:
        return day
    return published


@dataclass(frozen=True, slots=True)
class _Clues:
    near: dt.date | None
    year: int | None
    until: int


def _dateline(text: str, clues: _Clues) -> dt.date | Written | None:
    """Return the day, or the words that would tell it if they had a year, or None."""
    days = days_in(text[:_HEAD])
    # "Published December 17, situation as of December 16"
    if days and _led_by(_patterns().published, text, days[0]):
        days.sort(key=lambda one: (not _led_by(_patterns().cue, text, one), one.start))
    full = [day for one in days if one.year and (day := _last(one, one.year))]
    for one in days:
        if one.year:
            if day := _last(one, one.year):
                return day
            continue
        strength = _standing(text, one) or (_WEAK if _counted_year(text, one) else 0)
        if not strength:
            continue
        if year := _year_of(text, one, full, clues):
            return _last(one, year)
        if strength == _STRONG or not full:
            return one
    return None


_WEAK, _STRONG = 1, 2


def _led_by(pattern: re.Pattern[str], text: str, one: Written) -> bool:
    return pattern.search(text[max(0, one.start - _AROUND) : one.start]) is not None


def _last(one: Written, year: int) -> dt.date | None:
    return one.last_on(year) or one.on(year)


def _standing(text: str, one: Written) -> int:
    """Return how much a day without a year stands as a dateline does."""
    after = text[one.end : one.end + _AROUND]
    first = len(text) - len(text.lstrip())
    line_end = text.find("\n", first)
    line_end = len(text) if line_end < 0 else line_end
    if one.start < first + _LEAD_IN and re.match(r"\.?\s{0,2}(?:\([^()\n]{1,40}\)\s?)?[\u2013\u2014-]", after):
        return _STRONG
    if one.start >= line_end + _HEAD // 3:
        return 0
    if one.start < max(line_end, _FIRST_LINE) and _led_by(_patterns().cue, text, one):
        return _STRONG
    if _weekday(text, one) is not None and one.start < _HEAD // 2:
        return _STRONG
    return _WEAK if one.start < line_end <= first + _FIRST_LINE and line_end < len(text.rstrip()) else 0


def _weekday(text: str, one: Written) -> int | None:
    """Return the weekday that stands beside a day."""
    before = list(_patterns().weekday.finditer(text, max(0, one.start - 16), one.start))
    if before and re.fullmatch(r"[.,\s]{1,3}", text[before[-1].end() : one.start]):
        return _weekday_number(before[-1][1])
    after = _patterns().weekday.search(text, one.end, one.end + 16)
    if after and re.fullmatch(r"[.,(\s]{1,3}", text[one.end : after.start()]):
        return _weekday_number(after[1])
    return None


def _weekday_number(name: str) -> int | None:
    return weekdays().get(name.lower().replace("\u2019", "'").replace("\u02bc", "'"))


def _year_of(text: str, one: Written, full: list[dt.date], clues: _Clues) -> int | None:
    """Return the year of a day that is written without one, None where nothing tells it."""
    nearby = [other for other in full if _nearest_year(one, other, _NEXT_DAYS)]
    if nearby:
        return _nearest_year(one, nearby[0], _NEXT_DAYS)
    if clues.near is not None:
        return _nearest_year(one, clues.near, 366)
    if clues.year is not None:
        return clues.year
    if year := _counted_year(text, one):
        return year
    weekday = _weekday(text, one)
    if weekday is not None:
        fitting = [
            year
            for year in range(_WAR_BEGAN.year, clues.until + 1)
            if (day := _last(one, year)) and day.weekday() == weekday
        ]
        return fitting[0] if len(fitting) == 1 else None
    return None


def _counted_year(text: str, one: Written) -> int | None:
    """Return the year in which the day falls on a count of the days of the war that stands near the beginning."""
    for match in _patterns().war_day.finditer(text[:_HEAD]):
        figures = next(group for group in match.groups() if group)
        counted = _WAR_BEGAN + dt.timedelta(days=int(re.sub(r"\D", "", figures)))
        if year := _nearest_year(one, counted, _COUNT_DAYS):
            return year
    return None


def _nearest_year(one: Written, day: dt.date, most_days: int) -> int | None:
    away = [
        (abs((found - day).days), year)
        for year in (day.year - 1, day.year, day.year + 1)
        if (found := one.on(year)) is not None
    ]
    return min(away)[1] if away and min(away)[0] <= most_days else None
