"""A change set is held to what was planned, whatever CloudFormation makes of it."""

from __future__ import annotations

from typing import Any

import pytest

from c9lib.aws import Session
from c9lib.errors import RefusedError
from c9lib.steps import change_set
from c9lib.steps.change_set import ChangeSet, Planned, hold_to

ENVIRONMENT, GROUP = "AWS::Cloud9::EnvironmentEC2", "AWS::EC2::SecurityGroup"


def change(action: str, replacement: str = "", kind: str = ENVIRONMENT) -> dict[str, Any]:
    told = {"Action": action, "LogicalResourceId": "A", "ResourceType": kind}
    return {**told, "Replacement": replacement} if replacement else told


@pytest.fixture
def discarded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The change sets that were deleted."""
    found: list[str] = []
    monkeypatch.setattr(change_set, "discard", lambda _, change_set_id, __: found.append(change_set_id))
    return found


@pytest.mark.parametrize(
    ("planned", "told"),
    [
        ("create", change("Add")),
        ("update", change("Modify", "False")),
        ("update", change("Add", kind=GROUP)),
        ("replace", change("Modify", "True")),
        ("replace", change("Modify", "Conditional")),
        ("replace", change("Modify", "False")),
    ],
)
def test_what_was_planned_passes(
    session: Session, discarded: list[str], planned: Planned, told: dict[str, Any]
) -> None:
    hold_to(session, ChangeSet("arn", "name", "stack", "AVAILABLE", (told,)), planned)
    assert discarded == []


@pytest.mark.parametrize(
    ("planned", "told"),
    [
        ("create", change("Remove")),
        ("create", change("Modify", "True")),
        ("update", change("Modify", "True")),
        ("update", change("Modify", "Conditional")),
        ("update", change("Remove")),
        ("update", change("Import")),
        ("update", change("Dynamic")),
        ("replace", change("Remove")),
        ("replace", change("Modify", "True", GROUP)),
    ],
)
def test_what_was_not_planned_is_refused_and_the_change_set_deleted(
    session: Session, discarded: list[str], planned: Planned, told: dict[str, Any]
) -> None:
    harmless = change("Modify", "False")
    with pytest.raises(RefusedError) as refused:
        hold_to(session, ChangeSet("arn", "name", "stack", "AVAILABLE", (harmless, told)), planned)
    assert discarded == ["arn"]
    assert refused.value.details[0].startswith(f"{told['Action']} A ({told['ResourceType']})")
    assert f"planned: {planned}" in refused.value.details
