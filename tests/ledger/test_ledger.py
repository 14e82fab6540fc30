"""What a ledger keeps, whichever database keeps it."""

import datetime as dt
from dataclasses import replace

import pytest
from ledger_readings import DAY, mention, reading

from geo.errors import InputError
from geo.ledger import Added, Entry, Ledger
from geo.model import Actor, Event, Status
from geo.schema import CLAIMS, check

KYIV = dt.timezone(dt.timedelta(hours=2))


@pytest.fixture
def clock(monkeypatch):
    """A clock that shows what it is set to."""
    shown = {"now": dt.datetime(2025, 1, 1, tzinfo=dt.UTC)}
    for module in ("readings", "adding", "retracting"):
        monkeypatch.setattr(f"geo.ledger.{module}.now", lambda: shown["now"])
    return lambda *at: shown.update(now=dt.datetime(*at, tzinfo=dt.UTC))


def ids(frame):
    return [claim_id.partition("/")[2] for claim_id in frame["claim_id"]]


# -- adding -------------------------------------------------------------------------------------------------------


def test_what_goes_in_comes_out(ledger):
    said = reading("Kurakhove", "Shevchenko", event_from=dt.datetime(2024, 12, 15, 18, tzinfo=KYIV))
    assert ledger.add(said) == Added(added=2)
    claims = check(ledger.claims(), CLAIMS)
    assert list(claims.columns) == [*CLAIMS.columns, "geometry"]
    first = claims.iloc[0]
    assert (first["claim_id"], first["report_id"], first["date"]) == ("r/Kurakhove", "r", DAY)
    assert (first["event"], first["actor"], first["status"], first["by"]) == (
        "captured",
        "RU",
        "claimed",
        "Russian MoD",
    )
    assert (first["start"], first["end"], first["sentence"], first["confidence"]) == (0, 9, "Kurakhove", 0.6)
    assert (first["event_from"], first["event_to"]) == ("2024-12-15T18:00:00+02:00", None)
    assert (first["source"], first["url"], first["uncertainty_m"]) == ("ISW", "", 2500.0)
    assert (first.geometry.x, first.geometry.y) == (37.28, 47.98)


def test_a_reading_of_the_pipeline_comes_out_as_it_is(ledger, gazetteer):
    import geo

    text = "The Russian MoD claimed that Russian forces captured Yelyzavetivka, 10 km south of Kurakhove."
    said = geo.read(geo.report_from_text(text, report_id="one", date="2024-12-16"), gazetteer)
    assert len(said.claims)
    ledger.add(said)
    columns = [name for name in CLAIMS.columns if name != "sentence"]
    kept = ledger.claims()
    assert kept[columns].to_dict("records") == said.claims[columns].to_dict("records")
    assert list(kept.geometry) == list(said.claims.geometry)


def test_a_claim_at_an_undecided_place_has_no_geometry(ledger):
    said = reading("Somewhere", place_id=None)
    there = replace(mention("Somewhere", 0), place_id=None, name="", lat=None, lon=None, uncertainty_m=None)
    ledger.add(replace(said, all_mentions=(there,)))
    claims = check(ledger.claims(), CLAIMS)
    assert claims.geometry.isna().all()
    assert (claims["name"].item(), claims["place_id"].item()) == ("Somewhere", None)


def test_a_report_added_twice_adds_nothing(ledger):
    said = reading("Kurakhove", "Shevchenko")
    ledger.add(said)
    before = list(ledger.everything())
    assert ledger.add(said) == Added(unchanged=2)
    assert ledger.add([said, said]) == Added(unchanged=2)
    assert list(ledger.everything()) == before


