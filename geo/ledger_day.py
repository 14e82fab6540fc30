"""`layers_of_ledger`: the layers of a date told by the claims that a ledger holds, in place of readings of reports."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import shapely

from geo.control import claimed_ground
from geo.day_layers import layers
from geo.frames import frame, shown_name
from geo.gazetteer.outlines import Outlines
from geo.ledger.frame import claims_frame
from geo.ledger.of_day import claims_of_day
from geo.ledger.selecting import day_of
from geo.reading.found_claim import CONFIDENCE
from geo.schema import PLACES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    import geopandas as gpd

    from geo.control import Control
    from geo.day_layers import DayLayers
    from geo.gazetteer import Gazetteer
    from geo.ledger import Entry, Ledger
    from geo.model import Place

__all__ = ["layers_of_claims", "layers_of_ledger"]

# as a reading rounds its confidence
_DIGITS = 4


def layers_of_ledger(
    ledger: Ledger,
    date: dt.date | str,
    gazetteer: Gazetteer,
    *,
    control: Control | None = None,
    before: Control | None = None,
    outlines: Outlines | None = None,
    title: str = "",
) -> DayLayers:
    """Return the layers of a date as the claims of it that a ledger holds in force tell it.

    Parameters
    ----------
    ledger
        The ledger.
    date
        The date.
    gazetteer
        What else is known of the places that the claims are of.
    control, before, outlines, title
        As for `geo.layers`; the title is by default that of the only report.

    Returns
    -------
    day
        The claims, their places, and the ground that is claimed. What a ledger does not keep (names undecided,
        distances, areas, strikes) has no rows.

    Raises
    ------
    InputError
        If the date is none, or the ledger holds no claims of it in force: the nearest days with some are named.
    """
    entries = claims_of_day(ledger, day_of(date))
    return layers_of_claims(entries, gazetteer, control=control, before=before, outlines=outlines, title=title)


def layers_of_claims(
    entries: Sequence[Entry],
    gazetteer: Gazetteer,
    *,
    control: Control | None = None,
    before: Control | None = None,
    outlines: Outlines | None = None,
    title: str = "",
) -> DayLayers:
    """Return the layers of a date as entries of a ledger tell it, which are at least one, all of that date.

    Parameters and errors as for `layers_of_ledger`.
    """
    shapes = outlines or Outlines.open()
    found = {entry.place_id: gazetteer.get(entry.place_id) for entry in entries if entry.place_id is not None}
    claims = claims_frame([_named(entry, found) for entry in entries], history=False)
    titles = {entry.report_id: entry.title for entry in entries}
    rest = layers(
        [],
        date=entries[0].date,
        control=control,
        before=before,
        outlines=shapes,
        title=title or (entries[0].title if len(titles) == 1 else ""),
    )
    return replace(
        rest,
        claims=claims,
        places=_places(entries, found),
        claimed=claimed_ground(claims, gazetteer, assessed=control, outlines=shapes),
        sources=tuple(dict.fromkeys((*(entry.source for entry in entries), *rest.sources))),
    )


def _named(entry: Entry, found: dict[str, Place | None]) -> Entry:
    """Return a claim with its place named as a reading names it."""
    place = found.get(entry.place_id or "")
    return entry if place is None else replace(entry, name=shown_name(place, entry.surface))


def _places(entries: Sequence[Entry], found: dict[str, Place | None]) -> gpd.GeoDataFrame:
    """Return the settlements that claims are of, a row a place (`geo.schema.PLACES`), told by the first claim of it."""
    first: dict[str, Entry] = {}
    passages: dict[str, set[tuple[str, int]]] = {}
    for entry in entries:
        if entry.place_id is not None and _is_settlement(entry, found[entry.place_id]):
            first.setdefault(entry.place_id, entry)
            passages.setdefault(entry.place_id, set()).add((entry.report_id, entry.start))
    rows, points = [], []
    for place_id, entry in first.items():
        row, point = _place(entry, found[place_id])
        rows.append(row | {"mentions": len(passages[place_id])})
        points.append(point)
    return frame(PLACES, rows, points)


def _is_settlement(entry: Entry, place: Place | None) -> bool:
    """Whether a claim is of a settlement; of a place that is not in the gazetteer if its point and radius are kept."""
    return place.kind.is_settlement if place is not None else None not in (entry.lat, entry.uncertainty_m)


def _place(entry: Entry, place: Place | None) -> tuple[dict[str, Any], shapely.Point]:
    known = (
        {"name": entry.name, "kind": "", "country": "", "oblast": "", "raion": "", "uncertainty_m": entry.uncertainty_m}
        if place is None
        else {
            "name": shown_name(place, entry.surface),
            "kind": place.kind.value,
            "country": place.admin.country,
            "oblast": place.admin.oblast,
            "raion": place.admin.raion,
            "uncertainty_m": place.uncertainty_m,
        }
    )
    row = known | {
        "place_id": entry.place_id,
        "role": "claim",
        # a claim is believed as far as its place is, times how far such a claim is
        "confidence": min(1.0, round(entry.confidence / CONFIDENCE[entry.status], _DIGITS)),
        "report_id": entry.report_id,
        "sentence": entry.sentence,
        "source": entry.source,
        "url": entry.url,
        "why": "",
        "alternatives": "",
    }
    at = entry if place is None else place
    assert at.lon is not None
    assert at.lat is not None
    return row, shapely.Point(at.lon, at.lat)
