"""A location in the terms of Darwin Core (https://dwc.tdwg.org/terms/#location)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from geo.uncertainty.basis import Policy

if TYPE_CHECKING:
    from geo.uncertainty.location import Location

_PROTOCOL = {
    Policy.CALCULATOR: "point-radius method (Wieczorek, Guo & Hijmans 2004), as the Georeferencing Calculator has it",
    Policy.STRICT: "point-radius method, radius covering all that the words allow (Chapman & Wieczorek 2020)",
    Policy.NEWS: "radius learned from geolocated posts of this war, geo news policy; it holds about 90 % of positions",
}
_DIGITS = 7


def darwin_core(location: Location) -> dict[str, str | float | None]:
    """Return a location as Darwin Core terms.

    Parameters
    ----------
    location
        The location, WGS 84.

    Returns
    -------
    terms
        `decimalLatitude`, `decimalLongitude` (degrees), `geodeticDatum`, `coordinateUncertaintyInMeters` (whole metres,
        rounded up; None instead of 0, which is not valid), `coordinatePrecision` (degrees; None if not known),
        `footprintWKT`, `footprintSRS`, `georeferenceProtocol` and `georeferenceRemarks`.
    """
    import shapely

    basis = location.basis
    return {
        "decimalLatitude": round(location.lat, _DIGITS),
        "decimalLongitude": round(location.lon, _DIGITS),
        "geodeticDatum": "EPSG:4326",
        "coordinateUncertaintyInMeters": math.ceil(round(location.radius_m, 3)) or None,
        "coordinatePrecision": basis.coordinate_precision_deg or None,
        "footprintWKT": shapely.to_wkt(location.shape, rounding_precision=_DIGITS),
        "footprintSRS": "EPSG:4326",
        "georeferenceProtocol": _PROTOCOL[basis.policy],
        "georeferenceRemarks": _remarks(location),
    }


def _remarks(location: Location) -> str:
    basis = location.basis
    said = [
        f'"{basis.wording.phrase}"' if basis.wording.phrase else "",
        f"rule: {basis.rule}",
        f"anchor {basis.anchor_lat:.5f}, {basis.anchor_lon:.5f}, reaching {basis.extent_m:.0f} m",
        "distance " + " and ".join(f"{km:g} km" for km in basis.distance_km) if basis.distance_km else "",
        "bearing " + " and ".join(f"{degrees:g} degrees" for degrees in basis.bearing_deg) if basis.bearing_deg else "",
        f"distance within {basis.half_width_km:g} km ({basis.half_width_source})" if basis.half_width_source else "",
        f"bearing within {basis.half_angle_deg:g} degrees ({basis.half_angle_source})"
        if basis.half_angle_source
        else "",
        f"learned for {basis.learned.told} a {basis.learned.size}" if basis.learned else "",
        f"strict radius {location.strict_radius_m:.0f} m",
    ]
    return "; ".join(part for part in said if part)
