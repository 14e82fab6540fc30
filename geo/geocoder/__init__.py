"""A geopy geocoder over the gazetteer, and Nominatim behind it for those who ask."""

from geo.geocoder.frontline import FrontlineGeocoder
from geo.geocoder.network import nominatim

__all__ = ["FrontlineGeocoder", "nominatim"]
