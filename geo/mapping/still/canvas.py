"""A sheet to draw on in pixels, and what it becomes: PNG, SVG or PDF, the same bytes for the same drawing.

Text is drawn as it is, never parsed as TeX or mathematics; a character that the font lacks as the sign for that.
"""

from __future__ import annotations

import html
import io
import re
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
import shapely
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from matplotlib.patheffects import Stroke
from matplotlib.textpath import text_to_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.artist import Artist
    from shapely.geometry.base import BaseGeometry

    from geo.mapping.still.theme import Type
    from geo.mapping.still.view import Frame

_POINTS_AN_INCH = 72
# of the font's size: where the line of letters stands in a line of text, and how high that is
ASCENT, LINE = 0.95, 1.2
_SETTINGS: Any = {
    "svg.hashsalt": "geo",
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
    "text.hinting": "none",
    "text.usetex": False,
    "text.parse_math": False,
}
_DRAWN = re.compile(r' d="[^"]*"')
_LONG_NUMBER = re.compile(r"-?[0-9]+\.[0-9]{3,}")
_LACKING = "\N{REPLACEMENT CHARACTER}"
_FONTS = {
    (False, False): "DejaVuSans.ttf",
    (True, False): "DejaVuSans-Bold.ttf",
    (False, True): "DejaVuSans-Oblique.ttf",
    (True, True): "DejaVuSans-BoldOblique.ttf",
}


