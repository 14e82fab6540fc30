"""The check of a frame against its layer."""

import geopandas as gpd
import pytest
from shapely import Point, Polygon

from geo.errors import CRSError, SchemaError
from geo.schema import FRONT_LINE, LAYERS, REGIONS, check, require_wgs84


def regions(**changes):
    columns = {
        "place_id": ["ADM1:UA14"],
        "name": ["Donetsk"],
        "kind": ["region"],
        "mentions": [1],
        "report_id": ["r"],
        "sentence": ["s"],
        "source": ["s"],
        "url": [""],
    } | changes
    square = Polygon([(0, 0), (1, 0), (1, 1), (0, 1)])
    return gpd.GeoDataFrame(columns, geometry=[square], crs="EPSG:4326")


def test_a_right_frame_is_returned_unchanged():
    frame = regions()
    assert check(frame, REGIONS) is frame


def test_crs84_is_the_same_place():
    require_wgs84(regions().set_crs("OGC:CRS84", allow_override=True), name="x")


def test_no_crs_is_refused():
    with pytest.raises(CRSError, match=r"^regions is in no CRS; expected EPSG:4326"):
        check(regions().set_crs(None, allow_override=True), REGIONS)


def test_another_crs_is_refused():
    with pytest.raises(CRSError, match=r"^regions is in EPSG:3857; expected EPSG:4326: convert it with to_crs"):
        check(regions().to_crs("EPSG:3857"), REGIONS)


def test_every_fault_is_named_at_once():
    frame = regions(kind=["oblast"], mentions=["one"]).drop(columns="name")
    frame.geometry = [Point(0, 0)]
    with pytest.raises(SchemaError, match=r"^regions: ") as caught:
        check(frame, REGIONS)
    for fault in ("'name' is missing", "['oblast']", "'mentions' holds values that are not numbers", "['Point']"):
        assert fault in str(caught.value)


def test_missing_values_and_geometries():
    with pytest.raises(SchemaError, match="column 'name' lacks 1 values"):
        check(regions(name=[None]), REGIONS)
    bare = regions()
    bare.geometry = [None]
    check(bare, REGIONS)
    with pytest.raises(SchemaError, match="1 rows have no geometry"):
        check(gpd.GeoDataFrame({"date": [None]}, geometry=[None], crs="EPSG:4326"), FRONT_LINE)


def test_an_invalid_polygon_is_refused():
    frame = regions()
    frame.geometry = [Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])]
    with pytest.raises(SchemaError, match="holds invalid geometries"):
        check(frame, REGIONS)


def test_layers_are_found_by_name():
    assert all(layer.name == name for name, layer in LAYERS.items())
