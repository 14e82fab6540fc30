"""A ledger to a file and back: exactly, and nothing of a bad file."""

import csv
import datetime as dt
import io
import json
from dataclasses import replace
from itertools import chain, pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_readings import reading

from geo.errors import InputError, OutputError
from geo.ledger import Added, Entry, Ledger
from geo.ledger.entry import COLUMNS
from geo.ledger.tables import as_row, claim_history
from geo.model import Actor, Event, Status

SUFFIXES = (".csv", ".geojson")

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20) | st.sampled_from(
    ["=1+1", "'", "''=x", "+38", "-", "@a", "\t", "\r\n", '"', ",", "'quoted'", "\ufeff", "null", " a "]
)
some_text = texts.filter(bool)
instants = st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2090, 1, 1), timezones=st.just(dt.UTC)).map(
    lambda one: one.replace(microsecond=one.microsecond // 1000 * 1000)
)


@st.composite
def histories(draw):
    """Return the versions of one claim, as a ledger may hold them."""
    claim_id, report_id = draw(some_text), draw(some_text)
    at = sorted(draw(st.lists(instants, min_size=2, max_size=4, unique=True)))
    versions = []
    for version, (begin, end) in enumerate(pairwise(at), 1):
        start = draw(st.integers(0, 2**31 - 1))
        placed = draw(st.booleans())
        last = version == len(at) - 1
        retracted = last and draw(st.booleans())
        versions.append(
            Entry(
                claim_id=claim_id, version=version, report_id=report_id, date=draw(st.dates()),
                place_id=draw(st.none() | some_text), name=draw(texts), surface=draw(texts),
                event=draw(st.sampled_from(Event)), actor=draw(st.sampled_from(Actor)), by=draw(texts),
                status=draw(st.sampled_from(Status)), start=start, end=draw(st.integers(start, 2**31 - 1)),
                sentence=draw(texts), confidence=draw(st.floats(0, 1)),
                lat=draw(st.floats(-90, 90)) if placed else None, lon=draw(st.floats(-180, 180)) if placed else None,
                uncertainty_m=draw(st.none() | st.floats(0, 1e7)), event_from=draw(st.none() | some_text),
                event_to=draw(st.none() | some_text), source=draw(texts), title=draw(texts), url=draw(texts),
                recorded_at=begin, superseded_at=None if last else end, retracted_at=end if retracted else None,
                reason=draw(some_text) if retracted else None,
            )
        )  # fmt: skip
    return versions


def enter(ledger, entries):
    if entries:
        ledger.write(lambda connection: connection.execute(claim_history.insert(), [as_row(one) for one in entries]))


many = st.lists(histories(), max_size=4, unique_by=lambda versions: versions[0].claim_id).map(
    lambda every: list(chain.from_iterable(every))
)
unhurried = settings(max_examples=30, suppress_health_check=list(HealthCheck))


@pytest.fixture
def other(tmp_path):
    """Another ledger."""
    with Ledger.open(tmp_path / "other.gpkg") as opened:
        yield opened


def holding(ledger, entries):
    """Return a ledger once it holds some versions and no other."""

    def hold(connection):
        connection.execute(claim_history.delete())
        if entries:
            connection.execute(claim_history.insert(), [as_row(one) for one in entries])

    ledger.write(hold)
    return ledger


@unhurried
@given(entries=many)
def test_a_round_trip_is_exact(ledger, other, tmp_path, entries):
    holding(ledger, entries)
    assert list(ledger.everything()) == entries
    assert ledger.check() == []
    for suffix in SUFFIXES:
        file, again = tmp_path / f"a{suffix}", tmp_path / f"again{suffix}"
        assert ledger.export(file) == len(entries)
        assert holding(other, []).import_(file) == Added(added=len(entries))
        assert list(other.everything()) == entries
        other.export(again)
        assert again.read_bytes() == file.read_bytes()
        assert other.import_(file) == Added(unchanged=len(entries))
        # and back into the kind of database that it is from
        holding(ledger, [])
        assert ledger.import_(again) == Added(added=len(entries))
        assert list(ledger.everything()) == entries


@pytest.fixture
def filled(ledger):
    """A ledger with a history: one claim in three versions, one retracted, one no longer made."""
    ledger.add(reading("Kurakhove", "Lyman", "Zorya", by="=cmd|'/c calc'!A1"))
    ledger.add(reading("Kurakhove", "Lyman", confidence=0.7))
    ledger.add(reading("Kurakhove", confidence=0.8))
    ledger.add(reading("Shevchenko", report_id="s"))
    ledger.retract("s/Shevchenko", "-1 is a formula")
    return ledger


def test_no_cell_is_a_formula(filled, tmp_path):
    filled.export(tmp_path / "a.csv")
    rows = list(csv.reader(io.StringIO((tmp_path / "a.csv").read_text("utf-8"))))
    numbers = {COLUMNS.index(name) for name in ("confidence", "lat", "lon", "uncertainty_m")}
    cells = [cell for row in rows[1:] for at, cell in enumerate(row) if at not in numbers]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    assert "'=cmd|'/c calc'!A1" in cells
    assert "'-1 is a formula" in cells


def test_geojson_is_what_others_read(filled, tmp_path):
    import geopandas as gpd

    filled.export(tmp_path / "a.geojson")
    read = gpd.read_file(tmp_path / "a.geojson")
    assert len(read) == len(filled.claims(history=True))
    assert read.crs.to_epsg() == 4326
    assert (read.geometry.iloc[0].x, read.geometry.iloc[0].y) == (37.28, 47.98)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_later_export_carries_the_history_on(filled, other, tmp_path, suffix):
    early, late = tmp_path / f"early{suffix}", tmp_path / f"late{suffix}"
    filled.export(early)
    filled.add(reading("Kurakhove", "Zorya", confidence=0.9))
    filled.add(reading("Orikhiv", report_id="t"))
    filled.retract("t/Orikhiv", "wrong")
    filled.export(late)
    before = other.import_(early).added
    # a version of Kurakhove ends and another begins, Zorya and Orikhiv begin
    assert other.import_(late) == Added(added=3, unchanged=before - 1, superseded=1)
    assert list(other.everything()) == list(filled.everything())
    # an earlier state takes nothing back
    assert other.import_(early) == Added(unchanged=before)
    assert list(other.everything()) == list(filled.everything())
    assert other.check() == []


def test_two_histories_of_one_claim_are_not_mixed(filled, other, tmp_path):
    filled.export(tmp_path / "a.csv")
    other.add(reading("Kurakhove", confidence=0.1))
    with pytest.raises(InputError, match=r"a.csv, line 2: version 1 of claim r/Kurakhove is another one in the led"):
        other.import_(tmp_path / "a.csv")
    assert len(list(other.everything())) == 1


# -- bad files ----------------------------------------------------------------------------------------------------


@pytest.fixture
def exported(file_ledger, tmp_path):
    """The lines of a CSV file with two claims, as dicts."""
    file_ledger.add(reading("Kurakhove", "Lyman"))
    file_ledger.export(tmp_path / "good.csv")
    with (tmp_path / "good.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def written(path, rows, columns=COLUMNS):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


def refused(path, tmp_path, said):
    """Check that a file is refused in a line that names it, and that nothing of it is taken in."""
    with Ledger.open(tmp_path / "new.gpkg") as ledger:
        with pytest.raises(InputError, match=said) as error:
            ledger.import_(path)
        assert list(ledger.everything()) == []
    assert "\n" not in str(error.value)
    assert str(error.value).startswith(str(path))


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"lat": "nan"}, "line 3: claim 'r/Lyman': lat is nan; give degrees between -90 and 90$"),
        ({"lat": "inf"}, "line 3: claim 'r/Lyman': lat is inf; give degrees"),
        ({"lat": "1e400"}, "line 3: claim 'r/Lyman': lat is inf; give degrees"),
        ({"lon": "north"}, "line 3: lon is 'north'; give a number$"),
        ({"lon": ""}, "line 3: claim 'r/Lyman': it has one of lat and lon; give both or neither$"),
        ({"confidence": ""}, "line 3: confidence is ''; give a number$"),
        ({"confidence": "7"}, r"line 3: claim 'r/Lyman': confidence is 7.0; give a number from 0 to 1$"),
        ({"start": "1.5"}, r"line 3: start is '1.5'; give a whole number$"),
        ({"start": "9" * 5000}, r"line 3: start is '9{40}'; give a whole number$"),
        ({"date": "16.12.2024"}, r"line 3: date is '16.12.2024'; write it like 2024-12-16$"),
        ({"recorded_at": "today"}, r"line 3: recorded_at is 'today'; write it like 2024-12-16T08:00:00.000Z$"),
        ({"recorded_at": "2024-12-16"}, "line 3: claim 'r/Lyman': recorded_at is 2024-12-16T00:00:00; give an instant"),
        ({"event": "won"}, "line 3: event is 'won'; use one of captured, liberated, "),
        ({"actor": ""}, "line 3: actor is ''; use one of RU, UA$"),
        ({"claim_id": ""}, "line 3: claim '': claim_id is empty; fill it in$"),
        ({"claim_id": "r/Kurakhove"}, "line 3: version 1 of claim r/Kurakhove is there twice; take one out$"),
        (
            {"version": "2"},
            r"does not fit the ledger \(claim r/Lyman lacks a version\); export the one it is from anew$",
        ),
        ({"version": "0"}, "line 3: claim 'r/Lyman': version is 0; versions count from 1$"),
        ({"reason": "no"}, "line 3: claim 'r/Lyman': retracted_at and reason go together; give both or neither$"),
        ({"sentence": "x" * 1_000_001}, "line 3: claim 'r/Lyman': sentence has 1000001 characters; 1000000 are the m"),
        (
            {"sentence": "x" * 8_000_001},
            r"line 3: is no CSV \(field larger than field limit \(8000000\)\); export it anew",
        ),
        ({"sentence": "a\0"}, r"line 3: (claim 'r/Lyman': sentence holds a character|is no CSV)"),
    ],
)
def test_a_bad_cell_is_named(exported, tmp_path, cells, said):
    refused(written(tmp_path / "bad.csv", [exported[0], exported[1] | cells]), tmp_path, said)


