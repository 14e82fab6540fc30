"""Still pictures: names apart and inside, the same bytes each time, text as text, and wrong wishes refused."""

import dataclasses
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import defusedxml.ElementTree
import numpy as np
import pytest
import shapely
from map_frames import empty_day, frame, seed_day, with_text
from PIL import Image
from pypdf import PdfReader
from still_days import crowded_day
from test_placing import assert_apart

import geo
from geo.day_layers import layers
from geo.errors import CRSError, InputError, OutputError
from geo.mapping.picture import make_picture, save_picture
from geo.mapping.still.canvas import Canvas, drawable, settings
from geo.mapping.still.sizes import RATIOS, Size, size_of
from geo.mapping.still.theme import DARK, LABELS, LIGHT
from geo.mapping.still.words import Words, plain

SHAPES = [*RATIOS, "640x360", "400x900", "3000x1000"]
HOSTILE = [
    r"$\frac{1}{0}$ \LaTeX $",
    "$$ $x$ \\ \\\\ $",
    "</desc></title><script>alert(1)</script>",
    "<![CDATA[ ]]> &amp; &#0; \x00\x07\x1b",
    "\u202eright to left\u202c \u2066\u2069",
    "\ud800 lone",
    "\u6f22\u5b57 \U0001f600 \ufffe",
    "%PDF-1.4 ) endobj (",
    "word " * 500,
    "W" * 5000,
]
# what a drawing is made of; none of it runs or loads anything
SVG_TAGS = {"svg", "title", "desc", "metadata", "RDF", "Work", "type", "description", "format", "style", "defs", "g"}
SVG_TAGS |= {"path", "use", "clipPath", "rect", "pattern"}


def box_of(picture_frame):
    return (picture_frame.left, picture_frame.top, picture_frame.right, picture_frame.bottom)


@pytest.fixture(scope="module")
def read_day(checkout, gazetteer):
    """The day the project is seeded with, as it is read, without assessed control."""
    return layers([geo.read(geo.read_report(checkout / "data" / "reports" / "2024-12-16.txt"), gazetteer)])


@pytest.fixture(scope="module")
def assessed_day(checkout, gazetteer, shared):
    """The same with assessed control."""
    report = geo.read_report(checkout / "data" / "reports" / "2024-12-16.txt")
    (file,) = (shared / "control").glob("deepstate-*.parquet")
    control = geo.read_control(file, date=report.date)
    return layers([geo.read(report, gazetteer, control=control)], control=control)


@pytest.mark.parametrize(
    ("day", "size"),
    [*((seed_day, size) for size in SHAPES), *((crowded_day, size) for size in RATIOS), (empty_day, "1:1")],
)
def test_names_are_apart_and_inside(day, size):
    picture = make_picture(day(), size=size)
    assert_apart(picture.labels, picture.marks, box_of(picture.frame))
    width, height = (size_of(size).width, size_of(size).height)
    assert 0 <= picture.frame.left < picture.frame.right <= width
    assert 0 < picture.frame.top < picture.frame.bottom < height
    assert picture.frame.height > height * 0.35
    assert picture.frame.width > width * 0.5


@pytest.mark.parametrize(("size", "lang"), [("16:9", "en"), ("1:1", "uk"), ("A4", "ru")])
def test_names_of_the_read_day_are_apart(read_day, size, lang):
    picture = make_picture(read_day, size=size, lang=lang)
    assert_apart(picture.labels, picture.marks, box_of(picture.frame))
    assert not [one for one in picture.left_out if one.kind == "claim"]


@pytest.mark.parametrize("size", RATIOS)
def test_names_of_the_assessed_day_are_apart(assessed_day, size):
    picture = make_picture(assessed_day, size=size)
    assert_apart(picture.labels, picture.marks, box_of(picture.frame))
    assert {"Yelyzavetivka", "Shevchenko", "Veselyi Hai"} <= {one.label.text for one in picture.labels}


