"""Backups, the look for damage, and what geographic programs see of a ledger."""

import sqlite3
from contextlib import closing

import pytest
from ledger_readings import reading

from geo.errors import InputError, OutputError
from geo.ledger import Ledger
from geo.ledger.points import from_ewkb, from_gpkg, to_ewkb, to_gpkg


@pytest.fixture
def filled(ledger):
    ledger.add([reading("Kurakhove", "Lyman"), reading("Zorya", report_id="z")])
    ledger.add(reading("Kurakhove", confidence=0.9))
    ledger.retract("z/Zorya", "a hoax")
    return ledger


# -- backups ------------------------------------------------------------------------------------------------------


def test_a_backup_is_a_ledger(filled, tmp_path):
    path = filled.backup(tmp_path / "backup.gpkg")
    assert [one.name for one in tmp_path.iterdir() if "backup" in one.name] == ["backup.gpkg"]
    with Ledger.open(path, create=False) as copy:
        assert list(copy.everything()) == list(filled.everything())
        assert copy.check() == []
        copy.add(reading("Orikhiv", report_id="o"))
    # taken again, it is replaced; the ledger that it was opened as is closed
    filled.backup(path)
    with Ledger.open(path, create=False) as copy:
        assert list(copy.everything()) == list(filled.everything())


def test_a_backup_is_of_one_moment(filled, tmp_path):
    before = list(filled.everything())
    with Ledger.open(filled.backup(tmp_path / "a.gpkg")) as copy:
        filled.add(reading("Orikhiv", report_id="o"))
        assert list(copy.everything()) == before


def test_where_a_backup_cannot_go(file_ledger, tmp_path):
    file_ledger.add(reading("Kurakhove"))
    with pytest.raises(InputError, match=r": is the ledger itself; name another place$"):
        file_ledger.backup(tmp_path / "file.gpkg")
    with pytest.raises(InputError, match=r": is a folder; name a file in it$"):
        file_ledger.backup(tmp_path)
    with pytest.raises(
        OutputError, match=r"no/a.gpkg: the backup cannot be written \(No such file or directory\); name an"
    ):
        file_ledger.backup(tmp_path / "no" / "a.gpkg")
    with Ledger.open(tmp_path / "used.gpkg") as used:
        used.add(reading("Lyman"))
        with pytest.raises(InputError, match=r"used.gpkg: is a ledger in use; name another place$"):
            file_ledger.backup(tmp_path / "used.gpkg")
        assert list(used.claims()["name"]) == ["Lyman"]


# -- damage -------------------------------------------------------------------------------------------------------


def test_a_sound_ledger_has_no_faults(filled):
    assert filled.check() == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE claim_history SET sentence = 'another' WHERE fid = 1",
         ("claim r/Kurakhove, version 1", "was changed since it was entered: its hash is another one")),
        ("UPDATE claim_history SET event = 'won' WHERE fid = 1",
         ("claim r/Kurakhove, version 1", "holds what no claim has: 'won' is not a valid Event")),
        ("UPDATE claim_history SET confidence = 7 WHERE fid = 1",
         ("claim r/Kurakhove, version 1", "holds what no claim has: claim 'r/Kurakhove': confidence is 7.0; give")),
        ("UPDATE claim_history SET geom = NULL WHERE fid = 1",
         ("claim r/Kurakhove, version 1", "was changed since it was entered: its hash is another one")),
        ("DELETE FROM claim_history WHERE claim_id = 'r/Kurakhove' AND version = 1",
         ("claim r/Kurakhove", "claim r/Kurakhove lacks a version")),
        ("UPDATE claim_history SET superseded_at = NULL, claim_id = 'x', version = version WHERE fid = 1",
         ("claim r/Kurakhove", "claim r/Kurakhove lacks a version")),
        ("UPDATE claim_history SET superseded_at = '2099-01-01T00:00:00.000Z' WHERE fid = 1",
         ("claim r/Kurakhove", "claim r/Kurakhove has a version in force before its latest")),
        ("UPDATE claim_history SET reason = NULL WHERE claim_id = 'z/Zorya'",
         ("claim z/Zorya, version 1", "holds what no claim has: claim 'z/Zorya': retracted_at and reason go together")),
    ],
)  # fmt: skip
def test_what_another_hand_did_is_found(filled, change, told):
    filled.write(lambda connection: connection.exec_driver_sql(change))
    faults = filled.check()
    assert any(fault.where == told[0] and fault.what.startswith(told[1]) for fault in faults), faults


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE claim_history SET geom = x'00' WHERE fid = 1", "not a point of EPSG:4326"),
        ("UPDATE claim_history SET date = 'yesterday' WHERE fid = 1", "yesterday"),
        ("UPDATE claim_history SET recorded_at = 'yesterday' WHERE fid = 1", "yesterday"),
        ("UPDATE claim_history SET start = 'begin' WHERE fid = 1", ""),
    ],
)
def test_a_row_that_cannot_be_read_is_a_fault(file_ledger, change, said):
    file_ledger.add(reading("Kurakhove", "Lyman"))
    file_ledger.write(lambda connection: connection.exec_driver_sql(change))
    (fault,) = file_ledger.check()
    assert fault.what.startswith("holds what no claim has: ")
    assert said in fault.what
    with pytest.raises(InputError, match=r"^claim_history: a row was changed by another hand \(.*\); find it with"):
        file_ledger.claims()


