"""Where two states of control differ, as polygons on the plane: who had the ground, who has it, what is redrawing.

Ground that no polygon covers is the other side's of the one that came to hold it, or held it: who draws what Russia
holds in Ukraine, or Ukraine in Russia, leaves out the rest of each country. Where Ukraine's side in Ukraine is drawn
too, ground that no polygon covers is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.control.edges import changed, edges_of, faces_of, inside_points
from geo.control.metric import to_plane
from geo.model import Holder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy as np
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from geo.control.assessed import Control

    Ints = npt.NDArray[np.intp]
    Geometries = npt.NDArray[np.object_]

# what is nowhere wider than this is taken for the same line drawn anew
NOISE_WIDTH_M = 50.0
# where areas overlap, the first of these holds the ground
PRECEDENCE = (Holder.CONTESTED, Holder.UNKNOWN, Holder.RU, Holder.UA)
_CODES = {holder: code for code, holder in enumerate(PRECEDENCE)}
# no polygon covers the ground
_REST = len(PRECEDENCE)
# Ukraine's side is drawn if more than this share of what it is said to hold lies in Ukraine
_AT_HOME = 0.5

# two days are laid over each other in degrees, in which an edge is straight however many points it has; an edge of the
# pieces gets so many points that it is the same line on the plane
_STEP_DEG = 0.01
# a tenth of a millimetre
_DIGITS = 9
# what is left of a corner when it is rounded off; also the pieces that come of rounding
_SMALLEST_M2 = 1.0
_CORNER_LIMIT = 5.0
# so much wider the ground is drawn out again than it was drawn in, that no edge of it is left behind
_SPARE_M = 0.01


@dataclass(frozen=True, slots=True)
class Difference:
    """Ground whose holder differs: a polygon on the plane of `geo.control.metric`."""

    before: Holder
    after: Holder
    ground: BaseGeometry
    is_noise: bool


def differences(
    before: Control, after: Control, country: BaseGeometry, *, noise_width_m: float = NOISE_WIDTH_M
) -> list[Difference]:
    """Return the ground whose holder differs between two states of control, each connected piece by itself.

    Parameters
    ----------
    before, after
        The two states, of two days or of two sources.
    country
        Ukraine, valid polygons in EPSG:4326.
    noise_width_m
        Of each piece, what is nowhere wider than this in metres is noise: strips along it, or the whole piece. 0: none.

    Returns
    -------
    found
        The largest first. Pieces below 1 m², which come of rounding, are left out.
    """
    found: list[Difference] = []
    for pair, pieces in _pieces(before, after, country).items():
        for ground, is_noise in _without_noise(pieces, noise_width_m):
            found.append(Difference(*pair, ground, is_noise))
    return sorted(found, key=lambda one: -one.ground.area)


def moves_at(
    before: Control, after: Control, country: BaseGeometry, lat: npt.ArrayLike, lon: npt.ArrayLike
) -> dict[int, tuple[Holder, Holder]]:
    """Return who had and who has the ground at those of some positions where it differs, by number.

    Parameters
    ----------
    before, after, country
        As for `differences`.
    lat, lon
        Degrees, WGS 84; NaN where there is no position.
    """
    import numpy as np

    codes = []
    for control in (before, after):
        held = np.full(np.atleast_1d(np.asarray(lat)).shape, _code_of_rest(control, country))
        for holder in reversed(PRECEDENCE):
            if holder in control.polygons:
                held[control.inside(lat, lon, holder=holder)] = _CODES[holder]
        codes.append(held)
    was, held = codes
    return {
        int(number): pair
        for number in np.flatnonzero(was != held)
        if (pair := _pair(int(was[number]), int(held[number]))) is not None
    }


def draws_ukraine(control: Control, country: BaseGeometry) -> bool:
    """Return whether Ukraine's side in Ukraine is drawn, and not only what it holds in Russia, if that.

    Parameters
    ----------
    control
        The state of control.
    country
        Ukraine, valid polygons in EPSG:4326.
    """
    import shapely

    own = control.polygons.get(Holder.UA)
    return own is not None and bool(shapely.intersection(own, country).area > _AT_HOME * own.area)


def _code_of_rest(control: Control, country: BaseGeometry) -> int:
    """Return what stands for ground that no polygon covers."""
    return _CODES[Holder.UNKNOWN] if draws_ukraine(control, country) else _REST


def _pair(was: int, held: int) -> tuple[Holder, Holder] | None:
    """Return who had and who has the ground; None if that is the same."""
    if was == held:
        return None
    had, has = (None if code == _REST else PRECEDENCE[code] for code in (was, held))
    had, has = had or _opposite(has), has or _opposite(had)
    return None if had is has else (had, has)


def _opposite(holder: Holder | None) -> Holder:
    return Holder.RU if holder is Holder.UA else Holder.UA


def _pieces(before: Control, after: Control, country: BaseGeometry) -> dict[tuple[Holder, Holder], Geometries]:
    """Return the connected pieces of ground by who had and who has it."""
    import numpy as np
    import shapely

    one, other = _apart(before), _apart(after)
    ends = []
    for holder in PRECEDENCE:
        edges = edges_of(np.array([one.get(holder), other.get(holder)], dtype=object))
        ends.append(edges.ends[changed(edges, 2)[0]])
    lines = np.concatenate(ends)
    faces, _ = faces_of(lines, np.zeros(len(lines), dtype=np.intp))
    points = inside_points(faces)
    was = _held(one, _code_of_rest(before, country), points)
    held = _held(other, _code_of_rest(after, country), points)
    pairs = [_pair(*codes) for codes in zip(was.tolist(), held.tolist(), strict=True)]
    found = {}
    for pair in sorted({pair for pair in pairs if pair is not None}):
        own = faces[[one == pair for one in pairs]]
        joined = shapely.segmentize(shapely.union_all(own), _STEP_DEG)
        parts = shapely.get_parts(_valid(shapely.transform(joined, to_plane)))
        found[pair] = parts[shapely.area(parts) >= _SMALLEST_M2]
    return found


def _apart(control: Control) -> dict[Holder, BaseGeometry]:
    """Return the areas of each holder, in degrees, without overlap."""
    import shapely

    found: dict[Holder, BaseGeometry] = {}
    for holder in PRECEDENCE:
        if holder not in control.polygons:
            continue
        area: BaseGeometry = control.polygons[holder]
        for other in found.values():
            if shapely.relate_pattern(area, other, "T********"):
                area = shapely.difference(area, other)
        # vertices that differ in the last bits only are one, or the faces between them are no faces
        found[holder] = shapely.transform(_polygonal(area), lambda xy: xy.round(_DIGITS))
    return found


def _held(areas: Mapping[Holder, BaseGeometry], rest: int, points: npt.NDArray[np.float64]) -> Ints:
    import numpy as np
    import shapely

    held = np.full(len(points), rest)
    for holder, area in areas.items():
        shapely.prepare(area)
        held[shapely.contains_xy(area, points[:, 0], points[:, 1])] = _CODES[holder]
    return held


def _without_noise(pieces: Geometries, width_m: float) -> Iterator[tuple[BaseGeometry, bool]]:
    """Split each piece in what is wider than a width somewhere about, and what is not."""
    import shapely

    if width_m == 0:
        yield from ((piece, False) for piece in pieces.tolist())
        return
    # drawn in by half the width and out again, with pointed corners, a piece loses only what is narrower
    core = shapely.buffer(pieces, -width_m / 2, join_style="mitre", mitre_limit=_CORNER_LIMIT)
    wide = shapely.buffer(core, width_m / 2 + _SPARE_M, join_style="mitre", mitre_limit=_CORNER_LIMIT)
    for piece, drawn in zip(pieces.tolist(), wide.tolist(), strict=True):
        kept = _valid(drawn)
        real = _polygonal(shapely.intersection(piece, kept))
        noise = _polygonal(shapely.difference(piece, kept))
        for ground, is_noise in ((real, False), (noise, True)):
            for part in shapely.get_parts(ground).tolist():
                if part.area >= _SMALLEST_M2:
                    yield part, is_noise


def _valid(geometry: BaseGeometry) -> BaseGeometry:
    """Return polygons mended, where rounding, or the pointed corners of a buffer, have made them touch themselves."""
    import shapely

    return geometry if geometry.is_valid else _polygonal(shapely.make_valid(geometry))


def _polygonal(geometry: BaseGeometry) -> BaseGeometry:
    import shapely

    parts = shapely.get_parts(shapely.get_parts(geometry))
    return shapely.MultiPolygon(list(parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]))
