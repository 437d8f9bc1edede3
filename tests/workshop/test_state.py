"""How seats stand by what AWS shows: each state, in how few calls, and what is told where AWS refuses to show it."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from c9lib.aws import Session
from c9lib.simulator import moto_state
from c9lib.simulator.front import Front
from c9lib.simulator.services.cloud9.environments import Environment, Identity, environments
from c9lib.workshop.layout import Layout, lay_out
from c9lib.workshop.state import MEANINGS, MOST_CALLS, STATES, WELL, SeatState, look_at
from tests.least.account import Keyed, inside
from tests.simulator.people import allow, deny, make_user
from tests.workshop.conftest import Connected, Read
from tests.workshop.seated import REGION, Seated, seat

EXPECTED = {
    "online": ("online", ""),
    "silent": ("silent", "its agent isn't online"),
    "lost": ("silent", "its agent is ConnectionLost"),
    "making": ("launching", "Cloud9 is making it"),
    "pending": ("launching", "Cloud9 is making it"),
    "asked for": ("launching", "Cloud9 is making it"),
    "broken": ("failed", "CREATE_FAILED: AccessDeniedException: User: arn"),
    "refused": ("failed", "CREATE_FAILED: AccessDeniedException: User: arn"),
    "gone": ("failed", "its instance is gone"),
    "going": ("missing", "it is being deleted"),
    "missing": ("missing", ""),
    "stopped": ("stopped", ""),
    "stopping": ("stopped", "its instance is stopping"),
}
"""By kind of seat (tests/workshop/seated.py): its state, and how its why begins."""
DENIED = {
    "ec2:DescribeInstances": (dict.fromkeys(EXPECTED, "not known"), "UnauthorizedOperation"),
    "ssm:DescribeInstanceInformation": (dict.fromkeys(("online", "silent", "lost"), "not known"), "AccessDenied"),
    "cloud9:ListEnvironments": (dict.fromkeys(("asked for", "refused", "gone", "going", "missing"), "not known"), ""),
    "cloud9:DescribeEnvironments": (
        {
            **dict.fromkeys(("asked for", "refused", "gone", "going", "missing"), "not known"),
            **dict.fromkeys(("silent", "lost"), "not known"),
            **dict.fromkeys(("making", "broken"), "online"),
        },
        "AccessDenied",
    ),
}
"""Without this permission: which kinds are in which other state, and AWS's code in their why."""
Made = Callable[[Sequence[str]], tuple[Seated, Layout]]


@pytest.fixture
def ec2(front: Front, boto_session: Any) -> Any:
    return inside(front, boto_session).client("ec2", REGION)


@pytest.fixture
def made(front: Front, ec2: Any, many: Read) -> Made:
    """`made(["online", "missing"])`: a class with a seat of each of these kinds, and where it lies."""

    def make(kinds: Sequence[str]) -> tuple[Seated, Layout]:
        layout = lay_out(many(len(kinds)))
        return seat(front, ec2, layout, kinds), layout

    return make


@pytest.fixture
def as_user(front: Front, boto_session: Any) -> Callable[..., Session]:
    """`as_user(layout, policy)`: a session of somebody who may do everything but what the policy denies."""

    def connect(layout: Layout, *policies: str) -> Session:
        iam = inside(front, boto_session).client("iam", REGION)
        key = make_user(iam, "tess", allow("*"), *policies)
        return Session(layout.own, inside(front, Keyed(boto_session, key, "any")), lambda _: None)

    return connect


def counted(session: Session, layout: Layout, before: Any = None) -> tuple[dict[str, SeatState], int]:
    """How the seats stand, and how many calls that took."""
    began = len(session.calls)
    seen = look_at(session, layout, before)
    assert not [call for call in session.calls if call.writes]
    return seen, len(session.calls) - began


def states(seen: dict[str, SeatState]) -> Counter[str]:
    return Counter(one.state for one in seen.values())


