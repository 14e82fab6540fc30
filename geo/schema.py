"""The columns, dtypes and CRS of every layer, and the check of a frame against them.

All layers are in EPSG:4326. A column's type is one of `text`, `text?`, `number`, `number?`, `integer`, `integer?`,
`flag`, `flag?`, `date`; a question mark allows missing values. `values` bounds a text column to an enumeration.
The check gathers every fault of a frame and raises once.
"""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING

from geo.errors import CRSError, SchemaError
from geo.model import Actor, Basis, Event, Holder, Rel, Status

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

WGS84 = "EPSG:4326"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a layer: its type and, for text, the values it may hold (empty: any)."""

    type: str
    values: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer: its columns, the geometry types it may hold, and whether a row may lack a geometry."""

    name: str
    columns: dict[str, Column]
    geometry: frozenset[str]
    may_lack_geometry: bool = False


def _text(*values: str) -> Column:
    return Column("text", frozenset(values))


_NUMBER, _MAYBE_NUMBER, _INTEGER, _MAYBE_INTEGER = (
    Column("number"),
    Column("number?"),
    Column("integer"),
    Column("integer?"),
)
_TEXT, _MAYBE_TEXT, _FLAG, _MAYBE_FLAG, _DATE = (
    Column("text"),
    Column("text?"),
    Column("flag"),
    Column("flag?"),
    Column("date"),
)
_POLYGONS = frozenset({"Polygon", "MultiPolygon"})
_LINES = frozenset({"LineString", "MultiLineString"})
_POINTS = frozenset({"Point"})

MENTIONS = Layer(
    "mentions",
    {
        "report_id": _TEXT,
        "start": _INTEGER,
        "end": _INTEGER,
        "surface": _TEXT,
        "kind": _text("settlement", "region", "district", "country", "facility", "water"),
        "place_id": _MAYBE_TEXT,
        "name": _TEXT,
        "confidence": _NUMBER,
        "uncertainty_m": _MAYBE_NUMBER,
        "why": _TEXT,
        "alternatives": _TEXT,
    },
    _POINTS,
    may_lack_geometry=True,
)
PLACES = Layer(
    "places",
    {
        "place_id": _TEXT,
        "name": _TEXT,
        "kind": _TEXT,
        "country": _TEXT,
        "oblast": _TEXT,
        "raion": _TEXT,
        "role": _text("claim", "anchor", "mentioned"),
        "confidence": _NUMBER,
        "uncertainty_m": _NUMBER,
        "mentions": _INTEGER,
        "report_id": _TEXT,
        "sentence": _TEXT,
        "source": _TEXT,
        "url": _TEXT,
        "why": _TEXT,
        "alternatives": _TEXT,
    },
    _POINTS,
)
UNDECIDED = Layer(
    "undecided",
    {
        "surface": _TEXT,
        "rank": _INTEGER,
        "place_id": _TEXT,
        "name": _TEXT,
        "note": _TEXT,
        "confidence": _NUMBER,
        "report_id": _TEXT,
        "sentence": _TEXT,
        "source": _TEXT,
        "url": _TEXT,
        "why": _TEXT,
    },
    _POINTS,
)
CLAIMS = Layer(
    "claims",
    {
        "claim_id": _TEXT,
        "report_id": _TEXT,
        "date": _DATE,
        "place_id": _MAYBE_TEXT,
        "name": _TEXT,
        "event": _text(*Event),
        "actor": _text(*Actor),
        "by": _TEXT,
        "status": _text(*Status),
        "start": _INTEGER,
        "end": _INTEGER,
        "sentence": _TEXT,
        "confidence": _NUMBER,
        "uncertainty_m": _MAYBE_NUMBER,
        "event_from": _MAYBE_TEXT,
        "event_to": _MAYBE_TEXT,
        "source": _TEXT,
        "url": _TEXT,
    },
    _POINTS,
    may_lack_geometry=True,
)
RELATIONS = Layer(
    "relations",
    {
        "report_id": _TEXT,
        "part": _text("line", "area"),
        "start": _INTEGER,
        "end": _INTEGER,
        "text": _TEXT,
        "rel": _text(*Rel),
        "subject": _MAYBE_TEXT,
        "subject_name": _TEXT,
        "anchor": _MAYBE_TEXT,
        "anchor_name": _TEXT,
        "distance_km": _MAYBE_NUMBER,
        "bearing_deg": _MAYBE_NUMBER,
        "approx": _FLAG,
        "measured_km": _MAYBE_NUMBER,
        "measured_bearing_deg": _MAYBE_NUMBER,
        "agrees": _MAYBE_FLAG,
        "agreement": _MAYBE_TEXT,
        "label": _TEXT,
        "uncertainty_m": _MAYBE_NUMBER,
        "sentence": _TEXT,
        "source": _TEXT,
        "url": _TEXT,
    },
    _LINES | _POLYGONS | _POINTS,
    may_lack_geometry=True,
)
REGIONS = Layer(
    "regions",
    {
        "place_id": _TEXT,
        "name": _TEXT,
        "kind": _text("region", "district", "country", "water"),
        "mentions": _INTEGER,
        "report_id": _TEXT,
        "sentence": _TEXT,
        "source": _TEXT,
        "url": _TEXT,
    },
    _POLYGONS,
    may_lack_geometry=True,
)
STRIKES = Layer(
    "strikes",
    {
        "report_id": _TEXT,
        "date": _DATE,
        "category": _text("strike", "air-attack", "casualties", "losses"),
        "actor": _MAYBE_TEXT,
        "by": _TEXT,
        "target": _TEXT,
        "weapon": _TEXT,
        "count": _MAYBE_INTEGER,
        "launched": _MAYBE_INTEGER,
        "shot_down": _MAYBE_INTEGER,
        "lost": _MAYBE_INTEGER,
        "killed": _MAYBE_INTEGER,
        "wounded": _MAYBE_INTEGER,
        "missing": _MAYBE_INTEGER,
        "hedge": _TEXT,
        "victims": _TEXT,
        "place_id": _MAYBE_TEXT,
        "name": _TEXT,
        "start": _INTEGER,
        "end": _INTEGER,
        "sentence": _TEXT,
        "source": _TEXT,
        "url": _TEXT,
    },
    _POINTS | _POLYGONS,
    may_lack_geometry=True,
)
CONTROL = Layer(
    "control",
    {"date": _DATE, "holder": _text(*Holder), "basis": _text(*Basis), "source": _TEXT, "area_km2": _NUMBER},
    _POLYGONS,
)
CLAIMED = Layer(
    "claimed",
    {
        "date": _DATE,
        "holder": _text("RU", "UA"),
        "area_km2": _NUMBER,
        **{
            name: CLAIMS.columns[name]
            for name in (
                "claim_id",
                "report_id",
                "place_id",
                "name",
                "event",
                "actor",
                "by",
                "status",
                "sentence",
                "source",
                "url",
            )
        },
    },
    _POLYGONS,
)
FRONT_LINE = Layer("front_line", {"date": _DATE, "source": _TEXT, "length_km": _NUMBER}, _LINES)
CHANGES = Layer(
    "changes",
    {
        "date_from": _DATE,
        "date_to": _DATE,
        "holder_from": _text(*Holder),
        "holder_to": _text(*Holder),
        "area_km2": _NUMBER,
        "sector": _TEXT,
        "oblast": _TEXT,
        "is_noise": _FLAG,
        "source": _TEXT,
    },
    _POLYGONS,
)