def test_a_corrected_reading_supersedes(ledger, clock):
    ledger.add(reading("Kurakhove", "Shevchenko", "Lyman"))
    clock(2025, 1, 2)
    corrected = reading("Kurakhove", "Shevchenko", "Zorya")
    claims = (replace(corrected.all_claims[0], confidence=0.9), *corrected.all_claims[1:])
    # Kurakhove is surer, Shevchenko as it was, Lyman no longer claimed, Zorya new
    assert ledger.add(replace(corrected, all_claims=claims)) == Added(added=1, unchanged=1, superseded=2)
    assert sorted(ids(ledger.claims())) == ["Kurakhove", "Shevchenko", "Zorya"]
    first, second = ledger.show("r/Kurakhove")
    assert (first.version, first.confidence, first.in_force) == (1, 0.6, False)
    assert (second.version, second.confidence, second.in_force) == (2, 0.9, True)
    assert first.superseded_at == second.recorded_at == dt.datetime(2025, 1, 2, tzinfo=dt.UTC)
    (gone,) = ledger.show("r/Lyman")
    assert gone.superseded_at == second.recorded_at
    assert ledger.check() == []


def test_a_claim_that_a_reading_makes_again_is_in_force_again(ledger):
    ledger.add(reading("Kurakhove", "Lyman"))
    ledger.add(reading("Kurakhove"))
    assert ledger.add(reading("Kurakhove", "Lyman")) == Added(added=1, unchanged=1)
    assert [entry.version for entry in ledger.show("r/Lyman")] == [1, 2]
    assert ledger.check() == []


def test_a_reading_without_claims_ends_those_there_were(ledger):
    ledger.add(reading("Kurakhove"))
    assert ledger.add(reading()) == Added(superseded=1)
    assert len(ledger.claims()) == 0
    assert len(ledger.claims(history=True)) == 1


def test_what_the_ledger_said_on_a_day(ledger, clock):
    clock(2025, 1, 1, 12)
    ledger.add(reading("Kurakhove", "Lyman"))
    clock(2025, 1, 3, 12)
    ledger.add(reading("Kurakhove", confidence=0.9))
    clock(2025, 1, 5, 12)
    ledger.retract("r/Kurakhove", "a hoax")

    def said(when):
        claims = ledger.claims(as_of=when)
        return dict(zip(ids(claims), claims["confidence"], strict=True))

    assert said("2024-12-31") == {}
    assert said("2025-01-01") == {"Kurakhove": 0.6, "Lyman": 0.6}
    assert said(dt.date(2025, 1, 2)) == {"Kurakhove": 0.6, "Lyman": 0.6}
    assert said("2025-01-03T13:59:59+02:00") == {"Kurakhove": 0.6, "Lyman": 0.6}
    assert said(dt.datetime(2025, 1, 3, 14, tzinfo=KYIV)) == {"Kurakhove": 0.9}
    assert said("2025-01-04") == {"Kurakhove": 0.9}
    assert said("2025-01-05") == {}
    assert ids(ledger.claims(as_of="2025-01-05", include_retracted=True)) == ["Kurakhove"]


def test_a_clock_set_back_ends_no_version_before_it_began(ledger, clock):
    clock(2025, 1, 2)
    ledger.add(reading("Kurakhove"))
    clock(2025, 1, 1)
    ledger.add(reading("Kurakhove", confidence=0.9))
    first, second = ledger.show("r/Kurakhove")
    assert first.superseded_at == second.recorded_at == first.recorded_at
    assert ledger.retract("r/Kurakhove", "no").retracted_at == second.recorded_at


def test_a_call_enters_all_or_nothing(ledger):
    bad = reading("Lyman", report_id="other", confidence=1.5)
    with pytest.raises(InputError, match=r"^claim 'other/Lyman': confidence is 1.5; give a number from 0 to 1$"):
        ledger.add([reading("Kurakhove"), bad])
    ledger.add(reading("Kurakhove", report_id="z"))
    stolen = reading("Kurakhove", report_id="y", claim_id="z/Kurakhove")
    with pytest.raises(InputError, match=r"an id of a claim is taken already, by another report or version"):
        ledger.add([reading("Zorya", report_id="x"), stolen])
    assert list(ledger.claims()["report_id"]) == ["z"]


