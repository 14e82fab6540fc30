"""Which claims are asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict

import sqlalchemy as sa

from geo.errors import InputError
from geo.ledger.entry import to_millisecond
from geo.ledger.tables import SQLITE, claim_history
from geo.model import Actor, Event, Status

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select

Day = dt.date | str
Moment = dt.date | dt.datetime | str
Texts = str | Collection[str]

_AREA_PREFIX = "ADM1:"
_ESCAPE = "\\"


class Asked(TypedDict, total=False):
    """The keywords of `Ledger.claims`."""

    date_from: Day | None
    date_to: Day | None
    place_id: Texts | None
    region: Texts | None
    actor: Texts | None
    by: Texts | None
    source: Texts | None
    status: Texts | None
    event: Texts | None
    report_id: Texts | None
    include_retracted: bool
    include_superseded: bool
    as_of: Moment | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What the claims asked for have in common; None asks for no more. See `Ledger.claims`."""

    date_from: Day | None = None
    date_to: Day | None = None
    place_id: Texts | None = None
    region: Texts | None = None
    actor: Texts | None = None
    by: Texts | None = None
    source: Texts | None = None
    status: Texts | None = None
    event: Texts | None = None
    report_id: Texts | None = None
    include_retracted: bool = False
    include_superseded: bool = False
    as_of: Moment | None = None

    def select(self, dialect: str) -> Select[Any]:
        """Return the query, its rows ordered by date, report, offset and version.

        Raises
        ------
        InputError
            If a date is none, or an event, actor or status is none of those there are.
        """
        column = claim_history.c
        wanted: list[ColumnElement[bool]] = []
        if self.date_from is not None:
            wanted.append(column.date >= day_of(self.date_from))
        if self.date_to is not None:
            wanted.append(column.date <= day_of(self.date_to))
        wanted += [
            _among(column[name], _allowed(name, _listed(asked)), dialect)
            for name in ("place_id", "actor", "by", "source", "status", "event", "report_id")
            if (asked := getattr(self, name)) is not None
        ]
        if self.region is not None:
            areas = [area.removeprefix(_AREA_PREFIX) for area in _listed(self.region)]
            wanted.append(sa.or_(sa.false(), *(column.place_id.startswith(area, autoescape=True) for area in areas)))
        wanted += self._in_force()
        order = (column.date, column.report_id, column.start, column.claim_id, column.version)
        return sa.select(claim_history).where(*wanted).order_by(*order)

    def _in_force(self) -> list[ColumnElement[bool]]:
        column = claim_history.c
        instant = None if self.as_of is None else moment_of(self.as_of)
        wanted: list[ColumnElement[bool]] = []
        if instant is not None:
            wanted.append(column.recorded_at <= instant)
        for ended, included in (
            (column.superseded_at, self.include_superseded),
            (column.retracted_at, self.include_retracted),
        ):
            if not included:
                wanted.append(ended.is_(None) if instant is None else sa.or_(ended.is_(None), ended > instant))
        return wanted


def _listed(asked: Texts) -> list[str]:
    return [str(asked)] if isinstance(asked, str) else [str(one) for one in asked]


_ALLOWED = {"actor": tuple(Actor), "status": tuple(Status), "event": tuple(Event)}


def _allowed(name: str, asked: list[str]) -> list[str]:
    allowed = _ALLOWED.get(name)
    if allowed is not None and (strange := sorted(set(asked) - set(allowed))):
        raise InputError(f"{name} is {strange[0]!r}; use one of {', '.join(allowed)}")
    return asked


def _among(column: ColumnElement[Any], values: list[str], dialect: str) -> ColumnElement[bool]:
    """Return whether a column is one of some values, however many: they are bound as one."""
    if len(values) == 1:
        return column == values[0]
    if dialect == SQLITE:
        import json

        return column.in_(sa.select(sa.func.json_each(json.dumps(values)).table_valued("value").c.value))
    from sqlalchemy.dialects.postgresql import ARRAY

    return column == sa.any_(sa.bindparam(None, values, type_=ARRAY(sa.Text)))


def day_of(given: Day) -> dt.date:
    """Return a day, which may be written YYYY-MM-DD.

    Raises
    ------
    InputError
        If it is none.
    """
    if isinstance(given, dt.datetime):
        return given.date()
    if isinstance(given, dt.date):
        return given
    try:
        return dt.date.fromisoformat(given)
    except ValueError:
        raise InputError(f"{given[:40]!r} is no date; write it YYYY-MM-DD") from None


def _written(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text) if len(text) <= len("2024-12-16") else dt.datetime.fromisoformat(text)
    except ValueError:
        raise InputError(
            f"{text[:40]!r} is no moment; write it YYYY-MM-DD, or YYYY-MM-DDTHH:MM:SSZ for an instant"
        ) from None


def moment_of(given: Moment) -> dt.datetime:
    """Return an instant; of a day, its last one, UTC.

    Raises
    ------
    InputError
        If it is none, or has no time zone.
    """
    if isinstance(given, str):
        given = _written(given)
    if not isinstance(given, dt.datetime):
        return to_millisecond(dt.datetime.combine(given, dt.time.max, dt.UTC))
    if given.tzinfo is None:
        raise InputError(f"{given.isoformat()} has no time zone; end it with Z or such as +02:00")
    return to_millisecond(given)
