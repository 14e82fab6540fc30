"""`geo policy`, `embed`, `bundle`, and `--policy` of `geo map` and `geo read`."""

import csv
import datetime as dt
import gzip
import io
import json
import re
from base64 import b64decode

import pytest

from geo.mapping.about import read_about

TEXT = (
    "The Russian Defence Ministry said that its troops had captured Yelyzavetivka, 10 km south of Kurakhove.\n"
    "Ukrainian forces advanced near Pokrovsk."
)
DESK = 'name = "desk"\n[never]\nevents = ["captured"]\n'


def packed_data(page):
    """Return the block of a map that holds the day's layers, unpacked."""
    block = re.search(r'id="geo-data">([A-Za-z0-9+/=]+)<', page)[1]
    return gzip.decompress(b64decode(block)).decode()


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "2024-12-16.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def desk(tmp_path):
    path = tmp_path / "desk.toml"
    path.write_text(DESK)
    return path


@pytest.fixture
def of_today(tmp_path):
    """A report of a day that is not over, wherever the clock stands."""
    day = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)
    path = tmp_path / f"{day.isoformat()}.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


# -- policy -------------------------------------------------------------------------------------------------------


def test_policy_show(geo, desk):
    code, out, _ = geo("policy", "show")
    assert code == 0
    assert "never shown" in out
    assert "captured" in geo("policy", "show", desk)[1]


def test_the_default_policy_as_a_file(geo, tmp_path):
    _, out, _ = geo("policy", "show", "--toml")
    mine = tmp_path / "mine.toml"
    mine.write_text(out.replace('"default"', '"mine"'))
    code, _, err = geo("policy", "check", mine)
    assert (code, "the policy 'mine'" in err) == (0, True)


def test_policy_check(geo, desk, tmp_path):
    assert geo("policy", "check", desk)[0] == 0
    assert geo("policy", "check", desk, "--date", "2024-12-16")[0] == 0
    code, _, err = geo("policy", "check", desk, "--date", "2999-01-01")
    assert code == 1
    assert "may be published from 2999-01-02 00:00 Kyiv time" in err
    desk.write_text("[never]\nevent = ['captured']")
    code, out, err = geo("policy", "check", desk)
    assert (code, out) == (1, "")
    assert "did you mean 'events'?" in err
    assert err.count("\n") == 1


# -- map ----------------------------------------------------------------------------------------------------------


def test_a_map_is_made_under_the_default_policy(geo, report, tmp_path):
    target = tmp_path / "out.html"
    code, _, err = geo("map", "--verbose", report, "-o", target)
    assert code == 0
    assert "nothing was held back" in err
    assert "held back" not in geo("map", report, "-o", target)[2]
    assert read_about(target).policy == "default"
    assert not (tmp_path / "index.html").exists()


def test_a_map_under_a_policy_of_ones_own(geo, report, desk, tmp_path):
    target = tmp_path / "out.html"
    code, out, err = geo("map", "--quiet", report, "--policy", desk, "-o", target)
    assert (code, out) == (0, "")
    assert " 1 claim of a kind of event that is never shown" in err
    page = target.read_text()
    assert "Yelyzavetivka" not in page
    assert "Yelyzavetivka" not in packed_data(page)
    assert "Pokrovsk" in packed_data(page)


def test_a_report_of_today_is_held_unless_no_policy_is_asked_for(geo, of_today, tmp_path):
    target = tmp_path / "out.html"
    code, _, err = geo("map", of_today, "-o", target)
    assert code == 1
    assert "may be published from" in err
    assert "--policy none" in err
    assert not target.exists()
    assert geo("map", of_today, "--policy", "none", "-o", target)[0] == 0
    assert read_about(target).policy == ""


def test_the_index_is_kept_in_the_usual_folder_and_where_one_is(geo, report, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert geo("map", report)[0] == 0
    index = tmp_path / "maps" / "index.html"
    assert "2024-12-16.html" in index.read_text()
    index.unlink()
    assert geo("map", report, "--no-index")[0] == 0
    assert not index.exists()
    assert geo("map", report, "--index", "-o", tmp_path / "here.html")[0] == 0
    assert geo("map", report, "-o", tmp_path / "there.html")[0] == 0
    assert "there.html" in (tmp_path / "index.html").read_text()


# -- read ---------------------------------------------------------------------------------------------------------


def test_read_says_all_unless_a_policy_is_named(geo, report, desk):
    _, out, err = geo("read", report, "--format", "jsonl")
    assert "publication" not in json.loads(out)
    assert "policy" not in err
    _, out, err = geo("read", report, "--format", "jsonl", "--policy", desk)
    found = json.loads(out)
    assert [claim["event"] for claim in found["claims"]] == ["advanced"]
    assert found["publication"]["policy"]["name"] == "desk"
    assert {"layer": "claims", "reason": "event", "count": 1} in found["publication"]["withheld"]
    assert "held back: 1 claim" in err


def test_read_writes_the_policy_into_each_row(geo, report, desk):
    _, out, _ = geo("read", report, "--format", "csv", "--policy", desk)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["policy"].split()[0] for row in rows] == ["desk"] * len(rows)
    assert "Yelyzavetivka" not in out


