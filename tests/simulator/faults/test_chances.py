"""Whom the faults meet: the same requests meet the same faults, as often as asked for."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from c9lib.simulator import wire
from c9lib.simulator.faults.chances import Faults
from c9lib.simulator.faults.fault import Fault

SCOPE = "AWS4-HMAC-SHA256 Credential=test/20300107/us-east-1/{}/aws4_request"


def request(operation: str = "DescribeVpcs", service: str = "ec2") -> wire.Request:
    environ: dict[str, Any] = {"HTTP_AUTHORIZATION": SCOPE.format(service), "QUERY_STRING": f"Action={operation}"}
    return wire.read(environ, b"")


def kinds(*faults: Fault, seed: int = 1, requests: int = 200, operation: str = "DescribeVpcs") -> list[str]:
    """The faults that so many requests meet, "" for none."""
    made = Faults()
    made.replace(faults, seed)
    assert made.chances is not None
    return [made.chances.arrives(request(operation)).kind for _ in range(requests)]


def test_the_same_seed_gives_the_same_faults_and_another_one_others() -> None:
    faults = (Fault("throttle", 0.1), Fault("drop", 0.1))
    assert kinds(*faults) == kinds(*faults)
    assert kinds(*faults) != kinds(*faults, seed=2)


def test_a_share_is_about_that_share() -> None:
    found = kinds(Fault("throttle", 0.2), requests=2000)
    assert 320 < found.count("throttle") < 480


@pytest.mark.parametrize(("share", "often"), [(0.0, 0), (1.0, 200)])
def test_never_is_never_and_always_is_always(share: float, often: int) -> None:
    assert kinds(Fault("drop", share)).count("drop") == often


def test_one_more_fault_does_not_change_whom_the_others_meet() -> None:
    alone = kinds(Fault("throttle", 0.1))
    together = kinds(Fault("throttle", 0.1), Fault("drop", 0.3))
    assert [kind == "throttle" for kind in alone] == [kind == "throttle" for kind in together]


def test_of_two_faults_the_first_decides_the_answer() -> None:
    assert set(kinds(Fault("drop"), Fault("throttle"))) == {"drop"}


@pytest.mark.parametrize(
    ("fault", "places"),
    [
        (Fault("drop", first=3), [0, 1, 2]),
        (Fault("drop", times=2), [0, 1]),
        (Fault("drop", after=6, times=1), [6]),
        (Fault("drop", after=2, first=2), [2, 3]),
    ],
)
def test_first_times_and_after_say_which_requests(fault: Fault, places: list[int]) -> None:
    found = kinds(fault, requests=20)
    assert [number for number, kind in enumerate(found) if kind] == places


def test_times_bounds_a_share() -> None:
    found = kinds(Fault("drop", 0.5, times=3))
    free = kinds(Fault("drop", 0.5))
    assert [place for place, kind in enumerate(found) if kind] == [place for place, kind in enumerate(free) if kind][:3]


def test_what_a_fault_is_not_for_neither_meets_it_nor_counts() -> None:
    made = Faults()
    made.replace([Fault("drop", service="ec2", operation="CreateVpc", first=1)], 1)
    assert made.chances is not None
    for other in (request("DescribeVpcs"), request("CreateRole", "iam")):
        assert made.chances.arrives(other).kind == ""
    assert made.chances.arrives(request("CreateVpc")).kind == "drop"
    assert made.chances.arrives(request("CreateVpc")).kind == ""
    assert made.told()["met"] == {"drop": 1}


def test_a_slow_answer_may_also_be_a_refusal() -> None:
    made = Faults()
    made.replace([Fault("slow", seconds=2), Fault("slow", seconds=1), Fault("throttle")], 1)
    assert made.chances is not None
    turn = made.chances.arrives(request())
    assert (turn.kind, turn.hold) == ("throttle", 3.0)
    assert made.told()["met"] == {"slow": 2, "throttle": 1}


def test_many_at_once_are_counted_each_once() -> None:
    made = Faults()
    made.replace([Fault("drop", times=100)], 1)
    chances = made.chances
    assert chances is not None
    threads = [threading.Thread(target=lambda: [chances.arrives(request()) for _ in range(50)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made.told()["met"] == {"drop": 100}
    assert [note["n"] for note in made.told(log=True)["log"]] == list(range(1, 401))


def test_without_faults_nothing_is_kept_unless_somebody_watches() -> None:
    made = Faults()
    assert made.told(log=True) == {"faults": [], "met": {}, "watch": False, "log": []}
    made.replace([], 1)
    assert not made.told()["watch"]
    made.replace([], 1, watch=True)
    assert made.chances is not None
    made.chances.arrives(request())
    assert [note["operation"] for note in made.told(log=True)["log"]] == ["DescribeVpcs"]
