"""First-level units of Ukraine, Russia and their neighbours: one short English name, many codes."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Oblast:
    """An oblast of Ukraine: `code` begins its P-codes, `geonames` is its admin1, `outline` its Natural Earth name."""

    code: str
    name: str
    geonames: str
    outline: str


@dataclass(frozen=True, slots=True)
class Quarters:
    """A city whose quarters GeoNames lists as places: those of some units within `within_km` of it are no places."""

    city: int
    units: tuple[str, ...]
    within_km: float


@lru_cache(maxsize=1)
def _tables() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_name("regions.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def oblasts() -> tuple[Oblast, ...]:
    """Return Ukraine's oblasts, Crimea, Kyiv city and Sevastopol, by code."""
    return tuple(Oblast(code, **row) for code, row in sorted(_tables()["ukraine"].items()))


def first_level_name(country: str, admin1: str) -> str:
    """Return the short English name of a GeoNames admin1 unit; empty if it is none that reports name."""
    if country == "UA":
        return next((oblast.name for oblast in oblasts() if oblast.geonames == admin1), "")
    table = {"RU": "russia", "BY": "belarus", "MD": "moldova"}.get(country)
    return str(_tables()[table].get(admin1, "")) if table else ""


def by_russian_name(name: str) -> tuple[str, str]:
    """Return the country and the short English name of a first-level unit by its Russian name; empty if unknown.

    Examples
    --------
    >>> by_russian_name("Курская область"), by_russian_name("город Севастополь"), by_russian_name("Атлантида")
    (('RU', 'Kursk'), ('UA', 'Sevastopol'), ('', ''))
    """
    words = name.casefold().replace("(", " ").replace(")", " ").split()
    for word in words:
        for country, table in _tables()["russian"].items():
            if word in table:
                return country, str(table[word])
    return "", ""


def admin1_codes(name: str) -> tuple[tuple[str, str], ...]:
    """Return country and GeoNames admin1 code of the units with a short English name, case aside.

    Examples
    --------
    >>> admin1_codes("kursk"), admin1_codes("Donetsk"), admin1_codes("Atlantis")
    ((('RU', '41'),), (('UA', '05'),), ())
    """
    wanted = name.casefold()
    found = [("UA", oblast.geonames) for oblast in oblasts() if oblast.name.casefold() == wanted]
    for country, table in (("RU", "russia"), ("BY", "belarus"), ("MD", "moldova")):
        found += [(country, code) for code, short in _tables()[table].items() if short.casefold() == wanted]
    return tuple(found)


def quarters() -> tuple[Quarters, ...]:
    """Return the cities whose quarters are left out."""
    return tuple(Quarters(row["city"], tuple(row["units"]), row["within_km"]) for row in _tables()["quarters"])
