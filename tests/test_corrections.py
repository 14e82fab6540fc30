"""What is corrected by hand: kept, put over the machine's word, listed, undone, and taken in from a review."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from geo.cli.corrections import correct
from geo.corrections import (
    FILE_NAME,
    NO_PLACE,
    REVIEW_COLUMNS,
    Corrections,
    correction,
    history,
    remember,
    remembered,
    review,
    review_writer,
    reviewed,
    undo,
)
from geo.errors import AmbiguousPlaceError, InputError, UnknownPlaceError
from geo.gazetteer.home import home
from geo.model import Alternative, Mention, Report

KURAKHOVE, LYMAN, SUDZHA = "Kurakhove", "Lyman", "Sudzha"
DAY = dt.date(2024, 12, 16)


@pytest.fixture
def places(gazetteer):
    """Places by name: the best candidate for each."""
    return {name: gazetteer.lookup(name)[0].place for name in (KURAKHOVE, LYMAN, SUDZHA, "Shevchenko", "Pokrovsk")}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The user's data folder, empty."""
    monkeypatch.setenv("GEO_DATA", str(tmp_path / "data"))
    return home().parent


def report(report_id="r", text="", *, source="MoD", date=DAY, lang="en"):
    return Report(report_id=report_id, date=date, text=text, body=text, source=source, lang=lang)


def mention(surface, start=0, place=None, *, confidence=0.6, others=()):
    return Mention(
        report_id="r",
        start=start,
        end=start + len(surface),
        surface=surface,
        kind="settlement",
        place_id=place.place_id if place else None,
        name=place.name if place else "",
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        uncertainty_m=place.uncertainty_m if place else None,
        confidence=confidence,
        alternatives=tuple(Alternative(one.place_id, one.name, 0.2, one.lat, one.lon, "a note") for one in others),
        why="a guess",
    )


def test_a_correction_wins_with_certainty_and_its_reason(places, gazetteer):
    mentions = (mention("Shevchenko", 0, places["Shevchenko"]), mention("Lyman", 20, places[LYMAN]))
    made = correction(report(), "SHEVCHENKO", places[KURAKHOVE], "seen on  footage")
    first, second = Corrections([made]).apply(mentions, report(), gazetteer)
    assert (first.place_id, first.name, first.confidence) == (places[KURAKHOVE].place_id, KURAKHOVE, 1.0)
    assert (first.lat, first.lon) == (places[KURAKHOVE].lat, places[KURAKHOVE].lon)
    assert (first.why, first.alternatives) == ("corrected by hand: seen on footage", ())
    assert (first.start, first.end, first.surface) == (0, 10, "Shevchenko")
    assert second is mentions[1]


def test_an_offset_means_one_mention_and_goes_before_the_name(places, gazetteer):
    mentions = (mention("Shevchenko", 0), mention("Shevchenko", 50))
    of_one = correction(report(), "Shevchenko", places[LYMAN], "why", start=50)
    of_all = correction(report(), "Shevchenko", places[KURAKHOVE], "why")
    first, second = Corrections([of_one, of_all]).apply(mentions, report(), gazetteer)
    assert (first.name, second.name) == (KURAKHOVE, LYMAN)
    # a text that has changed since has another name there
    assert Corrections([of_one]).apply((mention("Toretsk", 50),), report(), gazetteer)[0].name == ""


def test_what_is_said_last_holds(places, gazetteer):
    rows = [correction(report(), "X", places[name], "why") for name in (KURAKHOVE, LYMAN)]
    assert Corrections(rows).apply((mention("X"),), report(), gazetteer)[0].name == LYMAN


def test_a_name_may_be_no_place(places, gazetteer):
    (one,) = Corrections([correction(report(), "X", None, "a man")]).apply(
        (mention("X", 0, places[LYMAN]),), report(), gazetteer
    )
    assert (one.place_id, one.name, one.lat, one.lon, one.uncertainty_m, one.confidence) == (
        None,
        "",
        None,
        None,
        None,
        1.0,
    )
    assert not one.undecided


def test_a_place_the_gazetteer_has_not_is_as_it_was(places, gazetteer):
    made = correction(report(), "X", replace(places[LYMAN], place_id="UA0000000000", name="Gone"), "why")
    (one,) = Corrections([made]).apply((mention("X"),), report(), gazetteer)
    assert (one.place_id, one.name, one.lat) == ("UA0000000000", "Gone", places[LYMAN].lat)


@pytest.mark.parametrize(
    ("later", "holds"),
    [
        ({}, True),
        ({"source": "Another"}, False),
        ({"date": dt.date(2024, 12, 15)}, False),
    ],
)
def test_always_holds_for_later_reports_of_the_source(later, holds, places, gazetteer):
    made = correction(report(), "X", places[KURAKHOVE], "why", always=True)
    mentions = (mention("X"), mention("Pokrovsk", 20, places["Pokrovsk"]))
    found = Corrections([made]).apply(mentions, report("later", **later), gazetteer)
    assert (found[0].name == KURAKHOVE) is holds


