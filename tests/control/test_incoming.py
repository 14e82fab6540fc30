"""Files of assessed control brought in: every format, what is mended, counted, left out and refused."""

import datetime as dt
import sys
from collections import Counter
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry.polygon import orient

sys.path.insert(0, str(Path(__file__).parent))
from control_files import EAST, collection, feature, write

from geo.control import ControlStore
from geo.control.assessed import area_km2
from geo.control.holders import HolderRule
from geo.control.incoming import Wanted, bring_in
from geo.control.reader import MAX_BYTES
from geo.control.records import Added
from geo.control.rows import Asked
from geo.errors import CRSError, InputError, NoDateError
from geo.model import Holder

WEST = shapely.box(35.0, 47.0, 36.0, 49.0)
DAY = dt.date(2024, 12, 16)
MERCATOR = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}


@pytest.fixture
def store(tmp_path):
    with ControlStore.open(tmp_path / "control.db") as opened:
        yield opened


@pytest.fixture
def into(store):
    """Bring a file in, and return what came of it and the areas kept of its last day."""

    def run(path, *pairs, holder=None, date=None, holder_column="holder", **asked):
        wanted = Wanted("s", date, HolderRule.parse(pairs, holder), Asked(holder_column, any_crs=True, **asked))
        brought = bring_in(store, path, wanted)
        return brought, store.control("s", brought.days[-1]).polygons

    return run


def mercator(geometry):
    return gpd.GeoSeries([geometry], crs="EPSG:4326").to_crs("EPSG:3857")[0]


def near(area, other):
    return shapely.symmetric_difference(area, other).area < 1e-9


# -- GeoJSON ----------------------------------------------------------------------------------------------------------


def test_geojson_of_a_day(tmp_path, into):
    high = shapely.force_3d(shapely.MultiPolygon([EAST]), 120.0)
    brought, areas = into(write(tmp_path / "line_20241216.geojson", collection(feature(high))))
    assert brought.days == [DAY]
    assert brought.outcomes == Counter({Added.NEW: 1})
    assert areas == {Holder.RU: shapely.MultiPolygon([EAST])}
    assert (brought.tally.heights, brought.tally.mended, brought.tally.slivers) == (1, 0, 0)
    assert brought.km2 == [(pytest.approx(16583, rel=1e-3),) * 2]


def test_again_adds_nothing_and_another_day_like_it_neither(tmp_path, store, into):
    path = write(tmp_path / "20241216.geojson", collection(feature(EAST)))
    into(path)
    assert into(path)[0].outcomes == {Added.UNCHANGED: 1}
    assert into(write(tmp_path / "20241217.geojson", collection(feature(EAST))))[0].outcomes == {Added.SAME: 1}
    assert into(write(path, collection(feature(WEST))))[0].outcomes == {Added.CORRECTED: 1}
    assert [one.file for one in store.history("s", DAY)] == ["20241216.geojson"] * 2


def test_the_day_is_told_or_demanded(tmp_path, into):
    path = write(tmp_path / "line.geojson", collection(feature(EAST)))
    with pytest.raises(NoDateError, match=r"line\.geojson: does not say which day it shows; give it with --date"):
        into(path)
    assert into(path, date=DAY)[0].days == [DAY]
    series = collection(feature(EAST, day="2024-12-01"), feature(WEST, day="2024-12-02T00:00:00Z"))
    path = write(tmp_path / "series.geojson", series)
    wanted = Wanted("s", None, HolderRule(), Asked(date="day", any_crs=True))
    with ControlStore.open(tmp_path / "other.db") as other:
        assert bring_in(other, path, wanted).days == [dt.date(2024, 12, 1), dt.date(2024, 12, 2)]
        with pytest.raises(InputError, match=r"tells its own days .2024-12-01 and 1 more.; drop --date"):
            bring_in(other, path, Wanted("s", DAY, HolderRule(), Asked(date="day", any_crs=True)))


