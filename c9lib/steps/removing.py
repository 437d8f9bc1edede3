"""Removing an environment, and the stack that a failed one leaves behind (facts 4.4, 6.1 row 6, 6.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from c9lib.aws import Session
from c9lib.checks.environments import lifecycle
from c9lib.nouns import Change, Seen, Wait
from c9lib.steps.endpoint_guard import letting_go
from c9lib.steps.environments import Environment, described_one, looked_at, ours_to_remove
from c9lib.steps.reading import found, is_ours

STACK_PREFIX = "aws-cloud9-"
FAILED = ("CREATE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED")
GONE = Wait("the environment is deleted", 120, 1200, 10, "limit of Terraform's provider (facts 3.3)")
STACK_GONE = Wait("the stack is deleted", 60, 600, 10, "estimate")


def remove_environments(session: Session, there: list[Environment], why: str) -> tuple[Change, ...]:
    """Environments deleted, after this deployment's endpoints have stopped naming their security groups."""
    freed = letting_go(session, [one["id"] for one in there])
    return (*freed, *(delete_environment(session, one, why) for one in there))


def delete_environment(session: Session, environment: Environment, why: str) -> Change:
    """Delete an environment and wait until it is gone, with its stack."""
    name, environment_id = environment["name"], environment["id"]
    reason = environment.get("lifecycle", {}).get("reason")

    def run() -> None:
        now = described_one(session, environment_id)
        if now is not None and lifecycle(now) != "DELETING":
            session.client("cloud9").delete_environment(environmentId=environment_id)
        session.wait(GONE, lambda: _gone(looked_at(session, environment_id), name))

    state = f"{lifecycle(environment)}: {reason}; " if reason else ""
    return Change(
        "delete",
        f"environment {name} ({environment_id}), with its instance and stack",
        f"{state}{why}",
        ("cloud9:DeleteEnvironment", "cloud9:DescribeEnvironments"),
        "run step environment; what was on the instance is lost",
        run=run,
    )


def _gone(now: Environment | None, name: str) -> Seen:
    if now is None:
        return Seen("gone", done=True)
    state, reason = lifecycle(now), now.get("lifecycle", {}).get("reason")
    stack = f"{STACK_PREFIX}{name}-{now['id']}"
    stuck = f"{reason or 'Cloud9 gives no reason'} (its CloudFormation stack {stack} tells more)"
    return Seen(state, hopeless=stuck if state == "DELETE_FAILED" else "")


def delete_failed_stacks(session: Session, there: Iterable[Mapping[str, Any]]) -> tuple[Change, ...]:
    """Delete those of all stacks that this deployment's failed launches left: each counts against the quota."""
    alive = (one for one in ours_to_remove(session) if lifecycle(one) in ("CREATED", "CREATING"))
    living = {f"{STACK_PREFIX}{one['name']}-{one['id']}" for one in alive}
    ended = [one for one in there if one["StackName"].startswith(STACK_PREFIX) and one["StackStatus"] in FAILED]
    left = [one for one in ended if is_ours(session, one) and one["StackName"] not in living]
    return tuple(_delete_stack(session, one) for one in sorted(left, key=lambda one: str(one["StackName"])))


def _delete_stack(session: Session, stack: Mapping[str, Any]) -> Change:
    name, stack_id = stack["StackName"], stack["StackId"]

    def look() -> Seen:
        # By id, under which CloudFormation still tells of a deleted stack.
        told = found(session.client("cloudformation").describe_stacks, "ValidationError", StackName=stack_id)
        status = told["Stacks"][0]["StackStatus"] if told else "DELETE_COMPLETE"
        reason = told["Stacks"][0].get("StackStatusReason", "") if told else ""
        hopeless = f"DELETE_FAILED: {reason}" if status == "DELETE_FAILED" else ""
        return Seen(status, done=status == "DELETE_COMPLETE", hopeless=hopeless)

    def run() -> None:
        if not look().done:
            session.client("cloudformation").delete_stack(StackName=stack_id)
            session.wait(STACK_GONE, look)

    return Change(
        "delete",
        f"stack {name}",
        f"a launch of this deployment failed and left it ({stack['StackStatus']}); it counts against the quota of"
        " stacks",
        ("cloudformation:DescribeStacks", "cloudformation:DeleteStack"),
        "nothing to undo: it is what a failed launch left",
        run=run,
    )
