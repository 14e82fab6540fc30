"""GeoParquet to rows of geometries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.control.rows import AS_IT_IS, Asked, Rows, crs_code
from geo.errors import CRSError, InputError

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

_WGS84_IDS = (("EPSG", "4326"), ("OGC", "CRS84"))


def rows_of_parquet(file: Path, asked: Asked = AS_IT_IS) -> Rows:
    """Read a GeoParquet file with geometries as WKB.

    Parameters
    ----------
    file
        The file.
    asked
        Its columns, and its reference system if it does not tell it.

    Raises
    ------
    InputError
        If it is not Parquet, not GeoParquet, empty, damaged, or its geometries are written otherwise than as WKB.
    CRSError
        If it is without CRS, or in another than WGS 84, unless that is allowed.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(file) as parquet:
            column, crs = _geometry_column(parquet.schema_arrow, asked, file)
            columns = tuple(parquet.schema_arrow.names)
            wanted = [name for name in (asked.date, asked.holder) if name in columns]
            words = [name for name in _columns_of_words(parquet.schema_arrow) if name not in (*wanted, column)]
            table = parquet.read(columns=[*wanted, *words, column])
            values = {name: table.column(name).to_pylist() for name in (*wanted, *words)}
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: is no readable Parquet file; download or export it again") from error
    if not table.num_rows:
        raise InputError(f"{file}: holds no rows; download or export it again")
    absent = [None] * table.num_rows
    where = [f"{file}, row {number}" for number in range(1, table.num_rows + 1)]
    shapes = table.column(column)

    def build(chosen: list[int]) -> npt.NDArray[np.object_]:
        import numpy as np
        import shapely

        written = np.array([shapes[index].as_py() for index in chosen], dtype=object)
        try:
            return np.asarray(shapely.from_wkb(written), dtype=object)
        except (shapely.errors.GEOSException, TypeError) as error:
            raise InputError(f"{file}: column {column!r} holds something else than WKB; export it again") from error

    return Rows(
        build,
        values.get(asked.holder, absent),
        values.get(asked.date, absent),
        where,
        crs,
        labels=list(zip(*(values[name] for name in words), strict=True)),
        columns=columns,
    )


def _columns_of_words(schema: pa.Schema) -> list[str]:
    import pyarrow as pa

    return [one.name for one in schema if pa.types.is_string(one.type) or pa.types.is_large_string(one.type)]


def _geometry_column(schema: pa.Schema, asked: Asked, file: Path) -> tuple[str, str | None]:
    """Return the name of the geometry column and its CRS, None for WGS 84, once both are found to be right."""
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
    # the specification: a missing key means OGC:CRS84, a null that the CRS is not known
    return str(name), _crs(facts["crs"], asked, file) if "crs" in facts else None


def _crs(crs: Any, asked: Asked, file: Path) -> str | None:
    if crs is None:
        if asked.crs is not None:
            return crs_code(asked.crs, "--crs")
        raise CRSError(f"{file}: is without CRS; set it with set_crs, if you know it, and write it again")
    identity = crs.get("id") if isinstance(crs, dict) else None
    named = (str(identity.get("authority")), str(identity.get("code"))) if isinstance(identity, dict) else None
    if named in _WGS84_IDS:
        return None
    if named is not None and asked.any_crs:
        return crs_code(":".join(named), file)
    name = str(crs.get("name"))[:60] if isinstance(crs, dict) else str(crs)[:60]
    raise CRSError(f"{file}: is in {name}; expected EPSG:4326: convert it with to_crs")
