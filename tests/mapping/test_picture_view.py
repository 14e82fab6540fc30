"""What part of the ground a picture shows: all that it must, true at its middle, wherever on the globe."""

import dataclasses

import numpy as np
import pytest
import shapely
from map_frames import frame, seed_day
from test_placing import assert_apart

import geo
from geo.mapping.picture import make_picture
from geo.mapping.still.ground import scale_bar
from geo.mapping.still.view import Frame, View

FRAME = Frame(100.0, 50.0, 1100.0, 650.0)
KURAKHOVE = [[47.5, 36.8], [48.5, 37.8]]


def test_the_opening_view_is_in_the_frame():
    view = View(KURAKHOVE, FRAME, 1.0)
    x, y = view.at([36.8, 37.8, 36.8, 37.8], [47.5, 47.5, 48.5, 48.5])
    assert ((x > FRAME.left) & (x < FRAME.right)).all()
    assert ((y > FRAME.top) & (y < FRAME.bottom)).all()
    west, south, east, north = view.bounds
    assert west < 36.8 < 37.8 < east
    assert south < 47.5 < 48.5 < north


def test_scale_and_north_are_true_at_the_middle():
    from geo.distance import inverse

    view = View(KURAKHOVE, FRAME, 1.0)
    x, y = view.at([view.lon, view.lon, view.lon + 0.05], [view.lat, view.lat + 0.05, view.lat])
    assert (x[0], y[0]) == pytest.approx((600.0, 350.0), abs=1e-6)
    assert x[1] == pytest.approx(x[0], abs=1e-6)
    assert y[1] < y[0] < y[0] + 1e-9 + x[2]
    for end, drawn_px in (((view.lat + 0.05, view.lon), y[0] - y[1]), ((view.lat, view.lon + 0.05), x[2] - x[0])):
        metres = float(inverse(view.lat, view.lon, *end)[0]) * 1000
        assert drawn_px * view.metres == pytest.approx(metres, rel=1e-3)
    metres, pixels = scale_bar(view, 190.0)
    assert pixels <= 190
    assert metres / pixels == pytest.approx(view.metres)
    assert str(metres)[0] in "125"


def test_areas_are_true():
    view = View([[44.0, 22.0], [52.0, 40.0]], FRAME, 1.0)
    areas = []
    for lat in (45.0, 51.0):
        square = shapely.box(30.0, lat, 31.0, lat + 0.5)
        geodesic = abs(geo.distance.geod().geometry_area_perimeter(shapely.segmentize(square, 0.05))[0])
        areas.append(view.shape(shapely.segmentize(square, 0.05)).area * view.metres**2 / geodesic)
    assert areas == pytest.approx([1, 1], rel=2e-3)


@pytest.mark.parametrize(
    "bounds",
    [
        [[48.0, 37.0], [48.0, 37.0]],
        [[-60.0, -170.0], [70.0, 170.0]],
        [[-90.0, -180.0], [90.0, 180.0]],
        [[-48.0, -143.0], [-47.0, -142.0]],
    ],
)
def test_any_view_can_be_drawn(bounds):
    view = View(bounds, FRAME, 1.0)
    assert view.metres > 0
    assert np.isfinite(view.bounds).all()
    day = dataclasses.replace(
        seed_day(),
        claims=frame(
            "claims",
            [
                {"event": "attacked", "actor": "RU", "status": "claimed", "geometry": shapely.Point(lon, lat)}
                for lat, lon in bounds
            ],
        ),
        relations=frame("relations", []),
    )
    picture = make_picture(day, size="640x360")
    assert_apart(picture.labels, picture.marks, dataclasses.astuple(picture.frame))
