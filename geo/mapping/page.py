"""`make_map`: the layers of a date to a `folium.Map` whose page is one self-contained file."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import folium
from folium.template import Template

from geo.errors import InputError
from geo.mapping.backdrop import backdrop_json
from geo.mapping.figure import PageFigure
from geo.mapping.payload import build, safe_json
from geo.mapping.wording import date_words

if TYPE_CHECKING:
    import datetime as dt

    from geo.day_layers import DayLayers


class DayMap(folium.Map):
    """A `folium.Map` in a page of its own: Leaflet inside, the day's layers as data, no request to any host.

    Other folium objects may be added as to any folium map. What they load from a host, they go on loading.

    Parameters
    ----------
    date
        The day it shows.
    data
        The day's layers, as `geo.mapping.payload.safe_json` writes them.
    backdrop
        The backdrop, written the same way.
    center
        Latitude and longitude, degrees, of the middle of the opening view.
    """

    # this template is compiled twice (branca does so with what it renders), hence it holds no text of the reports
    _template = Template(
        """
        {% macro header(this, kwargs) %}<!-- the map's style is in the page's own sheet -->{% endmacro %}
        {% macro html(this, kwargs) %}
            <div class="folium-map" id={{ this.get_name()|tojson }} role="region"
                 aria-label="Map: arrow keys move it, plus and minus zoom; the lists say the same in words"></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = L.map(
                {{ this.get_name()|tojson }},
                {center: {{ this.location|tojson }}, crs: L.CRS.{{ this.crs }}, ...{{ this.options|tojavascript }}}
            );
            geo.draw({{ this.get_name() }});
            {%- if this.objects_to_stay_in_front %}
            {{ this.get_name() }}.whenReady(function () {
                function inFront() {
                    {%- for obj in this.objects_to_stay_in_front %}
                    {{ obj.get_name() }}.bringToFront();
                    {%- endfor %}
                }
                {{ this.get_name() }}.on("overlayadd", inFront);
                window.addEventListener("load", inFront);
            });
            {%- endif %}
        {% endmacro %}
        """
    )

    def __init__(self, date: dt.date, data: str, backdrop: str, center: tuple[float, float]) -> None:
        super().__init__(location=list(center), zoom_start=7, tiles=None, zoom_snap=0.25, min_zoom=4)
        # a fixed id: the same layers give the same page, byte for byte
        self._id = date.strftime("%Y%m%d")
        # instance attributes: the class's lists are shared with every other map
        self.default_js = []
        self.default_css = []
        PageFigure(f"Map of {date_words(date)}", data, backdrop).add_child(self)


def make_map(day: DayLayers, *, tiles: str | None = None) -> folium.Map:
    """Return the interactive map of a date's layers.

    Parameters
    ----------
    day
        The layers.
    tiles
        A tile layer's name ("OpenStreetMap") or URL template as folium takes it; the reader's browser then asks that
        host for tiles. By default none: the map makes no request to any host.

    Returns
    -------
    day_map
        A `folium.Map`; `.save()` or `geo.mapping.save_map` writes it.

    Raises
    ------
    InputError
        If `tiles` is neither a known name nor an http(s) URL template.
    CRSError
        If a layer is not in EPSG:4326.
    """
    content = build(day)
    (south, west), (north, east) = content["bounds"]
    center = ((south + north) / 2, (west + east) / 2)
    day_map = DayMap(day.date, safe_json(content), backdrop_json(), center)
    if tiles is not None:
        layer = _tile_layer(tiles)
        layer._id = f"{day_map._id}_tiles"
        layer.add_to(day_map)
    return day_map


def _tile_layer(tiles: str) -> folium.TileLayer:
    if "://" not in tiles:
        try:
            return folium.TileLayer(tiles, control=False)
        except ValueError as error:
            fault = f"tiles: folium knows no tile layer {tiles[:60]!r}; give 'OpenStreetMap' or a URL template"
            raise InputError(fault) from error
    parts = urlsplit(tiles)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputError(f"tiles: {tiles[:80]!r} is no http(s) URL template")
    return folium.TileLayer(tiles, attr=f"Tiles: {html.escape(parts.hostname)}", name="tiles", control=False)
