"""Layers for the tests of the map, and pages in a Chromium that may not reach any host."""

import shutil
from pathlib import Path

import pytest
from map_frames import empty_day, seed_day
from map_pages import EVERYTHING

from geo.mapping import make_map, save_map


def pytest_collection_modifyitems(items):
    """Let the tests with a browser come last: Playwright leaves an event loop running, and asyncio allows no other."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture
def seed():
    return seed_day()


@pytest.fixture
def empty():
    return empty_day()


# -- Chromium -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Let pytest-playwright drive the Chromium of this machine, and never one of its own."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("needs chromium (apt-get install chromium)")
    # readers have scrollbars, which take room of the page
    return browser_type_launch_args | {"executable_path": chromium, "ignore_default_args": ["--hide-scrollbars"]}


@pytest.fixture(scope="session")
def base_url():
    """No host: the pages are files (and pytest 9 warns of the fixture that pytest-playwright has of this name)."""


@pytest.fixture
def size():
    """Width and height of the window in pixels; a test of other sizes has a parameter of this name."""
    return 1280, 800


@pytest.fixture
def browser_context_args(browser_context_args, size):
    width, height = size
    viewport = {"width": width, "height": height}
    return browser_context_args | {"viewport": viewport, "is_mobile": width < 760, "offline": True}


class Record:
    """What the pages of a test asked for and complained of."""

    def __init__(self, context):
        self.requests, self.complaints = [], []
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("console", lambda message: self.complaints.append(message.text))
        context.on("weberror", lambda fault: self.complaints.append(str(fault.error)))
        context.on("dialog", self._dialog)

    def _dialog(self, dialog):
        self.complaints.append(dialog.message)
        dialog.dismiss()

    @property
    def abroad(self):
        """Every URL asked for that is not in a file or in the page itself."""
        return [url for url in self.requests if not url.startswith(("file:", "data:", "about:", "blob:"))]

    def assert_quiet(self):
        assert self.requests
        assert self.abroad == []
        assert self.complaints == []


@pytest.fixture
def record(context):
    return Record(context)


@pytest.fixture
def drawn(page, record):
    """Open the file of a map, and return the page once the map is drawn."""

    def open_file(path, fragment=""):
        page.goto("about:blank")  # another fragment of the same address is no other page
        page.goto(Path(path).resolve().as_uri() + fragment)
        page.wait_for_function("() => document.documentElement.dataset.geoDrawn === 'yes'")
        return page

    return open_file


@pytest.fixture
def opened(drawn, tmp_path):
    """Open the map of a day, with every layer shown."""

    def open_day(day, *, fragment=EVERYTHING, options=None):
        return drawn(save_map(make_map(day, **(options or {})), tmp_path / "day.html"), fragment)

    return open_day
