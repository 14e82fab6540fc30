import pytest

from geo.gazetteer import Gazetteer
from geo.gazetteer.automaton import NameAutomaton, patterns
from geo.gazetteer.build import table_digest
from geo.model import Kind
from geo.names import skeleton


def test_get(gazetteer):
    place = gazetteer.get("UA1416011001")
    assert (place.name, place.kind, place.admin.oblast, place.admin.raion) == (
        "Kurakhove",
        Kind.CITY,
        "Donetsk",
        "Pokrovskyi",
    )
    assert gazetteer.get("UA0000000000") is None
    assert gazetteer.get("") is None


def test_every_row_is_found_by_its_id(gazetteer):
    rows = range(0, len(gazetteer), 997)
    assert [gazetteer.row(gazetteer.place_id(row)) for row in rows] == list(rows)


@pytest.mark.parametrize(
    ("name", "place_id"),
    [
        ("Kurakhove", "UA1416011001"),
        ("Курахове", "UA1416011001"),
        ("Kurakhovo", "UA1416011001"),
        ("Artemivsk", "UA1402001001"),
        ("Бахмут", "UA1402001001"),
        ("Kyiv", "UA8000000000"),
        ("Kiev", "UA8000000000"),
        ("Sevastopol", "UA8500000000"),
        ("Sudzha", "RU:Kursk/Sudzha"),
        ("Novorossiysk", "GN518255"),
        ("Warsaw", "GN756135"),
        ("Crimea", "ADM1:UA01"),
        ("Yelyzavetivka", "UA1416013005"),
        ("Elizavetovka", "UA1416013005"),
    ],
)
def test_lookup_finds_the_place_under_many_spellings(gazetteer, name, place_id):
    assert place_id in [found.place.place_id for found in gazetteer.lookup(name)]


def test_lookup_ranks_the_larger_first_and_says_why(gazetteer):
    first, *_ = gazetteer.lookup("Kharkiv")
    assert (first.place.place_id, first.score, first.why) == ("UA6312027001", 1.0, "its name")


def test_a_misspelt_name_scores_less_and_says_so(gazetteer):
    found = gazetteer.lookup("Kurakhhove", limit=1)
    assert found[0].place.name == "Kurakhove"
    assert found[0].score < 0.6
    assert "misspelt" in found[0].why


@pytest.mark.parametrize("name", ["", "   ", "Qqxzvbnt", "'"])
def test_lookup_of_nothing_is_empty(gazetteer, name):
    assert gazetteer.lookup(name) == []


def test_search_by_prefix_pattern_region_and_kind(gazetteer):
    assert gazetteer.search("Kurakh", kind=Kind.CITY)[0].name == "Kurakhove"
    villages = gazetteer.search("*zavetivka", region="Donetsk", kind=Kind.VILLAGE)
    assert {place.admin.oblast for place in villages} == {"Donetsk"}
    assert "UA1416013005" in {place.place_id for place in villages}
    assert gazetteer.search("Kurakhov?")
    assert gazetteer.search("zzzz*") == []


def test_nearest_is_geodesic_and_ordered(gazetteer):
    found = gazetteer.nearest(47.98, 37.28, 5)
    distances = [km for _, km in found]
    assert distances == sorted(distances)
    assert found[0][1] < 3
    assert all(place.kind.is_settlement for place, _ in found)


def test_suggest(gazetteer):
    assert "Kurakhove" in gazetteer.suggest("Kurakhve")


def test_the_saved_automaton_equals_one_built_anew(gazetteer, monkeypatch):
    text = "Бої біля Курахове; fighting near velyka novosilka".lower().encode()
    saved = gazetteer.automaton.find_overlapping(text)
    monkeypatch.setattr("geo.gazetteer.automaton.version", lambda _: "another")
    assert NameAutomaton(gazetteer._store).find_overlapping(text) == saved
    assert saved


def test_patterns_are_folded_and_long_enough():
    assert patterns(["Yu", "Slov’yansk", "Ivano-Frankivsk"]) == ["ivano frankivsk", "slov'yansk", "slovyansk"]


def test_the_file_says_what_it_is(gazetteer):
    assert gazetteer.facts["places"] == len(gazetteer) > 37_000
    assert {"licence", "name", "package"} <= gazetteer.facts["sources"][0].keys()
    assert gazetteer.path.stat().st_size <= 8_000_000


def test_every_settlement_has_a_position_and_an_honest_radius(gazetteer):
    for place in gazetteer:
        if place.kind.is_settlement:
            assert -90 <= place.lat <= 90
            assert -180 <= place.lon <= 180
            assert place.uncertainty_m >= 500
            assert place.source


def test_a_folder_opens_as_its_file(gazetteer):
    assert len(Gazetteer.open(gazetteer.path.parent)) == len(gazetteer)


def test_the_committed_file_is_not_stale(gazetteer):
    folder = gazetteer.path.parent
    for name, digest in gazetteer.facts["tables"].items():
        assert table_digest(folder / name) == digest, f"{name} has changed: run make gazetteer"
    for row in range(0, len(gazetteer), 97):
        place = gazetteer.place(row)
        assert row in {found for found, _ in gazetteer.bearers(place.name)}, "geo.names has changed: run make gazetteer"
        if place.kind.is_settlement and place.admin.country in ("UA", "RU", "BY"):
            found = {found for _, rows in gazetteer._rows.akin(skeleton(place.name)) for found in rows}
            assert row in found, "geo.names has changed: run make gazetteer"
