"""Word documents (.docx): the words of the body, a paragraph a line. Nothing is unpacked to disk."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from geo.errors import InputError
from geo.gazetteer.sources.zipped import BROKEN, is_zip, measured
from geo.reading.formats.raw import MAX_BYTES, MEGABYTE, Raw, one_line, read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from xml.etree.ElementTree import Element

# pictures make a document large; its words do not
MOST_BYTES = 50 * MEGABYTE
_MOST_XML_BYTES = 60 * MEGABYTE
_RELATIONS = "_rels/.rels"
_BODY = "word/document.xml"
_ENCRYPTED = 0x1
_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# what was moved away, and what stands there a second time for old readers
_UNREAD = frozenset({"moveFrom", "del", "Fallback", "instrText"})


def read_docx(path: Path) -> Raw:
    """Return the words of a Word document; text that was struck out under revision is left out.

    Raises
    ------
    InputError
        If it is no such document, damaged, locked with a password, or would grow beyond measure.
    """
    data = read_bytes(path, MOST_BYTES, instead="save it without pictures")
    if data.startswith(_OLD_OR_LOCKED):
        raise InputError(f"{path}: is an old .doc or locked with a password; save it as a plain .docx")
    if not is_zip(data):
        raise InputError(f"{path}: is no Word document; save it anew as .docx, or as .txt")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {member.filename: member for member in archive.infolist()}
            name = _body_name(data, members, str(path))
            if name not in members:
                raise InputError(f"{path}: holds no text of a document; save it anew as .docx, or as .txt")
            text = "".join(_words(_content(data, members[name], str(path)), str(path)))
    except InputError:
        raise
    except BROKEN as error:
        raise InputError(f"{path}: is a damaged document ({one_line(error)}); save it anew as .docx") from error
    if not text.strip():
        raise InputError(f"{path}: has no words, perhaps only pictures; save its text as a .txt file")
    return Raw(text=text.strip("\n"), report_id=path.stem, where=str(path))


def _content(data: bytes, member: zipfile.ZipInfo, where: str) -> bytes:
    if member.flag_bits & _ENCRYPTED or member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise InputError(f"{where}: is locked or packed by an uncommon method; save it as a plain .docx")
    if member.file_size > _MOST_XML_BYTES:
        raise InputError(f"{where}: looks like a zip bomb: its text would grow to {member.file_size >> 20:,} MB")
    return b"".join(measured(io.BytesIO(data), member, where))


def _body_name(data: bytes, members: dict[str, zipfile.ZipInfo], where: str) -> str:
    """Return the member that holds the body, as the document says itself."""
    if _RELATIONS in members:
        for tag, attributes in _elements(_content(data, members[_RELATIONS], where), where):
            if tag == "Relationship" and attributes.get("Type", "").endswith("/officeDocument"):
                return str(PurePosixPath(attributes.get("Target", "").lstrip("/")))
    return _BODY


def _elements(xml: bytes, where: str) -> Iterator[tuple[str, dict[str, str]]]:
    for event, element in _parsed(xml, where):
        if event == "end":
            yield element.tag.rpartition("}")[2], dict(element.attrib)


def _words(xml: bytes, where: str) -> Iterator[str]:
    """Yield the text piece by piece; the cells of a table row are a line, with tabs between."""
    unread = cells = length = 0
    for event, element in _parsed(xml, where):
        tag = element.tag.rpartition("}")[2]
        step = 1 if event == "start" else -1
        unread += step * (tag in _UNREAD)
        cells += step * (tag == "tc")
        if event == "start" or unread:
            continue
        if tag == "t":
            piece = element.text or ""
            length += len(piece)
            if length > MAX_BYTES:
                raise InputError(f"{where}: has over {MAX_BYTES / MEGABYTE:.0f} million characters; give a part of it")
            yield piece
        elif tag in _SIGNS:
            yield " " if cells else _SIGNS[tag]
        elif tag == "p":
            yield " " if cells else "\n"
            element.clear()
        elif tag == "tc":
            yield "\t"
        elif tag == "tr":
            yield "\n"


def _parsed(xml: bytes, where: str) -> Iterator[tuple[str, Element]]:
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    try:
        yield from iterparse(io.BytesIO(xml), events=("start", "end"), forbid_dtd=True)
    except DefusedXmlException as error:
        raise InputError(f"{where}: declares entities, as no document does; do not trust this file") from error
    except (ParseError, ValueError, LookupError) as error:
        raise InputError(f"{where}: is a damaged document ({one_line(error)}); save it anew as .docx") from error
