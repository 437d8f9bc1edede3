"""DeleteStack and UpdateTerminationProtection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.simulator.people import allow, error_of, make_user
from tests.simulator.services.cloudformation.bodies import EMPTY, GROUPS

Aws = Callable[..., Any]
Made = Callable[..., str]
End = Callable[[], None]
Status = Callable[[str], str]


def names(aws: Aws) -> set[str]:
    """The descriptions of all security groups that aren't default ones."""
    found = aws("ec2").describe_security_groups()["SecurityGroups"]
    return {one["Description"] for one in found if one["GroupName"] != "default"}


def test_everything_goes(cloudformation: Any, made: Made, end: End, status: Status, aws: Aws) -> None:
    stack_id = made("groups", GROUPS)
    assert len(names(aws)) == 2
    cloudformation.delete_stack(StackName="groups")
    assert status("groups") == "DELETE_IN_PROGRESS"
    cloudformation.delete_stack(StackName="groups")
    end()
    assert names(aws) == set()
    [stack] = cloudformation.describe_stacks(StackName=stack_id)["Stacks"]
    assert stack["StackStatus"] == "DELETE_COMPLETE"
    assert "EnableTerminationProtection" not in stack
    assert stack["DeletionTime"] > stack["CreationTime"]
    assert "Outputs" not in stack
    kept = cloudformation.list_stack_resources(StackName=stack_id)["StackResourceSummaries"]
    assert {one["ResourceStatus"] for one in kept} == {"DELETE_COMPLETE"}


def test_a_stack_that_never_was(cloudformation: Any) -> None:
    cloudformation.delete_stack(StackName="never")


def test_what_is_gone_is_nobodys(cloudformation: Any, made: Made, end: End) -> None:
    made("groups", GROUPS)
    [inner, _] = cloudformation.describe_stack_resources(StackName="groups")["StackResources"]
    asked = {"PhysicalResourceId": inner["PhysicalResourceId"]}
    assert cloudformation.describe_stack_resources(**asked)["StackResources"][0] == inner
    cloudformation.delete_stack(StackName="groups")
    end()
    told = error_of(cloudformation.describe_stack_resources, **asked)
    assert told == ("ValidationError", f"Stack for {inner['PhysicalResourceId']} does not exist")


def test_while_it_is_made(cloudformation: Any, end: End, wait: Callable[[float], None], aws: Aws) -> None:
    stack_id = cloudformation.create_stack(StackName="groups", TemplateBody=GROUPS)["StackId"]
    wait(14)
    cloudformation.delete_stack(StackName="groups")
    end()
    assert cloudformation.describe_stacks(StackName=stack_id)["Stacks"][0]["StackStatus"] == "DELETE_COMPLETE"
    assert names(aws) == set()


def test_protected(cloudformation: Any, made: Made, end: End, status: Status) -> None:
    stack_id = made("one", EMPTY)
    answer = cloudformation.update_termination_protection(StackName="one", EnableTerminationProtection=True)
    assert answer["StackId"] == stack_id
    assert cloudformation.describe_stacks(StackName="one")["Stacks"][0]["EnableTerminationProtection"] is True
    told = error_of(cloudformation.delete_stack, StackName="one")
    assert told == ("ValidationError", "Stack [one] cannot be deleted while TerminationProtection is enabled")
    end()
    assert status("one") == "CREATE_COMPLETE"
    cloudformation.update_termination_protection(StackName="one", EnableTerminationProtection=False)
    cloudformation.delete_stack(StackName="one")
    end()
    assert status(stack_id) == "DELETE_COMPLETE"
    told = error_of(cloudformation.update_termination_protection, StackName=stack_id, EnableTerminationProtection=True)
    assert told == ("ValidationError", f"Stack [{stack_id}] does not exist")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (
            {"RetainResources": ["Handle"]},
            "When you delete a stack, specify which resources to retain only when the stack is in the DELETE_FAILED"
            " state.",
        ),
        (
            {"DeletionMode": "FORCE_DELETE_STACK"},
            "You can activate DeletionMode FORCE_DELETE_STACK in a delete stack operation only when the stack is in the"
            " DELETE_FAILED state.",
        ),
    ],
)
def test_only_after_a_failure(
    asked: dict[str, Any], message: str, cloudformation: Any, made: Made, status: Status
) -> None:
    stack_id = made("one", EMPTY)
    told = error_of(cloudformation.delete_stack, StackName="one", **asked)
    assert told == ("ValidationError", f"Invalid operation on stack [{stack_id}]. {message}")
    assert status("one") == "CREATE_COMPLETE"


