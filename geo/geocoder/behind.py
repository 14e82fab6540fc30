"""A geopy geocoder behind the gazetteer: asked with what it understands, its answers marked as its own."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from typing import Any

from geopy.adapters import BaseAsyncAdapter
from geopy.exc import ConfigurationError
from geopy.geocoders.base import DEFAULT_SENTINEL
from geopy.location import Location


class Behind:
    """A fallback geocoder.

    Parameters
    ----------
    geocoder
        Any geopy geocoder.
    own_async
        Whether the geocoder before it is asynchronous.

    Raises
    ------
    ConfigurationError
        If it is no geocoder, or asynchronous behind a synchronous one.
    """

    def __init__(self, geocoder: Any, *, own_async: bool) -> None:
        if not callable(getattr(geocoder, "geocode", None)):
            raise ConfigurationError(f"fallback {type(geocoder).__name__} has no geocode(); give a geopy geocoder")
        self._geocoder = geocoder
        self.is_async = isinstance(getattr(geocoder, "adapter", None), BaseAsyncAdapter)
        if self.is_async and not own_async:
            raise ConfigurationError("the fallback is asynchronous; give this geocoder an asynchronous adapter, too")

    def geocode(self, query: Any, region: Any, *, exactly_one: bool, timeout: Any, options: Mapping[str, Any]) -> Any:
        """Ask for a name; a region goes to the end of a string."""
        if region is not None and isinstance(query, str):
            query = ", ".join((query, *((region,) if isinstance(region, str) else region)))
        return self._ask(self._geocoder.geocode, query, exactly_one, timeout, options)

    def reverse(self, query: Any, *, exactly_one: bool, timeout: Any, options: Mapping[str, Any]) -> Any:
        """Ask for a position; None if the fallback cannot be asked for one."""
        method = getattr(self._geocoder, "reverse", None)
        return None if method is None else self._ask(method, query, exactly_one, timeout, options)

    @staticmethod
    def _ask(method: Any, query: Any, exactly_one: bool, timeout: Any, options: Mapping[str, Any]) -> Any:
        known = inspect.signature(method).parameters
        if not any(one.kind is inspect.Parameter.VAR_KEYWORD for one in known.values()):
            options = {name: value for name, value in options.items() if name in known}
        given = {name: value for name, value in options.items() if value is not None}
        if timeout is not DEFAULT_SENTINEL:
            given["timeout"] = timeout
        return method(query, exactly_one=exactly_one, **given)

    def marked(self, result: Any) -> Any:
        """Return the fallback's `Location` or list of them, told apart from the gazetteer's own."""
        if isinstance(result, Location):
            return self._marked(result)
        if isinstance(result, Iterable):
            return [self._marked(one) for one in result]
        return result

    def _marked(self, location: Location) -> Location:
        raw = dict(location.raw) if isinstance(location.raw, Mapping) else {"answer": location.raw}
        if raw.get("network") is not True:
            raw = {"licence": None, "uncertainty_m": None} | raw
            raw |= {"source": type(self._geocoder).__name__, "network": True}
        return Location(location.address, location.point, raw)
