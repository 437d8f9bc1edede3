"""Waits of several clients at once pass together, in the order of their moments."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.config import Config

from c9lib.simulator import together
from c9lib.simulator.clock import CALL_SECONDS, SEEDED_START
from c9lib.simulator.control import LONGEST_WAIT, Control
from c9lib.simulator.faults import reading
from c9lib.simulator.leases import Leases
from c9lib.simulator.world import World
from tests.simulator.conftest import Server


@pytest.fixture
def passed() -> list[float]:
    return []


@pytest.fixture
def ask(world: World, passed: list[float]) -> Callable[..., tuple[int, dict[str, Any]]]:
    """`ask("wait", seconds=3)`: one request to the control address."""
    control = Control(world, Leases(), passed.append)

    def asked(verb: str, **told: Any) -> tuple[int, dict[str, Any]]:
        response = control.respond({"PATH_INFO": f"/_c9lib/{verb}"}, json.dumps(told).encode())
        return response.status, json.loads(response.body)

    return asked


def at_once(*what: Callable[[], Any]) -> list[Any]:
    """The results of several at the same time, in the order in which they came."""
    results: list[Any] = []
    threads = [threading.Thread(target=lambda one=one: results.append(one())) for one in what]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(results) == len(what), "somebody still waits"
    return results


def test_who_waits_alone_waits_no_longer_than_a_moment(world: World, ask: Any, passed: list[float]) -> None:
    happened: list[float] = []
    world.events.later(20, lambda: happened.append(world.clock.now))
    began = time.monotonic()
    assert ask("wait", seconds=60) == (200, {"now": SEEDED_START + 60, "until": SEEDED_START + 60})
    assert time.monotonic() - began < 2
    assert happened == [SEEDED_START + 20]
    assert passed == [SEEDED_START + 60]


def test_several_waits_take_as_long_as_the_longest_and_end_in_their_order(
    world: World, ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "QUIET_SECONDS", 0.2)  # on a busy machine a thread needs some time to begin
    ends = at_once(*(lambda seconds=seconds: ask("wait", seconds=seconds)[1] for seconds in (60, 20, 40, 20)))
    assert [one["until"] - SEEDED_START for one in ends] == [20, 20, 40, 60]
    assert [one["now"] for one in ends] == [one["until"] for one in ends]
    assert world.clock.now == SEEDED_START + 60


def test_a_worker_that_is_busy_is_waited_for_and_one_that_is_gone_is_not(
    world: World, ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "BUSY_SECONDS", 0.5)
    ask("clock", worker="b")
    began = time.monotonic()

    def thoughtful() -> Any:
        time.sleep(0.2)
        return ask("wait", seconds=5, worker="b")[1]

    ends = at_once(lambda: ask("wait", seconds=60, worker="a")[1], thoughtful)
    assert [one["now"] - SEEDED_START for one in ends] == [5, 60]
    assert time.monotonic() - began >= 0.7, "after 5 s it has something to do, and isn't heard of again"
    ask("wait", seconds=60, worker="a")
    assert world.clock.now == SEEDED_START + 120


def test_a_worker_whose_process_runs_is_waited_for_longer(
    world: World, ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "BUSY_SECONDS", 0.1)
    monkeypatch.setattr(together, "STRAYED_SECONDS", 1.0)
    began = time.monotonic()
    ask("clock", worker=f"{os.getpid()}-1")
    ask("clock", worker=f"{_ended()}-1")
    ask("wait", seconds=60, worker="a")
    assert 1.0 <= time.monotonic() - began < 5


def test_nobody_waits_for_the_worker_of_a_process_that_has_ended(world: World, ask: Any) -> None:
    ask("clock", worker=f"{_ended()}-1")
    began = time.monotonic()
    ask("wait", seconds=60, worker="a")
    assert time.monotonic() - began < together.STRAYED_SECONDS / 2


def _ended() -> int:
    """The id of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def test_nobody_waits_for_a_worker_that_rests(world: World, ask: Any) -> None:
    own = f"{os.getpid()}-1"
    ask("clock", worker=own)
    assert ask("rest", who=own) == (200, {})
    began = time.monotonic()
    ask("wait", seconds=60, worker="a")
    assert time.monotonic() - began < together.STRAYED_SECONDS / 2
    status, told = ask("rest")
    assert (status, "who" in told["error"]) == (400, True)


