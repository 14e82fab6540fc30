"""Two ways of doing a thing, timed turn about, so that what else the machine does falls on both."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

ROUNDS = 7

Seconds = dict[str, list[float]]


@dataclass(frozen=True)
class Figure:
    """One line of the table: what was measured, beside what, and the target it must meet, if it has one."""

    what: str
    measured: str
    beside: str = ""
    target: str = ""
    met: bool | None = None
    seconds: Seconds = field(default_factory=dict)

    @property
    def verdict(self) -> str:
        """Whether the target is met, in a word."""
        return "" if self.met is None else "met" if self.met else "MISSED"

    def as_json(self) -> dict[str, object]:
        """Return the figure with every round's time."""
        return {
            "what": self.what,
            "measured": self.measured,
            "beside": self.beside,
            "target": self.target,
            "met": None if self.met is None else bool(self.met),
            "seconds": {name: [round(one, 6) for one in times] for name, times in self.seconds.items()},
        }


def interleaved(jobs: Mapping[str, Callable[[], float | None]], rounds: int = ROUNDS) -> Seconds:
    """Return the seconds of each job in each round: A B C A B C ..., after a round to warm up.

    A job that returns a number has timed itself; else its whole call is timed.
    """
    times: Seconds = {name: [] for name in jobs}
    for turn in range(rounds + 1):
        for name, job in jobs.items():
            begun = time.perf_counter()
            own = job()
            spent = time.perf_counter() - begun if own is None else own
            if turn:
                times[name].append(spent)
    return times


def ratio_figure(what: str, times: Seconds, ours: str, theirs: str, *, at_most: float | None = None) -> Figure:
    """Return our median beside theirs, and the ratio of the two."""
    mine, other = statistics.median(times[ours]), statistics.median(times[theirs])
    ratio = mine / other
    return Figure(
        what,
        f"{ratio:.2f} x ({mine:.3f} s)",
        f"{theirs}: {other:.3f} s",
        "" if at_most is None else f"<= {at_most:g} x",
        None if at_most is None else ratio <= at_most,
        {ours: times[ours], theirs: times[theirs]},
    )


def process(arguments: Sequence[str]) -> str:
    """Run a process to its end and return what it printed; Python keeps its compiled modules, as for any user."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(arguments, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)}: exit {done.returncode}\n{done.stderr[-2000:]}")
    return done.stdout
