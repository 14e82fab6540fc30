"""A map at the size of a stamp: a few whole numbers, from which the index page draws."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.errors import GazetteerError
from geo.model import Actor

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shapely.geometry.base import BaseGeometry

    from geo.day_layers import DayLayers

WIDTH, HEIGHT = 240, 150

_MOST_SHAPES, _MOST_NUMBERS = 400, 4000
_FIRST_TOLERANCE = 0.8
_MARGIN = 0.12
_KINDS = ("land", "RU", "UA", "other", "front", "claim-RU", "claim-UA")

# kind, and the shape's vertices x, y, x, y ... from the upper left corner
Shape = tuple[str, tuple[int, ...]]


@dataclass(frozen=True)
class Thumbnail:
    """Shapes in a box of `WIDTH` by `HEIGHT`: areas of land and of control, the front line, claims."""

    shapes: tuple[Shape, ...] = ()

    def as_json(self) -> list[list[Any]]:
        """Return the shapes as plain values."""
        return [[kind, *numbers] for kind, numbers in self.shapes]

    @classmethod
    def from_json(cls, value: object) -> Thumbnail | None:
        """Return the thumbnail that plain values of any origin tell, None if they tell none."""
        if not isinstance(value, list) or len(value) > _MOST_SHAPES:
            return None
        shapes: list[Shape] = []
        for entry in value:
            if not isinstance(entry, list) or len(entry) < 3 or len(entry) % 2 == 0 or len(entry) > _MOST_NUMBERS:
                return None
            kind, *numbers = entry
            whole = all(isinstance(number, int) and abs(number) < 10_000 for number in numbers)
            if kind not in _KINDS or not whole:
                return None
            shapes.append((kind, tuple(numbers)))
        return cls(tuple(shapes))

    def svg(self) -> str:
        """Return the drawing as markup of whole numbers and our own classes only."""
        drawn = "".join(_drawn(kind, numbers) for kind, numbers in self.shapes)
        return f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true" focusable="false">{drawn}</svg>'


def _drawn(kind: str, numbers: tuple[int, ...]) -> str:
    if kind.startswith("claim"):
        return f'<circle class="{kind}" cx="{numbers[0]}" cy="{numbers[1]}" r="3"/>'
    points = " ".join(map(str, numbers))
    tag = "polyline" if kind == "front" else "polygon"
    return f'<{tag} class="{kind}" points="{points}"/>'


def thumbnail(day: DayLayers) -> Thumbnail:
    """Return the thumbnail of a date's layers, drawn from them: never finer than they are."""
    tolerance = _FIRST_TOLERANCE
    frame = _Frame(day)
    while True:
        shapes = [*frame.areas(tolerance), *frame.claims()][:_MOST_SHAPES]
        if sum(len(numbers) for _, numbers in shapes) <= _MOST_NUMBERS or tolerance > HEIGHT:
            return Thumbnail(tuple(shapes))
        tolerance *= 2


class _Frame:
    """The box that a day is drawn in: degrees to whole numbers."""

    def __init__(self, day: DayLayers) -> None:
        from geo.mapping.payload import view

        self._day = day
        (south, west), (north, east) = view(day)
        middle = math.radians((south + north) / 2)
        self._stretch = max(math.cos(middle), 0.05)
        wide, high = max((east - west) * self._stretch, 0.2), max(north - south, 0.2)
        self._scale = min(WIDTH / wide, HEIGHT / high) * (1 - _MARGIN)
        self._lon, self._lat = (west + east) / 2, (south + north) / 2

    def areas(self, tolerance: float) -> Iterable[Shape]:
        for land in _countries():
            yield from self._polygons("land", land, tolerance)
        control, front = self._day.control, self._day.front_line
        if control is not None:
            for holder, basis, area in zip(control["holder"], control["basis"], control.geometry.array, strict=True):
                if basis == "assessed":
                    yield from self._polygons(holder if holder in tuple(Actor) else "other", area, tolerance)
        if front is not None:
            for line in front.geometry.array:
                yield from self._lines(line, tolerance)

    def claims(self) -> Iterable[Shape]:
        claims = self._day.claims
        seen = set()
        for actor, point in zip(claims["actor"], claims.geometry.array, strict=True):
            if point is None or point.is_empty:
                continue
            x, y = self._pixels([(point.x, point.y)])[0]
            if 0 <= x <= WIDTH and 0 <= y <= HEIGHT and (actor, x, y) not in seen:
                seen.add((actor, x, y))
                yield f"claim-{actor}", (x, y)

    def _pixels(self, coordinates: Iterable[tuple[float, float]]) -> list[tuple[int, int]]:
        return [
            (
                round(WIDTH / 2 + (lon - self._lon) * self._stretch * self._scale),
                round(HEIGHT / 2 - (lat - self._lat) * self._scale),
            )
            for lon, lat in coordinates
        ]

    def _cut(self, shape: BaseGeometry, tolerance: float) -> list[BaseGeometry]:
        import shapely

        half_lon, half_lat = WIDTH / 2 / self._scale / self._stretch, HEIGHT / 2 / self._scale
        box = (self._lon - half_lon, self._lat - half_lat, self._lon + half_lon, self._lat + half_lat)
        simple = shapely.simplify(shape, tolerance / self._scale, preserve_topology=False)
        return list(shapely.get_parts(shapely.clip_by_rect(simple, *box)))

    def _polygons(self, kind: str, shape: BaseGeometry, tolerance: float) -> Iterable[Shape]:
        for part in self._cut(shape, tolerance):
            if part.geom_type == "Polygon":
                ring = self._pixels(part.exterior.coords[:-1])  # type: ignore[attr-defined]
                if len(set(ring)) > 2:
                    yield kind, tuple(number for at in ring for number in at)

    def _lines(self, shape: BaseGeometry, tolerance: float) -> Iterable[Shape]:
        for part in self._cut(shape, tolerance):
            if part.geom_type == "LineString":
                vertices = self._pixels(part.coords)  # type: ignore[arg-type]
                if len(set(vertices)) > 1:
                    yield "front", tuple(number for at in vertices for number in at)


def _countries() -> list[BaseGeometry]:
    from geo.gazetteer.outlines import Outlines

    try:
        return list(Outlines.open().countries.values())
    except GazetteerError:  # the map itself warns of it
        return []
