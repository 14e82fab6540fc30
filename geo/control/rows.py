"""What a control file holds, before any geometry is built of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a file: holder and day of each, None where the file does not say, and `where` to find it.

    `build` makes the geometries of the rows asked for; a series is long and one day of it is wanted.
    """

    build: Callable[[list[int]], npt.NDArray[np.object_]]
    holders: Sequence[Any]
    days: Sequence[Any]
    where: Sequence[str]
