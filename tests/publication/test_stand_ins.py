"""What stands in a text for what was held back, told on a page in its language."""

import tomllib
from importlib.resources import files

import pytest
from day_frames import seed_day, with_text

from geo.mapping.language import Names
from geo.mapping.payload import build
from geo.publication import apply, blots, default_policy, units
from geo.publication.days import UNNAMED, UNQUOTED
from geo.publication.withheld import stand_ins_told

TABLES = tomllib.loads((files("geo.publication") / "words.toml").read_text(encoding="utf-8"))
TEXT = "Troops of the 3rd Assault Brigade hold it."


@pytest.mark.parametrize("lang", ["en", "uk", "ru"])
def test_every_stand_in_is_told(lang):
    told = TABLES[lang]["stand_ins"]
    assert told.keys() == {blots.BLOT, units.BLOT, UNNAMED, UNQUOTED}
    assert all((stand_ins_told(text, lang) == text) == (lang == "en") for text in told)


def test_only_the_whole_of_a_name_is_one():
    assert stand_ins_told("[place] (a report of [unit])", "ru") == "[место] (a report of [подразделение])"


@pytest.mark.parametrize(("lang", "told"), [("en", "[unit]"), ("uk", "[підрозділ]"), ("ru", "[подразделение]")])
def test_a_published_page_tells_them_and_another_does_not(lang, told):
    day = with_text(seed_day(), TEXT)
    shown = build(apply(default_policy(), day), Names(lang))["texts"]
    assert f"Troops of the {told} hold it." in shown
    assert "[unit] is a word" in build(with_text(seed_day(), "[unit] is a word"), Names(lang))["texts"]
