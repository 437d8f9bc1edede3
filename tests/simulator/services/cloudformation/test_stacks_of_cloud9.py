"""CloudFormation's view of the stacks that Cloud9 makes, and what it doesn't do with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

Wait = Callable[[float], None]


@pytest.fixture
def cloudformation(aws: Callable[..., Any]) -> Any:
    return aws("cloudformation")


@pytest.fixture
def stack(aws: Callable[..., Any], wait: Wait) -> str:
    """The name of a stack of Cloud9's that is complete (by SSH, which needs no instance profile)."""
    environment_id = aws("cloud9").create_environment_ec2(
        name="demo", instanceType="t3.small", imageId="ubuntu-22.04-x86_64", tags=[{"Key": "team", "Value": "blue"}]
    )["environmentId"]
    wait(120)
    return f"aws-cloud9-demo-{environment_id}"


def told(error: pytest.ExceptionInfo[ClientError]) -> tuple[str, str]:
    return error.value.response["Error"]["Code"], error.value.response["Error"]["Message"]


def test_described_by_name_and_by_id(stack: str, cloudformation: Any) -> None:
    [found] = cloudformation.describe_stacks(StackName=stack)["Stacks"]
    assert (found["StackName"], found["StackStatus"]) == (stack, "CREATE_COMPLETE")
    assert found["StackId"].startswith(f"arn:aws:cloudformation:us-east-1:123456789012:stack/{stack}/")
    assert {"Key": "team", "Value": "blue"} in found["Tags"]
    assert cloudformation.describe_stacks(StackName=found["StackId"])["Stacks"] == [found]
    assert cloudformation.describe_stacks()["Stacks"] == [found]


def test_resources(stack: str, cloudformation: Any, aws: Callable[..., Any]) -> None:
    found = cloudformation.describe_stack_resources(StackName=stack)["StackResources"]
    assert [(one["LogicalResourceId"], one["ResourceType"]) for one in found] == [
        ("InstanceSecurityGroup", "AWS::EC2::SecurityGroup"),
        ("Instance", "AWS::EC2::Instance"),
    ]
    instance_id = found[1]["PhysicalResourceId"]
    assert aws("ec2").describe_instances(InstanceIds=[instance_id])["Reservations"]
    by_physical_id = cloudformation.describe_stack_resources(PhysicalResourceId=instance_id)["StackResources"]
    assert by_physical_id == found
    one = cloudformation.describe_stack_resource(StackName=stack, LogicalResourceId="Instance")["StackResourceDetail"]
    assert (one["PhysicalResourceId"], one["ResourceStatus"]) == (instance_id, "CREATE_COMPLETE")
    listed = cloudformation.list_stack_resources(StackName=stack)["StackResourceSummaries"]
    assert [one["PhysicalResourceId"] for one in listed] == [one["PhysicalResourceId"] for one in found]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"StackName": "none"}, "Stack with id none does not exist"),
        ({"PhysicalResourceId": "i-0123456789abcdef0"}, "Stack for i-0123456789abcdef0 does not exist"),
        ({}, "Either StackName or PhysicalResourceId must be specified"),
        ({"StackName": "a", "PhysicalResourceId": "b"}, "StackName and PhysicalResourceId can't both be specified"),
    ],
)
def test_resources_of_nothing(asked: dict[str, str], message: str, cloudformation: Any) -> None:
    with pytest.raises(ClientError) as error:
        cloudformation.describe_stack_resources(**asked)
    assert told(error) == ("ValidationError", message)


def test_unknown_resource(stack: str, cloudformation: Any) -> None:
    for ask in (cloudformation.describe_stack_resource, cloudformation.describe_stack_resources):
        with pytest.raises(ClientError) as error:
            ask(StackName=stack, LogicalResourceId="Nothing")
        assert told(error) == ("ValidationError", f"Resource Nothing does not exist for stack {stack}")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("describe_stacks", "Stack with id none does not exist"),
        ("describe_stack_events", "Stack [none] does not exist"),
        ("list_stack_resources", "Stack with id none does not exist"),
        ("get_template", "Stack with id none does not exist"),
        ("get_stack_policy", "Stack [none] does not exist"),
    ],
)
def test_unknown_stack(name: str, words: str, cloudformation: Any) -> None:
    with pytest.raises(ClientError) as error:
        getattr(cloudformation, name)(StackName="none")
    assert told(error) == ("ValidationError", words)


def test_unknown_stack_of_a_resource(cloudformation: Any) -> None:
    with pytest.raises(ClientError) as error:
        cloudformation.describe_stack_resource(StackName="none", LogicalResourceId="One")
    assert told(error) == ("ValidationError", "Stack 'none' does not exist")


