"""`FrontlineGeocoder`: geopy's own interface over the gazetteer, offline."""

from __future__ import annotations

import asyncio
import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopy.geocoders
from geopy.adapters import BaseAsyncAdapter, BaseSyncAdapter
from geopy.exc import ConfigurationError, GeocoderQueryError, GeocoderServiceError, GeocoderUnavailable
from geopy.geocoders.base import _DEFAULT_ADAPTER_CLASS, DEFAULT_SENTINEL, Geocoder
from geopy.util import logger

from geo.errors import AmbiguousPlaceError, GazetteerError, InputError
from geo.gazetteer import Gazetteer
from geo.geocoder.behind import Behind
from geo.geocoder.offline import Offline, Wishes, ambiguity, position
from geo.model import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from geo.geocoder.ranking import Box

MAX_DISTANCE_KM = 25.0
_REVERSED = 5
_MAX_ZOOM = 18


class _NoRequests(BaseSyncAdapter):  # type: ignore[misc]
    """The adapter of a geocoder that asks nobody: no session, no pool, no certificates."""

    def get_json(self, url: str, *, timeout: float, headers: dict[str, str]) -> Any:
        return self.get_text(url, timeout=timeout, headers=headers)

    def get_text(self, url: str, *, timeout: float, headers: dict[str, str]) -> str:  # noqa: ARG002
        raise GeocoderServiceError(f"FrontlineGeocoder makes no requests; it was to fetch {url}")


