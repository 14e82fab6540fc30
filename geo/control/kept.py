"""The areas that a control store keeps, each once: as what differs from others, read back through a short chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.control.shapes import Flat, pack, unpack
from geo.errors import InputError

if TYPE_CHECKING:
    from geo.control.database import Database

# so many differences are read one after another to make a day, and no more
_LONGEST_CHAIN = 32
_KEPT_OPEN = 4


class KeptShapes:
    """The table `control_shape` of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._flats: dict[int, Flat] = {}

    def forget(self) -> None:
        """Let go of what was read or written, as it may not be in the file."""
        self._flats.clear()

    def put(self, source_id: int, areas: Flat, base_id: int | None) -> int:
        """Return the number of some areas of a source, kept now if they are not yet.

        Parameters
        ----------
        source_id
            The source.
        areas
            Its areas of a day.
        base_id
            The number of those that they are likely to differ little from; they are kept as what differs.
        """
        digest = areas.digest()
        known = self._database.rows(
            "SELECT shape_id FROM control_shape WHERE source_id = ? AND digest = ?", (source_id, digest)
        )
        if known:
            return int(known[0][0])
        depth = 0
        if base_id is not None:
            found = self._database.rows("SELECT depth FROM control_shape WHERE shape_id = ?", (base_id,))
            depth = 1 + int(found[0][0])
        if depth > _LONGEST_CHAIN:
            base_id, depth = None, 0
        data = pack(areas, None if base_id is None else self.get(base_id))
        added = self._database.connection.execute(
            "INSERT INTO control_shape (source_id, digest, base_id, depth, data) VALUES (?, ?, ?, ?, ?)",
            (source_id, digest, base_id, depth, data),
        )
        shape_id = int(added.lastrowid or 0)
        self._remember(shape_id, areas)
        return shape_id

    def get(self, shape_id: int) -> Flat:
        """Return areas by their number.

        Raises
        ------
        InputError
            If the file is damaged.
        """
        chain: list[tuple[int, bytes, bytes]] = []
        wanted: int | None = shape_id
        while wanted is not None and wanted not in self._flats:
            rows = self._database.rows("SELECT base_id, digest, data FROM control_shape WHERE shape_id = ?", (wanted,))
            if not rows or len(chain) > _LONGEST_CHAIN:
                raise InputError(f"{self._database.path}: is damaged: areas {shape_id} lack what they rest on")
            chain.append((wanted, rows[0][1], rows[0][2]))
            wanted = rows[0][0]
        areas = self._flats[wanted] if wanted is not None else None
        for number, digest, data in reversed(chain):
            areas = unpack(data, areas)
            if areas.digest() != digest:
                raise InputError(
                    f"{self._database.path}: is damaged: areas {number} are not what was kept; import them anew"
                )
        if areas is None:
            raise InputError(f"{self._database.path}: is damaged: areas {shape_id} are empty")
        self._remember(shape_id, areas)
        return areas

    def _remember(self, shape_id: int, areas: Flat) -> None:
        self._flats.pop(shape_id, None)
        while len(self._flats) >= _KEPT_OPEN:
            self._flats.pop(next(iter(self._flats)))
        self._flats[shape_id] = areas
