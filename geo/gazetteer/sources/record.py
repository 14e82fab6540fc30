"""What every reader of a source hands out: records of places, and a word about the source itself."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from geo.model import Kind

    # called with the row or line, and the reason, of what is left out for good reason
    Skipped = Callable[[int, str], None]
    # called now and then with the bytes of the file read so far
    Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class DatedName:
    """A name that a place bore for a time; `since` and `until` as the source writes them: ISO, a year, or empty."""

    name: str
    lang: str
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class Record:
    """One place as one source gives it. Degrees WGS 84, `uncertainty_m` where the source itself tells it.

    `native_id` is unique in the source; `line` is the row or line, for messages. `names` are by language: en, uk, ru.
    Units are short English names where known, else as written. `pcode` is UA and ten digits. `note` is empty, or says
    that the place is historical, abandoned or destroyed.
    """

    source: str
    native_id: str
    line: int
    name: str
    names: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    kind: Kind | None = None
    country: str = ""
    oblast: str = ""
    raion: str = ""
    hromada: str = ""
    lat: float | None = None
    lon: float | None = None
    uncertainty_m: float | None = None
    population: int | None = None
    pcode: str = ""
    geonameid: int | None = None
    former: tuple[DatedName, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A source: what it is called, on what terms it may be used, and which edition of it was read.

    `date` is that of the edition (ISO, or a year and a month); `file`, `sha256` and `url` tell which file it was, and
    `installed` when it was read. `part` tells the files of one source apart that are kept side by side, such as UA
    and RU.
    """

    key: str
    title: str
    licence: str = ""
    attribution: str = ""
    date: str = ""
    file: str = ""
    sha256: str = ""
    url: str = ""
    part: str = ""
    installed: str = ""

    @property
    def slug(self) -> str:
        """The name under which it is kept: key and part."""
        return f"{self.key}-{self.part}" if self.part else self.key

    @property
    def label(self) -> str:
        """The source in a few words, as a place names it: title, edition, licence."""
        terms = f"({self.licence})" if self.licence else ""
        words = " ".join(part for part in (self.title, self.date, terms) if part)
        # these two divide the fields of a place's source
        return words.replace("; ", ", ").replace(": ", " ")

    def of_file(self, path: Path, date: str = "") -> Source:
        """Return the source as read from a file, with its name and checksum.

        Raises
        ------
        InputError
            If the file cannot be read.
        """
        return replace(self, file=path.name, sha256=sha256_of(path), date=date or self.date)


COD_AB = Source(
    "cod-ab",
    "OCHA COD-AB",
    "CC BY-IGO",
    "OCHA Common Operational Datasets, administrative boundaries of Ukraine; SSPE Kartographia",
    url="https://data.humdata.org/dataset/cod-ab-ukr",
)
KATOTTG = Source(
    "katottg",
    "KATOTTG",
    "official document",
    "Ministry for Development of Communities and Territories of Ukraine",
    url="https://mindev.gov.ua",
)
GEONAMES = Source(
    "geonames", "GeoNames", "CC BY 4.0", "GeoNames, geonames.org", url="https://download.geonames.org/export/dump/"
)
INID = Source(
    "inid",
    "INID settlements of Russia",
    "CC BY-SA",
    "Infrastructure of research data (INID), data-in.ru; Rosstat",
    url="https://data-in.ru/data-catalog/datasets/160/",
)
KNOWN = {source.key: source for source in (COD_AB, KATOTTG, GEONAMES, INID)}


def user_table(path: Path) -> Source:
    """Return the source that a table of the user's own is: its key and title are the file's stem."""
    return Source(path.stem, path.stem, file=path.name)


def sha256_of(path: Path) -> str:
    """Return the checksum of a file as hexadecimal digits.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"{path.name}: cannot be read ({error.strerror or error}); check the path") from error
