from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.names import fold, fold_text


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Slov’yansk", "slovyansk"),
        ("Slov'yansk", "slovyansk"),
        ("Velyka  Novosilka", "velyka novosilka"),
        ("Ivano-Frankivsk", "ivano frankivsk"),
        ("Ivano–Frankivsk", "ivano frankivsk"),
        ("KURAKHOVE", "kurakhove"),
        ("Kürakhove", "kurakhove"),
        ("Куп’янськ", "купянськ"),
        ("Ґалаґан", "галаган"),
        ("Орёл", "орел"),
        ("Їжаківка", "їжаківка"),
        ("Зарічне\u0301", "зарічне"),
        ("St. Petersburg", "st petersburg"),
        ("Łódź", "lodz"),
        ("", ""),
        (" -’ ", ""),
    ],
)
def test_fold(name, key):
    assert fold(name) == key


@pytest.mark.parametrize(
    ("mixed", "meant"),
    [
        ("Покрoвськ", "покровськ"),
        ("Харкiв", "харків"),
        ("Mирне", "мирне"),
        ("Hовоселівка", "новоселівка"),
        ("Куп'янcьк", "купянськ"),
        ("Кurakhove", "kurakhove"),
        ("Cелидове and Kyiv", "селидове and kyiv"),
        ("жz", "жz"),
    ],
)
def test_a_word_of_look_alikes_is_brought_to_one_script(mixed, meant):
    assert fold(mixed) == meant
    assert fold(fold_text(mixed)) == meant


_BOTH_SCRIPTS = st.text(alphabet="abcehikmoptxyzгжіїєавсенкморту'’.- ")


@given(st.text() | _BOTH_SCRIPTS)
def test_fold_is_idempotent(name):
    assert fold(fold(name)) == fold(name)


@given(st.text() | _BOTH_SCRIPTS)
def test_fold_text_keeps_every_offset(text):
    assert len(fold_text(text)) == len(text)


@given(st.text(alphabet=st.characters(categories=["Ll", "Lu"], max_codepoint=0x24F)))
def test_fold_forgets_composition(name):
    assert fold(unicodedata.normalize("NFD", name)) == fold(name)
