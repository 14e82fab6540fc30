"""Days written in three languages, and which of them is the dateline."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.reading.datelines import date_in_text, day_reported, days_in, year_in_name, yearless_dateline

DAY = dt.date(2024, 12, 16)


def day(text):
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("December 5", (5, 12, None, None, None)),
        ("Dec. 16th, 2024", (16, 12, 2024, None, None)),
        ("the 16th of December 2024", (16, 12, 2024, None, None)),
        ("August 28 and 29", (28, 8, None, None, 29)),
        ("December 5-6, 2024", (5, 12, 2024, None, 6)),
        ("5–7 грудня 2024 року", (5, 12, 2024, None, 7)),
        ("в ніч з 5 на 6 грудня", (5, 12, None, None, 6)),
        ("с 3 по 5 декабря", (3, 12, None, None, 5)),
        ("September 30 and October 1", (30, 9, None, 10, 1)),
        ("from 31 December to 1 January 2025", (31, 12, 2024, 1, 1)),
        ("27 января 2025-го", (27, 1, 2025, None, None)),
        ("16.12.2024", (16, 12, 2024, None, None)),
        ("16.12.24", (16, 12, 2024, None, None)),
        ("2024-12-16", (16, 12, 2024, None, None)),
        ("5-го декабря", (5, 12, None, None, None)),
    ],
)
def test_days_as_written(text, expected):
    (one,) = days_in(f"Text: {text}. More")
    assert (one.day, one.month, one.year, one.last_month, one.last_day) == expected


@pytest.mark.parametrize(
    "text",
    [
        "31 February 2024", "may 16 men have died", "10.5 km", "version 1.12.24.5", "at 16:12", "Mark 5", "Junior 16",
        "2024", "16 марток", "32 грудня", "December 1,500 shells",
    ],
)  # fmt: skip
def test_what_is_no_day(text):
    assert [one for one in days_in(text) if one.year or one.day != 1] == []


@pytest.mark.parametrize(
    "text",
    [
        "Оперативна інформація станом на 22:00 16 грудня 2024 року. Протягом доби",
        "Оновлення на ранок 16 грудня 2024-го. Ворог окупував",
        "Сводка военного ведомства России за 16 декабря 2024 года.",
        "Утро 16 декабря 2024-го, коротко по фронту.",
        "КУРСК, 16 декабря 2024 года. Войска",
        "Станом на 06.00 16.12.2024 щодо російського вторгнення",
        "Here is the situation on Monday, December 16:",
        "понеділок, 16 грудня. Бої тривають",
        "Events of day 1,026\nThis is how it stood on December 16:",
        "Війна, 1026-й день\nСтаном на 16 грудня",
        "Published 17 December 2024. Situation as of 16 December 2024, 20:00.",
        "Published 17 December 2024. Situation as of December 16.",
        "Станом на 16 грудня. Опубліковано 17.12.2024",
        "Russian Offensive Campaign Assessment, December 16, 2024\nDec 16, 2024 - ISW Press",
    ],
)
def test_the_dateline_tells_the_day(text):
    assert date_in_text(text, until=2027) == DAY


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("KYIV, Dec. 16 — Shells fell. It began on February 24, 2022.", "Dec. 16"),
        ("Обстріли Донеччини за 16 грудня — зведення\nПокровськ", "16 грудня"),
        ("На утро 5 сентября без перемен", "5 сентября"),
        ("Сводка за 5 сентября\nтекст", "5 сентября"),
    ],
)
def test_a_dateline_without_a_year_is_none_and_hides_what_follows(text, written):
    assert date_in_text(text) is None
    assert yearless_dateline(text) == written
    assert date_in_text(text, year=2024).year == 2024
    assert date_in_text(text, near=day("2025-01-01")).year == 2024


@pytest.mark.parametrize(
    "text", ["It will rain on May 9 near Kyiv", "5 May", "day 1,026", "", "The line moved.\n\nOn May 9 it rained."]
)
def test_other_days_are_no_dateline(text):
    assert date_in_text(text) is None
    assert yearless_dateline(text) == ""


def test_two_years_that_fit_a_weekday_tell_none():
    assert date_in_text("Situation on Monday, December 16:", until=2027) == DAY
    assert date_in_text("Situation on Monday, December 16:", until=2030) is None


@pytest.mark.parametrize(
    ("text", "published", "reported"),
    [
        ("Станом на 22:00 25 липня", "2024-07-26", "2024-07-25"),
        ("Без дати", "2024-07-26", "2024-07-26"),
        ("Станом на 1 травня 2023 року", "2024-07-26", "2024-07-26"),
        ("На утро 31 декабря", "2025-01-01", "2024-12-31"),
        ("Станом на 29 лютого", "2023-03-01", "2023-03-01"),
    ],
)
def test_what_appeared_on_a_day_reports_on_it_or_a_day_before(text, published, reported):
    assert day_reported(text, day(published)) == day(reported)


@pytest.mark.parametrize(
    ("name", "year"), [("obstrily-2024", 2024), ("a", None), ("2023-2024", None), ("120241", None), ("1999", None)]
)
def test_the_year_in_a_name(name, year):
    assert year_in_name(name) == year


@given(
    st.text(max_size=120),
    st.text(alphabet="16 декабря,.2024Dec-–:0ſ\n", max_size=120),
    st.dates(dt.date(2014, 1, 1), dt.date(2040, 1, 1)),
)
def test_any_text_is_read_without_a_fault(any_text, like_dates, near):
    for text in (any_text, like_dates):
        for one in days_in(text):
            assert 0 <= one.start < one.end <= len(text)
        yearless_dateline(text)
        assert abs((day_reported(text, near) - near).days) <= 7
