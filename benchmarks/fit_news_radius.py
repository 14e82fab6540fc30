"""Find the radii of geo/uncertainty/news.toml from posts whose place is known, and measure them on days not fitted.

    python benchmarks/fit_news_radius.py POSTS.jsonl --gazetteer DIR [--control FILE]

Of each way of telling ("in X", "near X", "north of X") and size of settlement, the radius is the least that held 90 %
of the posts' true positions, of the posts as read: those put at a namesake count against it. The order statistic is
the one of split conformal prediction, the ceil(0.9 (n + 1))-th smallest, a little above the quantile where posts are
few. "North of X" has its middle as far out as the median truth. A cell of fewer than 60 posts takes what the
next smaller size has, in proportion to the radii of "in". The figures printed after the table are of five blocks of
days, each with radii from the other four.
"""

from __future__ import annotations

import argparse
import datetime as dt
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson

import geo
from geo import pipeline
from geo.control import ControlSeries
from geo.distance import inverse
from geo.gazetteer.outlines import Outlines
from geo.model import Rel
from geo.reading.documents import report_from_text
from geo.resolve import Memory
from geo.uncertainty import Size, Told, place_size
from geo.uncertainty.table import table

SHARE, FEWEST, BLOCKS = 0.9, 60, 5
REACH_BACK_DAYS = 240
SAME_PLACE_KM = 15.0

Cell = tuple[float, float, float]


@dataclass(frozen=True)
class Post:
    """Where the truth lies from the place read: kilometres along the stated bearing, if any, and aside."""

    day: str
    told: Told
    size: Size
    km: float
    along_km: float
    aside_km: float
    directed: bool
    extent_km: float


def posts_of(path: Path, gazetteer: geo.Gazetteer, control: ControlSeries | None) -> list[Post]:
    """Read the posts in order, as `geo read` does, and keep where the truth lies."""
    seen: dict[int, Told] = {}

    def recorded(body: str, mentions: Any, *rest: Any) -> Any:
        told = _told_of(body, mentions, *rest)
        seen.clear()
        seen.update({mentions[index].start: tie.told for index, tie in told.items()})
        return told

    _told_of, pipeline.told_of = pipeline.told_of, recorded
    memory, outlines, posts = Memory(), Outlines.open(), []
    for line in path.read_bytes().splitlines():
        row = orjson.loads(line)
        day = dt.date.fromisoformat(row["date"])
        report = report_from_text(row["text"], report_id=row["id"], date=day)
        reading = geo.read(
            report, gazetteer, control=control.on(day) if control else None, outlines=outlines, memory=memory
        )
        post = _post(row, reading, seen, gazetteer)
        if post is not None:
            posts.append(post)
    pipeline.told_of = _told_of
    return posts


def _post(row: dict[str, Any], reading: Any, told: dict[int, Told], gazetteer: geo.Gazetteer) -> Post | None:
    for index, mention in enumerate(reading.all_mentions):
        if mention.kind != "settlement" or mention.end <= row["start"] or mention.start >= row["end"]:
            continue
        place = gazetteer.get(mention.place_id) if mention.place_id else None
        size = place_size(place) if place else None
        if place is None or size is None or place.uncertainty_m > table().misplaced_from * table().extent_m[size]:
            return None
        bearing = next(
            (
                relation.bearing_deg
                for relation in reading.all_relations
                if relation.anchor == index and relation.subject is None and relation.rel is Rel.DIRECTION
            ),
            None,
        )
        km, towards, _ = inverse(place.lat, place.lon, row["lat"], row["lon"])
        turned = math.radians(towards - bearing) if bearing is not None and km else 0.0
        how = told[mention.start]
        directed = row["direction"] is not None
        where = km * math.cos(turned), km * math.sin(turned)
        return Post(row["date"], how, size, km, *where, directed, place.uncertainty_m / 1000)
    return None


def least_km(km: Any) -> float:
    """Return the least radius that holds the share wanted, of one more post like these."""
    return float(np.sort(km)[min(math.ceil(SHARE * (len(km) + 1)), len(km)) - 1])


def fit(posts: list[Post]) -> dict[tuple[Told, Size], Cell]:
    """Return (out, radius about it, radius about the place), in kilometres, of each cell."""
    cells: dict[tuple[Told, Size], Cell] = {}
    for told in Told:
        for smaller, size in zip([None, *Size], Size, strict=False):
            own = [post for post in posts if (post.told, post.size) == (told, size)]
            if len(own) >= FEWEST or smaller is None or told is Told.IN:
                cells[told, size] = _cell(own, told)
            else:
                grown = cells[Told.IN, size][1] / cells[Told.IN, smaller][1]
                cells[told, size] = tuple(grown * km for km in cells[told, smaller])  # type: ignore[assignment]
    return cells


