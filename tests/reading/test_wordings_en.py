"""The many ways English reports say one thing, and sentences that say nothing of the fighting."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from reading_texts import found_in

GROUPS = tomllib.loads(Path(__file__).with_name("wordings_en.toml").read_text(encoding="utf-8"))["groups"]
TOLD = [(group["heading"], text, claims) for group in GROUPS for text, claims in group["told"]]


@pytest.mark.parametrize(("heading", "text", "claims"), TOLD, ids=[text[:60] for _, text, _ in TOLD])
def test_each_way_to_say_it_is_understood(heading, text, claims, gazetteer):
    found = found_in(f"{heading}\n\n{text}" if heading else text, gazetteer)
    assert [line.rsplit(" | ", 2)[0] for line in found.claim_lines()] == claims
