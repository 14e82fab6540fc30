"""Sources installed for real: files, addresses, sets; and everything that can go wrong on the way."""

import csv
import hashlib
import os
import resource
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from web import serving

from geo.errors import GeoError, InputError, OutputError
from geo.gazetteer import Gazetteer
from geo.gazetteer.download import FetchError
from geo.gazetteer.install import Options, recipes
from geo.gazetteer.install import install as install_onto
from geo.gazetteer.join import distance_km
from geo.gazetteer.lock import locked
from geo.gazetteer.write import write_gazetteer

TABLE = (
    "id,name_en,name_uk,lat,lon,country,oblast\n"
    "1,Nova Dacha,Нова Дача,48.01,37.01,UA,Donetsk\n"
    "2,Stara Dacha,Стара Дача,48.02,37.02,UA,Donetsk\n"
)


def dump_line(number, name, lat, lon, *, country="RU", admin1="41", people=0, code="PPL"):
    cells = [
        str(number),
        name,
        name,
        "",
        str(lat),
        str(lon),
        "P",
        code,
        country,
        "",
        admin1,
        *[""] * 3,
        str(people),
        "",
        "",
        "Europe/Moscow",
        "2024-01-01",
    ]
    return "\t".join(cells)


@pytest.fixture(scope="session")
def base(tmp_path_factory):
    """A gazetteer of two oblasts, to be joined onto quickly."""
    path = tmp_path_factory.mktemp("base") / "base.gaz"
    places = [place for place in Gazetteer.embedded() if place.admin.oblast in ("Kherson", "Kursk")]
    write_gazetteer([*places, Gazetteer.embedded().get("UA1416011001")], path, {"sources": []})
    return Gazetteer.open(path)


@pytest.fixture
def install(base):
    def onto_the_small_base(what, folder, **options):
        return install_onto(what, folder, Options(base=base, **options))

    return onto_the_small_base


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "villages.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


@pytest.fixture
def dump(tmp_path):
    path = tmp_path / "RU.zip"
    lines = [
        dump_line(1, "Dacha Novaya", 51.3, 35.3),
        dump_line(2, "Far Away", 60.0, 100.0, admin1="91"),
        dump_line(487928, "Sudzha", 51.1914, 35.2706, people=6036),
    ]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("RU.txt", "\n".join(lines) + "\n")
    return path


# -- what is installed --------------------------------------------------------------------------------------------


def test_a_file_is_joined_onto_the_gazetteer(install, base, table, tmp_path):
    installed = install(str(table), tmp_path / "g")
    gazetteer = Gazetteer.open(tmp_path / "g")
    assert gazetteer.path == installed.path == tmp_path / "g" / "installed.gaz"
    assert len(gazetteer) == installed.places == len(base) + 2
    place = gazetteer.lookup("Нова Дача")[0].place
    assert (place.place_id, place.lat, place.source) == ("VILLAGES:1", 48.01, "villages")
    assert gazetteer.get("UA1416011001") == base.get("UA1416011001")
    assert gazetteer.facts["sources"][-1]["sha256"] == hashlib.sha256(TABLE.encode()).hexdigest()


def test_sources_add_up_and_a_new_edition_takes_the_place_of_the_old(install, table, dump, tmp_path):
    install(str(table), tmp_path / "g")
    install(str(dump), tmp_path / "g")
    gazetteer = Gazetteer.open(tmp_path / "g")
    assert gazetteer.has_name("Nova Dacha")
    assert gazetteer.has_name("Dacha Novaya")
    table.write_text(TABLE.replace("Stara", "Velyka").replace("Стара", "Велика"), encoding="utf-8")
    install(str(table), tmp_path / "g")
    gazetteer = Gazetteer.open(tmp_path / "g")
    assert gazetteer.has_name("Velyka Dacha")
    assert not gazetteer.has_name("Stara Dacha")
    assert gazetteer.has_name("Dacha Novaya")


def test_the_same_sources_give_the_same_places(install, table, dump, tmp_path):
    for folder, order in (("a", (table, dump)), ("b", (dump, table))):
        for path in order:
            install(str(path), tmp_path / folder)
    first, second = Gazetteer.open(tmp_path / "a"), Gazetteer.open(tmp_path / "b")
    assert list(first) == list(second)


def test_rows_left_out_are_counted_and_named(install, tmp_path):
    path = tmp_path / "villages.csv"
    path.write_text(TABLE + "3,Nowhere,,,,UA,Donetsk\n", encoding="utf-8")
    (lines,) = install(str(path), tmp_path / "g").skipped.values()
    assert len(lines) == 1
    assert lines[0].startswith("4: ")