def test_read_passes_over_a_report_that_is_held(geo, report, of_today):
    code, out, err = geo("read", report, of_today, "--format", "jsonl", "--policy", "default")
    assert code == 1
    assert len(out.splitlines()) == 1
    assert "may be published from" in err
    assert "1 of 2 reports could not be read" in err


def test_review_and_policy_do_not_go_together(geo, report):
    assert geo("read", report, "--review", "--policy", "default")[0] == 2


# -- embed and bundle ---------------------------------------------------------------------------------------------


def test_embed_prints_the_code_and_says_what_is_missing(geo, report, tmp_path):
    target = tmp_path / "out.html"
    geo("map", report, "-o", target)
    code, out, err = geo("embed", target)
    assert code == 0
    assert "<iframe" in out
    assert "no picture stands for the map: make out.png" in err
    assert "without --url" in err
    code, out, err = geo("embed", report)
    assert (code, out) == (1, "")
    assert "holds no map that geo made" in err


def test_bundle(geo, report, desk, tmp_path):
    folder = tmp_path / "bundle"
    code, out, err = geo("bundle", report, "--policy", desk, "-o", folder)
    assert (code, out) == (0, "")
    assert f"wrote {folder}: 11 files" in err
    assert {path.name for path in folder.iterdir()} >= {"map.html", "map.png", "map.svg", "manifest.json"}
    assert not [path.name for path in folder.iterdir() if b"Yelyzavetivka" in path.read_bytes()]
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert geo("bundle", report, "--policy", desk, "-o", folder)[0] == 0
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert geo("bundle", "--check", folder)[0] == 0
    (folder / "alt.txt").write_text("other")
    code, out, err = geo("bundle", "--check", folder)
    assert code == 1
    assert out == f"{folder / 'alt.txt'}: has been changed\n"
    assert err == "1 file is not as it was made\n"


def test_bundle_in_another_language(geo, report, tmp_path):
    folder = tmp_path / "bundle"
    assert geo("bundle", report, "--lang", "uk", "-o", folder)[0] == 0
    assert '<html lang="uk">' in (folder / "map.html").read_text()
    assert "Єлизаветівка" in (folder / "alt.txt").read_text()


def test_bundle_needs_a_folder(geo, report):
    code, _, err = geo("bundle", report)
    assert code == 2
    assert "name the folder with -o" in err


# -- a day of the ledger ------------------------------------------------------------------------------------------


@pytest.fixture
def kept(geo, report, tmp_path, monkeypatch):
    """A home whose ledger holds the claims of the report; return the ids of the claims by place."""
    monkeypatch.setenv("GEO_DATA", str(tmp_path / "home"))
    assert geo("claims", "add", report)[0] == 0
    listed = map(json.loads, geo("claims", "list", "--json")[1].splitlines())
    return {claim["name"]: claim["claim_id"] for claim in listed}


def manifest(folder):
    return json.loads((folder / "manifest.json").read_bytes())


def claims_in(folder):
    rows = csv.DictReader(io.StringIO((folder / "claims.csv").read_text(encoding="utf-8")))
    return sorted(rows, key=lambda row: row["claim_id"])


def test_the_bundle_of_a_day_has_the_claims_of_the_report(geo, report, kept, tmp_path):
    assert geo("bundle", "2024-12-16", "-o", tmp_path / "day")[0] == 0
    assert geo("bundle", report, "-o", tmp_path / "report")[0] == 0
    assert claims_in(tmp_path / "day") == claims_in(tmp_path / "report")
    assert len(claims_in(tmp_path / "day")) == len(kept) == 2
    assert geo("bundle", "--check", tmp_path / "day")[0] == 0


