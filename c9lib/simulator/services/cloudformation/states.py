"""In which states of a stack what may be asked for, in CloudFormation's words."""

from __future__ import annotations

from collections.abc import Collection

from c9lib.simulator.api import NotSimulated
from c9lib.simulator.services.cloudformation.door import invalid
from c9lib.simulator.services.stacks import Stack

REVIEWED = "REVIEW_IN_PROGRESS"
COMPLETE = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE")
PRESERVED = ("CREATE_FAILED", "UPDATE_FAILED")
"""Where a stack stands that failed and wasn't rolled back (AWS: "Stack failure options"): it may be updated."""
UPDATES = (
    "UPDATE_IN_PROGRESS",
    "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
    "UPDATE_ROLLBACK_IN_PROGRESS",
    "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
)
"""An update under way has to come to its end before the stack can be deleted."""
DRIFT = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "UPDATE_ROLLBACK_FAILED")
"""AWS: "Detect drift on an entire CloudFormation stack"."""


def check_updatable(stack: Stack) -> None:
    """Raise ValidationError for a stack that can't be updated as it is now."""
    if stack.status not in (*COMPLETE, *PRESERVED):
        raise invalid(f"Stack:{stack.id} is in {stack.status} state and can not be updated.")
    check_own(stack)


def check_own(stack: Stack) -> None:
    """Raise `NotSimulated` for a stack that a service has made for itself: only that service works on it."""
    if stack.remove is not None:
        raise NotSimulated(f"Changing the stack {stack.name}, which a service has made for itself,")


def check_deletable(stack: Stack) -> None:
    """Raise ValidationError for a stack that can't be deleted as it is now."""
    if stack.termination_protection:
        raise invalid(f"Stack [{stack.name}] cannot be deleted while TerminationProtection is enabled")
    if stack.status in UPDATES:
        raise invalid(f"Stack [{stack.id}] cannot be deleted while in status {stack.status}")


def check_retained(stack: Stack, retained: Collection[str]) -> None:
    """Raise ValidationError for resources that can't be left where they are: only a deletion that has failed may."""
    if retained and stack.status != "DELETE_FAILED":
        told = "When you delete a stack, specify which resources to retain only when the stack is in the"
        raise invalid(f"Invalid operation on stack [{stack.id}]. {told} DELETE_FAILED state.")
    if unknown := [name for name in retained if name not in stack.resources]:
        # AWS's own words aren't known.
        raise invalid(f"Resources [{', '.join(unknown)}] to retain do not exist in stack [{stack.name}]")


def check_status(operation: str, stack: Stack, *wanted: str) -> None:
    """Raise ValidationError when an operation has no sense for the stack as it is now."""
    if stack.status not in wanted:
        raise invalid(f"{operation} cannot be called from current stack status")


def check_drift(stack: Stack) -> None:
    """Raise ValidationError for a stack whose drift can't be detected now."""
    if stack.status not in DRIFT:
        told = f"Drift detection cannot be performed on stack [{stack.id}] while it is in [{stack.status}] state."
        raise invalid(told)
    check_own(stack)