def test_a_text_is_as_wide_as_was_measured():
    """The boxes are computed from widths; so the drawn letters must have those widths."""
    with settings():
        canvas = Canvas(1600, 200, 96.0, 1.0, "#ffffff")
        for number, (text, kind) in enumerate(
            [("Yelyzavetivka $x$", "claim"), ("Єлизаветівка, 10 км", "relation"), ("Kurakhove?", "undecided")]
        ):
            canvas.text(20.0, 20.0 + 50 * number, text, LABELS[kind], "#000000")
        image = np.asarray(Image.open(io.BytesIO(canvas.written("png", "t", "w"))).convert("L"))
        for number, (text, kind) in enumerate(
            [("Yelyzavetivka $x$", "claim"), ("Єлизаветівка, 10 км", "relation"), ("Kurakhove?", "undecided")]
        ):
            rows, columns = np.nonzero(image[15 + 50 * number : 60 + 50 * number] < 128)
            size = LABELS[kind].size
            assert columns.min() >= 20 - 1
            assert columns.max() <= 20 + canvas.width_of(text, LABELS[kind]) + 2
            assert columns.max() >= 20 + canvas.width_of(text, LABELS[kind]) * 0.95 - 2
            assert rows.min() >= 4
            assert rows.max() <= 5 + size * 1.25


def test_nothing_is_drawn_at_the_edge_of_the_sheet():
    for day, size in (
        (seed_day(), "400x900"),
        (crowded_day(60), "640x360"),
        (with_text(seed_day(), "W" * 4000), "600x450"),
    ):
        image = np.asarray(Image.open(io.BytesIO(make_picture(day, size=size).content)).convert("RGB"))
        edge = np.concatenate([image[:4].reshape(-1, 3), image[-4:].reshape(-1, 3), image[:, :4].reshape(-1, 3)])
        assert (edge == 255).all()
        assert (image[:, -4:] == 255).all()


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_the_same_day_gives_the_same_bytes(ending):
    first, second = (make_picture(crowded_day(30), ending=ending).content for _ in range(2))
    assert first == second


@pytest.mark.parametrize("ending", ["svg", "pdf"])
def test_the_bytes_do_not_depend_on_the_process(ending):
    code = (
        "import hashlib, sys; sys.path.insert(0, sys.argv[1]); from map_frames import seed_day\n"
        "from geo.mapping.picture import make_picture\n"
        f"print(hashlib.sha256(make_picture(seed_day(), ending={ending!r}).content).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code, str(Path(__file__).parent)],
            env=os.environ | {"PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": epoch, "MPLBACKEND": "svg"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, epoch in (("1", "1"), ("2", "1000000000"))
    }
    assert len(digests) == 1


def test_the_users_settings_of_matplotlib_count_for_nothing_and_stay():
    import matplotlib as mpl

    expected = make_picture(seed_day()).content
    with mpl.rc_context({"text.color": "red", "font.size": 30, "savefig.dpi": 30, "savefig.bbox": "tight"}):
        assert make_picture(seed_day()).content == expected
        assert mpl.rcParams["font.size"] == 30


@pytest.mark.parametrize(
    ("text", "ending"),
    [(text, ending) for number, text in enumerate(HOSTILE) for ending in ("svg", ("png", "pdf")[number % 2])],
    ids=str,
)
def test_hostile_text_is_drawn_as_text(text, ending):
    picture = make_picture(with_text(seed_day(), text), ending=ending, size="640x480", title=text)
    assert_apart(picture.labels, picture.marks, box_of(picture.frame))
    assert len(picture.alt) < 600
    if ending == "svg":
        root = defusedxml.ElementTree.fromstring(picture.content)
        tags = {node.tag.rpartition("}")[2] for node in root.iter()}
        assert tags <= SVG_TAGS, tags - SVG_TAGS
        attributes = {name for node in root.iter() for name in node.attrib}
        assert not [name for name in attributes if name.startswith("on")]


def test_dollars_are_drawn_and_not_computed():
    text = r"$\alpha^2$ costs $5"
    pdf = make_picture(seed_day(), ending="pdf", title=text).content
    assert text in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a\u202eb", "ab"), ("a\n\tb", "a b"), ("\ud800x", "x"), ("", ""), (None, ""), ("abcdef", "abc…")],
)
def test_text_is_made_one_plain_line(text, expected):
    assert plain(text, 4) == expected


