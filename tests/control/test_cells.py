"""The land of each place, and the layer of control made of it."""

import datetime as dt
import sys
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
from control_files import COUNTRY, EAST

from geo.control import Control, areas, cells, dissolve
from geo.control.metric import from_plane, to_plane
from geo.errors import InputError
from geo.gazetteer.outlines import Outlines
from geo.model import Basis, Holder
from geo.schema import CONTROL, check

DAY = dt.date(2024, 12, 16)


def scattered(count, seed=1, west=35.1, south=47.1, side=1.8):
    chance = np.random.default_rng(seed)
    return np.column_stack([west + side * chance.random(count), south + side * chance.random(count)])


def jagged(seed=4):
    """Return a country of three parts with a hole, some thousand vertices."""
    chance = np.random.default_rng(seed)

    def ring(lon, lat, size, count=700):
        turn = np.linspace(0, 2 * np.pi, count, endpoint=False)
        far = size * (1 + 0.2 * np.sin(5 * turn) + 0.02 * chance.standard_normal(count))
        return np.column_stack([lon + far * np.cos(turn), lat + far * np.sin(turn)])

    mainland = shapely.Polygon(ring(36.0, 48.0, 0.9), [ring(36.2, 48.1, 0.1, 60)])
    return shapely.union_all([mainland, shapely.Polygon(ring(37.6, 48.0, 0.2)), shapely.Polygon(ring(34.0, 47.0, 0.1))])


@pytest.mark.parametrize("count", [1, 2, 3, 7, 60, 2_000])
@pytest.mark.parametrize("outline", [COUNTRY, jagged()], ids=["square", "jagged"])
def test_cells_are_the_outline_without_gap_or_overlap(count, outline):
    made = cells(scattered(count), outline)
    assert len(made.polygons) == count
    assert shapely.area(made.polygons).sum() == pytest.approx(outline.area, rel=1e-9)
    assert shapely.coverage_is_valid(made.polygons)
    assert shapely.is_valid(made.polygons).all()
    assert shapely.union_all(made.polygons).symmetric_difference(outline).area < 1e-9


@pytest.mark.parametrize("count", [3, 400])
def test_a_cell_is_what_is_nearest_to_its_place(count):
    places, asked = scattered(count), scattered(3_000, seed=2)
    made = cells(places, COUNTRY)
    apart = np.sqrt(((to_plane(asked)[:, None] - to_plane(places)[None]) ** 2).sum(axis=2))
    nearest, (best, second) = apart.argmin(axis=1), np.sort(apart, axis=1)[:, :2].T
    sure = second - best > 10
    assert sure.mean() > 0.99
    assert shapely.intersects(made.polygons[made.of_place[nearest[sure]]], shapely.points(asked[sure])).all()


def test_places_of_one_position_share_a_cell_and_are_told():
    places = np.array([[35.5, 48.0], [36.5, 48.0], [35.5, 48.0], [35.5 + 1e-7, 48.0], [36.5, 48.5]])
    made = cells(places, COUNTRY)
    assert made.coincident == ((0, 2, 3),)
    assert len(made.polygons) == 3
    assert made.of_place[0] == made.of_place[2] == made.of_place[3]
    same = dissolve(made, [Holder.RU, Holder.UA, Holder.RU, None, Holder.UA])
    assert set(same) == {Holder.RU, Holder.UA}
    differ = dissolve(made, [Holder.RU, Holder.UA, Holder.UA, None, Holder.UA])
    assert set(differ) == {Holder.CONTESTED, Holder.UA}
    assert differ[Holder.CONTESTED].area == pytest.approx(same[Holder.RU].area)


def test_a_place_beyond_the_outline_takes_what_is_nearest_to_it():
    made = cells(np.array([[35.5, 48.0], [37.1, 48.0], [80.0, 48.0]]), COUNTRY)
    assert shapely.is_empty(made.polygons[made.of_place[2]])
    assert made.polygons[made.of_place[1]].area == pytest.approx(0.7 * 2, rel=0.01)
    assert set(dissolve(made, [Holder.UA, Holder.RU, Holder.CONTESTED])) == {Holder.UA, Holder.RU}


