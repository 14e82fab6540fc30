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
