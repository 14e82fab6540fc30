"""The layer `control` where places are told of beside, or instead of, polygons: each such place holds its own cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.control.assessed import area_km2
from geo.control.claimed import beyond_assessed
from geo.control.differences import draws_ukraine
from geo.control.dividing import polygons_of
from geo.control.voronoi import Cells, cells, dissolve
from geo.errors import InputError
from geo.gazetteer.outlines import UKRAINE
from geo.model import Basis, Holder
from geo.schema import CONTROL, WGS84, check

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    import geopandas as gpd
    from shapely import MultiPolygon
    from shapely.geometry.base import BaseGeometry

    from geo.control.assessed import Control
    from geo.gazetteer import Gazetteer
    from geo.gazetteer.outlines import Outlines

    Told = Mapping[str, tuple[Holder, Basis]]


def areas(
    places: Told,
    gazetteer: Gazetteer,
    *,
    date: dt.date,
    source: str,
    assessed: Control | None = None,
    outlines: Outlines | None = None,
) -> gpd.GeoDataFrame:
    """Return who holds which area on a date, by assessed polygons, by claims beyond them, or by places alone.

    With assessed control its polygons are the areas. Beyond them a place that is claimed or contested has its cell: the
    land nearer to it than to any other settlement of the gazetteer, without what is assessed as the same holder's
    already. Places told on another basis have none, for the polygons speak for them.

    Without assessed control all land is divided among the places told of, each having what is nearest to it: `claimed`
    for places that are claimed, `inferred` for all others.

    Parameters
    ----------
    places
        The holder of each place, by its id, and on what that rests.
    gazetteer
        Where the places and the other settlements lie. Places without a position or beyond the outline have no cell.
    date
        The date the areas are of.
    source
        What the places rest on; assessed areas have their own.
    assessed
        Assessed control as of that date, or before.
    outlines
        The country's coast and border; by default those beside the embedded gazetteer.

    Returns
    -------
    frame
        The layer `control` of `geo.schema`: EPSG:4326, a row for each holder and basis, assessed areas first; geodesic
        km². Rows of different bases may overlap: a claim is drawn over what is assessed.

    Raises
    ------
    InputError
        If a place is not in the gazetteer, or without assessed control no place has a cell.
    """
    import geopandas as gpd
    import pandas as pd

    if outlines is None:
        from geo.gazetteer.outlines import Outlines

        outlines = Outlines.open()
    unknown = [place_id for place_id in places if gazetteer.row(place_id) is None]
    if unknown:
        raise InputError(f"{unknown[0][:40]}: no such place in the gazetteer, of {len(places)} places told of")
    land = outlines.countries[UKRAINE]
    if assessed is None:
        found = list(_inferred(places, gazetteer, land))
        if not found:
            raise InputError("no place with a position in Ukraine is told of; areas need one, or assessed control")
    else:
        found = list(_beyond(places, gazetteer, land, assessed))
    rows = [
        {
            "date": date,
            "holder": holder.value,
            "basis": basis.value,
            "source": source,
            "area_km2": area_km2(area),
            "geometry": area,
        }
        for holder, basis, area in found
    ]
    frame = gpd.GeoDataFrame(rows, columns=[*CONTROL.columns, "geometry"], crs=WGS84)
    if assessed is not None:
        own = assessed.for_report(date).frame().assign(date=date)
        frame = gpd.GeoDataFrame(pd.concat([own, frame], ignore_index=True)) if rows else own
    return check(frame, CONTROL)


def _inferred(places: Told, gazetteer: Gazetteer, land: MultiPolygon) -> Iterator[tuple[Holder, Basis, MultiPolygon]]:
    rows = _within(gazetteer, land, [row for place_id in places if (row := gazetteer.row(place_id)) is not None])
    if not rows:
        return
    made = cells(gazetteer.latlon[rows][:, ::-1], land)
    told = [places[gazetteer.place_id(row)] for row in rows]
    for basis in (Basis.INFERRED, Basis.CLAIMED):
        own = [one if (one[1] is Basis.CLAIMED) == (basis is Basis.CLAIMED) else None for one in told]
        yield from _joined(made, own, basis)


def _beyond(
    places: Told, gazetteer: Gazetteer, land: MultiPolygon, assessed: Control
) -> Iterator[tuple[Holder, Basis, MultiPolygon]]:
    claimed = {
        place_id: told for place_id, told in places.items() if told[1] is Basis.CLAIMED or told[0] is Holder.CONTESTED
    }
    rows = _within(gazetteer, land, _settlements(gazetteer))
    if not claimed or not rows:
        return
    made = cells(gazetteer.latlon[rows][:, ::-1], land)
    told = [claimed.get(gazetteer.place_id(row)) for row in rows]
    drawn = draws_ukraine(assessed, land)
    for basis in (Basis.CLAIMED, Basis.INFERRED, Basis.ASSESSED):
        for holder, _, area in _joined(made, [one if one and one[1] is basis else None for one in told], basis):
            beyond = polygons_of(beyond_assessed(area, holder, UKRAINE, assessed, drawn=drawn))
            if not beyond.is_empty:
                yield holder, basis, beyond


def _joined(
    made: Cells, told: Sequence[tuple[Holder, Basis] | None], basis: Basis
) -> Iterator[tuple[Holder, Basis, MultiPolygon]]:
    for holder, area in dissolve(made, [one[0] if one else None for one in told]).items():
        yield holder, basis, area


def _settlements(gazetteer: Gazetteer) -> list[int]:
    return [row for row in range(len(gazetteer.latlon)) if gazetteer.kind(row).is_settlement]


def _within(gazetteer: Gazetteer, land: BaseGeometry, rows: list[int]) -> list[int]:
    """Return which of some rows are places within the land that their ids still lead to."""
    import shapely

    lat, lon = gazetteer.latlon[rows].T
    inside = shapely.contains_xy(land, lon, lat).tolist()
    return [
        row
        for row, within in zip(rows, inside, strict=True)
        if within and gazetteer.row(gazetteer.place_id(row)) == row
    ]
