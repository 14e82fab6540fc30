"""`Control`: the assessed control of one day, its areas, its front line, and where points stand to them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from geo.control.front import TOLERANCE_M, Boundary, front_line, simplified
from geo.control.metric import to_plane
from geo.distance import geod
from geo.errors import InputError, NoDateError
from geo.model import Basis, Holder
from geo.schema import CONTROL, FRONT_LINE, WGS84, check

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import geopandas as gpd
    import numpy as np
    import numpy.typing as npt
    from shapely import LineString, MultiLineString, MultiPolygon

# control this much older than the report is worth a word in the title
STALE_DAYS = 7


@dataclass(frozen=True)
class Control:
    """Who is assessed to hold which area on a day.

    `date` is the day of the data, None where the data does not say; `polygons` are MultiPolygons in EPSG:4326, by
    holder; `note` says, for a title, what the reader should know of the date; it is empty if there is nothing to say.
    """

    date: dt.date | None
    source: str
    polygons: Mapping[Holder, MultiPolygon]
    note: str = ""
    _fronts: dict[int, tuple[Boundary, MultiLineString]] = field(default_factory=dict, repr=False, compare=False)

    def for_report(self, date: dt.date) -> Control:
        """Return this control as shown beside a report of a date, with the note of how the two dates differ."""
        return replace(self, date=self.date or date, note=_note(self.date, date), _fronts=self._fronts)

    def frame(self) -> gpd.GeoDataFrame:
        """Return the areas as the layer `control` of `geo.schema`: EPSG:4326, a row per holder, geodesic km².

        Raises
        ------
        NoDateError
            If the day of the data is not known.
        """
        import geopandas as gpd

        rows = [
            {
                "date": self._day(),
                "holder": holder.value,
                "basis": Basis.ASSESSED.value,
                "source": self.source,
                "area_km2": area_km2(area),
                "geometry": area,
            }
            for holder, area in self.polygons.items()
        ]
        return check(gpd.GeoDataFrame(rows, columns=[*CONTROL.columns, "geometry"], crs=WGS84), CONTROL)

    def front_line(self, outlines: Boundary) -> MultiLineString:
        """Return the edge of the area held by Russia over land, in EPSG:4326; empty if there is none.

        Coast and state border are left out, as `geo.control.front` tells. Pieces follow each other from north to south,
        each from its northern end. Kept for the outlines it was made with.

        Parameters
        ----------
        outlines
            What gives the coast and border of Ukraine, such as `geo.gazetteer.outlines.Outlines`.
        """
        import shapely

        kept = self._fronts.get(id(outlines))
        if kept is None or kept[0] is not outlines:
            held = self.polygons.get(Holder.RU)
            line = shapely.MultiLineString() if held is None else front_line(held, outlines)
            kept = self._fronts[id(outlines)] = (outlines, line)
        return kept[1]

    def front_frame(self, outlines: Boundary) -> gpd.GeoDataFrame:
        """Return the front line as the layer `front_line` of `geo.schema`: EPSG:4326, one row, geodesic km.

        No row if there is no front.

        Raises
        ------
        NoDateError
            If the day of the data is not known.
        """
        import geopandas as gpd

        line = self.front_line(outlines)
        row = {"date": self._day(), "source": self.source, "length_km": length_km(line), "geometry": line}
        rows = [] if line.is_empty else [row]
        return check(gpd.GeoDataFrame(rows, columns=[*FRONT_LINE.columns, "geometry"], crs=WGS84), FRONT_LINE)

    def front_pieces(self, outlines: Boundary, *, tolerance_m: float = TOLERANCE_M) -> gpd.GeoDataFrame:
        """Return the front line piece by piece, simplified, as the layer `front_line` of `geo.schema` and more columns.

        Parameters
        ----------
        outlines
            As for `front_line`.
        tolerance_m
            How far the line may leave the one that the data draws, in metres; 0 leaves out only vertices on straight
            lines. Pieces stay apart and nothing comes to cross.

        Returns
        -------
        frame
            EPSG:4326, a row a piece, from north to south, no row if there is no front. `piece` counts from 1;
            `length_km` is the geodesic length of the geometry, `drawn_km` that of the piece before it was simplified.

        Raises
        ------
        NoDateError
            If the day of the data is not known.
        InputError
            If the tolerance is negative or not a number.
        """
        import geopandas as gpd

        drawn = self.front_line(outlines)
        rows = [
            {
                "date": self._day(),
                "source": self.source,
                "length_km": length_km(kept),
                "piece": number,
                "drawn_km": length_km(piece),
                "tolerance_m": float(tolerance_m),
                "geometry": kept,
            }
            for number, (piece, kept) in enumerate(
                zip(drawn.geoms, simplified(drawn, tolerance_m).geoms, strict=True), start=1
            )
        ]
        columns = [*FRONT_LINE.columns, "piece", "drawn_km", "tolerance_m", "geometry"]
        return check(gpd.GeoDataFrame(rows, columns=columns, crs=WGS84), FRONT_LINE)

    def front_distance_km(self, lat: npt.ArrayLike, lon: npt.ArrayLike, outlines: Boundary) -> npt.NDArray[np.float64]:
        """Return how far points lie from the front line, whichever side they are on.

        Parameters
        ----------
        lat, lon
            Degrees, WGS 84; NaN where there is no position.
        outlines
            As for `front_line`.

        Returns
        -------
        km
            Within 0.5 % of the geodesic distance in Ukraine; infinite if there is no front, NaN without a position.

        Raises
        ------
        InputError
            If the arrays differ in length.
        """
        import numpy as np
        import shapely

        lonlat = _lonlat(lat, lon)
        km = np.full(len(lonlat), np.nan)
        known = ~np.isnan(lonlat).any(axis=1)
        line = shapely.transform(self.front_line(outlines), to_plane)
        if line.is_empty:
            km[known] = np.inf
            return km
        shapely.prepare(line)
        km[known] = shapely.distance(line, shapely.points(to_plane(lonlat[known]))) / 1000
        return km

    def inside(self, lat: npt.ArrayLike, lon: npt.ArrayLike, *, holder: Holder = Holder.RU) -> npt.NDArray[np.bool_]:
        """Return whether points lie in the area of a holder; false without a position.

        Parameters
        ----------
        lat, lon
            Degrees, WGS 84; NaN where there is no position.
        holder
            Whose area.

        Raises
        ------
        InputError
            If the arrays differ in length.
        """
        import numpy as np
        import shapely

        lonlat = _lonlat(lat, lon)
        area = self.polygons.get(holder)
        if area is None:
            return np.zeros(len(lonlat), dtype=bool)
        shapely.prepare(area)
        return np.asarray(shapely.contains_xy(area, lonlat[:, 0], lonlat[:, 1]))

    def _day(self) -> dt.date:
        if self.date is None:
            raise NoDateError(f"{self.source}: does not say which day it shows; give the date")
        return self.date


def area_km2(area: MultiPolygon) -> float:
    """Return the geodesic area of valid polygons in EPSG:4326, km²."""
    import shapely

    # normalised, all shells turn one way and all holes the other, which is what the sum over rings needs
    return abs(float(geod().geometry_area_perimeter(shapely.normalize(area))[0])) / 1e6


def length_km(line: LineString | MultiLineString) -> float:
    """Return the geodesic length of lines in EPSG:4326, km."""
    return float(geod().geometry_length(line)) / 1000


def _note(own: dt.date | None, report: dt.date) -> str:
    if own is None:
        return "the control data does not say which day it shows"
    days = (own - report).days
    if days > 0:
        return f"control as of {own}, {_days(days)} after the report"
    if days < -STALE_DAYS:
        return f"control as of {own}, {_days(-days)} before the report"
    return ""


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _lonlat(lat: npt.ArrayLike, lon: npt.ArrayLike) -> npt.NDArray[np.float64]:
    import numpy as np

    lats, lons = np.atleast_1d(np.asarray(lat, dtype=float)), np.atleast_1d(np.asarray(lon, dtype=float))
    if lats.shape != lons.shape or lats.ndim != 1:
        raise InputError(f"{lats.size} latitudes and {lons.size} longitudes; give as many of one as of the other")
    return np.column_stack([lons, lats])
