"""Read texts that no one wrote, to see that none stops the reader, and that none takes it longer than its length asks.

    python -m benchmarks.fuzz_reading --inputs 100000 --seed 1        any texts, each read through all stages
    python -m benchmarks.fuzz_reading --seed 1 --only 4711            one of them again, shown
    python -m benchmarks.fuzz_reading --growth [--kinds WORD ...]     one kind of thing, at doubling lengths
    python -m benchmarks.fuzz_reading --long [--kinds WORD ...]       the same as single lines of 5 MB

Exit status 1 if a text raised something other than the project's own errors, or if a kind grows too fast.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
import traceback
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geo
from benchmarks import fuzz_texts
from geo.contract import as_json
from geo.corrections import Corrections
from geo.errors import GeoError
from geo.reading.documents import report_from_text
from geo.resolve import Memory

if TYPE_CHECKING:
    from collections.abc import Callable

DATE = "2024-12-16"
# of so many texts one each has no date, one at an end of the calendar, is read after another, or is shown as tables
DATES = {0: None, 1: "0001-01-01", 2: "9999-12-31", 3: "2022-02-24"}
EVERY, REMEMBERED, TABLES = 16, 4, 5
SIZES = (20_000, 40_000, 80_000, 160_000)
LONG = 5_000_000
# seconds below which a time is noise, and the growth that is told: time ~ length ** exponent
NOISE, STEEPEST = 0.05, 1.2
SHOWN = 400
LONG_KINDS = ("report, one line", "names, commas", "one word", "digits", "quotes nested", "km north of", "spaces")


def read(text: str, gazetteer: geo.Gazetteer, number: int = EVERY - 1) -> None:
    """Read a text through all stages, as a report of its own, and check what hangs together in any reading.

    Parameters
    ----------
    text
        The text.
    gazetteer
        Whose places are found.
    number
        Which decides its date, and what else is tried.

    Raises
    ------
    AssertionError
        If the reading contradicts itself or the text.
    """
    turn = number % EVERY
    try:
        report = report_from_text(text, report_id="fuzz", date=DATES.get(turn, DATE))
    except GeoError:
        return  # empty or, undated, without a date: said in one line
    memory = Memory() if turn == REMEMBERED else None
    for _ in range(2 if memory is not None else 1):
        reading = geo.read(report, gazetteer, corrections=Corrections(), memory=memory)
    for mention in reading.all_mentions:
        assert report.text[mention.start : mention.end] == mention.surface, "a mention is not what the text has"
        assert 0 <= mention.confidence <= 1, "a confidence is no share"
    for record in (*reading.all_claims, *reading.all_relations, *reading.all_strikes):
        assert 0 <= record.start < record.end <= len(report.text), "a record lies outside the text"
    json.dumps(as_json(reading), allow_nan=False, ensure_ascii=False).encode()
    if turn == TABLES:
        assert len(reading.mentions) == len(reading.all_mentions), "a table has other rows"
        assert len(reading.claims) + len(reading.relations) + len(reading.strikes) >= 0


# -- any texts ----------------------------------------------------------------------------------------------------


@dataclass
class Failure:
    """A text that stopped the reader, by the place in the code."""

    number: int
    error: str
    text: str


def where(error: BaseException) -> str:
    """Return the kind of an error and where it was raised."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {last.filename.rpartition('/geo/')[2]}:{last.lineno} ({last.name})"


def fault(text: str, gazetteer: geo.Gazetteer, number: int) -> str:
    """Return what stops the reader in a text; empty if nothing does."""
    try:
        read(text, gazetteer, number)
    except Exception as error:  # noqa: BLE001 - any error at all is what is looked for
        return where(error)
    return ""


def shortest(text: str, same: Callable[[str], bool]) -> str:
    """Return the text with all taken out that the fault does not need, in ever smaller pieces."""
    size = len(text) // 2
    while size:
        at, shorter = 0, False
        while at < len(text):
            without = text[:at] + text[at + size :]
            if same(without):
                text, shorter = without, True
            else:
                at += size
        size = size if shorter and size == 1 else size // 2
    return text