@pytest.fixture
def stuck(cloudformation: Any, made: Made, end: End, aws: Aws) -> str:
    """The id of a stack whose group `Inner` is held by a group that isn't the stack's: its deletion has failed."""
    stack_id = made("groups", GROUPS)
    [inner, _] = cloudformation.describe_stack_resources(StackName="groups")["StackResources"]
    ec2 = aws("ec2")
    other = ec2.create_security_group(GroupName="other", Description="other")["GroupId"]
    pair = {"GroupId": inner["PhysicalResourceId"]}
    ec2.authorize_security_group_ingress(
        GroupId=other, IpPermissions=[{"IpProtocol": "-1", "UserIdGroupPairs": [pair]}]
    )
    cloudformation.delete_stack(StackName="groups")
    end()
    return stack_id


def test_something_holds_on_to_a_resource(stuck: str, cloudformation: Any, aws: Aws) -> None:
    [stack] = cloudformation.describe_stacks(StackName="groups")["Stacks"]
    assert stack["StackStatus"] == "DELETE_FAILED"
    assert stack["StackStatusReason"] == "The following resource(s) failed to delete: [Inner]. "
    assert names(aws) == {"for tests", "other"}
    told = error_of(cloudformation.update_stack, StackName="groups", TemplateBody=GROUPS)
    assert told == ("ValidationError", f"Stack:{stuck} is in DELETE_FAILED state and can not be updated.")


def test_it_may_stay(stuck: str, cloudformation: Any, end: End, status: Status, aws: Aws) -> None:
    code, message = error_of(cloudformation.delete_stack, StackName="groups", RetainResources=["Nothing"])
    assert (code, "[Nothing]" in message) == ("ValidationError", True)
    cloudformation.delete_stack(StackName="groups", RetainResources=["Inner"])
    end()
    assert status(stuck) == "DELETE_COMPLETE"
    assert names(aws) == {"for tests", "other"}
    events = cloudformation.describe_stack_events(StackName=stuck)["StackEvents"]
    assert events[1]["ResourceStatus"] == "DELETE_SKIPPED"


def test_deleted_by_force(stuck: str, cloudformation: Any, end: End, status: Status, aws: Aws) -> None:
    cloudformation.delete_stack(StackName="groups", DeletionMode="FORCE_DELETE_STACK")
    end()
    assert status(stuck) == "DELETE_COMPLETE"
    assert names(aws) == {"for tests", "other"}
    events = cloudformation.describe_stack_events(StackName=stuck)["StackEvents"]
    assert [one["ResourceStatus"] for one in events[:3]] == ["DELETE_COMPLETE", "DELETE_SKIPPED", "DELETE_FAILED"]


def test_force_leaves_nothing_that_can_go(stuck: str, cloudformation: Any, end: End, status: Status, aws: Aws) -> None:
    aws("ec2").delete_security_group(GroupName="other")
    cloudformation.delete_stack(StackName="groups", DeletionMode="FORCE_DELETE_STACK")
    end()
    assert status(stuck) == "DELETE_COMPLETE"
    assert names(aws) == set()


def test_deleted_once_more_when_nothing_holds_on(
    stuck: str, cloudformation: Any, end: End, status: Status, aws: Aws
) -> None:
    aws("ec2").delete_security_group(GroupName="other")
    cloudformation.delete_stack(StackName="groups")
    end()
    assert status(stuck) == "DELETE_COMPLETE"
    assert names(aws) == set()


def test_whoever_may_not_delete(made: Made, aws: Aws, status: Status, end: End) -> None:
    made("one", EMPTY, Tags=[{"Key": "team", "Value": "blue"}])
    theirs = {"StringEquals": {"aws:ResourceTag/team": "red"}}
    key = make_user(aws("iam"), "ann", allow("cloudformation:DeleteStack", Condition=theirs))
    code, message = error_of(aws("cloudformation", key=key).delete_stack, StackName="one")
    assert (code, "cloudformation:DeleteStack on resource" in message) == ("AccessDenied", True)
    end()
    assert status("one") == "CREATE_COMPLETE"


def test_whoever_may_delete_a_stack_needs_what_its_resources_need(
    made: Made, aws: Aws, end: End, status: Status
) -> None:
    made("groups", GROUPS)
    key = make_user(aws("iam"), "ann", allow("cloudformation:DeleteStack"))
    aws("cloudformation", key=key).delete_stack(StackName="groups")
    end()
    assert status("groups") == "DELETE_FAILED"
    assert names(aws) != set()
