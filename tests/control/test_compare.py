"""Source against source: where two assessments of one day differ."""

import datetime as dt
import json
import sys
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
from claim_rows import control, day
from control_files import SHARED

from geo.cli import cli
from geo.control import Control, ControlSeries, Ground, compare_sources
from geo.control.assessed import area_km2
from geo.control.metric import to_plane
from geo.errors import InputError, NoDateError
from geo.gazetteer.outlines import Outlines

OUTLINES = Outlines.open()
UKRAINE = OUTLINES.countries["UA"]
HELD = shapely.box(37.3, 47.7, 38.5, 48.2)
# some 7.5 by 11 km, south of Kurakhove
MORE = shapely.box(37.2, 47.8, 37.3, 47.9)


def compared(one, other, **how):
    """Compare the areas of two sources, a and b, on 1 December 2024."""
    return compare_sources(control(0, "a", **one), control(0, "b", **other), outlines=OUTLINES, **how)


def flat_km2(shape):
    """Return the area of a shape whose edges are straight in degrees."""
    return shapely.transform(shapely.segmentize(shape, 0.01), to_plane).area / 1e6


def km2(shape):
    return area_km2(shapely.MultiPolygon(list(shapely.get_parts(shape))))


def test_ground_is_told_by_who_holds_it_by_each():
    found = compared({"RU": HELD}, {"RU": HELD.union(MORE)})
    (row,) = found.ground.itertuples()
    assert (row.one, row.other, row.ground, row.sector, row.oblast) == ("UA", "RU", "front", "Kurakhove", "Donetsk")
    assert row.area_km2 == pytest.approx(km2(MORE), rel=2e-4)
    assert row.geometry.symmetric_difference(MORE).area < 1e-9
    assert found.by("sector").values.tolist() == [["Kurakhove", "UA", "RU", row.area_km2]]
    assert found.ground.crs == "EPSG:4326"


def test_the_same_is_no_difference(gazetteer):
    found = compared({"RU": HELD}, {"RU": HELD}, gazetteer=gazetteer)
    assert len(found.ground) == len(found.settlements) == len(found.by()) == 0
    assert found.text() == (
        "On 1 December 2024 a and b do not differ on any ground about the line. They tell no settlement differently."
    )


@settings(max_examples=12)
@given(st.integers(360, 372), st.integers(475, 480), st.integers(1, 9), st.integers(1, 9))
def test_two_sources_differ_as_much_either_way_round(x, y, wide, high):
    box = shapely.box(x / 10, y / 10, (x + wide) / 10, (y + high) / 10)
    one, other = compared({"RU": HELD}, {"RU": box}), compared({"RU": box}, {"RU": HELD})
    there = {(row.one, row.other): row.area_km2 for row in one.by().itertuples()}
    back = {(row.other, row.one): row.area_km2 for row in other.by().itertuples()}
    assert there == pytest.approx(back, abs=1e-6)
    assert one.ground.area_km2.sum() == pytest.approx(flat_km2(HELD.symmetric_difference(box)), rel=1e-6)


def test_strips_are_told_apart():
    strip = shapely.box(37.2997, 47.7, 37.3, 48.2)
    found = compared({"RU": HELD}, {"RU": shapely.union_all([HELD, MORE, strip])})
    assert found.area_km2(Ground.FRONT) == pytest.approx(83.3, abs=0.5)
    assert found.area_km2(Ground.REDRAWING) == pytest.approx(44.5 * 0.0224, rel=0.02)
    assert found.text().endswith(" Strips narrower than 50 m, 1.0 km² in all, are left out.")
    assert compared({"RU": HELD}, {"RU": HELD.union(strip)}, noise_width_m=0).area_km2(Ground.FRONT) > 1


def test_contested_ground_differs_from_held():
    found = compared({"RU": HELD, "contested": MORE}, {"RU": HELD})
    assert found.by()[["one", "other"]].values.tolist() == [["contested", "UA"]]
    assert (
        "83 km² that a assesses as contested and b as held by Ukrainian forces, mostly south of Kurakhove."
        in found.text()
    )


def test_coast_and_sea_are_left_out():
    # the coast at Mariupol, far from the line
    coast = shapely.box(37.3, 46.6, 37.9, 47.2)
    inland = shapely.box(37.2, 47.1, 39.0, 48.2)
    found = compared({"RU": inland.difference(coast)}, {"RU": inland.union(coast)})
    assert found.area_km2(Ground.OUTLINE) > found.area_km2(Ground.FRONT)
    assert "Ground along coast and border and at sea, which they draw differently, is left out" in found.text()


def test_a_source_that_draws_nothing_abroad_knows_nothing_of_it(gazetteer):
    kursk = shapely.box(35.0, 51.15, 35.5, 51.6)
    found = compared({"RU": HELD}, {"RU": HELD, "UA": kursk}, gazetteer=gazetteer)
    abroad = found.ground[found.ground.ground == "abroad"]
    assert set(zip(abroad.one, abroad.other, strict=True)) == {("unknown", "UA")}
    assert len(found.by()) == 0
    sudzha = found.settlements.set_index("name").loc["Sudzha"]
    assert sudzha[["one", "other", "ground"]].tolist() == ["unknown", "UA", "abroad"]
    assert "Abroad, where one of them may draw nothing, they differ on " in found.text()


