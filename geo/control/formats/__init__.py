"""Files of assessed control as others write them, to rows of geometries; ending and content tell what a file is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from geo.control.rows import Asked, Rows

ENDINGS = (".geojson", ".json", ".parquet", ".gpkg", ".kml", ".kmz")
TABLE_ENDINGS = (".csv", ".zip")


def rows_of(file: Path, asked: Asked) -> Rows:
    """Return the rows of a file of areas.

    Parameters
    ----------
    file
        One of `ENDINGS`; of JSON, the content tells GeoJSON, Esri JSON and UAControlMap apart.
    asked
        What the user says of it.

    Raises
    ------
    InputError
        If it is malformed, hostile or without areas.
    CRSError
        If it does not tell its reference system, and the user does not either.
    """
    ending = file.suffix.lower()
    if ending == ".parquet":
        from geo.control.geoparquet import rows_of_parquet

        return rows_of_parquet(file, asked)
    if ending == ".gpkg":
        from geo.control.formats.geopackage import rows_of_geopackage

        return rows_of_geopackage(file, asked)
    if ending in (".kml", ".kmz"):
        from geo.control.formats.kml import rows_of_kml

        return rows_of_kml(file, asked)
    from geo.control.formats.esri import is_esri, rows_of_esri
    from geo.control.formats.uacontrolmap import is_uacontrolmap, rows_of_uacontrolmap
    from geo.control.geojson import read_json, rows_of_document

    document = read_json(file)
    if is_uacontrolmap(document):
        return rows_of_uacontrolmap(document, file)
    return (rows_of_esri if is_esri(document) else rows_of_document)(document, file, asked)