def test_every_state_by_what_aws_shows(made: Made, connected: Connected) -> None:
    account, layout = made([*EXPECTED])
    account.later(6)  # longer than an agent takes to be heard
    seen, _ = counted(connected(layout.own), layout)
    assert list(seen) == [one.name for one in layout.roster.seats]
    told = dict(zip(EXPECTED, seen.values(), strict=True))
    assert {kind: one.state for kind, one in told.items()} == {kind: state for kind, (state, _) in EXPECTED.items()}
    for kind, (_, why) in EXPECTED.items():
        assert told[kind].why.startswith(why), kind
        assert bool(told[kind].why) == bool(why), kind
        assert told[kind].well == (told[kind].state in WELL)
        assert bool(told[kind].environment_id) == (kind != "missing")
        assert told[kind].instance_id == account.instances.get(told[kind].seat, "")
    assert told["online"].learner == "learner-001"
    assert told["online"].environment == "python-001"
    assert pickle.loads(pickle.dumps(seen)) == seen  # noqa: S301 (our own)
    assert set(MEANINGS) == set(STATES)


def test_an_instance_that_has_just_started_isnt_silent(made: Made, connected: Connected) -> None:
    account, layout = made(["silent"])
    session = connected(layout.own)
    assert look_at(session, layout)["001"].state == "launching"
    account.later(6)
    assert look_at(session, layout)["001"].state == "silent"


def test_nobody_comes_and_somebody_comes(made: Made, connected: Connected, front: Front, boto_session: Any) -> None:
    account, layout = made(["online", "online"])
    session = connected(layout.own)
    assert states(look_at(session, layout)) == {"online": 2}
    account.later(20)
    assert states(look_at(session, layout)) == {"idle": 2}
    moment, opened = account.now, account.open("002", "learner-002")
    seen = look_at(session, layout)
    assert (seen["001"].state, seen["002"].state, seen["002"].why) == ("idle", "opened", "by learner-002")
    assert seen["002"].since == datetime.fromtimestamp(moment, UTC)
    assert "learner" not in seen["002"].words
    inside(front, boto_session).client("ssm", REGION).terminate_session(SessionId=opened)
    assert look_at(session, layout)["002"].state == "idle"


def test_aws_says_since_when_one_is_stopped(made: Made, connected: Connected, ec2: Any) -> None:
    account, layout = made(["online"])
    ec2.stop_instances(InstanceIds=[account.instances["001"]])
    account.later(3)
    (seen,) = look_at(connected(layout.own), layout).values()
    assert seen.state == "stopped"
    reason = ec2.describe_instances()["Reservations"][0]["Instances"][0]["StateTransitionReason"]
    assert bool(seen.since) == ("(" in reason)
    if seen.since:
        assert f"{seen.since:%Y-%m-%d %H:%M:%S}" in reason


def test_somebody_elses_environment_of_the_same_name(made: Made, connected: Connected, front: Front) -> None:
    _, layout = made(["missing"])
    other = Identity("arn:aws:iam::123456789012:user/else", "AIDA")
    held = environments(front.world, REGION).held
    held["e" * 32] = Environment("e" * 32, REGION, "python-001", other, "CONNECT_SSM", lifecycle="CREATED")
    (seen,) = look_at(connected(layout.own), layout).values()
    assert (seen.state, seen.environment_id) == ("missing", "")
    assert seen.why == f"the environment {'e' * 32} has its name, but another owner"


def test_what_a_failed_launch_left_doesnt_hide_the_next(made: Made, connected: Connected, front: Front) -> None:
    _, layout = made(["refused"])
    owner = Identity(layout.roster.seats[0].owner, "AIDA")
    held = environments(front.world, REGION).held
    held["f" * 32] = Environment("f" * 32, REGION, "python-001", owner, "CONNECT_SSM")
    (seen,) = look_at(connected(layout.own), layout).values()
    assert (seen.state, seen.environment_id, seen.lifecycle) == ("launching", "f" * 32, "CREATING")


@pytest.mark.parametrize("action", DENIED)
def test_what_isnt_shown_isnt_known(made: Made, as_user: Callable[..., Session], action: str) -> None:
    account, layout = made([*EXPECTED])
    account.later(6)
    others, code = DENIED[action]
    seen, calls = counted(as_user(layout, deny(action)), layout)
    told = dict(zip(EXPECTED, seen.values(), strict=True))
    wanted = {kind: state for kind, (state, _) in EXPECTED.items()} | others
    if action == "cloud9:DescribeEnvironments":
        wanted["pending"] = "launching"
    assert {kind: one.state for kind, one in told.items()} == wanted
    for one in told.values():
        if one.state == "not known":
            assert one.why.startswith("not known: AWS answered ")
            assert one.why.endswith(f" to {action}")
            assert code in one.why
            assert not one.well
    assert calls <= MOST_CALLS


