"""`geo picture`: a file of the kind its name says, what it shows in words, and wrong wishes refused at once."""

import datetime as dt
import subprocess
import sys

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


def test_a_picture_needs_nothing_of_the_library_that_makes_maps(report, tmp_path):
    code = (
        "import sys; from geo.cli import main\n"
        "try: main()\nexcept SystemExit as end: assert not end.code\n"
        "print(*sorted({'folium', 'branca', 'jinja2', 'requests', 'sqlalchemy'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "picture", report, "-o", tmp_path / "map.png", "--size", "640x360"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "map.png").exists()
    assert done.stdout == "\n"


# -- a day of the ledger ------------------------------------------------------------------------------------------


@pytest.fixture
def ledger(report, tmp_path):
    """A ledger that holds the claims of the report."""
    path = tmp_path / "geo.db"
    done = CliRunner().invoke(cli, ["claims", "add", str(report), "--ledger", str(path)])
    assert done.exit_code == 0, done.output
    return path


def test_a_day_of_the_ledger_shows_its_claims(report, ledger, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = command("2024-12-16", "--ledger", ledger, "-o", "map.pdf", "--alt")
    assert done.exit_code == 0, done.output
    of_report = command(report, "-o", "other.pdf", "--alt")
    sides = [sentence for sentence in of_report.stdout.split(".") if "Claims by" in sentence]
    assert len(sides) == 2
    for said in ("Yelyzavetivka", "Shevchenko", "Chumatske (Pushkino)", "Veselyi Hai", "Claims by Russian forces: 4"):
        assert said in sides[0]
        assert said in done.stdout
    assert "Claims by Ukrainian forces: 6" in done.stdout
    text = PdfReader("map.pdf").pages[0].extract_text()
    assert "Ukraine war: 16 December 2024 in brief" in text


def test_the_picture_of_a_day_goes_to_maps_and_is_the_same_each_time(ledger, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GEO_LEDGER", str(ledger))
    assert command("2024-12-16", "--size", "640x360").exit_code == 0
    (made,) = (tmp_path / "maps").iterdir()
    assert made.name == "2024-12-16.png"
    before = made.read_bytes()
    assert command("2024-12-16", "--size", "640x360").exit_code == 0
    assert made.read_bytes() == before


def test_a_file_of_the_name_of_a_day_is_a_report(report, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "2024-12-16"
    folder.mkdir()
    (folder / "2024-12-16.txt").write_bytes(report.read_bytes())
    done = command("2024-12-16", "-o", "map.png", "--size", "640x360", "--alt")
    assert done.exit_code == 0, done.output
    assert "Names left undecided" in done.stdout


def test_what_changed_beside_a_day_of_the_ledger(ledger, shared, tmp_path):
    (file,) = (shared / "control").glob("deepstate-*.parquet")
    out = tmp_path / "map.pdf"
    done = command("2024-12-16", "--ledger", ledger, "--control", file, "--since", "2024-11-16", "-o", out)
    assert done.exit_code == 0, done.output
    assert "Changes since 16 November 2024" in PdfReader(out).pages[0].extract_text()


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["2024-12-17"], "holds no claims of 2024-12-17 in force; the nearest days with some: 2024-12-16"),
        (["2024-12-32"], "'2024-12-32' is no date"),
        (["2024-12-16", "--ledger", "none.db"], "none.db: there is no ledger; add reports first"),
        (["2024-12-16", "--ledger", "mysql://a:secret@b/c"], "a ledger is not kept in such a database"),
    ],
)
def test_a_day_that_the_ledger_cannot_tell(ledger, tmp_path, monkeypatch, arguments, fault):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GEO_LEDGER", str(ledger))
    done = command(*arguments)
    assert isinstance(done.exception, InputError)
    assert fault in str(done.exception)
    assert "\n" not in str(done.exception)
    assert "secret" not in str(done.exception)
    assert not (tmp_path / "maps").exists()


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["2024-12-16", "REPORT"], "2024-12-16 is a day of the ledger: give it alone, or give reports"),
        (["2024-12-16", "2024-12-17"], "2024-12-16 is a day of the ledger: give it alone, or give reports"),
        (["2024-12-16", "--date", "2024-12-17"], "date and language are for reports"),
        (["REPORT", "--ledger", "geo.db"], "--ledger goes with a DATE in place of reports"),
    ],
)
def test_a_day_of_the_ledger_stands_alone(report, ledger, tmp_path, monkeypatch, arguments, fault):
    monkeypatch.chdir(tmp_path)
    done = command(*(report if argument == "REPORT" else argument for argument in arguments))
    assert done.exit_code == 2
    assert fault in done.stderr


def test_a_day_that_is_not_over_is_held(ledger):
    tomorrow = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)
    done = command(tomorrow, "--ledger", ledger)
    assert "may be published from" in str(done.exception)
