"""Corrections put over what the machine decided."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo.model import Kind
from geo.names import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.corrections.record import Correction
    from geo.gazetteer import Gazetteer
    from geo.model import Mention, Report

WHY = "corrected by hand"
# so many places decided on either side say which region a name stands in
_NEIGHBOURS = 3


class Corrections:
    """All corrections that hold, ready to be put over mentions.

    Parameters
    ----------
    rows
        Corrections, in the order they were made; those undone are passed over.
    """

    def __init__(self, rows: Iterable[Correction] = ()) -> None:
        self._of_report: dict[str, list[Correction]] = {}
        self._of_source: dict[str, list[Correction]] = {}
        for one in rows:
            if one.holds:
                self._of_report.setdefault(one.report_id, []).append(one)
                if one.always:
                    self._of_source.setdefault(one.source, []).append(one)

    def apply(self, mentions: Sequence[Mention], report: Report, gazetteer: Gazetteer) -> tuple[Mention, ...]:
        """Return mentions as corrected: in place and order the same, those spoken of with what was said of them.

        Parameters
        ----------
        mentions
            The report's mentions, decided.
        report
            The report.
        gazetteer
            Where places are looked up; one it has not is as it was when the correction was made.
        """
        own = self._of_report.get(report.report_id, [])
        always = [
            one
            for one in self._of_source.get(report.source, [])
            if one.report_id != report.report_id and one.report_date <= report.date
        ]
        if not own and not always:
            return tuple(mentions)
        names = _Names(always, report, gazetteer)
        regions = _Regions(mentions, gazetteer) if always else None
        corrected = []
        for index, mention in enumerate(mentions):
            key = fold(mention.surface)
            said = [one for one in own if one.start in (None, mention.start) and fold(one.surface) == key]
            # what was said last holds, and of one mention before what was said of all alike
            said.sort(key=lambda one: (one.start is not None, one.number))
            if not said and regions is not None:
                said = [one for one in names.alike(mention.surface) if regions.named_in(one, index)]
            corrected.append(_corrected(mention, said[-1], gazetteer) if said else mention)
        return tuple(corrected)


class _Names:
    """The names in corrections of other reports, and those a report has of the same places."""

    def __init__(self, always: Sequence[Correction], report: Report, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._lang = report.lang
        self._always = [(fold(one.surface), self._row_named(one), one) for one in always]

    def alike(self, surface: str) -> list[Correction]:
        """Return the corrections of a name, perhaps in another case of it, in the order they were made."""
        key = fold(surface)
        rows: set[int] | None = None
        found = []
        for other, row, one in self._always:
            if key != other and row is not None and rows is None:
                rows = self._rows(surface)
            if key == other or (rows is not None and row in rows):
                found.append(one)
        return found

    def _row_named(self, one: Correction) -> int | None:
        """Return the row of the place meant, if the name corrected is one that it has."""
        row = self._gazetteer.row(one.place_id) if one.place_id else None
        return row if row is not None and row in self._rows(one.surface) else None

    def _rows(self, surface: str) -> set[int]:
        return {found.row for found in self._gazetteer.rows_for(surface, lang=self._lang, fuzzy=False)}


class _Regions:
    """The regions that the places of a report lie in."""

    def __init__(self, mentions: Sequence[Mention], gazetteer: Gazetteer) -> None:
        self._mentions = mentions
        places = [gazetteer.get(mention.place_id) if mention.place_id else None for mention in mentions]
        self._regions = [(place.admin.oblast or place.name) if place else "" for place in places]

    def named_in(self, one: Correction, index: int) -> bool:
        """Whether a mention stands among places of the region that a correction is about.

        Where no place near it was decided, it does if the machine thought of the same place.
        """
        if not one.region:
            return True
        surface = fold(self._mentions[index].surface)
        around = [at for at, region in enumerate(self._regions) if region and at != index]
        around = [at for at in around if fold(self._mentions[at].surface) != surface]
        before = [at for at in around if at < index][-_NEIGHBOURS:]
        after = [at for at in around if at > index][:_NEIGHBOURS]
        regions = {self._regions[at] for at in (*before, *after, index)} - {""}
        if regions:
            return one.region in regions
        return one.place_id in {other.place_id for other in self._mentions[index].alternatives}


def _corrected(mention: Mention, one: Correction, gazetteer: Gazetteer) -> Mention:
    place = gazetteer.get(one.place_id) if one.place_id else None
    kind = place.kind.value if place else one.kind
    return replace(
        mention,
        kind=Kind(kind).mention_kind if kind else mention.kind,
        place_id=one.place_id or None,
        name=place.name if place else one.name,
        lat=place.lat if place else one.lat,
        lon=place.lon if place else one.lon,
        uncertainty_m=place.uncertainty_m if place else one.uncertainty_m,
        confidence=1.0,
        alternatives=(),
        why=f"{WHY}: {one.why}",
    )
