"""The marks of a still picture, those of the interactive map: sides differ in shape and colour, status in outline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.mapping.still.theme import LABELS

if TYPE_CHECKING:
    from geo.mapping.still.canvas import Canvas
    from geo.mapping.still.theme import Theme

TAKING = frozenset({"captured", "liberated"})
# half the size of each mark, pixels of scale 1
TAKEN, OTHER_EVENT, STRIKE, UNDECIDED, ANCHOR, PLACE, CROSS = 12.5, 8.5, 12.0, 11.0, 5.5, 4.0, 7.0
_DASH = (3.9, 2.1)
_RING = 0.85
_STAR = (
    *((0.0, -1.0), (0.26, -0.36), (0.95, -0.31), (0.42, 0.14), (0.59, 0.81)),
    *((0.0, 0.44), (-0.59, 0.81), (-0.42, 0.14), (-0.95, -0.31), (-0.26, -0.36)),
)


def claim_size(event: str) -> float:
    """Return half the size of a claim's mark."""
    return TAKEN if event in TAKING else OTHER_EVENT


def claim(canvas: Canvas, theme: Theme, at: tuple[float, float], actor: str, status: str, half: float) -> None:
    """Draw a claim: diamond or ring, hollow and dashed unless confirmed, crossed out if denied."""
    color = theme.side(actor)
    confirmed = status == "confirmed"
    x, y, size = *at, half * canvas.scale
    style: dict[str, Any] = {
        "fill": color if confirmed else theme.hollow,
        "edge": color,
        "width": 2.9 if half > OTHER_EVENT else 2.4,
        "dash": () if confirmed else _DASH,
    }
    if actor == "RU":
        canvas.mark([(x, y - size), (x + size, y), (x, y + size), (x - size, y)], **style)
    else:
        canvas.circle(x, y, size * _RING, **style)
    if status == "denied":
        for slope in (-1, 1):
            ends = [(x - size, y - slope * size), (x + size, y + slope * size)]
            canvas.mark(ends, fill=None, edge=theme.ink, width=2.2, closed=False)


def strike(canvas: Canvas, theme: Theme, at: tuple[float, float], actor: str, half: float = STRIKE) -> None:
    """Draw a strike: a star."""
    size = half * canvas.scale
    points = [(at[0] + x * size, at[1] + y * size) for x, y in _STAR]
    canvas.mark(points, fill=theme.halo, edge=theme.halo, width=3.6)
    canvas.mark(points, fill=theme.side(actor), edge=theme.side(actor), width=0.5)


def place(canvas: Canvas, theme: Theme, at: tuple[float, float], role: str) -> None:
    """Draw a place: a dot, a ring where distances start."""
    if role == "anchor":
        canvas.circle(*at, ANCHOR * canvas.scale, fill=theme.hollow, edge=theme.ink, width=2.6)
    else:
        canvas.circle(*at, PLACE * canvas.scale, fill=theme.ink, edge=theme.halo, width=1.4)


def undecided(canvas: Canvas, theme: Theme, at: tuple[float, float]) -> None:
    """Draw a place that a name may mean: a dashed ring with a question mark."""
    size = UNDECIDED * canvas.scale
    canvas.circle(*at, size, fill=theme.hollow, edge=theme.doubt, width=1.9, dash=(3.4, 2.6))
    kind, letter = LABELS["claim"], size * 1.45
    canvas.text(
        at[0] - canvas.width_of("?", kind, letter) / 2, at[1] - letter * 0.6, "?", kind, theme.doubt, size=letter
    )


def cross(canvas: Canvas, theme: Theme, at: tuple[float, float]) -> None:
    """Draw a point that is told by its distance alone."""
    (x, y), size = at, CROSS * canvas.scale
    for ends in ([(x - size, y), (x + size, y)], [(x, y - size), (x, y + size)]):
        canvas.mark(ends, fill=None, edge=theme.relation, width=2.4, closed=False)


def control_style(theme: Theme, holder: str, basis: str) -> dict[str, Any]:
    """Return how ground is drawn: assessed is a fill, claimed a hatch, inferred a fainter fill with a dashed edge."""
    color = theme.side(holder)
    dashed = {"edge": color, "width": 1.2, "dash": (5.0, 4.0)}
    if basis == "claimed" or holder == "contested":
        return {**dashed, "hatch": {"RU": "///", "UA": "\\\\\\"}.get(holder, "++")}
    if basis == "inferred":
        return {**dashed, "fill": theme.ground(holder), "alpha": theme.fill_alpha * 0.5}
    return {"fill": theme.ground(holder), "alpha": theme.fill_alpha, "edge": color, "width": 0.8}


def change_style(theme: Theme, holder: str) -> dict[str, Any]:
    """Return how ground that changed hands is drawn."""
    style = {"edge": theme.side(holder), "width": 1.8, "hatch": {"RU": "xxx", "UA": "ooo"}.get(holder, "++")}
    return {**style, "fill": theme.ground(holder), "alpha": 0.8}


def area_style(theme: Theme, name: str) -> dict[str, Any]:
    """Return how an area of the reports is drawn."""
    return {
        "region": {"edge": theme.region, "width": 1.7, "dash": (8.0, 5.5)},
        "struck": {"edge": theme.other, "width": 1.3, "dash": (1.4, 4.2), "hatch": ".."},
        "stated": {"fill": theme.relation, "alpha": 0.16, "edge": theme.relation, "width": 1.3, "dash": (2.4, 3.2)},
        "uncertain": {"edge": theme.other, "width": 1.3, "dash": (2.4, 4.2)},
    }[name]
