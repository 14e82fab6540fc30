"""What changed between two dates: ground gained and lost by each side, by sector and oblast, and settlements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.control.differences import NOISE_WIDTH_M, Difference, differences, moves_at
from geo.control.dividing import divided, ground_row, oblasts_on_plane, settlements_moved
from geo.control.sectors import grounds
from geo.errors import InputError, NoDateError
from geo.gazetteer.outlines import UKRAINE
from geo.model import Actor, Holder
from geo.schema import CHANGES, WGS84, check

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    import geopandas as gpd
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

    from geo.control.assessed import Control
    from geo.gazetteer import Gazetteer
    from geo.gazetteer.outlines import Outlines

# outlines and control data draw one border up to 5 km apart; ground that reaches this far beyond it lies abroad
_GENERALISED_M = 8_000.0


@dataclass(frozen=True)
class Changes:
    """What changed between two dates.

    `ground` is the layer `changes` of `geo.schema`: polygons in EPSG:4326, a row per connected piece within a sector
    and oblast, those of the largest pieces first, then the redrawing (`is_noise`) of each sector and oblast as one row.
    `settlements` has the places whose position changed hands, points in EPSG:4326: `place_id, name, kind, sector,
    oblast, holder_from, holder_to, is_noise`, the most populous first; None if no gazetteer was given.
    `noise_width_m` is what counted as redrawing.
    """

    date_from: dt.date
    date_to: dt.date
    sources: tuple[str, ...]
    noise_width_m: float
    ground: gpd.GeoDataFrame
    settlements: gpd.GeoDataFrame | None

    def by(self, *columns: str) -> pd.DataFrame:
        """Return what each side gained and lost, in equal-area km², without the redrawing.

        Parameters
        ----------
        columns
            How to divide it: `sector`, `oblast`, both or nothing.

        Returns
        -------
        frame
            Columns `side` (RU, UA), those asked for, `gained_km2`, `lost_km2`; a row for each side, or for each part
            where it gained or lost, those with the most first.

        Raises
        ------
        InputError
            If it cannot be divided so.
        """
        import pandas as pd

        if strange := set(columns) - {"sector", "oblast"}:
            raise InputError(f"changes are divided by sector and oblast, not by {min(strange)!r:.40}")
        real = self.ground[~self.ground["is_noise"]]
        found = []
        for side in Actor:
            parts: dict[tuple[str, ...], list[float]] = {} if columns else {(): [0.0, 0.0]}
            for at, column in enumerate(("holder_to", "holder_from")):
                own = real[real[column] == side.value]
                for part, km2 in zip(own[list(columns)].itertuples(index=False), own["area_km2"], strict=True):
                    parts.setdefault(tuple(part), [0.0, 0.0])[at] += km2
            ordered = sorted(parts.items(), key=lambda one: (-sum(one[1]), one[0]))
            found += [(side.value, *part, *km2) for part, km2 in ordered]
        return pd.DataFrame(found, columns=["side", *columns, "gained_km2", "lost_km2"])

    def text(self, lang: str = "en") -> str:
        """Say in one paragraph what changed.

        Parameters
        ----------
        lang
            A language of `wording.toml`.

        Raises
        ------
        InputError
            If it is not written in that language.
        """
        from geo.control.wording import told

        return told(self, lang)

    def as_json(self) -> dict[str, Any]:
        """Return it as an object for JSON: totals, sectors, oblasts, redrawing, settlements and text, no shapes."""
        noise = self.ground[self.ground["is_noise"]]
        return {
            "date_from": self.date_from.isoformat(),
            "date_to": self.date_to.isoformat(),
            "sources": list(self.sources),
            "sides": _records(self.by()),
            "sectors": _records(self.by("sector")),
            "oblasts": _records(self.by("oblast")),
            "transitions": [
                {"holder_from": one, "holder_to": other, "area_km2": round(km2, 4)}
                for (one, other), km2 in self.transitions().items()
            ],
            "noise": {"width_m": self.noise_width_m, "area_km2": round(float(noise["area_km2"].sum()), 4)},
            "settlements": self._settlement_records(),
            "text": self.text(),
        }

    def transitions(self) -> dict[tuple[str, str], float]:
        """Return the km² that went from each holder to each other, without the redrawing."""
        found: dict[tuple[str, str], float] = {}
        real = self.ground[~self.ground["is_noise"]]
        for one, other, km2 in zip(real["holder_from"], real["holder_to"], real["area_km2"], strict=True):
            found[one, other] = found.get((one, other), 0.0) + float(km2)
        return found

    def _settlement_records(self) -> list[dict[str, Any]] | None:
        if self.settlements is None:
            return None
        places = self.settlements
        positions = {"lat": places.geometry.y.round(6).tolist(), "lon": places.geometry.x.round(6).tolist()}
        plain = places.drop(columns="geometry").assign(**positions)
        return [{str(key): value for key, value in row.items()} for row in plain.to_dict("records")]


def changes(
    before: Control,
    after: Control,
    *,
    outlines: Outlines | None = None,
    gazetteer: Gazetteer | None = None,
    noise_width_m: float = NOISE_WIDTH_M,
) -> Changes:
    """Return what changed from the control of one date to that of a later one.

    Ground that no polygon covers counts as the other side's, or as unknown, as `geo.control.differences` tells.

    Parameters
    ----------
    before, after
        The control of the two dates.
    outlines
        Where the oblasts lie; by default those beside the embedded gazetteer. They are generalised: ground off them all
        is in the nearest, unless it reaches farther than 8 km from it, and so lies abroad: then `oblast` is empty.
    gazetteer
        Whose settlements are looked up; without one there are none.
    noise_width_m
        Metres. Strips nowhere wider than this are taken for the same line drawn anew, and told apart.

    Returns
    -------
    changes
        Areas are exact on a plane of equal areas, within 0.02 % of those on the ellipsoid.

    Raises
    ------
    NoDateError
        If one of the two does not say which day it shows.
    InputError
        If the second is not the later, or the width is negative or not a number.
    """
    if before.date is None or after.date is None:
        undated = before if before.date is None else after
        raise NoDateError(f"{undated.source}: does not say which day it shows; give the date")
    if not before.date < after.date:
        raise InputError(f"changes from {before.date} to {after.date}: give the earlier date first, then the later")
    if not 0 <= noise_width_m < float("inf"):
        raise InputError(f"a width of {noise_width_m:g} m for noise; give 0 or more")
    if outlines is None:
        from geo.gazetteer.outlines import Outlines

        outlines = Outlines.open()
    sources = tuple(dict.fromkeys((before.source, after.source)))
    country = outlines.countries[UKRAINE]
    found = differences(before, after, country, noise_width_m=noise_width_m)
    rows = [
        {"date_from": before.date, "date_to": after.date, **row, "source": " / ".join(sources)}
        for row in _rows(found, outlines)
    ]
    import geopandas as gpd

    ground = gpd.GeoDataFrame(rows, columns=[*CHANGES.columns, "geometry"], crs=WGS84)
    ground["is_noise"] = ground["is_noise"].astype(bool)
    settlements = None
    if gazetteer is not None:
        moves = moves_at(before, after, country, *gazetteer.latlon.T)
        settlements = settlements_moved(moves, gazetteer, found)
    return Changes(before.date, after.date, sources, noise_width_m, check(ground, CHANGES), settlements)


def _rows(found: list[Difference], outlines: Outlines) -> Iterator[dict[str, Any]]:
    """Divide differences among sectors and oblasts: each piece by itself, the noise of each part together."""
    noise: dict[tuple[Holder, Holder, str, str], list[BaseGeometry]] = {}
    for one in found:
        for sector, within in divided(one.ground, grounds(), float("inf")):
            for oblast, ground in divided(within, oblasts_on_plane(outlines), _GENERALISED_M):
                if one.is_noise:
                    noise.setdefault((one.before, one.after, sector, oblast), []).append(ground)
                else:
                    yield ground_row(one.before, one.after, sector, oblast, [ground], is_noise=False)
    for (before, after, sector, oblast), parts in noise.items():
        yield ground_row(before, after, sector, oblast, parts, is_noise=True)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(key): round(value, 4) if isinstance(value, float) else value for key, value in row.items()}
        for row in frame.to_dict("records")
    ]
