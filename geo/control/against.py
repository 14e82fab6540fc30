"""Reports against the assessed line: where a claimed taking lies to it, and whether the two fit."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from geo.control.assessed import STALE_DAYS
from geo.control.differences import PRECEDENCE
from geo.control.standing import CODES, Standing, as_series, standing_of
from geo.control.takings import against_rule, spots_of, takings
from geo.distance import to_line
from geo.errors import InputError
from geo.gazetteer.outlines import UKRAINE
from geo.model import Event, Holder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd
    import numpy as np
    import numpy.typing as npt

    from geo.control.assessed import Control
    from geo.control.reader import ControlSeries
    from geo.control.takings import Claims
    from geo.gazetteer.outlines import Outlines

    Floats = npt.NDArray[np.float64]

_MOST_KM = 20_000.0
_COLUMNS: dict[str, type] = {
    "control_date": object,
    "control_source": object,
    "holder": object,
    "line_km": float,
    "held_days": float,
    "held_longer": bool,
    "verdict": object,
    "flagged": bool,
    "why": object,
}


class Against(StrEnum):
    """How a claimed taking stands to the assessed line."""

    FITS = "fits"
    AHEAD = "ahead"
    BEHIND = "behind"
    UNKNOWN = "unknown"


def claims_against(
    claims: Claims,
    series: ControlSeries | Iterable[Control],
    outlines: Outlines | None = None,
    *,
    flag_km: float | None = None,
) -> gpd.GeoDataFrame:
    """Return where the places of claimed takings lie to the assessed control of their day.

    Parameters
    ----------
    claims
        As for `geo.control.takings.takings`.
    series
        The assessed control; of a claim's day, or of the last day before it if that is at most 7 days ago.
    outlines
        Where coast and border lie; by default those beside the embedded gazetteer.
    flag_km
        A place so far from the line is flagged, in km; by default what `against.toml` has for the event.

    Returns
    -------
    against
        The claims of takings, EPSG:4326, with `claimant` (the side that would hold the place), `control_date` and
        `control_source` (None where there is no control of the day), `holder` (assessed; None where that cannot be
        told), `line_km` (geodesic distance to the front line, NaN where there is none), `held_days` (how long the
        claimant has been assessed to hold the place, NaN where it does not), `held_longer` (whether the data begins
        there, so that it may be longer), `verdict` (of `Against`), `flagged` and `why`, a sentence.

        `ahead`: on ground assessed as the other side's. `behind`: on ground that the claimant has been assessed to hold
        for over 30 days; where the data does not reach back so far, if the place is flagged. A place known less well
        than it is far from the line may lie on either side of it, and has no `holder`: `fits` if it is within `flag_km`
        of the line wherever it lies, else `unknown`. So is one with no position, or no control of that day or place. A
        place is flagged if it is ahead or behind by `flag_km` with its uncertainty taken off.

    Raises
    ------
    CRSError, SchemaError
        If the claims are no frame of claims.
    InputError
        If the control data does not say which days it shows, or the distance is out of range.
    """
    import pandas as pd

    if flag_km is not None and not 0 <= flag_km <= _MOST_KM:
        raise InputError(f"a place is flagged from {flag_km:g} km; give a number from 0 to {_MOST_KM:g}")
    own = takings(claims)
    assessed = as_series(series)
    if outlines is None:
        from geo.gazetteer.outlines import Outlines

        outlines = Outlines.open()
    spots = spots_of(own)
    controls = {date: _control(assessed, date) for date in dict.fromkeys(own["date"])}
    line_km = _line_km(own, spots, controls, outlines)
    until = max((control.date for control in controls.values() if control and control.date), default=dt.date.min)
    numbers, held = standing_of(own["place_id"].tolist(), spots, assessed, outlines.countries[UKRAINE], until=until)
    rows = []
    for row, (date, event, claimant) in enumerate(zip(own["date"], own["event"], own["claimant"], strict=True)):
        limit_km = against_rule().flag_km[Event(event)] if flag_km is None else flag_km
        control = controls[date]
        stands = _stands(date, control, spots[row], float(line_km[row]))
        if control is not None and control.date is not None and numbers[row] >= 0:
            stands = _placed(stands, held, numbers[row], control.date, Holder(claimant))
        rows.append(_told(stands, Holder(claimant), limit_km))
    told = pd.DataFrame(rows, columns=list(_COLUMNS), index=own.index).astype(_COLUMNS)
    return own.assign(**{name: told[name] for name in _COLUMNS})


def _control(series: ControlSeries, date: dt.date) -> Control | None:
    """Return the control of a day, or of one not long before; None if there is none."""
    if date < series.days[0]:
        return None
    control = series.on(date)
    return None if control.date is None or (date - control.date).days > STALE_DAYS else control


def _line_km(
    own: gpd.GeoDataFrame, spots: Floats, controls: Mapping[dt.date, Control | None], outlines: Outlines
) -> Floats:
    """Return how far each spot lies from the line of its day; NaN where there is no spot or no line."""
    import numpy as np

    km = np.full(len(own), np.nan)
    placed = ~np.isnan(spots[:, :2]).any(axis=1)
    dates = np.array(own["date"].tolist(), dtype=object)
    for date, control in controls.items():
        rows = np.flatnonzero(placed & (dates == date))
        if control is not None and len(rows) and not (line := control.front_line(outlines)).is_empty:
            km[rows] = to_line(spots[rows, 1], spots[rows, 0], line)[0]
    return km


@dataclass(frozen=True, slots=True)
class _Stands:
    """Where a place stands to the assessed control of its day; `unsure` is why that cannot be told."""

    control: Control | None
    line_km: float
    uncertainty_km: float
    unsure: str = ""
    holder: Holder | None = None
    held_days: float = math.nan
    held_longer: bool = False


def _stands(date: dt.date, control: Control | None, spot: Floats, line_km: float) -> _Stands:
    lon, _, uncertainty_m = spot.tolist()
    unsure = ""
    if math.isnan(lon):
        unsure = "the place is not decided, or has no position"
    elif math.isnan(uncertainty_m):
        unsure = "how well the place is known is not said"
    elif control is None:
        unsure = f"no assessed control of {date}, or the {STALE_DAYS} days before"
    elif math.isnan(line_km):
        unsure = "the assessed control of the day has no front line"
    elif uncertainty_m > line_km * 1000:
        unsure = f"{line_km:.1f} km from the line, and known only to {uncertainty_m / 1000:.1f} km"
    return _Stands(control, line_km, uncertainty_m / 1000, unsure)


def _placed(stands: _Stands, held: Standing, number: int, day: dt.date, claimant: Holder) -> _Stands:
    """Add who is assessed to hold the place, and since when, if that is the claimant."""
    last = held.at(day)
    codes = held.codes[number, : last + 1]
    holder = PRECEDENCE[int(codes[-1])]
    if stands.unsure:
        return stands
    if holder is Holder.UNKNOWN:
        return replace(stands, holder=holder, unsure="who holds the place is not assessed")
    if holder is not claimant:
        return replace(stands, holder=holder)
    others = (codes != CODES[claimant]).nonzero()[0]
    first = int(others[-1]) + 1 if len(others) else 0
    return replace(stands, holder=holder, held_days=float((day - held.days[first]).days), held_longer=not len(others))


def _told(stands: _Stands, claimant: Holder, limit_km: float) -> dict[str, Any]:
    """Return the columns that are told of a claim."""
    far = stands.line_km - stands.uncertainty_km >= limit_km
    km = f"{stands.line_km:.1f} km"
    verdict, why = Against.FITS, f"on ground assessed as {stands.holder}"
    if stands.unsure:
        # wherever the place truly lies, it is so near the line that it would not be flagged
        near = stands.uncertainty_km > stands.line_km and stands.line_km + stands.uncertainty_km < limit_km
        verdict, why = Against.FITS if near else Against.UNKNOWN, stands.unsure
    elif stands.holder is claimant:
        least = "at least " if stands.held_longer else ""
        why = f"assessed as held by {claimant} for {least}{stands.held_days:.0f} days, {km} behind the line"
        if stands.held_days > against_rule().long_held_days or (stands.held_longer and far):
            verdict = Against.BEHIND
    elif stands.holder is not Holder.CONTESTED:
        verdict, why = Against.AHEAD, f"{km} beyond the line, on ground assessed as held by {stands.holder}"
    control = stands.control
    return {
        "control_date": None if control is None else control.date,
        "control_source": None if control is None else control.source,
        "holder": None if stands.holder is None else stands.holder.value,
        "line_km": stands.line_km,
        "held_days": stands.held_days,
        "held_longer": stands.held_longer,
        "verdict": verdict.value,
        "flagged": far and verdict in (Against.AHEAD, Against.BEHIND),
        "why": why,
    }
