"""Answers that take long: the caller waits, nobody else does, and simulated time passes as well."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from c9lib.simulator.world import World

HOLD = 1.0
SLACK = 0.05
"""Sleeping and measuring don't agree to the millisecond."""


def test_a_slow_answer_holds_up_its_own_caller_alone(
    client: Callable[..., Any], switch: Callable[..., None], world: World
) -> None:
    slow, quick = client("ec2"), client("sts")
    quick.get_caller_identity()
    switch({"kind": "slow", "seconds": HOLD, "service": "ec2"})
    took: list[float] = []

    def ask() -> None:
        begun = time.monotonic()
        assert slow.describe_vpcs()["Vpcs"]
        took.append(time.monotonic() - begun)

    before = world.clock.now
    thread = threading.Thread(target=ask)
    thread.start()
    while not world.faults.told()["met"]["slow"]:
        time.sleep(0.005)
    assert quick.get_caller_identity()["Account"] == "123456789012"
    assert not took, "the quick one was answered while the slow one waited"
    thread.join()
    assert took[0] >= HOLD - SLACK
    assert world.clock.now >= before + HOLD


def test_a_slow_answer_is_the_answer(
    client: Callable[..., Any], switch: Callable[..., None], log: Callable[[], Any]
) -> None:
    switch({"kind": "slow", "seconds": 0.1}, {"kind": "lost", "after": 1, "times": 1})
    assert client("ec2").create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["CidrBlock"] == "10.1.0.0/16"
    client("ec2", attempts=2).describe_vpcs()
    assert [(note["fault"], note["carried_out"], note["status"]) for note in log()] == [
        ("slow", True, 200),
        ("lost", True, 0),
        ("slow", True, 200),
    ]
