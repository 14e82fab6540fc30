import pytest

from geo.gazetteer.merge import merge
from geo.gazetteer.sources.record import COD_AB, GEONAMES, INID, KATOTTG, DatedName, Record, user_table
from geo.model import Admin, FormerName, Kind, Place

MIDDLE = "name: KATOTTG; placed at its hromada: no position of its own"
DONETSK = Admin("UA", "Donetsk", "Pokrovskyi", "Kurakhivska")


def place(place_id, uk, lat, lon, *, en="", radius_m=20_000.0, source=MIDDLE, **more):
    names = {"en": en or uk, "uk": uk}
    return Place(place_id, names["en"], Kind.VILLAGE, lat, lon, radius_m, DONETSK, names, source=source, **more)


def record(native_id, name, lat, lon, *, source="geonames", country="UA", **more):
    return Record(source, native_id, 2, name, country=country, lat=lat, lon=lon, **more)


def by_id(merged):
    assert len({one.place_id for one in merged.places}) == len(merged.places)
    return {one.place_id: one for one in merged.places}


ILLINKA = place("UA1416011004", "Іллінка", 48.0, 37.3, en="Illinka")


def test_an_exact_source_upgrades_a_position_and_its_uncertainty():
    new = record("UA1416011004", "Illinka", 48.00735, 37.29743, source="cod-ab", pcode="UA1416011004")
    merged = merge([ILLINKA], [(COD_AB, [new])])
    got = by_id(merged)["UA1416011004"]
    assert (got.lat, got.lon, got.uncertainty_m) == (48.00735, 37.29743, 1000.0)
    assert got.source == "name: KATOTTG; position: OCHA COD-AB (CC BY-IGO)".replace("name:", "names:")
    assert merged.tallies["cod-ab"].by_id == 1
    assert merged.disagreements == []  # the middle of a hromada is no statement of where a village lies


def test_a_worse_source_moves_nothing_but_is_heard_of():
    exact = place(
        "UA1416011004", "Іллінка", 48.0, 37.3, radius_m=1000.0, source="position: OCHA COD-AB 2026-02 (CC BY-IGO)"
    )
    far = record("707244", "Іллінка", 48.04, 37.3, geonameid=707244, population=561)
    merged = merge([exact], [(GEONAMES, [far])])
    got = by_id(merged)["UA1416011004"]
    assert (got.lat, got.uncertainty_m, got.population) == (48.0, 1000.0, 561)
    (one,) = merged.disagreements
    assert (one.place_id, one.second, one.km) == ("UA1416011004", "GeoNames (CC BY 4.0)", pytest.approx(4.4, abs=0.1))


@pytest.mark.parametrize(
    ("km_north", "same"),
    [(0.0, True), (4.5, True), (6.0, False), (600.0, False)],
)
def test_without_an_id_a_name_and_the_distance_say_what_is_the_same(km_north, same):
    exact = place("UA1416011004", "Іллінка", 48.0, 37.3, radius_m=1000.0, source="position: OCHA COD-AB")
    other = record("1", "Ilyinka", 48.0 + km_north / 111.2, 37.3, geonameid=1, names={"ru": "Ильинка"})
    places = by_id(merge([exact], [(GEONAMES, [other])]))
    assert set(places) == ({"UA1416011004"} if same else {"UA1416011004", "GN1"})
    if same:
        assert places["UA1416011004"].names["ru"] == "Ильинка"
        assert "Ilyinka" in places["UA1416011004"].aliases


def test_each_place_and_each_record_is_joined_once():
    """Two villages of one name 3 km apart, and the same two in GeoNames: each goes to the nearer."""
    two = [
        place("UA1416011004", "Іванівка", 48.00, 37.3, radius_m=1000.0, source="position: OCHA COD-AB"),
        place("UA1416011006", "Іванівка", 48.03, 37.3, radius_m=1000.0, source="position: OCHA COD-AB"),
    ]
    records = [record("1", "Іванівка", 48.02, 37.3, geonameid=1), record("2", "Іванівка", 48.005, 37.3, geonameid=2)]
    merged = merge(two, [(GEONAMES, records)])
    assert set(by_id(merged)) == {"UA1416011004", "UA1416011006"}
    assert merged.tallies["geonames"].by_name == 2


def test_a_place_without_a_position_is_given_away_only_where_it_is_sure():
    two = [place("UA1416011004", "Іванівка", 48.0, 37.3), place("UA1416013006", "Іванівка", 48.05, 37.3)]
    between = record("1", "Іванівка", 48.03, 37.3, geonameid=1)
    merged = merge(two, [(GEONAMES, [between])])
    assert set(by_id(merged)) == {"UA1416011004", "UA1416013006", "GN1"}
    assert (merged.tallies["geonames"].new, merged.tallies["geonames"].unsure) == (1, 1)
    alone = by_id(merge(two[:1], [(GEONAMES, [between])]))["UA1416011004"]
    assert (alone.lat, alone.uncertainty_m) == (48.03, 1500.0)


def test_places_of_another_country_are_others():
    abroad = record("1", "Іллінка", 48.0, 37.3, geonameid=1, country="RU")
    assert set(by_id(merge([ILLINKA], [(GEONAMES, [abroad])]))) == {"UA1416011004", "GN1"}


def test_an_entry_named_in_a_source_is_that_place():
    known = place(
        "RU:Kursk/Sudzha", "Суджа", 51.19, 35.27, source="position: GeoNames 487928 (CC BY 4.0); names: hand-kept"
    )
    renamed = record("487928", "Сужда", 51.19, 35.27, geonameid=487928, country="RU")
    assert set(by_id(merge([known], [(GEONAMES, [renamed])]))) == {"RU:Kursk/Sudzha"}


