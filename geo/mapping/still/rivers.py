"""The big rivers on the ground of a still picture, and their names beside them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString

from geo.mapping.still.canvas import LINE
from geo.mapping.still.theme import LABELS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from geo.gazetteer.outlines import Outlines
    from geo.mapping.still.scene import Scene

    Floats = npt.NDArray[np.float64]

# a pixel of the interactive map at its zoom 0, metres, at 48.5 degrees north; which zoom is the last to show rivers:
# they are true to 2 km only, and seen closer would put places on the wrong bank
_ZOOM_0_M, _UNTIL = 103_700.0, 10.0
# after the names of all towns
_RANK = 2e6
# how far a name stands off its river, at least and at most, and how far apart the points are where it is tried
_OFF, _OFF_MOST, _EVERY = 4.0, 10.0, 25.0
_ROUNDINGS = 2


def draw(scene: Scene, outlines: Outlines) -> None:
    """Draw the rivers as the interactive map does at a like scale, and ask for their names."""
    unit = scene.canvas.scale
    zoom = math.log2(_ZOOM_0_M / (scene.view.metres * unit))
    if zoom > _UNTIL:
        return
    for key, river in outlines.rivers.items():
        entry = outlines.raw["rivers"][key]
        rank = entry["rank"]
        shape = scene.view.shape(_rounded(river)) if rank <= zoom + 2 else LineString()
        if shape.is_empty:
            continue
        scene.canvas.area(shape, edge=scene.theme.river, width=max(0.6, (2.6 - rank * 0.2) * (zoom * 0.15 + 0.1)))
        name = entry[f"name_{scene.words.lang}"]
        spots = tuple(_beside(scene, shape, name)) if rank <= zoom + 1 else ()
        if spots:
            scene.label(name, "water", spots[0], _RANK + rank, spots=spots)


def _rounded(lines: MultiLineString) -> MultiLineString:
    """Return lines with their corners cut, again and again, the ends kept."""
    return MultiLineString([_cut(shapely.get_coordinates(line)) for line in lines.geoms])


def _cut(corners: Floats) -> Floats:
    for _ in range(_ROUNDINGS):
        before, after = corners[:-1], corners[1:]
        pairs = np.stack([0.75 * before + 0.25 * after, 0.25 * before + 0.75 * after], axis=1)
        corners = np.concatenate([corners[:1], pairs.reshape(-1, 2), corners[-1:]])
    return corners


def _beside(scene: Scene, shape: BaseGeometry, name: str) -> Iterator[tuple[float, float]]:
    """Yield middles for a name's box beside a river and nowhere on it, those at the middle of its course first."""
    style, unit, frame = LABELS["water"], scene.canvas.scale, scene.view.frame
    seen = shapely.line_merge(shapely.clip_by_rect(shape, frame.left, frame.top, frame.right, frame.bottom))
    half = np.array([scene.canvas.width_of(name, style), style.size * unit * LINE]) / 2
    for line in sorted(shapely.get_parts(seen), key=lambda part: -part.length):
        steps = np.arange(_EVERY / 2 * unit, line.length, _EVERY * unit)
        steps = steps[np.argsort(np.abs(steps - line.length / 2), kind="stable")]
        at, ahead, behind = (
            shapely.get_coordinates(shapely.line_interpolate_point(line, steps + reach * unit))
            for reach in (0.0, _OFF, -_OFF)
        )
        way = ahead - behind
        across = np.column_stack([-way[:, 1], way[:, 0]]) / np.maximum(np.hypot(*way.T), 1e-9)[:, None]
        off = across * (_OFF * unit + np.abs(across) @ half)[:, None]
        middles = np.stack([at + off, at - off], axis=1).reshape(-1, 2)
        boxes = shapely.box(*(middles - half).T, *(middles + half).T)
        away = shapely.distance(boxes, shape)
        yield from map(tuple, middles[(away > 0) & (away < _OFF_MOST * unit)].tolist())
