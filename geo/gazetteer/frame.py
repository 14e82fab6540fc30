"""A gazetteer as a GeoDataFrame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.model import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from geo.model import Place

COLUMNS = (
    *("place_id", "name", "name_en", "name_uk", "name_ru", "aliases", "former", "kind"),
    *("country", "oblast", "raion", "hromada", "population", "uncertainty_m", "source", "often_reported"),
)


def frame(gazetteer: Iterable[Place]) -> gpd.GeoDataFrame:
    """Return places as a frame.

    Returns
    -------
    frame
        EPSG:4326, the columns of `COLUMNS` and `geometry`, a point, None for areas without a centre. `aliases` and
        `former` are joined by `|`, former names with their years ("Artemivsk 1924-2016"); `population` is Int64 with
        NA where unknown, `uncertainty_m` in metres.
    """
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    import shapely

    places = list(gazetteer)
    table = pd.DataFrame.from_records([_record(place) for place in places], columns=list(COLUMNS))
    table["population"] = table["population"].astype("Int64")
    # where there is no position, there is no point
    points = np.empty(len(places), dtype=object)
    points[:] = [None if p.lat is None or p.lon is None else shapely.Point(p.lon, p.lat) for p in places]
    return gpd.GeoDataFrame(table, geometry=points, crs="EPSG:4326")


def _record(place: Place) -> tuple[object, ...]:
    former = "|".join(f"{one.name} {one.since[:4]}-{one.until[:4]}" for one in place.former)
    return (
        *(place.place_id, place.name, *(place.names.get(lang, "") for lang in LANGUAGES), "|".join(place.aliases)),
        *(former, place.kind.value, place.admin.country, place.admin.oblast, place.admin.raion, place.admin.hromada),
        *(place.population, place.uncertainty_m, place.source, place.often_reported),
    )
