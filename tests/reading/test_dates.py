"""When things happened: every table has a report of 6 December 2024, a Friday, unless it says otherwise."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.model import LANGUAGES
from geo.reading.dates import EventDates, event_interval
from geo.reading.lexicon import load_lexicon

DAY = dt.date(2024, 12, 6)
NIGHT = "05 18:00 - 06 09:00"
TODAY, YESTERDAY = "06 00:00 - 06 23:59", "05 00:00 - 05 23:59"
# 24 hours end at some hour of the day
A_DAY = "05 00:00 - 06 23:59"


def told(text, lang, *, at=None, date=DAY):
    """Return the interval of a text's last line, as "day hour - day hour"."""
    found = event_interval(text, text.rfind("\n") + 1, len(text), date, lang, at=at)
    return None if found is None else f"{found[0]:%d %H:%M} - {found[1]:%d %H:%M}"


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("Drones hit Odesa overnight.", NIGHT),
        ("Last night drones hit Odesa.", NIGHT),
        ("On the night of December 5 to 6 drones hit Odesa.", NIGHT),
        ("On the night of December 5-6 drones hit Odesa.", NIGHT),
        ("Drones hit Odesa on the night of December 5.", NIGHT),
        ("Drones hit Odesa overnight on December 6.", NIGHT),
        ("Drones hit Odesa in the early hours of December 6.", NIGHT),
        ("On Thursday night drones hit Odesa.", NIGHT),
        ("In the past 24 hours 5 people died.", A_DAY),
        ("Over the past day 170 clashes took place.", A_DAY),
        ("Five villages fell in the last 48 hours.", "04 00:00 - 06 23:59"),
        ("Five villages fell over the last three days.", "03 00:00 - 06 23:59"),
        ("Shelling killed two today.", TODAY),
        ("Since the start of the day 78 clashes took place.", TODAY),
        ("A drone hit a bus this morning.", "06 05:00 - 06 12:00"),
        ("A drone hit a bus yesterday evening.", "05 17:00 - 05 23:59"),
        ("On Sunday morning troops took Lyman.", "01 05:00 - 01 12:00"),
        ("Troops took Lyman on Sunday.", "01 00:00 - 01 23:59"),
        ("On December 5, Russian forces took Lyman, the ministry said.", YESTERDAY),
        ("Troops took Lyman between December 3 and 5.", "03 00:00 - 05 23:59"),
        ("Troops attacked from November 30 to December 2.", "30 00:00 - 02 23:59"),
        ("Troops have attacked since December 1.", "01 00:00 - 06 23:59"),
        ("Lyman fell on December 20.", "20 00:00 - 20 23:59"),
        # when it was said or shown is not when it happened
        ("The ministry said on December 5 that Lyman fell.", None),
        ("Footage published on December 4 and 5 shows troops in Lyman.", None),
        ("Geolocated footage from December 4 shows troops in Lyman.", None),
        ("On December 5 the General Staff reported that Lyman fell.", None),
        ("Lyman must fall by December 9.", None),
        ("Troops took Lyman.", None),
        ("The 24th brigade held 5 km of the front.", None),
    ],
)
def test_english(text, interval):
    assert told(text, "en") == interval


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("Вночі ворог ударив по Одесі.", NIGHT),
        ("У ніч на 6 грудня ворог ударив по Одесі.", NIGHT),
        ("Уночі проти 6 грудня тривала атака, в ніч проти 6 грудня.", NIGHT),
        ("В ніч з 5 на 6 грудня ворог ударив.", NIGHT),
        ("Ворог ударив 6 грудня вночі.", NIGHT),
        ("Минулої ночі збито 30 дронів.", NIGHT),
        ("Протягом доби відбулося 118 боєзіткнень.", A_DAY),
        ("За минулу добу ворог втратив 900 осіб.", A_DAY),
        ("Минулої доби зафіксовано 170 боїв.", A_DAY),
        ("За добу до цього було тихо.", None),
        ("Протягом останніх трьох діб ворог просунувся.", "03 00:00 - 06 23:59"),
        ("З початку доби відбулося 60 атак.", TODAY),
        ("Сьогодні ворог обстріляв Нікополь.", TODAY),
        ("Учора загинули двоє людей.", YESTERDAY),
        ("Вчора ввечері дрон ударив по авто.", "05 17:00 - 05 23:59"),
        ("5 грудня вранці дрон ударив по авто.", "05 05:00 - 05 12:00"),
        ("У неділю ворог захопив село.", "01 00:00 - 01 23:59"),
        ("В п’ятницю ворог захопив село.", TODAY),
        ("Упродовж 3–5 грудня ворог наступав.", "03 00:00 - 05 23:59"),
        ("5 грудня ворог захопив село.", YESTERDAY),
        ("Чиновник повідомив про обстріл 5 грудня.", YESTERDAY),
        ("5 грудня Міноборони заявило, що село захоплено.", None),
        ("Про це повідомив Генштаб 5 грудня.", None),
        ("Ворог захопив село.", None),
    ],
)
def test_ukrainian(text, interval):
    assert told(text, "uk") == interval


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("Ночью сбито 30 дронов.", NIGHT),
        ("В ночь на 6 декабря сбито 30 дронов.", NIGHT),
        ("В ночь с 5 на 6 декабря сбито 30 дронов.", NIGHT),
        ("За минувшую ночь сбито 30 дронов.", NIGHT),
        ("За сутки обстреляны семь сёл.", A_DAY),
        ("За минувшие сутки освобождено село.", A_DAY),
        ("В течение суток отбиты атаки.", A_DAY),
        ("За сутки до этого было тихо.", None),
        ("За двое суток освобождены сёла.", "04 00:00 - 06 23:59"),
        ("С начала суток отбиты атаки.", TODAY),
        ("Накануне обстреляли Шебекино.", YESTERDAY),
        ("Утром 5 декабря обстреляли Шебекино.", "05 05:00 - 05 12:00"),
        ("В минувшее воскресенье освобождено село.", "01 00:00 - 01 23:59"),
        ("С 3 по 5 декабря отбиты атаки.", "03 00:00 - 05 23:59"),
        ("С 1 декабря идут бои.", "01 00:00 - 06 23:59"),
        ("5 декабря освобождено село.", YESTERDAY),
        ("Об этом сообщил губернатор 5 декабря.", None),
        ("5 декабря Минобороны сообщило, что село освобождено.", None),
        ("Освобождено село.", None),
    ],
)
def test_russian(text, interval):
    assert told(text, "ru") == interval


