"""A change set of CloudFormation: made, shown, held to what was planned, and executed; or deleted again.

It is CloudFormation's own plan, and the last word before anything happens (docs/decisions/015-launch-by-a-stack.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from c9lib.aws import Session
from c9lib.checks.creation import cause_of, remedy_of
from c9lib.checks.stacks import ENVIRONMENT, REVIEWED
from c9lib.errors import RefusedError, StepError
from c9lib.nouns import Seen, Wait
from c9lib.steps.stack_following import Following
from c9lib.steps.stack_names import Stack, described, stack_name
from c9lib.steps.stack_wanted import Wanted, change_set_name

Planned = Literal["create", "update", "replace"]
THERE = Wait("the change set is made", 10, 300, 5, "estimate")
NO_CHANGES = ("didn't contain changes", "No updates are to be performed")
"""What the reason of a change set contains that has nothing to do."""
USABLE = ("AVAILABLE", "EXECUTE_IN_PROGRESS", "EXECUTE_COMPLETE")


@dataclass(frozen=True)
class ChangeSet:
    """A change set that CloudFormation has worked out. `changes` are ResourceChange of DescribeChangeSet."""

    id: str
    name: str
    stack_id: str
    execution: str
    changes: tuple[dict[str, Any], ...]


def made(session: Session, stack: Stack | None, want: Wanted) -> ChangeSet | None:
    """The change set that turns what is there into what is wanted; None when there is nothing to do.

    One that an earlier run made of the same is used again. Raises `StepError` when CloudFormation can't make it; a
    stack that was there for its sake only is then gone.
    """
    name = change_set_name(session, stack, want)
    for fresh in (False, True):
        change_set_id, stack_id = _asked(session, name, stack, want)
        told = _waited_for(session, change_set_id)
        if told["Status"] == "CREATE_COMPLETE" and told["ExecutionStatus"] in USABLE:
            changes = tuple(one["ResourceChange"] for one in _changes(session, change_set_id))
            return ChangeSet(change_set_id, name, stack_id, told["ExecutionStatus"], changes)
        reason = str(told.get("StatusReason") or f"{told['Status']}, {told['ExecutionStatus']}")
        discard(session, change_set_id, stack_id)
        if any(words in reason for words in NO_CHANGES):
            return None
        if fresh:
            raise _impossible(session, reason)
        stack = described(session, stack_name(session))  # an old one may have been in the way: once more
    raise AssertionError("returned or raised in the second round")


def _asked(session: Session, name: str, stack: Stack | None, want: Wanted) -> tuple[str, str]:
    """Ask for the change set, or find the one that was asked for already: its id and that of its stack."""
    cloudformation = session.client("cloudformation")
    new = stack is None or stack["StackStatus"] == REVIEWED
    told = {"StackName": stack_name(session), "ChangeSetName": name}
    kind = "CREATE" if new else "UPDATE"
    try:
        answer = cloudformation.create_change_set(**told, **want.asked(), ChangeSetType=kind, ClientToken=name)
    except cloudformation.exceptions.AlreadyExistsException:
        answer = cloudformation.describe_change_set(**told)
        return str(answer["ChangeSetId"]), str(answer["StackId"])
    return str(answer["Id"]), str(answer["StackId"])


def _waited_for(session: Session, change_set_id: str) -> dict[str, Any]:
    def now() -> dict[str, Any]:
        return dict(session.client("cloudformation").describe_change_set(ChangeSetName=change_set_id))

    def look() -> Seen:
        status = str(now()["Status"])
        return Seen(status, done=not status.endswith(("_PENDING", "_IN_PROGRESS")))

    if not look().done:
        session.wait(THERE, look)
    return now()


def _changes(session: Session, change_set_id: str) -> list[dict[str, Any]]:
    return session.pages("cloudformation", "describe_change_set", "Changes", ChangeSetName=change_set_id)


def discard(session: Session, change_set_id: str, stack_id: str) -> None:
    """Delete a change set, and the stack if that was there for its sake only."""
    cloudformation = session.client("cloudformation")
    cloudformation.delete_change_set(ChangeSetName=change_set_id)
    stack = described(session, stack_id)
    if stack and stack["StackStatus"] == REVIEWED:
        cloudformation.delete_stack(StackName=stack_id)
        Following(session, stack_id, str(stack["StackName"])).until_deleted()


def _impossible(session: Session, reason: str) -> StepError:
    return StepError(
        f"CloudFormation can't work out a change set for the stack {stack_name(session)}; nothing was changed.",
        details=(reason, cause_of(reason)),
        remedy=(*remedy_of(reason), "Mend what the reason names, then run the same again."),
    )


def show(session: Session, change_set: ChangeSet) -> None:
    """CloudFormation's plan, a line of progress for each resource."""
    session.progress(f"  change set {change_set.name}: {len(change_set.changes)} to change")
    for one in change_set.changes:
        session.progress(f"  {_told(one)}")


def _told(change: dict[str, Any]) -> str:
    about = f"{change['Action']} {change['LogicalResourceId']} ({change['ResourceType']})"
    replacement = change.get("Replacement")
    return f"{about}, replacement {replacement}" if replacement else about


def hold_to(session: Session, change_set: ChangeSet, planned: Planned) -> None:
    """Raise `RefusedError`, and delete the change set, when it does more harm than what was planned."""
    beyond = tuple(_beyond(change_set, planned))
    if not beyond:
        return
    discard(session, change_set.id, change_set.stack_id)
    raise RefusedError(
        f"CloudFormation would do more to the stack {stack_name(session)} than was planned; nothing was changed.",
        details=(*beyond, f"planned: {planned}", "the change set is deleted again"),
        remedy=(
            "Somebody else may have changed the stack: look at it, and plan again.",
            "If the environment may be replaced, save what is on it, and set replace to true.",
        ),
    )


def _beyond(change_set: ChangeSet, planned: Planned) -> Iterator[str]:
    for one in change_set.changes:
        replaces = one.get("Replacement", "False") != "False"  # Conditional may turn out either way
        may_replace = planned == "replace" and one["ResourceType"] == ENVIRONMENT
        allowed = one["Action"] == "Add" or (one["Action"] == "Modify" and (may_replace or not replaces))
        if not allowed:
            yield _told(one)


def execute(session: Session, change_set: ChangeSet) -> Following:
    """Let CloudFormation carry it out, unless it is at it; gives what follows the stack."""
    following = Following(session, change_set.stack_id, stack_name(session))
    if change_set.execution != "AVAILABLE":
        return following
    following.before = following.newest()
    # By name, as a person would; a repeated request with the same token does nothing a second time.
    told = {"ChangeSetName": change_set.name, "StackName": following.name, "ClientRequestToken": change_set.name}
    session.client("cloudformation").execute_change_set(**told)
    return following
