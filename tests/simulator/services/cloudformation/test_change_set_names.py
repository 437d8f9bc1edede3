"""Change sets: which one a name means, and who may make and execute them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.simulator.people import allow, error_of, make_user
from tests.simulator.services.cloudformation.bodies import EMPTY, GROUPS

Aws = Callable[..., Any]
Made = Callable[..., str]
End = Callable[[], None]
Status = Callable[[str], str]
NO_CHANGES = "The submitted information didn't contain changes. Submit different information to create a change set."


Proposed = Callable[..., dict[str, Any]]


def test_the_same_request_once_more(cloudformation: Any, proposed: Proposed) -> None:
    asked: dict[str, Any] = {"ChangeSetType": "CREATE", "ClientToken": "try-1"}
    made = proposed("groups", "first", GROUPS, **asked)
    again = cloudformation.create_change_set(StackName="groups", ChangeSetName="first", TemplateBody=GROUPS, **asked)
    assert (again["Id"], again["StackId"]) == (made["ChangeSetId"], made["StackId"])


@pytest.mark.parametrize(
    ("changed", "attribute"),
    [
        ({"TemplateBody": EMPTY}, "Template"),
        ({"Description": "another"}, "Description"),
        ({"Tags": [{"Key": "a", "Value": "b"}]}, "Tags"),
        ({"ClientToken": "try-2"}, "ClientToken"),
        ({"Parameters": [{"ParameterKey": "What", "ParameterValue": "other"}]}, "Parameters"),
    ],
)
def test_a_name_that_is_taken(changed: dict[str, Any], attribute: str, cloudformation: Any, proposed: Proposed) -> None:
    proposed("groups", "first", GROUPS, ChangeSetType="CREATE")
    whole = {"StackName": "groups", "ChangeSetName": "first", "TemplateBody": GROUPS, "ChangeSetType": "CREATE"}
    told = error_of(cloudformation.create_change_set, **{**whole, **changed})
    message = f"ChangeSet first cannot be created due to a mismatch with existing attribute {attribute}"
    assert told == ("AlreadyExistsException", message)


def test_a_name_is_free_again_when_it_was_executed(
    cloudformation: Any, proposed: Proposed, end: End, status: Status
) -> None:
    first = proposed("groups", "deploy", GROUPS, ChangeSetType="CREATE")
    cloudformation.execute_change_set(StackName="groups", ChangeSetName="deploy")
    end()
    second = proposed("groups", "deploy", GROUPS, Tags=[{"Key": "team", "Value": "red"}])
    assert second["ChangeSetId"] != first["ChangeSetId"]
    assert second["ExecutionStatus"] == "AVAILABLE"
    assert cloudformation.describe_change_set(ChangeSetName=first["ChangeSetId"])["ExecutionStatus"] == (
        "EXECUTE_COMPLETE"
    )
    told = error_of(cloudformation.execute_change_set, ChangeSetName=first["ChangeSetId"])
    assert told[0] == "InvalidChangeSetStatus"
    assert told[1].endswith("cannot be executed in its current execution status of [EXECUTE_COMPLETE]")
    cloudformation.execute_change_set(StackName="groups", ChangeSetName="deploy")
    end()
    assert status("groups") == "UPDATE_COMPLETE"


def test_looked_for_in_vain(cloudformation: Any, made: Made) -> None:
    made("one", EMPTY)
    arn = "arn:aws:cloudformation:us-east-1:123456789012:changeSet/first/1"
    for ask in (cloudformation.describe_change_set, cloudformation.execute_change_set):
        told = error_of(ask, ChangeSetName="first", StackName="one")
        assert told == ("ChangeSetNotFound", "ChangeSet [first] does not exist")
        assert error_of(ask, ChangeSetName=arn) == ("ChangeSetNotFound", f"ChangeSet [{arn}] does not exist")
        told = error_of(ask, ChangeSetName="first", StackName="none")
        assert told == ("ValidationError", "Stack [none] does not exist")
    for ask in (cloudformation.describe_change_set, cloudformation.delete_change_set):
        told = error_of(ask, ChangeSetName="first")
        assert told == (
            "ValidationError",
            "StackName must be specified if ChangeSetName is not specified as an ARN.",
        )
    told = error_of(cloudformation.list_change_sets, StackName="none")
    assert told == ("ValidationError", "Stack [none] does not exist")


def test_whoever_executes_it_needs_the_permissions(aws: Aws, proposed: Proposed, end: End) -> None:
    made = proposed("groups", "first", GROUPS, ChangeSetType="CREATE")
    key = make_user(aws("iam"), "ann", allow("cloudformation:*"))
    ann = aws("cloudformation", key=key)
    ann.execute_change_set(ChangeSetName=made["ChangeSetId"])
    end()
    [stack] = ann.describe_stacks(StackName="groups")["Stacks"]
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"


def test_a_change_set_by_its_arn_is_asked_for_on_its_stack(aws: Aws, proposed: Proposed) -> None:
    hers = proposed("hers", "first", EMPTY, ChangeSetType="CREATE")
    ours = proposed("ours", "first", EMPTY, ChangeSetType="CREATE")
    stack = "arn:aws:cloudformation:us-east-1:123456789012:stack/hers/*"
    key = make_user(aws("iam"), "ann", allow("cloudformation:*", Resource=stack))
    ann = aws("cloudformation", key=key)
    assert ann.describe_change_set(ChangeSetName=hers["ChangeSetId"])["StackName"] == "hers"
    code, message = error_of(ann.describe_change_set, ChangeSetName=ours["ChangeSetId"])
    assert (code, ours["StackId"] in message) == ("AccessDenied", True)


def test_changes_that_arent_simulated_are_named(cloudformation: Any, proposed: Proposed) -> None:
    proposed("one", "first", EMPTY, ChangeSetType="CREATE")
    asked = {"StackName": "one", "ChangeSetName": "first"}
    code, message = error_of(cloudformation.describe_change_set, **asked, IncludePropertyValues=True)
    assert (code, "IncludePropertyValues" in message) == ("NotSimulated", True)


def test_the_templates_form_stays(cloudformation: Any, proposed: Proposed) -> None:
    proposed("one", "first", EMPTY, ChangeSetType="CREATE")
    told = cloudformation.get_template(StackName="one", ChangeSetName="first")
    assert told["TemplateBody"] == json.loads(EMPTY)
