"""`series_of`: the layers of many days, and the control of each, to one map with a slider."""

from __future__ import annotations

import tomllib
from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar

from geo.errors import InputError
from geo.model import Holder

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import folium

    from geo.control import Control, ControlSeries
    from geo.day_layers import DayLayers
    from geo.gazetteer import Gazetteer
    from geo.gazetteer.outlines import Outlines
    from geo.mapping.language import Names
    from geo.mapping.series_shapes import DrawnDay

    T = TypeVar("T")
    Progress = Callable[[Iterator[T], int], Iterator[T]]

# of the layers of a day, those that come from reports: the others are drawn from the control of all days
_NOT_REPORTED = ("control", "front_line", "changes")
_KM2_DIGITS = 2


@dataclass(frozen=True)
class MapSeries:
    """Many days for one map.

    `days` are the layers of each day, in order, without control but for the last, with which the map opens; `as_of` is
    the day of the control shown on each, None where there is none; `source` names the control data.
    """

    days: tuple[DayLayers, ...]
    as_of: tuple[dt.date | None, ...]
    source: str
    _before: dt.date | None
    _drawn: tuple[DrawnDay, ...]
    _block: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The first and the last day, as they stand in a file's name."""
        return f"{self.days[0].date.isoformat()}-to-{self.days[-1].date.isoformat()}"

    def to_map(
        self,
        *,
        tiles: str | None = None,
        lang: str = "en",
        units: str = "km",
        places: bool | int = False,
        cut_off: str = "",
        gazetteer: Gazetteer | None = None,
    ) -> folium.Map:
        """Return the map: one file, in which a slider goes from day to day, and two days can be compared.

        Parameters
        ----------
        tiles, lang, units, places, cut_off, gazetteer
            As for `geo.mapping.make_map`.

        Raises
        ------
        InputError
            If an option is at fault.
        """
        from geo.mapping.figure import PageFigure
        from geo.mapping.language import Names
        from geo.mapping.packing import packed
        from geo.mapping.page import default_gazetteer, make_map

        # the page has the control of all days in one block of its own
        opening = replace(self.days[-1], control=None, front_line=None)
        atlas = gazetteer or default_gazetteer()
        day_map = make_map(
            opening, tiles=tiles, lang=lang, units=units, places=places, cut_off=cut_off, gazetteer=atlas
        )
        root = day_map.get_root()
        assert isinstance(root, PageFigure)
        root.add_block("geo-series", packed(self._content(Names(lang, atlas), units, atlas)))
        return day_map

    def _content(self, names: Names, units: str, gazetteer: Gazetteer | None) -> dict[str, Any]:
        from geo.mapping.payload import view
        from geo.mapping.wording import source_words

        drawn = self._drawn
        holders = [holder.value for holder in Holder if any(holder.value in day.areas_km2 for day in drawn)]
        shown = [None if day is None else day.isoformat() for day in (self._before, *self.as_of)]
        return {
            "words": words(names.lang),
            "title": words(names.lang)["title"] if self.source else "",
            "bounds": view(self.days[-1]),
            "reported": _reports(self.days[-1]),
            "days": [day.date.isoformat() for day in self.days],
            "as_of": shown[1:],
            "since": [one if other not in (None, one) else None for one, other in pairwise(shown)],
            "source": self.source,
            "sources": [source_words(f"Assessed control: {self.source}", names.lang)] if self.source else [],
            "area_km2": {name: [_short(day.areas_km2.get(name)) for day in drawn] for name in holders},
            "gained_km2": [_short(day.gained_km2) for day in drawn],
            "lost_km2": [_short(day.lost_km2) for day in drawn],
            "front_km": [_short(day.front_km) for day in drawn],
            "reports": {
                day.date.isoformat(): _reported(day, names, units, gazetteer) for day in self.days[:-1] if _reports(day)
            },
            **self._block,
        }


