"""The installed sources of a gazetteer's folder, as read: a compressed file of JSON lines each, written whole.

A build needs no source file again, whatever became of it; a source installed anew takes the place of its older edition.
"""

from __future__ import annotations

import gzip
import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import orjson

from geo.atomic import write_atomically
from geo.errors import GazetteerError
from geo.gazetteer.sources.record import DatedName, Record, Source
from geo.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

FOLDER = "sources"
_SUFFIX = ".jsonl.gz"
_LEVEL = 4
_PIECE = 2000
# those with ids of the register say where places lie, and so come first; the user's own tables before what is compiled
_ORDER = {"katottg": 0, "cod-ab": 1, "inid": 3, "geonames": 4}
_USERS_ORDER = 2
_RECORD_FIELDS = tuple(Record.__dataclass_fields__)


def save(folder: Path, source: Source, records: Sequence[Record]) -> None:
    """Keep a source in a gazetteer's folder.

    Raises
    ------
    OutputError
        If it cannot be written; an older edition then stays.
    """
    where = folder / FOLDER
    where.mkdir(parents=True, exist_ok=True)
    write_atomically(where / f"{_file_stem(source.slug)}{_SUFFIX}", _packed(source, records), durable=True)


def _packed(source: Source, records: Sequence[Record]) -> Iterator[bytes]:
    # members side by side are one gzip file; without a time in it the same records give the same bytes
    yield gzip.compress(orjson.dumps(asdict(source)) + b"\n", _LEVEL, mtime=0)
    for start in range(0, len(records), _PIECE):
        lines = (orjson.dumps(_row(record)) for record in records[start : start + _PIECE])
        yield gzip.compress(b"\n".join(lines) + b"\n", _LEVEL, mtime=0)


def _row(record: Record) -> list[Any]:
    row = [getattr(record, name) for name in _RECORD_FIELDS]
    row[_RECORD_FIELDS.index("former")] = [(one.name, one.lang, one.since, one.until) for one in record.former]
    return row


def load(folder: Path) -> list[tuple[Source, list[Record]]]:
    """Return the sources kept in a gazetteer's folder, in the order in which they are to be joined.

    Raises
    ------
    GazetteerError
        If one is damaged; the message names it.
    """
    found = [_load(path) for path in sorted((folder / FOLDER).glob(f"*{_SUFFIX}"))]
    return sorted(found, key=lambda one: (_ORDER.get(one[0].key, _USERS_ORDER), one[0].slug))


def _file_stem(slug: str) -> str:
    return re.sub(r"[^\w-]", "_", slug)


def _load(path: Path) -> tuple[Source, list[Record]]:
    try:
        with gzip.open(path, "rb") as file:
            source = Source(**orjson.loads(file.readline()))
            return source, [_record(orjson.loads(line)) for line in file]
    except (OSError, EOFError, ValueError, TypeError) as error:
        raise GazetteerError(f"{path}: damaged ({error}); install that source anew, or delete the file") from error


def _record(row: list[Any]) -> Record:
    fields = dict(zip(_RECORD_FIELDS, row, strict=True))
    fields["kind"] = Kind(fields["kind"]) if fields["kind"] else None
    fields["aliases"] = tuple(fields["aliases"])
    fields["former"] = tuple(DatedName(*one) for one in fields["former"])
    return Record(**fields)