def test_what_is_no_area_is_named_and_left_out(tmp_path, into):
    document = collection(
        feature(EAST),
        feature(shapely.Point(36, 48), name="a unit"),
        feature(shapely.LineString([(36, 48), (37, 48)])),
        {"type": "Feature", "properties": {}, "geometry": None},
        feature(shapely.Polygon()),
    )
    brought, areas = into(write(tmp_path / "20241216.geojson", document))
    assert areas == {Holder.RU: shapely.MultiPolygon([EAST])}
    assert [one.partition("feature ")[2] for one in brought.tally.left_out] == [
        "2: is a Point, no area",
        "3: is a LineString, no area",
        "4: is without geometry, no area",
        "5: is empty, or a part of it is no area",
    ]


def test_broken_rings_are_mended_and_counted(tmp_path, into):
    spike = shapely.Polygon([(36, 47), (37, 47), (37, 48), (37.5, 48), (37, 48), (37, 49), (36, 49)])
    sliver = shapely.box(34.0, 47.0, 34.0001, 48.0)
    document = collection(feature(spike), feature(sliver), feature(shapely.box(36.5, 47, 37, 48)))
    brought, areas = into(write(tmp_path / "20241216.geojson", document))
    assert areas[Holder.RU].is_valid
    assert near(areas[Holder.RU], EAST.union(sliver))
    assert (brought.tally.mended, brought.tally.slivers) == (1, 1)
    ((before, after),) = brought.km2
    assert before - after == pytest.approx(area_km2(shapely.MultiPolygon([shapely.box(36.5, 47, 37, 48)])), rel=2e-3)


def test_overlaps_of_holders_are_counted(tmp_path, into):
    both = shapely.box(36.0, 47.0, 36.1, 48.0)
    document = collection(feature(EAST, holder="RU"), feature(both.union(WEST), holder="UA"))
    brought, areas = into(write(tmp_path / "20241216.geojson", document))
    assert set(areas) == {Holder.RU, Holder.UA}
    assert brought.tally.overlap_km2 == pytest.approx(area_km2(shapely.MultiPolygon([both])), rel=2e-3)


# -- who holds --------------------------------------------------------------------------------------------------------

NAMED = collection(
    feature(EAST, name="Окуповано /// Occupied", fill="#a52714"),
    feature(WEST, name="Звільнено /// Liberated", fill="#0f9d58"),
    feature(shapely.box(34, 47, 35, 48), name="Unknown status", fill="#bcaaa4"),
)


def test_areas_that_differ_need_a_word_of_who_holds_them(tmp_path, into):
    path = write(tmp_path / "20241216.geojson", NAMED)
    with pytest.raises(
        InputError, match=r"its 3 areas differ; say who holds them: --holder-column .there are: name, fill"
    ):
        into(path)
    with pytest.raises(InputError, match="has no column of holders; name it with --holder-column"):
        into(path, "*occupied=RU")
    with pytest.raises(InputError, match=r"nobody says who holds 'Звільнено /// Liberated' .1., 'Unknown status' .1."):
        into(path, "*OCCUPIED=RU", holder_column="name")
    brought, areas = into(path, "*occupied=ru", "*liberated=-", "unknown*=Unknown", holder_column="name")
    assert areas == {
        Holder.RU: shapely.MultiPolygon([EAST]),
        Holder.UNKNOWN: shapely.MultiPolygon([shapely.box(34, 47, 35, 48)]),
    }
    assert brought.tally.left_out == [f"{path}, feature 2: left out as asked"]
    with pytest.raises(InputError, match="all its areas are left out"):
        into(path, "*=-", holder_column="name")
    assert set(into(path, holder="contested")[1]) == {Holder.CONTESTED}


def test_the_first_pattern_counts(tmp_path, into):
    _, areas = into(write(tmp_path / "20241216.geojson", NAMED), "*liberated=UA", "*=RU", holder_column="name")
    assert set(areas) == {Holder.RU, Holder.UA}


def test_holders_are_taken_without_regard_to_case(tmp_path, into):
    document = collection(feature(EAST, side="ru"), feature(WEST, side="CONTESTED"))
    _, areas = into(write(tmp_path / "20241216.geojson", document), holder_column="side")
    assert set(areas) == {Holder.RU, Holder.CONTESTED}