class FrontlineGeocoder(Geocoder):  # type: ignore[misc]
    """A geopy geocoder over the gazetteer of `geo`: offline, without a limit of rate.

    Parameters
    ----------
    gazetteer
        An open `geo.Gazetteer`, or the path of one; by default that of `geo.Gazetteer.open()`.
    lang
        The language of addresses where a call names none: `en`, `uk` or `ru`.
    fallback
        A geopy geocoder, such as `geo.geocoder.nominatim(...)`, to be asked where the gazetteer has nothing, or nothing
        but a guessed misspelling. By default nobody is asked.
    strict
        Raise `geo.errors.AmbiguousPlaceError` where one place is asked for and nothing tells which of several is
        meant, instead of answering with the likeliest and `raw["ambiguous"]`.
    timeout, user_agent, proxies, ssl_context, scheme, adapter_factory
        As for any geopy geocoder; they matter only to an adapter that the caller brings. With an asynchronous one
        `geocode` and `reverse` are to be awaited.

    Raises
    ------
    ConfigurationError
        If an option is of no use.
    GeocoderUnavailable
        If the gazetteer cannot be opened.

    Examples
    --------
    >>> location = FrontlineGeocoder().geocode("Курахово, Донецкая область")
    >>> location.address, location.raw["place_id"]
    ('Kurakhove, Donetsk Oblast, Ukraine', 'UA1416011001')
    """

    def __init__(
        self,
        gazetteer: Gazetteer | str | Path | None = None,
        *,
        lang: str = "en",
        fallback: Any = None,
        strict: bool = False,
        timeout: Any = DEFAULT_SENTINEL,
        user_agent: str | None = None,
        proxies: Any = DEFAULT_SENTINEL,
        ssl_context: Any = DEFAULT_SENTINEL,
        scheme: str | None = None,
        adapter_factory: Callable[..., Any] | None = None,
    ) -> None:
        if adapter_factory is None and geopy.geocoders.options.default_adapter_factory is _DEFAULT_ADAPTER_CLASS:
            adapter_factory = _NoRequests
        super().__init__(
            scheme=scheme,
            timeout=timeout,
            proxies=proxies,
            user_agent=user_agent,
            ssl_context=ssl_context,
            adapter_factory=adapter_factory,
        )
        if lang not in LANGUAGES:
            raise ConfigurationError(f"lang is {lang!r}; addresses are written in {', '.join(LANGUAGES)}")
        self.lang, self.strict = lang, strict
        self.gazetteer = _opened(gazetteer)
        self._offline = Offline(self.gazetteer, lang)
        self._async = isinstance(self.adapter, BaseAsyncAdapter)
        self._behind = None if fallback is None else Behind(fallback, own_async=self._async)

    # -- geopy's interface --------------------------------------------------------------------------------------

    def geocode(
        self,
        query: Any,
        *,
        exactly_one: bool = True,
        limit: int | None = None,
        region: str | Iterable[str] | None = None,
        near: Any = None,
        timeout: Any = DEFAULT_SENTINEL,
        language: str | bool | None = None,
        country_codes: str | Iterable[str] | None = None,
        viewbox: Any = None,
        bounded: bool = False,
        addressdetails: bool = False,
        namedetails: bool = False,
        featuretype: str | None = None,
        strict: bool | None = None,
    ) -> Any:
        """Return where a place is.

        Parameters
        ----------
        query
            A name, with the areas that hold it after commas ("Kurakhove, Donetsk Oblast", "Курахове, Донецька область",
            also from the large to the small); a phrase ("10 km south of Kurakhove"); or a dict with Nominatim's keys
            (`city`, `county`, `state`, `country`; what has a `street` is not known here, `postalcode` says nothing).
        exactly_one
            One `Location`, or a list, best first.
        limit
            At most so many in the list; all by default.
        region
            Only places in this oblast, raion, hromada or country; several narrow each other.
        near
            Of namesakes the one nearest to this: a `Point`, `Location`, (latitude, longitude) in degrees, or a name.
        timeout
            For the fallback.
        language
            Of the address: `en`, `uk`, `ru`, or a list as browsers send it; of others the geocoder's own.
        country_codes
            Only places of these countries (ISO 3166-1 alpha-2).
        viewbox, bounded
            Two opposite corners: prefer, or with `bounded` admit only, places inside.
        addressdetails, namedetails
            Add `address` and `namedetails` to `raw`, as Nominatim does.
        featuretype
            Only `country`, `state`, `city` or `settlement`.
        strict
            As for the geocoder; by default as it was made.

        Returns
        -------
        location
            A `geopy.location.Location`, or a list of them; None if nothing is found, as geopy has it.
            `raw` tells `uncertainty_m`, `score`, `why`, `source` and more.

        Raises
        ------
        GeocoderQueryError
            If the query or an option cannot be used.
        GeocoderUnavailable
            If the gazetteer fails.
        AmbiguousPlaceError
            With `strict`, if nothing tells which place is meant.
        ValueError
            If `limit` is below 1, or a point of `near` or `viewbox` is none.
        GeocoderServiceError
            One of its kinds, if a fallback is asked and fails.
        """
        options = {
            "language": language,
            "country_codes": country_codes,
            "viewbox": viewbox,
            "bounded": bounded or None,
            "addressdetails": addressdetails or None,
            "namedetails": namedetails or None,
            "featuretype": featuretype,
        }
        strict = self.strict if strict is None else strict

        def offline() -> tuple[Any, bool]:
            _check_limit(limit)
            wishes = self._offline.wishes({**options, "region": region, "near": near}, self._box(viewbox))
            asked = self._offline.understood(query)
            found = self._offline.ranked(asked, wishes)
            if found.rivals and exactly_one and strict:
                raise AmbiguousPlaceError(ambiguity(query, found))
            locations = self._offline.locations(query, asked, found, wishes)
            answer = (locations[0] if exactly_one else locations[:limit]) if locations else None
            # a phrase is not sent: what Nominatim would make of it is none of what it says
            return answer, asked.relation is not None or bool(locations and not found.is_guess)

        def behind(fallback: Behind) -> Any:
            given = options | {"limit": limit, "viewbox": viewbox or _around(self._offline.point_near(near))}
            return fallback.geocode(query, region, exactly_one=exactly_one, timeout=timeout, options=given)

        return self._answer(offline, behind)

    def reverse(
        self,
        query: Any,
        *,
        exactly_one: bool = True,
        limit: int | None = None,
        timeout: Any = DEFAULT_SENTINEL,
        language: str | bool | None = None,
        max_distance_km: float = MAX_DISTANCE_KM,
        zoom: int | None = None,
        addressdetails: bool = True,
        namedetails: bool = False,
    ) -> Any:
        """Return the settlements nearest to a position.

        Parameters
        ----------
        query
            A `Point`, (latitude, longitude) in degrees WGS 84, or such a string.
        exactly_one
            The nearest `Location`, or a list, nearest first.
        limit
            At most so many in the list; 5 by default.
        timeout
            For the fallback.
        language
            As for `geocode`.
        max_distance_km
            Settlements farther away are no answer.
        zoom
            As Nominatim has it: below 5 the country, below 10 the oblast of the nearest settlement.
        addressdetails, namedetails
            As for `geocode`.

        Returns
        -------
        location
            A `Location`, or a list of them; None if there is no settlement so near. `raw` tells `distance_km`,
            `bearing_deg` (of the position, from the settlement) and `phrase` ("2.1 km north of Kurakhove").

        Raises
        ------
        ValueError
            If the query is no position on Earth, or an option is out of range.
        GeocoderUnavailable
            If the gazetteer fails.
        GeocoderServiceError
            One of its kinds, if a fallback is asked and fails.
        """
        options = {
            "language": language,
            "zoom": zoom,
            "addressdetails": addressdetails,
            "namedetails": namedetails or None,
        }

        def offline() -> tuple[Any, bool]:
            point = position(query)
            _check_limit(limit)
            if not max_distance_km > 0:
                raise ValueError(f"max_distance_km is {max_distance_km!r}; it must be above 0")
            if zoom is not None and not 0 <= zoom <= _MAX_ZOOM:
                raise ValueError(f"zoom is {zoom!r}; it goes from 0 to {_MAX_ZOOM}")
            nearest = self.gazetteer.nearest(*point, k=1 if exactly_one else limit or _REVERSED)
            near = [(place, km) for place, km in nearest if km <= max_distance_km]
            wishes = Wishes(self._offline.language(language), addressdetails=addressdetails, namedetails=namedetails)
            locations = self._offline.reversed(point, near, zoom, wishes)
            return (locations[0] if exactly_one else locations) if locations else None, bool(locations)

        def behind(fallback: Behind) -> Any:
            return fallback.reverse(query, exactly_one=exactly_one, timeout=timeout, options=options)

        return self._answer(offline, behind)

    def _box(self, viewbox: Any) -> Box | None:
        if not viewbox:
            return None
        south, west, north, east = map(float, self._format_bounding_box(viewbox).split(","))
        return south, west, north, east

    # -- how an answer comes about ------------------------------------------------------------------------------

    def _answer(self, offline: Callable[[], tuple[Any, bool]], behind: Callable[[Behind], Any]) -> Any:
        """Answer from the gazetteer, and where that is not sure from the fallback; awaitable for async adapters."""
        if self._async:
            return self._answer_async(offline, behind)
        answer, sure = _in_geopys_terms(offline)
        if sure or self._behind is None:
            return answer
        try:
            return self._behind.marked(behind(self._behind)) or answer
        except GeocoderServiceError as error:
            return _kept(answer, error)

    async def _answer_async(self, offline: Callable[[], tuple[Any, bool]], behind: Callable[[Behind], Any]) -> Any:
        answer, sure = _in_geopys_terms(offline)
        if sure or self._behind is None:
            return answer
        try:
            # a synchronous fallback must not hold up the loop
            fallback = self._behind
            result = behind(fallback) if fallback.is_async else await asyncio.to_thread(behind, fallback)
            return fallback.marked(await result if inspect.isawaitable(result) else result) or answer
        except GeocoderServiceError as error:
            return _kept(answer, error)


