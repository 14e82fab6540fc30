"""Shapes of many days as one block of whole numbers: each position once, each day as what differs from the day before.

A shape is a list of parts, a part a list of lines, a line an array (n, 2) of positions in whole `QUANTUM_DEG`. It is
written as a list of tokens: for each position its number in the pool and 2 more, 0 at the end of a line, 1 at the end
of a part. The pool holds the positions in the order in which they first come, each less the one before. The tokens of
a day are told by steps, of which the first number is a count times 5 and a kind:

====  =======================  ==============================================================================
kind  then follows             means
====  =======================  ==============================================================================
0     where, less where the    so many tokens as on the day before, from there on
      last such step ended
1                              so many positions that the pool has not given yet, the next ones
2     which, less the one at    so many positions in succession that the pool has given
      which the last one ended
3     the same                 so many positions in succession, backwards
4                              not a count but a token, 0 or 1
====  =======================  ==============================================================================

A day whose tokens are those of the day before is the number 0 in place of a list. `assets/series_days.js` reads it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import numpy.typing as npt

    Line = npt.NDArray[np.int64]
    Shape = list[list[Line]]

COPY, NEW, KNOWN, BACK, MARK = range(5)
KINDS = 5
END_OF_LINE, END_OF_PART = 0, 1
# tokens below this are no positions
FIRST = 2

Steps = list[int] | int


class SeriesEncoder:
    """Takes the shapes of one day after another.

    Parameters
    ----------
    names
        What each day may have a shape of, such as the area of a side.
    """

    def __init__(self, names: tuple[str, ...]) -> None:
        self._numbers: dict[tuple[int, int], int] = {}
        self._given = 0
        self._latest: dict[str, list[int]] = {name: [] for name in names}
        self._steps: dict[str, list[Steps]] = {name: [] for name in names}

    def add(self, shapes: Mapping[str, Shape]) -> None:
        """Take the shapes of the next day; what is not among them is empty on that day."""
        for name, latest in self._latest.items():
            tokens = self._tokens(shapes.get(name, []))
            self._steps[name].append(0 if tokens == latest else self._steps_to(tokens, latest))
            self._latest[name] = tokens

    def block(self) -> dict[str, Any]:
        """Return all days for JSON: `points` of the pool, and under `steps`, by name, a list of days.

        A name that is empty on all days is left out.
        """
        import numpy as np

        pool = np.array(list(self._numbers), dtype=np.int64).reshape(-1, 2)
        return {
            "points": np.diff(pool, axis=0, prepend=0).ravel().tolist(),
            "steps": {name: steps for name, steps in self._steps.items() if any(steps)},
        }

    def _tokens(self, shape: Shape) -> list[int]:
        tokens: list[int] = []
        numbers = self._numbers
        for part in shape:
            for line in part:
                tokens += [numbers.setdefault((x, y), len(numbers)) + FIRST for x, y in line.tolist()]
                tokens.append(END_OF_LINE)
            tokens.append(END_OF_PART)
        return tokens

    def _steps_to(self, tokens: list[int], latest: list[int]) -> list[int]:
        """Return the steps that lead from the tokens of the day before to those of a day."""
        where: dict[int, int] = {}
        for index, token in enumerate(latest):
            where.setdefault(token, index)
        steps: list[int] = []
        copied = known = 0
        begin = 0
        while begin < len(tokens):
            token = tokens[begin]
            goes_on = copied < len(latest) and latest[copied] == token
            # a mark alone is told shorter than where another one stands
            source = copied if goes_on else where.get(token) if token >= FIRST else None
            if source is not None:
                count = _shared(tokens, begin, latest, source)
                steps += [count * KINDS + COPY, source - copied]
                copied = source + count
            elif token < FIRST:
                count = 1
                steps.append(token * KINDS + MARK)
            else:
                forth, back = _running(tokens, begin, 1), _running(tokens, begin, -1)
                count, turn, kind = (forth, 1, KNOWN) if forth >= back else (back, -1, BACK)
                fresh = kind == KNOWN and token == self._given + FIRST
                steps += [count * KINDS + NEW] if fresh else [count * KINDS + kind, token - FIRST - known]
                known = token - FIRST + turn * count
                self._given = max(self._given, known, token - FIRST + 1)
            begin += count
        return steps


def _shared(tokens: list[int], begin: int, latest: list[int], source: int) -> int:
    """Return how many tokens are the same from two places on."""
    most = min(len(tokens) - begin, len(latest) - source)
    # runs are mostly as long as the day: whole stretches first
    count, stretch = 0, most
    while stretch:
        if tokens[begin + count : begin + count + stretch] == latest[source + count : source + count + stretch]:
            count += stretch
            stretch = min(stretch, most - count)
        else:
            stretch //= 2
    return count


def _running(tokens: list[int], begin: int, turn: int) -> int:
    """Return how many positions in succession follow each other in the pool, forth (1) or back (-1)."""
    count = 1
    while begin + count < len(tokens) and FIRST <= tokens[begin + count] == tokens[begin] + turn * count:
        count += 1
    return count
