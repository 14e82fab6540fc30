"""The claims of one day: which they are, which days are near, and what tells them from others."""

import datetime as dt

import pytest
from ledger_readings import DAY, reading

from geo.errors import InputError
from geo.ledger import Ledger
from geo.ledger.of_day import claims_of_day, digest_of, nearest_days


def days(*numbers):
    return [dt.date(2024, 12, number) for number in numbers]


@pytest.fixture
def kept(ledger):
    """A ledger with a claim on each of some days, one of them retracted."""
    for number in (3, 10, 12, 20):
        ledger.add(reading("Kurakhove", report_id=f"r{number}", date=dt.date(2024, 12, number)))
    ledger.retract("r12/Kurakhove", "another village")
    return ledger


def test_the_claims_of_a_day_are_those_in_force(kept):
    assert [entry.claim_id for entry in claims_of_day(kept, dt.date(2024, 12, 10))] == ["r10/Kurakhove"]
    kept.add(reading("Lyman", "Kurakhove", report_id="s", date=dt.date(2024, 12, 10)))
    found = [entry.claim_id for entry in claims_of_day(kept, dt.date(2024, 12, 10))]
    assert found == ["r10/Kurakhove", "s/Lyman", "s/Kurakhove"]


@pytest.mark.parametrize(
    ("day", "near"), [(1, [3]), (3, [3]), (5, [3, 10]), (12, [10, 20]), (19, [10, 20]), (31, [20])]
)
def test_the_nearest_days(kept, day, near):
    assert nearest_days(kept, dt.date(2024, 12, day)) == days(*near)


def test_a_day_without_claims_names_the_nearest_that_have_some(kept):
    with pytest.raises(InputError) as error:
        claims_of_day(kept, dt.date(2024, 12, 12))
    assert str(error.value) == (
        f"{kept.label}: holds no claims of 2024-12-12 in force; the nearest days with some: 2024-12-10 and 2024-12-20"
    )


def test_a_ledger_without_claims_says_so(ledger):
    with pytest.raises(InputError, match=r"holds no claims in force; add reports first, with 'geo claims add'$"):
        claims_of_day(ledger, DAY)


def test_the_same_claims_have_the_same_digest(kept, tmp_path):
    day = dt.date(2024, 12, 10)
    kept.add(reading("Lyman", report_id="s", date=day))
    first = claims_of_day(kept, day)
    with Ledger.open(tmp_path / "other.db") as other:
        other.add(reading("Lyman", report_id="s", date=day))
        other.add(reading("Kurakhove", report_id="r10", date=day))
        assert digest_of(claims_of_day(other, day)) == digest_of(first) == digest_of(reversed(first))
        other.add(reading("Lyman", report_id="s", date=day, confidence=0.5))
        assert digest_of(claims_of_day(other, day)) != digest_of(first)
    assert len(digest_of(first)) == 64


def test_a_retraction_and_its_end_are_told_by_the_digest(kept):
    day = dt.date(2024, 12, 10)
    kept.add(reading("Lyman", report_id="s", date=day))
    before = digest_of(claims_of_day(kept, day))
    kept.retract("s/Lyman", "a mistake")
    assert digest_of(claims_of_day(kept, day)) != before
    kept.restore("s/Lyman")
    assert digest_of(claims_of_day(kept, day)) == before
