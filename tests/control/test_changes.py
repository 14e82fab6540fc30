"""What changed between two dates: ground, sides, sectors, oblasts, settlements, redrawing, words."""

import datetime as dt
import json
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
from control_files import SHARED

from geo.control import Control, changes, gain_and_loss, read_control
from geo.control.assessed import area_km2
from geo.control.differences import differences, moves_at
from geo.control.metric import to_plane
from geo.control.sectors import grounds, sectors_at, towns
from geo.errors import InputError, NoDateError
from geo.gazetteer.outlines import Outlines
from geo.model import Holder
from geo.schema import CHANGES, check

FIRST, LAST = dt.date(2024, 12, 1), dt.date(2024, 12, 16)
# some 7.5 by 11 km, south of Kurakhove
HELD = shapely.box(37.3, 47.7, 37.6, 48.2)
GAIN = shapely.box(37.2, 47.8, 37.3, 47.9)
UKRAINE = Outlines.open().countries["UA"]


def control(date=LAST, source="test", **areas):
    polygons = {Holder(name): shapely.MultiPolygon(list(shapely.get_parts(area))) for name, area in areas.items()}
    return Control(date, source, polygons)


def moved(before, after, **how):
    return changes(control(FIRST, RU=before), control(LAST, RU=after), **how)


def test_what_is_gained_is_a_row_of_the_layer():
    found = moved(HELD, HELD.union(GAIN))
    row = check(found.ground, CHANGES).iloc[0]
    assert len(found.ground) == 1
    assert (row.date_from, row.date_to, row.holder_from, row.holder_to) == (FIRST, LAST, "UA", "RU")
    assert (row.sector, row.oblast, row.is_noise, row.source) == ("Kurakhove", "Donetsk", False, "test")
    assert row.area_km2 == pytest.approx(area_km2(shapely.MultiPolygon([GAIN])), rel=2e-4)
    assert row.geometry.symmetric_difference(GAIN).area < 1e-9


def test_sides_mirror_each_other():
    sides = moved(HELD.union(GAIN), HELD.difference(shapely.box(37.3, 48.1, 37.4, 48.2))).by().set_index("side")
    assert sides.gained_km2["RU"] == sides.lost_km2["UA"] == 0
    assert sides.lost_km2["RU"] == sides.gained_km2["UA"] == pytest.approx(83.3 + 82.8, abs=1)


def test_nothing_changed():
    found = moved(HELD, HELD)
    assert len(check(found.ground, CHANGES)) == 0
    assert found.by()["gained_km2"].tolist() == [0, 0]
    assert len(found.by("sector")) == 0
    assert found.text() == "Between 1 and 16 December 2024 the assessed control did not change."


def test_strips_are_told_apart():
    strip = shapely.box(37.6, 47.7, 37.6003, 48.2)
    found = moved(HELD, shapely.union_all([HELD, GAIN, strip]))
    noise = found.ground[found.ground.is_noise]
    assert found.ground.is_noise.tolist() == [False] + [True] * noise.sector.nunique()
    assert noise.area_km2.sum() == pytest.approx(55.6 * 0.0224, rel=0.01)
    assert found.by().gained_km2[0] == pytest.approx(found.ground.area_km2[0])
    assert "Strips narrower than 50 m, 1.2 km² in all, are taken for redrawing and left out." in found.text()
    wide = moved(HELD, shapely.union_all([HELD, GAIN, strip]), noise_width_m=0).ground
    assert not wide.is_noise.any()
    assert wide.area_km2.sum() == pytest.approx(found.ground.area_km2.sum())


def test_a_strip_along_a_gain_is_cut_off():
    found = moved(HELD, shapely.union_all([HELD, GAIN, shapely.box(37.2999, 47.7, 37.3, 48.2)])).ground
    real, noise = (found[found.is_noise == flag].area_km2.sum() for flag in (False, True))
    assert real == pytest.approx(83.3, abs=0.5)
    assert noise == pytest.approx(44.5 * 0.0075, rel=0.02)


def test_right_angles_and_large_shapes_are_no_noise():
    assert not moved(HELD, HELD.union(GAIN)).ground.is_noise.any()


