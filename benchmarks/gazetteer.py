"""The gazetteer ready for reading, in a new process, beside building a peer's automaton over the same names."""

from __future__ import annotations

import statistics
import sys
from typing import TYPE_CHECKING

from benchmarks.timing import Figure, interleaved, process, ratio_figure

if TYPE_CHECKING:
    from collections.abc import Callable

# each prints the seconds it took, imports of the libraries themselves left out
OPEN = """
import time
import geo, geo.gazetteer
begun = time.perf_counter()
gazetteer = geo.Gazetteer.open()
print(time.perf_counter() - begun)
"""
READY = """
import time
import numpy, daachorse, geo, geo.gazetteer, geo.reading.search
begun = time.perf_counter()
geo.reading.search.name_spans("Kurakhove", geo.Gazetteer.open())
print(time.perf_counter() - begun)
"""
PEER = """
import time
import ahocorasick_rs
from benchmarks.matching import forms
import geo
names = forms(geo.Gazetteer.open())
begun = time.perf_counter()
ahocorasick_rs.AhoCorasick(names, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
print(time.perf_counter() - begun)
"""
TARGET_SECONDS = 0.3


def run(rounds: int) -> list[Figure]:
    """Return the figures of the gazetteer."""
    theirs = "ahocorasick_rs built"
    jobs = {"open": _timed(OPEN), "ready": _timed(READY), theirs: _timed(PEER)}
    times = interleaved(jobs, rounds)
    opened = statistics.median(times["open"])
    return [
        Figure(
            "Gazetteer.open()",
            f"{opened:.4f} s",
            "",
            f"< {TARGET_SECONDS} s",
            opened < TARGET_SECONDS,
            {"open": times["open"]},
        ),
        ratio_figure("opened and its automaton ready", times, "ready", theirs),
    ]


def _timed(code: str) -> Callable[[], float]:
    def job() -> float:
        return float(process([sys.executable, "-c", code]))

    return job
