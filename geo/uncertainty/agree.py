"""Whether what a report states of two places fits what is measured between them."""

from __future__ import annotations

import math

from geo.model import Agreement
from geo.uncertainty.table import table


def agreement(
    stated_km: float | None,
    stated_bearing_deg: float | None,
    measured_km: float,
    measured_bearing_deg: float | None = None,
    *,
    blur_km: float = 0.0,
) -> Agreement | None:
    """Compare a stated distance and bearing with the measured ones.

    Parameters
    ----------
    stated_km, stated_bearing_deg
        As the report has them, kilometres and degrees clockwise from true north; None where it does not say.
    measured_km, measured_bearing_deg
        Between the places' positions; a bearing of None or NaN, between coincident positions, says nothing.
    blur_km
        How far the two positions may be off together: the sum of the uncertainties of both places, kilometres.

    Returns
    -------
    agreement
        `agrees` if both lie within what the words are commonly used for, positions being as sure as is usual;
        `doubtful` if only the widest reading of the words, or positions as far off as they may be, brings them
        together; `contradicts` if nothing does. None if nothing was stated that can be measured.

    Examples
    --------
    >>> agreement(10, 180, 11.1, 174).value, agreement(10, 180, 10, 215).value, agreement(10, 180, 10, 0).value
    ('agrees', 'doubtful', 'contradicts')
    """
    if stated_km is None and stated_bearing_deg is None:
        return None
    off_km = abs(measured_km - stated_km) if stated_km is not None else 0.0
    turned = 0.0
    if stated_bearing_deg is not None and measured_bearing_deg is not None and math.isfinite(measured_bearing_deg):
        turned = abs((measured_bearing_deg - stated_bearing_deg + 180) % 360 - 180)
    constants = table()
    slack_km = max(constants.least_slack_km, constants.slack_share * (stated_km or 0.0))
    for verdict, half_angle_deg, share in (
        (Agreement.AGREES, constants.agrees_half_angle_deg, constants.agrees_blur_share),
        (Agreement.DOUBTFUL, constants.doubtful_half_angle_deg, constants.doubtful_blur_share),
    ):
        aside_deg = math.degrees(math.atan2(share * blur_km, max(measured_km, 0.1)))
        if off_km <= slack_km + share * blur_km and turned <= half_angle_deg + aside_deg:
            return verdict
    return Agreement.CONTRADICTS
