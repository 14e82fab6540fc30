from __future__ import annotations

import datetime as dt

import pytest
from reading_texts import found_in

STAFF = "General Staff of the Armed Forces of Ukraine, situation as of 16:00\n\n"


@pytest.mark.parametrize(
    "text",
    [
        "The seizure of Pokrovsk would allow Russian forces to threaten Pavlohrad.",
        "Russian forces could attack Orikhiv from the south.",
        "Russia plans to capture Kupiansk by winter.",
        "Putin ordered his army to take Lyman.",
        "Russian forces seized Bakhmut in May 2023.",
        "Ukraine liberated Izium two years ago.",
        "Ukrainian forces did not withdraw from Krynky.",
        "Russian forces did not advance near Toretsk.",
        "Kyiv has not confirmed that Lyman is lost.",
        "There is no evidence that Russian troops entered Selydove.",
        "The road from Pokrovsk to Pavlohrad was shelled.",
        "Kherson Mayor Roman Mrochko said the attack lasted an hour.",
        "A brigade from Vladivostok was destroyed.",
        "",
    ],
)
def test_wishes_history_and_denied_events_claim_nothing(text, gazetteer):
    assert found_in(text, gazetteer).claim_lines() == []


def test_a_day_long_past_is_history_where_the_report_day_is_known(gazetteer):
    text = "Russian forces seized Vuhledar on October 1."
    assert len(found_in(text, gazetteer, dt.date(2024, 10, 2)).claims) == 1
    assert found_in(text, gazetteer, dt.date(2024, 12, 16)).claims == []


@pytest.mark.parametrize(
    ("text", "events"),
    [
        ("The enemy attacked near Vovchansk. All attacks were repelled.", ["repelled"]),
        ("The enemy attacked near Vovchansk, but was unsuccessful.", ["repelled"]),
        ("The enemy attacked near Vovchansk. One clash is ongoing.", ["attacked"]),
        ("Unsuccessful attacks took place near Vovchansk.", ["repelled"]),
    ],
)
def test_failed_attacks_are_held_by_the_other_side(text, events, gazetteer):
    claims = found_in(STAFF + text, gazetteer).claims
    assert [claim.event for claim in claims] == events
    assert [claim.actor for claim in claims] == ["UA" if event == "repelled" else "RU" for event in events]


def test_the_enemy_is_the_other_side_of_whoever_issues_the_document(gazetteer):
    text = "The enemy was driven out of Kurakhovo."
    (theirs,) = found_in("Russian Ministry of Defence, daily briefing\n\n" + text, gazetteer).claims
    (ours,) = found_in(STAFF + text, gazetteer).claims
    assert (theirs.actor, ours.actor) == ("RU", "UA")


def test_a_loss_admitted_is_confirmed(gazetteer):
    text = "Ukraine's military said Russian forces had captured Selydove. Ukraine's military said it had taken Lyman."
    assert [claim.status for claim in found_in(text, gazetteer).claims] == ["confirmed", "claimed"]


def test_capture_and_its_denial_are_two_claims(gazetteer):
    text = "Russia's defence ministry said its troops had taken Toretsk. Ukraine's General Staff denied that."
    assert found_in(text, gazetteer).claim_lines() == [
        "Toretsk | captured | RU | claimed | Russian MoD",
        "Toretsk | denied | UA | denied | Ukrainian General Staff",
    ]


def test_a_claim_repeated_is_one(gazetteer):
    text = "Russian forces captured Lyman. Russian forces captured Lyman."
    claims = found_in(text, gazetteer).claims
    assert len({(claim.mention, claim.event) for claim in claims}) == len(claims)