def test_numbers_may_tell_holders(tmp_path, into):
    document = collection(feature(EAST, side=1), feature(WEST, side=2))
    _, areas = into(write(tmp_path / "20241216.geojson", document), "1=RU", "2=UA", holder_column="side")
    assert areas == {Holder.RU: shapely.MultiPolygon([EAST]), Holder.UA: shapely.MultiPolygon([WEST])}


@pytest.mark.parametrize(
    ("pairs", "holder", "message"),
    [
        (["occupied"], None, "--map is 'occupied'; write it as VALUE=RU"),
        (["=RU"], None, "--map is '=RU'"),
        (["occupied=Russia"], None, "'Russia' is no holder; write one of RU, UA, contested, unknown"),
        ([], "x", "'x' is no holder"),
        (["a=RU"], "RU", "--map and --holder exclude each other"),
    ],
)
def test_bad_words_of_holders_are_refused(pairs, holder, message):
    with pytest.raises(InputError, match=message):
        HolderRule.parse(pairs, holder)


def test_a_column_that_is_not_there_is_refused(tmp_path, into):
    path = write(tmp_path / "20241216.geojson", NAMED)
    with pytest.raises(InputError, match="has no column 'side'; give --holder-column one of: name, fill"):
        into(path, holder_column="side")


# -- reference systems ------------------------------------------------------------------------------------------------


def test_another_crs_is_converted_if_it_is_told(tmp_path, into):
    path = write(tmp_path / "20241216.geojson", collection(feature(mercator(EAST)), crs=MERCATOR))
    assert near(into(path)[1][Holder.RU], EAST)
    path = write(tmp_path / "20241217.geojson", collection(feature(mercator(EAST))))
    with pytest.raises(CRSError, match="are no degrees, it looks projected; convert it to EPSG:4326, or name its CRS"):
        into(path)
    assert near(into(path, crs="EPSG:3857")[1][Holder.RU], EAST)


def test_geojson_may_tell_its_crs_as_esri_does(tmp_path, into):
    document = collection(feature(mercator(EAST)), spatialReference={"wkid": 102100})
    assert near(into(write(tmp_path / "20241216.geojson", document))[1][Holder.RU], EAST)


@pytest.mark.parametrize(
    ("members", "crs", "message"),
    [
        ({"crs": None}, None, "is without CRS"),
        ({"crs": MERCATOR}, "EPSG:32636", "says that it is in EPSG:3857, and --crs says EPSG:32636; drop --crs"),
        ({}, "EPSG:999999", "--crs: EPSG:999999 is no CRS that is known"),
        ({}, "/etc/passwd", "--crs: '/etc/passwd' names no CRS that is known; name it as EPSG:3857"),
        ({}, "+proj=merc", "names no CRS that is known"),
        ({"crs": {"type": "name", "properties": {"name": "x" * 500}}}, None, "'x{60}' names no CRS"),
    ],
)
def test_a_crs_that_is_not_clear_is_refused(tmp_path, into, members, crs, message):
    with pytest.raises(CRSError, match=message):
        into(write(tmp_path / "20241216.geojson", collection(feature(mercator(EAST)), **members)), crs=crs)


def test_swapped_axes_are_refused(tmp_path, into):
    swapped = shapely.transform(EAST, lambda xy: xy[:, ::-1])
    with pytest.raises(InputError, match="latitude and longitude look swapped"):
        into(write(tmp_path / "20241216.geojson", collection(feature(swapped))))


# -- Esri JSON --------------------------------------------------------------------------------------------------------


def esri(*geometries, reference={"wkid": 102100, "latestWkid": 3857}, **members):  # noqa: B006
    features = [{"attributes": {"OBJECTID": n}, "geometry": one} for n, one in enumerate(geometries)]
    document = {"geometryType": "esriGeometryPolygon", "features": features, **members}
    return document | ({"spatialReference": reference} if reference else {})


