"""What the ledger answers with."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Added", "Fault"]


@dataclass(frozen=True, slots=True)
class Added:
    """How many claims were new (`added`), known (`unchanged`), made otherwise or no longer (`superseded`).

    `retracted` are those that had been retracted: a reading does not bring them back.
    """

    added: int = 0
    unchanged: int = 0
    superseded: int = 0
    retracted: int = 0

    def __add__(self, other: Added) -> Added:
        """Return the sums."""
        return Added(
            self.added + other.added,
            self.unchanged + other.unchanged,
            self.superseded + other.superseded,
            self.retracted + other.retracted,
        )


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a ledger: where (a claim, a row, the database), and what."""

    where: str
    what: str
