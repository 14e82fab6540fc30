"""`geo control at`."""

import datetime as dt
import json
import sys
from pathlib import Path

import pytest
import shapely
from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent))
from control_files import collection, feature, write

import geo
from geo.cli import cli
from geo.errors import InputError
from geo.ledger import Ledger


@pytest.fixture
def area(tmp_path):
    return write(tmp_path / "held_2024-12-10.geojson", collection(feature(shapely.box(37.0, 47.8, 37.6, 48.2))))


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("GEO_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("GEO_LEDGER", str(tmp_path / "geo.db"))


def at(*arguments):
    return CliRunner().invoke(cli, ["control", "at", *map(str, arguments)], catch_exceptions=False).stdout


def test_a_place_by_name_with_its_evidence(area):
    said = at("Kurakhove", "--date", "2024-12-16", "--control", area)
    assert said.startswith("UA1416011001  Kurakhove: RU, assessed since 2024-12-10, last borne out 2024-12-10")
    assert len(said.splitlines()) > 1


def test_json_has_a_line_a_place(area):
    lines = at("UA1416011001", "Lviv", "--date", "2024-12-16", "--control", area, "--json").splitlines()
    kurakhove, lviv = map(json.loads, lines)
    assert (kurakhove["holder"], lviv["holder"]) == ("RU", "UA")
    assert {"place_id", "date", "holder", "basis", "since", "sources", "confirmed", "evidence", "share"} == set(lviv)


def test_the_ledger_is_asked(area, tmp_path):
    text = "The Russian Ministry of Defense claimed the capture of Kurakhove."
    report = geo.report_from_text(text, report_id="r", date=dt.date(2024, 12, 12))
    with Ledger.open(tmp_path / "geo.db") as ledger:
        ledger.add(geo.read(report, geo.Gazetteer.embedded()))
    said = json.loads(at("UA1416011001", "--date", "2024-12-16", "--control", area, "--json"))
    assert [piece["sentence"] for piece in said["evidence"] if "claim_id" in piece] == [text]
    before = json.loads(at("UA1416011001", "--date", "2024-12-11", "--control", area, "--json"))
    assert not any("claim_id" in piece for piece in before["evidence"])


def test_with_nothing_at_hand_the_built_in_table_answers():
    said = json.loads(at("Bakhmut", "--date", "2024-01-01", "--json"))
    assert (said["holder"], said["basis"], said["since"]) == ("RU", "inferred", "2023-05-20")
    assert "Bakhmut" in said["sources"][0]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--date", "2024-12-16"), "name some places, or give --all"),
        (("Kurakhove", "--all", "--date", "2024-12-16"), "not both"),
        (("Kurakhove", "--date", "yesterday"), "no date"),
        (("Kurakhove", "--date", "2024-12-16", "--store", "none.db"), "no such store"),
        (("Kurakhove", "--date", "2024-12-16", "--control", "none.geojson"), "no such file"),
        (("Kurakhove", "--date", "2024-12-16", "--rule", "none.toml"), "cannot be read"),
    ],
)
def test_what_cannot_be_answered(arguments, said):
    with pytest.raises((InputError, geo.GeoError), match=said):
        at(*arguments)
