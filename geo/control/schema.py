"""The tables of a control store. Each name begins with `control_`, so that they may lie beside others in one file."""

from __future__ import annotations

VERSION = "1"

TABLES = frozenset(
    {"control_meta", "control_source", "control_shape", "control_day", "control_place", "control_place_change"}
)

SCHEMA = (
    "CREATE TABLE IF NOT EXISTS control_meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "INSERT OR IGNORE INTO control_meta VALUES ('version', '1')",
    """CREATE TABLE IF NOT EXISTS control_source (
        source_id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL CHECK (kind IN ('areas', 'places')),
        created_at TEXT NOT NULL
    )""",
    # the areas of a day, whole or as what differs from those of base_id: see geo.control.shapes
    """CREATE TABLE IF NOT EXISTS control_shape (
        shape_id INTEGER PRIMARY KEY,
        source_id INTEGER NOT NULL REFERENCES control_source,
        digest BLOB NOT NULL,
        base_id INTEGER REFERENCES control_shape,
        depth INTEGER NOT NULL,
        data BLOB NOT NULL,
        UNIQUE (source_id, digest)
    )""",
    # a day that a source has shown; shape_id is null where the source holds places
    """CREATE TABLE IF NOT EXISTS control_day (
        record_id INTEGER PRIMARY KEY,
        source_id INTEGER NOT NULL REFERENCES control_source,
        day TEXT NOT NULL,
        shape_id INTEGER REFERENCES control_shape,
        file TEXT NOT NULL,
        recorded_at TEXT NOT NULL,
        superseded_at TEXT
    )""",
    """CREATE UNIQUE INDEX IF NOT EXISTS control_day_now ON control_day (source_id, day) WHERE superseded_at IS NULL""",
    """CREATE TABLE IF NOT EXISTS control_place (
        source_id INTEGER NOT NULL REFERENCES control_source,
        place_id TEXT NOT NULL,
        name TEXT NOT NULL,
        lat REAL NOT NULL,
        lon REAL NOT NULL,
        PRIMARY KEY (source_id, place_id)
    ) WITHOUT ROWID""",
    # from this day on a place has this holder, until its next change; a null: the source no longer tells of it
    """CREATE TABLE IF NOT EXISTS control_place_change (
        change_id INTEGER PRIMARY KEY,
        source_id INTEGER NOT NULL REFERENCES control_source,
        place_id TEXT NOT NULL,
        day TEXT NOT NULL,
        holder TEXT,
        recorded_at TEXT NOT NULL,
        superseded_at TEXT
    )""",
    """CREATE UNIQUE INDEX IF NOT EXISTS control_place_change_now
        ON control_place_change (source_id, place_id, day) WHERE superseded_at IS NULL""",
    # days of a source that follow each other with the same areas
    """CREATE VIEW IF NOT EXISTS control_interval AS
        SELECT source_id, min(day) AS first_day, max(day) AS last_day, count(*) AS days, shape_id
        FROM (
            SELECT source_id, day, shape_id,
                row_number() OVER (PARTITION BY source_id ORDER BY day)
                - row_number() OVER (PARTITION BY source_id, shape_id ORDER BY day) AS island
            FROM control_day WHERE superseded_at IS NULL AND shape_id IS NOT NULL
        )
        GROUP BY source_id, shape_id, island""",
)
