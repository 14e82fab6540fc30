import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InputError
from geo.uncertainty import Hedge, Policy, Wording, open_interval
from geo.uncertainty.rounding import stated_precision

MILE_KM = 1.609344


@pytest.mark.parametrize(
    ("value", "lower_power", "own_power"),
    [
        (7, 1, 1), (12, 1, 1), (10, 1, 10), (30, 1, 10), (140, 1, 10), (100, 10, 100), (200, 10, 100),
        (2000, 100, 1000),
        (10.5, 0.5, 0.5), (10.25, 0.25, 0.25), (10.6, 0.1, 0.1), (1 / 3, 1 / 3, 1 / 3), (11.11, 0.01, 0.01), (0, 1, 1),
    ],
)  # fmt: skip
def test_the_precision_of_a_number_as_written(value, lower_power, own_power):
    assert stated_precision(value) == pytest.approx(lower_power)
    assert stated_precision(value, guide=True) == pytest.approx(own_power)


@pytest.mark.parametrize(
    ("km", "hedge", "half"),
    [
        (12, "", 0.5), (7, "", 0.5), (10, "", 1.5), (20, "", 3), (40, "", 6), (10, "about", 2.5), (7, "about", 1),
        (12, "about", 1), (15, "about", 2.5), (40, "about", 6), (100, "about", 25), (2.5, "", 0.25),
    ],
)  # fmt: skip
def test_reporters_round(km, hedge, half):
    assert open_interval(km, Wording(hedge=Hedge(hedge)), Policy.NEWS)[:2] == (km, half)


@pytest.mark.parametrize(("km", "half"), [(10, 5), (20, 5), (40, 5), (100, 50), (7, 1)])
def test_a_strict_hedge_is_as_wide_as_the_guide_has_it(km, half):
    assert open_interval(km, Wording(hedge=Hedge.ABOUT), Policy.STRICT)[:2] == (km, half)


@pytest.mark.parametrize(
    ("wording", "low", "high"),
    [
        (Wording(hedge=Hedge.MORE), 10, 15),
        (Wording(hedge=Hedge.LESS), 5, 10),
        (Wording(hedge=Hedge.WITHIN), 0, 11.5),
        (Wording(hedge=Hedge.RANGE, to_km=12), 9.5, 12.5),
        (Wording(hedge=Hedge.RANGE, to_km=5), 4.5, 10.5),
    ],
)
def test_one_sided_words_and_ranges(wording, low, high):
    middle, half, _ = open_interval(10, wording, Policy.NEWS)
    assert (middle - half, middle + half) == pytest.approx((low, high))


def test_a_number_in_miles_is_judged_in_miles():
    assert open_interval(6 * MILE_KM, Wording(), Policy.STRICT)[:2] == pytest.approx((6 * MILE_KM, MILE_KM / 2))
    assert open_interval(2, Wording(unit="m"), Policy.STRICT)[1] == pytest.approx(0.05)


def test_of_a_conversion_both_numbers_are_kept():
    wording = Wording(also_km=6 * MILE_KM)
    assert open_interval(10, wording, Policy.STRICT)[:2] == pytest.approx((10, 10 - 5.5 * MILE_KM))
    assert open_interval(10, wording, Policy.NEWS)[1] == 1.5
    assert open_interval(10, Wording(also_km=6 * MILE_KM, unit="km"), Policy.STRICT)[1] == 0.5
    # digits that a conversion makes up narrow nothing
    assert open_interval(10, Wording(also_km=6.2 * MILE_KM), Policy.STRICT)[1] == 0.5


def test_an_unknown_unit():
    with pytest.raises(InputError, match="a distance in 'leagues'"):
        open_interval(10, Wording(unit="leagues"), Policy.NEWS)


@given(st.floats(0, 500), st.sampled_from(Policy))
def test_a_hedge_never_narrows(km, policy):
    plain = open_interval(km, Wording(), policy)[1]
    assert open_interval(km, Wording(hedge=Hedge.ABOUT), policy)[1] >= plain > 0
