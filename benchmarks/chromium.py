"""A page in the Chromium of this machine, for the benchmarks of maps."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

CHROMIUM = shutil.which("chromium")


@contextmanager
def chromium_page() -> Iterator[Page]:
    from playwright.sync_api import sync_playwright

    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--disable-gpu"], ignore_default_args=["--hide-scrollbars"]
        ) as browser,
    ):
        yield browser.new_page(viewport={"width": 1400, "height": 757})
