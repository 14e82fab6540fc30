"""GeoJSON (RFC 7946) to rows of geometries, without GDAL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.control.rows import AS_IT_IS, Asked, Rows, esri_crs, rows_of_features, settled_crs
from geo.errors import CRSError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shapely import Polygon
    from shapely.geometry.base import BaseGeometry

_GEOMETRIES = ("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection")
_DEEPEST = 8
_BOM = b"\xef\xbb\xbf"


def read_json(file: Path) -> dict[str, Any]:
    """Return the object that a JSON file holds.

    Raises
    ------
    InputError
        If it is no JSON, or no object.
    """
    import orjson

    content = file.read_bytes()
    try:
        document = orjson.loads(content.removeprefix(_BOM))
    except orjson.JSONDecodeError as error:
        raise InputError(
            f"{file}, line {error.lineno}: broken JSON ({error.msg}); download or export it again"
        ) from error
    if not isinstance(document, dict):
        raise InputError(f"{file}: is no GeoJSON: a {type(document).__name__} at the top; export it as GeoJSON")
    return document


def rows_of_geojson(file: Path, asked: Asked = AS_IT_IS) -> Rows:
    """Read a GeoJSON file: a collection, one feature, or a bare geometry.

    Parameters
    ----------
    file
        The file.
    asked
        Its columns, and its reference system if it does not tell it.

    Raises
    ------
    InputError
        If it is not JSON, not GeoJSON, holds no features, or a feature is malformed.
    CRSError
        If its `crs` member names another CRS than WGS 84, unless that is allowed.
    """
    return rows_of_document(read_json(file), file, asked)


def rows_of_document(document: dict[str, Any], file: Path, asked: Asked) -> Rows:
    """Return the rows of a GeoJSON document: see `rows_of_geojson`."""
    crs = _crs(document, asked, file)
    return rows_of_features(_properties(_features(document, file), file), _geometry, asked, crs)


def _properties(features: list[Any], file: Path) -> Iterator[tuple[str, dict[str, Any], Any]]:
    for number, feature in enumerate(features, start=1):
        place = f"{file}, feature {number}"
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise InputError(f"{place}: is no GeoJSON feature; export it again")
        properties = feature.get("properties") or {}
        if not isinstance(properties, dict):
            raise InputError(f"{place}: its properties are no object; export it again")
        yield place, properties, feature.get("geometry")


def _features(document: dict[str, Any], file: Path) -> list[Any]:
    kind = document.get("type")
    if kind == "Feature":
        return [document]
    if kind in _GEOMETRIES:
        return [{"type": "Feature", "geometry": document}]
    features = document.get("features")
    if kind != "FeatureCollection" or not isinstance(features, list):
        raise InputError(f"{file}: is JSON but no GeoJSON: no list of features; export it as GeoJSON")
    check_complete(document, file)
    if not features:
        raise InputError(f"{file}: holds no features; download or export it again")
    return features


def check_complete(document: dict[str, Any], file: Path) -> None:
    """Refuse an answer of an ArcGIS service that says it was cut short.

    Raises
    ------
    InputError
        If it does.
    """
    properties = document.get("properties")
    told = properties if isinstance(properties, dict) else {}
    if document.get("exceededTransferLimit") or told.get("exceededTransferLimit"):
        raise InputError(f"{file}: was cut short by the service (exceededTransferLimit); ask for the rest too")


def _crs(document: dict[str, Any], asked: Asked, file: Path) -> str | None:
    if "crs" not in document and asked.any_crs and "spatialReference" in document:
        return settled_crs(esri_crs(document["spatialReference"], file), asked, file)
    if "crs" not in document:  # RFC 7946: then it is WGS 84
        return settled_crs(None, asked, file, certain=False)
    crs = document["crs"]
    if crs is None:
        if asked.crs is not None:
            return settled_crs(None, asked, file, certain=False)
        raise CRSError(f"{file}: is without CRS (its crs member is null); export it in EPSG:4326")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str):
        raise CRSError(f"{file}: its crs member names no CRS; export it in EPSG:4326")
    return settled_crs(name, asked, file)


def _geometry(geometry: Any, where: str, depth: int = 0) -> BaseGeometry | None:
    """Build a feature's geometry; of a kind that is no area, an empty one stands for it."""
    import shapely

    if geometry is None:
        return None
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in _GEOMETRIES:
        raise InputError(f"{where}: its geometry is no GeoJSON geometry; export it again")
    if kind == "GeometryCollection":
        members = geometry.get("geometries")
        if not isinstance(members, list) or depth == _DEEPEST:
            raise InputError(f"{where}: a collection without geometries, or nested too deep; export it again")
        built = [_geometry(member, where, depth + 1) for member in members]
        return shapely.GeometryCollection([member for member in built if member is not None])
    if kind == "Polygon":
        return _polygon(geometry.get("coordinates"), where)
    if kind == "MultiPolygon":
        polygons = geometry.get("coordinates")
        if not isinstance(polygons, list):
            raise InputError(f"{where}: a MultiPolygon without coordinates; export it again")
        return shapely.MultiPolygon([_polygon(rings, where) for rings in polygons])
    empty: BaseGeometry = shapely.from_wkt(f"{kind.upper()} EMPTY")
    return empty


def _polygon(rings: Any, where: str) -> Polygon:
    import numpy as np
    import shapely

    if not isinstance(rings, list):
        raise InputError(f"{where}: a polygon without coordinates; export it again")
    built = []
    for ring in rings:
        try:
            positions = np.asarray([position[:2] for position in ring], dtype=float)
        except (TypeError, ValueError, KeyError) as error:
            raise InputError(f"{where}: a ring holds something else than positions; export it again") from error
        if not np.isfinite(positions).all():
            raise InputError(f"{where}: a ring holds something else than positions; export it again")
        if positions.ndim != 2 or positions.shape[1] != 2 or len(positions) < 4:
            raise InputError(f"{where}: a ring of fewer than four positions; export it again")
        built.append(positions)
    polygon = shapely.Polygon(built[0], built[1:]) if built else shapely.Polygon()
    # heights are of no use but for the count of what is dropped
    return shapely.force_3d(polygon) if any(len(ring[0]) > 2 for ring in rings) else polygon
