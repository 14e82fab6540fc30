"""Control tables of VIINA: points by GeoNames id, kept as dated holders of places."""

import datetime as dt
import sys
import zipfile
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from control_files import write

from geo.control import ControlStore
from geo.control.formats.positions import Position, positions_in_file, positions_in_gazetteer
from geo.control.formats.viina import read_table
from geo.control.holders import HolderRule
from geo.control.incoming import Wanted, bring_in
from geo.control.records import Added
from geo.control.rows import Asked
from geo.errors import InputError
from geo.model import Holder

HEADER = "geonameid,date,status_wiki,status_boost,status_dsm,status_isw,status"
KURAKHOVE, POKROVSK, NOWHERE = 703656, 704422, 99
POSITIONS = {KURAKHOVE: Position("Kurakhove", 47.98, 37.28), POKROVSK: Position("Pokrovsk", 48.28, 37.18)}


def row(geonameid, day, status, *others):
    return ",".join([str(geonameid), day, *(others or ["", "", "", ""]), status])


def table(*rows):
    return "\n".join([HEADER, *rows, ""])


TABLE = table(
    row(POKROVSK, "20241215", "UA"),
    row(KURAKHOVE, "20241216", "CONTESTED", "UA", "RU", "RU", "NA"),
    row(KURAKHOVE, "20241215", "UA", "UA", "RU", "UA", "UA"),
    row(POKROVSK, "20241216", "UA"),
    row(KURAKHOVE, "20241217", "RU", "UA", "RU", "RU", "RU"),
    row(POKROVSK, "20241217", "NA"),
    row(NOWHERE, "20241217", "RU"),
)


@pytest.fixture
def store(tmp_path):
    with ControlStore.open(tmp_path / "control.db") as opened:
        yield opened


def bring(store, path, *pairs, column="holder", positions=POSITIONS):
    wanted = Wanted("viina", None, HolderRule.parse(pairs), Asked(column, any_crs=True))
    return bring_in(store, path, wanted, positions=lambda: positions)


def on(store, day):
    return store.places("viina", dt.date(2024, 12, day)).on(dt.date(2024, 12, day))


def test_a_table_becomes_dated_holders_of_places(tmp_path, store):
    brought = bring(store, write(tmp_path / "control.csv", TABLE))
    assert (brought.places, brought.unknown, brought.silent) == (2, [NOWHERE], 3)
    assert brought.days == [dt.date(2024, 12, day) for day in (15, 16, 17)]
    assert on(store, 15) == {"GN703656": Holder.UA, "GN704422": Holder.UA}
    assert on(store, 16) == {"GN703656": Holder.CONTESTED, "GN704422": Holder.UA}
    assert on(store, 17) == {"GN703656": Holder.RU}
    kept = store.places("viina", dt.date(2024, 12, 16))
    assert (list(kept.names), kept.lat.tolist()) == (["Kurakhove", "Pokrovsk"], [47.98, 48.28])
    assert bring(store, tmp_path / "control.csv").outcomes == {Added.UNCHANGED: 3}


def test_one_source_of_the_vote_may_be_taken(tmp_path, store):
    bring(store, write(tmp_path / "control.csv", TABLE), column="status_boost")
    assert on(store, 15) == {"GN703656": Holder.RU}


def test_an_archive_serves_too(tmp_path, store):
    path = tmp_path / "control_latest_2024.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("control_latest_2024.csv", "\ufeff" + TABLE)
    assert bring(store, path).places == 2


