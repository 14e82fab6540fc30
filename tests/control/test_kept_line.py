"""What `geo control import` has brought in tells which places reports mean, where no file is named."""

import sys
from pathlib import Path

import pytest
import shapely
from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent))
from control_files import collection, feature, write

from geo.cli import cli

REPORT = "Fighting went on near Vesele and Kurakhove."


def geo(*arguments):
    return CliRunner().invoke(cli, [*map(str, arguments)], catch_exceptions=False).stdout


@pytest.fixture
def report(tmp_path, monkeypatch):
    monkeypatch.setenv("GEO_DATA", str(tmp_path / "home" / "data"))
    path = tmp_path / "2024-12-16.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


def brought_in(tmp_path, source):
    area = write(tmp_path / f"{source}_2024-12-10.geojson", collection(feature(shapely.box(37.3, 47.6, 38.5, 48.3))))
    geo("control", "import", area, "--source", source, "--quiet")


def test_the_line_brought_in_is_evidence(report, tmp_path):
    before = geo("explain", "Kurakhove", "--report", report)
    brought_in(tmp_path, "mapper")
    after = geo("explain", "Kurakhove", "--report", report)
    assert "from the front line" not in before
    assert "from the front line" in after


def test_of_several_sources_none_is_preferred(report, tmp_path):
    brought_in(tmp_path, "mapper")
    brought_in(tmp_path, "another")
    assert "from the front line" not in geo("explain", "Kurakhove", "--report", report)


def test_a_line_that_begins_later_says_nothing(report, tmp_path):
    brought_in(tmp_path, "mapper")
    early = tmp_path / "2023-01-01.txt"
    early.write_text(REPORT, encoding="utf-8")
    assert "from the front line" not in geo("explain", "Kurakhove", "--report", early)
