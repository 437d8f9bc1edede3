"""A pace keeps the calls of all workers within AWS's call limits, and loses none."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from filelock import FileLock

from c9lib.aws import Pace, Session, connect, pace_files
from c9lib.aws.pace import FileStore
from c9lib.aws.pace_buckets import Kept
from c9lib.aws.target import Target
from c9lib.call_limits import Draw, Limit
from c9lib.parameters import Parameters
from c9lib.simulator import lifecycle
from tests.serving import Served, serving

NOON = 1_900_000_000.0
TEN = Draw("ec2:Test", Limit(10, 2, "a test"))
"""A bucket of ten of which a run takes eight at once, and two more a second."""
NOBODYS = {"VpcEndpointIds": ["vpce-0123456789abcdef0"]}
"""4 at once and 0.3 a second: the tightest bucket of what a run calls."""


@pytest.fixture
def account() -> Iterator[Served]:
    """An account with AWS's call limits."""
    with serving() as served:
        served.front.world.call_limits.switch(on=True)
        yield served


@pytest.fixture
def paced(tmp_path: Path) -> Pace:
    return Pace(tmp_path / "pace")


def folder_of(paced: Pace) -> Path:
    assert isinstance(paced.store, FileStore)
    return paced.store.folder


@dataclass(frozen=True)
class Counted:
    """What AWS answered and throttled, all in all, and how long it took in simulated seconds."""

    answered: int
    throttled: int
    seconds: float


def counted(account: Served, bucket: str, began: float) -> Counted:
    told = lifecycle.ask(account.url, "call-limits", {})
    passed = account.front.world.clock.now - began
    return Counted(told["answered"].get(bucket, 0), told["throttled"].get(bucket, 0), passed)


def in_threads(*work: Callable[[], Any]) -> list[BaseException]:
    """Do all this at once; gives what failed."""
    failed: list[BaseException] = []

    def one(what: Callable[[], Any]) -> None:
        try:
            what()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=one, args=(what,)) for what in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(100)
    assert not any(thread.is_alive() for thread in threads)
    return failed


def session(account: Served, paced: Pace | None) -> Session:
    made = connect(Parameters(endpoint_url=account.url), lambda _: None, pace=paced)
    made.rest()  # this thread doesn't work with it
    return made


def asking(session: Session, times: int) -> Callable[[], None]:
    """`times` reads of all stacks: 10 at once and 5 a second."""

    def ask() -> None:
        for _ in range(times):
            session.client("cloudformation").describe_stacks()
        session.rest()

    return ask


def deleting(session: Session, times: int) -> Callable[[], None]:
    def delete() -> None:
        for _ in range(times):
            session.client("ec2").delete_vpc_endpoints(**NOBODYS)
        session.rest()

    return delete


def test_eight_threads_lose_no_call_and_take_as_long_as_the_bucket(account: Served, paced: Pace) -> None:
    sessions = [session(account, paced) for _ in range(8)]
    began = account.front.world.clock.now
    assert in_threads(*(asking(one, 10) for one in sessions)) == []
    seen = counted(account, "cloudformation:DescribeStacks", began)
    assert seen.answered == 80
    assert seen.throttled <= 0.03 * 80
    assert (80 - 10) / 5 <= seen.seconds + 0.01 <= 1.3 * (80 - 10) / 5
    assert paced.told()["cloudformation:DescribeStacks in us-east-1"].taken == 80 + seen.throttled


def test_the_tightest_bucket_too(account: Served, paced: Pace) -> None:
    sessions = [session(account, paced) for _ in range(8)]
    began = account.front.world.clock.now
    assert in_threads(*(deleting(one, 4) for one in sessions)) == []
    seen = counted(account, "ec2:DeleteVpcEndpoints", began)
    assert seen.answered == 32
    assert seen.throttled <= 2
    assert (32 - 4) / 0.3 <= seen.seconds + 0.01 <= 1.3 * (32 - 4) / 0.3


