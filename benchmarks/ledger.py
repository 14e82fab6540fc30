"""Two processes write to one ledger, one of them killed over and over: `python -m benchmarks.ledger [FILE|URL]`.

Each writes so many claims of its own, ten a report and a report a call, and some reports that the other writes too.
What a call has returned from is acknowledged. In the end every acknowledged claim must be there, none twice, and the
ledger without fault. The processes are forked, so this runs where there is `fork`.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.timing import Figure
from geo.ledger import Ledger
from geo.model import Actor, Claim, Event, Mention, Report, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CLAIMS, KILLS = 10_000, 100
PER_REPORT, SHARED_EVERY = 10, 20
LONGEST_WAIT_SECONDS = 0.005
DAY = dt.date(2024, 12, 16)


@dataclass(frozen=True)
class Reading:
    """As much of a reading as the ledger looks at."""

    report: Report
    all_claims: tuple[Claim, ...]
    all_mentions: tuple[Mention, ...]


def reading(report_id: str, claims: int = PER_REPORT) -> Reading:
    """Return a reading that is always the same for its id."""
    text = "The Russian Defence Ministry said that its troops had captured a village."
    mentions = tuple(
        Mention(report_id, 0, 9, name, "settlement", f"UA14{at:08d}", name, 48 + at / 100, 37.5, 2500.0, 0.9)
        for at, name in enumerate(f"Village {at}" for at in range(claims))
    )
    made = tuple(
        Claim(f"{report_id}:{at}", report_id, DAY, at, mentions[at].place_id, Event.CAPTURED, Actor.RU, "Russian MoD",
              Status.CLAIMED, 0, len(text), text, 0.63)
        for at in range(claims)
    )  # fmt: skip
    return Reading(Report(report_id, DAY, text, text, source="a source"), made, mentions)


def plan(writer: str, claims: int) -> list[str]:
    """Return the ids of the reports that a writer writes, in order; those with an s the other one writes too."""
    own = [f"{writer}{number}" for number in range(claims // PER_REPORT)]
    shared = [f"s{number}" for number in range(0, len(own), SHARED_EVERY)]
    return [
        one for number, name in enumerate(own) for one in ((name, f"s{number}") if f"s{number}" in shared else (name,))
    ]


class Writer:
    """A process that adds reports, and says so through a pipe each time a call has returned."""

    def __init__(self, where: str, reports: Sequence[str]) -> None:
        self._pipe, told = os.pipe()
        self.acknowledged = 0
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self._pipe)
            os._exit(_write(where, reports, told))
        os.close(told)

    def wait_for(self, count: int) -> bool:
        """Wait until so many reports are acknowledged; whether they are, or the process ended before."""
        while self.acknowledged < count:
            if not (said := os.read(self._pipe, 4096)):
                return False
            self.acknowledged += len(said)
        return True

    def end(self, *, kill: bool) -> int:
        """Kill the process, or wait for its end; count what it acknowledged and return how it ended."""
        if kill:
            os.kill(self.pid, signal.SIGKILL)
        self.wait_for(sys.maxsize)
        os.close(self._pipe)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def _write(where: str, reports: Sequence[str], told: int) -> int:
    try:
        with Ledger.open(where) as ledger:
            for report_id in reports:
                ledger.add(reading(report_id))
                os.write(told, b".")
    except Exception as error:  # noqa: BLE001 - a forked process must not run on into its parent's code
        os.write(2, f"{error}\n".encode())
        return 1
    return 0


def trial(where: str, *, claims: int, kills: int) -> list[Figure]:
    """Let two processes write to a ledger, kill one so many times on the way, and return what became of the claims."""
    Ledger.open(where).close()  # what it loads is loaded once, before the forks
    begun = time.perf_counter()
    chance = random.Random(1)
    steady_plan, killed_plan = plan("a", claims), plan("b", claims)
    steady = Writer(where, steady_plan)
    done = killed = 0
    while done < len(killed_plan):
        writer = Writer(where, killed_plan[done:])
        share = (len(killed_plan) - done) // (kills - killed + 1)
        going = writer.wait_for(share if killed < kills else sys.maxsize)
        time.sleep(chance.uniform(0, LONGEST_WAIT_SECONDS) if going else 0)
        code = writer.end(kill=going)
        killed += code == -signal.SIGKILL
        done += writer.acknowledged
        if code > 0:
            sys.exit("a writer ended with an error")
    if steady.end(kill=False):
        sys.exit("the steady writer ended with an error")
    acknowledged = {f"{one}:{at}" for one in (*steady_plan, *killed_plan) for at in range(PER_REPORT)}
    seconds = time.perf_counter() - begun
    return list(_figures(where, acknowledged, killed, kills, seconds, told=steady.acknowledged + done))


def _figures(
    where: str, acknowledged: set[str], killed: int, kills: int, seconds: float, *, told: int
) -> Iterator[Figure]:
    with Ledger.open(where, create=False) as ledger:
        found = Counter(entry.claim_id for entry in ledger.everything())
        faults = len(ledger.check())
        label = ledger.label if "://" in where else "SQLite"
    lost, twice = len(acknowledged - set(found)), sum(count > 1 for count in found.values())
    yield Figure(f"{label}: claims acknowledged", f"{told * PER_REPORT} in {seconds:.0f} s")
    yield Figure("writer killed", f"{killed} times", "", f"{kills}", killed == kills)
    yield Figure("acknowledged claims lost", str(lost), "", "0", lost == 0)
    yield Figure("claims there twice", str(twice), "", "0", twice == 0)
    yield Figure("claims of no report", str(len(set(found) - acknowledged)), "", "0", set(found) <= acknowledged)
    yield Figure("faults of the ledger", str(faults), "", "0", faults == 0)


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.ledger", description=__doc__)
    parser.add_argument("where", nargs="?", metavar="FILE|URL", help="an empty ledger; by default a temporary file")
    parser.add_argument("--claims", type=int, default=CLAIMS, help="of each process")
    parser.add_argument("--kills", type=int, default=KILLS)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        where = chosen.where or str(Path(folder, "ledger.gpkg"))
        figures = trial(where, claims=chosen.claims, kills=chosen.kills)
    for one in figures:
        sys.stdout.write(f"{one.what:<40} {one.measured:<20} {one.target:<8} {one.verdict}\n")
    if any(one.met is False for one in figures):
        sys.exit(1)


if __name__ == "__main__":
    main()
