"""Two people run the same deployment at once: it ends with one of each, whoever was quicker at what."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from c9lib.aws import Session
from c9lib.aws.repeatable import may_be_repeated
from c9lib.nouns import Plan
from c9lib.simulator import lifecycle
from c9lib.steps import STEPS, TearDownStep, in_order, leftovers
from c9lib.steps.base import carry_out
from c9lib.steps.environments import described
from c9lib.steps.forecast import endpoints_first
from c9lib.steps.network_parts import parts
from tests.isolation import seed
from tests.steps.conftest import Connected

WAYS = [
    ("public", "api"),
    ("nat", "api"),
    ("isolated", "api"),
    ("public", "cloudformation"),
    ("isolated", "cloudformation"),
]


def run(session: Session) -> None:
    """A whole run, as the notebooks come to it."""
    for kind in in_order(session.parameters):
        kind(session).apply()
    if endpoints_first(session.parameters):
        STEPS["endpoints"](session).apply()


def together(sessions: list[Session], seed: int, act: Callable[[Session], None]) -> list[BaseException]:
    """All act at once, each call held up for some milliseconds that the seed draws; the errors that came out."""
    drawn, failed = random.Random(seed), list[BaseException]()  # noqa: S311

    def held_up(**_: Any) -> None:
        time.sleep(drawn.random() / 200)

    def person(session: Session) -> None:
        try:
            act(session)
        except BaseException as error:  # told by the test
            failed.append(error)

    for session in sessions:
        for name in ("ec2", "iam", "cloud9", "cloudformation"):
            session.client(name).meta.events.register("before-send.*.*", held_up)
    threads = [threading.Thread(target=person, args=(session,)) for session in sessions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not any(thread.is_alive() for thread in threads), "somebody hangs"
    return failed


def counted(session: Session) -> Counter[str]:
    """How many there are of each part of the deployment."""
    there, ec2 = parts(session), session.client("ec2")
    filters = session.tag_filter()
    alive = [{"Name": "instance-state-name", "Values": ["pending", "running"]}]
    instances = session.pages("ec2", "describe_instances", "Reservations", Filters=[*filters, *alive])
    endpoints = ec2.describe_vpc_endpoints(Filters=filters)["VpcEndpoints"]
    return Counter(
        vpcs=len(there.vpcs),
        subnets=len(there.subnets),
        tables=len(there.tables),
        gateways=len(there.gateways),
        nat_gateways=len([one for one in there.nat_gateways if one["State"] != "failed"]),
        addresses=len(there.addresses),
        endpoints=len([one for one in endpoints if one["State"] != "deleted"]),
        environments=len(described(session)),
        instances=sum(len(one["Instances"]) for one in instances),
    )


EXPECTED = {
    "public": Counter(vpcs=1, subnets=1, tables=1, gateways=1, endpoints=4, environments=1, instances=1),
    "nat": Counter(
        vpcs=1, subnets=2, tables=2, gateways=1, nat_gateways=1, addresses=1, endpoints=4, environments=1, instances=1
    ),
    "isolated": Counter(vpcs=1, subnets=1, tables=1, endpoints=4, environments=1, instances=1),
}


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("network", "launch_with"), WAYS)
def test_two_runs_at_once_end_with_one_of_each(connected: Connected, network: str, launch_with: str) -> None:
    drawn = seed()
    print(f"C9LIB_SEED={drawn}")
    two = [connected(network=network, launch_with=launch_with, access_for=["user/c9-learner"]) for _ in range(2)]
    failed = together(two, drawn, run)
    assert failed == [], [getattr(one, "details", one) for one in failed]
    fresh = connected(network=network, launch_with=launch_with, access_for=["user/c9-learner"])
    assert +counted(fresh) == EXPECTED[network]
    assert [change for kind in in_order(fresh.parameters) for change in kind(fresh).plan().changes] == []
    again = [connected(network=network, launch_with=launch_with, access_for=["user/c9-learner"]) for _ in range(2)]
    assert together(again, drawn, lambda session: TearDownStep(session).undo() and None) == []
    assert leftovers(fresh).facts == ()


@pytest.mark.parametrize("name", ["role", "profile", "network", "access", "environment"])
def test_two_that_have_planned_on_the_same_account_act_one_after_the_other(connected: Connected, name: str) -> None:
    asked = {"network": "nat", "access_for": ["user/c9-learner"]}
    first, second = connected(**asked), connected(**asked)
    for kind in in_order(first.parameters):
        if kind.name == name:
            break
        kind(first).apply()
    steps = [STEPS[name](one) for one in (first, second)]
    planned: list[list[Plan]] = [[step.plan()] for step in steps]
    for one, step, early in zip((first, second), steps, planned, strict=True):
        carry_out(one, lambda early=early, step=step: early.pop() if early else step.plan())  # type: ignore[misc]
    assert all(step.plan().changes == () for step in steps)
    there = counted(first)
    assert all(there[part] <= EXPECTED["nat"][part] for part in there)


LOST = {
    "role": ["CreateRole", "AttachRolePolicy"],
    "profile": ["CreateInstanceProfile", "AddRoleToInstanceProfile"],
    "network": [
        "CreateVpc",
        "ModifyVpcAttribute",
        "CreateInternetGateway",
        "AttachInternetGateway",
        "CreateRouteTable",
        "CreateRoute",
        "CreateSubnet",
        "AssociateRouteTable",
        "AllocateAddress",
        "CreateNatGateway",
    ],
    "access": ["CreatePolicy", "TagUser", "AttachUserPolicy"],
    "environment": ["CreateEnvironmentEC2"],
    "endpoints": ["CreateSecurityGroup", "AuthorizeSecurityGroupIngress", "CreateVpcEndpoint"],
}
"""The writes of a run, by step."""


def lose_the_answer(session: Session, operation: str) -> Callable[[], int]:
    """Let the answer of the next call of an operation be lost after AWS has carried it out; gives how often it was."""
    url = session.target.endpoint_url
    assert url is not None
    lifecycle.ask(url, "faults", {"faults": [{"kind": "lost", "operation": operation, "times": 1}]})
    return lambda: int(lifecycle.ask(url, "faults", {})["met"].get("lost", 0))


def repeated(operation: str) -> bool:
    """Whether the client itself asks once more: what has a token, or does no more the second time."""
    tokens = ("CreateRouteTable", "CreateNatGateway", "CreateEnvironmentEC2", "CreateVpcEndpoint")
    return operation in tokens or may_be_repeated(operation, {})


@pytest.mark.parametrize(("name", "operation"), [(name, one) for name in LOST for one in LOST[name]])
def test_after_a_lost_answer_the_same_run_ends_with_one_of_each(
    connected: Connected, name: str, operation: str
) -> None:
    told: list[str] = []
    session = connected(network="nat", access_for=["user/c9-learner"])
    session.progress = told.append
    for kind in in_order(session.parameters):
        if kind.name == name:
            break
        kind(session).apply()
    lost = lose_the_answer(session, operation)
    STEPS[name](session).apply()
    assert lost() == 1
    assert any(f"{operation}: ConnectionClosedError; looking again" in line for line in told) != repeated(operation)
    assert STEPS[name](session).plan().changes == ()
    there = counted(session)
    assert all(there[part] <= EXPECTED["nat"][part] for part in there)
    assert len(session.client("iam").list_policies(Scope="Local")["Policies"]) <= 1


def test_after_a_lost_answer_a_stack_is_followed(connected: Connected) -> None:
    for operation in ("CreateChangeSet", "ExecuteChangeSet"):
        session = connected(launch_with="cloudformation", deployment=operation.lower(), environment_name=operation)
        for kind in in_order(session.parameters):
            if kind.name == "environment":
                lost = lose_the_answer(session, operation)
            kind(session).apply()
        assert lost() == 1
        assert counted(session)["instances"] == 1


@pytest.mark.parametrize("network", ["public", "nat"])
def test_what_is_shown_late_is_not_made_twice(connected: Connected, network: str) -> None:
    session = connected(network=network, access_for=["user/c9-learner"])
    url = session.target.endpoint_url
    assert url is not None
    late = [{"kind": "late", "service": name, "seconds": 8} for name in ("ec2", "iam")]
    lifecycle.ask(url, "faults", {"faults": late})
    run(session)
    assert lifecycle.ask(url, "faults", {})["met"].get("late", 0) > 0
    session.target.let_pass(60)
    assert +counted(session) == EXPECTED[network]
    assert [change for kind in in_order(session.parameters) for change in kind(session).plan().changes] == []
