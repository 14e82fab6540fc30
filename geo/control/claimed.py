"""The ground about claimed places: what a claim would change if it held, so far as assessed control does not say so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.control.assessed import area_km2
from geo.control.differences import draws_ukraine
from geo.control.dividing import polygons_of
from geo.control.metric import from_plane, to_plane
from geo.control.takings import claimant_of, frame_of
from geo.gazetteer.outlines import UKRAINE
from geo.model import Event, Holder, Status
from geo.schema import CLAIMED, CLAIMS, WGS84

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    from shapely import MultiPolygon
    from shapely.geometry.base import BaseGeometry

    from geo.control.assessed import Control
    from geo.control.takings import Claims
    from geo.gazetteer import Gazetteer
    from geo.gazetteer.outlines import Outlines

# no farther from a place does ground count as that of the place, however far the next one is
REACH_M = 5_000.0
# a place known no better than this is not drawn as ground; nor is it what its neighbours are told apart from
SUREST_M = 5_000.0

_RUSSIA = "RU"
# a side that only moved forward near a place does not say that it holds it
_OF_A_PLACE = frozenset({Event.CAPTURED, Event.LIBERATED, Event.WITHDREW})
# so many neighbours are looked at to begin with: there are seldom more within twice the reach
_NEIGHBOURS = 48
_QUARTER = 12
_MARGIN_DEG = 0.01
# fresh ground smaller than this is where two maps draw one line
_SMALLEST_KM2 = 0.05


def claimed_ground(
    claims: Claims, gazetteer: Gazetteer, *, assessed: Control | None = None, outlines: Outlines | None = None
) -> gpd.GeoDataFrame:
    """Return the ground about the places that claims say were taken, for a hatch beside what is assessed.

    The ground of a place is the land nearer to it than to any other settlement, up to 5 km away and on its side of the
    state border. What is assessed as the claimant's already is left out: what remains is said, and not assessed.

    Parameters
    ----------
    claims
        A frame as `geo.schema.CLAIMS`, or entries of a ledger. Of them count those that say a side took a place, or the
        other left it, and are not denied.
    gazetteer
        Where the places and their neighbours lie. A place known to no better than 5 km has no ground, and does not
        bound that of others.
    assessed
        Assessed control beside which it is drawn.
    outlines
        Coast and borders; by default those beside the embedded gazetteer.

    Returns
    -------
    claimed
        The layer `claimed` of `geo.schema`: EPSG:4326, a row a claim, in the order of the claims; geodesic km².

    Raises
    ------
    CRSError
        If the frame is in another CRS, or none.
    SchemaError
        If its columns are others.
    """
    import geopandas as gpd
    import pandas as pd

    frame = frame_of(claims)
    if outlines is None and len(frame):
        from geo.gazetteer.outlines import Outlines

        outlines = Outlines.open()
    drawn = assessed is not None and outlines is not None and draws_ukraine(assessed, outlines.countries[UKRAINE])
    rows, shapes = [], []
    kept: dict[tuple[str, Holder], MultiPolygon | None] = {}
    for row in _records(frame):
        if row["event"] not in _OF_A_PLACE or row["status"] == Status.DENIED or not isinstance(row["place_id"], str):
            continue
        holder = Holder(claimant_of(row["event"], row["actor"]).value)
        key = row["place_id"], holder
        if key not in kept:
            assert outlines is not None
            kept[key] = _beyond(*key, gazetteer, outlines, assessed, drawn=drawn)
        if (ground := kept[key]) is not None:
            rows.append({**row, "holder": holder.value, "area_km2": area_km2(ground)})
            shapes.append(ground)
    columns = {name: [row[name] for row in rows] for name in CLAIMED.columns}
    table = pd.DataFrame(columns, dtype=object).astype({"area_km2": "float64"})
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes, crs=WGS84))


def _records(frame: gpd.GeoDataFrame) -> Iterator[dict[str, Any]]:
    names = list(CLAIMS.columns)
    for values in zip(*(frame[name].tolist() for name in names), strict=True):
        yield dict(zip(names, values, strict=True))


def _beyond(
    place_id: str,
    holder: Holder,
    gazetteer: Gazetteer,
    outlines: Outlines,
    assessed: Control | None,
    *,
    drawn: bool,
) -> MultiPolygon | None:
    """Return the ground of a place beyond what its claimant is assessed to hold; None if there is none."""
    row = gazetteer.row(place_id)
    if row is None or not float(gazetteer.uncertainties_m[row]) <= SUREST_M:
        return None
    place = gazetteer.place(row)
    country = outlines.countries.get(place.admin.country)
    if place.lat is None or place.lon is None or country is None:
        return None
    ground: Any = ground_of(place.lat, place.lon, gazetteer).intersection(country)
    if assessed is not None:
        ground = beyond_assessed(ground, holder, place.admin.country, assessed, drawn=drawn)
    import shapely

    parts = [part for part in shapely.get_parts(polygons_of(ground)).tolist() if area_km2(part) >= _SMALLEST_KM2]
    return shapely.MultiPolygon(parts) if parts else None


def beyond_assessed(
    ground: BaseGeometry, holder: Holder, country: str, assessed: Control, *, drawn: bool
) -> BaseGeometry:
    """Return what of some ground is not assessed as held by a side, be that drawn or left blank.

    Parameters
    ----------
    ground
        Polygons in EPSG:4326, of one country.
    holder, country
        The side; `UA` or `RU`, the country.
    assessed
        Assessed control.
    drawn
        Whether it draws Ukraine's side in Ukraine (`draws_ukraine`).
    """
    import shapely

    # of areas as long as the front only what is near takes part; what is cut there is no edge of the ground
    about = shapely.buffer(shapely.box(*ground.bounds), _MARGIN_DEG)
    near = {one: shapely.intersection(area, about) for one, area in assessed.polygons.items()}
    blank_is_his = (holder is Holder.UA and country == UKRAINE and not drawn) or (
        holder is Holder.RU and country == _RUSSIA and Holder.UA in assessed.polygons
    )
    if blank_is_his:
        others = shapely.union_all([area for other, area in near.items() if other is not holder])
        return shapely.intersection(ground, others)
    return shapely.difference(ground, near[holder]) if holder in near else ground


def ground_of(lat: float, lon: float, gazetteer: Gazetteer) -> BaseGeometry:
    """Return the ground nearer to a settlement than to any other of a gazetteer, up to 5 km away.

    Parameters
    ----------
    lat, lon
        Where the settlement lies: degrees, WGS 84. Others within a metre of it do not count.
    gazetteer
        The other settlements.

    Returns
    -------
    ground
        A polygon in EPSG:4326: its cell in the Voronoi diagram on the plane of `geo.control.metric`, cut to a circle.
    """
    import numpy as np
    import shapely

    here = to_plane(np.array([[lon, lat]]))[0]
    ground: Any = shapely.buffer(shapely.Point(here), REACH_M, quad_segs=_QUARTER)
    # a place farther off than twice the reach has its border with this one beyond the reach
    near = to_plane(np.array(list(_neighbours(lat, lon, gazetteer))).reshape(-1, 2))
    apart = np.hypot(*(near - here).T)
    near = near[(apart > 1.0) & (apart < 2 * REACH_M)]
    if len(near):
        sites = shapely.multipoints(np.vstack([here[None, :], near]))
        cells = shapely.voronoi_polygons(sites, extend_to=shapely.buffer(ground, REACH_M), ordered=True)
        ground = shapely.intersection(shapely.get_geometry(cells, 0), ground)
    made: BaseGeometry = shapely.transform(ground, from_plane)
    return made


def _neighbours(lat: float, lon: float, gazetteer: Gazetteer) -> Iterator[tuple[float, float]]:
    """Yield longitude and latitude of the settlements within twice the reach that are known well."""
    asked, found = _NEIGHBOURS, gazetteer.nearest(lat, lon, _NEIGHBOURS)
    while len(found) == asked and found[-1][1] * 1000 < 2 * REACH_M:
        asked *= 2
        found = gazetteer.nearest(lat, lon, asked)
    for place, _ in found:
        if place.lat is not None and place.lon is not None and place.uncertainty_m <= SUREST_M:
            yield place.lon, place.lat
