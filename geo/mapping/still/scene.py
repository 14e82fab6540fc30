"""The layers of a date drawn into the frame of a picture, in the order of the interactive map."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.mapping.placing import Label
from geo.mapping.still import signs
from geo.mapping.still.canvas import LINE
from geo.mapping.still.theme import LABELS
from geo.mapping.still.words import plain
from geo.model import Basis

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from geo.day_layers import DayLayers
    from geo.mapping.placing import Box
    from geo.mapping.still.canvas import Canvas
    from geo.mapping.still.theme import Theme
    from geo.mapping.still.view import View
    from geo.mapping.still.words import Words

# of several marks at one place so many stand side by side
_ABREAST = 4
_APART = 1.75
# from so many claims in view on their marks are smaller
_CROWD, _SMALLER = 60, 0.68
# a radius beyond this is drawn
_UNCERTAIN_M = 3000.0
_LONGEST_NAME, _LONGEST_RELATION = 40, 70
_GRID = 9
_LINE_EVERY = 4.0
# the names of areas are set wide
_SPREAD, _HAIR = frozenset({"region", "country"}), "\N{HAIR SPACE}\N{HAIR SPACE}"
# what a name is given beside it, of its size: no two may touch
BESIDE = 0.3
_RANKS = {"claim": 100, "strike": 150, "anchor": 200, "relation": 300, "undecided": 320, "struck": 340, "region": 350}
_RANK_TAKING, _RANK_PLACE = 1, 400


@dataclass
class Scene:
    """What a picture is made of, and what drawing it brought up.

    `labels` are the names to be placed, `marks` the boxes they may not cover, `shown` how often each sign was drawn,
    `missing` what could not be: both by the keys of the words.
    """

    canvas: Canvas
    view: View
    theme: Theme
    words: Words
    labels: list[Label] = field(default_factory=list)
    marks: list[Box] = field(default_factory=list)
    line: list[np.ndarray[Any, Any]] = field(default_factory=list)
    shown: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)

    def label(self, text: str, kind: str, at: tuple[float, float], rank: float = 0.0, **more: Any) -> None:
        """Ask for a name: beside a point, or at one of some `spots`."""
        style = LABELS[kind]
        size = style.size * self.canvas.scale
        if kind in _SPREAD:
            text = _HAIR.join(text)
        width = self.canvas.width_of(text, style) * 1.01 + size * BESIDE
        self.labels.append(Label(text, kind, rank or _RANKS[kind], width, size * LINE, *at, **more))

    def label_area(self, shape: BaseGeometry, text: str, kind: str, rank: float = 0.0) -> None:
        """Ask for the name of an area in the part of it that is in view, best in its middle."""
        frame = self.view.frame
        seen = shapely.clip_by_rect(shape, frame.left, frame.top, frame.right, frame.bottom)
        if seen.is_empty or not text:
            return
        left, top, right, bottom = seen.bounds
        steps = (np.arange(_GRID) + 0.5) / _GRID
        x, y = (one.ravel() for one in np.meshgrid(left + (right - left) * steps, top + (bottom - top) * steps))
        inside = shapely.contains_xy(seen, x, y)
        if not inside.any():
            return
        x, y = x[inside], y[inside]
        order = np.argsort(np.hypot(x - x.mean(), (y - y.mean()) * 2), kind="stable")
        spots = tuple(zip(x[order].tolist(), y[order].tolist(), strict=True))
        self.label(text, kind, spots[0], rank, spots=spots)

    def mark(self, at: tuple[float, float], half: float) -> None:
        """Keep names off a mark."""
        size = (half + 1) * self.canvas.scale
        self.marks.append((at[0] - size, at[1] - size, at[0] + size, at[1] + size))

    def gap(self, half: float) -> float:
        """Return how far from a mark's middle its name begins."""
        return (half + 2.5) * self.canvas.scale


def draw(scene: Scene, day: DayLayers) -> None:
    """Draw all layers of a date."""
    _regions(scene, day.regions)
    if day.control is not None:
        _control(scene, day.control)
    if day.claimed is not None:
        _control(scene, day.claimed.assign(basis=Basis.CLAIMED.value))
    if day.changes is not None:
        _changes(scene, day.changes)
    if day.front_line is not None:
        _front(scene, day.front_line)
    _relations(scene, day.relations)
    _places(scene, day.places)
    _undecided(scene, day.undecided)
    _claims(scene, day, _strikes(scene, day.strikes))


def _rows(frame: gpd.GeoDataFrame) -> Iterator[dict[str, Any]]:
    """Yield the rows as dicts, an empty geometry as None."""
    names = list(frame.columns)
    for values in zip(*(frame[name].tolist() for name in names), strict=True):
        row = dict(zip(names, values, strict=True))
        shape = row["geometry"]
        yield row | {"geometry": None if shape is None or shape.is_empty else shape}


