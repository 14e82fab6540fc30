"""The built-in table of dated holders, and the coarse line that follows from it."""

import csv
import datetime as dt

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.control import ControlSeries, known
from geo.control.known import FIRST_DAY, holders_path, known_areas, known_holders, read_holders
from geo.errors import InputError
from geo.gazetteer import Gazetteer
from geo.gazetteer.outlines import UKRAINE, Outlines
from geo.model import Holder
from geo.schema import CONTROL, check

HEADER = "place_id,since,holder,source,note\n"
BAKHMUT, KHERSON, KUPIANSK, SUDZHA = "UA1402001001", "UA6510015001", "UA6308009001", "RU:Kursk/Sudzha"
DONETSK, KYIV = "UA1408003001", "UA8000000000"
# a place's position may be this wrong before its cell is
ROUGHEST_M = 10_000


@pytest.fixture
def table(tmp_path):
    """Write a table, and return its path."""

    def write(*rows):
        path = tmp_path / "mine.csv"
        path.write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("place_id", "date", "holder"),
    [
        (BAKHMUT, "2023-05-19", Holder.UA),
        (BAKHMUT, "2023-05-20", Holder.RU),
        (KHERSON, "2022-03-01", Holder.UA),
        (KHERSON, "2022-03-02", Holder.RU),
        (KHERSON, "2022-11-10", Holder.RU),
        (KHERSON, "2022-11-11", Holder.UA),
        (KUPIANSK, "2022-09-01", Holder.RU),
        (SUDZHA, "2024-08-15", Holder.UA),
        (SUDZHA, "2025-03-12", Holder.RU),
        (DONETSK, "2016-01-01", Holder.RU),
        (KYIV, "2025-01-01", Holder.UA),
    ],
)
def test_the_last_row_not_after_the_date_counts(place_id, date, holder):
    found = known_holders(dt.date.fromisoformat(date))[place_id]
    assert found.holder is holder
    assert found.since <= dt.date.fromisoformat(date)
    assert found.source


def test_a_place_with_later_rows_only_is_left_out():
    assert SUDZHA not in known_holders(dt.date(2024, 8, 14))
    assert known_holders(dt.date(2013, 1, 1)) == {}


@given(st.dates(dt.date(2014, 1, 1), dt.date(2027, 1, 1)))
def test_every_date_has_the_latest_row_of_each_place(date):
    with holders_path().open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["since"] <= date.isoformat()]
    latest = {row["place_id"]: row for row in sorted(rows, key=lambda row: row["since"])}
    found = known_holders(date)
    assert {place_id: (str(one.since), one.holder.value, one.source) for place_id, one in found.items()} == {
        place_id: (row["since"], row["holder"], row["source"]) for place_id, row in latest.items()
    }


def test_the_table_is_in_order_and_its_places_are_where_it_needs_them():
    with holders_path().open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    keys = [(row["place_id"], row["since"]) for row in rows]
    assert keys == sorted(keys)
    embedded = Gazetteer.embedded()
    places = [embedded.get(row["place_id"]) for row in rows]
    assert [row["note"].partition(";")[0] for row in rows] == [place.name for place in places]
    assert max(place.uncertainty_m for place in places) <= ROUGHEST_M
    assert all(row["source"] == row["source"].strip() and len(row["source"]) > 8 for row in rows)


def test_the_line_of_a_day_divides_all_of_the_country(gazetteer):
    frame = check(known_areas(dt.date(2024, 12, 16), gazetteer), CONTROL)
    assert sorted(frame["holder"]) == ["RU", "UA"]
    assert set(frame["basis"]) == {"inferred"}
    land = Outlines.open().countries[UKRAINE]
    assert frame.geometry.union_all().symmetric_difference(land).area < 1e-6
    held = frame.set_index("holder").geometry["RU"]
    places = [gazetteer.get(place_id) for place_id in (BAKHMUT, KHERSON)]
    inside = shapely.contains_xy(held, [place.lon for place in places], [place.lat for place in places])
    assert inside.tolist() == [True, False]


@pytest.mark.parametrize(
    ("date", "least_km2", "most_km2"),
    [
        # published estimates are 17 to 19 % of the country, Crimea and what was held of Donbas since 2014 included
        ("2022-11-15", 95_000, 125_000),
        ("2023-12-01", 95_000, 125_000),
        ("2025-12-01", 100_000, 130_000),
    ],
)
def test_areas_are_of_the_size_that_is_told(gazetteer, date, least_km2, most_km2):
    frame = known_areas(dt.date.fromisoformat(date), gazetteer).set_index("holder")
    assert least_km2 <= frame["area_km2"]["RU"] <= most_km2


