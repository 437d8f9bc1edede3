"""What becomes of change sets: executed, deleted, obsolete; and what they do to a stack that isn't there yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.simulator.people import error_of
from tests.simulator.services.cloudformation.bodies import EMPTY, GROUPS, body, group

Aws = Callable[..., Any]
Made = Callable[..., str]
End = Callable[[], None]
Status = Callable[[str], str]
NO_CHANGES = "The submitted information didn't contain changes. Submit different information to create a change set."


Proposed = Callable[..., dict[str, Any]]


def test_deleted(cloudformation: Any, proposed: Proposed, status: Status, end: End) -> None:
    made = proposed("groups", "first", GROUPS, ChangeSetType="CREATE")
    cloudformation.delete_change_set(StackName="groups", ChangeSetName="first")
    cloudformation.delete_change_set(StackName="groups", ChangeSetName="first")
    told = error_of(cloudformation.describe_change_set, ChangeSetName=made["ChangeSetId"])
    assert told == ("ChangeSetNotFound", f"ChangeSet [{made['ChangeSetId']}] does not exist")
    assert status("groups") == "REVIEW_IN_PROGRESS"
    cloudformation.delete_stack(StackName="groups")
    end()
    assert status(made["StackId"]) == "DELETE_COMPLETE"
    proposed("groups", "first", GROUPS, ChangeSetType="CREATE")


def test_deleted_while_it_is_made(cloudformation: Any, end: End) -> None:
    asked = {"StackName": "groups", "ChangeSetName": "first"}
    cloudformation.create_change_set(**asked, ChangeSetType="CREATE", TemplateBody=GROUPS)
    cloudformation.delete_change_set(**asked)
    end()
    assert error_of(cloudformation.describe_change_set, **asked)[0] == "ChangeSetNotFound"


def test_not_deleted_while_it_is_executed(cloudformation: Any, proposed: Proposed) -> None:
    asked = {"StackName": "groups", "ChangeSetName": "first"}
    proposed("groups", "first", GROUPS, ChangeSetType="CREATE")
    cloudformation.execute_change_set(**asked)
    assert error_of(cloudformation.delete_change_set, **asked)[0] == "InvalidChangeSetStatus"


def test_a_stack_that_is_only_reviewed(cloudformation: Any, proposed: Proposed, end: End, status: Status) -> None:
    made = proposed("groups", "first", GROUPS, ChangeSetType="CREATE")
    told = error_of(cloudformation.get_template_summary, StackName="groups")
    assert told == ("ValidationError", "GetTemplateSummary cannot be called on REVIEW_IN_PROGRESS stacks.")
    assert "TemplateBody" not in cloudformation.get_template(StackName="groups")
    of_set = cloudformation.get_template(StackName="groups", ChangeSetName="first")
    assert of_set["TemplateBody"] == GROUPS
    told = error_of(cloudformation.update_stack, StackName="groups", TemplateBody=EMPTY)
    message = f"Stack:{made['StackId']} is in REVIEW_IN_PROGRESS state and can not be updated."
    assert told == ("ValidationError", message)
    # CreateStack makes it, and the change set is void.
    answer = cloudformation.create_stack(StackName="groups", TemplateBody=EMPTY)
    assert answer["StackId"] == made["StackId"]
    end()
    assert status("groups") == "CREATE_COMPLETE"
    now = cloudformation.describe_change_set(ChangeSetName=made["ChangeSetId"])
    assert (now["Status"], now["ExecutionStatus"]) == ("CREATE_COMPLETE", "OBSOLETE")
    told = error_of(cloudformation.execute_change_set, ChangeSetName=made["ChangeSetId"])
    assert told[1].endswith("cannot be executed in its current execution status of [OBSOLETE]")


def test_one_is_executed_and_the_others_go(
    cloudformation: Any, made: Made, proposed: Proposed, end: End, status: Status
) -> None:
    made("groups", GROUPS)
    for name in ("one", "two"):
        proposed("groups", name, GROUPS, Tags=[{"Key": "set", "Value": name}])
    assert [one["ChangeSetName"] for one in cloudformation.list_change_sets(StackName="groups")["Summaries"]] == [
        "two",
        "one",
    ]
    cloudformation.execute_change_set(StackName="groups", ChangeSetName="one")
    told = error_of(cloudformation.execute_change_set, StackName="groups", ChangeSetName="two")
    assert told == ("ChangeSetNotFound", "ChangeSet [two] does not exist")
    end()
    assert cloudformation.describe_stacks(StackName="groups")["Stacks"][0]["Tags"] == [{"Key": "set", "Value": "one"}]


def test_an_update_some_other_way(cloudformation: Any, made: Made, proposed: Proposed, end: End) -> None:
    made("groups", GROUPS)
    proposed("groups", "one", GROUPS, Tags=[{"Key": "set", "Value": "one"}])
    cloudformation.update_stack(StackName="groups", TemplateBody=GROUPS, Tags=[{"Key": "a", "Value": "b"}])
    end()
    told = error_of(cloudformation.execute_change_set, StackName="groups", ChangeSetName="one")
    assert told[1].endswith("cannot be executed in its current execution status of [OBSOLETE]")


def test_executed_once_more_under_the_same_token(cloudformation: Any, proposed: Proposed, end: End) -> None:
    asked = {"StackName": "groups", "ChangeSetName": "first", "ClientRequestToken": "go-1"}
    proposed("groups", "first", GROUPS, ChangeSetType="CREATE")
    cloudformation.execute_change_set(**asked)
    cloudformation.execute_change_set(**asked)
    end()
    cloudformation.execute_change_set(**asked)
    assert error_of(cloudformation.execute_change_set, **{**asked, "ClientRequestToken": "go-2"})[0] == (
        "InvalidChangeSetStatus"
    )


BAD = body({"Good": group(), "Bad": {**group(VpcId="vpc-0123456789abcdef0"), "DependsOn": "Good"}})


@pytest.mark.parametrize(
    ("made_with", "executed_with", "end_status"),
    [
        ({}, {}, "ROLLBACK_COMPLETE"),
        ({"OnStackFailure": "ROLLBACK"}, {}, "ROLLBACK_COMPLETE"),
        ({"OnStackFailure": "DO_NOTHING"}, {}, "CREATE_FAILED"),
        ({"OnStackFailure": "DELETE"}, {}, "DELETE_COMPLETE"),
        ({}, {"DisableRollback": True}, "CREATE_FAILED"),
        ({}, {"DisableRollback": False}, "ROLLBACK_COMPLETE"),
    ],
)
def test_what_becomes_of_a_stack_that_fails(
    made_with: dict[str, Any],
    executed_with: dict[str, Any],
    end_status: str,
    cloudformation: Any,
    proposed: Proposed,
    status: Status,
    end: End,
) -> None:
    made = proposed("bad", "first", BAD, ChangeSetType="CREATE", **made_with)
    cloudformation.execute_change_set(StackName="bad", ChangeSetName="first", **executed_with)
    end()
    assert status(made["StackId"]) == end_status
    now = cloudformation.describe_change_set(ChangeSetName=made["ChangeSetId"])
    assert now["ExecutionStatus"] == "EXECUTE_FAILED"


def test_one_wish_for_a_failure(cloudformation: Any, proposed: Proposed, status: Status) -> None:
    proposed("bad", "first", BAD, ChangeSetType="CREATE", OnStackFailure="DELETE")
    asked = {"StackName": "bad", "ChangeSetName": "first", "DisableRollback": True}
    code, message = error_of(cloudformation.execute_change_set, **asked)
    assert (code, "not both" in message) == ("ValidationError", True)
    assert status("bad") == "REVIEW_IN_PROGRESS"
