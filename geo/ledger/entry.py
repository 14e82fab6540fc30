"""A claim as the ledger keeps it: what a report claims, and since when and until when the ledger says so."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from geo.errors import InputError

if TYPE_CHECKING:
    from geo.model import Actor, Event, Status

__all__ = ["Entry"]

_LARGEST_OFFSET = 2**31 - 1
_LONGEST_TEXT = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One version of a claim. Positions are degrees WGS 84 (EPSG:4326), uncertainties metres; None where unknown.

    `surface` is the place as the report writes it, `source` the report's source, else its title, else its id. A version
    holds from `recorded_at` until `superseded_at`, when a corrected reading of the report took its place, or until
    `retracted_at`, when somebody took it back for a `reason`. Instants are aware, UTC, to the millisecond.
    """

    claim_id: str
    version: int = 1
    report_id: str
    date: dt.date
    place_id: str | None
    name: str
    surface: str
    event: Event
    actor: Actor
    by: str
    status: Status
    start: int
    end: int
    sentence: str
    confidence: float
    lat: float | None
    lon: float | None
    uncertainty_m: float | None
    event_from: str | None
    event_to: str | None
    source: str
    title: str
    url: str
    recorded_at: dt.datetime
    superseded_at: dt.datetime | None = None
    retracted_at: dt.datetime | None = None
    reason: str | None = None

    def __post_init__(self) -> None:
        if fault := _fault(self):
            raise InputError(f"claim {self.claim_id[:40]!r}: {fault}")

    @property
    def in_force(self) -> bool:
        """Whether it is neither superseded nor retracted."""
        return self.superseded_at is None and self.retracted_at is None

    @property
    def digest(self) -> str:
        """A hash of what is claimed, 32 hexadecimal digits: equal for equal claims, whenever they were recorded."""
        told = json.dumps([_plain(getattr(self, name)) for name in CONTENT], ensure_ascii=False)
        return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()


COLUMNS = tuple(field.name for field in fields(Entry))
_HISTORY = frozenset({"version", "recorded_at", "superseded_at", "retracted_at", "reason"})
CONTENT = tuple(name for name in COLUMNS if name not in _HISTORY)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value


def now() -> dt.datetime:
    """Return the instant, UTC, to the millisecond."""
    return to_millisecond(dt.datetime.now(dt.UTC))


def to_millisecond(instant: dt.datetime) -> dt.datetime:
    """Return an aware instant in UTC without what is below a millisecond."""
    return instant.astimezone(dt.UTC).replace(microsecond=instant.microsecond // 1000 * 1000)


def as_text(instant: dt.datetime) -> str:
    """Return an instant as `2024-12-16T08:00:00.000Z`."""
    return f"{instant.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


def as_plain(entry: Entry) -> dict[str, Any]:
    """Return a version as a flat dict of text, numbers and None, its columns in order."""
    return {name: _told(getattr(entry, name)) for name in COLUMNS}


def _told(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return as_text(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value


# -- what is refused ----------------------------------------------------------------------------------------------


def _fault(entry: Entry) -> str | None:
    """Return what is wrong with a version and how to mend it, None if nothing is."""
    return _text_fault(entry) or _number_fault(entry) or _history_fault(entry)


def _text_fault(entry: Entry) -> str | None:
    for name in COLUMNS:
        value = getattr(entry, name)
        if isinstance(value, str):
            if len(value) > _LONGEST_TEXT:
                return f"{name} has {len(value)} characters; {_LONGEST_TEXT} are the most"
            if "\0" in value or (not value.isascii() and any("\ud800" <= sign <= "\udfff" for sign in value)):
                return f"{name} holds a character that no text has (NUL, or half of one); take it out"
    empty = next((name for name in ("claim_id", "report_id") if not getattr(entry, name)), None)
    if empty is not None:
        return f"{empty} is empty; fill it in"
    blank = next(
        (name for name in ("place_id", "event_from", "event_to", "reason") if getattr(entry, name) == ""), None
    )
    return f"{blank} is empty text; give null" if blank is not None else None


def _number_fault(entry: Entry) -> str | None:
    if not 0 <= entry.confidence <= 1:
        return f"confidence is {entry.confidence}; give a number from 0 to 1"
    if (entry.lat is None) != (entry.lon is None):
        return "it has one of lat and lon; give both or neither"
    for name, most in (("lat", 90), ("lon", 180)):
        value = getattr(entry, name)
        if value is not None and not -most <= value <= most:
            return f"{name} is {value}; give degrees between -{most} and {most}"
    if entry.uncertainty_m is not None and not 0 <= entry.uncertainty_m < math.inf:
        return f"uncertainty_m is {entry.uncertainty_m}; give metres, 0 or more"
    if not 0 <= entry.start <= entry.end <= _LARGEST_OFFSET:
        return f"start and end are {entry.start} and {entry.end}; give offsets in the report, the end behind the start"
    if not 1 <= entry.version <= _LARGEST_OFFSET:
        return f"version is {entry.version}; versions count from 1"
    return None


def _history_fault(entry: Entry) -> str | None:
    ends = {"superseded_at": entry.superseded_at, "retracted_at": entry.retracted_at}
    for name, instant in {"recorded_at": entry.recorded_at, **ends}.items():
        if instant is not None and (instant.tzinfo is None or instant != to_millisecond(instant)):
            return f"{name} is {instant.isoformat()}; give an instant with its time zone, to the millisecond"
    for name, instant in ends.items():
        if instant is not None and instant < entry.recorded_at:
            return f"{name} is before recorded_at"
    if (entry.retracted_at is None) != (entry.reason is None):
        return "retracted_at and reason go together; give both or neither"
    return None
