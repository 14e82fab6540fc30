"""Who holds a place: sources vote, claims are claims until borne out, denials make a place contested, age fades all."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.control.holding import Evidence, Kind, decide, holding_rule, standing_claim
from geo.errors import InputError
from geo.model import Basis, Holder

DATE = dt.date(2024, 12, 16)
RU, UA, CONTESTED = Holder.RU, Holder.UA, Holder.CONTESTED
RULE = holding_rule()


def said(holder, kind, days_ago=0, source="somebody"):
    return Evidence(DATE - dt.timedelta(days=days_ago), holder, kind, source)


def verdict(*evidence):
    found = decide(evidence, DATE, RULE)
    return found.holder, found.basis


@pytest.mark.parametrize(
    ("evidence", "holder", "basis"),
    [
        ([], Holder.UNKNOWN, Basis.INFERRED),
        ([said(RU, Kind.ASSESSED)], RU, Basis.ASSESSED),
        # a side's own claim of its own gain is a claim
        ([said(UA, Kind.ASSESSED), said(RU, Kind.CLAIMED)], UA, Basis.ASSESSED),
        ([said(RU, Kind.CLAIMED, source="Russian MoD")], RU, Basis.CLAIMED),
        # until the other side, an independent source or an assessed area bears it out
        ([said(UA, Kind.ASSESSED, 3), said(RU, Kind.CONFIRMED, source="Ukrainian General Staff")], RU, Basis.CLAIMED),
        ([said(RU, Kind.CLAIMED, 5), said(RU, Kind.ASSESSED)], RU, Basis.ASSESSED),
        # a denial makes it contested
        ([said(RU, Kind.CLAIMED, 2, "Russian MoD"), said(UA, Kind.DENIED, 1, "a brigade")], CONTESTED, Basis.CLAIMED),
        # but a denial alone says who holds
        ([said(UA, Kind.DENIED)], UA, Basis.CLAIMED),
        # what is assessed overtakes an older claim that it does not bear out, after some days
        ([said(RU, Kind.CLAIMED, 30), said(UA, Kind.ASSESSED)], UA, Basis.ASSESSED),
        # an old assessment weighs less than a confirmed claim after it
        ([said(RU, Kind.ASSESSED, 60), said(UA, Kind.CONFIRMED, 1)], UA, Basis.CLAIMED),
        # sources that differ
        ([said(RU, Kind.ASSESSED, source="one"), said(UA, Kind.ASSESSED, source="other")], CONTESTED, Basis.ASSESSED),
        # the built-in table, where nothing else is known, and not where something is
        ([said(RU, Kind.KNOWN, 900)], RU, Basis.INFERRED),
        ([said(RU, Kind.KNOWN, 900), said(UA, Kind.ASSESSED)], UA, Basis.ASSESSED),
        # fighting alone
        ([said(CONTESTED, Kind.FOUGHT)], CONTESTED, Basis.CLAIMED),
        ([said(UA, Kind.ASSESSED, 1), said(CONTESTED, Kind.FOUGHT)], UA, Basis.ASSESSED),
    ],
)
def test_the_rule(evidence, holder, basis):
    assert verdict(*evidence) == (holder, basis)


def test_what_is_later_does_not_count():
    tomorrow = Evidence(DATE + dt.timedelta(days=1), RU, Kind.ASSESSED, "one")
    assert decide([tomorrow], DATE, RULE).holder is Holder.UNKNOWN


def test_age_fades_a_claim_away():
    day = decide([said(RU, Kind.CLAIMED)], DATE, RULE)
    years = decide([said(RU, Kind.CLAIMED, 2000)], DATE, RULE)
    assert (day.holder, years.holder) == (RU, Holder.UNKNOWN)


@st.composite
def pieces(draw):
    return [
        Evidence(
            DATE - dt.timedelta(days=draw(st.integers(-5, 400))),
            draw(st.sampled_from([RU, UA, CONTESTED])),
            draw(st.sampled_from(list(Kind))),
            draw(st.sampled_from(["one", "other", "third"])),
        )
        for _ in range(draw(st.integers(0, 8)))
    ]


@given(pieces(), st.randoms())
def test_the_order_of_the_evidence_changes_nothing(evidence, chance):
    shuffled = list(evidence)
    chance.shuffle(shuffled)
    one, other = decide(evidence, DATE, RULE), decide(shuffled, DATE, RULE)
    assert (one.holder, one.basis) == (other.holder, other.basis)
    assert one.share == pytest.approx(other.share)


@given(pieces())
def test_the_sides_exchanged_exchange_the_answer(evidence):
    swapped = {RU: UA, UA: RU, CONTESTED: CONTESTED, Holder.UNKNOWN: Holder.UNKNOWN}
    mirrored = [Evidence(one.day, swapped[one.holder], one.kind, one.source) for one in evidence]
    assert decide(mirrored, DATE, RULE).holder is swapped[decide(evidence, DATE, RULE).holder]


@given(pieces())
def test_a_share_is_a_share(evidence):
    found = decide(evidence, DATE, RULE)
    assert 0 <= found.share <= 1
    assert all(one.day <= DATE for one in found.support)


def test_a_file_changes_what_it_names(tmp_path):
    file = tmp_path / "rule.toml"
    file.write_text('[weights]\nclaimed = 5.0\n[sources]\n"Russian MoD" = 0.0\n', encoding="utf-8")
    rule = holding_rule(file)
    assert decide([said(UA, Kind.ASSESSED), said(RU, Kind.CLAIMED)], DATE, rule).holder is RU
    assert decide([said(RU, Kind.CLAIMED, source="Russian MoD")], DATE, rule).holder is Holder.UNKNOWN


@pytest.mark.parametrize(
    ("text", "said_of_it"),
    [
        ("[weights]\nclaimed = -1", r"\[weights\] claimed is -1; give a number from 0 to 100"),
        ("[weights]\nclaimed = 'much'", r"claimed is 'much'"),
        ("[weights]\nclaimed = true", r"claimed is True"),
        ("[weights]\nclaimed = nan", r"claimed is nan"),
        ("[weights]\nrumour = 1", r"\[weights\] has no 'rumour'; it has assessed"),
        ("[judges]\none = 1", r"no table \[judges\] in a rule"),
        ("weights = 1", r"no table \[weights\] in a rule"),
        ("[decision]\nmajority = 0.2", r"majority is 0.2; give a number from 0.5 to 1"),
        ("[half_life_days]\nheld = 0", r"held is 0"),
        ("[weights", "is no TOML"),
    ],
)
def test_bad_rules_are_refused_in_one_line(tmp_path, text, said_of_it):
    file = tmp_path / "rule.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said_of_it) as caught:
        holding_rule(file)
    assert "\n" not in str(caught.value)


def test_a_rule_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        holding_rule(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("evidence", "holder"),
    [
        ([], None),
        ([said(UA, Kind.ASSESSED)], None),
        # it stands beside what is assessed, for the assessment may lag behind
        ([said(UA, Kind.ASSESSED), said(RU, Kind.CLAIMED, 2)], RU),
        ([said(RU, Kind.CLAIMED, 2), said(UA, Kind.DENIED)], CONTESTED),
        # overtaken, and faded
        ([said(UA, Kind.ASSESSED), said(RU, Kind.CLAIMED, 20)], None),
        ([said(RU, Kind.CLAIMED, 100)], None),
        # the last word counts
        ([said(RU, Kind.CLAIMED, 5), said(UA, Kind.CLAIMED, 1)], UA),
    ],
)
def test_a_claim_stands_until_it_is_overtaken_or_fades(evidence, holder):
    assert standing_claim(evidence, DATE, RULE) is holder