@pytest.mark.parametrize(
    ("text", "lang", "interval"),
    [
        ("Станом на 22:00 6 грудня 2024 року. Протягом доби 118 боїв.\nБіля Лимана штурм", "uk", "05 22:00 - 06 22:00"),
        ("Станом на 06.00 6 грудня.\nЗа минулу добу відбито атаки", "uk", "05 06:00 - 06 06:00"),
        ("Станом на 16:00 6 грудня. З початку доби 50 боїв.\nБіля Лимана відбито атаку", "uk", "06 00:00 - 06 16:00"),
        ("Update, 6 December 2024, 08:00\n\nOver the past day 9 fights.\nAttacks.", "en", "05 08:00 - 06 08:00"),
        ("Situation as of 10 p.m. on December 6\nOver the past day Lyman was shelled.", "en", "05 22:00 - 06 22:00"),
        ("По состоянию на 10:00 мск 6 декабря\nЗа сутки отбиты атаки", "ru", "05 09:00 - 06 09:00"),
        ("December 5, 2024, 5:00pm ET\nIn the past 24 hours Lyman fell", "en", "05 00:00 - 06 00:00"),
        ("Обстріли Донеччини за 5 грудня — зведення\nУ Покровську двоє поранених", "uk", YESTERDAY),
        ("Станом на 22:00 6 грудня 2024 року. Протягом доби 118 боїв.\n5 грудня захоплено село", "uk", YESTERDAY),
        ("Станом на 22:00 6 грудня 2024 року.\nБіля Лимана відбито атаку", "uk", None),
        ("Update at 25:00 and 10:99, as of 25:00\nOver the past day Lyman was shelled", "en", A_DAY),
    ],
)  # fmt: skip
def test_the_head_of_a_report_holds_for_what_follows(text, lang, interval):
    assert told(text, lang) == interval


def test_of_two_times_the_one_beside_the_place_holds():
    text = "Troops took Lyman on December 3 and Yampil on December 5."
    assert told(text, "en") == "03 00:00 - 05 23:59"
    assert told(text, "en", at=text.index("Lyman")) == "03 00:00 - 03 23:59"
    assert told(text, "en", at=text.index("Yampil")) == YESTERDAY


def test_a_day_without_a_year_is_the_nearest_that_has_been():
    first, _ = event_interval("Lyman fell on December 30.", 0, 30, dt.date(2025, 1, 2), "en")
    assert first.date() == dt.date(2024, 12, 30)


@pytest.mark.parametrize(("date", "offsets"), [("2024-07-25", (3, 3)), ("2024-12-06", (2, 2)), ("2024-10-27", (3, 2))])
def test_times_are_those_of_kyiv_in_summer_and_winter(date, offsets):
    interval = event_interval("Today it fell.", 0, 14, dt.date.fromisoformat(date), "en")
    assert tuple(moment.utcoffset().total_seconds() / 3600 for moment in interval) == offsets


def test_a_language_that_has_no_words_is_read_as_english():
    assert told("Drones hit Odesa overnight.", "fr") == NIGHT


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_of_time_has_a_hint(lang):
    table = load_lexicon(lang)["event_dates"]
    words = (
        "night",
        "morning",
        "afternoon",
        "evening",
        "today",
        "yesterday",
        "last_24h",
        "last_hours",
        "last_days",
        "last_week",
        "since_start",
    )
    for form in (form for word in (*words, "before_yesterday") for form in table[word]):
        plain = re.sub(r"\(\?:[^()]*\)\??|\\[ds]\{[^}]*\}|\[[^]]*\]", "", form).lower()
        assert any(hint in form.lower() for hint in table["hints"]) or "24" in plain, form


@given(
    st.text(max_size=200), st.text(alphabet="56 декабря night-–:0 на ночь\n.", max_size=200), st.sampled_from(LANGUAGES)
)
def test_any_text_has_times_in_order_or_none(any_text, like_times, lang):
    for text in (any_text, like_times):
        dates = EventDates(text, DAY, lang)
        interval = dates.interval(0, len(text))
        assert interval is None or (interval[0] <= interval[1] and interval[0].tzinfo is not None)
        assert dates.interval(0, len(text), at=0) is None or interval is not None


@pytest.mark.parametrize("date", [dt.date.min, dt.date.max])
def test_the_ends_of_the_calendar(date):
    for text in ("Overnight it fell.", "In the past 24 hours it fell.", "On Sunday it fell.", "Yesterday it fell"):
        event_interval(text, 0, len(text), date, "en")


def test_time_grows_with_the_text_and_no_faster():
    for text in (
        "at 5 " * 40_000,
        "December " * 20_000,
        "5 to " * 40_000,
        "said on " * 20_000,
        "за " * 60_000,
        "May 5 overnight " * 10_000,
    ):
        event_interval(text, 0, len(text), DAY, "en")
        event_interval(text, 0, len(text), DAY, "ru")
