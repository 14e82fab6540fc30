"""What a location rests on: everything from which its point and radius are computed, as plain, frozen records."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Policy(StrEnum):
    """How widely words are taken.

    `calculator` adds up terms as the Georeferencing Calculator does; `strict` covers all that the words allow; `news`
    is how reporters of this war were found to use them: about 90 % of true positions lie within.
    """

    CALCULATOR = "calculator"
    NEWS = "news"
    STRICT = "strict"


class Rule(StrEnum):
    """Which kind of description was given."""

    HEADING = "distance at a heading"
    ORTHOGONAL = "two offsets at right angles"
    DISTANCE = "distance only"
    FEATURE = "feature only"
    DIRECTION = "direction only"
    NEAR = "near"


class Told(StrEnum):
    """How a text ties what it tells to a settlement: at it, near it, or in some direction from it."""

    IN = "in"
    NEAR = "near"
    DIRECTION = "direction"


class Size(StrEnum):
    """How large a settlement is: up to 5,000, 50,000, 300,000 people, and more (`geo.gazetteer.extent`)."""

    VILLAGE = "village"
    TOWN = "town"
    CITY = "city"
    METROPOLIS = "metropolis"


class Hedge(StrEnum):
    """What stands beside a number: nothing, "about", "more than", "up to", a second number, "within"."""

    PLAIN = ""
    ABOUT = "about"
    MORE = "more than"
    LESS = "up to"
    RANGE = "to"
    WITHIN = "within"


@dataclass(frozen=True, slots=True)
class Wording:
    """How a distance was worded, beyond its kilometres.

    Parameters
    ----------
    phrase
        The words themselves.
    hedge
        What stands beside the number.
    to_km
        The second number of a range, kilometres.
    also_km
        The same distance in another unit, converted to kilometres: "10 km (6 miles)" has 9.656.
    unit
        "km", "mi" or "m", in which the number was written; None to tell miles from kilometres by which is rounder.
    """

    phrase: str = ""
    hedge: Hedge = Hedge.PLAIN
    to_km: float | None = None
    also_km: float | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Learned:
    """What the table of the `news` policy says of a way of telling and a size of place, kilometres.

    The middle lies `out_km` from the anchor's centre along the bearing; `radius_km` about it hold 90 % of the truths,
    as do `about_km` about the anchor itself.
    """

    told: Told
    size: Size
    out_km: float
    radius_km: float
    about_km: float


@dataclass(frozen=True, slots=True)
class Basis:
    """All that a location is computed from; `recompute` gives the same location again.

    Degrees are WGS 84, bearings clockwise from true north. `distance_km` and `bearing_deg` have two numbers for two
    offsets, one for one, none where none was told; `distance_km` is the middle of what `half_width_km` leaves open.
    The `*_source` fields say in words where a number is from.
    """

    rule: Rule
    policy: Policy
    anchor_lat: float
    anchor_lon: float
    distance_km: tuple[float, ...] = ()
    bearing_deg: tuple[float, ...] = ()
    stated_km: float | None = None
    wording: Wording = Wording()
    half_width_km: float = 0.0
    half_width_source: str = ""
    half_angle_deg: float = 0.0
    half_angle_source: str = ""
    reach_km: float = 0.0
    extent_m: float = 0.0
    extent_source: str = ""
    misplaced_m: float = 0.0
    learned: Learned | None = None
    coordinate_precision_deg: float = 0.0
    measurement_m: float = 0.0
    map_m: float = 0.0
    datum_m: float = 0.0
