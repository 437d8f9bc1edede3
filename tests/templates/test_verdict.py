"""What the library says of an environment that the template `whole` made: the same as of one that its steps made."""

from __future__ import annotations

from typing import Any

import pytest

from c9lib import checks, parameters, templates
from c9lib.aws import Session
from c9lib.nouns import Verdict
from c9lib.simulator.clock import Clock
from c9lib.simulator.front import Front
from c9lib.simulator.inprocess import InProcess
from c9lib.simulator.world import World
from c9lib.steps import in_order
from tests.checks.conftest import Inside
from tests.templates.account import Account

NETWORKS = ("public", "nat", "isolated")


class Waited(Inside):
    """A target in the process whose time passes as fast as anybody waits."""

    def let_pass(self, seconds: float) -> None:
        with self.world.lock:
            self.world.clock.advance(seconds)
            self.world.events.settle()

    def let_pass_for(self, seconds: float, _waits_for: str) -> None:
        self.let_pass(seconds)


def opened(front: Front, network: str) -> Session:
    """A session of the administrator on an account."""
    inside = InProcess()

    def client(service: str, region: str = "us-east-1", *_: Any) -> Any:
        return inside.client(service, region, (None,), front.respond)

    target = Waited(front.world, client)
    return Session(parameters.from_mapping({"network": network}), target, lambda _: None)  # type: ignore[arg-type]


def by_stack(session: Session) -> Verdict:
    """On an environment that a stack makes, with network, role and profile."""
    account = Account(lambda service: session.client(service))
    pairs = {"Network": session.parameters.network, "RoleAndProfile": "make"}
    session.client("cloudformation").create_stack(
        StackName="mine",
        TemplateBody=templates.text("whole"),
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in pairs.items()],
        Capabilities=["CAPABILITY_NAMED_IAM"],
    )
    assert account.stack("mine")["StackStatus"] == "CREATE_COMPLETE", account.causes("mine")
    return checks.verdict(session, *account.environments())


def by_steps(session: Session) -> Verdict:
    """On the environment of a run."""
    for step in in_order(session.parameters):
        step(session).apply()
    return checks.verdict(session)


def told(verdict: Verdict) -> dict[str, str]:
    """The answers, but for those about a stack."""
    return {check.id: check.status for check in verdict.checks if check.family != "stack"}


@pytest.fixture
def other() -> Front:
    """Another account, as fresh as `front`."""
    return Front(World(seed=2, clock=Clock(speed=0.0), settled=True))


@pytest.mark.parametrize("network", NETWORKS)
def test_the_verdict_is_the_same_by_a_stack_and_by_the_steps(network: str, front: Front, other: Front) -> None:
    stack, steps = by_stack(opened(front, network)), by_steps(opened(other, network))
    assert told(stack) == told(steps)
    assert told(stack)["agent.online"] == told(stack)["environment.status"] == "ok"
    assert stack.verdict == steps.verdict


@pytest.mark.parametrize("network", NETWORKS)
def test_nothing_fails(network: str, front: Front) -> None:
    verdict = by_stack(opened(front, network))
    assert {check.id: check.cause for check in verdict.checks if check.status == "fail"} == {}
    assert {check.status for check in verdict.checks if check.family == "stack"} == {"ok"}
