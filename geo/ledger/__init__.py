"""The ledger: the claims of many reports, kept with their history. `Ledger` is what a script opens.

SQLite by default, a file that is a GeoPackage; PostgreSQL with PostGIS by URL. Importing this loads neither library.
"""

from geo.ledger.address import default_address
from geo.ledger.entry import Entry
from geo.ledger.ledger import Ledger
from geo.ledger.readings import ReadingLike, ReportLike
from geo.ledger.results import Added, Fault

__all__ = ["Added", "Entry", "Fault", "Ledger", "ReadingLike", "ReportLike", "default_address"]
