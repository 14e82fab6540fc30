"""What all tests share: the committed gazetteer, the shared material, and the rule of what CI may not skip."""

import gc
import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

# a busy machine fails no test; CI tries the same examples each time
settings.register_profile("geo", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("geo")

CHECKOUT = Path(__file__).parents[1]
# a test that bears the mark must not be skipped where the variable is set, as in CI
REQUIRED = {"browser": "GEO_REQUIRE_BROWSER", "postgis": "GEO_REQUIRE_POSTGIS"}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Turn the skip of a test whose means are required into a failure."""
    report = yield
    for mark, variable in REQUIRED.items():
        if report.skipped and os.environ.get(variable) and item.get_closest_marker(mark):
            report.outcome = "failed"
            reason = call.excinfo.value if call.excinfo else "no reason"
            report.longrepr = f"skipped, and {variable} is set: {reason}"
    return report


@pytest.fixture(scope="session")
def checkout():
    """The folder of the checkout."""
    return CHECKOUT


@pytest.fixture(scope="session")
def gazetteer():
    """The committed gazetteer."""
    from geo.gazetteer import Gazetteer

    return Gazetteer.open()


@pytest.fixture
def geo(monkeypatch, capfd):
    """Run the command in this process; return its exit code, standard output and standard error."""
    from geo.cli import main

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["geo", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        gc.enable()  # the command leaves it off, for its process ends with it
        out, err = capfd.readouterr()
        return ended.value.code or 0, out, err

    return run


@pytest.fixture(scope="session")
def shared():
    """The shared material beside the checkout; skips where it is absent."""
    folder = CHECKOUT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the shared material is not beside this checkout")
    return folder


@pytest.fixture(autouse=True, scope="session")
def _nobodys_home(tmp_path_factory):
    """No test sees what the user of this machine has installed, corrected or brought in."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GEO_DATA", str(tmp_path_factory.mktemp("home") / "data"))
        patch.delenv("GEO_LEDGER", raising=False)
        yield
