"""Claims of takings: that a side came to hold a place, by its own gain or by the other's withdrawal."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from geo.model import Actor, Event, Status
from geo.schema import CLAIMS, check

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd
    import numpy as np
    import numpy.typing as npt

    from geo.ledger import Entry

    Claims = gpd.GeoDataFrame | Iterable[Entry]

TAKINGS = (Event.CAPTURED, Event.LIBERATED, Event.WITHDREW, Event.ADVANCED)


@dataclass(frozen=True, slots=True)
class AgainstRule:
    """The numbers of `against.toml`: kilometres by event, days."""

    flag_km: Mapping[Event, float]
    long_held_days: int
    within_days: int


@lru_cache(maxsize=1)
def against_rule() -> AgainstRule:
    """Return the built-in thresholds."""
    text = (resources.files("geo.control") / "against.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    flag_km = {event: float(tables["flag_km"][event.value]) for event in TAKINGS}
    return AgainstRule(flag_km, int(tables["days"]["long_held"]), int(tables["days"]["within"]))


def takings(claims: Claims) -> gpd.GeoDataFrame:
    """Return those of some claims that say a side came to hold a place, or moved forward there.

    Parameters
    ----------
    claims
        A frame as `geo.schema.CLAIMS`, such as `Reading.claims` or `Ledger.claims()`; or entries of a ledger.

    Returns
    -------
    takings
        The same columns, EPSG:4326, in the same order, numbered from 0; and `claimant`, the side that would hold the
        place: who took it, or the other side of who withdrew. Claims that are denied by whoever tells them are no
        claims of a taking.

    Raises
    ------
    CRSError
        If the frame is in another CRS, or none.
    SchemaError
        If its columns are others.
    """
    import pandas as pd

    frame = frame_of(claims)
    wanted = frame["event"].isin([event.value for event in TAKINGS]) & (frame["status"] != Status.DENIED.value)
    own: gpd.GeoDataFrame = frame[wanted].reset_index(drop=True)
    days = [day.date() if isinstance(day, dt.datetime) else day for day in own["date"]]
    claimant = [claimant_of(*told).value for told in zip(own["event"], own["actor"], strict=True)]
    places = [place_id if isinstance(place_id, str) else None for place_id in own["place_id"]]
    told = {"date": days, "place_id": places, "claimant": claimant}
    return own.assign(**{name: pd.Series(values, dtype=object) for name, values in told.items()})


def frame_of(claims: Claims) -> gpd.GeoDataFrame:
    """Return claims as a frame of `geo.schema.CLAIMS`, checked, be they one already or entries of a ledger."""
    import geopandas as gpd

    if isinstance(claims, gpd.GeoDataFrame):
        return check(claims, CLAIMS)
    from geo.ledger.frame import claims_frame

    return claims_frame(list(claims), history=False)


def claimant_of(event: str, actor: str) -> Actor:
    """Return the side that would hold a place by a claim: who took it, or the other side of who withdrew."""
    return Actor(actor).other if event == Event.WITHDREW else Actor(actor)


def spots_of(own: gpd.GeoDataFrame) -> npt.NDArray[np.float64]:
    """Return longitude and latitude in degrees and the uncertainty in metres, (n, 3); NaN where they are not known."""
    import numpy as np
    import shapely

    spots = np.full((len(own), 3), np.nan)
    placed = np.asarray(~(own.geometry.isna() | own.geometry.is_empty), dtype=bool)
    spots[placed, :2] = shapely.get_coordinates(np.asarray(own.geometry[placed], dtype=object))
    spots[:, 2] = own["uncertainty_m"].to_numpy(dtype=float, na_value=np.nan)
    return spots
