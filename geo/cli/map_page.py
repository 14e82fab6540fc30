"""The options of `geo map` that are about its page: language, units, what can be searched for, tiles, changes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    import folium

    from geo.day_layers import DayLayers
    from geo.gazetteer import Gazetteer
    from geo.mapping.series import MapSeries


@dataclass(frozen=True)
class PageChoice:
    """What was chosen of a map's page."""

    lang: str
    units: str
    places: bool
    cut_off: str
    since: str | None
    tiles: str | None

    def draw(
        self,
        shown: DayLayers | MapSeries,
        gazetteer: Gazetteer,
    ) -> folium.Map:
        """Return the map of a day or of many."""
        from geo.day_layers import DayLayers
        from geo.mapping import make_map

        said: dict[str, Any] = {
            "tiles": self.tiles,
            "lang": self.lang,
            "units": self.units,
            "places": self.places,
            "cut_off": self.cut_off,
            "gazetteer": gazetteer,
        }
        if isinstance(shown, DayLayers):
            return make_map(shown, **said)
        if self.since:
            raise InputError("--since is for the map of one day; in a map of many any two can be compared")
        return shown.to_map(**said)


def page_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options, and hand what was chosen to the command as `page`."""

    @wraps(command)
    def gathered(
        *args: Any,
        page_lang: str,
        units: str,
        places: bool,
        cut_off: str,
        since: str | None,
        tiles: str | None,
        **kwargs: Any,
    ) -> Any:
        chosen = PageChoice(page_lang, units, places, cut_off, since, tiles)
        return command(*args, page=chosen, **kwargs)

    decorated: Callable[..., Any] = gathered
    for decorate in (
        click.option(
            "--tiles",
            metavar="osm|carto|URL",
            help="Online tiles under the map; their host learns who opens it. By default the map needs no network.",
        ),
        click.option(
            "--since", metavar="YYYY-MM-DD", help="Show what changed since that day, by a control file of both days."
        ),
        click.option("--cut-off", default="", metavar="TEXT", help='Until when reports were read: "18:00 UTC".'),
        click.option(
            "--places",
            is_flag=True,
            help="Let readers search 30,000 settlements, not the main ones only: some 250 kB more.",
        ),
        click.option(
            "--units", type=click.Choice(["km", "miles"]), default="km", show_default=True, help="Of distances."
        ),
        click.option(
            "--lang",
            "page_lang",
            type=click.Choice(["en", "uk", "ru"]),
            default="en",
            show_default=True,
            help="The language of the page and of the names on it, where known.",
        ),
    ):
        decorated = decorate(decorated)
    return decorated
