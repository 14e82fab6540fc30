"""The layers of a date as one JSON block: columns, with each text kept once.

All text of the reports reaches the page through this block alone. `<`, `>`, `&` and JavaScript's line separators are
written as escapes, so that no text can end the block or begin another element.
"""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson

from geo.mapping import geometry, wording
from geo.schema import LAYERS, require_wgs84

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from geo.day_layers import DayLayers

UKRAINE = [[44.2, 22.1], [52.4, 40.3]]

# what the page reads of each layer; offsets and ids of reports stay out
_COLUMNS = {
    "places": (
        "name kind country oblast raion role confidence uncertainty_m mentions sentence source url why alternatives"
    ),
    "undecided": "surface rank name note confidence report_id sentence source url why",
    "claims": "name event actor by status sentence confidence uncertainty_m source url date",
    "relations": "part text rel subject_name anchor_name agrees agreement label uncertainty_m sentence source url",
    "regions": "name kind mentions sentence source url",
    "strikes": (
        "category actor by target weapon count launched shot_down lost killed wounded missing hedge victims name"
        " sentence source url"
    ),
    "control": "holder basis source area_km2 date",
    "front_line": "source length_km date",
}
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def safe_json(value: object) -> str:
    r"""Return a value as JSON that may stand inside a script element.

    Examples
    --------
    >>> safe_json({"a": "</script>"})
    '{"a":"\\u003c/script\\u003e"}'
    """
    return orjson.dumps(value).decode().translate(_ESCAPES)


class _Texts:
    """A table of texts, each kept once."""

    def __init__(self) -> None:
        self._index: dict[str, int] = {}

    def __call__(self, value: object) -> int:
        # a lone surrogate is text in Python but cannot be written as UTF-8
        return self._index.setdefault(_text(value).encode("utf-8", "replace").decode(), len(self._index))

    @property
    def table(self) -> list[str]:
        return list(self._index)


def build(day: DayLayers) -> dict[str, Any]:
    """Return all that the page shows of a date, ready for `safe_json`.

    Parameters
    ----------
    day
        The layers of the date.

    Raises
    ------
    CRSError
        If a layer is not in EPSG:4326.
    """
    frames = _frames(day)
    texts = _Texts()
    layers = {name: _layer(name, frame, texts) for name, frame in frames.items()}
    _add_words(layers, frames, texts)
    for layer in layers.values():
        layer["text"], layer["data"] = _folded(layer["text"]), _folded(layer["data"])
    return {
        "date": wording.date_words(day.date),
        "title": texts(day.title),
        "sources": [texts(source) for source in day.sources],
        "bounds": view(day),
        "layers": layers,
        "texts": texts.table,
    }


def view(day: DayLayers) -> list[list[float]]:
    """Return the bounds of the opening view: claims on the ground and relations, else all places, else Ukraine."""
    ground = day.claims[day.claims["event"] != "struck"] if len(day.claims) else day.claims
    for frames in ((ground, day.relations), (day.claims, day.undecided), (day.places,), (day.control,)):
        found = geometry.bounds(frame for frame in frames if frame is not None)
        if found is not None:
            return found
    return UKRAINE


def _frames(day: DayLayers) -> dict[str, gpd.GeoDataFrame]:
    named = {name: getattr(day, name) for name in _COLUMNS}
    present = {name: frame for name, frame in named.items() if frame is not None}
    for name, frame in present.items():
        require_wgs84(frame, name=name)
    return present


def _layer(name: str, frame: gpd.GeoDataFrame, texts: _Texts) -> dict[str, Any]:
    schema = LAYERS[name].columns
    text: dict[str, list[int]] = {}
    data: dict[str, list[Any]] = {}
    for column in _COLUMNS[name].split():
        values = frame[column].tolist()
        if schema[column].type.startswith("text"):
            text[column] = [texts(value) for value in values]
        else:
            data[column] = [_plain(value) for value in values]
    return {"n": len(frame), "text": text, "data": data, "geometry": geometry.encode(frame)}


def _plain(value: Any) -> float | int | bool | str | None:
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, dt.date):
        return wording.date_words(value)
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return None if math.isnan(value) else round(value, 4)
    return None


def _add_words(layers: dict[str, Any], frames: dict[str, gpd.GeoDataFrame], texts: _Texts) -> None:
    places, claims, strikes = frames["places"], frames["claims"], frames["strikes"]
    why = dict(zip(reversed(places["place_id"].tolist()), reversed(places["why"].tolist()), strict=True))
    layers["claims"]["text"]["why"] = [texts(why.get(place_id)) for place_id in claims["place_id"].tolist()]
    layers["claims"]["data"]["decided"] = claims["place_id"].notna().tolist()
    drawn = set(places["place_id"].tolist())
    layers["claims"]["data"]["placed"] = [place_id in drawn for place_id in claims["place_id"].tolist()]
    layers["claims"]["text"]["words"] = [
        texts(wording.claim_words(*row)) for row in zip(*_lists(claims, "event", "actor", "status"), strict=True)
    ]
    data = layers["strikes"]["data"]
    tallies = zip(*(data[key] for key in ("count", "launched", "shot_down", "lost")), strict=True)
    people = zip(*(data[key] for key in ("killed", "wounded", "missing")), strict=True)
    told = zip(*_lists(strikes, "category", "actor", "weapon", "target"), strict=True)
    layers["strikes"]["text"]["words"] = [
        texts(
            wording.strike_words(*map(_text, row), tally=tuple(map(_whole, tally)), casualties=tuple(map(_whole, hurt)))
        )
        for row, tally, hurt in zip(told, tallies, people, strict=True)
    ]
    in_words: Callable[[str], str] = wording.alternatives_words
    layers["places"]["text"]["alternatives"] = [texts(in_words(text)) for text in places["alternatives"].tolist()]


def _lists(frame: gpd.GeoDataFrame, *columns: str) -> list[list[Any]]:
    return [frame[column].tolist() for column in columns]


def _folded(columns: dict[str, list[Any]]) -> dict[str, Any]:
    """Return the columns, one whose values are all the same as that value."""
    return {
        name: values[0] if values and all(value == values[0] for value in values) else values
        for name, values in columns.items()
    }


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)
