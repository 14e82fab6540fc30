"""Layers as CSV tables that any spreadsheet opens and none takes for formulas."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from geo.contract import harmless
from geo.schema import LAYERS

if TYPE_CHECKING:
    import geopandas as gpd

# offsets point into a report's text, which no table has
_LEFT_OUT = frozenset({"start", "end"})
_POSITION_DIGITS = 6


def csv_table(frame: gpd.GeoDataFrame, layer: str, *, policy: str = "") -> bytes:
    """Return a layer as CSV in UTF-8: the schema's columns, the position, and the publication policy.

    Parameters
    ----------
    frame
        The layer, EPSG:4326.
    layer
        Its name in `geo.schema`.
    policy
        The policy's label, for the column `policy` of each row.

    Returns
    -------
    table
        `lat` and `lon` are degrees, empty where a row has no position or an area. A text that a spreadsheet would take
        for a formula is led by an apostrophe; numbers are not, and may be negative.
    """
    columns = [name for name in LAYERS[layer].columns if name not in _LEFT_OUT]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([*columns, "lat", "lon", "policy"])
    cells = zip(*(map(_cell, frame[name].tolist()) for name in columns), strict=True)
    for row, shape in zip(cells, frame.geometry.array, strict=True):
        point = shape is not None and not shape.is_empty and shape.geom_type == "Point"
        at = [round(shape.y, _POSITION_DIGITS), round(shape.x, _POSITION_DIGITS)] if point else ["", ""]
        writer.writerow([*row, *at, harmless(policy)])
    return buffer.getvalue().encode("utf-8", "replace")


def _cell(value: Any) -> object:
    if value is None or type(value).__name__ == "NAType" or value != value:
        return ""
    if isinstance(value, str):
        return harmless(value)
    return value.isoformat() if hasattr(value, "isoformat") else value
