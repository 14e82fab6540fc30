"""The errors of `geo`: one root, so that a caller may catch all of them; each says whose fault it is.

Every message is one line for a person: where (file, line), what is wrong, how to mend it.
"""


class GeoError(Exception):
    """Root of all errors that `geo` raises on purpose."""


class InputError(GeoError, ValueError):
    """The input is at fault: an unreadable, empty, oversized or malformed file, or a value out of range."""


class NoDateError(InputError):
    """Neither the caller, nor the file's name, nor the text says which day a report is about."""


class UnknownPlaceError(GeoError, LookupError):
    """No place of the gazetteer bears the name; the message offers the nearest spellings."""


class AmbiguousPlaceError(UnknownPlaceError):
    """Several places bear the name and nothing tells them apart; the message lists them."""


class GazetteerError(GeoError, OSError):
    """The gazetteer is missing, damaged or of another version."""


class CRSError(InputError):
    """A frame or file has no coordinate reference system, or another one than is asked for."""


class SchemaError(InputError):
    """A frame lacks a column, or holds values that its layer does not allow."""


class OutputError(GeoError, OSError):
    """A result cannot be written where it was asked for."""
