"""GeoJSON (RFC 7946) to rows of geometries, without GDAL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.control.rows import Rows
from geo.errors import CRSError, InputError

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt
    from shapely import Polygon
    from shapely.geometry.base import BaseGeometry

_WGS84_ENDINGS = ("CRS84", "EPSG:4326", "EPSG::4326", "EPSG/0/4326")
_GEOMETRIES = ("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection")
_DEEPEST = 8
_BOM = b"\xef\xbb\xbf"


def rows_of_geojson(file: Path) -> Rows:
    """Read a GeoJSON file: a collection, one feature, or a bare geometry.

    Raises
    ------
    InputError
        If it is not JSON, not GeoJSON, holds no features, or a feature is malformed.
    CRSError
        If its `crs` member names another CRS than WGS 84.
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
    _check_crs(document, file)
    features = _features(document, file)
    shapes, holders, days, where = [], [], [], []
    for number, feature in enumerate(features, start=1):
        place = f"{file}, feature {number}"
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise InputError(f"{place}: is no GeoJSON feature; export it again")
        properties = feature.get("properties") or {}
        if not isinstance(properties, dict):
            raise InputError(f"{place}: its properties are no object; export it again")
        shapes.append(feature.get("geometry"))
        holders.append(properties.get("holder"))
        days.append(properties.get("date"))
        where.append(place)

    def build(chosen: list[int]) -> npt.NDArray[np.object_]:
        import numpy as np

        return np.array([_geometry(shapes[index], where[index]) for index in chosen], dtype=object)

    return Rows(build, holders, days, where)


def _features(document: dict[str, Any], file: Path) -> list[Any]:
    kind = document.get("type")
    if kind == "Feature":
        return [document]
    if kind in _GEOMETRIES:
        return [{"type": "Feature", "geometry": document}]
    features = document.get("features")
    if kind != "FeatureCollection" or not isinstance(features, list):
        raise InputError(f"{file}: is JSON but no GeoJSON: no list of features; export it as GeoJSON")
    if not features:
        raise InputError(f"{file}: holds no features; download or export it again")
    return features


def _check_crs(document: dict[str, Any], file: Path) -> None:
    if "crs" not in document:  # RFC 7946: then it is WGS 84
        return
    crs = document["crs"]
    if crs is None:
        raise CRSError(f"{file}: is without CRS (its crs member is null); export it in EPSG:4326")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str):
        raise CRSError(f"{file}: its crs member names no CRS; export it in EPSG:4326")
    if not name.strip().upper().endswith(_WGS84_ENDINGS):
        raise CRSError(f"{file}: is in {name[:60]}; expected EPSG:4326: convert it")


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
    return shapely.Polygon(built[0], built[1:]) if built else shapely.Polygon()
