"""The store: what is kept, what adds nothing, what is superseded, and that the file is whole whatever happens."""

import datetime as dt
import multiprocessing
import os
import signal
import sqlite3
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import shapely

sys.path.insert(0, str(Path(__file__).parent))
from control_files import EAST, collection, feature, write

from geo.control import Control, ControlSeries, ControlStore, read_control
from geo.control.places import HOLDER_CODES, PlaceHolders
from geo.control.records import Added
from geo.errors import InputError, OutputError
from geo.model import Holder

FIRST = dt.date(2024, 12, 1)


def day(number):
    return FIRST + dt.timedelta(number)


def area(width):
    return shapely.MultiPolygon([shapely.box(36.0, 47.0, 36.0 + width, 49.0)])


def control(width, **more):
    return Control(None, "x", {Holder.RU: area(width), **more})


@pytest.fixture
def path(tmp_path):
    return tmp_path / "control.db"


@pytest.fixture
def store(path):
    with ControlStore.open(path) as opened:
        yield opened


# -- areas ------------------------------------------------------------------------------------------------------------


def test_days_come_back_as_they_were_added(store):
    west = shapely.MultiPolygon([shapely.box(35.0, 47.0, 36.0, 49.0)])
    assert store.add("one", day(0), control(1.0, **{Holder.UA: west})) is Added.NEW
    kept = store.control("one", day(0))
    assert (kept.date, kept.source) == (day(0), "one")
    assert kept.polygons == {Holder.RU: area(1.0), Holder.UA: west}


def test_a_day_equal_to_the_one_before_keeps_no_areas_of_its_own(store, path):
    widths = [1.0, 1.0, 0.5, 0.5, 1.0]
    assert [store.add("one", day(n), control(width)) for n, width in enumerate(widths)] == [
        Added.NEW,
        Added.SAME,
        Added.NEW,
        Added.SAME,
        Added.NEW,
    ]
    assert [(one.first, one.last, one.days) for one in store.intervals("one")] == [
        (day(0), day(1), 2),
        (day(2), day(3), 2),
        (day(4), day(4), 1),
    ]
    shapes = sqlite3.connect(path).execute("SELECT count(*) FROM control_shape").fetchone()
    assert shapes == (2,)
    summary = store.sources()[0]
    assert (summary.name, summary.kind, summary.first, summary.last) == ("one", "areas", day(0), day(4))
    assert (summary.days, summary.distinct, summary.corrected) == (5, 3, 0)


def test_a_gap_in_the_days_stays_one(store):
    for number in (0, 1, 5):
        store.add("one", day(number), control(1.0))
    assert store.days("one") == [day(0), day(1), day(5)]
    assert [(one.first, one.last, one.days) for one in store.intervals("one")] == [(day(0), day(5), 3)]
    assert store.series("one").on(day(3)).date == day(1)


def test_days_may_come_in_any_order(store):
    widths = {4: 0.4, 0: 1.0, 2: 0.5, 1: 1.0, 3: 0.5}
    for number, width in widths.items():
        store.add("one", day(number), control(width))
    series = store.series("one")
    assert [series.on(one).polygons[Holder.RU] for one in series.days] == [area(widths[n]) for n in range(5)]
    assert [one.days for one in store.intervals("one")] == [2, 2, 1]


def test_what_is_there_already_adds_nothing(store, path):
    store.add("one", day(0), control(1.0))
    before = path.read_bytes(), list(sqlite3.connect(path).iterdump())
    assert store.add("one", day(0), control(1.0)) is Added.UNCHANGED
    assert list(sqlite3.connect(path).iterdump()) == before[1]


def test_a_corrected_day_supersedes_and_its_history_is_kept(store):
    store.add("one", day(0), control(1.0), file="first.json")
    store.add("one", day(1), control(1.0))
    assert store.add("one", day(0), control(0.5), file="second.json") is Added.CORRECTED
    assert store.control("one", day(0)).polygons[Holder.RU] == area(0.5)
    assert store.control("one", day(1)).polygons[Holder.RU] == area(1.0)
    old, new = store.history("one", day(0))
    assert (old.file, new.file, new.superseded_at) == ("first.json", "second.json", None)
    assert old.superseded_at is not None
    assert store.control("one", day(0), recorded_at=old.recorded_at).polygons[Holder.RU] == area(1.0)
    assert store.sources()[0].corrected == 1
    # and back again
    assert store.add("one", day(0), control(1.0)) is Added.CORRECTED
    assert len(store.history("one", day(0))) == 3