def test_without_always_it_holds_for_its_report_alone(places, gazetteer):
    made = correction(report(), "X", places[KURAKHOVE], "why")
    mentions = (mention("X"), mention("Pokrovsk", 20, places["Pokrovsk"]))
    assert Corrections([made]).apply(mentions, report("later"), gazetteer) == mentions


@pytest.mark.parametrize(
    ("beside", "others", "holds"),
    [
        ("Pokrovsk", (), True),
        (SUDZHA, (), False),
        (None, (KURAKHOVE,), True),
        (None, (LYMAN,), False),
        (None, (), False),
    ],
)
def test_always_holds_in_the_region_alone(beside, others, holds, places, gazetteer):
    made = correction(report(), "X", places[KURAKHOVE], "why", always=True)
    mentions = [mention("X", 0, others=[places[name] for name in others])]
    mentions += [mention(beside, 20, places[beside])] if beside else []
    assert (Corrections([made]).apply(mentions, report("later"), gazetteer)[0].name == KURAKHOVE) is holds


def test_a_later_report_may_have_the_name_in_another_case(places, gazetteer):
    made = correction(report(), "Курахове", places[KURAKHOVE], "why", always=True)
    mentions = (mention("Курахового"), mention("Покровськ", 20, places["Pokrovsk"]))
    assert Corrections([made]).apply(mentions, report("later", lang="uk"), gazetteer)[0].name == KURAKHOVE


# -- the file -----------------------------------------------------------------------------------------------------


def test_corrections_are_remembered_listed_and_undone(folder, places, gazetteer):
    assert history() == []
    made = [
        correction(report(), "X", places[name], 'why, "so"', start=start, always=True)
        for name, start in ((KURAKHOVE, None), (LYMAN, 7))
    ]
    assert [one.number for one in remember(made)] == [1, 2]
    assert [one.number for one in remember(made[:1])] == [3]
    assert [(one.surface, one.place_id, one.start, one.always) for one in history()] == [
        ("X", places[KURAKHOVE].place_id, None, True), ("X", places[LYMAN].place_id, 7, True),
        ("X", places[KURAKHOVE].place_id, None, True),
    ]  # fmt: skip
    assert remembered().apply((mention("X"),), report(), gazetteer)[0].name == KURAKHOVE
    undo(1)
    undo(3)
    assert [one.holds for one in history()] == [False, True, False]
    assert remembered().apply((mention("X"),), report(), gazetteer)[0].name == ""
    assert remembered().apply((mention("X", 7),), report(), gazetteer)[0].name == LYMAN
    assert (folder / FILE_NAME).read_text(encoding="utf-8").count("\n") == 4


def test_undoing_brings_back_what_was_said_before(folder, places, gazetteer):
    remember([correction(report(), "X", places[name], "why") for name in (KURAKHOVE, LYMAN)])
    assert remembered().apply((mention("X"),), report(), gazetteer)[0].name == LYMAN
    undo(2)
    assert remembered().apply((mention("X"),), report(), gazetteer)[0].name == KURAKHOVE


@pytest.mark.parametrize(
    ("number", "message"), [(9, r"there is no correction 9"), (1, r"correction 1 was undone already, at 20")]
)
def test_what_cannot_be_undone(number, message, folder, places):
    remember([correction(report(), "X", places[LYMAN], "why")])
    undo(1)
    with pytest.raises(InputError, match=message):
        undo(number)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("number", "numbers", r"corrections\.csv, line 1: the columns are not those expected"),
        ("2024-12-16", "soon", r"corrections\.csv, line 2: report_date is 'soon'; write it as YYYY-MM-DD"),
        (",yes,", ",maybe,", r"corrections\.csv, line 2: always is 'maybe'; write yes, or leave it empty"),
        ("1,r,", "one,r,", r"corrections\.csv, line 2: number is 'one'; give a whole number"),
        (",X,", ",,", r"corrections\.csv, line 2: surface is empty; fill it in"),
    ],
)
def test_a_broken_file_is_named(old, new, message, folder, places):
    remember([correction(report(), "X", places[LYMAN], "why", always=True)])
    path = folder / FILE_NAME
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=message):
        remembered()


def test_a_correction_needs_a_reason(places):
    with pytest.raises(InputError, match=r"needs a reason; say how you know with --why TEXT"):
        correction(report(), "X", places[LYMAN], "  ")


# -- the review ---------------------------------------------------------------------------------------------------


def doubtful(places):
    others = (places[LYMAN], places[KURAKHOVE])
    return [
        mention("Alpha", 0, others=others),
        mention("Alpha", 20, others=others),
        mention("Beta", 40, places[LYMAN], others=others),
        mention("Beta", 60, places[KURAKHOVE], others=others),
        mention("Gamma", 80, places[LYMAN], confidence=0.95, others=others),
        mention("Delta", 100),
    ]


def test_a_review_lists_what_is_doubtful(places):
    rows = list(review(report(), doubtful(places), lambda _: "=A sentence"))
    assert [(row["surface"], row["start"], row["times"]) for row in rows] == [
        ("Alpha", "", "2"),
        ("Beta", "40", "1"),
        ("Beta", "60", "1"),
    ]
    assert all(tuple(row) == REVIEW_COLUMNS for row in rows)
    assert rows[0]["sentence"] == "'=A sentence"
    assert rows[0]["candidates"].startswith(f"{places[LYMAN].place_id} {LYMAN} 0.20 (a note); ")
    assert rows[1]["chosen"] == f"{LYMAN} ({places[LYMAN].place_id})"


