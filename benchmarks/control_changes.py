"""What each day of a long series of control gained and lost, beside two differences a day and an overlay a day.

`python -m benchmarks.control_changes [SERIES.parquet] [--rounds N]`; by default the series of the folder `shared`
beside the checkout. Every way begins with the file and ends with km² of each day on a plane of equal areas.
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from benchmarks.timing import Figure, interleaved, ratio_figure
from geo.control import ControlSeries, changes, gain_and_loss, series_changes
from geo.control.assessed import area_km2
from geo.control.metric import to_plane
from geo.model import Holder

if TYPE_CHECKING:
    import pandas as pd

PLANE = "+proj=laea +lat_0=48.5 +lon_0=35 +ellps=WGS84 +units=m"
SHARED = Path(__file__).parents[2] / "shared" / "control"
# a loop over the days is measured over so many steps, spread over the series, and scaled to all
STEPS_OF_OVERLAY = 48
TARGET_RATIO, TARGET_STEP_SECONDS, TARGET_APART_KM2, TARGET_APART_SHARE = 0.2, 0.010, 1e-6, 2e-4


def ours(file: Path) -> pd.DataFrame:
    """Return the series as `geo` has it."""
    return series_changes(ControlSeries(file))


def two_differences(file: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return area, gain and loss of each day by two vectorised differences."""
    areas = gpd.read_parquet(file).sort_values("date").geometry.to_numpy()
    broken = ~shapely.is_valid(areas)
    areas[broken] = shapely.make_valid(areas[broken])
    flat = shapely.transform(areas, to_plane)
    gained = shapely.area(shapely.difference(flat[1:], flat[:-1]))
    lost = shapely.area(shapely.difference(flat[:-1], flat[1:]))
    return shapely.area(flat) / 1e6, gained / 1e6, lost / 1e6


def overlay_loop(file: Path) -> float:
    """Return the seconds of a loop of two overlays a day, scaled from some of its steps."""
    begun = time.perf_counter()
    frame = gpd.read_parquet(file).sort_values("date").to_crs(PLANE)[["geometry"]]
    read = time.perf_counter() - begun
    steps = np.linspace(1, len(frame) - 1, STEPS_OF_OVERLAY).astype(int)
    begun = time.perf_counter()
    for step in steps:
        before, after = frame.iloc[[step - 1]], frame.iloc[[step]]
        gpd.overlay(after, before, how="difference").area.sum()
        gpd.overlay(before, after, how="difference").area.sum()
    return read + (time.perf_counter() - begun) * (len(frame) - 1) / len(steps)


def run(rounds: int, file: Path | None = None) -> list[Figure]:
    """Return the figures of a series; one that says so where there is none."""
    found = file or next(iter(sorted(SHARED.glob("*.parquet"))), None)
    if found is None:
        return [Figure("changes of a series", "not measured", "", "needs a series of control: name one")]
    file = found
    times = interleaved(
        {
            "geo": lambda: _timed(ours, file),
            "two shapely differences a day": lambda: _timed(two_differences, file),
            "geopandas overlay loop (scaled)": lambda: overlay_loop(file),
        },
        rounds,
    )
    series = ControlSeries(file)
    one, other = series.on(series.days[-2]), series.on(series.days[-1])
    steps = [_timed(gain_and_loss, one, other) for _ in range(20)]
    whole = [_timed(changes, series.on(series.days[0]), other) for _ in range(3)]
    step = statistics.median(steps)
    frame, (area, gained, lost) = ours(file), two_differences(file)
    apart = max(
        float(np.abs(frame["area_km2"] - area).max()),
        float(np.abs(frame["gained_km2"][1:] - gained).max()),
        float(np.abs(frame["lost_km2"][1:] - lost).max()),
    )
    some = range(0, len(series.days), max(len(series.days) // 30, 1))
    geodesic = np.array([area_km2(series.on(series.days[day]).polygons[Holder.RU]) for day in some])
    share = float(np.abs(frame["area_km2"].to_numpy()[list(some)] / geodesic - 1).max())
    what = f"{len(frame)} days: areas, gains, losses"
    return [
        ratio_figure(what, times, "geo", "two shapely differences a day", at_most=TARGET_RATIO),
        ratio_figure(what, times, "geo", "geopandas overlay loop (scaled)"),
        Figure(
            "the same, apart from two differences", f"{apart:.1e} km²", "", "<= 1e-6 km²", apart <= TARGET_APART_KM2
        ),
        Figure("the same, apart from geodesic areas", f"{share:.1e}", "", "<= 2e-4", share <= TARGET_APART_SHARE),
        Figure("one more day", f"{step * 1000:.1f} ms", "", "<= 10 ms", step <= TARGET_STEP_SECONDS, {"step": steps}),
        Figure(
            "polygons of first day to last, by sector",
            f"{statistics.median(whole):.2f} s",
            "",
            "",
            None,
            {"whole": whole},
        ),
    ]


def _timed(job: object, *arguments: object) -> float:
    begun = time.perf_counter()
    job(*arguments)  # type: ignore[operator]
    return time.perf_counter() - begun


def main() -> None:
    from benchmarks.__main__ import table

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("series", nargs="?", type=Path, help="GeoParquet with columns date and geometry")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    print(table(run(arguments.rounds, arguments.series)))


if __name__ == "__main__":
    main()
