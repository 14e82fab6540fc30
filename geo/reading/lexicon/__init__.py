"""The words of each language, kept as TOML so that none stands in code."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any


@lru_cache(maxsize=8)
def load_lexicon(name: str) -> dict[str, Any]:
    """Return the lexicon of a language (`en`), or of pages in all of them (`pages`)."""
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8"))
