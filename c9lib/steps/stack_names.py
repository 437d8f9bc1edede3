"""The stack of a deployment: its name, whether it is this deployment's, what it holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from c9lib.aws import Session
from c9lib.checks.stacks import ENVIRONMENT, NO_SUCH_STACK, REVIEWED, name_of, output
from c9lib.steps.reading import found, is_ours

Stack = Mapping[str, Any]
"""A stack as DescribeStacks shows it."""
Resource = Mapping[str, Any]
"""A resource of a stack as ListStackResources shows it."""


def stack_name(session: Session) -> str:
    """`c9lib-<deployment>`."""
    return name_of(session.parameters.deployment)


def change_sets_begin_with(session: Session) -> str:
    """How the names of this deployment's change sets begin."""
    return f"{stack_name(session)}-"


def all_stacks(session: Session) -> list[Stack]:
    """The stacks of the Region that aren't deleted."""
    found: list[Stack] = session.alike("stacks", lambda: session.pages("cloudformation", "describe_stacks", "Stacks"))
    return found


def described(session: Session, name_or_id: str) -> Stack | None:
    """A stack as it is now; None when there is none. A deleted one is still told of by its id."""
    told = found(session.client("cloudformation").describe_stacks, *NO_SUCH_STACK, StackName=name_or_id)
    return next(iter(told["Stacks"]), None) if told else None


def belongs(session: Session, stack: Stack) -> bool:
    """Whether this deployment made a stack, told by its tag.

    A stack that is only reviewed may not carry its tags yet: then the names of its change sets tell.
    """
    if is_ours(session, stack):
        return True
    if stack["StackStatus"] != REVIEWED or stack["StackName"] != stack_name(session):
        return False
    sets = session.pages("cloudformation", "list_change_sets", "Summaries", StackName=stack["StackId"])
    return all(one["ChangeSetName"].startswith(change_sets_begin_with(session)) for one in sets)


def resources_of(session: Session, stack: Stack) -> list[Resource]:
    """What a stack holds now, without what is deleted already or was never made."""
    there = session.pages(
        "cloudformation", "list_stack_resources", "StackResourceSummaries", StackName=stack["StackId"]
    )
    return [one for one in there if one.get("PhysicalResourceId") and one["ResourceStatus"] != "DELETE_COMPLETE"]


def environment_id_of(session: Session, stack: Stack) -> str:
    """The environment that a stack made, by its output, else by its resources; "" when there is none."""
    told = output(stack, "EnvironmentId")
    return told or next(iter(environments_in(resources_of(session, stack))), "")


def environments_in(resources: Iterable[Resource]) -> list[str]:
    """The ids of the environments among resources."""
    return [str(one["PhysicalResourceId"]) for one in resources if one["ResourceType"] == ENVIRONMENT]
