import threading

import pytest

from geo.errors import InputError, UnknownPlaceError
from geo.gazetteer import Gazetteer, own
from geo.gazetteer.own import Own, change, checked, merged, new_id, read_own, read_table, remove
from geo.model import Kind

KURAKHOVE = "UA1416011001"
HEAD = ",".join(own.COLUMNS)


def keep(folder, *rows):
    def edit(kept):
        for one in rows:
            kept[one.place_id] = merged(kept.get(one.place_id), one)

    change(folder, edit)
    return Gazetteer.open(folder)


def test_a_correction_wins_and_leaves_the_rest(tmp_path):
    before = Gazetteer.embedded().get(KURAKHOVE)
    gazetteer = keep(tmp_path, Own(KURAKHOVE, lat=47.99, lon=37.29, note="seen on the ground"))
    after = gazetteer.get(KURAKHOVE)
    assert (after.lat, after.lon) == (47.99, 37.29)
    assert (after.name, after.kind, after.population) == (before.name, before.kind, before.population)
    assert "position: the user's own" in after.source
    assert "seen on the ground" in after.source
    assert len(gazetteer) == len(Gazetteer.embedded())
    assert [place.place_id for place in gazetteer].count(KURAKHOVE) == 1


def test_a_corrected_place_is_found_by_all_its_names_and_where_it_now_is(tmp_path):
    gazetteer = keep(tmp_path, Own(KURAKHOVE, aliases=("Fortress K",), lat=50.0, lon=30.0))
    for name in ("Kurakhove", "Курахово", "fortress k", "Курахового"):
        assert gazetteer.lookup(name)[0].place.lat == 50.0, name
    assert gazetteer.has_name("Fortress K")
    assert gazetteer.nearest(50.0, 30.0)[0][0].place_id == KURAKHOVE
    assert gazetteer.nearest(47.98585, 37.28512)[0][0].place_id != KURAKHOVE
    assert [place.place_id for place in gazetteer.search("fortress")] == [KURAKHOVE]
    assert gazetteer.row(KURAKHOVE) in gazetteer.often_reported_rows


def test_a_place_of_ones_own_is_a_place_like_others(tmp_path):
    new = Own(
        "OWN:dacha-7", name_en="Dacha Seven", name_uk="Дача Сім", kind=Kind.HAMLET, country="UA", lat=48.0, lon=37.0
    )
    gazetteer = keep(tmp_path, new)
    place = gazetteer.lookup("Dacha Seven")[0].place
    assert (place.place_id, place.kind, place.uncertainty_m) == ("OWN:dacha-7", Kind.HAMLET, 700.0)
    assert gazetteer.lookup("Дача Сім")[0].place == place
    assert gazetteer.lookup("Dacha Sevan")[0].place == place
    assert gazetteer.get("OWN:dacha-7") == place
    assert len(gazetteer) == len(Gazetteer.embedded()) + 1
    assert gazetteer.to_frame()["place_id"].iloc[-1] == "OWN:dacha-7"


def test_a_name_of_ones_own_is_read_in_a_report(tmp_path):
    from geo.reading.search import name_spans

    gazetteer = keep(tmp_path, Own(KURAKHOVE, aliases=("Zahirne Pole",)))
    text = "Shelling near Zahirne Pole and Toretsk."
    assert [text[start:end] for start, end in name_spans(text, gazetteer)] == ["Zahirne Pole", "Toretsk"]


def test_what_is_said_twice_adds_up(tmp_path):
    keep(tmp_path, Own(KURAKHOVE, aliases=("One",), note="first"))
    keep(tmp_path, Own(KURAKHOVE, aliases=("Two",), population=5))
    (kept,) = read_own(tmp_path)
    assert (kept.aliases, kept.note, kept.population) == (("One", "Two"), "first", 5)


def test_a_correction_can_be_taken_back(tmp_path):
    keep(tmp_path, Own(KURAKHOVE, lat=50.0, lon=30.0), Own("OWN:x", name_en="X-place", lat=1.0, lon=1.0))
    remove(tmp_path, KURAKHOVE)
    assert Gazetteer.open(tmp_path).get(KURAKHOVE) == Gazetteer.embedded().get(KURAKHOVE)
    with pytest.raises(UnknownPlaceError, match=r"own.csv: says nothing of UA1416011001; it speaks of: OWN:x"):
        remove(tmp_path, KURAKHOVE)


def test_a_correction_of_what_is_listed_no_longer_is_kept_and_told(tmp_path, caplog):
    gazetteer = keep(tmp_path, Own("UA9999999999", aliases=("Gone",)))
    assert len(gazetteer) == len(Gazetteer.embedded())
    assert [one.place_id for one in gazetteer.stale] == ["UA9999999999"]
    assert "corrects UA9999999999, which the gazetteer no longer lists" in caplog.text


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("", r"own.csv, line 2: has another number of cells"),
        ("x,,,,,,,,,,,,,", r"line 2: place_id is 'x'"),
        ("OWN:a,A,,,,hill,,,,,,,,", r"line 2: kind is 'hill'; use one of"),
        ("OWN:a,A,,,,,,,,91,10,,,", r"line 2: lat is '91'"),
        ("OWN:a,A,,,,,,,,48,,,,", r"only one of lat and lon is given"),
        ("OWN:a,A,,,,,,,,48,37,-5,,", r"uncertainty_m is '-5'; give metres above 0"),
        ("OWN:a,A,,,,,,,,48,37,inf,,", r"uncertainty_m is 'inf'"),
        ("OWN:a,A,,,,,,,,48,37,,many,", r"population is 'many'"),
        (
            "OWN:a,A,,,,,,,,48,37,,,\nOWN:a,B,,,,,,,,48,37,,,",
            r"line 3: place_id OWN:a is there twice; join the two rows",
        ),
    ],
)
def test_a_bad_row_is_named(tmp_path, row, says):
    (tmp_path / "own.csv").write_text(f"{HEAD}\n{row},\n" if row == "" else f"{HEAD}\n{row}\n", encoding="utf-8")
    with pytest.raises(InputError, match=says):
        read_own(tmp_path)
    with pytest.raises(InputError):
        Gazetteer.open(tmp_path)


def test_the_layer_reads_back_as_written(tmp_path):
    rows = [
        Own(
            "OWN:b", name_en='Say "B", please', aliases=("Б", "B|".strip("|")), lat=48.123456789, lon=37.0, note="a, b"
        ),
        Own(KURAKHOVE, kind=Kind.TOWN, uncertainty_m=750.0, population=0),
    ]
    own.write_own(tmp_path, rows)
    assert read_table(tmp_path / "own.csv") == rows


def test_many_writers_lose_nothing(tmp_path):
    threads = [
        threading.Thread(target=keep, args=(tmp_path, Own(KURAKHOVE, aliases=(f"Alias {n}",)))) for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(read_own(tmp_path)[0].aliases) == {f"Alias {n}" for n in range(8)}


@pytest.mark.parametrize("name", ["", " ", "...", "a\tb", "a\nb", "a|b", "\u202e"])
def test_what_is_no_name(name):
    with pytest.raises(InputError, match=r"is no name"):
        checked(Own(KURAKHOVE, aliases=(name,)), "geo gazetteer alias")


def test_a_new_id_is_free():
    taken = {"OWN:nova-hora", "OWN:nova-hora-2"}
    assert new_id("Nova Hora", taken.__contains__) == "OWN:nova-hora-3"
