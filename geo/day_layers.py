"""`DayLayers`: the layered GeoDataFrames of one date, all in EPSG:4326 and checked against `geo.schema`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo.errors import InputError
from geo.gazetteer.outlines import Outlines
from geo.reading.documents import parse_date

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    import folium
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from geo.control import Control
    from geo.gazetteer import Gazetteer
    from geo.mapping.picture import Picture
    from geo.pipeline import Reading

__all__ = ["DayLayers", "assessed_source", "layers"]

# how the sources of a date name its control, and how the day of that differs from the date
_ASSESSED = re.compile(
    r"Assessed control: (?P<source>.+?)(?: \((?:control as of (?P<date>\d{4}-\d\d-\d\d), (?P<days>\d{1,6}) days? "
    r"(?P<order>after|before) the report|(?P<undated>the control data does not say which day it shows))\))?",
    re.DOTALL,
)


@dataclass(frozen=True)
class DayLayers:
    """What is known of one date. Each layer is a GeoDataFrame with the columns of `geo.schema`.

    `control` and `front_line` are None when no assessed control was given, `changes` when none of an earlier day was.
    `claimed` is the ground about places that are claimed, beyond what is assessed. `sources` names the reports and data
    the layers rest on, for the title and the attribution.
    """

    date: dt.date
    places: gpd.GeoDataFrame
    undecided: gpd.GeoDataFrame
    claims: gpd.GeoDataFrame
    relations: gpd.GeoDataFrame
    regions: gpd.GeoDataFrame
    strikes: gpd.GeoDataFrame
    control: gpd.GeoDataFrame | None = None
    front_line: gpd.GeoDataFrame | None = None
    changes: gpd.GeoDataFrame | None = None
    claimed: gpd.GeoDataFrame | None = None
    title: str = ""
    sources: tuple[str, ...] = field(default=())

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
        """Return the interactive map of these layers.

        Parameters
        ----------
        lang, units, places, cut_off, gazetteer
            As for `geo.mapping.make_map`.
        tiles
            A tile layer's name or URL as folium takes it, to be loaded from the network by the reader; by default none:
            the map then makes no request to any host.
        """
        from geo.mapping import make_map

        return make_map(
            self,
            tiles=tiles,
            lang=lang,
            units=units,
            places=places,
            cut_off=cut_off,
            gazetteer=gazetteer,
        )

    def to_picture(
        self, path: str | Path, *, size: str = "16:9", lang: str = "en", title: str = "", dark: bool = False
    ) -> Picture:
        """Write these layers as a still picture.

        Parameters
        ----------
        path
            Where it goes; its ending, .png, .svg or .pdf, says what it is.
        size
            Its size, `WIDTHxHEIGHT` in pixels, or `16:9`, `4:3`, `1:1`, `A4`.
        lang
            The language of its words and, as far as known, of the names: `en`, `uk` or `ru`.
        title
            Its title; by default that of the layers.
        dark
            Whether it is light on dark.

        Raises
        ------
        InputError
            If ending, size or language is none of those.
        OutputError
            If it cannot be written; an older file then stays as it was.
        """
        from geo.mapping.picture import save_picture

        return save_picture(self, path, size=size, lang=lang, title=title, dark=dark)


def layers(
    readings: Sequence[Reading],
    *,
    date: dt.date | str | None = None,
    control: Control | None = None,
    before: Control | None = None,
    outlines: Outlines | None = None,
    title: str = "",
) -> DayLayers:
    """Combine the readings of a date, and the control assessed for it, into layers.

    Parameters
    ----------
    readings
        What reports of that date say; reports of other dates are refused.
    date
        The date; by default that of the readings, which must then be one.
    control
        Assessed control, as `read_control` gives it; never mixed with claims.
    before
        That of an earlier day: the layer `changes` is then the ground that changed hands since.
    outlines
        Outlines of areas; by default those beside the embedded gazetteer.
    title
        The map's title; by default the title of the only report.

    Returns
    -------
    day
        The layers.

    Raises
    ------
    InputError
        If there are no readings and no date, readings of more than one date, or control of an earlier day without that
        of the date.
    """
    from geo import frames
    from geo.control import changes, claimed_ground

    days = sorted({reading.report.date for reading in readings})
    if date is None and not days:
        raise InputError("no readings and no date: say which date the layers are of")
    day = days[0] if date is None else parse_date(date) if isinstance(date, str) else date
    if strange := [other for other in days if other != day]:
        raise InputError(f"a report of {strange[0]} among layers of {day}: give the reports of one date")
    if before is not None and control is None:
        raise InputError(f"{before.source}: changes since an earlier day need the control of {day} too")
    shapes = outlines or Outlines.open()
    shown = control.for_report(day) if control is not None else None
    sources = [_source(reading) for reading in readings]
    if shown is not None:
        sources.append(f"Assessed control: {shown.source}" + (f" ({shown.note})" if shown.note else ""))

    def outline(place_id: str) -> BaseGeometry | None:
        if place_id.startswith("ADM1:"):
            return shapes.oblasts.get(place_id.removeprefix("ADM1:"))
        return None

    claims = frames.claims_frame(readings)
    return DayLayers(
        date=day,
        places=frames.places_frame(readings),
        undecided=frames.undecided_frame(readings),
        claims=claims,
        relations=frames.relations_frame(readings),
        regions=frames.regions_frame(readings, outline),
        strikes=frames.strikes_frame(readings, outline),
        control=shown.frame() if shown is not None else None,
        front_line=shown.front_frame(shapes) if shown is not None else None,
        changes=None if before is None or control is None else changes(before, control, outlines=shapes).ground,
        claimed=claimed_ground(claims, readings[0].gazetteer, assessed=shown, outlines=shapes) if readings else None,
        title=title or (readings[0].report.title if len(readings) == 1 else ""),
        sources=tuple(dict.fromkeys(sources)),
    )


def assessed_source(text: str) -> re.Match[str] | None:
    """Return what one of the sources of a date says of control; None if it names a report.

    Returns
    -------
    found
        Its groups are `source`, and, where the day of the data is not that of the reports, `date`, `days` and `order`,
        or `undated`.

    Examples
    --------
    >>> assessed_source("Assessed control: maps (control as of 2024-12-01, 15 days before the report)")["source"]
    'maps'
    """
    return _ASSESSED.fullmatch(text)


def _source(reading: Reading) -> str:
    report = reading.report
    return report.source or report.title or report.report_id
