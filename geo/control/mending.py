"""Polygons as files hold them, made fit for use: in degrees, without Z, valid, joined by holder; and a count of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Any

from geo.control.metric import to_plane
from geo.errors import CRSError, InputError
from geo.model import Holder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt
    from shapely import MultiPolygon

    from geo.control.rows import Rows

    Shapes = npt.NDArray[np.object_]

# repairing an invalid area may change its size by this share
MAX_REPAIR_CHANGE = 0.01
# an area that is narrower than this on average, twice its size over its outline, is a sliver of digitising
SLIVER_M = 50.0
# longitudes and latitudes of Ukraine and its neighbours, to notice a swap of the two
_LONGITUDES, _LATITUDES = (20.0, 45.0), (43.0, 57.0)
_POLYGON, _FIRST_OF_MANY = 3, 6


@dataclass
class Tally:
    """What was done to the areas of a file on their way in.

    Rows with heights that were dropped, polygons that were mended, areas narrower than `SLIVER_M`, which are kept, the
    km² before and after mending and joining, and the km² that two holders are both said to hold; `left_out` names the
    rows that are no areas, or not to be brought in.
    """

    heights: int = 0
    mended: int = 0
    slivers: int = 0
    before_km2: float = 0.0
    after_km2: float = 0.0
    overlap_km2: float = 0.0
    left_out: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count what another has counted too."""
        self.heights += other.heights
        self.mended += other.mended
        self.slivers += other.slivers
        self.before_km2 += other.before_km2
        self.after_km2 += other.after_km2
        self.overlap_km2 += other.overlap_km2
        self.left_out += other.left_out


def areas_of(
    rows: Rows,
    chosen: list[int],
    file: Path,
    holders_of: Callable[[Rows, list[int]], Sequence[Holder | None]],
    tally: Tally | None = None,
) -> dict[Holder, MultiPolygon]:
    """Return the areas of some rows of a file by holder: valid, in EPSG:4326, without Z.

    Parameters
    ----------
    rows
        What the file holds.
    chosen
        The rows wanted, those of a day.
    file
        The file, for messages.
    holders_of
        Returns who holds the areas of some rows, those that are areas; None to leave a row out.
    tally
        Counts what is done. Rows that are no areas are named there; without a tally they are an error.

    Raises
    ------
    InputError
        If there are no polygons, or they are malformed, or so broken that repair would change their area by over 1 %.
    CRSError
        If their coordinates are no degrees.
    """
    import numpy as np

    built = _in_degrees(rows.build(chosen), rows, tally)
    areas = _areas_only(built, [rows.where[index] for index in chosen], tally)
    kept = [chosen[index] for index in areas]
    holders = holders_of(rows, kept)
    for index, holder in zip(kept, holders, strict=True):
        if holder is None and tally is not None:
            tally.left_out.append(f"{rows.where[index]}: left out as asked")
    parts, of_row = _polygons(built[areas], [rows.where[index] for index in kept], tally)
    if not len(parts):
        raise InputError(f"{file}: holds no polygons for that day; control must be areas")
    check_degrees(parts, file)
    held = np.array([holder.value if holder else "" for holder in holders], dtype=object)[of_row]
    found = {
        holder: _whole(parts[held == holder.value], file, tally) for holder in Holder if (held == holder.value).any()
    }
    if not found:
        raise InputError(f"{file}: all its areas are left out; change --map")
    if tally is not None:
        tally.overlap_km2 += sum(_shared_km2(one, other) for one, other in combinations(found.values(), 2))
    return found


def check_degrees(parts: Shapes, file: Path) -> None:
    """Refuse coordinates that are no longitudes and latitudes, or are the two in the wrong order.

    Raises
    ------
    CRSError
        If they look projected.
    InputError
        If they look swapped, or are not finite.
    """
    import numpy as np
    import shapely

    # all coordinates, for the bounds of a polygon are those of its outer ring alone
    coordinates = shapely.get_coordinates(parts)
    if not np.isfinite(coordinates).all():
        raise InputError(f"{file}: holds coordinates that are not finite numbers; export it again")
    (west, south), (east, north) = coordinates.min(axis=0).tolist(), coordinates.max(axis=0).tolist()
    if west < -180 or east > 180 or south < -90 or north > 90:
        far = max(abs(value) for value in (west, south, east, north))
        raise CRSError(
            f"{file}: coordinates up to {far:.7g} are no degrees, it looks projected; convert it to EPSG:4326,"
            " or name its CRS to 'geo control import' with --crs"
        )

    def within(low: float, high: float, bounds: tuple[float, float]) -> bool:
        return bounds[0] <= low and high <= bounds[1]

    swapped = within(west, east, _LATITUDES) and within(south, north, _LONGITUDES)
    if swapped and not within(west, east, _LONGITUDES):
        raise InputError(f"{file}: latitude and longitude look swapped; write [longitude, latitude]")


