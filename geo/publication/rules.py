"""What a policy says of rows: which are held back, for which reason, and which sentences may not be quoted.

Rows are mappings with the columns of `geo.schema`, be they of frames or of a reading. A claim or strike that may not be
shown takes with it what would tell the same: the sentence, and the place, if nothing else is told of it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from geo.model import Event, Kind
from geo.publication.units import names_unit
from geo.publication.withheld import Reason, Withheld

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.publication.policy import Policy

Row = dict[str, Any]
Sentence = tuple[str, str]

# told of a side, these say where its own forces are
_TELLS_OWN_POSITION = frozenset(Event) - {Event.STRUCK}
# what these hold back has a name that is no secret elsewhere
_NAME_IS_NO_SECRET = frozenset({Reason.SOURCE, Reason.UNIT, Reason.CONFIDENCE, Reason.UNDECIDED})
_MOST_FOLDERS = 4
_STRUCK = frozenset({"strike"})


@dataclass(frozen=True)
class Decision:
    """For each layer, the reason why a row is held back, None where it is shown.

    `unquoted` are the sentences not to be quoted, `hidden_names` the names of places of which nothing else is told.
    """

    reasons: Mapping[str, Sequence[Reason | None]]
    unquoted: Mapping[Sentence, Reason]
    hidden_names: frozenset[str]

    def withheld(self) -> Withheld:
        """Return the held rows, counted."""
        held = ((layer, reason) for layer, reasons in self.reasons.items() for reason in reasons if reason is not None)
        return Withheld(Counter(held))


def decide(policy: Policy, rows: Mapping[str, Sequence[Row]], *, now: dt.datetime | None = None) -> Decision:
    """Return what a policy says of rows, by layer; `now` is an aware moment, by default the present one."""
    rules = _Rules(policy, now)
    claims, strikes = rows.get("claims", ()), rows.get("strikes", ())
    of_claims, of_strikes = [*map(rules.of_claim, claims)], [*map(rules.of_strike, strikes)]
    told = [*zip(claims, of_claims, strict=True), *zip(strikes, of_strikes, strict=True)]
    secret = {(_sentence(row), row["place_id"]): why for row, why in told if why not in (None, Reason.CONFIDENCE)}
    unquoted = {sentence: why for (sentence, _), why in secret.items()}
    shown_at = {row["place_id"] for row, why in told if why is None}
    hidden_at = {place: why for (_, place), why in secret.items() if place and place not in shown_at}

    places = rows.get("places", ())
    of_places = [rules.of_place(row, hidden_at, shown_at) for row in places]
    # a reading names a place more than once: it is gone where no mention of it is shown
    left = {row["place_id"] for row, why in zip(places, of_places, strict=True) if why is None}
    gone = {
        row["place_id"]: why for row, why in zip(places, of_places, strict=True) if why and row["place_id"] not in left
    }
    weak = {place for place, why in gone.items() if why is Reason.CONFIDENCE}
    of_claims = _and_weak(claims, of_claims, weak)
    of_strikes = _and_weak(strikes, of_strikes, weak)
    relations = rows.get("relations", ())
    of_relations = [rules.of_relation(row, gone | hidden_at, shown_at) for row in relations]
    by_claim = {row["claim_id"]: why for row, why in zip(claims, of_claims, strict=True)} if "claimed" in rows else {}
    reasons: dict[str, Sequence[Reason | None]] = {
        "claims": of_claims,
        "strikes": of_strikes,
        "places": of_places,
        "relations": of_relations,
        "undecided": [rules.of_undecided(row, unquoted) for row in rows.get("undecided", ())],
        "regions": [*map(rules.of_region, rows.get("regions", ()))],
        "claimed": [by_claim.get(row["claim_id"]) for row in rows.get("claimed", ())],
        **{layer: [*map(rules.of_control, rows.get(layer, ()))] for layer in ("control", "front_line", "changes")},
    }
    return Decision({layer: reasons[layer] for layer in rows}, unquoted, _hidden_names(rows, reasons))


def _hidden_names(rows: Mapping[str, Sequence[Row]], reasons: Mapping[str, Sequence[Reason | None]]) -> frozenset[str]:
    hidden, shown = set(), set()
    for layer in ("places", "claims", "undecided", "strikes", "regions"):
        for row, why in zip(rows.get(layer, ()), reasons[layer], strict=True):
            names = {_text(row.get("name")), _text(row.get("surface"))} - {""}
            if why is None:
                shown |= names
            elif why not in _NAME_IS_NO_SECRET and layer not in ("strikes", "regions"):
                hidden |= names
    return frozenset(hidden - shown)


def _and_weak(rows: Sequence[Row], reasons: list[Reason | None], weak: set[str]) -> list[Reason | None]:
    """Return the reasons with that of rows at places of too little confidence."""
    return [
        why or (Reason.CONFIDENCE if row["place_id"] in weak else None) for row, why in zip(rows, reasons, strict=True)
    ]


class _Rules:
    def __init__(self, policy: Policy, now: dt.datetime | None) -> None:
        self._policy = policy
        self._now = now or dt.datetime.now(dt.UTC)
        self._sources = frozenset(source.casefold() for source in policy.sources)
        self._facilities = _beginnings(policy.facilities)

    def of_held_source(self, row: Row) -> bool:
        if not self._sources:
            return False
        told = {_text(row.get(key)).casefold() for key in ("source", "by")}
        return bool(self._sources & (told | _addresses(_text(row.get("url")))))

    def of_region(self, row: Row) -> Reason | None:
        """Return why an area is held, or what else a reading names that is no settlement."""
        if self.of_held_source(row):
            return Reason.SOURCE
        named = f"{_text(row.get('surface'))}\n{_text(row['name'])}"
        return Reason.FACILITY if row["kind"] == Kind.FACILITY and self._names_facility(named) else None

    def of_control(self, row: Row) -> Reason | None:
        """Return why control is held: it may be of a later day than the report it is shown beside."""
        if self.of_held_source(row):
            return Reason.SOURCE
        due = self._policy.due(row["date_to"] if "date_to" in row else row["date"])
        return Reason.TIME if due is not None and self._now < due else None

    def of_claim(self, row: Row) -> Reason | None:
        policy = self._policy
        if self.of_held_source(row):
            return Reason.SOURCE
        if row["event"] in policy.events:
            return Reason.EVENT
        if row["actor"] in policy.positions_of and row["event"] in _TELLS_OWN_POSITION:
            return Reason.SIDE
        if row["event"] == Event.STRUCK and self._names_facility(row["sentence"]):
            return Reason.FACILITY
        return Reason.CONFIDENCE if row["confidence"] < policy.least_claim_confidence else None

    def of_strike(self, row: Row) -> Reason | None:
        policy = self._policy
        if self.of_held_source(row):
            return Reason.SOURCE
        category = row["category"]
        if category in policy.events or (category in _STRUCK and Event.STRUCK in policy.events):
            return Reason.EVENT
        if self._names_facility(f"{_text(row['target'])}\n{row['sentence']}"):
            return Reason.FACILITY
        return Reason.UNIT if policy.units and names_unit(_text(row["target"])) else None

    def of_place(self, row: Row, hidden_at: Mapping[str, Reason], shown_at: set[str]) -> Reason | None:
        if self.of_held_source(row):
            return Reason.SOURCE
        place = row["place_id"]
        if place in hidden_at:
            return hidden_at[place]
        if row["confidence"] < self._policy.least_place_confidence:
            return Reason.CONFIDENCE
        says_nothing_else = place not in shown_at and row["role"] != "claim"
        return Reason.UNIT if says_nothing_else and self._tells_of_unit(row) else None

    def of_relation(self, row: Row, gone: Mapping[str, Reason], shown_at: set[str]) -> Reason | None:
        if self.of_held_source(row):
            return Reason.SOURCE
        subject, anchor = row["subject"], row["anchor"]
        why = gone.get(subject) or gone.get(anchor)
        if why is not None:
            return why
        return Reason.UNIT if subject not in shown_at and self._tells_of_unit(row) else None

    def of_undecided(self, row: Row, unquoted: Mapping[Sentence, Reason]) -> Reason | None:
        if self.of_held_source(row):
            return Reason.SOURCE
        if self._policy.undecided:
            return Reason.UNDECIDED
        if (why := unquoted.get(_sentence(row))) is not None:
            return why
        return Reason.UNIT if self._tells_of_unit(row) else None

    def _tells_of_unit(self, row: Row) -> bool:
        return self._policy.units and names_unit(row["sentence"])

    def _names_facility(self, text: str) -> bool:
        return self._facilities is not None and self._facilities.search(text.casefold()) is not None


def _beginnings(words: Iterable[str]) -> re.Pattern[str] | None:
    spelt = [r"\s+".join(map(re.escape, word.casefold().split())) for word in words]
    return re.compile(rf"(?<!\w)(?:{'|'.join(spelt)})") if spelt else None


def _addresses(url: str) -> set[str]:
    """Return the host of an address, the domains above it, and the host with the folders below it: "t.me/name"."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").casefold()
    except ValueError:
        return set()
    if not host:
        return set()
    names = host.split(".")
    folders = [folder.casefold() for folder in parts.path.split("/") if folder][:_MOST_FOLDERS]
    above = {".".join(names[at:]) for at in range(len(names) - 1)}
    return above | {"/".join([host, *folders[:end]]) for end in range(len(folders) + 1)}


def _sentence(row: Row) -> Sentence:
    return _text(row["report_id"]), _text(row["sentence"])


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
