"""Nominatim with the manners that its usage policy asks for: a name of one's own, one request a second, a cache."""

from __future__ import annotations

import functools
import math
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopy.geocoders
from geopy.adapters import BaseAsyncAdapter, RequestsAdapter
from geopy.exc import ConfigurationError, GeocoderParseError, GeocoderUnavailable, GeopyError
from geopy.geocoders import Nominatim
from geopy.geocoders.base import DEFAULT_SENTINEL
from geopy.geocoders.nominatim import _DEFAULT_NOMINATIM_DOMAIN, _REJECTED_USER_AGENTS
from geopy.location import Location
from geopy.util import logger

from geo.distance import inverse
from geo.geocoder.cache import AnswerCache

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ATTRIBUTION = "Data © OpenStreetMap contributors, ODbL 1.0. https://www.openstreetmap.org/copyright"
MAX_AGE_DAYS = 30.0
_POLICY_SECONDS = 1.0
_CORNERS = ((0, 2), (0, 3), (1, 2), (1, 3))


def nominatim(
    user_agent: str,
    *,
    cache: str | Path | None = None,
    domain: str = _DEFAULT_NOMINATIM_DOMAIN,
    min_delay_seconds: float = _POLICY_SECONDS,
    max_age_days: float = MAX_AGE_DAYS,
    **options: Any,
) -> PoliteNominatim:
    """Return geopy's Nominatim, made to keep the usage policy and to remember.

    Parameters
    ----------
    user_agent
        The name of your application, best with an address; geopy's default and the samples of its manual are refused.
    cache
        Folder of the kept answers and of the time of the last request; by default `geo` in the user's cache folder.
    domain
        Host of the service.
    min_delay_seconds
        The least time between two requests of all threads and all processes that share the cache; below 1 on servers
        of your own only.
    max_age_days
        Answers, also that there is none, are asked for again after so many days.
    options
        `timeout`, `proxies`, `scheme`, `ssl_context`, `adapter_factory`, as for `geopy.geocoders.Nominatim`.

    Returns
    -------
    geocoder
        A `geopy.geocoders.Nominatim`. `raw` of its answers tells `source`, `network`, `licence` and `uncertainty_m`,
        the distance to the farthest corner of the answer's box in metres, None where it has none.

    Raises
    ------
    ConfigurationError
        If the user agent or an option is refused, or the cache folder cannot be used.

    Examples
    --------
    >>> nominatim("my-application")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    geopy.exc.ConfigurationError: ...
    """
    _check_user_agent(user_agent)
    least = _POLICY_SECONDS if domain.strip("/").lower() == _DEFAULT_NOMINATIM_DOMAIN else 0.0
    if not (least <= min_delay_seconds < math.inf):
        raise ConfigurationError(f"min_delay_seconds is {min_delay_seconds!r}; for {domain} it is at least {least:g}")
    if not 0 <= max_age_days < math.inf:
        raise ConfigurationError(f"max_age_days is {max_age_days!r}; it must be 0 or more")
    folder = Path(cache) if cache is not None else _cache_folder()
    try:
        kept = AnswerCache(folder, max_age_days=max_age_days)
    except (OSError, sqlite3.Error) as error:
        raise ConfigurationError(
            f"{folder}: cannot hold the cache of answers ({error}); name another folder with cache=, or delete the file"
        ) from error
    if options.get("adapter_factory") is None:
        options["adapter_factory"] = _adapter_factory()
    return PoliteNominatim(kept, min_delay_seconds, user_agent=user_agent, domain=domain, **options)


def _adapter_factory() -> Callable[..., Any]:
    """Return the adapter geopy would take, but without retries: those of `requests` come at once, past any clock."""
    factory: Callable[..., Any] = geopy.geocoders.options.default_adapter_factory
    return functools.partial(factory, max_retries=0) if factory is RequestsAdapter else factory


def _check_user_agent(user_agent: Any) -> None:
    if not isinstance(user_agent, str) or not user_agent.strip() or not user_agent.isprintable():
        raise ConfigurationError("user_agent must name your application, in one line, as in 'my-newsroom-maps/1.0'")
    if user_agent.strip() in _REJECTED_USER_AGENTS or user_agent.strip().lower().startswith("geopy/"):
        raise ConfigurationError(
            f"user_agent {user_agent!r} names no application; Nominatim's usage policy asks for it"
        )


def _cache_folder() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("geo", appauthor=False)


class PoliteNominatim(Nominatim):  # type: ignore[misc]
    """Geopy's Nominatim behind a cache and a clock; made by `nominatim`.

    Parameters
    ----------
    answers
        Where answers are kept.
    min_delay_seconds
        The least time between two requests.
    options
        As for `geopy.geocoders.Nominatim`.

    Raises
    ------
    ConfigurationError
        If an option is refused, or the adapter is asynchronous.
    """

    def __init__(self, answers: AnswerCache, min_delay_seconds: float, **options: Any) -> None:
        super().__init__(**options)
        if isinstance(self.adapter, BaseAsyncAdapter):
            raise ConfigurationError("nominatim() takes synchronous adapters only; also FrontlineGeocoder awaits it")
        self._answers, self._min_delay_seconds = answers, min_delay_seconds

    def _call_geocoder(
        self,
        url: str,
        callback: Callable[[Any], Any],
        *,
        timeout: Any = DEFAULT_SENTINEL,
        is_json: bool = True,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """Answer from the cache, else ask when it is time to; only what can be read is kept."""

        def read(body: Any) -> Any:
            result = _read(callback, body)
            try:
                self._answers.put(url, body)
            except sqlite3.Error as error:
                logger.warning("%s: an answer cannot be kept (%s)", self._answers.path, error)
            return result

        try:
            body = self._answers.get(url)
            if body is not None:
                return _read(callback, body)
            self._answers.wait_for_turn(self.domain, self._min_delay_seconds)
            try:
                return super()._call_geocoder(url, read, timeout=timeout, is_json=is_json, headers=headers)
            finally:
                self._answers.note_request(self.domain)
        except sqlite3.Error as error:
            # without the clock the rate cannot be kept, so nothing is asked
            raise GeocoderUnavailable(f"{self._answers.path}: {error}; delete it, or name another cache") from error
        except RecursionError as error:
            raise GeocoderParseError(f"{self.domain} sent JSON nested too deep") from error

    def _parse_code(self, place: Any) -> Location:
        if place.get("lat") is None or place.get("lon") is None:
            raise ValueError("an answer without a position")
        location = super()._parse_code(place)
        marks = {
            "source": "Nominatim",
            "network": True,
            "licence": ATTRIBUTION,
            "uncertainty_m": _uncertainty_m(location, place.get("boundingbox")),
        }
        return Location(location.address, location.point, dict(place) | marks)


def _read(callback: Callable[[Any], Any], body: Any) -> Any:
    """Read an answer; one that has not Nominatim's form is geopy's parse error."""
    try:
        return callback(body)
    except GeopyError:
        raise
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise GeocoderParseError(f"an answer that is none of Nominatim's ({error})") from error


def _uncertainty_m(location: Location, box: Any) -> float | None:
    """Return the distance to the farthest corner of a box of south, north, west, east; None if there is no such box."""
    try:
        edges = [float(edge) for edge in box]
        corners = [(edges[lat], edges[lon]) for lat, lon in _CORNERS]
        lat, lon = float(location.latitude), float(location.longitude)
        farthest_km = max(inverse(lat, lon, *corner)[0] for corner in corners)
    except (IndexError, TypeError, ValueError):
        return None
    return round(farthest_km * 1000, 1)
