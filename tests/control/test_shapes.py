"""Areas as bytes: what was kept comes back, to the last bit, whole or as what differs from others."""

import zlib
from contextlib import suppress

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.control.shapes import flat, pack, polygons_of, unpack
from geo.errors import InputError
from geo.model import Holder

SQUARE = shapely.MultiPolygon([shapely.box(36.0, 47.0, 37.0, 49.0)])
HOLED = shapely.MultiPolygon(
    [shapely.box(30, 45, 32, 47).difference(shapely.box(30.5, 45.5, 31, 46)), shapely.box(33, 45, 34, 46)]
)
degrees = st.floats(-90, 90, allow_nan=False).map(lambda value: value + 0.0)
boxes = st.tuples(degrees, degrees, st.floats(1e-7, 5), st.floats(1e-7, 5), st.booleans())


@st.composite
def areas(draw):
    """Polygons of some holders, with holes, on no grid; that they may overlap does not matter here."""
    found = {}
    for holder in draw(st.sets(st.sampled_from(list(Holder)), min_size=1)):
        polygons = []
        for x, y, width, height, holed in draw(st.lists(boxes, min_size=1, max_size=5)):
            shell = shapely.box(x, y, x + width, y + height)
            hole = shapely.box(x + width / 4, y + height / 4, x + width / 2, y + height / 2).exterior
            polygons.append(shapely.Polygon(shell.exterior, [hole] if holed else []))
        found[holder] = shapely.MultiPolygon(polygons)
    return found


def wkb(polygons):
    return {holder: shapely.to_wkb(area) for holder, area in polygons.items()}


@given(areas())
def test_whole_areas_come_back_to_the_last_bit(given_areas):
    assert wkb(polygons_of(unpack(pack(flat(given_areas))))) == wkb(given_areas)


@given(areas(), areas())
def test_differences_come_back_to_the_last_bit(base, other):
    kept = flat(base)
    assert wkb(polygons_of(unpack(pack(flat(other), kept), kept))) == wkb(other)


@pytest.mark.parametrize("area", [SQUARE, HOLED])
def test_rings_keep_their_order_and_their_beginning(area):
    turned = shapely.MultiPolygon([shapely.Polygon(np.roll(part.exterior.coords[:-1], 2, 0)) for part in area.geoms])
    for one in (area, turned, shapely.reverse(area)):
        assert polygons_of(unpack(pack(flat({Holder.RU: one}))))[Holder.RU].equals_exact(one, 0, normalize=False)


def test_what_differs_little_takes_few_bytes():
    rng = np.random.default_rng(1)
    around = np.linspace(0, 2 * np.pi, 3000, endpoint=False)
    points = np.column_stack([35 + np.cos(around), 48 + np.sin(around)]) * (1 + rng.normal(0, 1e-5, (3000, 1)))
    moved = points.copy()
    moved[100:110] += 1e-3
    one, other = (flat({Holder.RU: shapely.MultiPolygon([shapely.Polygon(ring)])}) for ring in (points, moved))
    assert len(pack(other, one)) < 400 < 20_000 < len(pack(other))
    assert len(pack(one, one)) < 80


def test_height_is_dropped_and_zeros_are_alike():
    high = shapely.force_3d(SQUARE, 5.0)
    assert flat({Holder.RU: high}).digest() == flat({Holder.RU: SQUARE}).digest()
    zero, minus = (shapely.MultiPolygon([shapely.Polygon([(z, 0), (1, z), (1, 1)])]) for z in (0.0, -0.0))
    assert flat({Holder.RU: zero}).digest() == flat({Holder.RU: minus}).digest()


def test_digest_tells_areas_apart():
    parts = [{Holder.RU: SQUARE}, {Holder.UA: SQUARE}, {Holder.RU: HOLED}, {Holder.RU: SQUARE, Holder.UA: HOLED}]
    assert len({flat(one).digest() for one in parts}) == len(parts)


@given(st.binary(max_size=200))
def test_other_bytes_are_refused(data):
    for content in (data, zlib.compress(data)):
        with pytest.raises(InputError, match="are damaged"):
            unpack(content, flat({Holder.RU: SQUARE}))


@given(st.integers(0, 2**32 - 1), st.integers(0, 9))
def test_changed_numbers_make_other_areas_or_an_error_of_the_input(value, place):
    base = flat({Holder.RU: SQUARE})
    content = bytearray(zlib.decompress(pack(flat({Holder.RU: HOLED}), base)))
    content[4 * place : 4 * place + 4] = value.to_bytes(4, "little")
    with suppress(InputError):
        unpack(zlib.compress(bytes(content)), base)
