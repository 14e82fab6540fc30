import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from source_files import ADMIN_4, HDX_HEADER, INID_HEADER, alternate, geonames_row, outcome, workbook, zipped

from geo.errors import InputError
from geo.gazetteer.sources import record
from geo.gazetteer.sources.detect import KINDS, detect, read

SUDZHA = geonames_row(2, "Sudzha", 51.19, 35.27, country="RU", admin1="41")
BELGOROD = geonames_row(3, "Belgorod", 50.6, 36.6, country="RU", admin1="09")


def text(tmp_path, content, name="some.txt"):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (SUDZHA + "\n", "geonames"),
        (alternate(1, "uk", "Назва") + "\n", "alternate-names"),
        (HDX_HEADER + "\n", "cod-ab"),
        ("adm4_name,adm4_pcode,center_lat\n", "cod-ab"),
        (INID_HEADER + "\n", "inid"),
        (INID_HEADER.replace(";", ",") + "\n", "inid"),
        ("name,lat,lon\n", "table"),
        ("\ufeffname;lat;lon\n", "table"),
    ],
)
def test_a_text_is_told_by_its_first_line(tmp_path, content, kind):
    assert detect(text(tmp_path, content)) == kind
    assert detect(zipped(tmp_path / "some.zip", {"some.txt": content})) == kind
    assert kind in KINDS


@pytest.mark.parametrize(
    ("sheets", "kind"),
    [
        ({"Admin 1": [["x"]], "Admin 4": ADMIN_4}, "cod-ab"),
        ({"ukr_adm4": ADMIN_4}, "cod-ab"),
        ({"Лист1": [["Кодифікатор"], ["UA14000000000091971", "", "", "", "", "O", "Донецька"]]}, "katottg"),
        ({"Places": [["name", "lat", "lon"]]}, "table"),
    ],
)
def test_a_workbook_is_told_by_its_sheets(tmp_path, sheets, kind):
    pytest.importorskip("openpyxl")
    assert detect(workbook(tmp_path / "book.xlsx", sheets)) == kind


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"hello\n", "line 1: is no header"),
        (b"\x89PNG\r\n\x1a\n\0\0", "is not UTF-8"),
        (b"PK\x03\x04", "damaged"),
    ],
)
def test_what_no_reader_is_for_is_told(tmp_path, content, reason):
    path = tmp_path / "some.bin"
    path.write_bytes(content)
    with pytest.raises(InputError, match=rf"^some\.bin.*{reason}"):
        detect(path)


def test_read_finds_the_reader_and_keeps_to_regions(tmp_path):
    dump = text(tmp_path, f"{SUDZHA}\n{BELGOROD}\n", "RU.txt")
    assert [one.oblast for one in read(dump)] == ["Kursk", "Belgorod"]
    assert [one.name for one in read(dump, regions=["Kursk"])] == ["Sudzha"]
    table = text(tmp_path, "name,oblast,lat,lon\nA,Kursk,51,35\nB,Sumy,51,34\n", "mine.csv")
    assert [one.name for one in read(table, regions={"sumy", "Donetsk"})] == ["B"]
    assert [one.name for one in read(table, mapping={"name": "oblast"})] == ["Kursk", "Sumy"]


def test_read_takes_alternate_names_along_with_a_dump(tmp_path):
    dump = text(tmp_path, f"{SUDZHA}\n{BELGOROD}\n", "RU.txt")
    names = text(tmp_path, alternate(2, "ru", "Суджа") + "\n" + alternate(3, "ru", "Белгород") + "\n", "names.txt")
    (found,) = read(dump, regions=["Kursk"], names=names)
    assert found.names == {"en": "Sudzha", "ru": "Суджа"}


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"kind": "shapefile"}, "shapefile is no source of places; kinds are cod-ab"),
        ({"kind": "alternate-names"}, "read it along with the country's dump"),
        ({"kind": "geonames", "mapping": {"name": "x"}}, "is read as geonames, to which .* does not apply"),
        ({"encoding": "cp1251"}, "is read as geonames, to which 'cp1251' does not apply"),
        ({"regions": ["Kursk", "Atlantis"]}, "no region is called Atlantis; use short English names"),
    ],
)
def test_arguments_that_do_not_fit_are_told(tmp_path, arguments, reason):
    with pytest.raises(InputError, match=reason):
        list(read(text(tmp_path, SUDZHA + "\n"), **arguments))


def test_a_source_knows_its_file_and_how_to_name_itself(tmp_path):
    path = text(tmp_path, "name,lat,lon\n", "cod.csv")
    source = record.COD_AB.of_file(path, "2026-02")
    assert (source.file, source.sha256) == ("cod.csv", hashlib.sha256(path.read_bytes()).hexdigest())
    assert source.label == "OCHA COD-AB 2026-02 (CC BY-IGO)"
    assert record.user_table(path).label == "cod"
    with pytest.raises(InputError, match="cannot be read"):
        record.COD_AB.of_file(tmp_path / "none.csv")


@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06", b"SQLite format 3\0", b"\xd0\xcf\x11\xe0"]),
)
def test_any_bytes_are_read_or_told(tmp_path_factory, content, head):
    path = tmp_path_factory.mktemp("any") / "any"
    path.write_bytes(head + content)
    found, complaint = outcome(lambda: read(path))
    assert found is not None or complaint.startswith("any")
