"""What importing the package costs: no heavy library is loaded before it is needed."""

import subprocess
import sys

import pytest

HEAVY = {
    *("numpy", "scipy", "pandas", "geopandas", "shapely", "pyproj", "pyogrio", "pyarrow"),
    *("folium", "branca", "geopy", "requests", "trafilatura", "lxml", "rich"),
    *("sqlalchemy", "alembic", "psycopg", "matplotlib"),
}
LOADED = "import sys; print(*{name.partition('.')[0] for name in sys.modules})"


def loaded_by(code, *arguments):
    """Return the top-level modules loaded by some code in an interpreter of its own."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", f"{code}\n{LOADED}", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize(
    "code",
    [
        "import geo",
        "import geo.cli",
        "import geo.model, geo.errors, geo.schema, geo.names",
        "import geo; geo.Gazetteer",
        "import geo; geo.GeoError; geo.Place",
        "import geo; dir(geo)",
    ],
)
def test_an_import_loads_nothing_heavy(code):
    assert loaded_by(code) & HEAVY == set()


def test_help_loads_nothing_heavy():
    code = "import sys; sys.argv = ['geo', '--help']\nfrom geo.cli import main\ntry: main()\nexcept SystemExit: pass"
    assert loaded_by(code) & HEAVY == set()


def test_the_map_command_does_without_what_pictures_and_ledgers_need(checkout, tmp_path):
    report = str(checkout / "data" / "reports" / "2024-12-16.txt")
    code = (
        "import sys; sys.argv[1:1] = ['-q', 'map']\nfrom geo.cli import main\n"
        "try: main()\nexcept SystemExit as end: assert not end.code"
    )
    made = tmp_path / "map.html"
    assert loaded_by(code, report, "-o", str(made)) & {"matplotlib", "sqlalchemy", "trafilatura", "scipy"} == set()
    assert made.stat().st_size > 100_000


def test_a_look_up_by_name_loads_nothing_heavy():
    code = "import geo; found = geo.Gazetteer.open().lookup('Kurakhove'); assert found[0].place.name == 'Kurakhove'"
    assert loaded_by(code) & HEAVY == set()


def test_the_geocode_command_loads_nothing_heavy():
    code = (
        "import sys; sys.argv = ['geo', 'geocode', 'Kurakhove']\nfrom geo.cli import main\n"
        "try: main()\nexcept SystemExit as end: assert not end.code"
    )
    assert loaded_by(code) & HEAVY == set()


def test_every_public_name_can_be_had():
    import geo

    for name in geo.__all__:
        assert getattr(geo, name) is not None, name
    with pytest.raises(AttributeError, match=r"^module 'geo' has no attribute 'nothing'$"):
        _ = geo.nothing


def test_no_module_takes_the_name_of_a_function():
    loaded_by(
        "import importlib, pkgutil, types, geo\n"
        "for one in pkgutil.walk_packages(geo.__path__, 'geo.'): importlib.import_module(one.name)\n"
        "modules = {name for name in geo.__all__ if isinstance(getattr(geo, name), types.ModuleType)}\n"
        "assert modules == {'distance', 'errors', 'geocoder', 'model', 'publication', 'schema', 'uncertainty'}, modules"
    )
