"""Step endpoints while Cloud9 is still making the environment: it waits for the instance's own group, and lets in no
other one."""

from collections.abc import Callable
from typing import Any

import pytest

from c9lib.aws import Session
from c9lib.errors import WaitError
from c9lib.notebook.guides import Guide
from c9lib.notebook.notes import Notes
from c9lib.steps.endpoint_changes import AVAILABLE
from c9lib.steps.endpoints import EndpointsStep
from c9lib.steps.environment import EnvironmentStep
from c9lib.steps.environments import ours
from c9lib.steps.group_rules import Rule
from c9lib.steps.group_to_come import KNOWN, under_way
from tests.steps.conftest import Connected
from tests.steps.near import SUBNET, guard, own_groups

Done = Callable[..., None]
BEFORE = ("role", "profile", "network")


@pytest.fixture
def launching(session: Session, done: Done) -> Session:
    """Cloud9 has just begun to make the environment: there is no instance yet."""
    return begin(session, done)


def begin(session: Session, done: Done, *before: str) -> Session:
    done(session, *BEFORE, *before)
    for change in EnvironmentStep(session).plan().changes[:-1]:
        change.run()
    assert under_way(session) is not None
    return session


def actions(changes: Any) -> list[str]:
    return [change.action for change in changes]


def test_the_plan_says_that_it_waits_and_whom_it_lets_in_then(launching: Session) -> None:
    plan = EndpointsStep(launching).plan()
    assert plan.refusals == plan.waits_for == ()
    assert actions(plan.changes) == ["wait", "create", "allow", *["create"] * 4, "wait"]
    assert plan.changes[0].what == f"until {KNOWN.condition}"
    assert plan.changes[2].what == "TCP 443 from the instance into the endpoints"
    assert launching.waits[-1:] == [] or launching.waits[-1].condition != KNOWN.condition


def test_it_waits_and_lets_in_the_instances_own_group_alone(launching: Session) -> None:
    outcome = EndpointsStep(launching).apply()
    assert actions(outcome.changes) == ["wait", "create", "allow", *["create"] * 4, "wait"]
    assert [one.condition for one in outcome.waits] == [KNOWN.condition, AVAILABLE.condition]
    assert outcome.waits[0].well
    assert 0 < outcome.waits[0].seconds < KNOWN.limit_seconds
    assert guard(launching) == {Rule(group) for group in own_groups(launching)}
    assert "sg-" in outcome.changes[2].what
    EnvironmentStep(launching).apply()
    assert EndpointsStep(launching).plan().changes == ()
    assert EndpointsStep(launching).verify().well


def test_what_was_planned_is_noted_as_it_came_to_be(launching: Session, tmp_path: Any) -> None:
    notes = Notes("endpoints", launching, tmp_path)
    guide = Guide(EndpointsStep(launching), notes)
    guide.plan()
    outcome = guide.apply()
    assert outcome.revealed is not None
    planned = [(one["action"], one["what"]) for one in notes.told["plan"]["changes"]]
    assert planned == [(one.action, one.what) for one in outcome.changes]
    assert "revealed" not in notes.told["apply"]


def test_a_plan_that_was_made_just_now_is_done_likewise(launching: Session) -> None:
    step = EndpointsStep(launching)
    _, plan = step.look()
    assert actions(step.apply(plan).changes) == actions(plan.changes)
    assert guard(launching) == {Rule(group) for group in own_groups(launching)}


def test_subnets_that_were_let_in_before_are_so_no_longer(connected: Connected, done: Done) -> None:
    session = connected(network="isolated")
    begin(session, done, "endpoints")
    assert guard(session) == {SUBNET}
    outcome = EndpointsStep(session).apply()
    assert actions(outcome.changes) == ["wait", "allow", "revoke"]
    assert guard(session) == {Rule(group) for group in own_groups(session)}


def test_restricting_waits_for_the_instance_and_for_its_agent(connected: Connected, done: Done) -> None:
    session = begin(connected(restrict_egress=True), done)
    assert EndpointsStep(session).plan().waits_for == ()
    outcome = EndpointsStep(session).apply()
    assert actions(outcome.changes)[0] == "wait"
    assert actions(outcome.changes)[-3:] == ["wait", "restrict", "wait"]
    assert EndpointsStep(session).verify().well


def test_without_endpoints_of_its_own_it_waits_for_nobody(connected: Connected, done: Done) -> None:
    session = begin(connected(endpoint_services=("s3",)), done)
    assert actions(EndpointsStep(session).apply().changes) == ["create"]


def test_a_launch_that_fails_ends_the_wait_with_cloud9s_reason(session: Session, done: Done) -> None:
    done(session, *BEFORE)
    changes = EnvironmentStep(session).plan().changes
    name = {"InstanceProfileName": "AWSCloud9SSMInstanceProfile", "RoleName": "AWSCloud9SSMAccessRole"}
    session.client("iam").remove_role_from_instance_profile(**name)
    changes[0].run()
    with pytest.raises(WaitError, match=KNOWN.condition) as vain:
        EndpointsStep(session).apply()
    assert any("CREATE_FAILED: " in line for line in vain.value.details)
    assert guard(session) == frozenset()
    assert not session.waits[-1].well


def test_an_environment_that_somebody_deletes_meanwhile_ends_it(launching: Session, connected: Connected) -> None:
    (environment,) = ours(launching)
    told: list[str] = []

    def hear(line: str) -> None:
        if not told:
            connected().client("cloud9").delete_environment(environmentId=environment["id"])
        told.append(line)

    launching.progress = hear
    with pytest.raises(WaitError, match=KNOWN.condition) as vain:
        EndpointsStep(launching).apply()
    assert any("DELETING" in line or "deleted" in line for line in vain.value.details)
    assert KNOWN.condition in told[0]
    assert "normally 30 s, at most 15 min" in told[0]


def test_once_the_instance_is_there_nothing_is_waited_for(launching: Session) -> None:
    launching.target.let_pass(30)
    assert under_way(launching) is not None
    assert actions(EndpointsStep(launching).plan().changes)[0] == "create"
