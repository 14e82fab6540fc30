from __future__ import annotations

import pytest
from reading_texts import found_in


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Yelyzavetivka, 10 kilometers south of Kurakhove, fell.", "10 | 180 | Kurakhove | Yelyzavetivka"),
        ("Shevchenko, about 8 km (5 miles) south-west of Pokrovsk", "8 | 225 | Pokrovsk | Shevchenko"),
        ("Lyman, which lies 30km from Kramatorsk", "30 | - | Kramatorsk | Lyman"),
        ("They took Rozdolne (northeast of Velyka Novosilka).", "- | 45 | Velyka Novosilka | Rozdolne"),
        ("They attacked north of Chasiv Yar near Hryhorivka.", "- | 0 | Chasiv Yar | Hryhorivka"),
        ("They advanced in Druzhba, on Toretsk's eastern edge", "- | 90 | Toretsk | Druzhba"),
        ("They are 3 km from the southern outskirts of the city of Pokrovsk.", "3 | - | Pokrovsk | -"),
        ("They moved from Sudzha towards Korenevo, to its north-west.", "- | 315 | Sudzha | Korenevo"),
        ("Yelyzavetivka, halfway between Vuhledar and Kurakhove", "- | - | Vuhledar | Yelyzavetivka"),
        ("It lies three to four kilometers north of Basivka.", "3.5 | 0 | Basivka | -"),
        ("Myrnohrad, 6 miles east of Pokrovsk", "9.7 | 90 | Pokrovsk | Myrnohrad"),
        ("They advanced west of Zelene Pole.", "- | 270 | Zelene Pole | -"),
    ],
)
def test_stated_relation(text, line, gazetteer):
    assert found_in(text, gazetteer).relation_lines() == [line]


@pytest.mark.parametrize(
    "text",
    [
        "Attacks close to Pokrovsk and Lyman were repelled.",
        "They attacked near Pokrovsk, Lyman and Siversk.",
        "In the north of Kharkiv it rained.",
        "Pokrovsk and Lyman",
        "10 km south of",
        "",
    ],
)
def test_where_an_attack_is_is_no_relation(text, gazetteer):
    assert found_in(text, gazetteer).relation_lines() == []


def test_a_relation_points_into_the_text(gazetteer):
    text = "Lyman fell. Yelyzavetivka lies 10 km south of Kurakhove."
    (relation,) = found_in(text, gazetteer).relations
    assert text[relation.start : relation.end] == "10 km south of Kurakhove"