def rings(*polygons):
    """Write polygons as Esri does: outlines clockwise, holes the other way, all in one list."""
    found = []
    for polygon in polygons:
        turned = orient(polygon, sign=-1.0)
        found += [[list(at) for at in ring.coords] for ring in (turned.exterior, *turned.interiors)]
    return {"rings": found}


HOLED = EAST.difference(shapely.box(36.4, 47.5, 36.6, 48.5))


@pytest.mark.parametrize("reference", [{"wkid": 102100, "latestWkid": 3857}, {"wkid": 102100}, {"wkid": 3857}])
def test_esri_json(tmp_path, into, reference):
    shape = rings(mercator(HOLED), mercator(shapely.box(36.45, 47.8, 36.55, 48.2)), mercator(WEST))
    _, areas = into(write(tmp_path / "20241216.json", esri(shape, reference=reference)))
    assert near(areas[Holder.RU], HOLED.union(WEST).union(shapely.box(36.45, 47.8, 36.55, 48.2)))


def test_holes_come_before_their_outlines_too(tmp_path, into):
    shape = rings(HOLED)
    shape["rings"].reverse()
    _, areas = into(write(tmp_path / "20241216.json", esri(shape, reference={"wkid": 4326})))
    assert near(areas[Holder.RU], HOLED)


def test_a_ring_that_turns_the_wrong_way_is_an_outline(tmp_path, into):
    shape = {"rings": [list(map(list, orient(EAST).exterior.coords))]}
    assert near(into(write(tmp_path / "20241216.json", esri(shape, reference={"wkid": 4326})))[1][Holder.RU], EAST)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (esri(), "holds no features; ask the service again"),
        (esri(rings(EAST), exceededTransferLimit=True), "was cut short by the service"),
        (esri(rings(EAST), reference=None), "names no spatialReference; name its CRS with --crs"),
        (esri(rings(EAST), reference={"wkt": "PROJCS"}), "its spatialReference has no number"),
        (esri(rings(EAST), reference={"wkid": 999_999}), "ESRI:999999 is no CRS that is known"),
        (esri({"curveRings": []}), "feature 1: has curves; ask the service with returnTrueCurves=false"),
        (esri({"rings": 5}), "feature 1: an area without rings"),
        (esri({"rings": [[[1, 2], [2, 3]]]}), "feature 1: a ring of fewer than four positions"),
        (esri({"rings": [[5]]}), "feature 1: a ring holds something else than positions"),
        (esri("x"), "feature 1: its geometry is none of Esri's"),
        (esri({"paths": []}, {"x": 5, "y": 5}), "holds no polygons for that day"),
        ({"spatialReference": {"wkid": 4326}, "features": [5]}, "feature 1: is no feature with attributes"),
    ],
)
def test_bad_esri_json_is_refused(tmp_path, into, document, message):
    with pytest.raises(InputError, match=message):
        into(write(tmp_path / "20241216.json", document))


def test_geojson_of_a_service_that_was_cut_short_is_refused(tmp_path, into):
    document = collection(feature(EAST), properties={"exceededTransferLimit": True})
    with pytest.raises(InputError, match="was cut short by the service"):
        into(write(tmp_path / "20241216.geojson", document))


# -- UAControlMap -----------------------------------------------------------------------------------------------------


def latlon(polygon):
    return [[y, x] for x, y in polygon.exterior.coords]


def test_uacontrolmap_has_both_sides(tmp_path, into):
    halves = shapely.box(36, 47, 37, 48), shapely.box(36, 48, 37, 49)
    document = {
        "areas": [latlon(half) for half in halves],
        "areas_ua": [latlon(WEST)],
        "frontline": [[48.0, 36.0]],
        "units": {"ru": []},
    }
    brought, areas = into(write(tmp_path / "20241216.json", document))
    assert areas[Holder.RU].equals(EAST)
    assert areas[Holder.UA].equals(WEST)
    assert brought.days == [DAY]
    assert brought.tally.left_out == [f"{tmp_path / '20241216.json'}: frontline, units are no areas"]


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"areas": []}, "holds no areas; download it again"),
        ({"areas": [[[48, 36]]]}, "areas 1: is no ring of four or more positions"),
        ({"areas": [latlon(EAST), 5]}, "areas 2: is no ring of four"),
        ({"areas": [["a", "b"]]}, "areas 1: holds something else than positions"),
        ({"areas": [], "areas_ua": "x"}, "areas_ua is no list of areas"),
        ({"areas": [[list(at) for at in EAST.exterior.coords]]}, "latitude and longitude look swapped"),
    ],
)
def test_bad_uacontrolmap_is_refused(tmp_path, into, document, message):
    with pytest.raises(InputError, match=message):
        into(write(tmp_path / "20241216.json", document))


