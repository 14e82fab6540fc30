"""A publication policy: read from TOML, every key checked, and when it lets a day be shown."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import tomllib
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import InputError
from geo.model import Actor, Event
from geo.reading.kyiv import kyiv

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT, NONE = "default", "none"
# what `events` may also name: the categories of the layer `strikes`
CATEGORIES = ("strike", "air-attack", "casualties", "losses")

_LARGEST_FILE = 64_000
_MOST_ENTRIES, _LONGEST_ENTRY, _LONGEST_NAME = 200, 200, 80
_LONGEST_DELAY_HOURS = 24 * 365
_COARSEST_M = 100_000
_DIGEST_SIGNS = 12
# beyond these the calendar ends somewhere in a sum
_FIRST_DAY, _LAST_DAY = dt.date(1900, 1, 1), dt.date(9990, 12, 31)
_KEYS = {
    "": ("name", "delay_hours", "embargo_until", "precision_m", "minimum_confidence", "never"),
    "minimum_confidence": ("place", "claim"),
    "never": ("units", "positions_of", "events", "facilities", "sources", "undecided"),
}


class HeldError(InputError):
    """The policy does not let anything of a day be shown yet; the message says from when it does."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What may be published, and when. The defaults hold nothing back.

    `precision_m` is metres; `delay_hours` counts from the end of the day a report is of, Kyiv time. `positions_of` are
    sides, `events` events of claims or categories of strikes, `facilities` and `sources` texts as the file has them.
    """

    name: str
    delay_hours: float = 0.0
    embargo_until: dt.datetime | None = None
    precision_m: float = 0.0
    least_place_confidence: float = 0.0
    least_claim_confidence: float = 0.0
    units: bool = False
    positions_of: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    facilities: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    undecided: bool = False

    @property
    def digest(self) -> str:
        """Twelve hexadecimal digits of the policy's content: two policies that differ have two."""
        content = json.dumps(asdict(self), sort_keys=True, default=str, ensure_ascii=True)
        return hashlib.sha256(content.encode()).hexdigest()[:_DIGEST_SIGNS]

    @property
    def label(self) -> str:
        """Name and digest, as they stand in tables."""
        return f"{self.name} {self.digest}"

    def due(self, date: dt.date) -> dt.datetime | None:
        """Return the moment from which a report of a day may be published, Kyiv time; None if at any time."""
        if self.name == NONE:
            return None
        day = min(max(date, _FIRST_DAY), _LAST_DAY)
        over = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), kyiv())
        # hours that go by, not hours of the clock: a day of the change to summer time has 23
        due = (over.astimezone(dt.UTC) + dt.timedelta(hours=self.delay_hours)).astimezone(kyiv())
        return due if self.embargo_until is None else max(due, self.embargo_until.astimezone(kyiv()))

    def require_due(self, date: dt.date, *, now: dt.datetime | None = None) -> None:
        """Refuse a day of which nothing may be shown yet.

        Parameters
        ----------
        date
            The day the report is of.
        now
            An aware moment; by default the present one.

        Raises
        ------
        HeldError
            If the moment from which it may be shown is still to come.
        """
        due = self.due(date)
        if due is not None and (now or dt.datetime.now(dt.UTC)) < due:
            raise HeldError(
                f"a report of {date.isoformat()} may be published from {due:%Y-%m-%d %H:%M} Kyiv time under the policy "
                f"{self.name!r}: wait until then, or name another with --policy FILE, or --policy none"
            )

    def rows(self) -> list[tuple[str, str]]:
        """Return what the policy says as pairs of words, for people."""
        listed = (", ".join(values) or "none" for values in (self.positions_of, self.events, self.facilities))
        side, events, facilities = listed
        return [
            ("policy", f"{self.name} ({self.digest})"),
            ("delay", f"{self.delay_hours:g} h after the end of the report's day, Kyiv time"),
            ("embargo until", self.embargo_until.isoformat() if self.embargo_until else "none"),
            ("positions", f"moved to squares of {self.precision_m:g} m" if self.precision_m else "as they are"),
            ("least confidence of a place", f"{self.least_place_confidence:g}"),
            ("least confidence of a claim", f"{self.least_claim_confidence:g}"),
            ("names and positions of units", "never shown" if self.units else "shown"),
            ("own positions never shown, of", side),
            ("events never shown", events),
            ("facilities never shown", facilities),
            ("sources never shown", ", ".join(self.sources) or "none"),
            ("undecided places", "never shown" if self.undecided else "shown"),
        ]

    def as_json(self) -> dict[str, Any]:
        """Return what the policy says as plain values, for the record in an output.

        What `facilities` and `sources` name is counted, not listed: a list of what is secret is not to be published.
        """
        return {
            "name": self.name,
            "digest": self.digest,
            "delay_hours": self.delay_hours,
            "embargo_until": self.embargo_until.isoformat() if self.embargo_until else None,
            "precision_m": self.precision_m,
            "minimum_confidence": {"place": self.least_place_confidence, "claim": self.least_claim_confidence},
            "never": {
                "units": self.units,
                "positions_of": list(self.positions_of),
                "events": list(self.events),
                "facilities": len(self.facilities),
                "sources": len(self.sources),
                "undecided": self.undecided,
            },
        }


