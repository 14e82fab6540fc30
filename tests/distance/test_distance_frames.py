import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import LineString, Point

from geo.distance import between, inverse, nearest_on_line, to_line
from geo.errors import CRSError, InputError

LINE = LineString([(38.0, 47.0), (38.0, 49.0)])


def points(*lonlat, index=None, crs=4326):
    return gpd.GeoSeries([Point(one) for one in lonlat], index=index, crs=crs)


def test_rows_are_measured_pair_by_pair_under_the_index():
    a = points((37.0, 48.0), (30.5, 50.4), (37.0, 48.0), index=["x", "y", "z"])
    b = points((37.0, 47.0), (24.0, 49.8), (37.0, 48.0), index=["x", "y", "z"])
    found = between(a, gpd.GeoDataFrame({"name": list("abc")}, index=b.index, geometry=b))
    assert list(found.columns) == ["distance_km", "bearing_deg", "back_bearing_deg"]
    assert list(found.index) == ["x", "y", "z"]
    expected = inverse(a.y, a.x, b.y, b.x)
    np.testing.assert_array_equal(found.to_numpy().T, expected)
    assert found.loc["z", "distance_km"] == 0
    assert found.loc["z", ["bearing_deg", "back_bearing_deg"]].isna().all()


def test_no_rows_give_no_rows():
    empty = points()
    assert between(empty, empty).empty
    assert nearest_on_line(empty, LINE).empty


def test_the_nearest_points_of_a_line_are_a_frame():
    a = gpd.GeoDataFrame({"name": ["a", "b"]}, index=[5, 3], geometry=points((37.0, 48.0), (38.0, 50.0), index=[5, 3]))
    found = nearest_on_line(a, gpd.GeoSeries([LINE], crs=4326))
    assert list(found.columns) == ["distance_km", "bearing_deg", "geometry"]
    assert list(found.index) == [5, 3]
    assert found.crs == "EPSG:4326"
    km, bearing, lat, lon = to_line(a.geometry.y, a.geometry.x, LINE)
    np.testing.assert_array_equal(found["distance_km"], km)
    np.testing.assert_array_equal(found["bearing_deg"], bearing)
    np.testing.assert_array_equal(found.geometry.y, lat)
    np.testing.assert_array_equal(found.geometry.x, lon)


@pytest.mark.parametrize(
    ("other", "error", "message"),
    [
        (points((37.0, 47.0), crs=None), CRSError, "^the second is in no CRS; expected EPSG:4326"),
        (points((37.0, 47.0), crs=3857), CRSError, "^the second is in EPSG:3857; expected EPSG:4326"),
        (points((37.0, 47.0), (1.0, 1.0)), InputError, "^1 rows and 2; give as many of one as of the other$"),
        (points((37.0, 47.0), index=[7]), InputError, "^the two have different indices; align them"),
        (gpd.GeoSeries([None], crs=4326), InputError, "^the second: 1 rows have no point, such as 0; drop or mend"),
        (gpd.GeoSeries([Point()], crs=4326), InputError, "^the second: 1 rows have no point"),
        (gpd.GeoSeries([shapely.box(0, 0, 1, 1)], crs=4326), InputError, "^the second: 1 rows have no point"),
        (points((37.0, 95.0)), InputError, "^latitude 95 is out of range"),
        (pd.DataFrame({"lat": [48.0]}), InputError, "^the second: a GeoSeries or GeoDataFrame .* not a DataFrame$"),
        (gpd.GeoDataFrame({"lat": [48.0]}), InputError, "^the second: a GeoSeries or GeoDataFrame with a geometry"),
    ],
)
def test_what_cannot_be_measured_is_refused(other, error, message):
    with pytest.raises(error, match=message):
        between(points((37.0, 48.0)), other)


def test_points_and_line_need_their_crs():
    with pytest.raises(CRSError, match=r"^the frame of points is in no CRS"):
        nearest_on_line(points((37.0, 48.0), crs=None), LINE)
    with pytest.raises(CRSError, match=r"^the line is in EPSG:3857; expected"):
        nearest_on_line(points((37.0, 48.0)), gpd.GeoSeries([LINE], crs=3857))
