"""GeoParquet to rows of geometries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.control.rows import Rows
from geo.errors import CRSError, InputError

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

_WGS84_IDS = (("EPSG", "4326"), ("OGC", "CRS84"))


def rows_of_parquet(file: Path) -> Rows:
    """Read a GeoParquet file with geometries as WKB.

    Raises
    ------
    InputError
        If it is not Parquet, not GeoParquet, empty, damaged, or its geometries are written otherwise than as WKB.
    CRSError
        If it is without CRS or in another than WGS 84.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(file) as parquet:
            column = _geometry_column(parquet.schema_arrow, file)
            wanted = [name for name in ("date", "holder") if name in parquet.schema_arrow.names]
            table = parquet.read(columns=[*wanted, column])
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{file}: is no readable Parquet file; download or export it again") from error
    if not table.num_rows:
        raise InputError(f"{file}: holds no rows; download or export it again")
    absent = [None] * table.num_rows
    columns = {name: table.column(name).to_pylist() for name in wanted}
    where = [f"{file}, row {number}" for number in range(1, table.num_rows + 1)]

    def build(chosen: list[int]) -> npt.NDArray[np.object_]:
        import numpy as np
        import shapely

        written = np.array(table.column(column).take(chosen).to_pylist(), dtype=object)
        try:
            return np.asarray(shapely.from_wkb(written), dtype=object)
        except (shapely.errors.GEOSException, TypeError) as error:
            raise InputError(f"{file}: column {column!r} holds something else than WKB; export it again") from error

    return Rows(build, columns.get("holder", absent), columns.get("date", absent), where)


def _geometry_column(schema: pa.Schema, file: Path) -> str:
    """Return the name of the geometry column, once its encoding and CRS are found to be right."""
    import orjson

    try:
        described = orjson.loads((schema.metadata or {})[b"geo"])
        name = described["primary_column"]
        facts = described["columns"][name]
        encoding = facts["encoding"]
    except (KeyError, TypeError, orjson.JSONDecodeError) as error:
        raise InputError(f"{file}: is Parquet but no GeoParquet; write it with geopandas or GDAL") from error
    if name not in schema.names or encoding != "WKB":
        raise InputError(f"{file}: its geometries are written as {encoding!s:.20}; write them as WKB")
    if "crs" in facts:  # the specification: a missing key means OGC:CRS84, a null that the CRS is not known
        _check_crs(facts["crs"], file)
    return str(name)


def _check_crs(crs: Any, file: Path) -> None:
    if crs is None:
        raise CRSError(f"{file}: is without CRS; set it with set_crs, if you know it, and write it again")
    identity = crs.get("id") if isinstance(crs, dict) else None
    if isinstance(identity, dict) and (str(identity.get("authority")), str(identity.get("code"))) in _WGS84_IDS:
        return
    name = str(crs.get("name"))[:60] if isinstance(crs, dict) else str(crs)[:60]
    raise CRSError(f"{file}: is in {name}; expected EPSG:4326: convert it with to_crs")
