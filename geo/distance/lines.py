"""How far points lie from a line, such as a front, a border or a river, and which way its nearest point is.

Between its vertices a line runs straight in longitude and latitude, as GeoJSON has it and as shapely and maps draw it.
It is divided into short pieces, and the nearest piece is sought in space: there a straight distance has no projection
to distort it. The distance and bearing returned are geodesic, to the point returned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

from geo.distance.geodesic import broadcast, inverse, numbers
from geo.distance.vincenty import A_KM, FLATTENING, check_range
from geo.errors import InputError

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import numpy.typing as npt
    from scipy.spatial import cKDTree
    from shapely import LineString, MultiLineString

    Floats = npt.NDArray[np.float64]
    Line = LineString | MultiLineString | gpd.GeoSeries | gpd.GeoDataFrame

# pieces that pass for straight: at most so long (longer if there would be too many), and turning so little about a pole
_PIECE_KM, _MOST_PIECES, _PIECE_DEG = 0.5, 500_000, 0.05
_DEGREE_KM = 111.7
# a search ends when nothing unseen can be nearer than what is found by more than this
_SPARE_KM, _SPARE_SHARE = 1e-4, 1e-5
_FEWEST_SEEN, _SEEN_AT_ONCE = 3, 131_072
_WORKERS = 2


@overload
def to_line(lat: float, lon: float, line: Line) -> tuple[float, float, float, float]: ...
@overload
def to_line(lat: npt.ArrayLike, lon: npt.ArrayLike, line: Line) -> tuple[Floats, Floats, Floats, Floats]: ...
def to_line(lat: Any, lon: Any, line: Line) -> tuple[Any, Any, Any, Any]:
    """Return how far positions lie from a line, whichever side they are on, and where on it they are nearest.

    Parameters
    ----------
    lat, lon
        Degrees, WGS 84; numbers or arrays that broadcast. Give many at once: the line is made ready for each call.
    line
        The line, or lines, in EPSG:4326: a LineString or MultiLineString of longitudes and latitudes, or a frame or
        series of them with that CRS. One that crosses the antimeridian is cut there.

    Returns
    -------
    km, bearing_deg, nearest_lat, nearest_lon
        The geodesic distance; the bearing at the position towards the nearest point of the line, from 0 to below 360,
        NaN if they coincide; that point in degrees, WGS 84. No point of the line is nearer by more than 0.1 m or 1e-4
        of the distance within 2,500 km (2e-5 within 800 km), or 0.5 % farther away. Floats if both are numbers, else
        arrays.

    Raises
    ------
    CRSError
        If a frame or series has no CRS or another one.
    InputError
        If a position or a vertex is no number or out of range, the line is empty, holds something that is no line, or
        goes from one vertex to the next over more than 180 degrees of longitude.

    Examples
    --------
    >>> from shapely import LineString
    >>> km, bearing, lat, lon = to_line(48.0, 37.0, LineString([(38.0, 47.0), (38.0, 49.0)]))
    >>> round(km, 2), round(bearing, 1), round(lat, 3), round(lon, 3)
    (74.62, 89.3, 48.004, 38.0)
    """
    lats, lons = broadcast(numbers(lat, "latitude"), numbers(lon, "longitude"))
    check_range(lats, 90, "latitude")
    check_range(lons, 180, "longitude")
    pieces = _Pieces(_vertices(line))
    near_lat, near_lon = pieces.nearest(lats.reshape(-1), lons.reshape(-1))
    near_lat, near_lon = near_lat.reshape(lats.shape), near_lon.reshape(lats.shape)
    km, bearing, _ = inverse(lats, lons, near_lat, near_lon)
    if all(isinstance(value, float | int) for value in (lat, lon)):
        return float(km[0]), float(bearing[0]), float(near_lat[0]), float(near_lon[0])
    return km, bearing, near_lat, near_lon


class _Pieces:
    """The short pieces of lines, each from a point to the next; the last point of a line is a piece of no length."""

    def __init__(self, lines: list[Floats]) -> None:
        import numpy as np

        total = sum(float(_spans_km(vertices).sum()) for vertices in lines)
        longest = max(_PIECE_KM, total / _MOST_PIECES)
        divided = [_divided(vertices, longest) for vertices in lines]
        self._start = np.concatenate(divided)
        self._end = np.concatenate([np.append(points[1:], points[-1:], axis=0) for points in divided])
        self._a, self._b = _in_space(self._start), _in_space(self._end)
        self._half_km = float(np.sqrt(((self._b - self._a) ** 2).sum(axis=1).max())) / 2

    def nearest(self, lats: Floats, lons: Floats) -> tuple[Floats, Floats]:
        """Return latitude and longitude of the nearest point of the lines to each position."""
        import numpy as np
        from scipy.spatial import cKDTree

        tree = cKDTree(self._a, balanced_tree=False, compact_nodes=False)  # a fifth of the time, far from a line
        points = _in_space(np.column_stack([lons, lats]))
        piece, share = np.zeros(len(points), dtype=np.intp), np.zeros(len(points))
        waiting, seen = np.arange(len(points)), min(_FEWEST_SEEN, len(self._a))
        while len(waiting):
            unsure = []
            for rows in np.array_split(waiting, -(-len(waiting) * seen // _SEEN_AT_ONCE)):
                piece[rows], share[rows], sure = self._among(points[rows], tree, seen)
                unsure.append(rows[~sure])
            waiting, seen = np.concatenate(unsure), min(4 * seen, len(self._a))
        lonlat = self._start[piece] + share[:, None] * (self._end[piece] - self._start[piece])
        return lonlat[:, 1], lonlat[:, 0]

    def _among(
        self, points: Floats, tree: cKDTree, seen: int
    ) -> tuple[npt.NDArray[np.intp], Floats, npt.NDArray[np.bool_]]:
        """Look at the pieces that begin or end in the nearest points; return the nearest, where on it, and if sure."""
        import numpy as np

        chord_km, begins = tree.query(points, k=np.arange(1, seen + 1), workers=_WORKERS)
        pieces = np.concatenate([begins, np.maximum(begins - 1, 0)], axis=1)
        start = self._a[pieces]
        along, away = self._b[pieces] - start, points[:, None, :] - start
        length2 = np.einsum("pij,pij->pi", along, along)
        share = np.clip(np.einsum("pij,pij->pi", along, away) / np.maximum(length2, 1e-300), 0.0, 1.0)
        away -= share[..., None] * along
        away2 = np.einsum("pij,pij->pi", away, away)
        best = away2.argmin(axis=1)[:, None]
        best_km = np.sqrt(np.take_along_axis(away2, best, 1)[:, 0])
        # a piece is nearest at one of its ends, which are points of the tree, or at the foot of a perpendicular
        unseen_km = np.sqrt(np.maximum(chord_km[:, -1] ** 2 - self._half_km**2, 0.0))
        sure = (unseen_km >= best_km * (1 - _SPARE_SHARE) - _SPARE_KM) | (seen == len(self._a))
        return np.take_along_axis(pieces, best, 1)[:, 0], np.take_along_axis(share, best, 1)[:, 0], sure


def _vertices(line: Any) -> list[Floats]:
    """Return the vertices of each line, longitude and latitude."""
    import numpy as np
    import shapely

    if hasattr(line, "crs"):
        from geo.schema import require_wgs84

        require_wgs84(line, name="the line")
        line = np.asarray(line.geometry, dtype=object)
    try:
        parts = shapely.get_parts(np.atleast_1d(np.asarray(line, dtype=object)))
    except (TypeError, ValueError) as error:
        raise InputError(
            f"a line is wanted, not {type(line).__name__}; give a LineString or a frame of them"
        ) from error
    parts = parts[~(shapely.is_empty(parts) | shapely.is_missing(parts))]
    if not len(parts):
        raise InputError("the line is empty: there is nothing to measure to")
    kinds = {part.geom_type for part in parts} - {"LineString", "LinearRing"}
    if kinds:
        raise InputError(f"a line is wanted, not a {min(kinds)}; of an area give the boundary")
    vertices = [shapely.get_coordinates(part) for part in parts]
    for points in vertices:
        check_range(points[:, 1], 90, "latitude of the line")
        check_range(points[:, 0], 180, "longitude of the line")
        if (np.abs(np.diff(points[:, 0])) > 180.0).any():
            raise InputError(
                "the line goes over more than 180 degrees of longitude at once; cut it at the antimeridian"
            )
    return vertices


def _spans_km(vertices: Floats) -> Floats:
    """Return the lengths from each vertex to the next, rather too long than too short."""
    import numpy as np

    steps = np.diff(vertices, axis=0)
    nearer_equator = np.radians(np.minimum(np.abs(vertices[1:, 1]), np.abs(vertices[:-1, 1])))
    return np.asarray(_DEGREE_KM * np.hypot(steps[:, 0] * np.cos(nearer_equator), steps[:, 1]))


def _divided(vertices: Floats, longest_km: float) -> Floats:
    """Return vertices with points put between, so that no two follow farther apart."""
    import numpy as np

    parts = np.maximum(_spans_km(vertices) / longest_km, np.abs(np.diff(vertices[:, 0])) / _PIECE_DEG)
    count = np.maximum(np.ceil(parts), 1).astype(np.intp)
    start = np.repeat(np.arange(len(count)), count)
    share = (np.arange(len(start)) - np.repeat(np.cumsum(count) - count, count)) / count[start]
    points = vertices[start] + share[:, None] * (vertices[start + 1] - vertices[start])
    return np.concatenate([points, vertices[-1:]])


def _in_space(lonlat: Floats) -> Floats:
    """Return positions on the WGS 84 ellipsoid as points in space, km from the Earth's middle, shape (n, 3)."""
    import numpy as np

    lam, phi = np.radians(lonlat).T
    e2 = FLATTENING * (2 - FLATTENING)
    normal = A_KM / np.sqrt(1 - e2 * np.sin(phi) ** 2)
    flat = normal * np.cos(phi)
    return np.column_stack([flat * np.cos(lam), flat * np.sin(lam), normal * (1 - e2) * np.sin(phi)])
