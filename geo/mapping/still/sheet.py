"""A picture laid out: title above, the map, its legend beside or under it, sources at the foot."""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.mapping.payload import view as opening_view
from geo.mapping.placing import place
from geo.mapping.still import ground, legend, scene
from geo.mapping.still.canvas import LINE, Canvas
from geo.mapping.still.theme import CUT_OFF, DARK, FOOT, KEY, LABELS, LIGHT, TITLE
from geo.mapping.still.view import Frame, View
from geo.mapping.still.words import plain
from geo.mapping.wording import source_words
from geo.publication import published

if TYPE_CHECKING:
    import datetime as dt

    import geopandas as gpd

    from geo.day_layers import DayLayers
    from geo.mapping.placing import Box, Label, Placed
    from geo.mapping.still.words import Words

_log = logging.getLogger(__name__)

_USUAL_PIXELS = 1600 * 900
# lengths in pixels of scale 1
_MARGIN, _PANEL, _BETWEEN, _INSET = 24.0, 330.0, 10.0, 12.0
_BAR, _BAR_HEIGHT, _ARROW = 190.0, 7.0, 34.0
# of a shape less wide than this the legend stands under the map, not beside it
_WIDE = 1.2
_COLUMNS = 3
# of the height that the legend may have under the map, and has when the map is laid out first
_MOST_UNDER, _FIRST_UNDER = 0.42, 0.2
_MOST_TITLE_LINES, _MOST_FOOT_LINES = 2, 14
_LONGEST_SOURCE, _MOST_SOURCES, _LONGEST_CUT_OFF = 160, 12, 60
_NAMED_LEFT_OUT = 8


@dataclass(frozen=True)
class Wishes:
    """What a picture is to have beside the layers: a plain title, dark colours, until when was read."""

    title: str
    dark: bool = False
    cut_off: str = ""


