from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.names import skeleton

SAME = [
    ("Yelyzavetivka", "Elizavetovka", "Єлизаветівка", "Елизаветовка"),
    ("Pushkine", "Pushkino", "Пушкіне", "Пушкино"),
    ("Veselyi Hai", "Vesyoly Gay", "Веселий Гай", "Весёлый Гай"),
    ("Bilohorivka", "Belogorovka", "Білогорівка", "Белогоровка"),
    ("Kurakhove", "Kurakhovo", "Курахове", "Курахово"),
    ("Selydove", "Selidovo", "Селидове", "Селидово"),
    ("Novohrodivka", "Novogrodovka", "Новогродівка", "Новогродовка"),
    ("Kupiansk", "Kupyansk", "Куп’янськ", "Купянск"),
    ("Mykilske", "Nikolskoye", "Микільське", "Никольское"),
    ("Pivdenne", "Yuzhnoye", "Південне", "Южное"),
    ("Chasiv Yar", "Chasov Yar", "Часів Яр", "Часов Яр"),
    ("Vovchansk", "Volchansk", "Вовчанськ", "Волчанск"),
    ("Hrodivka", "Grodovka", "Гродівка", "Гродовка"),
]


@pytest.mark.parametrize("spellings", SAME, ids=lambda spellings: spellings[0])
def test_spellings_of_one_name_meet(spellings):
    assert len({skeleton(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(("one", "other"), [("Kurakhove", "Pokrovsk"), ("Sudzha", "Sumy"), ("Toretsk", "Torske")])
def test_other_names_stay_apart(one, other):
    assert skeleton(one) != skeleton(other)


@given(st.text())
def test_any_text_has_a_skeleton(name):
    assert isinstance(skeleton(name), str)
