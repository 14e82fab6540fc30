"""`make_map`: the layers of a date to a `folium.Map` whose page is one self-contained file."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import folium
from folium.template import Template

from geo.errors import GazetteerError, InputError
from geo.mapping.backdrop import backdrop_block, outlines_credit
from geo.mapping.figure import PageFigure
from geo.mapping.language import Names, words
from geo.mapping.packing import packed
from geo.mapping.payload import build
from geo.mapping.searchable import MOST_PLACES, places_block
from geo.mapping.tiles import tile_host, tile_layer
from geo.mapping.wording import credit_words, date_words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from geo.day_layers import DayLayers
    from geo.gazetteer import Gazetteer

_log = logging.getLogger(__name__)

UNITS = ("km", "miles")


class DayMap(folium.Map):
    """A `folium.Map` in a page of its own: Leaflet inside, the day's layers as data, no request to any host.

    Other folium objects may be added as to any folium map. What they load from a host, they go on loading.

    Parameters
    ----------
    date
        The day it shows.
    blocks
        The data by the id of their elements, each packed (`geo.mapping.packing`); "geo-data" has the layers.
    center
        Latitude and longitude, degrees, of the middle of the opening view.
    lang
        The language of the page.
    """

    # this template is compiled twice (branca does so with what it renders), hence it holds no text of the reports
    _template = Template(
        """
        {% macro header(this, kwargs) %}<!-- the map's style is in the page's own sheet -->{% endmacro %}
        {% macro html(this, kwargs) %}
            <div class="folium-map" id={{ this.get_name()|tojson }} role="region" aria-label="{{ this.hint }}"></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = L.map(
                {{ this.get_name()|tojson }},
                Object.assign(
                    {center: {{ this.location|tojson }}, crs: L.CRS.{{ this.crs }}, ...{{ this.options|tojavascript }}},
                    geo.motion()
                )
            );
            geo.drawn = geo.draw({{ this.get_name() }});
            {%- if this.objects_to_stay_in_front %}
            geo.drawn.then(function () {
                function inFront() {
                    {%- for obj in this.objects_to_stay_in_front %}
                    {{ obj.get_name() }}.bringToFront();
                    {%- endfor %}
                }
                {{ this.get_name() }}.on("overlayadd", inFront);
                inFront();
            });
            {%- endif %}
        {% endmacro %}
        """
    )

    def __init__(
        self, date: dt.date, blocks: Mapping[str, str], center: tuple[float, float], *, lang: str = "en"
    ) -> None:
        super().__init__(location=center, zoom_start=7, tiles=None, zoom_snap=0.25, min_zoom=4)
        # a fixed id: the same layers give the same page, byte for byte
        self._id = date.strftime("%Y%m%d")
        self.hint = words(lang)["map_hint"]
        # instance attributes: the class's lists are shared with every other map
        self.default_js = []
        self.default_css = []
        title = f"Map of {date_words(date)}" if lang == "en" else f"{words(lang)['map']}, {date_words(date, lang)}"
        PageFigure(title, blocks, lang).add_child(self)


def make_map(
    day: DayLayers,
    *,
    tiles: str | None = None,
    lang: str = "en",
    units: str = "km",
    places: bool | int = False,
    cut_off: str = "",
    gazetteer: Gazetteer | None = None,
) -> folium.Map:
    """Return the interactive map of a date's layers.

    Parameters
    ----------
    day
        The layers.
    tiles
        "osm", "carto", the name of a tile layer that folium knows, or a URL template; the reader's browser then asks
        that host for tiles. By default none: the map makes no request to any host.
    lang
        The language of the page and of the names on it, where known: "en", "uk" or "ru". Quoted text stays as it is.
    units
        "km" or "miles".
    places
        How many settlements a reader can search for, and see when zoomed in, at most 30,000: those nearest to what the
        map shows. True for 30,000. By default the main ones, some 700, beside those that the reports name.
    cut_off
        Until when reports were read, as it is to be shown: "18:00 UTC".
    gazetteer
        Where names and places are from; by default the installed one, else the embedded one.

    Returns
    -------
    day_map
        A `folium.Map`; `.save()` or `geo.mapping.save_map` writes it.

    Raises
    ------
    InputError
        If `tiles` is neither a known name nor an http(s) URL template, or another option is not one of those above.
    CRSError
        If a layer is not in EPSG:4326.
    """
    if units not in UNITS:
        raise InputError(f"units: {units[:20]!r} is neither of {', '.join(UNITS)}")
    atlas = gazetteer or default_gazetteer()
    names = Names(lang, atlas)
    content = build(day, names, units=units, gazetteer=atlas)
    content["cut_off"] = cut_off
    content["tiles"] = tile_host(tiles)
    content["credits"] = [credit_words(credit, lang) for credit in (*outlines_credit(), *_credits(atlas))]
    blocks = {"geo-data": packed(content), "geo-backdrop": backdrop_block(names)}
    if atlas is not None:
        most = MOST_PLACES if isinstance(places, bool) else places
        blocks["geo-places"] = places_block(atlas, names, near=content["bounds"] if places else None, most=most)
    (south, west), (north, east) = content["bounds"]
    day_map = DayMap(day.date, blocks, ((south + north) / 2, (west + east) / 2), lang=lang)
    if tiles is not None:
        layer = tile_layer(tiles)
        layer._id = f"{day_map._id}_tiles"
        layer.add_to(day_map)
    return day_map


def default_gazetteer() -> Gazetteer | None:
    """Return the embedded gazetteer; None, with a warning, if it cannot be read."""
    from geo.gazetteer import Gazetteer

    try:
        return Gazetteer.open()
    except GazetteerError as error:
        _log.warning("the map names no main places: %s", error)
        return None


def _credits(gazetteer: Gazetteer | None) -> list[str]:
    sources = gazetteer.facts.get("sources", ()) if gazetteer is not None else ()
    return [f"{source['name']}: {source['licence']}" for source in sources]
