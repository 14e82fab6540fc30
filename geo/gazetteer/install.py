"""Sources installed into a gazetteer's folder: fetched or given, read, kept, and built into one file beside the old.

FOLDER/installed.gaz          what opens; replaced whole by each build
FOLDER/sources/*.jsonl.gz     the installed sources as read
FOLDER/downloads/             what was fetched, or brought by hand
FOLDER/own.csv                the user's own layer, which no build touches
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin, urlsplit

from geo.errors import InputError
from geo.gazetteer import catalogue
from geo.gazetteer.download import FetchError, fetch
from geo.gazetteer.lock import locked
from geo.gazetteer.merge import merge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from geo.gazetteer.gazetteer import Gazetteer
    from geo.gazetteer.merge import Merged
    from geo.gazetteer.sources.record import Record, Source

DOWNLOADS = "downloads"
# the edition of a file, where its name tells it
_DATE = re.compile(r"20\d\d-\d\d(?:-\d\d)?")
_LARGEST_ANSWER_BYTES = 8_000_000


def _silent(_: str) -> None:
    """Take a line of progress and do nothing with it."""


@dataclass(frozen=True)
class Options:
    """How to install.

    Parameters
    ----------
    mapping
        For tables of any form: field to column.
    encoding
        For text that is not UTF-8.
    kind
        Which reader to use, if the file does not tell.
    names
        For a dump of GeoNames, its file of alternate names.
    regions
        Only these oblasts and regions, by their short English names; all by default.
    sha256
        The checksum that a fetched or given file must have.
    mirror
        Where the files of a named set are fetched instead, by their names there.
    refresh
        Whether to fetch again what lies in the folder of downloads.
    base
        What the sources are joined onto; by default the embedded gazetteer.
    say
        Called with a line before each step.
    progress
        Called with (file, bytes so far, bytes in all or None) as bytes come.
    """

    mapping: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    kind: str | None = None
    names: Path | None = None
    regions: tuple[str, ...] = ()
    sha256: str | None = None
    mirror: str | None = None
    refresh: bool = False
    base: Gazetteer | None = None
    say: Callable[[str], object] = _silent
    progress: Callable[[str, int, int | None], object] | None = None


@dataclass(frozen=True, slots=True)
class Installed:
    """What an install made: the file, the places in it, what became of the records of each source, rows passed over."""

    path: Path
    places: int
    merged: Merged
    skipped: Mapping[str, list[str]]


def recipes() -> dict[str, Any]:
    """Return the named sets that can be installed, with what they fetch."""
    return tomllib.loads(Path(__file__).with_name("recipes.toml").read_text(encoding="utf-8"))


def install(what: str, folder: Path, options: Options | None = None) -> Installed:
    """Install a source, or a named set of them, and build the gazetteer anew.

    Parameters
    ----------
    what
        `ukraine`, `russia-border`, a file, or the http address of one.
    folder
        The gazetteer's folder; made if need be. Until the new gazetteer is whole the old one stays as it is.
    options
        How.

    Returns
    -------
    installed
        The built file, and what became of each source.

    Raises
    ------
    InputError
        If `what` is none of these, or a file has a bad row or is of no known layout.
    FetchError
        If a file can neither be fetched nor lies in the folder of downloads; the message says which to bring by hand.
    OutputError
        If the folder cannot be written to.
    """
    options = options or Options()
    with locked(folder, waiting=options.say):
        _sweep(folder)
        skipped: dict[str, list[str]] = {}
        for source, records in _sources(what, folder, options, skipped):
            if not records:
                raise InputError(f"{source.file}: holds no place to install; see that it is the file meant")
            catalogue.save(folder, source, records)
        merged = build(folder, base=options.base, say=options.say)
        return Installed(folder / _file_name(), len(merged.places), merged, skipped)


def build(folder: Path, *, base: Gazetteer | None = None, say: Callable[[str], object] = _silent) -> Merged:
    """Build a folder's gazetteer from `base` and the sources kept there; the caller holds the folder."""
    from geo.gazetteer.gazetteer import Gazetteer
    from geo.gazetteer.write import write_gazetteer

    base = base or Gazetteer.embedded()
    sources = catalogue.load(folder)
    merged = merge(base, sources, say)
    say(f"writing {len(merged.places):,} places")
    facts = {
        "sources": [*base.facts["sources"], *(_described(source, len(records)) for source, records in sources)],
        "built": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "disagreements": [[o.place_id, o.name, o.first, o.second, o.km] for o in merged.disagreements],
        "unsure": {name: tally.unsure for name, tally in merged.tallies.items()},
    }
    write_gazetteer(merged.places, folder / _file_name(), facts, installed=True)
    return merged


def _file_name() -> str:
    from geo.gazetteer.gazetteer import INSTALLED

    return INSTALLED


def _described(source: Source, records: int) -> dict[str, object]:
    return {
        "name": source.title,
        "package": source.file,
        "licence": source.licence,
        "attribution": source.attribution,
        "date": source.date,
        "installed": source.installed,
        "sha256": source.sha256,
        "records": records,
    }


def _sweep(folder: Path) -> None:
    """Remove what writers that were killed left half-written; the lock says that no other is at work."""
    here = [*folder.glob(".*.tmp"), *(folder / catalogue.FOLDER).glob(".*.tmp")]
    # pooch's own names for files on their way
    for left in (*here, *(folder / DOWNLOADS).glob("tmp????????")):
        with suppress(OSError):
            left.unlink()


# -- where files come from ----------------------------------------------------------------------------------------


