"""Writing a map so that a reader never meets half of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from geo.atomic import write_atomically

if TYPE_CHECKING:
    from collections.abc import Sequence

    import folium

    from geo.day_layers import DayLayers


def save_map(
    day_map: folium.Map, path: str | Path, *, days: Sequence[DayLayers] = (), title: str = "", lang: str = "en"
) -> Path:
    """Write a map to a file, whole or not at all.

    The page goes to a temporary file in the same folder, which then takes the place of any older file.

    Parameters
    ----------
    day_map
        The map, with whatever was added to it.
    path
        Where it goes; the folder must exist.
    days
        The layers it shows, of a day or of the days of a series in order. From them the file says of itself what it
        shows and under which publication policy, which the index page and `geo embed` read; by default it says nothing.
    title
        The title of a series; by default that of the last day.
    lang
        The language in which it says it: `en`, `uk` or `ru`.

    Returns
    -------
    path
        Where it went.

    Raises
    ------
    OutputError
        If it cannot be written; an older file then stays as it was.
    """
    target = Path(path)
    page = day_map.get_root().render()
    if days:
        from geo.mapping.about import about_block, with_about

        page = with_about(page, about_block(days, title=title, lang=lang))
    write_atomically(target, page.encode("utf-8"))
    return target
