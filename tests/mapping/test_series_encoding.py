"""Days as what differs from the day before: a reader written from the table alone gets every day back."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.mapping.series_encoding import SeriesEncoder


def read(block, name):
    """Return the shapes of all days under a name, as the docstring of the module tells to read them."""
    points = np.cumsum(np.array(block["points"], dtype=np.int64).reshape(-1, 2), axis=0).tolist()
    count = max((len(days) for days in block["steps"].values()), default=0)
    latest = {key: [] for key in block["steps"]}
    given_out = 0
    days = []
    for day in range(count):
        for key, before in latest.items():
            steps = block["steps"][key][day]
            if steps == 0:
                continue
            tokens, copied, known, rest = [], 0, 0, iter(steps)
            for head in rest:
                number, kind = divmod(head, 5)
                if kind == 4:
                    tokens.append(number)
                    continue
                if kind == 0:
                    copied += next(rest)
                    tokens += before[copied : copied + number]
                    copied += number
                    continue
                start = given_out if kind == 1 else known + next(rest)
                turn = -1 if kind == 3 else 1
                run = [start + turn * step for step in range(number)]
                tokens += [one + 2 for one in run]
                known = start + turn * number
                given_out = max(given_out, max(run) + 1)
            latest[key] = tokens
        days.append(_shape(latest.get(name, []), points))
    return days


def _shape(tokens, points):
    shape, part, line = [], [], []
    for token in tokens:
        if token >= 2:
            line.append(points[token - 2])
        elif token == 0:
            part.append(line)
            line = []
        else:
            shape.append(part)
            part = []
    return shape


def encoded(days, names=("one", "other")):
    encoder = SeriesEncoder(names)
    for day in days:
        encoder.add({name: [[np.array(line) for line in part] for part in shape] for name, shape in day.items()})
    # as it goes through the page
    return json.loads(json.dumps(encoder.block()))


# few positions, so that they come back, in order and against it
positions = st.tuples(st.integers(-3, 3), st.integers(-3, 3)).map(list)
shapes = st.lists(st.lists(st.lists(positions, min_size=1, max_size=7), min_size=1, max_size=3), max_size=3)
series = st.lists(st.fixed_dictionaries({"one": shapes, "other": shapes}), max_size=7)


@given(series)
def test_every_day_is_read_back(days):
    block = encoded(days)
    for name in ("one", "other"):
        read_back = read(block, name) if name in block["steps"] else [[] for _ in days]
        assert read_back == [day[name] for day in days]


@given(shapes, shapes, st.lists(st.booleans(), max_size=9))
def test_what_comes_back_is_read_back(one, other, turns):
    days = [{"one": other if turn else one} for turn in turns]
    block = encoded(days)
    if "one" in block["steps"]:
        assert read(block, "one") == [day["one"] for day in days]


@given(st.lists(positions, min_size=3, max_size=20, unique_by=tuple), st.integers(0, 19))
def test_a_ring_turned_needs_no_position_again(ring, by):
    turned = ring[by % len(ring) :] + ring[: by % len(ring)]
    block = encoded([{"one": [[ring]]}, {"one": [[turned[::-1]]]}])
    assert len(block["points"]) == 2 * len(ring)
    assert read(block, "one") == [[[ring]], [[turned[::-1]]]]


def test_positions_once_and_a_day_like_the_day_before_as_nought():
    ring = [[0, 0], [10, 0], [10, 10], [0, 10]]
    block = encoded([{"one": [[ring]]}, {"one": [[ring]]}, {"one": [[[*ring[:2], [12, 5], *ring[2:]]]]}])
    assert block["points"] == [0, 0, 10, 0, 0, 10, -10, 0, 12, -5]
    first, second, third = block["steps"]["one"]
    assert first == [4 * 5 + 1, 0 * 5 + 4, 1 * 5 + 4]
    assert second == 0
    assert third == [2 * 5, 0, 1 * 5 + 1, 4 * 5, 0]
    assert "other" not in block["steps"]


@pytest.mark.parametrize("days", [[], [{}], [{"one": []}, {}]])
def test_nothing_makes_nothing(days):
    assert encoded(days) == {"points": [], "steps": {}}


def test_a_day_without_a_shape_empties_it():
    ring = [[0, 0], [1, 0], [1, 1]]
    block = encoded([{"one": [[ring]]}, {}, {"one": [[ring]]}])
    assert read(block, "one") == [[[ring]], [], [[ring]]]
    assert len(block["points"]) == 6