@contextmanager
def settings() -> Iterator[None]:
    """Draw by matplotlib's own defaults, whatever the user's are."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_SETTINGS)
        yield


class Canvas:
    """A sheet of so many pixels; x to the right, y down; to be used within `settings`.

    Parameters
    ----------
    width, height
        Its size, pixels.
    dpi
        Pixels an inch, for the size on paper.
    scale
        How large text and lines are, 1 in a picture of 1600 x 900.
    paper
        Its colour.
    """

    def __init__(self, width: int, height: int, dpi: float, scale: float, paper: str) -> None:
        self.width, self.height, self.scale = width, height, scale
        self._points = _POINTS_AN_INCH / dpi
        self.figure = Figure(figsize=(width / dpi, height / dpi), dpi=dpi, facecolor=paper)
        self._axes = self.figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, width)
        self._axes.set_ylim(height, 0)
        self._clip: Any = None

    def clip(self, frame: Frame | None) -> None:
        """Let what is drawn from now on show in a frame only; None for all of the sheet."""
        if frame is None:
            self._clip = None
            return
        corners = [(frame.left, frame.top), (frame.right, frame.top), (frame.right, frame.bottom)]
        outline = Outline([*corners, (frame.left, frame.bottom), (frame.left, frame.top)], closed=True)
        self._clip = (outline, self._axes.transData)

    def area(
        self,
        shape: BaseGeometry,
        *,
        fill: str | None = None,
        alpha: float = 1.0,
        edge: str | None = None,
        width: float = 0.0,
        dash: Sequence[float] = (),
        hatch: str = "",
    ) -> None:
        """Draw areas (lines too, if not filled): their fill, then their edge or hatch. Widths are of scale 1."""
        outline = _outline(shape)
        if outline is None:
            return
        if fill is not None:
            self._patch(outline, facecolor=fill, alpha=alpha, linewidth=0, edgecolor="none")
        if hatch and edge is not None:
            self._patch(outline, facecolor="none", linewidth=0, edgecolor=edge, hatch=hatch)
        if edge is not None and width:
            self._patch(outline, facecolor="none", edgecolor=edge, **self._stroke(width, dash))

    def mark(
        self,
        points: Sequence[tuple[float, float]],
        *,
        fill: str | None,
        edge: str,
        width: float,
        dash: Sequence[float] = (),
        closed: bool = True,
    ) -> None:
        """Draw a line through points, closed or not, filled or not."""
        ends = [*points, points[0]] if closed else list(points)
        self._patch(Outline(ends, closed=closed), facecolor=fill or "none", edgecolor=edge, **self._stroke(width, dash))

    def circle(
        self,
        x: float,
        y: float,
        radius: float,
        *,
        fill: str | None,
        edge: str,
        width: float,
        dash: Sequence[float] = (),
    ) -> None:
        """Draw a circle."""
        unit = Outline.unit_circle()
        ring = Outline(np.asarray(unit.vertices) * radius + (x, y), unit.codes)
        self._patch(ring, facecolor=fill or "none", edgecolor=edge, **self._stroke(width, dash))

    def text(
        self, x: float, top: float, text: str, kind: Type, color: str, *, halo: str | None = None, size: float = 0.0
    ) -> None:
        """Draw a line of text from its left and its top; `size` in pixels, by default that of its kind."""
        size = size or kind.size * self.scale
        given: dict[str, Any] = {
            "fontproperties": _font(kind),
            "fontsize": size * self._points,
            "va": "baseline",
            "ha": "left",
            "parse_math": False,
        }
        baseline = top + ASCENT * size
        shown = drawable(text)
        if halo is not None:
            # below a text of its own, so that the text itself stays text in a PDF
            below = self._axes.text(x, baseline, shown, color=halo, **given)
            width = max(0.2 * size, 2.0) * self._points
            below.set_path_effects([Stroke(linewidth=width, foreground=halo, joinstyle="round")])
            self._add(below)
        self._add(self._axes.text(x, baseline, shown, color=color, **given))

    def width_of(self, text: str, kind: Type, size: float = 0.0) -> float:
        """Return how wide a text is, pixels."""
        return _width(drawable(text), kind.bold, kind.slanted) * (size or kind.size * self.scale)

    def written(self, ending: str, title: str, words: str) -> bytes:
        """Return the drawing as a file.

        Parameters
        ----------
        ending
            `png`, `svg` or `pdf`.
        title, words
            What it is called and what it shows, for those who cannot see it.
        """
        out = io.BytesIO()
        metadata: dict[str, dict[str, Any]] = {
            "png": {"Title": title, "Description": words, "Software": None},
            "svg": {"Title": title, "Description": words, "Date": None, "Creator": None},
            "pdf": {"Title": title, "Subject": words, "Creator": None, "Producer": None, "CreationDate": None},
        }
        self.figure.savefig(out, format=ending, dpi=self.figure.dpi, metadata=metadata[ending])
        return _described(out.getvalue(), words) if ending == "svg" else out.getvalue()

    def _stroke(self, width: float, dash: Sequence[float]) -> dict[str, Any]:
        wide = width * self.scale
        # matplotlib counts dashes in widths of the line
        style: Any = (0, tuple(part / width for part in dash)) if dash else "solid"
        joint = "miter" if dash else "round"
        return {"linewidth": wide * self._points, "linestyle": style, "joinstyle": joint, "capstyle": "butt"}

    def _patch(self, outline: Outline, **style: Any) -> None:
        # add_patch would look for limits of axes that have theirs, a quarter of the time
        self._add(self._axes.add_artist(PathPatch(outline, **style)))

    def _add(self, artist: Artist) -> None:
        artist.set_zorder(len(self._axes.get_children()))
        if self._clip is not None:
            artist.set_clip_path(*self._clip)
            artist.set_clip_on(True)


def drawable(text: str) -> str:
    r"""Return a text with each character that the font lacks as the sign for that.

    Examples
    --------
    >>> drawable("Курахове $x^2$"), drawable("\u6f22")
    ('Курахове $x^2$', '�')
    """
    known = _characters()
    return "".join(one if ord(one) in known else _LACKING for one in text)


@lru_cache(maxsize=1)
def _characters() -> frozenset[int]:
    """Return what all four faces can draw."""
    faces = [FT2Font(str(_fonts_folder() / name)).get_charmap().keys() for name in _FONTS.values()]
    return frozenset(faces[0]).intersection(*faces[1:])


def _fonts_folder() -> Path:
    return Path(mpl.get_data_path()) / "fonts" / "ttf"


@lru_cache(maxsize=8)
def _face(bold: bool, slanted: bool) -> FontProperties:
    return FontProperties(fname=str(_fonts_folder() / _FONTS[bold, slanted]), size=100)


def _font(kind: Type) -> FontProperties:
    return _face(kind.bold, kind.slanted)


@lru_cache(maxsize=4096)
def _width(text: str, bold: bool, slanted: bool) -> float:
    """Return the width of a text in a font of size 1."""
    if not text:
        return 0.0
    face = _face(bold, slanted)
    return float(text_to_path.get_text_width_height_descent(text, face, ismath=False)[0]) / face.get_size_in_points()


def _outline(shape: BaseGeometry) -> Outline | None:
    """Return a geometry as one path, holes turning the other way than what they are in."""
    vertices, codes = [], []
    for part in shapely.get_parts(shapely.normalize(shape)):
        rings = shapely.get_rings(part) if part.geom_type == "Polygon" else [part]
        for ring in rings:
            places = shapely.get_coordinates(ring)
            if len(places) < 2:
                continue
            steps = np.full(len(places), Outline.LINETO, dtype=Outline.code_type)
            steps[0] = Outline.MOVETO
            if part.geom_type == "Polygon":
                steps[-1] = Outline.CLOSEPOLY
            vertices.append(places)
            codes.append(steps)
    return Outline(np.concatenate(vertices), np.concatenate(codes)) if vertices else None


def _described(svg: bytes, words: str) -> bytes:
    """Return an SVG that says what it shows where screen readers look for it, its numbers no longer than is seen."""
    page = _DRAWN.sub(lambda found: _LONG_NUMBER.sub(_shortened, found[0]), svg.decode("utf-8"))
    # the type of document names a host, and no reader of SVG needs it
    page = f'<?xml version="1.0" encoding="utf-8"?>\n<svg role="img" {page[page.index("<svg ") + 5 :]}'
    end = page.index("</title>") + len("</title>")
    return f"{page[:end]}\n <desc>{html.escape(words, quote=False)}</desc>{page[end:]}".encode()


def _shortened(found: re.Match[str]) -> str:
    return f"{float(found[0]):.2f}".rstrip("0").rstrip(".")