def _cell(own: list[Post], told: Told) -> Cell:
    about = least_km(np.array([post.km for post in own]))
    if told is not Told.DIRECTION:
        return 0.0, about, about
    along, aside = np.array([(post.along_km, post.aside_km) for post in own]).T
    out = float(np.median(along))
    return out, least_km(np.hypot(along - out, aside)), about


def off_km(post: Post, cell: Cell) -> float:
    """Return how far the truth lies from the middle of a cell."""
    return math.hypot(post.along_km - cell[0], post.aside_km) if post.told is Told.DIRECTION else post.km


def figures(title: str, posts: list[Post], cell_of: Any) -> None:
    """Print the share held and the median radius, beside the smallest single radius that holds as many."""
    print(title)
    for name, chosen in (("all", posts), ("direction", [post for post in posts if post.directed])):
        cells = [cell_of(post) for post in chosen]
        off = np.array([off_km(post, cell) for post, cell in zip(chosen, cells, strict=True)])
        radii = np.array([max(cell[1], post.extent_km) for post, cell in zip(chosen, cells, strict=True)])
        plain = np.quantile([post.km for post in chosen], SHARE)
        print(f"  {name:10s} {len(chosen)} posts, held {np.mean(off <= radii):.3f}, median {np.median(radii):.2f} km")
        print(f"    one radius for all: {np.quantile(off, SHARE):.2f} km, about the places {plain:.2f}")


def _in_wedge(post: Post) -> bool:
    """Whether the truth lies in the wedge about the stated bearing, grown by the place's extent."""
    turned = abs(math.degrees(math.atan2(post.aside_km, post.along_km))) - table().wedge_half_angle_deg
    return turned <= 0 or post.km * math.sin(math.radians(min(turned, 90.0))) <= post.extent_km


def spread(posts: list[Post], cells: dict[tuple[Told, Size], Cell]) -> None:
    """Print what else the table says: how far directions spread, how far "in" reaches, what the drawn wedge holds."""
    right = [post for post in posts if post.told is Told.DIRECTION and 0 < post.km < SAME_PLACE_KM]
    turned = [abs(math.degrees(math.atan2(post.aside_km, post.along_km))) for post in right]
    print("direction: turned by", *(f"{q:.0%} {np.quantile(turned, q):.0f}" for q in (0.5, 0.68, 0.9, 0.95)), "degrees")
    cell_of = [cells[post.told, post.size] for post in right]
    wedges = [_in_wedge(post) and off_km(post, cell) <= cell[1] for post, cell in zip(right, cell_of, strict=True)]
    print(f"the wedge drawn holds {np.mean(wedges):.2f} of those put right")
    for size in Size:
        km = [post.km for post in posts if (post.told, post.size) == (Told.IN, size) and post.km < SAME_PLACE_KM]
        held = np.mean(np.array(km) <= table().extent_m[size] / 1000)
        print(
            f"in a {size}, put right: {len(km)} posts, 90 % within {np.quantile(km, 0.9):.1f} km, {held:.2f} in extent"
        )


def main() -> None:
    """Print the table, and how it does on days not fitted."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("posts", type=Path)
    parser.add_argument("--gazetteer", required=True)
    parser.add_argument("--control", type=Path)
    asked = parser.parse_args()
    control = ControlSeries(asked.control, reach_back_days=REACH_BACK_DAYS) if asked.control else None
    posts = posts_of(asked.posts, geo.Gazetteer.open(asked.gazetteer), control)
    cells = fit(posts)
    days = sorted({post.day for post in posts})
    block_of = {day: at * BLOCKS // len(days) for at, day in enumerate(days)}
    others = [fit([post for post in posts if block_of[post.day] != block]) for block in range(BLOCKS)]
    for told in Told:
        print(f"\n[{told}]")
        for size in Size:
            out, radius, about = cells[told, size]
            more = f", out_km = {out:.1f}, about_km = {about:.1f}" if told is Told.DIRECTION else ""
            count = sum((post.told, post.size) == (told, size) for post in posts)
            moved = np.std([other[told, size][1] for other in others])
            print(f"{size} = {{ radius_km = {radius:.1f}{more} }}  # {count} posts, +- {moved:.1f}")
    print()
    figures("on the posts fitted:", posts, lambda post: cells[post.told, post.size])
    held_out = "blocks of days with radii from the others:"
    figures(held_out, posts, lambda post: others[block_of[post.day]][post.told, post.size])
    spread(posts, cells)


if __name__ == "__main__":
    main()
