"""Rivers in a browser: lines of their own colour on the backdrop, names that give way to all others."""

import itertools

import pytest
from map_frames import seed_day
from map_pages import boxes

from geo.gazetteer.outlines import Outlines

pytestmark = pytest.mark.browser

# how many of some points of the ground, [lat, lon], have the colour of rivers within three pixels on the backdrop
COLOURED = """
(points) => {
  const canvas = document.querySelector(".leaflet-geo-backdrop-pane canvas");
  const [ours, ratio] = [canvas.getBoundingClientRect(), canvas.width / canvas.clientWidth];
  const map = geo.map.getContainer().getBoundingClientRect();
  const hex = geo.colour("--river");
  const wanted = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  return points.filter((at) => {
    const {x, y} = geo.map.latLngToContainerPoint(at);
    const [left, top] = [(x + map.left - ours.left - 3) * ratio, (y + map.top - ours.top - 3) * ratio];
    const seen = canvas.getContext("2d").getImageData(left, top, 6 * ratio, 6 * ratio).data;
    for (let i = 0; i < seen.length; i += 4)
      if (wanted.every((value, channel) => Math.abs(value - seen[i + channel]) < 12)) return true;
    return false;
  }).length;
}
"""


def named(page):
    return page.locator(".geo-label-water").all_inner_texts()


def look(page, zoom, lat, lon):
    page.evaluate("([zoom, lat, lon]) => geo.map.setView([lat, lon], zoom, {animate: false})", [zoom, lat, lon])
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


@pytest.mark.parametrize(
    ("lang", "name"), [("en", "Siverskyi Donets"), ("uk", "Сіверський Донець"), ("ru", "Северский Донец")]
)
def test_a_river_is_named_in_the_language_of_the_page(opened, seed, record, lang, name):
    page = opened(seed, options={"lang": lang})
    look(page, 9, 49.3, 37.0)
    assert named(page) == [name]
    record.assert_quiet()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_rivers_are_drawn_where_they_are_and_not_too_close(opened, theme):
    page = opened(seed_day(control=None, front_line=None))
    page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
    # middles of its edges: there the rounded line goes through
    (course,) = Outlines.open().rivers["dnipro"].geoms
    edges = itertools.pairwise(course.coords)
    middles = [[(a[1] + b[1]) / 2, (a[0] + b[0]) / 2] for a, b in edges]
    points = [at for at in middles if 47.9 < at[0] < 49.5 and 31.8 < at[1] < 35.3]
    look(page, 7.5, 48.7, 33.5)
    assert len(points) > 20
    assert page.evaluate(COLOURED, points) == len(points)
    look(page, 11, *points[10])
    assert page.evaluate(COLOURED, [points[10]]) == 0
    assert named(page) == []


def test_small_rivers_come_when_zoomed_in(opened, seed):
    page = opened(seed)
    look(page, 6, 51.0, 33.0)
    assert "Dnipro" in named(page)
    assert "Seim" not in named(page)
    look(page, 8, 51.4, 34.4)
    assert "Seim" in named(page)


def test_the_names_of_rivers_give_way(opened, seed):
    page = opened(seed)
    look(page, 6, 48.8, 34.0)
    kinds = page.locator(".geo-label").evaluate_all("(nodes) => nodes.map((node) => node.className.split('label-')[1])")
    assert kinds[-1] == "water"
    assert kinds[kinds.index("water") :] == ["water"] * kinds.count("water")
    assert {"town", "claim"} <= set(kinds)
    for one, other in itertools.combinations(boxes(page, ".geo-label"), 2):
        apart = one[2] <= other[0] + 1 or other[2] <= one[0] + 1 or one[3] <= other[1] + 1 or other[3] <= one[1] + 1
        assert apart, (one, other)