def _opened(gazetteer: Gazetteer | str | Path | None) -> Gazetteer:
    if isinstance(gazetteer, Gazetteer):
        return gazetteer
    if not (gazetteer is None or isinstance(gazetteer, str | Path)):
        raise ConfigurationError(f"gazetteer is of type {type(gazetteer).__name__}; give a geo.Gazetteer or a path")
    try:
        return Gazetteer.open(gazetteer)
    except GazetteerError as error:
        raise GeocoderUnavailable(str(error)) from error


def _in_geopys_terms(offline: Callable[[], tuple[Any, bool]]) -> tuple[Any, bool]:
    try:
        return offline()
    except GazetteerError as error:
        raise GeocoderUnavailable(str(error)) from error
    except InputError as error:
        raise GeocoderQueryError(str(error)) from error


def _kept(answer: Any, error: GeocoderServiceError) -> Any:
    """Return the offline guess that a failing network must not hide; raise if there is none."""
    if answer is None:
        raise error
    logger.warning("the fallback geocoder failed, a guessed spelling stands: %s", error)
    return answer


def _around(point: tuple[float, float] | None) -> list[tuple[float, float]] | None:
    """Return the corners of a viewbox of some degrees about a point."""
    if point is None:
        return None
    lat, lon = point
    return [(max(lat - 1, -90), max(lon - 1, -180)), (min(lat + 1, 90), min(lon + 1, 180))]


def _check_limit(limit: int | None) -> None:
    if limit is not None and int(limit) < 1:
        raise ValueError("Limit cannot be less than 1")