def test_long_series_are_read_in_any_order(store):
    widths = np.linspace(0.1, 1.0, 100)
    with store.transaction():
        for number, width in enumerate(widths):
            store.add("one", day(number), control(width))
    order = np.random.default_rng(2).permutation(100)
    series = store.series()
    for number in order:
        assert series.on(day(int(number))).polygons[Holder.RU] == area(widths[number])


def test_sources_do_not_mix(store):
    store.add("one", day(0), control(1.0))
    store.add("two", day(3), control(1.0))
    assert [one.name for one in store.sources()] == ["one", "two"]
    assert store.days("two") == [day(3)]
    with pytest.raises(
        InputError, match=r"which source of areas. name it as .+control\.db#SOURCE; there are: one, two"
    ):
        store.series()
    with pytest.raises(InputError, match="has no source 'three'; there are: one, two"):
        store.series("three")
    with pytest.raises(InputError, match="source one has no areas of 2025-01-01"):
        store.control("one", dt.date(2025, 1, 1))


@pytest.mark.parametrize("name", ["", " ", "a#b", "x" * 81, "a\nb"])
def test_unfit_names_are_refused(store, name):
    with pytest.raises(InputError, match="names no source; give a short name without #"):
        store.add(name, day(0), control(1.0))


def test_no_areas_are_refused(store):
    for polygons in ({}, {Holder.RU: shapely.MultiPolygon()}):
        with pytest.raises(InputError, match="one, 2024-12-01: no areas to keep"):
            store.add("one", day(0), Control(None, "x", polygons))
    assert store.sources() == []


# -- the series -------------------------------------------------------------------------------------------------------


def test_a_store_serves_as_a_control_file(store, path):
    for number, width in enumerate([1.0, 0.5, 0.5]):
        store.add("one", day(number), control(width))
    read = read_control(path, date=day(4))
    assert (read.date, read.source, read.polygons[Holder.RU]) == (day(2), "one", area(0.5))
    assert read_control(path).date == day(2)
    assert read_control(path, source="X").source == "X"
    assert read_control(path, date=day(20)).note == "control as of 2024-12-03, 18 days before the report"
    series = ControlSeries(path, reach_back_days=5)
    assert series.on(day(-3)).date == day(0)
    assert series.on(day(1)) is series.on(day(1))
    with pytest.raises(InputError, match=r"control\.db#one: begins on 2024-12-01, after 2024-11-25; give data that"):
        series.on(day(-6))


def test_one_of_several_sources_is_named_behind_the_file(store, path):
    store.add("one", day(0), control(1.0))
    store.add("two", day(0), control(0.5))
    assert read_control(f"{path}#two").polygons[Holder.RU] == area(0.5)
    with pytest.raises(InputError, match="has no source 'three'"):
        read_control(f"{path}#three")
    with pytest.raises(InputError, match="which source of areas"):
        read_control(path)


def test_a_file_with_the_mark_in_its_name_is_a_file(tmp_path):
    path = write(tmp_path / "a#b.geojson", collection(feature(EAST)))
    assert read_control(path).polygons[Holder.RU].equals(EAST)


# -- the file ---------------------------------------------------------------------------------------------------------


def test_a_closed_store_is_one_file(path):
    with ControlStore.open(path) as store:
        store.add("one", day(0), control(1.0))
    assert [one.name for one in path.parent.iterdir()] == ["control.db"]


def test_a_folder_that_may_not_be_written_serves_for_reading(path, monkeypatch):
    with ControlStore.open(path) as store:
        store.add("one", day(0), control(1.0))
    monkeypatch.setattr(os, "access", lambda *_: False)
    with ControlStore.open(path, read_only=True) as store:
        assert store.days("one") == [day(0)]
        assert [one.name for one in path.parent.iterdir()] == ["control.db"]


