"""Where the front ran, coarsely and by date: what stands in for assessed control where none is given."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from geo.model import Actor
    from geo.resolve.candidates import Floats

# a plane good to 1 % over the theatre, for a line that is itself coarse to 5 km or more
_LAT_0, _KM_PER_DEGREE = 48.5, 111.2
_KM_PER_DEGREE_EAST = _KM_PER_DEGREE * float(np.cos(np.radians(_LAT_0)))
# as for assessed control: fighting across the border is rarer than at the front
_BORDER_HANDICAP_KM = 8.0
# the last phase is open: so long after it began its line is believed, and so much later no longer
FRESH_DAYS, FADING_DAYS = 270, 360


@dataclass(frozen=True)
class PriorLine:
    """The coarse line of one phase of the war, as evidence for which place a name means; no layer of the map."""

    since: dt.date
    until: dt.date
    lines: tuple[tuple[str, tuple[tuple[float, float], ...]], ...]

    def front_distance_km(self, lat: Floats, lon: Floats) -> Floats:
        """Return distances in km to the line, or to the border with a handicap, if that is nearer.

        Parameters
        ----------
        lat, lon
            Degrees, WGS 84; NaN where there is no position.
        """
        at = _plane(np.asarray(lat, dtype=np.float64), np.asarray(lon, dtype=np.float64))
        start, along, square, handicap = self._segments
        east, north = at[:, :1] - start[:, 0], at[:, 1:] - start[:, 1]
        share = np.clip((east * along[:, 0] + north * along[:, 1]) / square, 0.0, 1.0)
        east -= share * along[:, 0]
        north -= share * along[:, 1]
        return np.asarray((np.sqrt(east * east + north * north) + handicap).min(axis=1))

    def held(self, lat: Floats, lon: Floats, actor: Actor) -> npt.NDArray[np.bool_]:  # noqa: ARG002
        """Return that nothing is known to be on either side's side."""
        return np.zeros(len(lat), dtype=bool)

    @cached_property
    def _segments(self) -> tuple[Floats, Floats, Floats, Floats]:
        starts, alongs, handicaps = [], [], []
        for kind, points in self.lines:
            at = _plane(*np.array(points).T)
            starts.append(at[:-1])
            alongs.append(np.diff(at, axis=0))
            handicaps.append(np.full(len(at) - 1, _BORDER_HANDICAP_KM if kind == "border" else 0.0))
        along = np.concatenate(alongs)
        return np.concatenate(starts), along, np.maximum((along**2).sum(axis=1), 1e-9), np.concatenate(handicaps)


def _plane(lat: Floats, lon: Floats) -> Floats:
    return np.column_stack([(lon - 35.0) * _KM_PER_DEGREE_EAST, (lat - _LAT_0) * _KM_PER_DEGREE])


def freshness(date: dt.date) -> float:
    """Return how far the coarse line of a day is to be believed: 1 in a phase, less the longer after the last began.

    Parameters
    ----------
    date
        The day of the report.
    """
    days = (date - _phases()[-1].since).days
    return min(1.0, max(0.0, 1 - (days - FRESH_DAYS) / FADING_DAYS))


def prior_line(date: dt.date) -> PriorLine:
    """Return the coarse line of a day: that of its phase, before the first the first.

    Parameters
    ----------
    date
        The day of the report.
    """
    phases = _phases()
    return next((phase for phase in reversed(phases) if phase.since <= date), phases[0])


@lru_cache(maxsize=1)
def _phases() -> tuple[PriorLine, ...]:
    written = tomllib.loads(resources.files("geo.resolve").joinpath("front_prior.toml").read_text(encoding="utf-8"))
    return tuple(_phase(one) for one in written["phase"])


def _phase(written: dict[str, Any]) -> PriorLine:
    return PriorLine(
        since=dt.date.fromisoformat(written["from"]),
        until=dt.date.fromisoformat(written["until"]) if "until" in written else dt.date.max,
        lines=tuple(
            (line["kind"], tuple((float(lat), float(lon)) for _, lat, lon in line["past"])) for line in written["line"]
        ),
    )
