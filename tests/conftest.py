"""What all tests share: the committed gazetteer, the shared material, and the rule that CI skips no browser test."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# a busy machine fails no test; CI tries the same examples each time
settings.register_profile("geo", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("geo")

CHECKOUT = Path(__file__).parents[1]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Turn the skip of a browser test into a failure where GEO_REQUIRE_BROWSER is set, as in CI."""
    report = yield
    if report.skipped and os.environ.get("GEO_REQUIRE_BROWSER") and item.get_closest_marker("browser"):
        report.outcome = "failed"
        report.longrepr = (
            f"skipped, and GEO_REQUIRE_BROWSER is set: {call.excinfo.value if call.excinfo else 'no reason'}"
        )
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


@pytest.fixture(scope="session")
def shared():
    """The shared material beside the checkout; skips where it is absent."""
    folder = CHECKOUT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the shared material is not beside this checkout")
    return folder
