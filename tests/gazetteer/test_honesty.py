"""Positions of the committed gazetteer against those of OCHA COD-AB, which are used for nothing else here."""

import numpy as np
import pytest

from geo.gazetteer.join import distance_km

openpyxl = pytest.importorskip("openpyxl")


@pytest.fixture(scope="module")
def misses(gazetteer, shared):
    """Distance to the true position and stated radius, km: of approximate places, and of those from GeoNames."""
    book = openpyxl.load_workbook(shared / "gazetteer" / "cod-ab-ukr-2026-02.xlsx", read_only=True)
    rows = book["Admin 4"].iter_rows(values_only=True, min_row=2)
    true = {row[4]: (row[8], row[9]) for row in rows if row[8] is not None}
    book.close()
    found = {"approximate": [], "joined": []}
    for place in gazetteer:
        how = (
            "approximate"
            if "no position of its own" in place.source
            else "joined"
            if "KATOTTG" in place.source
            else None
        )
        if how and place.place_id in true:
            miss = distance_km((place.lat, place.lon), true[place.place_id])
            found[how].append((miss, place.uncertainty_m / 1000))
    return {how: np.array(pairs) for how, pairs in found.items()}


@pytest.mark.shared
def test_approximate_places_lie_within_their_radius(misses):
    miss, radius = misses["approximate"].T
    assert np.mean(miss <= radius) >= 0.95
    assert np.median(radius) <= 26


@pytest.mark.shared
def test_joined_places_are_where_they_should_be(misses):
    miss, radius = misses["joined"].T
    assert np.mean(miss <= radius) >= 0.95
    assert len(miss) > 4000
    assert np.median(miss) < 0.5
    assert np.mean(miss > 5) < 0.002
