"""Where two states of control differ, found from the edges of their areas that only one of them has.

Edges run with their area to the left. Two days mostly share their edges, point for point; an edge that both have, the
same way round, has ground of the same holder on either side on both days, so it bounds no change. The edges that are
left are cut at each other and closed to faces, and one point in a face tells who held all of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.intp]
    Geometries = npt.NDArray[np.object_]

# odd, and unlike each other in all bits: the numbers of a coordinate's bits are multiplied with them
_MIXERS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)


@dataclass(frozen=True, slots=True)
class Edges:
    """The different edges of many areas, each once, and which area has which.

    `ends` are (n, 4): x and y of the start, x and y of the end, the area to the left. `edge` and `area` are as long as
    all areas have edges together: edge `edge[i]` is one of area `area[i]`; by edge, then by area.
    """

    ends: Floats
    edge: Ints
    area: Ints


def edges_of(areas: Geometries) -> Edges:
    """Return the edges of areas, each a valid polygon or multipolygon; None or empty is an area without edges."""
    import numpy as np
    import shapely

    parts, of_part = shapely.get_parts(areas, return_index=True)
    rings, of_ring = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    points += 0.0  # no negative zero, whose bits differ from those of zero
    begins = np.flatnonzero(ring[1:] == ring[:-1])
    of_edge = ring[begins]
    # of a part's rings the first is the shell, which is to run counter-clockwise; holes the other way
    shell = np.concatenate([[True], of_ring[1:] != of_ring[:-1]])[: len(rings)]
    turned = ((_signed(points, begins, of_edge, len(rings)) > 0) != shell)[of_edge]
    return _each_once(points, begins + turned, begins + ~turned, of_part[of_ring[of_edge]])


def _signed(points: Floats, begins: Ints, of_edge: Ints, rings: int) -> Floats:
    """Return twice the area of each ring, negative if clockwise; measured from its first point, to lose no digits."""
    import numpy as np

    first = np.searchsorted(of_edge, np.arange(rings))
    x, y = (points - points[begins[first]].repeat(np.bincount(of_edge, minlength=rings) + 1, axis=0)).T
    cross = x[:-1] * y[1:] - x[1:] * y[:-1]
    return np.asarray(np.bincount(of_edge, cross[begins], rings), dtype=float)


def _each_once(points: Floats, start: Ints, end: Ints, area: Ints) -> Edges:
    import numpy as np

    mixed = _mixed(points)
    both = mixed[start] * np.uint64(_MIXERS[2]) + mixed[end]
    whole = points.view(np.complex128)[:, 0]
    order = np.argsort(both, kind="stable")
    new = _differs(both[order])
    if (new < (_differs(whole[start[order]]) | _differs(whole[end[order]]))).any():
        # two edges mixed to one number, which hardly ever is
        order = np.lexsort((area, *points[start].T, *points[end].T))
        new = _differs(whole[start[order]]) | _differs(whole[end[order]])
    first = order[new]
    ends = np.concatenate([points[start[first]], points[end[first]]], axis=1)
    return Edges(ends, np.cumsum(new) - 1, area[order])


def _mixed(points: Floats) -> npt.NDArray[np.uint64]:
    """Return a number for each point that hardly any other point has."""
    import numpy as np

    bits = points.view(np.uint64)
    mixed = bits[:, 0] * np.uint64(_MIXERS[0])
    for mixer, more in ((_MIXERS[1], bits[:, 1]), (_MIXERS[2], np.uint64(0))):
        mixed ^= mixed >> np.uint64(29)
        mixed = (mixed + more) * np.uint64(mixer)
    return mixed ^ (mixed >> np.uint64(32))


def _differs(values: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Return whether each value differs from the one before."""
    import numpy as np

    return np.concatenate([np.ones(min(len(values), 1), dtype=bool), values[1:] != values[:-1]])


def changed(edges: Edges, areas: int) -> tuple[Ints, Ints]:
    """Return which edges only one of two areas in succession has.

    Parameters
    ----------
    edges
        The edges of areas 0, 1, 2 ...
    areas
        How many areas there are.

    Returns
    -------
    edge, step
        Numbers of edges and, beside each, that of the later of the two areas; by step.
    """
    import numpy as np

    edge, area = edges.edge, edges.area
    follows = np.zeros(len(edge) + 1, dtype=bool)
    follows[1:-1] = (edge[1:] == edge[:-1]) & (area[1:] == area[:-1] + 1)
    came, went = ~follows[:-1] & (area > 0), ~follows[1:] & (area < areas - 1)
    found, step = np.concatenate([edge[came], edge[went]]), np.concatenate([area[came], area[went] + 1])
    order = np.argsort(step, kind="stable")
    return found[order], step[order]


def faces_of(ends: Floats, group: Ints) -> tuple[Geometries, Ints]:
    """Return the faces that lines close, in each group by itself.

    Parameters
    ----------
    ends
        (n, 4): x and y of both ends of each line.
    group
        The group of each, in ascending order.

    Returns
    -------
    faces, group
        Polygons, and the group of each.
    """
    import numpy as np
    import shapely

    groups, begins = np.unique(group, return_index=True)
    if not len(groups):
        return np.empty(0, dtype=object), np.empty(0, dtype=np.intp)
    lines = np.asarray(shapely.linestrings(ends.reshape(-1, 2, 2)), dtype=object)
    bundle = np.repeat(np.arange(len(groups)), np.diff([*begins, len(group)]))
    bundles: Any = shapely.multilinestrings(lines, indices=bundle)
    # joined first, there are fewer lines to cut at each other
    closed = shapely.polygonize(shapely.node(shapely.line_merge(bundles))[:, None])
    faces, of_face = shapely.get_parts(closed, return_index=True)
    return faces, groups[of_face]


def inside_points(faces: Geometries) -> Floats:
    """Return a point within each face, (n, 2)."""
    import shapely

    points: Floats = shapely.get_coordinates(shapely.point_on_surface(faces))
    return points
