"""`geo geocode`, `locate`, `distance`: names and phrases typed by a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from geo.cli.common import common_options, open_gazetteer, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.gazetteer import Gazetteer
    from geo.model import Place

_LONG_LIST = 200


def _which_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for decorate in (
        click.option("--json", "as_json", is_flag=True, help="One JSON object a line."),
        click.option("--in", "region", metavar="REGION", help="Only places of this oblast or district."),
        click.option("--near", metavar="NAME", help="The one nearest to this place."),
        common_options,
    ):
        command = decorate(command)
    return command


@click.command()
@click.argument("name")
@_which_options
@click.pass_context
def geocode(context: click.Context, name: str, near: str | None, region: str | None, as_json: bool) -> None:
    """List the places a name may mean, best first, with their positions."""
    from geo.locating import candidates
    from geo.tables import candidate_json, candidate_line, write_line

    gazetteer = open_gazetteer(context)
    found = candidates(name, gazetteer, region=region, near=near_place(near, gazetteer))
    for candidate in found[:_LONG_LIST]:
        write_line(candidate_json(candidate) if as_json else candidate_line(candidate))
    if len(found) > _LONG_LIST:
        say(context, f"{len(found) - _LONG_LIST} more; narrow it with --in REGION or --near PLACE")


@click.command()
@click.argument("phrase")
@_which_options
@click.pass_context
def locate(context: click.Context, phrase: str, near: str | None, region: str | None, as_json: bool) -> None:
    """Say where a phrase such as "10 km south of Kurakhove" is: point, radius and, as JSON, shape."""
    from geo.locating import locate as find
    from geo.tables import location_json, location_line, write_line

    gazetteer = open_gazetteer(context)
    location = find(phrase, gazetteer, region=region, near=near_place(near, gazetteer))
    write_line(location_json(phrase, location) if as_json else location_line(location))


@click.command()
@click.argument("a")
@click.argument("b")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@common_options
@click.pass_context
def distance(context: click.Context, a: str, b: str, as_json: bool) -> None:
    """Measure the geodesic distance and bearing from place A to place B.

    Where one name has namesakes and the other has not, the namesake nearest to the other is taken, and said so.
    """
    from geo.locating import choose_pair
    from geo.tables import distance_json, distance_line, write_line

    first, second = choose_pair(a, b, open_gazetteer(context))
    write_line(distance_json(first, second) if as_json else distance_line(first, second))


def near_place(name: str | None, gazetteer: Gazetteer) -> Place | None:
    """Return the place that --near names, None without it."""
    from geo.locating import choose

    return choose(name, gazetteer).place if name else None