def test_ground_is_divided_among_sectors_and_oblasts():
    belt = shapely.box(36.2, 47.4, 37.3, 48.1)
    found = moved(HELD, HELD.union(belt))
    assert set(found.ground.sector) >= {"Kurakhove", "Velyka Novosilka", "Huliaipole"}
    assert set(found.ground.oblast) >= {"Donetsk", "Zaporizhzhia"}
    for columns in (("sector",), ("oblast",), ("sector", "oblast")):
        assert found.by(*columns).gained_km2.sum() == pytest.approx(found.by().gained_km2.sum())
    assert found.ground.geometry.is_valid.all()
    inside = found.ground[found.ground.sector == "Kurakhove"].geometry.union_all().representative_point()
    assert sectors_at([inside.y], [inside.x]) == ["Kurakhove"]


def test_ground_off_all_oblasts_is_of_the_nearest():
    border = shapely.box(*UKRAINE.bounds)
    east, north = border.bounds[2], 49.24
    assert set(moved(HELD, HELD.union(shapely.box(east - 0.03, north, east + 0.02, north + 0.05))).ground.oblast) == {
        "Luhansk"
    }


def test_ground_far_beyond_the_border_is_of_no_oblast():
    assert set(moved(HELD, HELD.union(shapely.box(35.2, 51.3, 35.5, 51.4))).ground.oblast) == {""}


def test_division_by_anything_else_is_refused():
    with pytest.raises(InputError, match="divided by sector and oblast, not by 'raion'"):
        moved(HELD, GAIN).by("raion")


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (control(LAST, RU=HELD), control(LAST, RU=HELD), "from 2024-12-16 to 2024-12-16: give the earlier date first"),
        (control(LAST, RU=HELD), control(FIRST, RU=HELD), "give the earlier date first, then the later"),
    ],
)
def test_dates_in_the_wrong_order_are_refused(before, after, message):
    with pytest.raises(InputError, match=message):
        changes(before, after)


def test_undated_control_is_refused():
    with pytest.raises(NoDateError, match="test: does not say which day it shows"):
        changes(control(None, RU=HELD), control(RU=HELD))


@pytest.mark.parametrize("width", [-1, float("nan"), float("inf")])
def test_a_width_that_is_none_is_refused(width):
    with pytest.raises(InputError, match=r"a width of .+ m for noise; give 0 or more"):
        moved(HELD, GAIN, noise_width_m=width)


# -- several holders ----------------------------------------------------------------------------------------------


def test_contested_ground_is_neither_gain_nor_loss():
    found = changes(control(FIRST, RU=HELD), control(LAST, RU=HELD, contested=GAIN))
    assert found.transitions() == {("UA", "contested"): pytest.approx(83.3, abs=0.5)}
    sides = found.by().set_index("side")
    assert sides.lost_km2["UA"] == pytest.approx(83.3, abs=0.5)
    assert sides.gained_km2.tolist() == [0, 0]
    assert "83 km² went from Ukrainian forces to contested ground." in found.text()


def test_ground_outside_is_unknown_where_both_sides_are_drawn():
    west = shapely.box(36.0, 47.7, 37.0, 48.2)
    found = changes(control(FIRST, RU=HELD, UA=west), control(LAST, RU=HELD.union(GAIN), UA=west))
    assert list(found.transitions()) == [("unknown", "RU")]


def test_ground_abroad_that_ukraine_holds_was_and_will_be_russias():
    raid = shapely.box(35.1, 51.1, 35.4, 51.3)
    there, gone = control(FIRST, RU=HELD, UA=raid), control(LAST, RU=HELD)
    assert list(changes(there, gone).transitions()) == [("UA", "RU")]
    begun = changes(control(FIRST, RU=HELD), control(LAST, RU=HELD.union(GAIN), UA=raid))
    assert set(begun.transitions()) == {("RU", "UA"), ("UA", "RU")}
    assert set(begun.ground.sector) == {"Kurakhove", "Sumy"}


def test_overlapping_areas_are_held_by_the_first_in_order():
    inside = shapely.box(37.4, 47.9, 37.5, 48.0)
    both = control(FIRST, RU=HELD, contested=inside)
    nothing = control(LAST, RU=GAIN)
    assert moves_at(
        both, nothing, UKRAINE, [47.95, 47.75, 47.95, 47.85, np.nan], [37.45, 37.45, 37.0, 37.25, 37.0]
    ) == {
        0: (Holder.CONTESTED, Holder.UA),
        1: (Holder.RU, Holder.UA),
        3: (Holder.UA, Holder.RU),
    }
    found = differences(both, control(LAST, RU=HELD), UKRAINE)
    assert [(one.before, one.after) for one in found] == [(Holder.CONTESTED, Holder.RU)]
    assert found[0].ground.area / 1e6 == pytest.approx(area_km2(shapely.MultiPolygon([inside])), rel=2e-4)


