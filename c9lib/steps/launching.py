"""Launching an environment: the request, its token, and what is waited for (facts 3.2, 3.3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from c9lib.aws import Session
from c9lib.aws.session import DEPLOYMENT_TAG
from c9lib.checks.creation import other_owner
from c9lib.checks.environments import lifecycle
from c9lib.nouns import Change, Seen, Wait
from c9lib.steps.environments import Environment, agent_of, described_one, instances_of, looked_at, status_of
from c9lib.steps.tokens import made_once

PROFILE_AGE = 15
SETTLED = ("ready", "stopped", "stopping")
PROPAGATED = Wait(
    "the instance profile has propagated", PROFILE_AGE, 60, 5, "estimate: IAM is eventually consistent (facts 5.11)"
)
CREATED = Wait("the environment is created", 120, 900, 10, "limit of CloudFormation's handler (facts 3.3)")
READY = Wait("the environment is ready", 30, 600, 10, "estimate")
ONLINE = Wait("SSM Agent is online", 60, 600, 10, "estimate")


def request(session: Session, subnet_id: str) -> dict[str, Any]:
    """What `CreateEnvironmentEC2` is asked, but for the token."""
    asked = session.parameters
    optional = {"description": asked.description, "ownerArn": other_owner(session)}
    return {
        "name": asked.environment_name,
        "instanceType": asked.instance_type,
        "imageId": asked.image_id,
        "subnetId": subnet_id,
        "connectionType": "CONNECT_SSM",
        "automaticStopTimeMinutes": asked.automatic_stop_minutes,
        # No tag `Name`: Cloud9 passes tags on to the instance, and the start of an instance depends on its own Name
        # (facts 5.6).
        "tags": [{"Key": DEPLOYMENT_TAG, "Value": asked.deployment}],
        **{name: value for name, value in optional.items() if value},
    }


def create(session: Session, wanted: dict[str, Any]) -> str:
    """Create the environment, and give its id. The same request on a day makes no second one beside a living one."""
    cloud9 = session.client("cloud9")

    def make(token: str) -> str:
        return str(cloud9.create_environment_ec2(**wanted, clientRequestToken=token)["environmentId"])

    def look(environment_id: str) -> Seen:
        seen = described_one(session, environment_id)
        state = lifecycle(seen) if seen else "not visible yet"
        leaving = state.startswith("DELET")
        return Seen(state, done=seen is not None and not leaving, hopeless="it was deleted" if leaving else "")

    return made_once(session, f"the environment {wanted['name']}", wanted, make, look)


def wait_for_profile(session: Session, created: datetime) -> None:
    """EC2 and Cloud9 see a new instance profile some seconds later than IAM does."""

    def look() -> Seen:
        age = (session.now() - created.astimezone(UTC)).total_seconds()
        return Seen(f"{max(0, round(age))} s old", done=age >= PROFILE_AGE, left=PROFILE_AGE - age)

    if not look().done:
        session.wait(PROPAGATED, look)


def is_waited_for(environment: Environment, state: Mapping[str, Any]) -> bool:
    """Whether an environment still comes to be ready, or its running instance's agent online."""
    settled = lifecycle(environment) == "CREATED" and state["status"] in SETTLED
    return not (settled and (not state["running"] or state["agent"] == "Online"))


def waiting(session: Session, environment_id: str, made: Mapping[str, str] | None = None) -> Change:
    """Wait for an environment: a known one, or the one that the launch puts into `made`."""
    return Change(
        "wait",
        f"until the environment {environment_id} is created, ready, and its SSM Agent online".replace("  ", " "),
        "the launch goes on by itself, and what follows needs the instance",
        (
            "cloud9:DescribeEnvironments",
            "cloud9:DescribeEnvironmentStatus",
            "ec2:DescribeInstances",
            "ssm:DescribeInstanceInformation",
        ),
        "nothing to undo",
        run=lambda: wait_until_ready(session, environment_id or (made or {})["id"]),
    )


def wait_until_ready(session: Session, environment_id: str) -> None:
    """Wait for CREATED, then for a status to work with, then for the agent. Raises `WaitError` with Cloud9's reason."""
    session.wait(CREATED, lambda: _created(looked_at(session, environment_id)))
    session.wait(READY, lambda: _ready(session, environment_id))
    session.wait(ONLINE, lambda: _online(session, environment_id))


def _created(seen: Environment | None) -> Seen:
    if seen is None:
        return Seen("gone", hopeless="somebody deleted the environment")
    state = lifecycle(seen)
    reason = seen.get("lifecycle", {}).get("reason") or "Cloud9 gives no reason"
    hopeless = "" if state in ("CREATING", "CREATED") else f"{state}: {reason}"
    return Seen(state, done=state == "CREATED", hopeless=hopeless)


def _ready(session: Session, environment_id: str) -> Seen:
    status, message = status_of(session, environment_id)
    hopeless = message or "Cloud9 gives no message" if status in ("error", "deleting") else ""
    return Seen(status, done=status in SETTLED, hopeless=hopeless)


def _online(session: Session, environment_id: str) -> Seen:
    instance = instances_of(session, [environment_id]).get(environment_id)
    if instance is None:
        return Seen("no instance", hopeless="the environment has no instance")
    if instance["State"]["Name"] != "running":
        state = instance["State"]["Name"]
        return Seen(state, done=state in ("stopping", "stopped"), hopeless="it ended" if state == "terminated" else "")
    ping = agent_of(session, instance["InstanceId"])
    return Seen(ping, done=ping == "Online")
