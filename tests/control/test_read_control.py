import datetime as dt
import json
import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

sys.path.insert(0, str(Path(__file__).parent))
from control_files import EAST, SHARED, collection, feature, write

from geo.control import read_control
from geo.control.reader import MAX_BYTES, day_in_name
from geo.errors import CRSError, InputError
from geo.model import Holder

WEST = shapely.box(35.0, 47.0, 36.0, 49.0)
NAMED = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
CRS84 = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}


@pytest.fixture
def series(tmp_path):
    def make(*days, **columns):
        frame = gpd.GeoDataFrame(
            {"date": list(days), **columns},
            geometry=[shapely.box(36, 47, 37 - n / 10, 49) for n in range(len(days))],
            crs="EPSG:4326",
        )
        path = tmp_path / "series.parquet"
        frame.to_parquet(path)
        return path

    return make


# -- what is read -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("members", [{}, {"crs": CRS84}])
def test_geojson(tmp_path, members):
    control = read_control(write(tmp_path / "front_20241216.geojson", collection(feature(EAST), **members)))
    assert (control.date, control.source, control.note) == (dt.date(2024, 12, 16), "front_20241216", "")
    assert set(control.polygons) == {Holder.RU}
    assert control.polygons[Holder.RU].equals(EAST)
    assert control.polygons[Holder.RU].geom_type == "MultiPolygon"


@pytest.mark.parametrize("document", [feature(EAST), shapely.geometry.mapping(EAST)])
def test_one_feature_or_a_bare_geometry(tmp_path, document):
    assert read_control(write(tmp_path / "a.json", document)).polygons[Holder.RU].equals(EAST)


def test_byte_order_mark_is_passed_over(tmp_path):
    path = tmp_path / "a.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(collection(feature(EAST))).encode())
    assert read_control(path).date is None


def test_height_is_dropped(tmp_path):
    control = read_control(write(tmp_path / "a.geojson", collection(feature(shapely.force_3d(EAST, 120.0)))))
    assert not control.polygons[Holder.RU].has_z


def test_polygons_of_collections_are_kept(tmp_path):
    mixed = shapely.GeometryCollection([EAST, shapely.Point(36, 48), shapely.GeometryCollection([WEST])])
    control = read_control(
        write(tmp_path / "a.geojson", collection(feature(mixed), {"type": "Feature", "geometry": None}))
    )
    assert control.polygons[Holder.RU].equals(shapely.box(35, 47, 37, 49))


def test_holders_are_told_apart_and_joined(tmp_path):
    half = shapely.box(35, 47, 36, 48), shapely.box(35, 48, 36, 49)
    document = collection(feature(EAST), *(feature(part, holder="UA") for part in half))
    control = read_control(write(tmp_path / "a.geojson", document), source="X")
    assert control.polygons[Holder.UA].equals(WEST)
    assert control.polygons[Holder.RU].equals(EAST)
    assert control.source == "X"


def test_slightly_invalid_polygons_are_mended(tmp_path):
    spike = shapely.Polygon([(36, 47), (37, 47), (37, 48), (37.5, 48), (37, 48), (37, 49), (36, 49)])
    assert not spike.is_valid
    area = read_control(write(tmp_path / "a.geojson", collection(feature(spike)))).polygons[Holder.RU]
    assert area.is_valid
    assert area.equals(EAST)


@pytest.mark.parametrize("asked", [dt.date(2024, 12, 2), dt.date(2024, 12, 3)])
def test_series_takes_the_last_day_not_after(series, asked):
    control = read_control(series("2024-12-01", "2024-12-02", "2024-12-09"), date=asked)
    assert control.date == dt.date(2024, 12, 2)
    assert control.polygons[Holder.RU].bounds[2] == pytest.approx(36.9)
    assert control.note == ""


@pytest.mark.parametrize("kind", [str, pd.Timestamp, dt.date.fromisoformat])
def test_series_without_a_date_takes_its_last_day_however_days_are_written(series, kind):
    assert read_control(series(*map(kind, ("2024-12-01", "2024-12-09", "2024-12-02")))).date == dt.date(2024, 12, 9)


def test_geojson_series(tmp_path):
    document = collection(feature(EAST, date="2024-12-01"), feature(WEST, date="2024-12-02T00:00:00Z"))
    path = write(tmp_path / "a_20200101.geojson", document)
    assert read_control(path, date=dt.date(2024, 12, 1)).polygons[Holder.RU].equals(EAST)