@lru_cache(maxsize=1)
def default_policy() -> Policy:
    """Return the policy that holds where none is named: cautious, and documented in its file."""
    return _policy(tomllib.loads(default_text()), where="default.toml")


def default_text() -> str:
    """Return the file of the default policy, with its comments: a start for one's own."""
    return (files("geo.publication") / "default.toml").read_text(encoding="utf-8")


def no_policy() -> Policy:
    """Return the policy that holds nothing back, at any time."""
    return Policy(name=NONE)


def read_policy(named: str | Path | None) -> Policy:
    """Return a policy by what a person named it.

    Parameters
    ----------
    named
        `default` or None, `none`, or a TOML file.

    Raises
    ------
    InputError
        If the file cannot be read, is no TOML, or holds a key or value that no policy has: a misspelt key must not
        pass for one that holds nothing back.
    """
    if named is None or str(named) == DEFAULT:
        return default_policy()
    if str(named) == NONE:
        return no_policy()
    path = Path(named)
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST_FILE + 1)
    except OSError as error:
        raise InputError(
            f"{path}: no policy can be read there ({error.strerror}); give default, none or a file"
        ) from error
    if len(raw) > _LARGEST_FILE:
        raise InputError(f"{path}: a policy has at most {_LARGEST_FILE // 1000} kB")
    try:
        document = tomllib.loads(raw.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(f"{path}: is no TOML ({error or 'nested too deep'})") from error
    return _policy(document, where=str(path))


def _policy(document: Mapping[str, Any], *, where: str) -> Policy:
    check = _Check(where)
    least, never = check.table(document, "minimum_confidence"), check.table(document, "never")
    check.keys(document, "")
    check.keys(least, "minimum_confidence")
    check.keys(never, "never")
    name = document.get("name", Path(where).stem)
    if not isinstance(name, str) or not name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
        raise InputError(f"{where}: name is to be a text of 1 to {_LONGEST_NAME} characters")
    if name == NONE or (name == DEFAULT and where != "default.toml"):
        raise InputError(f"{where}: the name {name!r} is taken; give another")
    return Policy(
        name=name,
        delay_hours=check.number(document, "delay_hours", most=_LONGEST_DELAY_HOURS),
        embargo_until=check.moment(document, "embargo_until"),
        precision_m=check.number(document, "precision_m", most=_COARSEST_M),
        least_place_confidence=check.number(least, "place", most=1),
        least_claim_confidence=check.number(least, "claim", most=1),
        units=check.flag(never, "units"),
        positions_of=check.texts(never, "positions_of", tuple(Actor)),
        events=check.texts(never, "events", (*Event, *CATEGORIES)),
        facilities=check.texts(never, "facilities"),
        sources=check.texts(never, "sources"),
        undecided=check.flag(never, "undecided"),
    )


class _Check:
    """The values of a policy's file, each of the kind it is to be."""

    def __init__(self, where: str) -> None:
        self._where = where

    def keys(self, table: Mapping[str, Any], name: str) -> None:
        known = _KEYS[name]
        for key in table:
            if key not in known:
                near = get_close_matches(key, known, n=1)
                hint = f"; did you mean {near[0]!r}?" if near else f"; known are {', '.join(known)}"
                raise InputError(
                    f"{self._where}: {key[:60]!r} is no key of {f'[{name}]' if name else 'a policy'}{hint}"
                )

    def table(self, document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        value = document.get(name, {})
        if not isinstance(value, dict):
            raise InputError(f"{self._where}: {name} is to be a table, [{name}]")
        return value

    def number(self, table: Mapping[str, Any], key: str, *, most: float) -> float:
        value = table.get(key, 0)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
            raise InputError(f"{self._where}: {key} is to be a number from 0 to {most:g}")
        return float(value)

    def flag(self, table: Mapping[str, Any], key: str) -> bool:
        value = table.get(key, False)
        if not isinstance(value, bool):
            raise InputError(f"{self._where}: {key} is to be true or false")
        return value

    def moment(self, table: Mapping[str, Any], key: str) -> dt.datetime | None:
        value = table.get(key)
        if value is None:
            return None
        if isinstance(value, dt.datetime) and value.tzinfo is not None and _FIRST_DAY <= value.date() <= _LAST_DAY:
            return value
        raise InputError(
            f"{self._where}: {key} is to be a moment with its offset, unquoted, such as 2025-01-31T06:00:00+02:00"
        )

    def texts(self, table: Mapping[str, Any], key: str, allowed: tuple[str, ...] = ()) -> tuple[str, ...]:
        values = table.get(key, [])
        if not isinstance(values, list) or len(values) > _MOST_ENTRIES:
            raise InputError(f"{self._where}: {key} is to be a list of at most {_MOST_ENTRIES} texts")
        for value in values:
            if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST_ENTRY:
                raise InputError(
                    f"{self._where}: {key} holds something else than a text of 1 to {_LONGEST_ENTRY} characters"
                )
            if allowed and value not in allowed:
                raise InputError(f"{self._where}: {key} holds {value!r}; known are {', '.join(map(str, allowed))}")
        return tuple(dict.fromkeys(str(value).strip() for value in values))