def test_a_mapping_names_the_columns(install, tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text("Ort;Breite;Laenge\nSeltsame Stelle;48,5;37,5\n", encoding="utf-8")
    mapping = {"name_en": "Ort", "lat": "Breite", "lon": "Laenge"}
    install(str(path), tmp_path / "g", mapping=mapping)
    place = Gazetteer.open(tmp_path / "g").lookup("Seltsame Stelle")[0].place
    assert (place.lat, place.lon) == (48.5, 37.5)


def test_the_users_own_layer_outlives_an_install_and_wins(install, table, tmp_path):
    from geo.gazetteer.own import Own, write_own

    (tmp_path / "g").mkdir()
    write_own(tmp_path / "g", [Own("VILLAGES:1", lat=10.0, lon=10.0), Own("UA1416011001", aliases=("Fortress K",))])
    install(str(table), tmp_path / "g")
    gazetteer = Gazetteer.open(tmp_path / "g")
    assert gazetteer.get("VILLAGES:1").lat == 10.0
    assert gazetteer.lookup("Fortress K")[0].place.name == "Kurakhove"


# -- from the network ---------------------------------------------------------------------------------------------


@pytest.fixture
def site():
    with serving() as site:
        yield site


def test_an_address_is_fetched_checked_and_installed(install, site, tmp_path):
    site.files["villages.csv"] = TABLE.encode()
    checksum = hashlib.sha256(TABLE.encode()).hexdigest()
    install(site.url("villages.csv"), tmp_path / "g", sha256=checksum)
    gazetteer = Gazetteer.open(tmp_path / "g")
    assert gazetteer.has_name("Nova Dacha")
    with pytest.raises(FetchError, match=r"SHA-256 differs; nothing was changed; or bring the file by hand"):
        install(site.url("villages.csv"), tmp_path / "g", sha256="0" * 64, refresh=True)
    assert Gazetteer.open(tmp_path / "g").has_name("Nova Dacha")


def test_a_named_set_is_fetched_whole(install, site, dump, tmp_path):
    site.files["RU.zip"] = dump.read_bytes()
    names = tmp_path / "names.zip"
    with zipfile.ZipFile(names, "w") as archive:
        archive.writestr("RU.txt", "10\t1\tuk\tНова Дача\t1\t\t\t\t\t\n11\t1\tru\tДача Новая\t1\t\t\t\t\t\n")
    site.files["alternatenames-RU.zip"] = names.read_bytes()
    said = []
    install("russia-border", tmp_path / "g", mirror=site.url(""), say=said.append)
    gazetteer = Gazetteer.open(tmp_path / "g")
    assert gazetteer.lookup("Дача Новая")[0].place.names == {
        "en": "Dacha Novaya",
        "uk": "Нова Дача",
        "ru": "Дача Новая",
    }
    assert not gazetteer.has_name("Far Away")
    assert gazetteer.lookup("Суджа")[0].place.place_id == "RU:Kursk/Sudzha"
    assert "fetching RU.zip" in said
    # a second time needs no network
    install("russia-border", tmp_path / "g", mirror="http://127.0.0.1:9/")


def test_without_a_network_it_says_what_to_bring_and_where_to(install, dump, tmp_path):
    says = (
        r"RU.zip: could not be fetched \(no connection\); or bring by hand, into \S+/g/downloads: RU.zip from \S+, "
        r"alternatenames-RU.zip from \S+$"
    )
    with pytest.raises(FetchError, match=says):
        install("russia-border", tmp_path / "g", mirror="http://127.0.0.1:9/")
    assert not (tmp_path / "g" / "installed.gaz").exists()
    for name in ("RU.zip", "alternatenames-RU.zip"):
        (tmp_path / "g" / "downloads" / name).write_bytes(dump.read_bytes())
    with zipfile.ZipFile(tmp_path / "g" / "downloads" / "alternatenames-RU.zip", "w") as archive:
        archive.writestr("RU.txt", "11\t1\tru\tДача Новая\t1\t\t\t\t\t\n")
    install("russia-border", tmp_path / "g", mirror="http://127.0.0.1:9/")
    assert Gazetteer.open(tmp_path / "g").has_name("Дача Новая")


def test_the_newest_file_of_a_data_set_is_asked_for(site, monkeypatch):
    from geo.gazetteer.install import _newest

    resources = [
        {"last_modified": "2024-01-01", "download_url": "https://x/ukr_admin_boundaries.shp.zip"},
        {"last_modified": "2024-01-01", "download_url": "https://x/old/ukr_admin_boundaries.xlsx"},
        {"last_modified": "2026-01-26", "download_url": "https://x/new/ukr_admin_boundaries.xlsx"},
        {"last_modified": "2026-02-01", "url": "https://x/readme.txt"},
    ]
    import orjson

    match = recipes()["ukraine"]["sources"][0]["match"]
    site.files["api"] = orjson.dumps({"result": {"resources": resources}})
    assert _newest(site.url("api"), match) == "https://x/new/ukr_admin_boundaries.xlsx"
    site.files["api"] = b'{"result": {"resources": []}}'
    with pytest.raises(FetchError, match=r"lists no file that fits"):
        _newest(site.url("api"), match)
    site.files["api"] = b"<html>"
    with pytest.raises(FetchError, match=r"could not be asked which file is the newest"):
        _newest(site.url("api"), match)


def test_a_truncated_archive_is_refused_and_the_old_gazetteer_stays(install, site, table, dump, tmp_path):
    install(str(table), tmp_path / "g")
    whole = dump.read_bytes()
    broken = tmp_path / "cut" / "RU.zip"
    broken.parent.mkdir()
    broken.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match=r"RU.zip"):
        install(str(broken), tmp_path / "g")
    gazetteer = Gazetteer.open(tmp_path / "g")
    assert gazetteer.has_name("Nova Dacha")
    assert sorted(path.name for path in (tmp_path / "g" / "sources").iterdir()) == ["villages.jsonl.gz"]