def _in_degrees(geometries: Shapes, rows: Rows, tally: Tally | None) -> Shapes:
    import numpy as np
    import shapely

    if tally is not None:
        tally.heights += int(shapely.has_z(geometries).sum())
    if rows.crs is None:
        return geometries
    from pyproj import Transformer

    transformer = Transformer.from_crs(rows.crs, "EPSG:4326", always_xy=True)
    return np.asarray(
        shapely.transform(
            shapely.force_2d(geometries), lambda xy: np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))
        ),
        dtype=object,
    )


def _areas_only(geometries: Shapes, where: Sequence[str], tally: Tally | None) -> npt.NDArray[np.intp]:
    """Return which geometries may hold polygons; the others are named, or without a tally refused."""
    import numpy as np
    import shapely

    kinds = shapely.get_type_id(geometries)
    areas = (kinds == _POLYGON) | (kinds >= _FIRST_OF_MANY)
    for index in np.flatnonzero(~areas).tolist():
        kind = "without geometry" if geometries[index] is None else f"a {geometries[index].geom_type}"
        if tally is not None:
            tally.left_out.append(f"{where[index]}: is {kind}, no area")
        elif geometries[index] is not None:
            raise InputError(f"{where[index]}: is {kind}; control must be polygons: leave other features out")
    return np.flatnonzero(areas)


def _polygons(geometries: Shapes, where: Sequence[str], tally: Tally | None) -> tuple[Shapes, npt.NDArray[np.intp]]:
    """Take the polygons out of each row's geometry, in two dimensions, with the index of their row."""
    import numpy as np
    import shapely

    parts, of_row = geometries, np.arange(len(geometries))
    while (shapely.get_type_id(parts) > _POLYGON).any():
        parts, within = shapely.get_parts(parts, return_index=True)
        of_row = of_row[within]
    keep = (shapely.get_type_id(parts) == _POLYGON) & ~shapely.is_empty(parts)
    if tally is not None:
        without = {*range(len(geometries))} - {*of_row[keep].tolist()}
        for index in sorted(without | {*of_row[~keep].tolist()}):
            tally.left_out.append(f"{where[index]}: is empty, or a part of it is no area")
    return shapely.force_2d(parts[keep]), of_row[keep]


def _whole(parts: Shapes, file: Path, tally: Tally | None) -> MultiPolygon:
    """Return the parts of one holder as one valid area, unchanged where they are that already."""
    import shapely

    area = shapely.MultiPolygon(list(parts))
    # parts that do not overlap are kept point for point, in their order
    if shapely.is_valid(area):
        _count(area, area, tally)
        return area
    broken = ~shapely.is_valid(parts)
    if broken.any():
        mended = parts.copy()
        mended[broken] = [polygonal(made) for made in shapely.make_valid(parts[broken])]
        _check_change(parts[broken], mended[broken], parts[~broken], file)
    else:
        mended = parts
    whole = polygonal(shapely.union_all(mended))
    if tally is not None:
        tally.mended += int(broken.sum())
    _count(shapely.MultiPolygon(list(parts)), whole, tally)
    return whole


def _check_change(before: Shapes, after: Shapes, others: Shapes, file: Path) -> None:
    import numpy as np
    import shapely

    sizes = _km2(before)
    change = float(np.abs(_km2(after) - sizes).sum())
    total = float(_km2(others).sum() + sizes.sum())
    if change > MAX_REPAIR_CHANGE * total:
        share = 100 * change / total if total else 100.0
        reason = shapely.is_valid_reason(before)[0]
        raise InputError(
            f"{file}: invalid polygons ({reason}); repair would change the area by {share:.1f} %, mend it first"
        )


def _count(before: MultiPolygon, after: MultiPolygon, tally: Tally | None) -> None:
    if tally is None:
        return
    import shapely

    flat = shapely.transform(shapely.get_parts(after), to_plane)
    sizes, outlines = shapely.area(flat), shapely.length(flat)
    tally.slivers += int((2 * sizes < SLIVER_M * outlines).sum())
    tally.after_km2 += float(sizes.sum()) / 1e6
    tally.before_km2 += float(sizes.sum()) / 1e6 if before is after else float(_km2(shapely.get_parts(before)).sum())


def _km2(parts: Shapes) -> npt.NDArray[np.float64]:
    import numpy as np
    import shapely

    return np.asarray(shapely.area(shapely.transform(parts, to_plane)) / 1e6)


def _shared_km2(one: MultiPolygon, other: MultiPolygon) -> float:
    import numpy as np
    import shapely

    return float(_km2(np.array([shapely.intersection(one, other)], dtype=object)).sum())


def polygonal(geometry: Any) -> MultiPolygon:
    """Return what of a geometry is polygons."""
    import shapely

    parts = shapely.get_parts(shapely.get_parts(geometry))
    return shapely.MultiPolygon(list(parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]))
