from __future__ import annotations

import pytest
from reading_texts import found_in


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        (
            "Russia launched 49 drones overnight. Ukraine shot down 27 of them, 19 others disappeared from radar.",
            (49, 27, 19),
        ),
        ("Ukraine's air force said it shot down 56 of 88 drones.", (None, 56, None)),
        ("Russia launched 49 drones. In all, 27 were shot down. The SBU destroyed 40 railcars.", (49, 27, None)),
        ("Twenty-six drones were downed over Rostov region.", (None, 26, None)),
        ("Russia fired 1,200 drones at Ukraine.", (1200, None, None)),
    ],
)
def test_tally(text, counts, gazetteer):
    tally, *_ = found_in(text, gazetteer).strikes
    assert (tally.category, tally.launched, tally.shot_down, tally.lost) == ("air-attack", *counts)


@pytest.mark.parametrize(
    ("text", "actor", "count", "target"),
    [
        ("Ukrainian forces destroyed 40 railcars full of fuel in Tokmak.", "UA", 40, "railcars"),
        ("A Ukrainian drone attacked a campus of the National Guard in Grozny.", "UA", None, "campus"),
        ("Russian missiles hit a hospital in Kharkiv.", "RU", None, "hospital"),
    ],
)
def test_strike(text, actor, count, target, gazetteer):
    (strike,) = found_in(text, gazetteer).strikes
    assert (strike.category, strike.actor, strike.count) == ("strike", actor, count)
    assert target in strike.target
    assert strike.mention is not None


@pytest.mark.parametrize("text", ["", "Nothing happened in Kharkiv.", "The strike targeted a facility.", "49 drones"])
def test_no_strike(text, gazetteer):
    assert found_in(text, gazetteer).strikes == []


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("A drone hit an oil depot in Feodosia. The raid was confirmed by the local head, a lawyer.", "the local head"),
        (
            "A drone hit an oil depot in Rostov region. The governor, Yuri Slyusar, confirmed the attack.",
            "governor, Yuri Slyusar",
        ),
        ("The SBU said it had destroyed a fuel train in Tokmak.", "SBU"),
    ],
)
def test_on_whose_word(text, by, gazetteer):
    (strike,) = found_in(text, gazetteer).strikes
    assert strike.by == by