def test_a_gazetteer_without_the_places_does():
    class Elsewhere:
        def row(self, place_id):
            return None

    frame = known_areas(FIRST_DAY, Elsewhere())
    assert frame.geometry.geom_equals(known_areas(FIRST_DAY, Gazetteer.embedded()).geometry).all()


def test_before_the_table_tells_of_both_sides_there_is_no_line(gazetteer):
    with pytest.raises(InputError, match="from 2022-02-24 on; give assessed control"):
        known_areas(dt.date(2022, 2, 23), gazetteer)


@pytest.mark.shared
@pytest.mark.parametrize("date", ["2024-07-08", "2025-06-01", "2026-08-22"])
def test_most_settlements_near_the_front_are_on_the_right_side(shared, gazetteer, date):
    (file,) = (shared / "control").glob("deepstate-*.parquet")
    day, outlines = dt.date.fromisoformat(date), Outlines.open()
    assessed = ControlSeries(file).on(day)
    # settlements that have a position of their own
    places = [
        place for place in gazetteer if place.place_id.startswith("UA") and place.uncertainty_m in (1000, 1500, 2500)
    ]
    lat, lon = np.array([(place.lat, place.lon) for place in places]).T
    land = shapely.contains_xy(outlines.countries[UKRAINE], lon, lat)
    near = land & (assessed.front_distance_km(lat, lon, outlines) <= 50)
    assert near.sum() > 300
    held = known_areas(day, gazetteer).set_index("holder").geometry["RU"]
    equal = assessed.inside(lat[near], lon[near]) == shapely.contains_xy(held, lon[near], lat[near])
    assert equal.mean() > 0.85


def test_a_table_is_read(table):
    path = table(f"{KHERSON},2022-11-11,UA,Someone,", f'{KHERSON},2022-03-02,RU,"Someone, else",a note')
    assert [(one.since, one.holder, one.source) for one in read_holders(path)[KHERSON]] == [
        (dt.date(2022, 3, 2), Holder.RU, "Someone, else"),
        (dt.date(2022, 11, 11), Holder.UA, "Someone"),
    ]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("UA9999999999,2022-03-02,RU,Someone,", "'UA9999999999' is no place of the embedded gazetteer"),
        (f"{KYIV},2022-02-30,RU,Someone,", "since is 2022-02-30, which is no day"),
        (f"{KYIV},2 March 2022,RU,Someone,", "since is '2 March 2022'; write it like 2024-12-16"),
        (f"{KYIV},20220302,RU,Someone,", "since is '20220302'"),
        (f"{KYIV},,RU,Someone,", "since is empty"),
        (f"{KYIV},2022-03-02,contested,Someone,", "holder is 'contested'; use one of RU, UA"),
        (f"{KYIV},2022-03-02,ru,Someone,", "holder is 'ru'"),
        (f"{KYIV},2022-03-02,RU,,", "source is empty"),
        (",2022-03-02,RU,Someone,", "place_id is empty"),
        (f"{KYIV},2022-03-02,RU,Someone", "another number of cells"),
        (f"{BAKHMUT},2023-05-20,UA,Someone,", f"{BAKHMUT} has another row of 2023-05-20; leave one of the two"),
    ],
)
def test_a_bad_row_is_named(table, row, message):
    path = table(f"{BAKHMUT},2023-05-20,RU,Someone,", row)
    with pytest.raises(InputError, match=r"^mine\.csv, line 3: ") as raised:
        read_holders(path)
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_other_columns_or_no_file_are_named(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("place_id,holder\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"^mine\.csv, line 1: .* write place_id,since,holder,source,note"):
        read_holders(path)
    with pytest.raises(InputError, match=r"^none\.csv: cannot be read"):
        read_holders(tmp_path / "none.csv")


def test_the_table_lies_in_the_package_or_the_checkout(checkout, tmp_path, monkeypatch):
    assert holders_path() == checkout / "data" / "control" / "holders.csv"
    module = tmp_path / "geo" / "control" / "known.py"
    inside = tmp_path / "geo" / "data" / "control" / "holders.csv"
    inside.parent.mkdir(parents=True)
    inside.touch()
    monkeypatch.setattr(known, "__file__", str(module))
    assert holders_path() == inside