@pytest.mark.parametrize(
    ("other", "difference"),
    [
        ({"date": dt.date(2024, 12, 17)}, "of 2024-12-16 there and of 2024-12-17 here"),
        ({"source": "Army Inform"}, "with the source 'ISW' there and 'Army Inform' here"),
        ({"url": "https://b.example/"}, "with the url 'https://a.example/' there and 'https://b.example/' here"),
    ],
)
def test_another_report_of_the_same_id_is_refused(file_ledger, other, difference):
    common = {"url": "https://a.example/"} if "url" in other else {}
    file_ledger.add(reading("Kurakhove", **common))
    with pytest.raises(
        InputError, match=rf"report 'r': the ledger holds a report of this id, {difference}; if it is an"
    ):
        file_ledger.add(reading("Lyman", **common | other))
    assert ids(file_ledger.claims()) == ["Kurakhove"]
    assert file_ledger.add(reading("Lyman", **common | other), replace=True) == Added(added=1, superseded=1)


def test_texts_of_one_name_and_day_are_told_apart_by_their_titles(file_ledger):
    file_ledger.add(reading("Kurakhove", source="", title="Evening summary"))
    with pytest.raises(InputError, match=r"with the title 'Evening summary' there and 'Morning summary' here"):
        file_ledger.add(reading("Lyman", source="", title="Morning summary"))
    # where its address says that it is the same, a headline may change
    file_ledger.add(reading("Zorya", report_id="s", source="", title="One", url="https://a.example/"))
    file_ledger.add(reading("Zorya", report_id="s", source="", title="Two", url="https://a.example/"))
    assert file_ledger.show("s/Zorya")[-1].title == "Two"


def test_two_reports_of_one_id_in_a_call_are_refused(file_ledger):
    with pytest.raises(InputError, match=r"^two reports have the id 'r'; give each an id of its own$"):
        file_ledger.add([reading("Kurakhove"), reading("Lyman")])


def test_claims_that_do_not_fit_their_report_are_refused(file_ledger):
    said = reading("Kurakhove")
    with pytest.raises(InputError, match=r"^report 'r': two claims have the id 'r/Kurakhove'$"):
        file_ledger.add(replace(said, all_claims=said.all_claims * 2))
    with pytest.raises(InputError, match=r"^report 'r': claim 'r/Kurakhove' is of report 'q'$"):
        file_ledger.add(replace(said, all_claims=(replace(said.all_claims[0], report_id="q"),)))


# -- retracting ---------------------------------------------------------------------------------------------------


def test_a_retracted_claim_stays_with_its_reason(ledger):
    ledger.add(reading("Kurakhove", "Lyman"))
    entry = ledger.retract("r/Lyman", "  filmed\nelsewhere ")
    assert (entry.reason, entry.in_force) == ("filmed elsewhere", False)
    assert ledger.show("r/Lyman") == (entry,)
    assert ids(ledger.claims()) == ["Kurakhove"]
    shown = ledger.claims(include_retracted=True)
    assert ids(shown) == ["Kurakhove", "Lyman"]
    assert list(shown["reason"]) == [None, "filmed elsewhere"]
    assert list(shown["retracted_at"].isna()) == [True, False]
    # no reading brings it back, neither the same nor another
    assert ledger.add(reading("Kurakhove", "Lyman")) == Added(unchanged=1, retracted=1)
    assert ledger.add(reading("Kurakhove", "Lyman", confidence=0.9)) == Added(superseded=1, retracted=1)
    assert ledger.add(reading("Kurakhove", confidence=0.9)) == Added(unchanged=1)
    assert ledger.show("r/Lyman") == (entry,)
    assert ledger.check() == []


def test_a_retraction_can_be_taken_back(ledger, clock):
    ledger.add(reading("Kurakhove"))
    clock(2025, 1, 2, 12)
    ledger.retract("r/Kurakhove", "a mistake")
    clock(2025, 1, 4, 12)
    entry = ledger.restore("r/Kurakhove")
    assert (entry.version, entry.in_force, entry.reason) == (2, True, None)
    first, second = ledger.show("r/Kurakhove")
    assert (first.reason, first.superseded_at) == ("a mistake", second.recorded_at)
    assert second == entry
    days = [f"2025-01-0{day}" for day in range(1, 5)]
    assert [len(ledger.claims(as_of=day)) for day in days] == [1, 0, 0, 1]
    assert ledger.add(reading("Kurakhove")) == Added(unchanged=1)
    assert ledger.check() == []
    with pytest.raises(
        InputError, match=r"^claim r/Kurakhove is not retracted; see what is with 'geo claims list --re"
    ):
        ledger.restore("r/Kurakhove")