def _place_of(scene: Scene, row: dict[str, Any]) -> tuple[float, float]:
    x, y = scene.view.at(row["geometry"].x, row["geometry"].y)
    return float(x), float(y)


def _regions(scene: Scene, frame: gpd.GeoDataFrame) -> None:
    for row in _rows(frame):
        if row["geometry"] is None:
            scene.missing["regions_nowhere"] += row["kind"] in ("region", "district")
            continue
        shape = scene.view.shape(row["geometry"])
        if shape.is_empty:
            continue
        scene.canvas.area(shape, **signs.area_style(scene.theme, "region"))
        scene.shown["regions"] += 1
        scene.label_area(shape, _name(scene, row).upper(), "region")


def _control(scene: Scene, frame: gpd.GeoDataFrame) -> None:
    for row in _rows(frame):
        shape = scene.view.shape(row["geometry"])
        if not shape.is_empty:
            scene.canvas.area(shape, **signs.control_style(scene.theme, row["holder"], row["basis"]))
            scene.shown[f"{row['holder']}_{row['basis']}"] += 1


def _changes(scene: Scene, frame: gpd.GeoDataFrame) -> None:
    for row in _rows(frame):
        shape = scene.view.shape(row["geometry"])
        # what only the two drawings differ in is no change
        if shape.is_empty or row["is_noise"]:
            continue
        holder = row["holder_to"] if row["holder_to"] in ("RU", "UA") else "other"
        scene.canvas.area(shape, **signs.change_style(scene.theme, holder))
        scene.shown[f"gained_{holder}"] += 1


def _front(scene: Scene, frame: gpd.GeoDataFrame) -> None:
    shapes = [shape for row in _rows(frame) if not (shape := scene.view.shape(row["geometry"])).is_empty]
    for shape in shapes:
        scene.canvas.area(shape, edge=scene.theme.casing, width=6.4)
    for shape in shapes:
        scene.canvas.area(shape, edge=scene.theme.front, width=2.9)
        scene.shown["front"] += 1
        dense = shapely.segmentize(shape, _LINE_EVERY * scene.canvas.scale)
        scene.line.append(shapely.get_coordinates(dense))


def _relations(scene: Scene, frame: gpd.GeoDataFrame) -> None:
    theme = scene.theme
    for row in _rows(frame):
        geometry = row["geometry"]
        if geometry is None:
            continue
        if geometry.geom_type == "Point":
            at = _place_of(scene, row)
            if not scene.view.frame.holds(*at):
                scene.missing["relations_outside"] += 1
                continue
            signs.cross(scene.canvas, theme, at)
            scene.mark(at, signs.CROSS)
            _name_relation(scene, row, at)
            continue
        shape = scene.view.shape(geometry)
        if shape.is_empty:
            scene.missing["relations_outside"] += row["part"] == "line"
        elif row["part"] == "area":
            scene.canvas.area(shape, **signs.area_style(theme, "stated"))
            scene.shown["area"] += 1
        else:
            agreement = row["agreement"]
            dash = {"doubtful": (9.0, 3.0), "contradicts": (3.0, 4.0)}.get(str(agreement), ())
            edge = theme.contradiction if agreement == "contradicts" else theme.relation
            scene.canvas.area(shape, edge=edge, width=2.6, dash=dash)
            scene.shown["line"] += 1
            middle = shape.interpolate(0.5, normalized=True)
            _name_relation(scene, row, (float(middle.x), float(middle.y)))


def _name_relation(scene: Scene, row: dict[str, Any], at: tuple[float, float]) -> None:
    from geo.distance import phrase

    words = scene.words
    text = row["label"] or row["text"]
    here, there = (words.place(row[key]) for key in ("subject", "anchor"))
    if words.lang != "en" and here is not None and there is not None and row["measured_km"] == row["measured_km"]:
        stated = row["distance_km"]
        said = f" ({words('said', km=f'{stated:g}')})" if stated == stated else ""
        text = phrase(here, there, lang=words.lang) + said
    if shown := plain(text, _LONGEST_RELATION):
        scene.label(shown, "relation", at, gap=scene.gap(5), movable=True)


def _places(scene: Scene, frame: gpd.GeoDataFrame) -> None:
    for row in _rows(frame):
        at = _place_of(scene, row)
        if not scene.view.frame.holds(*at):
            # of the others the claims, strikes and distances tell
            scene.missing["places_outside"] += row["role"] == "mentioned"
            continue
        role = "anchor" if row["role"] == "anchor" else "mentioned"
        if row["uncertainty_m"] > _UNCERTAIN_M:
            radius = row["uncertainty_m"] / scene.view.metres
            style = {key: value for key, value in signs.area_style(scene.theme, "uncertain").items() if key != "hatch"}
            scene.canvas.circle(*at, radius, fill=None, **style)
            scene.shown["uncertain"] += 1
        signs.place(scene.canvas, scene.theme, at, role)
        scene.shown[role] += 1
        scene.mark(at, signs.ANCHOR if role == "anchor" else signs.PLACE)
        kind = "anchor" if role == "anchor" else "place"
        gap = scene.gap(signs.ANCHOR if role == "anchor" else signs.PLACE)
        scene.label(
            _name(scene, row), kind, at, _RANK_PLACE if kind == "place" else 0, gap=gap, movable=kind == "anchor"
        )


