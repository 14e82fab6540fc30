import pytest
from hypothesis import given
from hypothesis import strategies as st
from source_files import outcome, workbook

from geo.errors import CRSError, InputError
from geo.gazetteer.sources import table as module
from geo.gazetteer.sources.table import read
from geo.model import Kind

HEADER = "id,name_en,name_uk,aliases,kind,country,oblast,lat,lon,uncertainty_m,population"
ROW = "a1,Illinka,Іллінка,Ilinka|Ильинка; Ilyinka,village,ua,Donetsk,48.00735,37.29743,800,512"


@pytest.fixture
def table(tmp_path):
    def write(*rows, name="mine.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes("\n".join([*rows, ""]).encode(encoding))
        return path

    return write


def test_obvious_columns_need_no_mapping(table):
    (found,) = read(table(HEADER, ROW))
    assert (found.source, found.native_id, found.line, found.name) == ("mine", "a1", 2, "Illinka")
    assert found.names == {"en": "Illinka", "uk": "Іллінка"}
    assert found.aliases == ("Ilinka", "Ильинка", "Ilyinka")
    assert (found.kind, found.country, found.oblast) == (Kind.VILLAGE, "UA", "Donetsk")
    assert (found.lat, found.lon, found.uncertainty_m, found.population) == (48.00735, 37.29743, 800.0, 512)


@pytest.mark.parametrize("divider", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_dividers_and_encodings_are_told_from_the_file(table, divider, encoding):
    lines = [
        line.replace(",", divider) for line in ("place,latitude,longitude", "Курахове,48.1,37.3", "", "Рай,48.2,37.4")
    ]
    found = list(read(table(*lines, encoding=encoding)))
    assert [(one.name, one.lat, one.lon, one.line) for one in found] == [
        ("Курахове", 48.1, 37.3, 2),
        ("Рай", 48.2, 37.4, 4),
    ]


def test_another_encoding_must_be_asked_for(table):
    path = table("name,lat,lon", "Курахове,48.1,37.3", encoding="cp1251")
    with pytest.raises(InputError, match=r"mine\.csv, line 2: is not UTF-8"):
        list(read(path))
    assert [one.name for one in read(path, encoding="cp1251")] == ["Курахове"]


def test_a_mapping_names_other_columns(table):
    path = table("title,name,north,east,code", "Illinka,x,48.0,37.3,UA14160110040012345")
    (found,) = read(path, mapping={"name_en": "title", "lat": "north", "lon": "east", "pcode": "code", "raion": "name"})
    assert (found.name, found.names, found.raion, found.pcode) == ("Illinka", {"en": "Illinka"}, "x", "UA1416011004")
    assert found.native_id == "2"


@pytest.mark.parametrize(
    ("name", "country", "lang"),
    [
        ("Illinka", "", "en"),
        ("Іллінка", "", "uk"),
        ("Ильинка", "RU", "ru"),
        ("Рыльск", "", "ru"),
        ("Курахове", "UA", "uk"),
        ("Курахове", "", "uk"),
    ],
)
def test_the_language_of_a_bare_name_is_told_by_letters_and_country(table, name, country, lang):
    (found,) = read(table("name,country,lat,lon", f"{name},{country},48,37"))
    assert found.names == {lang: name}


def test_a_row_with_an_id_by_which_to_join_needs_no_position(table):
    told = []
    rows = ["name,pcode,lat,lon", "Illinka,UA1416011004,,", "Nowhere,,,", ",UA1416011005,48,37"]
    found = list(read(table(*rows), skipped=lambda *what: told.append(what)))
    assert [(one.name, one.lat) for one in found] == [("Illinka", None)]
    assert told == [(3, "Nowhere has no position"), (4, "4 has no name")]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([""], "line 1: no comma, semicolon or tab"),
        (["<html><body>"], "line 1: no comma"),
        (["name,lat,lon"], "has a header and no row"),
        (["name,when,where", "a,b,c"], "no columns have positions; map lat and lon to two of name, when, where"),
        (["lat,lon", "48,37"], "no column has names"),
        (["name,lat", "a,48"], "no columns have positions"),
        (["name,lat,lat,lon", "a,48,48,37"], "column lat is there twice"),
        (["name,lat,lon", "a,48"], "line 2: has 2 cells, the header 3"),
        (["name,lat,lon", "a,48,37,1"], "line 2: has 4 cells, the header 3"),
        (["name,lat,lon", '"a,48,37'], "not readable as a table"),
        (["name,lat,lon", "a,,37"], "line 2: only lon is given"),
        (["name,lat,lon", "a,91,181"], "line 2: lat is 91, out of range"),
        (["name,lat,lon", "a,137.3,48"], "line 2: lat and lon look swapped"),
        (["name,lat,lon", "a,37.3,48", "b,37.4,48.1", "c,48,37"], "lat and lon look swapped: 2 of 3 rows"),
        (["name,lat,lon", "a,48°12′,37"], "line 2: lat is '48°12′', no number"),
        (["name,lat,lon", "a,inf,37"], "line 2: lat is 'inf'"),
        (["name,lat,lon", "a,4_8,37"], "line 2: lat is '4_8'"),
        (["name,lat,lon", "a,1e999,37"], "line 2: lat is inf, out of range"),
        (["name,lat,lon", 'a,"48,12",37'], "line 2: lat is '48,12'; write decimals with a point"),
        (["name,lat,lon", "a\x07,48,37"], "line 2: name holds a control character"),
        (["name,lat,lon", '"a\nb",48,37'], "line 2: name holds a control character"),
        (["name;lat;lon", '"a\tb";48;37'], "line 2: name holds a control character"),
        (["name,lat,lon", "a" * 201 + ",48,37"], "line 2: name is over 200 characters"),
        (["id,name,lat,lon", "7,a,48,37", "7,b,48,37"], "line 3: id 7 is that of line 2 too"),
        (["name,kind,lat,lon", "a,volcano,48,37"], "line 2: kind is 'volcano'; use one of city, town"),
        (["name,country,lat,lon", "a,Ukraine,48,37"], "line 2: country is 'UKRAINE'; write two letters"),
        (["name,pcode,lat,lon", "a,UA14,48,37"], "line 2: pcode is 'UA14'"),
        (["name,uncertainty_m,lat,lon", "a,-5,48,37"], "line 2: uncertainty_m is -5"),
        (["name,population,lat,lon", "a,1.5,48,37"], "line 2: population is '1.5'"),
    ],
)
def test_a_bad_table_is_refused_with_its_line_and_the_reason(table, rows, reason):
    with pytest.raises(InputError, match=rf"^mine\.csv.*{reason}"):
        list(read(table(*rows)))


