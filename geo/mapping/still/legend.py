"""The text round the map of a picture: title, legend of what is shown and no more, notes, sources, scale and north."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

import shapely

from geo.mapping.still import signs
from geo.mapping.still.canvas import LINE
from geo.mapping.still.theme import KEY, KEY_HEAD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from geo.mapping.still.canvas import Canvas
    from geo.mapping.still.scene import Scene
    from geo.mapping.still.theme import Type
    from geo.mapping.still.view import Frame

    Sample = Callable[[float, float, float, float], None]

_SAMPLE_WIDTH, _SAMPLE_HEIGHT, _GAP = 44.0, 17.0, 9.0
_AROUND_HEAD, _AROUND_ENTRY = 9.0, 3.0
_SHRUNK, _SMALLEST = 0.93, 0.35
# what it costs to begin a column within a part, of the whole height
_SPLIT = 0.06
# between columns, pixels of scale 1
APART = 26.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the legend: a heading or note, or, with a sample, what a sign means."""

    text: str
    sample: Sample | None = None
    head: bool = False


@dataclass(frozen=True, slots=True)
class _Set:
    """An entry with its lines and its height."""

    entry: Entry
    lines: tuple[str, ...]
    before: float
    height: float


def wrapped(canvas: Canvas, text: str, kind: Type, size: float, width: float, most: int) -> tuple[str, ...]:
    """Return a text in lines that are no wider than `width`, at most so many, the last one cut short if need be."""
    lines: list[str] = []
    words = text.split()[::-1]
    space = canvas.width_of(" ", kind, size)
    line, long = "", 0.0
    while words:
        word = words.pop()
        # word by word: each is measured once, wherever it comes to stand
        wide = canvas.width_of(word, kind, size)
        if line and long + space + wide > width:
            lines.append(line)
            line, long = "", 0.0
        if not line and wide > width:
            fitting = _fitting(canvas, word, kind, size, width)
            lines.append(word[:fitting])
            words.append(word[fitting:])
            continue
        line, long = (f"{line} {word}", long + space + wide) if line else (word, wide)
    lines += [line] if line else []
    if len(lines) <= most:
        return tuple(lines)
    last = lines[most - 1]
    while last and canvas.width_of(f"{last}…", kind, size) > width:
        last = last[:-1]
    return (*lines[: most - 1], f"{last.rstrip()}…")


def _fitting(canvas: Canvas, word: str, kind: Type, size: float, width: float) -> int:
    """Return how many characters of a word fit, fewer than all and at least one."""
    return next((n for n in range(len(word) - 1, 1, -1) if canvas.width_of(word[:n], kind, size) <= width), 1)


def entries(scene: Scene, changes_since: str) -> list[Entry]:
    """Return the lines of the legend: what was drawn, and what of the day could not be."""
    shown, words = scene.shown, scene.words
    found: list[Entry] = []

    def part(head: str, lines: Iterable[tuple[str, Sample]]) -> None:
        rows = [Entry(text, sample) for text, sample in lines]
        if rows:
            found.extend((Entry(head, head=True), *rows))

    part(words("legend.control"), _control(scene))
    part(words("legend.changes", date=changes_since), _changes(scene))
    part(words("legend.claims"), _claims(scene))
    part(words("legend.other"), _reported(scene))
    if any(shown[f"claims_{side}"] for side in ("RU", "UA")):
        found.append(Entry(words("note")))
    missing = [words(key, count=count) for key, count in scene.missing.items() if count]
    if missing:
        found.append(Entry(f"{words('not_drawn')} {'; '.join(missing)}."))
    return found


def _box(scene: Scene, style: dict[str, Any]) -> Sample:
    def draw(x: float, y: float, half: float, up: float) -> None:
        scene.canvas.area(shapely.box(x - half, y - up, x + half, y + up), **style)

    return draw


