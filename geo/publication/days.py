"""A policy applied to the layers of a date."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from geo.day_layers import DayLayers, assessed_source
from geo.publication.blots import Blots
from geo.publication.policy import NONE
from geo.publication.rules import decide
from geo.publication.units import blotted
from geo.publication.withheld import Publication, Reason, Withheld

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    import geopandas as gpd

    from geo.publication.policy import Policy
    from geo.publication.rules import Decision

# for a report whose name would tell what is held back
UNNAMED = "a report"
UNQUOTED = "[not quoted: held back under the publication policy]"

_LAYERS = (
    *("claims", "claimed", "strikes", "places", "relations", "undecided", "regions"),
    *("control", "front_line", "changes"),
)
# what is quoted from a report or written from it, in which a unit may be named
_QUOTING = ("sentence", "by", "target", "weapon", "victims", "hedge", "text", "label", "why")


@dataclass(frozen=True)
class PublishedDay(DayLayers):
    """The layers of a date as a policy lets them be shown; `publication` says which, and what it held back."""

    publication: Publication | None = None


def apply(policy: Policy, day: DayLayers, *, now: dt.datetime | None = None) -> DayLayers:
    """Return the layers of a date as a policy lets them be published.

    Rows that may not be shown are left out and counted, sentences that would tell the same are not quoted, names of
    units are blotted out, positions are blurred. The layers given stay as they are.

    Parameters
    ----------
    policy
        The policy.
    day
        The layers of a date, EPSG:4326.
    now
        An aware moment; by default the present one. It decides only whether the day may be shown yet.

    Returns
    -------
    day
        A `PublishedDay`, which has the record of the policy with it; for the policy `none`, the layers themselves.

    Raises
    ------
    HeldError
        If nothing of the day may be shown yet.
    """
    if policy.name == NONE:
        return day
    policy.require_due(day.date, now=now)
    frames = {name: frame for name in _LAYERS if (frame := getattr(day, name)) is not None}
    decision = decide(policy, {name: _rows(frame) for name, frame in frames.items()}, now=now)
    withheld = decision.withheld()
    texts: Counter[tuple[str, Reason]] = Counter()
    shown = {name: _shown(frame, decision, name, texts) for name, frame in frames.items()}
    blots = Blots(decision)
    if blots:
        shown = {name: _unnamed(frame, blots, texts) for name, frame in shown.items()}
    if policy.units:
        shown = {
            name: _changed(frame, _QUOTING, _counted(blotted, texts, Reason.UNIT)) for name, frame in shown.items()
        }
    if policy.precision_m:
        shown = {name: _blurred(name, frame, policy.precision_m) for name, frame in shown.items()}
    others: dict[str, Any] = {
        one.name: getattr(day, one.name) for one in fields(day) if one.name not in (*shown, "publication")
    }
    secret = {source.casefold() for source in policy.sources}
    named = [source for source in day.sources if _names(source).casefold() not in secret]
    others["sources"] = tuple(dict.fromkeys(_heading(source, blots) or UNNAMED for source in named))
    title = _heading(day.title, blots)
    others["title"] = _counted(blotted, texts, Reason.UNIT)(title) if policy.units else title
    record = Publication(policy, Withheld(withheld.counts + texts))
    return PublishedDay(**(others | shown), publication=record)


def _names(source: str) -> str:
    """Return the name of a report, or of the data of control that is named among them."""
    assessed = assessed_source(source)
    return source if assessed is None else assessed["source"]


def _rows(frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    table = frame.drop(columns=frame.geometry.name)
    columns: dict[str, list[Any]] = {name: table[name].tolist() for name in table.columns}
    # a missing id is None in some frames and NaN in others
    for name in ("place_id", "subject", "anchor"):
        if name in columns:
            columns[name] = [value if isinstance(value, str) else None for value in columns[name]]
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _shown(
    frame: gpd.GeoDataFrame, decision: Decision, layer: str, texts: Counter[tuple[str, Reason]]
) -> gpd.GeoDataFrame:
    kept = [why is None for why in decision.reasons[layer]]
    shown = frame if all(kept) else frame[kept].reset_index(drop=True)
    if not decision.unquoted or "sentence" not in shown.columns or "report_id" not in shown.columns:
        return shown
    quoted = []
    for pair in zip(shown["report_id"].tolist(), shown["sentence"].tolist(), strict=True):
        why = decision.unquoted.get(pair)
        texts.update([("texts", why)] if why is not None else [])
        quoted.append(pair[1] if why is None else UNQUOTED)
    return _with(shown, "sentence", quoted)


def _with(frame: gpd.GeoDataFrame, column: str, values: list[Any]) -> gpd.GeoDataFrame:
    """Return the frame with other values in a column, the frame itself where they are the same."""
    import pandas as pd

    if values == frame[column].tolist():
        return frame
    return frame.assign(**{column: pd.Series(values, index=frame.index, dtype=frame[column].dtype)})


def _changed(frame: gpd.GeoDataFrame, columns: tuple[str, ...], change: Callable[[str], str]) -> gpd.GeoDataFrame:
    """Return the frame with the texts of some columns changed."""
    for column in columns:
        if column in frame.columns:
            before = frame[column].tolist()
            frame = _with(frame, column, [change(value) if isinstance(value, str) else value for value in before])
    return frame


def _counted(change: Callable[[str], str], texts: Counter[tuple[str, Reason]], why: Reason) -> Callable[[str], str]:
    """Return a change of texts that counts what it changes."""

    def changed(text: str) -> str:
        after = change(text)
        texts.update([("texts", why)] if after != text else [])
        return after

    return changed


def _unnamed(frame: gpd.GeoDataFrame, blots: Blots, texts: Counter[tuple[str, Reason]]) -> gpd.GeoDataFrame:
    """Return the frame with the names of hidden places blotted out, and no source that is a held sentence."""
    frame = _changed(frame, (*_QUOTING, "alternatives"), _counted(blots.blotted, texts, blots.why))
    unquoted = _counted(lambda text: UNQUOTED if blots.named_in_other_letters(text) else text, texts, blots.why)
    frame = _changed(frame, ("sentence",), unquoted)
    return _changed(frame, ("source",), lambda source: _heading(source, blots) or UNNAMED)


def _heading(text: str, blots: Blots) -> str:
    """Return a title, or the name of a report, as it may stand; nothing if it tells what is held back."""
    return "" if blots.told_by(text) is not None else blots.blotted(text)


def _blurred(layer: str, frame: gpd.GeoDataFrame, precision_m: float) -> gpd.GeoDataFrame:
    """Return a layer with its positions blurred; assessed control and named regions are areas of others and stay."""
    from geo.publication import blurring

    if layer not in ("claims", "claimed", "strikes", "places", "relations", "undecided"):
        return frame
    by_kind: dict[str, Callable[[Any], Any]] = {
        "Point": lambda shape: blurring.moved_point(shape, precision_m),
        "LineString": lambda shape: blurring.moved_line(shape, precision_m),
        "Polygon": lambda shape: blurring.moved_area(shape, precision_m),
        "MultiPolygon": lambda shape: blurring.moved_area(shape, precision_m),
    }
    shapes: Any = [
        None if shape is None or shape.is_empty else by_kind[shape.geom_type](shape) for shape in frame.geometry.array
    ]
    if layer == "strikes":  # a strike has no radius to grow: its mark becomes an area
        shapes = [
            blurring.disc(shape, blurring.grown(0.0, precision_m))
            if shape is not None and shape.geom_type == "Point"
            else shape
            for shape in shapes
        ]
    import geopandas as gpd

    frame = frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))
    if "uncertainty_m" in frame.columns:
        frame = frame.assign(
            uncertainty_m=[blurring.grown(float(value), precision_m) for value in frame["uncertainty_m"]]
        )
    if layer == "relations":
        # what is measured between two exact positions would tell them: the report's own words stand instead
        frame = frame.assign(
            measured_km=[
                _maybe(km, lambda value: blurring.rounded_km(value, precision_m)) for km in frame["measured_km"]
            ],
            measured_bearing_deg=[_maybe(deg, blurring.rounded_bearing) for deg in frame["measured_bearing_deg"]],
            label=frame["text"],
        )
    return frame


def _maybe(value: Any, change: Callable[[float], float]) -> float:
    return float("nan") if value is None or value != value else change(float(value))
