"""Source against source: where two assessments of one date differ, in km² and in places."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from geo.control.differences import NOISE_WIDTH_M, Difference, differences, draws_ukraine, moves_at
from geo.control.dividing import (
    SMALLEST_M2,
    STEP_DEG,
    divided,
    ground_row,
    oblasts_on_plane,
    polygons_of,
    settlements_moved,
)
from geo.control.metric import from_plane, to_plane
from geo.control.sectors import grounds
from geo.errors import InputError, NoDateError
from geo.gazetteer.outlines import UKRAINE
from geo.model import Holder
from geo.schema import WGS84

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    import geopandas as gpd
    import numpy as np
    import numpy.typing as npt
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

    from geo.control.assessed import Control
    from geo.gazetteer import Gazetteer
    from geo.gazetteer.outlines import Outlines

# sources draw coast and border up to so far apart, which says nothing of the front; so near a front it may
_OUTLINE_M = 8_000.0
_PARTS = ("sector", "oblast")


class Ground(StrEnum):
    """What ground on which two sources differ is, in the order in which it is told."""

    FRONT = "front"
    ABROAD = "abroad"
    OUTLINE = "outline"
    REDRAWING = "redrawing"


@dataclass(frozen=True)
class Comparison:
    """Where two sources differ on a date.

    `ground` is in EPSG:4326, a row for each connected piece within a sector and oblast: `one`, `other` (holders by
    either source), `ground` (of `Ground`: about the front; abroad; where coast, border and sea are drawn otherwise;
    strips), `area_km2` (equal-area), `sector`, `oblast`. All but the first kind is one row in each sector and oblast.
    `settlements` has the places told differently, points in EPSG:4326: `place_id, name, kind, sector, oblast, one,
    other, ground`, the most populous first; None if no gazetteer was given. `dates` are those of the two.
    """

    date: dt.date
    sources: tuple[str, str]
    dates: tuple[dt.date, dt.date]
    noise_width_m: float
    ground: gpd.GeoDataFrame
    settlements: gpd.GeoDataFrame | None

    def by(self, *columns: str) -> pd.DataFrame:
        """Return the km² about the front by pair of holders, the largest first.

        Parameters
        ----------
        columns
            How to divide them further: `sector`, `oblast`, both or nothing.

        Raises
        ------
        InputError
            If they cannot be divided so.
        """
        if strange := set(columns) - set(_PARTS):
            raise InputError(f"a comparison is divided by sector and oblast, not by {min(strange)!r:.40}")
        front = self.ground[self.ground["ground"] == Ground.FRONT.value]
        sums = front.groupby([*columns, "one", "other"])["area_km2"].sum()
        return sums.sort_values(ascending=False, kind="stable").reset_index()

    def area_km2(self, ground: Ground) -> float:
        """Return the km² of a kind of ground on which the two differ."""
        return float(self.ground.loc[self.ground["ground"] == ground.value, "area_km2"].sum())

    def text(self, lang: str = "en") -> str:
        """Say in one paragraph where they differ.

        Parameters
        ----------
        lang
            A language of `compare.toml`.

        Raises
        ------
        InputError
            If it is not written in that language.
        """
        from geo.control.compare_wording import told

        return told(self, lang)

    def as_json(self) -> dict[str, Any]:
        """Return it as an object for JSON: pairs, sectors, oblasts, other ground, settlements and text, no shapes."""
        return {
            "date": self.date.isoformat(),
            "sources": list(self.sources),
            "dates": [day.isoformat() for day in self.dates],
            "area_km2": round(self.area_km2(Ground.FRONT), 4),
            "pairs": _records(self.by()),
            "sectors": _records(self.by("sector")),
            "oblasts": _records(self.by("oblast")),
            "abroad_km2": round(self.area_km2(Ground.ABROAD), 4),
            "outline_km2": round(self.area_km2(Ground.OUTLINE), 4),
            "redrawing": {"width_m": self.noise_width_m, "area_km2": round(self.area_km2(Ground.REDRAWING), 4)},
            "settlements": None if self.settlements is None else _placed_records(self.settlements),
            "text": self.text(),
        }


def compare_sources(
    one: Control,
    other: Control,
    *,
    date: dt.date | None = None,
    outlines: Outlines | None = None,
    gazetteer: Gazetteer | None = None,
    noise_width_m: float = NOISE_WIDTH_M,
) -> Comparison:
    """Return where two assessments of one date differ.

    Ground in Ukraine that no area of a source covers counts as Ukraine's, or as unknown, as `geo.control.differences`
    tells. If one source draws what Ukraine holds there and the other does not, ground that neither covers is no
    difference.

    Parameters
    ----------
    one, other
        The two.
    date
        The date they are compared for; by default the later of theirs. What is older is said in the text.
    outlines
        Where country and oblasts lie; by default those beside the embedded gazetteer.
    gazetteer
        Whose settlements are looked up; without one there are none.
    noise_width_m
        Metres. Strips nowhere wider than this are taken for the same line drawn otherwise.

    Returns
    -------
    comparison
        Areas are exact on a plane of equal areas, within 0.02 % of those on the ellipsoid.

    Raises
    ------
    NoDateError
        If one of the two does not say which day it shows.
    InputError
        If the width is negative or not a number, the two are of one name, or one is of a later day than `date`.
    """
    if one.date is None or other.date is None:
        undated = one if one.date is None else other
        raise NoDateError(f"{undated.source}: does not say which day it shows; give the date")
    if one.source == other.source:
        raise InputError(f"{one.source!r:.60} is compared with itself; name two sources")
    if not 0 <= noise_width_m < float("inf"):
        raise InputError(f"a width of {noise_width_m:g} m for noise; give 0 or more")
    date = date or max(one.date, other.date)
    if (latest := max(one.date, other.date)) > date:
        raise InputError(f"control of {latest} is compared for {date}; give control of that day or before")
    if outlines is None:
        from geo.gazetteer.outlines import Outlines

        outlines = Outlines.open()
    import geopandas as gpd

    country = outlines.countries[UKRAINE]
    alike = _alike(one, other, country), _alike(other, one, country)
    found = differences(*alike, country, noise_width_m=noise_width_m)
    rows = list(_rows(found, (one, other), outlines))
    columns = ["one", "other", "ground", "area_km2", *_PARTS, "geometry"]
    ground = gpd.GeoDataFrame(rows, columns=columns, crs=WGS84).astype({"area_km2": float})
    settlements = None
    if gazetteer is not None:
        moves = moves_at(*alike, country, *gazetteer.latlon.T)
        settlements = _told_differently(settlements_moved(moves, gazetteer, found), ground, (one, other))
    return Comparison(date, (one.source, other.source), (one.date, other.date), noise_width_m, ground, settlements)


def _alike(own: Control, beside: Control, country: BaseGeometry) -> Control:
    """Return control so that what of Ukraine no area covers means the same in both."""
    import shapely

    if not draws_ukraine(own, country) or draws_ukraine(beside, country):
        return own
    drawn = shapely.union_all(list(own.polygons.values()))
    areas: dict[Holder, BaseGeometry] = dict(own.polygons)
    areas[Holder.UA] = shapely.difference(areas[Holder.UA], country)
    silent = shapely.difference(shapely.union_all(list(beside.polygons.values())), drawn)
    areas[Holder.UNKNOWN] = shapely.union_all([silent, *(areas[key] for key in (Holder.UNKNOWN,) if key in areas)])
    polygons = {
        holder: shapely.MultiPolygon(shapely.get_parts(polygons_of(area)).tolist()) for holder, area in areas.items()
    }
    return replace(own, polygons={holder: area for holder, area in polygons.items() if not area.is_empty})


# -- what ground it is --------------------------------------------------------------------------------------------


def _rows(
    found: Sequence[Difference], controls: tuple[Control, Control], outlines: Outlines
) -> Iterator[dict[str, Any]]:
    """Divide differences by kind, sector and oblast: those about the front piece by piece, others together."""
    import shapely

    together: dict[tuple[Holder, Holder, Ground, str, str], list[BaseGeometry]] = {}
    zones = _zones(controls, outlines)
    for difference in found:
        for ground, piece in _kinds(difference, zones):
            pair = _assessed(difference, ground, piece, controls)
            for sector, within in divided(piece, grounds(), float("inf")):
                for oblast, part in divided(within, oblasts_on_plane(outlines), _OUTLINE_M):
                    key = (*pair, ground, sector, oblast)
                    if ground is not Ground.FRONT:
                        together.setdefault(key, []).append(part)
                        continue
                    for polygon in shapely.get_parts(part).tolist():
                        yield _as_row(key, [polygon])
    for key in sorted(together, key=lambda key: list(Ground).index(key[2])):
        yield _as_row(key, together[key])


def _assessed(
    difference: Difference, ground: Ground, piece: BaseGeometry, controls: tuple[Control, Control]
) -> tuple[Holder, Holder]:
    """Return who is assessed to hold a piece of ground by either source; abroad a source knows only what it draws."""
    import shapely

    if ground is not Ground.ABROAD:
        return difference.before, difference.after
    lonlat = shapely.get_coordinates(shapely.transform(shapely.point_on_surface(piece), from_plane))
    one, other = (_covers(control, lonlat)[0] for control in controls)
    return difference.before if one else Holder.UNKNOWN, difference.after if other else Holder.UNKNOWN


def _covers(control: Control, lonlat: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Return which positions lie in an area of a source, whoever holds it."""
    import numpy as np

    found = np.zeros(len(lonlat), dtype=bool)
    for holder in control.polygons:
        found |= control.inside(lonlat[:, 1], lonlat[:, 0], holder=holder)
    return found


