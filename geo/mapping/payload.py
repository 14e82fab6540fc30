"""The layers of a date as one block: columns, with each text kept once.

All text of the reports reaches the page through this block alone, packed: see `geo.mapping.packing`.
"""

from __future__ import annotations

import datetime as dt
import math
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.mapping import geometry, wording
from geo.mapping.language import words
from geo.publication.withheld import published, stand_ins_told
from geo.resolve.reasons import note_retold, retold
from geo.schema import LAYERS, require_wgs84

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from geo.day_layers import DayLayers
    from geo.gazetteer import Gazetteer
    from geo.mapping.language import Names

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
    "claimed": "holder name event actor by status sentence area_km2 source url date",
    "changes": "holder_from holder_to area_km2 sector oblast is_noise source date_from date_to",
}
# the columns that hold names of places, and the ids by which these are known in other languages
_NAMED = {
    "places": {"name": "place_id"},
    "undecided": {"name": "place_id"},
    "claims": {"name": "place_id"},
    "claimed": {"name": "place_id"},
    "relations": {"subject_name": "subject", "anchor_name": "anchor"},
    "regions": {"name": "place_id"},
    "strikes": {"name": "place_id"},
}


class _Texts:
    """A table of texts, each kept once."""

    def __init__(self, told: Callable[[str], str] = str) -> None:
        self._index: dict[str, int] = {}
        self._told = told

    def __call__(self, value: object) -> int:
        # a lone surrogate is text in Python but cannot be written as UTF-8
        text = self._told(_text(value)).encode("utf-8", "replace").decode()
        return self._index.setdefault(text, len(self._index))

    @property
    def table(self) -> list[str]:
        return list(self._index)


def build(
    day: DayLayers,
    names: Names,
    *,
    units: str = "km",
    gazetteer: Gazetteer | None = None,
) -> dict[str, Any]:
    """Return all that the page shows of a date, ready to be packed.

    Parameters
    ----------
    day
        The layers of the date.
    names
        The language of the page, and the names of places in it.
    units
        Of distances: "km" or "miles".
    gazetteer
        The places of relations; without it their distances are told as the layer has them.

    Raises
    ------
    CRSError
        If a layer is not in EPSG:4326.
    """
    frames = {name: _in_language(name, frame, names) for name, frame in _frames(day).items()}
    if gazetteer is not None and (names.lang != "en" or units != "km"):
        frames["relations"] = _measured_anew(frames["relations"], gazetteer, names.lang, units)
    texts = _Texts(partial(stand_ins_told, lang=names.lang) if published(day) else str)
    layers = {name: _layer(name, frame, texts, names.lang) for name, frame in frames.items()}
    _add_words(layers, frames, texts, names)
    for layer in layers.values():
        layer["text"], layer["data"] = _folded(layer["text"]), _folded(layer["data"])
    return {
        "lang": names.lang,
        "units": units,
        "words": words(names.lang),
        "date": wording.date_words(day.date, names.lang),
        "title": texts(day.title),
        "sources": [texts(wording.source_words(source, names.lang)) for source in day.sources],
        "ages": _ages(day, names.lang),
        "bounds": view(day),
        "layers": layers,
        "texts": texts.table,
    }


def _ages(day: DayLayers, lang: str) -> str:
    """Return of which day the control is, and how old that is on the day of the reports."""
    if day.control is None:
        return ""
    dates = sorted({date for date in day.control["date"].tolist() if isinstance(date, dt.date)})
    if not dates:
        return ""
    said = words(lang)
    text = str(said["control_as_of"]).format(date=wording.date_words(dates[-1], lang))
    days = (day.date - dates[-1]).days
    if days == 0:
        return text
    return f"{text}, {wording.counted(said['days_old' if days > 0 else 'days_later'], abs(days), lang)}"


def _in_language(layer: str, frame: gpd.GeoDataFrame, names: Names) -> gpd.GeoDataFrame:
    told = {
        column: [names.place(*pair) for pair in zip(frame[ids].tolist(), map(_text, frame[column]), strict=True)]
        for column, ids in _NAMED.get(layer, {}).items()
    }
    told |= {
        column: [tell(_text(value)) for value in frame[column].tolist()]
        for column, tell in (
            ("kind", names.kind),
            ("oblast", names.oblast),
            ("raion", names.district),
            ("country", lambda code: names.area("country", code)),
            ("sector", names.town),
            ("why", partial(retold, lang=names.lang, area=names.within)),
            ("note", partial(note_retold, lang=names.lang, area=names.within)),
        )
        if column in frame.columns
    }
    return _with(frame, told)