def fuzz(inputs: int, seed: int, first: int) -> int:
    """Read so many texts; return how many places in the code failed."""
    gazetteer = geo.Gazetteer.open()
    failures: dict[str, Failure] = {}
    counts: Counter[str] = Counter()
    characters, slowest = 0, (0.0, -1, 0)
    begun = time.perf_counter()
    for number in range(first, first + inputs):
        text = fuzz_texts.made(seed, number)
        characters += len(text)
        start = time.process_time()
        error = fault(text, gazetteer, number)
        slowest = max(slowest, (time.process_time() - start, number, len(text)))
        if error:
            counts[error] += 1
            failures.setdefault(error, Failure(number, error, text))
        if (number + 1 - first) % 10_000 == 0:
            print(f"{number + 1 - first:,} read, {len(failures)} faults", file=sys.stderr, flush=True)
    spent = time.perf_counter() - begun
    print(f"{inputs:,} texts of {characters / 1e6:.1f} million characters in {spent:.0f} s, seed {seed}")
    print(f"slowest: number {slowest[1]}, {slowest[2]:,} characters, {slowest[0]:.3f} s")
    for error, failure in failures.items():
        least = shortest(failure.text, lambda text: fault(text, gazetteer, failure.number) == error)  # noqa: B023
        print(f"{counts[error]} x {error}: --seed {seed} --only {failure.number}; least: {least[:SHOWN]!r}")
    print(f"{sum(counts.values())} texts raised an error, at {len(failures)} places")
    return len(failures)


def again(seed: int, number: int) -> None:
    """Show a text and read it, with the whole of its error."""
    text = fuzz_texts.made(seed, number)
    print(repr(text))
    read(text, geo.Gazetteer.open(), number)


# -- growth -------------------------------------------------------------------------------------------------------


def seconds(text: str, gazetteer: geo.Gazetteer) -> float:
    """Return the processor time that reading a text takes."""
    start = time.process_time()
    read(text, gazetteer)
    return time.process_time() - start


def exponent(sizes: tuple[int, ...], times: list[float]) -> float:
    """Return the steepest growth over a doubling of four: the second half of the lengths, or all of them."""
    told = [math.log(max(one, NOISE)) for one in times]
    half = len(sizes) // 2
    return (told[-1] - told[half - 1]) / math.log(sizes[-1] / sizes[half - 1])


def growth(kinds: dict[str, Callable[[int], str]], sizes: tuple[int, ...]) -> int:
    """Print the seconds of each kind at each size; return how many grow too fast."""
    gazetteer = geo.Gazetteer.open()
    steep = 0
    print("kind".ljust(28), *(f"{size // 1000:>7} k" for size in sizes), "   s per MB", "exponent")
    for name, make in kinds.items():
        texts = [make(size) for size in sizes]
        read(texts[0][:2000], gazetteer)
        times = [seconds(text, gazetteer) for text in texts]
        power = exponent(sizes, times)
        if power > STEEPEST:  # the machine may have been busy: only what is steep twice is
            times = [min(time, seconds(text, gazetteer)) for time, text in zip(times, texts, strict=True)]
            power = exponent(sizes, times)
        steep += power > STEEPEST
        rate = times[-1] / len(texts[-1]) * 1e6
        mark = "  STEEP" if power > STEEPEST else ""
        print(name.ljust(28), *(f"{one:9.3f}" for one in times), f"{rate:11.1f} {power:8.2f}{mark}", flush=True)
    print(f"{len(kinds)} kinds, {steep} that grow faster than length ** {STEEPEST}")
    return steep


def long(kinds: dict[str, Callable[[int], str]]) -> None:
    """Print the seconds that single lines of 5 MB take."""
    gazetteer = geo.Gazetteer.open()
    for name, make in kinds.items():
        text = make(LONG).replace("\n", " ")
        spent = seconds(text, gazetteer)
        print(f"{name.ljust(28)} {len(text.encode()) / 1e6:.1f} MB {spent:8.1f} s", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="fuzz_reading", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--first", type=int, default=0, help="the number of the first text, to go on where one left off"
    )
    parser.add_argument("--only", type=int, help="the number of one text")
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--kinds", nargs="+", metavar="WORD", help="only kinds whose name holds one of these")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    arguments = parser.parse_args()
    if arguments.only is not None:
        again(arguments.seed, arguments.only)
        return 0
    if not arguments.growth and not arguments.long:
        return int(fuzz(arguments.inputs, arguments.seed, arguments.first) > 0)
    chosen = arguments.kinds or (LONG_KINDS if arguments.long else ("",))
    kinds = {name: make for name, make in fuzz_texts.growing().items() if any(word in name for word in chosen)}
    if arguments.growth and len(set(arguments.sizes)) < 2:
        parser.error("growth is told by two lengths at least")
    if arguments.growth:
        return int(growth(kinds, tuple(arguments.sizes)) > 0)
    long(kinds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