def _told_differently(
    settlements: gpd.GeoDataFrame, ground: gpd.GeoDataFrame, controls: tuple[Control, Control]
) -> gpd.GeoDataFrame:
    """Return settlements with who holds them by either source, and the kind of the ground they are on."""
    import numpy as np
    import shapely

    kinds = np.full(len(settlements), Ground.REDRAWING.value, dtype=object)
    points = np.asarray(settlements.geometry, dtype=object)
    point, row = shapely.STRtree(np.asarray(ground.geometry, dtype=object)).query(points, predicate="intersects")
    kinds[point] = ground["ground"].to_numpy()[row]
    told: gpd.GeoDataFrame = settlements.drop(columns="is_noise").assign(ground=kinds)
    told = told.rename(columns={"holder_from": "one", "holder_to": "other"})
    lonlat = shapely.get_coordinates(points)
    for column, control in zip(("one", "other"), controls, strict=True):
        silent = (kinds == Ground.ABROAD.value) & ~_covers(control, lonlat)
        told.loc[silent, column] = Holder.UNKNOWN.value
    return told


def _as_row(key: tuple[Holder, Holder, Ground, str, str], parts: list[BaseGeometry]) -> dict[str, Any]:
    one, other, ground, sector, oblast = key
    row = ground_row(one, other, sector, oblast, parts, is_noise=False)
    return {**row, "one": one.value, "other": other.value, "ground": ground.value}