@pytest.mark.parametrize(
    ("source", "new", "expected"),
    [
        (GEONAMES, record("7", "Nove", 48.0, 37.0, geonameid=7), "GN7"),
        (INID, record("RU38640401101", "Новое", 51.0, 35.0, source="inid", country="RU"), "RU38640401101"),
        (COD_AB, record("UA1499", "Нове", 48.0, 37.0, source="cod-ab", pcode="UA1416011099"), "UA1416011099"),
    ],
)
def test_what_nobody_knew_is_a_place_of_its_own(source, new, expected):
    assert set(by_id(merge([ILLINKA], [(source, [new])]))) == {"UA1416011004", expected}


def test_a_newer_register_renames_and_keeps_the_old_name(tmp_path):
    old = place("UA1416021040", "Пушкіне", 48.1, 37.1, en="Pushkine")
    new = record(
        "UA1416021040", "Pushkine", 48.135, 37.14, source="cod-ab", pcode="UA1416021040",
        names={"en": "Pushkine", "uk": "Чумацьке"},
    )  # fmt: skip
    got = by_id(merge([old], [(COD_AB, [new])]))["UA1416021040"]
    assert (got.name, got.names["uk"]) == ("Chumatske", "Чумацьке")
    assert {"Pushkine", "Пушкіне"} <= set(got.aliases)


def test_names_kept_by_hand_stay():
    kept = place("UA1416021040", "Пушкіне", 48.1, 37.1, en="Pushkine", source="position: OCHA COD-AB; names: hand-kept")
    new = record("x", "Pushkine", 48.1, 37.1, source="cod-ab", pcode="UA1416021040", names={"uk": "Чумацьке"})
    got = by_id(merge([kept], [(COD_AB, [new])]))["UA1416021040"]
    assert (got.name, got.names["uk"]) == ("Pushkine", "Пушкіне")
    assert "Чумацьке" in got.aliases


def test_former_names_are_no_aliases():
    old = place("UA1402001001", "Бахмут", 48.6, 38.0, former=(FormerName("Артемівськ", "1924", "2016", "act"),))
    dated = DatedName("Artyomovsk", "ru", "1924", "2016")
    new = record(
        "1", "Bakhmut", 48.6, 38.0, geonameid=1, names={"uk": "Бахмут"}, aliases=("Артемівськ",), former=(dated,)
    )
    got = by_id(merge([old], [(GEONAMES, [new])]))["UA1402001001"]
    assert [(one.name, one.until) for one in got.former] == [("Артемівськ", "2016"), ("Artyomovsk", "2016")]
    assert "Артемівськ" not in got.aliases


def test_a_table_of_the_users_goes_before_compiled_sources_and_after_surveyed_ones(tmp_path):
    table = user_table(tmp_path / "villages.csv")
    mine = Record(table.key, "1", 2, "Іллінка", country="UA", lat=48.01, lon=37.31, uncertainty_m=300.0)
    surveyed = place("UA1416011004", "Іллінка", 48.0, 37.3, radius_m=1000.0, source="position: OCHA COD-AB")
    looked_up = place("UA1416011004", "Іллінка", 48.0, 37.3, radius_m=1000.0, source="position: Wikipedia")
    assert by_id(merge([surveyed], [(table, [mine])]))["UA1416011004"].lat == 48.0
    got = by_id(merge([looked_up], [(table, [mine])]))["UA1416011004"]
    assert (got.lat, got.uncertainty_m) == (48.01, 300.0)


def test_a_settlement_that_no_source_places_stands_at_its_hromada():
    """As a register without positions adds one: with the radius that goes with the middle of what is known there."""
    near = [
        place(f"UA141601100{n}", f"Село {n}", 48 + n / 100, 37.3, radius_m=1000.0, source="position: OCHA COD-AB")
        for n in range(1, 4)
    ]
    new = record("UA1416011009", "Нове", None, None, source="katottg", pcode="UA1416011009", names={"uk": "Нове"})
    merged = merge(near, [(KATOTTG, [new])])
    got = by_id(merged)["UA1416011009"]
    assert (got.lat, got.lon) == (48.02, 37.3)
    assert got.uncertainty_m >= 8000
    assert "placed at its hromada: no position of its own" in got.source


def test_a_place_of_no_country_is_of_the_one_it_lies_in():
    table = [record("1", "Nova Dacha", 48.0, 37.3, country=""), record("2", "Новая Дача", 51.2, 35.3, country="")]
    places = by_id(merge([], [(GEONAMES, table)]))
    here, there = places["GEONAMES:1"], places["GEONAMES:2"]
    assert (here.admin.country, here.admin.oblast) == ("UA", "Donetsk")
    assert (there.admin.country, there.admin.oblast) == ("RU", "")


def test_what_has_neither_a_position_nor_a_known_id_is_left_out_and_counted():
    nowhere = record("5", "Nowhere", None, None, geonameid=5)
    merged = merge([ILLINKA], [(GEONAMES, [nowhere])])
    assert set(by_id(merged)) == {"UA1416011004"}
    assert merged.tallies["geonames"].unplaced == 1


def test_the_same_sources_make_the_same_places():
    records = [record(str(n), f"Село {n % 7}", 48 + n / 1000, 37.0, geonameid=n) for n in range(1, 60)]
    first, second = (merge([ILLINKA], [(GEONAMES, records)]) for _ in range(2))
    assert first.places == second.places
