"""What the assessed control of many days draws: areas by holder, front line, ground gained and lost, with their sizes.

Positions are rounded to `QUANTUM_DEG`, about a metre, and nothing else is left out or moved.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.control.daily import EXACT_KM2
from geo.control.edges import changed, edges_of, faces_of, inside_points
from geo.control.metric import from_plane, to_plane
from geo.mapping.geometry import QUANTUM_DEG
from geo.model import Holder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy as np
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from geo.control import Control
    from geo.control.front import Boundary
    from geo.mapping.series_encoding import Line, Shape

    Geometries = npt.NDArray[np.object_]

FRONT, GAINED, LOST = "front", "gained", "lost"
NAMES = (*(holder.value for holder in Holder), FRONT, GAINED, LOST)
_M2_IN_KM2 = 1e6
_SHORTEST_RING, _SHORTEST_LINE = 3, 2


@dataclass(frozen=True, slots=True)
class DrawnDay:
    """What is drawn of a day: shapes by name, and sizes: equal-area km² by holder, gained and lost, front in km."""

    shapes: dict[str, Shape]
    areas_km2: dict[str, float]
    gained_km2: float | None
    lost_km2: float | None
    front_km: float


def drawn_days(controls: Sequence[Control | None], before: Control | None, outlines: Boundary) -> Iterator[DrawnDay]:
    """Yield what is drawn of each of many days.

    Parameters
    ----------
    controls
        The control of each day; None where none is known.
    before
        The control of the day before the first, against which the changes of the first day are told; None if unknown.
    outlines
        What gives the coast and border of Ukraine, for the front line.
    """
    import shapely

    from geo.control.assessed import length_km
    from geo.control.front import front_lines

    known = (control for control in controls if control is not None)
    fronts = front_lines((one.polygons[Holder.RU] for one in known if Holder.RU in one.polygons), outlines)
    moves = _moves([before, *controls])
    for control, (gained, lost) in zip(controls, moves, strict=True):
        if control is None:
            yield DrawnDay({}, {}, None, None, 0.0)
            continue
        front = next(fronts) if Holder.RU in control.polygons else shapely.MultiLineString()
        areas = {holder.value: area for holder, area in control.polygons.items()}
        shapes = {name: _areas(area) for name, area in areas.items()} | {FRONT: _lines(front)}
        for name, ground in ((GAINED, gained), (LOST, lost)):
            shapes[name] = [part for face in ground or () for part in _areas(face)]
        yield DrawnDay(
            shapes,
            {name: _km2([_on_plane(area)]) for name, area in areas.items()},
            None if gained is None else _km2(map(_on_plane, gained)),
            None if lost is None else _km2(map(_on_plane, lost)),
            length_km(front),
        )


def _moves(controls: Sequence[Control | None]) -> list[tuple[list[BaseGeometry] | None, list[BaseGeometry] | None]]:
    """Return what Russia gained and lost on each day but the first, in EPSG:4326; None where that is not known."""
    import numpy as np
    import shapely

    held = np.full(len(controls), None, dtype=object)
    for index, control in enumerate(controls):
        if control is not None:
            held[index] = control.polygons.get(Holder.RU)
    plane = shapely.transform(held, to_plane)
    edges = edges_of(plane)
    edge, step = changed(edges, len(plane))
    faces, of_step = faces_of(edges.ends[edge], step)
    x, y = inside_points(faces).T
    shapely.prepare(plane)
    was, is_held = (shapely.contains_xy(plane[steps], x, y) for steps in (of_step - 1, of_step))
    area = np.nan_to_num(shapely.area(plane)) / _M2_IN_KM2
    found: list[tuple[list[BaseGeometry] | None, list[BaseGeometry] | None]] = []
    for index in range(1, len(plane)):
        if controls[index - 1] is None or controls[index] is None:
            found.append((None, None))
            continue
        gained, lost = (faces[(of_step == index) & own] for own in (is_held & ~was, was & ~is_held))
        if abs(area[index] - area[index - 1] - _km2(gained) + _km2(lost)) > EXACT_KM2:
            # edges that lie on each other without being the same: the two days are laid over each other
            one, other = (shapely.MultiPolygon() if area is None else area for area in plane[index - 1 : index + 1])
            gained, lost = (_polygons(shapely.difference(*pair)) for pair in ((other, one), (one, other)))
        found.append((_in_degrees(gained), _in_degrees(lost)))
    return found


def _polygons(shape: BaseGeometry) -> Geometries:
    import shapely

    parts = shapely.get_parts(shapely.get_parts(shape))
    found: Geometries = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    return found


def _in_degrees(faces: Geometries) -> list[BaseGeometry]:
    import shapely

    shapes: list[BaseGeometry] = shapely.transform(faces, from_plane).tolist()
    return shapes


def _on_plane(area: BaseGeometry) -> BaseGeometry:
    import shapely

    return shapely.transform(area, to_plane)


def _km2(areas: Iterable[BaseGeometry]) -> float:
    import shapely

    return float(sum(shapely.area(area) for area in areas)) / _M2_IN_KM2


def _areas(area: BaseGeometry) -> Shape:
    """Return polygons as the encoder takes them: the closing points left out, and rings that have no area left."""
    import shapely

    parts = []
    for polygon in shapely.get_parts(area):
        shell, *holes = (_quanta(ring)[:-1] for ring in shapely.get_rings(polygon))
        if len(shell) >= _SHORTEST_RING:
            parts.append([shell, *(hole for hole in holes if len(hole) >= _SHORTEST_RING)])
    return parts


def _lines(lines: BaseGeometry) -> Shape:
    import shapely

    rounded = (_quanta(line) for line in shapely.get_parts(lines))
    return [[line] for line in rounded if len(line) >= _SHORTEST_LINE]


def _quanta(line: BaseGeometry) -> Line:
    """Return the points of a line in whole quanta, those that come to lie on the one before left out."""
    import numpy as np
    import shapely

    points = np.rint(shapely.get_coordinates(line) / QUANTUM_DEG).astype(np.int64)
    moves = np.append(True, np.any(points[1:] != points[:-1], axis=1))
    kept: Line = points[moves]
    return kept
