"""Measuring between frames: row by row, and from points to the nearest of lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.distance.geodesic import inverse
from geo.distance.lines import to_line
from geo.errors import InputError

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from geo.distance.lines import Line

    Floats = npt.NDArray[np.float64]
    Points = gpd.GeoSeries | gpd.GeoDataFrame


def between(a: Points, b: Points) -> pd.DataFrame:
    """Return the geodesics between the points of two frames or series, row by row.

    Parameters
    ----------
    a, b
        Points in EPSG:4326, as many in one as in the other and under the same index.

    Returns
    -------
    measured
        `distance_km`; `bearing_deg`, at the point of `a` towards that of `b`, and `back_bearing_deg`, at the point of
        `b` towards that of `a`, from 0 to below 360, NaN where the two coincide. Under the index of `a`.

    Raises
    ------
    CRSError
        If one has no CRS or another one.
    InputError
        If the two differ in length or index, or a row has no point.

    Examples
    --------
    >>> import geopandas as gpd
    >>> a = gpd.GeoSeries.from_xy([37.0], [48.0], crs="EPSG:4326")
    >>> b = gpd.GeoSeries.from_xy([37.0], [47.0], crs="EPSG:4326")
    >>> between(a, b).round(3).to_dict("records")
    [{'distance_km': 111.181, 'bearing_deg': 180.0, 'back_bearing_deg': 0.0}]
    """
    import pandas as pd

    one, two = _latlon(a, "the first"), _latlon(b, "the second")
    if len(a) != len(b):
        raise InputError(f"{len(a)} rows and {len(b)}; give as many of one as of the other")
    if not a.index.equals(b.index):
        raise InputError("the two have different indices; align them, or reset_index(drop=True) to measure by position")
    km, bearing, back = inverse(*one, *two)
    return pd.DataFrame({"distance_km": km, "bearing_deg": bearing, "back_bearing_deg": back}, index=a.index)


def nearest_on_line(points: Points, line: Line) -> gpd.GeoDataFrame:
    """Return how far the points of a frame or series lie from a line, and where on it they are nearest.

    Parameters
    ----------
    points
        Points in EPSG:4326.
    line
        The line, or lines, as `to_line` takes it.

    Returns
    -------
    nearest
        EPSG:4326, under the index of `points`: `distance_km`, `bearing_deg` as in `to_line`, and `geometry`, the
        nearest point of the line.

    Raises
    ------
    CRSError
        If a frame or series has no CRS or another one.
    InputError
        If a row has no point, or the line is not as `to_line` wants it.
    """
    import geopandas as gpd

    from geo.schema import WGS84

    km, bearing, lat, lon = to_line(*_latlon(points, "the frame of points"), line)
    measured = {"distance_km": km, "bearing_deg": bearing}
    return gpd.GeoDataFrame(measured, index=points.index, geometry=gpd.points_from_xy(lon, lat), crs=WGS84)


def _latlon(points: Any, name: str) -> tuple[Floats, Floats]:
    import numpy as np
    import shapely

    from geo.schema import require_wgs84

    if not hasattr(points, "crs"):
        raise InputError(
            f"{name}: a GeoSeries or GeoDataFrame with a geometry is wanted, not a {type(points).__name__}"
        )
    require_wgs84(points, name=name)
    geometry = np.asarray(points.geometry, dtype=object)
    lacking = (shapely.get_type_id(geometry) != shapely.GeometryType.POINT) | shapely.is_empty(geometry)
    if lacking.any():
        row = points.index[int(lacking.argmax())]
        raise InputError(f"{name}: {int(lacking.sum())} rows have no point, such as {row}; drop or mend them first")
    return shapely.get_y(geometry), shapely.get_x(geometry)
