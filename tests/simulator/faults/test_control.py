"""Faults by the control address: replaced, told, watched; and the log of invocations and attempts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config

from c9lib.simulator import lifecycle
from c9lib.simulator.clock import Clock
from c9lib.simulator.control import Control
from c9lib.simulator.leases import Leases
from c9lib.simulator.world import World
from tests.serving import Served, serving


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setattr("botocore.retries.standard.ExponentialBackoff.delay_amount", lambda *_: 0)
    with serving() as one:
        yield one


def ec2(served: Served) -> Any:
    config = Config(proxies={}, retries={"mode": "standard", "total_max_attempts": 3})
    return boto3.client("ec2", endpoint_url=served.url, region_name="us-east-1", config=config)


def ask(served: Served, **told: Any) -> dict[str, Any]:
    return lifecycle.ask(served.url, "faults", told)


def test_they_are_switched_on_told_and_switched_off(served: Served) -> None:
    assert ask(served) == {"faults": [], "met": {}, "watch": False}
    on = ask(served, faults=[{"kind": "throttle", "first": 2}, {"kind": "drop", "service": "iam"}], seed=7)
    assert on["faults"] == [
        {"kind": "throttle", "share": 1.0, "first": 2},
        {"kind": "drop", "share": 1.0, "service": "iam"},
    ]
    assert ec2(served).describe_vpcs()["ResponseMetadata"]["RetryAttempts"] == 2
    assert ask(served)["met"] == {"throttle": 2, "drop": 0}
    assert ask(served, faults=[]) == {"faults": [], "met": {}, "watch": False}
    assert ec2(served).describe_vpcs()["ResponseMetadata"]["RetryAttempts"] == 0


def test_the_log_tells_which_attempts_belong_to_one_call(served: Served) -> None:
    ask(served, faults=[{"kind": "error-500", "first": 1}, {"kind": "lost", "after": 1, "times": 1}])
    client = ec2(served)
    client.create_vpc(CidrBlock="10.1.0.0/16")
    client.describe_vpcs()
    log = ask(served, log=True)["log"]
    short = [(one["n"], one["operation"], one["attempt"], one["fault"], one["carried_out"]) for one in log]
    assert short == [
        (1, "CreateVpc", 1, "error-500", False),
        (2, "CreateVpc", 2, "lost", True),
        (3, "CreateVpc", 3, "", True),
        (4, "DescribeVpcs", 1, "", True),
    ]
    calls = [one["invocation"] for one in log]
    assert calls[0] == calls[1] == calls[2] != calls[3]
    assert {(one["service"], one["region"]) for one in log} == {("ec2", "us-east-1")}


def test_without_faults_requests_are_noted_when_somebody_watches(served: Served) -> None:
    assert ask(served, faults=[], watch=True) == {"faults": [], "met": {}, "watch": True}
    ec2(served).describe_vpcs()
    assert [one["operation"] for one in ask(served, log=True)["log"]] == ["DescribeVpcs"]
    ask(served, faults=[], watch=True)
    assert ask(served, log=True)["log"] == []


def test_control_verbs_meet_no_fault_and_are_not_noted(served: Served) -> None:
    ask(served, faults=[{"kind": "drop"}])
    assert lifecycle.ask(served.url, "clock", {})["now"] > 0
    assert ask(served, log=True)["log"] == []


def test_the_same_seed_gives_the_same_faults(served: Served) -> None:
    def faults(seed: int) -> list[str]:
        ask(served, faults=[{"kind": "throttle", "share": 0.3}], seed=seed)
        client = ec2(served)
        for _ in range(20):
            try:
                client.describe_vpcs()
            except client.exceptions.ClientError:
                continue
        return [one["fault"] for one in ask(served, log=True)["log"]][:20]

    first = faults(7)
    assert faults(7) == first
    assert faults(8) != first


def test_what_is_wrong_is_refused_whole_and_changes_nothing(served: Served) -> None:
    ask(served, faults=[{"kind": "drop", "service": "iam"}])
    with pytest.raises(LookupError, match=r"answers 400: .*nearest: throttle.*share is 2") as refused:
        ask(served, faults=[{"kind": "throttel"}, {"kind": "lost", "share": 2}])
    assert "can't read its request" in str(refused.value)
    assert [one["kind"] for one in ask(served)["faults"]] == ["drop"]


def test_the_shared_account_keeps_no_launch_that_failed_so_it_takes_no_capacity() -> None:
    """What Cloud9 launches by itself isn't in a journal: done again, it would be launched."""
    world = World(seed=1, clock=Clock())
    control = Control(world, Leases(), done=lambda *_: None)
    body = json.dumps({"faults": [{"kind": "capacity"}]}).encode()
    response = control.respond({"PATH_INFO": "/_c9lib/faults"}, body)
    assert response.status == 400
    assert b"c9lib simulator --fault capacity" in response.body
    assert world.faults.chances is None
    body = json.dumps({"faults": [{"kind": "throttle"}]}).encode()
    assert control.respond({"PATH_INFO": "/_c9lib/faults"}, body).status == 200
