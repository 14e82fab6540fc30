"""Assessed control: who holds what on a day, read from a file, and the front line between."""

from geo.control.assessed import Control
from geo.control.contact import ContactLine
from geo.control.front import Boundary
from geo.control.reader import ControlSeries, read_control

__all__ = ["Boundary", "ContactLine", "Control", "ControlSeries", "read_control"]
