from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.names import fold
from geo.names.adjectives import base_names, direction

TOWNS = [
    # Ukrainian
    ("Покровський", "Покровськ"),
    ("Покровського", "Покровськ"),
    ("Покровському", "Покровськ"),
    ("Покровським", "Покровськ"),
    ("Курахівський", "Курахове"),
    ("Куп'янський", "Куп'янськ"),
    ("Лиманського", "Лиман"),
    ("Краматорський", "Краматорськ"),
    ("Торецькому", "Торецьк"),
    ("Времівський", "Времівка"),
    ("Новопавлівський", "Новопавлівка"),
    ("Гуляйпільський", "Гуляйполе"),
    ("Оріхівський", "Оріхів"),
    ("Сіверський", "Сіверськ"),
    ("Харківський", "Харків"),
    ("Сумський", "Суми"),
    ("Придніпровський", "Придніпровське"),
    ("Вовчанський", "Вовчанськ"),
    ("Слов’янський", "Слов'янськ"),
    ("Костянтинівський", "Костянтинівка"),
    ("Олександрівська", "Олександрівка"),
    ("Великоновосілківський", "Велика Новосілка"),
    ("Білоцерківський", "Біла Церква"),
    ("Криворізький", "Кривий Ріг"),
    ("Новокаховський", "Нова Каховка"),
    ("Часовоярський", "Часів Яр"),
    ("Великобурлуцький", "Великий Бурлук"),
    ("Голопристанський", "Гола Пристань"),
    ("Запорізький", "Запоріжжя"),
    ("Волноваський", "Волноваха"),
    ("Прилуцький", "Прилуки"),
    ("Одеський", "Одеса"),
    ("Бучанський", "Буча"),
    ("Лубенський", "Лубни"),
    ("Кремінський", "Кремінна"),
    ("Балаклійський", "Балаклія"),
    # Russian
    ("Покровский", "Покровск"),
    ("Покровском", "Покровск"),
    ("Кураховское", "Курахово"),
    ("Купянского", "Купянск"),
    ("Краснолиманский", "Красный Лиман"),
    ("Артемовский", "Артёмовск"),
    ("Артёмовское", "Артёмовск"),
    ("Запорожский", "Запорожье"),
    ("Великобурлукский", "Великий Бурлук"),
    ("Южно-Донецкий", "Донецк"),
    ("Часовоярское", "Часов Яр"),
    ("Сумской", "Сумы"),
    ("Харьковском", "Харьков"),
    ("Великоновосёлковский", "Великая Новосёлка"),
    ("Гуляйпольское", "Гуляйполе"),
    ("Суджанский", "Суджа"),
    ("Кореневский", "Коренево"),
    ("Кременское", "Кременная"),
]


@pytest.mark.parametrize(("adjective", "town"), TOWNS)
def test_an_adjective_leads_to_its_town(adjective, town):
    assert fold(town) in base_names(adjective)


def test_few_of_the_answers_are_listed(gazetteer):
    listed = [sum(map(gazetteer.has_name, base_names(adjective))) for adjective, _ in TOWNS]
    assert sum(listed) / len(listed) < 5


@pytest.mark.parametrize(
    ("adjective", "first"),
    [
        ("Покровському", "покровськ"),
        ("Харківський", "харківськ"),
        ("Вугледарське", "вугледарськ"),
        ("Рыльское", "рыльск"),
    ],
)
def test_the_town_that_the_adjective_only_lengthens_is_first(adjective, first):
    assert base_names(adjective)[0] == first


@pytest.mark.parametrize("word", ["", "Покровськ", "Новосілка", "Pokrovskyi", "великий", "ский", "ь" * 500])
def test_what_is_no_such_adjective_leads_nowhere_that_is_listed(word, gazetteer):
    assert not [name for name in base_names(word) if gazetteer.has_name(name)]


def test_a_language_may_be_said():
    assert "полтава" in base_names("Полтавського", "uk")
    assert "полтава" not in base_names("Полтавського", "ru")
    with pytest.raises(ValueError, match="cannot derive from 'pl'; known are 'uk' and 'ru'"):
        base_names("Полтавського", "pl")


@pytest.mark.parametrize(
    ("name", "named_after"),
    [
        ("the Kurakhove direction", "Kurakhove"),
        ("Kurakhove axis", "Kurakhove"),
        ("THE KURAKHOVE SECTOR", "KURAKHOVE"),
        ("in the Velyka Novosilka direction", "Velyka Novosilka"),
        ("Pokrovsk’s direction", "Pokrovsk"),
        ("Покровський напрямок", "Покровський"),
        ("на Покровському напрямку", "Покровському"),
        ("Покровський напрям", "Покровський"),
        ("Південно-Донецького напрямку", "Південно-Донецького"),
        ("Курахівська ділянка", "Курахівська"),
        ("Покровське направление", "Покровське"),
        ("в Кураховском направлении", "Кураховском"),
        ("Купянский участок", "Купянский"),
        ("Покровськ", None),
        ("direction", None),
        ("the direction", None),
        ("directions to Kurakhove", None),
        ("Напрямки", None),
        ("Novi Directionville", None),
        ("", None),
        (" " * 500 + "direction", None),
    ],
)
def test_direction(name, named_after):
    assert direction(name) == named_after


@given(st.text(max_size=90))
def test_any_text_is_answered(text):
    found = direction(text + " direction")
    assert found is None or found
    names = base_names(text)
    assert len(names) == len(set(names))


def test_answers_are_the_callers_own():
    base_names("Покровського").clear()
    assert "покровськ" in base_names("Покровського")
