"""Each source's record: how many of its claims of takings the assessed line confirmed, after how many days."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from geo.control.assessed import STALE_DAYS
from geo.control.standing import CODES, Standing, as_series, standing_of
from geo.control.takings import against_rule, spots_of, takings
from geo.errors import InputError
from geo.gazetteer.outlines import UKRAINE
from geo.model import Actor, Holder

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import geopandas as gpd
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from geo.control.assessed import Control
    from geo.control.reader import ControlSeries
    from geo.control.takings import Claims
    from geo.gazetteer.outlines import Outlines

    Found = tuple["Outcome", dt.date | None, bool]

_GROUPS = ("by", "event", "actor", "source")
_QUARTILES = {"days_q1": 25, "days_median": 50, "days_q3": 75}
_ONE_DAY = dt.timedelta(days=1)
_MOST_DAYS = 36_500


class Outcome(StrEnum):
    """What the assessed control of the days after a claim says of it."""

    ALREADY = "already"
    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not_confirmed"
    OPEN = "open"
    UNKNOWN = "unknown"
    REPEATED = "repeated"


def record_of(
    claims: Claims,
    series: ControlSeries | Iterable[Control],
    *,
    outlines: Outlines | None = None,
    by: Sequence[str] = ("by", "event", "actor"),
    within_days: int | None = None,
    by_point: bool = False,
) -> pd.DataFrame:
    """Return how the claims of takings of each source fared by the assessed line.

    Parameters
    ----------
    claims, series, outlines, within_days, by_point
        As for `outcomes_of`.
    by
        What tells the rows apart: some of `by` (on whose word), `event`, `actor`, `source` (of the report).

    Returns
    -------
    record
        The columns of `by`, `claims` (without repetitions), and of these: `already` assessed so the day before;
        `confirmed` within the days; `not_confirmed` within them, of which `contradicted`: assessed as the other side's
        throughout; `open`, since the series ends before; `unknown`. Together they are the claims. Then `repeated`, and
        of the confirmed `days_q1`, `days_median`, `days_q3`, days from claim to confirmation, NaN where there is none;
        and `within_days`. Those with the most claims first.

    Raises
    ------
    CRSError, SchemaError, InputError
        As `outcomes_of` raises them; or if rows are to be told apart by anything else.
    """
    import numpy as np
    import pandas as pd

    if not by or set(by) - set(_GROUPS):
        raise InputError(f"a record is by some of {', '.join(_GROUPS)}; not by {', '.join(by) or 'nothing':.60}")
    days = _checked_days(within_days)
    found = outcomes_of(claims, series, outlines=outlines, within_days=days, by_point=by_point)
    rows: list[dict[str, Any]] = []
    for key, own in found.groupby(list(by), sort=True):
        counts = own["outcome"].value_counts()
        row = dict(zip(by, key, strict=True))
        row["claims"] = len(own) - int(counts.get(Outcome.REPEATED.value, 0))
        for outcome in Outcome:
            row[outcome.value] = int(counts.get(outcome.value, 0))
        row["contradicted"] = int(own["contradicted"].sum())
        after = own.loc[own["outcome"] == Outcome.CONFIRMED.value, "days"].to_numpy(dtype=float)
        for name, share in _QUARTILES.items():
            row[name] = float(np.percentile(after, share)) if len(after) else np.nan
        rows.append(row)
    outcomes = ("already", "confirmed", "not_confirmed", "contradicted", "open", "unknown", "repeated")
    columns = [*by, "claims", *outcomes, *_QUARTILES]
    frame = pd.DataFrame(rows, columns=columns).sort_values("claims", ascending=False, kind="stable")
    return frame.reset_index(drop=True).assign(within_days=days)


def outcomes_of(
    claims: Claims,
    series: ControlSeries | Iterable[Control],
    *,
    outlines: Outlines | None = None,
    within_days: int | None = None,
    by_point: bool = False,
) -> gpd.GeoDataFrame:
    """Return what became of each claim of a taking by the assessed line.

    Parameters
    ----------
    claims
        As for `geo.control.takings.takings`.
    series
        The assessed control of many days.
    outlines
        Where Ukraine lies; by default those beside the embedded gazetteer.
    within_days
        So many days after a claim count; those of `against.toml` by default.
    by_point
        Whether places are taken to lie just where their position is. Else the whole circle of their uncertainty must
        have come to lie in the claimant's area on some day that counts, for a place to be known to lie there on any.

    Returns
    -------
    outcomes
        The claims of takings, EPSG:4326, with `outcome` (of `Outcome`), `confirmed_on` (the first day from the claim's
        on which the place lay in the claimant's area; None if it is not confirmed), `days` from the claim to that day
        (NaN if it is not), and `contradicted`: not confirmed, and assessed as the other side's on all days that count.
        A claim is `already` if the place lay there the day before; `open` if the series ends too early; `repeated`, and
        has no outcome of its own, if the same was claimed on the same word of the same place so many days before, or
        less. It is `unknown` without a position, without control of the day or the 7 days before, and where the place
        is not known well enough to say on which side of the line it lay.

    Raises
    ------
    CRSError, SchemaError
        If the claims are no frame of claims.
    InputError
        If the control data does not say which days it shows, or the days are none.
    """
    import numpy as np

    within = _checked_days(within_days)
    own = takings(claims)
    assessed = as_series(series)
    if outlines is None:
        from geo.gazetteer.outlines import Outlines

        outlines = Outlines.open()
    spots = spots_of(own)
    if by_point:
        spots[~np.isnan(spots[:, 2]), 2] = 0.0
    numbers, held = standing_of(own["place_id"].tolist(), spots, assessed, outlines.countries[UKRAINE])
    repeated = _repeated(own, spots, within)
    rows: list[Found] = []
    for number, date, claimant in zip(range(len(own)), own["date"], own["claimant"], strict=True):
        if repeated[number]:
            rows.append((Outcome.REPEATED, None, False))
        elif numbers[number] < 0:
            rows.append((Outcome.UNKNOWN, None, False))
        else:
            rows.append(_outcome(held, numbers[number], date, Actor(claimant), within))
    after = [np.nan if on is None else (on - date).days for (_, on, _), date in zip(rows, own["date"], strict=True)]
    return own.assign(
        outcome=[outcome.value for outcome, _, _ in rows],
        confirmed_on=np.array([on for _, on, _ in rows], dtype=object),
        days=np.array(after, dtype=float),
        contradicted=np.array([flag for _, _, flag in rows], dtype=bool),
    )


def _checked_days(within_days: int | None) -> int:
    if within_days is None:
        return against_rule().within_days
    if isinstance(within_days, bool) or not isinstance(within_days, int) or not 0 <= within_days <= _MOST_DAYS:
        raise InputError(f"within {within_days!r:.40} days; give a whole number from 0 to {_MOST_DAYS}")
    return within_days


def _repeated(own: gpd.GeoDataFrame, spots: npt.NDArray[np.float64], within: int) -> list[bool]:
    """Return which claims were made before, of the same place on the same word, and not too long ago."""
    keys = zip(own["by"], own["event"], own["actor"], own["place_id"], map(tuple, spots[:, :2].tolist()), strict=True)
    named = [(*head, place_id or spot) for *head, place_id, spot in keys]
    repeated, first = [False] * len(own), dict[tuple[object, ...], dt.date]()
    dates = own["date"].tolist()
    for number in sorted(range(len(own)), key=lambda number: dates[number]):
        date, key = dates[number], named[number]
        if key in first and (date - first[key]).days <= within:
            repeated[number] = True
        else:
            first[key] = date
    return repeated


def _outcome(held: Standing, spot: int, date: dt.date, claimant: Actor, within: int) -> Found:
    """Return what became of a claim, the day on which it was confirmed, and whether it was contradicted."""
    import numpy as np

    last = held.at(date)
    if last < 0 or (date - held.days[last]).days > STALE_DAYS:
        return Outcome.UNKNOWN, None, False
    begin, end = max(held.at(date - _ONE_DAY), 0), held.at(date + dt.timedelta(days=within))
    whole = held.days[-1] >= date + dt.timedelta(days=within)
    codes, sure = held.codes[spot, begin : end + 1], held.sure[spot, begin : end + 1]
    own = codes == CODES[Holder(claimant)]
    if own.any():
        first = int(own.argmax())
        if not (own & sure).any():
            return Outcome.UNKNOWN, None, False
        return (Outcome.CONFIRMED, held.days[begin + first], False) if first else (Outcome.ALREADY, None, False)
    if not whole:
        return (Outcome.UNKNOWN if (codes == CODES[Holder.UNKNOWN]).all() else Outcome.OPEN), None, False
    if not sure[-1] or codes[-1] == CODES[Holder.UNKNOWN]:
        return Outcome.UNKNOWN, None, False
    contradicted = bool(np.all(sure & (codes == CODES[Holder(claimant.other)])))
    return Outcome.NOT_CONFIRMED, None, contradicted
