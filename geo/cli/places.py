"""`geo geocode`, `locate`, `distance`: names and phrases typed by a person."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.cli.common import common_options, open_gazetteer, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from shapely import MultiLineString

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


def _saying_options(help_text: str, *, default: str | None) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def decorated(command: Callable[..., Any]) -> Callable[..., Any]:
        for decorate in (
            click.option("--points", type=click.Choice(["8", "16"]), default="8", help="Points of the compass."),
            click.option("--units", type=click.Choice(["km", "miles"]), default="km", help="Units of the phrase."),
            click.option("--lang", type=click.Choice(["en", "uk", "ru"]), default=default, help=help_text),
        ):
            command = decorate(command)
        return command

    return decorated


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
@click.option(
    "--control", type=click.Path(path_type=Path), help="Assessed control, for what is told from the front line."
)
@_saying_options("Also say where that is, in this language.", default=None)
@_which_options
@click.pass_context
def locate(
    context: click.Context, /, phrase: str, control: Path | None, near: str | None, region: str | None, **asked: Any
) -> None:
    """Say where a phrase such as "10 km south of Kurakhove" is: point, radius and, as JSON, shape.

    Also "halfway between X and Y", "on the western edge of X", "48.05, 37.2"; "3 km from the front line" needs
    --control and --near.
    """
    from geo.distance import phrase as say_where
    from geo.locating import locate as find
    from geo.tables import location_json, location_line, write_line

    gazetteer = open_gazetteer(context)
    line = _front_line(control) if control is not None else None
    location = find(phrase, gazetteer, region=region, near=near_place(near, gazetteer), line=line)
    as_json, how = asked.pop("as_json"), _how_to_say(asked)
    at = (location.lat, location.lon)
    said = say_where(at, **how, uncertainty_m=location.radius_m, gazetteer=gazetteer) if asked["lang"] else ""
    write_line(location_json(phrase, location, said) if as_json else location_line(location, said))


@click.command()
@click.argument("a")
@click.argument("b")
@_saying_options("The language of the phrase.", default="en")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@common_options
@click.pass_context
def distance(context: click.Context, /, a: str, b: str, as_json: bool, **asked: Any) -> None:
    """Measure the geodesic distance and bearing from place A to place B.

    Where one name has namesakes and the other has not, the namesake nearest to the other is taken, and said so. The
    phrase is rounded as far as the uncertainty of B allows.
    """
    from geo.locating import choose_pair
    from geo.tables import distance_json, distance_line, write_line

    first, second = choose_pair(a, b, open_gazetteer(context))
    write_line((distance_json if as_json else distance_line)(first, second, **_how_to_say(asked)))


def _how_to_say(asked: dict[str, Any]) -> dict[str, Any]:
    return {"lang": asked["lang"], "units": asked["units"], "points": int(asked["points"])}


def _front_line(path: Path) -> MultiLineString:
    """Return the front line of a file of assessed control, whatever its day."""
    from geo.control import read_control
    from geo.gazetteer.outlines import Outlines

    return read_control(path).front_line(Outlines.open())


def near_place(name: str | None, gazetteer: Gazetteer) -> Place | None:
    """Return the place that --near names, None without it."""
    from geo.locating import choose

    return choose(name, gazetteer).place if name else None
