"""What a map shows in words: true to the data, short, in each language."""

import dataclasses

import pytest
from map_frames import empty_day, frame, seed_day, with_text
from shapely.geometry import LineString
from still_days import crowded_day

from geo.errors import InputError
from geo.mapping.alt_text import MOST_CHARACTERS, alt_text


def test_it_says_the_day_the_line_and_the_claims():
    text = alt_text(seed_day())
    assert text.startswith("Map of the front in Ukraine, 16 December 2024.")
    assert "Claims by Russian forces: 4 (taken: Yelyzavetivka, Shevchenko, Pushkine, Veselyi Hai)." in text
    assert "Claims by Ukrainian forces: 3 (retaken: Plekhovo, Martynovka; struck: Plekhovo)." in text
    assert "Strikes and tallies: 3." in text
    assert "Names left undecided: Vorozhba." in text
    assert text.endswith("A claim is what a source says, not who holds the place.")


def test_the_line_is_told_by_the_towns_beside_it_from_north_to_south():
    line = frame("front_line", [{"geometry": LineString([(35.78, 47.57), (37.4, 47.95), (37.6, 49.7)])}])
    text = alt_text(dataclasses.replace(seed_day(), front_line=line), bounds=(34.0, 46.5, 39.0, 50.5))
    said = text.partition("north to south, past ")[2].partition(".")[0].split(", ")
    assert said[0] == "Kupiansk"
    assert 3 <= len(said) <= 6


def test_without_control_it_says_so():
    day = dataclasses.replace(seed_day(), control=None, front_line=None)
    assert alt_text(day).startswith("Map of what reports say, 16 December 2024; no assessed control given.")


def test_of_nothing_it_says_nothing_more():
    assert alt_text(empty_day()) == ("Map of what reports say, 16 December 2024; no assessed control given. No claims.")


@pytest.mark.parametrize("lang", ["en", "uk", "ru"])
@pytest.mark.parametrize("day", [seed_day, crowded_day], ids=["seed", "crowded"])
def test_it_is_short(day, lang):
    assert 100 < len(alt_text(day(), lang)) < MOST_CHARACTERS
    hostile = alt_text(with_text(day(), "long $x$ name \u202e" * 50), lang)
    assert len(hostile) < MOST_CHARACTERS
    assert "\u202e" not in hostile


def test_a_crowd_is_counted_and_some_are_named():
    text = alt_text(crowded_day())
    assert " and others" in text


def test_another_language_is_refused():
    with pytest.raises(InputError, match="lang: no words in 'fr'"):
        alt_text(seed_day(), "fr")
