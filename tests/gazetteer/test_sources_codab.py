import pytest
from hypothesis import given
from hypothesis import strategies as st
from source_files import ADMIN_2, ADMIN_3, ADMIN_4, HDX_HEADER, outcome, workbook

from geo.errors import InputError
from geo.gazetteer.sources import codab
from geo.gazetteer.sources.detect import detect
from geo.model import Kind

ROW = "Kurakhove,Курахове,Курахово,UA1416011001,Kurakhivska,UA1416011,Pokrovskyi,Donetska,Mіста,47.98585,37.28512"


@pytest.fixture
def book(tmp_path):
    pytest.importorskip("openpyxl")

    def write(rows=ADMIN_4, **sheets):
        return workbook(tmp_path / "cod.xlsx", {"Admin 2": ADMIN_2, "Admin 3": ADMIN_3, "Admin 4": rows} | sheets)

    return write


@pytest.fixture
def table(tmp_path):
    def write(*rows, header=HDX_HEADER):
        path = tmp_path / "adm4.csv"
        path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
        return path

    return write


def test_a_workbook_gives_settlements_with_their_units(book):
    first, second, kyiv = codab.read(book())
    assert (first.name, first.names) == ("Kurakhove", {"en": "Kurakhove", "uk": "Курахове"})
    assert (first.oblast, first.raion, first.hromada, first.country) == ("Donetsk", "Pokrovskyi", "Kurakhivska", "UA")
    assert (first.lat, first.lon, first.pcode, first.native_id) == (47.98585, 37.28512, *["UA1416011001"] * 2)
    assert (first.source, first.line, first.kind) == ("cod-ab", 2, None)
    assert (second.line, kyiv.kind, kyiv.oblast) == (3, Kind.CITY, "Kyiv city")


def test_the_layout_of_hdx_gives_the_same(table, book):
    (found,) = codab.read(table("#adm4+name,,,#adm4+code,,,,,,#geo+lat,#geo+lon", ROW))
    assert (found.oblast, found.raion, found.hromada, found.kind) == ("Donetsk", "Pokrovskyi", "Kurakhivska", Kind.CITY)
    assert found.names == {"en": "Kurakhove", "uk": "Курахове", "ru": "Курахово"}
    assert (found.line, found.lat, found.lon) == (3, 47.98585, 37.28512)


def test_the_layout_of_today_is_read(table):
    header = "adm4_name,adm4_name1,adm4_pcode,adm3_name,adm2_name,center_lat,center_lon"
    (found,) = codab.read(table("Illinka,Іллінка,UA1416011004,Kurakhivska,Pokrovskyi,48.0,37.3", header=header))
    assert (found.name, found.hromada, found.kind) == ("Illinka", "Kurakhivska", None)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({6: 479.8}, r"cod\.xlsx, row 3: lat is 479.8, out of range; give degrees"),
        ({7: 200.0}, "row 3: lon is 200, out of range"),
        ({6: 137.3, 7: 48.0}, "row 3: lat and lon look swapped"),
        ({3: "UA1416011001"}, "row 3: P-code UA1416011001 is that of row 2 too"),
        ({3: "UA1416"}, "row 3: P-code is 'UA1416'"),
        ({3: ""}, "row 3: has no P-code"),
        ({3: "UA9916011001"}, "row 3: P-code UA9916011001 is in no oblast"),
        ({6: "north"}, "row 3: lat is 'north', no number"),
        ({6: "nan"}, "row 3: lat is 'nan', no number"),
        ({6: ""}, "row 3: only lon is given"),
        ({1: "Illinka\tvillage"}, "row 3: en holds a control character"),
        ({1: "I" * 201}, "row 3: en is over 200 characters"),
    ],
)
def test_a_bad_row_is_refused_with_its_number_and_the_reason(book, change, reason):
    rows = [list(row) for row in ADMIN_4]
    for column, value in change.items():
        rows[2][column] = value
    with pytest.raises(InputError, match=reason):
        list(codab.read(book(rows)))


def test_swapped_columns_are_told(book):
    rows = [list(row) for row in ADMIN_4]
    rows[0][6:] = ["LON", "LAT"]
    with pytest.raises(InputError, match=r"cod\.xlsx: lat and lon look swapped: 3 of 3 rows"):
        list(codab.read(book(rows)))


def test_rows_without_name_or_position_are_told_to_the_caller(book):
    rows = [list(row) for row in ADMIN_4]
    rows[1][1:3], rows[2][6:] = ["", ""], ["", ""]
    told = []
    found = list(codab.read(book(rows), skipped=lambda line, why: told.append((line, why))))
    assert [one.name for one in found] == ["Kyiv"]
    assert told == [(2, "UA1416011001 has no name"), (3, "UA1416011004 has no position")]


def test_missing_sheets_and_columns_are_named_beside_those_there(book, tmp_path):
    pytest.importorskip("openpyxl")
    with pytest.raises(InputError, match=r"lacks the column LAT or latitude .*; there are: Record ID, .*, LON$"):
        list(codab.read(book([[cell for cell in row if cell not in ("LAT", row[6])] for row in ADMIN_4])))
    with pytest.raises(InputError, match="has no sheet 'Admin 4'; there are: Places"):
        list(codab.read(workbook(tmp_path / "other.xlsx", {"Places": ADMIN_4})))
    with pytest.raises(InputError, match="has a header and no row"):
        list(codab.read(book(ADMIN_4[:1])))


def test_a_decimal_comma_needs_another_divider(table):
    good = ROW.replace(",", ";").replace("47.98585", "47,98585")
    (found,) = codab.read(table(good, header=HDX_HEADER.replace(",", ";")))
    assert found.lat == 47.98585
    with pytest.raises(InputError, match="line 2: lat is '47,98585'; write decimals with a point"):
        list(codab.read(table(ROW.replace("47.98585", '"47,98585"'))))


@given(st.lists(st.text(max_size=12), min_size=11, max_size=11))
def test_any_row_is_a_record_or_told(tmp_path_factory, cells):
    path = tmp_path_factory.mktemp("hdx") / "adm4.csv"
    text = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    path.write_bytes(f"{HDX_HEADER}\n{text}\n".encode("utf-8", "surrogatepass"))
    found, complaint = outcome(lambda: codab.read(path))
    assert complaint.startswith("adm4.csv") if found is None else len(found) <= 1


@pytest.mark.shared
def test_the_shared_table_gives_each_settlement_where_it_stands(shared):
    from python_calamine import CalamineWorkbook

    path = shared / "gazetteer" / "cod-ab-ukr-2026-02.xlsx"
    header, *rows = CalamineWorkbook.from_path(path).get_sheet_by_name("Admin 4").to_python()
    told = []
    found = list(codab.read(path, skipped=lambda *what: told.append(what)))
    assert detect(path) == "cod-ab"
    assert (len(found), told) == (29_705, [])
    columns = [header.index(name) for name in ("Settlement EN", "Settlement UKR", "Admin4 Pcode", "LAT", "LON")]
    given = [tuple(row[column] for column in columns) for row in rows]
    assert [(one.names["en"], one.names["uk"], one.pcode, one.lat, one.lon) for one in found] == given
    assert all(one.oblast for one in found)
    kurakhove = next(one for one in found if one.pcode == "UA1416011001")
    assert (kurakhove.oblast, kurakhove.raion, kurakhove.hromada) == ("Donetsk", "Pokrovskyi", "Kurakhivska")