def test_the_bundle_of_a_day_is_the_same_whenever_the_claims_were_added(geo, report, kept, tmp_path, monkeypatch):
    before = tmp_path / "before"
    assert geo("bundle", "2024-12-16", "-o", before)[0] == 0
    named, size = (manifest(before)["inputs"][0][key] for key in ("name", "sha256"))
    assert (manifest(before)["inputs"][0]["is"], named, len(size)) == ("ledger", "geo.db", 64)
    monkeypatch.setenv("GEO_DATA", str(tmp_path / "another"))
    assert geo("claims", "add", report)[0] == 0
    after = tmp_path / "after"
    assert geo("bundle", "2024-12-16", "-o", after)[0] == 0
    assert {path.name: path.read_bytes() for path in after.iterdir()} == {
        path.name: path.read_bytes() for path in before.iterdir()
    }
    assert not [path.name for path in after.iterdir() if str(tmp_path).encode() in path.read_bytes()]


def test_what_was_taken_back_is_in_no_bundle(geo, kept, tmp_path):
    folder = tmp_path / "bundle"
    assert geo("bundle", "2024-12-16", "-o", folder)[0] == 0
    before = manifest(folder)["inputs"][0]["sha256"]
    assert geo("claims", "retract", kept["Yelyzavetivka"], "--why", "another village")[0] == 0
    assert geo("bundle", "2024-12-16", "-o", folder)[0] == 0
    assert [row["name"] for row in claims_in(folder)] == ["Pokrovsk"]
    assert manifest(folder)["inputs"][0]["sha256"] != before
    assert kept["Yelyzavetivka"].encode() not in (folder / "places.csv").read_bytes()
    assert "taken: Yelyzavetivka" not in (folder / "alt.txt").read_text()


@pytest.mark.usefixtures("kept")
def test_a_policy_holds_back_what_a_ledger_tells(geo, desk, tmp_path):
    folder = tmp_path / "bundle"
    code, _, err = geo("bundle", "2024-12-16", "--policy", desk, "-o", folder)
    assert code == 0
    assert " 1 claim of a kind of event that is never shown" in err
    assert [row["name"] for row in claims_in(folder)] == ["Pokrovsk"]
    assert not [path.name for path in folder.iterdir() if b"Yelyzavetivka" in path.read_bytes()]
    assert "Yelyzavetivka" not in packed_data((folder / "map.html").read_text())


@pytest.fixture
def line(tmp_path):
    """A file of assessed control."""
    path = tmp_path / "line.geojson"
    area = {"type": "Polygon", "coordinates": [[[37, 47], [38, 47], [38, 48], [37, 48], [37, 47]]]}
    features = [{"type": "Feature", "properties": {"date": "2024-12-16", "holder": "RU"}, "geometry": area}]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


@pytest.mark.usefixtures("kept")
def test_the_manifest_names_no_source_that_is_held_back(geo, desk, report, line, tmp_path):
    desk.write_text('name = "desk"\n[never]\nsources = ["line"]\n')
    assert geo("control", "import", line, "--source", "line")[0] == 0
    for number, told in enumerate((["2024-12-16"], ["2024-12-16", "--control", line], [report, "--control", line])):
        folder = tmp_path / str(number)
        assert geo("bundle", *told, "--policy", desk, "-o", folder)[0] == 0
        (control,) = [one for one in manifest(folder)["inputs"] if one["is"] == "control"]
        assert (control["name"], len(control["sha256"])) == ("", 64)


@pytest.mark.usefixtures("kept")
def test_a_ledger_of_reports_that_are_all_held_back_tells_nothing(geo, desk, tmp_path):
    title = TEXT.splitlines()[0]
    desk.write_text(f'name = "desk"\n[never]\nsources = ["{title}"]\n')
    folder = tmp_path / "bundle"
    assert geo("bundle", "2024-12-16", "--policy", desk, "-o", folder)[0] == 0
    assert claims_in(folder) == []
    assert "Yelyzavetivka" not in packed_data((folder / "map.html").read_text())


@pytest.mark.usefixtures("kept")
def test_control_brought_in_is_an_input_by_its_areas(geo, line, tmp_path):
    assert geo("control", "import", line, "--source", "desk")[0] == 0
    store = tmp_path / "home" / "control.db"
    told = []
    for name, arguments in (("kept", []), ("named", ["--control", f"{store}#desk"])):
        assert geo("bundle", "2024-12-16", *arguments, "-o", tmp_path / name)[0] == 0
        told.append(manifest(tmp_path / name)["inputs"][1])
    assert told[0] == told[1]
    assert (told[0]["is"], told[0]["name"]) == ("control", "desk")