def test_a_wait_goes_on_as_soon_as_the_last_worker_rests(world: World, ask: Any) -> None:
    own = f"{os.getpid()}-1"
    ask("clock", worker=own)

    def rest() -> str:
        time.sleep(0.2)
        assert world.clock.now == SEEDED_START
        ask("rest", who=own)
        return "rested"

    assert at_once(lambda: ask("wait", seconds=60, worker="a")[1]["now"], rest)[-1] == SEEDED_START + 60


def test_no_time_passes_before_a_worker_that_is_expected_has_begun(
    world: World, ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "LONGEST_ANSWER", 0.2)
    own = f"{os.getpid()}-endpoints"
    assert ask("expect", who=own) == (200, {})
    assert ask("wait", seconds=60, worker="a")[1]["now"] == SEEDED_START
    ask("clock", worker=own)
    assert ask("wait", seconds=60, worker="a")[1]["now"] == SEEDED_START, "it has begun, and doesn't wait"
    assert at_once(lambda: ask("wait", seconds=60, worker="a"), lambda: ask("wait", seconds=5, worker=own))
    assert world.clock.now > SEEDED_START
    status, told = ask("expect")
    assert (status, "who" in told["error"]) == (400, True)


@pytest.mark.parametrize("who", [str(2**22 + 1), "nobody"])
def test_nobody_waits_long_for_one_whose_process_has_ended_before_it_began(world: World, ask: Any, who: str) -> None:
    ask("expect", who=f"{who}-endpoints")
    began = time.monotonic()
    ask("wait", seconds=60, worker="a")
    assert time.monotonic() - began < together.STRAYED_SECONDS / 2


def test_one_that_begins_at_a_wait_of_another_is_expected_from_then_on(
    world: World, ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "LONGEST_ANSWER", 0.2)
    leader, follower = (f"{os.getpid()}-{name}" for name in ("environment", "endpoints"))
    ask("clock", worker=leader)
    ask("expect", **{"who": follower, "leader": leader, "for": "it is created"})
    assert ask("wait", **{"seconds": 20, "worker": leader, "for": "it has propagated"})[1]["now"] == SEEDED_START + 20
    assert ask("wait", seconds=20, worker=leader)[1]["now"] == SEEDED_START + 40
    assert ask("wait", **{"seconds": 20, "worker": leader, "for": "it is created"})[1]["now"] == SEEDED_START + 40
    ask("clock", worker=follower)
    ask("rest", who=follower)
    told = ask("wait", **{"seconds": 20, "worker": leader, "for": "it is created"})[1]
    assert told["now"] == SEEDED_START + 60, "it is expected once"
    status, answer = ask("expect", who=follower, leader=leader)
    assert (status, "for" in answer["error"]) == (400, True)


@pytest.mark.parametrize("rests", ["environment", "endpoints"])
def test_nobody_is_expected_any_more_once_either_rests(world: World, ask: Any, rests: str) -> None:
    leader, follower = (f"{os.getpid()}-{name}" for name in ("environment", "endpoints"))
    ask("expect", **{"who": follower, "leader": leader, "for": "it is created"})
    ask("rest", who=f"{os.getpid()}-{rests}")
    began = time.monotonic()
    ask("wait", **{"seconds": 60, "worker": leader, "for": "it is created"})
    assert time.monotonic() - began < together.STRAYED_SECONDS / 2


