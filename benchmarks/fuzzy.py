"""Misspelt names among the embedded gazetteer's and among a million, beside rapidfuzz over the bare list."""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from rapidfuzz import process as rapidfuzz_process
from rapidfuzz.distance import OSA

import geo
from benchmarks.timing import Figure, interleaved, process
from geo.gazetteer.fuzzy import COLUMNS, CUTOFF, FuzzyIndex, build
from geo.gazetteer.store import Store, Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MILLION = 1_000_000
ASKED, ASKED_OF_PEER, LIMIT = 2000, 10, 8
LETTERS = {True: "abcdefghijklmnopqrstuvwxyz ", False: "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя "}
TARGET_PER_SECOND, TARGET_BYTES, TARGET_SECONDS, TARGET_MEGABYTES = 2000, 80, {False: 0.3, True: 10.0}, 300

# what a process holds that opens the file and asks; the highest it ever held, mapped pages with it
RESIDENT = """
import sys
from pathlib import Path
from benchmarks.fuzzy import opened, queries
index, keys = opened(Path(sys.argv[1]))
for query in queries([keys[row] for row in range(0, len(keys), 100)], 2000):
    index.find(query, limit=8)
lines = Path("/proc/self/status").read_text().splitlines()
print(next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024)
"""


def crossed(names: Sequence[str], count: int) -> list[str]:
    """Return names and more made of them, sorted: the head of one, the tail of another where two letters agree."""
    chance = random.Random(20241216)
    tails = defaultdict(list)
    for name in names:
        for at in range(2, len(name) - 1):
            tails[name[at - 1 : at + 1]].append(name[at:])
    heads = [name for name in names if len(name) > 3]
    made = set(names)
    while len(made) < count:
        name = chance.choice(heads)
        at = chance.randrange(2, len(name) - 1)
        made.add(name[:at] + chance.choice(tails[name[at - 1 : at + 1]]))
    return sorted(made)


def misspelt(key: str, chance: random.Random) -> str:
    """Return a key after one or two edits."""
    letters = LETTERS[key.isascii()]
    for _ in range(chance.choice((1, 2))):
        at, letter, kind = chance.randrange(len(key)), chance.choice(letters), chance.randrange(4)
        swapped = key[at + 1 : at + 2] + key[at]
        key = key[:at] + (letter + key[at], "", letter, swapped)[kind] + key[at + (1, 1, 1, 2)[kind] :]
    return key


def queries(keys: Sequence[str], count: int) -> list[str]:
    """Return misspelt keys, every fourth so badly (its halves exchanged) that hardly any key is like it."""
    chance = random.Random(1)
    found = [misspelt(chance.choice(keys), chance) for _ in range(count)]
    return [key if row % 4 else key[len(key) // 2 :] + key[: len(key) // 2] for row, key in enumerate(found)]


def saved(keys: Sequence[str], folder: Path) -> Path:
    """Write keys and their index as a file."""
    writer = Writer()
    writer.strings("spellings", keys)
    for name, values in build(keys).items():
        writer.array(name, values)
    writer.write(folder / "fuzzy.gaz", {})
    return folder / "fuzzy.gaz"


def opened(path: Path) -> tuple[FuzzyIndex, Sequence[str]]:
    """Return the index of such a file and its keys, mapped."""
    store = Store(path)
    keys = store.strings("spellings")
    return FuzzyIndex(keys, {name: store.column(name) for name in COLUMNS}), keys


def run(rounds: int) -> list[Figure]:
    """Return the figures of misspelt names."""
    small = list(geo.Gazetteer.open().spellings)
    return [*_figures(small, rounds), *_figures(crossed(small, MILLION), rounds)]


def _figures(keys: list[str], rounds: int) -> list[Figure]:
    many = len(keys) >= MILLION
    of = f"of {len(keys):,} names"
    begun = time.perf_counter()
    size = sum(column.nbytes for column in build(keys).values()) / len(keys)
    spent = time.perf_counter() - begun
    with tempfile.TemporaryDirectory() as folder:
        path = saved(keys, Path(folder))
        asked = _asked(path, keys, rounds)
        held = float(process([sys.executable, "-c", RESIDENT, str(path)]))
    limit = TARGET_SECONDS[many]
    return [
        asked,
        Figure(f"index {of} built", f"{spent:.2f} s", "", f"< {limit} s", spent < limit),
        Figure(f"index {of}", f"{size:.0f} bytes a name", "", f"<= {TARGET_BYTES}", size <= TARGET_BYTES),
        Figure(
            f"index {of} and the names, mapped, {ASKED:,} asked",
            f"{held:.0f} MB resident",
            "",
            f"< {TARGET_MEGABYTES} MB",
            held < TARGET_MEGABYTES,
        ),
    ]


def _asked(path: Path, keys: list[str], rounds: int) -> Figure:
    index, _ = opened(path)
    names = queries(keys, ASKED)

    def theirs(name: str) -> list[tuple[str, float]]:
        found = rapidfuzz_process.extract(
            name, keys, scorer=OSA.normalized_similarity, limit=LIMIT, score_cutoff=CUTOFF
        )
        return [(key, alike) for key, alike, _ in found]

    def ours(name: str) -> list[tuple[str, float]]:
        return index.find(name, limit=LIMIT)

    peer = "rapidfuzz, bare list"
    jobs = {"geo": _each(ours, names), peer: _each(theirs, names[:ASKED_OF_PEER])}
    times = interleaved(jobs, rounds)
    wrong = sum(ours(name) != theirs(name) for name in names[: ASKED_OF_PEER * 3])
    rate, peers = (1 / statistics.median(times[name]) for name in ("geo", peer))
    return Figure(
        f"misspelt, of {len(keys):,} names",
        f"{rate:,.0f} a second, {wrong} wrong",
        f"{peer}: {peers:,.1f} a second",
        f"> {TARGET_PER_SECOND:,} a second, none wrong",
        rate > TARGET_PER_SECOND and not wrong,
        times,
    )


def _each(ask: Callable[[str], object], names: Sequence[str]) -> Callable[[], float]:
    def job() -> float:
        begun = time.perf_counter()
        for name in names:
            ask(name)
        return (time.perf_counter() - begun) / len(names)

    return job
