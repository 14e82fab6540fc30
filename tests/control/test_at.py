"""Who holds places on a date: areas, tables and claims together, for one place and for all."""

import datetime as dt
import time

import numpy as np
import pytest
import shapely

from geo.control import Control, ControlSeries
from geo.control.at import holders_at
from geo.control.holding import Kind
from geo.control.places import HOLDER_CODES, PlaceHolders
from geo.errors import InputError
from geo.gazetteer import Gazetteer
from geo.ledger import Ledger
from geo.model import Basis, Holder

KURAKHOVE, SHEVCHENKO, SUDZHA, LVIV = "UA1416011001", "UA1416021003", "RU:Kursk/Sudzha", "UA4606025001"
DAY = dt.date(2024, 12, 16)


class Days:
    """A series of squares over Kurakhove by day; `name` and `days` as a file has them."""

    name = "squares"

    def __init__(self, held, source="squares", holder=Holder.RU):
        self._held = held
        self._source = source
        self._holder = holder
        self.days = sorted(held)

    def control(self, day):
        box = shapely.box(*self._held[day])
        return Control(day, self._source, {self._holder: shapely.MultiPolygon([box])})


WITH, WITHOUT = (37.0, 47.8, 37.6, 48.2), (38.0, 47.8, 38.6, 48.2)


def squares(*held, source="squares", holder=Holder.RU):
    return ControlSeries.of(Days({day: WITH if inside else WITHOUT for day, inside in held}, source, holder))


def days_before(count):
    return DAY - dt.timedelta(days=count)


def holder_of(place_id, gazetteer, **said):
    (found,) = holders_at([place_id], DAY, gazetteer, **said)
    return found


def test_an_area_tells_holder_basis_source_and_since_when(gazetteer):
    series = squares(
        (days_before(9), False), (days_before(6), True), (days_before(5), False), (days_before(2), True), (DAY, True)
    )
    found = holder_of(KURAKHOVE, gazetteer, series=[series])
    assert (found.holder, found.basis, found.sources) == (Holder.RU, Basis.ASSESSED, ("squares",))
    assert (found.since, found.confirmed, found.share) == (days_before(2), DAY, 1.0)
    assert any(piece.kind is Kind.ASSESSED for piece in found.evidence)


def test_what_no_area_covers_is_ukraines_in_ukraine_and_nobodys_in_russia(gazetteer):
    series = [squares((days_before(3), False), (DAY, False))]
    assert holder_of(KURAKHOVE, gazetteer, series=series).holder is Holder.UA
    assert holder_of(KURAKHOVE, gazetteer, series=series).since == days_before(3)
    in_russia = holder_of(SUDZHA, gazetteer, series=series)
    assert not any(piece.kind is Kind.ASSESSED for piece in in_russia.evidence)


def test_a_source_that_begins_later_says_nothing(gazetteer):
    later = squares((DAY + dt.timedelta(days=1), True))
    found = holder_of(LVIV, gazetteer, series=[later])
    assert not any(piece.kind is Kind.ASSESSED for piece in found.evidence)


def test_sources_that_differ_leave_a_place_contested(gazetteer):
    found = holder_of(KURAKHOVE, gazetteer, series=[squares((DAY, True)), squares((DAY, False), source="another")])
    assert (found.holder, set(found.sources)) == (Holder.CONTESTED, {"squares", "another"})


def _entry(place_id, text, day, gazetteer, ledger):
    import geo

    report = geo.report_from_text(text, report_id=f"r{day}{len(text)}", date=day)
    ledger.add(geo.read(report, gazetteer))


def test_claims_of_the_ledger_count_and_lead_back_to_their_sentence(gazetteer, tmp_path):
    text = "The Ukrainian General Staff confirmed that Ukrainian forces withdrew from Kurakhove."
    with Ledger.open(tmp_path / "geo.db") as ledger:
        _entry(KURAKHOVE, text, days_before(1), gazetteer, ledger)
        found = holder_of(
            KURAKHOVE, gazetteer, series=[squares((days_before(8), False))], claims=ledger.entries(date_to=DAY)
        )
    said = [piece for piece in found.evidence if piece.claim_id]
    assert [piece.sentence for piece in said] == [text]
    assert (found.holder, found.basis, found.since) == (Holder.RU, Basis.CLAIMED, days_before(1))