def test_without_sessions_a_seat_is_online_and_says_what_isnt_known(
    made: Made, as_user: Callable[..., Session]
) -> None:
    account, layout = made(["online"])
    account.later(20)
    account.open("001", "learner-001")
    (seen,) = look_at(as_user(layout, deny("ssm:DescribeSessions")), layout).values()
    assert seen.state == "online"
    assert seen.why == (
        "whether anybody is connected is not known: AWS answered AccessDeniedException to ssm:DescribeSessions"
    )


def test_one_environment_that_isnt_shown_hides_no_other(
    made: Made, as_user: Callable[..., Session], front: Front
) -> None:
    account, layout = made(["silent"] * 20)
    account.later(6)
    hidden = list(environments(front.world, REGION).held.values())[7]
    session = as_user(layout, deny("cloud9:DescribeEnvironments", Resource=hidden.arn))
    seen, calls = counted(session, layout)
    assert states(seen) == {"silent": 19, "not known": 1}
    assert seen["008"].why.endswith("to cloud9:DescribeEnvironments")
    assert calls <= MOST_CALLS


def test_what_was_made_before_isnt_asked_again(made: Made, connected: Connected) -> None:
    _, layout = made(["online"] * 3)
    session = connected(layout.own)
    first, calls = counted(session, layout)
    second, fewer = counted(session, layout, first)
    assert second == first
    assert fewer == calls - 1


def test_more_sessions_than_calls(made: Made, connected: Connected) -> None:
    account, layout = made(["online", "online"])
    account.open("002", "learner-002")
    for _ in range(201):
        account.open("001", "learner-001")
    session = connected(layout.own)
    assert states(look_at(session, layout)) == {"opened": 2}
    few = look_at(session, layout, most_calls=1)
    assert (few["001"].state, few["002"].state) == ("opened", "online")
    assert "more sessions than were read" in few["002"].why


@pytest.mark.timeout(300)  # two hundred instances are launched, and looked at five times
def test_two_hundred_seats_take_at_most_twenty_calls(made: Made, connected: Connected, front: Front) -> None:
    account, layout = made(["online"] * 200)
    session, seats = connected(layout.own), layout.roster.seats
    account.later(20)
    healthy, calls = counted(session, layout)
    assert states(healthy) == {"idle": 200}
    assert {one.lifecycle for one in healthy.values()} == {"CREATED"}
    assert calls == 14
    again, calls = counted(session, layout, healthy)
    assert again == healthy
    assert calls == 6

    moto_state.set_instance_state(REGION, account.instances["200"], "terminated")
    environments(front.world, REGION).held.pop(healthy["200"].environment_id)
    seen, calls = counted(session, layout)  # most calls: all ids are to be listed, too
    assert states(seen) == {"idle": 199, "missing": 1}
    assert calls == MOST_CALLS

    for one in seats[20:40]:
        account.become(one, "silent")
    for one, kind in zip(seats, ("lost", "broken", "making", "pending", "stopped") * 4, strict=False):
        account.become(one, kind)
    seen, calls = counted(session, layout)
    assert states(seen) == {"silent": 24, "failed": 4, "launching": 8, "stopped": 4, "idle": 159, "missing": 1}
    assert calls <= MOST_CALLS

    for one in seats[1:199]:  # the worst: all environments are to be listed, and all to be described
        account.become(one, "silent")
    account.become(seats[0], "online")
    seen, calls = counted(session, layout)
    assert states(seen) == {"idle": 1, "silent": 198, "missing": 1}
    assert calls <= MOST_CALLS


def test_two_hundred_launching_seats(made: Made, connected: Connected) -> None:
    _, layout = made(["asked for"] * 200)
    seen, calls = counted(connected(layout.own), layout)
    assert states(seen) == {"launching": 200}
    assert calls == 17
