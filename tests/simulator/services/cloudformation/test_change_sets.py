"""Change sets as they are made and looked at, and what is refused of them at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.simulator.people import error_of
from tests.simulator.services.cloudformation.bodies import EMPTY, GROUPS, body, handle, policy

Aws = Callable[..., Any]
Made = Callable[..., str]
End = Callable[[], None]
Status = Callable[[str], str]
NO_CHANGES = "The submitted information didn't contain changes. Submit different information to create a change set."


Proposed = Callable[..., dict[str, Any]]


def test_a_new_stack(cloudformation: Any, proposed: Proposed, status: Status, end: End, aws: Aws) -> None:
    made = proposed(
        "groups",
        "first",
        GROUPS,
        ChangeSetType="CREATE",
        Description="the first",
        Tags=[{"Key": "team", "Value": "blue"}],
        Capabilities=["CAPABILITY_IAM"],
    )
    expected = {
        "ChangeSetName": "first",
        "StackName": "groups",
        "Description": "the first",
        "Status": "CREATE_COMPLETE",
        "ExecutionStatus": "AVAILABLE",
        "NotificationARNs": [],
        "RollbackConfiguration": {},
        "Capabilities": ["CAPABILITY_IAM"],
        "Tags": [{"Key": "team", "Value": "blue"}],
        "IncludeNestedStacks": False,
        "Parameters": [
            {"ParameterKey": "What", "ParameterValue": "for tests"},
            {"ParameterKey": "Secret", "ParameterValue": "****"},
        ],
    }
    assert {name: made.get(name) for name in expected} == expected
    assert made["ChangeSetId"].startswith("arn:aws:cloudformation:us-east-1:123456789012:changeSet/first/")
    assert made["Changes"] == [
        {
            "Type": "Resource",
            "ResourceChange": {
                "Action": "Add",
                "LogicalResourceId": name,
                "ResourceType": "AWS::EC2::SecurityGroup",
                "Scope": [],
                "Details": [],
            },
        }
        for name in ("Inner", "Outer")
    ]
    [stack] = cloudformation.describe_stacks(StackName="groups")["Stacks"]
    assert (stack["StackStatus"], stack["StackStatusReason"]) == ("REVIEW_IN_PROGRESS", "User Initiated")
    assert cloudformation.list_stack_resources(StackName="groups")["StackResourceSummaries"] == []
    assert len(aws("ec2").describe_security_groups()["SecurityGroups"]) == 1
    cloudformation.execute_change_set(StackName="groups", ChangeSetName="first", ClientRequestToken="go-1")
    assert status("groups") == "CREATE_IN_PROGRESS"
    running = cloudformation.describe_change_set(ChangeSetName=made["ChangeSetId"])
    assert running["ExecutionStatus"] == "EXECUTE_IN_PROGRESS"
    end()
    [stack] = cloudformation.describe_stacks(StackName="groups")["Stacks"]
    assert (stack["StackStatus"], stack["ChangeSetId"]) == ("CREATE_COMPLETE", made["ChangeSetId"])
    assert stack["Tags"] == [{"Key": "team", "Value": "blue"}]
    assert stack["LastUpdatedTime"] > stack["CreationTime"]
    done = cloudformation.describe_change_set(ChangeSetName=made["ChangeSetId"])
    assert (done["Status"], done["ExecutionStatus"]) == ("CREATE_COMPLETE", "EXECUTE_COMPLETE")
    assert cloudformation.list_change_sets(StackName="groups")["Summaries"] == []
    events = cloudformation.describe_stack_events(StackName="groups")["StackEvents"]
    assert [one["ResourceStatus"] for one in events[-2:]] == ["CREATE_IN_PROGRESS", "REVIEW_IN_PROGRESS"]
    assert events[0]["ClientRequestToken"] == "go-1"


def test_until_it_is_made(cloudformation: Any, end: End) -> None:
    asked = {"StackName": "groups", "ChangeSetName": "first"}
    made = cloudformation.create_change_set(**asked, ChangeSetType="CREATE", TemplateBody=GROUPS)
    now = cloudformation.describe_change_set(**asked)
    assert (now["Status"], now["ExecutionStatus"], now["Changes"]) == ("CREATE_PENDING", "UNAVAILABLE", [])
    told = error_of(cloudformation.execute_change_set, **asked)
    assert told == (
        "InvalidChangeSetStatus",
        f"ChangeSet [{made['Id']}] cannot be executed in its current status of [CREATE_PENDING]",
    )
    end()
    cloudformation.execute_change_set(**asked)


def test_a_change_of_a_parameter(cloudformation: Any, made: Made, proposed: Proposed, status: Status, end: End) -> None:
    made("groups", GROUPS)
    parameters = [
        {"ParameterKey": "What", "ParameterValue": "for others"},
        {"ParameterKey": "Secret", "UsePreviousValue": True},
    ]
    change_set = proposed("groups", "next", None, Parameters=parameters)
    inner, outer = (one["ResourceChange"] for one in change_set["Changes"])
    assert (inner["Action"], inner["Replacement"], inner["Scope"]) == ("Modify", "True", ["Properties"])
    assert {
        "Target": {"Attribute": "Properties", "Name": "GroupDescription", "RequiresRecreation": "Always"},
        "Evaluation": "Static",
        "ChangeSource": "ParameterReference",
        "CausingEntity": "What",
    } in inner["Details"]
    assert outer["LogicalResourceId"] == "Outer"
    [detail] = [one for one in outer["Details"] if one["ChangeSource"] == "ResourceAttribute"]
    assert (detail["CausingEntity"], detail["Evaluation"]) == ("Inner.GroupId", "Dynamic")
    cloudformation.execute_change_set(StackName="groups", ChangeSetName="next")
    end()
    [stack] = cloudformation.describe_stacks(StackName="groups")["Stacks"]
    assert (stack["StackStatus"], stack["ChangeSetId"]) == ("UPDATE_COMPLETE", change_set["ChangeSetId"])
    assert stack["Parameters"][0]["ParameterValue"] == "for others"
    assert status("groups") == "UPDATE_COMPLETE"


def test_nothing_to_change(cloudformation: Any, made: Made, proposed: Proposed, status: Status) -> None:
    made("groups", GROUPS)
    same = proposed("groups", "same", GROUPS)
    assert (same["Status"], same["StatusReason"]) == ("FAILED", NO_CHANGES)
    assert (same["ExecutionStatus"], same["Changes"]) == ("UNAVAILABLE", [])
    told = error_of(cloudformation.execute_change_set, StackName="groups", ChangeSetName="same")
    assert told == (
        "InvalidChangeSetStatus",
        f"ChangeSet [{same['ChangeSetId']}] cannot be executed in its current status of [FAILED]",
    )
    assert status("groups") == "CREATE_COMPLETE"


def test_a_parameter_that_names_nothing(cloudformation: Any, proposed: Proposed, status: Status) -> None:
    template = body({"Handle": handle()}, Parameters={"Subnet": {"Type": "AWS::EC2::Subnet::Id"}})
    parameters = [{"ParameterKey": "Subnet", "ParameterValue": "subnet-0123"}]
    made = proposed("one", "first", template, ChangeSetType="CREATE", Parameters=parameters)
    reason = "Parameter validation failed: parameter value subnet-0123 for parameter name Subnet does not exist."
    assert (made["Status"], made["StatusReason"]) == ("FAILED", reason)
    assert status("one") == "REVIEW_IN_PROGRESS"


@pytest.mark.parametrize(
    ("asked", "code", "message"),
    [
        ({"StackName": "none"}, "ValidationError", "Stack [none] does not exist"),
        (
            {"StackName": "there", "ChangeSetType": "CREATE"},
            "ValidationError",
            "Stack [there] already exists and cannot be created again with the changeSet [first].",
        ),
        ({"StackName": "there", "ChangeSetType": "IMPORT"}, "NotSimulated", "ChangeSetType IMPORT"),
        ({"StackName": "there", "ImportExistingResources": True}, "NotSimulated", "ImportExistingResources"),
        (
            {"StackName": "there", "ChangeSetName": "1st"},
            "ValidationError",
            "Value '1st' at 'changeSetName' failed to satisfy constraint",
        ),
        ({"StackName": "there", "OnStackFailure": "DELETE"}, "ValidationError", "OnStackFailure can't be DELETE"),
        (
            {"StackName": "new", "ChangeSetType": "CREATE", "TemplateBody": None, "UsePreviousTemplate": True},
            "ValidationError",
            "UsePreviousTemplate can't be true",
        ),
        (
            {"StackName": "there", "UsePreviousTemplate": True},
            "ValidationError",
            "You cannot specify both usePreviousTemplate and Template Body/Template URL.",
        ),
        (
            {"StackName": "there", "TemplateBody": body({"Policy": policy()})},
            "InsufficientCapabilitiesException",
            "Requires capabilities : [CAPABILITY_IAM]",
        ),
        ({"StackName": "reviewed"}, "ValidationError", "is in REVIEW_IN_PROGRESS state and can not be updated."),
    ],
)
def test_refused_at_once(
    asked: dict[str, Any], code: str, message: str, cloudformation: Any, made: Made, proposed: Proposed
) -> None:
    made("there", EMPTY)
    proposed("reviewed", "first", EMPTY, ChangeSetType="CREATE")
    whole = {"ChangeSetName": "first", "TemplateBody": EMPTY, **asked}
    told = error_of(
        cloudformation.create_change_set, **{name: value for name, value in whole.items() if value is not None}
    )
    assert told[0] == code
    assert message in told[1]
    assert len(cloudformation.list_stacks()["StackSummaries"]) == 2


def test_a_stack_that_is_gone_isnt_made_again_by_its_id(cloudformation: Any, made: Made, end: End) -> None:
    stack_id = made("one", EMPTY)
    cloudformation.delete_stack(StackName="one")
    end()
    told = error_of(
        cloudformation.create_change_set,
        StackName=stack_id,
        ChangeSetName="again",
        ChangeSetType="CREATE",
        TemplateBody=EMPTY,
    )
    message = f"Stack [{stack_id}] already exists and cannot be created again with the changeSet [again]."
    assert told == ("ValidationError", message)
