"""A name as it is found in a text, before it is decided which place it means."""

from __future__ import annotations

from dataclasses import dataclass

# gazetteer rows, each with the score and the reason of the name match
Rows = tuple[tuple[int, float, str], ...]


@dataclass(frozen=True, slots=True)
class FoundMention:
    """A name in the text before it is decided what it means.

    `rows` are the gazetteer rows it may mean, each with the score and the reason of the name match. `role` is `place`,
    `metonym` (a capital that stands for its government) or `sector` (a direction named after a town, no place itself).
    """

    start: int
    end: int
    surface: str
    kind: str
    rows: Rows
    role: str = "place"
