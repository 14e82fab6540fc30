"""The claims of one day as a ledger holds them, and what tells them from those of another ledger or hour."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from geo.errors import InputError
from geo.ledger.selecting import Selection

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from geo.ledger.entry import Entry
    from geo.ledger.ledger import Ledger


def claims_of_day(ledger: Ledger, day: dt.date) -> tuple[Entry, ...]:
    """Return the claims of a day that are in force, by report and offset.

    Raises
    ------
    InputError
        If there are none; the message names the nearest days of which there are some.
    """
    entries = tuple(ledger.entries(date_from=day, date_to=day))
    if entries:
        return entries
    found = nearest_days(ledger, day)
    if not found:
        raise InputError(f"{ledger.label}: holds no claims in force; add reports first, with 'geo claims add'")
    listed = " and ".join(other.isoformat() for other in found)
    raise InputError(f"{ledger.label}: holds no claims of {day} in force; the nearest days with some: {listed}")


def nearest_days(ledger: Ledger, day: dt.date) -> list[dt.date]:
    """Return the last day up to one and the first from it on of which claims are in force, as far as there are any."""
    import sqlalchemy as sa

    from geo.ledger.tables import claim_history

    column = claim_history.c.date
    found: dict[dt.date, None] = {}
    with ledger.reading() as connection:
        for chosen, nearest in (
            (Selection(date_to=day), sa.func.max(column)),
            (Selection(date_from=day), sa.func.min(column)),
        ):
            query = chosen.select(connection.dialect.name).with_only_columns(nearest).order_by(None)
            if (other := connection.execute(query).scalar()) is not None:
                found[other] = None
    return list(found)


def digest_of(entries: Iterable[Entry]) -> str:
    """Return the SHA-256 of what is claimed: the same for the same claims, whenever and wherever they were recorded."""
    told = "\n".join(sorted(entry.digest for entry in entries))
    return hashlib.sha256(told.encode()).hexdigest()
