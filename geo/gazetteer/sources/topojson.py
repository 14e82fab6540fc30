"""TopoJSON to shapely polygons: arcs are delta-coded and shared between neighbours."""

from __future__ import annotations

import json
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import shapely
from shapely.geometry import MultiPolygon, Polygon

from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

_Point = tuple[float, float]
_RING_POINTS = 4


def features(data: bytes, name: str) -> list[tuple[dict[str, Any], BaseGeometry]]:
    """Return the polygons of a TopoJSON object.

    Parameters
    ----------
    data
        The file, quantised.
    name
        The object in it.

    Returns
    -------
    features
        Properties (with the feature's `id`, where it has one) and a valid geometry, EPSG:4326.

    Raises
    ------
    InputError
        If it is not such a file.
    """
    try:
        topology = json.loads(data)
        arcs = _decoded(topology)
        rows = topology["objects"][name]["geometries"]
        return [
            ({**row.get("properties", {}), "id": row.get("id")}, _polygons(row, arcs))
            for row in rows
            if row.get("arcs")
        ]
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise InputError(f"{name}: not a quantised TopoJSON of polygons ({error}); fetch its package anew") from error


def _decoded(topology: dict[str, Any]) -> list[list[_Point]]:
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        xs, ys = accumulate(step[0] for step in arc), accumulate(step[1] for step in arc)
        arcs.append([(x * sx + tx, y * sy + ty) for x, y in zip(xs, ys, strict=True)])
    return arcs


def _polygons(row: dict[str, Any], arcs: Sequence[list[_Point]]) -> BaseGeometry:
    shapes = {"Polygon": [row["arcs"]], "MultiPolygon": row["arcs"]}[row["type"]]
    rings = [[_ring(numbers, arcs) for numbers in shape] for shape in shapes]
    # quantising has flattened the smallest islands to fewer points than a ring needs
    rings = [[ring for ring in shape if len(ring) >= _RING_POINTS] for shape in rings if len(shape[0]) >= _RING_POINTS]
    return shapely.make_valid(MultiPolygon([Polygon(shell, holes) for shell, *holes in rings]))


def _ring(numbers: Sequence[int], arcs: Sequence[list[_Point]]) -> list[_Point]:
    points: list[_Point] = []
    for number in numbers:
        # a negative number is the arc with that complement, backwards
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points.extend(arc[1:] if points else arc)
    return points