def series_of(
    days: Sequence[DayLayers],
    *,
    control: ControlSeries | None = None,
    first: dt.date | None = None,
    last: dt.date | None = None,
    outlines: Outlines | None = None,
    progress: Progress[DrawnDay] | None = None,
) -> MapSeries:
    """Combine the layers of days, and the control assessed for each, for one map.

    Parameters
    ----------
    days
        What reports say of each day, in any order; may be none if there is control.
    control
        The control of many days: every day of reports is shown beside the last of its days not after it.
    first, last
        With either, all days of the control from the one to the other are shown too, those without reports among them;
        by default from its first and to its last.
    outlines
        Where coast and border lie; by default those beside the embedded gazetteer.
    progress
        What to pass the days through while their shapes are made, and how many there are, such as a progress bar.

    Returns
    -------
    series
        Positions are rounded to 1e-5 degree; nothing else is left out.

    Raises
    ------
    InputError
        If there is no day to show, a day comes twice, reports are of a day outside `first` to `last`, or the control
        begins after a day of reports.
    """
    from geo.day_layers import layers
    from geo.gazetteer.outlines import Outlines
    from geo.mapping.series_encoding import SeriesEncoder
    from geo.mapping.series_shapes import NAMES, drawn_days

    shapes = outlines or Outlines.open()
    reported = _by_date(days, first, last)
    dates = _dates(reported, control, first, last)
    empty = layers([], date=dates[-1], outlines=shapes)
    shown = [reported.get(date) or replace(empty, date=date) for date in dates]
    controls = [None if control is None else control.on(date).for_report(date) for date in dates]
    before = _day_before(control, controls[0])
    drawn: list[DrawnDay] = []
    encoder = SeriesEncoder(NAMES)
    found = drawn_days(controls, before, shapes)
    for day in found if progress is None else progress(found, len(dates)):
        encoder.add(day.shapes)
        drawn.append(replace(day, shapes={}))
    opening = shown[-1]
    if control is not None:
        beside = layers([], date=dates[-1], control=controls[-1], outlines=shapes)
        opening = replace(
            opening,
            control=beside.control,
            front_line=beside.front_line,
            sources=(*(source for source in opening.sources if source not in beside.sources), *beside.sources),
        )
    bare = (replace(day, control=None, front_line=None) for day in shown[:-1])
    return MapSeries(
        days=(*bare, opening),
        as_of=tuple(None if one is None else one.date for one in controls),
        source="" if controls[-1] is None else controls[-1].source,
        _before=None if before is None else before.date,
        _drawn=tuple(drawn),
        _block=encoder.block(),
    )


@cache
def words(lang: str) -> dict[str, str]:
    """Return the words of a series in a language.

    Raises
    ------
    InputError
        If the page is not written in that language.
    """
    tables: dict[str, dict[str, str]] = tomllib.loads(
        (files("geo.mapping") / "series_words.toml").read_text(encoding="utf-8")
    )
    if lang not in tables:
        raise InputError(f"lang: the page is written in {', '.join(tables)}, not in {lang[:20]!r}")
    return tables[lang]


def _by_date(days: Sequence[DayLayers], first: dt.date | None, last: dt.date | None) -> dict[dt.date, DayLayers]:
    if first is not None and last is not None and first > last:
        raise InputError(f"a series from {first} to {last}: give the earlier date first, then the later")
    found: dict[dt.date, DayLayers] = {}
    for day in days:
        if day.date in found:
            raise InputError(f"layers of {day.date} are given twice; give the reports of one day together")
        if (first is not None and day.date < first) or (last is not None and day.date > last):
            raise InputError(f"a report of {day.date} is outside {first or 'the beginning'} to {last or 'the end'}")
        found[day.date] = day
    return found


def _dates(
    reported: Mapping[dt.date, DayLayers], control: ControlSeries | None, first: dt.date | None, last: dt.date | None
) -> list[dt.date]:
    dates = set(reported)
    if control is not None and (first is not None or last is not None):
        own = control.days
        inside = [day for day in own if (first or own[0]) <= day <= (last or own[-1])]
        if not inside and not dates:
            reach = f"has {own[0]} to {own[-1]}" if own else "does not say which day it shows"
            raise InputError(f"no control from {first or 'the beginning'} to {last or 'the end'}: the data {reach}")
        dates |= set(inside)
    if not dates:
        raise InputError("a series without a day: give reports, or control and the days from and to which it is shown")
    return sorted(dates)


def _day_before(control: ControlSeries | None, opening: Control | None) -> Control | None:
    """Return the control of the day of the data before the first one shown; None if that is its first."""
    if control is None or opening is None or opening.date is None:
        return None
    at = bisect_left(control.days, opening.date)
    return control.on(control.days[at - 1]) if at > 0 else None


def _reports(day: DayLayers) -> bool:
    return any(
        len(frame) for frame in (day.places, day.undecided, day.claims, day.relations, day.regions, day.strikes)
    ) or bool(day.title)


def _reported(day: DayLayers, names: Names, units: str, gazetteer: Gazetteer | None) -> dict[str, Any]:
    """Return what the page reads of a day's reports."""
    from geo.mapping.payload import build

    built = build(replace(day, control=None, front_line=None), names, units=units, gazetteer=gazetteer)
    reported = {name: layer for name, layer in built["layers"].items() if name not in _NOT_REPORTED and layer["n"]}
    return {"title": built["title"], "sources": built["sources"], "layers": reported, "texts": built["texts"]}


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, _KM2_DIGITS)
