"""Waiting has a name, a limit and an end, and tells what it sees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, EndpointConnectionError

from c9lib.aws import waiting
from c9lib.aws.waiting import wait_until
from c9lib.errors import WaitError
from c9lib.nouns import Seen, Wait, Waited

WAIT = Wait("the gateway is available", normal_seconds=120, limit_seconds=300, poll_seconds=30)


class Time:
    """A clock that moves when it is waited with; notes how long each time."""

    def __init__(self) -> None:
        self.passed: list[float] = []

    def now(self) -> datetime:
        return datetime(2030, 1, 7, tzinfo=UTC) + timedelta(seconds=sum(self.passed))

    def let_pass(self, seconds: float) -> None:
        self.passed.append(seconds)


def looks(*seen: Seen) -> Callable[[], Seen]:
    """What each look shows; the last for ever."""
    left = list(seen)
    return lambda: left.pop(0) if len(left) > 1 else left[0]


def test_what_is_so_already_is_waited_for_without_a_word() -> None:
    time, told = Time(), list[str]()
    assert wait_until(WAIT, looks(Seen("available", done=True)), time, told.append) == Waited(
        WAIT.condition, 0, "available"
    )
    assert (time.passed, told) == ([], [])


def test_each_new_state_is_told_once() -> None:
    time, told = Time(), list[str]()
    seen = [Seen("pending"), Seen("pending"), Seen("starting"), Seen("available", done=True)]
    assert wait_until(WAIT, looks(*seen), time, told.append).seconds == 80
    assert told == [
        "  the gateway is available: pending, 0 s so far (normally 2 min, at most 5 min)",
        "  the gateway is available: starting, 1 min so far (normally 2 min, at most 5 min)",
        "  the gateway is available: available, after 1 min 20 s",
    ]


def test_it_ends_at_the_limit_and_says_what_was_seen_last() -> None:
    time = Time()
    with pytest.raises(WaitError) as raised:
        wait_until(WAIT, looks(Seen("pending")), time, lambda _: None)
    assert sum(time.passed) == 300
    assert raised.value.title == "Waited in vain until the gateway is available."
    assert raised.value.details == ("last seen after 5 min: pending", "the limit of 5 min is over")
    assert raised.value.remedy


def test_it_looks_once_more_at_the_very_limit() -> None:
    time = Time()

    def look() -> Seen:
        return Seen("available" if sum(time.passed) >= 300 else "pending", done=sum(time.passed) >= 300)

    assert wait_until(WAIT, look, time, lambda _: None).seconds == 300


def test_the_last_pause_is_no_longer_than_what_is_left() -> None:
    time = Time()
    with pytest.raises(WaitError):
        wait_until(Wait("x", 1, 50, poll_seconds=20), looks(Seen("no")), time, lambda _: None, evenly=True)
    assert time.passed == [20, 20, 10]


def test_it_looks_more_often_about_the_normal_end() -> None:
    time = Time()
    with pytest.raises(WaitError):
        wait_until(WAIT, looks(Seen("pending")), time, lambda _: None)
    assert time.passed == [30, 30, 20, 13, 9, *[6] * 7, 8, 11, 14, 19, 25, 30, 30, 19]


def test_pauses_are_neither_shorter_than_two_seconds_nor_made_longer() -> None:
    short, shorter = Time(), Time()
    for poll, time in ((4, short), (1, shorter)):
        with pytest.raises(WaitError):
            wait_until(Wait("x", 16, 24, poll_seconds=poll), looks(Seen("no")), time, lambda _: None)
    assert short.passed == [4, 4, 3, *[2] * 6, 1]
    assert shorter.passed == [1] * 24


def test_what_is_known_to_be_left_is_waited_for_exactly() -> None:
    time = Time()

    def look() -> Seen:
        left = 12.5 - sum(time.passed)
        return Seen("young", done=left <= 0, left=left)

    wait_until(Wait("it is old enough", 15, 60), look, time, lambda _: None)
    assert time.passed == [12.5]


def test_it_ends_at_once_when_it_is_hopeless() -> None:
    time = Time()
    seen = [Seen("pending"), Seen("failed", hopeless="Gateway.NotAttached: the VPC has no internet gateway")]
    with pytest.raises(WaitError) as raised:
        wait_until(WAIT, looks(*seen), time, lambda _: None)
    assert time.passed == [30]
    assert raised.value.details == (
        "last seen after 30 s: failed",
        "Gateway.NotAttached: the VPC has no internet gateway",
    )


def test_in_a_log_it_shows_life_every_minute_even_when_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    time, told = Time(), list[str]()
    monkeypatch.setattr(waiting.wall, "monotonic", lambda: 1000 + sum(time.passed))  # a real account: one clock
    seen = [Seen("pending")] * 9 + [Seen("available", done=True)]
    wait_until(Wait("it is", 900, 1800, poll_seconds=25), looks(*seen), time, told.append)
    assert told == [
        "  it is: pending, 0 s so far (normally 15 min, at most 30 min)",
        "  it is: pending, 1 min 15 s so far (normally 15 min, at most 30 min)",
        "  it is: pending, 2 min 30 s so far (normally 15 min, at most 30 min)",
        "  it is: available, after 3 min 45 s",
    ]


def test_it_is_said_once_that_it_takes_longer_than_usual() -> None:
    time, told = Time(), list[str]()
    with pytest.raises(WaitError):
        wait_until(WAIT, looks(Seen("pending")), time, told.append)
    assert told == [
        "  the gateway is available: pending, 0 s so far (normally 2 min, at most 5 min)",
        "  the gateway is available: pending, 2 min 6 s so far (normally 2 min, at most 5 min; longer than usual)",
    ]


def unseen(code: str, status: int) -> ClientError:
    told = {"Error": {"Code": code, "Message": "Oh."}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(told, "DescribeNatGateways")  # type: ignore[arg-type]


PASSING = (
    unseen("RequestLimitExceeded", 503),
    unseen("InternalError", 500),
    EndpointConnectionError(endpoint_url="https://ec2.eu-west-1.amazonaws.com"),
    ConnectionClosedError(endpoint_url="https://ec2.eu-west-1.amazonaws.com"),
)


def shows(*seen: Seen | Exception) -> Callable[[], Seen]:
    """What each look shows or raises; the last for ever."""
    left = list(seen)

    def look() -> Seen:
        one = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(one, Exception):
            raise one
        return one

    return look


@pytest.mark.parametrize("error", PASSING, ids=lambda error: type(error).__name__)
def test_a_look_that_fails_for_now_ends_no_wait(error: Exception) -> None:
    time, told = Time(), list[str]()
    look = shows(Seen("pending"), error, error, Seen("available", done=True))
    assert wait_until(WAIT, look, time, told.append).seconds == 80
    assert "can't be seen just now (" in told[1]
    assert len(told) == 3, "the same trouble is told once"


@pytest.mark.parametrize("error", PASSING, ids=lambda error: type(error).__name__)
def test_at_the_limit_it_says_what_was_seen_last_and_why_nothing_newer(error: Exception) -> None:
    with pytest.raises(WaitError) as raised:
        wait_until(WAIT, shows(Seen("pending"), error), Time(), lambda _: None)
    assert raised.value.details == (
        "last seen after 5 min: pending",
        "the limit of 5 min is over",
        f"the last look failed: {error}",
    )
    with pytest.raises(WaitError, match="last seen after 5 min: nothing"):
        wait_until(WAIT, shows(error), Time(), lambda _: None)


@pytest.mark.parametrize("code", ["UnauthorizedOperation", "ExpiredToken", "InvalidParameterValue"])
def test_a_look_that_aws_refuses_ends_it_at_once(code: str) -> None:
    time = Time()
    with pytest.raises(ClientError, match=code):
        wait_until(WAIT, shows(Seen("pending"), unseen(code, 400)), time, lambda _: None)
    assert time.passed == [30]


def test_a_look_that_fails_isnt_hidden() -> None:
    def look() -> Seen:
        raise LookupError("gone")

    with pytest.raises(LookupError, match="gone"):
        wait_until(WAIT, look, Time(), lambda _: None)


def test_every_look_is_told_with_how_far_the_wait_has_come_also_one_that_failed() -> None:
    time, looked = Time(), list[Waited]()
    answers: list[Seen | Exception] = [
        Seen("pending"),
        ConnectionClosedError(endpoint_url="https://x"),
        Seen("pending"),
        Seen("available", done=True),
    ]

    def look() -> Seen:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    wait_until(WAIT, look, time, lambda _: None, looked.append)
    assert [(one.seconds, one.last_seen, one.well) for one in looked] == [
        (0, "pending", False),
        (30, "can't be seen just now (ConnectionClosedError), looking again", False),
        (60, "pending", False),
        (80, "available", True),
    ]
    assert {(one.condition, one.normal_seconds, one.limit_seconds) for one in looked} == {(WAIT.condition, 120, 300)}
