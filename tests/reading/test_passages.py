"""Passages of every kind of report: places, claims and relations together, as a reader would mark them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from reading_texts import found_in

PASSAGES = tomllib.loads(Path(__file__).with_name("passages.toml").read_text(encoding="utf-8"))["passages"]


@pytest.mark.parametrize("passage", PASSAGES, ids=lambda passage: passage["text"].rsplit("\n", 1)[-1][:60])
def test_passage_gives_what_a_reader_marks(passage, gazetteer):
    found = found_in(passage["text"], gazetteer)
    assert found.places() == passage["places"]
    assert found.claim_lines() == passage["claims"]
    assert found.relation_lines() == passage["relations"]