def test_an_edge_that_changes_sides_of_its_ground_is_an_edge():
    one, other = shapely.box(37.0, 47.8, 37.1, 47.9), shapely.box(37.1, 47.8, 37.2, 47.9)
    found = moved(one, other).by().set_index("side")
    assert found.gained_km2["RU"] == pytest.approx(found.lost_km2["RU"], rel=1e-9)
    assert found.gained_km2["RU"] == pytest.approx(83.3, abs=0.5)


# -- any shapes at all --------------------------------------------------------------------------------------------

LATTICE = [shapely.box(36.8 + x / 10, 47.6 + y / 10, 36.9 + x / 10, 47.7 + y / 10) for x in range(6) for y in range(6)]
SHIFTED = [shapely.affinity.rotate(cell, 25) for cell in LATTICE]


def geodesic_like(area):
    """Return km² of an area whose edges are straight in degrees."""
    return shapely.transform(shapely.segmentize(area, 0.01), to_plane).area / 1e6


def patchwork(cells):
    chosen = st.sets(st.integers(0, len(cells) - 1), max_size=20)
    return chosen.map(lambda numbers: shapely.union_all([cells[number] for number in sorted(numbers)]))


@given(patchwork(LATTICE), patchwork(LATTICE) | patchwork(SHIFTED))
def test_gain_and_loss_are_what_overlay_gives(before, after):
    one, other = control(FIRST, RU=before), control(LAST, RU=after)
    flat, flatter = (shapely.transform(area, to_plane) for area in (before, after))
    gained, lost = (float(shapely.area(part)) / 1e6 for part in (flatter.difference(flat), flat.difference(flatter)))
    assert gain_and_loss(one, other) == pytest.approx((gained, lost), abs=1e-6)
    straight = [geodesic_like(after.difference(before)), geodesic_like(before.difference(after))]
    pieces = differences(one, other, UKRAINE, noise_width_m=0)
    sums = [sum(one.ground.area for one in pieces if one.after is holder) / 1e6 for holder in (Holder.RU, Holder.UA)]
    assert sums == pytest.approx(straight, abs=1e-4)
    assert sums == pytest.approx([gained, lost], rel=1e-3, abs=1e-4)
    narrow = differences(one, other, UKRAINE, noise_width_m=500)
    assert sum(one.ground.area for one in narrow) / 1e6 == pytest.approx(sum(straight), abs=1e-3)


# -- settlements, words -------------------------------------------------------------------------------------------


def test_settlements_that_changed_hands(gazetteer):
    kurakhove = gazetteer.get("UA1416011001")
    around = shapely.Point(kurakhove.lon, kurakhove.lat).buffer(0.01)
    found = moved(HELD.difference(around), HELD.difference(around).union(around), gazetteer=gazetteer)
    assert isinstance(found.settlements, gpd.GeoDataFrame)
    row = found.settlements.set_index("place_id").loc["UA1416011001"]
    assert (row["name"], row.sector, row.oblast, row.holder_from, row.holder_to) == (
        "Kurakhove",
        "Kurakhove",
        "Donetsk",
        "UA",
        "RU",
    )
    assert found.settlements.geometry[0].equals(shapely.Point(kurakhove.lon, kurakhove.lat))
    assert found.text().startswith(
        "Between 1 and 16 December 2024 Russian forces gained 2.6 km², mostly around Kurakhove; 1 settlement changed"
        " hands: Kurakhove (to Russian forces)."
    )


def test_settlements_are_those_of_points_in_polygons(gazetteer):
    before, after = control(FIRST, RU=HELD), control(LAST, RU=shapely.box(36.9, 47.6, 37.4, 48.1))
    found = changes(before, after, gazetteer=gazetteer).settlements
    lat, lon = gazetteer.latlon.T
    differ = before.inside(lat, lon) != after.inside(lat, lon)
    rows = [row for row in np.flatnonzero(differ) if gazetteer.kind(int(row)).is_settlement]
    assert sorted(found.place_id) == sorted(gazetteer.place_id(int(row)) for row in rows)
    assert set(found.holder_to) == {"RU", "UA"}


def test_a_settlement_on_a_strip_is_marked(gazetteer):
    kurakhove = gazetteer.get("UA1416011001")
    strip = shapely.box(kurakhove.lon - 1e-4, kurakhove.lat - 0.02, kurakhove.lon + 1e-4, kurakhove.lat + 0.02)
    found = moved(GAIN, GAIN.union(strip), gazetteer=gazetteer)
    assert found.settlements.set_index("place_id").is_noise["UA1416011001"]
    assert "settlement" not in found.text()


