"""KML and KMZ of any author to rows of geometries: placemarks with polygons, their folders, names and data.

The XML is read by defusedxml, without entities or document types, as it streams; nothing that a file refers to is ever
fetched.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any, TypeVar

from geo.control.rows import HOLDER_COLUMN, Asked, Rows
from geo.errors import InputError
from geo.gazetteer.sources.zipped import BROKEN, is_zip, measured, members

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

T = TypeVar("T")

_MOST_BYTES = 200_000_000
_DEEPEST = 64
_GROUPS = ("Folder", "Document")
_NO_AREAS = ("Point", "LineString", "Track", "MultiTrack", "Model", "LinearRing")
# what refers to something elsewhere, or is a picture
_REFERENCES = ("NetworkLink", "GroundOverlay", "ScreenOverlay", "PhotoOverlay")
_SHOWN = 80


@dataclass
class _Found:
    """What a file holds so far."""

    rings: list[list[tuple[bool, str]]] = field(default_factory=list)
    holders: list[Any] = field(default_factory=list)
    days: list[Any] = field(default_factory=list)
    where: list[str] = field(default_factory=list)
    labels: list[tuple[str, ...]] = field(default_factory=list)
    columns: dict[str, None] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


def rows_of_kml(file: Path, asked: Asked) -> Rows:
    """Read a KML file, or the KML in a KMZ archive: a row for each placemark with polygons.

    Its holder is the value of the column asked for: `name`, `folder` (the nearest), `style`, or a name of its extended
    data. With no column asked for, its own name and those of its folders may each tell it.

    Parameters
    ----------
    file
        The file.
    asked
        Its columns.

    Raises
    ------
    InputError
        If it is no KML, holds entities or a document type, leads out of its archive, would unpack beyond measure, or
        a placemark is malformed.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException

    found = _Found()
    try:
        for name, stream in _documents(file, found):
            _read(stream, name, asked, found)
    except DefusedXmlException as error:
        kind = type(error).__name__.removesuffix("Forbidden")
        raise InputError(f"{file}: holds XML that is not to be trusted ({kind}); do not use this file") from error
    except (ParseError, LookupError, UnicodeError) as error:
        raise InputError(f"{file}: broken XML ({error}); export it again") from error
    except RecursionError as error:
        raise InputError(f"{file}: is nested beyond measure; do not use this file") from error
    if not found.where:
        more = f" ({found.left_out[0]})" if found.left_out else ""
        raise InputError(f"{file}: holds no placemark with polygons{more}; control must be areas")

    def build(chosen: list[int]) -> npt.NDArray[np.object_]:
        import numpy as np

        return np.array([_area(found.rings[index], found.where[index]) for index in chosen], dtype=object)

    return Rows(
        build,
        found.holders,
        found.days,
        found.where,
        left_out=found.left_out,
        labels=found.labels,
        columns=("name", "folder", "style", *found.columns),
    )


# -- the file ---------------------------------------------------------------------------------------------------------


