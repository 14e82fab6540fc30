"""How exactly a distance may be told: rounding that follows the uncertainty of what is told, and goes no further.

Shown is a multiple of the coarsest of `STEPS` whose half is not more than the uncertainty: of 11.1 km, "11.1 km" where
the position is known to less than 250 m, "11 km" to a kilometre or two, "about 10 km" to three. From 5 on, "about" is
said; from 100 km or miles on, tenths are not.
"""

from __future__ import annotations

from typing import NamedTuple

STEPS = (0.1, 0.5, 1.0, 5.0, 10.0, 50.0, 100.0, 500.0, 1000.0)
ABOUT_FROM = 5.0
WHOLE_FROM = 100.0
# a settlement reaches so far by itself: what goes beyond is doubt where it lies
REACH_M = 3_000.0
# a direction is told while the uncertainty turns it by no more than 45 degrees, one of 16 points by no more than 11.25
_SHARE_8, _SHARE_16 = 0.7071, 0.1951


class Told(NamedTuple):
    """A distance as it is to be written: its number, or 0 if only nearness is known, and how it was rounded.

    `points` is how finely the direction may be told: with 16 points, 8 or none (0).
    """

    number: float
    step: float
    about: bool
    points: int


def told(distance: float, uncertainty: float, points: int = 16) -> Told:
    """Return how a distance may be told.

    Parameters
    ----------
    distance, uncertainty
        In the unit it is told in, neither negative.
    points
        How many points of the compass are wished for, at most: 8 or 16.

    Examples
    --------
    >>> told(11.1, 0.0).number, told(11.1, 1.5).number, told(11.1, 3.0)
    (11.1, 11.0, Told(number=10.0, step=5.0, about=True, points=8))
    >>> told(2.0, 23.0).number
    0.0
    """
    step = max(step for step in STEPS if step == STEPS[0] or step / 2 <= uncertainty)
    if step < 1.0 and round(distance, 1) >= WHOLE_FROM:
        step = 1.0
    # 0.05 is still told as a tenth, for it is not nothing; and what is not known to differ from nothing is near
    number = max(round(distance / step), 1 if step == STEPS[0] else 0) * step
    if uncertainty >= distance:
        number = 0.0
    fine = points if uncertainty <= _SHARE_16 * distance else 8
    return Told(round(number, 1), step, step >= ABOUT_FROM, fine if uncertainty <= _SHARE_8 * distance else 0)