@pytest.mark.parametrize(
    ("first", "last", "span"),
    [
        ((2024, 12, 1), (2024, 12, 16), "Between 1 and 16 December 2024 "),
        ((2024, 11, 28), (2024, 12, 16), "Between 28 November and 16 December 2024 "),
        ((2023, 12, 28), (2024, 1, 2), "Between 28 December 2023 and 2 January 2024 "),
    ],
)
def test_dates_in_words(first, last, span):
    found = changes(control(dt.date(*first), RU=HELD), control(dt.date(*last), RU=HELD.union(GAIN)))
    assert found.text().startswith(span + "Russian forces gained 83 km², mostly ")


def test_text_tells_both_sides_and_the_largest_part():
    taken = shapely.union_all([shapely.box(37.2, 47.8, 37.3, 47.9), shapely.box(36.6, 47.8, 36.7, 47.89)])
    lost = shapely.box(37.5, 47.7, 37.6, 47.71)
    text = moved(HELD, HELD.union(taken).difference(lost)).text()
    assert "Russian forces gained 158 km², mostly south of Kurakhove, and Ukrainian forces 8.3 km², mostly" in text
    assert "\n" not in text
    thirds = [shapely.box(west, 47.8, west + 0.1, 47.9) for west in (37.2, 36.2)]
    thirds.append(shapely.box(35.7, 47.45, 35.8, 47.55))
    assert ", the largest part, 84 km², south of Orikhiv" in moved(HELD, shapely.union_all([HELD, *thirds])).text()


def test_many_settlements_are_counted(gazetteer):
    text = moved(HELD, HELD.union(shapely.box(36.0, 47.4, 37.3, 48.4)), gazetteer=gazetteer).text()
    assert " more (to Russian forces)." in text


def test_a_strange_language_is_refused():
    with pytest.raises(InputError, match="changes are told in en only, not in 'tlh'"):
        moved(HELD, GAIN).text("tlh")


def test_json_is_json(gazetteer):
    found = moved(HELD, HELD.union(GAIN), gazetteer=gazetteer)
    document = json.loads(json.dumps(found.as_json()))
    assert document["text"] == found.text()
    assert document["sides"][0] == {"side": "RU", "gained_km2": pytest.approx(83.25, abs=0.1), "lost_km2": 0.0}
    assert document["sectors"][0]["sector"] == "Kurakhove"
    assert document["oblasts"][0]["oblast"] == "Donetsk"
    assert document["noise"] == {"width_m": 50.0, "area_km2": 0}
    assert len(document["settlements"]) == len(found.settlements)
    assert moved(HELD, GAIN).as_json()["settlements"] is None


def test_sectors_cover_the_country_without_overlap(gazetteer):
    shapes = list(grounds().values())
    assert shapely.coverage_is_valid(shapes)
    assert list(grounds()) == list(dict.fromkeys(town.sector for town in towns()))
    for town in towns():
        place = gazetteer.lookup(town.name)[0].place
        assert (place.lat, place.lon) == pytest.approx((town.lat, town.lon), abs=0.01)
        assert sectors_at([town.lat], [town.lon]) == [town.sector]


# -- real data ----------------------------------------------------------------------------------------------------


def test_real_days_gain_and_lose_what_overlay_gives(shared):
    one, other = (
        read_control(shared / "control" / "daily" / f"deepstatemap_data_{day:%Y%m%d}.geojson", date=day)
        for day in (FIRST, LAST)
    )
    flat, flatter = (shapely.transform(part.polygons[Holder.RU], to_plane) for part in (one, other))
    overlay = flatter.difference(flat).area / 1e6, flat.difference(flatter).area / 1e6
    assert gain_and_loss(one, other) == pytest.approx(overlay, abs=1e-6)
    found = changes(one, other, noise_width_m=0)
    assert (found.by().gained_km2[0], found.by().lost_km2[0]) == pytest.approx(overlay, rel=2e-4)
    areas = [area_km2(part.polygons[Holder.RU]) for part in (one, other)]
    assert overlay[0] - overlay[1] == pytest.approx(areas[1] - areas[0], abs=2e-4 * overlay[0])
    geodesic = sum(area_km2(shapely.MultiPolygon(list(shape.geoms))) for shape in found.ground.geometry)
    assert found.ground.area_km2.sum() == pytest.approx(geodesic, rel=2e-4)
    assert SHARED.exists()
