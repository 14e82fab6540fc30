"""The cells of all settlements of Ukraine, cut at a dense outline and joined by holder, beside other ways to cut them.

`python -m benchmarks.cells --gazetteer FOLDER [--rounds N]`, the folder being one with all settlements in it. The
embedded outline is drawn finer, at random, until it has as many vertices as a survey's.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from benchmarks.reading import FOLDER
from benchmarks.timing import Figure, interleaved, ratio_figure
from geo.control import Cells, cells, dissolve
from geo.control.metric import to_plane
from geo.gazetteer import Gazetteer
from geo.gazetteer.outlines import Outlines
from geo.model import Holder

if TYPE_CHECKING:
    from collections.abc import Callable

VERTICES = 116_000
# a bend of a new vertex from the edge it halves, as a share of its length; small enough that the outline stays simple
BEND = 0.06
CUT_ONE_BY_ONE = 60
EACH = "all cells, one by one (scaled)"
TARGET_SECONDS, TARGET_APART = 1.5, 1e-9


def dense(outline: shapely.MultiPolygon, vertices: int = VERTICES) -> shapely.MultiPolygon:
    """Return an outline with at least so many vertices: each edge is halved by a bend, again and again."""
    chance = np.random.default_rng(20241216)
    while shapely.get_num_coordinates(outline) < vertices:
        rings = [
            [_bent(shapely.get_coordinates(ring), chance) for ring in (polygon.exterior, *polygon.interiors)]
            for polygon in outline.geoms
        ]
        outline = shapely.MultiPolygon([shapely.Polygon(shell, holes) for shell, *holes in rings])
    return shapely.MultiPolygon([part for part in shapely.get_parts(shapely.make_valid(outline)) if part.area > 0])


def _bent(points: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    one, other = points[:-1], points[1:]
    aside = np.column_stack([one[:, 1] - other[:, 1], other[:, 0] - one[:, 0]])
    middle = (one + other) / 2 + aside * chance.uniform(-BEND, BEND, (len(one), 1))
    return np.concatenate([np.stack([one, middle], axis=1).reshape(-1, 2), points[-1:]])


def run(rounds: int) -> list[Figure]:
    """Return the figures of cells."""
    gazetteer = Gazetteer.open(os.environ.get(FOLDER))
    outline = dense(Outlines.open().countries["UA"])
    rows = [row for row in range(len(gazetteer.latlon)) if gazetteer.kind(row).is_settlement]
    lonlat = gazetteer.latlon[rows][:, ::-1]
    lonlat = lonlat[~np.isnan(lonlat).any(axis=1)]
    # the peers have no cells for several places at one position, as the embedded gazetteer has them
    lonlat = np.unique(lonlat[shapely.contains_xy(outline, *lonlat.T)].round(5), axis=0)
    holders = [Holder.RU if lon > 37.0 else Holder.UA for lon in lonlat[:, 0]]
    whole = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(to_plane(lonlat)), extend_to=_flat(outline), ordered=True)
    )

    def ours() -> None:
        dissolve(cells(lonlat, outline), holders)

    times = interleaved(
        {
            "geo": ours,
            "only border cells, prepared": _timed(lambda: _border_cells(whole, _flat(outline))),
            EACH: lambda: _all_cells(whole, _flat(outline)),
        },
        rounds,
    )
    made = cells(lonlat, outline)
    apart = abs(float(shapely.area(made.polygons).sum()) / outline.area - 1)
    seconds = statistics.median(times["geo"])
    of = f"{len(lonlat):,} places, outline of {shapely.get_num_coordinates(outline):,} vertices"
    return [
        Figure(
            f"cells made, cut and joined: {of}",
            f"{seconds:.2f} s",
            "",
            f"< {TARGET_SECONDS} s",
            seconds < TARGET_SECONDS,
            {"geo": times["geo"]},
        ),
        ratio_figure("cells made, cut and joined, beside cutting alone", times, "geo", "only border cells, prepared"),
        Figure(
            "cells made, cut and joined, beside cutting alone",
            f"1/{statistics.median(times[EACH]) / seconds:,.0f} of the time",
            f"{EACH}: {statistics.median(times[EACH]):.0f} s",
            seconds={EACH: times[EACH]},
        ),
        Figure("areas of cells, apart from the outline", f"{apart:.1e}", "", "<= 1e-9", apart <= TARGET_APART),
        Figure("cells without gap and overlap", _coverage(made), "", "", None),
    ]


def _flat(outline: shapely.MultiPolygon) -> shapely.MultiPolygon:
    return shapely.transform(outline, to_plane)


def _coverage(made: Cells) -> str:
    return "valid" if shapely.coverage_is_valid(made.polygons) else "INVALID"


def _timed(job: Callable[[], object]) -> Callable[[], float]:
    def timed() -> float:
        begun = time.perf_counter()
        job()
        return time.perf_counter() - begun

    return timed


def _border_cells(whole: np.ndarray, outline: shapely.MultiPolygon) -> np.ndarray:
    shapely.prepare(outline)
    made = whole.copy()
    border = ~shapely.contains_properly(outline, whole)
    made[border] = shapely.intersection(whole[border], outline)
    return made


def _all_cells(whole: np.ndarray, outline: shapely.MultiPolygon) -> float:
    some = whole[np.linspace(0, len(whole) - 1, CUT_ONE_BY_ONE).astype(int)]
    begun = time.perf_counter()
    shapely.intersection(some, outline)
    return (time.perf_counter() - begun) * len(whole) / len(some)


def main() -> None:
    from benchmarks.__main__ import table

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gazetteer", type=Path, help="the folder of a gazetteer with all settlements")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    if arguments.gazetteer:
        os.environ[FOLDER] = str(arguments.gazetteer)
    print(table(run(arguments.rounds)))


if __name__ == "__main__":
    main()