@given(st.integers(0, 10_000), st.integers(1, 40))
def test_holders_have_the_cells_of_their_places(seed, count):
    places = scattered(count, seed)
    holders = [list(Holder)[number % 4] for number in np.random.default_rng(seed).integers(0, 4, count)]
    held = dissolve(cells(places, COUNTRY), holders)
    assert set(held) == set(holders)
    assert sum(area.area for area in held.values()) == pytest.approx(COUNTRY.area, rel=1e-9)
    assert all(area.is_valid and area.geom_type == "MultiPolygon" for area in held.values())


def test_places_without_a_holder_hold_nothing():
    made = cells(scattered(50), COUNTRY)
    assert dissolve(made, [None] * 50) == {}
    half = dissolve(made, [Holder.RU, None] * 25)
    assert 0.1 < half[Holder.RU].area / COUNTRY.area < 0.9


def test_where_the_quick_cut_fails_the_exact_one_is_taken(monkeypatch):
    quick = shapely.clip_by_rect
    monkeypatch.setattr(shapely, "clip_by_rect", _half(quick))
    made = cells(scattered(200), jagged())
    assert shapely.area(made.polygons).sum() == pytest.approx(jagged().area, rel=1e-9)


def _half(quick):
    return lambda land, west, south, east, north: quick(land, west, south, (west + east) / 2, north)


@pytest.mark.parametrize(
    ("places", "outline", "message"),
    [
        ([], COUNTRY, "cells are made of places: give an array"),
        ([36.0, 48.0], COUNTRY, "cells are made of places: give an array"),
        ([[36.0, 48.0, 5.0]], COUNTRY, "cells are made of places: give an array"),
        ([[36.0, 48.0], [np.nan, 48.0]], COUNTRY, "place 1 has no position to make a cell of"),
        ([[36.0, np.inf]], COUNTRY, "place 0 has no position"),
        ([[36.0, 48.0]], shapely.MultiPolygon(), "the outline of cells is empty or invalid"),
        ([[36.0, 48.0]], shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]), "the outline of cells is empty or invalid"),
    ],
)
def test_what_makes_no_cells_is_refused(places, outline, message):
    with pytest.raises(InputError, match=message):
        cells(places, outline)


def test_as_many_holders_as_places():
    with pytest.raises(InputError, match="1 holders for 3 places; give one for each"):
        dissolve(cells(scattered(3), COUNTRY), [Holder.RU])


def test_the_plane_and_back():
    places = scattered(100)
    np.testing.assert_allclose(from_plane(to_plane(places)), places, atol=1e-11)


# -- the layer ----------------------------------------------------------------------------------------------------

KURAKHOVE, POKROVSK, TORETSK = "UA1416011001", "UA1416021001", "UA1402011001"


def layer(gazetteer, places, assessed=None):
    return check(areas(places, gazetteer, date=DAY, source="reports", assessed=assessed), CONTROL)


def assessed(**polygons):
    return Control(
        dt.date(2024, 12, 14), "mapper", {Holder(name): shapely.MultiPolygon([area]) for name, area in polygons.items()}
    )


def test_without_polygons_all_land_is_inferred(gazetteer):
    told = {KURAKHOVE: (Holder.RU, Basis.ASSESSED), POKROVSK: (Holder.UA, Basis.INFERRED)}
    frame = layer(gazetteer, told)
    assert frame[["holder", "basis", "source"]].to_numpy().tolist() == [
        ["RU", "inferred", "reports"],
        ["UA", "inferred", "reports"],
    ]
    assert frame.area_km2.sum() == pytest.approx(598_000, rel=0.02)
    country = Outlines.open().countries["UA"]
    assert sum(shape.area for shape in frame.geometry) == pytest.approx(country.area, rel=1e-9)


