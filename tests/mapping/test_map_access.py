"""Who can use the page: what axe-core finds, contrast, colours told apart, and words in every language."""

import itertools
import os
import re
import tomllib
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from map_frames import frame, seed_day
from map_pages import EVERYTHING, click_marks
from playwright.sync_api import expect
from test_map_reading import CHANGES

from geo.errors import InputError
from geo.mapping import make_map
from geo.mapping.figure import SCRIPTS, asset
from geo.mapping.language import Names, words
from geo.mapping.wording import counted, date_words
from geo.model import LANGUAGES, Actor, Event, Status

AXE = os.environ.get("GEO_AXE", "")
TABLES = tomllib.loads((files("geo.mapping") / "words.toml").read_text(encoding="utf-8"))


# -- axe-core -----------------------------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.skipif(not AXE, reason="axe-core is not there: GEO_AXE must name its axe.min.js")
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1400, 900), (820, 1180), (360, 640)])
@pytest.mark.parametrize("lang", ["en", "uk"])
def test_axe_finds_no_violation(opened, theme, size, lang):
    day = seed_day(changes=frame("changes", CHANGES))
    page = opened(day, fragment=f"{EVERYTHING}&theme={theme}", options={"lang": lang})
    page.evaluate(Path(AXE).read_text(encoding="utf-8"))
    run = (
        "axe.run(document, {resultTypes: ['violations']}).then((found) => "
        "found.violations.map((one) => [one.id, one.impact, one.nodes[0].html, one.nodes[0].failureSummary]))"
    )
    assert page.evaluate(run) == []
    click_marks(page, "claims", first=True)
    expect(page.locator(".leaflet-popup")).to_have_css("opacity", "1")
    page.locator("#geo-search").fill("Pok")
    assert page.evaluate(run) == []


# -- colours ------------------------------------------------------------------------------------------------------


def palettes():
    sheet = asset("map.css")
    light = re.search(r":root \{(.*?)\n\}", sheet, re.DOTALL)[1]
    dark = re.search(r':root\[data-theme="dark"\] \{(.*?)\n\}', sheet, re.DOTALL)[1]
    read = lambda text: dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", text))  # noqa: E731
    return {"light": read(light), "dark": read(light) | read(dark)}


def linear(colour):
    digits = colour.removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    value = np.array([int(digits[at : at + 2], 16) for at in (0, 2, 4)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    lighter, darker = sorted(
        (float(linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (one, other)), reverse=True
    )
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_stands_out(theme):
    colours = palettes()[theme]
    text = ["ink", "soft", "link", "doubt", "town", "relation", "against"]
    for name, ground in itertools.product(text, ["paper", "hover"]):
        assert contrast(colours[name], colours[ground]) >= 4.5, (name, ground)
    for name, ground in itertools.product(["ink", "doubt", "town", "country", "relation"], ["land", "land-ua"]):
        assert contrast(colours[name], colours[ground]) >= 3.9, (name, ground)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_marks_and_controls_stand_out(theme):
    colours = palettes()[theme]
    for name in ("ru", "ua", "grey", "front", "focus", "doubt"):
        for ground in ("land", "land-ua", "paper"):
            assert contrast(colours[name], colours[ground]) >= 3, (name, ground)
    assert contrast(colours["edge"], colours["paper"]) >= 3


# Machado, Oliveira and Fernandes (2009), severity 1: linear red, green and blue as seen without one kind of cone
BLIND = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}
TO_XYZ = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]


def lab(rgb):
    x, y, z = np.array(TO_XYZ) @ np.clip(rgb, 0, 1) / [0.9505, 1, 1.089]
    x, y, z = (value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116 for value in (x, y, z))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("kind", BLIND)
@pytest.mark.parametrize("pair", [("ru", "ua"), ("ru-fill", "ua-fill")])
def test_the_sides_differ_for_every_eye(theme, kind, pair):
    colours = palettes()[theme]
    one, other = (lab(np.array(BLIND[kind]) @ linear(colours[name])) for name in pair)
    assert np.linalg.norm(one - other) > 15


# -- words --------------------------------------------------------------------------------------------------------


def flat(table, path=""):
    for key, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value


@pytest.mark.parametrize("lang", ["uk", "ru"])
def test_every_language_has_every_word_with_the_same_blanks(lang):
    english, other = dict(flat(TABLES["en"])), dict(flat(TABLES[lang]))
    assert english.keys() == other.keys()
    blank = re.compile(r"\{\w+\}")
    for key, value in english.items():
        if isinstance(value, str):
            wanted, found = set(blank.findall(value)), set(blank.findall(other[key]))
            sides = {"{by}", "{of}", "{side}"}
            assert found - sides == wanted - sides, key
            assert bool(found & sides) == bool(wanted & sides), key
        elif "{n}" in value[-1] and key != "strike_words.tally":
            assert len(other[key]) == 3, key
            assert all("{n}" in form for form in other[key])


def test_the_page_says_only_words_that_there_are():
    code = "\n".join(asset(name) for name in SCRIPTS)
    said = set(re.findall(r'geo\.(?:say|count|around)\("(\w+)"', code)) | set(re.findall(r"geo\.words\.(\w+)", code))
    assert said
    unknown = {word for word in said if not word.endswith("_")} - TABLES["en"].keys()
    assert not unknown
    for start in (word for word in said if word.endswith("_")):
        assert any(word.startswith(start) for word in TABLES["en"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_event_status_and_side_has_its_words(lang):
    said = words(lang)
    assert said["events"].keys() == said["event_names"].keys() == set(Event)
    assert said["statuses"].keys() == set(Status)
    assert said["forces"].keys() == set(Actor)
    assert len(said["months"]) == 12


@pytest.mark.parametrize(
    ("number", "lang", "text"),
    [(1, "en", "1 day old"), (21, "ru", "21 день назад"), (12, "uk", "12 днів тому"), (3, "uk", "3 дні тому")],
)
def test_numbers_have_their_form(number, lang, text):
    assert counted(words(lang)["days_old"], number, lang) == text


def test_another_language_is_refused(seed):
    with pytest.raises(InputError, match="lang: the page is written in en, uk, ru, not in 'de'"):
        make_map(seed, lang="de")


@pytest.mark.parametrize(
    ("options", "fault"),
    [({"units": "leagues"}, "units: 'leagues'"), ({"places": 30_001}, "places: 30001 is not from 1 to 30,000")],
)
def test_bad_options_are_refused(seed, options, fault):
    with pytest.raises(InputError, match=fault):
        make_map(seed, **options)


def test_names_without_a_gazetteer_stay():
    names = Names("uk")
    assert names.place("UA1", "Kurakhove") == "Kurakhove"
    assert names.oblast("Donetsk") == "Donetsk"
    assert names.kind("village") == "село"
    assert date_words(seed_day().date, "uk") == "16 грудня 2024"
