"""The command: what it prints, how it ends, what it says of bad input."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"
TEXT = (
    "The Russian Defence Ministry said that its troops had captured Yelyzavetivka, 10 km south of Kurakhove.\n"
    "Fighting went on near Mykhailivka."
)
MENTION_KEYS = {
    *("start", "end", "surface", "kind", "place_id", "name", "lat", "lon"),
    *("uncertainty_m", "confidence", "alternatives", "why"),
}
CLAIM_KEYS = {
    *("place_id", "lat", "lon", "event", "actor", "by", "status", "start", "end", "confidence"),
    *("event_from", "event_to"),
}
STRIKE_KEYS = {
    *("category", "actor", "by", "target", "weapon", "count", "launched", "shot_down", "lost", "killed", "wounded"),
    *("missing", "hedge", "victims", "place_id", "lat", "lon", "start", "end"),
}
RELATION_KEYS = {
    *("start", "end", "text", "rel", "subject", "anchor", "anchor_lat", "anchor_lon", "distance_km", "bearing_deg"),
    *("measured_km", "measured_bearing_deg", "agrees", "agreement", "lat", "lon", "uncertainty_m"),
}


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "2024-12-16.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def one_line_of_fault(result):
    code, out, err = result
    assert code == 1
    assert out == ""
    assert err.startswith("geo: ")
    assert err.count("\n") == 1
    return err


# -- map ----------------------------------------------------------------------------------------------------------


def test_map_writes_a_file_and_prints_a_table(geo, report, tmp_path):
    code, out, err = geo("map", report, "-o", tmp_path / "m.html")
    assert code == 0
    page = (tmp_path / "m.html").read_text(encoding="utf-8")
    assert "Yelyzavetivka" in page
    assert len(page.encode()) < 900_000
    assert "captured by RU" in out
    assert "11 km south of Kurakhove (report: 10 km)" in out
    assert err == f"wrote {tmp_path / 'm.html'} ({round((tmp_path / 'm.html').stat().st_size / 1000)} kB)\n"


def test_map_goes_to_maps_by_its_date(geo, report, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, err = geo("--quiet", "map", report)
    assert (code, out, err) == (0, "", "")
    assert (tmp_path / "maps" / "2024-12-16.html").exists()


@pytest.mark.parametrize("target", ["none/m.html", "2024-12-16.txt/m.html"])
def test_an_unwritable_output(geo, report, tmp_path, target):
    assert "cannot be written" in one_line_of_fault(geo("map", report, "-o", tmp_path / target))
    assert [child.name for child in tmp_path.iterdir()] == [report.name]


# -- read ---------------------------------------------------------------------------------------------------------


def test_read_jsonl_is_the_contract(geo, report):
    code, out, err = geo("read", report, "--format", "jsonl")
    assert (code, err) == (0, "")
    (line,) = out.splitlines()
    said = json.loads(line)
    assert list(said) == ["file", "report_id", "date", "lang", "mentions", "claims", "relations", "strikes"]
    assert (said["file"], said["report_id"], said["date"], said["lang"]) == (
        str(report),
        "2024-12-16",
        "2024-12-16",
        "en",
    )
    assert all(set(mention) == MENTION_KEYS for mention in said["mentions"])
    assert all(set(claim) == CLAIM_KEYS for claim in said["claims"])
    assert all(set(relation) == RELATION_KEYS for relation in said["relations"])
    assert all(set(strike) == STRIKE_KEYS for strike in said["strikes"])
    assert all(TEXT[m["start"] : m["end"]] == m["surface"] for m in said["mentions"])
    (relation,) = said["relations"]
    assert (relation["subject"], relation["anchor"], relation["agrees"]) == ("UA1416013005", "UA1416011001", True)
    assert TEXT[relation["start"] : relation["end"]] == relation["text"]


def test_read_csv_is_safe_for_spreadsheets(geo, tmp_path):
    path = tmp_path / "=2+5_2024-12-16.txt"
    path.write_text(TEXT, encoding="utf-8")
    code, out, _ = geo("read", path, "--format", "csv")
    assert code == 0
    rows = list(csv.DictReader(io.StringIO(out)))
    assert rows[0]["report_id"] == "'=2+5_2024-12-16"
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row.values())


def test_read_table_does_not_obey_the_report(geo, tmp_path):
    path = tmp_path / "2024-12-16.txt"
    path.write_text("\x1b[31mRussian forces\x07 captured [bold]Kurakhove[/bold].", encoding="utf-8")
    code, out, _ = geo("read", path)
    assert code == 0
    assert "\x1b" not in out
    assert "\x07" not in out


def test_read_goes_on_past_a_bad_report(geo, report, tmp_path):
    empty = tmp_path / "2024-12-15.txt"
    empty.write_bytes(b"")
    code, out, err = geo("read", empty, report, "--format", "jsonl")
    assert code == 1
    assert len(out.splitlines()) == 1
    assert "2024-12-15.txt: is empty" in err
    assert "1 of 2 reports could not be read" in err


def test_read_goes_on_past_a_day_that_control_does_not_reach(geo, tmp_path):
    import geopandas as gpd
    from shapely import Polygon

    control = tmp_path / "line.parquet"
    squares = gpd.GeoDataFrame({"date": ["2024-12-16"]}, geometry=[Polygon(SQUARE[0])], crs="EPSG:4326")
    squares.to_parquet(control)
    # a report shortly before the first day is read beside that day; one of a year before is not
    days = ("2023-12-15", "2024-12-15", "2024-12-16")
    for day in days:
        (tmp_path / f"{day}.txt").write_text(TEXT, encoding="utf-8")
    code, out, err = geo("read", *(tmp_path / f"{day}.txt" for day in days), "--control", control, "--format", "jsonl")
    assert code == 1
    assert [json.loads(line)["date"] for line in out.splitlines()] == ["2024-12-15", "2024-12-16"]
    assert "begins on 2024-12-16, after 2023-12-15" in err
    assert "1 of 3 reports could not be read" in err


def test_read_many_of_a_jsonl(geo, tmp_path):
    path = tmp_path / "many.jsonl"
    rows = [
        {"id": "a", "date": "2024-12-16", "text": TEXT},
        {"id": "b", "date": "not a date", "text": TEXT},
        {
            "id": "c",
            "date": "2024-12-17",
            "text": "Fighting near Lyman.",
            "source": "A paper",
            "url": "https://example.org",
        },
    ]
    path.write_text("\n".join(map(json.dumps, rows)) + "\n{broken\n", encoding="utf-8")
    code, out, err = geo("read", path, "--format", "jsonl")
    assert code == 1
    assert [json.loads(line)["report_id"] for line in out.splitlines()] == ["a", "c"]
    assert "many.jsonl, line 2: 'not a date' is no date" in err
    assert "many.jsonl, line 4: is no JSON object" in err


def test_read_a_folder_and_standard_input(geo, report, monkeypatch):
    code, out, _ = geo("read", report.parent, "--format", "jsonl")
    assert (code, len(out.splitlines())) == (0, 1)
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from geo.cli import main; main()",
            "read",
            "-",
            "--date",
            "2024-12-16",
            "--format",
            "jsonl",
        ],
        input=TEXT.encode(),
        capture_output=True,
        check=True,
    )
    assert json.loads(done.stdout)["report_id"] == "stdin"


# -- bad input ----------------------------------------------------------------------------------------------------


def sparse(path, size):
    with path.open("wb") as file:
        file.truncate(size)


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("report.txt", TEXT.encode(), "no date is given, in the file's name or in a dateline"),
        ("2024-12-16.txt", b"", "is empty"),
        ("2024-12-16.txt", b"  \n\t ", "is empty"),
        ("2024-12-16.txt", b"\x89PNG\r\n\x1a\n\0\0\0", "is a binary file"),
        ("2024-12-16.txt", "Бої біля Курахового".encode("cp1251"), "line 1: is not UTF-8"),
        ("2024-12-16.exe", TEXT.encode(), "reports are .txt, .md, .html or .jsonl files"),
        ("2024-12-16.html", b"<html><body></body></html>", "no article text was found"),
    ],
)
def test_bad_reports(geo, tmp_path, name, content, fault):
    path = tmp_path / name
    path.write_bytes(content)
    assert fault in one_line_of_fault(geo("map", path, "-o", tmp_path / "m.html"))
    assert not (tmp_path / "m.html").exists()


def test_a_huge_report(geo, tmp_path):
    sparse(tmp_path / "2024-12-16.txt", 50_000_000)
    assert "is 50 MB; a report may have 10 MB at most" in one_line_of_fault(geo("map", tmp_path / "2024-12-16.txt"))


def test_a_missing_report_and_a_wrong_date(geo, report, tmp_path):
    assert "none.txt: cannot be read (No such file" in one_line_of_fault(geo("map", tmp_path / "none.txt"))
    assert "'16/12/2024' is no date; write it as YYYY-MM-DD" in one_line_of_fault(
        geo("map", report, "--date", "16/12/2024")
    )


SQUARE = [[[37, 47], [38, 47], [38, 48], [37, 48], [37, 47]]]


def collection(crs=None):
    feature = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": SQUARE}}
    document = {"type": "FeatureCollection", "features": [feature]}
    if crs is not None:
        document["crs"] = {"type": "name", "properties": {"name": crs}}
    return document


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "is empty"),
        (b'{"type": "FeatureCollection", "features": [', "line 1"),
        (b'{"type": "FeatureCollection", "features": []}', "features"),
        (json.dumps(collection("EPSG:3857")).encode(), "3857"),
    ],
)
def test_bad_control(geo, report, tmp_path, content, fault):
    path = tmp_path / "line.geojson"
    path.write_bytes(content)
    err = one_line_of_fault(geo("map", report, "--control", path, "-o", tmp_path / "m.html"))
    assert "line.geojson" in err
    assert fault in err
    assert not (tmp_path / "m.html").exists()


def test_control_without_crs(geo, report, tmp_path):
    import geopandas as gpd
    from shapely import Polygon

    path = tmp_path / "line.parquet"
    gpd.GeoDataFrame({"date": ["2024-12-16"]}, geometry=[Polygon(SQUARE[0])], crs=None).to_parquet(path)
    assert "CRS" in one_line_of_fault(geo("map", report, "--control", path, "-o", tmp_path / "m.html"))


def test_a_broken_gazetteer(geo, report, tmp_path):
    path = tmp_path / "g.gaz"
    path.write_bytes(b"nonsense")
    assert "not a gazetteer" in one_line_of_fault(geo("read", report, "--gazetteer", path))


def test_wrong_usage_ends_with_two(geo):
    assert geo("map")[0] == 2
    assert geo("fly")[0] == 2
    assert geo("read", "x.txt", "--format", "xml")[0] == 2


# -- look-ups -----------------------------------------------------------------------------------------------------


def test_geocode(geo):
    code, out, _ = geo("geocode", "Kurakhovo", "--json")
    assert code == 0
    first = json.loads(out.splitlines()[0])
    assert (first["place_id"], first["name"]) == ("UA1416011001", "Kurakhove")
    code, out, _ = geo("geocode", "Yelyzavetivka", "--near", "Kurakhove")
    assert "UA1416013005" in out.splitlines()[0]
    assert "did you mean" in one_line_of_fault(geo("geocode", "Kurrakkhhove"))


def test_locate(geo):
    code, out, _ = geo("locate", "10 km south of Kurakhove", "--json")
    assert code == 0
    said = json.loads(out)
    assert (said["lat"], said["lon"]) == pytest.approx((47.896, 37.285), abs=0.01)
    assert said["shape"]["type"] == "Polygon"
    assert geo("locate", "10 km south of Kurakhove")[1].startswith("47.89")


def test_distance(geo):
    code, out, _ = geo("distance", "Kurakhove", "Yelyzavetivka")
    assert code == 0
    assert out.startswith("11.1 km, bearing 174° (south): Yelyzavetivka is 11 km south of Kurakhove\n")
    assert "the one nearest to Kurakhove" in out
    said = json.loads(geo("distance", "Kurakhove", "Yelyzavetivka", "--json")[1])
    assert said["distance_km"] == pytest.approx(11.089, abs=0.01)


def test_explain(geo, report):
    code, out, _ = geo("explain", "Yelyzavetivka", "--report", report)
    assert code == 0
    assert "stated 10 km south of Kurakhove: measured 11.1 km, bearing 174°" in out
    assert "names no 'Lviv'; the settlements it names: Kurakhove, Mykhailivka, Yelyzavetivka" in one_line_of_fault(
        geo("explain", "Lviv", "--report", report)
    )


def test_gazetteer_info_and_search(geo):
    code, out, _ = geo("gazetteer", "info")
    assert code == 0
    assert "GeoNames" in out
    assert "CC BY" in out
    code, out, _ = geo("gazetteer", "search", "Kurakh*")
    assert "Kurakhove" in out
    assert "no name begins with" in one_line_of_fault(geo("gazetteer", "search", "Qqqqq"))
    assert "kind is 'hill'; use one of" in one_line_of_fault(geo("gazetteer", "search", "K", "--kind", "hill"))
    assert "give west, south, east, north" in one_line_of_fault(geo("gazetteer", "search", "K", "--bbox", "1,2"))
    code, out, err = geo("gazetteer", "search", "K", "--limit", 1, "--json")
    assert (code, len(out.splitlines())) == (0, 1)
    assert "there are more than 1" in err


def test_hostile_names_do_not_break_the_terminal(geo):
    err = one_line_of_fault(geo("geocode", "Qq\x1b[31m\nqqqqqqqqqq"))
    assert "\x1b" not in err


# -- geo gazetteer ------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "g"


VILLAGES = "id,name_en,lat,lon,country,oblast\n1,Nova Dacha,48.01,37.01,UA,Donetsk\n2,Nowhere,,,UA,Donetsk\n"


@pytest.fixture
def installed(geo, folder, tmp_path):
    """A folder in which a table of one village is installed."""
    table = tmp_path / "villages.csv"
    table.write_text(VILLAGES, encoding="utf-8")
    code, out, err = geo("gazetteer", "install", table, "--gazetteer", folder)
    assert (code, out) == (0, "")
    return err


def test_what_is_installed_is_used_by_every_command(geo, installed, folder):
    assert "villages.csv: 1 rows left out: 3: " in installed
    assert "villages: 1 places: 0 by id, 0 by name, 1 new" in installed
    code, out, _ = geo("--gazetteer", folder, "geocode", "Nova Dacha", "--json")
    assert code == 0
    assert "VILLAGES:1" in {json.loads(line)["place_id"] for line in out.splitlines()}
    code, out, _ = geo("gazetteer", "info", "--gazetteer", folder, "--json")
    counts = json.loads(out)
    assert counts["positions_from"]["villages"] == 1
    assert counts["sources"][-1]["name"] == "villages"
    assert counts["oblasts"]["Donetsk"][0] > 1000
    code, out, _ = geo("gazetteer", "check", "--gazetteer", folder, "--json")
    assert code == 0
    assert {json.loads(line)["kind"] for line in out.splitlines()} <= {"apart", "outside", "twice", "stale"}


def test_ones_own_places_and_names(geo, folder):
    at = ("--gazetteer", folder)
    code, out, _ = geo(
        "gazetteer", "add", "Dacha Seven", "--at", 48.0, 37.0, "--uk", "Дача Сім", "--in", "Donetsk", *at
    )
    assert (code, out.split()[0]) == (0, "OWN:dacha-seven")
    code, out, _ = geo("gazetteer", "alias", "Kurakhove", "Fortress K", "K-town", *at)
    assert (code, out.split()[0]) == (0, "UA1416011001")
    assert "UA1416011001" in geo("geocode", "K-town", *at)[1]
    code, out, _ = geo("gazetteer", "own", *at)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["place_id"] for row in rows] == ["OWN:dacha-seven", "UA1416011001"]
    assert geo("gazetteer", "remove", "OWN:dacha-seven", *at)[0] == 0
    assert "no place is called 'Dacha Seven'" in one_line_of_fault(geo("geocode", "Dacha Seven", *at))
    table = folder.parent / "own.csv"
    table.write_text(out, encoding="utf-8")
    assert geo("gazetteer", "add", "--from", table, *at)[0] == 0
    assert "OWN:dacha-seven" in geo("geocode", "Дача Сім", *at)[1]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("add",), "say what is added"),
        (("add", "X-place"), "say what is added"),
        (("add", "X-place", "--at", "99", "10"), "99.0 10.0 is no position"),
        (("add", "X-place", "--at", "48", "37", "--kind", "hill"), "--kind is 'hill'; use one of"),
        (("add", "--id", "UA0", "--at", "48", "37"), "no place has the id UA0"),
        (("alias", "Qqqqq", "X-place"), "no place is called 'Qqqqq'"),
        (("alias", "Andriivka", "X-place"), "say which with --in REGION"),
        (("alias", "Kurakhove", "a|b"), "'a|b' is no name"),
        (("remove", "UA1416011001"), "own.csv: says nothing of UA1416011001; it speaks of: nothing"),
        (("search", "K"), "no gazetteer is here (No such file or directory); make one with 'geo gazetteer install'"),
        (("install", "atlantis"), "is no file, no address and none of ukraine, russia-border"),
        (("install", "atlantis", "--map", "lat"), "write FIELD=COLUMN"),
    ],
)
def test_a_wrong_word_is_one_line_and_changes_nothing(geo, folder, arguments, says):
    assert says in one_line_of_fault(geo("gazetteer", *arguments, "--gazetteer", folder))
    assert not list(folder.glob("*.gaz"))
    assert not (folder / "own.csv").exists()


def test_a_layer_is_not_kept_in_a_file(geo, folder, installed):
    file = folder / "installed.gaz"
    assert "is a file; name the folder" in one_line_of_fault(
        geo("gazetteer", "alias", "Kurakhove", "X", "--gazetteer", file)
    )


def test_a_former_name_is_explained(geo, tmp_path):
    path = tmp_path / "2024-12-16.txt"
    path.write_text("Russian forces shelled Artemivsk in the Donetsk region and Chasiv Yar.", encoding="utf-8")
    code, out, _ = geo("explain", "Artemivsk", "--report", path)
    assert code == 0
    assert "called Artemivsk until 2016" in out
