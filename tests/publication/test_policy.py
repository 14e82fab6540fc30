"""A publication policy: its file, and from when it lets a day be shown."""

import dataclasses
import datetime as dt

import pytest

from geo.errors import InputError
from geo.publication import HeldError, Policy, default_policy, no_policy, read_policy
from geo.publication.policy import default_text

DAY = dt.date(2024, 12, 16)


def at(text):
    return dt.datetime.fromisoformat(text)


@pytest.fixture
def written(tmp_path):
    def write(text, name="desk.toml"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


FULL = """
name = "desk"
delay_hours = 48
embargo_until = 2025-01-31T06:00:00+02:00
precision_m = 5000
[minimum_confidence]
place = 0.6
claim = 0.5
[never]
units = true
positions_of = ["UA"]
events = ["withdrew", "casualties"]
facilities = ["power station"]
sources = ["A channel", "example.org"]
undecided = true
"""


def test_every_key_is_read(written):
    assert read_policy(written(FULL)) == Policy(
        name="desk",
        delay_hours=48.0,
        embargo_until=at("2025-01-31T06:00:00+02:00"),
        precision_m=5000.0,
        least_place_confidence=0.6,
        least_claim_confidence=0.5,
        units=True,
        positions_of=("UA",),
        events=("withdrew", "casualties"),
        facilities=("power station",),
        sources=("A channel", "example.org"),
        undecided=True,
    )


def test_an_empty_file_holds_nothing_back_and_is_named_after_itself(written):
    policy = read_policy(written("", "Desk 2.toml"))
    assert policy == Policy(name="Desk 2")


def test_the_default_is_cautious_and_documents_itself(written):
    policy = default_policy()
    assert policy == read_policy(None) == read_policy("default")
    assert policy.units
    assert policy.least_place_confidence == 0.4
    # its own text is a start for another, once it has another name
    assert read_policy(written(default_text().replace('"default"', '"mine"'))) == dataclasses.replace(
        policy, name="mine"
    )


def test_the_default_holds_no_place_back_on_which_there_is_a_decision():
    from geo.resolve.decide import THRESHOLD

    assert default_policy().least_place_confidence <= THRESHOLD


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("delay_hour = 3", r"'delay_hour' is no key of a policy; did you mean 'delay_hours'\?"),
        ("[never]\nunit = true", r"'unit' is no key of \[never\]; did you mean 'units'\?"),
        ("colour = 3", "'colour' is no key of a policy; known are name, delay_hours"),
        ("never = 3", r"never is to be a table, \[never\]"),
        ("delay_hours = -1", "delay_hours is to be a number from 0 to 8760"),
        ("delay_hours = true", "delay_hours is to be a number"),
        ("delay_hours = nan", "delay_hours is to be a number"),
        ("precision_m = inf", "precision_m is to be a number from 0 to 100000"),
        ("embargo_until = 2025-01-31", "embargo_until is to be a moment with its offset, unquoted"),
        ("embargo_until = 2025-01-31T06:00:00", "embargo_until is to be a moment with its offset"),
        ("embargo_until = 0001-01-01T00:00:00+14:00", "embargo_until is to be a moment with its offset"),
        ("[never]\nunits = 'yes'", "units is to be true or false"),
        ("[never]\nevents = ['exploded']", "events holds 'exploded'; known are captured, liberated"),
        ("[never]\npositions_of = ['PL']", "positions_of holds 'PL'; known are RU, UA"),
        ("[never]\nsources = 'A'", "sources is to be a list of at most 200 texts"),
        ("[never]\nsources = ['']", "sources holds something else than a text of 1 to 200 characters"),
        ("[minimum_confidence]\nplace = 2", "place is to be a number from 0 to 1"),
        ('name = "none"', "the name 'none' is taken"),
        ('name = "default"', "the name 'default' is taken"),
        ('name = "a\\nb"', "name is to be a text of 1 to 80 characters"),
        ("name = ", "is no TOML"),
        (b"name = '\xff'", "is no TOML"),
        (b"#" * 70_000, "a policy has at most 64 kB"),
        ("a = " + "[" * 5000, "is no TOML"),
    ],
)
def test_a_bad_file_is_one_line_of_fault(written, text, fault):
    with pytest.raises(InputError, match=fault) as refused:
        read_policy(written(text))
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="no policy can be read there"):
        read_policy(tmp_path / "no.toml")


@pytest.mark.parametrize(
    ("policy", "due"),
    [
        (Policy("p"), "2024-12-17T00:00:00+02:00"),
        (Policy("p", delay_hours=48), "2024-12-19T00:00:00+02:00"),
        (Policy("p", embargo_until=at("2025-01-31T06:00:00+00:00")), "2025-01-31T06:00:00+00:00"),
        (Policy("p", delay_hours=48, embargo_until=at("2024-12-18T06:00:00+00:00")), "2024-12-19T00:00:00+02:00"),
    ],
)
def test_when_a_day_may_be_shown(policy, due):
    moment = at(due)
    assert policy.due(DAY) == moment
    policy.require_due(DAY, now=moment)
    with pytest.raises(
        HeldError, match=r"a report of 2024-12-16 may be published from .* Kyiv time under the policy 'p'"
    ):
        policy.require_due(DAY, now=moment - dt.timedelta(seconds=1))


def test_hours_go_by_over_the_change_to_summer_time():
    assert Policy("p", delay_hours=24).due(dt.date(2024, 3, 30)) == at("2024-04-01T01:00:00+03:00")


@pytest.mark.parametrize("day", [dt.date.min, dt.date.max])
def test_the_ends_of_the_calendar(day):
    policy = Policy("p", delay_hours=8760)
    assert (policy.due(day) < dt.datetime.now(dt.UTC)) == (day == dt.date.min)


def test_none_is_never_held():
    assert no_policy().due(DAY) is None
    no_policy().require_due(dt.date(2999, 1, 1))


def test_policies_that_differ_have_two_digests():
    policies = [
        Policy("p"),
        Policy("q"),
        Policy("p", units=True),
        Policy("p", sources=("a",)),
        Policy("p", sources=("b",)),
    ]
    assert len({policy.digest for policy in policies}) == len(policies)


def test_the_record_does_not_list_what_is_secret():
    told = repr(Policy("p", facilities=("secret works",), sources=("a secret channel",)).as_json())
    assert "secret" not in told
