"""Run all benchmarks, or those named: `python -m benchmarks [processes] [gazetteer] [fuzzy] [scale] [matching] ...`."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks import (
    cells,
    control_at,
    control_changes,
    control_import,
    distance,
    fuzzy,
    gazetteer,
    map_page,
    map_series,
    matching,
    processes,
    reading,
    scale,
)
from benchmarks.timing import ROUNDS, Figure

RESULTS = Path(__file__).parent / "results"
SETS = {
    "processes": processes.run,
    "gazetteer": gazetteer.run,
    "fuzzy": fuzzy.run,
    "scale": scale.run,
    "matching": matching.run,
    "reading": reading.run,
    "distance": distance.run,
    "cells": cells.run,
    "control_at": control_at.run,
    "control_changes": control_changes.run,
    "control_import": control_import.run,
    "map_page": map_page.run,
    "map_series": map_series.run,
}
PACKAGES = (
    "geo-frontline",
    "geopandas",
    "folium",
    "pandas",
    "pyproj",
    "geopy",
    "geographiclib",
    "daachorse",
    "rapidfuzz",
    "ahocorasick_rs",
    "pyahocorasick",
    "spacy",
)


def table(figures: list[Figure]) -> str:
    """Return figures as aligned columns."""
    rows = [("what", "measured", "beside", "target", "")]
    rows += [(one.what, one.measured, one.beside, one.target, one.verdict) for one in figures]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def versions() -> dict[str, str]:
    """Return the versions of the packages measured, of those that are installed."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("sets", nargs="*", metavar="SET", help=f"of {', '.join(SETS)}; by default all")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="rounds of A B A B ..., after one to warm up")
    parser.add_argument("--gazetteer", help="the folder of the gazetteer to read with; by default the installed one")
    arguments = parser.parse_args()
    if arguments.gazetteer:
        os.environ[reading.FOLDER] = arguments.gazetteer
    if unknown := set(arguments.sets) - set(SETS):
        parser.error(f"no such set: {', '.join(sorted(unknown))}")
    RESULTS.mkdir(exist_ok=True)
    machine = {
        "python": platform.python_version(),
        "system": platform.system(),
        "cores": os.cpu_count(),
        "packages": versions(),
    }
    shown: list[Figure] = []
    for name in arguments.sets or SETS:
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        figures = SETS[name](arguments.rounds)
        document = {"machine": machine, "rounds": arguments.rounds, "figures": [one.as_json() for one in figures]}
        (RESULTS / f"{name}.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
        shown += figures
    print(table(shown))


if __name__ == "__main__":
    main()
