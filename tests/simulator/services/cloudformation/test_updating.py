"""UpdateStack, CancelUpdateStack, ContinueUpdateRollback."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.simulator.people import allow, error_of, make_user
from tests.simulator.services.cloudformation.bodies import EMPTY, GROUPS, body, group, handle, policy

Aws = Callable[..., Any]
Made = Callable[..., str]
End = Callable[[], None]
Status = Callable[[str], str]
VPC = {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.1.0.0/16", "EnableDnsHostnames": {"Ref": "Hostnames"}}}
NETWORK = body({"Net": VPC}, Parameters={"Hostnames": {"Type": "String", "Default": "false"}})


def parameter(name: str, value: str) -> dict[str, str]:
    return {"ParameterKey": name, "ParameterValue": value}


def test_in_place(cloudformation: Any, made: Made, end: End, aws: Aws) -> None:
    stack_id = made("net", NETWORK, Tags=[{"Key": "team", "Value": "blue"}])
    [before] = cloudformation.describe_stack_resources(StackName="net")["StackResources"]
    answer = cloudformation.update_stack(
        StackName="net", UsePreviousTemplate=True, Parameters=[parameter("Hostnames", "true")]
    )
    assert answer["StackId"] == stack_id
    end()
    [stack] = cloudformation.describe_stacks(StackName="net")["Stacks"]
    assert stack["StackStatus"] == "UPDATE_COMPLETE"
    assert stack["LastUpdatedTime"] > stack["CreationTime"]
    assert stack["Parameters"] == [parameter("Hostnames", "true")]
    assert stack["Tags"] == [{"Key": "team", "Value": "blue"}]
    [after] = cloudformation.describe_stack_resources(StackName="net")["StackResources"]
    assert after["PhysicalResourceId"] == before["PhysicalResourceId"]
    told = aws("ec2").describe_vpc_attribute(VpcId=after["PhysicalResourceId"], Attribute="enableDnsHostnames")
    assert told["EnableDnsHostnames"]["Value"] is True


def test_another_template(cloudformation: Any, made: Made, end: End, aws: Aws) -> None:
    made("groups", body({"One": group("one")}))
    cloudformation.update_stack(StackName="groups", TemplateBody=body({"Two": group("two")}, Description="now two"))
    end()
    [stack] = cloudformation.describe_stacks(StackName="groups")["Stacks"]
    assert (stack["StackStatus"], stack["Description"]) == ("UPDATE_COMPLETE", "now two")
    found = {one["Description"] for one in aws("ec2").describe_security_groups()["SecurityGroups"]}
    assert ("two" in found, "one" in found) == (True, False)
    assert cloudformation.get_template(StackName="groups")["TemplateBody"]["Description"] == "now two"


def test_tags_alone(cloudformation: Any, made: Made, end: End, aws: Aws) -> None:
    made("net", NETWORK, Tags=[{"Key": "team", "Value": "blue"}])
    cloudformation.update_stack(StackName="net", UsePreviousTemplate=True, Tags=[{"Key": "team", "Value": "red"}])
    end()
    [vpc] = cloudformation.describe_stack_resources(StackName="net")["StackResources"]
    [told] = aws("ec2").describe_vpcs(VpcIds=[vpc["PhysicalResourceId"]])["Vpcs"]
    assert {"Key": "team", "Value": "red"} in told["Tags"]
    cloudformation.update_stack(StackName="net", UsePreviousTemplate=True, Tags=[])
    end()
    assert cloudformation.describe_stacks(StackName="net")["Stacks"][0]["Tags"] == []


def test_nothing_to_do(cloudformation: Any, made: Made, status: Status) -> None:
    made("net", NETWORK)
    events = len(cloudformation.describe_stack_events(StackName="net")["StackEvents"])
    for asked in ({"UsePreviousTemplate": True}, {"TemplateBody": NETWORK}):
        told = error_of(cloudformation.update_stack, StackName="net", **asked)
        assert told == ("ValidationError", "No updates are to be performed.")
    assert status("net") == "CREATE_COMPLETE"
    assert len(cloudformation.describe_stack_events(StackName="net")["StackEvents"]) == events


@pytest.mark.parametrize(
    ("asked", "code", "message"),
    [
        ({"StackName": "none"}, "ValidationError", "Stack [none] does not exist"),
        ({}, "ValidationError", "Either Template URL or Template Body must be specified."),
        (
            {"TemplateBody": EMPTY, "UsePreviousTemplate": True},
            "ValidationError",
            "You cannot specify both usePreviousTemplate and Template Body/Template URL.",
        ),
        (
            {
                "UsePreviousTemplate": True,
                "Parameters": [{"ParameterKey": "Hostnames", "ParameterValue": "true", "UsePreviousValue": True}],
            },
            "ValidationError",
            "Invalid input for parameter key Hostnames. Cannot specify usePreviousValue as true and non empty value for"
            " a parameter",
        ),
        (
            {"UsePreviousTemplate": True, "Parameters": [parameter("Hostnames", "a"), parameter("Hostnames", "b")]},
            "ValidationError",
            "Duplicate parameter key found: Hostnames",
        ),
        (
            {"TemplateBody": body({"Policy": policy("mine")})},
            "InsufficientCapabilitiesException",
            "Requires capabilities : [CAPABILITY_NAMED_IAM]",
        ),
        (
            {"UsePreviousTemplate": True, "StackPolicyDuringUpdateBody": "{}"},
            "NotSimulated",
            "StackPolicyDuringUpdateBody of cloudformation:UpdateStack isn't simulated here. AWS has it; this simulator"
            " doesn't.",
        ),
    ],
)
def test_refused_at_once(
    asked: dict[str, Any], code: str, message: str, cloudformation: Any, made: Made, status: Status
) -> None:
    made("net", NETWORK)
    assert error_of(cloudformation.update_stack, **{"StackName": "net", **asked}) == (code, message)
    assert status("net") == "CREATE_COMPLETE"


BAD = body({"Good": group(), "Bad": {**group(VpcId="vpc-0123456789abcdef0"), "DependsOn": "Good"}})


def test_not_in_every_state(cloudformation: Any, made: Made, end: End) -> None:
    bad = made("bad", BAD)
    told = error_of(cloudformation.update_stack, StackName="bad", TemplateBody=EMPTY)
    assert told == ("ValidationError", f"Stack:{bad} is in ROLLBACK_COMPLETE state and can not be updated.")
    young = cloudformation.create_stack(StackName="young", TemplateBody=GROUPS)["StackId"]
    told = error_of(cloudformation.update_stack, StackName="young", TemplateBody=EMPTY)
    assert told == ("ValidationError", f"Stack:{young} is in CREATE_IN_PROGRESS state and can not be updated.")
    end()
    cloudformation.delete_stack(StackName="young")
    told = error_of(cloudformation.update_stack, StackName="young", TemplateBody=EMPTY)
    assert told == ("ValidationError", f"Stack:{young} is in DELETE_IN_PROGRESS state and can not be updated.")
    end()
    told = error_of(cloudformation.update_stack, StackName=young, TemplateBody=EMPTY)
    assert told == ("ValidationError", f"Stack [{young}] does not exist")


def test_the_same_request_once_more(cloudformation: Any, made: Made, end: End, status: Status) -> None:
    made("net", NETWORK)
    asked = {
        "StackName": "net",
        "UsePreviousTemplate": True,
        "Parameters": [parameter("Hostnames", "true")],
        "ClientRequestToken": "change-1",
    }
    first = cloudformation.update_stack(**asked)["StackId"]
    assert cloudformation.update_stack(**asked)["StackId"] == first
    end()
    assert cloudformation.update_stack(**asked)["StackId"] == first
    assert status("net") == "UPDATE_COMPLETE"
    told = error_of(cloudformation.update_stack, **{**asked, "ClientRequestToken": "change-2"})
    assert told == ("ValidationError", "No updates are to be performed.")
    newest = cloudformation.describe_stack_events(StackName="net")["StackEvents"][0]
    assert newest["ClientRequestToken"] == "change-1"


def test_a_parameter_that_names_nothing(cloudformation: Any, made: Made, end: End, place: Any, aws: Aws) -> None:
    template = body({"Handle": handle()}, Parameters={"Subnet": {"Type": "AWS::EC2::Subnet::Id"}})
    made("one", template, Parameters=[parameter("Subnet", place.subnet)])
    cloudformation.update_stack(
        StackName="one", UsePreviousTemplate=True, Parameters=[parameter("Subnet", "subnet-0123")]
    )
    assert cloudformation.describe_stacks(StackName="one")["Stacks"][0]["StackStatus"] == "UPDATE_IN_PROGRESS"
    end()
    [stack] = cloudformation.describe_stacks(StackName="one")["Stacks"]
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert stack["Parameters"] == [parameter("Subnet", place.subnet)]
    told = cloudformation.describe_stack_events(StackName="one")["StackEvents"]
    assert told[1]["ResourceStatusReason"] == (
        "Parameter validation failed: parameter value subnet-0123 for parameter name Subnet does not exist."
        " Rollback requested by user."
    )


FAILING = body({"Good": group(), "Bad": group(VpcId="vpc-0123456789abcdef0")})


@pytest.mark.parametrize(("disabled", "end_status"), [(False, "UPDATE_ROLLBACK_COMPLETE"), (True, "UPDATE_FAILED")])
def test_an_update_that_fails(
    disabled: bool, end_status: str, cloudformation: Any, made: Made, end: End, status: Status
) -> None:
    made("groups", body({"Good": group()}))
    cloudformation.update_stack(StackName="groups", TemplateBody=FAILING, DisableRollback=disabled)
    end()
    assert status("groups") == end_status
    cloudformation.update_stack(StackName="groups", TemplateBody=body({"Good": group(), "More": group("more")}))
    end()
    assert status("groups") == "UPDATE_COMPLETE"
    cloudformation.delete_stack(StackName="groups")


# --- Cancelled, and rolled back ---------------------------------------------------------------------------------------


def test_cancelled(
    cloudformation: Any, made: Made, end: End, status: Status, wait: Callable[[float], None], aws: Aws
) -> None:
    made("net", NETWORK)
    for name in ("cancel_update_stack", "continue_update_rollback"):
        told = error_of(getattr(cloudformation, name), StackName="net")
        operation = "".join(word.title() for word in name.split("_"))
        assert told == ("ValidationError", f"{operation} cannot be called from current stack status")
        assert error_of(getattr(cloudformation, name), StackName="none") == (
            "ValidationError",
            "Stack [none] does not exist",
        )
    cloudformation.update_stack(StackName="net", UsePreviousTemplate=True, Parameters=[parameter("Hostnames", "true")])
    told = error_of(cloudformation.delete_stack, StackName="net")
    assert told[0] == "ValidationError"
    assert told[1].endswith("cannot be deleted while in status UPDATE_IN_PROGRESS")
    wait(1)
    cloudformation.cancel_update_stack(StackName="net")
    end()
    assert status("net") == "UPDATE_ROLLBACK_COMPLETE"
    [vpc] = cloudformation.describe_stack_resources(StackName="net")["StackResources"]
    told = aws("ec2").describe_vpc_attribute(VpcId=vpc["PhysicalResourceId"], Attribute="enableDnsHostnames")
    assert told["EnableDnsHostnames"]["Value"] is False


def test_the_role_of_an_update(cloudformation: Any, made: Made, aws: Aws) -> None:
    made("net", NETWORK)
    key = make_user(aws("iam"), "ann", allow("cloudformation:*"))
    asked = {
        "StackName": "net",
        "UsePreviousTemplate": True,
        "Parameters": [parameter("Hostnames", "true")],
        "RoleARN": "arn:aws:iam::123456789012:role/deploy",
    }
    code, message = error_of(aws("cloudformation", key=key).update_stack, **asked)
    assert (code, "iam:PassRole" in message) == ("AccessDenied", True)
    told = error_of(cloudformation.update_stack, **asked)
    assert told == ("ValidationError", f"Role {asked['RoleARN']} is invalid or cannot be assumed")


def test_a_stack_that_was_left_as_it_failed(cloudformation: Any, made: Made, end: End, status: Status) -> None:
    made("bad", BAD, OnFailure="DO_NOTHING")
    [stack] = cloudformation.describe_stacks(StackName="bad")["Stacks"]
    assert (stack["StackStatus"], stack["DisableRollback"]) == ("CREATE_FAILED", True)
    cloudformation.update_stack(StackName="bad", TemplateBody=body({"Good": group(), "Bad": group("mended")}))
    end()
    assert status("bad") == "UPDATE_COMPLETE"
    held = cloudformation.list_stack_resources(StackName="bad")["StackResourceSummaries"]
    assert {one["LogicalResourceId"]: one["ResourceStatus"] for one in held} == {
        "Good": "CREATE_COMPLETE",
        "Bad": "CREATE_COMPLETE",
    }


@pytest.fixture
def stuck(cloudformation: Any, made: Made, end: End, wait: Callable[[float], None], aws: Aws) -> str:
    """The name of a stack whose update can't be rolled back: its VPC was taken away by hand in the meantime."""
    made("net", NETWORK)
    [vpc] = cloudformation.describe_stack_resources(StackName="net")["StackResources"]
    bad = body(
        {"Net": VPC, "Bad": {**group(VpcId="vpc-0123456789abcdef0"), "DependsOn": "Net"}},
        Parameters={"Hostnames": {"Type": "String"}},
    )
    cloudformation.update_stack(StackName="net", TemplateBody=bad, Parameters=[parameter("Hostnames", "true")])
    for _ in range(60):
        wait(1)
        held = cloudformation.describe_stack_resource(StackName="net", LogicalResourceId="Net")
        if held["StackResourceDetail"]["ResourceStatus"] == "UPDATE_COMPLETE":
            break
    aws("ec2").delete_vpc(VpcId=vpc["PhysicalResourceId"])
    end()
    return "net"


def test_a_rollback_that_fails_can_be_continued(stuck: str, cloudformation: Any, end: End, status: Status) -> None:
    assert status(stuck) == "UPDATE_ROLLBACK_FAILED"
    told = error_of(cloudformation.update_stack, StackName=stuck, UsePreviousTemplate=True)
    assert told[1].endswith("is in UPDATE_ROLLBACK_FAILED state and can not be updated.")
    cloudformation.continue_update_rollback(StackName=stuck, ClientRequestToken="again-1")
    cloudformation.continue_update_rollback(StackName=stuck, ClientRequestToken="again-1")
    end()
    assert status(stuck) == "UPDATE_ROLLBACK_FAILED"
    code, _ = error_of(cloudformation.continue_update_rollback, StackName=stuck, ResourcesToSkip=["Nothing"])
    assert code == "ValidationError"
    cloudformation.continue_update_rollback(StackName=stuck, ResourcesToSkip=["Net"])
    end()
    assert status(stuck) == "UPDATE_ROLLBACK_COMPLETE"
