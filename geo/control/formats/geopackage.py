"""GeoPackage to rows of geometries, with GDAL held to that one driver."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from geo.control.rows import Asked, Rows, crs_code
from geo.errors import CRSError, InputError

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

_DRIVER = "GPKG"
_MAGIC = b"SQLite format 3\0"


def rows_of_geopackage(file: Path, asked: Asked) -> Rows:
    """Read a layer of a GeoPackage.

    Parameters
    ----------
    file
        The file.
    asked
        The layer, needed where there are several; its columns, and its reference system if it does not tell it.

    Raises
    ------
    InputError
        If it is no GeoPackage, holds no such layer or no rows.
    CRSError
        If the layer has no reference system, and the user names none.
    """
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError
    from shapely.errors import GEOSException

    faults = (DataSourceError, DataLayerError, FeatureError, FieldError, GeometryError)
    with file.open("rb") as opened:
        if opened.read(len(_MAGIC)) != _MAGIC:
            raise InputError(f"{file}: is no GeoPackage; export it again")
    try:
        # GDAL warns of much that does no harm here, such as a newer version of the format; faults are errors
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            layers = [str(name) for name, kind in pyogrio.list_layers(file) if kind is not None]
            chosen = _layer(layers, asked.layer, file)
            if pyogrio.read_info(file, layer=chosen)["driver"] != _DRIVER:
                raise InputError(f"{file}: is no GeoPackage; export it again")
            frame = pyogrio.read_dataframe(file, layer=chosen, use_arrow=False)
    except (*faults, UnicodeDecodeError, GEOSException) as error:
        raise InputError(f"{file}: cannot be read as a GeoPackage ({' '.join(str(error).split())[:200]})") from error
    if not len(frame):
        raise InputError(f"{file}: layer {chosen} holds no rows; export it again")
    geometries = frame.geometry.to_numpy()
    columns = tuple(str(column) for column in frame.columns if column != frame.geometry.name)
    words = [frame[column].tolist() for column in columns if column != asked.date]

    def build(wanted: list[int]) -> npt.NDArray[np.object_]:
        return geometries[wanted]  # type: ignore[no-any-return]

    return Rows(
        build,
        _values(frame, asked.holder),
        _values(frame, asked.date),
        [f"{file}, row {number}" for number in range(1, len(frame) + 1)],
        _crs(frame, asked, file, chosen),
        labels=[tuple(one for one in row if isinstance(one, str)) for row in zip(*words, strict=True)],
        columns=columns,
    )


def _values(frame: Any, column: str) -> list[Any]:
    if column not in frame.columns:
        return [None] * len(frame)
    values = frame[column]
    return [None if missing else one for one, missing in zip(values.tolist(), values.isna().tolist(), strict=True)]


def _layer(layers: list[str], asked: str | None, file: Path) -> str:
    there = ", ".join(layers) or "none"
    if asked is not None:
        if asked not in layers:
            raise InputError(f"{file}: has no layer {asked!r} with geometry; there are: {there}")
        return asked
    if len(layers) != 1:
        raise InputError(f"{file}: which layer? name it with --layer; there are: {there}")
    return layers[0]


def _crs(frame: Any, asked: Asked, file: Path, layer: str) -> str | None:
    if frame.crs is None:
        if asked.crs is None:
            raise CRSError(f"{file}: layer {layer} has no CRS; name it with --crs, such as EPSG:4326")
        return crs_code(asked.crs, "--crs")
    authority = frame.crs.to_authority()
    if authority is None:
        raise CRSError(f"{file}: layer {layer} is in {frame.crs.name[:60]}, which has no code; convert it to EPSG:4326")
    return crs_code(":".join(authority), file)