def test_without_polygons_a_claim_stays_a_claim(gazetteer):
    told = {KURAKHOVE: (Holder.RU, Basis.CLAIMED), POKROVSK: (Holder.UA, Basis.INFERRED)}
    assert set(zip(*(layer(gazetteer, told)[name] for name in ("holder", "basis")), strict=True)) == {
        ("RU", "claimed"),
        ("UA", "inferred"),
    }


def test_a_claim_beyond_the_polygons_has_its_cell(gazetteer):
    place = gazetteer.get(KURAKHOVE)
    east = shapely.box(place.lon + 0.001, 47.0, 38.5, 49.0)
    frame = layer(gazetteer, {KURAKHOVE: (Holder.RU, Basis.CLAIMED)}, assessed(RU=east))
    assert frame.source.tolist() == ["mapper", "reports"]
    assert frame.basis.tolist() == ["assessed", "claimed"]
    assert frame.date.tolist() == [DAY, DAY]
    cell = frame.geometry[1]
    assert cell.intersects(shapely.Point(place.lon, place.lat))
    assert cell.intersection(east).area < 1e-12
    assert 0 < frame.area_km2[1] < 200


def test_a_claim_within_the_own_polygons_adds_nothing(gazetteer):
    everything = assessed(RU=shapely.box(20, 44, 42, 53))
    assert len(layer(gazetteer, {KURAKHOVE: (Holder.RU, Basis.CLAIMED)}, everything)) == 1
    west = assessed(RU=shapely.box(38.2, 47.0, 39.0, 49.0))
    assert len(layer(gazetteer, {KURAKHOVE: (Holder.UA, Basis.CLAIMED)}, west)) == 1
    raid = assessed(RU=shapely.box(38.2, 47.0, 39.0, 49.0), UA=shapely.box(35.1, 51.1, 35.4, 51.3))
    assert len(layer(gazetteer, {KURAKHOVE: (Holder.UA, Basis.CLAIMED)}, raid)) == 2
    both = assessed(RU=shapely.box(38.2, 47.0, 39.0, 49.0), UA=shapely.box(30.0, 47.0, 36.0, 49.0))
    assert len(layer(gazetteer, {KURAKHOVE: (Holder.UA, Basis.CLAIMED)}, both)) == 3


def test_a_claim_of_the_other_side_lies_over_the_polygon(gazetteer):
    east = shapely.box(36.0, 47.0, 38.5, 49.0)
    frame = layer(
        gazetteer,
        {KURAKHOVE: (Holder.UA, Basis.CLAIMED), TORETSK: (Holder.CONTESTED, Basis.INFERRED)},
        assessed(RU=east),
    )
    assert [tuple(row) for row in frame[["holder", "basis"]].to_numpy()] == [
        ("RU", "assessed"),
        ("UA", "claimed"),
        ("contested", "inferred"),
    ]
    assert frame.geometry[1].within(east)


def test_with_polygons_places_on_another_basis_add_nothing(gazetteer):
    east = assessed(RU=shapely.box(38.0, 47.0, 38.5, 49.0))
    assert len(layer(gazetteer, {KURAKHOVE: (Holder.RU, Basis.INFERRED)}, east)) == 1
    assert len(layer(gazetteer, {}, east)) == 1


def test_undated_polygons_are_taken_as_of_the_date(gazetteer):
    undated = Control(None, "mapper", {Holder.RU: shapely.MultiPolygon([EAST])})
    assert layer(gazetteer, {}, undated).date.tolist() == [DAY]


def test_what_makes_no_areas_is_refused(gazetteer):
    with pytest.raises(InputError, match="no place with a position in Ukraine is told of"):
        layer(gazetteer, {})
    with pytest.raises(InputError, match="X1: no such place in the gazetteer, of 1 places told of"):
        layer(gazetteer, {"X1": (Holder.RU, Basis.CLAIMED)})
    with pytest.raises(InputError, match="no place with a position in Ukraine"):
        layer(gazetteer, {"RU:Kursk/Sudzha": (Holder.UA, Basis.CLAIMED)})
