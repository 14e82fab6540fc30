"""Claims and their history; in SQLite a GeoPackage, in PostgreSQL with PostGIS."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from geo.ledger.tables import Day, Instant, PointColumn

revision = "0001"
down_revision = None

_WGS84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],'
    'UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],'
    'AUTHORITY["EPSG","4326"]]'
)
# GeoPackage 1.3, OGC 12-128r17: the tables that make a SQLite file one, with the contents that it demands
_GEOPACKAGE = """
PRAGMA application_id = 1196444487;
PRAGMA user_version = 10300;
CREATE TABLE gpkg_spatial_ref_sys (
    srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
    organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT
);
CREATE TABLE gpkg_contents (
    table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
    last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
    min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
    CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id)
);
CREATE TABLE gpkg_geometry_columns (
    table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
    z TINYINT NOT NULL, m TINYINT NOT NULL,
    CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
    CONSTRAINT uk_gc_table_name UNIQUE (table_name),
    CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
    CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id)
)
"""
_REFERENCE_SYSTEMS = (
    ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian coordinate reference system"),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic coordinate reference system"),
    ("WGS 84 geodetic", 4326, "EPSG", 4326, _WGS84, "longitude/latitude coordinates in decimal degrees"),
)
_LAYERS = (
    ("claims", "Claims in force", "What reports claim, without what was superseded or retracted"),
    ("claim_history", "Claims, all versions", "What reports claim and claimed, with what was superseded or retracted"),
)
_SHOWN = (
    *("fid", "claim_id", "report_id", "date", "place_id", "name", "surface", "event", "actor", "by", "status", "start"),
    *("end", "sentence", "confidence", "uncertainty_m", "event_from", "event_to", "source", "title", "url"),
    *("recorded_at", "geom"),
)


def upgrade() -> None:
    """Make the tables."""
    sqlite = op.get_context().dialect.name == "sqlite"
    if sqlite:
        for statement in _GEOPACKAGE.split(";"):
            op.get_bind().exec_driver_sql(statement)
        op.get_bind().exec_driver_sql(
            "INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", list(_REFERENCE_SYSTEMS)
        )
    else:
        _find_postgis()
    history = op.create_table(
        "claim_history",
        sa.Column("fid", sa.Integer, primary_key=True),
        sa.Column("claim_id", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("report_id", sa.Text, nullable=False),
        sa.Column("date", Day, nullable=False),
        sa.Column("place_id", sa.Text),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("surface", sa.Text, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("sentence", sa.Text, nullable=False),
        sa.Column("confidence", sa.Double, nullable=False),
        sa.Column("uncertainty_m", sa.Double),
        sa.Column("event_from", sa.Text),
        sa.Column("event_to", sa.Text),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("recorded_at", Instant, nullable=False),
        sa.Column("superseded_at", Instant),
        sa.Column("retracted_at", Instant),
        sa.Column("reason", sa.Text),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("geom", PointColumn),
        sa.UniqueConstraint("claim_id", "version", name="claim_history_version"),
    )
    for name, column in (("report", "report_id"), ("date", "date"), ("place", "place_id")):
        op.create_index(f"claim_history_{name}", "claim_history", [column])
    latest = history.c.superseded_at.is_(None)
    op.create_index(
        "claim_history_latest", "claim_history", ["claim_id"], unique=True, sqlite_where=latest, postgresql_where=latest
    )
    shown = ", ".join(f'"{name}"' for name in _SHOWN)
    op.execute(
        f"CREATE VIEW claims AS SELECT {shown} FROM claim_history "  # noqa: S608 - names of columns from above
        "WHERE superseded_at IS NULL AND retracted_at IS NULL"
    )
    if sqlite:
        _register()
    else:
        op.create_index("claim_history_geom", "claim_history", ["geom"], postgresql_using="gist")


def _find_postgis() -> None:
    """Let the type of PostGIS be known by its name for this transaction, wherever it was installed."""
    op.execute("CREATE EXTENSION IF NOT EXISTS postgis SCHEMA public")
    op.execute(
        "SELECT set_config('search_path', current_setting('search_path') || ', ' || quote_ident(nspname), true) "
        "FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = 'postgis'"
    )


def _register() -> None:
    for table, identifier, description in _LAYERS:
        op.get_bind().exec_driver_sql(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) "
            "VALUES (?, 'features', ?, ?, 4326)",
            (table, identifier, description),
        )
        op.get_bind().exec_driver_sql(
            "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'POINT', 4326, 0, 0)", (table,)
        )