# -- what is refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "options", "says"),
    [
        ("atlantis", {}, r"is no file, no address and none of ukraine, russia-border"),
        ("https://example.org/", {}, r"names no file"),
        ("ukraine", {"sha256": "0" * 64}, r"is a set of files; a checksum is for one"),
        ("{table}", {"sha256": "0" * 64}, r"its SHA-256 is [0-9a-f]{64}; fetch it anew"),
        ("{table}", {"kind": "shapefile"}, r"shapefile is no source of places; kinds are"),
    ],
)
def test_what_cannot_be_installed(install, what, options, says, table, tmp_path):
    with pytest.raises(InputError, match=says):
        install(what.format(table=table), tmp_path / "g", **options)
    assert not (tmp_path / "g" / "installed.gaz").exists()


def test_a_file_with_no_place_in_it_is_refused(install, tmp_path):
    path = tmp_path / "empty.csv"
    path.write_text("name,lat,lon\nNowhere,,\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"empty.csv: "):
        install(str(path), tmp_path / "g")


def test_a_damaged_source_is_named(install, table, tmp_path):
    install(str(table), tmp_path / "g")
    kept = tmp_path / "g" / "sources" / "villages.jsonl.gz"
    kept.write_bytes(kept.read_bytes()[:-20])
    with pytest.raises(GeoError, match=r"villages.jsonl.gz: damaged .* install that source anew, or delete the file"):
        install(str(table.rename(tmp_path / "other.csv")), tmp_path / "g")
    assert Gazetteer.open(tmp_path / "g").has_name("Nova Dacha")


# -- killed, crowded, full ----------------------------------------------------------------------------------------

INSTALL = """
import sys
from pathlib import Path
from geo.gazetteer import Gazetteer
from geo.gazetteer.install import Options, install
install(sys.argv[1], Path(sys.argv[2]), Options(base=Gazetteer.open(sys.argv[3])))
"""


@pytest.fixture
def start(base):
    def process(source, folder, **options):
        command = [sys.executable, "-c", INSTALL, str(source), str(folder), str(base.path)]
        return subprocess.Popen(command, stderr=subprocess.PIPE, **options)

    return process


def test_killed_at_any_moment_the_old_one_still_opens(install, start, table, dump, tmp_path):
    folder = tmp_path / "g"
    install(str(table), folder)
    begun = time.monotonic()
    whole = start(dump, tmp_path / "whole")
    assert whole.wait() == 0, whole.stderr.read()
    whole.stderr.close()
    takes = time.monotonic() - begun
    deaths = 0
    for part in range(12):
        process = start(dump, folder)
        time.sleep(takes * (0.2 + part * 0.07))
        process.send_signal(signal.SIGKILL)
        deaths += process.wait() == -signal.SIGKILL
        process.stderr.close()
        gazetteer = Gazetteer.open(folder)
        assert gazetteer.has_name("Nova Dacha")
        assert len(gazetteer.lookup("Kurakhove")) >= 1
    assert deaths >= 6
    install(str(dump), folder)
    assert Gazetteer.open(folder).has_name("Dacha Novaya")
    assert [path.name for path in folder.iterdir() if path.name.endswith(".tmp")] == []


def test_two_installs_at_once_wait_for_each_other(start, table, dump, tmp_path):
    folder = tmp_path / "g"
    both = [start(table, folder), start(dump, folder)]
    assert [process.wait() for process in both] == [0, 0], [process.stderr.read() for process in both]
    for process in both:
        process.stderr.close()
    gazetteer = Gazetteer.open(folder)
    assert gazetteer.has_name("Nova Dacha")
    assert gazetteer.has_name("Dacha Novaya")


def test_a_folder_held_for_too_long_is_said(tmp_path):
    said = []
    says = r"another process has been writing there for 0.1 s; try again"
    late = locked(tmp_path, seconds=0.1, waiting=said.append)
    with locked(tmp_path), pytest.raises(OutputError, match=says), late:
        pytest.fail("both hold it")
    assert said == [f"{tmp_path}: another process writes there; waiting for it"]


@pytest.mark.parametrize("room_bytes", [0, 1000, 300_000])
def test_a_full_disk_leaves_the_old_gazetteer(install, start, room_bytes, table, dump, tmp_path):
    """No file may grow beyond so many bytes: the system then fails a write as a full disk does."""
    folder = tmp_path / "g"
    install(str(table), folder)
    before = (folder / "installed.gaz").read_bytes()

    def no_room():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room_bytes, room_bytes))

    process = start(dump, folder, preexec_fn=no_room)
    said = process.stderr.read().decode()
    assert process.wait() == 1
    process.stderr.close()
    assert "cannot be written (File too large)" in said
    assert (folder / "installed.gaz").read_bytes() == before
    assert Gazetteer.open(folder).has_name("Nova Dacha")
    assert [path.name for path in folder.rglob("*.tmp")] == []


