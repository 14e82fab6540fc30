"""Geometry as differences, JSON for a script element, words."""

import json

import geopandas as gpd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, Polygon, box

from geo.mapping import geometry, wording
from geo.mapping.about import safe_json
from geo.mapping.language import words as words_of
from geo.model import Actor, Event, Status


def decoded(flat):
    x = y = 0
    points = []
    for dx, dy in zip(flat[::2], flat[1::2], strict=True):
        x, y = x + dx, y + dy
        points.append((x * geometry.QUANTUM_DEG, y * geometry.QUANTUM_DEG))
    return points


def encoded(shape):
    return geometry.encode(gpd.GeoDataFrame(geometry=[shape], crs="EPSG:4326"))[0]


@pytest.mark.parametrize("nothing", [None, Point(), Polygon()])
def test_no_geometry_is_none(nothing):
    assert encoded(nothing) is None


def test_point():
    assert encoded(Point(37.3, 47.887)) == ["P", 3730000, 4788700]


def test_repeated_points_are_dropped():
    assert encoded(LineString([(1, 1), (1.000001, 1), (2, 1)])) == ["L", [[100000, 100000, 100000, 0]]]


def test_parts_and_holes_are_kept():
    ring = Polygon(box(0, 0, 4, 4).exterior, [box(1, 1, 2, 2).exterior])
    kind, areas = encoded(MultiPolygon([ring, box(9, 9, 10, 10)]))
    assert kind == "A"
    assert [len(rings) for rings in areas] == [2, 1]
    assert decoded(areas[1][0])[0] == pytest.approx((10, 9))
    assert encoded(MultiLineString([[(0, 0), (1, 1)], [(2, 2), (3, 3)]]))[1] == [
        [0, 0, 100000, 100000],
        [200000, 200000, 100000, 100000],
    ]


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=2, max_size=30))
def test_lines_come_back_to_a_metre(points):
    back = decoded(encoded(LineString(points))[1][0])
    for point, nearest in ((points[0], back[0]), (points[-1], back[-1])):
        assert nearest == pytest.approx(point, abs=1.1e-5)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_json_is_safe_and_faithful(text):
    written = safe_json([text])
    assert json.loads(written) == [text]
    assert not set(written) & set("<>&\u2028\u2029")


@pytest.mark.parametrize("event", Event)
@pytest.mark.parametrize("actor", Actor)
@pytest.mark.parametrize("status", Status)
def test_every_claim_has_words_that_name_side_and_status(event, actor, status):
    words = wording.claim_words(event, actor, status)
    assert words_of("en")["forces"][actor][0] in words
    assert status in words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        ("Vorobzha", "Vorobzha"),
        ("[not json", "[not json"),
        ('[{"name": "A"}, "B", {"place_id": "UA1", "confidence": 0.5}]', "A; B; UA1 (50 %)"),
    ],
)
def test_alternatives(text, words):
    assert wording.alternatives_words(text) == words


def test_bounds_of_nothing():
    assert geometry.bounds([]) is None
    assert geometry.bounds([gpd.GeoDataFrame(geometry=[None], crs="EPSG:4326")]) is None