def test_template(stack: str, cloudformation: Any) -> None:
    template = cloudformation.get_template(StackName=stack)["TemplateBody"]
    assert sorted(template["Resources"]) == ["Instance", "InstanceSecurityGroup"]
    ports = {
        rule["FromPort"]
        for rule in template["Resources"]["InstanceSecurityGroup"]["Properties"]["SecurityGroupIngress"]
    }
    assert ports == {22}


def test_events_newest_first(stack: str, cloudformation: Any) -> None:
    events = cloudformation.describe_stack_events(StackName=stack)["StackEvents"]
    assert (events[0]["LogicalResourceId"], events[0]["ResourceStatus"]) == (stack, "CREATE_COMPLETE")
    assert [one["Timestamp"] for one in events] == sorted((one["Timestamp"] for one in events), reverse=True)
    assert len({one["EventId"] for one in events}) >= len(events) - 2


def test_deleted_stack_is_known_by_its_id_alone(stack: str, cloudformation: Any, wait: Wait) -> None:
    stack_id = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["StackId"]
    cloudformation.delete_stack(StackName=stack)
    assert cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"] == "DELETE_IN_PROGRESS"
    cloudformation.delete_stack(StackName=stack)
    wait(120)
    with pytest.raises(ClientError) as error:
        cloudformation.describe_stacks(StackName=stack)
    assert told(error) == ("ValidationError", f"Stack with id {stack} does not exist")
    found = cloudformation.describe_stacks(StackName=stack_id)["Stacks"][0]
    assert found["StackStatus"] == "DELETE_COMPLETE"
    assert found["DeletionTime"] > found["CreationTime"]
    assert cloudformation.describe_stacks()["Stacks"] == []
    assert [one["StackId"] for one in cloudformation.list_stacks()["StackSummaries"]] == [stack_id]
    assert cloudformation.list_stacks(StackStatusFilter=["CREATE_COMPLETE"])["StackSummaries"] == []
    cloudformation.delete_stack(StackName=stack_id)
    cloudformation.delete_stack(StackName="never-was")


def test_waiter(stack: str, cloudformation: Any, wait: Wait) -> None:
    cloudformation.get_waiter("stack_create_complete").wait(
        StackName=stack, WaiterConfig={"Delay": 0, "MaxAttempts": 1}
    )


def test_pages(aws: Callable[..., Any], cloudformation: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from c9lib.simulator.services.cloudformation import pages

    monkeypatch.setattr(pages, "PAGE", 2)
    for _ in range(3):
        aws("cloud9").create_environment_ec2(name="demo", instanceType="t3.small", imageId="ubuntu-22.04-x86_64")
    first = cloudformation.list_stacks()
    rest = cloudformation.list_stacks(NextToken=first["NextToken"])
    assert (len(first["StackSummaries"]), len(rest["StackSummaries"])) == (2, 1)
    assert "NextToken" not in rest
    assert len(list(cloudformation.get_paginator("describe_stacks").paginate().search("Stacks"))) == 3
    with pytest.raises(ClientError) as error:
        cloudformation.list_stacks(NextToken="nonsense")
    assert told(error)[0] == "ValidationError"


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("update_stack", {"TemplateBody": "{}"}),
        ("create_change_set", {"ChangeSetName": "c", "TemplateBody": "{}"}),
        ("update_termination_protection", {"EnableTerminationProtection": True}),
        ("detect_stack_drift", {}),
        ("get_template_summary", {}),
        ("delete_stack", {"RetainResources": ["Instance"]}),
        ("delete_stack", {"RoleARN": "arn:aws:iam::123456789012:role/any"}),
    ],
)
def test_what_only_cloud9_does_with_its_stack(
    stack: str, name: str, asked: dict[str, Any], cloudformation: Any
) -> None:
    with pytest.raises(ClientError) as error:
        getattr(cloudformation, name)(StackName=stack, **asked)
    assert told(error)[0] == "NotSimulated"
    assert cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"] == "CREATE_COMPLETE"


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("create_stack_set", {"StackSetName": "mine"}),
        ("rollback_stack", {"StackName": "mine"}),
        ("set_stack_policy", {"StackName": "mine", "StackPolicyBody": "{}"}),
        ("register_type", {"TypeName": "My::Own::Thing", "SchemaHandlerPackage": "s3://bucket/thing.zip"}),
        ("signal_resource", {"StackName": "m", "LogicalResourceId": "W", "UniqueId": "1", "Status": "SUCCESS"}),
        ("estimate_template_cost", {"TemplateBody": "{}"}),
    ],
)
def test_operations_that_arent_here_are_named(name: str, asked: dict[str, str], cloudformation: Any) -> None:
    with pytest.raises(ClientError) as error:
        getattr(cloudformation, name)(**asked)
    code, message = told(error)
    assert code == "NotSimulated"
    assert f"cloudformation:{''.join(word.title() for word in name.split('_'))}" in message
