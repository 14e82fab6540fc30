"""What lies under the reports in a still picture: sea, countries, oblasts, rivers, and the names of main towns."""

from __future__ import annotations

import logging
import math
from typing import TYPE_CHECKING, Any

from geo.errors import GazetteerError
from geo.gazetteer.outlines import Outlines
from geo.mapping.wording import credit_words

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer
    from geo.mapping.still.scene import Scene
    from geo.mapping.still.view import View
    from geo.mapping.still.words import Words
    from geo.model import Place

_log = logging.getLogger(__name__)

# the towns named where a pixel is so many metres wide or less, by their people: those of the interactive map
_LEAST_PEOPLE = ((2500.0, 900_000), (1250.0, 250_000), (620.0, 100_000), (310.0, 40_000), (155.0, 15_000))
_FEWEST, _FEWEST_ABROAD = 10_000, 30_000
# names of countries are for maps of so many metres a pixel or more
_COUNTRIES_FROM_M = 300.0
_MOST_TOWNS = 150
_DOT = 2.6


def draw(scene: Scene) -> None:
    """Draw the ground, and ask for the names of countries, rivers and towns.

    A part whose data is not installed is left out, with a warning: a picture without it is poorer, not wrong.
    """
    _outlines(scene)
    gazetteer = scene.words.gazetteer
    if gazetteer is None:
        return
    metres = scene.view.metres * scene.canvas.scale
    least = next((people for width, people in _LEAST_PEOPLE if metres > width), _FEWEST)
    for place in main_towns(gazetteer, scene.view.bounds, least, _MOST_TOWNS):
        x, y = (float(one) for one in scene.view.at(place.lon, place.lat))
        if scene.view.frame.holds(x, y):
            rank = 1e6 - (place.population or 0) / 1e3
            gap = scene.gap(_DOT + 2)
            scene.label(
                scene.words.own_name(place),
                "town",
                (x, y),
                rank,
                gap=gap,
                own=_DOT * scene.canvas.scale,
                cornered=False,
            )


def credited(words: Words) -> list[str]:
    """Return whom to credit for what lies under the reports."""
    try:
        attribution = Outlines.open().raw.get("attribution")
    except GazetteerError:
        attribution = None
    facts = words.gazetteer.facts if words.gazetteer is not None else {}
    named = [f"{source['name']}: {source['licence']}" for source in facts.get("sources", ())]
    listed = [*([f"Outlines: {attribution}"] if attribution else []), *named]
    return [credit_words(credit, words.lang) for credit in listed]


def dot(scene: Scene, x: float, y: float) -> None:
    """Draw the dot of a town whose name was placed."""
    theme = scene.theme
    scene.canvas.circle(x, y, _DOT * scene.canvas.scale, fill=theme.faint, edge=theme.halo, width=1.0)


def main_towns(gazetteer: Gazetteer, bounds: tuple[float, float, float, float], least: int, most: int) -> list[Place]:
    """Return the settlements of at least so many people in some bounds, the largest first.

    Parameters
    ----------
    gazetteer
        The gazetteer.
    bounds
        West, south, east, north, degrees WGS 84.
    least
        How many people at least; outside Ukraine never fewer than the interactive map asks for.
    most
        How many settlements at most.
    """
    west, south, east, north = bounds
    people = gazetteer.populations
    lat, lon = gazetteer.latlon.T
    inside = (lat > south) & (lat < north) & (lon > west) & (lon < east) & (people >= least)
    rows = sorted(inside.nonzero()[0].tolist(), key=lambda row: (-int(people[row]), row))
    found: list[Place] = []
    for row in rows:
        place = gazetteer.place(row)
        abroad = place.admin.country != "UA"
        if place.kind.is_settlement and not (abroad and (place.population or 0) < _FEWEST_ABROAD):
            found.append(place)
        if len(found) == most:
            break
    return found


def scale_bar(view: View, most_pixels: float) -> tuple[float, float]:
    """Return the length of a scale bar, metres and pixels: the longest 1, 2 or 5 times a power of ten that fits."""
    most = view.metres * most_pixels
    power = 10.0 ** math.floor(math.log10(most))
    metres = next(step * power for step in (5, 2, 1) if step * power <= most)
    return metres, metres / view.metres


def _outlines(scene: Scene) -> None:
    theme, canvas, view = scene.theme, scene.canvas, scene.view
    try:
        outlines = Outlines.open()
    except GazetteerError as error:
        _log.warning("the picture has no country outlines: %s", error)
        return
    raw: Any = outlines.raw
    named = view.metres * canvas.scale >= _COUNTRIES_FROM_M
    for code, country in outlines.countries.items():
        shape = view.shape(country)
        if shape.is_empty:
            continue
        canvas.area(shape, fill=theme.land if code == "UA" else theme.abroad, edge=theme.coast, width=1.3)
        if named:
            name = scene.words.name(f"ADM0:{code}", raw["countries"][code]["name_en"])
            scene.label_area(shape, name.upper(), "country", 900)
    # it brings matplotlib along: an alternative text, which asks for towns alone, does without
    from geo.mapping.still import rivers

    rivers.draw(scene, outlines)
    for oblast in outlines.oblasts.values():
        shape = view.shape(oblast)
        if not shape.is_empty:
            canvas.area(shape, edge=theme.inner_border, width=1.0, dash=(3.5, 3.5))