def _sources(
    what: str, folder: Path, options: Options, skipped: dict[str, list[str]]
) -> Iterator[tuple[Source, list[Record]]]:
    """Yield the sources that are meant, read whole and checked, so that nothing is kept of a bad one."""
    known = recipes()
    if what in known:
        if options.sha256:
            raise InputError(f"{what} is a set of files; a checksum is for one file or address")
        yield from _of_recipe(known[what]["sources"], folder, options, skipped)
        return
    if urlsplit(what).scheme in ("http", "https"):
        name = Path(unquote(urlsplit(what).path)).name
        if not name:
            raise InputError(f"{what}: names no file; give the address of a file")
        to = folder / DOWNLOADS / name
        try:
            path = _fetched(what, to, options)
        except FetchError as error:
            raise FetchError(f"{error}; or bring the file by hand, as {to}") from error
        yield _read(path, options, skipped, url=what)
        return
    path = Path(what)
    if not path.is_file():
        names = ", ".join(known)
        raise InputError(f"{what}: is no file, no address and none of {names}; give one of these")
    _must_have(path, options.sha256)
    yield _read(path, options, skipped)


def _of_recipe(
    wanted: list[dict[str, Any]], folder: Path, options: Options, skipped: dict[str, list[str]]
) -> Iterator[tuple[Source, list[Record]]]:
    downloads = folder / DOWNLOADS
    files = [{"page": one["page"], **file} for one in wanted for file in (one, one.get("names")) if file]
    try:
        paths = {file["file"]: _fetched(file, downloads / file["file"], options) for file in files}
    except FetchError as error:
        lacking = (
            f"{one['file']} from {one.get('url') or one['page']}"
            for one in files
            if not (downloads / one["file"]).exists()
        )
        raise FetchError(f"{error}; or bring by hand, into {downloads}: {', '.join(lacking)}") from error
    found = []
    for one in wanted:
        names = paths[one["names"]["file"]] if "names" in one else None
        path, url = paths[one["file"]], str(one.get("url") or one["page"])
        chosen = replace(options, names=names, regions=options.regions or tuple(one.get("regions", ())))
        found.append(_read(path, chosen, skipped, url=url))
    # only once all are at hand and good: half a set is not what was asked for
    yield from found


def _fetched(one: str | Mapping[str, Any], to: Path, options: Options) -> Path:
    """Return a file of a set: from the folder of downloads, the mirror, or where the set says."""
    if to.exists() and not options.refresh:
        _must_have(to, options.sha256)
        options.say(
            f"using {to}, of {dt.date.fromtimestamp(to.stat().st_mtime).isoformat()}; --refresh fetches it anew"
        )
        return to
    options.say(f"fetching {to.name}")
    progress = options.progress
    return fetch(
        one if isinstance(one, str) else _address(one, to.name, options.mirror),
        to,
        checksum=options.sha256,
        refresh=options.refresh,
        progress=progress and (lambda done, total: progress(to.name, done, total)),
    )


def _address(one: Mapping[str, Any], name: str, mirror: str | None) -> str:
    if mirror:
        return urljoin(mirror if mirror.endswith("/") else f"{mirror}/", name)
    return str(one["url"]) if "url" in one else _newest(one["ckan"], one["match"])


def _newest(ckan: str, match: str) -> str:
    """Return the address of a data set's newest file whose name fits, as its CKAN server lists it."""
    import orjson
    import requests

    try:
        with requests.get(ckan, timeout=60, stream=True) as answer:
            answer.raise_for_status()
            said = orjson.loads(answer.raw.read(_LARGEST_ANSWER_BYTES, decode_content=True))
        fitting = [
            (str(one.get("last_modified") or ""), str(one.get("download_url") or one["url"]))
            for one in said["result"]["resources"]
            if re.search(match, str(one.get("download_url") or one["url"]))
        ]
    except (requests.RequestException, ValueError, KeyError, TypeError) as error:
        raise FetchError(f"{ckan}: could not be asked which file is the newest ({type(error).__name__})") from error
    if not fitting:
        raise FetchError(f"{ckan}: lists no file that fits {match!r}")
    return max(fitting)[1]


# -- files to sources ---------------------------------------------------------------------------------------------


def _read(path: Path, options: Options, skipped: dict[str, list[str]], *, url: str = "") -> tuple[Source, list[Record]]:
    from geo.gazetteer.sources.detect import detect, read
    from geo.gazetteer.sources.record import GEONAMES, KNOWN, user_table

    options.say(f"reading {path.name}")
    kind = options.kind or ("table" if options.mapping else detect(path, encoding=options.encoding))
    passed: list[str] = []
    progress = options.progress
    records = list(
        read(
            path,
            kind=kind,
            mapping=options.mapping or None,
            regions=options.regions or None,
            names=options.names,
            encoding=options.encoding,
            skipped=lambda line, why: passed.append(f"{line}: {why}"),
            progress=(lambda done: _told(progress, path, done)) if progress else None,
        )
    )
    if passed:
        skipped[path.name] = passed
    source = KNOWN.get(kind) or user_table(path)
    dated = _DATE.search(path.name)
    source = source.of_file(path, dated.group() if dated else "")
    part = path.stem if source.key == GEONAMES.key else ""
    return replace(source, part=part, url=url or source.url, installed=dt.date.today().isoformat()), records


def _told(progress: Callable[[str, int, int | None], object], path: Path, done: int) -> None:
    progress(f"reading {path.name}", done, None)


def _must_have(path: Path, checksum: str | None) -> None:
    from geo.gazetteer.download import sha256
    from geo.gazetteer.sources.record import sha256_of

    if (wanted := sha256(checksum)) and wanted != f"sha256:{sha256_of(path)}":
        raise InputError(f"{path}: not the file expected, its SHA-256 is {sha256_of(path)}; fetch it anew")
