"""From a written name to places: as it is, in another language, of the past, inflected, a direction, misspelt."""

import csv
import datetime as dt
import re
from pathlib import Path

import pytest

from geo.gazetteer.lookup import called
from geo.model import FormerName

INFLECTIONS = Path(__file__).parents[1] / "names" / "inflections.csv"


@pytest.mark.parametrize(
    ("name", "place_id", "why"),
    [
        ("Kurakhove", "UA1416011001", "its name"),
        ("Курахово", "UA1416011001", "its name"),
        ("Kurakhovo", "UA1416011001", "another spelling or name of it"),
        ("Artemivsk", "UA1402001001", "called Artemivsk until 2016"),
        ("Krasnoarmeysk", "UA1416021001", "called Krasnoarmeysk until 2016"),
        ("Дзержинск", "UA1402011001", "called Дзержинск until 2016"),
        ("Dymytrov", "UA1416015001", "called Dymytrov until 2016"),
        ("Novhorodske", "UA1402011005", "called Novhorodske until 2021"),
        ("Курахового", "UA1416011001", "its name in the genitive"),
        ("під Часовим Яром", "UA1402013001", "its name in the instrumental"),
        ("у Великій Новосілці", "UA1404001001", "its name in the locative"),
        ("Торецком", "UA1402011001", "its name in the instrumental"),
        ("Покровський напрямок", "UA1416021001", "the direction is named for it"),
        ("Kurakhove direction", "UA1416011001", "the direction is named for it"),
        ("the Kurakhove axis", "UA1416011001", "the direction is named for it"),
        ("Куп'янський напрямок", "UA6308009001", "the direction is named for it"),
        ("Vel. Novosilka", "UA1404001001", "another spelling of its name"),
        ("Bolshaya Novosyolka", "UA1404001001", "another spelling or name of it"),
    ],
)
def test_each_way_finds_the_place_and_says_itself(gazetteer, name, place_id, why):
    found = {candidate.place.place_id: candidate.why for candidate in gazetteer.lookup(name)}
    assert found[place_id] == why


@pytest.mark.parametrize(
    ("name", "place_id"),
    [(spelling, "UA1416013005") for spelling in (
        "Yelyzavetivka", "Elizavetovka", "Yelizavetovka", "Elizawetowka", "Єлизаветівка", "Елизаветовка",
        "из Елизаветовки", "ЄЛИЗАВЕТІВКА", "yelyzavetivka", "Yelyzavetivki",
    )]
    + [("Slov’yansk", "UA1412021001"), ("Slovyansk", "UA1412021001"), ("Slov'iansk", "UA1412021001")]
    + [("Niu York", "UA1402011005"), ("Niu-York", "UA1402011005"), ("Nyu-York", "UA1402011005")]
    + [("Krasny Liman", "UA1412011001"), ("Krasnyi Lyman", "UA1412011001"), ("Красный Лиман", "UA1412011001")],
)  # fmt: skip
def test_every_typing_habit_reaches_the_place(gazetteer, name, place_id):
    assert place_id in {candidate.place.place_id for candidate in gazetteer.lookup(name)}


def test_a_name_of_the_past_goes_first_on_its_days(gazetteer):
    bakhmut = "UA1402001001"
    then = gazetteer.lookup("Artemivsk", on=dt.date(2014, 8, 1))
    assert bakhmut in {one.place.place_id for one in then if one.score == 1.0}
    later = {one.place.place_id: one for one in gazetteer.lookup("Artemivsk", on=dt.date(2024, 12, 16))}
    assert later[bakhmut].score == 0.9
    assert later[bakhmut].why == "called Artemivsk until 2016"
    today = {one.place.place_id: one for one in gazetteer.lookup("Bakhmut", on=dt.date(2014, 8, 1))}
    assert (today[bakhmut].score, today[bakhmut].why) == (0.9, "its name since 2016")


def test_names_in_the_language_of_the_report_go_first(gazetteer):
    for lang, score in (("ru", 1.0), ("uk", 0.98)):
        found = {one.place.place_id: one for one in gazetteer.lookup("Курахово", lang=lang)}
        assert found["UA1416011001"].score == score


@pytest.mark.parametrize(
    ("former", "said"),
    [
        (FormerName("Artemivsk", "1924", "2016-02-04", "act"), "called Artemivsk until 2016"),
        (FormerName("Yuzivka", "1869", "", "act"), "called Yuzivka from 1869"),
        (FormerName("Bakhmut", "", "", "act"), "called Bakhmut once"),
    ],
)
def test_a_former_name_in_words(former, said):
    assert called(former) == said


@pytest.mark.parametrize("name", ["Kurkahove", "Bakhmutl", "Toretksk", "Покорвськ"])
def test_a_correction_is_last_and_says_itself(gazetteer, name):
    found = gazetteer.lookup(name)
    assert found
    for one in found:
        assert one.score < 0.6
        assert re.search(r"misspelt \(\d letters? off, \d\d % alike\)$", one.why)


def test_what_is_surer_is_never_behind_what_is_less_sure(gazetteer):
    for name in ("Andriivka", "Іллінці", "Petrivka", "Покровське", "Северное"):
        scores = [one.score for one in gazetteer.lookup(name)]
        assert scores == sorted(scores, reverse=True)


def test_the_table_of_inflected_forms_is_found(gazetteer):
    """At least 98 of 100 inflected forms whose place is listed lead to it."""
    with INFLECTIONS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if gazetteer.has_name(row["lemma"])]
    assert len(rows) >= 300
    assert len({row["lemma"] for row in rows}) >= 60
    missed = []
    for row in rows:
        wanted = {place for place, _ in gazetteer.bearers(row["lemma"])}
        found = {gazetteer.row(one.place.place_id) for one in gazetteer.lookup(row["form"], lang=row["lang"])}
        if not wanted & found:
            missed.append(row["form"])
    assert len(missed) <= 0.02 * len(rows), missed


def test_a_name_of_long_ago_ranks_low_in_every_case(gazetteer):
    for written in ("Гришино", "Гришину", "Гришина"):
        found = {candidate.place.place_id: candidate.score for candidate in gazetteer.lookup(written)}
        assert found["UA1416021008"] > 0.9
        assert found.get("UA1416021001", 0.0) < 0.7