@pytest.mark.parametrize("turned", [False, True])
def test_one_draws_ukraine_and_the_other_does_not(turned):
    """The gap that one of them leaves is unknown where the other draws it, and no difference where neither does."""
    gap = shapely.box(37.1, 47.7, 37.3, 48.2)
    ukraine = UKRAINE.difference(shapely.union_all([HELD, gap]))
    areas = ({"RU": HELD.union(MORE)}, {"RU": HELD, "UA": ukraine})
    found = compared(*(areas[::-1] if turned else areas))
    rows = found.by()
    assert sorted(rows[["one", "other"]].values[0]) == ["RU", "unknown"]
    assert rows.area_km2.tolist() == [pytest.approx(km2(MORE), rel=2e-4)]


def test_settlements_are_told(gazetteer):
    around = shapely.box(37.1, 47.9, 37.3, 48.05)
    found = compared({"RU": HELD.union(around)}, {"RU": HELD}, gazetteer=gazetteer)
    first = found.settlements.iloc[0]
    assert first[["name", "one", "other", "ground", "sector", "oblast"]].tolist() == [
        "Kurakhove", "RU", "UA", "front", "Kurakhove", "Donetsk",
    ]  # fmt: skip
    assert f" They tell {len(found.settlements)} settlements differently: Kurakhove" in found.text()
    assert found.as_json()["settlements"][0]["lat"] == pytest.approx(47.98, abs=0.02)


def test_an_object_for_json():
    document = json.loads(json.dumps(compared({"RU": HELD}, {"RU": HELD.union(MORE)}).as_json()))
    assert document["sources"] == ["a", "b"]
    assert document["area_km2"] == pytest.approx(83.3, abs=0.5)
    assert document["oblasts"] == [{"oblast": "Donetsk", "one": "UA", "other": "RU", "area_km2": document["area_km2"]}]
    assert document["settlements"] is None


def test_an_older_day_is_said():
    found = compare_sources(control(0, "a", RU=HELD), control(3, "b", RU=HELD), outlines=OUTLINES)
    assert found.date == day(3)
    assert found.text().endswith("about the line. a is as of 1 December 2024.")


@pytest.mark.parametrize("width", [-1, float("nan"), float("inf")])
def test_a_width_that_is_none_is_refused(width):
    with pytest.raises(InputError, match=r"a width of .+ m for noise; give 0 or more"):
        compared({"RU": HELD}, {"RU": HELD}, noise_width_m=width)


def test_what_cannot_be_compared_is_refused():
    held = control(0, "a", RU=HELD)
    with pytest.raises(InputError, match="'a' is compared with itself; name two sources"):
        compare_sources(held, held)
    with pytest.raises(NoDateError, match="b: does not say which day it shows"):
        compare_sources(held, Control(None, "b", held.polygons))
    with pytest.raises(InputError, match="control of 2024-12-03 is compared for 2024-12-01"):
        compare_sources(held, control(2, "b", RU=HELD), date=day(0))
    found = compared({"RU": HELD}, {"RU": MORE})
    with pytest.raises(InputError, match="divided by sector and oblast, not by 'raion'"):
        found.by("raion")
    with pytest.raises(InputError, match="told in en"):
        found.text("fr")


# -- the command, on the shared material --------------------------------------------------------------------------


def run(*arguments):
    return CliRunner().invoke(cli, ["control", *map(str, arguments)], catch_exceptions=False)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A store of both sources."""
    if not SHARED.is_dir():
        pytest.skip("the shared material is not beside this checkout")
    path = tmp_path_factory.mktemp("store") / "control.db"
    series = next(SHARED.glob("deepstate-*.parquet"))
    run("import", SHARED / "uacontrolmap", "--source", "uacontrolmap", "--store", path)
    run("import", series, "--source", "deepstate", "--store", path)
    return path


def test_two_sources_of_the_store(store):
    found = run("compare", "deepstate", "uacontrolmap", "--store", store, "--date", "2024-12-16")
    text, *tables = found.stdout.splitlines()
    assert text.startswith("On 16 December 2024 deepstate and uacontrolmap differ on ")
    assert tables[1].split() == ["sector", "deepstate", "uacontrolmap"]
    assert len([line for line in tables if line.endswith("km²")]) > 10
    series = next(SHARED.glob("deepstate-*.parquet"))
    other = run("compare", series, f"{store}#uacontrolmap", "--date", "2024-12-16", "--json")
    document = json.loads(other.stdout)
    assert 100 < document["area_km2"] < 2000
    assert document["area_km2"] == pytest.approx(sum(row["area_km2"] for row in document["sectors"]), abs=0.1)
    assert any(row["name"] == "Sudzha" and row["one"] == "unknown" for row in document["settlements"])


def test_ground_of_the_two_is_what_shapely_says(store):
    on = dt.date(2025, 7, 6)
    one, other = (ControlSeries(f"{store}#{name}").on(on) for name in ("deepstate", "uacontrolmap"))
    found = compare_sources(one, other)
    apart = shapely.symmetric_difference(one.polygons["RU"], other.polygons["RU"])
    assert found.ground.area_km2.sum() == pytest.approx(km2(apart), rel=5e-4)


def test_a_source_that_is_not_there_is_refused(tmp_path, store):
    with pytest.raises(InputError, match="'nobody'"):
        run("compare", "nobody", "deepstate", "--store", store, "--date", "2024-12-16")
    with pytest.raises(InputError, match="nobody: no such file, and no control has been brought in"):
        run("compare", "nobody", "deepstate", "--store", tmp_path / "none.db", "--date", "2024-12-16")
    path = tmp_path / "a.geojson"
    gpd.GeoDataFrame(geometry=[HELD], crs="EPSG:4326").to_file(path)
    with pytest.raises(InputError, match="a: does not say which day it shows"):
        run("compare", path, "deepstate", "--store", store, "--date", "2024-12-16")
