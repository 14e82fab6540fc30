"""Names of military units in three languages, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.publication.units import blotted, names_unit

NAMED = [
    ("Elements of the 33rd Motorized Rifle Regiment hold it", "Elements of the [unit] hold it"),
    ("(20th Motorized Rifle Division, 8th Combined Arms Army)", "([unit], [unit])"),
    ("the 79th Air Assault Tavrian Brigade repelled it", "the [unit] repelled it"),
    ("soldiers of the 1st Slavic Brigade", "soldiers of the [unit]"),
    ("Azov Brigade said", "[unit] said"),
    ("the 47th OMBr", "the [unit]"),
    ("Бійці 79-ї окремої десантно-штурмової бригади відбили", "Бійці [unit] відбили"),
    ("підрозділи 93 ОМБр", "підрозділи [unit]"),
    ("155-та окрема механізована бригада «Анна Київська» стоїть", "[unit] стоїть"),
    ("110 омбр", "[unit]"),
    ("подразделения 33-го мотострелкового полка", "подразделения [unit]"),
    ("20-й гвардейской мотострелковой дивизии", "[unit]"),
    ("40 обрмп", "[unit]"),
    ("150 мсд", "[unit]"),
]
NOT_NAMED = [
    "a Russian brigade attacked",
    "The Brigade is said to be there",
    "the 3rd attack by the Russian army",
    "Kyiv's 5 battalions",
    "a company of 20 people",
    "Day 1,026 in brief",
    "10 kilometers south of Kurakhove",
    "3 атаки російської армії",
    "12 бригад",
    "5 рот",
    "У 2022 армії не було",
    "3 атаки российской армии",
]


@pytest.mark.parametrize(("text", "after"), NAMED)
def test_a_unit_is_found_and_blotted_out(text, after):
    assert names_unit(text)
    assert blotted(text) == after


@pytest.mark.parametrize("text", NOT_NAMED)
def test_what_names_no_unit_stays(text):
    assert blotted(text) == text


@given(st.text(max_size=200))
def test_any_text_is_taken_and_a_second_time_changes_nothing(text):
    assert blotted(blotted(text)) == blotted(text)


@pytest.mark.parametrize(
    "text",
    [
        "1st " + "airborne " * 40_000,
        "1st airborne air assault " * 15_000,
        "A-" * 150_000,
        "1-ї " + "штурмової " * 30_000,
        "1st (" * 60_000,
        "9" * 300_000,
        "1 «" * 100_000,
    ],
    ids=lambda text: text[:12],
)
def test_a_hostile_text_comes_to_an_end(text):
    assert not names_unit(text)
