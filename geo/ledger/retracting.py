"""One claim: its versions, taking it back, and taking that back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from geo.errors import InputError
from geo.ledger.adding import lock_report
from geo.ledger.entry import as_text, now
from geo.ledger.tables import as_entry, as_row, claim_history

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from geo.ledger.entry import Entry


def versions(connection: Connection, claim_id: str) -> tuple[Entry, ...]:
    """Return all versions of a claim, the oldest first.

    Raises
    ------
    InputError
        If there is none of this id.
    """
    column = claim_history.c
    found = connection.execute(
        sa.select(claim_history).where(column.claim_id == claim_id).order_by(column.version)
    ).mappings()
    entries = tuple(as_entry(row) for row in found)
    if not entries:
        raise InputError(f"there is no claim {claim_id[:40]!r}; see their ids with 'geo claims list'")
    return entries


def retract(connection: Connection, claim_id: str, reason: str) -> Entry:
    """Take a claim back, and return it.

    Raises
    ------
    InputError
        If there is none of this id in force, or no reason.
    """
    why = " ".join(reason.split())
    if not why:
        raise InputError("a retraction needs a reason; say why with --why TEXT")
    latest = _latest(connection, claim_id)
    if latest.retracted_at is not None:
        raise InputError(f"claim {claim_id} was retracted already, at {as_text(latest.retracted_at)}: {latest.reason}")
    if latest.superseded_at is not None:
        raise InputError(
            f"claim {claim_id} is not in force: the report was corrected at {as_text(latest.superseded_at)}"
        )
    retracted = replace(latest, retracted_at=max(now(), latest.recorded_at), reason=why)
    _change(connection, latest, retracted_at=retracted.retracted_at, reason=why)
    return retracted


def restore(connection: Connection, claim_id: str) -> Entry:
    """Bring a retracted claim into force again, as a version of its own, and return it.

    Raises
    ------
    InputError
        If there is none of this id that is retracted.
    """
    latest = _latest(connection, claim_id)
    if latest.retracted_at is None or latest.superseded_at is not None:
        raise InputError(f"claim {claim_id} is not retracted; see what is with 'geo claims list --retracted'")
    instant = max(now(), latest.retracted_at)
    restored = replace(latest, version=latest.version + 1, recorded_at=instant, retracted_at=None, reason=None)
    _change(connection, latest, superseded_at=instant)
    connection.execute(sa.insert(claim_history), as_row(restored))
    return restored


def _latest(connection: Connection, claim_id: str) -> Entry:
    """Return the latest version of a claim, which no other writer can change until the transaction ends."""
    lock_report(connection, versions(connection, claim_id)[0].report_id)
    return versions(connection, claim_id)[-1]


def _change(connection: Connection, entry: Entry, **values: object) -> None:
    column = claim_history.c
    changed = (column.claim_id == entry.claim_id, column.version == entry.version)
    connection.execute(sa.update(claim_history).where(*changed).values(**values))