@pytest.mark.parametrize(
    ("mapping", "reason"),
    [
        ({"latitude": "y"}, "no field is called latitude; fields are id, name"),
        ({"lat": "northing"}, "lacks the column northing; there are: id, name_en"),
    ],
)
def test_a_mapping_that_does_not_fit_is_told(table, mapping, reason):
    with pytest.raises(InputError, match=reason):
        list(read(table(HEADER, ROW), mapping=mapping))


def test_a_table_of_another_part_of_the_world_is_not_taken_for_a_swapped_one(table):
    (found,) = read(table("name,country,lat,lon", "Mosul,IQ,36.34,43.13"))
    assert (found.lat, found.lon) == (36.34, 43.13)


def test_a_decimal_comma_is_read_where_semicolons_divide(table):
    (found,) = read(table("name;lat;lon;population", "a;48,12;37,5;1 200"))
    assert (found.lat, found.lon, found.population) == (48.12, 37.5, 1200)


def test_a_sheet_is_a_table(tmp_path):
    pytest.importorskip("openpyxl")
    path = workbook(tmp_path / "mine.xlsx", {"A": [["id", "name", "lat", "lon"], [7, "Illinka", 48, 37.25]], "B": []})
    (found,) = read(path)
    assert (found.native_id, found.name, found.lat, found.lon, found.line) == ("7", "Illinka", 48.0, 37.25, 2)
    with pytest.raises(InputError, match=r"mine\.xlsx: the sheet B is empty"):
        list(read(path, layer="B"))


