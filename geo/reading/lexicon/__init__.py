"""The words of each language, kept as data: no word of a language stands in code."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent


@lru_cache(maxsize=8)
def load_lexicon(lang: str) -> dict[str, Any]:
    """Return the words of a language: its file, and those beside it that begin with its code, table by table."""
    paths = [path for path in (_FOLDER / f"{lang}.toml", *sorted(_FOLDER.glob(f"{lang}_*.toml"))) if path.exists()]
    words: dict[str, Any] = {}
    for path in paths:
        for table, entries in tomllib.loads(path.read_text(encoding="utf-8")).items():
            words[table] = {**words.get(table, {}), **entries}
    return words