def test_those_are_at_work_who_have_begun_and_dont_wait(world: World, ask: Any) -> None:
    here = world.together
    assert here.at_work == 1
    own = [f"{os.getpid()}-{name}" for name in "abc"]
    ask("clock", worker=own[0])
    assert here.at_work == 1
    ask("clock", worker=own[1])
    ask("expect", who=own[2])
    assert here.at_work == 2, "the third one hasn't begun"
    ask("clock", worker=own[2])
    assert here.at_work == 3
    ask("rest", who=own[0])
    ask("rest", who=own[2])
    assert here.at_work == 1
    seen: list[int] = []
    world.events.later(20, lambda: seen.append(here.at_work))
    ask("wait", seconds=60, worker=own[1])
    assert seen == [1], "who waits isn't at work, but there is always one"


def test_a_call_of_one_of_two_at_work_moves_time_on_by_half(world: World, server: Server, ask: Any) -> None:
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    config = Config(proxies={}, user_agent_extra="c9lib/1 side-by-side")
    client = boto3.client("ec2", endpoint_url=server.url, region_name="us-east-1", config=config, **keys)
    passed = []
    for name in ("a", "b"):
        ask("clock", worker=f"{os.getpid()}-{name}")
        before = world.clock.now
        client.describe_vpcs()
        passed.append(world.clock.now - before)
    assert passed == pytest.approx([CALL_SECONDS, CALL_SECONDS / 2], abs=1e-6)  # to the microsecond


def test_what_a_known_worker_is_answered_keeps_nobody_waiting(
    world: World, ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "QUIET_SECONDS", 3.0)
    own = f"{os.getpid()}-1"
    world.together._heard = time.monotonic() - 10  # of those who don't say who they are nothing was heard for long
    ask("clock", worker=own)
    with world.together.answering(known=True):
        pass
    began = time.monotonic()
    ask("wait", seconds=60, worker=own)
    assert time.monotonic() - began < 1.5


def test_a_moment_that_is_over_is_no_wait(world: World, ask: Any) -> None:
    assert ask("wait", until=SEEDED_START - 5)[1] == {"now": SEEDED_START, "until": SEEDED_START - 5}
    assert ask("wait", until=SEEDED_START + 5)[1]["now"] == SEEDED_START + 5


def test_time_stands_still_while_somebody_is_being_answered(
    world: World, ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "LONGEST_ANSWER", 0.2)
    with world.together.answering():
        told = ask("wait", seconds=60)[1]
    assert told == {"now": SEEDED_START, "until": SEEDED_START + 60}, "who waits asks once more"
    assert ask("wait", until=told["until"])[1]["now"] == SEEDED_START + 60


def test_time_that_others_let_pass_ends_a_wait(world: World, ask: Any) -> None:
    with world.together.answering():
        ended = at_once(lambda: ask("wait", seconds=3)[1]["now"], lambda: ask("advance", seconds=30)[1]["now"])
    assert ended == [SEEDED_START + 30] * 2


@pytest.mark.parametrize(
    "told",
    [
        {"seconds": -1},
        {"seconds": LONGEST_WAIT + 1},
        {"seconds": "NaN"},
        {"until": "NaN"},
        {"until": "Infinity"},
        {"until": SEEDED_START + LONGEST_WAIT + 60},
        {"until": None},
        {"until": "soon"},
        {},
    ],
)
def test_a_wait_that_is_none_is_refused(world: World, ask: Any, told: dict[str, Any]) -> None:
    status, answer = ask("wait", **told)
    assert status == 400
    assert "/_c9lib/wait" in answer["error"]
    assert world.clock.now == SEEDED_START


def test_a_request_to_aws_keeps_time_still(world: World, server: Server, ask: Any) -> None:
    """A slow answer is part of the account's time, and nobody's wait overtakes it."""
    world.faults.replace(reading.faults([{"kind": "slow", "seconds": 0.6}]), 1)
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    client = boto3.client("ec2", endpoint_url=server.url, region_name="us-east-1", config=Config(proxies={}), **keys)
    began = time.monotonic()
    ends: list[float] = []

    def read() -> None:
        client.describe_vpcs()
        ends.append(time.monotonic() - began)

    def wait() -> None:
        time.sleep(0.15)
        ask("wait", seconds=600)
        ends.append(time.monotonic() - began)

    at_once(read, wait)
    assert min(ends) >= 0.6