def test_bad_tables(exported, tmp_path):
    bad = tmp_path / "bad.csv"
    refused(
        written(bad, exported, [one for one in COLUMNS if one not in ("lat", "by")]), tmp_path, "line 1: lacks by, lat;"
    )
    refused(written(bad, exported, [*COLUMNS, "=x"]), tmp_path, "line 1: the column '=x' is none of the ledger's; take")
    refused(written(bad, exported, [*COLUMNS, "by"]), tmp_path, "line 1: names a column twice; take one out$")
    bad.write_text(",".join(COLUMNS) + "\na,b\n", "utf-8")
    refused(bad, tmp_path, "line 2: has 2 cells, the header 27; quote cells with commas$")
    bad.write_text(",".join(COLUMNS) + '\n"a"b,\n', "utf-8")
    refused(bad, tmp_path, "line 2: is no CSV .*; export it anew$")
    bad.write_bytes(b"\xff\xfe")
    refused(bad, tmp_path, "cannot be read as UTF-8 text")
    bad.write_bytes(b"")
    refused(bad, tmp_path, "line 1: lacks actor, by, ")
    refused(tmp_path / "absent.csv", tmp_path, "cannot be read as UTF-8 text .*No such file.*; name the file that was")
    refused(
        tmp_path / "absent.geojson", tmp_path, r"cannot be read \(No such file or directory\); name the file that was"
    )
    refused(tmp_path / "claims.xlsx", tmp_path, "claims are exported to and imported from .csv and .geojson files")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda told: told["features"][1]["properties"].update(confidence="0.5"),
            "feature 2: confidence is '0.5'; give a",
        ),
        (lambda told: told["features"][1]["properties"].update(start=True), "feature 2: start is 'True'; give a whole"),
        (lambda told: told["features"][1]["properties"].update(by=None), "feature 2: by is 'None'; give text$"),
        (
            lambda told: told["features"][1]["properties"].update(start=2**70),
            "feature 2: start is '1.18",
        ),
        (
            lambda told: told["features"][1]["properties"].update(date=20241216),
            "feature 2: date is '20241216'; write it",
        ),
        (lambda told: told["features"][1]["properties"].pop("by"), "feature 2: lacks by; import what"),
        (
            lambda told: told["features"][1].pop("properties"),
            "feature 2: is no feature with properties; export it anew",
        ),
        (lambda told: told["features"].append(7), "feature 3: is no feature with properties; export it anew"),
        (
            lambda told: told["features"][0]["geometry"].update(type="LineString"),
            "feature 1: the geometry is no point of",
        ),
        (
            lambda told: told["features"][0]["geometry"].update(coordinates=[1, 2, 3]),
            "feature 1: the geometry is no point",
        ),
        (
            lambda told: told["features"][0]["geometry"].update(coordinates=["1", 2]),
            "feature 1: lon is '1'; give a number",
        ),
        (
            lambda told: told["features"][0]["geometry"].update(coordinates=[1, 200]),
            "lat is 200.0; give degrees between",
        ),
        (lambda told: told["features"][0]["geometry"].update(coordinates=[None, None]), "feature 1: .*give .*or null$"),
        (lambda told: told.update(crs={"type": "name"}), "names a CRS; claims are in EPSG:4326"),
        (lambda told: told.update(type="Feature"), "is no GeoJSON FeatureCollection; export it anew"),
        (lambda told: told.update(features=None), "is no GeoJSON FeatureCollection; export it anew"),
    ],
)
def test_bad_geojson(file_ledger, tmp_path, change, said):
    file_ledger.add(reading("Kurakhove", "Lyman"))
    path = tmp_path / "bad.geojson"
    file_ledger.export(path)
    told = json.loads(path.read_text("utf-8"))
    change(told)
    path.write_text(json.dumps(told), "utf-8")
    refused(path, tmp_path, said)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"type": "FeatureCollection"}', "NaN"])