def test_a_review_worked_through_is_taken_in(folder, places, gazetteer, tmp_path):
    out = io.StringIO()
    assert review_writer(out.write)(report(), doubtful(places), lambda _: "words") == 3
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    rows[0] |= {"place_id": places[KURAKHOVE].place_id, "why": "known", "always": "yes"}
    rows[2] |= {"place_id": NO_PLACE}
    path = tmp_path / "review.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, REVIEW_COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    remember(reviewed(path, gazetteer))
    found = remembered().apply(doubtful(places), report(), gazetteer)
    assert [one.name for one in found[:4]] == [KURAKHOVE, KURAKHOVE, LYMAN, ""]
    assert [one.why for one in found[1:4]] == [
        "corrected by hand: known",
        "a guess",
        "corrected by hand: reviewed in review.csv",
    ]
    assert [one.always for one in history()] == [True, False]


@pytest.mark.parametrize(
    ("place_id", "error", "message"),
    [
        ("", InputError, r"no row has a place_id"),
        ("UA99", UnknownPlaceError, r"review\.csv, line 2: no place has the id UA99"),
    ],
)
def test_a_review_that_is_refused(place_id, error, message, places, gazetteer, tmp_path):
    path = tmp_path / "review.csv"
    path.write_text(",".join(REVIEW_COLUMNS) + f"\nr,2024-12-16,MoD,,X,1,,,,,{place_id},,\n", encoding="utf-8")
    with pytest.raises(error, match=message):
        reviewed(path, gazetteer)


# -- the command --------------------------------------------------------------------------------------------------


@pytest.fixture
def run(folder, tmp_path):
    """Run `geo correct`; return its output, or raise its error."""
    path = tmp_path / "2024-12-16.txt"
    path.write_text("Fighting went on near Shevchenko and Kurakhove.\nTroops left Shevchenko.\n", encoding="utf-8")

    def invoke(*arguments):
        result = CliRunner().invoke(correct, [str(path) if one == "REPORT" else str(one) for one in arguments])
        if isinstance(result.exception, Exception):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result.output

    return invoke


def test_the_command_remembers_lists_and_undoes(run):
    assert "1  2024-12-16: Shevchenko is Kurakhove (UA" in run("REPORT", "Shevchenko", KURAKHOVE, "--why", "seen")
    assert "2  2024-12-16: Shevchenko at 22 is no place: a man" in run(
        "REPORT", "25", NO_PLACE, "--why", "a man", "--always"
    )
    listed = run("--list").splitlines()
    assert [line.split()[0] for line in listed] == ["1", "2"]
    assert listed[1].endswith("a man; later reports of no source too")
    assert "undone: 1 " in run("--undo", "1")
    assert "; undone 20" in run("--list", "REPORT").splitlines()[0]
    assert [json.loads(line)["number"] for line in run("--list", "--json").splitlines()] == [1, 2]
    assert run("--list", "another") == ""


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((), InputError, r"say what is corrected: REPORT MENTION PLACE"),
        (("REPORT", "Shevchenko", KURAKHOVE), InputError, r"needs a reason"),
        (
            ("REPORT", "Toretsk", KURAKHOVE, "--why", "x"),
            InputError,
            r"named at or as 'Toretsk'; it names: Shevchenko, Kurakhove",
        ),
        (("REPORT", "3", KURAKHOVE, "--why", "x"), InputError, r"named at or as '3'; it names: 22 Shevchenko, "),
        (("REPORT", "Shevchenko", "Qwertyhrad", "--why", "x"), UnknownPlaceError, r"no place is called 'Qwertyhrad'"),
        (("REPORT", "Shevchenko", "Shevchenko", "--why", "x"), AmbiguousPlaceError, r"places are called 'Shevchenko'"),
        (("REPORT", "X", KURAKHOVE, "--why", "x", "--id", "b"), InputError, r"holds no report with the id 'b'"),
        (("no.txt", "X", KURAKHOVE, "--why", "x"), InputError, r"no\.txt: cannot be read"),
    ],
)
def test_what_the_command_refuses(arguments, error, message, run):
    with pytest.raises(error, match=message):
        run(*arguments)
    assert history() == []


def test_one_report_of_many_is_named_by_its_id(run, tmp_path):
    path = tmp_path / "all.jsonl"
    rows = [{"id": one, "date": "2024-12-16", "text": "Near Shevchenko.", "source": "MoD"} for one in ("a", "b")]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    with pytest.raises(InputError, match=r"holds many reports; say which with --id ID \(the first is 'a'\)"):
        run(path, "Shevchenko", KURAKHOVE, "--why", "x")
    run(path, "Shevchenko", KURAKHOVE, "--why", "x", "--id", "b")
    assert [(one.report_id, one.source) for one in history()] == [("b", "MoD")]
