"""Rivers of the backdrop: in the page as columns, in the still picture as lines with names beside them."""

import base64
import gzip
import json

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from map_frames import frame, seed_day
from test_placing import assert_apart

from geo.gazetteer.outlines import Outlines
from geo.mapping import backdrop
from geo.mapping.language import Names
from geo.mapping.picture import make_picture
from geo.mapping.still import rivers
from geo.mapping.still.canvas import Canvas, settings
from geo.mapping.still.scene import Scene
from geo.mapping.still.theme import LIGHT
from geo.mapping.still.view import Frame, View
from geo.mapping.still.words import Words

# west to east across Ukraine; round Izium, zoom 8; one town, closer than rivers are true
WIDE = [[45.0, 24.0], [52.0, 40.0]]
NEAR = [[48.6, 36.6], [49.7, 38.6]]
CLOSE = [[49.19, 37.24], [49.23, 37.32]]


def block_of(lang):
    data = gzip.decompress(base64.b64decode(backdrop.backdrop_block(Names(lang))))
    length = int.from_bytes(data[:4], "little")
    return json.loads(data[4 : 4 + length]), np.frombuffer(data[4 + length :], dtype=np.uint8)


def corners(planes, counts, quantum):
    """Return the lines that columns of differences hold."""
    low, middle, high = (planes.reshape(2, 3, -1)[:, plane].astype(np.int64) for plane in range(3))
    folded = (high << 16 | middle << 8 | low).T
    steps = (folded >> 1) ^ -(folded & 1)
    return [line.cumsum(axis=0) * quantum for line in np.split(steps, np.cumsum(counts)[:-1])]


def scene_of(bounds, lang="en"):
    canvas = Canvas(1600, 900, 100, 1.0, LIGHT.paper)
    return Scene(canvas, View(bounds, Frame(0, 0, 1600, 900), 1.0), LIGHT, Words(lang))


@pytest.fixture(autouse=True)
def _drawing():
    with settings():
        yield


@pytest.mark.parametrize(
    ("lang", "name"), [("en", "Siverskyi Donets"), ("uk", "Сіверський Донець"), ("ru", "Северский Донец")]
)
def test_the_page_holds_the_rivers_in_its_language(lang, name):
    header, planes = block_of(lang)
    rings = sum(
        count
        for area in (*(one[2] for one in header["countries"]), *header["oblasts"])
        for some in area
        for count in some
    )
    counts = [count for river in header["rivers"] for count in river[2]]
    lines = corners(planes[6 * rings :], counts, header["river_quantum_deg"])
    held = {river[0]: (river[1], len(river[2])) for river in header["rivers"]}
    kept = Outlines.open()
    assert held[name] == (7, len(kept.rivers["siverskyi-donets"].geoms))
    expected = [shapely.get_coordinates(line) for river in kept.rivers.values() for line in river.geoms]
    assert len(lines) == len(expected)
    for line, wanted in zip(lines, expected, strict=True):
        assert line == pytest.approx(wanted, abs=1e-9)


def test_outlines_without_rivers_make_a_page_without_them(monkeypatch):
    older = Outlines({key: value for key, value in Outlines.open().raw.items() if "river" not in key})
    monkeypatch.setattr(backdrop.Outlines, "open", lambda *_: older)
    backdrop._packed_outlines.cache_clear()
    try:
        assert block_of("en")[0]["rivers"] == []
    finally:
        backdrop._packed_outlines.cache_clear()


def test_small_rivers_come_when_zoomed_in_and_none_where_they_would_mislead():
    def named(bounds):
        scene = scene_of(bounds)
        rivers.draw(scene, Outlines.open())
        return {label.text for label in scene.labels if label.kind == "water"}

    assert {"Dnipro", "Danube", "Dniester"} <= named(WIDE)
    assert "Seim" not in named(WIDE)
    assert "Seim" in named([[51.0, 33.5], [52.0, 36.0]])
    assert named(NEAR) == {"Siverskyi Donets"}
    assert named(CLOSE) == set()


@pytest.mark.parametrize("bounds", [WIDE, NEAR])
def test_a_name_may_stand_beside_its_river_and_nowhere_on_it(bounds):
    scene, outlines = scene_of(bounds), Outlines.open()
    rivers.draw(scene, outlines)
    called = {river["name_en"]: key for key, river in outlines.raw["rivers"].items()}
    assert scene.labels
    for label in scene.labels:
        river = scene.view.shape(rivers._rounded(outlines.rivers[called[label.text]]))
        for x, y in label.spots:
            box = shapely.box(
                x - label.width / 2 + 3, y - label.height / 2, x + label.width / 2 - 3, y + label.height / 2
            )
            assert 0 < box.distance(river) < 14


def test_a_picture_names_rivers_last_and_apart():
    cited = {"report_id": "r1", "source": "a report", "url": "", "kind": "city", "uncertainty_m": 900.0}
    towns = {"Izium": (37.27, 49.21), "Kaniv": (31.47, 49.75), "Kherson": (32.61, 46.66)}
    rows = [
        {"name": name, "place_id": "", "role": "mentioned", "geometry": shapely.Point(at)} for name, at in towns.items()
    ]
    picture = make_picture(seed_day(places=frame("places", [row | cited for row in rows])), lang="uk")
    box = (picture.frame.left, picture.frame.top, picture.frame.right, picture.frame.bottom)
    assert_apart(picture.labels, picture.marks, box)
    assert all(label.kind != "water" for label in picture.left_out)
    ranks = {one.label.kind: one.label.rank for one in picture.labels}
    assert ranks["water"] > max(rank for kind, rank in ranks.items() if kind != "water")


@given(
    st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=2, max_size=12, unique=True),
)
def test_a_rounded_line_keeps_its_ends_and_its_bounds(points):
    line = shapely.LineString(points)
    (rounded,) = rivers._rounded(shapely.MultiLineString([line])).geoms
    assert (rounded.coords[0], rounded.coords[-1]) == (line.coords[0], line.coords[-1])
    assert line.envelope.buffer(1e-6).covers(rounded)
