"""Esri JSON, as ArcGIS services answer with f=json: rings in the reference system that `spatialReference` names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.control.geojson import check_complete
from geo.control.rows import Asked, Rows, esri_crs, rows_of_features, settled_crs
from geo.errors import CRSError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

    Ring = npt.NDArray[np.float64]

# metres or degrees that no reference system reaches
_BEYOND = 1e9


def is_esri(document: dict[str, Any]) -> bool:
    """Whether a JSON document is a set of Esri features."""
    features = document.get("features")
    first = features[0] if isinstance(features, list) and features else None
    return "type" not in document and (
        "spatialReference" in document or (isinstance(first, dict) and ("attributes" in first or "rings" in first))
    )


def rows_of_esri(document: dict[str, Any], file: Path, asked: Asked) -> Rows:
    """Return the features of an answer of an ArcGIS service.

    Raises
    ------
    InputError
        If it is no set of features, an error of the service, or a feature is malformed.
    CRSError
        If it names no reference system, and the user does not either.
    """
    features = document.get("features")
    if not isinstance(features, list) or not features:
        raise InputError(f"{file}: holds no features; ask the service again")
    check_complete(document, file)
    crs = _crs(document, asked, file)
    return rows_of_features(_attributes(features, file), _area, asked, crs)


def _attributes(features: list[Any], file: Path) -> Iterator[tuple[str, dict[str, Any], Any]]:
    for number, feature in enumerate(features, start=1):
        place = f"{file}, feature {number}"
        attributes = feature.get("attributes") or {} if isinstance(feature, dict) else None
        if not isinstance(attributes, dict):
            raise InputError(f"{place}: is no feature with attributes; ask the service again")
        yield place, attributes, feature.get("geometry")


def _crs(document: dict[str, Any], asked: Asked, file: Path) -> str | None:
    if document.get("spatialReference") is not None:
        return settled_crs(esri_crs(document["spatialReference"], file), asked, file)
    if asked.crs is None:
        raise CRSError(f"{file}: names no spatialReference; name its CRS with --crs, such as EPSG:3857")
    return settled_crs(None, asked, file, certain=False)


def _area(geometry: Any, where: str) -> Any:
    """Build the area of rings: those that run clockwise are outlines, the others holes in the outline around them."""
    import shapely

    if geometry is None:
        return None
    if not isinstance(geometry, dict):
        raise InputError(f"{where}: its geometry is none of Esri's; ask the service again")
    if "curveRings" in geometry:
        raise InputError(f"{where}: has curves; ask the service with returnTrueCurves=false")
    if "rings" not in geometry:
        return shapely.LineString() if "paths" in geometry else shapely.Point()
    rings = geometry["rings"]
    if not isinstance(rings, list):
        raise InputError(f"{where}: an area without rings; ask the service again")
    built = [_ring(ring, where) for ring in rings]
    outlines = [ring for ring in built if not shapely.is_ccw(shapely.LinearRing(ring))]
    holes = [ring for ring in built if shapely.is_ccw(shapely.LinearRing(ring))]
    around = [shapely.Polygon(ring) for ring in outlines]
    within: list[list[Ring]] = [[] for _ in outlines]
    for hole in holes:
        inner = shapely.Polygon(hole)
        fitting = [index for index, outline in enumerate(around) if _holds(outline, inner)]
        if fitting:
            within[min(fitting, key=lambda index: around[index].area)].append(hole)
        else:  # as Esri's own software does with a ring that turns the wrong way
            outlines.append(hole)
            within.append([])
    polygons = [shapely.Polygon(outline, own) for outline, own in zip(outlines, within, strict=True)]
    deep = any(len(ring[0]) > 2 for ring in rings if ring) and geometry.get("hasZ", True)
    return shapely.force_3d(shapely.MultiPolygon(polygons)) if deep else shapely.MultiPolygon(polygons)


def _holds(outline: Any, inner: Any) -> bool:
    """Whether a hole belongs to an outline; of rings that cross themselves, only their extent is compared."""
    import shapely

    if shapely.is_valid(outline) and shapely.is_valid(inner):
        return bool(shapely.covers(outline, inner))
    return bool(shapely.covers(shapely.box(*outline.bounds), shapely.box(*inner.bounds)))


def _ring(ring: Any, where: str) -> Ring:
    import numpy as np

    try:
        positions = np.asarray([position[:2] for position in ring], dtype=float)
    except (TypeError, ValueError, KeyError) as error:
        raise InputError(f"{where}: a ring holds something else than positions; ask the service again") from error
    if positions.ndim != 2 or positions.shape[1] != 2 or len(positions) < 4:
        raise InputError(f"{where}: a ring of fewer than four positions; ask the service again")
    if not (np.abs(positions) < _BEYOND).all():
        raise InputError(f"{where}: a ring holds something else than positions; ask the service again")
    return positions
