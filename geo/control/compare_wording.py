"""Where two sources differ, in words, from the table `compare.toml`."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from geo.control.compare import Comparison, Ground
from geo.control.wording import km2_text, listed, where_text, words_in
from geo.errors import InputError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import geopandas as gpd


@lru_cache(maxsize=8)
def _own_words(lang: str) -> Mapping[str, Any]:
    words = words_in(lang)
    table = tomllib.loads(files("geo.control").joinpath("compare.toml").read_text(encoding="utf-8"))
    if lang not in table:
        raise InputError(f"comparisons are told in {', '.join(table)} only, not in {lang[:20]!r}")
    return {**words, **table[lang]}


def told(comparison: Comparison, lang: str) -> str:
    """Say where two sources differ.

    Parameters
    ----------
    comparison
        The comparison.
    lang
        A language of the table.

    Raises
    ------
    InputError
        If there are no words in that language.
    """
    words = _own_words(lang)
    one, other = comparison.sources

    def written(day: dt.date) -> str:
        return str(words["day"].format(day=day.day, month=words["months"][day.month - 1], year=day.year))

    front = comparison.ground[comparison.ground["ground"] == Ground.FRONT.value]
    pairs = [_pair(front, row, comparison.sources, words) for row in comparison.by().to_dict("records")]
    km2 = km2_text(float(front["area_km2"].sum()), words)
    form = words["differ" if pairs else "agree"]
    text = str(
        form.format(date=written(comparison.date), one=one, other=other, km2=km2, list=words["then"].join(pairs))
    )
    text += _told_settlements(comparison, words)
    for ground in (Ground.ABROAD, Ground.OUTLINE, Ground.REDRAWING):
        if left := comparison.area_km2(ground):
            text += words[ground.value].format(km2=km2_text(left, words), width=f"{comparison.noise_width_m:g}")
    for source, day in zip(comparison.sources, comparison.dates, strict=True):
        if day != comparison.date:
            text += words["as_of"].format(source=source, date=written(day))
    return text


def _pair(front: gpd.GeoDataFrame, row: Mapping[Any, Any], sources: tuple[str, str], words: Mapping[str, Any]) -> str:
    """Say how much ground two sources tell so differently, and where most of it lies."""
    had, has, km2 = row["one"], row["other"], float(row["area_km2"])
    own = front[(front["one"] == had) & (front["other"] == has)]
    by_sector = own.groupby("sector")["area_km2"].sum()
    sector, most = str(by_sector.idxmax()), float(by_sector.max())
    holders = words["holders"]
    text = words["pair"].format(
        km2=km2_text(km2, words), one=sources[0], other=sources[1], had=holders[had], has=holders[has]
    )
    form = words["mostly" if most > km2 / 2 else "largest"]
    return str(text + form.format(where=where_text(own[own["sector"] == sector], words), part=km2_text(most, words)))


def _told_settlements(comparison: Comparison, words: Mapping[str, Any]) -> str:
    if comparison.settlements is None:
        return ""
    counted = (Ground.FRONT.value, Ground.ABROAD.value)
    names = comparison.settlements.loc[comparison.settlements["ground"].isin(counted), "name"].tolist()
    if not names:
        return str(words["settlements_none"])
    form = words["settlements_one" if len(names) == 1 else "settlements_other"]
    return str(form.format(count=len(names), list=listed(names, words)))
