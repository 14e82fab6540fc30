"""Where a user's own gazetteer lives."""

from __future__ import annotations

import os
from pathlib import Path

VARIABLE = "GEO_DATA"


def home() -> Path:
    """Return the folder of the user's own gazetteer: `$GEO_DATA/gazetteer`, else in the user's data folder.

    It need not exist.
    """
    if folder := os.environ.get(VARIABLE):
        return Path(folder) / "gazetteer"
    from platformdirs import user_data_path

    return user_data_path("geo", appauthor=False) / "gazetteer"
