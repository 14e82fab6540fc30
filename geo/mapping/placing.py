"""Names on a picture, placed one by one by rank, so that none covers another, a mark or the picture's edge."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy.typing as npt

    Box = tuple[float, float, float, float]

# how much farther than beside its mark a name may stand, with a line to it: in heights of the name
_FARTHER = (1.0, 2.0, 3.2, 4.6, 6.2, 8.0)
_WAYS = 16
_FIRST_ROWS = 64
# if need be, a line passes marks that are so near to its own, in heights of the name; it never passes a name
_LEAVING_HEIGHTS, _LEADER_STEP = 2.0, 3.0
# two of the same name nearer to each other than this many heights are one
_SAME_HEIGHTS = 2.5
# what crossing the front line costs a position, a point of the line; and what coming later in the order costs it
_CROSSING, _CROSSING_MOST, _LATER = 1.0, 6.0, 0.5
_DIAGONAL = 0.7


@dataclass(frozen=True, slots=True)
class Label:
    """A name that is to stand beside a point, or at one of some spots of an area. All lengths in pixels, y down.

    Parameters
    ----------
    text, kind
        What it says, and as what.
    rank
        Lowest first.
    width, height
        Of its box.
    x, y
        The point it belongs to.
    gap
        How far from the point the box begins.
    spots
        For the name of an area: where its middle may be, best first; empty for a point.
    own
        Half the size of a mark that is drawn only if the name is, and must be as free.
    movable
        Whether it may stand farther off, with a line to its point.
    cornered
        Whether it may stand at a corner of its point, where it might seem to belong to a mark beside that.
    """

    text: str
    kind: str
    rank: float
    width: float
    height: float
    x: float
    y: float
    gap: float = 0.0
    spots: tuple[tuple[float, float], ...] = ()
    own: float = 0.0
    movable: bool = False
    cornered: bool = True


@dataclass(frozen=True, slots=True)
class Placed:
    """A label and the left and top of its box; `leader` are the ends of the line to its point, if it stands far off."""

    label: Label
    left: float
    top: float
    leader: tuple[tuple[float, float], tuple[float, float]] | None = None

    @property
    def box(self) -> Box:
        """The box: left, top, right, bottom."""
        return self.left, self.top, self.left + self.label.width, self.top + self.label.height


class Taken:
    """Boxes that nothing else may cover."""

    def __init__(self, boxes: Iterable[Box] = ()) -> None:
        self._boxes = np.empty((_FIRST_ROWS, 4))
        self._count = 0
        for box in boxes:
            self.add(box)

    def add(self, box: Box) -> None:
        """Take a box."""
        if self._count == len(self._boxes):
            self._boxes = np.concatenate([self._boxes, np.empty_like(self._boxes)])
        self._boxes[self._count] = box
        self._count += 1

    def free(self, box: Box) -> bool:
        """Say whether a box covers none of those taken; to touch is not to cover."""
        left, top, right, bottom = self._boxes[: self._count].T
        covered = (box[0] < right) & (box[2] > left) & (box[1] < bottom) & (box[3] > top)
        return not bool(covered.any())


@dataclass(frozen=True, slots=True)
class _Ground:
    """What is taken by marks, and what by names and the lines to them."""

    marks: Taken
    names: Taken

    def free(self, box: Box) -> bool:
        return self.marks.free(box) and self.names.free(box)


def place(
    labels: Sequence[Label], marks: Iterable[Box], frame: Box, line: npt.NDArray[np.float64] | None = None
) -> tuple[list[Placed], list[Label]]:
    """Place labels in the order of their rank, each where it is free.

    A label of a point may stand on eight sides of it; one that is `movable` also farther off, with a line to its
    point. One for which there is no room is left out. A second label of the same text close to the first is neither
    placed nor left out.

    Parameters
    ----------
    labels
        The labels.
    marks
        Boxes of what no label may cover.
    frame
        The box in which all must lie.
    line
        Points, an x and a y a row, that a label had better not cover.

    Returns
    -------
    placed
        The labels with their places.
    left_out
        Those for which there was no room.
    """
    taken = _Ground(Taken(marks), Taken())
    points = np.empty((0, 2)) if line is None else line
    placed: list[Placed] = []
    left_out: list[Label] = []
    seen: dict[str, list[Label]] = {}
    for label in sorted(labels, key=lambda one: one.rank):
        same = seen.get(label.text, ())
        if any(abs(one.x - label.x) + abs(one.y - label.y) < _SAME_HEIGHTS * label.height for one in same):
            continue
        found = _found(label, taken, frame, points)
        if found is None:
            left_out.append(label)
            continue
        for box in (*_boxes(found), *_leader(found)):
            taken.names.add(box)
        seen.setdefault(label.text, []).append(label)
        placed.append(found)
    return placed, left_out


def _found(label: Label, taken: _Ground, frame: Box, line: npt.NDArray[np.float64]) -> Placed | None:
    if label.own and not taken.free(_about(label.x, label.y, label.own)):
        return None
    near = (Placed(label, *corner) for corner in _corners(label, label.gap))
    best = _best([one for one in near if _fits(one, taken, frame)], line)
    if best is not None or not label.movable:
        return best
    # a line across other marks misleads: only if there is no other way out
    for leaving, heights in product((0.0, _LEAVING_HEIGHTS), _FARTHER):
        far = (_led(label, corner) for corner in _round(label, label.gap + heights * label.height))
        best = _best([one for one in far if _fits(one, taken, frame, leaving)], line)
        if best is not None:
            return best
    return None


def _best(free: list[Placed], line: npt.NDArray[np.float64]) -> Placed | None:
    """Return the position that covers least of the line, of equals the first."""

    def cost(numbered: tuple[int, Placed]) -> float:
        number, one = numbered
        left, top, right, bottom = one.box
        x, y = line.T
        covered = int(((x > left) & (x < right) & (y > top) & (y < bottom)).sum())
        return number * _LATER + min(covered * _CROSSING, _CROSSING_MOST)

    return min(enumerate(free), key=cost)[1] if free else None


def _corners(label: Label, gap: float) -> Iterator[tuple[float, float]]:
    """Yield left and top of the box at each position, best first."""
    x, y, width, height = label.x, label.y, label.width, label.height
    if label.spots:
        for across, down in label.spots:
            yield across - width / 2, down - height / 2
        return
    middle, over, under = y - height / 2, y - gap - height, y + gap
    yield x + gap, middle
    yield x - gap - width, middle
    yield x - width / 2, over
    yield x - width / 2, under
    if not label.cornered:
        return
    aside, above, below = gap * _DIAGONAL, y - gap * _DIAGONAL - height, y + gap * _DIAGONAL
    yield x + aside, above
    yield x + aside, below
    yield x - aside - width, above
    yield x - aside - width, below


def _round(label: Label, gap: float) -> Iterator[tuple[float, float]]:
    """Yield left and top of the box at each position farther off: so far on each of some ways from the point."""
    for number in range(_WAYS):
        turn = 2 * math.pi * number / _WAYS
        across, down = math.cos(turn), math.sin(turn)
        # the side of the box that is nearest to the point ends the way
        left = label.x + across * gap - (1 - across) / 2 * label.width
        yield left, label.y + down * gap - (1 - down) / 2 * label.height


def _led(label: Label, corner: tuple[float, float]) -> Placed:
    left, top = corner
    near = (min(max(label.x, left), left + label.width), min(max(label.y, top), top + label.height))
    return Placed(label, left, top, ((label.x, label.y), near))


def _fits(one: Placed, taken: _Ground, frame: Box, leaving: float = 0.0) -> bool:
    if not all(_inside(box, frame) and taken.free(box) for box in _boxes(one)):
        return False
    beside = one.label.height * leaving
    return all(
        taken.names.free(box) and (_off(box, one.label) < beside or taken.marks.free(box)) for box in _leader(one)
    )


def _inside(box: Box, frame: Box) -> bool:
    return box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]


def _off(box: Box, label: Label) -> float:
    return max(abs((box[0] + box[2]) / 2 - label.x), abs((box[1] + box[3]) / 2 - label.y))


def _boxes(one: Placed) -> list[Box]:
    """Return the boxes of a placed label: its own, and that of the mark it brings."""
    label = one.label
    return [one.box, _about(label.x, label.y, label.own)] if label.own else [one.box]


def _leader(one: Placed) -> list[Box]:
    """Return boxes along the line from a label to its point, from where that leaves the mark."""
    if one.leader is None:
        return []
    (x, y), (to_x, to_y) = one.leader
    length = max(math.hypot(to_x - x, to_y - y), 1e-9)
    steps = np.arange(one.label.gap, length - 1, _LEADER_STEP) / length
    return [_about(x + (to_x - x) * share, y + (to_y - y) * share, 1.0) for share in steps.tolist()]


def _about(x: float, y: float, half: float) -> Box:
    return x - half, y - half, x + half, y + half