def _zones(controls: tuple[Control, Control], outlines: Outlines) -> tuple[BaseGeometry, BaseGeometry]:
    """Return ground abroad, and ground about and beyond coast and border off both front lines, on the plane."""
    import shapely

    def flat(shape: BaseGeometry) -> BaseGeometry:
        laid: BaseGeometry = shapely.transform(shapely.segmentize(shape, STEP_DEG), to_plane)
        return laid if laid.is_valid else shapely.make_valid(laid)

    country = flat(outlines.countries[UKRAINE])
    home = shapely.buffer(country, _OUTLINE_M)
    abroad = [flat(shape) for code, shape in outlines.countries.items() if code != UKRAINE]
    fronts = [shapely.transform(control.front_line(outlines), to_plane) for control in controls]
    near = shapely.union_all([shapely.buffer(front, _OUTLINE_M) for front in fronts])
    inland = shapely.union(shapely.buffer(country, -_OUTLINE_M), near)
    return shapely.difference(shapely.union_all(abroad), home), inland


def _kinds(difference: Difference, zones: tuple[BaseGeometry, BaseGeometry]) -> Iterator[tuple[Ground, BaseGeometry]]:
    """Yield what of the ground of a difference is of which kind."""
    import shapely

    if difference.is_noise:
        yield Ground.REDRAWING, difference.ground
        return
    left = difference.ground
    for kind, zone in zip((Ground.ABROAD, Ground.FRONT), zones, strict=True):
        shapely.prepare(zone)
        if shapely.contains_properly(zone, left):
            yield kind, left
            return
        if shapely.intersects(zone, left):
            within = polygons_of(shapely.intersection(left, zone))
            if within.area >= SMALLEST_M2:
                yield kind, within
            left = polygons_of(shapely.difference(left, zone))
    if left.area >= SMALLEST_M2:
        yield Ground.OUTLINE, left


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(key): round(value, 4) if isinstance(value, float) else value for key, value in row.items()}
        for row in frame.to_dict("records")
    ]


def _placed_records(settlements: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    at = {"lat": settlements.geometry.y.round(6), "lon": settlements.geometry.x.round(6)}
    return _records(settlements.drop(columns="geometry").assign(**at))
