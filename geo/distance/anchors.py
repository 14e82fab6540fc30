"""The settlement a reader would know, from which to tell where something is: large, close, in one clear direction."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

from geo.distance.geodesic import inverse
from geo.errors import InputError
from geo.model import Kind

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer
    from geo.model import Place

# a place counts by the fourth root of its people over its distance, to which so many kilometres are added, for a reader
# knows few villages; beyond FAR_KM the distance counts ever more: a village of 1,000 at 1 km is as good as a town of
# 20,000 at 10 km or a city of 900,000 at 30 km
_NEARNESS_KM, _FAR_KM = 10.0, 60.0
_EXPONENT = 0.25
_FEWEST_PEOPLE, _REPORTED_PEOPLE = 300, 1_000
# halfway between two points of the compass, so much of it is lost
_UNCLEAR = 0.3
# places whose own position is not known are no anchors; a city's radius is its size
_OWN_POSITION_M = 3_000.0
_LOOKED_AT = 40
_MEAN_KM = 6371.0


@cache
def embedded() -> Gazetteer:
    """Return the embedded gazetteer, opened once."""
    from geo.gazetteer import Gazetteer

    return Gazetteer.embedded()


def known_anchor(
    lat: float, lon: float, gazetteer: Gazetteer | None = None, *, points: int = 8, but: str = ""
) -> Place:
    """Return the settlement near a position that a reader would best know it by.

    Parameters
    ----------
    lat, lon
        Degrees, WGS 84.
    gazetteer
        Where to look; by default the embedded one, opened once.
    points
        How many points of the compass the direction is told with: nearer to one of them is better.
    but
        The id of the place that is told of, which is no anchor of itself.

    Raises
    ------
    InputError
        If the position is out of range, or there is no settlement with a position of its own.

    Examples
    --------
    >>> known_anchor(47.93, 37.285).name
    'Kurakhove'
    """
    import numpy as np

    inverse(lat, lon, lat, lon)  # refuses what is no position
    gazetteer = embedded() if gazetteer is None else gazetteer
    latlon, people = np.radians(gazetteer.latlon), np.maximum(gazetteer.populations, _FEWEST_PEOPLE).astype(float)
    reported = gazetteer.often_reported_rows
    people[reported] = np.maximum(people[reported], _REPORTED_PEOPLE)
    phi, lam = math.radians(lat), math.radians(lon)
    half = (
        np.sin((latlon[:, 0] - phi) / 2) ** 2
        + math.cos(phi) * np.cos(latlon[:, 0]) * np.sin((latlon[:, 1] - lam) / 2) ** 2
    )
    km = 2 * _MEAN_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    weights = people**_EXPONENT / (km * (1 + km / _FAR_KM) + _NEARNESS_KM)
    weights[np.isnan(weights)] = 0.0
    best: tuple[float, Place] | None = None
    seen = 0
    for row in np.argsort(-weights, kind="stable"):
        if seen == _LOOKED_AT or (best is not None and weights[row] <= best[0]) or not weights[row]:
            break
        place = gazetteer.place(int(row))
        own = place.uncertainty_m <= _OWN_POSITION_M or place.kind is Kind.CITY
        if not place.kind.is_settlement or place.place_id == but or not own:
            continue
        seen += 1
        assert place.lat is not None
        assert place.lon is not None
        _, bearing, _ = inverse(place.lat, place.lon, lat, lon)
        weight = float(weights[row]) * _clearness(bearing, points)
        if best is None or weight > best[0]:
            best = weight, place
    if best is None:
        raise InputError(f"{gazetteer.path}: holds no settlement to tell a position from; name an anchor")
    return best[1]


def _clearness(bearing_deg: float, points: int) -> float:
    """Return 1 on a point of the compass, less between two; 1 where there is no direction."""
    if math.isnan(bearing_deg):
        return 1.0
    step = 360 / points
    off = abs((bearing_deg + step / 2) % step - step / 2) / (step / 2)
    return 1.0 - _UNCLEAR * off
