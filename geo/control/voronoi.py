"""The land that belongs to each of many places: what of a country is nearer to it than to any other.

Voronoi cells on the plane of `geo.control.metric`, cut at the country's outline. Nearly all cells lie wholly inside;
the outline is cut down, half by half, to what runs through a few cells, so that no cell meets more of it than it must.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.control.metric import from_plane, to_plane
from geo.errors import InputError
from geo.model import Holder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    import numpy.typing as npt
    from shapely import MultiPolygon
    from shapely.geometry.base import BaseGeometry

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.intp]
    Geometries = npt.NDArray[np.object_]

# positions that are one to the metre have one cell
SAME_PLACE_M = 1.0
# the cells together are the outline to this share of its area
EXACT_SHARE = 1e-9

# the outline gets so many points that an edge in degrees and one on the plane, or on the ellipsoid, are the same line
_STEP_DEG = 0.01
# an edge of cells is drawn through points so far apart, between which the two differ by 2 m at most
_STEP_M = 10_000.0
# cells reach so far beyond the land before they are cut
_BEYOND_M = 50_000.0
# and is cut so far from the cells that no edge that meets one is cut
_MARGIN_DEG = 0.011
# so few cells are cut at the outline one by one
_FEW = 4


@dataclass(frozen=True)
class Cells:
    """The cells of places.

    `polygons` are in EPSG:4326, one for each different position, empty where all of it is beyond the outline;
    `of_place` says which is whose. `coincident` has, for each position that several places share, their numbers.
    """

    polygons: Geometries
    of_place: Ints
    coincident: tuple[tuple[int, ...], ...]


def cells(lonlat: npt.ArrayLike, outline: BaseGeometry) -> Cells:
    """Return the land nearest to each of many places, within an outline.

    Parameters
    ----------
    lonlat
        Positions (n, 2), longitude and latitude in degrees, WGS 84. A place beyond the outline takes of the land what
        is nearest to it; places less than about a metre apart share a cell.
    outline
        Valid polygons in EPSG:4326, in or near Ukraine: land to the coast and the border.

    Returns
    -------
    cells
        Without gap or overlap, and together the outline to a billionth of its area. Edges are where the distances on
        the plane are equal, to 3 m; the plane is true to 0.3 %.

    Raises
    ------
    InputError
        If there are no places, a position is not finite, or the outline is empty, invalid, or cannot be divided.
    """
    import numpy as np
    import shapely

    positions = np.asarray(lonlat, dtype=float)
    if positions.ndim != 2 or positions.shape[1] != 2 or not len(positions):
        raise InputError("cells are made of places: give an array of longitude and latitude, a row a place")
    if not np.isfinite(positions).all():
        raise InputError(
            f"place {int(np.argmin(np.isfinite(positions).all(axis=1)))} has no position to make a cell of"
        )
    if outline.is_empty or not outline.is_valid:
        raise InputError("the outline of cells is empty or invalid; mend it first")
    land = shapely.segmentize(outline, _STEP_DEG)
    sites, of_place = np.unique(np.round(to_plane(positions) / SAME_PLACE_M), axis=0, return_inverse=True)
    of_place = of_place.ravel()
    whole = _whole_cells(sites * SAME_PLACE_M, land)
    return Cells(_cut(whole, land), of_place, _groups(of_place))


def dissolve(cells: Cells, holders: Sequence[Holder | None]) -> dict[Holder, MultiPolygon]:
    """Return the land of each holder, in EPSG:4326: the cells of its places joined.

    Parameters
    ----------
    cells
        The cells of places.
    holders
        Who holds each place, None where that is not to be told. Where places of one position have different holders,
        the cell is contested.

    Raises
    ------
    InputError
        If there are not as many holders as places.
    """
    import numpy as np
    import shapely

    if len(holders) != len(cells.of_place):
        raise InputError(f"{len(holders)} holders for {len(cells.of_place)} places; give one for each")
    of_cell: list[Holder | None] = [None] * len(cells.polygons)
    for cell, holder in zip(cells.of_place.tolist(), holders, strict=True):
        if holder is not None:
            of_cell[cell] = holder if of_cell[cell] in (None, holder) else Holder.CONTESTED
    own = np.array([None if holder is None else holder.value for holder in of_cell], dtype=object)
    filled = ~shapely.is_empty(cells.polygons)
    found = {}
    for holder in Holder:
        parts = cells.polygons[(own == holder.value) & filled]
        if len(parts):
            joined = shapely.coverage_union_all(parts)
            found[holder] = shapely.MultiPolygon(list(shapely.get_parts(joined)))
    return found


def _groups(of_place: Ints) -> tuple[tuple[int, ...], ...]:
    import numpy as np

    order, counts = np.argsort(of_place, kind="stable"), np.bincount(of_place)
    ends = np.cumsum(counts)
    return tuple(tuple(order[ends[cell] - counts[cell] : ends[cell]].tolist()) for cell in np.flatnonzero(counts > 1))


def _whole_cells(sites: Floats, land: BaseGeometry) -> Geometries:
    """Return the cells of different positions on the plane, in degrees, reaching beyond land that is in degrees."""
    import numpy as np
    import shapely

    if len(sites) == 1:
        west, south, east, north = land.bounds
        return np.array([shapely.box(west - 1, south - 1, east + 1, north + 1)], dtype=object)
    reach = shapely.box(*(shapely.bounds(shapely.transform(land, to_plane)) + _BEYOND_M * np.array([-1, -1, 1, 1])))
    found = shapely.voronoi_polygons(shapely.multipoints(sites), extend_to=reach, ordered=True)
    # so that both cells along an edge have the very points that it is divided by, these are rounded
    parts = shapely.segmentize(shapely.get_parts(found), _STEP_M)
    cells: Geometries = shapely.transform(parts, lambda xy: from_plane(np.asarray(np.round(xy, 3))))
    return cells


def _cut(whole: Geometries, land: BaseGeometry) -> Geometries:
    import numpy as np
    import shapely

    total = float(shapely.area(land))
    for clip in (shapely.clip_by_rect, _clip_exactly):
        made = whole.copy()
        _cut_some(made, shapely.bounds(whole), np.arange(len(whole)), land, clip)
        # the quick way to cut at a rectangle is not made for every shape; where it fails, the sum is another
        if abs(float(shapely.area(made).sum()) - total) <= EXACT_SHARE * total:
            return made
    raise InputError("the outline cannot be divided into cells without loss; simplify it, or mend it, first")


def _cut_some(made: Geometries, bounds: Floats, some: Ints, land: BaseGeometry, clip: Callable[..., Any]) -> None:
    """Cut some of the cells at the land, in place: of the land what is near them, and of them half and half."""
    import numpy as np
    import shapely

    west, south = bounds[some, :2].min(axis=0) - _MARGIN_DEG
    east, north = bounds[some, 2:].max(axis=0) + _MARGIN_DEG
    near = clip(land, west, south, east, north)
    if near.is_empty:
        made[some] = shapely.MultiPolygon()
    elif shapely.area(near) < (east - west) * (north - south) * (1 - 1e-12):
        if len(some) <= _FEW:
            made[some] = [_polygonal(one) for one in shapely.intersection(made[some], near)]
            return
        middle = bounds[some, :2] + bounds[some, 2:]
        spread = np.ptp(middle, axis=0)
        order = some[np.argsort(middle[:, int(spread[1] > spread[0])], kind="stable")]
        for half in np.array_split(order, 2):
            _cut_some(made, bounds, half, near, clip)


def _clip_exactly(land: BaseGeometry, west: float, south: float, east: float, north: float) -> BaseGeometry:
    import shapely

    return shapely.intersection(land, shapely.box(west, south, east, north))


def _polygonal(geometry: BaseGeometry) -> BaseGeometry:
    """Return what of a cut cell is land: where it only touches the outline there are lines and points beside it."""
    import shapely

    if geometry.geom_type in ("Polygon", "MultiPolygon"):
        return geometry
    parts = shapely.get_parts(geometry)
    return shapely.MultiPolygon(list(parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]))
