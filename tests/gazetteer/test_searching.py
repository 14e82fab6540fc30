import pytest
import shapely

from geo.errors import InputError
from geo.model import Kind


def names(places):
    return {place.name for place in places}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"pattern": "Kurakh"}, {"Kurakhove", "Kurakhivka"}),
        ({"pattern": "Курахов"}, {"Kurakhove", "Kurakhivka"}),
        ({"pattern": "kurakhov?"}, {"Kurakhove"}),
        ({"pattern": "*azovstal*"}, set()),
        ({"pattern": "Velyka Novo*", "region": "Donetsk"}, {"Velyka Novosilka"}),
        ({"pattern": "Velyka Novo*", "region": "Донецька"}, {"Velyka Novosilka"}),
        ({"pattern": "Kurakhove", "region": "Kharkiv"}, set()),
        ({"pattern": "Donetsk", "kind": "region"}, {"Donetsk"}),
        ({"pattern": "Kurakhove", "kind": Kind.VILLAGE}, set()),
        ({"pattern": "Kurakhove", "kind": "settlement"}, {"Kurakhove"}),
        ({"bbox": (37.28, 47.98, 37.29, 47.99), "kind": "city"}, {"Kurakhove"}),
    ],
)
def test_places_by_pattern_region_kind_and_box(gazetteer, asked, found):
    got = names(gazetteer.search(**asked))
    assert got >= found if found else got == set()


def test_a_whole_raion(gazetteer):
    raion = gazetteer.search(region="Pokrovskyi", kind="settlement", limit=None)
    assert len(raion) > 200
    assert {place.admin.raion for place in raion} == {"Pokrovskyi"}


def test_the_largest_come_first_and_the_limit_holds(gazetteer):
    found = gazetteer.search("K*", kind="city", limit=5)
    assert len(found) == 5
    sizes = [place.population or -1 for place in found]
    assert sizes == sorted(sizes, reverse=True)


def test_a_pattern_is_no_regular_expression(gazetteer):
    assert gazetteer.search("Kurakh[o-v]ve") == []
    assert gazetteer.search("(((") == []


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"kind": "hill"}, r"kind is 'hill'; use one of settlement, city"),
        ({"bbox": (1, 2, 3)}, r"give west, south, east, north"),
        ({"bbox": (40, 47, 30, 48)}, r"west and south first"),
        ({"bbox": ("a", 1, 2, 3)}, r"give west, south, east, north"),
        ({"region": "  "}, r"give the name of an oblast"),
    ],
)
def test_what_cannot_be_asked(gazetteer, asked, says):
    with pytest.raises(InputError, match=says):
        gazetteer.search("K", **asked)


def test_settlements_within_an_area(gazetteer):
    around = shapely.Point(37.285, 47.986).buffer(0.02)
    inside = gazetteer.within(around)
    assert "Kurakhove" in names(inside)
    assert all(around.intersects(shapely.Point(place.lon, place.lat)) for place in inside)
    every = [place for place in gazetteer if place.kind.is_settlement and place.lat is not None]
    assert len(inside) == sum(around.intersects(shapely.Point(place.lon, place.lat)) for place in every)


@pytest.mark.parametrize(
    ("geometry", "says"),
    [
        (shapely.Point(37, 48), r"give an area that is not empty"),
        (shapely.Polygon(), r"give an area that is not empty"),
        (shapely.box(4_000_000, 6_000_000, 4_100_000, 6_100_000), r"give it in EPSG:4326"),
    ],
)
def test_what_is_no_area(gazetteer, geometry, says):
    with pytest.raises(InputError, match=says):
        gazetteer.within(geometry)


def test_the_frame_has_every_place(gazetteer):
    frame = gazetteer.to_frame()
    assert frame.crs == "EPSG:4326"
    assert len(frame) == len(gazetteer)
    row = frame.set_index("place_id").loc["UA1402001001"]
    assert (row["name"], row["name_uk"], row["kind"], row["oblast"]) == ("Bakhmut", "Бахмут", "city", "Donetsk")
    assert row.geometry.distance(shapely.Point(38.0, 48.6)) < 0.1
    assert frame["population"].dtype == "Int64"
