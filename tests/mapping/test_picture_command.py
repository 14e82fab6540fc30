"""`geo picture`: a file of the kind its name says, what it shows in words, and wrong wishes refused at once."""

import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from geo.cli import cli
from geo.errors import InputError


def command(*arguments):
    return CliRunner().invoke(cli, ["picture", *map(str, arguments)], prog_name="geo")


@pytest.fixture
def report(checkout):
    return checkout / "data" / "reports" / "2024-12-16.txt"


def test_the_command_draws_and_prints_what_it_shows(report, tmp_path):
    out = tmp_path / "map.svg"
    done = command(report, "-o", out, "--ratio", "1:1", "--lang", "uk", "--alt", "--title", "Назва $x$")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("Карта за повідомленнями, 16 грудня 2024 року")
    assert f"wrote {out}" in done.stderr
    assert f"<desc>{done.stdout.strip()}</desc>" in out.read_text(encoding="utf-8")
    assert "<title>Назва $x$, 16 грудня 2024 року</title>" in out.read_text(encoding="utf-8")


def test_the_command_writes_to_maps_by_default(report, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert command(report, "--size", "640x360").exit_code == 0
    assert [path.name for path in (tmp_path / "maps").iterdir()] == ["2024-12-16.png"]


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        (("--size", "9x9"), "too small to be read"),
        (("--ratio", "2:1"), "neither WIDTHxHEIGHT"),
        (("-o", "map.jpg"), "a picture ends in .png, .svg, .pdf"),
    ],
)
def test_the_command_refuses_at_once(report, options, fault):
    done = command(report, *options)
    assert isinstance(done.exception, InputError)
    assert fault in str(done.exception)
    assert "\n" not in str(done.exception)


def test_two_sizes_are_one_too_many(report):
    done = command(report, "--size", "800x600", "--ratio", "1:1")
    assert done.exit_code == 2
    assert "give one of them" in done.stderr


def test_what_changed_needs_the_control_of_both_days(report, tmp_path):
    done = command(report, "-o", tmp_path / "map.png", "--since", "2024-12-01")
    assert isinstance(done.exception, InputError)
    assert str(done.exception) == "--since needs --control, with the control of both days"


def test_what_changed_is_in_the_picture(report, shared, tmp_path):
    (file,) = (shared / "control").glob("deepstate-*.parquet")
    out = tmp_path / "map.pdf"
    done = command(report, "-o", out, "--control", file, "--since", "2024-11-16", "--cut-off", "18:00 UTC")
    assert done.exit_code == 0, done.output
    text = PdfReader(out).pages[0].extract_text()
    assert "Changes since 16 November 2024" in text
    assert "taken by Russian forces" in text
    assert "cut-off 18:00 UTC" in text
