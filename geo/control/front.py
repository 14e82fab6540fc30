"""The front line: what of the edge of the held area runs over land between two armies.

The rest of that edge is coast and state border, and no outline at hand traces them as the control data does: the two
differ by up to 5 km. Distance alone therefore cannot tell them apart, for a salient a few kilometres deep is as near
the border as a badly drawn border is. The direction can: along a border the nearest point of the outline lies outwards,
ahead of the held area; at the front it lies behind or to the side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from geo.control.metric import to_plane
from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy as np
    import numpy.typing as npt
    from shapely import MultiLineString
    from shapely.geometry.base import BaseGeometry

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

# an edge this near the outline is on it, whichever way it faces
ON_OUTLINE_M = 1_500.0
# an edge that faces the outline within this distance, give or take FACING_COS, is the same line drawn otherwise
FACING_OUTLINE_M = 8_000.0
FACING_COS = 0.5
# which way an edge faces is judged over this much of it to either side, so that its own teeth do not count
FACING_REACH_M = 1_500.0
# shorter gaps in the front are closed, shorter pieces of it dropped
LONGEST_GAP_M = 4_000.0
SHORTEST_PIECE_M = 4_000.0
# pockets and islands smaller than this, or narrower on average, are artefacts of drawing
SMALLEST_RING_M2 = 1_000_000.0
NARROWEST_RING_M = 200.0

# how far a line that is drawn may leave the one that was given: 0.03 % of its length goes
TOLERANCE_M = 50.0

_STEP_M = 800.0


class Boundary(Protocol):
    """What the front line needs of the outlines: where there is no front."""

    def not_front(self) -> BaseGeometry | Sequence[BaseGeometry]:
        """Return the coast and state border of Ukraine as lines in EPSG:4326."""


def front_line(held: BaseGeometry, boundary: Boundary) -> MultiLineString:
    """Return the part of the edge of a held area that is neither coast nor state border.

    Edges outside the country count as border. Pockets and islands below 1 km², or less than 200 m wide, are left out.

    Parameters
    ----------
    held
        Polygons in EPSG:4326, valid.
    boundary
        The coast and border, closed lines in EPSG:4326.

    Returns
    -------
    line
        In EPSG:4326, with the vertices of the held area; empty if there is no front. Each piece runs from its northern
        end, and they follow each other from north to south by where they begin.
    """
    return _line(held, _Surroundings(boundary))


def front_lines(areas: Iterable[BaseGeometry], boundary: Boundary) -> Iterator[MultiLineString]:
    """Yield the front line of each of many areas, such as those of day after day.

    What areas share is looked up once, so that the next of a series costs a fraction of the first.

    Parameters
    ----------
    areas, boundary
        As for `front_line`.

    See Also
    --------
    front_line : The same of one area.
    """
    surroundings = _Surroundings(boundary, remembers=True)
    for held in areas:
        yield _line(held, surroundings)


class _Surroundings:
    """Where the coast and border lie from points on the plane, and whether these are inside the country."""

    def __init__(self, boundary: Boundary, *, remembers: bool = False) -> None:
        import shapely

        self._outline = shapely.transform(_as_lines(boundary.not_front()), to_plane)
        self._country = shapely.union_all(shapely.get_parts(shapely.polygonize(shapely.get_parts(self._outline))))
        shapely.prepare(self._outline)
        shapely.prepare(self._country)
        self._known: dict[complex, tuple[float, float, bool]] | None = {} if remembers else None

    def at(self, points: Floats) -> tuple[Floats, Flags]:
        """Return the vectors from points (n, 2) to the nearest of the outline, and which points are inside."""
        import numpy as np

        if self._known is None:
            return self._looked_up(points)
        known = self._known
        keys = np.ascontiguousarray(points).view(np.complex128).ravel()
        new = np.array([key not in known for key in keys.tolist()], dtype=bool)
        if new.any():
            vectors, inside = self._looked_up(points[new])
            known.update(zip(keys[new].tolist(), zip(*vectors.T.tolist(), inside.tolist(), strict=True), strict=True))
        found = np.array([known[key] for key in keys.tolist()], dtype=float).reshape(-1, 3)
        return found[:, :2], found[:, 2] > 0

    def _looked_up(self, points: Floats) -> tuple[Floats, Flags]:
        import numpy as np
        import shapely

        nearest = shapely.get_coordinates(shapely.shortest_line(self._outline, shapely.points(points)))
        inside = np.ones(len(points), dtype=bool)
        if not self._country.is_empty:
            inside = np.asarray(shapely.contains_xy(self._country, points[:, 0], points[:, 1]))
        return nearest[::2] - nearest[1::2], inside


def _line(held: BaseGeometry, surroundings: _Surroundings) -> MultiLineString:
    import shapely

    # normalised polygons have clockwise shells and counter-clockwise holes: outwards is always to the left
    parts = shapely.get_parts(shapely.normalize(held))
    pieces: list[Floats] = []
    for ring in shapely.get_rings(parts[~shapely.is_empty(parts)]):
        lonlat = shapely.get_coordinates(ring)
        xy = to_plane(lonlat)
        flat = shapely.Polygon(xy)
        if flat.area < SMALLEST_RING_M2 or 2 * flat.area < NARROWEST_RING_M * flat.length:
            continue
        lonlat, original = _divided(lonlat, xy)
        pieces += _front_pieces(lonlat, original, surroundings)
    return shapely.MultiLineString(_southwards(pieces))


def simplified(line: MultiLineString, tolerance_m: float = TOLERANCE_M) -> MultiLineString:
    """Return a front line with fewer vertices, all of them its own.

    Parameters
    ----------
    line
        In EPSG:4326.
    tolerance_m
        No vertex that is left out lies farther than this from the line that remains, in metres on the plane of
        `geo.control.metric`. Pieces stay apart, ends stay where they are, and nothing comes to cross.

    Raises
    ------
    InputError
        If the tolerance is negative or not a number.
    """
    import numpy as np
    import shapely

    if not 0 <= tolerance_m < float("inf"):
        raise InputError(f"a tolerance of {tolerance_m:g} m; give 0 or more")
    kept = shapely.simplify(shapely.transform(line, to_plane), tolerance_m, preserve_topology=True)
    pieces = shapely.MultiLineString(list(shapely.get_parts(kept)))
    lonlat = shapely.get_coordinates(line)
    own = dict(zip(map(tuple, to_plane(lonlat).tolist()), lonlat.tolist(), strict=True))
    return shapely.transform(pieces, lambda xy: np.array([own[tuple(point)] for point in xy.tolist()]).reshape(-1, 2))


def _southwards(pieces: list[Floats]) -> list[Floats]:
    """Turn each piece to begin at its northern end, a closed one at its northernmost vertex, and order them by that."""
    import numpy as np

    turned = []
    for piece in pieces:
        if (piece[0] == piece[-1]).all():
            first = int(piece[:-1, 1].argmax())
            turned.append(np.concatenate([piece[first:-1], piece[: first + 1]]))
        else:
            turned.append(piece if piece[0, 1] >= piece[-1, 1] else piece[::-1])
    return sorted(turned, key=lambda piece: (-piece[0, 1], piece[0, 0]))


def _as_lines(lines: BaseGeometry | Sequence[BaseGeometry]) -> MultiLineString:
    import numpy as np
    import shapely

    parts = shapely.get_parts(np.atleast_1d(np.asarray(lines, dtype=object)))
    return shapely.MultiLineString(list(parts))


def _divided(lonlat: Floats, xy: Floats) -> tuple[Floats, Flags]:
    """Put points into long segments, so that each step is judged by itself; also say which points were there before."""
    import numpy as np

    count = np.maximum(np.ceil(np.hypot(*np.diff(xy, axis=0).T) / _STEP_M), 1).astype(int)
    start = np.repeat(np.arange(len(count)), count)
    nth = np.arange(len(start)) - np.repeat(np.cumsum(count) - count, count)
    share = (nth / count[start])[:, None]
    points = lonlat[start] + share * (lonlat[start + 1] - lonlat[start])
    return np.concatenate([points, lonlat[-1:]]), np.append(nth == 0, True)


def _front_pieces(lonlat: Floats, original: Flags, surroundings: _Surroundings) -> list[Floats]:
    import numpy as np

    xy = to_plane(lonlat)
    steps = np.hypot(*np.diff(xy, axis=0).T)
    front = _is_front(xy, steps, surroundings)
    front = _without_short_runs(front, steps, value=False, shortest_m=LONGEST_GAP_M)
    front = _without_short_runs(front, steps, value=True, shortest_m=SHORTEST_PIECE_M)
    if front.all():
        return [lonlat[original]]
    pieces = []
    for run in _runs(front):
        if front[run[0]]:
            vertices = np.append(run, (run[-1] + 1) % len(steps))
            keep = original[vertices]
            keep[[0, -1]] = True
            pieces.append(lonlat[vertices[keep]])
    return pieces


def _is_front(xy: Floats, steps: Floats, surroundings: _Surroundings) -> Flags:
    """Judge each step of a closed ring by its middle."""
    import numpy as np

    along = np.concatenate([[0.0], np.cumsum(steps)])
    middle, halfway = (xy[1:] + xy[:-1]) / 2, (along[1:] + along[:-1]) / 2

    def at(distance: Floats) -> Floats:
        wrapped = distance % along[-1]
        return np.column_stack([np.interp(wrapped, along, xy[:, axis]) for axis in (0, 1)])

    reach = min(FACING_REACH_M, along[-1] / 6)
    heading = at(halfway + reach) - at(halfway - reach)
    outwards = np.column_stack([-heading[:, 1], heading[:, 0]])
    outwards /= np.maximum(np.hypot(*outwards.T), 1.0)[:, None]
    to_outline, inside = surroundings.at(middle)
    away = np.hypot(*to_outline.T)
    facing = (to_outline * outwards).sum(axis=1) > FACING_COS * away
    return np.asarray(inside & (away > ON_OUTLINE_M) & ~(facing & (away < FACING_OUTLINE_M)))


def _runs(flags: Flags) -> list[npt.NDArray[np.intp]]:
    """Split the indices of a ring's steps where the flag changes; a run may go over the ring's seam."""
    import numpy as np

    changes = np.flatnonzero(flags != np.roll(flags, 1))
    if not len(changes):
        return [np.arange(len(flags))]
    return np.split(np.roll(np.arange(len(flags)), -changes[0]), changes[1:] - changes[0])


def _without_short_runs(flags: Flags, steps: Floats, *, value: bool, shortest_m: float) -> Flags:
    runs = _runs(flags)
    flags = flags.copy()
    if len(runs) > 1:
        for run in runs:
            if flags[run[0]] == value and steps[run].sum() < shortest_m:
                flags[run] = not value
    return flags
