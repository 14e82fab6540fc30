"""Written war reports to front-line maps: the public API, and nothing else.

Names are loaded when first used, so that `import geo` costs little.

>>> import geo
>>> geo.Gazetteer.open().lookup("Kurakhovo")[0].place.name
'Kurakhove'
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geo import distance, errors, geocoder, model, publication, schema, uncertainty
    from geo.control import Control, ControlStore, read_control
    from geo.day_layers import DayLayers, layers
    from geo.errors import GeoError
    from geo.gazetteer import Gazetteer
    from geo.ledger import Ledger
    from geo.ledger_day import layers_of_ledger
    from geo.locating import locate
    from geo.mapping import make_map, save_map
    from geo.mapping.picture import make_picture, save_picture
    from geo.model import Candidate, Claim, Mention, Place, Relation, Report, Strike
    from geo.pipeline import Reading, read
    from geo.reading.documents import read_report, read_reports, report_from_text

__version__ = "0.3.0"

_HOME = {
    "Control": "geo.control",
    "ControlStore": "geo.control",
    "read_control": "geo.control",
    "Ledger": "geo.ledger",
    "GeoError": "geo.errors",
    "Gazetteer": "geo.gazetteer",
    "DayLayers": "geo.day_layers",
    "layers": "geo.day_layers",
    "layers_of_ledger": "geo.ledger_day",
    "locate": "geo.locating",
    "make_map": "geo.mapping",
    "save_map": "geo.mapping",
    "make_picture": "geo.mapping.picture",
    "save_picture": "geo.mapping.picture",
    "Candidate": "geo.model",
    "Claim": "geo.model",
    "Mention": "geo.model",
    "Place": "geo.model",
    "Relation": "geo.model",
    "Report": "geo.model",
    "Strike": "geo.model",
    "Reading": "geo.pipeline",
    "read": "geo.pipeline",
    "read_report": "geo.reading.documents",
    "read_reports": "geo.reading.documents",
    "report_from_text": "geo.reading.documents",
}
_MODULES = ("distance", "errors", "geocoder", "model", "publication", "schema", "uncertainty")

__all__ = [
    "Candidate",
    "Claim",
    "Control",
    "ControlStore",
    "DayLayers",
    "Gazetteer",
    "GeoError",
    "Ledger",
    "Mention",
    "Place",
    "Reading",
    "Relation",
    "Report",
    "Strike",
    "__version__",
    "distance",
    "errors",
    "geocoder",
    "layers",
    "layers_of_ledger",
    "locate",
    "make_map",
    "make_picture",
    "model",
    "publication",
    "read",
    "read_control",
    "read_report",
    "read_reports",
    "report_from_text",
    "save_map",
    "save_picture",
    "schema",
    "uncertainty",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        value = getattr(importlib.import_module(_HOME[name]), name)
    elif name in _MODULES:
        value = importlib.import_module(f"geo.{name}")
    else:
        raise AttributeError(f"module 'geo' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
