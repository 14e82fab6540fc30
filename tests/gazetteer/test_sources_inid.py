import pytest
from hypothesis import given
from hypothesis import strategies as st
from source_files import INID_HEADER, outcome, zipped

from geo.errors import InputError
from geo.gazetteer.sources import inid
from geo.model import Kind

SUDZHA = "Курская область;Суджанский район;Суджа;г;5127;900;51°11′;35°16′;51.1977;35.2721;38640101001;x;y"
ROWS = [
    SUDZHA,
    "Белгородская область;Краснояружский район;Илёк-Пеньковка;с;611;;;;50,83;35,69;14641420101.0;;",
    "Республика Крым;Бахчисарайский район;Ароматное;с;1 234;;;;44.8;33.8;;;",
    "Алтайский край;Алейск;Алейск;г;28000;;;;52.49;82.78;1703000001;;",
]


@pytest.fixture
def table(tmp_path):
    def write(*rows, header=INID_HEADER):
        path = tmp_path / "places.csv"
        path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
        return path

    return write


def test_settlements_are_read_with_names_units_and_ids(table):
    sudzha, ilek, aromatne, aleysk = inid.read(table(*ROWS))
    assert (sudzha.native_id, sudzha.names) == ("RU38640101001", {"ru": "Суджа", "en": "Sudzha"})
    assert (sudzha.oblast, sudzha.raion, sudzha.country) == ("Kursk", "Суджанский район", "RU")
    assert (sudzha.kind, sudzha.population, sudzha.lat, sudzha.lon) == (Kind.TOWN, 5127, 51.1977, 35.2721)
    assert (ilek.native_id, ilek.kind, ilek.lat) == ("RU14641420101", Kind.VILLAGE, 50.83)
    assert (aromatne.country, aromatne.oblast, aromatne.native_id) == ("UA", "Crimea", "RU:INID/4")
    assert aromatne.population == 1234
    # a program that took the code for a number has cut its zero
    assert aleysk.native_id == "RU01703000001"


def test_commas_divide_as_well_and_archives_are_opened(table, tmp_path):
    commas = table(SUDZHA.replace(";", ","), header=INID_HEADER.replace(";", ","))
    (found,) = inid.read(zipped(tmp_path / "places.zip", {"data/places.csv": commas.read_text(encoding="utf-8")}))
    assert found.native_id == "RU38640101001"


def test_rows_that_are_left_out_are_told(table):
    told = []
    nowhere = SUDZHA.replace("51.1977;35.2721", ";")
    found = list(inid.read(table(SUDZHA, nowhere, SUDZHA), skipped=lambda *what: told.append(what)))
    assert len(found) == 1
    assert told == [(3, "Суджа has no position"), (4, "repeats Суджа, oktmo 38640101001, of line 2")]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (SUDZHA.replace("Суджа;г", "Гончаровка;с"), "line 3: oktmo 38640101001 is that of line 2 too"),
        (SUDZHA.replace("38640101001", "3864x"), "line 3: oktmo is '3864x'"),
        (SUDZHA.replace("51.1977", "351.1977"), "line 3: lat is 351.198, out of range"),
        (SUDZHA.replace("51.1977", "138.1"), "line 3: lat and lon look swapped"),
        (SUDZHA.replace("5127", "-3").replace("01001;", "01002;"), "line 3: population is '-3'"),
        (SUDZHA + ";more", "line 3: has 14 cells, the header 13"),
        (SUDZHA.replace("Суджа;", '"Суджа;'), "line .*: not readable as a table .*; mend the quotes"),
    ],
)
def test_a_bad_row_is_refused_with_its_line_and_the_reason(table, row, reason):
    with pytest.raises(InputError, match=rf"^places\.csv, {reason}"):
        list(inid.read(table(SUDZHA, row)))


def test_a_missing_column_is_named(table):
    with pytest.raises(InputError, match="lacks the column oktmo; there are: region, municipality"):
        list(inid.read(table(SUDZHA, header=INID_HEADER.replace("oktmo", "okato"))))
    with pytest.raises(InputError, match="has a header and no row"):
        list(inid.read(table()))


@given(st.lists(st.text(max_size=9), min_size=13, max_size=13))
def test_any_row_is_a_record_or_told(tmp_path_factory, cells):
    path = tmp_path_factory.mktemp("inid") / "places.csv"
    path.write_bytes(f"{INID_HEADER}\n{';'.join(cells)}\n".encode("utf-8", "surrogatepass"))
    found, complaint = outcome(lambda: inid.read(path))
    assert complaint.startswith("places.csv") if found is None else len(found) <= 1