def test_without_a_pace_calls_are_throttled(account: Served) -> None:
    """What the two above are held against: the same work at the same account."""
    sessions = [session(account, None) for _ in range(8)]
    began = account.front.world.clock.now
    in_threads(*(deleting(one, 4) for one in sessions))
    assert counted(account, "ec2:DeleteVpcEndpoints", began).throttled > 8


WORKER = """
import sys
from pathlib import Path
from c9lib.aws import Pace, connect
from c9lib.parameters import Parameters

url, folder, times = sys.argv[1:]
ec2 = connect(Parameters(endpoint_url=url), lambda _: None, pace=Pace(Path(folder))).client("ec2")
print("ready", flush=True)
sys.stdin.readline()
for number in range(int(times)):
    ec2.delete_vpc_endpoints(VpcEndpointIds=["vpce-0123456789abcdef0"])
    print(number, flush=True)
"""


@pytest.fixture
def workers(account: Served, paced: Pace) -> Iterator[Callable[[int, int], list[subprocess.Popen[str]]]]:
    """`workers(4, 3)`: processes that are ready to make three calls each, when they are told to."""
    started: list[subprocess.Popen[str]] = []

    def start(count: int, times: int) -> list[subprocess.Popen[str]]:
        words = [sys.executable, "-c", WORKER, account.url, str(folder_of(paced)), str(times)]
        made = [subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(count)]
        started.extend(made)
        for one in made:
            assert one.stdout is not None
            assert one.stdout.readline() == "ready\n"
        return made

    yield start
    for one in started:
        one.kill()
        one.communicate()


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def test_four_processes_share_one_bucket(account: Served, paced: Pace, workers: Any) -> None:
    processes = workers(4, 6)
    began = account.front.world.clock.now
    for one in processes:
        go(one)
    assert [one.wait(60) for one in processes] == [0] * 4
    seen = counted(account, "ec2:DeleteVpcEndpoints", began)
    assert seen.answered == 24
    assert seen.throttled <= 2
    assert (24 - 4) / 0.3 <= seen.seconds + 0.01 <= 1.3 * (24 - 4) / 0.3
    assert paced.told()["ec2:DeleteVpcEndpoints in us-east-1"].taken == 24 + seen.throttled


def test_a_worker_killed_while_it_waits_stops_nobody(account: Served, workers: Any) -> None:
    doomed, *others = workers(3, 4)
    with account.front.world.together.answering():  # time stands still: whoever has to wait goes on waiting
        go(doomed)
        assert doomed.stdout is not None
        assert [doomed.stdout.readline() for _ in range(3)] == ["0\n", "1\n", "2\n"]
        deadline = time.monotonic() + 20
        while not account.front.world.together.waiting and time.monotonic() < deadline:
            time.sleep(0.01)
        assert account.front.world.together.waiting == 1, "for its fourth call"
        doomed.kill()
        doomed.wait(20)
    began = account.front.world.clock.now
    for one in others:
        go(one)
    assert [one.wait(60) for one in others] == [0, 0]
    seen = counted(account, "ec2:DeleteVpcEndpoints", began)
    assert seen.answered == 3 + 8
    assert seen.seconds <= 1.3 * (11 + 1 - 3) / 0.3, "the token of the killed one is the only loss"


HOLDER = """
import sys, time
from filelock import FileLock

lock = FileLock(sys.argv[1])
lock.acquire()
print("held", flush=True)
time.sleep(60)
"""


def test_a_worker_killed_while_it_holds_the_lock_stops_nobody(paced: Pace) -> None:
    paced.take(TEN, "", NOON)
    (lock,) = folder_of(paced).glob("*.lock")
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(lock)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    process.kill()
    process.communicate()
    began = time.monotonic()
    assert paced.take(TEN, "", NOON) == 0
    assert time.monotonic() - began < 5
    assert paced.told()["ec2:Test"].taken == 2