def test_what_cannot_be_retracted(ledger):
    ledger.add(reading("Kurakhove", "Lyman"))
    ledger.add(reading("Kurakhove"))
    ledger.retract("r/Kurakhove", "a hoax")
    for claim_id, reason, said in (
        ("r/Kurakhove", "again", r"^claim r/Kurakhove was retracted already, at 20\S+Z: a hoax$"),
        ("r/Lyman", "why not", r"^claim r/Lyman is not in force: the report was corrected at 20\S+Z$"),
        ("nothing", "why not", r"^there is no claim 'nothing'; see their ids with 'geo claims list'$"),
        ("r/Kurakhove", " \n", r"^a retraction needs a reason; say why with --why TEXT$"),
    ):
        with pytest.raises(InputError, match=said):
            ledger.retract(claim_id, reason)
    with pytest.raises(InputError, match=r"^there is no claim 'nothing'"):
        ledger.show("nothing")


# -- looking up ---------------------------------------------------------------------------------------------------


@pytest.fixture
def filled(ledger):
    ledger.add(
        [
            reading("Kurakhove", "Lyman", report_id="a"),
            reading(
                "Kurakhove", report_id="b", date=dt.date(2024, 12, 17), actor=Actor.UA, event=Event.REPELLED, by="GS"
            ),
            reading("Zorya", report_id="c", date=dt.date(2024, 12, 18), status=Status.DENIED, source="Army Inform"),
        ]
    )
    return ledger


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["a/Kurakhove", "a/Lyman", "b/Kurakhove", "c/Zorya"]),
        ({"date_from": "2024-12-17"}, ["b/Kurakhove", "c/Zorya"]),
        ({"date_to": dt.date(2024, 12, 17)}, ["a/Kurakhove", "a/Lyman", "b/Kurakhove"]),
        ({"date_from": "2024-12-17", "date_to": "2024-12-17"}, ["b/Kurakhove"]),
        ({"place_id": "UA1400000010"}, ["a/Lyman"]),
        ({"place_id": ["UA1400000010", "UA1400000000"]}, ["a/Kurakhove", "a/Lyman", "b/Kurakhove", "c/Zorya"]),
        ({"place_id": ["x%", "UA14%"]}, []),
        ({"place_id": []}, []),
        ({"region": "UA14"}, ["a/Kurakhove", "a/Lyman", "b/Kurakhove", "c/Zorya"]),
        ({"region": "ADM1:UA1400000010"}, ["a/Lyman"]),
        ({"region": "UA63"}, []),
        ({"region": "%"}, []),
        ({"region": []}, []),
        ({"actor": "UA"}, ["b/Kurakhove"]),
        ({"actor": Actor.UA}, ["b/Kurakhove"]),
        ({"by": "GS"}, ["b/Kurakhove"]),
        ({"source": ("Army Inform", "nobody")}, ["c/Zorya"]),
        ({"status": "denied"}, ["c/Zorya"]),
        ({"event": {"repelled"}}, ["b/Kurakhove"]),
        ({"report_id": "a", "place_id": "UA1400000000"}, ["a/Kurakhove"]),
        ({"place_id": "' OR 1=1 --"}, []),
    ],
)
def test_claims_are_found_by_what_they_have_in_common(filled, asked, found):
    assert list(filled.claims(**asked)["claim_id"]) == found
    assert [entry.claim_id for entry in filled.entries(**asked)] == found


def test_many_places_may_be_asked_for(filled):
    many = [f"UA{number}" for number in range(70_000)]
    assert len(filled.claims(place_id=[*many, "UA1400000010"])) == 1


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"date_from": "yesterday"}, r"^'yesterday' is no date; write it YYYY-MM-DD$"),
        ({"as_of": "2024-13-01"}, r"^'2024-13-01' is no moment; write it YYYY-MM-DD, or"),
        ({"as_of": "2024-12-01T08:00"}, r"^2024-12-01T08:00:00 has no time zone; end it with Z or such as \+02:00$"),
        ({"event": "conquered"}, r"^event is 'conquered'; use one of captured, liberated, "),
        ({"actor": ["UA", "US"]}, r"^actor is 'US'; use one of RU, UA$"),
        ({"status": ""}, r"^status is ''; use one of claimed, confirmed, denied$"),
    ],
)
def test_what_is_asked_wrongly_is_told(file_ledger, asked, said):
    with pytest.raises(InputError, match=said):
        file_ledger.claims(**asked)