def test_parquet_without_crs_key_is_wgs84_by_its_specification(tmp_path):
    path = rewritten(tmp_path, lambda facts: facts.pop("crs"))
    assert read_control(path).polygons[Holder.RU].equals(EAST)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("deepstatemap_data_20241216", dt.date(2024, 12, 16)),
        ("2024-12-16", dt.date(2024, 12, 16)),
        ("line-2024-12-16-v20241216", dt.date(2024, 12, 16)),
        ("deepstate-2024-07-08-to-2026-08-22", None),
        ("20241399", None),
        ("120241216", None),
        ("line", None),
    ],
)
def test_day_in_name(name, day):
    assert day_in_name(name) == day


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("20241216", ""),
        ("20241209", ""),
        ("20241208", "control as of 2024-12-08, 8 days before the report"),
        ("20241217", "control as of 2024-12-17, 1 day after the report"),
        ("line", "the control data does not say which day it shows"),
    ],
)
def test_note_says_how_dates_differ(tmp_path, name, note):
    path = write(tmp_path / f"{name}.geojson", collection(feature(EAST)))
    control = read_control(path, date=dt.date(2024, 12, 16))
    assert control.note == note
    assert control.date is not None


# -- what is refused --------------------------------------------------------------------------------------------------


def ring(*positions):
    return {"type": "Polygon", "coordinates": [list(positions)]}


BOWTIE = shapely.Polygon([(36, 47), (37, 49), (37, 47), (36, 49)])
DEEP = {"type": "GeometryCollection", "geometries": []}
for _ in range(300):
    DEEP = {"type": "GeometryCollection", "geometries": [DEEP]}


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (
            '{"type": "FeatureCollection",\n "features": [',
            r"a\.geojson, line 2: broken JSON \(.+\); download or export it",
        ),
        ("[" * 5000, r"a\.geojson, line 1: broken JSON"),
        ("[1]", "is no GeoJSON: a list at the top"),
        ({"areas": []}, "is JSON but no GeoJSON: no list of features"),
        ({"type": "FeatureCollection", "features": 5}, "is JSON but no GeoJSON"),
        (collection(), "holds no features; download or export it again"),
        (collection(5), "feature 1: is no GeoJSON feature"),
        (
            collection({"type": "Feature", "properties": [1], "geometry": None}),
            "feature 1: its properties are no object",
        ),
        (collection({"type": "Feature", "properties": None, "geometry": None}), "holds no polygons"),
        (collection(feature({"type": "Circle"})), "feature 1: its geometry is no GeoJSON geometry"),
        (collection(feature(EAST), feature(shapely.Point(36, 48))), "feature 2: is a Point; control must be polygons"),
        (collection(feature(shapely.LineString([(36, 48), (37, 48)]))), "feature 1: is a LineString; control must be"),
        (collection(feature(shapely.GeometryCollection([shapely.Point(36, 48)]))), "holds no polygons"),
        (collection(feature(shapely.Polygon())), "holds no polygons"),
        (collection(feature(DEEP)), "feature 1: a collection without geometries, or nested too deep"),
        (collection(feature({"type": "GeometryCollection"})), "feature 1: a collection without geometries"),
        (collection(feature({"type": "Polygon"})), "feature 1: a polygon without coordinates"),
        (collection(feature({"type": "MultiPolygon"})), "feature 1: a MultiPolygon without coordinates"),
        (collection(feature(ring([36, 47], [37, 47], [36, 47]))), "feature 1: a ring of fewer than four positions"),
        (collection(feature(ring([36], [37], [36], [36]))), "feature 1: a ring of fewer than four positions"),
        (collection(feature(ring([36, 47], [37, None], 5))), "feature 1: a ring holds something else than positions"),
        (collection(feature(ring("ab", "cd", "ef", "gh"))), "feature 1: a ring holds something else than positions"),
        (collection(feature(ring({}, {}, {}, {}))), "feature 1: a ring holds something else than positions"),
        (
            collection(feature(ring([36, 47], [37, None], [37, 48], [36, 47]))),
            "a ring holds something else than positions",
        ),
        (collection(feature(BOWTIE)), r"invalid polygons \(Self-intersection.+repair would change the area by .+ %"),
        (collection(feature(EAST, holder="ru")), "feature 1: holder 'ru' is not known; write one of RU, UA, contested"),
        (collection(feature(EAST, holder=[1])), "feature 1: holder '.1.' is not known"),
        (collection(feature(EAST, date="soon")), "feature 1: 'soon' is no date; write it as 2024-12-16"),
        (collection(feature(EAST, date="2024-12-16"), feature(WEST)), "feature 2: 'None' is no date"),
        (collection(feature(shapely.transform(EAST, lambda xy: xy[:, ::-1]))), "latitude and longitude look swapped"),
    ],
)
def test_bad_geojson_is_refused(tmp_path, document, message):
    path = write(tmp_path / "a.geojson", document)
    with pytest.raises(InputError, match=message) as caught:
        read_control(path)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (collection(feature(EAST), crs=NAMED), "is in urn:ogc:def:crs:EPSG::3857; expected EPSG:4326: convert it"),
        (collection(feature(EAST), crs=None), "is without CRS"),
        (collection(feature(EAST), crs={"type": "link"}), "its crs member names no CRS"),
        (
            collection(feature(shapely.box(4e6, 5e6, 4.1e6, 6e6))),
            "coordinates up to 6000000 are no degrees, it looks proj",
        ),
    ],
)
def test_geojson_in_another_crs_is_refused(tmp_path, document, message):
    with pytest.raises(CRSError, match=message):
        read_control(write(tmp_path / "a.geojson", document))