def test_one_that_has_stopped_with_the_lock_is_not_waited_for(paced: Pace, monkeypatch: pytest.MonkeyPatch) -> None:
    """The call is made without a token, as if there were no pace."""
    paced.take(TEN, "", NOON)
    (lock,) = folder_of(paced).glob("*.lock")
    monkeypatch.setattr(pace_files, "LOCK_SECONDS", 0.1)
    with FileLock(lock):
        assert paced.take(TEN, "", NOON) == 0
        paced.throttled(TEN, "", NOON, NOON)
    assert paced.told()["ec2:Test"] == Kept(7, NOON, 2, taken=1)


def test_who_comes_first_has_its_turn_first(paced: Pace) -> None:
    assert [paced.take(TEN, "", NOON) for _ in range(11)] == [0.0] * 8 + [0.5, 1.0, 1.5]
    assert [paced.take(TEN, "", NOON + 1) for _ in range(2)] == [1.0, 1.5]
    assert paced.take(TEN, "", NOON + 3600) == 0
    assert paced.told()["ec2:Test"].tokens == 7, "it holds no more than its part of AWS's"


def test_it_says_how_far_behind_the_slowest_bucket_is(paced: Pace) -> None:
    assert paced.behind(NOON) == 0
    for _ in range(10):
        paced.take(TEN, "us-east-1", NOON)
    paced.take(Draw("ec2:Other", Limit(10, 2, "a test")), "us-east-1", NOON)
    assert paced.behind(NOON) == pytest.approx(1)  # two of ten are still to come, two a second
    assert paced.behind(NOON + 0.75) == pytest.approx(0.25)
    assert paced.behind(NOON + 5) == 0


def test_regions_and_buckets_are_apart(paced: Pace) -> None:
    other = Draw("ec2:Other", TEN.limit)
    for _ in range(8):
        paced.take(TEN, "us-east-1", NOON)
    assert paced.take(TEN, "us-east-1", NOON) == 0.5
    assert paced.take(TEN, "eu-central-1", NOON) == 0
    assert paced.take(other, "us-east-1", NOON) == 0
    assert set(paced.told()) == {"ec2:Test in us-east-1", "ec2:Test in eu-central-1", "ec2:Other in us-east-1"}


def test_a_call_for_more_than_a_bucket_holds_gets_what_it_holds(paced: Pace) -> None:
    assert paced.take(Draw(TEN.bucket, TEN.limit, 500), "", NOON) == 0
    assert paced.take(TEN, "", NOON) == 0.5


def test_throttling_halves_the_rate_once_and_it_comes_back_slowly(paced: Pace) -> None:
    for _ in range(10):
        paced.take(TEN, "", NOON)  # the last one is sent at NOON + 1
    paced.throttled(TEN, "", NOON, NOON)
    for late in (0.0, 0.5, 1.0):
        paced.throttled(TEN, "", NOON + late, NOON + 1)
    kept = paced.told()["ec2:Test"]
    assert (round(kept.rate, 2), kept.throttled) == (1.02, 4), "all four had their tokens before the rate was halved"
    assert paced.take(TEN, "", NOON + 1) > 1.9
    paced.throttled(TEN, "", NOON + 3, NOON + 3)
    assert paced.told()["ec2:Test"].rate < 0.6
    paced.take(TEN, "", NOON + 13)
    assert 0.7 < paced.told()["ec2:Test"].rate < 0.8
    paced.take(TEN, "", NOON + 100)
    assert paced.told()["ec2:Test"].rate == 2, "and not beyond AWS's"


def test_throttling_that_does_not_end_leaves_a_little(paced: Pace) -> None:
    for number in range(40):
        paced.throttled(TEN, "", NOON + number / 1000, NOON + number / 1000)
    assert paced.told()["ec2:Test"].rate == pytest.approx(2 / 32, rel=0.05)


