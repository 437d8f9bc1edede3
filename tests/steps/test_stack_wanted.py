"""What a stack is to be, and how that differs from what it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

import c9lib.simulator.resources
from c9lib import templates
from c9lib.aws import Session
from c9lib.steps.stack_wanted import IN_PLACE, Difference, change_set_name, differences, wanted
from c9lib.steps.template_text import _Loader

SCHEMAS = Path(c9lib.simulator.resources.__file__).parent / "data/resource_types.json"
SUBNET = "subnet-0123456789abcdef0"


def there(session: Session, **changed: str) -> dict[str, Any]:
    """A stack as it is after it was made of what is wanted, but for these parameters."""
    want = wanted(session, SUBNET)
    told = want.asked()
    given = {one["ParameterKey"]: one["ParameterValue"] for one in told["Parameters"]}
    return {
        "StackId": "arn:aws:cloudformation:us-east-1:123456789012:stack/c9lib-no-ingress/1",
        "StackName": "c9lib-no-ingress",
        "StackStatus": "CREATE_COMPLETE",
        "CreationTime": datetime(2026, 1, 1, tzinfo=UTC),
        "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in {**given, **changed}.items()],
        "Tags": told["Tags"],
    }


@pytest.fixture
def template_there(session: Session, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Say which template the stack was made of; ours by default."""

    def say(text: str) -> None:
        monkeypatch.setattr(session.client("cloudformation"), "get_template", lambda **_: {"TemplateBody": text})

    say(templates.text("environment"))
    return say


def test_the_parameters_are_those_of_the_template(session: Session) -> None:
    declared = yaml.load(templates.text("environment"), Loader=_Loader)["Parameters"]  # noqa: S506 - a SafeLoader
    assert set(wanted(session, SUBNET).parameters) == set(declared)


def test_what_can_be_changed_in_place_is_what_the_registry_says() -> None:
    """Each parameter is one property's value; what isn't create-only there can be changed (facts 3.8)."""
    resources = yaml.load(templates.text("environment"), Loader=_Loader)["Resources"]  # noqa: S506 - a SafeLoader
    properties = resources["Environment"]["Properties"]
    schema = json.loads(SCHEMAS.read_text())["types"]["AWS::Cloud9::EnvironmentEC2"]
    fixed = {name.removeprefix("/properties/") for name in schema["createOnlyProperties"]}
    mutable = [str(value) for name, value in properties.items() if name not in fixed]
    assert [name for name in IN_PLACE if not any(name in value for value in mutable)] == []
    assert len(mutable) == len(IN_PLACE)


def test_a_stack_that_is_as_wanted_differs_in_nothing(session: Session, template_there: Callable[[str], None]) -> None:
    assert differences(session, there(session), wanted(session, SUBNET)) == ()


def test_each_parameter_that_differs_is_told_with_old_and_new(
    session: Session, template_there: Callable[[str], None]
) -> None:
    stack = there(session, EnvironmentName="before", InstanceType="m5.large", OwnerArn="arn:aws:iam::1:root")
    found = differences(session, stack, wanted(session, SUBNET, stack))
    assert [str(one) for one in found] == [
        "EnvironmentName before → no-ingress",
        "InstanceType m5.large → t3.small",
        "OwnerArn arn:aws:iam::1:root → (none)",
    ]
    assert [one.replaces for one in found] == [False, True, True]


def test_another_template_and_missing_tags_differ_without_values(
    session: Session, template_there: Callable[[str], None]
) -> None:
    template_there("Resources: {}")
    stack = {**there(session), "Tags": []}
    found = differences(session, stack, wanted(session, SUBNET, stack))
    assert found == (Difference("the template"), Difference("the tags"))
    assert not any(one.replaces for one in found)
    assert differences(session, stack, wanted(session, SUBNET, stack), template=False) == (Difference("the tags"),)


def test_tags_that_somebody_added_stay(session: Session) -> None:
    added = [{"Key": "team", "Value": "a"}, {"Key": "aws:x", "Value": "b"}]
    stack = {**there(session), "Tags": added}
    assert wanted(session, SUBNET, stack).tags == {"team": "a", "c9lib:deployment": "no-ingress"}
    assert "Name" not in wanted(session, SUBNET).tags


def test_the_owner_is_named_only_where_it_is_somebody_else(session: Session, connected: Callable[..., Session]) -> None:
    assert wanted(session, SUBNET).parameters["OwnerArn"] == ""
    owner = "arn:aws:iam::123456789012:user/c9-learner"
    assert wanted(connected(owner_arn=owner), SUBNET).parameters["OwnerArn"] == owner


def test_a_change_set_has_the_same_name_for_the_same_change_of_the_same_stack(
    session: Session, connected: Callable[..., Session]
) -> None:
    want, stack = wanted(session, SUBNET), there(session)
    later = {**stack, "LastUpdatedTime": datetime(2026, 1, 2, tzinfo=UTC)}
    reviewed = {**stack, "StackStatus": "REVIEW_IN_PROGRESS"}
    name = change_set_name(session, None, want)
    assert name == change_set_name(session, reviewed, want), "its own change set made that stack"
    names = {
        name,
        change_set_name(session, stack, want),
        change_set_name(session, later, want),
        change_set_name(session, stack, wanted(session, "subnet-0123456789abcdef1")),
        change_set_name(connected(deployment="other"), None, want),
    }
    assert len(names) == 5
    assert all(len(one) <= 128 and one.replace("-", "").isalnum() and one[0].isalpha() for one in names)
