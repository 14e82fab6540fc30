"""A series of assessed control into a store: how long it takes, how large the store is, how fast a day comes back.

Run it as `python -m benchmarks.control_import [FILE]`. Beside the store stands the same series as GeoParquet: what
`ControlSeries` needs to open it and to give its days.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from benchmarks.processes import SHARED
from benchmarks.timing import Figure, interleaved, process, ratio_figure
from geo.control import ControlSeries, ControlStore
from geo.control.assessed import area_km2
from geo.control.metric import to_plane
from geo.model import Holder

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable

ROUNDS = 5
SOURCE = "series"
MOST_SECONDS, MOST_BYTES, MOST_SHARE = 8.0, 3_000_000, 2e-4


def run(rounds: int = ROUNDS, file: Path | None = None) -> list[Figure]:
    """Return the figures for a series, by default the one of the shared material."""
    series = file or next((SHARED / "control").glob("*.parquet"))
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder, "control.db")
        wall, cpu = _imports(series, store, rounds)
        figures = [
            _figure("import, whole process, wall", wall, MOST_SECONDS),
            _figure("import, whole process, user and system", cpu, MOST_SECONDS),
        ]
        size = store.stat().st_size
        figures.append(
            Figure(
                "size of the store",
                f"{size / 1e6:.2f} MB",
                f"{series.stat().st_size / 1e6:.2f} MB as GeoParquet",
                f"< {MOST_BYTES / 1e6:g} MB",
                size < MOST_BYTES,
            )
        )
        figures += _reading(series, store, rounds)
        figures += _exactness(series, store)
    return figures


def _imports(series: Path, store: Path, rounds: int) -> tuple[list[float], list[float]]:
    """Return the wall and processor seconds of importing the series into a new store, so many times."""
    command = [sys.executable, "-c", "from geo.cli import main; main()", "control", "import", str(series)]
    command += ["--source", SOURCE, "--store", str(store), "--quiet"]
    wall, cpu = [], []
    for turn in range(rounds + 1):
        store.unlink(missing_ok=True)
        before = os.times()
        process(command)
        after = os.times()
        if turn:
            wall.append(after.elapsed - before.elapsed)
            cpu.append(after.children_user + after.children_system - before.children_user - before.children_system)
    return wall, cpu


def _reading(series: Path, store: Path, rounds: int) -> list[Figure]:
    days = ControlSeries(store).days
    middle = days[len(days) // 2]

    def opened(path: Path, wanted: Iterable[dt.date]) -> Callable[[], None]:
        def read() -> None:
            control = ControlSeries(path)
            for day in wanted:
                control.on(day)

        return read

    one = interleaved({"store": opened(store, [middle]), "GeoParquet": opened(series, [middle])}, rounds)
    every = interleaved({"store": opened(store, days), "GeoParquet": opened(series, days)}, rounds)
    with ControlStore.open(store, read_only=True) as kept:
        chance = np.random.default_rng(20241216)
        order = [days[index] for index in chance.permutation(len(days))[:100]]
        single = interleaved({"a day": lambda: [kept.control(SOURCE, day) for day in order] and None}, rounds)["a day"]
    return [
        ratio_figure("open and read one day", one, "store", "GeoParquet"),
        ratio_figure(f"read all {len(days)} days", every, "store", "GeoParquet"),
        Figure("one day of an open store, any order", f"{10 * statistics.median(single):.2f} ms"),
    ]


def _exactness(series: Path, store: Path) -> list[Figure]:
    """Return whether every coordinate comes back, and how far planar areas are from geodesic ones."""
    kept, given = ControlSeries(store), ControlSeries(series)
    same = sum(_same(kept.on(day).polygons, given.on(day).polygons) for day in given.days)
    worst = 0.0
    for day in given.days[:: max(1, len(given.days) // 50)]:
        area = kept.on(day).polygons[Holder.RU]
        geodesic = area_km2(area)
        worst = max(worst, abs(shapely.area(shapely.transform(area, to_plane)) / 1e6 - geodesic) / geodesic)
    return [
        Figure(
            "days that come back to the last bit", str(same), f"{len(given.days)} days", "all", same == len(given.days)
        ),
        Figure("area told beside the geodesic one", f"{100 * worst:.6f} %", "", "<= 0.02 %", worst <= MOST_SHARE),
    ]


def _same(one: dict[Holder, shapely.MultiPolygon], other: dict[Holder, shapely.MultiPolygon]) -> bool:
    return one.keys() == other.keys() and all(shapely.to_wkb(one[key]) == shapely.to_wkb(other[key]) for key in one)


def _figure(what: str, seconds: list[float], most: float) -> Figure:
    median = statistics.median(seconds)
    return Figure(what, f"{median:.2f} s", "", f"< {most:g} s", median < most, {what: seconds})


def main() -> None:
    from benchmarks.__main__ import table

    print(table(run(ROUNDS, Path(sys.argv[1]) if len(sys.argv) > 1 else None)))


if __name__ == "__main__":
    main()
