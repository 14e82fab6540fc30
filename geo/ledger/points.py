"""Points as the two databases store them: GeoPackage blobs in SQLite, EWKB in PostGIS. Longitude first, EPSG:4326."""

from __future__ import annotations

import struct

Point = tuple[float, float]

_SRID = 4326
# "GP", version 0, flags: little-endian without an envelope; then the SRID and the point as WKB
_GPKG = struct.Struct("<2sBBiBIdd")
_GPKG_HEAD = (b"GP", 0, 1, _SRID, 1, 1)
_EWKB = struct.Struct("<BIIdd")
_EWKB_HEAD = (1, 0x20000001, _SRID)


def to_gpkg(point: Point) -> bytes:
    """Return a point as a GeoPackage blob."""
    return _GPKG.pack(*_GPKG_HEAD, *point)


def from_gpkg(blob: bytes) -> Point:
    """Return the point of a GeoPackage blob as `to_gpkg` makes it.

    Raises
    ------
    ValueError
        If it is another blob.
    """
    try:
        *head, x, y = _GPKG.unpack(blob)
    except (struct.error, TypeError):
        head = []
    if tuple(head) != _GPKG_HEAD:
        raise ValueError("not a point of EPSG:4326")
    return x, y


def to_ewkb(point: Point) -> str:
    """Return a point as hexadecimal EWKB."""
    return _EWKB.pack(*_EWKB_HEAD, *point).hex()


def from_ewkb(text: str) -> Point:
    """Return the point of hexadecimal EWKB.

    Raises
    ------
    ValueError
        If it is something else.
    """
    try:
        *head, x, y = _EWKB.unpack(bytes.fromhex(text))
    except struct.error:
        head = []
    if tuple(head) != _EWKB_HEAD:
        raise ValueError("not a point of EPSG:4326")
    return x, y
