"""Places from a GeoPackage: attributes, and positions from the geometry."""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING, Any

from geo.errors import CRSError, InputError
from geo.gazetteer.sources.cells import Table, key_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

_MAGIC, _APPLICATION = b"SQLite format 3\x00", (b"GPKG", b"GP10", b"GP11")
_APPLICATION_AT = 68
_DRIVER, _CRS = "GPKG", "EPSG:4326"
_POSITION = ("lat", "lon", "uncertainty_m")
# columns that the geometry makes idle
_IDLE = frozenset({"lat", "latitude", "y", "lon", "lng", "long", "longitude", "x"})


def is_geopackage(path: Path) -> bool:
    """Whether a file begins as a GeoPackage does.

    Raises
    ------
    InputError
        If it cannot be read, or is an SQLite database of another kind.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_APPLICATION_AT + 4)
    except OSError as error:
        raise InputError(f"{path.name}: cannot be read ({error.strerror or error}); check the path") from error
    if head.startswith(_MAGIC) and head[_APPLICATION_AT:] not in _APPLICATION:
        raise InputError(f"{path.name}: is a database but no GeoPackage; export its places as a GeoPackage or CSV")
    return head.startswith(_MAGIC)


def open_layer(path: Path, layer: str | None) -> Table:
    """Return a layer as a table, with the columns lat, lon (EPSG:4326) and uncertainty_m (metres) from its geometry.

    Parameters
    ----------
    path
        The GeoPackage.
    layer
        Which layer; may be left out where there is one.

    Raises
    ------
    InputError
        If it cannot be read or holds no such layer.
    CRSError
        If the layer has no coordinate reference system.
    """
    import pyogrio
    from pyogrio.errors import (
        DataLayerError,
        DataSourceError,
        FeatureError,
        FieldError,
        GeometryError,
    )

    try:
        # GDAL warns of much that does no harm here, such as a newer version of the format; faults are errors
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            layers = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
            chosen = _layer(path.name, layers, layer)
            info = pyogrio.read_info(path, layer=chosen)
            if info["driver"] != _DRIVER:
                raise InputError(f"{path.name}: is no GeoPackage but {info['driver']}; convert it")
            frame = pyogrio.read_dataframe(path, layer=chosen, use_arrow=False)
    except (DataSourceError, DataLayerError, FeatureError, FieldError, GeometryError, UnicodeDecodeError) as error:
        raise InputError(f"{path.name}: cannot be read as a GeoPackage ({' '.join(str(error).split())})") from error
    if frame.crs is None:
        raise CRSError(f"{path.name}: layer {chosen} has no coordinate reference system; set it (to EPSG:4326, say)")
    frame = frame.to_crs(_CRS)
    geometry = frame.geometry.name
    columns = [column for column in frame.columns if column != geometry and key_of(str(column)) not in _IDLE]
    has_own = any(key_of(str(column)) == key_of(_POSITION[2]) for column in columns)
    header = [str(column) for column in columns] + list(_POSITION[: 2 if has_own else 3])
    values = [frame[column].astype(object).where(frame[column].notna(), None).tolist() for column in columns]
    return Table(path.name, header, _rows(values, list(frame.geometry), path.name, len(header)), "row")


def _layer(file: str, layers: Sequence[str], asked: str | None) -> str:
    there = ", ".join(layers) or "none"
    if asked is not None:
        if asked not in layers:
            raise InputError(f"{file}: has no layer {asked!r} with geometry; there are: {there}")
        return asked
    if len(layers) != 1:
        raise InputError(f"{file}: should have one layer with geometry, or layer= should name it; there are: {there}")
    return layers[0]


def _rows(
    values: Sequence[Sequence[Any]], shapes: Sequence[BaseGeometry | None], file: str, width: int
) -> Iterator[tuple[int, list[Any]]]:
    for index, shape in enumerate(shapes):
        row = [column[index] for column in values]
        if shape is None or shape.is_empty:
            position: tuple[float | None, ...] = (None, None, None)
        else:
            try:
                position = _position(shape)
            except ValueError as error:
                raise InputError(f"{file}, row {index + 1}: {error}; give points or polygons") from error
        yield index + 1, [*row, *position][:width]


def _position(shape: BaseGeometry) -> tuple[float, float, float | None]:
    """Return latitude, longitude and, of a polygon, how far it reaches from there in metres."""
    import numpy as np
    import shapely
    from pyproj import Geod

    coordinates = shapely.get_coordinates(shape)
    if not np.isfinite(coordinates).all():
        raise ValueError("has a position that its reference system cannot tell in degrees")
    if shape.geom_type == "Point":
        return float(coordinates[0, 1]), float(coordinates[0, 0]), None
    if shape.geom_type not in ("Polygon", "MultiPolygon"):
        raise ValueError(f"is a {shape.geom_type}")
    # a degree of longitude is shorter than one of latitude, which would pull the centroid aside
    middle = coordinates.mean(axis=0)
    scale = np.array([max(math.cos(math.radians(middle[1])), 1e-6), 1.0])
    centroid = shapely.transform(shape, lambda at: (at - middle) * scale).centroid
    lon, lat = np.array([centroid.x, centroid.y]) / scale + middle
    there = np.full(len(coordinates), lon), np.full(len(coordinates), lat)
    _, _, metres = Geod(ellps="WGS84").inv(*there, coordinates[:, 0], coordinates[:, 1])
    return float(lat), float(lon), float(metres.max())