def test_a_folder_that_cannot_be_made_is_said(install, table, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OutputError, match=r"cannot be written to .*; name another folder"):
        install(str(table), tmp_path / "file" / "g")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to_is_said(install, table, tmp_path):
    (tmp_path / "g").mkdir(mode=0o500)
    with pytest.raises(OutputError, match=r"cannot be written to"):
        install(str(table), tmp_path / "g")


@pytest.fixture(scope="module")
def book(shared):
    return shared / "gazetteer" / "cod-ab-ukr-2026-02.xlsx"


@pytest.fixture(scope="module")
def full(book, tmp_path_factory):
    """The gazetteer with COD-AB installed."""
    folder = tmp_path_factory.mktemp("full")
    install_onto(str(book), folder)
    return Gazetteer.open(folder)


def test_names_as_war_reports_spell_them_reach_their_places(shared, full):
    """At least 97 of 100 spellings have a candidate within 3 km of where the place is."""
    with (shared / "gazetteer" / "aliases-dev.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    asked = [(row, alias) for row in rows for alias in dict.fromkeys(row["aliases"].split(";"))]
    assert len(asked) > 11_000
    reached = 0
    for row, alias in asked:
        at = float(row["lat"]), float(row["lon"])
        places = (candidate.place for candidate in full.lookup(alias))
        reached += any(place.lat is not None and distance_km((place.lat, place.lon), at) <= 3 for place in places)
    assert reached >= 0.97 * len(asked)


def test_the_whole_register_of_places(book, full):
    """Every settlement of COD-AB, at its position, under both of its names."""
    from python_calamine import CalamineWorkbook

    gazetteer = full
    head, *rows = CalamineWorkbook.from_path(str(book)).get_sheet_by_name("Admin 4").to_python()
    at = {name: head.index(name) for name in ("Settlement EN", "Settlement UKR", "Admin4 Pcode", "LAT", "LON")}
    assert len(rows) == 29_705
    ids = {row[at["Admin4 Pcode"]] for row in rows}
    assert sum(place.place_id in ids for place in gazetteer) == 29_705
    for row in rows:
        place = gazetteer.get(row[at["Admin4 Pcode"]])
        assert abs(place.lat - row[at["LAT"]]) < 0.0008, place
        assert abs(place.lon - row[at["LON"]]) < 0.0008, place
        for column in ("Settlement EN", "Settlement UKR"):
            assert gazetteer.row(place.place_id) in {found for found, _ in gazetteer.bearers(row[at[column]])}, row
    chosen = rows[::40]
    for row in chosen:
        for column in ("Settlement EN", "Settlement UKR"):
            assert row[at["Admin4 Pcode"]] in {one.place.place_id for one in gazetteer.lookup(row[at[column]])}


def test_what_is_installed_lies_in_the_users_folder_by_default(install, table, tmp_path, monkeypatch):
    from geo.gazetteer.home import home

    monkeypatch.setenv("GEO_DATA", str(tmp_path / "data"))
    assert home() == tmp_path / "data" / "gazetteer"
    assert Gazetteer.open().path == Gazetteer.embedded().path
    install(str(table), home())
    assert Gazetteer.open().path == Path(tmp_path, "data", "gazetteer", "installed.gaz")