class Sheet:
    """A picture of a date, drawn when made.

    Parameters
    ----------
    day
        The layers.
    words
        The words and names of its language.
    size
        Width and height, pixels, and pixels an inch.
    wishes
        What else was asked for.
    """

    def __init__(self, day: DayLayers, words: Words, size: tuple[int, int, float], wishes: Wishes) -> None:
        self._day, self._words, self._size, self._wishes = day, words, size, wishes
        width, height, _ = size
        self._scale = math.sqrt(width * height / _USUAL_PIXELS)
        self._theme = DARK if wishes.dark else LIGHT
        self._margin = _MARGIN * self._scale
        self._wide = width >= _WIDE * height
        self.placed: list[Placed] = []
        self.left_out: list[Label] = []
        self.canvas = self._sheet()
        body = Frame(self._margin, self._draw_title(), width - self._margin, self._draw_foot())
        room = self._room(body)
        drawn = self._draw_map(self.canvas, room)
        self.view, self.marks = drawn.view, drawn.marks
        self._draw_legend(drawn, body, room)

    def _sheet(self) -> Canvas:
        return Canvas(*self._size, self._scale, self._theme.paper)

    # -- round the map --------------------------------------------------------------------------------------------

    def _draw_title(self) -> float:
        """Draw date, title and how far what is shown reaches, and return where the map may begin."""
        canvas, theme, words = self.canvas, self._theme, self._words
        width = canvas.width - 2 * self._margin
        y: float = self._margin * 0.7
        for kind, text, color, most in (
            (TITLE, f"{words.date(self._day.date)} · {self._wishes.title}", theme.ink, _MOST_TITLE_LINES),
            (CUT_OFF, self._cut_off(), theme.soft, 2),
        ):
            size = kind.size * self._scale
            for line in legend.wrapped(canvas, text, kind, size, width, most):
                canvas.text(self._margin, y, line, kind, color)
                y += size * LINE
        return y + _BETWEEN * self._scale

    def _cut_off(self) -> str:
        """Return how far the reports and the assessed control reach."""
        day, words = self._day, self._words
        parts = [words("reports", date=words.date(day.date))]
        cut_off = plain(self._wishes.cut_off, _LONGEST_CUT_OFF)
        parts += [words("cut_off", text=cut_off)] if cut_off else []
        dates = _dates(day.control, "date")
        parts += [words("control_of", date=words.date(dates[-1]))] if dates else [words("no_control")]
        return " · ".join(parts)

    def _draw_foot(self) -> float:
        """Draw where all of it comes from, and return where the map must end."""
        canvas = self.canvas
        size = FOOT.size * self._scale
        width = canvas.width - 2 * self._margin
        lines: tuple[str, ...] = ()
        # fewer sources by name, if need be: whom a licence asks to credit is never among those left out
        for most in range(_MOST_SOURCES, 0, -1):
            lines = legend.wrapped(canvas, self._credits(most), FOOT, size, width, _MOST_FOOT_LINES + 1)
            if len(lines) <= _MOST_FOOT_LINES:
                break
        top: float = canvas.height - self._margin * 0.6 - len(lines) * size * LINE
        for number, line in enumerate(lines):
            canvas.text(self._margin, top + number * size * LINE, line, FOOT, self._theme.soft)
        return top - _BETWEEN * self._scale

    def _credits(self, most: int) -> str:
        """Return where all of it comes from, so many reports by name."""
        day, words = self._day, self._words
        held = [
            source
            for frame in (day.control, day.front_line)
            if frame is not None
            for source in frame["source"].unique().tolist()
        ]
        listed = [plain(source_words(source, words.lang), _LONGEST_SOURCE) for source in day.sources]
        more = len(listed) - most
        if more > 0:
            # the source of the control comes last in the layers
            last = listed[-1:] if held else []
            listed = [*listed[:most], words("more_sources", count=more - len(last)), *last]
        for source in dict.fromkeys(plain(one, _LONGEST_SOURCE) for one in held):
            if not any(source in other for other in listed):
                listed.append(source)
        told = (
            f"{words('sources')}: {'; '.join([*filter(None, listed), *ground.credited(words)])}. {words('projection')}"
        )
        record = published(day)
        return told if record is None else f"{told} {record.sentence(words.lang)}."

    def _room(self, body: Frame) -> Frame:
        """Return where the map is: what the legend leaves."""
        if self._wide:
            return Frame(body.left, body.top, body.right - (_PANEL + _INSET) * self._scale, body.bottom)
        first = Frame(body.left, body.top, body.right, body.bottom - body.height * _FIRST_UNDER)
        # drawn once aside, to see what the legend has to explain
        aside = self._draw_map(self._sheet(), first)
        width = (body.width - legend.APART * self._scale * (_COLUMNS - 1)) / _COLUMNS
        needed = legend.height_of(aside.canvas, legend.entries(aside, self._changes_since()), width, _COLUMNS)
        needed = min(needed + _BETWEEN * self._scale, body.height * _MOST_UNDER)
        return Frame(body.left, body.top, body.right, body.bottom - needed)

    def _draw_legend(self, drawn: scene.Scene, body: Frame, room: Frame) -> None:
        aside = _INSET * self._scale
        frame = (
            Frame(room.right + aside, body.top, body.right, body.bottom)
            if self._wide
            else Frame(body.left, room.bottom + _BETWEEN * self._scale / 2, body.right, body.bottom)
        )
        listed = legend.entries(drawn, self._changes_since())
        if listed:
            legend.draw_legend(drawn, listed, frame, 1 if self._wide else _COLUMNS)

    def _changes_since(self) -> str:
        dates = _dates(self._day.changes, "date_from")
        return self._words.date(dates[0]) if dates else ""

    # -- the map --------------------------------------------------------------------------------------------------

    def _draw_map(self, canvas: Canvas, room: Frame) -> scene.Scene:
        """Draw the map with its names into a frame."""
        theme = self._theme
        view = View(opening_view(self._day), room, self._scale)
        drawn = scene.Scene(canvas, view, theme, self._words)
        corners = [(room.left, room.top), (room.right, room.top), (room.right, room.bottom), (room.left, room.bottom)]
        canvas.mark(corners, fill=theme.water, edge=theme.water, width=0.1)
        canvas.clip(room)
        ground.draw(drawn)
        scene.draw(drawn, self._day)
        canvas.clip(None)
        inset = self._scale_and_north(drawn)
        line = np.concatenate(drawn.line) if drawn.line else None
        edge = 3 * self._scale
        within = (room.left + edge, room.top + edge, room.right - edge, room.bottom - edge)
        self.placed, left_out = place(drawn.labels, [*drawn.marks, inset], within, line)
        # towns, countries and rivers are there to find one's way: the others are what the picture is about
        self.left_out = [label for label in left_out if label.kind not in ("town", "country", "water")]
        self._draw_names(drawn)
        drawn.marks.append(inset)
        canvas.mark(corners, fill=None, edge=theme.rule, width=1.2)
        return drawn

    def _draw_names(self, drawn: scene.Scene) -> None:
        canvas, theme = drawn.canvas, drawn.theme
        colors = {
            "undecided": theme.doubt,
            "relation": theme.relation,
            "region": theme.region,
            "water": theme.river_name,
            **dict.fromkeys(("country", "town"), theme.faint),
        }
        for one in self.placed:
            label = one.label
            if label.own:
                ground.dot(drawn, label.x, label.y)
            if one.leader is not None:
                start, end = one.leader
                canvas.mark(
                    [_toward(start, end, label.gap * 0.8), end], fill=None, edge=theme.ink, width=1.1, closed=False
                )
        for one in self.placed:
            kind = LABELS[one.label.kind]
            left = one.left + kind.size * self._scale * scene.BESIDE / 2
            canvas.text(left, one.top, one.label.text, kind, colors.get(one.label.kind, theme.ink), halo=theme.halo)
        drawn.missing["labels_left_out"] = len(self.left_out)
        if self.left_out:
            named = ", ".join(label.text for label in self.left_out[:_NAMED_LEFT_OUT])
            _log.info("the picture has no room for %d of its names: %s", len(self.left_out), named)

    def _scale_and_north(self, drawn: scene.Scene) -> Box:
        """Draw scale bar and north arrow in the corner with the fewest marks, and return their box."""
        canvas, theme, words, view = drawn.canvas, drawn.theme, drawn.words, drawn.view
        unit = self._scale
        metres, long = ground.scale_bar(view, min(_BAR * unit, view.frame.width / 3))
        text = f"{metres / 1000:g} {words('km')}" if metres >= 1000 else f"{metres:g} {words('m')}"
        size = KEY.size * unit * 0.95
        wide = max(long, canvas.width_of(text, KEY, size)) + (_ARROW + 3 * _INSET) * unit
        high = (_ARROW + 34.0) * unit
        left, top = _corner(drawn, wide, high, _INSET * unit)
        bottom = top + high - 10 * unit
        x = left + _INSET * unit * 0.9
        canvas.mark(
            [(left, top), (left + wide, top), (left + wide, top + high), (left, top + high)],
            fill=theme.paper,
            edge=theme.rule,
            width=1.0,
        )
        ends = [
            (x, bottom - _BAR_HEIGHT * unit),
            (x, bottom),
            (x + long, bottom),
            (x + long, bottom - _BAR_HEIGHT * unit),
        ]
        canvas.mark(ends, fill=None, edge=theme.ink, width=2.2, closed=False)
        canvas.text(x, bottom - _BAR_HEIGHT * unit - size * LINE - 2 * unit, text, KEY, theme.ink, size=size)
        middle = left + wide - (_INSET + _ARROW / 3) * unit
        letter = words("north")
        up, half = bottom - _ARROW * unit, _ARROW * 0.27 * unit
        canvas.mark(
            [(middle, up), (middle + half, bottom), (middle, bottom - half * 0.8), (middle - half, bottom)],
            fill=theme.ink,
            edge=theme.ink,
            width=0.8,
        )
        canvas.text(
            middle - canvas.width_of(letter, KEY, size * 0.9) / 2,
            up - size * 0.9 * LINE,
            letter,
            KEY,
            theme.ink,
            size=size * 0.9,
        )
        return left, top, left + wide, top + high


def _corner(drawn: scene.Scene, wide: float, high: float, inset: float) -> tuple[float, float]:
    frame = drawn.view.frame
    left, top = frame.left + inset, frame.top + inset
    right, bottom = frame.right - inset - wide, frame.bottom - inset - high

    def covered(corner: tuple[float, float]) -> int:
        x, y = corner
        return sum(x < box[2] and x + wide > box[0] and y < box[3] and y + high > box[1] for box in drawn.marks)

    return min(((left, bottom), (right, bottom), (left, top), (right, top)), key=covered)


def _dates(frame: gpd.GeoDataFrame | None, column: str) -> list[dt.date]:
    if frame is None or not len(frame):
        return []
    dates: list[Any] = frame[column].tolist()
    return sorted(set(dates))


def _toward(start: tuple[float, float], end: tuple[float, float], far: float) -> tuple[float, float]:
    """Return the point so far from the start towards the end."""
    across, down = end[0] - start[0], end[1] - start[1]
    length = max((across**2 + down**2) ** 0.5, 1e-9)
    share = min(far / length, 1.0)
    return start[0] + across * share, start[1] + down * share
