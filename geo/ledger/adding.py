"""Claims entered: the reading of a report against what the ledger says of it already."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from geo.errors import InputError
from geo.ledger.entry import Entry, now
from geo.ledger.results import Added
from geo.ledger.tables import SQLITE, as_entry, as_row, claim_history

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from geo.ledger.readings import Sheet

__all__ = ["enter", "lock_report"]


def lock_report(connection: Connection, report_id: str) -> None:
    """Let no other writer change what is said of a report until the transaction ends; in SQLite there is none other."""
    if connection.dialect.name != SQLITE:
        # what is read from here on is not changed by an import either, which locks the table against this
        connection.execute(sa.text("LOCK TABLE claim_history IN ROW EXCLUSIVE MODE"))
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(report_id, 0))))


def enter(connection: Connection, sheets: Sequence[Sheet], *, replacing: bool) -> Added:
    """Enter the claims of reports, and return how many were new.

    Parameters
    ----------
    connection
        A connection on which a writing transaction has begun.
    sheets
        The claims, each report once.
    replacing
        Whether a report of another day, address, source or title may take the place of the one with its id.

    Raises
    ------
    InputError
        If the ledger holds another report of the same id.
    """
    total = Added()
    # in one order, so that no two writers wait for each other
    for sheet in sorted(sheets, key=lambda sheet: sheet.report_id):
        lock_report(connection, sheet.report_id)
        total += _enter(connection, sheet, replacing=replacing)
    return total


def _enter(connection: Connection, sheet: Sheet, *, replacing: bool) -> Added:
    found = connection.execute(sa.select(claim_history).where(claim_history.c.report_id == sheet.report_id))
    rows = [(row["fid"], as_entry(row)) for row in found.mappings()]
    if rows and not replacing:
        _require_same_report(sheet, max((entry for _, entry in rows), key=lambda entry: entry.recorded_at))
    versions: dict[str, int] = {}
    for _, entry in rows:
        versions[entry.claim_id] = max(versions.get(entry.claim_id, 0), entry.version)
    latest = {entry.claim_id: (fid, entry) for fid, entry in rows if entry.superseded_at is None}
    ending: list[int] = []
    beginning: list[Entry] = []
    added = unchanged = retracted = 0
    for entry in sheet.entries:
        fid, known = latest.pop(entry.claim_id, (None, None))
        if known is None or fid is None:
            added += 1
            beginning.append(replace(entry, version=versions.get(entry.claim_id, 0) + 1))
        elif known.retracted_at is not None:
            retracted += 1
        elif known.digest == entry.digest:
            unchanged += 1
        else:
            ending.append(fid)
            beginning.append(replace(entry, version=known.version + 1))
    superseded = len(ending)
    gone = [fid for fid, known in latest.values() if known.retracted_at is None]
    superseded += len(gone)
    # a clock that was set back must not end a version before it began
    instant = max((entry.superseded_at or entry.recorded_at for _, entry in rows), default=now())
    instant = max(instant, now())
    _end(connection, ending + gone, instant)
    if beginning:
        rows_in = [as_row(replace(entry, recorded_at=instant)) for entry in beginning]
        connection.execute(sa.insert(claim_history), rows_in)
    return Added(added, unchanged, superseded, retracted)


def _end(connection: Connection, fids: list[int], instant: object) -> None:
    if fids:
        ended = sa.update(claim_history).where(claim_history.c.fid == sa.bindparam("ended"))
        connection.execute(ended, [{"ended": fid, "superseded_at": instant} for fid in fids])


def _require_same_report(sheet: Sheet, known: Entry) -> None:
    """Refuse a report that bears the id of another one: its claims would end those of the other."""
    if sheet.date != known.date:
        difference = f"of {known.date} there and of {sheet.date} here"
    elif what := _unlike(sheet, known):
        difference = f"with the {what} {getattr(known, what)[:80]!r} there and {getattr(sheet, what)[:80]!r} here"
    else:
        return
    raise InputError(
        f"report {sheet.report_id!r}: the ledger holds a report of this id, {difference}; if it is another report, "
        "give it an id of its own (the name of its file), if the same one corrected, add it with --replace"
    )


def _unlike(sheet: Sheet, known: Entry) -> str | None:
    """Return what tells two reports of a day apart, the surest that both have: address, source, title."""
    pairs = (
        ("url", sheet.url, known.url),
        ("source", _own_source(sheet), _own_source(known)),
        ("title", sheet.title, known.title),
    )
    for what, here, there in pairs:
        if here and there:
            return what if here != there else None
    return None


def _own_source(one: Sheet | Entry) -> str:
    """Return the source unless its title or id stands in for it."""
    return "" if one.source in (one.title, one.report_id) else one.source
