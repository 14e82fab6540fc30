"""What may be wrong with a ledger: the database itself, rows changed by another hand, histories with gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from geo.errors import InputError
from geo.ledger.engine import streamed
from geo.ledger.results import Fault
from geo.ledger.tables import SQLITE, as_entry, claim_history

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

_MOST_PAGES = 20


def check(connection: Connection) -> list[Fault]:
    """Return what is wrong, nothing if all is well."""
    faults = list(_database_faults(connection)) if connection.dialect.name == SQLITE else []
    return [*faults, *_row_faults(connection), *succession_faults(connection)]


def _database_faults(connection: Connection) -> Iterator[Fault]:
    for (said,) in connection.exec_driver_sql(f"PRAGMA integrity_check({_MOST_PAGES})"):
        if said != "ok":
            yield Fault("the file", " ".join(str(said).split()))
    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield Fault("the file", f"row {row} of {table} points to no row of {parent}")


def _row_faults(connection: Connection) -> Iterator[Fault]:
    if _all_sound(connection):
        return
    for row in connection.execute(sa.select(claim_history.c.fid).order_by(claim_history.c.fid)).scalars().all():
        yield from _row_fault(connection, row)


def _all_sound(connection: Connection) -> bool:
    """Whether each version reads as it was written: the quick look, which a bad row ends."""
    try:
        return all(as_entry(row).digest == row["digest"] for row in streamed(connection, sa.select(claim_history)))
    except InputError:
        return False


def _row_fault(connection: Connection, fid: int) -> Iterator[Fault]:
    where = f"row {fid}"
    try:
        row: Any = connection.execute(sa.select(claim_history).where(claim_history.c.fid == fid)).mappings().one()
        where = f"claim {row['claim_id']}, version {row['version']}"
        same = as_entry(row).digest == row["digest"]
    except InputError as error:
        yield Fault(where, f"holds what no claim has: {error.__cause__}")
        return
    if not same:
        yield Fault(where, "was changed since it was entered: its hash is another one")


def succession_faults(connection: Connection) -> list[Fault]:
    """Return the claims whose versions do not follow one another."""
    column = claim_history.c
    later = claim_history.alias()
    gaps = sa.select(column.claim_id).group_by(column.claim_id).having(sa.func.max(column.version) != sa.func.count())
    faults = [Fault(f"claim {one}", f"claim {one} lacks a version") for one in connection.execute(gaps).scalars()]
    overtaken = (
        sa.select(column.claim_id)
        .join(later, sa.and_(later.c.claim_id == column.claim_id, later.c.version == column.version + 1))
        .where(sa.or_(column.superseded_at.is_(None), column.superseded_at > later.c.recorded_at))
        .distinct()
    )
    faults += [
        Fault(f"claim {one}", f"claim {one} has a version in force before its latest")
        for one in connection.execute(overtaken).scalars()
    ]
    several = sa.select(column.claim_id).group_by(column.claim_id)
    several = several.having(sa.func.count(sa.distinct(column.report_id)) > 1)
    faults += [Fault(f"claim {one}", f"claim {one} is of two reports") for one in connection.execute(several).scalars()]
    return faults