def test_a_broken_reference_is_a_fault(file_ledger, tmp_path):
    with closing(sqlite3.connect(tmp_path / "file.gpkg")) as other:
        other.execute("UPDATE gpkg_contents SET srs_id = 1 WHERE table_name = 'claims'")
        other.commit()
    (fault,) = file_ledger.check()
    assert (fault.where, "points to no row of gpkg_spatial_ref_sys" in fault.what) == ("the file", True)


# -- what geographic programs see ---------------------------------------------------------------------------------


def test_points_are_stored_exactly():
    for point in ((37.28, 47.98), (-180.0, -90.0), (0.1 + 0.2, 5e-324), (0.0, -0.0)):
        assert from_gpkg(to_gpkg(point)) == point
        assert from_ewkb(to_ewkb(point)) == point
        assert from_ewkb(to_ewkb(point).upper()) == point
    for blob in (b"", b"GP", to_gpkg((1, 2))[:-1], b"XX" + to_gpkg((1, 2))[2:], None):
        with pytest.raises(ValueError, match=r"^not a point of EPSG:4326$"):
            from_gpkg(blob)
    for text in ("", "00", to_ewkb((1, 2)).replace("e6", "e7")):
        with pytest.raises(ValueError, match=r"^not a point of EPSG:4326$"):
            from_ewkb(text)


@pytest.fixture
def layers(file_ledger):
    """A ledger that is still open, as one that is worked with, and the path of its file."""
    file_ledger.add([reading("Kurakhove", "Lyman"), reading("Zorya", report_id="z")])
    file_ledger.add(reading("Kurakhove", confidence=0.9))
    return file_ledger.label


def test_the_file_is_a_geopackage(layers):
    import pyogrio

    assert sorted(pyogrio.list_layers(layers)[:, 0]) == ["claim_history", "claims", "geo_ledger_version"]
    for layer, rows in (("claims", 2), ("claim_history", 4)):
        info = pyogrio.read_info(layers, layer=layer)
        assert (info["driver"], info["crs"], info["geometry_type"]) == ("GPKG", "EPSG:4326", "Point")
        assert info["features"] == rows
    types = dict(zip(info["fields"], info["ogr_types"], strict=True))
    assert (types["date"], types["recorded_at"], types["confidence"]) == ("OFTDate", "OFTDateTime", "OFTReal")


def test_geopandas_opens_the_file_as_a_layer(layers):
    import geopandas as gpd

    claims = gpd.read_file(layers, layer="claims")
    assert claims.crs.to_epsg() == 4326
    assert sorted(claims["name"]) == ["Kurakhove", "Zorya"]
    assert {(point.x, point.y) for point in claims.geometry} == {(37.28, 47.98)}
    assert set(claims["date"].dt.date.astype(str)) == {"2024-12-16"}
    near = gpd.read_file(layers, layer="claims", bbox=(37, 47, 38, 48))
    assert len(near) == len(claims)


def test_a_file_of_another_ending_is_opened_too(tmp_path):
    import pyogrio

    with Ledger.open(tmp_path / "geo.db") as ledger:
        ledger.add(reading("Kurakhove"))
    with pytest.warns(RuntimeWarning, match="non conformant file extension"):
        assert pyogrio.read_info(tmp_path / "geo.db", layer="claims")["driver"] == "GPKG"


@pytest.mark.postgis
def test_geopandas_opens_the_database_as_a_layer(database):
    import geopandas as gpd
    import sqlalchemy as sa

    with Ledger.open(database) as ledger:
        ledger.add([reading("Kurakhove", "Lyman"), reading("Zorya", report_id="z")])
        ledger.add(reading("Kurakhove", confidence=0.9))
    engine = sa.create_engine(database, poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.execute(
            sa.text("SELECT set_config('search_path', current_setting('search_path')||', public', false)")
        )
        claims = gpd.read_postgis("SELECT * FROM claims", connection, geom_col="geom")
        schema = connection.execute(sa.text("SELECT current_schema()")).scalar_one()
        listed = connection.execute(
            sa.text("SELECT f_table_name, srid, type FROM geometry_columns WHERE f_table_schema = :schema"),
            {"schema": schema},
        ).all()
    assert claims.crs.to_epsg() == 4326
    assert sorted(claims["name"]) == ["Kurakhove", "Zorya"]
    assert {(point.x, point.y) for point in claims.geometry} == {(37.28, 47.98)}
    # where QGIS looks for layers, and for what they hold
    assert sorted(map(tuple, listed)) == [("claim_history", 4326, "POINT"), ("claims", 4326, "POINT")]
