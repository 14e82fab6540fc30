"""Names on a picture: none over another, over a mark or the edge, and none lost without being counted."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.mapping.placing import Label, place

FRAME = (0.0, 0.0, 400.0, 300.0)


def label(text, x, y, rank=0.0, **more):
    return Label(text, "claim", rank, **({"width": 60.0, "height": 14.0, "x": x, "y": y, "gap": 8.0} | more))


def overlap(one, other):
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]


def assert_apart(placed, marks, frame):
    boxes = [one.box for one in placed]
    for number, box in enumerate(boxes):
        assert frame[0] <= box[0] < box[2] <= frame[2]
        assert frame[1] <= box[1] < box[3] <= frame[3]
        assert not any(overlap(box, other) for other in boxes[number + 1 :]), placed[number]
        assert not any(overlap(box, mark) for mark in marks), placed[number]


def test_a_name_stands_to_the_right_of_its_point():
    placed, left_out = place([label("A", 100, 100)], [], FRAME)
    assert placed[0].box == (108.0, 93.0, 168.0, 107.0)
    assert left_out == []


@pytest.mark.parametrize(
    ("x", "y", "side"),
    [(380, 150, "left"), (20, 5, "right"), (200, 299, "above")],
)
def test_at_the_edge_it_stands_where_there_is_room(x, y, side):
    placed, _ = place([label("A", x, y)], [], FRAME)
    left, _, right, bottom = placed[0].box
    assert {"left": right <= x, "right": left >= x, "above": bottom <= y}[side]
    assert_apart(placed, [], FRAME)


def test_the_first_rank_has_the_first_choice():
    placed, left_out = place(
        [label("late", 100, 100, 5.0), label("early", 100, 100, 1.0)], [(0, 0, 400, 92), (0, 108, 400, 300)], FRAME
    )
    assert [one.label.text for one in placed] == ["early", "late"]
    assert placed[0].left > 100 > placed[1].left
    assert left_out == []


def test_one_without_room_is_left_out_and_told():
    placed, left_out = place([label("A", 100, 100)], [(0, 0, 400, 300)], FRAME)
    assert placed == []
    assert [one.text for one in left_out] == ["A"]


def test_a_movable_name_goes_farther_off_with_a_line():
    around = [(30.0, 80.0, 170.0, 120.0)]
    assert place([label("A", 100, 100)], around, FRAME)[0] == []
    placed, _ = place([label("A", 100, 100, movable=True)], around, FRAME)
    assert placed[0].leader is not None
    assert placed[0].leader[0] == (100, 100)
    assert_apart(placed, around, FRAME)


def test_it_keeps_off_the_line_if_it_can():
    line = np.column_stack([np.linspace(105, 400, 60), np.full(60, 100.0)])
    placed, _ = place([label("A", 100, 100)], [], FRAME, line)
    assert placed[0].box[2] <= 100


def test_the_same_name_twice_at_a_place_stands_once():
    placed, left_out = place([label("A", 100, 100), label("A", 102, 101), label("A", 300, 200)], [], FRAME)
    assert len(placed) == 2
    assert left_out == []


def test_a_mark_of_its_own_must_be_free_too():
    covered = [(95.0, 95.0, 105.0, 105.0)]
    assert place([label("A", 100, 100, own=3.0)], covered, FRAME)[0] == []
    assert place([label("A", 1, 100, own=3.0)], [], FRAME)[0] == []


def test_the_name_of_an_area_stands_at_the_first_free_spot():
    spots = ((100.0, 100.0), (200.0, 200.0))
    placed, _ = place([label("A", *spots[0], spots=spots)], [(90, 90, 110, 110)], FRAME)
    assert placed[0].box == (170.0, 193.0, 230.0, 207.0)


def test_a_town_keeps_off_the_corners():
    sides = [(108, 93, 168, 107), (32, 93, 92, 107), (70, 78, 130, 92), (70, 108, 130, 122)]
    # a small box in the middle of each side
    taken = [((box[0] + box[2]) / 2, (box[1] + box[3]) / 2) for box in sides]
    marks = [(x - 1, y - 1, x + 1, y + 1) for x, y in taken]
    assert place([label("A", 100, 100)], [*marks[:2], *((99, y - 1, 101, y + 1) for _, y in taken[2:])], FRAME)[0]
    assert place([label("A", 100, 100, cornered=False)], marks, FRAME)[0] == []


@given(
    points=st.lists(st.tuples(st.floats(-20, 420), st.floats(-20, 320), st.floats(5, 150), st.booleans()), max_size=40),
    marks=st.lists(st.tuples(st.floats(0, 380), st.floats(0, 280)), max_size=20),
)
def test_nothing_overlaps_and_all_are_accounted_for(points, marks):
    labels = [
        label(f"n{number}", x, y, number, width=width, movable=movable)
        for number, (x, y, width, movable) in enumerate(points)
    ]
    boxes = [(x, y, x + 12, y + 12) for x, y in marks]
    placed, left_out = place(labels, boxes, FRAME)
    assert_apart(placed, boxes, FRAME)
    assert sorted([one.label.text for one in placed] + [one.text for one in left_out]) == sorted(
        one.text for one in labels
    )
