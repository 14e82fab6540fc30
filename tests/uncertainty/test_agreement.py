import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.model import Agreement
from geo.uncertainty import agreement


@pytest.mark.parametrize(
    ("stated", "measured", "blur_km", "verdict"),
    [
        ((10, 180), (11.1, 174), 0, "agrees"),
        ((10, 180), (12, 180), 0, "contradicts"),
        ((10, 180), (12, 180), 2, "agrees"),
        ((10, 180), (13, 180), 2, "doubtful"),
        ((10, 180), (10, 215), 0, "doubtful"),
        ((10, 180), (10, 235), 0, "contradicts"),
        ((10, 0), (10, 350), 0, "agrees"),
        ((None, 0), (40, 20), 0, "agrees"),
        ((None, 0), (40, 180), 0, "contradicts"),
        ((100, None), (114, 5), 0, "agrees"),
        ((0.5, None), (1.5, None), 0, "agrees"),
        ((0.5, 90), (0, math.nan), 0, "agrees"),
    ],
)
def test_statement_and_measure(stated, measured, blur_km, verdict):
    assert agreement(*stated, *measured, blur_km=blur_km) == Agreement(verdict)


def test_nothing_stated_nothing_compared():
    assert agreement(None, None, 10, 0) is None


@given(st.floats(0, 100), st.floats(0, 360), st.floats(0, 100), st.floats(0, 360), st.floats(0, 20))
def test_more_uncertainty_never_makes_it_worse(stated_km, stated_deg, km, deg, blur_km):
    order = list(Agreement)
    sure, unsure = (agreement(stated_km, stated_deg, km, deg, blur_km=blur) for blur in (blur_km, blur_km + 5))
    assert order.index(unsure) <= order.index(sure)


@given(st.floats(0, 100), st.floats(0, 359.9))
def test_what_is_measured_agrees_with_itself(km, deg):
    assert agreement(km, deg, km, deg) is Agreement.AGREES
