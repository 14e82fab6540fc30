"""What all commands share: options, opening the gazetteer, messages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.errors import GeoError, InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.gazetteer import Gazetteer


def common_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Let --gazetteer, --quiet and --verbose stand before or after the command's name."""

    def remember(context: click.Context, parameter: click.Parameter, value: Any) -> None:
        context.ensure_object(dict)
        if value or parameter.name not in context.obj:
            context.obj[parameter.name] = value

    for decorate in (
        click.option("-v", "--verbose", is_flag=True, expose_value=False, callback=remember, help="Say more of it."),
        click.option("-q", "--quiet", is_flag=True, expose_value=False, callback=remember, help="Say only errors."),
        click.option(
            "--gazetteer",
            type=click.Path(path_type=Path),
            expose_value=False,
            callback=remember,
            help="A gazetteer's folder or file; by default the installed one, else the embedded one.",
        ),
    ):
        command = decorate(command)
    return command


def open_gazetteer(context: click.Context, *, writing: bool = False) -> Gazetteer:
    """Return the gazetteer that the command names; for one whose own layer is to be begun, the embedded one."""
    from geo.gazetteer import Gazetteer

    named: Path | None = context.obj["gazetteer"]
    begun = named is None or named.is_file() or any(named.glob("*.gaz")) or (named / "own.csv").exists()
    gazetteer = Gazetteer.open(named) if begun or not writing else Gazetteer.embedded()
    if context.obj["verbose"]:
        say(context, f"gazetteer {gazetteer.path}: {len(gazetteer)} places")
    return gazetteer


def make_folder(folder: Path) -> None:
    """Make a folder that a result goes to, if need be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder}: cannot be made ({error.strerror}); name another place with -o") from error


def say(context: click.Context, message: str, *, always: bool = False) -> None:
    """Write a message to standard error, unless the command is to be quiet."""
    if always or not context.obj["quiet"]:
        click.echo(message, err=True)


def complain(error: GeoError) -> str:
    """Write an error as one line to standard error, and return the line."""
    message = f"geo: {error}"
    click.echo(message, err=True)
    return message
