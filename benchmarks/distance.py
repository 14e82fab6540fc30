"""Geodesics: many pairs at once, and points to the front line, beside those who measure them otherwise."""

from __future__ import annotations

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from geographiclib.geodesic import Geodesic
from geopy.distance import geodesic
from pyproj import Geod

import geo
from benchmarks.processes import CONTROL
from benchmarks.timing import Figure, interleaved, ratio_figure
from geo.gazetteer.outlines import Outlines

if TYPE_CHECKING:
    from collections.abc import Callable

    from shapely import MultiLineString

    from benchmarks.timing import Seconds

    Floats = npt.NDArray[np.float64]

PAIRS, PAIRS_OF_LOOPS, POINTS, SAMPLE = 1_000_000, 3_000, 100_000, 300
OF_BARE, LINE_SECONDS = 0.7, 3.0
UTM = "EPSG:32637"
# of the stand-in for the front, where there is no control data: as long, and as bent
VERTICES = 1_000
ELLIPSOID = Geod(ellps="WGS84")
BARE = "pyproj.Geod.inv, bare"
LOOPS = {
    "geopy.distance.geodesic, loop": lambda one, other: geodesic(one, other).km,
    "geographiclib Inverse, loop": lambda one, other: Geodesic.WGS84.Inverse(*one, *other),
}


def run(rounds: int) -> list[Figure]:
    """Return the figures of measuring."""
    chance = np.random.default_rng(20241216)
    return [*_pairs(chance, rounds), *_points_to_line(chance, rounds)]


def in_ukraine(chance: np.random.Generator, count: int) -> tuple[Floats, Floats]:
    """Return latitudes and longitudes about Ukraine."""
    return chance.uniform(44, 53, count), chance.uniform(22, 41, count)


def _pairs(chance: np.random.Generator, rounds: int) -> list[Figure]:
    lat1, lon1 = in_ukraine(chance, PAIRS)
    lat2, lon2 = in_ukraine(chance, PAIRS)

    def ours() -> None:
        geo.distance.inverse(lat1, lon1, lat2, lon2)

    def bare() -> None:
        ELLIPSOID.inv(lon1, lat1, lon2, lat2)

    def threads() -> None:
        half = PAIRS // 2
        with ThreadPoolExecutor(2) as pool:
            for part in (slice(half), slice(half, None)):
                pool.submit(ELLIPSOID.inv, lon1[part], lat1[part], lon2[part], lat2[part])

    some = list(zip(*(values[:PAIRS_OF_LOOPS].tolist() for values in (lat1, lon1, lat2, lon2)), strict=True))
    jobs: dict[str, Callable[[], float | None]] = {"geo": ours, BARE: bare, f"{BARE}, 2 threads": threads}
    jobs |= {name: _loop(measure, some) for name, measure in LOOPS.items()}
    times = interleaved(jobs, rounds)
    what = f"{PAIRS:,} distances and bearings"
    figures = [
        ratio_figure(what, times, "geo", BARE, at_most=OF_BARE),
        ratio_figure(what, times, "geo", f"{BARE}, 2 threads"),
        *(_times_as_fast(what, times, name) for name in LOOPS),
    ]
    forth, back, metres = ELLIPSOID.inv(lon1, lat1, lon2, lat2)
    km, bearing, back_bearing = geo.distance.inverse(lat1, lon1, lat2, lon2)
    off_m = float(np.abs(km * 1000 - metres).max())
    off_deg = max(
        float(np.abs((one - other + 180) % 360 - 180).max()) for one, other in ((bearing, forth), (back_bearing, back))
    )
    right = off_m <= 1e-3 and off_deg <= 1e-6
    told = f"{off_m * 1000:.1g} mm, {off_deg:.1g} deg at most"
    return [*figures, Figure(f"{PAIRS:,} pairs, beside Geod.inv", told, "", "<= 1 mm, 1e-6 deg", right)]


def _times_as_fast(what: str, times: Seconds, peer: str) -> Figure:
    mine, other = statistics.median(times["geo"]), statistics.median(times[peer])
    return Figure(
        what,
        f"{other / mine:,.0f} times as fast",
        f"{peer}: {other:.0f} s, scaled from {PAIRS_OF_LOOPS:,}",
        seconds={peer: times[peer]},
    )


def _loop(
    measure: Callable[[tuple[float, float], tuple[float, float]], object],
    pairs: list[tuple[float, ...]],
) -> Callable[[], float]:
    """Return a job that times a loop over some pairs and scales that to all."""

    def job() -> float:
        begun = time.perf_counter()
        for lat1, lon1, lat2, lon2 in pairs:
            measure((lat1, lon1), (lat2, lon2))
        return (time.perf_counter() - begun) * PAIRS / len(pairs)

    return job


def front(chance: np.random.Generator) -> tuple[str, MultiLineString]:
    """Return the front line of 2024-12-16, or a stand-in where the control data is absent, and what it is."""
    if CONTROL.is_file():
        return "the front of 2024-12-16", geo.read_control(CONTROL).front_line(Outlines.open())
    steps = chance.normal((0.0005, 0.004), 0.01, (VERTICES, 2))
    return "a line like a front", shapely.MultiLineString([np.array([36.0, 46.5]) + steps.cumsum(axis=0)])


def _points_to_line(chance: np.random.Generator, rounds: int) -> list[Figure]:
    what, line = front(chance)
    lat, lon = in_ukraine(chance, POINTS)
    peer = f"geopandas in {UTM}, distance only"

    def ours() -> None:
        geo.distance.to_line(lat, lon, line)

    def planar() -> Floats:
        points = gpd.GeoSeries.from_xy(lon, lat, crs="EPSG:4326").to_crs(UTM)
        return np.asarray(points.distance(gpd.GeoSeries([line], crs="EPSG:4326").to_crs(UTM).iloc[0]))

    def timed() -> None:
        planar()

    times = interleaved({"geo": ours, peer: timed}, rounds)
    seconds = statistics.median(times["geo"])
    km, *_ = geo.distance.to_line(lat, lon, line)
    some = chance.integers(0, POINTS, SAMPLE)
    brute_m = _shortest_m(lat[some], lon[some], line)
    off_m, peer_off = km[some] * 1000 - brute_m, np.abs(planar()[some] / brute_m - 1)
    right = bool((off_m <= np.maximum(1.0, 1e-4 * brute_m)).all())
    return [
        Figure(
            f"{POINTS:,} points to {what}, nearest point and bearing",
            f"{seconds:.2f} s",
            f"{peer}: {statistics.median(times[peer]):.2f} s",
            f"< {LINE_SECONDS:g} s",
            seconds < LINE_SECONDS,
            times,
        ),
        Figure(
            f"{SAMPLE} of them, beside Geod.inv to points 10 m apart",
            f"{max(off_m.max(), 0.0):.1g} m too long at most",
            f"{peer}: {peer_off.max():.2%} off at most",
            "<= 1 m or 1e-4",
            right,
        ),
    ]


def _shortest_m(lat: Floats, lon: Floats, line: MultiLineString) -> Floats:
    points = shapely.get_coordinates(shapely.segmentize(line, 0.0001))
    count = len(points)
    return np.array(
        [
            ELLIPSOID.inv(np.full(count, o), np.full(count, a), points[:, 0], points[:, 1])[2].min()
            for a, o in zip(lat, lon, strict=True)
        ]
    )
