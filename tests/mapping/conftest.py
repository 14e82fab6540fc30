"""Layers for the tests of the map, and a browser that may not reach any host."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from map_frames import empty_day, seed_day

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture
def seed():
    return seed_day()


@pytest.fixture
def empty():
    return empty_day()


class Browser:
    """A page in headless Chromium, and what it asked for and complained of."""

    def __init__(self, driver):
        self.driver = driver

    def open(self, path, *, width=1280, height=800, fragment=""):
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 760}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        self.driver.get_log("performance")
        self.driver.get_log("browser")
        self.driver.get("about:blank")  # another fragment of the same address is no other page
        self.driver.get(Path(path).resolve().as_uri() + fragment)
        return self

    def js(self, code, *arguments):
        return self.driver.execute_script(code, *arguments)

    def until(self, code, *arguments, seconds=5.0):
        """Wait until an expression is true, and return its value."""
        from selenium.webdriver.support.ui import WebDriverWait

        return WebDriverWait(self.driver, seconds, 0.05).until(
            lambda driver: driver.execute_script(f"return {code}", *arguments)
        )

    def boxes(self, selector):
        """Return [left, top, right, bottom] of each element shown."""
        return self.js(
            "return [...document.querySelectorAll(arguments[0])].map((node) => node.getBoundingClientRect())"
            ".filter((box) => box.width).map((box) => [box.left, box.top, box.right, box.bottom])",
            selector,
        )

    def click_marks(self, layer, *, first=False):
        """Click each mark of a layer, or its first, as a pointer would."""
        self.js(
            "geo.data[arguments[0]].filter((row) => row.marks.length).slice(0, arguments[1])"
            ".forEach((row) => row.marks[0].fire('click', {latlng: L.latLng(48, 37)}))",
            layer,
            1 if first else 10_000,
        )

    def card(self):
        """Return the text of the popup opened last, once it is there."""
        return self.until("document.querySelector('.leaflet-popup-pane > :last-child .geo-card')?.innerText")

    def requests(self):
        """Return every URL asked for since the page was opened."""
        events = (json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance"))
        return [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]

    def complaints(self):
        return [entry["message"] for entry in self.driver.get_log("browser")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None or DRIVER is None:
        pytest.skip("needs chromium and chromedriver (apt-get install chromium chromium-driver)")
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        for flag in (*FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        driver = webdriver.Chrome(options=options, service=Service(DRIVER))
        try:
            yield Browser(driver)
        finally:
            driver.quit()
