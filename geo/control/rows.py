"""What a control file holds, before any geometry is built of it, and what the user says of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from geo.errors import CRSError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

_CODE = re.compile(
    r"(?:urn:ogc:def:crs:|https?://www\.opengis\.net/def/crs/)?(EPSG|ESRI|OGC)[:/](?:[\d.]*[:/])?(\w{4,12})",
    re.IGNORECASE,
)
# numbers from here on are Esri's own, those below are EPSG's
_FIRST_OF_ESRI = 37_000
_WGS84 = frozenset({("EPSG", "4326"), ("OGC", "CRS84"), ("OGC", "CRS84H"), ("EPSG", "4979")})


# passes steps on, one by one, and is told how many there are, if that is known: for showing progress
Watch: TypeAlias = "Callable[[Iterator[Any], int | None], Iterator[Any]]"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user says of a file.

    `holder` and `date` name the columns that say who holds an area and on which day; `layer` which of several layers
    is meant; `crs` is the reference system of a file that does not tell its own. Unless `any_crs` is set, a file in
    another one than WGS 84 is refused.
    """

    holder: str = "holder"
    date: str = "date"
    layer: str | None = None
    crs: str | None = None
    any_crs: bool = False


AS_IT_IS = Asked()

# the columns that are looked for where the user names none
HOLDER_COLUMN, DATE_COLUMN = AS_IT_IS.holder, AS_IT_IS.date


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a file: holder and day of each, None where the file does not say, and `where` to find it.

    `build` makes the geometries of the rows asked for; a series is long and one day of it is wanted. They are in `crs`,
    WGS 84 where that is None. `left_out` names what of the file is no row, `labels` has the words by which rows differ,
    and `columns` are the names of what else is known of them.
    """

    build: Callable[[list[int]], npt.NDArray[np.object_]]
    holders: Sequence[Any]
    days: Sequence[Any]
    where: Sequence[str]
    crs: str | None = None
    left_out: Sequence[str] = ()
    labels: Sequence[tuple[str, ...]] = ()
    columns: Sequence[str] = ()


def rows_of_features(
    features: Iterable[tuple[str, Mapping[str, Any], Any]],
    geometry: Callable[[Any, str], BaseGeometry | None],
    asked: Asked,
    crs: str | None,
) -> Rows:
    """Return the rows of features as JSON writes them.

    Parameters
    ----------
    features
        Of each where to find it, its properties and its shape as written.
    geometry
        Makes the geometry of a shape, given where to find it.
    asked
        The columns of holder and date.
    crs
        What the geometries are in; None for WGS 84.
    """
    shapes, holders, days, where, labels = [], [], [], [], []
    columns: dict[str, None] = {}
    for place, properties, shape in features:
        shapes.append(shape)
        holders.append(properties.get(asked.holder))
        days.append(properties.get(asked.date))
        where.append(place)
        labels.append(tuple(value for key, value in properties.items() if isinstance(value, str) and key != asked.date))
        columns |= dict.fromkeys(properties)

    def build(chosen: list[int]) -> npt.NDArray[np.object_]:
        import numpy as np

        return np.array([geometry(shapes[index], where[index]) for index in chosen], dtype=object)

    return Rows(build, holders, days, where, crs, labels=labels, columns=tuple(columns))


def crs_code(name: str, file: Path | str) -> str | None:
    """Return the code of a named reference system, such as EPSG:3857; None for WGS 84.

    Parameters
    ----------
    name
        A code, or an OGC name of one.
    file
        Who names it, for messages.

    Raises
    ------
    CRSError
        If it is no such name, or not known.
    """
    from pyproj import CRS
    from pyproj.exceptions import CRSError as UnknownCRSError

    found = _CODE.fullmatch(name.strip())
    if found is None:
        raise CRSError(f"{file}: {name[:60]!r} names no CRS that is known; name it as EPSG:3857, with --crs")
    authority, code = found[1].upper(), found[2].upper()
    if (authority, code) in _WGS84:
        return None
    try:
        CRS.from_authority(authority, code)
    except UnknownCRSError:
        raise CRSError(f"{file}: {authority}:{code} is no CRS that is known; name it as EPSG:3857") from None
    return f"{authority}:{code}"


def esri_crs(reference: Any, file: Path) -> str:
    """Return the name of the reference system that a `spatialReference` of Esri means.

    Raises
    ------
    CRSError
        If it has no number.
    """
    numbers = [reference.get(key) for key in ("latestWkid", "wkid")] if isinstance(reference, dict) else []
    number = next((one for one in numbers if isinstance(one, int) and not isinstance(one, bool)), None)
    if number is None:
        raise CRSError(f"{file}: its spatialReference has no number; ask the service for outSR=4326")
    return f"{'ESRI' if number >= _FIRST_OF_ESRI else 'EPSG'}:{number}"


def settled_crs(told: str | None, asked: Asked, file: Path, *, certain: bool = True) -> str | None:
    """Return the code of the reference system of a file, from what it tells and what the user says; None for WGS 84.

    Parameters
    ----------
    told
        The name of the system that the file tells.
    asked
        What the user says.
    file
        The file, for messages.
    certain
        Whether the file itself tells it; if not, `told` is only what holds when nobody says otherwise.

    Raises
    ------
    CRSError
        If file and user contradict each other, or it is another one than WGS 84 where that is asked for.
    """
    if told is not None and not asked.any_crs:
        found = _CODE.fullmatch(told.strip())
        if found is None or (found[1].upper(), found[2].upper()) not in _WGS84:
            raise CRSError(f"{file}: is in {told[:60]}; expected EPSG:4326: convert it")
        return None
    own = crs_code(told, file) if told is not None else None
    if asked.crs is None:
        return own
    said = crs_code(asked.crs, "--crs")
    if certain and said != own:
        raise CRSError(
            f"{file}: says that it is in {own or 'EPSG:4326'}, and --crs says {said or 'EPSG:4326'}; drop --crs"
        )
    return said
