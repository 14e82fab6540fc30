"""Claims of takings made by hand, and small series of control to set them against."""

import datetime as dt

import geopandas as gpd
import shapely

from geo.control import Control
from geo.model import Holder

FIRST = dt.date(2024, 12, 1)


def day(number):
    """Return a day, counted from 1 December 2024."""
    return FIRST + dt.timedelta(days=number)


def control(number, source="test", **areas):
    """Return the control of a day: areas by holder."""
    polygons = {Holder(name): shapely.MultiPolygon(list(shapely.get_parts(area))) for name, area in areas.items()}
    return Control(day(number), source, polygons)


def claim(number=0, lon=37.0, lat=48.0, **changes):
    """Return a row of claims: by Russia's ministry, of a capture by Russia, on a day, at a position."""
    return {
        "claim_id": "c",
        "report_id": "r",
        "date": day(number),
        "place_id": f"{lon} {lat}",
        "name": "Here",
        "event": "captured",
        "actor": "RU",
        "by": "Russian MoD",
        "status": "claimed",
        "start": 0,
        "end": 4,
        "sentence": "Here.",
        "confidence": 0.8,
        "uncertainty_m": 500.0,
        "event_from": None,
        "event_to": None,
        "source": "ISW",
        "url": "",
        "geometry": None if lon is None else shapely.Point(lon, lat),
        **changes,
    }


def claims(*rows):
    """Return rows of claims as a frame."""
    columns = list(claim())
    return gpd.GeoDataFrame([{**row} for row in rows], columns=columns, geometry="geometry", crs="EPSG:4326")
