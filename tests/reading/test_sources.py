from __future__ import annotations

import pytest

from geo.reading.sentences import Spans, sentences
from geo.reading.sources import UNATTRIBUTED, Sources


def speaker(text, word):
    return Sources(text, Spans(sentences(text))).at(text.index(word))


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("The Russian Ministry of Defense (MoD) claimed that troops took it.", "Russian MoD"),
        ("They took it, Russia's defence ministry said.", "Russian MoD"),
        ("Ukraine's General Staff reported that troops took it.", "Ukrainian General Staff"),
        ("A Russian milblogger claimed that they took it.", "Russian milblogger"),
        ("Ukraine's DeepState monitoring group said they took it.", "DeepState"),
        ("They took it, the 110th Brigade said.", "110th Brigade"),
        ("They took it, said Artem Lysohor, head of the administration.", "Artem Lysohor, head of the administration"),
        ("According to Vladimir Rogov, they took it.", "Vladimir Rogov"),
        ("Geolocated footage published on May 3 shows that they took it.", "geolocated footage"),
        ("ISW assessed that they took it.", "analysts' assessment"),
    ],
)
def test_who_speaks(text, label):
    assert speaker(text, "took").label == label


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("Governor Vyacheslav Gladkov said they took it.", "RU"),
        ("Kharkiv governor Oleh Syniehubov said they took it.", "UA"),
        ("Russian-installed official Vladimir Rogov said they took it.", "RU"),
        ("Police said they took it.", None),
    ],
)
def test_whose_side_a_speaker_is_on(text, side):
    assert speaker(text, "took").side == side


def test_no_speaker():
    assert speaker("They took it.", "took") is UNATTRIBUTED


def test_a_side_spoken_of_is_not_the_one_who_speaks():
    text = "Oleh Hryhorov said Russian forces took it."
    assert speaker(text, "took").label == "Oleh Hryhorov"


def test_a_speaker_is_carried_on_within_a_paragraph_only():
    text = "Ukraine's military denied it. Fighting went on, it said.\n\nFighting stopped, it said."
    assert speaker(text, "went").label == "Ukraine's military"
    assert speaker(text, "stopped") is UNATTRIBUTED


def test_a_side_at_large_is_named_by_what_follows():
    text = "Russian forces have claimed one village. The Russian Defense Ministry reported additional gains."
    assert speaker(text, "village").label == "Russian MoD"


@pytest.mark.parametrize(
    ("heading", "label"),
    [
        ("Operational update, General Staff of the Armed Forces of Ukraine", "Ukrainian General Staff"),
        ("Briefing of the Russian Ministry of Defence", "Russian MoD"),
        ("Russian Offensive Campaign Assessment", "analysts' assessment"),
        ("Key events, day 1,001", "unattributed"),
    ],
)
def test_the_heading_names_the_issuer(heading, label):
    assert speaker(heading + "\n\nThey took it.", "took").label == label