def test_what_the_font_lacks_is_told():
    assert drawable("Щ\u6f22$\\") == "Щ\ufffd$\\"


def test_a_png_says_what_it_shows():
    picture = make_picture(seed_day(), lang="uk")
    image = Image.open(io.BytesIO(picture.content))
    assert image.size == (1600, 900)
    assert image.text["Description"] == picture.alt
    assert "Software" not in image.text


def test_an_svg_says_what_it_shows():
    picture = make_picture(seed_day(), ending="svg", title="One & <two>")
    svg = picture.content.decode()
    assert svg.startswith('<?xml version="1.0" encoding="utf-8"?>\n<svg role="img"')
    assert "<title>One &amp; &lt;two&gt;, 16 December 2024</title>" in svg
    assert f"<desc>{picture.alt}</desc>" in svg
    assert "DOCTYPE" not in svg
    assert not re.search(r"(href|src)=\"(?!#)", svg)


def test_a_pdf_says_what_it_shows_and_is_a4():
    picture = make_picture(seed_day(), ending="pdf", size="A4")
    reader = PdfReader(io.BytesIO(picture.content))
    assert reader.metadata["/Subject"] == picture.alt
    assert set(reader.metadata) == {"/Title", "/Subject"}
    width, height = (float(one) / 72 * 25.4 for one in reader.pages[0].mediabox[2:])
    assert (width, height) == pytest.approx((297, 210), abs=0.2)
    assert "Yelyzavetivka" in reader.pages[0].extract_text()


def words_in(picture):
    return PdfReader(io.BytesIO(picture.content)).pages[0].extract_text().replace("\n", " ")


def test_title_note_credits_and_projection_are_there():
    text = words_in(make_picture(seed_day(), ending="pdf"))
    for part in (
        "16 December 2024 · Russian forces claim four villages in the Donetsk region",
        "Reports of 16 December 2024 · assessed control as of 16 December 2024",
        "a test polygon of assessed control",
        "Natural Earth",
        "GeoNames",
        "CC BY 4.0",
        "Lambert azimuthal equal-area",
    ):
        assert part in text, part
    assert "A claim is what a source says, not who" in text


def test_the_legend_has_what_is_shown_and_no_more():
    text = words_in(make_picture(seed_day(), ending="pdf"))
    assert "by Russian forces: 4" in text
    assert "filled: confirmed" in text
    assert "crossed out: denied" not in text
    assert "Ukrainian forces, assessed" not in text
    bare = words_in(make_picture(empty_day(), ending="pdf"))
    assert "Claims" not in bare
    assert "no assessed control given" in bare


def test_what_could_not_be_drawn_is_told():
    text = words_in(make_picture(seed_day(), ending="pdf"))
    assert "strikes and tallies without a place: 1" in text
    assert "strikes outside the frame: 1" in text
    far = seed_day().places.iloc[:1].assign(role="mentioned", geometry=[shapely.Point(126.0, 39.0)])
    away = make_picture(dataclasses.replace(seed_day(), places=far), ending="pdf")
    assert "places named outside the frame: 1" in words_in(away)
    crowded = make_picture(crowded_day(200), ending="pdf")
    assert crowded.left_out
    assert f"names for which there is no room: {len(crowded.left_out)}" in words_in(crowded)


def test_names_without_room_are_logged(caplog):
    with caplog.at_level("INFO", logger="geo"):
        picture = make_picture(crowded_day(200), size="640x480")
    assert f"no room for {len(picture.left_out)} of its names" in caplog.text


def test_many_sources_leave_the_licences():
    day = dataclasses.replace(seed_day(), sources=tuple(f"Report {n} {'x' * 150}" for n in range(90)))
    for size in ("16:9", "360x1080"):
        text = words_in(make_picture(day, ending="pdf", size=size))
        assert re.search(r"and \d+ more", text)
        assert "a test polygon" in text
        assert "CC BY 4.0" in text