# -- GeoParquet and GeoPackage ----------------------------------------------------------------------------------------


def frame(crs="EPSG:4326"):
    days = ["2024-12-01", "2024-12-01", "2024-12-02"]
    sides = ["occupied", "free", "occupied"]
    return gpd.GeoDataFrame({"day": days, "side": sides}, geometry=[EAST, WEST, EAST], crs="EPSG:4326").to_crs(crs)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857", "EPSG:32636"])
@pytest.mark.parametrize("ending", ["parquet", "gpkg"])
def test_series_of_any_crs_with_a_mapping(tmp_path, store, ending, crs):
    path = tmp_path / f"series.{ending}"
    write_frame(frame(crs), path)
    rule = HolderRule.parse(["occupied=RU", "free=UA"])
    brought = bring_in(store, path, Wanted("s", None, rule, Asked("side", "day", any_crs=True)))
    assert brought.days == [dt.date(2024, 12, 1), dt.date(2024, 12, 2)]
    first, second = (store.control("s", day).polygons for day in brought.days)
    assert near(first[Holder.RU], EAST)
    assert near(first[Holder.UA], WEST)
    assert set(second) == {Holder.RU}


def write_frame(one, path, **options):
    if path.suffix == ".parquet":
        one.to_parquet(path)
    else:
        one.to_file(path, driver="GPKG", **options)


def test_parquet_whose_areas_differ_needs_a_word_too(tmp_path, into):
    write_frame(frame().drop(columns="day"), tmp_path / "20241216.parquet")
    with pytest.raises(InputError, match="its 3 areas differ"):
        into(tmp_path / "20241216.parquet")


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_crs_is_demanded(tmp_path, into):
    one = gpd.GeoDataFrame(geometry=[mercator(EAST)])
    for ending, message in (
        ("parquet", "is without CRS"),
        ("gpkg", "has no CRS; name it with --crs|which has no code"),
    ):
        path = tmp_path / f"20241216.{ending}"
        write_frame(one, path)
        with pytest.raises(CRSError, match=message):
            into(path)
    assert near(into(tmp_path / "20241216.parquet", crs="EPSG:3857")[1][Holder.RU], EAST)


def test_layers_of_a_geopackage_are_named(tmp_path, into):
    path = tmp_path / "20241216.gpkg"
    plain = gpd.GeoDataFrame(geometry=[EAST], crs="EPSG:4326")
    write_frame(plain, path, layer="one")
    write_frame(plain.set_geometry([WEST]).set_crs("EPSG:4326"), path, layer="two")
    with pytest.raises(InputError, match=r"which layer. name it with --layer; there are: one, two"):
        into(path)
    with pytest.raises(InputError, match="has no layer 'three' with geometry; there are: one, two"):
        into(path, layer="three")
    assert into(path, layer="two")[1][Holder.RU].equals(WEST)


def test_bad_geopackages_are_refused(tmp_path, into):
    path = write(tmp_path / "20241216.gpkg", "not one")
    with pytest.raises(InputError, match="is no GeoPackage; export it again"):
        into(path)
    path.write_bytes(b"SQLite format 3\0" + bytes(5000))
    with pytest.raises(InputError, match=r"cannot be read as a GeoPackage|is no GeoPackage"):
        into(path)
    gpd.GeoDataFrame({"a": []}, geometry=[], crs="EPSG:4326").to_file(tmp_path / "20241217.gpkg", driver="GPKG")
    with pytest.raises(InputError, match="holds no rows"):
        into(tmp_path / "20241217.gpkg")


