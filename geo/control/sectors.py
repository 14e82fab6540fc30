"""Sectors of the front: whose ground is whose by the nearest of the towns they are named after, in `sectors.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.control.metric import to_plane

if TYPE_CHECKING:
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

# the sectors' ground reaches so far about the towns, which is all of Ukraine and more
_REACH_M = 2_000_000.0


@dataclass(frozen=True, slots=True)
class Town:
    """A town that a sector is named after. Degrees, WGS 84."""

    name: str
    lat: float
    lon: float
    sector: str


@lru_cache(maxsize=1)
def towns() -> tuple[Town, ...]:
    """Return the towns of all sectors, the sectors from north to south."""
    import tomllib
    from importlib.resources import files

    document = tomllib.loads(files("geo.control").joinpath("sectors.toml").read_text(encoding="utf-8"))
    return tuple(
        Town(name, lat, lon, sector["name"]) for sector in document["sector"] for name, lat, lon in sector["towns"]
    )


@lru_cache(maxsize=1)
def grounds() -> dict[str, BaseGeometry]:
    """Return the ground of each sector on the plane of `geo.control.metric`: together, all within 2,000 km."""
    import numpy as np
    import shapely

    sites = to_plane(np.array([[town.lon, town.lat] for town in towns()]))
    reach = shapely.box(-_REACH_M, -_REACH_M, _REACH_M, _REACH_M)
    parts = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(sites), extend_to=reach, ordered=True))
    names = np.array([town.sector for town in towns()], dtype=object)
    return {name: shapely.coverage_union_all(parts[names == name]) for name in dict.fromkeys(names.tolist())}


def sectors_at(lat: npt.ArrayLike, lon: npt.ArrayLike) -> list[str]:
    """Return the sector of each position, by the nearest town.

    Parameters
    ----------
    lat, lon
        Degrees, WGS 84.
    """
    import numpy as np

    at = to_plane(np.column_stack([np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)]))
    sites = to_plane(np.array([[town.lon, town.lat] for town in towns()]))
    nearest = ((at[:, None, :] - sites[None, :, :]) ** 2).sum(axis=2).argmin(axis=1)
    return [towns()[index].sector for index in nearest.tolist()]