def test_changes_are_drawn_if_there_are_any():
    ground = shapely.box(37.0, 47.8, 37.3, 48.0)
    row = {"holder_from": "UA", "holder_to": "RU", "area_km2": 50.0, "source": "a test polygon"}
    rows = [row | {"geometry": ground}, row | {"holder_to": "UA", "is_noise": True, "geometry": ground.buffer(0.1)}]
    text = words_in(make_picture(dataclasses.replace(seed_day(), changes=frame("changes", rows)), ending="pdf"))
    assert "Changes since 16 December 2024" in text
    assert "taken by Russian forces" in text
    assert "taken by Ukrainian forces" not in text


def test_the_cut_off_is_told():
    assert "cut-off 18:00 UTC" in words_in(make_picture(seed_day(), ending="pdf", cut_off="18:00 UTC"))


@pytest.mark.parametrize("lang", ["uk", "ru"])
def test_its_language(lang):
    picture = make_picture(crowded_day(10), ending="pdf", lang=lang)
    text = words_in(picture)
    assert {"uk": "Заяви", "ru": "Заявления"}[lang] in text
    assert {"uk": "Харків", "ru": "Харьков"}[lang] in words_in(make_picture(seed_day(), ending="pdf", lang=lang))


def test_each_language_has_all_words():
    tables = [Words(lang)._table for lang in ("en", "uk", "ru")]

    def keys(table):
        return {(name, frozenset(keys(value)) if isinstance(value, dict) else None) for name, value in table.items()}

    def braces(table):
        return {
            name: braces(value) if isinstance(value, dict) else sorted(re.findall(r"{\w+}", str(value)))
            for name, value in table.items()
        }

    assert keys(tables[0]) == keys(tables[1]) == keys(tables[2])
    assert braces(tables[0]) == braces(tables[1]) == braces(tables[2])


def test_dark_is_dark():
    image = np.asarray(Image.open(io.BytesIO(make_picture(seed_day(), dark=True).content)).convert("L"))
    assert image.mean() < 80


def luminance(color):
    parts = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_and_marks_stand_out(theme):
    for color in (theme.ink, theme.soft, theme.faint, theme.relation, theme.region, theme.doubt):
        for ground in (theme.paper, theme.land, theme.abroad):
            assert contrast(color, ground) >= 4.5, (color, ground)
    for color in (theme.ru, theme.ua, theme.other, theme.front):
        assert contrast(color, theme.land) >= 3, color


@pytest.mark.parametrize(
    ("size", "fault"),
    [
        ("", "neither WIDTHxHEIGHT"),
        ("5:4", "nor one of 16:9, 4:3, 1:1, A4"),
        ("1600", "neither WIDTHxHEIGHT"),
        ("-1600x900", "neither WIDTHxHEIGHT"),
        ("1600x900\n1", "neither WIDTHxHEIGHT"),
        ("359x900", "too small"),
        ("10001x9000", "too large"),
        ("9999x9999", "too large"),
        ("1600x400", "too long"),
        (Size(10, 10), "too small"),
    ],
)
def test_a_wrong_size_is_refused(size, fault):
    with pytest.raises(InputError, match=re.escape(fault)) as told:
        make_picture(empty_day(), size=size)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("name", ["map.gif", "map", "map.html", "png", ".svg.txt"])
def test_a_wrong_ending_is_refused(tmp_path, name):
    with pytest.raises(InputError, match=r"a picture ends in \.png, \.svg, \.pdf"):
        save_picture(empty_day(), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_language_is_refused():
    with pytest.raises(InputError, match=r"^lang: no words in 'de'; there are en, uk, ru$"):
        make_picture(empty_day(), lang="de")


def test_another_crs_is_refused():
    day = seed_day()
    with pytest.raises(CRSError, match="claims is in EPSG:3857"):
        make_picture(dataclasses.replace(day, claims=day.claims.to_crs(3857)))


def test_it_is_written_whole_or_not_at_all(tmp_path):
    picture = seed_day().to_picture(tmp_path / "map.SVG", size="4:3", dark=True)
    assert (tmp_path / "map.SVG").read_bytes() == picture.content
    with pytest.raises(OutputError, match="cannot be written"):
        save_picture(seed_day(), tmp_path / "nowhere" / "map.png")