def test_what_is_no_geojson(tmp_path, text):
    path = tmp_path / "bad.json"
    path.write_text(text, "utf-8")
    refused(path, tmp_path, r"is no (JSON \(.*\)|GeoJSON FeatureCollection); export it anew$")


def test_a_huge_geojson_is_refused_unread(file_ledger, tmp_path, monkeypatch):
    path = tmp_path / "huge.geojson"
    file_ledger.export(path)
    monkeypatch.setattr("geo.ledger.importing._LARGEST_JSON_BYTES", 10)
    refused(path, tmp_path, r"is over 1e-08 GB; export it as CSV$")


def test_a_file_in_another_order_is_taken_in_all_the_same(filled, other, tmp_path):
    filled.export(tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    other.import_(written(tmp_path / "b.csv", rows[::-1], COLUMNS[::-1]))
    assert sorted(other.everything(), key=_key) == sorted(filled.everything(), key=_key)


def _key(entry):
    return entry.claim_id, entry.version


def test_what_cannot_be_exported(file_ledger, tmp_path):
    with pytest.raises(InputError, match=r"a.xlsx: claims are exported to and imported from .csv and .geojson files"):
        file_ledger.export(tmp_path / "a.xlsx")
    with pytest.raises(OutputError, match=r"absent/a.csv: cannot be written \(No such file or directory\)"):
        file_ledger.export(tmp_path / "absent" / "a.csv")


def test_a_row_changed_by_another_hand_is_not_exported_in_silence(file_ledger, tmp_path):
    file_ledger.add(reading("Kurakhove"))
    file_ledger.write(lambda connection: connection.execute(claim_history.update().values(event="won")))
    with pytest.raises(
        InputError, match=r"^claim_history: a row was changed by another hand \('won' is not a valid Ev"
    ):
        file_ledger.export(tmp_path / "a.csv")
    assert not (tmp_path / "a.csv").exists()


def test_large_ledgers_go_in_batches(file_ledger, other, tmp_path, monkeypatch):
    monkeypatch.setattr("geo.ledger.importing._BATCH", 2)
    file_ledger.add(reading(*(f"Place{number}" for number in range(7))))
    file_ledger.add(reading(*(f"Place{number}" for number in range(7)), confidence=0.9))
    file_ledger.export(tmp_path / "a.csv")
    assert other.import_(tmp_path / "a.csv") == Added(added=14)
    assert list(other.everything()) == list(file_ledger.everything())


def test_a_version_is_one_whatever_its_end(file_ledger):
    file_ledger.add(reading("Kurakhove"))
    (entry,) = file_ledger.show("r/Kurakhove")
    assert replace(entry, superseded_at=entry.recorded_at).digest == entry.digest
