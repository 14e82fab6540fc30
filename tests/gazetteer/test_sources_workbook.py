import pytest
from hypothesis import given
from hypothesis import strategies as st
from source_files import ADMIN_4, lying_about_size, outcome, with_member, workbook, zipped

from geo.errors import InputError
from geo.gazetteer.sources import katottg
from geo.gazetteer.sources import workbook as module
from geo.gazetteer.sources.workbook import Workbook

pytest.importorskip("openpyxl")
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def book(tmp_path):
    return workbook(tmp_path / "book.xlsx", {"Admin 4": ADMIN_4, "Notes": [["hello"]]})


def far(reference):
    row = reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    cell = f'<row r="{row}"><c r="{reference}"><v>1</v></c></row>'
    return f"<worksheet><sheetData>{cell}</sheetData></worksheet>"


def test_cells_come_in_order_of_sheet_and_row(book):
    opened = Workbook(book)
    assert opened.sheet_names == ["Admin 4", "Notes"]
    assert opened.rows("Notes") == [["hello"]]
    assert opened.rows() == opened.rows("Admin 4") == ADMIN_4


def test_a_sheet_that_is_not_there_is_told_with_those_that_are(book):
    with pytest.raises(InputError, match=r"book\.xlsx: has no sheet 'Admin 9'; there are: Admin 4, Notes"):
        Workbook(book).rows("Admin 9")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"name,lat,lon\n", "not a readable workbook"),
        (b"PK\x03\x04 and no more", "not a readable workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "encrypted or an old .xls"),
    ],
)
def test_what_is_no_workbook_is_told(tmp_path, content, reason):
    path = tmp_path / "book.xlsx"
    path.write_bytes(content)
    with pytest.raises(InputError, match=f"^book.xlsx: .*{reason}"):
        Workbook(path)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(InputError, match=r"none\.xlsx: cannot be read"):
        Workbook(tmp_path / "none.xlsx")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("../evil", b"x", "leads out of the archive"),
        ("/etc/evil", b"x", "leads out of the archive"),
        ("..\\evil", b"x", "leads out of the archive"),
        ("c:/evil", b"x", "leads out of the archive"),
        ("xl/media/zeros", bytes(4 << 20), "zip bomb: .* grow more than 200 times"),
        ("xl/worksheets/sheet9.xml", far("A9999999"), "cells out to row 9,999,999"),
        ("xl/worksheets/sheet9.xml", far("XFD999999"), "row 999,999, column 16,384"),
        ("xl/worksheets/sheet9.xml", far("XFD9000").replace('"', "'"), "row 9,000, column 16,384"),
    ],
)
def test_an_archive_made_to_harm_is_refused(book, name, content, reason):
    with pytest.raises(InputError, match=f"^book.xlsx: .*{reason}"):
        Workbook(with_member(book, name, content))


def test_a_size_that_is_declared_too_small_does_not_help(book):
    lying_about_size(with_member(book, "xl/media/zeros", bytes(4 << 20)), "xl/media/zeros", 10)
    with pytest.raises(InputError, match=r"zip bomb: .* larger than the archive says"):
        Workbook(book)


def test_a_size_that_is_declared_too_large_is_a_damaged_file(book):
    with pytest.raises(InputError, match="ends early"):
        Workbook(lying_about_size(with_member(book, "xl/media/some", b"abc"), "xl/media/some", 1000))


def test_all_members_together_are_bounded(book, monkeypatch):
    monkeypatch.setattr(module, "MOST_BYTES", 4000)
    with pytest.raises(InputError, match="zip bomb: its members would grow"):
        Workbook(book)


def test_too_many_members_are_refused(tmp_path):
    path = zipped(tmp_path / "book.xlsx", {f"xl/{number}": b"" for number in range(2001)})
    with pytest.raises(InputError, match="has 2,001 members"):
        Workbook(path)


def test_an_encrypted_member_is_refused(book):
    data = bytearray(book.read_bytes())
    directory = data.index(b"PK\x01\x02")
    data[directory + 8] |= 1
    book.write_bytes(bytes(data))
    with pytest.raises(InputError, match="is encrypted"):
        Workbook(book)


def test_a_sheet_of_many_columns_is_read(tmp_path):
    path = workbook(tmp_path / "wide.xlsx", {"Wide": [list(range(200))] * 3})
    assert Workbook(path).rows()[2][199] == 199


def test_the_ministrys_own_register_is_read(tmp_path):
    codes = ("UA14000000000091971", "UA14160000000055555", "UA14160110000012345", "UA14160110010012345")
    rows = [["Кодифікатор"], ["Перший рівень", *[""] * 5, "Назва"]]
    rows += [[*codes[:level], *[""] * (5 - level), sign, name] for level, sign, name in (
        (1, "O", "Донецька"), (2, "P", "Покровський"), (3, "H", "Курахівська"), (4, "M", "Курахове"))]  # fmt: skip
    (found,) = katottg.records(workbook(tmp_path / "kodyfikator.xlsx", {"Лист1": rows}))
    assert (found.pcode, found.native_id, found.kind) == ("UA1416011001", "UA1416011001", "city")
    assert (found.oblast, found.raion, found.hromada) == ("Donetsk", "Pokrovskyi", "Kurakhivska")
    assert found.names == {"uk": "Курахове", "en": "Kurakhove"}
    assert found.lat is None


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return workbook(tmp_path_factory.mktemp("books") / "book.xlsx", {"Admin 4": ADMIN_4}).read_bytes()


@given(st.binary(max_size=300), st.integers(0, 6000), st.booleans())
def test_any_damage_is_told_or_harmless(whole, tmp_path_factory, junk, at, is_cut):
    path = tmp_path_factory.mktemp("damaged") / "book.xlsx"
    path.write_bytes(whole[:at] + junk + (b"" if is_cut else whole[at + len(junk) :]))
    found, complaint = outcome(lambda: Workbook(path).rows())
    assert found is not None or complaint.startswith("book.xlsx")
