"""Geometries as short JSON: whole numbers of 1e-5 degree (about a metre), each pair less the one before.

A row's geometry is None, `["P", lon, lat]`, `["L", [line, ...]]` or `["A", [[outer, hole, ...], ...]]`; a line or ring
is the flat list `[lon0, lat0, dlon, dlat, ...]`, the form in which `geo.gazetteer.outlines` keeps its rings too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    import numpy.typing as npt

QUANTUM_DEG = 1e-5

Encoded = list[Any]


def encode(frame: gpd.GeoDataFrame) -> list[Encoded | None]:
    """Return the geometry of each row, None where a row has none."""
    return [None if shape is None or shape.is_empty else _encoded(shape) for shape in frame.geometry.array]


def _encoded(shape: shapely.Geometry) -> Encoded:
    parts = shapely.get_parts(shape)
    kind = parts[0].geom_type
    if kind == "Point":
        return ["P", *_quanta(shapely.get_coordinates(parts[0]))[0].tolist()]
    if kind == "Polygon":
        return ["A", [[_differences(ring) for ring in _rings(part)] for part in parts]]
    return ["L", [_differences(part) for part in parts]]


def _rings(polygon: shapely.Polygon) -> Iterable[shapely.Geometry]:
    rings: Iterable[shapely.Geometry] = shapely.get_rings(polygon)
    return rings


def _quanta(coordinates: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    return np.rint(coordinates[:, :2] / QUANTUM_DEG).astype(np.int64)


def _differences(line: shapely.Geometry) -> list[int]:
    steps = np.diff(_quanta(shapely.get_coordinates(line)), axis=0, prepend=0)
    moves: npt.NDArray[np.bool_] = np.asarray(steps.any(axis=1))
    moves[0] = True
    flat: list[int] = steps[moves].ravel().tolist()
    return flat


def bounds(frames: Iterable[gpd.GeoDataFrame]) -> list[list[float]] | None:
    """Return `[[south, west], [north, east]]` around all geometries of the frames, None where there is none."""
    boxes = [
        box
        for frame in frames
        if len(frame)
        for box in [shapely.total_bounds(frame.geometry.to_numpy())]
        if not np.isnan(box).any()
    ]
    if not boxes:
        return None
    west, south = np.min([box[:2] for box in boxes], axis=0)
    east, north = np.max([box[2:] for box in boxes], axis=0)
    return [[round(float(south), 5), round(float(west), 5)], [round(float(north), 5), round(float(east), 5)]]
