"""The `geo` command: arguments in, calls, messages out. Data goes to standard output, messages to standard error.

Everything heavy is imported inside the command that needs it: `geo --help` and a look-up must be quick.
"""

from __future__ import annotations

import gc
import sys

import click

from geo.cli.claims import claims_group
from geo.cli.common import common_options, complain
from geo.cli.control import control_group
from geo.cli.control_at import at_command
from geo.cli.control_check import check_command, compare_command, record_command
from geo.cli.control_line import areas_command, changes_command, line_command
from geo.cli.corrections import correct
from geo.cli.gazetteer import gazetteer_group
from geo.cli.picture import picture_command
from geo.cli.places import distance, geocode, locate
from geo.cli.publish import bundle_command, embed_command, policy_group
from geo.cli.reports import explain, map_command, read_command
from geo.errors import GeoError

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 110}


@click.group(context_settings=_CONTEXT)
@click.version_option(package_name="geo-frontline", prog_name="geo")
@common_options
def cli() -> None:
    """Turn written war reports into front-line maps."""


for command in (
    map_command,
    picture_command,
    read_command,
    explain,
    correct,
    geocode,
    locate,
    distance,
    gazetteer_group,
    claims_group,
    control_group,
    policy_group,
    embed_command,
    bundle_command,
):
    cli.add_command(command)
for command in (
    at_command,
    line_command,
    changes_command,
    areas_command,
    check_command,
    compare_command,
    record_command,
):
    control_group.add_command(command)


def main() -> None:
    """Run the command; an error of the input is one line and exit code 1."""
    # imports make many objects and no garbage: to look for it all the while, and at the end, costs a tenth of a command
    gc.disable()
    try:
        cli(prog_name="geo")
    except GeoError as error:
        complain(error)
        raise SystemExit(1) from None
    except BrokenPipeError:
        # the reader of our output has gone: nothing is left to say
        sys.stderr.close()
        raise SystemExit(0) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