def test_something_else_cannot_be_asked_for(file_ledger):
    with pytest.raises(TypeError, match="colour"):
        file_ledger.claims(colour="red")


def test_an_empty_ledger_gives_an_empty_layer(ledger):
    claims = check(ledger.claims(history=True), CLAIMS)
    assert len(claims) == 0
    assert str(claims["recorded_at"].dtype) == "datetime64[ms, UTC]"
    assert ledger.place_ids() == set()


def test_the_places_of_a_ledger(filled):
    assert filled.place_ids() == {"UA1400000000", "UA1400000010"}


# -- what is refused ----------------------------------------------------------------------------------------------

INSTANT = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
GOOD = Entry(
    claim_id="c", report_id="r", date=DAY, place_id=None, name="n", surface="n", event=Event.CAPTURED, actor=Actor.RU,
    by="", status=Status.CLAIMED, start=0, end=1, sentence="", confidence=0.5, lat=1.0, lon=2.0, uncertainty_m=None,
    event_from=None, event_to=None, source="", title="", url="", recorded_at=INSTANT,
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"confidence": float("nan")}, "confidence is nan; give a number from 0 to 1"),
        ({"lat": float("nan")}, "lat is nan; give degrees between -90 and 90"),
        ({"lon": 181.0}, "lon is 181.0; give degrees between -180 and 180"),
        ({"lat": None}, "it has one of lat and lon; give both or neither"),
        ({"uncertainty_m": float("inf")}, "uncertainty_m is inf; give metres, 0 or more"),
        ({"uncertainty_m": -1.0}, "uncertainty_m is -1.0; give metres, 0 or more"),
        ({"start": 2}, "start and end are 2 and 1; give offsets in the report"),
        ({"end": 2**31}, "start and end are 0 and 2147483648; give offsets in the report"),
        ({"version": 0}, "version is 0; versions count from 1"),
        ({"claim_id": ""}, "claim_id is empty; fill it in"),
        ({"place_id": ""}, "place_id is empty text; give null"),
        ({"sentence": "a\0b"}, r"sentence holds a character that no text has \(NUL, or half of one\); take it out"),
        ({"by": "\ud800"}, r"by holds a character that no text has \(NUL, or half of one\); take it out"),
        ({"sentence": "a" * 1_000_001}, "sentence has 1000001 characters; 1000000 are the most"),
        ({"recorded_at": dt.datetime(2025, 1, 1)}, "recorded_at is 2025-01-01T00:00:00; give an instant with its time"),
        ({"recorded_at": INSTANT.replace(microsecond=1)}, "give an instant with its time zone, to the millisecond"),
        ({"superseded_at": INSTANT - dt.timedelta(1)}, "superseded_at is before recorded_at"),
        ({"reason": "why"}, "retracted_at and reason go together; give both or neither"),
        ({"retracted_at": INSTANT}, "retracted_at and reason go together; give both or neither"),
    ],
)
def test_an_entry_that_is_none_is_refused(changes, said):
    with pytest.raises(InputError, match=rf"^claim '\w*': .*{said}"):
        replace(GOOD, **changes)


def test_what_is_claimed_has_one_digest_whenever_it_is_recorded():
    later = replace(GOOD, version=2, recorded_at=INSTANT + dt.timedelta(1), superseded_at=INSTANT + dt.timedelta(2))
    assert later.digest == GOOD.digest
    assert len({GOOD.digest, replace(GOOD, lat=1.0000001).digest, replace(GOOD, sentence=" ").digest}) == 3


def test_a_ledger_is_there_when_opened_again(where):
    with Ledger.open(where) as ledger:
        ledger.add(reading("Kurakhove"))
    with Ledger.open(where, create=False) as ledger:
        assert ids(ledger.claims()) == ["Kurakhove"]