@pytest.fixture
def package(tmp_path):
    import geopandas

    def write(shapes, crs="EPSG:4326", layer="places", **columns):
        frame = geopandas.GeoDataFrame(columns or {"name": ["Illinka"] * len(shapes)}, geometry=shapes, crs=crs)
        path = tmp_path / "mine.gpkg"
        frame.to_file(path, driver="GPKG", layer=layer, engine="pyogrio")
        return path

    return write


def test_points_of_a_geopackage_are_positions_in_degrees(package):
    from shapely import Point

    path = package(
        [Point(4_151_900, 6_106_900), None], "EPSG:3857", name=["Illinka", "No"], pop=[512.0, None], lat=["x", "y"]
    )
    told = []
    (found,) = read(path, skipped=lambda *what: told.append(what))
    assert (found.lat, found.lon) == (pytest.approx(48.0, abs=0.01), pytest.approx(37.297, abs=0.01))
    assert (found.name, found.population, found.uncertainty_m, found.line) == ("Illinka", 512, None, 1)
    assert told == [(2, "No has no position")]


def test_a_polygon_is_its_centroid_with_its_reach(package):
    from shapely import box

    (found,) = read(package([box(37.0, 48.0, 37.02, 48.01)]))
    assert (found.lat, found.lon) == (pytest.approx(48.005), pytest.approx(37.01))
    assert found.uncertainty_m == pytest.approx(930, abs=10)


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_a_geopackage_must_say_its_reference_system_and_its_layer(package):
    from shapely import LineString, Point

    with pytest.raises(CRSError, match=r"mine\.gpkg: layer places has no coordinate reference system"):
        list(read(package([Point(37, 48)], None)))
    with pytest.raises(InputError, match=r"should have one layer .*; there are: places, roads"):
        list(read(package([LineString([(37, 48), (38, 48)])], layer="roads")))


def test_lines_and_layers_that_are_not_there_are_refused(package):
    from shapely import LineString

    path = package([LineString([(37, 48), (38, 48)])], layer="roads")
    with pytest.raises(InputError, match=r"mine\.gpkg, row 1: is a LineString; give points or polygons"):
        list(read(path))
    with pytest.raises(InputError, match="has no layer 'towns' with geometry; there are: roads"):
        list(read(path, layer="towns"))


@pytest.mark.parametrize("junk", [b"", b"\xff" * 200, bytes(200), bytes(52) + b"GPKG" + bytes(200)])
def test_a_damaged_geopackage_is_told(tmp_path, junk):
    path = tmp_path / "mine.gpkg"
    path.write_bytes(b"SQLite format 3\0" + junk)
    with pytest.raises(InputError, match=r"^mine\.gpkg: "):
        list(read(path))


@given(st.binary(max_size=200), st.sampled_from([b"", b"name,lat,lon\n", b"name;lat;lon;aliases;kind\n", b"\xff\xfe"]))
def test_any_bytes_are_records_or_told(tmp_path_factory, content, head):
    path = tmp_path_factory.mktemp("any") / "any.csv"
    path.write_bytes(head + content)
    found, complaint = outcome(lambda: read(path))
    assert found is not None or complaint.startswith("any.csv")
    assert all(-90 <= one.lat <= 90 and one.name for one in found or ())


def test_every_field_has_an_obvious_column():
    assert set(module.FIELDS) >= {"id", "name", "lat", "lon", "pcode", "geonameid", "uncertainty_m", "hromada"}