def _row(*draws: Callable[[tuple[float, float]], None]) -> Sample:
    """Return a sample of some marks side by side."""

    def draw(x: float, y: float, half: float, up: float) -> None:
        del up
        for number, one in enumerate(draws):
            one((x + (number - (len(draws) - 1) / 2) * half * 2.1 / max(len(draws), 2), y))

    return draw


def _control(scene: Scene) -> list[tuple[str, Sample]]:
    theme, words = scene.theme, scene.words
    rows = [
        (words(f"legend.{holder}_{basis}"), _box(scene, signs.control_style(theme, holder, basis)))
        for basis in ("assessed", "inferred", "claimed")
        for holder in ("RU", "UA", "contested", "unknown")
        if scene.shown[f"{holder}_{basis}"]
    ]
    if scene.shown["front"]:
        rows.append((words("legend.front"), _line(scene, theme.front, 2.9, (), casing=theme.casing)))
    return rows


def _line(scene: Scene, color: str, width: float, dash: tuple[float, ...], casing: str = "") -> Sample:
    def draw(x: float, y: float, half: float, up: float) -> None:
        del up
        ends = [(x - half, y), (x + half, y)]
        if casing:
            scene.canvas.mark(ends, fill=None, edge=casing, width=width * 2.2, closed=False)
        scene.canvas.mark(ends, fill=None, edge=color, width=width, dash=dash, closed=False)

    return draw


def _changes(scene: Scene) -> list[tuple[str, Sample]]:
    return [
        (scene.words(f"legend.gained_{side}"), _box(scene, signs.change_style(scene.theme, side)))
        for side in ("RU", "UA", "other")
        if scene.shown[f"gained_{side}"]
    ]


def _claims(scene: Scene) -> list[tuple[str, Sample]]:
    canvas, theme, words, shown = scene.canvas, scene.theme, scene.words, scene.shown
    sides = [side for side in ("RU", "UA") if shown[f"claims_{side}"]]
    statuses = [status for status in ("claimed", "confirmed", "denied") if shown[status]]

    def mark(side: str, status: str, half: float = 9.0) -> Callable[[tuple[float, float]], None]:
        return lambda at: signs.claim(canvas, theme, at, side, status, half)

    rows = [
        (words(f"legend.claims_{side}", count=shown[f"claims_{side}"]), _row(mark(side, statuses[0]))) for side in sides
    ]
    rows += [(words(f"legend.{status}"), _row(*(mark(side, status) for side in sides))) for status in statuses]
    if shown["taking"] and shown["other"]:
        pair = [mark(sides[-1], statuses[0], half) for half in (signs.TAKEN * 0.85, signs.OTHER_EVENT * 0.7)]
        rows.append((words("legend.size"), _row(*pair)))
    return rows


def _reported(scene: Scene) -> list[tuple[str, Sample]]:
    canvas, theme, words, shown = scene.canvas, scene.theme, scene.words, scene.shown
    rows: list[tuple[str, Sample]] = [
        (words(f"legend.{role}"), _row(partial(signs.place, canvas, theme, role=role)))
        for role in ("mentioned", "anchor")
        if shown[role]
    ]
    if shown["line"]:
        rows.append((words("legend.line"), _line(scene, theme.relation, 2.6, ())))
    areas = (("area", "stated"), ("uncertain", "uncertain"), ("regions", "region"))
    rows += [
        (words(f"legend.{key}"), _box(scene, signs.area_style(theme, style))) for key, style in areas if shown[key]
    ]
    strikes = {actor: shown[f"strike_{actor}"] for actor in ("RU", "UA", "other") if shown[f"strike_{actor}"]}
    if strikes:
        stars = [
            partial(signs.strike, canvas, theme, actor=actor, half=20.0 / max(len(strikes), 2)) for actor in strikes
        ]
        rows.append((words("legend.strike", count=sum(strikes.values())), _row(*stars)))
    if shown["strike_area"]:
        rows.append((words("legend.strike_area"), _box(scene, signs.area_style(theme, "struck"))))
    if shown["undecided"]:
        rows.append((words("legend.undecided"), _row(partial(signs.undecided, canvas, theme))))
    return rows