def test_missing_and_strange_files_are_refused(tmp_path):
    for name, message in [
        ("none.geojson", r"none\.geojson: no such file; check the path"),
        ("https://example.org/a.geojson", "is an address, not a file"),
        ("/vsicurl/a.geojson", "no such file"),
    ]:
        with pytest.raises(InputError, match=message):
            read_control(name if "/" in name else tmp_path / name)
    (tmp_path / "folder.geojson").mkdir()
    with pytest.raises(InputError, match=r"is not a file; name one ending in \.geojson, \.json, \.parquet"):
        read_control(tmp_path / "folder.geojson")
    with pytest.raises(InputError, match=r"control is read from \.geojson, \.json, \.parquet; convert it"):
        read_control(write(tmp_path / "a.gpkg", "x"))


@pytest.mark.parametrize("ending", ["geojson", "json", "parquet"])
def test_empty_files_are_refused(tmp_path, ending):
    with pytest.raises(InputError, match="is empty; download it again"):
        read_control(write(tmp_path / f"a.{ending}", ""))


def test_too_large_files_are_refused(tmp_path):
    path = tmp_path / "a.geojson"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(InputError, match="has 200 MB, at most 200 are read; cut out the days needed"):
        read_control(path)


def test_series_after_the_date_is_refused(series):
    with pytest.raises(InputError, match="begins on 2024-12-01, after 2024-11-30; give data that reaches back"):
        read_control(series("2024-12-05", "2024-12-01"), date=dt.date(2024, 11, 30))


def test_parquet_refuses_bad_values(series):
    with pytest.raises(InputError, match="row 2: 'None' is no date"):
        read_control(series("2024-12-05", None))
    with pytest.raises(InputError, match="row 1: holder 'x' is not known"):
        read_control(series("2024-12-05", holder=["x"]))


def rewritten(tmp_path, change):
    """Write a GeoParquet file and change what it says of its geometry column."""
    import pyarrow.parquet as pq

    path = tmp_path / "a.parquet"
    gpd.GeoDataFrame(geometry=[EAST], crs="EPSG:4326").to_parquet(path)
    table = pq.read_table(path)
    geo = json.loads(table.schema.metadata[b"geo"])
    change(geo["columns"]["geometry"])
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(geo)}), path)
    return path


@pytest.mark.parametrize(
    ("crs", "message"),
    [
        (None, "is without CRS; set it with set_crs"),
        ("EPSG:3857", "is in WGS 84 / Pseudo-Mercator; expected EPSG:4326: convert it with to_crs"),
        ("EPSG:32636", "is in WGS 84 / UTM zone 36N; expected EPSG:4326"),
    ],
)
def test_parquet_in_another_crs_is_refused(tmp_path, crs, message):
    gpd.GeoDataFrame(geometry=[EAST], crs=crs).to_parquet(tmp_path / "a.parquet")
    with pytest.raises(CRSError, match=message):
        read_control(tmp_path / "a.parquet")


def test_bad_parquet_is_refused(tmp_path):
    path = tmp_path / "a.parquet"
    with pytest.raises(InputError, match="is no readable Parquet file; download or export it again"):
        read_control(write(path, "PAR1 and nothing more"))
    pd.DataFrame({"geometry": ["x"]}).to_parquet(path)
    with pytest.raises(InputError, match="is Parquet but no GeoParquet"):
        read_control(path)
    gpd.GeoDataFrame(geometry=[], crs="EPSG:4326").to_parquet(path)
    with pytest.raises(InputError, match="holds no rows"):
        read_control(path)
    gpd.GeoDataFrame(geometry=[shapely.Point(36, 48)], crs="EPSG:4326").to_parquet(path)
    with pytest.raises(InputError, match="row 1: is a Point; control must be polygons"):
        read_control(path)
    with pytest.raises(InputError, match="its geometries are written as polygon; write them as WKB"):
        read_control(rewritten(tmp_path, lambda facts: facts.update(encoding="polygon")))


def test_parquet_with_something_else_than_wkb_is_refused(tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    geo = {"primary_column": "geometry", "columns": {"geometry": {"encoding": "WKB"}}}
    table = pa.table({"geometry": pa.array([b"\x01nonsense"])}).replace_schema_metadata({"geo": json.dumps(geo)})
    pq.write_table(table, tmp_path / "a.parquet")
    with pytest.raises(InputError, match="column 'geometry' holds something else than WKB"):
        read_control(tmp_path / "a.parquet")


# -- real data --------------------------------------------------------------------------------------------------------


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the shared material is not beside the checkout")
def test_real_day_and_real_series_are_the_same():
    day = dt.date(2024, 12, 16)
    one = read_control(SHARED / "daily" / "deepstatemap_data_20241216.geojson", date=day)
    many = read_control(next(SHARED.glob("*.parquet")), date=day)
    assert one.date == many.date == day
    assert one.note == many.note == ""
    assert one.polygons[Holder.RU].equals_exact(many.polygons[Holder.RU], 1e-6, normalize=True)
