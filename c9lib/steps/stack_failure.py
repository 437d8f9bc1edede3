"""A stack's failure in words: the first resource that failed by itself, its reason, its cause, and what helps."""

from __future__ import annotations

from collections.abc import Sequence

from c9lib.aws import Session
from c9lib.checks.commands import command
from c9lib.checks.creation import cause_of, remedy_of
from c9lib.errors import StepError
from c9lib.steps.stack_following import Event, Following
from c9lib.steps.stack_names import Stack

AGAIN = "Mend what the reason names, then run the same command again."


def failure(failed: Sequence[Event], stack: Stack, now: str) -> StepError:
    """The error for a stack that came to a bad end by these events; `now` says what is left of it."""
    first = failed[0] if failed else None
    reason = _reason(first) if first else str(stack.get("StackStatusReason") or "CloudFormation gives no reason")
    name, status = stack["StackName"], stack["StackStatus"]
    title = f"{first['LogicalResourceId']} failed in the stack {name}." if first else f"The stack {name} is {status}."
    what = f"{first['LogicalResourceId']} ({first['ResourceType']}) {first['ResourceStatus']}: " if first else ""
    return StepError(
        title,
        details=(f"{what}{reason}", cause_of(reason), now),
        remedy=(*remedy_of(reason), AGAIN),
    )


def stuck(session: Session, following: Following, stack: Stack) -> StepError:
    """The error for a stack that CloudFormation couldn't delete."""
    failed = following.failed()
    name = str(stack["StackName"])
    shown = command(session.region, "cloudformation", "describe-stack-events", "--stack-name", name)
    own = str(stack.get("StackStatusReason") or "CloudFormation gives no reason")
    return StepError(
        f"The stack {name} can't be deleted: it is {stack['StackStatus']}.",
        details=tuple(f"{one['LogicalResourceId']} ({one['ResourceType']}): {_reason(one)}" for one in failed)
        or (own,),
        remedy=(
            "Remove what the reason names, then run the same command again: it goes on from there.",
            f"All that happened: {shown}",
        ),
    )


def _reason(event: Event) -> str:
    return str(event.get("ResourceStatusReason") or "CloudFormation gives no reason")
