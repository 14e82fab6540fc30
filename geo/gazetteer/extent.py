"""How far a settlement reaches from the point that stands for it."""

from __future__ import annotations

from geo.model import Kind

HAMLET_M, VILLAGE_M, TOWN_M, CITY_M, BIG_CITY_M = 700.0, 1000.0, 2500.0, 5000.0, 10_000.0
BIG_CITY_POPULATION = 300_000
_TOWN_POPULATION, _CITY_POPULATION = 5000, 50_000


def extent_m(kind: Kind, population: int | None) -> float:
    """Return the radius in metres within which a settlement lies around its point.

    Steps that follow the square root of the population: 1,000 m for a village, 2,500 m for a town or a small city,
    5,000 m for a city, 10,000 m above 300,000 people. The larger of what kind and population say holds.

    Parameters
    ----------
    kind
        A kind of settlement; other kinds count as villages.
    population
        People, or None where unknown.

    Examples
    --------
    >>> extent_m(Kind.VILLAGE, None), extent_m(Kind.CITY, 18_000), extent_m(Kind.CITY, 1_400_000)
    (1000.0, 2500.0, 10000.0)
    """
    people = population or 0
    if people >= BIG_CITY_POPULATION:
        return BIG_CITY_M
    if people >= _CITY_POPULATION:
        return CITY_M
    if people >= _TOWN_POPULATION or kind in (Kind.TOWN, Kind.CITY):
        return TOWN_M
    return HAMLET_M if kind is Kind.HAMLET else VILLAGE_M
