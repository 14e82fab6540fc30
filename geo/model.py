"""The nouns of `geo`: plain, frozen, typed. No behaviour beyond what the fields themselves say.

Positions are WGS 84 degrees (EPSG:4326), distances kilometres, uncertainties metres, bearings degrees clockwise
from true north. Character offsets count Python characters of `Report.text`, end exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping


# the languages in which the names of places are kept, English first
LANGUAGES = ("en", "uk", "ru")


class Kind(StrEnum):
    """What a place is. The first four are settlements."""

    CITY = "city"
    TOWN = "town"
    VILLAGE = "village"
    HAMLET = "hamlet"
    REGION = "region"
    DISTRICT = "district"
    COUNTRY = "country"
    WATER = "water"
    FACILITY = "facility"

    @property
    def is_settlement(self) -> bool:
        """Whether this is a settlement, which is plotted as a point."""
        return self in SETTLEMENT_KINDS

    @property
    def mention_kind(self) -> str:
        """The kind a mention of such a place has in the JSON contract (`settlement` for the first four)."""
        return "settlement" if self in SETTLEMENT_KINDS else self.value


SETTLEMENT_KINDS = frozenset({Kind.CITY, Kind.TOWN, Kind.VILLAGE, Kind.HAMLET})


class Event(StrEnum):
    """What a claim says happened at a place."""

    CAPTURED = "captured"
    LIBERATED = "liberated"
    ADVANCED = "advanced"
    ENTERED = "entered"
    ATTACKED = "attacked"
    REPELLED = "repelled"
    STRUCK = "struck"
    WITHDREW = "withdrew"
    CONTESTED = "contested"
    DENIED = "denied"


class Actor(StrEnum):
    """The side that does what a claim says."""

    RU = "RU"
    UA = "UA"

    @property
    def other(self) -> Actor:
        """The opposing side."""
        return Actor.UA if self is Actor.RU else Actor.RU


class Status(StrEnum):
    """How far a claim is supported."""

    CLAIMED = "claimed"
    CONFIRMED = "confirmed"
    DENIED = "denied"


class Holder(StrEnum):
    """Who holds a place or an area."""

    RU = "RU"
    UA = "UA"
    CONTESTED = "contested"
    UNKNOWN = "unknown"


class Basis(StrEnum):
    """On what a statement of control rests."""

    ASSESSED = "assessed"
    CLAIMED = "claimed"
    INFERRED = "inferred"


class Rel(StrEnum):
    """The form of a stated relation between two places."""

    DISTANCE = "distance"
    DIRECTION = "direction"
    NEAR = "near"
    OUTSKIRTS = "outskirts"
    BETWEEN = "between"
    ALONG = "along"


class Agreement(StrEnum):
    """How a stated distance or bearing fits the measured one, both places being as sure as they are."""

    AGREES = "agrees"
    DOUBTFUL = "doubtful"
    CONTRADICTS = "contradicts"


@dataclass(frozen=True, slots=True)
class Admin:
    """Where a place belongs: ISO country code and the names of the units above it (empty where unknown)."""

    country: str = ""
    oblast: str = ""
    raion: str = ""
    hromada: str = ""


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name that a place bore officially in the past.

    `since` and `until` are ISO dates or years as the source gives them, empty where it gives none; on `until` the name
    ceased to be official.
    """

    name: str
    since: str = ""
    until: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the gazetteer.

    `uncertainty_m` is the radius within which the true position lies; a place whose own position is unknown stands at
    its hromada or raion with a radius that covers it. `lat`, `lon` are None for areas without a centre.
    `aliases` are other spellings of today's names, `former` names of the past. `source` says of each field where it
    is from. `often_reported` marks the settlements that front-line reports name most.
    """

    place_id: str
    name: str
    kind: Kind
    lat: float | None
    lon: float | None
    uncertainty_m: float
    admin: Admin = Admin()
    names: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    population: int | None = None
    source: str = ""
    often_reported: bool = False
    former: tuple[FormerName, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name may mean, with a score from 0 to 1 and the reason in words."""

    place: Place
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Report:
    """A report as read. `date` is the day it reports on.

    `body` is what is read of `text`: the same characters at the same offsets, up to where site furniture begins, with
    link addresses blanked out.
    """

    report_id: str
    date: dt.date
    text: str
    body: str
    lang: str = "en"
    source: str = ""
    url: str = ""
    title: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another place a mention may mean, with its share of the confidence."""

    place_id: str
    name: str
    confidence: float
    lat: float | None = None
    lon: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A geographic name in a report and what it was decided to mean.

    `place_id` is None where the decision abstains; `alternatives` then holds the ranked candidates.
    """

    report_id: str
    start: int
    end: int
    surface: str
    kind: str
    place_id: str | None
    name: str
    lat: float | None
    lon: float | None
    uncertainty_m: float | None
    confidence: float
    alternatives: tuple[Alternative, ...] = ()
    why: str = ""

    @property
    def undecided(self) -> bool:
        """Whether candidates exist and none was chosen."""
        return self.place_id is None and bool(self.alternatives)


