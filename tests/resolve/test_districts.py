import pytest

from geo.gazetteer import Gazetteer
from geo.resolve.districts import district_key, region_of_district


@pytest.fixture(scope="module")
def gazetteer():
    return Gazetteer.embedded()


@pytest.mark.parametrize(
    "forms",
    [
        ("Kramatorsk", "Kramatorskyi", "Краматорського", "Краматорском", "Краматорський"),
        ("Shebekinsky", "Шебекинского", "Шебекінському", "Шебекинский"),
        ("Rylsky", "Рыльского", "Рыльский"),
        ("Beryslavskyi", "Бериславського", "Бериславском"),
        ("Velykonovosilkivska", "Великоновосілківській", "Великоновосілківської"),
    ],
)
def test_all_forms_of_a_district_meet(forms):
    assert len({district_key(form) for form in forms}) == 1


@pytest.mark.parametrize("name", ["", "ск", "Ab", "…", "🙂🙂"])
def test_what_is_too_short_is_no_key(name):
    assert district_key(name) == ""


@pytest.mark.parametrize(
    ("name", "region"),
    [("Шебекинского", "RU:belgorod"), ("Покровського", "UA14"), ("Суджанском", "RU:kursk"), ("Никого", None)],
)
def test_a_district_tells_its_region(gazetteer, name, region):
    assert region_of_district(gazetteer, district_key(name)) == region