def test_other_tables_of_the_file_are_left_alone(path):
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE claim (id INTEGER)")
        other.execute("INSERT INTO claim VALUES (7)")
    other.close()
    with ControlStore.open(path) as store:
        store.add("one", day(0), control(1.0))
    other = sqlite3.connect(path)
    assert other.execute("SELECT id FROM claim").fetchall() == [(7,)]
    names = {name for (name,) in other.execute("SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")}
    other.close()
    assert all(name.startswith("control_") for name in names - {"claim"})


def test_a_transaction_is_there_altogether_or_not_at_all(store):
    store.add("one", day(0), control(1.0))

    def add_and_fail():
        with store.transaction():
            store.add("one", day(1), control(0.5))
            store.add("two", day(1), control(0.4))
            store.add("", day(1), control(0.4))

    with pytest.raises(InputError, match="names no source"):
        add_and_fail()
    assert [one.name for one in store.sources()] == ["one"]
    assert store.days("one") == [day(0)]
    store.add("one", day(1), control(0.3))
    assert store.control("one", day(1)).polygons[Holder.RU] == area(0.3)


def test_strange_files_are_refused(tmp_path, path):
    with pytest.raises(InputError, match="no such file; bring control in with 'geo control import'"):
        ControlStore.open(path, read_only=True)
    write(path, "no database at all, but long enough to be taken for one " * 20)
    for read_only in (True, False):
        with pytest.raises(InputError, match=r"cannot be read .file is not a database"):
            ControlStore.open(path, read_only=read_only)
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE claim (id INTEGER)")
    other.close()
    with pytest.raises(InputError, match="holds no assessed control; bring it in"):
        read_control(tmp_path / "other.db")
    with pytest.raises(OutputError, match="cannot be opened"):
        ControlStore.open(tmp_path / "none" / "control.db")


def test_another_version_is_refused(store, path):
    with sqlite3.connect(path) as other:
        other.execute("UPDATE control_meta SET value = '2'")
    other.close()
    with pytest.raises(InputError, match="its control is of another version"):
        ControlStore.open(path, read_only=True)


@pytest.mark.parametrize("harm", ["data = substr(data, 1, 30)", "digest = x'00'", "base_id = 99"])
def test_damaged_areas_are_told_and_not_shown(store, path, harm):
    for number in range(3):
        store.add("one", day(number), control(1.0 - number / 10))
    with sqlite3.connect(path) as other:
        other.execute(f"UPDATE control_shape SET {harm} WHERE shape_id = 2")
    other.close()
    with ControlStore.open(path, read_only=True) as opened:
        assert opened.control("one", day(0)).polygons[Holder.RU] == area(1.0)
        with pytest.raises(InputError, match="damaged"):
            opened.control("one", day(2))


def _write_until_killed(path, source):
    with ControlStore.open(path) as store:
        for number in range(10_000):
            with store.transaction():
                store.add(source, day(number), control(0.5 + number / 20_000))
                store.add(source + "-too", day(number), control(0.5 + number / 20_000))


def test_two_writers_of_which_one_is_killed_leave_whole_days(path):
    fresh = multiprocessing.get_context("spawn")
    writers = [fresh.Process(target=_write_until_killed, args=(path, name)) for name in ("one", "two")]
    ControlStore.open(path).close()
    for writer in writers:
        writer.start()
    with ControlStore.open(path, read_only=True) as store:
        latest = time.monotonic() + 120
        while len(store.sources()) < 4 or min(one.days for one in store.sources()) < 20:
            assert all(writer.is_alive() for writer in writers)
            assert time.monotonic() < latest
        for writer in writers:
            os.kill(writer.pid, signal.SIGKILL)
            writer.join()
    with ControlStore.open(path) as store:
        for name in ("one", "two"):
            days = store.days(name)
            assert days == store.days(name + "-too") == [day(number) for number in range(len(days))]
            last = store.control(name, days[-1]).polygons[Holder.RU]
            assert last == area(0.5 + (len(days) - 1) / 20_000)
        assert store.add("one", day(0), control(0.5)) is Added.UNCHANGED


# -- places -----------------------------------------------------------------------------------------------------------

RU, UA, NONE = HOLDER_CODES[Holder.RU], HOLDER_CODES[Holder.UA], 0


def told(days, **holders):
    ids = list(holders)
    return PlaceHolders(
        ids,
        [f"name of {one}" for one in ids],
        np.arange(len(ids)) + 48.0,
        np.arange(len(ids)) + 37.0,
        [day(number) for number in days],
        np.array(list(holders.values()), dtype=np.int8),
    )


