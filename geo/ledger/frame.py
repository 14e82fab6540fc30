"""Entries to a GeoDataFrame of claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely

from geo.schema import CLAIMS, WGS84, check

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.ledger.entry import Entry

HISTORY_COLUMNS = ("version", "surface", "title", "recorded_at", "superseded_at", "retracted_at", "reason")
_INSTANTS = ("recorded_at", "superseded_at", "retracted_at")


def claims_frame(entries: Sequence[Entry], *, history: bool) -> gpd.GeoDataFrame:
    """Return versions of claims as a frame, a row each, in their order.

    Parameters
    ----------
    entries
        The versions.
    history
        Whether to add `HISTORY_COLUMNS` to those of `geo.schema.CLAIMS`.

    Returns
    -------
    claims
        EPSG:4326; a claim at an undecided place has no geometry.
    """
    names = (*CLAIMS.columns, *(HISTORY_COLUMNS if history else ()))
    columns: dict[str, Any] = {name: _column(name, [getattr(entry, name) for entry in entries]) for name in names}
    lon = [entry.lon for entry in entries]
    lat = [entry.lat for entry in entries]
    placed = [x is not None for x in lon]
    points = shapely.points([x or 0.0 for x in lon], [y or 0.0 for y in lat])
    shapes: Any = [point if there else None for point, there in zip(points, placed, strict=True)]
    return check(gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(shapes, crs=WGS84)), CLAIMS)


def _column(name: str, values: list[Any]) -> pd.Series:
    if name in _INSTANTS:
        return pd.Series(values, dtype="datetime64[ms, UTC]")
    kind = CLAIMS.columns[name].type if name in CLAIMS.columns else ""
    if kind.startswith("number"):
        return pd.Series(values, dtype="float64")
    if kind == "integer" or name == "version":
        return pd.Series(values, dtype="int64")
    return pd.Series([str(value) if isinstance(value, str) else value for value in values], dtype=object)