def _undecided(scene: Scene, frame: gpd.GeoDataFrame) -> None:
    first: dict[tuple[str, str], tuple[float, float]] = {}
    theme = scene.theme
    found = []
    for row in sorted(_rows(frame), key=lambda row: int(row["rank"])):
        at = _place_of(scene, row)
        start = first.setdefault((row["report_id"], row["surface"]), at)
        if start != at:
            scene.canvas.mark([start, at], fill=None, edge=theme.doubt, width=1.4, dash=(1.4, 5.0), closed=False)
        if scene.view.frame.holds(*at):
            found.append((row, at))
        else:
            scene.missing["undecided_outside"] += 1
    for row, at in found:
        signs.undecided(scene.canvas, theme, at)
        scene.shown["undecided"] += 1
        scene.mark(at, signs.UNDECIDED)
        text = plain(row["surface"], _LONGEST_NAME) + "?"
        scene.label(text, "undecided", at, gap=scene.gap(signs.UNDECIDED), movable=True)


def _strikes(scene: Scene, frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Draw the strikes somewhere in an area, and return those at a point."""
    points = []
    for row in _rows(frame):
        geometry = row["geometry"]
        if geometry is None:
            scene.missing["strikes_nowhere"] += 1
        elif geometry.geom_type == "Point":
            points.append(row)
        else:
            shape = scene.view.shape(geometry)
            if shape.is_empty:
                scene.missing["strikes_outside"] += 1
                continue
            scene.canvas.area(shape, **signs.area_style(scene.theme, "struck"))
            scene.shown["strike_area"] += 1
            what = row["category"] if row["category"] in ("casualties", "losses") else "strike"
            scene.label_area(shape, scene.words(f"area_{what}", name=_name(scene, row)), "struck")
    return points


def _claims(scene: Scene, day: DayLayers, strikes: list[dict[str, Any]]) -> None:
    """Draw the claims, and the strikes at points: those of one place side by side."""
    claims = [row for row in _rows(day.claims) if row["geometry"] is not None]
    scene.missing["claims_nowhere"] += len(day.claims) - len(claims)
    inside: list[dict[str, Any]] = []
    for what, rows in (("claims", claims), ("strikes", strikes)):
        seen = [row for row in rows if scene.view.frame.holds(*_place_of(scene, row))]
        scene.missing[f"{what}_outside"] += len(rows) - len(seen)
        inside += seen
    crowd = _SMALLER if len(inside) > _CROWD else 1.0
    drawn = list(_side_by_side(scene, inside, signs.TAKEN * crowd))
    # the small above the large, so that none is hidden
    for row, at, _ in sorted(drawn, key=lambda one: -_size(one[0])):
        half = _size(row) * crowd
        scene.mark(at, half)
        if "category" in row:
            signs.strike(scene.canvas, scene.theme, at, row["actor"], half)
            scene.shown[f"strike_{row['actor'] if row['actor'] in ('RU', 'UA') else 'other'}"] += 1
            continue
        signs.claim(scene.canvas, scene.theme, at, row["actor"], row["status"], half)
        for key in (f"claims_{row['actor']}", row["status"], "taking" if row["event"] in signs.TAKING else "other"):
            scene.shown[key] += 1
    for row, _, spread in drawn:
        kind = "strike" if "category" in row else "claim"
        rank = _RANK_TAKING if row.get("event") in signs.TAKING else 0.0
        gap = scene.gap(signs.TAKEN * crowd) + spread
        scene.label(_name(scene, row), kind, _place_of(scene, row), rank, gap=gap, movable=True)


def _size(row: dict[str, Any]) -> float:
    return signs.STRIKE if "category" in row else signs.claim_size(row["event"])


def _side_by_side(
    scene: Scene, rows: list[dict[str, Any]], half: float
) -> Iterator[tuple[dict[str, Any], tuple[float, float], float]]:
    """Yield rows with where their marks stand, those of one place side by side, and how far they reach aside."""
    groups: dict[tuple[float, float], list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(_place_of(scene, row), []).append(row)
    step = half * _APART * scene.canvas.scale
    for (x, y), group in groups.items():
        spread = (min(len(group), _ABREAST) - 1) / 2 * step
        for number, row in enumerate(group):
            down, across = divmod(number, _ABREAST)
            yield row, (x + across * step - spread, y + down * step), spread


def _name(scene: Scene, row: dict[str, Any]) -> str:
    return plain(scene.words.name(row["place_id"], row["name"]), _LONGEST_NAME)