# -- setting ------------------------------------------------------------------------------------------------------


def _set(canvas: Canvas, listed: list[Entry], width: float, factor: float) -> list[_Set]:
    rows = []
    for entry in listed:
        kind = KEY_HEAD if entry.head else KEY
        size = kind.size * canvas.scale * factor
        aside = (_SAMPLE_WIDTH + _GAP) * canvas.scale * factor if entry.sample else 0.0
        lines = wrapped(canvas, entry.text, kind, size, width - aside, 12)
        around = (_AROUND_ENTRY if entry.sample else _AROUND_HEAD) * canvas.scale * factor
        height = max(len(lines) * size * LINE, _SAMPLE_HEIGHT * canvas.scale * factor if entry.sample else 0.0)
        rows.append(_Set(entry, lines, around, height + around))
    return rows


def _columns(rows: list[_Set], count: int) -> list[list[_Set]]:
    """Return rows in at most so many columns, as low as can be; a part stays together where that costs little."""
    total = sum(row.height for row in rows)
    begins = [row.entry.sample is None for row in rows]
    best: tuple[float, list[list[_Set]]] = (_high(rows) if count == 1 else float("inf"), [rows])
    for cuts in combinations(range(1, len(rows)), min(count, len(rows)) - 1):
        if any(rows[cut - 1].entry.head for cut in cuts):
            continue
        parts = [rows[start:end] for start, end in pairwise((0, *cuts, len(rows)))]
        cost = max(map(_high, parts)) + _SPLIT * total * sum(not begins[cut] for cut in cuts)
        if cost < best[0]:
            best = cost, parts
    return best[1]


def _high(rows: list[_Set]) -> float:
    """Return how high a column is; above its first row there is no space."""
    return sum(row.height for row in rows) - (rows[0].before if rows else 0.0)


def height_of(canvas: Canvas, listed: list[Entry], width: float, columns: int) -> float:
    """Return how high a legend is in so many columns of some width, pixels."""
    if not listed:
        return 0.0
    parts = _columns(_set(canvas, listed, width, 1.0), columns)
    return max(map(_high, parts))


def draw_legend(scene: Scene, listed: list[Entry], frame: Frame, columns: int) -> None:
    """Draw the legend in a frame, in letters as large as fit."""
    canvas = scene.canvas
    apart = APART * canvas.scale
    width = (frame.width - apart * (columns - 1)) / columns
    factor = 1.0
    parts = _columns(_set(canvas, listed, width, factor), columns)
    while factor > _SMALLEST and max(map(_high, parts)) > frame.height:
        factor *= _SHRUNK
        parts = _columns(_set(canvas, listed, width, factor), columns)
    for number, part in enumerate(parts):
        _draw_column(scene, part, (frame.left + number * (width + apart), frame.top), factor)


def _draw_column(scene: Scene, rows: list[_Set], at: tuple[float, float], factor: float) -> None:
    canvas, theme = scene.canvas, scene.theme
    left, y = at
    scale = canvas.scale * factor
    y -= rows[0].before if rows else 0.0
    for row in rows:
        kind = KEY_HEAD if row.entry.head else KEY
        size = kind.size * scale
        y += row.before
        x = left
        if row.entry.sample is not None:
            half, up = _SAMPLE_WIDTH / 2 * scale, _SAMPLE_HEIGHT / 2 * scale
            first = size * LINE / 2
            row.entry.sample(x + half, y + max(first, up), half - scale, up - scale)
            x += (_SAMPLE_WIDTH + _GAP) * scale
        color = theme.ink if row.entry.head or row.entry.sample else theme.soft
        for number, line in enumerate(row.lines):
            canvas.text(x, y + number * size * LINE, line, kind, color, size=size)
        y += row.height - row.before