def test_places_are_kept_as_changes(store, path):
    assert store.add_places("v", told(range(4), a=[RU, RU, UA, UA], b=[UA] * 4)) is Added.NEW
    assert sqlite3.connect(path).execute("SELECT count(*) FROM control_place_change").fetchone() == (3,)
    assert [dict(store.places("v", day(n)).on(day(n))) for n in (1, 2)] == [
        {"a": Holder.RU, "b": Holder.UA},
        {"a": Holder.UA, "b": Holder.UA},
    ]
    # a day without one of its own is that before
    kept = store.places("v", day(9))
    assert (kept.days, kept.names, kept.lat.tolist(), kept.lon.tolist()) == (
        (day(3),),
        ("name of a", "name of b"),
        [48.0, 49.0],
        [37.0, 38.0],
    )
    with pytest.raises(InputError, match="source v begins after 2024-11-30"):
        store.places("v", day(-1))


def test_places_again_add_nothing_and_more_days_add_what_changed(store, path):
    store.add_places("v", told(range(2), a=[RU, RU]))
    assert store.add_places("v", told(range(2), a=[RU, RU])) is Added.UNCHANGED
    assert store.add_places("v", told([2, 3], a=[RU, UA], b=[NONE, UA])) is Added.NEW
    changes = sqlite3.connect(path).execute(
        "SELECT place_id, day, holder, superseded_at FROM control_place_change ORDER BY place_id, day"
    )
    assert changes.fetchall() == [
        ("a", "2024-12-01", "RU", None),
        ("a", "2024-12-04", "UA", None),
        ("b", "2024-12-04", "UA", None),
    ]


def test_corrected_places_supersede(store, path):
    store.add_places("v", told(range(3), a=[RU, RU, RU]))
    assert store.add_places("v", told([1], a=[UA])) is Added.CORRECTED
    assert [store.places("v", day(n)).on(day(n))["a"] for n in range(3)] == [Holder.RU, Holder.UA, Holder.RU]
    store.add_places("v", told([1], a=[RU]))
    rows = sqlite3.connect(path).execute("SELECT day, holder, superseded_at IS NULL FROM control_place_change")
    assert sorted(rows) == [("2024-12-01", "RU", 1), ("2024-12-02", "UA", 0), ("2024-12-03", "RU", 0)]


def test_a_place_no_longer_told_of_has_no_holder(store):
    store.add_places("v", told([0], a=[RU], b=[UA]))
    store.add_places("v", told([1], b=[UA]))
    assert store.places("v", day(0)).on(day(0)) == {"a": Holder.RU, "b": Holder.UA}
    assert store.places("v", day(1)).on(day(1)) == {"b": Holder.UA}


@pytest.mark.parametrize("seed", range(5))
def test_places_in_pieces_are_the_same_as_at_once(tmp_path, seed):
    rng = np.random.default_rng(seed)
    holders = rng.integers(0, 4, (6, 12)).astype(np.int8)
    ids = [f"p{number}" for number in range(6)]
    whole = told(range(12), **dict(zip(ids, holders.tolist(), strict=True)))
    with ControlStore.open(tmp_path / "whole.db") as one, ControlStore.open(tmp_path / "pieces.db") as other:
        one.add_places("v", whole)
        for chosen in np.array_split(rng.permutation(12), 4):
            other.add_places("v", told(chosen.tolist(), **{i: holders[n, chosen] for n, i in enumerate(ids)}))
        for number in range(12):
            found = one.places("v", day(number)).on(day(number))
            assert found == other.places("v", day(number)).on(day(number)) == whole.on(day(number))


def test_places_and_areas_are_not_of_one_source(store, path):
    store.add_places("v", told([0], a=[RU]))
    with pytest.raises(InputError, match="source v holds places, not areas; give these another name"):
        store.add("v", day(0), control(1.0))
    with pytest.raises(InputError, match="source v holds places, not areas"):
        ControlSeries(f"{path}#v")
    store.add("one", day(0), control(1.0))
    with pytest.raises(InputError, match="source one holds areas, not places"):
        store.places("one", day(0))
    assert [(one.kind, one.days, one.distinct) for one in store.sources()] == [("areas", 1, 1), ("places", 1, 1)]
