"""Files of many reports in JSON, an object a line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from geo.errors import GeoError, InputError
from geo.reading.formats.raw import MEGABYTE, Raw, decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MAX_LINE_BYTES = 10 * MEGABYTE


def read_jsonl(path: Path, bad: Callable[[GeoError], object] | None = None) -> Iterator[Raw]:
    """Yield the report of each line: `id`, `date`, `text`, optional `lang`, `source`, `url`.

    Raises
    ------
    InputError
        Without `bad`, for a line that is no such object; the message names the line.
    """
    try:
        with path.open("rb") as file:
            for number, line in enumerate(iter(lambda: file.readline(MAX_LINE_BYTES + 1), b""), 1):
                if not line.strip():
                    continue
                try:
                    raw = _of_line(line, f"{path}, line {number}")
                except GeoError as error:
                    if bad is None:
                        raise
                    bad(error)
                else:
                    yield raw
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error


def _of_line(line: bytes, where: str) -> Raw:
    if len(line) > MAX_LINE_BYTES:
        raise InputError(f"{where}: is longer than {MAX_LINE_BYTES / MEGABYTE:.0f} MB; split the report")
    try:
        row = json.loads(decode(line, where))
    except (ValueError, RecursionError) as error:
        raise error if isinstance(error, InputError) else InputError(f"{where}: is no JSON object ({error})") from error
    if not isinstance(row, dict):
        raise InputError(f"{where}: is no JSON object; write {{'id': ..., 'date': ..., 'text': ...}}")
    for field in ("id", "text"):
        if not isinstance(row.get(field), str) or not row[field]:
            raise InputError(f"{where}: has no {field!r}; every report needs 'id', 'date' and 'text'")
    texts = {}
    for field in ("date", "lang", "source", "url"):
        value = row.get(field) or ""
        if not isinstance(value, str):
            raise InputError(f"{where}: {field!r} is {value!r}; it must be text")
        texts[field] = value
    return Raw(
        text=row["text"],
        report_id=row["id"],
        where=where,
        date=texts["date"] or None,
        lang=texts["lang"],
        source=texts["source"],
        url=texts["url"],
    )