# -- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["geojson", "json", "parquet", "gpkg", "kml", "kmz", "csv", "zip"])
def test_empty_and_missing_files_are_refused(tmp_path, into, ending):
    with pytest.raises(InputError, match="no such file; check the path"):
        into(tmp_path / f"20241216.{ending}")
    with pytest.raises(InputError, match="is empty; download it again"):
        into(write(tmp_path / f"20241216.{ending}", ""))


@pytest.mark.parametrize("ending", ["geojson", "json", "parquet", "gpkg", "kml", "kmz"])
def test_too_large_files_are_refused(tmp_path, into, ending):
    path = tmp_path / f"20241216.{ending}"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(InputError, match="has 200 MB, at most 200 are read"):
        into(path)


def test_a_file_that_fails_leaves_nothing(tmp_path, store, into):
    document = collection(feature(EAST, date="2024-12-01"), feature(shapely.Point(36, 48), date="2024-12-02"))
    with pytest.raises(InputError, match="holds no polygons for that day"):
        into(write(tmp_path / "series.geojson", document))
    assert store.sources() == []


# -- real data --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def series(shared, tmp_path_factory):
    with ControlStore.open(tmp_path_factory.mktemp("series") / "control.db") as store:
        file = next((shared / "control").glob("*.parquet"))
        yield store, bring_in(store, file, Wanted("deepstate")), file


@pytest.mark.shared
class TestRealSeries:
    def test_all_days_come_in_and_the_file_is_small(self, series):
        store, brought, _ = series
        assert len(brought.days) == sum(brought.outcomes.values()) == 769
        assert brought.outcomes[Added.SAME] == 113
        assert store.sources()[0].distinct == len(store.intervals("deepstate")) == 656
        store._database.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert store._path.stat().st_size < 3_000_000

    def test_areas_are_those_of_the_file(self, series):
        store, brought, _ = series
        for day, planar, known in (
            (brought.days[0], brought.km2[0][1], 109_361.45),
            (brought.days[-1], brought.km2[-1][1], 116_995.46),
        ):
            area = store.control("deepstate", day).polygons[Holder.RU]
            assert planar == pytest.approx(known, rel=1e-3)
            assert planar == pytest.approx(area_km2(area), rel=2e-4)
            flat = gpd.GeoSeries([area], crs="EPSG:4326").to_crs("EPSG:6933").area[0] / 1e6
            assert flat == pytest.approx(known, rel=1e-6)

    def test_every_day_comes_back_to_the_last_bit(self, series):
        import pyarrow.parquet as pq

        store, brought, file = series
        table = pq.read_table(file)
        kept = store.series("deepstate")
        for day, written in zip(table["date"].to_pylist(), table["geometry"].to_pylist(), strict=True):
            (area,) = kept.on(day.date()).polygons.values()
            assert np.array_equal(shapely.get_coordinates(area), shapely.get_coordinates(shapely.from_wkb(written)))
        assert kept.days == brought.days

    def test_daily_files_are_the_same_days(self, series, shared):
        store, _, _ = series
        for file in sorted((shared / "control" / "daily").glob("*.geojson")):
            assert bring_in(store, file, Wanted("deepstate")).outcomes == {Added.UNCHANGED: 1}

    def test_uacontrolmap(self, shared, store):
        for file in sorted((shared / "control" / "uacontrolmap").glob("*.json")):
            brought = bring_in(store, file, Wanted("uacontrolmap"))
            assert 110_000 < brought.km2[0][1] < 125_000
            assert abs(brought.km2[0][0] - brought.km2[0][1]) < 5
        day = store.control("uacontrolmap", DAY)
        lat, lon = np.array([(48.0, 37.8), (51.19, 35.27), (50.45, 30.5)]).T
        assert day.inside(lat, lon).tolist() == [True, False, False]
        assert day.inside(lat, lon, holder=Holder.UA).tolist() == [False, True, False]
