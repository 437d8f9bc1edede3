"""The security group of an instance that Cloud9 is still making: waited for, as the endpoints let in nobody else."""

from __future__ import annotations

from c9lib.aws import Session
from c9lib.checks.environments import lifecycle
from c9lib.nouns import Change, Seen, Wait
from c9lib.steps.environments import Environment, instance_of, looked_at, ours

KNOWN = Wait(
    "Cloud9 has made the instance and its security group",
    30,
    900,
    5,
    "estimate: Cloud9's stack begins with them; limit of CloudFormation's handler (facts 3.3)",
)
COMING = "CREATING"


def under_way(session: Session) -> Environment | None:
    """The environment of this deployment that Cloud9 is making now."""
    return next((one for one in ours(session) if lifecycle(one) == COMING), None)


def until_known(session: Session, environment: Environment) -> Change:
    """Wait until the instance is there. What is planned after it follows from that, so it is planned anew."""
    return Change(
        "wait",
        f"until {KNOWN.condition}",
        f"the environment {environment['id']} is being made, and the endpoints let in its instance's own group",
        ("cloud9:DescribeEnvironments", "ec2:DescribeInstances"),
        "nothing to undo",
        run=lambda: session.wait(KNOWN, lambda: _look(session, environment["id"])),
        reveals=True,
    )


def _look(session: Session, environment_id: str) -> Seen:
    instance = instance_of(session)
    if instance is not None and instance.get("SecurityGroups"):
        return Seen(f"{instance['InstanceId']} is there", done=True)
    seen = looked_at(session, environment_id)
    if seen is None:
        return Seen("gone", hopeless="somebody deleted the environment")
    state = lifecycle(seen)
    reason = seen.get("lifecycle", {}).get("reason") or "Cloud9 gives no reason"
    hopeless = "" if state in (COMING, "CREATED") else f"{state}: {reason}"
    return Seen(f"environment {state}, no instance yet", hopeless=hopeless)
