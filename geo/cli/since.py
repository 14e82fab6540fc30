"""`--since`: the ground that changed hands since an earlier day of a control file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from geo.control import Control


def ground_since(since: str | None, path: Path | None, assessed: Control | None) -> gpd.GeoDataFrame | None:
    """Return the ground that changed hands since a day, None if none was asked for."""
    if since is None:
        return None
    if path is None or assessed is None:
        raise InputError("--since needs --control, with the control of both days")
    from geo.control import read_control
    from geo.control.change import changes
    from geo.reading.documents import parse_date

    before = read_control(path, date=parse_date(since))
    if before.date is not None and before.date == assessed.date:
        raise InputError(f"{path}: has no control of an earlier day than {assessed.date} for --since {since}")
    return changes(before, assessed).ground