def test_an_account_with_half_the_limits_is_learned(account: Served, paced: Pace) -> None:
    """Somebody else takes every other token: no call is lost, and after the first burst few are throttled."""
    sessions = [session(account, paced) for _ in range(4)]
    began = account.front.world.clock.now
    exceeded = account.front.world.call_limits.exceeded
    account.front.world.call_limits.exceeded = lambda request: exceeded(request) or exceeded(request)  # type: ignore[method-assign]
    assert in_threads(*(asking(one, 20) for one in sessions)) == []
    kept = paced.told()["cloudformation:DescribeStacks in us-east-1"]
    assert kept.taken == 80 + kept.throttled
    assert 1 <= kept.throttled <= 8
    assert account.front.world.clock.now - began < 2 * (80 - 5) / 2.5


def test_a_torn_file_and_one_of_an_account_that_started_afresh_begin_anew(paced: Pace) -> None:
    for _ in range(20):
        paced.take(TEN, "", NOON)
    assert paced.take(TEN, "", NOON - 86400) == 0
    (file,) = folder_of(paced).glob("*.json")
    for torn in ("", "{", "[]", json.dumps({"name": "ec2:Test", "bucket": {"tokens": 1}})):
        file.write_text(torn, encoding="utf-8")
        assert paced.told() == {}
        assert paced.take(TEN, "", NOON) == 0
        assert paced.told()["ec2:Test"].taken == 1


def test_it_goes_to_another_process_as_its_folder(paced: Pace) -> None:
    paced.take(TEN, "", NOON)
    sent = pickle.loads(pickle.dumps(paced))  # noqa: S301 — our own, made on this line
    assert sent == paced
    assert sent.told() == paced.told()


def test_on_a_real_account_it_sleeps_until_its_turn(
    account: Served, paced: Pace, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("c9lib.aws.target.time.sleep", slept.append)
    keys = {"aws_access_key_id": "simulated", "aws_secret_access_key": "simulated"}
    target = Target("aws", boto3.Session(**keys), account.url, simulated_clock=False)
    client = target.client("ec2", "us-east-1")
    paced.gate(client, "us-east-1", target)
    for _ in range(4):
        client.delete_vpc_endpoints(**NOBODYS)
    assert [round(seconds) for seconds in slept] == [3], "3.2 tokens at once: the fourth is there in 2.7 seconds"


def test_each_try_takes_a_token_and_a_refusal_is_no_throttling(account: Served, paced: Pace) -> None:
    asked = session(account, paced)
    lifecycle.ask(account.url, "faults", {"faults": [{"kind": "throttle", "operation": "DescribeVpcs", "first": 2}]})
    asked.client("ec2").describe_vpcs()
    with pytest.raises(ClientError, match="NotFound"):
        asked.client("ec2").delete_vpc(VpcId="vpc-0123456789abcdef0")
    told = paced.told()
    assert (told["ec2:DescribeVpcs in us-east-1"].taken, told["ec2:DescribeVpcs in us-east-1"].throttled) == (3, 2)
    assert (told["ec2:DeleteVpc in us-east-1"].taken, told["ec2:DeleteVpc in us-east-1"].throttled) == (1, 0)


def test_a_session_without_one_is_as_it_was(account: Served) -> None:
    asked = session(account, None)
    assert not asked.target.together
    account.seen.clear()
    asked.client("ec2").describe_vpcs()
    asked.target.let_pass(5)
    assert [one["PATH_INFO"] for one in account.seen] == ["/", "/_c9lib/advance"]


def test_waits_of_sessions_with_one_pass_together(account: Served, paced: Pace) -> None:
    sessions = [session(account, paced) for _ in range(4)]
    began = account.front.world.clock.now
    assert in_threads(*(lambda one=one: one.target.let_pass(60) for one in sessions)) == []
    assert 60 <= account.front.world.clock.now - began < 61
