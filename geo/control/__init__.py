"""Assessed control: who holds what on a day, read from a file or kept in a store; the front line, and what changed."""

from geo.control.against import Against, claims_against
from geo.control.assessed import Control
from geo.control.at import Holding, claimed_places, holders_at
from geo.control.by_place import areas
from geo.control.change import Changes, changes
from geo.control.claimed import claimed_ground
from geo.control.compare import Comparison, Ground, compare_sources
from geo.control.contact import ContactLine
from geo.control.daily import gain_and_loss, series_changes
from geo.control.front import Boundary
from geo.control.reader import ControlSeries, read_control
from geo.control.record import Outcome, outcomes_of, record_of
from geo.control.store import ControlStore
from geo.control.voronoi import Cells, cells, dissolve

__all__ = [
    "Against",
    "Boundary",
    "Cells",
    "Changes",
    "Comparison",
    "ContactLine",
    "Control",
    "ControlSeries",
    "ControlStore",
    "Ground",
    "Holding",
    "Outcome",
    "areas",
    "cells",
    "changes",
    "claimed_ground",
    "claimed_places",
    "claims_against",
    "compare_sources",
    "dissolve",
    "gain_and_loss",
    "holders_at",
    "outcomes_of",
    "read_control",
    "record_of",
    "series_changes",
]