def test_other_words_may_be_mapped(tmp_path, store):
    path = write(tmp_path / "control.csv", table(row(KURAKHOVE, "2024-12-15", "occupied")))
    with pytest.raises(InputError, match="status 'occupied' means no holder; add --map occupied=RU"):
        bring(store, path)
    bring(store, path, "occ*=RU")
    assert on(store, 15) == {"GN703656": Holder.RU}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n1,2\n", "is no control table of VIINA: no column geonameid, date, status; there are: a, b"),
        (HEADER + "\n", "holds no rows"),
        (table(row("x", "20241215", "UA")), "cannot be read .+x"),
        (table(row(KURAKHOVE, "soon", "UA")), "date 'soon' is none; write it as 20241216"),
        (table(row(KURAKHOVE, "99991231", "UA")), "date '99991231' is none"),
        (table(row(KURAKHOVE, "20241215", "UA") + ",5"), "cannot be read .+Expected 7 columns, got 8"),
        (
            table(row(KURAKHOVE, "20241215", "UA"), row(KURAKHOVE, "20241215", "RU")),
            "tells two holders of geonameid 703",
        ),
        (table(row(NOWHERE, "20241215", "UA")), "none of its 1 places has a known position; give a dump of GeoNames"),
    ],
)
def test_bad_tables_are_refused(tmp_path, store, text, message):
    with pytest.raises(InputError, match=message) as caught:
        bring(store, write(tmp_path / "control.csv", text))
    assert "\n" not in str(caught.value)
    assert store.sources() == []


def test_text_that_is_none_is_refused(tmp_path, store):
    path = tmp_path / "control.csv"
    path.write_bytes(b"\xff\xfe\x00,\n")
    with pytest.raises(InputError, match="is no table in UTF-8"):
        bring(store, path)


@pytest.mark.parametrize("by_day", [True, False])
def test_rows_may_come_in_any_order_and_in_many_blocks(tmp_path, by_day):
    days = [f"202412{day:02}" for day in range(1, 29)]
    cells = [(place, day) for place in range(1, 3001) for day in days]
    rows = [row(place, day, "RU" if (place + int(day)) % 3 else "UA") for place, day in cells]
    rows = sorted(rows, key=lambda one: one.split(",")[1]) if by_day else rows
    found = read_table(write(tmp_path / "control.csv", table(*rows)), HolderRule())
    assert found.geonameids.tolist() == list(range(1, 3001))
    assert (found.rows, found.silent, len(found.days)) == (84_000, 0, 28)
    assert all(
        found.codes[place - 1, int(day) % 100 - 1] == (1 if (place + int(day)) % 3 else 2) for place, day in cells[::97]
    )


# -- positions --------------------------------------------------------------------------------------------------------


def test_positions_in_the_gazetteer(gazetteer):
    found = positions_in_gazetteer(gazetteer)
    assert len(found) > 100
    assert all(-90 <= one.lat <= 90 and -180 <= one.lon <= 180 and one.name for one in found.values())


def test_positions_in_a_table(tmp_path):
    path = write(tmp_path / "places.csv", "\ufeffname,geonameid,Latitude,lng\nKurakhove,703656,47.98,37.28\n")
    assert positions_in_file(path) == {KURAKHOVE: POSITIONS[KURAKHOVE]}


def test_positions_in_a_dump(tmp_path):
    cells = [
        str(KURAKHOVE),
        "Kurakhove",
        "Kurakhove",
        "",
        "47.98",
        "37.28",
        "P",
        "PPL",
        "UA",
        "",
        "05",
        *[""] * 3,
        "18000",
    ]
    path = write(tmp_path / "UA.txt", "\t".join([*cells, *[""] * (19 - len(cells))]) + "\n")
    assert positions_in_file(path) == {KURAKHOVE: POSITIONS[KURAKHOVE]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n", "line 1: has no column geonameid; there are: a, b"),
        ("geonameid,lat\n", "line 1: has no column lon"),
        ("geonameid,lat,lon\nx,1,2\n", "line 2: 'x', '1', '2' are no id and degrees"),
        ("geonameid,lat,lon\n1,95,2\n", "line 2: .+ are no id and degrees"),
        ("geonameid,lat,lon\n1,nan,2\n", "line 2: .+ are no id and degrees"),
        ("geonameid,lat,lon\n1,2\n", "line 2: .+ are no id and degrees"),
    ],
)
def test_bad_positions_are_refused(tmp_path, text, message):
    with pytest.raises(InputError, match=message):
        positions_in_file(write(tmp_path / "places.csv", text))
