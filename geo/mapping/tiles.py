"""Online tiles under the map, for who asks for them: their servers, whom to credit, and what their operators ask.

OpenStreetMap's own server is for light use, wants its attribution, and refuses pages that send no Referer, as those
opened from a disk do not (operations.osmfoundation.org/policies/tiles). CARTO's basemaps are free for non-commercial
use; a company needs a licence (carto.com/attributions). Either learns who opens the page and where they look.
"""

from __future__ import annotations

import html
from urllib.parse import urlsplit

import folium

from geo.errors import InputError

_OSM_CREDIT = '&copy; <a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a> contributors'
_SERVERS = {
    "osm": ("https://tile.openstreetmap.org/{z}/{x}/{y}.png", _OSM_CREDIT),
    "carto": (
        "https://{s}.basemaps.cartocdn.com/light_all/{z}/{x}/{y}{r}.png",
        f'{_OSM_CREDIT} &copy; <a href="https://carto.com/attributions">CARTO</a>',
    ),
}
_FOLIUM_NAMES = {"openstreetmap": "osm", "cartodb positron": "carto"}
_DEEPEST_ZOOM = 19


def tile_host(tiles: str | None) -> str:
    """Return the host that tiles are from, as a reader is told; empty without tiles.

    Examples
    --------
    >>> tile_host("osm"), tile_host("https://{s}.tiles.example/{z}/{x}/{y}.png"), tile_host(None)
    ('tile.openstreetmap.org', 'tiles.example', '')
    """
    if tiles is None:
        return ""
    server = _SERVERS.get(_known(tiles))
    address = server[0] if server else tiles
    return (urlsplit(address).netloc or address).removeprefix("{s}.")


def tile_layer(tiles: str) -> folium.TileLayer:
    """Return the tile layer of a name or URL template.

    Raises
    ------
    InputError
        If it is neither.
    """
    if server := _SERVERS.get(_known(tiles)):
        return folium.TileLayer(
            server[0], attr=server[1], name=_known(tiles), control=False, max_native_zoom=_DEEPEST_ZOOM
        )
    if "://" not in tiles:
        try:
            return folium.TileLayer(tiles, control=False)
        except ValueError as error:
            raise InputError(f"tiles: {tiles[:60]!r} is not known; give osm, carto or a URL template") from error
    parts = urlsplit(tiles)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputError(f"tiles: {tiles[:80]!r} is no http(s) URL template")
    return folium.TileLayer(tiles, attr=f"Tiles: {html.escape(parts.hostname)}", name="tiles", control=False)


def _known(tiles: str) -> str:
    return _FOLIUM_NAMES.get(tiles.lower(), tiles)