def _documents(file: Path, found: _Found) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield the KML documents of a file; other members of an archive are named as left out."""
    with file.open("rb") as raw:
        head = raw.read(4)
        raw.seek(0)
        if not is_zip(head):
            yield str(file), raw
            return
        inside = _whole(partial(_members, raw, file), file)
        documents = [one for one in inside if one.filename.lower().endswith(".kml")]
        if not documents:
            raise InputError(f"{file}: is an archive without KML; export it again")
        for one in inside:
            if one.filename.lower().endswith((".kmz", ".zip")):
                found.left_out.append(f"{file}: {one.filename[:_SHOWN]} is an archive within, and was not opened")
        for one in documents:
            content = _whole(partial(_content, raw, one, file), file)
            yield f"{file}, {one.filename[:_SHOWN]}", BytesIO(content)


def _members(raw: IO[bytes], file: Path) -> list[zipfile.ZipInfo]:
    with zipfile.ZipFile(raw) as archive:
        inside = members(archive, str(file), most_bytes=_MOST_BYTES)
    # a Mac packs a shadow of each file beside it
    return [one for one in inside if not one.is_dir() and not one.filename.startswith("__MACOSX/")]


def _content(raw: IO[bytes], member: zipfile.ZipInfo, file: Path) -> bytes:
    return b"".join(measured(raw, member, str(file)))


def _whole(read: Callable[[], T], file: Path) -> T:
    """Return what is read of an archive, whose faults are told in one line."""
    try:
        return read()
    except InputError:
        raise
    except BROKEN as error:
        raise InputError(f"{file}: is a damaged archive; download it again") from error


# -- the document -----------------------------------------------------------------------------------------------------


def _read(stream: IO[bytes], file: str, asked: Asked, found: _Found) -> None:
    """Go through a document; what has been read of it is let go of, so that a large one takes little memory."""
    from defusedxml.ElementTree import iterparse

    path: list[Any] = []
    names: list[str] = []
    kml = False
    for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
        tag = _tag(element)
        if event == "start":
            if len(path) >= _DEEPEST:
                raise InputError(f"{file}: is nested beyond measure; do not use this file")
            kml = kml or tag in ("kml", *_GROUPS, "Placemark")
            path.append(element)
            if tag in _GROUPS:
                names.append("")
            continue
        path.pop()
        above = _tag(path[-1]) if path else ""
        if tag == "name" and above in _GROUPS:
            names[-1] = _text(element)
        elif tag in _GROUPS:
            names.pop()
        elif tag == "Placemark":
            _placemark(element, names, file, asked, found)
        elif tag in _REFERENCES:
            found.left_out.append(f"{file}: {_reference(element, tag)} was not followed")
        if tag in ("Placemark", "Style", "StyleMap", *_GROUPS, *_REFERENCES):
            element.clear()
            if path:
                path[-1].remove(element)
    if not kml:
        raise InputError(f"{file}: is XML but no KML; export it as KML")


def _placemark(element: Any, folders: list[str], file: str, asked: Asked, found: _Found) -> None:
    name = _text(_child(element, "name"))
    place = f"{file}, placemark {name[:_SHOWN]!r}" if name else f"{file}, placemark {len(found.where) + 1}"
    kinds = [_tag(one) for one in element.iter() if _tag(one) in (*_NO_AREAS, "Polygon")]
    polygons = [_rings(one) for one in element.iter() if _tag(one) == "Polygon"]
    others = [kind for kind in kinds if kind in _NO_AREAS and not (kind == "LinearRing" and polygons)]
    if others or not polygons:
        is_what = ", ".join(f"a {kind}" for kind in dict.fromkeys(others)) or "without geometry"
        found.left_out.append(f"{place}: is {is_what}, no area")
    if not polygons:
        return
    data = _data(element)
    near = [one for one in reversed(folders) if one]
    columns = {
        "name": name or None,
        "folder": near[0] if near else None,
        "style": _text(_child(element, "styleUrl")).removeprefix("#") or None,
        **data,
    }
    found.rings.append([ring for polygon in polygons for ring in polygon])
    found.holders.append(columns[asked.holder] if asked.holder in columns else _names(asked, name, near))
    found.days.append(columns.get(asked.date) or _text(_child(_child(element, "TimeStamp"), "when")) or None)
    found.where.append(place)
    found.labels.append((name, *near, *data.values()))
    found.columns |= dict.fromkeys(data)


def _names(asked: Asked, name: str, folders: list[str]) -> tuple[str, ...] | None:
    """Return the names that may tell a holder, where the user has named no column."""
    return tuple(one for one in (name, *folders) if one) or None if asked.holder == HOLDER_COLUMN else None


def _data(element: Any) -> dict[str, str]:
    """Return the extended data of a placemark, written in either way."""
    found = {}
    for one in element.iter():
        if _tag(one) == "SimpleData":
            found[one.get("name", "")] = _text(one)
        elif _tag(one) == "Data":
            found[one.get("name", "")] = _text(_child(one, "value"))
    return {key: value for key, value in found.items() if key}


def _rings(polygon: Any) -> list[tuple[bool, str]]:
    """Return the coordinates of a polygon's rings as they are written, and whether each is the outer one."""
    rings = []
    for boundary in polygon:
        kind = _tag(boundary)
        if kind in ("outerBoundaryIs", "innerBoundaryIs"):
            rings += [
                (kind == "outerBoundaryIs", _text(_child(ring, "coordinates")))
                for ring in boundary
                if _tag(ring) == "LinearRing"
            ]
    return rings


def _reference(element: Any, tag: str) -> str:
    links = [_text(one) for one in element.iter() if _tag(one) == "href"]
    kind = {"NetworkLink": "a network link"}.get(tag, f"a {tag}")
    return f"{kind} to {links[0][:_SHOWN]}" if links and links[0] else kind


def _area(rings: list[tuple[bool, str]], where: str) -> Any:
    """Build the polygons of a placemark: an outer ring, and the inner ones that follow it."""
    import shapely

    polygons: list[tuple[Any, list[Any]]] = []
    deep = False
    for outer, text in rings:
        positions = _positions(text, where)
        deep = deep or positions.shape[1] > 2
        if outer:
            polygons.append((positions[:, :2], []))
        elif polygons:
            polygons[-1][1].append(positions[:, :2])
        else:
            raise InputError(f"{where}: an inner ring without an outer one; export it again")
    if not polygons:
        return shapely.Polygon()
    area = shapely.MultiPolygon([shapely.Polygon(shell, holes) for shell, holes in polygons])
    return shapely.force_3d(area) if deep else area


def _positions(text: str, where: str) -> npt.NDArray[np.float64]:
    """Return the positions of a ring: longitude, latitude and perhaps height, with blanks between positions."""
    import numpy as np

    written = text.split()
    width = written[0].count(",") + 1 if written else 0
    try:
        positions = np.array([one.split(",")[:2] for one in written], dtype=float)
    except ValueError as error:
        raise InputError(f"{where}: a ring holds something else than positions; export it again") from error
    if positions.ndim != 2 or positions.shape[1] != 2 or len(positions) < 4:
        raise InputError(f"{where}: a ring of fewer than four positions; export it again")
    if not np.isfinite(positions).all():
        raise InputError(f"{where}: a ring holds something else than positions; export it again")
    return np.column_stack([positions, np.zeros(len(positions))]) if width > 2 else positions


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _child(element: Any, tag: str) -> Any:
    return None if element is None else next((one for one in element if _tag(one) == tag), None)


def _text(element: Any) -> str:
    return "" if element is None else " ".join((element.text or "").split())
