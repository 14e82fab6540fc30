"""When things happened: the days, nights and hours that a report names, in Kyiv time.

"Overnight", "in the past 24 hours" and the like count from the day a report is about, or from its cut-off time. What
tells when something was said or published is not when it happened, and gives none.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from geo.reading.beginnings import Sought, has_word_like
from geo.reading.datelines import Written, days_in, one_of, weekdays
from geo.reading.kyiv import kyiv
from geo.reading.lexicon import load_lexicon
from geo.reading.pattern import Pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

Interval = tuple[dt.datetime, dt.datetime]

# parts of the day as hours from its midnight; a night is that which ends on the day
_PARTS = {"night": (-6, 9), "morning": (5, 12), "afternoon": (12, 18), "evening": (17, 24)}
_DAYS_AGO = {"today": 0, "yesterday": 1, "before_yesterday": 2}
_WORDS = ("before_yesterday", "last_24h", "last_hours", "last_days", "last_week", "since_start", *_PARTS, *_DAYS_AGO)
_HEAD, _HEADER, _AROUND, _GAP, _THEN_SAID = 1500, 400, 64, 16, 80
# a day of a month has a number of one or two figures
_FIGURE = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_MOST_HOURS, _MOST_DAYS = 240, 60
# more times than this are no sentence, and each is held against each
_MOST_TIMES = 50
# two days with what joins them
_LONGEST_DAYS = 80
_SECOND, _DAY = dt.timedelta(seconds=1), dt.timedelta(days=1)


def event_interval(
    text: str, start: int, end: int, report_date: dt.date, lang: str = "en", *, at: int | None = None
) -> Interval | None:
    """Return when what a stretch of text tells of happened, as far as the report says.

    Parameters
    ----------
    text
        The report's body.
    start, end
        The sentence, as offsets.
    report_date
        The day the report is about.
    lang
        `en`, `uk` or `ru`.
    at
        The offset of the place meant: of several times, the one next to it holds; by default they hold together.

    Returns
    -------
    interval
        Its first and last second, in Kyiv time, or None where the text gives none.
    """
    return EventDates(text, report_date, lang).interval(start, end, at=at)


class EventDates:
    """The times that one report names.

    Parameters
    ----------
    text
        The report's body.
    report_date
        The day it is about.
    lang
        `en`, `uk` or `ru`.
    """

    def __init__(self, text: str, report_date: dt.date, lang: str = "en") -> None:
        self._text = text
        self._day = report_date
        self._words = _words(lang)
        # at the ends of the calendar there is no day before or after
        self._countable = dt.MINYEAR < report_date.year < dt.MAXYEAR
        self._cutoff_end, self.cutoff = self._find_cutoff() if self._countable else (0, None)
        self._default = self._of_the_header() if self._countable else None
        self._known: dict[tuple[int, int], list[_Item] | None] = {}

    def interval(self, start: int, end: int, *, at: int | None = None) -> Interval | None:
        """Return when what a sentence tells of happened; see `event_interval`."""
        if not self._countable:
            return None
        if (start, end) not in self._known:
            self._known[start, end] = self._of_sentence(start, end)
        items = self._known[start, end]
        if items is None:
            return self._default
        if not items:
            return None
        if at is not None:
            items = [min(items, key=lambda item: self._distance(item, at))]
        return min(item.span[0] for item in items), max(item.span[1] for item in items)

    def _distance(self, item: _Item, at: int) -> int:
        """Return how far a time is from a place; one in another clause is farther."""
        gap = self._text[min(item.end, at) : max(item.start, at)]
        return len(gap) + (_AROUND if self._words.apart.search(gap) else 0)

    def _of_sentence(self, start: int, end: int) -> list[_Item] | None:
        """Return the times of events in a sentence; None where it has no times at all."""
        if not self._words.may_name_a_time(self._text[start:end]):
            return None
        found = self._items(start, end)
        return [item for item in found if not self._is_said(item, start, end)] if found else None

    # -- the report ---------------------------------------------------------------------------------------------------

    def _find_cutoff(self) -> tuple[int, dt.datetime | None]:
        """Return where the report says up to when it is, and that time."""
        head = self._text[:_HEAD]
        for match in self._words.as_of.finditer(head):
            first, last = match.start("hour"), match.end()
            beside = [one for one in days_in(head) if 0 <= one.start - last <= _GAP or 0 <= first - one.end <= _GAP]
            if at := self._clock(match, beside[0] if beside else None):
                return max([match.end(), *(one.end for one in beside)]), at
        for one in days_in(self._text[: _HEADER + _LONGEST_DAYS]):
            after = self._words.time_after.match(head, one.end)
            if after and one.end < _HEADER:
                return after.end(), self._clock(after, one)
        return 0, None

    def _clock(self, match: re.Match[str], one: Written | None) -> dt.datetime | None:
        hour, minute = int(match["hour"]), int(match["minute"] or match["minute2"] or 0)
        if half := (match["half"] or "").lower():
            hour = hour % 12 + 12 * (half == "p")
        if hour > 24 or minute > 59 or (hour == 24 and minute):
            return None
        days = self._dated(one) if one else None
        # a bulletin of the morning counts back into the day before
        day = days[1] if days and abs((days[1] - self._day).days) <= 1 else self._day
        zone = self._words.zone(match["zone"])
        return (_midnight(day, zone) + dt.timedelta(hours=hour, minutes=minute)).astimezone(kyiv())

    def _of_the_header(self) -> Interval | None:
        """Return the time that the head of the report gives to all that follows."""
        text, head = self._text, min(len(self._text), self._cutoff_end + _HEADER)
        if self.cutoff is not None:
            for match in self._words.any_word.finditer(text, 0, head):
                if match.lastgroup in ("last_24h", "since_start"):
                    return self._of_word(match)
        line_end = text.find("\n", len(text) - len(text.lstrip()))
        for one in days_in(text, 0, min(head, line_end if line_end > 0 else head)):
            before = text[max(0, one.start - _AROUND) : one.start]
            if self._words.for_the_day.search(before) and (days := self._dated(one)):
                return self._until_cutoff((_midnight(days[0]), _midnight(days[1] + _DAY) - _SECOND))
        return None

    # -- times as written ---------------------------------------------------------------------------------------------

    def _items(self, start: int, end: int) -> list[_Item]:
        text, words = self._text, self._words
        days = [item for one in days_in(text, start, end) if (item := self._day_item(one, start))]
        days += [self._weekday_item(match) for match in words.weekday.finditer(text, start, end)]
        items: list[_Item] = []
        for match in words.any_word.finditer(text, start, end):
            name = match.lastgroup or ""
            if name in _DAYS_AGO:
                day = self._day - _DAYS_AGO[name] * _DAY
                days.append(_Item(match.start(), match.end(), _whole(day, day), (day, day)))
            elif name in _PARTS:
                if not any(item.start <= match.start() < item.end for item in days[:_MOST_TIMES]):
                    items.append(_Item(match.start(), match.end(), self._of_word(match), part=name))
            else:
                items.append(_Item(match.start(), match.end(), self._of_word(match)))
        return list(self._combined(days[:_MOST_TIMES], items[:_MOST_TIMES]))

    def _combined(self, days: list[_Item], items: list[_Item]) -> Iterator[_Item]:
        """Yield times, a part of a day and the day beside it as one: "on Sunday morning"."""
        used = set()
        for item in items:
            near = [day for day in days if item.part and day.days and self._beside(day, item)]
            if near:
                day = near[0]
                used.add(id(day))
                span = _part(day.days[1], item.part) if day.days else item.span
                yield _Item(min(day.start, item.start), max(day.end, item.end), self._until_cutoff(span))
            else:
                yield item
        for day in days:
            if id(day) not in used:
                yield _Item(day.start, day.end, self._until_cutoff(day.span))

    def _beside(self, day: _Item, item: _Item) -> bool:
        gap = self._text[min(day.end, item.end) : max(day.start, item.start)]
        return len(gap) <= _GAP and not re.search(r"[,;:.()]\s|\n", gap)

    def _of_word(self, match: re.Match[str]) -> Interval:
        """Return the time that a word means, counted from the report's day or its cut-off."""
        name, day, cutoff = match.lastgroup or "", self._day, self.cutoff
        number = self._words.number(match)
        if name in _PARTS:
            if name == "evening" and cutoff is not None and cutoff < _midnight(day) + dt.timedelta(hours=12):
                day -= _DAY
            return self._until_cutoff(_part(day, name))
        if name == "since_start":
            return self._until_cutoff(_whole(day, day))
        hours = {"last_24h": 24, "last_hours": number, "last_days": 24 * number, "last_week": 24 * 7}[name]
        if cutoff is not None:
            return cutoff - dt.timedelta(hours=hours), cutoff
        # they end at some hour of the day
        return _whole(day - dt.timedelta(days=-(-hours // 24)), day)

    def _day_item(self, one: Written, start: int) -> _Item | None:
        days = self._dated(one)
        if days is None:
            return None
        words, text = self._words, self._text
        before = text[max(start, one.start - _AROUND) : one.start]
        first, last = days
        if night := words.night_from.search(before):
            span = _night(first, last if one.last_day else first + _DAY)
            return _Item(one.start - len(night[0]), one.end, span)
        if night := words.night_to.search(before):
            span = _night(first if one.last_day else last - _DAY, last)
            return _Item(one.start - len(night[0]), one.end, span)
        if after := words.night_after.match(text, one.end):
            return _Item(one.start, after.end(), _night(first, first + _DAY))
        if not one.last_day and (since := words.since.search(before)):
            return _Item(one.start - len(since[0]), one.end, _whole(first, max(self._day, first)))
        if not one.last_day and words.until.search(before):
            return None
        return _Item(one.start, one.end, _whole(*days), days)

    def _weekday_item(self, match: re.Match[str]) -> _Item:
        name = match["weekday"].lower().replace("\u2019", "'").replace("\u02bc", "'")
        ago = (self._day.weekday() - weekdays().get(name, self._day.weekday())) % 7
        day = self._day - ago * _DAY
        if after := self._words.night_after.match(self._text, match.end()):
            return _Item(match.start(), after.end(), _night(day, day + _DAY))
        if match["since"]:
            return _Item(match.start(), match.end(), _whole(day, self._day))
        return _Item(match.start(), match.end(), _whole(day, day), (day, day))

    def _dated(self, one: Written) -> tuple[dt.date, dt.date] | None:
        """Return the first and the last day; without a year, those nearest before the day after the report's."""
        for year in (one.year,) if one.year else (self._day.year + 1, self._day.year, self._day.year - 1):
            first = one.on(year)
            if first is not None and (one.year or first <= self._day + _DAY):
                last = one.last_on(year) or first
                return (first, last) if first <= last <= first + _MOST_DAYS * _DAY else (first, first)
        return None

    def _is_said(self, item: _Item, start: int, end: int) -> bool:
        """Whether a time is when something was said or shown, not when it happened."""
        text = self._text
        if self._words.said.search(text[max(start, item.start - _AROUND) : item.start]):
            return True
        at_the_head = item.start - start <= _GAP // 4
        return at_the_head and self._words.then_said.search(text, item.end, min(end, item.end + _THEN_SAID)) is not None

    def _until_cutoff(self, span: Interval) -> Interval:
        """Return a time as far as the report goes: nothing in it is later."""
        first, last = span
        return (first, min(last, self.cutoff)) if self.cutoff is not None and first < self.cutoff else span


@dataclass(frozen=True, slots=True)
class _Item:
    """A time as written at (start, end); `days` where whole days are named, `part` where a part of one is."""

    start: int
    end: int
    span: Interval
    days: tuple[dt.date, dt.date] | None = None
    part: str = ""


def _midnight(day: dt.date, zone: dt.tzinfo | None = None) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=zone or kyiv())


def _whole(first: dt.date, last: dt.date) -> Interval:
    return _midnight(first), _midnight(last + _DAY) - _SECOND


def _night(first: dt.date, last: dt.date) -> Interval:
    """Return the nights from the evening of one day to the morning of another."""
    return _part(first + _DAY, "night")[0], _part(max(last, first + _DAY), "night")[1]


def _part(day: dt.date, name: str) -> Interval:
    first, last = (_midnight(day) + dt.timedelta(hours=hours) for hours in _PARTS[name])
    return first, last - _SECOND if name == "evening" else last


# -- the words of a language --------------------------------------------------------------------------------------


class _Words:
    """The patterns of one language."""

    def __init__(self, table: dict[str, Any]) -> None:
        self._numbers: dict[str, int] = table["numbers"]
        count = rf"(?:\d{{1,3}}|{one_of(self._numbers)})"
        forms = {
            name: "|".join(_spaced(form).replace("{n}", count) for form in table[name])
            for name in _WORDS
            if table[name]
        }
        self._hints = tuple(table["hints"])
        self.any_word = Sought(
            _compiled("|".join(f"(?P<{name}>{form})" for name, form in forms.items())),
            has_word_like("|".join(forms.values())),
        )
        self._count = _compiled(count)
        since, on = _any(table["since"]), _any(table["on_weekday"])
        self.weekday = _compiled(rf"(?:(?P<since>{since})|{on})\s{{1,3}}(?P<weekday>{one_of(weekdays())})")
        self.night_to, self.night_from, self.since, self.until, self.for_the_day, self.said = (
            Pattern(rf"(?<!\w){_any(table[name])}\s{{1,3}}$", re.IGNORECASE)
            for name in ("night_to", "night_from", "since", "until", "for_the_day", "said")
        )
        self.apart = Pattern(rf"[,;]\s|(?<!\w){_any(table['apart'])}(?!\w)", re.IGNORECASE)
        self.then_said = Pattern(rf"(?<!\w){_any(table['then_said'])}", re.IGNORECASE)
        self.night_after = Pattern(rf"\s{{1,3}}{_any(table['night_after'])}(?!\w)", re.IGNORECASE)
        self._zones = {form.lower(): name for name, forms in table["zones"].items() for form in forms}
        zone = rf"(?:\s?\(?(?P<zone>{one_of(self._zones)})(?!\w))?"
        # "16.12" is a day more often than a time
        clock = (
            rf"(?P<hour>\d{{1,2}})(?:(?::(?P<minute>\d\d)|\.(?P<minute2>00|30))(?![.:]?\d)|(?=\s?[ap]\.?m\b))"
            rf"(?:\s?(?P<half>[ap])\.?m\b\.?)?{zone}"
        )
        self.as_of = Pattern(rf"(?<!\w){_any(table['as_of'])}\s{{1,3}}(?:[^\d\n]{{0,24}})??{clock}", re.IGNORECASE)
        self.time_after = Pattern(rf"(?:[\s,(]{{1,3}}[^\W\d]{{0,2}}\s{{0,2}}){clock}", re.IGNORECASE)

    def may_name_a_time(self, text: str) -> bool:
        """Whether any of the signs is there that every time has: quick, for most sentences have none."""
        low = text.lower()
        for hint in self._hints:
            if hint in low:
                return True
        return _FIGURE.search(low) is not None

    def number(self, match: re.Match[str]) -> int:
        """Return the number in a match of `any_word`, kept within reason."""
        if match.lastgroup not in ("last_hours", "last_days"):
            return 0
        counts = [found[0] for found in self._count.finditer(match[0])]
        word = counts[-1].lower().replace("\u2019", "'").replace("\u02bc", "'")
        number = int(word) if word.isdecimal() else self._numbers.get(word, 1)
        return min(number, _MOST_HOURS if match.lastgroup == "last_hours" else _MOST_DAYS)

    def zone(self, name: str | None) -> dt.tzinfo:
        """Return the time zone of a clock, Kyiv's where none is named."""
        key = self._zones.get(" ".join((name or "").lower().split()))
        if key is None or key == kyiv().key:
            return kyiv()
        try:
            return ZoneInfo(key)
        except ZoneInfoNotFoundError:
            return kyiv()


@lru_cache(maxsize=4)
def _words(lang: str) -> _Words:
    table = load_lexicon(lang).get("event_dates") or load_lexicon("en")["event_dates"]
    return _Words(table)


def _spaced(form: str) -> str:
    return form.replace("'", "['\u2019\u02bc]").replace(" ", r"\s{1,3}")


def _any(forms: list[str]) -> str:
    """Return a pattern of some; of none, one that matches nothing."""
    return "(?:" + ("|".join(map(_spaced, forms)) or r"(?!)") + ")"


def _compiled(pattern: str) -> Pattern:
    return Pattern(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)
