"""`geo map` and what may be chosen of its page."""

import base64
import gzip
import json
import re

import pytest
import shapely

REPORT = "Russian forces captured Pushkine, 20 km west of Donetsk, the ministry of defence in Moscow said."


def area(east):
    return shapely.geometry.mapping(shapely.box(36.9 + east, 47.0, 38.5, 48.5))


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "2024-12-16.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


@pytest.fixture
def control(tmp_path):
    path = tmp_path / "control.geojson"
    rows = [
        {"type": "Feature", "properties": {"date": date, "holder": "RU"}, "geometry": area(east)}
        for date, east in (("2024-12-14", 0.1), ("2024-12-16", 0.0))
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}), encoding="utf-8")
    return path


@pytest.fixture
def run(geo, tmp_path):
    """Run `geo map`; return its exit code, the page, and what it complained of."""
    target = tmp_path / "map.html"

    def drawn(*arguments):
        code, _, err = geo("map", *arguments, "--policy", "none", "-o", target)
        return code, target.read_text(encoding="utf-8") if target.exists() else "", err

    return drawn


def data_of(page, block="geo-data"):
    packed = re.search(rf'id="{block}">([A-Za-z0-9+/=]*)<', page)[1]
    return gzip.decompress(base64.b64decode(packed))


def test_language_and_units(run, report):
    code, page, err = run(report, "--lang", "uk", "--units", "miles", "--cut-off", "18:00 UTC")
    assert code == 0, err
    assert '<html lang="uk">' in page
    said = json.loads(data_of(page))
    assert (said["lang"], said["units"], said["cut_off"]) == ("uk", "miles", "18:00 UTC")
    assert any("Захоплено російськими силами" in text for text in said["texts"])
    assert any("милі" in text or "миль" in text or "миля" in text for text in said["texts"])
    assert "Чумацьке" in said["texts"]


def test_what_changed_since_another_day(run, report, control):
    _, page, _ = run(report, "--control", control, "--since", "2024-12-14")
    said = json.loads(data_of(page))
    changes = said["layers"]["changes"]
    assert changes["n"] >= 1
    assert said["ages"] == "control as of 16 December 2024"


def test_old_control_says_how_old_it_is(run, report, control):
    _, page, _ = run(report, "--date", "2024-12-19", "--control", control)
    assert json.loads(data_of(page))["ages"] == "control as of 16 December 2024, 3 days old"


def test_places_can_be_searched_if_asked(run, report):
    _, page, _ = run(report, "--places")
    raw = data_of(page, "geo-places")
    length = int.from_bytes(raw[:4], "little")
    assert json.loads(raw[4 : 4 + length])["n"] == 30_000


@pytest.mark.parametrize(
    ("name", "host", "credit"),
    [
        ("osm", "https://tile.openstreetmap.org", "OpenStreetMap"),
        ("carto", "https://*.basemaps.cartocdn.com", "CARTO"),
        ("https://t.example/{z}/{x}/{y}.png", "https://t.example", "Tiles: t.example"),
    ],
)
def test_tiles_bring_their_host_and_credit(run, report, name, host, credit):
    _, page, _ = run(report, "--tiles", name)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1]
    assert f"img-src data: {host};" in policy
    assert credit in page
    assert json.loads(data_of(page))["tiles"]


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        (["--since", "2024-12-14"], "--since needs --control"),
        (["--tiles", "nowhere"], "tiles: 'nowhere' is not known; give osm, carto or a URL template"),
        (["--units", "leagues"], "'leagues' is not one of"),
        (["--lang", "de"], "'de' is not one of"),
    ],
)
def test_bad_options_are_refused(run, report, options, fault):
    code, _, err = run(report, *options)
    assert code != 0
    assert fault in err


def test_a_day_before_all_control_is_refused(run, report, control):
    code, _, err = run(report, "--control", control, "--since", "2024-12-16")
    assert code == 1
    assert "has no control of an earlier day" in err


# -- a day of the ledger ------------------------------------------------------------------------------------------


@pytest.fixture
def kept(geo, report, tmp_path, monkeypatch):
    """A home whose ledger holds the claims of the report."""
    monkeypatch.setenv("GEO_DATA", str(tmp_path / "home"))
    assert geo("claims", "add", report)[0] == 0


@pytest.mark.usefixtures("kept")
def test_a_day_of_the_ledger(run, report):
    code, page, err = run("2024-12-16", "--lang", "uk")
    assert code == 0, err
    said, of_report = json.loads(data_of(page)), json.loads(data_of(run(report, "--lang", "uk")[1]))
    assert said["layers"]["claims"]["n"] == of_report["layers"]["claims"]["n"] == 1
    assert said["layers"]["claims"]["geometry"] == of_report["layers"]["claims"]["geometry"]
    assert said["layers"]["places"]["n"] == 1
    assert said["layers"]["relations"]["n"] == 0
    assert "Чумацьке" in said["texts"]


@pytest.mark.usefixtures("kept")
def test_control_that_was_brought_in_stands_beside_a_day_of_the_ledger(run, geo, control):
    assert "control" not in json.loads(data_of(run("2024-12-16")[1]))["layers"]
    assert geo("control", "import", control, "--source", "desk")[0] == 0
    said = json.loads(data_of(run("2024-12-16")[1]))
    assert said["layers"]["control"]["n"] == 1
    assert said["ages"] == "control as of 16 December 2024"
    assert "Assessed control: desk" in said["texts"]


@pytest.mark.usefixtures("kept")
def test_control_that_begins_later_does_not(run, geo, control):
    control.write_text(control.read_text().replace("2024-12-1", "2025-01-1"))
    assert geo("control", "import", control, "--source", "desk")[0] == 0
    assert "control" not in json.loads(data_of(run("2024-12-16")[1]))["layers"]


@pytest.mark.usefixtures("kept")
def test_what_changed_beside_a_day_of_the_ledger(run, control):
    code, page, err = run("2024-12-16", "--control", control, "--since", "2024-12-14")
    assert code == 0, err
    assert json.loads(data_of(page))["layers"]["changes"]["n"] >= 1


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    ("arguments", "code", "fault"),
    [
        (["2024-12-16", "--from", "2024-12-01"], 2, "a DATE of the ledger is one"),
        (["2024-12-16", "2024-12-17"], 2, "give it alone, or give reports"),
        (["2024-12-16", "--report-lang", "uk"], 2, "date and language are for reports"),
        (["2024-12-20"], 1, "holds no claims of 2024-12-20 in force; the nearest days with some: 2024-12-16"),
    ],
)
def test_a_day_of_the_ledger_that_is_refused(run, arguments, code, fault):
    done = run(*arguments)
    assert (done[0], done[1]) == (code, "")
    assert fault in done[2]
