"""`Ledger`: the claims of many reports, kept in a file or a database, with what the ledger said of them when."""

from __future__ import annotations

import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, Unpack, cast

from geo.errors import InputError
from geo.ledger.address import address_of
from geo.ledger.readings import ReadingLike, Sheet, sheet_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from contextlib import AbstractContextManager
    from typing import TypeVar

    import geopandas as gpd
    from sqlalchemy import Connection, Engine, Select

    from geo.ledger.address import Address
    from geo.ledger.entry import Entry
    from geo.ledger.results import Added, Fault
    from geo.ledger.selecting import Asked

    T = TypeVar("T")

__all__ = ["Ledger"]


class Ledger:
    """A ledger of claims. Open one with `Ledger.open`; it is closed by `close` or at the end of a `with`.

    Nothing is ever deleted: a claim ends by a corrected reading of its report, or by being retracted. Each call that
    changes the ledger is done whole and durable when it returns, or not at all, however many others write.
    """

    def __init__(self, engine: Engine, address: Address) -> None:
        self._engine = engine
        self._address = address
        self._closing = weakref.finalize(self, engine.dispose)

    @classmethod
    def open(cls, where: str | Path, *, create: bool = True) -> Self:
        """Open a ledger, and bring its schema up to date if an older `geo` made it.

        Parameters
        ----------
        where
            A file, which is SQLite and a GeoPackage, or the URL of a PostgreSQL database that has PostGIS:
            `postgresql://USER:PASSWORD@HOST/DATABASE`.
        create
            Whether to begin one where there is none.

        Raises
        ------
        InputError
            If there is no ledger, or something else, or one of a newer `geo`, or it may not be read. No message holds
            the password.
        """
        from geo.ledger.engine import file_engine, server_engine, told
        from geo.ledger.migrate import bring_up_to_date

        address = address_of(where)
        if address.path is not None:
            if not create and not address.path.exists():
                raise InputError(f"{address.label}: there is no ledger; add reports first, with 'geo claims add'")
            engine = file_engine(address.path, address)
        else:
            engine = server_engine(address)
        ledger = cls(engine, address)
        try:
            with told(address):
                bring_up_to_date(engine, address, create=create)
        except BaseException:
            ledger.close()
            raise
        return ledger

    @property
    def label(self) -> str:
        """The file, or the URL without user and password."""
        return self._address.label

    def close(self) -> None:
        """Let go of the file or the server."""
        self._closing()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- transactions, for the rooms that keep more in the same database ------------------------------------------

    def reading(self) -> AbstractContextManager[Connection]:
        """Hold a connection on which all that is read is of one moment."""
        from geo.ledger.engine import reading

        return reading(self._engine, self._address)

    def write(self, work: Callable[[Connection], T]) -> T:
        """Return what some work in a transaction returns; done again from the beginning if others were in its way."""
        from geo.ledger.engine import write

        return write(self._engine, self._address, work)

    # -- claims in ------------------------------------------------------------------------------------------------

    def add(self, readings: ReadingLike | Iterable[ReadingLike], *, replace: bool = False) -> Added:
        """Enter the claims of readings, all of them or, at an error, none.

        A report that was added before adds nothing. If its reading has changed, the claims that are made otherwise, and
        those no longer made, are superseded; they stay in the history. A claim that was retracted stays so.

        Parameters
        ----------
        readings
            A reading (`geo.pipeline.Reading`, or whatever has its `report`, `all_claims` and `all_mentions`), or many.
        replace
            Whether a report of another day, address, source or title is the one of its id, corrected; without it that
            is refused, since it may be another report.

        Returns
        -------
        added
            How many claims were added, unchanged, superseded, and found retracted.

        Raises
        ------
        InputError
            If a claim is none that can be kept, if two reports have one id, or the database refuses.
        OutputError
            If the disk is full.
        """
        from geo.ledger.adding import enter

        many = cast("Iterable[ReadingLike]", [readings] if hasattr(readings, "report") else readings)
        sheets: dict[str, Sheet] = {}
        for reading in many:
            sheet = sheet_of(reading)
            known = sheets.setdefault(sheet.report_id, sheet)
            if known is not sheet and {one.digest for one in known.entries} != {one.digest for one in sheet.entries}:
                raise InputError(f"two reports have the id {sheet.report_id!r}; give each an id of its own")
        return self.write(lambda connection: enter(connection, list(sheets.values()), replacing=replace))

    def retract(self, claim_id: str, reason: str) -> Entry:
        """Take a claim back. It stays in the ledger, with the reason, and no reading brings it into force again.

        Parameters
        ----------
        claim_id
            Which.
        reason
            Why; told with the claim from then on.

        Returns
        -------
        entry
            The claim, retracted.

        Raises
        ------
        InputError
            If there is none of this id in force, or no reason.
        """
        from geo.ledger.retracting import retract

        return self.write(lambda connection: retract(connection, claim_id, reason))

    def restore(self, claim_id: str) -> Entry:
        """Bring a claim that was retracted by mistake into force again; the history keeps both.

        Returns
        -------
        entry
            The claim, a version later.

        Raises
        ------
        InputError
            If there is none of this id that is retracted.
        """
        from geo.ledger.retracting import restore

        return self.write(lambda connection: restore(connection, claim_id))

    # -- claims out -----------------------------------------------------------------------------------------------

    def claims(self, *, history: bool = False, **asked: Unpack[Asked]) -> gpd.GeoDataFrame:
        """Return the claims in force, or those that were at some time, as a frame.

        Parameters
        ----------
        history
            Whether to give every version, with the columns `version`, `surface` (the place as the report writes it),
            `title`, `recorded_at`, `superseded_at`, `retracted_at` and `reason` beside those of `geo.schema.CLAIMS`.
        **asked
            What the claims must have, each by keyword, any left out: `date_from`, `date_to` (days, both included);
            `place_id`, `actor`, `by` (on whose word), `source` (of the report), `status`, `event`, `report_id`: a text,
            or several of which one must be; `region`: the beginning of the ids of its places, such as "UA14" (or
            "ADM1:UA14"), or several; `include_retracted`: also those retracted, with the columns of `history`; `as_of`:
            what was in force at an instant, or at the end of a day (UTC).

        Returns
        -------
        claims
            `geo.schema.CLAIMS`, EPSG:4326, by date, report and offset.

        Raises
        ------
        InputError
            If a date, event, actor or status is none.
        TypeError
            If something else is asked for.
        """
        from geo.ledger.frame import claims_frame

        if history:
            asked["include_retracted"] = asked["include_superseded"] = True
        entries = list(self.entries(**asked))
        return claims_frame(entries, history=history or bool(asked.get("include_retracted")))

    def entries(self, **asked: Unpack[Asked]) -> Iterator[Entry]:
        """Yield the same claims as records, without loading a library of frames; all keywords as for `claims`."""
        from geo.ledger.selecting import Selection

        yield from self._streamed(Selection(**asked).select(self._engine.dialect.name))

    def everything(self) -> Iterator[Entry]:
        """Yield every version of every claim, in the order in which they were entered."""
        import sqlalchemy as sa

        from geo.ledger.tables import claim_history

        yield from self._streamed(sa.select(claim_history).order_by(claim_history.c.fid))

    def _streamed(self, query: Select[Any]) -> Iterator[Entry]:
        from geo.ledger.engine import streamed
        from geo.ledger.tables import as_entry

        with self.reading() as connection:
            for row in streamed(connection, query):
                yield as_entry(row)

    def show(self, claim_id: str) -> tuple[Entry, ...]:
        """Return all versions of a claim, the oldest first.

        Raises
        ------
        InputError
            If there is none of this id.
        """
        from geo.ledger.retracting import versions

        with self.reading() as connection:
            return versions(connection, claim_id)

    def place_ids(self) -> set[str]:
        """Return the ids of the places that any version of a claim is of."""
        import sqlalchemy as sa

        from geo.ledger.tables import claim_history

        with self.reading() as connection:
            found = connection.execute(sa.select(claim_history.c.place_id).distinct())
            return {place_id for (place_id,) in found if place_id is not None}

    # -- whole ledgers --------------------------------------------------------------------------------------------

    def export(self, path: str | Path) -> int:
        """Write every version of every claim to a file, from which `import_` makes the same ledger again.

        Parameters
        ----------
        path
            Ending in `.csv`, or in `.geojson` or `.json`. In a CSV file a text that a spreadsheet would take for a
            formula is led by an apostrophe, as is one that begins with an apostrophe.

        Returns
        -------
        versions
            How many were written.

        Raises
        ------
        InputError
            If the path ends otherwise.
        OutputError
            If it cannot be written.
        """
        from geo.ledger.exporting import export

        return export(self, Path(path))

    def import_(self, path: str | Path) -> Added:
        """Take in a file that `export` wrote, all of it or, at an error, none.

        Versions that are there already add nothing; what has been superseded or retracted in the file is so afterwards.

        Returns
        -------
        added
            How many versions were added, unchanged, and superseded or retracted by the file.

        Raises
        ------
        InputError
            At a bad row: file, line, what is wrong and how to mend it; or if file and ledger contradict each other.
        """
        from geo.ledger.importing import import_

        return import_(self, Path(path))

    def backup(self, path: str | Path) -> Path:
        """Copy the ledger to a file while others go on writing: a SQLite ledger, of a PostgreSQL one too.

        Returns
        -------
        path
            The file; an older one there is replaced once the new one is whole.

        Raises
        ------
        InputError
            If the file is the ledger itself, or a ledger in use.
        OutputError
            If it cannot be written.
        """
        from geo.ledger.backup import backup

        return backup(self, self._engine, self._address, Path(path))

    def check(self) -> list[Fault]:
        """Return what is wrong with the ledger, nothing if all is well.

        Looked at are the database's own integrity and foreign keys, that each version reads as it was written (its
        hash), and that the versions of each claim follow one another.
        """
        from geo.ledger.checking import check

        with self.reading() as connection:
            return check(connection)
