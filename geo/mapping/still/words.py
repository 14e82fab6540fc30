"""Words of the still picture in its language, names of places in it, and text made safe to draw."""

from __future__ import annotations

import logging
import tomllib
import unicodedata
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from geo.errors import GazetteerError, InputError
from geo.model import Kind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from geo.gazetteer import Gazetteer
    from geo.model import Place

_log = logging.getLogger(__name__)

# what neither shows nor belongs into a line: controls, directions, halves of characters, what no font has
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
# no more of a text is looked at than this many times what may be shown of it
_LOOKED_AT = 4
_ADJECTIVE = "ька"


class Words:
    """The words of one language, and the names of places in it.

    Parameters
    ----------
    lang
        `en`, `uk` or `ru`.
    gazetteer
        Where names in that language are looked up; by default the one that `Gazetteer.open` opens.

    Raises
    ------
    InputError
        If there are no words in that language.
    """

    def __init__(self, lang: str, gazetteer: Gazetteer | None = None) -> None:
        tables = _tables()
        if lang not in tables:
            raise InputError(f"lang: no words in {lang[:20]!r}; there are {', '.join(tables)}")
        self.lang = lang
        self._table = tables[lang]
        self._gazetteer = gazetteer

    @property
    def gazetteer(self) -> Gazetteer | None:
        """The gazetteer; None, with a warning, where there is none to open: names then stay as the layers have them."""
        if self._gazetteer is None:
            from geo.gazetteer import Gazetteer

            try:
                self._gazetteer = Gazetteer.open()
            except GazetteerError as error:
                _log.warning("the picture names no main places: %s", error)
        return self._gazetteer

    def __call__(self, key: str, **values: object) -> str:
        """Return a phrase, `part.name` or `name`, filled in."""
        entry: Any = self._table
        for part in key.split("."):
            entry = entry[part]
        return str(entry).format(**values)

    def date(self, date: dt.date) -> str:
        """Return a date in words."""
        months = self._table["months"]
        return self("day", day=date.day, month=months[date.month - 1], year=date.year)

    def place(self, place_id: object) -> Place | None:
        """Return a place by its id, None where the gazetteer has none of it."""
        gazetteer = self.gazetteer
        # no id holds what cannot be written as UTF-8, and a look-up takes nothing else
        sound = isinstance(place_id, str) and place_id.isprintable()
        return gazetteer.get(str(place_id)) if gazetteer is not None and sound else None

    def name(self, place_id: object, shown: str) -> str:
        """Return the name of a place in this language; as the layers show it in English, or where it has no other."""
        place = None if self.lang == "en" else self.place(place_id)
        name = None if place is None else self._in_language(place)
        if place is None or name is None:
            return shown
        # an oblast is called by an adjective, which needs its noun
        adjective = place.kind is Kind.REGION and place.names.get("uk", "").endswith(_ADJECTIVE)
        return self("oblast", name=name) if adjective else name

    def own_name(self, place: Place) -> str:
        """Return a place's name in this language."""
        return place.name if self.lang == "en" else self._in_language(place) or place.name

    def _in_language(self, place: Place) -> str | None:
        """Return a name in this language, in Russian the Ukrainian one where no other is known."""
        return place.names.get(self.lang) or (place.names.get("uk") if self.lang == "ru" else None)


@lru_cache(maxsize=1)
def _tables() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(files("geo.mapping.still").joinpath("words.toml").read_text(encoding="utf-8"))


def plain(text: object, limit: int) -> str:
    r"""Return a text as one line that may be drawn: no controls, no marks of direction, at most so many characters.

    Examples
    --------
    >>> plain("Kurakhove\n\u202e", 40), plain("a long name", 6), plain(None, 5)
    ('Kurakhove', 'a lon…', '')
    """
    if not isinstance(text, str):
        return ""
    seen = "".join(
        " " if one.isspace() else one
        for one in text[: limit * _LOOKED_AT]
        if one.isspace() or unicodedata.category(one) not in _UNSEEN
    )
    line = " ".join(seen.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
