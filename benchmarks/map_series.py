"""A map of many days: seconds to make, size of the file, and how long the slider takes to show another day in Chromium.

`python -m benchmarks.map_series [SERIES.parquet]`; by default the series of the folder `shared` beside the checkout.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.chromium import CHROMIUM, chromium_page
from benchmarks.control_changes import SHARED
from benchmarks.timing import Figure

if TYPE_CHECKING:
    import datetime as dt

    from geo.control import ControlSeries
    from geo.day_layers import DayLayers

LARGEST_BYTES, LARGEST_BYTES_WITH_CLAIMS = 700_000, 900_000
SLOWEST_DAY_MS = 100.0
DAYS, CLAIMS = 30, 50
TURNS = 100
# from the reader's input to the second frame after it, by when the day is on the screen
_TURN = """
async (days) => {
  const frame = () => new Promise((then) => requestAnimationFrame(then));
  const slider = document.getElementById("geo-day");
  await geo.drawn;
  const found = [];
  for (const day of days) {
    await new Promise((then) => setTimeout(then, 50));
    const begun = performance.now();
    slider.value = day;
    slider.dispatchEvent(new Event("input"));
    await frame();
    await frame();
    found.push(performance.now() - begun);
  }
  return found;
}
"""


def run(rounds: int, file: Path | None = None) -> list[Figure]:
    """Return the figures of a series; one that says so where there is none."""
    found = file or next(iter(sorted(SHARED.glob("*.parquet"))), None)
    if found is None:
        return [Figure("a map of many days", "not measured", "", "needs a series of control: name one")]
    from geo.control import ControlSeries
    from geo.mapping import save_map
    from geo.mapping.series import series_of

    control = ControlSeries(found)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        begun = time.perf_counter()
        series = series_of([], control=control, first=control.days[0])
        page = save_map(series.to_map(), folder / "all.html", days=series.days)
        spent = time.perf_counter() - begun
        days = _days(control)
        some = series_of(days, control=control, first=days[0].date, last=days[-1].date)
        claims = save_map(some.to_map(), folder / "claims.html", days=some.days)
        sizes = [one.stat().st_size for one in (page, claims)]
        turns = [_turns(one, count, rounds) for one, count in ((page, len(series.days)), (claims, len(some.days)))]
    what = [f"{len(series.days)} days of control", f"{len(some.days)} days, {CLAIMS} claims each"]
    return [
        Figure(f"{what[0]}: to make the map", f"{spent:.1f} s"),
        _size(what[0], sizes[0], LARGEST_BYTES),
        _size(what[1], sizes[1], LARGEST_BYTES_WITH_CLAIMS),
        *(_turned(*one) for one in zip(what, turns, strict=True)),
    ]


def _size(what: str, size: int, most: int) -> Figure:
    return Figure(f"{what}: the file", f"{size / 1000:.0f} kB", "", f"<= {most / 1000:.0f} kB", size <= most)


def _turned(what: str, turns: list[float]) -> Figure:
    if not turns:
        return Figure(f"{what}: another day shown", "not measured: needs chromium")
    median = statistics.median(turns)
    measured = f"{median:.0f} ms (slowest of {len(turns)}: {max(turns):.0f} ms)"
    return Figure(f"{what}: another day shown", measured, "", "< 100 ms", median < SLOWEST_DAY_MS)


def _turns(page: Path, days: int, rounds: int) -> list[float]:
    """Return the milliseconds that random days take to be shown; none without a browser."""
    if CHROMIUM is None:
        return []
    wanted = [random.Random(turn).sample(range(days), min(TURNS, days)) for turn in range(rounds)]
    with chromium_page() as opened:
        opened.goto(page.as_uri())
        # what is begun while the page writes its state into its address is lost
        opened.wait_for_function("() => document.documentElement.dataset.geoDay")
        opened.wait_for_timeout(1000)
        return [turn for some in wanted for turn in opened.evaluate(_TURN, some)]


def _days(control: ControlSeries) -> list[DayLayers]:
    """Return the layers of days of the control with claims, each day about other places near its line."""
    import geopandas as gpd
    import numpy as np
    import pandas as pd

    from geo.day_layers import layers
    from geo.gazetteer import Gazetteer

    gazetteer = Gazetteer.open()
    places = [place for place in gazetteer if place.kind.is_settlement and place.admin.oblast == "Donetsk"]
    placed = [place for place in places if place.lat is not None and place.lon is not None]
    picked = np.random.default_rng(7)
    found = []
    for date in control.days[-DAYS:]:
        own = [placed[at] for at in picked.choice(len(placed), CLAIMS, replace=False)]
        rows = [_claim(place, date, number) for number, place in enumerate(own)]
        points = gpd.points_from_xy([place.lon for place in own], [place.lat for place in own])
        claims = gpd.GeoDataFrame(pd.DataFrame(rows), geometry=points, crs=4326)
        found.append(replace(layers([], date=date, title=f"Reports of {date}"), claims=claims))
    return found


def _claim(place: Any, date: dt.date, number: int) -> dict[str, Any]:
    return {
        "claim_id": f"{date}-{number}",
        "report_id": f"{date}-{number % 5}",
        "date": date,
        "place_id": place.place_id,
        "name": place.name,
        "event": ("captured", "attacked", "repelled", "advanced")[number % 4],
        "actor": ("RU", "UA")[number % 3 == 0],
        "by": ("Russian MoD", "General Staff of Ukraine", "a mapper")[number % 3],
        "status": ("claimed", "confirmed")[number % 5 == 0],
        "start": 0,
        "end": 0,
        "sentence": (
            f"On {date} units were said to have fought {number % 17 + 1} times near {place.name} in {place.admin.raion}"
            f" raion, where {100 + number * 37 % 800} shells fell from {number % 24}:00 on, with losses on both sides."
        ),
        "confidence": round(0.5 + number % 50 / 100, 2),
        "uncertainty_m": place.uncertainty_m,
        "event_from": None,
        "event_to": None,
        "source": f"report {number % 5} of {date}",
        "url": f"https://example.org/{date}/{number % 5}",
    }


def main() -> None:
    from benchmarks.__main__ import table

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("series", nargs="?", type=Path, help="GeoParquet with columns date and geometry")
    parser.add_argument("--rounds", type=int, default=1)
    arguments = parser.parse_args()
    print(table(run(arguments.rounds, arguments.series)))


if __name__ == "__main__":
    main()
