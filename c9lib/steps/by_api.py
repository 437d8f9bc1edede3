"""The environment made by a call to Cloud9: `launch_with: api` (facts 3.2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from c9lib.aws import Session
from c9lib.checks.environments import ENDED, lifecycle
from c9lib.nouns import Change, Observation, Plan
from c9lib.steps import costs, members
from c9lib.steps.environments import Environment
from c9lib.steps.ground import Ground
from c9lib.steps.launching import create, is_waited_for, request, waiting
from c9lib.steps.removing import remove_environments
from c9lib.steps.stack_names import described, stack_name
from c9lib.steps.unlike import unlike

STEP = "environment"
IN_THE_WAY = "it stands in the way of a new launch"
LOST = "its instance was terminated, and what was on it with it: no instance can be brought back"
LOST_OF_STACK = (
    "The environment's instance was terminated, and can't be brought back. A stack has made the environment, so it"
    " isn't made anew: tear it down, and run again."
)


def plan(session: Session, seen: Observation) -> Plan:
    """Launch what is missing; wait for what is there, and invite whom it lacks. An environment that has lost its
    instance is made anew."""
    living = seen.data["living"]
    if living is None:
        return _launch(session, seen.data["there"])
    if _is_lost(living, seen.data) and not (unlike(session, living) or described(session, stack_name(session))):
        return _launch(session, seen.data["there"], LOST)
    return of_living(session, living, seen.data)


def _is_lost(living: Environment, state: Mapping[str, Any]) -> bool:
    """Whether somebody terminated its instance. One that isn't seen at all may only not be known yet."""
    instance = state.get("instance")
    return lifecycle(living) == "CREATED" and instance is not None and instance["State"]["Name"] in ENDED


def of_living(session: Session, living: Environment, state: Mapping[str, Any]) -> Plan:
    """What an environment still lacks that is there, whoever made it. One of a stack that has lost its instance is
    refused: past its stack it can't be made anew."""
    hindrance = unlike(session, living) or ((LOST_OF_STACK,) if _is_lost(living, state) else ())
    if hindrance:
        return Plan(STEP, refusals=hindrance)
    waits = (waiting(session, living["id"]),) if is_waited_for(living, state) else ()
    sharing = members.of_living(session, living)
    return Plan(STEP, (*waits, *sharing.changes), sharing.notes, sharing.refusals)


def _launch(session: Session, there: list[Environment], why: str = IN_THE_WAY) -> Plan:
    """Remove what failed before, then launch."""
    ground = Ground.of(session)
    made: dict[str, str] = {}

    def run() -> None:
        made["id"] = create(session, request(session, ground.ready()))

    removed = remove_environments(session, there, why)
    sharing = members.at_launch(session, lambda: made["id"])
    launch = _create(session, ground, run)
    return Plan(
        STEP,
        (*removed, *ground.ahead.changes, launch, waiting(session, "", made), *sharing.changes),
        (*ground.ahead.notes, *sharing.notes),
        (*ground.refusals, *sharing.refusals),
        waits_for=ground.waits_for,
    )


def _create(session: Session, ground: Ground, run: Callable[[], object]) -> Change:
    asked = session.parameters
    return Change(
        "create",
        f"environment {asked.environment_name} ({asked.instance_type}, {asked.image_id}, CONNECT_SSM) in subnet"
        f" {ground.subnet_id}",
        "Cloud9 launches an instance without an inbound port, and reaches it through Systems Manager",
        (
            "cloud9:CreateEnvironmentEC2",
            "cloud9:TagResource",
            "ssm:StartSession",
            "iam:CreateServiceLinkedRole",
            "ec2:DescribeSubnets",
            "ec2:DescribeVpcs",
        ),
        "delete the environment, with its instance and what is on it",
        costs.environment(session, public_address=ground.gives_address),
        run,
    )
