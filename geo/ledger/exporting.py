"""All versions of all claims to a CSV or GeoJSON file, exactly."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from geo.atomic import write_atomically
from geo.errors import InputError
from geo.ledger.entry import COLUMNS, Entry, as_plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from geo.ledger.ledger import Ledger

CSV, GEOJSON = "csv", "geojson"
_KINDS = {".csv": CSV, ".geojson": GEOJSON, ".json": GEOJSON}
# what a spreadsheet takes for the beginning of a formula; the apostrophe itself, so that one put there can be told
_LED = ("=", "+", "-", "@", "\t", "\r", "'")
_TEXTS = frozenset(
    name for name, kind in Entry.__annotations__.items() if "str" in kind or kind in ("Event", "Actor", "Status")
)


def kind_of(path: Path) -> str:
    """Return which of the two a file is.

    Raises
    ------
    InputError
        If it is neither, by its name.
    """
    if kind := _KINDS.get(path.suffix.lower()):
        return kind
    raise InputError(f"{path}: claims are exported to and imported from .csv and .geojson files; name one of these")


def export(ledger: Ledger, path: Path) -> int:
    """Write every version of every claim, in the order in which they were entered, and return how many."""
    kind = kind_of(path)
    counted = 0

    def rows() -> Iterator[dict[str, Any]]:
        nonlocal counted
        for entry in ledger.everything():
            counted += 1
            yield as_plain(entry)

    write_atomically(path, _as_csv(rows()) if kind == CSV else _as_geojson(rows()), durable=True)
    return counted


def _as_csv(rows: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    buffer = io.StringIO()
    # lines end as RFC 4180 has it: only then is a cell with a carriage return quoted
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(name, value) for name, value in row.items()})
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue().encode()


def _cell(name: str, value: Any) -> Any:
    if name in _TEXTS and isinstance(value, str):
        return f"'{value}" if value.startswith(_LED) else value
    return repr(value) if isinstance(value, float) else value


def from_cell(name: str, cell: str) -> str:
    """Return the text that a cell of a CSV file stands for."""
    return cell[1:] if name in _TEXTS and cell.startswith("'") else cell


def _as_geojson(rows: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    import orjson

    yield b'{"type":"FeatureCollection","name":"claim_history","features":[\n'
    comma = b""
    for row in rows:
        lon, lat = row.pop("lon"), row.pop("lat")
        geometry = None if lon is None else {"type": "Point", "coordinates": [lon, lat]}
        yield comma + orjson.dumps({"type": "Feature", "geometry": geometry, "properties": row})
        comma = b",\n"
    yield b"\n]}\n"