def _with(frame: gpd.GeoDataFrame, columns: dict[str, list[str]]) -> gpd.GeoDataFrame:
    import pandas as pd

    # as objects: text of a report may hold what no other type of column can
    series = {name: pd.Series(values, index=frame.index, dtype=object) for name, values in columns.items()}
    return frame.assign(**series)


def _measured_anew(relations: gpd.GeoDataFrame, gazetteer: Gazetteer, lang: str, units: str) -> gpd.GeoDataFrame:
    """Return relations labelled in another language or unit, where both places are known."""
    from geo.distance import phrase

    form, unit = str(words(lang)["report"]), words(lang)["km"]
    labels = []
    for subject, anchor, stated, label in zip(
        *_lists(relations, "subject", "anchor", "distance_km", "label"), strict=True
    ):
        here, there = (gazetteer.get(one) if isinstance(one, str) and one else None for one in (subject, anchor))
        if here is not None and there is not None and here.lat is not None and there.lat is not None:
            label = phrase(here, there, lang=lang, units=units, gazetteer=gazetteer)
            if isinstance(stated, int | float) and not math.isnan(stated):
                label = form.format(label=label, text=f"{stated:g} {unit}")
        labels.append(label)
    return _with(relations, {"label": labels})


def view(day: DayLayers) -> list[list[float]]:
    """Return the bounds of the opening view: claims on the ground and relations, else all places, else Ukraine."""
    ground = day.claims[day.claims["event"] != "struck"] if len(day.claims) else day.claims
    for frames in ((ground, day.relations), (day.claims, day.undecided), (day.places,), (day.control,)):
        found = geometry.bounds(frame for frame in frames if frame is not None)
        if found is not None:
            return found
    return UKRAINE


def _frames(day: DayLayers) -> dict[str, gpd.GeoDataFrame]:
    present = {name: frame for name in _COLUMNS if (frame := getattr(day, name)) is not None}
    for name, frame in present.items():
        require_wgs84(frame, name=name)
    return present


def _layer(name: str, frame: gpd.GeoDataFrame, texts: _Texts, lang: str) -> dict[str, Any]:
    schema = LAYERS[name].columns
    text: dict[str, list[int]] = {}
    data: dict[str, list[Any]] = {}
    for column in _COLUMNS[name].split():
        values = frame[column].tolist()
        if schema[column].type.startswith("text"):
            text[column] = [texts(value) for value in values]
        else:
            data[column] = [_plain(value, lang) for value in values]
    return {"n": len(frame), "text": text, "data": data, "geometry": geometry.encode(frame)}


def _plain(value: Any, lang: str) -> float | int | bool | str | None:
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, dt.date):
        return wording.date_words(value, lang)
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return None if math.isnan(value) else round(value, 4)
    return None


def _add_words(layers: dict[str, Any], frames: dict[str, gpd.GeoDataFrame], texts: _Texts, names: Names) -> None:
    places, claims, strikes = frames["places"], frames["claims"], frames["strikes"]
    why = dict(zip(reversed(places["place_id"].tolist()), reversed(places["why"].tolist()), strict=True))
    layers["claims"]["text"]["why"] = [texts(why.get(place_id)) for place_id in claims["place_id"].tolist()]
    layers["claims"]["data"]["decided"] = claims["place_id"].notna().tolist()
    drawn = set(places["place_id"].tolist())
    layers["claims"]["data"]["placed"] = [place_id in drawn for place_id in claims["place_id"].tolist()]
    for name in ("claims", "claimed"):
        if name in frames:
            told_claims = zip(*_lists(frames[name], "event", "actor", "status"), strict=True)
            layers[name]["text"]["words"] = [
                texts(wording.claim_words(event, actor, status, names.lang)) for event, actor, status in told_claims
            ]
    data = layers["strikes"]["data"]
    tallies = zip(*(data[key] for key in ("count", "launched", "shot_down", "lost")), strict=True)
    people = zip(*(data[key] for key in ("killed", "wounded", "missing")), strict=True)
    told = zip(*_lists(strikes, "category", "actor", "weapon", "target"), strict=True)
    layers["strikes"]["text"]["words"] = [
        texts(
            wording.strike_words(
                *map(_text, row), tally=tuple(map(_whole, tally)), casualties=tuple(map(_whole, hurt)), lang=names.lang
            )
        )
        for row, tally, hurt in zip(told, tallies, people, strict=True)
    ]
    in_words = partial(wording.alternatives_words, names=names)
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
