"""Who holds every settlement on a date: how long the whole command takes, beside a bare point-in-polygon check."""

from __future__ import annotations

import datetime as dt
import statistics
import sys
import tempfile
from pathlib import Path

import numpy as np
import shapely

from benchmarks.processes import SHARED
from benchmarks.reading import opened
from benchmarks.timing import Figure, interleaved, process
from geo.control import ControlSeries
from geo.control.at import holders_at
from geo.model import Holder

ROUNDS = 5
DATE = dt.date(2025, 1, 10)
MOST_SECONDS = 2.0


def run(rounds: int = ROUNDS) -> list[Figure]:
    """Return the figures; GEO_BENCH_GAZETTEER names the folder of a full gazetteer."""
    file = next((SHARED / "control").glob("*.parquet"))
    gazetteer = opened()
    series = ControlSeries(file)
    rows = (row for row in range(len(gazetteer.latlon)) if gazetteer.kind(row).is_settlement)
    ids = [place_id for row in rows if (place_id := gazetteer.place_id(row)).startswith("UA")]
    lat, lon = gazetteer.latlon[[gazetteer.row(place_id) for place_id in ids]].T
    area = series.on(DATE).polygons[Holder.RU]

    def bare() -> None:
        shapely.prepare(area)
        shapely.contains_xy(area, lon, lat)

    def ours() -> None:
        holders_at(ids, DATE, gazetteer, series=[series], since=False)

    found = holders_at(ids, DATE, gazetteer, series=[series], since=False)
    alike = np.array([one.holder is Holder.RU for one in found]) == shapely.contains_xy(area, lon, lat)
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder, "control.db")
        geo = [sys.executable, "-c", "from geo.cli import main; main()", "control"]
        process([*geo, "import", str(file), "--source", "series", "--store", str(store), "--quiet"])
        ask = [*geo, "at", "--all", "--json", "--date", DATE.isoformat(), "--store", str(store)]
        ask += ["--gazetteer", str(gazetteer.path.parent)] if gazetteer.path.name != "embedded.gaz" else []

        def command() -> None:
            process(ask)

        seconds = interleaved(
            {
                "command": command,
                "from Python": ours,
                "contains_xy": bare,
            },
            rounds,
        )
    whole, own, peer = (statistics.median(seconds[name]) for name in seconds)
    return [
        Figure(
            f"holder of {len(ids):,} settlements, whole process",
            f"{whole:.2f} s",
            f"a bare contains_xy: {peer:.3f} s",
            f"< {MOST_SECONDS:g} s",
            whole < MOST_SECONDS,
            seconds,
        ),
        Figure("the same from Python", f"{own:.3f} s, {own / peer:.1f} x", "the same"),
        Figure("equal to the check", f"{int(alike.sum()):,} of {len(ids):,}", "", "all", bool(alike.all())),
    ]