def test_a_claim_alone_does_not_move_an_assessed_place(gazetteer, tmp_path):
    with Ledger.open(tmp_path / "geo.db") as ledger:
        _entry(KURAKHOVE, "The Russian Ministry of Defense claimed the capture of Kurakhove.", DAY, gazetteer, ledger)
        assessed = holder_of(KURAKHOVE, gazetteer, series=[squares((DAY, False))], claims=ledger.entries())
        _entry(KURAKHOVE, "Ukraine's General Staff denied that Kurakhove had been captured.", DAY, gazetteer, ledger)
        denied = holder_of(KURAKHOVE, gazetteer, claims=ledger.entries())
    assert (assessed.holder, assessed.basis) == (Holder.UA, Basis.ASSESSED)
    assert denied.holder is Holder.CONTESTED


def test_a_table_of_places_counts_by_id_or_by_position(gazetteer):
    place = gazetteer.get(KURAKHOVE)
    for place_id in (KURAKHOVE, "GN000001"):
        table = PlaceHolders(
            [place_id], ["Kurakhove"], np.array([place.lat]), np.array([place.lon]), [DAY],
            np.array([[HOLDER_CODES[Holder.RU]]], dtype=np.int8),
        )  # fmt: skip
        assert holder_of(KURAKHOVE, gazetteer, tables={"viina": table}).holder is Holder.RU


def test_with_nothing_brought_in_the_built_in_table_answers_and_says_so(gazetteer):
    (donetsk, lviv) = holders_at(["UA1408007001" if gazetteer.row("UA1408007001") else KURAKHOVE, LVIV], DAY, gazetteer)
    assert donetsk.basis is Basis.INFERRED
    assert (lviv.holder, lviv.basis) == (Holder.UA, Basis.INFERRED)
    assert lviv.sources


def test_unknown_places_are_named(gazetteer):
    with pytest.raises(InputError, match="UA00: no such place"):
        holders_at(["UA00"], DAY, gazetteer)


def test_no_places_no_answers(gazetteer):
    assert holders_at([], DAY, gazetteer) == []


@pytest.mark.shared
def test_all_settlements_equal_a_point_in_polygon_check(shared):
    gazetteer = Gazetteer.embedded()
    series = ControlSeries(shared / "control" / "deepstate-2024-07-08-to-2026-08-22.parquet")
    rows = [row for row in range(len(gazetteer.latlon)) if gazetteer.kind(row).is_settlement]
    ids = [gazetteer.place_id(row) for row in rows if gazetteer.place_id(row).startswith("UA")]
    at = gazetteer.latlon[[gazetteer.row(place_id) for place_id in ids]]
    area = series.on(DAY).polygons[Holder.RU]
    inside = shapely.contains_xy(area, at[:, 1], at[:, 0])
    began = time.process_time()
    found = holders_at(ids, DAY, gazetteer, series=[series], since=False)
    print(f"{len(ids)} places in {time.process_time() - began:.2f} s of CPU")  # noqa: T201 - a figure, not an assertion
    assert [one.holder is Holder.RU for one in found] == inside.tolist()


@pytest.mark.shared
def test_since_when_equals_a_walk_through_the_days(shared, gazetteer):
    series = ControlSeries(shared / "control" / "deepstate-2024-07-08-to-2026-08-22.parquet")
    ids = [KURAKHOVE, SHEVCHENKO, "UA1416013005"]
    day = dt.date(2025, 3, 1)
    found = holders_at(ids, day, gazetteer, series=[series])
    for place_id, one in zip(ids, found, strict=True):
        place = gazetteer.get(place_id)
        days = [each for each in series.days if each <= day]
        held = [bool(series.on(each).inside([place.lat], [place.lon])[0]) for each in days]
        since = days[0]
        for number in range(len(days) - 1, 0, -1):
            if held[number - 1] != held[-1]:
                since = days[number]
                break
        assert one.since == since
