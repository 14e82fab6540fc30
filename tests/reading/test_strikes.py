from __future__ import annotations

import pytest
from reading_texts import found_in

from geo.reading.sentences import Spans, sentences
from geo.reading.sources import Sources
from geo.reading.strikes import StrikeFinder


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        (
            "Russia launched 49 drones overnight. Ukraine shot down 27 of them, 19 others disappeared from radar.",
            (49, 27, 19),
        ),
        ("Ukraine's air force said it shot down 56 of 88 drones.", (None, 56, None)),
        ("Russia launched 49 drones. In all, 27 were shot down. The SBU destroyed 40 railcars.", (49, 27, None)),
        ("Twenty-six drones were downed over Rostov region.", (None, 26, None)),
        ("Russia fired 1,200 drones at Ukraine.", (1200, None, None)),
    ],
)
def test_tally(text, counts, gazetteer):
    tally, *_ = found_in(text, gazetteer).strikes
    assert (tally.category, tally.launched, tally.shot_down, tally.lost) == ("air-attack", *counts)


@pytest.mark.parametrize(
    ("text", "actor", "count", "target"),
    [
        ("Ukrainian forces destroyed 40 railcars full of fuel in Tokmak.", "UA", 40, "railcars"),
        ("A Ukrainian drone attacked a campus of the National Guard in Grozny.", "UA", None, "campus"),
        ("Russian missiles hit a hospital in Kharkiv.", "RU", None, "hospital"),
    ],
)
def test_strike(text, actor, count, target, gazetteer):
    (strike,) = found_in(text, gazetteer).strikes
    assert (strike.category, strike.actor, strike.count) == ("strike", actor, count)
    assert target in strike.target
    assert strike.mention is not None


@pytest.mark.parametrize("text", ["", "Nothing happened in Kharkiv.", "The strike targeted a facility.", "49 drones"])
def test_no_strike(text, gazetteer):
    assert found_in(text, gazetteer).strikes == []


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("A drone hit an oil depot in Feodosia. The raid was confirmed by the local head, a lawyer.", "the local head"),
        (
            "A drone hit an oil depot in Rostov region. The governor, Yuri Slyusar, confirmed the attack.",
            "governor, Yuri Slyusar",
        ),
        ("The SBU said it had destroyed a fuel train in Tokmak.", "Security Service of Ukraine (SBU)"),
    ],
)
def test_on_whose_word(text, by, gazetteer):
    (strike,) = found_in(text, gazetteer).strikes
    assert strike.by == by


def strikes_in(text, lang):
    spans = Spans(sentences(text, lang))
    return StrikeFinder(text, spans, [], Sources(text, spans, lang), lang).find()


@pytest.mark.parametrize(
    ("lang", "text", "actor", "counts"),
    [
        (
            "uk",
            "Ворог атакував Україну 88 ударними БпЛА. Збито 56 дронів, ще 27 локаційно втрачено.",
            "RU",
            (88, 56, 27),
        ),
        ("uk", "Збито 49 із 79 ударних БпЛА, 27 локаційно втрачено.", None, (None, 49, 27)),
        ("uk", "Росіяни випустили 145 дронів і 12 ракет.", "RU", (145, None, None)),
        ("uk", "Тридцять шість безпілотників збито над Київщиною.", None, (None, 36, None)),
        ("uk", "Ворог запустив 1 200 дронів.", "RU", (1200, None, None)),
        ("uk", "Сили ППО знищили п’ять ракет.", None, (None, 5, None)),
        ("ru", "Дежурными средствами ПВО уничтожены 36 украинских БПЛА.", None, (None, 36, None)),
        ("ru", "ПВО сбила за ночь 121 беспилотник самолетного типа.", None, (None, 121, None)),
        ("ru", "Перехвачены и уничтожены сто двадцать один беспилотник.", None, (None, 121, None)),
        (
            "ru",
            "Россия атаковала Украину 88 беспилотниками. Из них 56 сбито, 27 локационно потеряны.",
            "RU",
            (88, 56, 27),
        ),
    ],
)
def test_tally_in_ukrainian_and_russian(lang, text, actor, counts):
    (tally,) = strikes_in(text, lang)
    assert (tally.category, tally.actor) == ("air-attack", actor)
    assert (tally.launched, tally.shot_down, tally.lost) == counts


@pytest.mark.parametrize(
    ("lang", "text", "actor", "target", "count", "by"),
    [
        ("uk", "Росіяни вдарили ракетами по лікарні в Харкові.", "RU", "лікарні", None, "unattributed"),
        ("uk", "Українські дрони уразили нафтобазу в Феодосії.", "UA", "нафтобазу", None, "unattributed"),
        ("uk", "У Токмаку нафтобазу уражено.", None, "нафтобазу", None, "unattributed"),
        ("uk", "СБУ повідомила, що знищила 40 вагонів у Токмаку.", None, "вагонів", 40, "СБУ"),
        (
            "uk",
            "Дрон влучив у багатоповерхівку, повідомив мер Ігор Терехов.",
            None,
            "багатоповерхівку",
            None,
            "мер Ігор Терехов",
        ),
        ("uk", "Уражено завод у Рязані. Генштаб підтвердив ураження заводу.", None, "завод", None, "Генштаб"),
        ("ru", "FPV-дрон ударил по стоянке предприятия.", None, "стоянке предприятия", None, "unattributed"),
        ("ru", "Нефтебаза в Феодосии поражена.", None, "Нефтебаза в Феодосии", None, "unattributed"),
        (
            "ru",
            "Дрон ударил по нефтебазе, сообщил губернатор Роман Бусаргин.",
            None,
            "нефтебазе",
            None,
            "губернатор Роман Бусаргин",
        ),
        ("ru", "Российские войска нанесли удар по подстанции.", "RU", "подстанции", None, "unattributed"),
    ],
)
def test_strike_in_ukrainian_and_russian(lang, text, actor, target, count, by):
    (strike,) = strikes_in(text, lang)
    assert (strike.category, strike.target, strike.count, strike.by) == ("strike", target, count, by)
    assert actor is None or strike.actor == actor


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("uk", "Нічого не сталося в Харкові."),
        ("uk", "У Покровську поранених оперують."),
        ("ru", "В Харькове тихо."),
        ("ru", "36 БПЛА"),
    ],
)
def test_no_strike_in_ukrainian_and_russian(lang, text):
    assert strikes_in(text, lang) == []
