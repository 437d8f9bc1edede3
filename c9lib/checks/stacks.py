"""Stacks of CloudFormation: the one that a deployment's environment comes from, and the one that holds an environment
(facts 3.8, 4.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from c9lib.checks.reader import Answer, Reader

ENVIRONMENT = "AWS::Cloud9::EnvironmentEC2"
"""The type of an environment in a template. Its physical id is the environment's id."""
NO_SUCH_STACK = ("ValidationError",)
"""How CloudFormation says that there is no stack of a name, and none that holds a thing."""
ROLLED_BACK = "ROLLBACK_COMPLETE"
"""A stack whose creation failed and was taken back: nothing can be done with it but to delete it."""
REVIEWED = "REVIEW_IN_PROGRESS"
"""A stack that has nothing yet but change sets that nobody has executed."""
SETTLED = (
    "CREATE_COMPLETE",
    "UPDATE_COMPLETE",
    "UPDATE_ROLLBACK_COMPLETE",
    "IMPORT_COMPLETE",
    "IMPORT_ROLLBACK_COMPLETE",
)
"""A stack that stands and can be changed."""


def name_of(deployment: str) -> str:
    """The stack of a deployment's environment."""
    return f"c9lib-{deployment}"


def named(reader: Reader, name_or_id: str) -> Answer | None:
    """A stack as DescribeStacks shows it, by its name while it isn't deleted, or by its id. Raises `Unread`."""
    answer = reader.one("cloudformation", "describe_stacks", NO_SUCH_STACK, StackName=name_or_id)
    return next(iter(answer["Stacks"]), None) if answer else None


def holding(reader: Reader, physical_id: str) -> list[Answer]:
    """The resources of the stack that holds a thing, that thing among them; none when no stack does. Raises `Unread`.

    One call, whatever else there is in the account.
    """
    asked = {"PhysicalResourceId": physical_id}
    answer = reader.one("cloudformation", "describe_stack_resources", NO_SUCH_STACK, **asked)
    return list(answer["StackResources"]) if answer else []


def output(stack: Mapping[str, Any], name: str) -> str:
    """An output of a stack; "" when it has none of this name."""
    return next((str(one["OutputValue"]) for one in stack.get("Outputs") or () if one["OutputKey"] == name), "")
