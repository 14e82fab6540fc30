"""Writing a map so that a reader never meets half of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from geo.atomic import write_atomically

if TYPE_CHECKING:
    import folium


def save_map(day_map: folium.Map, path: str | Path) -> Path:
    """Write a map to a file, whole or not at all.

    The page goes to a temporary file in the same folder, which then takes the place of any older file.

    Parameters
    ----------
    day_map
        The map, with whatever was added to it.
    path
        Where it goes; the folder must exist.

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
    write_atomically(target, day_map.get_root().render().encode("utf-8"))
    return target
