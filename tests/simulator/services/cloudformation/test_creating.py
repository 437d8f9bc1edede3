"""CreateStack: what comes of it, and what CloudFormation refuses at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from c9lib.simulator.clock import Clock
from c9lib.simulator.front import Front
from c9lib.simulator.inprocess import InProcess
from c9lib.simulator.services.cloudformation import creation
from c9lib.simulator.world import World
from tests.simulator.people import allow, error_of, make_user
from tests.simulator.services.cloudformation.bodies import EMPTY, GROUPS, body, group, handle, policy
from tests.simulator.services.cloudformation.conftest import SEED, events

Aws = Callable[..., Any]
Made = Callable[..., str]
End = Callable[[], None]


def test_the_excerpt_of_the_user_guide_as_it_stands(cloudformation: Any, made: Made, aws: Aws) -> None:
    made("roles", SEED, Capabilities=["CAPABILITY_NAMED_IAM"])
    assert cloudformation.describe_stacks(StackName="roles")["Stacks"][0]["StackStatus"] == "CREATE_COMPLETE"
    iam = aws("iam")
    profile = iam.get_instance_profile(InstanceProfileName="AWSCloud9SSMInstanceProfile")["InstanceProfile"]
    [role] = profile["Roles"]
    assert (profile["Path"], role["RoleName"], role["Path"]) == ("/cloud9/", "AWSCloud9SSMAccessRole", "/service-role/")
    attached = iam.list_attached_role_policies(RoleName="AWSCloud9SSMAccessRole")["AttachedPolicies"]
    assert [one["PolicyArn"] for one in attached] == ["arn:aws:iam::aws:policy/AWSCloud9SSMInstanceProfile"]


def test_the_excerpt_needs_the_capability_for_names(cloudformation: Any) -> None:
    for given in ([], ["CAPABILITY_IAM"], ["CAPABILITY_AUTO_EXPAND"]):
        told = error_of(cloudformation.create_stack, StackName="roles", TemplateBody=SEED, Capabilities=given)
        assert told == ("InsufficientCapabilitiesException", "Requires capabilities : [CAPABILITY_NAMED_IAM]")
    assert cloudformation.list_stacks()["StackSummaries"] == []


def test_a_policy_without_a_name_needs_less(cloudformation: Any) -> None:
    unnamed = body({"Policy": policy()})
    told = error_of(cloudformation.create_stack, StackName="p", TemplateBody=unnamed)
    assert told == ("InsufficientCapabilitiesException", "Requires capabilities : [CAPABILITY_IAM]")
    cloudformation.create_stack(StackName="p", TemplateBody=unnamed, Capabilities=["CAPABILITY_IAM"])


def test_described_as_it_was_asked_for(cloudformation: Any, made: Made, aws: Aws) -> None:
    stack_id = made(
        "groups",
        GROUPS,
        Parameters=[{"ParameterKey": "What", "ParameterValue": "for me"}],
        Tags=[{"Key": "team", "Value": "blue"}],
        TimeoutInMinutes=5,
        EnableTerminationProtection=True,
    )
    [stack] = cloudformation.describe_stacks(StackName="groups")["Stacks"]
    outer = aws("ec2").describe_security_groups(Filters=[{"Name": "description", "Values": ["like *"]}])
    inner = outer["SecurityGroups"][0]["Description"].removeprefix("like ")
    expected = {
        "StackId": stack_id,
        "StackStatus": "CREATE_COMPLETE",
        "Description": "two groups",
        "Parameters": [
            {"ParameterKey": "What", "ParameterValue": "for me"},
            {"ParameterKey": "Secret", "ParameterValue": "****"},
        ],
        "Outputs": [
            {"OutputKey": "Group", "OutputValue": inner, "Description": "its id", "ExportName": "groups-group"}
        ],
        "Tags": [{"Key": "team", "Value": "blue"}],
        "TimeoutInMinutes": 5,
        "EnableTerminationProtection": True,
        "DisableRollback": False,
        "RollbackConfiguration": {},
        "NotificationARNs": [],
    }
    assert {name: stack.get(name) for name in expected} == expected
    assert not {"LastUpdatedTime", "DeletionTime", "ChangeSetId", "RoleARN", "Capabilities"} & set(stack)


def test_the_seeds_events(cloudformation: Any, made: Made) -> None:
    made("groups", GROUPS)
    assert events(cloudformation, "groups") == [
        ("groups", "CREATE_IN_PROGRESS", "User Initiated"),
        ("Inner", "CREATE_IN_PROGRESS", ""),
        ("Inner", "CREATE_IN_PROGRESS", "Resource creation Initiated"),
        ("Inner", "CREATE_COMPLETE", ""),
        ("Outer", "CREATE_IN_PROGRESS", ""),
        ("Outer", "CREATE_IN_PROGRESS", "Resource creation Initiated"),
        ("Outer", "CREATE_COMPLETE", ""),
        ("groups", "CREATE_COMPLETE", ""),
    ]
    told = cloudformation.describe_stack_events(StackName="groups")["StackEvents"]
    assert len({one["EventId"] for one in told}) == len(told)
    complete = next(one for one in told if one["EventId"].startswith("Inner-CREATE_COMPLETE-20"))
    assert json.loads(complete["ResourceProperties"]) == {"GroupDescription": "for tests"}
    assert complete["PhysicalResourceId"].startswith("sg-")


def test_metadata_of_a_resource(cloudformation: Any, made: Made) -> None:
    made("groups", GROUPS)
    told = cloudformation.describe_stack_resource(StackName="groups", LogicalResourceId="Inner")["StackResourceDetail"]
    assert json.loads(told["Metadata"]) == {"Purpose": "the first"}
    assert (
        "Metadata"
        not in (
            cloudformation.describe_stack_resource(StackName="groups", LogicalResourceId="Outer")["StackResourceDetail"]
        )
    )


@pytest.mark.parametrize("name", ["", "1st", "my_stack", "a b", "-x"])
def test_a_name_out_of_form(name: str, cloudformation: Any) -> None:
    told = error_of(cloudformation.create_stack, StackName=name, TemplateBody=EMPTY)
    pattern = "[a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*"
    start = f"1 validation error detected: Value '{name}' at 'stackName' failed to satisfy constraint: Member must"
    assert told == ("ValidationError", f"{start} satisfy regular expression pattern: {pattern}")


def test_a_name_too_long(cloudformation: Any) -> None:
    code, message = error_of(cloudformation.create_stack, StackName="a" * 129, TemplateBody=EMPTY)
    assert code == "ValidationError"
    assert message.endswith("Member must have length less than or equal to 128")
    cloudformation.create_stack(StackName="a" * 128, TemplateBody=EMPTY)


def test_an_arn_is_no_name(cloudformation: Any, made: Made) -> None:
    there = made("one", EMPTY)
    for arn in (there, there.replace("one", "two")):
        assert error_of(cloudformation.create_stack, StackName=arn, TemplateBody=EMPTY)[0] == "ValidationError"


def test_a_name_that_is_taken(cloudformation: Any, made: Made, end: End) -> None:
    first = made("one", EMPTY)
    told = error_of(cloudformation.create_stack, StackName="one", TemplateBody=EMPTY)
    assert told == ("AlreadyExistsException", "Stack [one] already exists")
    cloudformation.delete_stack(StackName="one")
    end()
    second = made("one", EMPTY)
    assert second != first
    assert cloudformation.describe_stacks(StackName="one")["Stacks"][0]["StackId"] == second
    assert cloudformation.describe_stacks(StackName=first)["Stacks"][0]["StackStatus"] == "DELETE_COMPLETE"


def test_the_same_request_once_more(cloudformation: Any, made: Made) -> None:
    first = made("one", EMPTY, ClientRequestToken="try-1")
    asked = {"StackName": "one", "TemplateBody": EMPTY}
    assert cloudformation.create_stack(**asked, ClientRequestToken="try-1")["StackId"] == first
    assert error_of(cloudformation.create_stack, **asked, ClientRequestToken="try-2")[0] == "AlreadyExistsException"
    assert error_of(cloudformation.update_stack, **asked, ClientRequestToken="try-1")[0] == (
        "TokenAlreadyExistsException"
    )
    told = cloudformation.describe_stack_events(StackName="one")["StackEvents"]
    assert {one["ClientRequestToken"] for one in told} == {"try-1"}


def test_a_refused_request_uses_its_token_up_for_nothing(cloudformation: Any, made: Made) -> None:
    asked = {"StackName": "one", "ClientRequestToken": "try-1"}
    assert error_of(cloudformation.create_stack, TemplateBody="{}", **asked)[0] == "ValidationError"
    assert cloudformation.list_stacks()["StackSummaries"] == []
    made("one", EMPTY, ClientRequestToken="try-1")


def test_too_many_stacks(cloudformation: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(creation, "QUOTA", 1)
    cloudformation.create_stack(StackName="one", TemplateBody=EMPTY)
    told = error_of(cloudformation.create_stack, StackName="two", TemplateBody=EMPTY)
    assert told == ("LimitExceededException", "Limit for stack has been exceeded")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({}, "Either Template URL or Template Body must be specified."),
        ({"TemplateBody": "Resources: {}"}, "Template format error: At least one Resources member must be defined."),
        (
            {"TemplateBody": body({"A": {"Type": "AWS::EC2::Nothing"}})},
            "Template format error: Unrecognized resource types: [AWS::EC2::Nothing]",
        ),
        (
            {"TemplateBody": EMPTY, "Parameters": [{"ParameterKey": "No", "ParameterValue": "x"}]},
            "Parameters: [No] do not exist in the template",
        ),
        (
            {"TemplateBody": GROUPS, "Parameters": [{"ParameterKey": "What", "ParameterValue": "BIG"}]},
            "Parameter What failed to satisfy constraint: small letters only",
        ),
        (
            {"TemplateBody": body({"A": handle()}, Parameters={"One": {"Type": "String"}, "Two": {"Type": "Number"}})},
            "Parameters: [One, Two] must have values",
        ),
        (
            {"TemplateBody": EMPTY, "OnFailure": "DELETE", "DisableRollback": False},
            "Either DisableRollback or OnFailure can be specified, not both.",
        ),
        (
            {"TemplateBody": EMPTY, "Tags": [{"Key": "aws:x", "Value": "1"}]},
            "aws: prefixed tag key names are not allowed for external use.",
        ),
        (
            {"TemplateBody": EMPTY, "Tags": [{"Key": "x", "Value": "1"}, {"Key": "x", "Value": "2"}]},
            "Duplicate tag key found: x",
        ),
        (
            {"TemplateBody": GROUPS, "ResourceTypes": ["AWS::IAM::*"]},
            "Resource type AWS::EC2::SecurityGroup is not allowed by parameter ResourceTypes [AWS::IAM::*]",
        ),
        (
            {"TemplateBody": EMPTY, "RoleARN": "arn:aws:iam::123456789012:role/none"},
            "Role arn:aws:iam::123456789012:role/none is invalid or cannot be assumed",
        ),
    ],
)
def test_refused_at_once(asked: dict[str, Any], message: str, cloudformation: Any) -> None:
    assert error_of(cloudformation.create_stack, StackName="x", **asked) == ("ValidationError", message)
    assert cloudformation.list_stacks()["StackSummaries"] == []


def test_more_tags_than_there_may_be(cloudformation: Any) -> None:
    tags = [{"Key": f"k{number}", "Value": "v"} for number in range(51)]
    code, message = error_of(cloudformation.create_stack, StackName="x", TemplateBody=EMPTY, Tags=tags)
    assert code == "ValidationError"
    assert "'tags' failed to satisfy constraint: Member must have length less than or equal to 50" in message
    cloudformation.create_stack(StackName="x", TemplateBody=EMPTY, Tags=tags[:50])


@pytest.mark.parametrize(
    ("asked", "what"),
    [
        ({"TemplateURL": "https://bucket.s3.amazonaws.com/t.yaml"}, "TemplateURL of cloudformation:CreateStack"),
        ({"TemplateBody": EMPTY, "StackPolicyBody": "{}"}, "StackPolicyBody of cloudformation:CreateStack"),
        (
            {"TemplateBody": EMPTY, "NotificationARNs": ["arn:aws:sns:us-east-1:123456789012:topic"]},
            "NotificationARNs of cloudformation:CreateStack",
        ),
        (
            {"TemplateBody": EMPTY, "RollbackConfiguration": {"MonitoringTimeInMinutes": 5}},
            "RollbackConfiguration.MonitoringTimeInMinutes of cloudformation:CreateStack",
        ),
        (
            {"TemplateBody": EMPTY, "DeploymentConfig": {"Mode": "EXPRESS"}},
            "DeploymentConfig of cloudformation:CreateStack",
        ),
        ({"TemplateBody": body({"B": {"Type": "AWS::S3::Bucket"}})}, "AWS::S3::Bucket"),
        (
            {"TemplateBody": body({"B": handle()}, Transform="AWS::Serverless-2016-10-31")},
            "Transform",
        ),
    ],
)
def test_what_isnt_here_is_named(asked: dict[str, Any], what: str, cloudformation: Any) -> None:
    code, message = error_of(cloudformation.create_stack, StackName="x", **asked)
    assert code == "NotSimulated"
    assert what in message
    assert cloudformation.list_stacks()["StackSummaries"] == []


def test_empty_members_ask_for_nothing(cloudformation: Any) -> None:
    asked = {"NotificationARNs": [], "RollbackConfiguration": {}, "Tags": [], "Parameters": [], "Capabilities": []}
    cloudformation.create_stack(StackName="x", TemplateBody=EMPTY, **asked)


SUBNET = body({"Handle": handle()}, Parameters={"Subnet": {"Type": "AWS::EC2::Subnet::Id"}})
NONE_SUCH = (
    "Parameter validation failed: parameter value subnet-0123 for parameter name Subnet does not exist."
    " Rollback requested by user."
)


@pytest.mark.parametrize(
    ("on_failure", "ends"),
    [
        ("ROLLBACK", [("ROLLBACK_IN_PROGRESS", NONE_SUCH), ("ROLLBACK_COMPLETE", "")]),
        ("DELETE", [("DELETE_IN_PROGRESS", NONE_SUCH), ("DELETE_COMPLETE", "")]),
        ("DO_NOTHING", [("CREATE_FAILED", NONE_SUCH)]),
    ],
)
def test_a_parameter_that_names_nothing(
    on_failure: str, ends: list[tuple[str, str]], cloudformation: Any, made: Made
) -> None:
    parameters = [{"ParameterKey": "Subnet", "ParameterValue": "subnet-0123"}]
    stack_id = made("x", SUBNET, Parameters=parameters, OnFailure=on_failure)
    told = [(status, reason) for _, status, reason in events(cloudformation, stack_id)]
    assert told == [("CREATE_IN_PROGRESS", "User Initiated"), *ends]
    assert cloudformation.describe_stacks(StackName=stack_id)["Stacks"][0]["Parameters"] == parameters
    cloudformation.delete_stack(StackName=stack_id)


def test_a_stack_given_up_can_be_deleted(cloudformation: Any, made: Made, end: End) -> None:
    stack_id = made("x", SUBNET, Parameters=[{"ParameterKey": "Subnet", "ParameterValue": "subnet-0123"}])
    assert cloudformation.describe_stacks(StackName="x")["Stacks"][0]["DeletionTime"]
    cloudformation.delete_stack(StackName="x")
    end()
    assert cloudformation.describe_stacks(StackName=stack_id)["Stacks"][0]["StackStatus"] == "DELETE_COMPLETE"


def test_whoever_may_not_see_a_subnet_has_none(aws: Aws, place: Any, end: End) -> None:
    key = make_user(aws("iam"), "ann", allow("cloudformation:*"))
    asked = {"TemplateBody": SUBNET, "Parameters": [{"ParameterKey": "Subnet", "ParameterValue": place.subnet}]}
    ann = aws("cloudformation", key=key)
    ann.create_stack(StackName="hers", **asked)
    aws("cloudformation").create_stack(StackName="ours", **asked)
    end()
    assert ann.describe_stacks(StackName="hers")["Stacks"][0]["StackStatus"] == "ROLLBACK_COMPLETE"
    assert ann.describe_stacks(StackName="ours")["Stacks"][0]["StackStatus"] == "CREATE_COMPLETE"


BOOTSTRAP = {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/cdk-bootstrap/hnb659fds/version"}


def test_a_parameter_of_the_parameter_store(cloudformation: Any, made: Made, aws: Aws) -> None:
    template = body({"G": group({"Ref": "Version"})}, Parameters={"Version": BOOTSTRAP})
    told = error_of(cloudformation.create_stack, StackName="x", TemplateBody=template)
    start = "Unable to fetch parameters [/cdk-bootstrap/hnb659fds/version] from parameter store for this account."
    assert told == ("ValidationError", start)
    aws("ssm").put_parameter(Name="/cdk-bootstrap/hnb659fds/version", Value="twenty", Type="String")
    made("x", template)
    [shown] = cloudformation.describe_stacks(StackName="x")["Stacks"][0]["Parameters"]
    assert (shown["ParameterValue"], shown["ResolvedValue"]) == ("/cdk-bootstrap/hnb659fds/version", "twenty")
    found = aws("ec2").describe_security_groups(Filters=[{"Name": "description", "Values": ["twenty"]}])
    assert len(found["SecurityGroups"]) == 1


def test_ids_depend_on_the_seed_and_the_requests_alone() -> None:
    def ids(*, read: bool) -> tuple[str, list[str]]:
        front = Front(World(seed=7, clock=Clock(speed=0.0)))
        client = InProcess().client("cloudformation", "us-east-1", ("any",), front.respond)
        stack_id = str(client.create_stack(StackName="groups", TemplateBody=GROUPS)["StackId"])
        for _ in range(30):
            if read:
                client.describe_stacks()
                client.list_exports()
            with front.world.lock:
                front.world.clock.advance(3)
                front.world.events.settle()
        told = client.describe_stack_events(StackName="groups")["StackEvents"]
        return stack_id, [f"{one['EventId']} {one['PhysicalResourceId']}" for one in told]

    assert ids(read=True) == ids(read=False)