LAYERS = {
    layer.name: layer
    for layer in (
        MENTIONS,
        PLACES,
        UNDECIDED,
        CLAIMS,
        RELATIONS,
        REGIONS,
        STRIKES,
        CONTROL,
        CLAIMED,
        FRONT_LINE,
        CHANGES,
    )
}


def require_wgs84(frame: gpd.GeoDataFrame, *, name: str) -> None:
    """Refuse a frame that is not in EPSG:4326 (or its longitude-first twin, OGC:CRS84).

    Parameters
    ----------
    frame
        The frame to look at.
    name
        What to call it in the message.

    Raises
    ------
    CRSError
        If the frame has no CRS or another one.
    """
    if frame.crs is None:
        raise CRSError(f"{name} is in no CRS; expected {WGS84}: set it with set_crs, if you know it")
    if not (frame.crs.equals(WGS84, ignore_axis_order=True) or frame.crs.to_authority() == ("OGC", "CRS84")):
        raise CRSError(f"{name} is in {frame.crs.to_string()[:60]}; expected {WGS84}: convert it with to_crs")


def check(frame: gpd.GeoDataFrame, layer: Layer) -> gpd.GeoDataFrame:
    """Check a frame against its layer and return it unchanged.

    Parameters
    ----------
    frame
        A GeoDataFrame in EPSG:4326.
    layer
        The layer it should be.

    Returns
    -------
    frame
        The same object.

    Raises
    ------
    CRSError
        If the CRS is missing or wrong.
    SchemaError
        If columns, values or geometries are wrong; the message names every fault.
    """
    require_wgs84(frame, name=layer.name)
    faults = [f"column {name!r} is missing" for name in layer.columns if name not in frame.columns]
    for name, column in layer.columns.items():
        if name in frame.columns:
            faults += [f"column {name!r} {fault}" for fault in _column_faults(frame[name], column)]
    faults += _geometry_faults(frame, layer)
    if faults:
        raise SchemaError(f"{layer.name}: " + "; ".join(faults))
    return frame


def _column_faults(values: pd.Series, column: Column) -> list[str]:
    cells = values.tolist()
    present = [cell for cell in cells if not _missing(cell)]
    faults = []
    if len(present) < len(cells) and not column.type.endswith("?"):
        faults.append(f"lacks {len(cells) - len(present)} values")
    kind = column.type.rstrip("?")
    if kind == "text":
        if not all(isinstance(cell, str) for cell in present):
            faults.append("holds values that are not text")
        elif column.values and (strange := set(present) - column.values):
            faults.append(f"holds {sorted(strange)}, allowed are {sorted(column.values)}")
    elif kind in ("number", "integer"):
        if not all(isinstance(cell, Real) and not isinstance(cell, bool) for cell in present):
            faults.append("holds values that are not numbers")
    elif kind == "flag":
        if not all(cell in (True, False) for cell in present):
            faults.append("holds values that are neither true nor false")
    elif kind == "date" and not all(hasattr(cell, "isoformat") for cell in present):
        faults.append("holds values that are not dates")
    return faults


def _missing(cell: object) -> bool:
    return cell is None or type(cell).__name__ == "NAType" or cell != cell


def _geometry_faults(frame: gpd.GeoDataFrame, layer: Layer) -> list[str]:
    geometry: gpd.GeoSeries = frame.geometry
    absent = geometry.isna() | geometry.is_empty
    faults = []
    if absent.any() and not layer.may_lack_geometry:
        faults.append(f"{int(absent.sum())} rows have no geometry")
    present: gpd.GeoSeries = frame[~absent].geometry
    if strange := set(present.geom_type) - layer.geometry:
        faults.append(f"holds {sorted(strange)}, allowed are {sorted(layer.geometry)}")
    if not present.is_valid.all():
        faults.append("holds invalid geometries")
    return faults
