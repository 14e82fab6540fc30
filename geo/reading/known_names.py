"""Which rows of the gazetteer a name of the text may mean, in the language of its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from geo.model import Kind
from geo.reading.inflected import INFLECTING, Lookup, has_cyrillic, is_relative, lookup_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.gazetteer import Gazetteer
    from geo.reading.found_mention import Rows

# there are few regions, and so little to confuse them with
_AREA_CUTOFF = 0.85
_REMEMBERED = 60_000
_EXACT, _ANY = "exact", "any"
# what was looked up in a gazetteer in Latin letters, from text to text: reports name the same places again and again
_LOOKED_UP: WeakKeyDictionary[Gazetteer, dict[tuple[str, str], Rows]] = WeakKeyDictionary()


class KnownNames:
    """Names of one text in a gazetteer. `declined` has the look-up of the sentence's language, if it declines names.

    Parameters
    ----------
    gazetteer
        Whose names.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._rows = _LOOKED_UP.setdefault(gazetteer, {})
        if len(self._rows) >= _REMEMBERED:
            self._rows.clear()
        self.declined: Lookup | None = None

    def turn_to(self, lang: str) -> None:
        """Take up a language."""
        self.declined = lookup_in(self._gazetteer, lang) if lang in INFLECTING else None

    def _lookup_of(self, surface: str) -> Lookup | None:
        return self.declined if self.declined is not None and has_cyrillic(surface) else None

    # -- rows ---------------------------------------------------------------------------------------------------

    def rows(self, surface: str) -> Rows:
        """Return (row, score, why) for each place of any kind that a name may mean."""
        lookup = self._lookup_of(surface)
        if lookup is not None:
            return lookup.rows(surface)
        rows = self._rows.get((surface, _ANY))
        if rows is None:
            rows = self._rows[surface, _ANY] = tuple(self._gazetteer.rows_for(surface))
        return rows

    def exact(self, surface: str) -> Rows:
        """Return (row, score, why) for each place that a name in Latin letters may mean as it is spelt."""
        rows = self._rows.get((surface, _EXACT))
        if rows is None:
            rows = self._rows[surface, _EXACT] = tuple(self._gazetteer.rows_for(surface, fuzzy=False))
        return rows

    def of_kind(self, surface: str, kind: str) -> Rows:
        """Return the rows that a name may mean if it is a `settlement`'s, a `region`'s, a `water`'s and so on."""
        lookup = self._lookup_of(surface)
        if lookup is not None:
            return lookup.of_kind(surface, kind)
        rows = self._rows.get((surface, kind))
        if rows is None:
            rows = self._rows[surface, kind] = self._only(self.rows(surface), kind)
        return rows

    def guessed(self, surface: str, *, fuzzy: bool) -> Rows:
        """Return the settlements that a name found by its capital may mean; misspelt, too, with `fuzzy`."""
        lookup = self._lookup_of(surface)
        if lookup is None:
            return self.rows(surface) if fuzzy else self.exact(surface)
        if fuzzy:
            return self._only(lookup.rows(surface, fuzzy=True), "settlement")
        return lookup.of_kind(surface, "settlement") if lookup.is_akin(surface) else ()

    def misspelt_area(self, surface: str, kind: str) -> Rows:
        """Return the region that a name is a misspelling of, if it is one region's only."""
        if kind != "region":
            return ()
        found = self._only(tuple(self._gazetteer.misspelt(surface, cutoff=_AREA_CUTOFF)), kind)
        return found if len(found) == 1 else ()

    def bearing(self, surface: str) -> Sequence[int]:
        """Return the rows that bear a name as it is written, or in the nominative that it comes from."""
        lookup = self._lookup_of(surface)
        return lookup.named(surface).rows if lookup else [row for row, _ in self._gazetteer.bearers(surface)]

    def _only(self, rows: Rows, kind: str) -> Rows:
        return tuple(found for found in rows if self._gazetteer.kind(found[0]).mention_kind == kind)

    # -- what they tell -----------------------------------------------------------------------------------------

    def kind(self, surface: str, *, by_water: bool) -> str:
        """Return the kind of a name that stands without a head word: empty for a settlement's.

        Parameters
        ----------
        surface
            The name.
        by_water
            Whether the words before it go with a river.
        """
        rows = self.bearing(surface) or [row for row, _, _ in self.rows(surface)]
        kinds = {self._gazetteer.kind(row) for row in rows}
        settled = any(kind.is_settlement for kind in kinds)
        if Kind.COUNTRY in kinds:
            return "country"
        if Kind.WATER in kinds and (by_water or not settled):
            return "water"
        if settled:
            # a village may have the name of a region, "у Криму"; the region of a city is named by an adjective
            return "region" if Kind.REGION in kinds and Kind.CITY not in kinds and self.declined is not None else ""
        return next((kind.mention_kind for kind in kinds), "")

    def has_soft_signs(self, surface: str) -> bool:
        """Whether a name is known but for the apostrophes of its soft signs: Rodyns'ke, Starobil's'k."""
        return any(mark in surface for mark in "'’ʹ") and self._gazetteer.has_name(surface)

    def is_area(self, surface: str) -> bool:
        """Whether a region or a country bears a name, in any case."""
        return any(self._gazetteer.kind(row) in (Kind.REGION, Kind.COUNTRY) for row in self.bearing(surface))

    def is_settlement(self, surface: str) -> bool:
        """Whether a settlement bears a name, in any case."""
        return any(self._gazetteer.kind(row).is_settlement for row in self.bearing(surface))

    def case(self, surface: str) -> str:
        """Return the case a name stands in; empty if it is as the gazetteer has it, or of a language without cases."""
        lookup = self._lookup_of(surface)
        return lookup.named(surface).case if lookup else ""

    def lemma(self, surface: str) -> str:
        """Return the nominative that a name comes from, folded; empty in a language without cases."""
        lookup = self._lookup_of(surface)
        return lookup.named(surface).lemma if lookup else ""

    def is_akin(self, surface: str, *, relative: bool = False) -> bool:
        """Whether a declined name is a settlement's in the other language's spelling; if `relative`, an adjective's."""
        lookup = self._lookup_of(surface)
        return lookup is not None and (relative or not is_relative(surface)) and lookup.is_akin(surface)

    def takes_head(self, surface: str) -> bool:
        """Whether a head word may follow a name: of declined ones, an adjective or an abbreviation."""
        return self._lookup_of(surface) is None or is_relative(surface) or surface.isupper()
