"""Who holds places on a date, by all that is kept: assessed areas and tables, the ledger's claims, the built-in table.

Here the evidence is gathered, for many places at once; what follows from it `geo.control.holding` says.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from geo.control.daily import unbroken_since
from geo.control.differences import PRECEDENCE, draws_ukraine
from geo.control.holding import Evidence, Kind, decide, holding_rule, standing_claim
from geo.control.known import known_holders
from geo.errors import InputError
from geo.gazetteer.outlines import UKRAINE
from geo.model import Actor, Basis, Event, Holder, Status

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np
    import numpy.typing as npt

    from geo.control.assessed import Control
    from geo.control.holding import HoldingRule, Verdict
    from geo.control.places import PlaceHolders
    from geo.control.reader import ControlSeries
    from geo.gazetteer import Gazetteer
    from geo.gazetteer.outlines import Outlines

    Codes = npt.NDArray[np.int8]
    Floats = npt.NDArray[np.float64]

# for more places than this the days since when are only told if asked for
MOST_WITH_SINCE = 500
# a place of a table that has another id is the settlement this near to it
_SAME_PLACE_KM = 1.5
_NOTHING = -1
_TAKING = frozenset({Event.CAPTURED, Event.LIBERATED})
_FOUGHT = frozenset({Event.CONTESTED, Event.ADVANCED, Event.ENTERED})


class ClaimLike(Protocol):
    """What of a claim counts here: `geo.ledger.Entry` has it, and `geo.model.Claim`."""

    @property
    def claim_id(self) -> str: ...  # noqa: D102
    @property
    def date(self) -> dt.date: ...  # noqa: D102
    @property
    def place_id(self) -> str | None: ...  # noqa: D102
    @property
    def event(self) -> Event: ...  # noqa: D102
    @property
    def actor(self) -> Actor: ...  # noqa: D102
    @property
    def by(self) -> str: ...  # noqa: D102
    @property
    def status(self) -> Status: ...  # noqa: D102
    @property
    def sentence(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Holding:
    """Who holds a place on a date.

    `share` is how much of all weight is for the holder, from 0 to 1. `since` is the first day from which the assessed
    areas behind it show it so without a break, else the first claim's; None if that is not known, or was not asked for.
    `confirmed` is the last day on which something bears it out. `evidence` is all that counts of the place, by day.
    """

    place_id: str
    date: dt.date
    holder: Holder
    basis: Basis
    share: float
    since: dt.date | None
    confirmed: dt.date | None
    sources: tuple[str, ...]
    evidence: tuple[Evidence, ...]


def holders_at(
    place_ids: Sequence[str],
    date: dt.date,
    gazetteer: Gazetteer,
    *,
    series: Sequence[ControlSeries] = (),
    tables: Mapping[str, PlaceHolders] | None = None,
    claims: Iterable[ClaimLike] = (),
    outlines: Outlines | None = None,
    rule: HoldingRule | None = None,
    since: bool | None = None,
) -> list[Holding]:
    """Return who holds each of some places on a date.

    Parameters
    ----------
    place_ids
        The places.
    date
        The date; what is of a later day does not count.
    gazetteer
        Where they lie.
    series
        Assessed areas, each of one source: its last day not after the date counts. A source that begins later says
        nothing. Where no area covers a place in Ukraine it is Ukraine's, unless the source draws Ukraine's side too; in
        Russia nothing follows, unless the source draws what Ukraine holds there.
    tables
        Holders of places by source, as `ControlStore.places` gives them.
    claims
        Claims in force, as `Ledger.entries` yields them.
    outlines
        The country's border; by default those beside the embedded gazetteer.
    rule
        The weights; by default the built-in ones.
    since
        Whether to look up since when; by default for up to 500 places.

    Returns
    -------
    holdings
        One for each place, in the order asked.

    Raises
    ------
    InputError
        If a place is not in the gazetteer.
    """
    rule = rule or holding_rule()
    rows = [_row(gazetteer, place_id) for place_id in place_ids]
    lat, lon = gazetteer.latlon[rows].T if rows else (gazetteer.latlon[:0].T)
    heard = _heard(place_ids, date, gazetteer, tables or {}, claims)
    controls = [(one, control) for one in series if (control := _on(one, date)) is not None]
    country = _country(outlines) if controls else None
    codes = [_codes(control, place_ids, lat, lon, country) for _, control in controls]
    if not controls:
        _add_nearest(heard, place_ids, date, gazetteer, lat, lon)
    verdicts = _decided(place_ids, date, rule, [control for _, control in controls], codes, heard)
    found = [
        _holding(place_id, date, verdict, evidence)
        for place_id, (verdict, evidence) in zip(place_ids, verdicts, strict=True)
    ]
    if since or (since is None and len(rows) <= MOST_WITH_SINCE):
        found = _with_since(found, controls, lat, lon)
    return found


def _row(gazetteer: Gazetteer, place_id: str) -> int:
    row = gazetteer.row(place_id)
    if row is None:
        raise InputError(f"{place_id[:40]}: no such place in the gazetteer")
    return row


def _country(outlines: Outlines | None) -> object:
    if outlines is None:
        from geo.gazetteer.outlines import Outlines

        outlines = Outlines.open()
    return outlines.countries[UKRAINE]


def _on(series: ControlSeries, date: dt.date) -> Control | None:
    if series.days and date < series.days[0]:
        return None
    control = series.on(date)
    return control if control.date is not None and control.date <= date else None


def claimed_places(holdings: Iterable[Holding], rule: HoldingRule | None = None) -> dict[str, tuple[Holder, Basis]]:
    """Return the places of which a claim of a taking stands, with its holder, as `geo.control.areas` draws them.

    Parameters
    ----------
    holdings
        As `holders_at` returns them.
    rule
        The weights that they were decided by.
    """
    rule = rule or holding_rule()
    found = {one.place_id: standing_claim(one.evidence, one.date, rule) for one in holdings}
    return {place_id: (holder, Basis.CLAIMED) for place_id, holder in found.items() if holder is not None}


# -- assessed areas -----------------------------------------------------------------------------------------------


def _codes(control: Control, place_ids: Sequence[str], lat: Floats, lon: Floats, country: object) -> Codes:
    """Return who is assessed to hold each place: an index of PRECEDENCE, or _NOTHING."""
    import numpy as np

    held = np.full(len(place_ids), _NOTHING, dtype=np.int8)
    if not draws_ukraine(control, country):  # type: ignore[arg-type]
        held[[place_id.startswith(UKRAINE) for place_id in place_ids]] = PRECEDENCE.index(Holder.UA)
    if Holder.UA in control.polygons:
        held[[place_id.startswith("RU") for place_id in place_ids]] = PRECEDENCE.index(Holder.RU)
    for holder in reversed(PRECEDENCE):
        if holder in control.polygons:
            held[control.inside(lat, lon, holder=holder)] = PRECEDENCE.index(holder)
    held[np.isnan(lat)] = _NOTHING
    return held


def _decided(
    place_ids: Sequence[str],
    date: dt.date,
    rule: HoldingRule,
    controls: Sequence[Control],
    codes: Sequence[Codes],
    heard: Mapping[str, list[Evidence]],
) -> list[tuple[Verdict, tuple[Evidence, ...]]]:
    """Return the verdict on each place; places of which only areas tell the same have it in common."""
    known: dict[tuple[int, ...], tuple[Verdict, tuple[Evidence, ...]]] = {}
    found = []
    for place_id, told in zip(
        place_ids, zip(*(own.tolist() for own in codes), strict=True) if codes else [()] * len(place_ids), strict=True
    ):
        own = heard.get(place_id)
        if own is None and told in known:
            found.append(known[told])
            continue
        evidence = [
            Evidence(_day(control), PRECEDENCE[code], Kind.ASSESSED, control.source)
            for control, code in zip(controls, told, strict=True)
            if code != _NOTHING
        ]
        evidence = sorted([*evidence, *(own or ())], key=lambda one: one.day)
        answer = decide(evidence, date, rule), tuple(evidence)
        if own is None:
            known[told] = answer
        found.append(answer)
    return found


def _day(control: Control) -> dt.date:
    assert control.date is not None
    return control.date


def _holding(place_id: str, date: dt.date, verdict: Verdict, evidence: tuple[Evidence, ...]) -> Holding:
    support = verdict.support
    return Holding(
        place_id=place_id,
        date=date,
        holder=verdict.holder,
        basis=verdict.basis,
        share=round(verdict.share, 4),
        since=None,
        confirmed=max((one.day for one in support if one.kind is not Kind.KNOWN), default=None),
        sources=tuple(dict.fromkeys(one.source for one in support)),
        evidence=evidence,
    )


# -- what is heard of single places -------------------------------------------------------------------------------


def _heard(
    place_ids: Sequence[str],
    date: dt.date,
    gazetteer: Gazetteer,
    tables: Mapping[str, PlaceHolders],
    claims: Iterable[ClaimLike],
) -> dict[str, list[Evidence]]:
    """Return what tables, claims and the built-in table say, by place."""
    asked = set(place_ids)
    heard: dict[str, list[Evidence]] = {}
    for place_id, known in known_holders(date).items():
        if place_id in asked:
            heard.setdefault(place_id, []).append(Evidence(known.since, known.holder, Kind.KNOWN, known.source))
    for source, table in tables.items():
        day = table.days[-1]
        for place_id, holder in _joined(table, day, gazetteer).items():
            if place_id in asked and day <= date:
                heard.setdefault(place_id, []).append(Evidence(day, holder, Kind.PLACES, source))
    for claim in claims:
        if claim.place_id in asked and claim.date <= date and (said := _said(claim)) is not None:
            heard.setdefault(claim.place_id or "", []).append(said)
    return heard


def _said(claim: ClaimLike) -> Evidence | None:
    """Return what a claim says of who holds its place; None if nothing."""
    event, holder = claim.event, Holder(claim.actor.value)
    kind = Kind.CONFIRMED if claim.status is Status.CONFIRMED else Kind.CLAIMED
    if event is Event.WITHDREW:
        holder = Holder(claim.actor.other.value)
    elif event is Event.DENIED:
        kind = Kind.DENIED
    elif event is Event.REPELLED:
        kind = Kind.HELD
    elif event in _FOUGHT:
        kind, holder = Kind.FOUGHT, Holder.CONTESTED
    elif event not in _TAKING:
        return None
    return Evidence(claim.date, holder, kind, claim.by, claim.claim_id, claim.sentence)


def _joined(table: PlaceHolders, day: dt.date, gazetteer: Gazetteer) -> dict[str, Holder]:
    """Return the holders of a table by ids of the gazetteer: its own, or of the settlement at the same place."""
    import numpy as np

    told = table.on(day)
    strange = [
        at for at, place_id in enumerate(table.place_ids) if place_id in told and gazetteer.row(place_id) is None
    ]
    found = {place_id: holder for place_id, holder in told.items() if gazetteer.row(place_id) is not None}
    located = [at for at in strange if np.isfinite(table.lat[at]) and np.isfinite(table.lon[at])]
    for at in located:
        (place, km), *_ = gazetteer.nearest(float(table.lat[at]), float(table.lon[at]))
        if km <= _SAME_PLACE_KM:
            found.setdefault(place.place_id, told[table.place_ids[at]])
    return found


def _add_nearest(
    heard: dict[str, list[Evidence]],
    place_ids: Sequence[str],
    date: dt.date,
    gazetteer: Gazetteer,
    lat: Floats,
    lon: Floats,
) -> None:
    """Where there are no areas, let a place of which nothing is heard be held as the nearest of the built-in table."""
    import numpy as np

    from geo.resolve.candidates import unit_vectors

    known = {place_id: one for place_id, one in known_holders(date).items() if gazetteer.row(place_id) is not None}
    if not known:
        return
    ids = list(known)
    near_lat, near_lon = gazetteer.latlon[[_row(gazetteer, place_id) for place_id in ids]].T
    units = unit_vectors(near_lat, near_lon)
    silent = [at for at, place_id in enumerate(place_ids) if place_id not in heard and np.isfinite(lat[at])]
    if not silent:
        return
    nearest = (unit_vectors(lat[silent], lon[silent]) @ units.T).argmax(axis=1)
    for at, number in zip(silent, nearest.tolist(), strict=True):
        one = known[ids[number]]
        source = f"{one.source}; the nearest place told of, {gazetteer.place(_row(gazetteer, ids[number])).name}"
        heard[place_ids[at]] = [Evidence(one.since, one.holder, Kind.KNOWN, source)]


# -- since when ---------------------------------------------------------------------------------------------------


def _with_since(
    found: Sequence[Holding], controls: Sequence[tuple[ControlSeries, Control]], lat: Floats, lon: Floats
) -> list[Holding]:
    """Return the holdings with the days since when: of the areas behind them, else of the first claim of it."""
    first: dict[int, dt.date] = {}
    for series, control in controls:
        own = [
            at
            for at, one in enumerate(found)
            if one.basis is Basis.ASSESSED and control.source in one.sources and at not in first
        ]
        days = unbroken_since(series, control, [found[at].holder for at in own], lat[own], lon[own]) if own else []
        first.update(zip(own, days, strict=True))
    return [replace(one, since=first.get(at) or _first_said(one)) for at, one in enumerate(found)]


def _first_said(one: Holding) -> dt.date | None:
    """Return the first of the last unbroken run of evidence for a holder."""
    since: dt.date | None = None
    for piece in one.evidence:
        if piece.holder is one.holder:
            since = since or piece.day
        elif piece.kind in (Kind.ASSESSED, Kind.CONFIRMED, Kind.KNOWN):
            since = None
    return since
