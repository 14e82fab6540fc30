"""Whole processes: a map, the help, a look-up; each beside the bare import of the libraries it would take."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.timing import Figure, interleaved, process, ratio_figure

if TYPE_CHECKING:
    from collections.abc import Callable

CHECKOUT = Path(__file__).parents[1]
SHARED = CHECKOUT.parent / "shared"
SEED = SHARED / "reports" / "seed-day-1026.txt"
CONTROL = SHARED / "control" / "daily" / "deepstatemap_data_20241216.geojson"
BUNDLED = CHECKOUT / "data" / "reports" / "2024-12-16.txt"
LARGEST_MAP_BYTES = 900_000

FRAMES, MAPS = "import geopandas, folium", "import folium"


def run(rounds: int) -> list[Figure]:
    """Return the figures of whole processes."""
    geo = str(Path(sys.executable).with_name("geo"))
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "map.html")
        if SEED.exists() and CONTROL.exists():
            report = [str(SEED), "--date", "2024-12-16", "--control", str(CONTROL)]
            named = "geo map, seed report and control"
        else:
            report, named = [str(BUNDLED)], "geo map, bundled report"
        jobs: dict[str, Callable[[], None]] = {
            FRAMES: _job(sys.executable, "-c", FRAMES),
            named: _job(geo, "map", *report, "-o", str(page)),
            MAPS: _job(sys.executable, "-c", MAPS),
            "geo --help": _job(geo, "--help"),
            "geo geocode Kurakhove": _job(geo, "geocode", "Kurakhove"),
        }
        times = interleaved(jobs, rounds)
        size = page.stat().st_size
    return [
        ratio_figure(named, times, named, FRAMES, at_most=1.6),
        ratio_figure("geo --help", times, "geo --help", MAPS, at_most=0.3),
        ratio_figure("geo geocode Kurakhove", times, "geo geocode Kurakhove", MAPS, at_most=0.3),
        Figure("size of that map", f"{size / 1000:.0f} kB", "", "<= 900 kB", size <= LARGEST_MAP_BYTES),
    ]


def _job(*arguments: str) -> Callable[[], None]:
    def job() -> None:
        process(arguments)

    return job
