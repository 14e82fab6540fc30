"""UAControlMap (Project Owl): a JSON file a day, `areas` held by Russia, `areas_ua` by Ukraine, rings of [lat, lon]."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.control.rows import Rows
from geo.errors import InputError
from geo.model import Holder

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

_AREAS = {"areas": Holder.RU, "areas_ua": Holder.UA}


def is_uacontrolmap(document: dict[str, Any]) -> bool:
    """Whether a JSON document has the members of this format."""
    return "type" not in document and "features" not in document and isinstance(document.get("areas"), list)


def rows_of_uacontrolmap(document: dict[str, Any], file: Path) -> Rows:
    """Return the areas of a day; its front line, units and events are no areas, and are named as left out.

    Raises
    ------
    InputError
        If there are no areas, or a ring is malformed.
    """
    rings: list[Any] = []
    holders: list[Holder] = []
    where: list[str] = []
    for member, holder in _AREAS.items():
        own = document.get(member, [])
        if not isinstance(own, list):
            raise InputError(f"{file}: {member} is no list of areas; download it again")
        rings += own
        holders += [holder] * len(own)
        where += [f"{file}, {member} {number}" for number in range(1, len(own) + 1)]
    if not rings:
        raise InputError(f"{file}: holds no areas; download it again")
    other = ", ".join(sorted(member for member in document if member not in _AREAS))

    def build(chosen: list[int]) -> npt.NDArray[np.object_]:
        import numpy as np

        return np.array([_polygon(rings[index], where[index]) for index in chosen], dtype=object)

    left_out = [f"{file}: {other[:80]} are no areas"] if other else []
    return Rows(build, holders, [None] * len(rings), where, left_out=left_out)


def _polygon(ring: Any, where: str) -> Any:
    import numpy as np
    import shapely

    try:
        positions = np.asarray(ring, dtype=float)
    except (TypeError, ValueError) as error:
        raise InputError(f"{where}: holds something else than positions; download it again") from error
    if positions.ndim != 2 or positions.shape[1] != 2 or len(positions) < 4:
        raise InputError(f"{where}: is no ring of four or more positions; download it again")
    if not np.isfinite(positions).all():
        raise InputError(f"{where}: holds something else than positions; download it again")
    return shapely.Polygon(positions[:, ::-1])
