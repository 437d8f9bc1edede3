"""What the tests of CloudFormation's operations begin with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
SEED = (HERE / "role_and_profile.yaml").read_text(encoding="utf-8")
"""The excerpt of the user guide as it stands (facts 1.5)."""
LONG_ENOUGH = 900
"""Simulated seconds in which every stack of these tests comes to its end."""


@pytest.fixture
def cloudformation(aws: Callable[..., Any]) -> Any:
    return aws("cloudformation")


@pytest.fixture
def end(wait: Callable[[float], None]) -> Callable[[], None]:
    """Let everything that is under way come to its end."""
    return lambda: wait(LONG_ENOUGH)


@pytest.fixture
def made(cloudformation: Any, end: Callable[[], None]) -> Callable[..., str]:
    """`made("net", TEMPLATE)`: a stack that has come to its end; gives its id."""

    def make(name: str, template: str, **more: Any) -> str:
        stack_id = cloudformation.create_stack(StackName=name, TemplateBody=template, **more)["StackId"]
        end()
        return str(stack_id)

    return make


@pytest.fixture
def status(cloudformation: Any) -> Callable[[str], str]:
    return lambda name: str(cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"])


@pytest.fixture
def proposed(cloudformation: Any, end: Callable[[], None]) -> Callable[..., dict[str, Any]]:
    """`proposed("net", "first", TEMPLATE)`: a change set that has come to its end, as it is described."""

    def propose(stack: str, name: str, template: str | None = None, **more: Any) -> dict[str, Any]:
        given = {"TemplateBody": template} if template else {"UsePreviousTemplate": True}
        cloudformation.create_change_set(StackName=stack, ChangeSetName=name, **given, **more)
        end()
        return dict(cloudformation.describe_change_set(StackName=stack, ChangeSetName=name))

    return propose


def events(cloudformation: Any, name: str) -> list[tuple[str, str, str]]:
    """Logical id, status and reason of everything that has happened to a stack, oldest first."""
    told = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
    return [
        (one["LogicalResourceId"], one["ResourceStatus"], one.get("ResourceStatusReason", "")) for one in reversed(told)
    ]