@dataclass(frozen=True, slots=True)
class Relation:
    """A stated relation ("10 km south of X") with what was measured. Indices point into the reading's mentions.

    `subject` is None for an event or an unnamed point; `lat`, `lon`, `uncertainty_m` then locate that point.
    `agrees` is whether `agreement` is `agrees`; both are None where nothing stated can be measured.
    """

    report_id: str
    start: int
    end: int
    text: str
    rel: Rel
    subject: int | None
    anchor: int
    distance_km: float | None = None
    bearing_deg: float | None = None
    approx: bool = False
    measured_km: float | None = None
    measured_bearing_deg: float | None = None
    agrees: bool | None = None
    agreement: Agreement | None = None
    lat: float | None = None
    lon: float | None = None
    uncertainty_m: float | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What a source says happened at a place, on whose word. `mention` points into the reading's mentions.

    `event_from` and `event_to` are when it happened, as far as the text says so: aware, Kyiv time unless the text names
    another. `uncertainty_m` is the radius about the place within which it happened: what is taken, left or denied is
    the place itself, as sure as its position; fighting and strikes "in X" are told of its surroundings too.
    """

    claim_id: str
    report_id: str
    date: dt.date
    mention: int
    place_id: str | None
    event: Event
    actor: Actor
    by: str
    status: Status
    start: int
    end: int
    sentence: str
    confidence: float
    event_from: dt.datetime | None = None
    event_to: dt.datetime | None = None
    uncertainty_m: float | None = None


@dataclass(frozen=True, slots=True)
class Strike:
    """A strike, an air-attack tally, casualties told by themselves, or the losses of a side.

    Counts are None where the text gives none; `mention` is where it happened. `killed`, `wounded` and `missing` are
    people, 0 where the text says that there were none. `hedge` is what stands before such a number ("killed: at
    least") and `victims` who they were, both as written. Of `losses`, `actor` is the side that lost `count` of its own,
    as `by` says.
    """

    report_id: str
    date: dt.date
    category: str
    actor: Actor | None
    by: str
    target: str
    weapon: str
    count: int | None
    launched: int | None
    shot_down: int | None
    lost: int | None
    mention: int | None
    start: int
    end: int
    sentence: str
    killed: int | None = None
    wounded: int | None = None
    missing: int | None = None
    hedge: str = ""
    victims: str = ""

    def told(self) -> dict[str, str | int | None]:
        """Return what is told of it by column, such as its category, actor and counts, without its place and text."""
        return {
            "category": self.category,
            "actor": self.actor.value if self.actor is not None else None,
            "by": self.by,
            "target": self.target,
            "weapon": self.weapon,
            "count": self.count,
            "launched": self.launched,
            "shot_down": self.shot_down,
            "lost": self.lost,
            "killed": self.killed,
            "wounded": self.wounded,
            "missing": self.missing,
            "hedge": self.hedge,
            "victims": self.victims,
        }
