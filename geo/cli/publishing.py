"""What the commands that publish share: what was held back is said, and the index page of a folder of maps is kept."""

from __future__ import annotations

import csv
import sys
from typing import TYPE_CHECKING

from geo.cli.common import say

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import click

    from geo.pipeline import Reading
    from geo.publication import Publication


def say_withheld(context: click.Context, record: Publication | None) -> None:
    """Say what the policy held back, if that is anything: also when the command is to be quiet."""
    if record is not None and (record.withheld or context.obj["verbose"]):
        say(context, record.sentence(), always=True)


def policy_printer(form: str) -> Callable[[Reading], None]:
    """Return what prints readings as `geo read` does, with the policy they were made under in each object or row."""
    from geo.contract import MENTION_COLUMNS, as_json, as_rows, harmless
    from geo.publication import published
    from geo.tables import printer, write_json

    if form == "table":
        return printer(form)
    if form == "jsonl":

        def write(reading: Reading) -> None:
            record = published(reading)
            write_json(as_json(reading) | {"publication": record.as_json() if record else None})

        return write

    writer = csv.DictWriter(sys.stdout, [*MENTION_COLUMNS, "policy"], lineterminator="\n")
    writer.writeheader()

    def write_rows(reading: Reading) -> None:
        record = published(reading)
        label = record.policy.label if record else "none"
        writer.writerows(row | {"policy": harmless(label)} for row in as_rows(reading))

    return write_rows


def update_index(context: click.Context, folder: Path, *, wanted: bool | None, usual: bool) -> None:
    """Write the index page of a folder of maps anew.

    Parameters
    ----------
    context
        The command's.
    folder
        The folder.
    wanted
        Whether the person asked for it; None if they said nothing.
    usual
        Whether the folder is where maps go by default. In any other, without a word, only an index that is there is
        kept up.
    """
    from geo.mapping.index import FILE_NAME, is_index, write_index

    if wanted is False or (wanted is None and not is_index(folder / FILE_NAME) and not usual):
        return
    say(context, f"wrote {write_index(folder)}")
