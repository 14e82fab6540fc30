import pytest

from geo.errors import InputError
from geo.gazetteer.gazetteer import embedded_path
from geo.gazetteer.sources import handkept
from geo.model import Kind

FRONT = (
    "UA1416013005,Yelyzavetivka,Єлизаветівка,Елизаветовка,Elizavetovka| Yelizavetovka ,village,UA,Donetsk,"
    "Pokrovskyi,47.88,37.3,640,by hand"
)
AREA = "ADM1:UA14,region,Donetsk,Донецька,Донецкая,Donetsk Oblast,UA,48.1,37.8"


def table(tmp_path, columns, *rows):
    path = tmp_path / "table.csv"
    path.write_text("\n".join([",".join(columns), *rows]) + "\n", encoding="utf-8")
    return path


def test_a_row_becomes_a_place(tmp_path):
    (place,) = handkept.read_frontline(table(tmp_path, handkept.FRONTLINE_COLUMNS, FRONT))
    assert (place.place_id, place.kind, place.lat, place.population) == ("UA1416013005", Kind.VILLAGE, 47.88, 640)
    assert place.aliases == ("Elizavetovka", "Yelizavetovka")
    assert place.names == {"en": "Yelyzavetivka", "uk": "Єлизаветівка", "ru": "Елизаветовка"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("UA1416013005", "UA14", r"^table\.csv, line 2: place_id is 'UA14'; write it like UA1416013005"),
        ("UA1416013005", "", "line 2: place_id is empty; fill it in"),
        (",Yelyzavetivka,", ",,", "line 2: name_en is empty"),
        ("village", "hut", "line 2: kind is 'hut'; use one of city, hamlet, town, village"),
        ("village", "region", "line 2: kind is 'region'"),
        (",UA,", ",Ukraine,", "line 2: country is 'Ukraine'"),
        ("47.88", "147.88", "line 2: lat is '147.88'; give degrees between -90 and 90"),
        ("37.3", "east", "line 2: lon is 'east'"),
        ("37.3", "nan", "line 2: lon is 'nan'"),
        ("640", "many", "line 2: population is 'many'; give a whole number"),
        (",by hand", "", "line 2: has another number of cells"),
        (",by hand", ",by, hand", "line 2: has another number of cells"),
    ],
)
def test_a_bad_row_is_named_with_its_cure(tmp_path, old, new, message):
    path = table(tmp_path, handkept.FRONTLINE_COLUMNS, FRONT.replace(old, new, 1))
    with pytest.raises(InputError, match=message):
        handkept.read_frontline(path)


def test_an_id_twice_is_refused(tmp_path):
    path = table(tmp_path, handkept.FRONTLINE_COLUMNS, FRONT, FRONT)
    with pytest.raises(InputError, match=r"line 3: place_id UA1416013005 is there twice; keep one"):
        handkept.read_frontline(path)


def test_wrong_columns_and_no_file_are_told(tmp_path):
    with pytest.raises(InputError, match="line 1: the columns are not those expected"):
        handkept.read_frontline(table(tmp_path, handkept.AREA_COLUMNS, AREA))
    with pytest.raises(InputError, match=r"none\.csv: cannot be read"):
        handkept.read_areas(tmp_path / "none.csv")


def test_areas_may_have_no_middle(tmp_path):
    rows = [AREA, "ADM0:FO,country,Faroe Islands,,,,FO,,", "WATER:sea,water,A Sea,,,,,46,36"]
    donetsk, faroes, sea = handkept.read_areas(table(tmp_path, handkept.AREA_COLUMNS, *rows))
    assert (donetsk.kind, donetsk.uncertainty_m) == (Kind.REGION, 100_000)
    assert (faroes.lat, faroes.lon) == (None, None)
    assert sea.admin.country == ""


@pytest.mark.parametrize(("old", "new"), [("48.1", ""), ("region", "village"), ("ADM1:UA14", "UA14")])
def test_a_bad_area_is_refused(tmp_path, old, new):
    with pytest.raises(InputError, match=r"table\.csv, line 2: "):
        handkept.read_areas(table(tmp_path, handkept.AREA_COLUMNS, AREA.replace(old, new)))


def test_the_committed_tables_are_sound():
    folder = embedded_path().parent
    assert handkept.read_frontline(folder / "frontline.csv")
    assert handkept.read_areas(folder / "areas.csv")
